"""Which machine an address leads to, and whether a program may go there.

A name is resolved once; if any of its answers is not public, the whole name is refused, and the
connection goes to the answer that was looked at, so that a name cannot mean another machine a
moment later.
"""

import ipaddress
import socket
import threading
from collections.abc import Sequence
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from publisher.errors import FetchError
from publisher.value import value

_PORTS = {"http": 80, "https": 443}
_PROTOCOLS = ipaddress.ip_network("192.0.0.0/24")  # IETF protocol assignments
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_IN_PATH = "/:@!$&'()*+,;=-._~%"  # RFC 3986, 3.3; what is quoted already stays
_LONGEST = 8192  # characters of an address

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address


@value
class Place:
    """Where an address leads.

    whole    the address, without its fragment.   target: path and query as they are sent.
    """

    whole: str
    scheme: str
    host: str
    port: int
    target: str

    @property
    def origin(self) -> str:
        """Scheme, host and port, as the head of an address."""
        written = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{written}{port}"


def place_of(address: str) -> Place:
    """The place that an address names.

    Refuses with FetchError what is no address of http or https, and one that holds a password.
    """
    try:
        parts = urlsplit(address.strip())
        port = parts.port or _PORTS.get(parts.scheme, 0)
        host = _ascii(parts.hostname or "")
    except ValueError as error:
        raise FetchError(address, "it is no address that can be read; check it") from error
    if parts.scheme not in _PORTS:
        raise FetchError(
            address, "only addresses of http and https are fetched; give it whole, with https://"
        )
    if not host or len(address) > _LONGEST:
        raise FetchError(address, "it is no address that can be read; check it")
    if parts.username or parts.password:
        raise FetchError(address, "it holds a password, which is not sent; save the page yourself")
    target = _target(parts)
    origin = f"{parts.scheme}://{parts.netloc}"
    return Place(
        whole=f"{origin}{target}", scheme=parts.scheme, host=host, port=port, target=target
    )


def _ascii(host: str) -> str:
    """A host's name as the network knows it (IDNA)."""
    return host if host.isascii() else host.encode("idna").decode("ascii")


def _target(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe=_IN_PATH)
    return urlunsplit(("", "", path, quote(parts.query, safe=f"{_IN_PATH}?[]"), ""))


def resolve(place: Place, seconds: float, *, allow_private: bool) -> str:
    """The number of the machine to connect to.

    Refuses with FetchError a name that has none, or one that leads into a private network.
    """
    numbers = _numbers(place, seconds)
    if not numbers:
        raise FetchError(place.whole, f"no machine is called {place.host}; check the address")
    for number in numbers:
        if not is_public(number) and not (allow_private and _is_own(number)):
            what = "is a private address; --allow-private fetches it"
            if allow_private:
                what = "is an address that is never fetched"
            raise FetchError(place.whole, f"{number} {what}")
    return str(numbers[0])


def _numbers(place: Place, seconds: float) -> Sequence[Ip]:
    """All answers for a name, in the order of the system; asked for no longer than this."""
    if (written := _written(place.host)) is not None:
        return (written,)
    found: list[Ip] = []

    def ask() -> None:
        try:
            rows = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return
        texts = dict.fromkeys(str(row[4][0]).partition("%")[0] for row in rows)
        found.extend(ipaddress.ip_address(text) for text in texts)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(max(seconds, 0))
    return tuple(found)


def _written(host: str) -> Ip | None:
    """The number that a host is written as, in any form that systems take ("127.1"); else None."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except (OSError, ValueError):
        return None


def is_public(number: Ip) -> bool:
    """Whether a number belongs to a machine of the open network.

    Numbers inside numbers are looked at for what they hold (mapped, 6to4, NAT64), and kinds that
    Python 3.11 calls global, though nobody is reached there, are refused.
    """
    inner = _inner(number)
    if inner is not None:
        return is_public(inner)
    odd = number.is_multicast or number.is_reserved or number.is_unspecified
    if isinstance(number, ipaddress.IPv6Address):
        odd = odd or number.is_site_local
    else:
        odd = odd or number in _PROTOCOLS
    return number.is_global and not odd and not number.is_private


def _inner(number: Ip) -> Ip | None:
    if isinstance(number, ipaddress.IPv4Address):
        return None
    if number in _NAT64:
        return ipaddress.IPv4Address(int(number) & 0xFFFFFFFF)
    return number.ipv4_mapped or number.sixtofour or (number.teredo or (None, None))[1]


def _is_own(number: Ip) -> bool:
    """Whether it may be a machine of one's own network: never a link's own or a group's number."""
    inner = _inner(number) or number
    odd = inner.is_multicast or inner.is_unspecified or inner.is_link_local
    return inner.is_private and not odd
