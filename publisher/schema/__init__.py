"""The model and its written forms: where each key stands, what it must be, how it is written back."""
