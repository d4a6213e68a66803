"""Web pages: tree → the article's element → pieces and hints → capture."""

from publisher.readers.html.page import Page, pieces, read

__all__ = ["Page", "pieces", "read"]
