"""Sources of every form → Reading, Article or Edition.

The table of readers, and which of them a file asks for.

Structured articles (.md with our front matter, .yaml, .json) are decoded strictly; captures (.txt,
foreign .md, .html) are recognised.  Pictures named by an article are read from beside its file, and
from nowhere else.
"""

import hashlib
import os
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from publisher.errors import SourceError
from publisher.files import is_file, read_whole
from publisher.model.article import Article, Asset, Relation, Source
from publisher.model.edition import Edition
from publisher.readers.source import Reading, SourceText, placed

# Ending → the module with `read(SourceText) -> Reading`; imported on use, since each brings a
# library of its own.
READERS = {
    ".txt": "capture",
    ".text": "capture",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".yaml": "structured",
    ".yml": "structured",
    ".json": "structured",
}
_PICTURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"RIFF", "image/webp"),
    (b"ftypavif", "image/avif"),
)
# bytes of a source file; more is a mistake, and would be read into memory several times over
_LARGEST = 512 * 2**20


def suffixes() -> frozenset[str]:
    """The endings of files that can be read."""
    return frozenset(READERS)


def is_edition(path: Path) -> bool:
    """Whether a .yaml or .json file is an edition: its top level names articles or parts."""
    if READERS.get(path.suffix.lower()) != "structured":
        return False
    from publisher.readers.structured import names_articles

    return names_articles(SourceText.of(str(path), _bytes(path)))


def read(path: Path | str, data: bytes | None = None, *, encoding: str = "") -> Reading:
    """The reading of one article file.

    With `data`, of those bytes under the name `path` (a capture unless it has an ending).

    Refuses with SourceError or SchemaError, at file:line:column, what cannot be read.
    """
    name = os.fspath(path)
    given = _bytes(Path(path)) if data is None else data
    ending = Path(name).suffix.lower()
    if ending not in READERS and data is None:
        raise SourceError(
            name,
            0,
            0,
            f"'{ending or 'no ending'}' is not a form that can be read; there are"
            f" {', '.join(sorted(READERS))}",
        )
    source = SourceText.of(
        name,
        given,
        encoding=encoding or (_declared(given) if READERS.get(ending) == "html" else ""),
    )
    module = READERS.get(ending) or (
        "html"
        if _is_html(source.text)
        else "markdown"
        if source.text.startswith("---\n")
        else "capture"
    )
    reader: Any = import_module(f"publisher.readers.{module}")
    try:
        reading: Reading = reader.read(source)
    except RecursionError as error:
        # no article needs a thousand marks within each other; an attack on a reader does
        raise SourceError(
            name, 0, 0, "marks within marks, about a thousand deep; write it flatter"
        ) from error
    reading = replace(reading, steps=placed(reading.steps, source.text))
    if reading.capture:
        reading = replace(reading, article=as_captured(reading.article, given))
    if data is None and any(asset.file for asset in reading.article.assets):
        return replace(
            reading,
            article=with_pictures(
                reading.article, Path(path), missing_is_an_error=not reading.capture
            ),
        )
    return reading


def read_article(source: Path | str | bytes) -> Article:
    """The article of a file, or of bytes.

    Refuses with SourceError or SchemaError what cannot be read.
    """
    return (
        read("article", source).article if isinstance(source, bytes) else read(Path(source)).article
    )


def read_edition(path: Path | str) -> Edition:
    """The edition of a .yaml or .json file, with its articles read.

    Refuses with SourceError or SchemaError; the faults of all its articles are told at once.
    """
    from publisher.readers.structured import read_edition as read_structured

    place = Path(path)
    edition = read_structured(
        SourceText.of(str(path), _bytes(place)),
        place,
        lambda each, encoding: read(each, encoding=encoding),
    )
    if edition.cover:
        edition = replace(
            edition, cover=_loaded(edition.cover, place, "edition", missing_is_an_error=True)
        )
    # a folder beside the file
    return (
        replace(edition, theme=str(place.parent / edition.theme))
        if "/" in edition.theme
        else edition
    )


def as_captured(article: Article, data: bytes) -> Article:
    """The article with what is known of its capture.

    The digest of the bytes, and title and words as they were read.

    By these a later change of the article's file can be seen.  Where the capture names no site, a
    source without a name is added.
    """
    from publisher.rights.notices import text_digest

    known: dict[str, Any] = {
        "title": article.title,
        "sha256": hashlib.sha256(data).hexdigest(),
        "text_sha256": text_digest(article),
    }
    places = [
        place
        for place, source in enumerate(article.sources)
        if source.relation is Relation.CAPTURED_FROM
    ]
    if not places:
        return replace(
            article, sources=(*article.sources, Source(relation=Relation.CAPTURED_FROM, **known))
        )
    last = places[-1]
    return replace(
        article,
        sources=(
            *article.sources[:last],
            replace(article.sources[last], **known),
            *article.sources[last + 1 :],
        ),
    )


def with_pictures(article: Article, path: Path, *, missing_is_an_error: bool) -> Article:
    """The article with the bytes of its pictures, read from beside its file.

    Refuses with SourceError a picture outside the article's folder, one that is not there (unless a
    capture merely mentions it), and one that is no picture.
    """
    return replace(
        article,
        assets=tuple(
            _loaded(asset, path, missing_is_an_error=missing_is_an_error)
            for asset in article.assets
        ),
    )


def _loaded(
    asset: Asset, path: Path, whose: str = "article", *, missing_is_an_error: bool
) -> Asset:
    if not asset.file:
        return asset
    folder = Path(os.path.normpath(path.absolute().parent))
    place = folder / asset.file
    inside = os.path.normpath(place).startswith(f"{folder}{os.sep}") and Path(
        os.path.realpath(place)
    ).is_relative_to(os.path.realpath(folder))
    if not inside:
        raise SourceError(
            str(path),
            *place_of(path, asset.file),
            f"the picture '{asset.file}' is outside the {whose}'s folder; put it below it",
        )
    if not is_file(place):
        if missing_is_an_error:
            it = "asset" if whose == "article" else "cover"
            raise SourceError(
                str(path),
                *place_of(path, asset.file),
                f"there is no picture '{asset.file}'; add the file, or take the {it} out",
            )
        return replace(asset, file="")
    data = _bytes(place)
    media_type = next(
        (
            kind
            for magic, kind in _PICTURES
            if data[: len(magic)] == magic or data[4 : 4 + len(magic)] == magic
        ),
        "image/svg+xml" if b"<svg" in data[:4096] else "",
    )
    if not media_type:
        raise SourceError(
            str(path),
            *place_of(path, asset.file),
            f"'{asset.file}' is not a picture that can be read; save it as PNG, JPEG or SVG",
        )
    return replace(asset, data=data, media_type=asset.media_type or media_type)


def place_of(path: Path, words: str) -> tuple[int, int]:
    """Line and column where a file first says these words; (0, 0) where it does not."""
    text = path.read_text("utf-8", errors="replace")
    at = text.find(words)
    return (0, 0) if at < 0 else (text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))


def _bytes(path: Path) -> bytes:
    try:
        return read_whole(path, _LARGEST)
    except OSError as error:
        raise SourceError(
            str(path), 0, 0, f"{(error.strerror or str(error)).lower()}; check the path"
        ) from error


def _declared(data: bytes) -> str:
    """The encoding that a page states for itself; "" where it states none."""
    from publisher.readers.html.tree import declared_encoding

    return declared_encoding(data)


def _is_html(text: str) -> bool:
    start = text[:1000].lstrip().lower()
    return start.startswith(("<!doctype html", "<html", "<?xml")) or "<head" in start
