"""Markdown of other tools: front matter by any key, and what their text marks."""
