"""One article of a feed or an export, as plain values, whatever the form: and how it is opened.

The text is a fragment of HTML, Markdown or plain text; the facts stand beside it and go before what
the fragment may seem to say.
"""

import datetime
import html
import re
from collections.abc import Iterable
from email.utils import parsedate_to_datetime

from publisher.captures.capture import FIRST_WORDS, Capture, Stated
from publisher.captures.fragments import as_page, plain_words
from publisher.captures.holding import Entry, Holding, entry_path, keys
from publisher.model.article import LeftOut, LeftOutBecause, is_address
from publisher.model.rights import Signal
from publisher.value import value

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,400}>")
_CUT = re.compile(r"\[\s*(?:…|\.{3})\s*\]")
_BLOCK = re.compile(r"<(?:p|h[1-6]|ul|ol|figure|blockquote|table|pre)\b", re.IGNORECASE)
# the words of a link at the end of a beginning
_GOES_ON = re.compile(
    r"(?:continue reading|keep reading|read (?:more|on|the full|the rest)|weiterlesen|mehr lesen|"
    r"lire la suite|leer más|seguir leyendo|leggi tutto|continua a leggere|leia mais|lees verder|"
    r"läs mer|les mer|læs mere|czytaj dalej|читать далее|続きを読む|阅读全文|اقرأ المزيد)"
    r"[^.!?]{0,120}$",
    re.IGNORECASE,
)
_ENDS_EARLY = re.compile(
    r"(?:\[\s*(?:…|\.{3}|&hellip;|&#8230;)\s*\]|…|\.{3})\s*(?:[^.…]{0,40}(?:→|»|&raquo;|&rarr;))?\W*$"
)
_END = 300  # characters at the end of a text that tell whether it goes on elsewhere
_TITLE = 60  # characters of a title that is made of first words
_WHOLE = 120  # words from which a description may be the article itself
_BLOCKS = 2  # paragraphs, lists and the like: a beginning is one
_LETTERS = 500  # letters of scripts without blanks that are as many


@value
class Picture:
    """A picture that stands beside the text: its address, what is said of it, whose it is."""

    address: str
    alt: str = ""
    caption: str = ""
    credit: str = ""


@value
class Item:
    """One article of a file that holds several.

    key        its identifier there, or address.   text: in `form`, "html", "markdown" or "capture";
               "" where there is only the address.
    day        for the list; the article's date is published, or published_words.
    base       that relative addresses are whole against.
    rights     lines of rights, as the file writes them.
    signals    what it says to machines of the article's use.
    found      where each fact is said: the name in Stated -> the name in the file.
    teaser     words about it that are no part of the text.
    passed_over   why it is not taken.
    """

    key: str = ""
    title: str = ""
    text: str = ""
    form: str = "html"
    address: str = ""
    base: str = ""
    day: datetime.date | None = None
    moment: datetime.datetime | None = None
    authors: tuple[str, ...] = ()
    published: datetime.date | None = None
    updated: datetime.date | None = None
    language: str = ""
    publication: str = ""
    licence: str = ""
    rights: tuple[str, ...] = ()
    original: str = ""
    original_name: str = ""
    subtitle: str = ""
    standfirst: str = ""
    keywords: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    teaser: str = ""
    signals: tuple[Signal, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    remarks: tuple[str, ...] = ()
    passed_over: str = ""
    found: tuple[tuple[str, str], ...] = ()


def holding_of(
    name: str, form: str, items: Iterable[Item], *, title: str = "", language: str = ""
) -> Holding:
    """The holding of these articles, in their order."""
    listed = tuple(items)
    names = tuple(keys(item.address or item.key for item in listed))
    by_key = dict(zip(names, listed, strict=True))
    entries = tuple(
        Entry(
            key=key,
            title=item.title,
            day=item.day or item.published,
            address=item.address,
            no_text=not item.text.strip(),
            passed_over=item.passed_over,
        )
        for key, item in by_key.items()
    )
    return Holding(
        name=name,
        form=form,
        title=title,
        language=language,
        entries=entries,
        open=lambda key: capture_of(entry_path(name, key), by_key[key]),
    )


def capture_of(name: str, item: Item) -> Capture:
    """The capture of an article."""
    is_html = item.form == "html"
    title, found = item.title, dict(item.found)
    if not title:
        title = _first_words(plain_words(item.text))
        found["title"] = FIRST_WORDS
    pictures = (one for one in item.pictures if one.address not in item.text)
    figures = "".join(map(_figure, pictures))
    said = plain_words(item.text)
    standfirst = "" if item.standfirst in said else item.standfirst
    above = f"<p>{html.escape(standfirst)}</p>\n" if standfirst else ""
    text = f"{above}{figures}{item.text}"
    data = as_page(text, language=item.language, base=item.base or item.address)
    left_out = list(item.left_out)
    if item.teaser and item.teaser not in said:
        because = LeftOutBecause.METADATA
        left_out.append(LeftOut(text=item.teaser, because=because, of="summary"))
    return Capture(
        name=name,
        data=data if is_html else item.text.encode(),
        encoding="utf-8",
        form=item.form,
        address=item.address if is_address(item.address) else "",
        address_found=dict(item.found).get("address", "the file around it"),
        moment=item.moment,
        stated=Stated(
            title=title,
            subtitle=item.subtitle,
            standfirst=standfirst if is_html else "",
            authors=item.authors,
            published=item.published,
            updated=item.updated,
            language=item.language,
            publication=item.publication,
            licence=item.licence,
            rights=item.rights,
            original=item.original if is_address(item.original) else "",
            original_name=item.original_name,
            keywords=item.keywords,
            signals=item.signals,
            left_out=tuple(left_out),
            remarks=item.remarks,
            found=tuple(found.items()),
            leads=True,
        ),
    )


def _first_words(text: str) -> str:
    """A title for a text that has none: its first words, never all of them."""
    first = text[: min(_TITLE, max(1, len(text) - 1))]
    return f"{first.rsplit(' ', 1)[0].rstrip(' ,;:.–—-')} …"


def _figure(picture: Picture) -> str:
    caption = html.escape(picture.caption)
    if picture.credit:
        credit = f'<span class="credit">{html.escape(picture.credit)}</span>'
        caption = f"{caption} {credit}".strip()
    said = f"<figcaption>{caption}</figcaption>" if caption else ""
    alt = html.escape(picture.alt)
    return f'<figure><img src="{html.escape(picture.address)}" alt="{alt}">{said}</figure>\n'


def plain_title(written: str) -> str:
    """A title as people read it: without tags, and with what was escaped twice read again."""
    words = html.unescape(plain_words(written) if _TAG.search(written) else written)
    return " ".join(words.split())


def is_whole_text(fragment: str) -> bool:
    """Whether a description is the article itself and no beginning of it."""
    words = plain_words(fragment)
    end = words[-_END:]
    if _ENDS_EARLY.search(end) or _CUT.search(words) or _GOES_ON.search(end):
        return False
    if len(_BLOCK.findall(fragment)) >= _BLOCKS:
        return True
    spaceless = sum("\u3040" <= letter <= "\u9fff" for letter in words)
    return len(words.split()) >= _WHOLE or spaceless >= _LETTERS


def day_in(written: str) -> datetime.date | None:
    """The day that a date of RFC 5322 or ISO 8601 states, in its own time zone; None if neither."""
    moment = moment_in(written)
    if moment:
        return moment.date()
    try:
        return datetime.date.fromisoformat(written.strip()[:10])
    except ValueError:
        return None


def moment_in(written: str) -> datetime.datetime | None:
    """The moment that such a date states, with a time zone or without."""
    text = written.strip()[:64]
    try:
        return datetime.datetime.fromisoformat(text)
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def moment_of_seconds(written: object) -> datetime.datetime | None:
    """The moment of a number of seconds since 1970, or of milliseconds; None for anything else."""
    try:
        seconds = float(str(written))
        seconds = seconds / 1000 if seconds > 1e11 else seconds
        return datetime.datetime.fromtimestamp(seconds, datetime.UTC) if seconds > 0 else None
    except (ValueError, OverflowError, OSError):
        return None
