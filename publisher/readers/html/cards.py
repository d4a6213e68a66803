"""Blocks that are cards of other stories: headlines that lead to other pages, a few words of each.

In: a block of the article, and the page's host.  Out: how it is drawn.  A site lists its other
stories so, in a list or in a box; an author's own list of links is drawn without pictures, and an
author says more of a page than a teaser does.
"""

from collections.abc import Sequence

from publisher.model.body import (
    Aside,
    Block,
    Figure,
    Heading,
    Inline,
    Link,
    List,
    Paragraph,
    Text,
    plain_inline,
    plain_text,
    walk,
)
from publisher.readers.html.site import host_of
from publisher.text import ideographs

# Chosen by hand; what they give is measured by tests/benchmarks/pages.py
HEADLINE = 25  # characters: linked words as long as that are a headline and not a name
_TEASER = 400  # characters of a card beside its headline
_CARDS = 2  # of a list


def drawn_as(block: Block | None, host: str) -> str:
    """How a block shows cards of the page's own site; "" where it shows none, or more than cards.

    "pictured"   with headings or pictures that lead to the other stories.
    "plain"      with their headlines as words.

    host   of the page; without one nothing is a card.
    """
    if not host or not isinstance(block, Aside | List):
        return ""
    titled = (Paragraph(children=block.title),) if isinstance(block, Aside) and block.title else ()
    inside = [*titled, *list(walk((block,)))[1:]]
    heads = [one for one in inside if isinstance(one, Heading | Paragraph) and _leads(one, host)]
    first = next((one for one in inside if plain_text((one,)).strip()), None)
    if isinstance(block, Aside) and first not in heads:
        return ""  # a box with a title of its own
    said = sum(len(plain_text((head,))) for head in heads if whole_link(head.children))
    enough = len(heads) >= (1 if isinstance(block, Aside) else _CARDS)
    if not enough or len(plain_text((block,))) - said > _TEASER * len(heads):
        return ""
    drawn = any(isinstance(one, Heading) for one in heads) or any(
        isinstance(one, Figure) and host_of(one.address) == host for one in inside
    )
    return "pictured" if drawn or isinstance(block, Aside) else "plain"


def _leads(block: Heading | Paragraph, host: str) -> bool:
    """Whether a block is one link to a page of the site, as long as a headline, or opens with it.

    What opens with one is a paragraph that is headline and teaser in one.
    """
    first = next(iter(block.children), None)
    opens = isinstance(block, Paragraph) and isinstance(first, Link)
    link = first if opens and isinstance(first, Link) else whole_link(block.children)
    words = "" if link is None else plain_inline(link.children)
    return (
        link is not None
        and len(words) + ideographs(words) >= HEADLINE
        and host_of(link.address) == host
    )


def whole_link(children: Sequence[Inline]) -> Link | None:
    """The link that is all that these inlines say; None where they say more, or less."""
    said = [one for one in children if not (isinstance(one, Text) and not one.text.strip(" .›»>→"))]
    if len(said) != 1:
        return None
    only = said[0]
    if isinstance(only, Link):
        return only
    inside = getattr(only, "children", ())
    return whole_link(inside) if inside else None
