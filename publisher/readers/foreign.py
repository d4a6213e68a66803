"""Markdown of other software → Pieces: its front matter into facts by a table, its blocks into pieces to be recognised."""

import datetime
import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from publisher.model.article import Asset, Contributor, Evidence, EvidenceKind, LeftOut, LeftOutBecause, Relation, Role, Source
from publisher.model.body import (
    Block,
    Cell,
    Code,
    CodeText,
    Emphasis,
    Figure,
    Heading,
    Inline,
    Item,
    LineBreak,
    Link,
    List,
    Note,
    NoteMark,
    Paragraph,
    Picture,
    Quote,
    Row,
    Rule,
    Strong,
    Struck,
    Table,
    Text,
    plain_text,
)
from publisher.readers.capture import assemble
from publisher.readers.nodes import Node, TooDeepError
from publisher.readers.source import Hints, Piece, Reading, SourceText
from publisher.schema.locate import front_matter, load_yaml
from publisher.schema.normal import normal_blocks
from publisher.text import without_illegal

_OURS = {"publisher", "contributors", "rights", "sources", "published", "left_out", "evidence", "assets", "standfirst", "kicker"}
_TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
_ADDRESS = re.compile(r"""(?:src|href)\s*=\s*["']?(https?://[^"'\s>]+)""", re.IGNORECASE)
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def _table() -> dict[str, list[str]]:
    """Field → keys of other software, best first (wordings/keys.toml)."""
    return tomllib.loads((Path(__file__).parent / "wordings" / "keys.toml").read_text("utf-8"))["keys"]  # type: ignore[no-any-return]


def is_foreign(source: SourceText) -> bool:
    """Whether a Markdown file is a capture: it has no front matter, or that of other software and no key of ours."""
    front = front_matter(source.text)
    if front is None:
        return not source.text.startswith("---\n")
    data = load_yaml(front.text, first_line=2).data
    if not isinstance(data, dict):
        return False
    foreign = {key for keys in _table().values() for key in keys} - {"title", "subtitle", "keywords", "language"}
    return not _OURS & data.keys() and bool(foreign & data.keys())


def read_foreign(source: SourceText, nodes: Callable[..., tuple[Node, ...]]) -> Reading:
    """The reading of a foreign Markdown file.  Front matter that cannot be read is left out whole, with a remark."""
    text, removed = without_illegal(source.text)
    remarks = [f"{removed} control character{'s' if removed > 1 else ''} that no edition can hold left out"] if removed else []
    front = front_matter(text)
    located = load_yaml(front.text, first_line=2) if front else None
    body, line = (front.body, front.body_line) if front else (text, 1)
    try:
        tree = nodes(body, first_line=line)
    except TooDeepError:
        remarks.append("its blocks are nested too deeply to be read as Markdown; it is read line by line")
        tree = ()
    maker = _Pieces()
    pieces = list(maker.of(tree)) if tree else [Piece(text=words, line=number) for number, words in enumerate(body.split("\n"), line) if words.strip()]
    hints = _hints(located.data if located and isinstance(located.data, dict) else {}, front.text if front else "", tuple(maker.assets), tuple(remarks))
    if not hints.titles:
        pieces = _titled(pieces)
    return assemble(pieces, hints)


def _titled(pieces: list[Piece]) -> list[Piece]:
    """The pieces with the first heading of the highest level at the head: it is the title, as far as a file tells."""
    headings = [place for place, piece in enumerate(pieces[:8]) if isinstance(piece.block, Heading) and piece.block.level == 1]
    if headings and headings[0]:
        pieces.insert(0, pieces.pop(headings[0]))
    return pieces


class _Pieces:
    """Blocks of a foreign text as pieces, and the pictures they name."""

    def __init__(self) -> None:
        self.assets: list[Asset] = []

    def of(self, nodes: Sequence[Node]) -> Iterator[Piece]:
        for node in nodes:
            if node.type == "html_block":
                yield from self._html(node)
                continue
            for block in normal_blocks(tuple(self.block(node))):
                words = self._asset(block.asset).alt if isinstance(block, Figure) else plain_text((block,))
                addresses = tuple(dict.fromkeys(inner.attributes.get("href") or inner.attributes.get("src", "") for inner in node.walk()
                                                if inner.attributes.get("href") or inner.attributes.get("src")))
                yield Piece(text=" ".join(words.split()) if not isinstance(block, Code) else words, line=node.line, block=block, addresses=addresses)

    def _html(self, node: Node) -> Iterator[Piece]:
        words = " ".join(_TAG.sub(" ", node.content).split())
        addresses = tuple(_ADDRESS.findall(node.content))
        if words or addresses:
            yield Piece(text=words, line=node.line, block=Paragraph(children=(Text(text=words),)) if words else None, addresses=addresses)

    def _asset(self, ident: str) -> Asset:
        return next(asset for asset in self.assets if asset.id == ident)

    def block(self, node: Node) -> Iterator[Block]:
        match node.type:
            case "paragraph" if [child.type for child in node.children] == ["image"]:
                yield Figure(asset=self._picture(node.children[0]))
            case "paragraph":
                yield Paragraph(children=tuple(self.inlines(node.children)))
            case "heading":
                level = int(node.attributes.get("level", "") or (node.markup.count("#") or (1 if node.markup == "=" else 2)))
                yield Heading(level=max(1, min(level - 1 or 1, 5)), children=tuple(self.inlines(node.children)))
            case "blockquote":
                yield Quote(children=tuple(block for child in node.children for block in self.block(child)))
            case "bullet_list" | "ordered_list":
                yield List(ordered=node.type == "ordered_list", start=int(node.attributes.get("start", "1")), items=tuple(
                    Item(children=tuple(block for child in item.children for block in self.block(child))) for item in node.children))
            case "fence" | "code_block":
                yield Code(text=node.content.rstrip("\n"), language=node.info.split()[0] if node.info.split() else "")
            case "hr":
                yield Rule(mark=node.content or node.markup)
            case "table":
                yield self._table(node)
            case "footnote_reference":
                yield Note(name=node.info, children=tuple(block for child in node.children for block in self.block(child)))
            case "html_block":
                words = " ".join(_TAG.sub(" ", node.content).split())
                if words:
                    yield Paragraph(children=(Text(text=words),))
            case _ if node.children:
                for child in node.children:
                    yield from self.block(child)
            case _:
                if node.content:
                    yield Paragraph(children=(Text(text=node.content),))

    def _table(self, node: Node) -> Table:
        rows = {part.type: [Row(cells=tuple(Cell(children=tuple(self.inlines(cell.children)), header=cell.type == "th") for cell in row.children))
                            for row in part.children] for part in node.children}
        return Table(head=tuple(rows.get("thead", ())), rows=tuple(rows.get("tbody", ())))

    def inlines(self, nodes: Sequence[Node]) -> Iterator[Inline]:
        for node in nodes:
            match node.type:
                case "text":
                    yield Text(text=node.content)
                case "softbreak":
                    yield Text(text=" ")
                case "hardbreak":
                    yield LineBreak()
                case "code_inline":
                    yield CodeText(text=node.content)
                case "em":
                    yield Emphasis(children=tuple(self.inlines(node.children)))
                case "strong":
                    yield Strong(children=tuple(self.inlines(node.children)))
                case "s":
                    yield Struck(children=tuple(self.inlines(node.children)))
                case "link":
                    yield from self._link(node)
                case "image":
                    yield Picture(asset=self._picture(node))
                case "footnote_ref":
                    yield NoteMark(note=node.info)
                case "html_inline":
                    if words := _TAG.sub("", node.content):
                        yield Text(text=words)
                case _:
                    yield from self.inlines(node.children) if node.children else [Text(text=node.content)] if node.content else []

    def _picture(self, node: Node) -> str:
        """The id of the asset that a picture becomes; its bytes are not in the capture unless they lie beside it."""
        source = node.attributes.get("src", "")
        ident = f"picture-{len(self.assets) + 1}"
        whole = re.match(r"https?://\S+$", source, re.IGNORECASE)
        self.assets.append(Asset(id=ident, file="", alt=node.content or plain_words(node), url=source if whole else ""))
        return ident

    def _link(self, node: Node) -> Iterator[Inline]:
        address = node.attributes.get("href", "")
        children = tuple(self.inlines(node.children))
        if re.match(r"(?:https?://|mailto:)\S+$", address, re.IGNORECASE):
            yield Link(address=address, children=children)
        else:
            yield from children


def plain_words(node: Node) -> str:
    """All words of a node."""
    return "".join(inner.content for inner in node.walk() if inner is not node)


def _hints(data: dict[str, Any], whole: str, assets: tuple[Asset, ...], remarks: tuple[str, ...]) -> Hints:
    """Facts of a foreign front matter; whatever is not one of them is left out as the site's own metadata."""
    keys = _table()

    def first(field: str) -> str:
        return next((str(data[key]).strip() for key in keys[field] if isinstance(data.get(key), str) and str(data[key]).strip()), "")

    def several(field: str) -> tuple[str, ...]:
        found = next((data[key] for key in keys[field] if data.get(key)), ())
        return (found,) if isinstance(found, str) else tuple(str(item) for item in found) if isinstance(found, list) else ()

    people = [Contributor(name=name, role=role) for field, role in (("author", Role.AUTHOR), ("translator", Role.TRANSLATOR), ("editor", Role.EDITOR))
              for name in several(field) if name.strip()]
    original = first("original")
    sources = (Source(relation=Relation.TRANSLATED_FROM if several("translator") else Relation.ORIGINALLY_PUBLISHED, url=original),) \
        if original.startswith(("http://", "https://")) else ()
    evidence = [Evidence(field=field, kind=EvidenceKind.STATED, found="front matter") for field in ("title",) if first("title")]
    evidence += [Evidence(field=f"contributors[{number}].name", kind=EvidenceKind.STATED, found="front matter") for number in range(len(people))]
    left_out = (LeftOut(text=whole.strip(), because=LeftOutBecause.METADATA, found="front matter"),) if whole.strip() else ()
    return Hints(titles=(first("title"),) if first("title") else (), subtitle=first("subtitle"), contributors=tuple(people), language=first("language"),
                 published=_day(first("published")), updated=_day(first("updated")), keywords=several("keywords"), sources=sources, assets=assets,
                 left_out=left_out, evidence=tuple(evidence), remarks=remarks)


def _day(text: str) -> datetime.date | None:
    match = _DATE.search(text)
    try:
        return datetime.date(*map(int, match.groups())) if match else None
    except ValueError:
        return None
