"""What a reading system, a store or a paper asks of a finished file."""
