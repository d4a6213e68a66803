"""Sources of every form → Reading, Article or Edition."""

from publisher.readers.any_file import is_edition, read, read_article, read_edition, suffixes
from publisher.readers.picture_bytes import ending_of, fault_of, media_type_of

__all__ = [
    "ending_of",
    "fault_of",
    "is_edition",
    "media_type_of",
    "read",
    "read_article",
    "read_edition",
    "suffixes",
]
