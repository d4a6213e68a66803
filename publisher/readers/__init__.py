"""Sources of every form → Reading, Article or Edition."""

from publisher.readers.any_file import is_edition, read, read_article, read_edition, suffixes

__all__ = ["is_edition", "read", "read_article", "read_edition", "suffixes"]
