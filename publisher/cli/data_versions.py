"""The versions of the data that a book's words rest on: digests, since they have no numbers.

Two installations that print the same lines recognise the same notices, know the same licences, and
set the same pages.
"""

import hashlib
import platform
from collections.abc import Iterator
from pathlib import Path

from publisher.resources import folder
from publisher.versions import versions

_PACKAGE = Path(__file__).parent.parent
_DATA = {
    "wordings": _PACKAGE / "readers" / "capture" / "wordings",
    "licences": _PACKAGE / "rights" / "licences.toml",
    "permissions": _PACKAGE / "rights" / "permissions.toml",
    "languages": _PACKAGE / "phrases" / "languages",
}


def data_versions() -> Iterator[str]:
    """One line for each kind of data: its name and the first digits of its SHA-256."""
    places = {**_DATA, "devices": _devices(), "themes": Path(str(folder("styles")))}
    width = max(map(len, places))
    for name, place in places.items():
        yield f"  {name:<{width}}  {_digest(place)}"


def engine_versions() -> Iterator[str]:
    """One line for Python and for each library that makes the bytes of a file: name, version."""
    made_by = {"python": platform.python_version(), **versions()}
    del made_by["publisher"]
    width = max(map(len, made_by))
    for name, version in made_by.items():
        yield f"  {name:<{width}}  {version}"


def _devices() -> Path:
    from publisher.targets import devices

    return Path(devices.__file__).parent


def _digest(place: Path) -> str:
    files = [place] if place.is_file() else sorted(place.rglob("*"))
    digest = hashlib.sha256()
    for file in files:
        if file.suffix in {".toml", ".css"}:
            digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:12]
