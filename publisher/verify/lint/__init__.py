"""What can be said of any file, whoever made it: gaps, contradictions, placeholders."""
