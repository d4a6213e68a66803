"""A file of any form → Reading, Article or Edition: which reader it asks for, and what it needs.

Structured articles (.md with our front matter, .yaml, .json) are decoded strictly; captures (.txt,
foreign .md, .html, .mhtml) are recognised.
"""

import datetime
import hashlib
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publisher.captures import (
    HEAD,
    MINING_PLACE,
    Capture,
    archived_page,
    declared_encoding,
    door_of,
    fetched_beside,
    open_capture,
    part_entry,
)
from publisher.errors import SourceError
from publisher.files import read_whole
from publisher.model.article import (
    Article,
    Evidence,
    EvidenceKind,
    Relation,
    Source,
)
from publisher.model.edition import Edition
from publisher.readers.forms import READERS, ZIPPED
from publisher.readers.holdings import bytes_of, open_entry, opened_page
from publisher.readers.pictures import (
    load_picture,
    with_pictures,
    with_sound_pictures,
    with_usable_pictures,
)
from publisher.readers.source import ALONE, Reading, SourceText, placed
from publisher.readers.use_signals import with_signals
from publisher.rights.notices import text_digest

_SITE_FILE = 512 * 1024  # bytes of a robots.txt (RFC 9309, 2.5) or tdmrep.json

if TYPE_CHECKING:  # whose module brings the reader of YAML
    from publisher.readers.structured import EditionFile


def is_edition(path: Path) -> bool:
    """Whether a .yaml or .json file is an edition: its top level names articles or parts."""
    if READERS.get(path.suffix.lower()) != "structured" or part_entry(str(path))[1]:
        return False
    from publisher.readers.structured import names_articles

    return names_articles(SourceText.of(str(path), bytes_of(path)))


def read(path: Path | str, data: bytes | None = None, *, encoding: str = "") -> Reading:
    """The reading of one article file, or of one article in a file that holds several.

    path   of a file, or of an entry in it: "feed.xml#https://mag.example/mill".
    With `data`, of those bytes under the name `path` (a capture unless it has an ending).

    Refuses with SourceError or SchemaError, at file:line:column, what cannot be read.
    """
    name = os.fspath(path)
    if data is None and (archived := archived_page(name)):
        return read_capture(archived.name, archived.data, archived, encoding=encoding)
    file, key = part_entry(name) if data is None else (name, "")
    given = bytes_of(Path(file)) if data is None else data
    if key:
        held = open_entry(file, given, key)
        if isinstance(held, Path):
            return read(held, encoding=encoding)
        return read_capture(name, given, held, encoding=encoding)
    ending = Path(name).suffix.lower()
    is_known = ending in READERS or door_of(name, given[:HEAD]) is not None
    if not is_known and data is None:
        raise SourceError(
            name,
            0,
            0,
            f"'{ending or 'no ending'}' is not a form that can be read; there are"
            f" {', '.join(sorted(READERS))}",
        )
    if door_of(name, given[:HEAD]):
        return read_capture(name, given, opened_page(name, given), encoding=encoding)
    if ending in ZIPPED:
        raise SourceError(name, 0, 0, f"a '{ending}' file is a zip archive, and this is none")
    kept = fetched_beside(Path(path), given) if data is None else None
    source, form = _source_of(name, given, ending, encoding, kept)
    if data is None:
        folder = os.path.normpath(Path(path).absolute().parent)
        source = replace(source, capture=_with_site(replace(source.capture, folder=folder)))
    reading = _recognised(source, given, form)
    if not reading.capture:
        if data is not None:
            return reading
        return replace(reading, article=with_pictures(reading.article, Path(path)))
    article, told = with_sound_pictures(reading.article)
    if data is None:
        article, more = with_usable_pictures(article, Path(path))
        told = (*told, *more)
    return replace(reading, article=article, remarks=(*reading.remarks, *told))


def _with_site(capture: Capture) -> Capture:
    """A saved page with the files of its site that were put beside it."""
    return replace(
        capture,
        robots=capture.robots or _beside(capture, "robots.txt"),
        mining=capture.mining or _beside(capture, MINING_PLACE.removeprefix("/")),
    )


def _beside(capture: Capture, place: str) -> str:
    """The text of a file beside a page; "" where there is none, or none that can be read."""
    if not capture.has(place):
        return ""
    try:
        return read_whole(Path(capture.folder, place), _SITE_FILE).decode("utf-8", "replace")
    except OSError:
        return ""


def read_capture(name: str, container: bytes, capture: Capture, *, encoding: str = "") -> Reading:
    """The reading of a page that came in a file with others.

    container   the bytes of that file, whose digest the article names.
    Refuses with SourceError what cannot be read.
    """
    stated = encoding or capture.encoding or declared_encoding(capture.data)
    source = SourceText.of(name, capture.data, encoding=stated, capture=capture)
    if capture.record and (recorded := _reading_recorded(source)):
        return recorded
    reading = _recognised(source, container, capture.form)
    article, told = with_sound_pictures(reading.article)
    assets = tuple(asset if asset.data else replace(asset, file="") for asset in article.assets)
    article = replace(article, assets=assets)
    return replace(reading, article=article, remarks=(*reading.remarks, *told))


def _reading_recorded(source: SourceText) -> Reading | None:
    from publisher.readers.recorded import read_recorded

    return read_recorded(source)


def _recognised(source: SourceText, given: bytes, form: str) -> Reading:
    """The reading of a source by the reader of its form; a capture with what is known of it."""
    read_source = _reader_of(form)
    try:
        reading = read_source(source)
    except RecursionError as error:
        # no article needs a thousand marks within each other; an attack on a reader does
        raise SourceError(
            source.name, 0, 0, "marks within marks, about a thousand deep; write it flatter"
        ) from error
    reading = replace(reading, steps=placed(reading.steps, source.text))
    if not reading.capture:
        return reading
    digest, moment = hashlib.sha256(given).hexdigest(), source.capture.moment
    article = with_signals(reading.article, source.capture)
    article = as_fetched(article, source.capture)
    article = as_captured(article, digest, moment)
    return replace(reading, article=as_archived(article, source.capture))


def _source_of(
    name: str, data: bytes, ending: str, encoding: str, kept: Capture | None
) -> tuple[SourceText, str]:
    """(the text of a file, with the capture it is in where it is a page; its form).

    encoding   as the person at the keyboard says; it goes before what page and envelope state.
    kept       what is kept of a page that was fetched.
    """
    named = READERS.get(ending, "")
    if named not in {"", "html"}:
        stated = encoding or (kept.encoding if kept else "")
        return SourceText.of(name, data, encoding=stated, capture=kept or ALONE), named
    capture = kept or open_capture(name, data)
    if named == "html":
        encoding = encoding or capture.encoding or declared_encoding(capture.data)
    source = SourceText.of(name, capture.data, encoding=encoding, capture=capture)
    return source, named or _form_of(source)


def _reader_of(form: str) -> Callable[[SourceText], Reading]:
    """The reader of a form; imported on use, since each brings a library of its own."""
    match form:
        case "html":
            from publisher.readers import html as reader
        case "markdown":
            from publisher.readers import markdown as reader  # type: ignore[no-redef]
        case "structured":
            from publisher.readers import structured as reader  # type: ignore[no-redef]
        case _:
            from publisher.readers import capture as reader  # type: ignore[no-redef]
    return reader.read


def _form_of(source: SourceText) -> str:
    """The reader that bytes without an ending ask for."""
    if _is_html(source.text):
        return "html"
    return "markdown" if source.text.startswith("---\n") else "capture"


def read_article(source: Path | str | bytes) -> Article:
    """The article of a file, or of bytes.

    Refuses with SourceError or SchemaError what cannot be read.
    """
    return (
        read("article", source).article if isinstance(source, bytes) else read(Path(source)).article
    )


def read_encoded(path: str, encoding: str) -> Article:
    """The article of a file in this encoding; "": as it says itself."""
    return read(path, encoding=encoding).article


def read_edition(path: Path | str) -> Edition:
    """The edition of a .yaml or .json file, with its articles read.

    Refuses with SourceError or SchemaError; the faults of all its articles are told at once.
    """
    return read_edition_file(path).edition


def read_edition_file(
    path: Path | str, read_one: Callable[[str, str], Article] | None = None
) -> "EditionFile":
    """The edition of a .yaml or .json file, with the lines where its articles are named.

    read_one   gives the article of a file and its encoding; None: it is read.
    Refuses as `read_edition` does.
    """
    from publisher.readers.structured import read_edition as read_structured

    place = Path(path)
    found = read_structured(
        SourceText.of(str(path), bytes_of(place)),
        place,
        read_one or read_encoded,
    )
    return replace(found, edition=_with_files(found.edition, place))


def _with_files(edition: Edition, place: Path) -> Edition:
    """The edition with its cover, and the path of a theme of its own."""
    if edition.cover:
        edition = replace(edition, cover=load_picture(edition.cover, place, "edition"))
    if "/" not in edition.theme:
        return edition
    # a folder beside the file, whose path must not look like the name of a theme
    folder = str(place.parent / edition.theme)
    return replace(edition, theme=folder if os.sep in folder else f".{os.sep}{folder}")


def as_captured(article: Article, sha256: str, moment: datetime.datetime | None = None) -> Article:
    """The article with what is known of its capture.

    The digest of its file, its moment where that is stated, and title and words as they were read.

    By these a later change of the article's file can be seen.  Where the capture names no site, a
    source without a name is added.
    """
    known: dict[str, Any] = {
        "title": article.title,
        "sha256": sha256,
        "text_sha256": text_digest(article),
    }
    if moment:
        known["captured_at"] = moment
    places = [
        place
        for place, source in enumerate(article.sources)
        if source.relation is Relation.CAPTURED_FROM
    ]
    if not places:
        added = Source(relation=Relation.CAPTURED_FROM, **known)
        return replace(article, sources=(*article.sources, added))
    last = places[-1]
    captured = replace(article.sources[last], **known)
    return replace(
        article, sources=(*article.sources[:last], captured, *article.sources[last + 1 :])
    )


def as_fetched(article: Article, capture: Capture) -> Article:
    """The article with the address at which its page was had."""
    if not capture.is_fetched:
        return article
    at = [each.relation for each in article.sources]
    if Relation.CAPTURED_FROM in at and article.sources[at.index(Relation.CAPTURED_FROM)].url:
        return article
    if not capture.address or Relation.ORIGINALLY_PUBLISHED in at:
        return article
    place = at.index(Relation.CAPTURED_FROM) if Relation.CAPTURED_FROM in at else len(at)
    captured = Source(relation=Relation.CAPTURED_FROM)
    known = article.sources[place] if place < len(at) else captured
    sources = (
        *article.sources[:place],
        replace(known, url=capture.address),
        *article.sources[place + 1 :],
    )
    found = _stated(f"sources[{place}].url", capture.address_found)
    return replace(article, sources=sources, evidence=(*article.evidence, found))


def as_archived(article: Article, capture: Capture) -> Article:
    """The article with where its archive states the moment of the capture and its digest."""
    at = [each.relation for each in article.sources]
    if not capture.moment_found or Relation.CAPTURED_FROM not in at:
        return article
    place = len(at) - 1 - at[::-1].index(Relation.CAPTURED_FROM)
    evidence = [_stated(f"sources[{place}].captured_at", capture.moment_found)]
    if capture.digest:
        found = f"WARC-Payload-Digest {capture.digest}"
        evidence.append(_stated(f"sources[{place}].sha256", found))
    return replace(article, evidence=(*article.evidence, *evidence))


def _stated(field: str, found: str) -> Evidence:
    return Evidence(field=field, kind=EvidenceKind.STATED, found=found)


def _is_html(text: str) -> bool:
    start = text[:1000].lstrip().lower()
    return start.startswith(("<!doctype html", "<html", "<?xml")) or "<head" in start
