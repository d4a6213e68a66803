"""What a host asks of programs: robots.txt (RFC 9309) and tdmrep.json; the only door to protego."""

from protego import Protego

from publisher.errors import FetchError
from publisher.fetching.addresses import place_of
from publisher.fetching.client import Client
from publisher.value import value


@value
class Robots:
    """The robots.txt of a host; text "" where there is none, or none that can be read."""

    text: str = ""

    def allows(self, address: str, agent: str) -> bool:
        """Whether it lets this agent fetch this address."""
        return not self.text or Protego.parse(self.text).can_fetch(address, agent)


def robots_of(client: Client, address: str, known: dict[str, Robots]) -> Robots:
    """The robots.txt for an address, fetched once a host.

    known   what was fetched before, by origin; it is added to.
    """
    origin = place_of(address).origin
    if origin not in known:
        known[origin] = Robots(text=_fetched(client, f"{origin}/robots.txt"))
    return known[origin]


def mining_of(client: Client, address: str, known: dict[str, str]) -> str:
    """The text of the tdmrep.json for an address, fetched once a host; "" where there is none.

    known   what was fetched before, by origin; it is added to.
    """
    origin = place_of(address).origin
    if origin not in known:
        known[origin] = _fetched(client, f"{origin}/.well-known/tdmrep.json")
    return known[origin]


def _fetched(client: Client, address: str) -> str:
    """The text at an address; "" where it cannot be had.

    RFC 9309, 2.3.1.4 leaves open what then holds; one page for its reader is no crawl.
    """
    limits = client.limits
    try:
        seconds = min(limits.robots_seconds, limits.seconds)
        response = client.get(address, most=limits.robots_bytes, seconds=seconds)
    except FetchError:
        return ""
    return response.data.decode("utf-8", "replace") if response.status == 200 else ""
