"""Links within an article: each leads to a place that is there, each place is led to.

In: the blocks of an article.  Out: the same words; a link whose place is not among them is words.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any

from publisher.model.body import Anchor, Block, Inline, Link, inlines
from publisher.schema.normal import normal_blocks


def connected(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks; where all is well, the same blocks again."""
    found = list(inlines(blocks))
    places = {inline.name for inline in found if isinstance(inline, Anchor)}
    wanted = {
        inline.address[1:]
        for inline in found
        if isinstance(inline, Link) and inline.address.startswith("#")
    }
    if places == wanted:
        return blocks
    kept = places & wanted
    return normal_blocks(tuple(_rewritten(block, kept) for block in blocks))


def _rewritten(value: Any, kept: AbstractSet[str]) -> Any:  # noqa: ANN401 - any part of a body
    """A block, item, row or cell with its inlines rewritten, whatever its fields are called."""
    changed: dict[str, object] = {}
    for name in value.__dataclass_fields__:
        given = getattr(value, name)
        if isinstance(given, tuple) and given:
            made = tuple(_several(given, kept))
            if made != given:
                changed[name] = made
    return replace(value, **changed) if changed else value


def _several(given: Sequence[Any], kept: AbstractSet[str]) -> Iterator[Any]:
    for one in given:
        yield from (
            _inline(one, kept) if isinstance(one, Anchor | Link) else (_rewritten(one, kept),)
        )


def _inline(one: Anchor | Link, kept: AbstractSet[str]) -> Sequence[Inline]:
    if isinstance(one, Anchor):
        return (one,) if one.name in kept else ()
    children = tuple(_several(one.children, kept))
    if one.address.startswith("#") and one.address[1:] not in kept:
        return children
    return (replace(one, children=children),)
