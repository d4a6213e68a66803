"""Sources of every form → Reading, Article or Edition."""

from publisher.readers.addresses import addresses_of
from publisher.readers.any_file import (
    is_edition,
    read,
    read_article,
    read_capture,
    read_edition,
    read_edition_file,
    read_encoded,
)
from publisher.readers.folder import as_counted, pages_in
from publisher.readers.forms import suffixes
from publisher.readers.holdings import holding_in
from publisher.readers.picture_bytes import ending_of, fault_of, media_type_of

__all__ = [
    "addresses_of",
    "as_counted",
    "ending_of",
    "fault_of",
    "holding_in",
    "is_edition",
    "media_type_of",
    "pages_in",
    "read",
    "read_article",
    "read_capture",
    "read_edition",
    "read_edition_file",
    "read_encoded",
    "suffixes",
]
