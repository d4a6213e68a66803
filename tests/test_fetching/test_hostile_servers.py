"""Whatever a server does, a fetch ends within its limits, in one line that says what to do."""

import gzip
import ipaddress
import re
import socket
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import repeat

import pytest

from publisher.cli.fetching import client as machine_client
from publisher.errors import FetchError
from publisher.fetching import Client, Limits, fetch_page
from publisher.fetching.addresses import is_public, place_of
from tests.site import answering, reply

MOMENT = datetime(2026, 11, 23, 9, tzinfo=UTC)
SMALL = Limits(
    page_bytes=200_000,
    seconds=0.4,
    connect=0.3,
    read=0.2,
    robots_seconds=0.3,
    pause=0,
)

BOMB, MEMBER = gzip.compress(bytes(5_000_000)), gzip.compress(bytes(100_000))

PATIENT = replace(SMALL, seconds=60, connect=30, read=30, robots_seconds=30)


def client(limits: Limits = PATIENT, *, allow_private: bool = True) -> Client:
    return machine_client(limits=limits, allow_private=allow_private)


def refusal(answer: Callable[[socket.socket, str], None], limits: Limits) -> str:
    """The one line in which a fetch from such a server ends."""
    with answering(answer) as address, pytest.raises(FetchError) as refused:
        fetch_page(client(limits), f"{address}/page", MOMENT, {}, {})
    line = str(refused.value)
    assert line.startswith(f"{address}/page: not fetched: ")
    assert "\n" not in line
    assert len(line) < 300
    return line


def endless(to: socket.socket, _: str) -> None:
    to.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>")
    for piece in repeat(b"words " * 10_000):
        to.sendall(piece)


def endless_head(to: socket.socket, _: str) -> None:
    to.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in range(100_000):
        to.sendall(b"X-%d: %s\r\n" % (number, b"a" * 1000))


def drip(to: socket.socket, _: str) -> None:
    to.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    for _piece in range(200):
        to.sendall(b"w")
        time.sleep(0.02)


def drip_head(to: socket.socket, _: str) -> None:
    to.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _piece in range(200):
        to.sendall(b"w")
        time.sleep(0.02)


def silent(_: socket.socket, __: str) -> None:
    time.sleep(1)


def bomb(to: socket.socket, _: str) -> None:
    to.sendall(reply(BOMB, "200 OK", "Content-Encoding: gzip"))


def many_members(to: socket.socket, _: str) -> None:
    to.sendall(reply(MEMBER * 50, "200 OK", "Content-Encoding: gzip"))


def cut_gzip(to: socket.socket, _: str) -> None:
    packed = gzip.compress(b"<html>" + bytes(range(256)) * 100)
    to.sendall(reply(packed[: len(packed) // 2], "200 OK", "Content-Encoding: gzip"))


def no_gzip(to: socket.socket, _: str) -> None:
    to.sendall(reply(b"<html>plain", "200 OK", "Content-Encoding: gzip"))


def brotli(to: socket.socket, _: str) -> None:
    to.sendall(reply(b"\x0b\x02\x80", "200 OK", "Content-Encoding: br"))


def short(to: socket.socket, _: str) -> None:
    to.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9000\r\n\r\n<html>")


def loop(to: socket.socket, path: str) -> None:
    to.sendall(reply(b"", "302 Found", f"Location: {path}"))


def chain(to: socket.socket, path: str) -> None:
    to.sendall(reply(b"", "302 Found", f"Location: {path}x"))


def leads(target: str) -> Callable[[socket.socket, str], None]:
    def answer(to: socket.socket, _: str) -> None:
        to.sendall(reply(b"", "301 Moved", f"Location: {target}"))

    return answer


def picture(to: socket.socket, _: str) -> None:
    to.sendall(reply(b"\x89PNG\r\n\x1a\n", kind="image/png"))


def forbidden(to: socket.socket, _: str) -> None:
    to.sendall(reply(b"no", "403 Forbidden"))


def empty(to: socket.socket, _: str) -> None:
    to.sendall(reply(b"  \n"))


def noise(to: socket.socket, _: str) -> None:
    to.sendall(b"\x00\xff" * 500 + b"\r\n\r\n")


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (endless, "larger than"),
        (endless_head, "the connection broke off|cannot be read"),
        (drip, "no answer within"),
        (drip_head, "no answer within"),
        (silent, "no answer within"),
        (bomb, "larger than"),
        (many_members, "larger than"),
        (cut_gzip, "cannot be read"),
        (no_gzip, "cannot be read"),
        (brotli, "packed as 'br', unasked"),
        (short, "the connection broke off"),
        (loop, "more than 5 redirects"),
        (chain, "more than 5 redirects"),
        (leads("http://10.0.0.1/secret"), "10.0.0.1 is an address|10.0.0.1 is a private address"),
        (leads("http://169.254.169.254/latest"), "leads to .*169.254.169.254 is"),
        (leads("http://2130706433/"), "127.0.0.1 is a private address"),
        (leads("http://[::ffff:127.0.0.1]/"), "is a private address"),
        (leads("file:///etc/passwd"), "which is not fetched"),
        (leads("gopher://example.org/"), "which is not fetched"),
        (leads("http://user:word@example.org/"), "which is not fetched"),
        (picture, r"this is a picture \(image/png\), not a page"),
        (forbidden, r"answered 403 \(forbidden\); open it in a browser"),
        (empty, "an empty page"),
        (noise, "the connection broke off|cannot be read"),
    ],
    ids=lambda given: getattr(given, "__name__", "")[:20],
)
def test_a_hostile_server_ends_in_one_line(
    answer: Callable[[socket.socket, str], None], says: str
) -> None:
    line = refusal(answer, SMALL if "within" in says else PATIENT)
    assert re.search(says, line), line


def test_a_private_address_is_fetched_only_if_somebody_asks_for_it() -> None:
    told = "is a private address; --allow-private fetches it"
    with answering(picture) as address, pytest.raises(FetchError, match=told):
        fetch_page(client(allow_private=False), address, MOMENT, {}, {})


@pytest.mark.parametrize(
    ("number", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("10.1.2.3", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("192.0.0.8", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("0.0.0.0", False),
        ("::1", False),
        ("fe80::1", False),
        ("fec0::1", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
        ("ff02::1", False),
    ],
)
def test_a_number_inside_a_number_is_looked_at(number: str, public: bool) -> None:
    assert is_public(ipaddress.ip_address(number)) is public


@pytest.mark.parametrize(
    ("address", "host", "target"),
    [
        ("https://example.org", "example.org", "/"),
        ("https://example.org/a b?q=ü#part", "example.org", "/a%20b?q=%C3%BC"),
        ("https://bücher.example/a%20b", "xn--bcher-kva.example", "/a%20b"),
        ("HTTP://EXAMPLE.org:8080/x", "example.org", "/x"),
    ],
)
def test_an_address_is_sent_as_the_network_knows_it(address: str, host: str, target: str) -> None:
    place = place_of(address)
    assert (place.host, place.target) == (host, target)


@pytest.mark.parametrize(
    "address",
    ["ftp://example.org/", "https://", "http://a:b@example.org/", "https://[bad/", "http://x:y/"],
)
def test_what_is_no_address_of_the_web_is_refused(address: str) -> None:
    with pytest.raises(FetchError):
        place_of(address)
