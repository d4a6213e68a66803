"""A Capture: one page, the files that came with it, and what is known of how it was had."""

import datetime
import os
from pathlib import Path

from publisher.files import is_file
from publisher.value import value


@value
class Attachment:
    """A file that came with a page.

    address   as the page may call it: a whole address, or "cid:…".
    """

    address: str
    data: bytes


@value
class Capture:
    """One page as it was had.

    name      as messages show it.
    data      the page itself: free of transfer encodings (base64, quoted-printable), its letters
              still in the encoding of the page.
    encoding  of the letters, as the envelope states it; "" lets the page speak for itself.
    address   of the page, where the saving program noted it (http and https only); address_found:
              where it is noted.
    moment    of the capture, with its time zone; None where nothing states both.  moment_found:
              where it is noted, where that is evidence to keep.
    digest    of what the server sent, as an archive states it: "sha1:…"; the record has it.
    is_mhtml  whether it came in an envelope that says it is a page, whatever the file is called.
    is_fetched   whether the page itself came from `address`, so that all in it is relative to that.
    headers   what the server said with it, names in small letters.   mining: the text of its host's
              tdmrep.json, "" where there is none.
    folder    where the page lies, with the files saved beside it; "" where it came as bytes alone.
    """

    name: str = ""
    data: bytes = b""
    encoding: str = ""
    address: str = ""
    address_found: str = ""
    moment: datetime.datetime | None = None
    moment_found: str = ""
    digest: str = ""
    is_mhtml: bool = False
    is_fetched: bool = False
    headers: tuple[tuple[str, str], ...] = ()
    mining: str = ""
    attachments: tuple[Attachment, ...] = ()
    folder: str = ""

    def has(self, path: str) -> bool:
        """Whether a file of this path lies below the page's folder."""
        if not self.folder:
            return False
        place = os.path.normpath(Path(self.folder, path))
        return place.startswith(f"{self.folder}{os.sep}") and is_file(Path(place))

    def attached(self, address: str) -> bytes:
        """The bytes of the file that the page calls so; b"" where none came with it."""
        wanted = _without_fragment(address)
        found = (one.data for one in self.attachments if _without_fragment(one.address) == wanted)
        return next(found, b"")


def _without_fragment(address: str) -> str:
    return address.partition("#")[0]
