"""Where a piece stands, and what may be believed there.

The head, the text, its tail, and what a page puts around it.

In: the pieces of a capture.  Out: a zone for each.  Weak wordings count only in some zones (a row's
`zones`): a bare address is a source behind the text and none within it; what readers comment is
never a notice of the article.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from publisher.model.body import Heading, Inline, LineBreak, Paragraph, Rule, plain_text
from publisher.model.rights import NoticeKind
from publisher.readers.capture.recognise import READ_AT_MOST, Match, recognise
from publisher.readers.capture.skeleton import sentences
from publisher.readers.source import Piece
from publisher.text import ideographs

K = NoticeKind
SITE = {
    K.NOTE_TO_READERS,
    K.SHARE_INVITATION,
    K.COMMENT_BOILERPLATE,
    K.MEMBERSHIP_BOILERPLATE,
    K.BOILERPLATE,
    K.AUTHOR_HEADING,
}
PICTURES = {K.IMAGE_CREDIT, K.IMAGE_LICENCE, K.IMAGE_PUBLIC_DOMAIN}
_TERMS = {
    K.COPYRIGHT_LINE,
    K.ALL_RIGHTS_RESERVED,
    K.REPRODUCTION_FORBIDDEN,
    K.CC_LICENCE,
    K.PUBLIC_DOMAIN,
    K.VERBATIM_COPYING,
    K.PERMISSION,
    K.PERMISSION_REQUIRED,
    K.REUSE_CONDITION,
    K.FAIR_USE,
    K.DISCLAIMER,
    K.VIEWS_DISCLAIMER,
    K.IMAGE_LICENCE,
}
_ORIGIN = {
    K.ORIGINALLY_PUBLISHED,
    K.REPUBLISHED_WITH_PERMISSION,
    K.REPUBLISHED_COURTESY,
    K.REPUBLISHED_CC,
    K.TRANSLATION_CREDIT,
    K.AGENCY_CREDIT,
    K.CORRECTION,
    K.EDITOR_NOTE,
    K.CONTRIBUTORS_NOTE,
}
# Region of a page that is not of the text → (its zone, the kinds that are believed there).
FURNITURE: dict[str, tuple[str, frozenset[NoticeKind]]] = {
    "comments": ("comments", frozenset()),
    "front-page": ("navigation", frozenset()),
    "navigation": ("navigation", frozenset(_TERMS - {K.CC_LICENCE, K.IMAGE_LICENCE})),
    "aside": ("aside", frozenset(_TERMS)),
    "footer": ("footer", frozenset(_TERMS | _ORIGIN | PICTURES)),
    "header": ("header", frozenset(_TERMS | _ORIGIN | PICTURES | {K.BYLINE})),
    "before": ("header", frozenset(_TERMS | _ORIGIN | PICTURES | {K.BYLINE})),
    "after": ("outside", frozenset(_TERMS | _ORIGIN | PICTURES)),
}
SEPARATOR = re.compile(r"[\s*•·—–\-_~=#⁂◆♦]{1,24}$")
_PROSE = 140  # characters: a shorter line may be a heading, a caption or a credit
_SHORT = 200  # characters: a line this short that says one thing of the catalogue says nothing else
_SIGNED = re.compile(
    r"\W*+(?:posted|written|published|verfasst|publicado|escrito|publié|écrit)"
    r" (?:by|von|por|par)\b",
    re.IGNORECASE,
)
MOSTLY = 0.4  # of the characters of a line
# the same beside the text, where a line that is no notice is left out of the edition
MOSTLY_BESIDE = 0.2
_TAIL_AT_MOST = 12  # pieces behind a separator that may be the tail though one of them is long


def zones(pieces: Sequence[Piece]) -> list[str]:
    """The zone of each piece: "head", "body", "tail", or that of its region.

    "" throughout where nothing is prose.
    """
    places = range(len(pieces))
    first = next((place for place in places if _is_prose(pieces[place])), len(pieces))
    prose = first < len(pieces)
    # from the end, so that the lines in the midst of the text are not asked
    last = next((place for place in reversed(places) if _is_prose(pieces[place])), -1)
    last = min(last, _separated(pieces))
    out = []
    for place, piece in enumerate(pieces):
        if piece.region in FURNITURE:
            out.append(FURNITURE[piece.region][0])
        elif piece.region == "author-box":
            out.append("author-box")
        else:
            out.append(
                "" if not prose else "head" if place < first else "tail" if place > last else "body"
            )
    return out


def _is_prose(piece: Piece) -> bool:
    words = len(piece.text) + 2 * ideographs(piece.text[:_PROSE])
    return (
        piece.region == ""
        and words >= _PROSE
        and not is_mostly(piece.text, notable(recognise(piece.text)))
    )


def _separated(pieces: Sequence[Piece]) -> int:
    """The place of the last separator, if a notice of rights stands close behind it."""
    for place in range(len(pieces) - 1, len(pieces) // 2, -1):
        if is_separator(pieces[place]):
            behind = pieces[place + 1 :]
            rights = any(
                set(match.wording.kinds) & (_TERMS | _ORIGIN)
                for piece in behind
                for match in recognise(piece.text)
                if len(piece.text) < 3 * _SHORT
            )
            return place if rights and len(behind) <= _TAIL_AT_MOST else len(pieces)
    return len(pieces)


def is_separator(piece: Piece) -> bool:
    """Whether the piece is a rule, or marks that stand for one."""
    return isinstance(piece.block, Rule) or bool(SEPARATOR.match(piece.text) and piece.text.strip())


def believed(
    piece: Piece, zone: str, names: frozenset[str], *, unsigned: bool
) -> tuple[Match, ...]:
    """What the piece says that counts where it stands.

    names      the authors whom the page itself states, in lower case: a line beside the text that
               names another is of another text.
    unsigned   nobody is known yet, so that "Posted by" beside the text may be believed.
    """
    if piece.region not in FURNITURE:
        return tuple(
            match
            for match in recognise(piece.text, zone)
            if not (match.wording.plain and piece.block)
        )
    kinds = FURNITURE[piece.region][1]
    if not kinds:
        return ()
    found = tuple(
        match
        for match in recognise(piece.text, zone)
        if set(match.wording.kinds) & kinds and not match.wording.plain
    )
    known = any(name and name in piece.text.lower() for name in names) or (
        unsigned and _SIGNED.match(piece.text)
    )
    if piece.region == "comments" or not known:
        return found
    return found or tuple(
        match for match in recognise(piece.text) if K.BYLINE in match.wording.kinds
    )


def notable(matches: Iterable[Match]) -> tuple[Match, ...]:
    """The matches that make a line a notice.

    Neither a hidden address nor a credit within the text does.
    """
    return tuple(
        match
        for match in matches
        if set(match.wording.kinds) - {K.OBFUSCATED_EMAIL} and not match.wording.within
    )


def is_mostly(text: str, matches: Sequence[Match], enough: float = MOSTLY) -> bool:
    """Whether the line says what the catalogue knows and little else.

    Prose that mentions it in passing stays prose.

    matches   the notable ones.   enough: the share of the line that they make up.
    """
    if not matches or len(text) > READ_AT_MOST:
        return False
    if all(
        set(match.wording.kinds) <= PICTURES and (match.start > 60 or len(text) > _SHORT)
        for match in matches
    ):
        return False  # a caption with its credit
    if len(text) <= _SHORT:
        return True
    parts = sentences(text)
    said = sum(len(part) for part in parts if notable(recognise(part)))
    covered = max(match.end - match.start for match in matches)
    return (
        said >= enough * sum(map(len, parts))
        or any(match.start <= 2 and match.end - match.start > 10 for match in matches)
        or (covered >= enough * len(text))
    )


def lines_apart(piece: Piece) -> Iterator[Piece]:
    """The piece, or several where a paragraph's lines are broken and a line of it is a notice."""
    block = piece.block
    if not isinstance(block, Paragraph | Heading) or not any(
        isinstance(child, LineBreak) for child in block.children
    ):
        yield piece
        return
    rows: list[list[Inline]] = [[]]
    for child in block.children:
        if isinstance(child, LineBreak):
            rows.append([])
        else:
            rows[-1].append(child)
    joined: list[list[Inline]] = []
    apart = False
    for row in rows:
        words = plain_text((replace(block, children=tuple(row)),)).strip()
        notice = is_mostly(words, notable(recognise(words))) and len(words) <= 2 * _SHORT
        if joined and not notice and not apart:
            joined[-1] += [LineBreak(), *row]
        else:
            joined.append(row)
        apart = notice
    if len(joined) == 1:
        yield piece
        return
    for row in joined:
        part = replace(block, children=tuple(row))
        if words := plain_text((part,)).strip():
            yield replace(piece, text=words, block=part)
