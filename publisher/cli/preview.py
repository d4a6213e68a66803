"""`publisher preview`: the book in the browser, built again whenever a file of it changes.

The only door to the server (starlette, uvicorn) and to the watcher (watchfiles), which are an extra
of this package.  Served on this machine alone.
"""

import io
import socket
import threading
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from publisher.batch import Failed, Job, run_job
from publisher.build import FORMATS, Built, Order
from publisher.captures import is_web
from publisher.cli import completing
from publisher.cli.fetching import Fetcher, fetching
from publisher.cli.folders import walk
from publisher.cli.one_book import bind
from publisher.cli.outcomes import refused_lines
from publisher.cli.output import say, say_failure
from publisher.cli.part_folder import part_cache
from publisher.cli.results import questions_of, read_result, takes_keys
from publisher.cli.sources import Loaded, load, load_all, moment_of, today
from publisher.cli.summary import Summary, block
from publisher.cli.themes import theme_for
from publisher.errors import InstallationError, PublisherError, error_of
from publisher.files import watched
from publisher.model.edition import UseKind
from publisher.process import prepare_process
from publisher.rendering.theme import is_folder
from publisher.schema.written import Sort
from publisher.value import value

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

_HOST = "127.0.0.1"
_PAGE = Path(__file__).with_name("preview.html")
_TYPES = {
    ".xhtml": "application/xhtml+xml",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
}
# words of a source run nothing here, and ask nobody for anything
_POLICY = "default-src 'self' data:; style-src 'self' 'unsafe-inline'; script-src 'none'"


@value
class Wanted:
    """What is shown: the sources, and how they are to be built."""

    paths: tuple[str, ...]
    title: str = ""
    theme: str = ""
    formats: tuple[str, ...] = FORMATS
    publish: bool = False


@dataclass(slots=True)
class Shown:
    """The book as it is now, for the server; what is there stays until there is something better.

    number   of the build, from 1.   said: what a person should know of it.
    pages    files of the EPUB by their names.   start: the first page to show.
    read     every file that the book was made of: a change in one of them builds it again.
    """

    number: int = 0
    title: str = ""
    said: str = "building …"
    failed: bool = False
    pages: dict[str, bytes] = field(default_factory=dict)
    start: str = ""
    pdf: bytes = b""
    read: frozenset[str] = frozenset()

    def build(self, wanted: Wanted) -> None:
        """Build the book anew; what is wrong with it is said in the page."""
        with watched() as seen:
            try:
                item = _loaded(wanted)
                outcome = run_job(_job(item, wanted))
            # the page says what stopped it; the next change tries again
            except Exception as error:  # noqa: BLE001
                outcome = Failed(name="book", error=error_of(wanted.paths[0], error))
        self.read = frozenset(seen) | self.read
        self.number += 1
        if isinstance(outcome, Failed):
            self.failed, self.said = True, str(outcome.error)
            return
        self.title = item.edition.title
        self.failed, self.said = bool(outcome.refused), _said(item, outcome)
        for file in outcome.files:
            if file.name.endswith(".epub"):
                self._open(file.data)
            else:
                self.pdf = file.data

    def _open(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            self.pages = {name: book.read(name) for name in book.namelist()}
        self.start = next((name for name in self.pages if name.endswith("nav.xhtml")), "")

    def plain(self) -> dict[str, Any]:
        """What the page asks for."""
        return {
            "number": self.number,
            "title": self.title,
            "said": self.said,
            "failed": self.failed,
            "epub": f"/epub/{self.start}" if self.start else "",
            "pdf": f"/book.pdf?{self.number}" if self.pdf else "",
        }


def _loaded(wanted: Wanted) -> Loaded:
    """The sources as one book.  Refuses with PublisherError what cannot be read."""
    files = walk(wanted.paths).files
    if len(files) == 1 and not wanted.title:
        return load(files[0], theme=wanted.theme)
    read: list[Loaded] = []
    for item in load_all(files):
        if isinstance(item, PublisherError):
            raise item
        read.append(item)
    title = wanted.title or Path(wanted.paths[0]).absolute().name
    return bind(read, title, Sort.GIVEN, wanted.theme)


def _job(item: Loaded, wanted: Wanted) -> Job:
    edition = item.edition
    if wanted.publish:
        edition = replace(edition, use=replace(edition.use, kind=UseKind.PUBLISH))
    order = Order(
        theme=theme_for(edition, item.path),
        moment=moment_of(edition),
        on=today().date(),
        formats=wanted.formats,
        cache=part_cache(),
        takes_keys=takes_keys(item),
    )
    return Job(edition=edition, order=order)


def _said(item: Loaded, built: Built) -> str:
    """What `publisher build` would say of it."""
    lines = [
        line
        for refused in built.refused
        for line in refused_lines(refused, older=False, others=bool(built.files))
    ]
    result = replace(read_result(item), open=questions_of(built), failures=tuple(lines))
    summary = Summary()
    summary.add(result.with_remarks(built))
    return "\n".join(block(summary, (), 0)) or "nothing to look at"


def app_of(shown: Shown) -> "Starlette":
    """The site of a book.  Only this machine's own names are answered."""
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware
    from starlette.responses import HTMLResponse, JSONResponse, Response
    from starlette.routing import Route

    async def page(_: "Request") -> "Response":
        return HTMLResponse(_PAGE.read_text("utf-8"))

    async def state(_: "Request") -> "Response":
        return JSONResponse(shown.plain())

    async def epub(request: "Request") -> "Response":
        name = request.path_params["name"]
        data = shown.pages.get(name)
        if data is None:
            return Response(status_code=404)
        kind = _TYPES.get(Path(name).suffix, "application/octet-stream")
        return Response(data, media_type=kind, headers={"Content-Security-Policy": _POLICY})

    async def pdf(_: "Request") -> "Response":
        return Response(shown.pdf, media_type="application/pdf")

    routes = [
        Route("/", page),
        Route("/state", state),
        Route("/epub/{name:path}", epub),
        Route("/book.pdf", pdf),
    ]
    own = Middleware(TrustedHostMiddleware, allowed_hosts=[_HOST, "localhost"])
    return Starlette(routes=routes, middleware=[own])


def follow(shown: Shown, wanted: Wanted, changes: Iterable[object]) -> None:
    """Build the book now, and again for each change."""
    shown.build(wanted)
    for _ in changes:
        shown.build(wanted)


def _changes(shown: Shown, wanted: Wanted, stop: threading.Event) -> Iterable[object]:
    """Each change of a file that the book is made of, or of one beside its sources."""
    from watchfiles import watch

    folders = {str(Path(path).parent if Path(path).is_file() else path) for path in wanted.paths}
    if is_folder(wanted.theme):
        folders.add(wanted.theme)

    def matters(_: object, path: str) -> bool:
        below = any(Path(path).is_relative_to(Path(one).absolute()) for one in folders)
        return path in shown.read or (below and ".publisher" not in path)

    return watch(*folders, watch_filter=matters, stop_event=stop, raise_interrupt=False)


@click.command("preview")
@click.argument("paths", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--title", default="", metavar="TEXT", help="Title of a book of several sources.")
@click.option(
    "--theme",
    default="",
    metavar="NAME",
    shell_complete=completing.themes,
    help="A design of `publisher themes`, or ./ours.",
)
@click.option(
    "--format",
    "formats",
    shell_complete=completing.formats,
    default=",".join(FORMATS),
    show_default=True,
    metavar="LIST",
    help="What is shown: epub, pdf or both.",
)
@click.option("--publish", is_flag=True, help="Say also what is open before it is published.")
@click.option("--port", default=0, type=click.IntRange(0, 65_535), help="Port; any free one.")
@click.option("--open", "is_opened", is_flag=True, help="Show it in the browser.")
@fetching
def preview_(  # noqa: PLR0913 - one for each option
    paths: tuple[str, ...],
    title: str,
    theme: str,
    formats: str,
    port: int,
    *,
    publish: bool,
    is_opened: bool,
    fetcher: Fetcher,
) -> int:
    """Show a book in the browser, EPUB beside PDF, and build it again when a file changes.

    Faults are shown in the page.  Served on this machine alone; control-C ends it.

    \b
    publisher preview week.yaml --open
    publisher preview saved/ --title "The week"
    """
    server_of = _server()
    local = tuple(str(fetcher.kept(one, Path())) if is_web(one) else one for one in paths)
    wanted = Wanted(
        paths=local,
        title=title,
        theme=theme,
        formats=tuple(one.strip() for one in formats.split(",")),
        publish=publish,
    )
    prepare_process()
    shown, stop = Shown(), threading.Event()
    changes = _changes(shown, wanted, stop)
    threading.Thread(target=follow, args=(shown, wanted, changes), daemon=True).start()

    def tell(address: str) -> None:
        say(f"{address} shows it; control-C ends it")
        if is_opened:
            click.launch(address)

    try:
        server_of(app_of(shown), port, tell)
    finally:
        stop.set()
    return 0


def _server() -> "Callable[[Starlette, int, Callable[[str], None]], None]":
    """A function that serves a site until it is interrupted.

    Refuses with InstallationError where the extra is not installed.
    """
    try:
        import uvicorn
        import watchfiles  # noqa: F401 - the watcher is needed as well, and is told now
    except ImportError as error:
        raise InstallationError(
            "preview needs a small server and a watcher", "pip install 'publisher[preview]'"
        ) from error

    def serve(app: "Starlette", port: int, tell: Callable[[str], None]) -> None:
        config = uvicorn.Config(app, host=_HOST, log_level="error")
        try:
            with socket.create_server((_HOST, port)) as listening:
                tell(f"http://{_HOST}:{listening.getsockname()[1]}/")
                uvicorn.Server(config).run(sockets=[listening])
        except OSError as error:
            say_failure(f"port {port}: {(error.strerror or str(error)).lower()}; choose another")

    return serve
