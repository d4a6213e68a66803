"""Sites on this machine, for tests: a folder that is served, and servers that behave as told."""

import contextlib
import functools
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

Answer = Callable[[socket.socket, str], None]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def site(folder: Path) -> Iterator[str]:
    """The address of a server of this folder, on this machine alone."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        yield from _served(server)


@contextlib.contextmanager
def answering(answer: Answer) -> Iterator[str]:
    """The address of a server that hands each connection, with the path that is asked for, to this.

    robots.txt is not there.
    """

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            asked = self.request.recv(65_536).decode("latin-1")
            path = asked.split(" ")[1] if " " in asked else ""
            with contextlib.suppress(OSError):  # whoever asked has gone
                if path == "/robots.txt":
                    self.request.sendall(reply(b"", "404 Not Found"))
                else:
                    answer(self.request, path)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        yield from _served(server)


def _served(server: socketserver.TCPServer) -> Iterator[str]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()


def reply(body: bytes, status: str = "200 OK", *headers: str, kind: str = "text/html") -> bytes:
    """A whole answer of HTTP/1.1."""
    lines = (
        f"HTTP/1.1 {status}",
        f"Content-Length: {len(body)}",
        f"Content-Type: {kind}",
        "Connection: close",
        *headers,
    )
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body
