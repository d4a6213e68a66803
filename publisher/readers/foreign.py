"""Markdown of other software → Pieces: its front matter into facts by a table, its blocks into pieces to be recognised."""

import datetime
import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from publisher.model.article import Asset, Contributor, Evidence, EvidenceKind, LeftOut, LeftOutBecause, Relation, Role, Source
from publisher.model.body import Heading
from publisher.readers.capture import assemble
from publisher.readers.markdown_pieces import Maker, settled
from publisher.readers.nodes import Node, TooDeepError
from publisher.readers.source import Hints, Piece, Reading, SourceText
from publisher.schema.locate import LARGEST, front_matter, load_yaml
from publisher.text import without_illegal

_OURS = {"publisher", "contributors", "rights", "sources", "published", "left_out", "evidence", "assets", "standfirst", "kicker"}
_COMMENT = re.compile(r"""\[(?:#|//)\]:\s*([a-z]+):\s*["']?(.*?)["']?\s*""")
_WHOLE = re.compile(r"https?://\S+$")
_LINK = ("url", "link", "href", "address")
_NOBODY = re.compile(r"admin(?:istrator)?|root|webmaster|editor|staff|unknown|author|guest", re.IGNORECASE)  # an account, and nobody's name
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def _table() -> dict[str, list[str]]:
    """Field → keys of other software, best first (wordings/keys.toml)."""
    return tomllib.loads((Path(__file__).parent / "wordings" / "keys.toml").read_text("utf-8"))["keys"]  # type: ignore[no-any-return]


def is_foreign(source: SourceText) -> bool:
    """Whether a Markdown file is a capture: it has no front matter, or that of other software and no key of ours."""
    front = front_matter(source.text)
    if front is None:
        return not re.match(r"---\n[a-z_]+:", source.text)  # a head without an end is ours to refuse
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
    tree: tuple[Node, ...] = ()
    try:
        if len(body) > LARGEST:
            raise TooDeepError(line)
        tree = nodes(body, first_line=line)
    except TooDeepError:
        remarks.append("it is too long, or its blocks are nested too deeply, to be read as Markdown; it is read line by line")
    maker = Maker()
    pieces = maker.pieces(tree) if tree else [Piece(text=words, line=number) for number, words in enumerate(body.split("\n"), line) if words.strip()]
    data = located.data if located and isinstance(located.data, dict) else {}
    hints = _hints({**_comments(pieces), **data}, front.text if front else "", tuple(maker.assets.values()), tuple(remarks))
    reading = assemble(pieces if hints.titles else _titled(pieces), hints)
    return replace(reading, article=replace(reading.article, body=settled(reading.article.body)))


def _comments(pieces: Sequence[Piece]) -> dict[str, Any]:
    """Facts in definitions that are comments: `[#]: author: "A name https://example.org/"`."""
    found = (_COMMENT.fullmatch(piece.text) for piece in pieces if piece.region == "metadata")
    return {match[1]: re.sub(r"(?<=\S)\s+https?://\S+$", "", match[2].strip()) for match in found if match}


def _titled(pieces: list[Piece]) -> list[Piece]:
    """The pieces with the first heading of the highest level at the head: it is the title, as far as a file tells."""
    headings = [place for place, piece in enumerate(pieces[:8]) if isinstance(piece.block, Heading) and piece.block.level == 1]
    if headings and headings[0]:
        pieces.insert(0, pieces.pop(headings[0]))
    return pieces


def _hints(data: dict[str, Any], whole: str, assets: tuple[Asset, ...], remarks: tuple[str, ...]) -> Hints:
    """Facts of a foreign front matter; whatever is not one of them is left out as the site's own metadata."""
    keys = _table()

    def first(field: str) -> str:
        return next((str(data[key]).strip() for key in keys[field] if isinstance(data.get(key), str) and str(data[key]).strip()), "")

    def several(field: str) -> tuple[str, ...]:
        found = next((data[key] for key in keys[field] if data.get(key)), ())
        return (found,) if isinstance(found, str) else tuple(str(item) for item in found) if isinstance(found, list) else ()

    people = [Contributor(name=name, role=role) for field, role in (("author", Role.AUTHOR), ("translator", Role.TRANSLATOR), ("editor", Role.EDITOR))
              for name in several(field) if name.strip() and not _NOBODY.fullmatch(name.strip())]
    nested: dict[str, Any] = next((data[key] for key in keys["original"] if isinstance(data.get(key), dict)), {})  # source: {title: .., url: ..}
    original = next((given for given in (first("original"), *(str(nested.get(key, "")) for key in _LINK)) if _WHOLE.match(given)), "")
    relation = Relation.TRANSLATED_FROM if several("translator") else Relation.ORIGINALLY_PUBLISHED
    title, name = (str(nested.get(key, "")).strip() for key in ("title", "name"))
    sources = (Source(relation=relation, url=original, title=title, name=name),) if original or title or name else ()
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
