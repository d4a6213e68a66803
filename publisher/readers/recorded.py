"""An article in a book of ours: as it was, with the facts of the book's record.

Nothing is recognised anew: what the record says of people, sources and rights holds, and the text
is the chapter's, block by block.
"""

from dataclasses import replace

from publisher.captures import Capture
from publisher.errors import EvidenceError
from publisher.model.article import Article, Asset
from publisher.model.body import Block, Paragraph, Rule, plain_text
from publisher.readers.depth import flattened
from publisher.readers.html import pieces
from publisher.readers.links import connected
from publisher.readers.notes import settled
from publisher.readers.source import Reading, SourceText, Step
from publisher.rights.record_reader import recall
from publisher.schema.normal import normal_blocks, plainly_marked

_MARK = 8  # signs of a rule's mark


def read_recorded(source: SourceText) -> Reading | None:
    """The article of a chapter as its book's record has it.

    None where the record was altered, or does not speak of this chapter: then it is a page of
    somebody's.
    """
    capture = source.capture
    try:
        articles = recall(capture.record, source.name).articles
    except EvidenceError:
        return None
    if not 0 < capture.recorded <= len(articles):
        return None
    known = articles[capture.recorded - 1]
    page = pieces(source)
    blocks = tuple(_rule(piece.block) for piece in page.pieces if piece.block is not None)
    body = plainly_marked(connected(settled(normal_blocks(flattened(blocks)))))
    steps = tuple(
        Step(line=piece.line, text=piece.text, role=f"body: {piece.block.kind}", rule="as recorded")
        for piece in page.pieces
        if piece.block is not None
    )
    assets = _assets(known, page.hints.assets, capture)
    return Reading(article=replace(known, body=body, assets=assets), steps=steps)


def _rule(block: Block) -> Block:
    """A paragraph of signs alone is the mark of a rule, as books of ours print it."""
    words = plain_text((block,)).strip() if isinstance(block, Paragraph) else ""
    is_mark = 0 < len(words) <= _MARK and not any(letter.isalnum() for letter in words)
    return Rule(mark=words) if is_mark else block


def _assets(known: Article, shown: tuple[Asset, ...], capture: Capture) -> tuple[Asset, ...]:
    """The pictures of the text with what the record says of them; each is told by its bytes."""
    recorded = {
        data: asset
        for asset in known.assets
        for data in [_bytes_of(capture, f"a{capture.recorded}-{asset.id}.")]
        if data
    }
    found: list[Asset] = []
    for asset in shown:
        fact = recorded.get(asset.data, asset)
        file, kind = asset.file, asset.media_type
        found.append(replace(fact, id=asset.id, file=file, data=asset.data, media_type=kind))
    return tuple(found)


def _bytes_of(capture: Capture, name: str) -> bytes:
    named = (
        one.data for one in capture.attachments if one.address.rpartition("/")[2].startswith(name)
    )
    return next(named, b"")
