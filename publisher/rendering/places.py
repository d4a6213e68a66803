"""What a place is called where there is room for a name alone: on a cover, in a running line."""

import re

_HOST = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?//([^/?#]*)")


def host_of(address: str) -> str:
    """The host of an address; an address within it (an archive's, of what it kept) is its path."""
    found = _HOST.match(address)
    return found[1] if found else address.split("/", maxsplit=1)[0]


def printed_place(name: str) -> str:
    """The name of a publication or site; of a whole address, its host.

    Who gave an address for a name is named by it: the credit block has the address.
    """
    return host_of(name) if _HOST.match(name) and " " not in name else name
