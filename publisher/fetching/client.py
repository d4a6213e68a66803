"""One request after another, each within its limits: the only door to urllib3.

urllib3 is the client whose public interface connects to a number that was looked at before, with
the certificate still judged by the name.  The body is taken as it comes, undone from gzip by hand,
so that no bomb is ever blown up further than the limit; and at the deadline the connection is cut,
whatever the server drips.
"""

import contextlib
import ssl
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPException
from urllib.parse import urljoin

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, SSLError
from urllib3.response import HTTPResponse
from urllib3.util import Timeout

from publisher.errors import FetchError
from publisher.fetching.addresses import Place, place_of, resolve
from publisher.value import value

_MOVED = {301, 302, 303, 307, 308}
_PIECE = 65_536  # bytes asked for at once; a slow server gives fewer
_GZIP = {"gzip", "x-gzip"}
_MEMBER = b"\x1f\x8b"  # how each member of a gzip file begins (RFC 1952, 2.3.1)
_UNPACKED = 2**20  # bytes undone at once
_AFTER = 0.01  # seconds after the deadline at which a connection is cut: then it has surely passed


@value
class Limits:
    """How much and how long.  Bytes are those of the body as a page has it, undone from gzip.

    seconds    for one page, redirects and all.   connect, read: of one wait.
    pictures   how many of a page; pictures_bytes: of all of them.
    pause      seconds between two pages of the same host.
    """

    page_bytes: int = 32 * 2**20
    picture_bytes: int = 16 * 2**20
    pictures_bytes: int = 64 * 2**20
    pictures: int = 60
    redirects: int = 5
    seconds: float = 60
    connect: float = 10
    read: float = 15
    robots_bytes: int = 512 * 2**10
    robots_seconds: float = 10
    pause: float = 1


@value
class Clock:
    """The time, from whoever is at the edge: seconds that only rise, and a way to wait."""

    now: Callable[[], float]
    wait: Callable[[float], object]


@value
class Response:
    """What a server gave.

    address   at the end of all redirects.   hops: (address, status) of each redirect.
    headers   as they were sent, names in small letters; of several alike the last counts.
    """

    address: str
    status: int
    headers: tuple[tuple[str, str], ...]
    data: bytes
    hops: tuple[tuple[str, int], ...] = ()

    def header(self, name: str) -> str:
        """A header's words; "" where it was not sent."""
        return next((words for key, words in reversed(self.headers) if key == name), "")


@dataclass(slots=True)
class Client:
    """Fetches addresses, politely.

    agent           how it calls itself, to servers and in robots.txt.
    allow_private   whether the machine that an address names may be one of one's own network.
    """

    clock: Clock
    agent: str
    limits: Limits = field(default_factory=Limits)
    allow_private: bool = False
    _last: dict[str, float] = field(default_factory=dict)

    def pause_for(self, address: str) -> None:
        """Wait until a page of this host may be asked for again."""
        host = place_of(address).host
        due = self._last.get(host, -self.limits.pause) + self.limits.pause
        if (left := due - self.clock.now()) > 0:
            self.clock.wait(left)
        self._last[host] = self.clock.now()

    def get(self, address: str, *, most: int, seconds: float, accept: str = "*/*") -> Response:
        """What stands at an address, after its redirects.

        most      bytes of the body.   seconds: for all of it.
        Refuses with FetchError, in one line, what does not end well within these.
        """
        deadline = self.clock.now() + seconds
        place = first = place_of(address)
        hops: list[tuple[str, int]] = []
        while True:
            # what somebody asked for by name may be private; where it sends us may not, but to
            # the same name
            allowed = self.allow_private and place.host == first.host
            try:
                response = self._request(place, accept, most, deadline, allow_private=allowed)
            except FetchError as error:
                way = f"it leads to {place.whole[:200]}: " if hops else ""
                raise FetchError(address, f"{way}{error.message}") from error
            target = response.header("location")
            if response.status not in _MOVED or not target:
                return Response(
                    address=response.address,
                    status=response.status,
                    headers=response.headers,
                    data=response.data,
                    hops=tuple(hops),
                )
            hops.append((place.whole, response.status))
            if len(hops) > self.limits.redirects:
                raise FetchError(address, f"more than {self.limits.redirects} redirects")
            place = _next(place, target, address)

    def _request(
        self, place: Place, accept: str, most: int, deadline: float, *, allow_private: bool
    ) -> Response:
        left = self._left(place, deadline)
        number = resolve(place, min(left, self.limits.connect), allow_private=allow_private)
        left = self._left(place, deadline)
        connection = _connection(
            place, number, Timeout(min(left, self.limits.connect), min(left, self.limits.read))
        )
        stopper = threading.Timer(left + _AFTER, _cut, (connection,))
        stopper.daemon = True
        stopper.start()
        try:
            connection.request(
                "GET",
                place.target,
                headers=self._headers(place, accept),
                preload_content=False,
                decode_content=False,
            )
            with contextlib.closing(connection.getresponse()) as response:
                return self._answer(place, response, most, deadline)
        except (HTTPError, HTTPException, OSError, ValueError) as error:
            self._left(place, deadline)
            raise FetchError(place.whole, _why(error, self.limits.read)) from error
        finally:
            stopper.cancel()
            connection.close()

    def _answer(self, place: Place, response: HTTPResponse, most: int, deadline: float) -> Response:
        headers = tuple((name.lower(), words) for name, words in response.headers.items())
        moved = response.status in _MOVED
        data = b"" if moved else self._body(place, response, most, deadline)
        return Response(address=place.whole, status=response.status, headers=headers, data=data)

    def _left(self, place: Place, deadline: float) -> float:
        left = deadline - self.clock.now()
        if left <= 0:
            raise FetchError(place.whole, "no answer within the time; try again later")
        return left

    def _headers(self, place: Place, accept: str) -> Mapping[str, str]:
        return {
            "Host": place.origin.partition("://")[2],
            "User-Agent": self.agent,
            "Accept": accept,
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }

    def _body(self, place: Place, response: HTTPResponse, most: int, deadline: float) -> bytes:
        """The body, undone from gzip, and never more of it than the limit."""
        packed = (response.headers.get("content-encoding") or "").strip().lower()
        if packed not in {"", "identity", *_GZIP}:
            raise FetchError(place.whole, f"it came packed as '{packed[:20]}', unasked")
        data = bytearray()
        pieces = self._pieces(place, response, deadline)
        for piece in _unpacked(pieces) if packed in _GZIP else pieces:
            data += piece
            if len(data) > most:
                raise FetchError(place.whole, f"larger than {_size(most)}; save the page yourself")
        return bytes(data)

    def _pieces(self, place: Place, response: HTTPResponse, deadline: float) -> Iterator[bytes]:
        while piece := response.read1(_PIECE):
            self._left(place, deadline)
            yield piece
        self._left(place, deadline)  # an end that the stopper made is none


def _unpacked(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces undone from gzip (RFC 1952), several members as well, never much at once.

    Refuses with ValueError what is no gzip, or was cut short.
    """
    unpack = zlib.decompressobj(wbits=31)
    is_open = False
    for piece in pieces:
        rest = piece
        while rest:
            try:
                yield unpack.decompress(rest, _UNPACKED)
            except zlib.error as error:
                raise ValueError("no gzip") from error
            is_open, rest = not unpack.eof, unpack.unconsumed_tail
            if unpack.eof:
                rest = unpack.unused_data
                unpack = zlib.decompressobj(wbits=31)
                if not rest.startswith(_MEMBER):
                    break  # what stands behind the last member is padding
    if is_open:
        raise ValueError("cut short")


def _connection(place: Place, number: str, timeout: Timeout) -> HTTPConnection:
    """A connection to a machine by its number; its certificate is judged by the name."""
    if place.scheme == "http":
        return HTTPConnection(number, place.port, timeout=timeout.connect_timeout)
    return HTTPSConnection(
        number,
        place.port,
        timeout=timeout.connect_timeout,
        ssl_context=ssl.create_default_context(),
        server_hostname=place.host,
        assert_hostname=place.host,
    )


def _cut(connection: HTTPConnection) -> None:
    """End a connection from outside, so that whoever reads from it wakes up."""
    with contextlib.suppress(OSError, AttributeError):  # not open yet, or closed already
        connection.sock.shutdown(2)


def _next(place: Place, target: str, address: str) -> Place:
    """Where a redirect leads.  Refuses with FetchError one to another scheme, or to plain http."""
    try:
        found = place_of(urljoin(place.whole, target))
    except (FetchError, ValueError) as error:
        raise FetchError(address, f"it leads to '{target[:80]}', which is not fetched") from error
    if place.scheme == "https" and found.scheme == "http":
        raise FetchError(address, f"it leads from https to plain http ({found.whole[:80]})")
    return found


def _why(error: Exception, seconds: float) -> str:
    """A failed request in one clause."""
    if isinstance(error, ssl.SSLCertVerificationError | SSLError):
        return "its certificate is not that of this name; the page may be somebody else's"
    if isinstance(error, TimeoutError) or "timed out" in str(error).lower():
        return f"no answer within {seconds:g} s; try again later"
    if isinstance(error, ConnectionRefusedError) or "refused" in str(error).lower():
        return "the server refuses connections; check the address"
    if isinstance(error, HTTPError | HTTPException | ConnectionError):
        return "the connection broke off; try again later"
    return "the answer cannot be read; save the page yourself"


def status_words(status: int) -> str:
    """A status in words: "403 (forbidden)"."""
    try:
        return f"{status} ({HTTPStatus(status).phrase.lower()})"
    except ValueError:
        return str(status)


def _size(count: int) -> str:
    return f"{count / 2**20:g} MB" if count >= 2**20 else f"{count:,} bytes"
