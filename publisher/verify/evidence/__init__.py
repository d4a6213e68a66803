"""What a reader of a finished file would meet, and what the file says of itself."""
