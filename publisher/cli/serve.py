"""`publisher serve`: a shelf of finished files, offered to programs and browsers.

A door to the server (starlette, uvicorn), which is an extra of this package.  Nothing is
written.  What is answered is a list of names: a path that is not on it leads nowhere, however it is
spelled.
"""

import os
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher.cli.kept import tool_digest
from publisher.cli.output import give, say, say_failure
from publisher.cli.shelf import Found, language_option, read_folder, title_of
from publisher.cli.shelf_memory import Memory, standing_of
from publisher.errors import EvidenceError, InstallationError, named
from publisher.process import prepare_process
from publisher.shelf import Facts, Site, catalogue_of, opds1, opds2, read_book, web
from publisher.shelf.catalogue import Catalogue, matching
from publisher.shelf.links import COVERS
from publisher.shelf.site import Leaf
from publisher.value import value
from publisher.verify import read_bytes

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

_HERE = "127.0.0.1"
_EVERYWHERE = "0.0.0.0"  # noqa: S104 - only where --lan asks for it
_BOOKS = "books/"
_STALE = 10.0  # seconds after which a list that is asked for is looked at anew
_COVERS_KEPT = 200  # in memory: the pages that a person leafs through
# nothing that a file says runs a program or asks another machine
_POLICY = "default-src 'none'; img-src 'self'; style-src 'self'; form-action 'self'"
_HEADERS = {"Content-Security-Policy": _POLICY, "X-Content-Type-Options": "nosniff"}


@value
class Offer:
    """What is answered: each list by its name, each finished file and the file of each cover."""

    catalogue: Catalogue
    site: Site
    leaves: Mapping[str, Leaf]
    files: Mapping[str, Facts]
    covered: Mapping[str, Facts]
    refused: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Offered:
    """A folder of finished files, read when it is asked for and when that was some time ago."""

    folder: Path
    title: str
    language: str = ""
    _offer: Offer | None = None
    _memory: Memory | None = None
    _read_at: float = 0.0
    _covers: dict[str, bytes] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def now(self) -> Offer:
        """What is offered now."""
        with self._lock:
            if self._offer is None or time.monotonic() - self._read_at > _STALE:
                read = read_folder(self.folder, memory=self._memory)
                read.memory.close()
                self._memory = read.memory
                self._offer = _offer_of(read, self.title, self.language, self._offer)
                self._read_at = time.monotonic()
            return self._offer

    def leaf(self, name: str) -> tuple[bytes, str] | None:
        """(bytes, media type) of a list; None where there is none.

        One at a time: a book's entry is one tree, which moves from list to list.
        """
        found = self.now().leaves.get(name)
        if found is None:
            return None
        with self._lock:
            return found.make(), found.media_type

    def file(self, name: str) -> Path | None:
        """The path of a finished file of this name; None where the folder offers none."""
        if name not in self.now().files:
            return None
        path = self.folder / name
        is_inside = path.resolve().is_relative_to(self.folder.resolve())
        return path if is_inside and standing_of(path) is not None else None

    def cover(self, name: str) -> bytes:
        """The bytes of a cover; b"" where no file has it."""
        kept = self._covers.get(name)
        file = self.now().covered.get(name)
        if kept is not None or file is None:
            return kept or b""
        try:
            pictures = read_book(read_bytes(self.folder / file.path), file.path).pictures
        except EvidenceError:  # taken away, or replaced, since the folder was read
            return b""
        while len(self._covers) > _COVERS_KEPT:
            self._covers.pop(next(iter(self._covers)))
        self._covers |= {picture.name: picture.data for picture in pictures}
        return self._covers.get(name, b"")


def _offer_of(read: Found, title: str, language: str, former: Offer | None) -> Offer:
    """What a folder offers; what was offered before where no file of it has changed."""
    if former and former.refused == read.refused and set(former.files.values()) == set(read.facts):
        return former
    catalogue = catalogue_of(title, read.facts, language)
    site = Site(catalogue, _BOOKS, tool_digest(), searched=True)
    return Offer(
        catalogue=catalogue,
        site=site,
        leaves={leaf.name: leaf for leaf in site.leaves()},
        files={file.path: file for file in read.facts},
        covered={cover.name: file for file in read.facts for cover in file.covers},
        refused=read.refused,
    )


def app_of(offered: Offered, hosts: tuple[str, ...]) -> "Starlette":
    """The site of a folder.   hosts: names under which it may be asked for; "*": any."""
    from starlette.applications import Starlette
    from starlette.concurrency import run_in_threadpool
    from starlette.middleware import Middleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware
    from starlette.responses import FileResponse, RedirectResponse, Response
    from starlette.routing import Route

    def answer(data: bytes, kind: str) -> Response:
        return Response(data, media_type=kind, headers=_HEADERS)

    async def leaf(request: "Request") -> "Response":
        name = request.path_params["name"] or "index.html"
        found = await run_in_threadpool(offered.leaf, name)
        if found is None:
            return Response("nothing of this name is on the shelf", 404)
        return answer(*found)

    async def cover(request: "Request") -> "Response":
        name = request.path_params["name"]
        data = await run_in_threadpool(offered.cover, name)
        kind = {"jpg": "image/jpeg", "png": "image/png", "gif": "image/gif"}
        if not data:
            return Response("there is no such cover", 404)
        return answer(data, kind[name.rsplit(".", 1)[-1]])

    async def book(request: "Request") -> "Response":
        name = request.path_params["name"]
        path = await run_in_threadpool(offered.file, name)
        if path is None:
            return Response("there is no such book", 404)
        kind = offered.now().files[name].media_type
        return FileResponse(path, media_type=kind, headers=_HEADERS)

    async def search(request: "Request") -> "Response":
        wanted = request.query_params.get("query", "")[:200]
        offer = await run_in_threadpool(offered.now)
        form = request.path_params["form"]
        return answer(*await run_in_threadpool(_found, offer, wanted, form))

    async def description(_: "Request") -> "Response":
        offer = await run_in_threadpool(offered.now)
        return answer(opds1.search_description(offer.catalogue), opds1.SEARCH)

    async def opds(_: "Request") -> "Response":
        return RedirectResponse("/index.xml")

    routes = [
        Route("/opds", opds),
        Route("/opensearch.xml", description),
        Route("/search.{form:str}", search),
        Route(f"/{COVERS}/{{name:str}}", cover),
        Route(f"/{_BOOKS}{{name:path}}", book),
        Route("/{name:path}", leaf),
    ]
    own = Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)
    return Starlette(routes=routes, middleware=[own])


def _found(offer: Offer, wanted: str, form: str) -> tuple[bytes, str]:
    """(bytes, media type) of the books that were searched for, in the form that was asked for."""
    books = matching(offer.catalogue.books, wanted)
    if form == "xml":
        return opds1.found_feed(offer.catalogue, wanted, books, _BOOKS), opds1.BOOKS
    if form == "json":
        return opds2.found_feed(offer.catalogue, wanted, books, _BOOKS), opds2.TYPE
    items = web.Items(_BOOKS, offer.catalogue.words)
    page = web.found_page(offer.site.frame, wanted, books, items)
    return page, "text/html; charset=utf-8"


@click.command("serve")
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@click.option("--lan", is_flag=True, help="Offer it to your own network, too.")
@click.option(
    "--port", default=8080, show_default=True, type=click.IntRange(0, 65_535), help="0: any free."
)
@click.option(
    "--title", default="", metavar="TEXT", help="Title of the shelf.  [else: the folder's name]"
)
@language_option
@click.option("--open", "is_opened", is_flag=True, help="Show it in the browser.")
def serve_(
    folder: Path, port: int, title: str, language: str, *, lan: bool, is_opened: bool
) -> int:
    """Offer finished files to reading programs and browsers, with a search.

    FOLDER holds EPUBs and PDFs.  The same shelf as of `publisher shelf`, for this machine alone or,
    with --lan, for whoever is in your network.  Nothing is written, and nothing but these files is
    given.  A reading program asks for the catalogue at /opds.  Control-C ends it.

    \b
    publisher serve out/
    publisher serve out/ --lan
    """
    run = _server()
    prepare_process()
    offered = Offered(folder=folder, title=title_of(title, folder), language=language)
    first = offered.now()
    for path, why in first.refused:
        say_failure(f"{named(path)}: {why}")
    hosts = ("*",) if lan else (_HERE, "localhost")

    def tell(bound: int) -> None:
        names = [_HERE, *(_own_addresses() if lan else ())]
        for name in names:
            give(f"http://{name}:{bound}/")
        say(f"{len(first.catalogue.books)} books; reading programs: add /opds; control-C ends it")
        if is_opened:
            click.launch(f"http://{_HERE}:{bound}/")

    return run(app_of(offered, hosts), _EVERYWHERE if lan else _HERE, port, tell)


def _own_addresses() -> list[str]:
    """This machine's addresses in its networks, as far as it knows them by its name."""
    try:
        found = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
    except OSError:
        return []
    names = dict.fromkeys(str(row[4][0]) for row in found)
    return [name for name in names if not name.startswith("127.")]


def _server() -> "Callable[[Starlette, str, int, Callable[[int], None]], int]":
    """A function that serves a site until it is interrupted, and gives the exit code.

    Refuses with InstallationError where the extra is not installed.
    """
    try:
        import uvicorn
    except ImportError as error:
        raise InstallationError(
            "serve needs a small server", "pip install 'publisher[preview]'"
        ) from error

    def serve(app: "Starlette", host: str, port: int, tell: Callable[[int], None]) -> int:
        config = uvicorn.Config(app, host=host, log_level="error")
        try:
            with socket.create_server((host, port)) as listening:
                tell(listening.getsockname()[1])
                uvicorn.Server(config).run(sockets=[listening])
        except OSError as error:
            said = (error.strerror or os.strerror(error.errno or 0)).lower()
            say_failure(f"port {port}: {said}; choose another with --port")
            return 1
        return 0

    return serve
