"""Markdown of other software → Pieces.

Its front matter into facts by a table, its blocks into pieces to be recognised.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from publisher.model.article import (
    Asset,
    Contributor,
    Evidence,
    EvidenceKind,
    LeftOut,
    LeftOutBecause,
    Relation,
    Role,
    Source,
)
from publisher.model.body import Heading
from publisher.model.rights import Licence
from publisher.readers.capture import assemble
from publisher.readers.capture.language import tag_of
from publisher.readers.capture.names import name_in
from publisher.readers.capture.permissions import licence_named
from publisher.readers.capture.recognise import fold, recognise
from publisher.readers.capture.zones import FURNITURE, PICTURES
from publisher.readers.dates import stated_day
from publisher.readers.markdown.foreign.blocks import Maker
from publisher.readers.markdown.foreign.front_matter import Head, head_of, keys
from publisher.readers.markdown.nodes import Node, TooDeepError
from publisher.readers.people import names_in
from publisher.readers.source import Hints, Piece, Reading, SourceText, printable
from publisher.rights.licences import by_address
from publisher.schema.locate import LARGEST

_COMMENT = re.compile(r"""\[(?:#|//)\]:\s*([a-z]+):\s*["']?(.*?)["']?\s*""")
_WHOLE = re.compile(r"https?://\S+$")
_LINK = ("url", "link", "href", "address")
_TERMS_AT_MOST = 700  # characters of a value that may be a notice


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
    maker = Maker()
    pieces = (
        maker.pieces(tree)
        if tree
        else [
            Piece(text=words, line=number)
            for number, words in enumerate(body.split("\n"), line)
            if words.strip()
        ]
    )
    data = head.data if head else {}
    hints = _hints(
        {**_comments(pieces), **data},
        head.whole if head else "",
        tuple(maker.assets.values()),
        tuple(remarks),
    )
    pieces = pieces if hints.titles else _titled(pieces)
    return assemble([*pieces, *(_terms(head) if head else ())], hints)


def _terms(head: Head) -> Iterator[Piece]:
    """Values of the head that are notices: "copyright: © A. Writer".

    They stand behind the text, as the foot of a page does.
    """
    rows = head.whole.split("\n")
    for key in keys()["terms"]:
        words = head.data.get(key)
        if (
            isinstance(words, str)
            and 0 < len(words.strip()) <= _TERMS_AT_MOST
            and any(
                set(match.wording.kinds) & FURNITURE["footer"][1] - PICTURES
                for match in recognise(words.strip())
            )
        ):
            line = next(
                (number for number, row in enumerate(rows, 2) if words.strip()[:40] in row), 1
            )
            yield Piece(text=" ".join(words.split()), line=line, region="footer")


def _comments(pieces: Sequence[Piece]) -> dict[str, Any]:
    """Facts in definitions that are comments: `[#]: author: "A name https://example.org/"`."""
    found = (_COMMENT.fullmatch(piece.text) for piece in pieces if piece.region == "metadata")
    return {
        match[1]: re.sub(r"(?<=\S)\s+https?://\S+$", "", match[2].strip())
        for match in found
        if match
    }


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


def _hints(
    data: dict[str, Any], whole: str, assets: tuple[Asset, ...], remarks: tuple[str, ...]
) -> Hints:
    """Facts of a foreign front matter.

    Whatever is not one of them is left out as the site's own metadata.
    """

    def first(field: str) -> str:
        return next((words for key in keys()[field] for words in texts(data.get(key))), "")

    def several(field: str) -> tuple[str, ...]:
        return next((found for key in keys()[field] if (found := texts(data.get(key)))), ())

    people = [
        Contributor(name=name, role=role)
        for field, role in (
            ("author", Role.AUTHOR),
            ("translator", Role.TRANSLATOR),
            ("editor", Role.EDITOR),
        )
        for written in several(field)
        for name in names_in(written)
    ]
    # source: {title: .., url: ..}
    nested: dict[str, Any] = next(
        (data[key] for key in keys()["original"] if isinstance(data.get(key), dict)), {}
    )
    written = [words for key in keys()["original"] for words in texts(data.get(key))]
    original = next(
        (
            given
            for given in (*written, *(words for key in _LINK for words in texts(nested.get(key))))
            if _WHOLE.match(given)
        ),
        "",
    )
    relation = Relation.TRANSLATED_FROM if several("translator") else Relation.ORIGINALLY_PUBLISHED
    title, name = (next(iter(texts(nested.get(key))), "") for key in ("title", "name"))
    name = name or next(
        (
            words
            for words in several("publication")
            if not _WHOLE.match(words) and not stated_day(words) and name_in(words)
        ),
        "",
    )
    sources = (
        (Source(relation=relation, url=original, title=title, name=name),)
        if original or title or name
        else ()
    )
    licence = _licence(first("licence"))
    stated = [
        *(["title"] if first("title") else []),
        *(["rights.licence"] if licence else []),
        *(["sources[0].url"] if original else []),
        *(["sources[0].name"] if name else []),
        *(["published"] if stated_day(first("published")) else []),
    ]
    evidence = [
        Evidence(field=field, kind=EvidenceKind.STATED, found="front matter") for field in stated
    ]
    evidence += [
        Evidence(
            field=f"contributors[{number}].name", kind=EvidenceKind.STATED, found="front matter"
        )
        for number in range(len(people))
    ]
    left_out = (
        (LeftOut(text=whole.strip(), because=LeftOutBecause.METADATA, found="front matter"),)
        if whole.strip()
        else ()
    )
    return Hints(
        titles=(first("title"),) if first("title") else (),
        subtitle=first("subtitle"),
        contributors=tuple(people),
        language=tag_of(first("language")),
        published=stated_day(first("published")),
        updated=stated_day(first("updated")),
        keywords=several("keywords"),
        sources=sources,
        assets=assets,
        licence=licence,
        left_out=left_out,
        evidence=tuple(evidence),
        remarks=remarks,
    )


def texts(given: Any) -> tuple[str, ...]:  # noqa: ANN401 - whatever a head may hold
    """The texts of a value: itself, those of a list, and the `name` of a mapping."""
    if isinstance(given, dict):
        return texts(next((given[key] for key in ("name", "title") if given.get(key)), None))
    if isinstance(given, list):
        return tuple(words for item in given for words in texts(item))
    words = " ".join(str(given).split()) if given is not None else ""
    return (words,) if words else ()


def _licence(words: str) -> Licence | None:
    """The Creative Commons licence that a value states, by its address or in words.

    No other is a licence of a text.
    """
    if found := by_address(words) if _WHOLE.match(words) else None:
        return Licence(id=found.id, url=words)
    if not re.search(r"creative[- ]commons|\bcc\b|\bcc[- ]?(?:by|0)", fold(words)):
        return None
    return licence_named(words)
