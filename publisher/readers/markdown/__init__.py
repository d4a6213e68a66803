"""Markdown: parser → nodes → own/ (our strict form) or foreign/ (anybody else's, as a capture)."""

from publisher.readers.markdown.read import body, read

__all__ = ["body", "read"]
