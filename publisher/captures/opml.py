"""OPML 2.0: a list of feeds, each by its address; nothing of their articles stands in it."""

from collections.abc import Iterator
from dataclasses import replace

from publisher.captures.holding import Holding
from publisher.captures.items import Item, holding_of
from publisher.captures.safe_xml import Element, local_name, parse_xml, text_of
from publisher.errors import SourceError
from publisher.model.article import is_address

_FEEDS = 5_000


def open_opml(name: str, data: bytes) -> Holding:
    """The feeds of a list, in its order.  Refuses with SourceError a list without any."""
    root = parse_xml(name, data, recover=True)
    seen: dict[str, Item] = {}
    for outline in root.iter("outline", "{*}outline"):
        address = outline.get("xmlUrl", outline.get("xmlurl", "")).strip()
        if is_address(address) and len(seen) < _FEEDS:
            title = outline.get("title") or outline.get("text") or ""
            seen.setdefault(address, Item(title=title.strip(), address=address))
    if not seen:
        raise SourceError(name, 0, 0, "there is no feed in this list (an outline with xmlUrl)")
    title = next((text_of(one) for one in _titles(root)), "")
    return replace(holding_of(name, "list of feeds", seen.values(), title=title), is_index=True)


def _titles(root: Element) -> Iterator[Element]:
    heads = (one for one in root if local_name(one) == "head")
    return (one for head in heads for one in head if local_name(one) == "title")
