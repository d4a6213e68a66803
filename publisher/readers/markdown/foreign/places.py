"""Places of a foreign Markdown text that its own links lead to: its headings.

In: Nodes.  Out: what a link may call a heading → the name of its place; only of headings that
some link leads to.  Tools make the id of a heading of its words (GitHub's rule, which most have
taken over), or take the one that its list of attributes says.
"""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from publisher.readers.markdown.marks.attributes import fields
from publisher.readers.markdown.nodes import Node

_NAME = re.compile(r"[\w.-]+")


def places_in(nodes: Sequence[Node]) -> dict[str, str]:
    """Each fragment that links lead to → the name of the heading's place."""
    wanted = set(_wanted(nodes))
    places: dict[str, str] = {}
    for heading, behind in zip(nodes, [*nodes[1:], None], strict=True):
        if heading.type != "heading":
            continue
        names = [heading_id(_words(heading))]
        if behind is not None and behind.type == "attributes":
            given = fields(behind.content)
            names = [key[1:] for key in given if key.startswith("#")] + names
        names = [name for name in names if _NAME.fullmatch(name)]
        if wanted & set(names):
            for name in names:
                places.setdefault(name, names[0])
    return places


def place_of(heading: Node, places: dict[str, str], taken: set[str]) -> str:
    """The name of the place that a heading is; "" where no link leads to it."""
    name = places.get(heading_id(_words(heading)), "")
    if not name or name in taken:
        return ""
    taken.add(name)
    return name


def fragment_of(address: str) -> str:
    """The heading that an address calls within its own text; "" for every other address."""
    return unquote(address[1:]) if address.startswith("#") else ""


def heading_id(words: str) -> str:
    """The id of a heading with these words, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", words.strip().lower()).replace(" ", "-")


def _words(node: Node) -> str:
    kinds = {"text", "code_inline"}
    return "".join(inner.content for inner in node.walk() if inner.type in kinds)


def _wanted(nodes: Sequence[Node]) -> Iterator[str]:
    for node in nodes:
        for inner in node.walk():
            if inner.type == "link":
                yield fragment_of(inner.attributes.get("href", ""))
            elif inner.type == "wiki_link":
                yield heading_id(fragment_of(inner.attributes["target"]))
