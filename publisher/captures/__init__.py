"""Captures: pages as they were had, whichever program saved them."""

from publisher.captures.archives import (
    archived_page,
    archived_pages,
    is_archive,
    is_archived,
)
from publisher.captures.capture import FIRST_WORDS, Attachment, Capture, Stated
from publisher.captures.fetched import (
    ENDINGS,
    FETCHED,
    PAGE,
    RECORD,
    fetched_beside,
    is_web,
    kept_page,
    name_for,
    place_for,
    record_of,
)
from publisher.captures.holding import (
    ALL,
    MARK,
    Entry,
    Holding,
    Selection,
    entry_path,
    part_entry,
)
from publisher.captures.mining import PLACE as MINING_PLACE
from publisher.captures.opening import DOORS, HEAD, door_of, only_one, open_capture, open_file
from publisher.captures.package_signals import PACKAGE_PLACE, SCHEMA_RIGHTS
from publisher.captures.page_encoding import assumed_encoding, declared_encoding
from publisher.captures.safe_xml import parse_xml
from publisher.captures.site_signals import (
    RSL_TYPE,
    header_signals,
    is_rsl_type,
    mining_signals,
    robots_signals,
)

__all__ = [
    "ALL",
    "DOORS",
    "ENDINGS",
    "FETCHED",
    "FIRST_WORDS",
    "HEAD",
    "MARK",
    "MINING_PLACE",
    "PACKAGE_PLACE",
    "PAGE",
    "RECORD",
    "RSL_TYPE",
    "SCHEMA_RIGHTS",
    "Attachment",
    "Capture",
    "Entry",
    "Holding",
    "Selection",
    "Stated",
    "archived_page",
    "archived_pages",
    "assumed_encoding",
    "declared_encoding",
    "door_of",
    "entry_path",
    "fetched_beside",
    "header_signals",
    "is_archive",
    "is_archived",
    "is_rsl_type",
    "is_web",
    "kept_page",
    "mining_signals",
    "name_for",
    "only_one",
    "open_capture",
    "open_file",
    "parse_xml",
    "part_entry",
    "place_for",
    "record_of",
    "robots_signals",
]
