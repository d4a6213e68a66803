"""A Book into finished bytes, one module for each format."""
