"""What a reader of a finished file would meet: words, links and pictures, and what the file says of itself."""
