"""Captures: lines and blocks of any form → an Article, with the list of what was left out and why.

In: a SourceText, or the Pieces another reader made of one, with Hints.  Out: a Reading.  The law: every word of the
capture ends in the text, in a notice, in a fact of the article, or on the list of what was left out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from publisher.model.article import (
    Article,
    Contributor,
    Evidence,
    EvidenceKind,
    LeftOut,
    LeftOutBecause,
    Relation,
    Role,
    Source,
)
from publisher.model.body import Block, Figure, Heading, Paragraph, Rule, Text
from publisher.model.rights import Notice, NoticeKind, NoticePart, Rights, Scope, Whose
from publisher.readers.language import language_of
from publisher.readers.leave import licence_in, permissions_in
from publisher.readers.recognise import Match, fold, recognise, sentences
from publisher.readers.source import Hints, Piece, Reading, SourceText, Step
from publisher.text import squeeze, without_illegal

K = NoticeKind
SITE = {K.NOTE_TO_READERS, K.SHARE_INVITATION, K.COMMENT_BOILERPLATE, K.MEMBERSHIP_BOILERPLATE, K.BOILERPLATE, K.AUTHOR_HEADING}
PICTURES = {K.IMAGE_CREDIT, K.IMAGE_LICENCE, K.IMAGE_PUBLIC_DOMAIN}
_SEPARATOR = re.compile(r"[\s*•·—–\-_~=#⁂◆♦]{1,24}$")
_KICKER = re.compile(r"^[^\n.!?]{2,48}:$")
_FURNITURE = {"navigation", "header", "footer", "aside", "comments"}
_TITLE_AT_MOST = 300  # characters; a first line longer than that is a paragraph
_SHORT = 200  # characters: a line this short that says one thing of the catalogue says nothing else
_HEADING_AT_MOST = 72


def read(source: SourceText) -> Reading:
    """The reading of a plain-text capture: paragraphs between blank lines, or one on each line.

    Control characters that XML cannot hold are left out with a remark.
    """
    text, removed = without_illegal(source.text)
    remarks = (f"{removed} control character{'s' if removed > 1 else ''} that no edition can hold left out",) if removed else ()
    return assemble(_pieces(text), Hints(remarks=remarks))


def _pieces(text: str) -> tuple[Piece, ...]:
    lines = text.split("\n")
    wrapped = _is_wrapped(lines)
    pieces: list[Piece] = []
    for number, line in enumerate(lines, 1):
        words = line.strip()
        if not words:
            continue
        if wrapped and pieces and lines[number - 2].strip() and not _SEPARATOR.match(words):
            pieces[-1] = replace(pieces[-1], text=f"{pieces[-1].text} {words}")
        else:
            pieces.append(Piece(text=words, line=number))
    return tuple(pieces)


def _is_wrapped(lines: Sequence[str]) -> bool:
    """Whether lines are broken at a width, as e-mail and old text files are: most lines within a paragraph are 55 to 90 long."""
    inner = [len(line) for line, after in zip(lines, lines[1:], strict=False) if line.strip() and after.strip()]
    return len(inner) > 5 and sum(55 <= length <= 90 for length in inner) > 0.7 * len(inner)


@dataclass(slots=True)
class _Draft:
    """An article in the making."""

    hints: Hints
    title: str = ""
    kicker: str = ""
    body: list[Block] = field(default_factory=list)
    texts: list[tuple[str, int]] = field(default_factory=list)  # words and line of each body block
    notices: list[Notice] = field(default_factory=list)
    people: list[Contributor] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)  # squeezed words of a notice or bio → what it is

    def step(self, piece: Piece, role: str, rule: str) -> None:
        self.steps.append(Step(line=piece.line, text=piece.text, role=role, rule=rule))

    def know(self, fact: str, kind: EvidenceKind, found: str, rule: str) -> None:
        self.evidence.append(Evidence(field=fact, kind=kind, found=found, rule=rule))

    def leave(self, piece: Piece, because: LeftOutBecause, of: str, rule: str) -> None:
        self.left_out.append(LeftOut(text=piece.text, because=because, of=of, found=f"line {piece.line}"))
        self.step(piece, f"left out: {because}", rule)


def assemble(pieces: Sequence[Piece], hints: Hints) -> Reading:
    """The article that the pieces of a capture make.

    A capture without any line fit for a title is named by its first words, and a remark says so.
    """
    draft = _Draft(hints=hints)
    draft.people.extend(hints.contributors)
    draft.sources.extend(hints.sources)
    remarks = list(hints.remarks)
    rest = _title(draft, pieces, remarks)
    for place in range(len(rest)):
        _place(draft, rest, place)
    standfirst = _standfirst(draft)
    if not draft.body and not standfirst:
        remarks.append("no text of an article was found; everything was taken for a notice or for the site itself")
    return Reading(article=_article(draft, standfirst), steps=tuple(draft.steps), remarks=tuple(remarks), capture=True)


def _title(draft: _Draft, pieces: Sequence[Piece], remarks: list[str]) -> Sequence[Piece]:
    """Set the title; gives the pieces that are not the title."""
    if draft.hints.titles:
        draft.title = draft.hints.titles[0]
        return pieces
    worded = [place for place, piece in enumerate(pieces) if piece.text.strip() and piece.region != "metadata"]
    first = pieces[worded[0]] if worded else Piece(text="Untitled", line=1)
    if len(first.text) <= _TITLE_AT_MOST and len(worded) > 1 and not _is_notice(first.text, 0.0):
        draft.title = first.text
        draft.step(first, "title", "first line")
        draft.know("title", EvidenceKind.INFERRED, f"line {first.line}", "first line")
        return (*pieces[: worded[0]], *pieces[worded[0] + 1 :])
    words = first.text.split()
    draft.title = " ".join(words[:12])[:120].strip() + (" …" if len(words) > 12 else "")
    draft.know("title", EvidenceKind.INFERRED, f"line {first.line}", "first words")
    remarks.append("the capture has no line fit for a title; it is named by its first words: give it one")
    return pieces


def _is_notice(text: str, at: float) -> bool:
    return any(set(match.wording.kinds) - {K.OBFUSCATED_EMAIL, K.BYLINE} for match in recognise(text, at))


def _place(draft: _Draft, pieces: Sequence[Piece], place: int) -> None:
    """Give one piece its role."""
    piece = pieces[place]
    at = place / max(1, len(pieces) - 1)
    folded = squeeze(piece.text)
    if piece.region == "metadata" or not (piece.text.strip() or piece.block):
        because = LeftOutBecause.COUNTER if piece.addresses and not piece.text.strip() else LeftOutBecause.METADATA
        draft.leave(piece if piece.text.strip() else replace(piece, text=" ".join(piece.addresses)), because, "", "region")
    elif folded in {squeeze(title) for title in (draft.title, *draft.hints.titles)}:
        _repeated_title(draft, piece)
    elif folded in draft.seen:
        draft.leave(piece, LeftOutBecause.REPETITION, draft.seen[folded], "same words again")
    elif not draft.body and not draft.kicker and place < 2 and _KICKER.match(piece.text) and not piece.block:
        draft.kicker = piece.text
        draft.step(piece, "kicker", "label before the text")
        draft.know("kicker", EvidenceKind.INFERRED, f"line {piece.line}", "label before the text")
    elif _SEPARATOR.match(piece.text) and not isinstance(piece.block, Rule):
        _body(draft, piece, Rule(mark=piece.text), "separator")
    else:
        _judge(draft, pieces, place, at)


def _repeated_title(draft: _Draft, piece: Piece) -> None:
    if any(step.role == "title" for step in draft.steps):
        draft.leave(piece, LeftOutBecause.REPETITION, "title", "same words again")
        return
    draft.title = piece.text
    draft.step(piece, "title", "named by the metadata")


def _judge(draft: _Draft, pieces: Sequence[Piece], place: int, at: float) -> None:
    piece = pieces[place]
    matches = recognise(piece.text, at)
    kinds = tuple(dict.fromkeys(kind for match in matches for kind in match.wording.kinds))
    strong = [kind for kind in kinds if kind is not K.OBFUSCATED_EMAIL]
    if strong and _is_mostly(piece.text, matches) and not isinstance(piece.block, Figure):
        _notice(draft, piece, matches, kinds)
    elif piece.region in _FURNITURE:
        draft.leave(piece, LeftOutBecause.FURNITURE, piece.region, "region")
    elif strong and (set(strong) <= PICTURES or isinstance(piece.block, Figure)):  # a caption that holds its credit stays where it stands
        _body(draft, piece, piece.block or Paragraph(children=(Text(text=piece.text),)), matches[0].wording.rule)
        _keep(draft, piece, matches, kinds)
    elif piece.block:
        _body(draft, piece, piece.block, "block of the source")
    elif _is_heading(pieces, place):
        _body(draft, piece, Heading(level=1, children=(Text(text=piece.text),)), "short line before a paragraph")
    else:
        _body(draft, piece, Paragraph(children=(Text(text=piece.text),)), "text")


def _is_mostly(text: str, matches: Sequence[Match]) -> bool:
    """Whether the line says what the catalogue knows and little else: prose that mentions it in passing stays prose."""
    strong = [match for match in matches if set(match.wording.kinds) - {K.OBFUSCATED_EMAIL}]
    if any(match.wording.rule == "image-credit" and match.start > 60 for match in strong) and len(strong) == 1:
        return False
    if len(text) <= _SHORT:
        return True
    parts = sentences(text)
    said = sum(len(part) for part in parts if any(set(found.wording.kinds) - {K.OBFUSCATED_EMAIL} for found in recognise(part)))
    return said >= 0.4 * sum(map(len, parts)) or any(match.start <= 2 and match.end - match.start > 10 for match in strong)


def _is_heading(pieces: Sequence[Piece], place: int) -> bool:
    text = pieces[place].text
    after = pieces[place + 1].text if place + 1 < len(pieces) else ""
    before = pieces[place - 1].text if place else ""
    return (len(text) <= _HEADING_AT_MOST and text[-1:] not in '.,;:!…"”\'’)]' and len(after) > 2 * _HEADING_AT_MOST
            and len(before) > _HEADING_AT_MOST and not text[:1].islower() and not text.startswith(("-", "•", "*", "http", "@")))


def _body(draft: _Draft, piece: Piece, block: Block, rule: str) -> None:
    draft.body.append(block)
    draft.texts.append((piece.text, piece.line))
    draft.step(piece, f"body: {block.kind}", rule)


def _notice(draft: _Draft, piece: Piece, matches: Sequence[Match], kinds: tuple[NoticeKind, ...]) -> None:
    """A line of the catalogue: a note about a person, the site speaking for itself, or a notice that travels."""
    rule = ", ".join(dict.fromkeys(match.wording.rule for match in matches))
    _learn(draft, piece, matches)
    if kinds[0] is K.AUTHOR_BIO and _bio(draft, piece, matches):
        return
    if set(kinds) <= SITE:
        draft.seen.setdefault(squeeze(piece.text), str(kinds[0]))
        draft.leave(piece, LeftOutBecause.BOILERPLATE, str(kinds[0]), rule)
        return
    _keep(draft, piece, matches, kinds)
    draft.step(piece, f"notice: {', '.join(kinds)}", rule)


def _keep(draft: _Draft, piece: Piece, matches: Sequence[Match], kinds: tuple[NoticeKind, ...]) -> None:
    parts = _parts(piece.text)
    whose = next((match.wording.whose for match in matches if match.wording.whose is not Whose.SOURCE), Whose.SOURCE)
    covers = Scope.PICTURES if set(kinds) <= PICTURES else Scope.UNSTATED
    draft.notices.append(Notice(
        kinds=_ordered(kinds, parts), text=piece.text, parts=parts if len(parts) > 1 else (), whose=whose, covers=covers,
        names=tuple(dict.fromkeys(match.name for match in matches if match.name)), addresses=piece.addresses, found=f"line {piece.line}"))
    draft.seen.setdefault(squeeze(piece.text), str(kinds[0]))


def _ordered(kinds: tuple[NoticeKind, ...], parts: tuple[NoticePart, ...]) -> tuple[NoticeKind, ...]:
    """Kinds as the line says them, its first sentence's first."""
    said = [part.kind for part in parts if part.kind in kinds]
    return tuple(dict.fromkeys((*said, *kinds)))


def _parts(text: str) -> tuple[NoticePart, ...]:
    """The sentences that say something; one that the catalogue does not know has the kind of the one before."""
    parts: list[NoticePart] = []
    for sentence in sentences(text):
        label = re.match(r"\W*disclaimer\s*:\s*", fold(sentence))
        words = sentence[label.end():] if label else sentence
        found = [kind for match in recognise(words) for kind in match.wording.kinds if kind is not K.OBFUSCATED_EMAIL]
        kind = found[0] if found else parts[-1].kind if parts else K.DISCLAIMER if label else None
        if kind and words:
            parts.append(NoticePart(kind=kind, text=words))
    return tuple(parts)


def _bio(draft: _Draft, piece: Piece, matches: Sequence[Match]) -> bool:
    """Give a note about a person to that person, if it names one."""
    name = next((match.name for match in matches if match.wording.kinds == (K.AUTHOR_BIO,) and match.name), "")
    if not name:
        return False
    place = next((place for place, person in enumerate(draft.people) if squeeze(person.name).lower() == squeeze(name).lower()), None)
    if place is None:
        place = len(draft.people)
        draft.people.append(Contributor(name=name))
        draft.know(f"contributors[{place}].name", EvidenceKind.INFERRED, f"line {piece.line}", "author-bio")
    if draft.people[place].bio:
        return False
    draft.people[place] = replace(draft.people[place], bio=piece.text)
    draft.seen[squeeze(piece.text)] = "author-bio"
    draft.know(f"contributors[{place}].bio", EvidenceKind.STATED, f"line {piece.line}", "author-bio")
    draft.step(piece, "author-bio", "author-bio")
    return True


def _learn(draft: _Draft, piece: Piece, matches: Sequence[Match]) -> None:
    """People and publications that a line names."""
    for match in matches:
        if match.wording.person and match.name:
            _person(draft, match.name, piece, match.wording.rule)
        if match.wording.relation and match.name:
            _source(draft, Relation(match.wording.relation), match.name, piece, match.wording.rule)


def _person(draft: _Draft, name: str, piece: Piece, rule: str) -> None:
    names = [part.strip() for part in re.split(r"\s*(?:,| and | & )\s*", name) if part.strip()]
    for each in names:
        if any(squeeze(person.name).lower() == squeeze(each).lower() for person in draft.people):
            continue
        if draft.hints.contributors:
            return  # the capture's own metadata names the authors
        draft.know(f"contributors[{len(draft.people)}].name", EvidenceKind.STATED, f"line {piece.line}", rule)
        draft.people.append(Contributor(name=each, role=Role.AUTHOR))


def _source(draft: _Draft, relation: Relation, name: str, piece: Piece, rule: str) -> None:
    """A link of the chain of publication; a bare host is a site, words are a name; what was captured is one source."""
    host = re.fullmatch(r"(?:https?://)?((?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,})/?", name.strip(), re.IGNORECASE)
    url = _article_address(piece.addresses)
    given = Source(relation=relation, site=host[1] if host else "", name="" if host else name, url=url)
    place = next((place for place, source in enumerate(draft.sources) if source.relation is relation
                  and (relation is Relation.CAPTURED_FROM or name in {source.name, source.site})), None)
    if place is None:
        place = len(draft.sources)
        draft.sources.append(given)
    else:
        old = draft.sources[place]
        draft.sources[place] = replace(old, name=old.name or given.name, site=old.site or given.site, url=old.url or given.url)
    draft.know(f"sources[{place}].{'site' if host else 'name'}", EvidenceKind.STATED, f"line {piece.line}", rule)
    if url:
        draft.know(f"sources[{place}].url", EvidenceKind.STATED, f"line {piece.line}", "link of the line")


def _article_address(addresses: Sequence[str]) -> str:
    """The first address with a path: a home page, a licence or a counter is not the article."""
    return next((address for address in addresses if re.match(r"https?://[^/]+/[^/?#]", address)
                 and not re.search(r"creativecommons\.org|/count(?:er)?[./]|\.(?:gif|png|jpe?g)(?:$|\?)", address)), "")


def _standfirst(draft: _Draft) -> str:
    """The opening paragraph, when the text ends with the same words: the site printed its standfirst above the text."""
    paragraphs = [place for place, block in enumerate(draft.body) if isinstance(block, Paragraph)]
    if len(paragraphs) < 3 or paragraphs[0] != 0 or squeeze(draft.texts[0][0]) != squeeze(draft.texts[paragraphs[-1]][0]):
        return ""
    words, line = draft.texts.pop(0)
    draft.body.pop(0)
    place = next(place for place, step in enumerate(draft.steps) if step.line == line and step.text == words)
    draft.steps[place] = replace(draft.steps[place], role="standfirst", rule="the text ends with the same words")
    draft.know("standfirst", EvidenceKind.INFERRED, f"line {line}", "the text ends with the same words")
    return words


def _article(draft: _Draft, standfirst: str) -> Article:
    hints = draft.hints
    language, direction, evidence = (hints.language, hints.direction, ()) if hints.language else language_of(
        " ".join((draft.title, *(text for text, _ in draft.texts))))
    permissions = permissions_in(draft.notices)
    copyright_line, holder = _copyright(draft.notices)
    licence = hints.licence or licence_in(draft.notices)
    return Article(
        title=draft.title, kicker=draft.kicker, subtitle=hints.subtitle, standfirst=standfirst, contributors=tuple(draft.people),
        language=language or "und", direction=hints.direction or direction, published=hints.published, updated=hints.updated,
        keywords=hints.keywords, sources=tuple(sorted(draft.sources, key=lambda source: source.relation is Relation.CAPTURED_FROM)),
        rights=Rights(holder=holder, copyright_line=copyright_line, licence=licence, permissions=permissions, notices=tuple(draft.notices)),
        assets=hints.assets, body=tuple(draft.body), left_out=(*draft.left_out, *hints.left_out),
        evidence=(*hints.evidence, *draft.evidence, *evidence))


def _copyright(notices: Sequence[Notice]) -> tuple[str, str]:
    """(© line to the letter, the holder it names), where the capture has exactly one for the text."""
    lines = [notice for notice in notices if notice.kinds[0] is K.COPYRIGHT_LINE and len(notice.text) <= _SHORT]
    if len({notice.text for notice in lines}) != 1:
        return "", ""
    return lines[0].text, lines[0].names[0] if len(lines[0].names) == 1 else ""
