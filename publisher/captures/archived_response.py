"""The headers of a response as Safari keeps it in a web archive: an NSHTTPURLResponse, archived.

It is a property list of objects that name each other by number (NSKeyedArchiver).  The headers are
a dictionary of words among them, or one key, __hhaa__, whose words are base64 of a further list
in which each header has a list of values.  Nothing is built of it: only words are taken.
"""

import base64
import binascii
import plistlib
import re
from collections.abc import Iterator
from typing import Any
from xml.parsers.expat import ExpatError

_LARGEST = 2**20  # bytes of one response: servers refuse headers of more than some kilobytes
_OBJECTS = 5_000
_PACKED = "__hhaa__"
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # a token (RFC 9110, 5.6.2)


def archived_headers(data: object) -> tuple[tuple[str, str], ...]:
    """(name, words) of each header in an archived response; () for what is none or is damaged.

    Names are in small letters, in order of the archive; a header with several values stands as
    often.
    """
    found = _plist(data)
    objects = found.get("$objects") if isinstance(found, dict) else None
    if not isinstance(objects, list):
        return ()
    rows = objects[:_OBJECTS]
    pairs = (pair for row in rows if isinstance(row, dict) for pair in _of_dictionary(row, rows))
    return tuple(dict.fromkeys(pairs))


def _plist(data: object) -> object:
    """A property list within a property list; None for what is none."""
    if not isinstance(data, bytes) or len(data) > _LARGEST:
        return None
    try:
        return plistlib.loads(data)
    except (plistlib.InvalidFileException, ExpatError, ValueError, TypeError):
        return None
    except (RecursionError, OverflowError, LookupError, MemoryError):
        return None


def _of_dictionary(row: dict[str, Any], rows: list[Any]) -> Iterator[tuple[str, str]]:
    keys, values = row.get("NS.keys"), row.get("NS.objects")
    if not isinstance(keys, list) or not isinstance(values, list):
        return
    for key, value in zip(keys, values, strict=False):
        name, held = _meant(key, rows), _meant(value, rows)
        if name == _PACKED:
            yield from _of_packed(held)
        else:
            yield from _of_header(name, held, rows)


def _of_packed(held: object) -> Iterator[tuple[str, str]]:
    if isinstance(held, str):
        try:
            held = base64.b64decode(held[:_LARGEST], validate=False)
        except (binascii.Error, ValueError):
            return
    found = _plist(held)
    for name, value in found.items() if isinstance(found, dict) else ():
        yield from _of_header(name, value, [])


def _of_header(name: object, held: object, rows: list[Any]) -> Iterator[tuple[str, str]]:
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        return
    listed = held.get("NS.objects") if isinstance(held, dict) else held
    values = listed if isinstance(listed, list) else [listed]
    for value in values[:_OBJECTS]:
        words = _meant(value, rows)
        if isinstance(words, str) and words.strip():
            yield name.lower(), words.strip()


def _meant(value: object, rows: list[Any]) -> object:
    """The object of a number; anything else as it is."""
    if not isinstance(value, plistlib.UID):
        return value
    return rows[value.data] if value.data < len(rows) else None
