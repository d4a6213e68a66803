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

from publisher.batch import Failed, run_job
from publisher.build import FORMATS, Built
from publisher.captures import is_web
from publisher.cli.building import Asked, job_of
from publisher.cli.fetching import Fetcher, fetching
from publisher.cli.folders import walk
from publisher.cli.making import devices_of, formats_of, known_theme, making
from publisher.cli.one_book import bind
from publisher.cli.outcomes import refused_lines
from publisher.cli.output import say, say_failure
from publisher.cli.part_folder import part_cache
from publisher.cli.results import questions_of, read_result
from publisher.cli.sections import Sectioned
from publisher.cli.sources import Loaded, load, load_all
from publisher.cli.summary import Summary, block
from publisher.cli.themes import theme_for
from publisher.errors import InstallationError, PublisherError, error_of
from publisher.files import watched
from publisher.model.edition import Engine, PicturePolicy, Profile
from publisher.process import prepare_process
from publisher.rendering.theme import is_folder
from publisher.schema.sort import Sort
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
    asked: Asked
    title: str = ""
    sort: Sort = Sort.GIVEN


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
                theme = theme_for(item.edition, item.path)
                outcome = run_job(job_of(item, wanted.asked, theme, part_cache()))
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
        return load(files[0], theme=wanted.asked.theme)
    read: list[Loaded] = []
    for item in load_all(files):
        if isinstance(item, PublisherError):
            raise item
        read.append(item)
    title = wanted.title or Path(wanted.paths[0]).absolute().name
    return bind(read, title, wanted.sort, wanted.asked.theme)


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
    if is_folder(wanted.asked.theme):
        folders.add(wanted.asked.theme)

    def matters(_: object, path: str) -> bool:
        below = any(Path(path).is_relative_to(Path(one).absolute()) for one in folders)
        return path in shown.read or (below and ".publisher" not in path)

    return watch(*folders, watch_filter=matters, stop_event=stop, raise_interrupt=False)


@click.command("preview", cls=Sectioned)
@click.argument("paths", nargs=-1, required=True, metavar="SOURCE...")
@making
@click.option("--publish", is_flag=True, help="Say also what is open before it is published.")
@click.option("--port", default=0, type=click.IntRange(0, 65_535), help="Port; any free one.")
@click.option("--open", "is_opened", is_flag=True, help="Show it in the browser.")
@fetching
def preview_(  # noqa: PLR0913, PLR0917 - one for each option
    paths: tuple[str, ...],
    formats: str | None,
    devices: tuple[str, ...],
    title: str,
    sort: str,
    theme: str,
    pictures: str | None,
    profile: str | None,
    engine: str | None,
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
    made_for, given = devices_of(devices), formats_of(formats)
    known_theme(theme)
    local = tuple(str(fetcher.kept(one, Path())) if is_web(one) else one for one in paths)
    for path in walk(local).files:
        fetcher.keep_entries(path)
    wanted = Wanted(
        paths=local,
        asked=Asked(
            formats=(() if made_for else FORMATS) if given is None else given,
            devices=made_for,
            theme=theme,
            profile=Profile(profile) if profile else None,
            engine=Engine(engine) if engine else None,
            pictures=PicturePolicy(pictures) if pictures else None,
            publish=publish,
        ),
        title=title,
        sort=Sort(sort),
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
