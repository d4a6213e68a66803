"""An article in the making: what a capture's pieces are taken for, and what they say.

In: pieces with what the catalogue found in them.  Out: a Draft that assemble.py finishes.
Nothing is completed here: a name, an address or a term stands in the draft only where a piece
states it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from publisher.model.article import (
    Contributor,
    Evidence,
    EvidenceKind,
    LeftOut,
    LeftOutBecause,
    Relation,
    Role,
    Source,
)
from publisher.model.body import Block, Emphasis, Link, Paragraph, Strong, inlines, plain_inline
from publisher.model.rights import Notice, NoticeKind, NoticePart, Scope, Whose
from publisher.readers.capture.permissions import HIDDEN
from publisher.readers.capture.recognise import Match, recognise
from publisher.readers.capture.skeleton import fold, sentences
from publisher.readers.people import is_body, is_person, names_in, same_person
from publisher.readers.source import Hints, Piece, Step
from publisher.text import squeeze

K = NoticeKind
PICTURES = {K.IMAGE_CREDIT, K.IMAGE_LICENCE, K.IMAGE_PUBLIC_DOMAIN}
_ADDRESS = re.compile(r"https?://[^\s\"'<>)\]]+[^\s\"'<>)\].,;:!?]")


@dataclass(slots=True)
class Draft:
    """An article in the making."""

    hints: Hints
    title: str = ""
    kicker: str = ""
    standfirst: str = ""
    body: list[Block] = field(default_factory=list)
    texts: list[tuple[str, int]] = field(default_factory=list)  # words and line of each body block
    notices: list[Notice] = field(default_factory=list)
    people: list[Contributor] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    # squeezed words of a notice or bio → what it is
    seen: dict[str, str] = field(default_factory=dict)
    # by the asset's id: what a figure's caption says of it
    credits: dict[str, str] = field(default_factory=dict)
    # "one" or "many": the lines below a label are picture credits, as long as they stand in its
    # region
    label: str = ""
    label_region: str = ""
    # names of bylines and of author's boxes, wherever they stand
    promised: frozenset[str] = frozenset()
    # lines that may be about the author, and stay in the text
    maybe: list[int] = field(default_factory=list)
    # lines that may be notices, and stay in the text
    doubts: list[int] = field(default_factory=list)
    # whether what the hints credited gave way to people whom a byline names
    bodies_gone: bool = False
    # rules that count only for one line and are met in more
    several: set[str] = field(default_factory=set)

    @property
    def names(self) -> frozenset[str]:
        """Names of the authors whom the capture states outside its text, in lower case."""
        return frozenset(squeeze(person.name).lower() for person in self.hints.contributors)

    @property
    def has_byline(self) -> bool:
        """Whether a byline has been met."""
        return any(K.BYLINE in notice.kinds for notice in self.notices)

    def print(self, piece: Piece, block: Block, rule: str) -> None:
        """Put a block into the text."""
        self.body.append(block)
        self.texts.append((piece.text, piece.line))
        self.step(piece, f"body: {block.kind}", rule)

    def step(self, piece: Piece, role: str, rule: str) -> None:
        """Note what a piece was taken for; that an address is hidden in it is told in the rule."""
        rule = (
            f"{rule}, hidden-address"
            if HIDDEN.search(piece.text) and "hidden-address" not in rule
            else rule
        )
        self.steps.append(Step(line=piece.line, text=piece.text, role=role, rule=rule))

    def know(self, fact: str, kind: EvidenceKind, found: str, rule: str) -> None:
        """Note where a fact comes from."""
        self.evidence.append(Evidence(field=fact, kind=kind, found=found, rule=rule))

    def leave(self, piece: Piece, because: LeftOutBecause, of: str, rule: str) -> None:
        """Put a piece on the list of what was left out."""
        left = LeftOut(
            text=piece.text,
            because=because,
            of=of,
            found=f"line {piece.line}",
            addresses=piece.addresses,
        )
        self.left_out.append(left)
        self.step(piece, f"left out: {because}", rule)


def keep(
    draft: Draft, piece: Piece, matches: Sequence[Match], kinds: tuple[NoticeKind, ...]
) -> None:
    """Keep a piece's words as a notice of these kinds."""
    parts = _parts(piece.text)
    whose = next(
        (match.wording.whose for match in matches if match.wording.whose is not Whose.SOURCE),
        Whose.SOURCE,
    )
    covers = Scope.PICTURES if set(kinds) <= PICTURES else Scope.UNSTATED
    draft.notices.append(
        Notice(
            kinds=_ordered(kinds, parts),
            text=piece.text,
            parts=parts if len(parts) > 1 else (),
            whose=whose,
            covers=covers,
            names=tuple(dict.fromkeys(match.name for match in matches if match.name)),
            addresses=_addresses(piece),
            found=f"line {piece.line}",
        )
    )
    draft.seen.setdefault(squeeze(piece.text), str(kinds[0]))


def _ordered(
    kinds: tuple[NoticeKind, ...], parts: tuple[NoticePart, ...]
) -> tuple[NoticeKind, ...]:
    """Kinds as the line says them, its first sentence's first."""
    said = [part.kind for part in parts if part.kind in kinds]
    return tuple(dict.fromkeys((*said, *kinds)))


def _parts(text: str) -> tuple[NoticePart, ...]:
    """The sentences that say something.

    One that the catalogue does not know has the kind of the one before.
    """
    parts: list[NoticePart] = []
    for sentence in sentences(text):
        label = re.match(r"\W*disclaimer\s*:\s*", fold(sentence))
        words = sentence[label.end() :] if label else sentence
        found = [
            kind
            for match in recognise(words)
            for kind in match.wording.kinds
            if kind is not K.OBFUSCATED_EMAIL
        ]
        kind = found[0] if found else parts[-1].kind if parts else K.DISCLAIMER if label else None
        if kind and words:
            parts.append(NoticePart(kind=kind, text=words))
    return tuple(parts)


def bio(draft: Draft, piece: Piece, matches: Sequence[Match]) -> bool:
    """Give a note about a person to the one it is about.

    That one is credited already, or by a byline or an author's box that stands elsewhere. False
    where the note is about nobody such, or about one who has a note.
    """
    name = next((match.name for match in matches if is_about(match) and match.name), "")
    place = credited(draft, name)
    if place is None and (is_promised(draft, name) or _credits(draft, piece, name)):
        place = len(draft.people)
        fact = f"contributors[{place}].name"
        draft.people.append(Contributor(name=name))
        draft.know(fact, EvidenceKind.INFERRED, f"line {piece.line}", "author's box")
    if place is None or draft.people[place].bio:
        return False
    draft.people[place] = replace(draft.people[place], bio=piece.text)
    draft.seen[squeeze(piece.text)] = "author-bio"
    draft.know(
        f"contributors[{place}].bio", EvidenceKind.STATED, f"line {piece.line}", "author-bio"
    )
    draft.step(piece, "author-bio", "author-bio")
    return True


def _credits(draft: Draft, piece: Piece, name: str) -> bool:
    """Whether a box credits the one it is about: nobody else is, and it is no body."""
    return not draft.people and not draft.promised and is_boxed(piece, name) and is_person(name)


def is_boxed(piece: Piece, name: str) -> bool:
    """Whether a piece is an author's box: one of the page, or a note all in emphasis.

    A note whose name alone is strong is one as well.
    """
    if piece.region == "author-box":
        return True
    if not isinstance(piece.block, Paragraph) or not piece.block.children or not name:
        return False
    spoken = [child for child in piece.block.children if plain_inline((child,)).strip()]
    if all(isinstance(child, Emphasis) for child in spoken):
        return True
    first = spoken[0] if spoken else None
    return isinstance(first, Strong) and squeeze(plain_inline((first,))) == squeeze(name)


def is_promised(draft: Draft, name: str) -> bool:
    """Whether a byline or an author's box, wherever it stands, names this person."""
    return bool(name) and any(_is_named(one, name) for one in draft.promised)


def is_about(match: Match) -> bool:
    """Whether a match takes its line for a note about somebody."""
    return match.wording.kinds == (K.AUTHOR_BIO,)


def credited(draft: Draft, name: str) -> int | None:
    """The index of the credited person of this name; None where there is none."""
    if not name:
        return None
    return next(
        (place for place, person in enumerate(draft.people) if _is_named(person.name, name)), None
    )


def _is_named(person: str, name: str) -> bool:
    """Whether a note's name is this person's: all of it, or as it ends, word by word."""
    whole, said = (" ".join(squeeze(words).casefold().split()) for words in (person, name))
    return whole == said or whole.endswith(f" {said}") or said.endswith(f" {whole}")


def learn(draft: Draft, piece: Piece, matches: Sequence[Match]) -> None:
    """People and publications that a line names."""
    for match in matches:
        if match.wording.person and match.name:
            _people(draft, piece, match)
        if match.wording.relation and (
            match.name or match.address or K.SOURCE_LINK in match.wording.kinds
        ):
            _source(draft, Relation(match.wording.relation), match, piece)


def _people(draft: Draft, piece: Piece, match: Match) -> None:
    """The people whom a byline credits: those of the name it matched, and whoever follows it."""
    start = piece.text.find(match.name, match.start)
    rest = piece.text[start:] if start >= 0 and match.wording.proper else match.name
    names = names_in(rest)
    first = names_in(match.name)
    if not first or not names or not names[0].startswith(first[0]):
        names = first
    names = _linked(piece, names) or names
    if any(map(is_person, names)) and not piece.region:
        _forget_bodies(draft)
    for name in names:
        if any(same_person(person.name, name) for person in draft.people):
            continue
        if draft.hints.contributors and piece.region:
            return  # the capture's own metadata names the authors
        draft.know(
            f"contributors[{len(draft.people)}].name",
            EvidenceKind.STATED,
            f"line {piece.line}",
            match.wording.rule,
        )
        draft.people.append(Contributor(name=name, role=Role.AUTHOR))


def _linked(piece: Piece, names: Sequence[str]) -> tuple[str, ...]:
    """Those of the names that are links, where the first is one and not the only one.

    Between them stand jobs and institutions ("Ada Example, Text Mining, Example Centre; …").
    """
    if piece.block is None or len(names) < 2:
        return ()
    said = {
        " ".join(plain_inline(inline.children).split())
        for inline in inlines((piece.block,))
        if isinstance(inline, Link)
    }
    linked = tuple(name for name in names if name in said)
    return linked if len(linked) > 1 and linked[0] == names[0] else ()


def _forget_bodies(draft: Draft) -> None:
    """Give up the bodies that a page's metadata credits: they are credited where nobody else is."""
    stated = [fact for fact in draft.hints.evidence if fact.field.startswith("contributors[")]
    of_metadata = bool(stated) and all(fact.found != "front matter" for fact in stated)
    if draft.people and of_metadata and all(is_body(person.name) for person in draft.people):
        draft.people.clear()
        draft.evidence = [
            fact for fact in draft.evidence if not fact.field.startswith("contributors[")
        ]
        draft.bodies_gone = True


def _source(draft: Draft, relation: Relation, match: Match, piece: Piece) -> None:
    """A link of the chain of publication; a bare host is a site, words are a name.

    What was captured is one source.
    """
    name, rule = match.name, match.wording.rule
    host = re.fullmatch(
        r"(?:https?://)?((?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,})/?", name.strip(), re.IGNORECASE
    )
    url = _article_address((match.address, *_addresses(piece)))
    if not (name or url):
        return
    given = Source(
        relation=relation, site=host[1] if host else "", name="" if host else name, url=url
    )
    place = next(
        (
            place
            for place, source in enumerate(draft.sources)
            if source.relation is relation
            and (relation is Relation.CAPTURED_FROM or name in {source.name, source.site})
        ),
        None,
    )
    if place is None:
        place = len(draft.sources)
        draft.sources.append(given)
    else:
        old = draft.sources[place]
        draft.sources[place] = replace(
            old, name=old.name or given.name, site=old.site or given.site, url=old.url or given.url
        )
    if name:
        draft.know(
            f"sources[{place}].{'site' if host else 'name'}",
            EvidenceKind.STATED,
            f"line {piece.line}",
            rule,
        )
    if url:
        draft.know(
            f"sources[{place}].url", EvidenceKind.STATED, f"line {piece.line}", "link of the line"
        )


def _addresses(piece: Piece) -> tuple[str, ...]:
    """What the piece links to; in plain text, the addresses written out."""
    return piece.addresses or tuple(_ADDRESS.findall(piece.text))


def _article_address(addresses: Sequence[str]) -> str:
    """The first address with a path: a home page, a licence or a counter is not the article."""
    return next(
        (
            address
            for address in addresses
            if re.match(r"https?://[^/]+/[^/?#]", address)
            and not re.search(
                r"creativecommons\.org|/count(?:er)?[./]|\.(?:gif|png|jpe?g)(?:$|\?)", address
            )
        ),
        "",
    )
