"""Markdown of other software → Pieces.

Its front matter into facts by a table, its blocks into pieces to be recognised.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from publisher.model.article import Evidence, EvidenceKind, LeftOut, LeftOutBecause
from publisher.model.body import Aside, Figure, Heading, Picture, Text, plain_inline, plain_text
from publisher.readers.capture import assemble
from publisher.readers.capture.recognise import recognise
from publisher.readers.capture.zones import FURNITURE, PICTURES
from publisher.readers.markdown.foreign.blocks import Maker
from publisher.readers.markdown.foreign.facts import Facts, Lead
from publisher.readers.markdown.foreign.front_matter import Head, head_of, keys
from publisher.readers.markdown.foreign.siblings import levels_of
from publisher.readers.markdown.nodes import Node, TooDeepError
from publisher.readers.source import Hints, Piece, Reading, SourceText, printable
from publisher.schema.locate import LARGEST
from publisher.text import squeeze

_COMMENT = re.compile(r"""\[(?:#|//)\]:\s*([a-z]+):\s*["']?(.*?)["']?\s*""")
_TERMS_AT_MOST = 700  # characters of a value that may be a notice, or a standfirst
_REPEATED = 60  # signs by which a description is known to repeat the text
_MARKED = re.compile(r"\*|`|\]\(|&#?\w+;|</?\w")
# signs without which a value is nothing but words, however Markdown is spoken
_ANY_MARK = re.compile(r"[*_`\[\]<>&{}$=~^|\\+@%]|^\s*[-#>\d:!/]|\n")
_ELLIPSIS = re.compile(r"(?<!\s)\s*(?:…|\.\.\.|\[…\]|\[\.\.\.\]|\(…\))\s*$")


def read_foreign(source: SourceText, nodes: Callable[..., tuple[Node, ...]]) -> Reading:
    """The reading of a foreign Markdown file.

    What of its head is no fact of an article is left out, to the letter.
    """
    text, told = printable(source.text)
    remarks = list(told)
    head = head_of(text)
    body, line = (head.body, head.line) if head else (text, 1)
    tree: tuple[Node, ...] = ()
    try:
        if len(body) > LARGEST:
            raise TooDeepError(line)
        tree = nodes(body, first_line=line)
    except TooDeepError:
        remarks.append(
            "it is too long, or its blocks are nested too deeply, to be read as Markdown; it is"
            " read line by line"
        )
    title = Facts(head.data).first("title") if head else ""
    maker = Maker(read=nodes, top=_top(tree, title))
    pieces = (
        maker.pieces(tree)
        if tree
        else [
            Piece(text=words, line=number)
            for number, words in enumerate(body.split("\n"), line)
            if words.strip()
        ]
    )
    facts = Facts({**_comments(pieces), **(head.data if head else {})})
    hints = facts.hints()
    if hints.titles:
        shown = _plain(hints.titles[0], maker)
        hints = replace(hints, titles=(shown,), subtitle=_plain(hints.subtitle, maker))
    pieces = pieces if hints.titles else _titled(pieces)
    if name := _named(source.name, pieces, hints):
        told_by = Evidence(field="title", kind=EvidenceKind.INFERRED, found="file name")
        hints = replace(hints, titles=(name,), evidence=(*hints.evidence, told_by))
    if head:
        pieces, hints = _headed(pieces, hints, head, facts, maker)
    whole = head.whole.strip() if head else ""
    left = LeftOut(text=whole, because=LeftOutBecause.METADATA, found="front matter")
    hints = replace(
        hints,
        assets=tuple(maker.found.assets.values()),
        left_out=(left,) if whole else (),
        remarks=(*remarks, *hints.remarks, *maker.found.remarks()),
    )
    return assemble([*pieces, *(_terms(head) if head else ())], hints)


def _top(tree: Sequence[Node], title: str) -> int:
    """The level of the text's own highest headings; the title, where it stands there, is above."""
    headings = [node for node in tree if node.type == "heading"]
    if not headings:
        return 2
    first = headings[0]
    is_title = squeeze(first.content) == squeeze(title) if title else True
    levels = levels_of(headings[1:] if is_title else headings)
    return min(levels, default=2)


def _headed(
    pieces: list[Piece], hints: Hints, head: Head, facts: Facts, maker: Maker
) -> tuple[list[Piece], Hints]:
    """The pieces with the words and the picture that the head puts above them."""
    above: list[Piece] = []
    abstract = str(head.data.get("abstract") or "").strip()
    words = _standfirst(facts, pieces, maker, abstract)
    if words:
        above.append(Piece(text=words, line=_line_of(head, words)))
        hints = replace(hints, standfirst=words)
    above += _abstract(head, words, maker)
    if lead := facts.lead():
        above += _lead(lead, head, maker)
    at = 0 if hints.titles else 1
    return [*pieces[:at], *above, *pieces[at:]], hints


def _plain(words: str, maker: Maker) -> str:
    """Words of the head without the marks of Markdown among them."""
    if not _MARKED.search(words):
        return words
    nodes = maker.read(words)
    shown = " ".join(plain_inline(maker.lines.of(nodes[0].children)).split()) if nodes else ""
    maker.found.beside.clear()
    return shown if len(nodes) == 1 and nodes[0].type == "paragraph" and shown else words


def _standfirst(facts: Facts, pieces: Sequence[Piece], maker: Maker, abstract: str) -> str:
    """What the head says the text is about, where the text does not begin with the same words."""
    written = facts.first("standfirst")
    if "\n\n" in abstract and written == " ".join(abstract.split()):
        return ""  # in parts: a box of its own
    if not written or len(written) > _TERMS_AT_MOST or _is_notice(written):
        return ""
    words = _in_words(written, maker)
    said = squeeze(_ELLIPSIS.sub("", words))[:_REPEATED]
    text = squeeze(" ".join(piece.text for piece in pieces[:12] if piece.region != "metadata"))
    told = {squeeze(known) for known in (facts.first("title"), facts.first("subtitle"))}
    return "" if not said or said in text or squeeze(words) in told else words


def _in_words(written: str, maker: Maker) -> str:
    """A value of the head as one paragraph says it; to the letter where it is more than one."""
    if not _ANY_MARK.search(written):
        return " ".join(written.split())
    blocks = [block for node in maker.read(written) for block in maker.blocks(node)]
    maker.found.beside.clear()
    shown = (plain_inline(getattr(block, "children", ())) for block in blocks)
    return " ".join(" ".join(shown).split()) if len(blocks) == 1 else written


def _abstract(head: Head, standfirst: str, maker: Maker) -> Iterator[Piece]:
    """What a paper says of itself in more than a standfirst, as the box that its tools print."""
    written = str(head.data.get("abstract") or "")
    if not written.strip() or squeeze(written) == squeeze(standfirst):
        return
    line = _line_of(head, written)
    blocks = tuple(block for node in maker.read(written) for block in maker.blocks(node))
    maker.found.beside.clear()
    box = Aside(title=(Text(text="Abstract"),), children=blocks)
    yield Piece(text=" ".join(plain_text((box,)).split()), line=line, block=box)


def _lead(lead: Lead, head: Head, maker: Maker) -> Iterator[Piece]:
    """The picture above the text, unless the text shows it, or it lies in a site nobody has."""
    name = re.split(r"[?#]", lead.address)[0].rsplit("/", 1)[-1]
    line = _line_of(head, lead.address)
    if any(address.split("?")[0].endswith(name) for address in maker.found.assets):
        return
    if lead.address.startswith("/"):
        maker.found.absent.append((lead.address, line))
        return
    picture = maker.found.picture(lead.address, lead.alt, line)
    maker.found.beside.clear()
    if isinstance(picture, Picture):
        caption = tuple(
            inline for node in maker.read(lead.caption) for inline in maker.lines.of(node.children)
        )
        block = Figure(asset=picture.asset, caption=caption)
        yield Piece(text=lead.caption or lead.alt, line=line, block=block)


def _line_of(head: Head, words: str) -> int:
    """The line of the file where the head says these words, else its first."""
    start = words.strip()[:40]
    rows = head.whole.split("\n")
    return next((number for number, row in enumerate(rows, 2) if start and start in row), 1)


def _is_notice(words: str) -> bool:
    return any(
        set(match.wording.kinds) & FURNITURE["footer"][1] - PICTURES
        for match in recognise(words.strip())
    )


def _terms(head: Head) -> Iterator[Piece]:
    """Values of the head that are notices: "copyright: © A. Writer".

    They stand behind the text, as the foot of a page does.
    """
    for key in keys()["terms"]:
        words = head.data.get(key)
        if (
            isinstance(words, str)
            and 0 < len(words.strip()) <= _TERMS_AT_MOST
            and _is_notice(words)
        ):
            line = _line_of(head, words)
            yield Piece(text=" ".join(words.split()), line=line, region="footer")


def _comments(pieces: Sequence[Piece]) -> dict[str, Any]:
    """Facts in definitions that are comments: `[#]: author: "A name https://example.org/"`."""
    found = (_COMMENT.fullmatch(piece.text) for piece in pieces if piece.region == "metadata")
    return {
        match[1]: re.sub(r"(?<=\S)\s+https?://\S+$", "", match[2].strip())
        for match in found
        if match
    }


def _named(file: str, pieces: Sequence[Piece], hints: Hints) -> str:
    """The title that the name of a note says: words, where nothing in the text is a heading."""
    name = PurePath(file).stem
    headed = any(isinstance(piece.block, Heading) for piece in pieces[:8])
    return name if " " in name.strip() and not hints.titles and not headed else ""


def _titled(pieces: list[Piece]) -> list[Piece]:
    """The pieces with the first heading of the highest level at the head.

    It is the title, as far as a file tells.
    """
    headings = [
        place
        for place, piece in enumerate(pieces[:8])
        if isinstance(piece.block, Heading) and piece.block.level == 1
    ]
    if headings and headings[0]:
        pieces.insert(0, pieces.pop(headings[0]))
    return pieces
