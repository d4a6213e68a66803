"""SingleFile's zip form: a page that is a zip file at once (index.html, images, manifest.json)."""

import datetime
import json
from collections.abc import Iterator
from typing import Any

from publisher.captures.capture import Attachment, Capture
from publisher.captures.safe_zip import Archive
from publisher.errors import SourceError
from publisher.model.article import is_address

PAGE, _MANIFEST = "index.html", "manifest.json"


def open_singlefile_zip(name: str, archive: Archive) -> Capture:
    """The capture in SingleFile's zip, its pictures under their names in it.

    Refuses with SourceError a zip without a page.
    """
    if PAGE not in archive:
        raise SourceError(name, 0, 0, f"there is no {PAGE} in this page of SingleFile")
    page = archive.read(PAGE)
    told = _manifest(archive)
    address = str(told.get("originalUrl", ""))
    return Capture(
        name=name,
        data=page,
        address=address if is_address(address) else "",
        address_found="originalUrl in manifest.json",
        moment=_moment(told.get("archiveTime")),
        attachments=tuple(_attachments(archive, told)),
    )


def _manifest(archive: Archive) -> dict[str, Any]:
    try:
        found = json.loads(archive.find(_MANIFEST) or b"{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _moment(written: object) -> datetime.datetime | None:
    """The moment of archiving, in milliseconds since 1970 or as ISO 8601 writes it."""
    try:
        if isinstance(written, int | float):
            found = datetime.datetime.fromtimestamp(written / 1000, datetime.UTC)
        else:
            found = datetime.datetime.fromisoformat(str(written))
    except (ValueError, OverflowError, OSError):
        return None
    return found.replace(microsecond=0) if found.tzinfo else None


def _attachments(archive: Archive, told: dict[str, Any]) -> Iterator[Attachment]:
    """Each file under its name in the archive, and under the address that it had."""
    resources = told.get("resources")
    known = resources if isinstance(resources, dict) else {}
    for member in archive.members:
        if member in {PAGE, _MANIFEST}:
            continue
        data = archive.find(member)
        yield Attachment(address=member, data=data)
        if isinstance(address := known.get(member), str):
            yield Attachment(address=address, data=data)
