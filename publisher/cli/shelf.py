"""`publisher shelf`: a catalogue of finished files, as feeds and pages for any web server."""

import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path, PurePosixPath

import click

from publisher.cli.answer import give_answer, noted
from publisher.cli.kept import tool_digest
from publisher.cli.output import give, progress, say, say_detail, say_failure
from publisher.cli.shelf_memory import Memory, finished_in, remembered, standing_of
from publisher.deliver import RECORDS, read_manifest
from publisher.errors import DeliveryError, EvidenceError, SourceError, named
from publisher.process import prepare_process
from publisher.shelf import Facts, Site, catalogue_of, read_book
from publisher.shelf.book import Book
from publisher.shelf.covers import Picture
from publisher.shelf.links import COVERS
from publisher.shelf.words import primary, spoken
from publisher.text import counted, without_illegal
from publisher.value import value
from publisher.verify import read_bytes

_COPIES = "books"  # the site's folder of finished files, where theirs is not below the site
_LISTED = f"{RECORDS}/shelf.json"  # names the files of a site that were written by us
_READABLE = 0o644  # what a web server must be able to read
_FIRST = ("index.html", "index.xml", "index.json")


@value
class Place:
    """Where a shelf is written.

    folder   of finished files.   site: of the shelf.
    books    the folder of finished files as seen from the site: theirs, where it is the site or
             below it, else one that holds copies.
    """

    folder: Path
    site: Path

    @property
    def is_copied(self) -> bool:
        """Whether the finished files are copied into the site."""
        return not self.folder.resolve().is_relative_to(self.site.resolve())

    @property
    def books(self) -> str:
        """As a prefix of paths: "books/", "" where both are one folder."""
        if self.is_copied:
            return f"{_COPIES}/"
        below = self.folder.resolve().relative_to(self.site.resolve()).as_posix()
        return "" if below == "." else f"{below}/"


def _spoken(_context: click.Context, _option: click.Parameter, given: str) -> str:
    if given and primary(given) not in spoken():
        raise click.BadParameter(f"a shelf speaks {', '.join(spoken())}, not '{given}'")
    return given


language_option = click.option(
    "--language",
    default="",
    metavar="TAG",
    callback=_spoken,
    help=f"Language of the shelf's own words: {', '.join(spoken())}.  [else: that of most files]",
)


@click.command("shelf")
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    "site",
    default=Path("site"),
    show_default=True,
    metavar="PATH",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the shelf.",
)
@click.option(
    "--title", default="", metavar="TEXT", help="Title of the shelf.  [else: the folder's name]"
)
@language_option
@click.option("--force", is_flag=True, help="Replace files that something else made.")
@click.option("--json", "as_json", is_flag=True, help="What was written, as JSON.")
def shelf_(
    folder: Path, site: Path, title: str, language: str, *, force: bool, as_json: bool
) -> int:
    """Write a catalogue of finished files, for reading programs and browsers.

    FOLDER holds EPUBs and PDFs.  The shelf is a folder of plain files that any web server can
    offer: feeds of OPDS 1.2 (index.xml) and 2.0 (index.json), and pages (index.html) on which
    nothing needs a program to run.  People, dates, rights and sources stand there as `publisher
    inspect` reads them from each file.  Files that say the same of one edition are one entry.
    What has not changed is not read or written again.

    \b
    publisher shelf out/ -o site/
    publisher shelf out/ -o site/ --title "Our reader"
    """
    started = time.monotonic()
    prepare_process()
    made = write_shelf(folder, site, title, language=language, force=force)
    seconds = time.monotonic() - started
    first = [os.fspath(site / name) for name in _FIRST]
    if as_json:
        give_answer(
            "shelf",
            map(_row, made.books),
            (noted(path, "error", "not-read", why) for path, why in made.refused),
            {"books": len(made.books), "files": first, "written": made.written},
        )
    else:
        for path in first:
            give(path)
    for path, why in made.refused:
        say_failure(f"{named(path)}: {why}")
    say(
        f"{counted(len(made.books), 'book')} of {counted(made.files, 'file')};"
        f" {counted(made.written, 'file')} written, {made.kept} as they were, {seconds:.0f} s"
    )
    return 1 if made.refused else 0


@value
class Made:
    """A shelf that was written.

    files    how many finished files it has.   refused: (path, why) of those that cannot be read.
    written  how many files of the shelf were written, kept: how many stand as they should.
    """

    books: tuple[Book, ...]
    files: int
    refused: tuple[tuple[str, str], ...]
    written: int
    kept: int


def write_shelf(
    folder: Path, site: Path, title: str, *, language: str = "", force: bool = False
) -> Made:
    """Write the shelf of a folder of finished files.

    language   of our own words on it; "": that of most of the files.

    Refuses with DeliveryError a site that something else made, or that cannot be written.
    """
    place = Place(folder=folder, site=site)
    writer = Writer(place, listed_in(site), force=force)
    writer.begin()
    read = read_folder(folder, site if place.is_copied else None, writer.put_covers)
    writer.memory = read.memory
    catalogue = catalogue_of(title_of(title, folder), read.facts, language)
    try:
        writer.put_books(catalogue.books)
        for leaf in Site(catalogue, place.books, tool_digest()).leaves():
            writer.put(leaf.name, leaf.key, leaf.make)
        writer.finish()
    finally:
        read.memory.close()
    return Made(
        books=catalogue.books,
        files=len(read.facts),
        refused=read.refused,
        written=writer.written,
        kept=writer.kept,
    )


@value
class Found:
    """A folder of finished files, read.

    facts   of each file that could be read.   refused: (path, why) of the others.
    """

    facts: tuple[Facts, ...]
    refused: tuple[tuple[str, str], ...]
    memory: Memory


def read_folder(
    folder: Path,
    without: Path | None = None,
    keep: "Keeper | None" = None,
    memory: Memory | None = None,
) -> Found:
    """What the finished files of a folder say; those that have not changed are not read again.

    without   a folder below it that is passed over.
    keep      is given the covers of each file that is read now.
    memory    of an earlier call; else what was written down.
    Refuses with SourceError what is no folder.
    """
    if not folder.is_dir():
        what = "a file, not a folder" if folder.exists() else "there is no such folder"
        raise SourceError(os.fspath(folder), 0, 0, f"{what}; name one that holds finished files")
    memory = memory or remembered(folder)
    names = list(finished_in(folder, without))
    memory.files = {name: memory.files[name] for name in names if name in memory.files}
    facts: list[Facts] = []
    refused: list[tuple[str, str]] = []
    with progress(len(names), "reading") as step:
        for name in names:
            found = _facts_of(folder, name, memory, keep)
            if isinstance(found, Facts):
                facts.append(found)
            else:
                refused.append((os.fspath(folder / name), found))
            step(name)
    return Found(facts=tuple(facts), refused=tuple(refused), memory=memory)


def _facts_of(folder: Path, name: str, memory: Memory, keep: "Keeper | None") -> Facts | str:
    """What a file says, or why it cannot be read."""
    path = folder / name
    standing = standing_of(path)
    if standing is not None and (known := memory.facts(name, standing)) is not None:
        return known
    found: Facts | str
    try:
        read = read_book(read_bytes(path), name)
    except EvidenceError as error:
        found = error.message
    else:
        found = read.facts
        if keep:
            keep(read.pictures)
    if standing is not None and standing == standing_of(path):
        memory.note(name, standing, found)
    return found


class Writer:
    """Files of a shelf into their place, each whole; only those that are not as they should be.

    former   what an earlier run wrote: what is not made again is taken away.
    """

    def __init__(self, place: Place, former: "Listed", *, force: bool) -> None:
        self._place, self._former = place, former
        self.memory = Memory(path=None)
        self._force = force or former.is_begun
        self._names: dict[str, str] = {}
        self.written = self.kept = 0

    def begin(self) -> None:
        """Write down that a run has begun: after one that was stopped, its files are ours.

        Refuses with DeliveryError a site whose first files something else made.
        """
        for name in _FIRST:
            self._refuse_others(name)
        if not self._former.is_begun:
            self._list(self._former.files, is_begun=True)

    def put_covers(self, pictures: Iterable[Picture]) -> None:
        """The covers of a file that was read now."""
        for picture in pictures:
            path = self._place.site / COVERS / picture.name
            if not _holds(path, picture.data):
                self._refuse_others(f"{COVERS}/{picture.name}")
                _write(path, picture.data)
                self.written += 1

    def put_books(self, books: Iterable[Book]) -> None:
        """The covers that are not there, and the finished files where they are not in the site."""
        for book in books:
            for file in book.files:
                self._put_covers_of(file)
                if self._place.is_copied:
                    self._copy(file)

    def _put_covers_of(self, file: Facts) -> None:
        """Read a file again where a cover of it was taken away, or belongs to another site."""
        names = {f"{COVERS}/{cover.name}": cover.name for cover in file.covers}
        self._names |= names
        if any(not (self._place.site / name).is_file() for name in names):
            data = read_bytes(self._place.folder / file.path)
            self.put_covers(read_book(data, file.path).pictures)

    def put(self, name: str, key: str, make: "Maker") -> None:
        """A file of these bytes; it is made only where it does not stand as its key says."""
        self._names[name] = key
        path = self._place.site / name
        if self.memory.is_written(path, key):
            self.kept += 1
            return
        data = make()
        if _holds(path, data):
            self.kept += 1
        else:
            self._refuse_others(name)
            _write(path, data)
            self.written += 1
        self.memory.note_written(path, key)

    def _copy(self, file: Facts) -> None:
        name = f"{_COPIES}/{file.path}"
        self._names[name] = file.sha256
        path = self._place.site / name
        if self.memory.is_written(path, file.sha256):
            self.kept += 1
            return
        self._refuse_others(name)
        _write(path, self._place.folder / file.path)
        self.written += 1
        self.memory.note_written(path, file.sha256)

    def _refuse_others(self, name: str) -> None:
        path = self._place.site / name
        if name not in self._former.files and not self._force and os.path.lexists(path):
            raise DeliveryError(
                os.fspath(path), "is there, and something else made it; --force replaces it"
            )

    def finish(self) -> None:
        """Take away what is not made any more, and write down what there is."""
        for name in self._former.files.keys() - self._names.keys():
            path = self._place.site / name
            path.unlink(missing_ok=True)
            self.memory.leaves.pop(os.fspath(path.absolute()), None)
            say_detail(f"{named(os.fspath(path))}: taken away; no file of the folder makes it")
        self._list(self._names, is_begun=False)

    def _list(self, names: Mapping[str, str], *, is_begun: bool) -> None:
        listed: dict[str, object] = {"files": dict(sorted(names.items()))}
        if is_begun:
            listed["begun"] = True
        _write(self._place.site / _LISTED, json.dumps(listed, indent=1).encode())


Maker = Callable[[], bytes]
Keeper = Callable[[tuple[Picture, ...]], None]


@value
class Listed:
    """What an earlier run wrote into a site.   is_begun: whether it was stopped before its end."""

    files: Mapping[str, str]
    is_begun: bool = False


def listed_in(site: Path) -> Listed:
    """What an earlier run wrote into this site; nothing where none did."""
    found = read_manifest(site / _LISTED)
    files = found.get("files")
    if not isinstance(files, dict):
        return Listed(files={})
    ours = {name: str(key) for name, key in files.items() if _is_below(name)}
    return Listed(files=ours, is_begun=bool(found.get("begun")))


def _is_below(name: str) -> bool:
    """Whether a name leads to a file of the site itself: others may have written the list."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


def title_of(given: str, folder: Path) -> str:
    """The title of a shelf: as it was given, else the name of its folder; "" where it has none."""
    title = given or folder.absolute().name
    return " ".join(without_illegal(title)[0].split())


def _row(book: Book) -> dict[str, object]:
    """A book as a row of the answer."""
    return {
        "source": book.files[0].path,
        "id": book.id,
        "title": book.said.title,
        "files": [
            {"path": file.path, "format": file.media_type, "sha256": file.sha256}
            for file in book.files
        ],
        "rights": list(book.said.rights),
    }


def _holds(path: Path, data: bytes) -> bool:
    """Whether a file holds these bytes already."""
    standing = standing_of(path)
    if standing is None or standing[0] != len(data):
        return False
    try:
        return path.read_bytes() == data
    except OSError:
        return False


def _write(path: Path, source: bytes | Path) -> None:
    """These bytes, or a copy of this file, in its place, whole or not at all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, hidden = tempfile.mkstemp(prefix=".shelf-", dir=path.parent)
    except OSError as error:
        raise _refusal(path, error) from error
    try:
        with os.fdopen(handle, "wb") as target:
            if isinstance(source, bytes):
                target.write(source)
            else:
                with source.open("rb") as opened:
                    shutil.copyfileobj(opened, target)
        Path(hidden).chmod(_READABLE)
        Path(hidden).replace(path)
    except OSError as error:
        raise _refusal(path, error) from error
    finally:
        Path(hidden).unlink(missing_ok=True)


def _refusal(path: Path, error: OSError) -> DeliveryError:
    said = (error.strerror or str(error)).lower()
    return DeliveryError(os.fspath(path), f"{said}; choose another folder with -o")
