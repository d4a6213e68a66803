"""Book → tagged PDF."""
