"""JSON and CSV of strangers: read as plain data, within limits."""

import csv
import io
import json
from typing import Any

from publisher.errors import SourceError
from publisher.text import decode_bytes

_LARGEST = 256 * 2**20
_CELL = 16 * 2**20  # characters of a cell: an article with its pictures in it


def load_json(name: str, data: bytes) -> Any:  # noqa: ANN401 - plain data of any form
    """The plain data in a file.  Refuses with SourceError what is none, too large, too deep."""
    if len(data) > _LARGEST:
        raise SourceError(name, 0, 0, "this file is larger than 256 megabytes; it is not read")
    text, _ = decode_bytes(data, name)
    try:
        return json.loads(text, parse_int=_number)
    except json.JSONDecodeError as error:
        raise SourceError(
            name, error.lineno, error.colno, f"this is no JSON: {error.msg}"
        ) from error
    except (RecursionError, ValueError) as error:
        raise SourceError(name, 0, 0, "this JSON is deeper than any program writes it") from error


def _number(written: str) -> int | str:
    """A whole number; one that is longer than any program needs stays as it is written."""
    return int(written) if len(written) < 20 else written


def load_csv(name: str, data: bytes) -> list[dict[str, str]]:
    """The rows of a file with a head, its names in small letters; cells are text, never formulas.

    Refuses with SourceError what is no CSV.
    """
    text, _ = decode_bytes(data, name)
    csv.field_size_limit(_CELL)
    try:
        rows = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error as error:
        raise SourceError(name, 0, 0, f"this is no table of values: {error}") from error
    if not rows:
        return []
    head = [cell.strip().lower() for cell in rows[0]]
    return [dict(zip(head, row, strict=False)) for row in rows[1:] if any(row)]


def mapping(given: object) -> dict[str, Any]:
    """A mapping as it is; anything else as none."""
    return given if isinstance(given, dict) else {}


def listed(given: object) -> list[Any]:
    """A list as it is; anything else as none."""
    return given if isinstance(given, list) else []


def words(holder: dict[str, Any], key: str) -> str:
    """The text under a key; "" where there is none."""
    found = holder.get(key)
    return found.strip() if isinstance(found, str) else ""
