"""`publisher fetch`, and addresses among the sources of other commands.

A page is kept as it came: its bytes, the pictures that its article shows, and what the server said
("x.html", "x_files/", "x.capture.json").  What is kept is read like any saved page.
"""

import contextlib
import functools
import hashlib
import json
import os
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from publisher import __version__
from publisher.captures import (
    ALL,
    ENDINGS,
    PAGE,
    RECORD,
    Selection,
    entry_path,
    is_web,
    kept_page,
    place_for,
    record_of,
)
from publisher.cli.answer import give_answer, noted
from publisher.cli.folders import Input, walk
from publisher.cli.held import chosen, to_fetch, was_fetched
from publisher.cli.output import give, progress, say, say_failure
from publisher.deliver import place
from publisher.errors import DeliveryError, FetchError, PublisherError, named
from publisher.readers import addresses_of, ending_of, fault_of, holding_in, media_type_of, read
from publisher.text import slug

if TYPE_CHECKING:  # whose module loads the client of the network
    from concurrent.futures import Future

    from publisher.fetching import Client, Fetched
    from publisher.fetching.robots import Robots

_CHANGING = {".xml", ".json"}  # endings of feeds that are kept
_AGENT = f"publisher/{__version__}"
HOSTS = 4  # asked at once unless somebody says it


def fetching(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command that fetches its options; it is called with a Fetcher that keeps to them."""

    @functools.wraps(command)
    def with_fetcher(
        *given: Any,  # noqa: ANN401 - whatever the command takes
        allow_private: bool,
        despite_robots: bool,
        **named: Any,  # noqa: ANN401
    ) -> int:
        fetcher = Fetcher(allow_private=allow_private, despite_robots=despite_robots)
        return command(*given, fetcher=fetcher, **named)

    for option in (
        click.option(
            "--despite-robots",
            is_flag=True,
            help="Fetch also what a site asks programs not to fetch; the record says so.",
        ),
        click.option("--allow-private", is_flag=True, help="Fetch from your own network, too."),
    ):
        with_fetcher = option(with_fetcher)
    return with_fetcher


def client(**how: Any) -> "Client":  # noqa: ANN401
    """A client that goes by this machine's clock.

    how   what else a Client takes.
    """
    from publisher.fetching import Client, Clock

    return Client(clock=Clock(now=time.monotonic, wait=time.sleep), agent=_AGENT, **how)


@dataclass(slots=True)
class Fetcher:
    """Fetches pages and keeps them in a folder.

    force   whether a page that is kept is fetched again.
    follow  whether the pages are fetched of which a file on the disk holds only the address;
            selection: which of the entries of a file are taken.
    """

    allow_private: bool = False
    despite_robots: bool = False
    force: bool = False
    follow: bool = False
    selection: Selection = ALL
    _client: "Client | None" = None
    _robots: "dict[str, Robots]" = field(default_factory=dict)
    _mining: dict[str, str] = field(default_factory=dict)
    _hosts: dict[str, threading.Lock] = field(default_factory=dict)

    def client(self) -> "Client":
        """The client, made when the first page is asked for."""
        if self._client is None:
            self._client = client(allow_private=self.allow_private)
        return self._client

    def kept(self, address: str, folder: Path) -> Path:
        """The file of the page at an address, below a folder of finished files.

        Fetched now unless it was kept before.  Refuses with FetchError what cannot be had.
        """
        there = self._lasting(address, folder)
        if there is not None:
            return there
        try:
            page = self.page(address)
        except FetchError as error:
            former = None if self.force else kept_page(address, folder)
            if former is None:
                raise
            say(f"{error}; the feed is as it was fetched before")
            return former
        return put_page(page, place_for(address, folder), PAGE)

    def _lasting(self, address: str, folder: Path) -> Path | None:
        """The page that was kept of an address, unless it is to be fetched again.

        A feed says something else tomorrow: it is asked for each time.
        """
        there = None if self.force else kept_page(address, folder)
        return None if there is not None and there.suffix in _CHANGING else there

    def kept_each(
        self, addresses: Iterable[str], folder: Path, jobs: int
    ) -> Iterator[tuple[str, Path | PublisherError]]:
        """Each address with the file of its page, as `kept` gives it, or why there is none."""
        wanted: list[str] = []
        for address in dict.fromkeys(addresses):
            there = self._lasting(address, folder)
            if there is None:
                wanted.append(address)
            else:
                yield address, there
        for address, page in self.pages(wanted, jobs):
            if isinstance(page, PublisherError):
                yield address, page
                continue
            try:
                yield address, put_page(page, place_for(address, folder), PAGE)
            except DeliveryError as error:
                yield address, error

    def keep_entries(self, path: str) -> None:
        """Fetch the pages that an edition's file names by their addresses, and keep them beside it.

        Refuses with PublisherError the first that cannot be had.
        """
        if Path(path).suffix.lower() not in {".yaml", ".yml", ".json"}:
            return
        for address in addresses_of(Path(path)):
            self.kept(address, Path(path).parent)

    def pages(
        self, addresses: Iterable[str], jobs: int
    ) -> "Iterator[tuple[str, Fetched | PublisherError]]":
        """Each address with its page, or why it cannot be had; in order.

        jobs    how many hosts are asked at once, each for one page after the other.
        No more than a few pages are held before they are taken.
        """
        waiting = list(addresses)
        if not waiting:
            return  # most commands fetch nothing: the client of the network is not loaded for them
        from concurrent.futures import ThreadPoolExecutor

        self.client()  # made once, and not by several threads
        under_way: deque[tuple[str, Future[Fetched | PublisherError]]] = deque()
        threads = ThreadPoolExecutor(jobs)
        try:
            for address in waiting:
                under_way.append((address, threads.submit(self._page, address)))
                if len(under_way) > 2 * jobs:
                    first, got = under_way.popleft()
                    yield first, got.result()
            while under_way:
                first, got = under_way.popleft()
                yield first, got.result()
        finally:  # whoever interrupts does not wait for a server
            threads.shutdown(wait=False, cancel_futures=True)

    def _page(self, address: str) -> "Fetched | PublisherError":
        """The page at an address, while nothing else is fetched from its host."""
        with self._hosts.setdefault(_host_of(address), threading.Lock()):
            try:
                return self.page(address)
            except PublisherError as error:
                return error

    def fetch_entries(self, path: str, failed: Callable[[PublisherError], None]) -> None:
        """Fetch the pages of which a file holds only the address, and keep them beside it.

        Of a file on the disk only where that was asked for; one that was itself fetched may be
        followed.  failed is called with the reason for each page that cannot be had.
        """
        try:
            holding = holding_in(Path(path))
        except PublisherError:
            return  # whoever reads it says so
        if holding is None or not (self.follow or was_fetched(Path(path))):
            return
        for address in to_fetch(holding, self.selection):
            try:
                page = self.kept(address, Path(path).parent)
            except PublisherError as error:
                failed(error)
            else:
                if holding.is_index:
                    self.fetch_entries(os.fspath(page), failed)

    def held(self, source: Input) -> Iterator[Input]:
        """An input; of a file that holds several articles each that is taken, as an input."""
        holding = holding_in(Path(source.path))
        if holding is None or holding.is_one:
            yield source
            return
        for path in chosen(holding, source.path, self.selection):
            shown = path.replace(source.path, source.shown, 1) if source.shown else ""
            yield Input(path=path, below=source.below, shown=shown)

    def page(self, address: str) -> "Fetched":
        """The page at an address with the pictures of its article."""
        from publisher.fetching import fetch_page
        from publisher.fetching.page import with_pictures

        page = fetch_page(
            self.client(),
            address,
            datetime.now(UTC).replace(microsecond=0),
            self._robots,
            self._mining,
            despite_robots=self.despite_robots,
        )
        return with_pictures(self.client(), page, _pictures_of(page, self.selection), fault_of)


def _host_of(address: str) -> str:
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:  # whoever fetches it says so
        return ""


def _pictures_of(page: "Fetched", selection: Selection) -> Iterator[str]:
    """The addresses of the pictures that the page's article shows and does not bring along.

    Of a feed, those of the articles that are taken of it.
    """
    with tempfile.TemporaryDirectory(prefix="publisher-") as folder:
        path = put_page(page, Path(folder), PAGE)
        try:
            holding = holding_in(path)
            texts = (one for one in holding.taken(selection) if not one.no_text) if holding else ()
            places = [entry_path(str(path), one.key) for one in texts] if holding else [str(path)]
            assets = [asset for place in places for asset in read(place).article.assets]
        except PublisherError:
            return  # the build says what is wrong with it
    yield from (asset.url for asset in assets if not asset.data and is_web(asset.url))


def put_page(page: "Fetched", folder: Path, stem: str) -> Path:
    """The file of a page, put there with its pictures and its record: whole or not at all."""
    names = {
        one.address: (
            f"{stem}_files/{hashlib.sha256(one.data).hexdigest()[:12]}"
            f".{ending_of(media_type_of(one.data))}"
        )
        for one in page.pictures
    }
    file = f"{stem}.{page.ending}"
    with place(folder) as put:
        for one in page.pictures:
            put(names[one.address], one.data)
        put(record_of(Path(file)).name, page.record(names))
        return put(file, page.data)


@click.command("fetch")
@click.argument("addresses", nargs=-1, required=True, metavar="ADDRESS...")
@click.option(
    "-o",
    "--output",
    default="captures",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Where to put the pages.",
)
@click.option("--force", is_flag=True, help="Fetch again what is there.")
@fetching
@click.option(
    "--jobs",
    default=HOSTS,
    show_default=True,
    type=click.IntRange(1, 64),
    envvar="PUBLISHER_JOBS",
    metavar="N",
    help="Ask N sites at once; each is asked for one page after the other.",
)
@click.option("--json", "as_json", is_flag=True, help="What was fetched, as JSON.")
def fetch_(
    addresses: tuple[str, ...],
    output: Path,
    jobs: int,
    *,
    force: bool,
    fetcher: Fetcher,
    as_json: bool,
) -> int:
    """Save pages from addresses, with the pictures of their articles and what the server said.

    Each page is kept as it came, with a record beside it: the address, the moment, the digest, what
    the site says about mining and robots.  What is saved is built like any saved page.

    \b
    publisher fetch https://example.org/story -o captures/
    publisher build captures/ --title "The week"
    """
    fetcher.force = force
    rows: list[dict[str, Any]] = []
    failed = False
    wanted = tuple(dict.fromkeys(addresses))
    with progress(len(wanted), "fetching") as step:
        for address, path, page in _saved(fetcher, wanted, output, jobs):
            if isinstance(path, PublisherError):
                say_failure(str(path))
                rows.append({"source": address, "outcome": "failed", "failures": [str(path)]})
                failed = True
            else:
                rows.append(_row(address, path, page))
                if not as_json:
                    give(os.fspath(path))
                for missing, why in page.missing.items() if page else ():
                    say(f"{named(os.fspath(path))}: a picture is missing: {named(missing)}: {why}")
            step(address)
    if as_json:
        give_answer("fetch", rows, (one for row in rows for one in _findings(row)))
    return 1 if failed else 0


def _saved(
    fetcher: Fetcher, addresses: Sequence[str], folder: Path, jobs: int
) -> "Iterator[tuple[str, Path | PublisherError, Fetched | None]]":
    """(address, its file or why there is none, the page; None where it was there) of each."""
    kept = _kept_in(folder)
    wanted = [address for address in addresses if fetcher.force or address not in kept]
    for address in () if fetcher.force else addresses:
        if address in kept:
            say(f"{named(os.fspath(kept[address]))}: there already; --force fetches it again")
            yield address, kept[address], None
    for address, page in fetcher.pages(wanted, jobs):
        if isinstance(page, PublisherError):
            yield address, page, None
            continue
        try:
            kept[address] = put_page(page, folder, _free_stem(page, folder, kept))
        except DeliveryError as error:
            yield address, error, None
        else:
            yield address, kept[address], page


def _kept_in(folder: Path) -> dict[str, Path]:
    """The pages of a folder by the address that was asked for."""
    found: dict[str, Path] = {}
    for record in sorted(folder.glob(f"*{RECORD}")):
        try:
            asked = str(json.loads(record.read_bytes())["asked"])
        except (OSError, ValueError, LookupError, TypeError):
            continue
        stem = record.name.removesuffix(RECORD)
        for ending in ENDINGS:
            page = record.with_name(f"{stem}.{ending}")
            if page.is_file():
                found[asked] = page
    return found


def _free_stem(page: "Fetched", folder: Path, kept: dict[str, Path]) -> str:
    """A name for the page's files: of its address, and not that of another page."""
    if page.asked in kept:
        return kept[page.asked].stem
    parts = urlsplit(page.address)
    path = PurePosixPath(parts.path)
    words = path.stem
    if words.lower() in {"", "index", "article", "default"}:
        words = f"{parts.hostname}-{path.with_suffix('')}"
    stem = slug(words, "page")
    number, free = 1, stem
    while any((folder / f"{free}.{ending}").exists() for ending in ENDINGS):
        number += 1
        free = f"{stem}-{number}"
    return free


def _findings(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What of a page could not be had: itself, or pictures of it."""
    for line in row.get("failures", ()):
        yield noted(row["source"], "error", "", line.removeprefix(f"{row['source']}: "))
    for picture, why in row.get("missing", {}).items():
        yield noted(row["source"], "note", "picture-missing", f"{picture}: {why}")


def _row(address: str, path: Path, page: "Fetched | None") -> dict[str, Any]:
    row: dict[str, Any] = {"source": address, "file": os.fspath(path)}
    if page is None:
        return {**row, "outcome": "unchanged"}
    return {
        **row,
        "outcome": "fetched",
        "address": page.address,
        "sha256": hashlib.sha256(page.data).hexdigest(),
        "bytes": len(page.data),
        "pictures": len(page.pictures),
        "missing": dict(page.missing),
    }


@contextlib.contextmanager
def at_hand(
    paths: Iterable[str], fetcher: Fetcher, failed: Callable[[PublisherError], None]
) -> Iterator[tuple[Input, ...]]:
    """What a command is to read: folders walked, and addresses as the files of their pages.

    A page that a build kept here or in out/ is not fetched again; any other is gone with the
    block.  failed is called with the reason for each page that cannot be had.
    """
    with tempfile.TemporaryDirectory(prefix="publisher-") as folder:
        found: list[Input] = []
        for source in walk(paths).inputs:
            if not is_web(source.path):
                fetcher.fetch_entries(source.path, failed)
                found.append(source)
                continue
            kept = (kept_page(source.path, Path(place)) for place in (".", "out"))
            page = next(filter(None, kept), None)
            try:
                page = page or fetcher.kept(source.path, Path(folder))
            except PublisherError as error:
                failed(error)
            else:
                fetcher.fetch_entries(os.fspath(page), failed)
                found.append(Input(path=os.fspath(page), shown=source.path))
        yield tuple(found)


@contextlib.contextmanager
def kept_folder(folder: Path | None) -> Iterator[Path]:
    """The folder beside which fetched pages are kept; where there is none, one for the moment."""
    if folder is not None:
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="publisher-") as given:
        yield Path(given)
