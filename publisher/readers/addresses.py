"""The addresses among the articles of an edition's file, before they are fetched."""

from pathlib import Path
from typing import Any

from publisher.captures import is_web
from publisher.errors import PublisherError
from publisher.files import read_whole
from publisher.readers.source import SourceText

_LARGEST = 64 * 2**20  # bytes of an edition's file


def addresses_of(path: Path) -> tuple[str, ...]:
    """The addresses that an edition's file names as articles; what is wrong with it is no matter.

    Whoever reads it as an edition says so.
    """
    try:
        source = SourceText.of(str(path), read_whole(path, _LARGEST))
    except (OSError, PublisherError):
        return ()
    from publisher.schema.locate import load_json, load_yaml

    is_json = path.suffix.lower() == ".json"
    data: Any = (load_json if is_json else load_yaml)(source.text).data
    if not isinstance(data, dict):
        return ()
    parts = _listed(data.get("parts"))
    groups = [data, *(part for part in parts if isinstance(part, dict))]
    entries = [one for group in groups for one in _listed(group.get("articles"))]
    files = (one.get("file") if isinstance(one, dict) else one for one in entries)
    return tuple(file for file in files if isinstance(file, str) and is_web(file))


def _listed(given: Any) -> list[Any]:  # noqa: ANN401 - plain data of any form
    return given if isinstance(given, list) else []
