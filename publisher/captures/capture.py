"""A Capture: one page, the files that came with it, and what is known of how it was had."""

import datetime
import os
from pathlib import Path

from publisher.files import is_file
from publisher.model.article import LeftOut
from publisher.model.rights import Signal
from publisher.value import value


@value
class Attachment:
    """A file that came with a page.

    address   as the page may call it: a whole address, or "cid:…".
    """

    address: str
    data: bytes


@value
class Stated:
    """What an envelope says of the article in it: a feed, a mail, an export, a document's file.

    All of it is stated there, none completed.

    publication   the name of the site or paper.   licence: the address of one.
    rights        lines of rights as the envelope writes them.
    beside        lines of headers and footers: those that speak of rights are notices.
    published_words   the day as the envelope writes it in words, where it is no date of a form.
    original      address of the first publication, where the envelope says that this is another;
                  original_name: the name of the paper.
    left_out      words of the envelope's page that the door took out of it.
    sort_names    an author's name -> the same as lists sort it, where that is stated.
    signals       what it says to machines of the article's use.
    found         where each is said: the name of the field here -> "dc:creator".
    leads         whether it goes before what the page says: the fragment in a feed is no page.
    """

    title: str = ""
    subtitle: str = ""
    standfirst: str = ""
    authors: tuple[str, ...] = ()
    sort_names: tuple[tuple[str, str], ...] = ()
    published: datetime.date | None = None
    published_words: str = ""
    updated: datetime.date | None = None
    language: str = ""
    publication: str = ""
    licence: str = ""
    rights: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    original: str = ""
    original_name: str = ""
    keywords: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    remarks: tuple[str, ...] = ()
    signals: tuple[Signal, ...] = ()
    found: tuple[tuple[str, str], ...] = ()
    leads: bool = False


NOTHING_STATED = Stated()
FIRST_WORDS = "first words"  # where a title stands that nobody wrote


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
    is_fetched   whether the page itself came from `address`, so that all in it is relative to that.
    headers   what the server said with it, names in small letters.   mining: the text of its host's
              tdmrep.json, "" where there is none.
    folder    where the page lies, with the files saved beside it; "" where it came as bytes alone.
    form      the reader of the page: "html", "markdown" or "capture" (plain text).
    stated    what the envelope says of the article.
    record    of a book of ours: what it records of its articles; recorded: which of them this is,
              from 1.
    """

    name: str = ""
    data: bytes = b""
    encoding: str = ""
    address: str = ""
    address_found: str = ""
    moment: datetime.datetime | None = None
    moment_found: str = ""
    digest: str = ""
    is_fetched: bool = False
    headers: tuple[tuple[str, str], ...] = ()
    mining: str = ""
    robots: str = ""
    attachments: tuple[Attachment, ...] = ()
    folder: str = ""
    form: str = "html"
    stated: Stated = NOTHING_STATED
    record: bytes = b""
    recorded: int = 0

    def has(self, path: str) -> bool:
        """Whether a file of this path lies below the page's folder."""
        if not self.folder:
            return False
        place = os.path.normpath(Path(self.folder, path))
        return place.startswith(f"{self.folder}{os.sep}") and is_file(Path(place))
