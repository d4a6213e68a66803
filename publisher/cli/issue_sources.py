"""The sources of an issue → articles that no earlier issue holds, each with its identity."""

import hashlib
import os
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from publisher.captures import PAGE, RECORD, Entry, entry_path, is_web, part_entry
from publisher.cli.fetching import Fetcher, put_page
from publisher.cli.folders import Input, walk
from publisher.cli.issue_memory import INCOMING
from publisher.cli.sources import Loaded, load
from publisher.deliver import RECORDS
from publisher.errors import PublisherError, SourceError, error_of
from publisher.readers import holding_in
from publisher.rights.notices import text_digest
from publisher.text import digest, slug
from publisher.value import value

_FEEDS = {".xml", ".rss", ".atom", ".rdf", ".json", ".opml"}
_TAIL = 1000  # bytes in which a document of XML ends
_LONG = 40  # words from which a text alone tells an article from others


@value
class Found:
    """One article that no earlier issue holds.

    marks   what it is known by: its identities, and the digest of its words.
    """

    item: Loaded
    marks: tuple[str, ...]


@value
class _Place:
    """Where an article stands: as a path, with what it is known by before it is read.

    kept   the folder of what was fetched, if it was.   is_entry: whether its file holds several.
    """

    source: Input
    marks: tuple[str, ...]
    kept: Path | None
    is_entry: bool = False


@dataclass(slots=True)
class Gathering:
    """One look at all sources.

    base    the folder that paths are relative to.   output: the folder of issues.
    passed  folders whose files are no sources: those of finished issues.
    feeds   sources that are known to hold several articles.
    failed  why sources or articles could not be had: they are tried again the next time.
    open    folders of what was fetched that hold something no issue holds yet.
    """

    base: Path
    output: Path
    fetcher: Fetcher
    held: frozenset[str]
    passed: tuple[Path, ...] = ()
    feeds: set[str] = field(default_factory=set)
    failed: list[PublisherError] = field(default_factory=list)
    open: set[Path] = field(default_factory=set)

    @property
    def incoming(self) -> Path:
        """The folder of what was fetched."""
        return self.output / RECORDS / INCOMING

    def gather(self, sources: Iterable[str]) -> list[Found]:
        """Every new article, once, in the order of the sources."""
        self.fetcher.force = True
        for source in filter(is_web, sources):
            self._fetch(source)
        self.fetcher.force = False
        found: list[Found] = []
        seen = set(self.held)
        for place in self._places(sources):
            if seen.isdisjoint(place.marks):
                for one in self._read(place):
                    if seen.isdisjoint(one.marks):
                        seen |= set(one.marks)
                        found.append(one)
        return found

    def tidy(self, waiting: Iterable[Found]) -> None:
        """Take away what was fetched and is in an issue now."""
        paths = [path for one in waiting for path, _ in one.item.readings]
        for kept in self._all_kept():
            is_open = kept in self.open or any(
                Path(part_entry(path)[0]).is_relative_to(kept) for path in paths
            )
            if not is_open:
                shutil.rmtree(kept, ignore_errors=True)

    def _fetch(self, address: str) -> None:
        """Keep what is at an address now, unless the same is kept."""
        try:
            page = self.fetcher.page(address)
            folder = self.incoming / _name_of(address)
            name = hashlib.sha256(page.data).hexdigest()[:16]
            kept = {one.name.partition("-")[2] for one in folder.glob("*-*")}
            if name not in kept:
                number = 1 + max((int(one.name[:6]) for one in folder.glob("*-*")), default=0)
                put_page(page, folder / f"{number:06}-{name}", PAGE)
        except PublisherError as error:
            self.failed.append(error)

    def _all_kept(self) -> list[Path]:
        return sorted(self.incoming.glob("*/*-*"))

    def _places(self, sources: Iterable[str]) -> Iterator[_Place]:
        """Where the articles of all sources stand; of what was fetched, the newest first."""
        for source in sources:
            if is_web(source):
                folder = self.incoming / _name_of(source)
                for kept in sorted(folder.glob("*-*"), reverse=True):
                    for path in sorted(kept.glob(f"{PAGE}.*")):
                        if not path.name.endswith(RECORD):
                            yield from self._in_file(Input(path=str(path), shown=source), kept)
                continue
            given = source if Path(source).is_absolute() else os.fspath(self.base / source)
            for one in walk([given]).inputs:
                if not any(_is_below(one.path, folder) for folder in self.passed):
                    yield from self._in_file(one, None)

    def _in_file(self, source: Input, kept: Path | None) -> Iterator[_Place]:
        """The articles of one file; of one that holds several, those that are not held yet."""
        try:
            holding = holding_in(Path(source.path))
        except PublisherError as error:
            self._fail(error, kept)
            return
        origin = source.shown or os.path.relpath(source.path, self.base)
        if holding is None:
            is_named_so = Path(urlsplit(origin).path).suffix in _FEEDS
            if Path(source.path).is_file() and (is_named_so or origin in self.feeds):
                why = "it is a page now, and no feed; look at it, or wait for it to come back"
                self._fail(SourceError(source.name, 0, 0, why), kept)
            else:
                yield _Place(source=source, marks=(), kept=kept)
            return
        self.feeds.add(origin)
        entries = list(holding.entries)
        shared = Counter(entry.address for entry in entries)
        if entries and _is_cut_short(Path(source.path)):
            last = entries.pop()
            marks = _marks_of(last, origin, shared)
            if marks and self.held.isdisjoint(marks):
                why = f"it ends too early; its last article waits: “{last.title[:80]}”"
                self._fail(SourceError(source.name, 0, 0, why), kept)
        for entry in entries:
            marks = _marks_of(entry, origin, shared)
            if entry.passed_over or not self.held.isdisjoint(marks):
                continue
            if entry.no_text and entry.address:
                try:
                    self.fetcher.kept(entry.address, Path(source.path).parent)
                except PublisherError as error:
                    self._fail(error, kept)
                    continue
            path = entry_path(source.path, entry.key)
            shown = entry_path(source.name, entry.key)
            place = Input(path=path, shown=shown)
            yield _Place(source=place, marks=marks, kept=kept, is_entry=True)

    def _read(self, place: _Place) -> Iterator[Found]:
        """The article there, with all it is known by; nothing where it cannot be read."""
        try:
            item = load(place.source.path)
        # the door of one article: whatever stops it stops no other
        except Exception as error:  # noqa: BLE001
            self._fail(error_of(place.source.name, error), place.kept)
            return
        if not item.readings:
            why = "an edition is a book already; name its articles, or their folder"
            self._fail(SourceError(place.source.name, 0, 0, why), place.kept)
        for _, reading in item.readings:
            article = reading.article
            addresses = (source.url for source in article.sources[-1:] if source.url)
            marks = [_folded(address) for address in addresses if _is_one(address)]
            if not place.marks and not marks and not place.is_entry:
                marks = [os.path.relpath(place.source.path, self.base)]
            words = text_digest(article)
            is_long = len(_words_of(item)) >= _LONG
            marks.append(words if is_long else digest(f"{article.title}\n{words}"))
            yield Found(item=item, marks=(*place.marks, *marks))

    def _fail(self, error: PublisherError, kept: Path | None) -> None:
        self.failed.append(error)
        if kept is not None:
            self.open.add(kept)


def _marks_of(entry: Entry, origin: str, shared: Mapping[str, int]) -> tuple[str, ...]:
    """What an entry is known by before it is read: its address, or its key where it has none.

    An address that several share, or that is a home page, tells none of them: () then.
    """
    if not entry.address:
        return (f"{origin}#{entry.key}",)
    is_its_own = shared[entry.address] == 1 and _is_one(entry.address)
    return (_folded(entry.address),) if is_its_own else ()


def _is_cut_short(path: Path) -> bool:
    """Whether a document of XML lacks its end: the last thing in it may be half of it."""
    with path.open("rb") as file:
        head = file.read(_TAIL * 4)
        file.seek(max(0, path.stat().st_size - _TAIL))
        tail = file.read()
    root = re.match(rb"(?:\xef\xbb\xbf)?\s*(?:<[?!][^>]*>\s*)*<([A-Za-z][\w:.-]*)", head)
    return root is not None and b"</" + root[1] not in tail


def _is_below(path: str, folder: Path) -> bool:
    return Path(path).resolve().is_relative_to(folder.resolve())


def _words_of(item: Loaded) -> list[str]:
    from publisher.model.body import plain_text

    texts = (plain_text(article.body) for article in item.edition.articles)
    return " ".join(texts).split()


def _folded(address: str) -> str:
    """An address without what leads to the same page: scheme, fragment, a slash at its end."""
    parts = urlsplit(address)
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.netloc.lower()}{parts.path.rstrip('/')}{query}"


def _is_one(address: str) -> bool:
    """Whether an address may be that of one article: a home page is that of none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return bool(parts.path.strip("/") or parts.query)


def _name_of(address: str) -> str:
    return f"{slug(address, 'source')[:40]}-{hashlib.sha256(address.encode()).hexdigest()[:8]}"
