"""Marks that other software adds to Markdown, as rules of the parser: behind the parser's door."""

from publisher.readers.markdown.marks.all import use

__all__ = ["use"]
