"""Captures: lines and blocks of any form → an Article, with the list of what was left out and why.

In: a SourceText, or the Pieces another reader made of one, with Hints.  Out: a Reading.  The law:
every word of the capture ends in the text, in a notice, in a fact of the article, or on the list of
what was left out.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from publisher.model.article import (
    Article,
    Asset,
    Evidence,
    EvidenceKind,
    LeftOut,
    LeftOutBecause,
    Relation,
)
from publisher.model.body import (
    Block,
    Figure,
    Heading,
    Link,
    Paragraph,
    Rule,
    Table,
    Text,
    inlines,
    plain_inline,
    walk,
)
from publisher.model.rights import Notice, NoticeKind, Rights
from publisher.readers.capture.draft import (
    Draft,
    bio,
    credited,
    is_about,
    is_boxed,
    is_promised,
    keep,
    learn,
)
from publisher.readers.capture.language import language_of
from publisher.readers.capture.lines import pieces_of
from publisher.readers.capture.names import bounded
from publisher.readers.capture.permissions import (
    HIDDEN,
    licence_in,
    licence_named,
    permissions_in,
)
from publisher.readers.capture.recognise import Match, may_be_notice, recognise
from publisher.readers.capture.skeleton import sentences
from publisher.readers.capture.zones import (
    FURNITURE,
    MOSTLY,
    MOSTLY_BESIDE,
    PICTURES,
    SEPARATOR,
    SITE,
    believed,
    is_mostly,
    lines_apart,
    notable,
    zones,
)
from publisher.readers.credits import opening, parted
from publisher.readers.depth import flattened
from publisher.readers.links import connected
from publisher.readers.notes import settled
from publisher.readers.people import is_person, names_in, reads_on
from publisher.readers.source import Hints, Piece, Reading, SourceText, at_lines, printable
from publisher.readers.stated import with_stated
from publisher.schema.normal import normal_blocks, plainly_marked
from publisher.text import squeeze

K = NoticeKind
_KICKER = re.compile(r"^[^\n.!?]{2,48}:$")
_WHOLE = re.compile(r"https?://|mailto:", re.IGNORECASE)
_EDGES = {"head", "tail"}  # zones where a line may be a notice that the catalogue does not know
_TITLE_AT_MOST = 300  # characters; a first line longer than that is a paragraph
# characters of a line that is the article's copyright line and little else
_COPYRIGHT_AT_MOST = 200
_HEADING_AT_MOST = 72
_HEADED_AT_LEAST = 100  # characters of a paragraph that makes the line above it a heading of a text
# characters of a piece, and pieces, by which a title is made and a language told
_READ_AT_MOST = 4000
_PIECES_READ = 400
_LEAD_AT_MOST = 24  # characters before the name of a line that opens with a byline
_LISTED_AT_MOST = 140  # characters of a line below a label, such as a picture's credit


def read(source: SourceText) -> Reading:
    """The reading of a plain-text capture: paragraphs between blank lines, or one on each line.

    Control characters that XML cannot hold are left out with a remark.
    """
    text, remarks = printable(source.text)
    hints = with_stated(Hints(remarks=remarks), source.capture)
    return assemble(pieces_of(text), hints)


def assemble(pieces: Sequence[Piece], hints: Hints) -> Reading:
    """The article that the pieces of a capture make.

    A capture without any line fit for a title is named by its first words, and a remark says so.
    """
    draft = Draft(hints=hints)
    draft.people.extend(hints.contributors)
    draft.sources.extend(hints.sources)
    draft.notices.extend(hints.notices)
    remarks = list(hints.remarks)
    rest = [part for piece in _title(draft, pieces, remarks) for part in lines_apart(piece)]
    where = zones(rest)
    said = Counter(
        match.wording.rule
        for piece, zone in zip(rest, where, strict=True)
        for match in recognise(piece.text, zone)
        if match.wording.alone
    )
    draft.several = {rule for rule, number in said.items() if number > 1}
    draft.promised = frozenset() if draft.people else _promised(rest, where)
    for place, zone in enumerate(where):
        _place(draft, rest, place, zone)
    standfirst = draft.standfirst or _standfirst(draft)
    if not draft.body and not standfirst:
        remarks.append(
            "no text of an article was found; everything was taken for a notice or for the site"
            " itself"
        )
    if draft.maybe:
        stays = "it stays" if len(draft.maybe) == 1 else "they stay"
        remarks.append(
            f"{at_lines(draft.maybe)} may be about the author; {stays} in the text, since nobody of"
            " that name is credited"
        )
    if draft.doubts:
        stays = "it stays" if len(draft.doubts) == 1 else "they stay"
        remarks.append(f"{at_lines(draft.doubts)} may be a notice of rights; {stays} in the text")
    if hidden := [step.line for step in draft.steps if HIDDEN.search(step.text)]:
        remarks.append(f"the site hid an e-mail address from programs: {at_lines(hidden)}")
    draft.left_out += _links_not_kept(draft, pieces)
    return Reading(
        article=_article(draft, standfirst),
        steps=tuple(draft.steps),
        remarks=tuple(remarks),
        capture=True,
    )


def _links_not_kept(draft: Draft, pieces: Sequence[Piece]) -> list[LeftOut]:
    """The links of pieces that became a title, a name or a note on an author: plain words all."""
    blocks = tuple(draft.body)
    kept = {one.address for one in inlines(blocks) if isinstance(one, Link)}
    kept |= {one.address for one in walk(blocks) if isinstance(one, Figure)}
    kept |= {person.url for person in draft.people} | {source.url for source in draft.sources}
    kept.update(one for notice in draft.notices for one in notice.addresses)
    listed = (*draft.left_out, *draft.hints.left_out)
    kept.update(one for left in listed for one in left.addresses)
    found: list[LeftOut] = []
    for piece in pieces:
        held = walk((piece.block,) if piece.block else ())
        figures = [one.address for one in held if isinstance(one, Figure) and one.address]
        whole = [one for one in (*piece.addresses, *figures) if _WHOLE.match(one)]
        lost = tuple(dict.fromkeys(one for one in whole if one not in kept))
        if lost:
            kept.update(lost)
            left = LeftOut(
                text=" ".join(lost),
                because=LeftOutBecause.METADATA,
                of="link",
                found=f"line {piece.line}",
                addresses=lost,
            )
            found.append(left)
    return found


def _title(draft: Draft, pieces: Sequence[Piece], remarks: list[str]) -> Sequence[Piece]:
    """Set the title; gives the pieces that are not the title."""
    if draft.hints.titles:
        draft.title = draft.hints.titles[0]
        return pieces
    worded = [
        place
        for place, piece in enumerate(pieces)
        if piece.text.strip() and piece.region not in {"metadata", "private"}
    ]
    first = pieces[worded[0]] if worded else Piece(text="Untitled", line=1)
    if len(first.text) <= _TITLE_AT_MOST and len(worded) > 1 and not _is_notice(first.text):
        draft.title = first.text
        draft.step(first, "title", "first line")
        draft.know("title", EvidenceKind.INFERRED, f"line {first.line}", "first line")
        return (*pieces[: worded[0]], *pieces[worded[0] + 1 :])
    words = first.text.lstrip()[:_READ_AT_MOST].split(maxsplit=13)
    draft.title = " ".join(words[:12])[:120].strip() + (" …" if len(words) > 12 else "")
    draft.know("title", EvidenceKind.INFERRED, f"line {first.line}", "first words")
    remarks.append(
        "the page has no line fit for a title; it is named by its first words: give it one"
    )
    return pieces


def _is_notice(text: str) -> bool:
    return any(
        set(match.wording.kinds) - {K.BYLINE, K.BOILERPLATE}
        for match in notable(recognise(text, "head"))
    )


def _place(draft: Draft, pieces: Sequence[Piece], place: int, zone: str) -> None:
    """Give one piece its role."""
    piece = pieces[place]
    folded = squeeze(piece.text)
    # words under a picture may be those of the title, or of another picture
    pictured = isinstance(piece.block, Figure)
    if piece.region == "private":
        draft.leave(piece, LeftOutBecause.PRIVATE, "", "region")
    elif piece.region == "metadata" or not (piece.text.strip() or piece.block):
        because = (
            LeftOutBecause.COUNTER
            if piece.addresses and not piece.text.strip()
            else LeftOutBecause.METADATA
        )
        draft.leave(
            piece if piece.text.strip() else replace(piece, text=" ".join(piece.addresses)),
            because,
            "",
            "region",
        )
    elif not pictured and folded in {
        squeeze(title) for title in (draft.title, *draft.hints.titles)
    }:
        _repeated_title(draft, piece)
    elif _is_marked(draft, piece, folded):
        pass
    elif not pictured and folded in draft.seen:
        draft.leave(piece, LeftOutBecause.REPETITION, draft.seen[folded], "same words again")
    elif place < 2 and _is_kicker(draft, piece, zone):
        draft.kicker = piece.text
        draft.step(piece, "kicker", "label before the text")
        draft.know("kicker", EvidenceKind.INFERRED, f"line {piece.line}", "label before the text")
    elif not piece.region and SEPARATOR.match(piece.text) and not isinstance(piece.block, Rule):
        draft.print(piece, Rule(mark=piece.text), "separator")
    else:
        _judge(draft, pieces, place, zone)


def _is_marked(draft: Draft, piece: Piece, folded: str) -> bool:
    """Take the line that the source marks as kicker or standfirst for that; False for any other."""
    for field in ("kicker", "standfirst"):
        words = getattr(draft.hints, field)
        if words and folded == squeeze(words) and not getattr(draft, field):
            setattr(draft, field, " ".join(piece.text.split()))
            draft.step(piece, field, "marked by the source")
            draft.know(field, EvidenceKind.STATED, f"line {piece.line}", "marked by the source")
            draft.seen[folded] = field
            return True
    return False


def _is_kicker(draft: Draft, piece: Piece, zone: str) -> bool:
    return not (draft.body or draft.kicker or piece.block or recognise(piece.text, zone)) and bool(
        _KICKER.match(piece.text)
    )


def _repeated_title(draft: Draft, piece: Piece) -> None:
    if any(step.role == "title" for step in draft.steps):
        draft.leave(piece, LeftOutBecause.REPETITION, "title", "same words again")
        return
    said, known = squeeze(piece.text), squeeze(draft.title)
    if known in said and known != said:  # with a day before it, or the site's name behind
        draft.leave(piece, LeftOutBecause.REPETITION, "title", "the title and more")
        return
    draft.title = " ".join(piece.text.split())  # a headline may stand on two lines
    draft.step(piece, "title", "named by the metadata")


def _judge(draft: Draft, pieces: Sequence[Piece], place: int, zone: str) -> None:
    piece = pieces[place]
    matches = believed(
        piece, zone, draft.names, unsigned=not draft.people and not draft.has_byline
    ) + _of_the_author(draft, piece, zone)
    matches = tuple(
        bounded(match, piece) if match.wording.relation else match
        for match in matches
        if match.wording.rule not in draft.several and _is_evidence(piece, match)
    )
    matches = _about_the_credited(draft, piece, matches)
    bylines = {match.name for match in matches if K.BYLINE in match.wording.kinds and match.name}
    matches = tuple(
        match
        for match in matches
        # whom a byline credits is no publication, though a day stands behind the name
        if K.ORIGINALLY_PUBLISHED not in match.wording.kinds or match.name not in bylines
    )
    if (
        piece.region in FURNITURE
        and all(K.BYLINE in match.wording.kinds for match in matches)
        and draft.has_byline
    ):
        matches = ()  # the second is of another text
    if zone in {"body", ""} and _heads_text(pieces, place):
        matches = tuple(match for match in matches if not set(match.wording.kinds) <= SITE)
    if _is_below_a_table(pieces, place):
        matches = tuple(match for match in matches if K.SOURCE_LINK not in match.wording.kinds)
    strong = notable(matches)
    listed = _listed(draft, piece, strong)
    enough = MOSTLY_BESIDE if piece.region in {"footer", "aside"} else MOSTLY
    said = [kind for match in matches for kind in match.wording.kinds]
    said += [K.IMAGE_CREDIT] if listed and K.IMAGE_LICENCE not in said else []
    kinds = tuple(dict.fromkeys(said))
    pictured = bool(strong) and all(set(match.wording.kinds) <= PICTURES for match in strong)
    if listed and not isinstance(piece.block, Figure):
        keep(draft, piece, matches, kinds)
        draft.step(piece, f"notice: {', '.join(kinds)}", "below a label")
    elif strong and is_mostly(piece.text, strong, enough) and not isinstance(piece.block, Figure):
        _notice(draft, piece, matches, kinds)
    elif piece.region == "front-page":
        draft.leave(piece, LeftOutBecause.BOILERPLATE, str(K.BOILERPLATE), "region")
    elif piece.region in FURNITURE or (piece.region == "author-box" and draft.people):
        draft.leave(piece, LeftOutBecause.FURNITURE, piece.region, "region")
    elif isinstance(piece.block, Figure):
        _figure(draft, piece, piece.block, matches, kinds)
    elif strong and pictured:
        # a line that holds a picture's credit stays where it stands
        draft.print(
            piece,
            piece.block or Paragraph(children=(Text(text=piece.text),)),
            matches[0].wording.rule,
        )
        keep(draft, replace(piece, text=_credit(piece.text, strong)), matches, kinds)
    elif piece.block:
        draft.print(piece, piece.block, "block of the source")
    elif _is_heading(pieces, place):
        draft.print(
            piece,
            Heading(level=1, children=(Text(text=piece.text),)),
            "short line before a paragraph",
        )
    else:
        draft.print(piece, Paragraph(children=(Text(text=piece.text),)), "text")
    _doubt(draft, piece, zone, strong)
    for match in matches:
        if match.wording.within and draft.steps[-1].role.startswith("body"):
            keep(
                draft,
                replace(piece, text=piece.text[match.start : match.end].strip()),
                (match,),
                match.wording.kinds,
            )
    if label := next((match.wording.lists for match in strong if match.wording.lists), ""):
        draft.label, draft.label_region = label, piece.region
    elif not listed or draft.label != "many":
        draft.label = ""


def _figure(
    draft: Draft,
    piece: Piece,
    figure: Figure,
    matches: Sequence[Match],
    kinds: tuple[NoticeKind, ...],
) -> None:
    """Print a picture: the credit at its caption's end goes to where credits are printed.

    One with a link in it stays where it stands, and so does one of a picture that has another.
    """
    strong = notable(matches)
    pictured = bool(strong) and all(set(match.wording.kinds) <= PICTURES for match in strong)
    known = next((one.credit for one in draft.hints.assets if one.id == figure.asset), "")
    caption = plain_inline(figure.caption)
    found = parted(caption)
    credit = found.credit or (_credit(piece.text, strong) if pictured else "")
    if found.credit and (not known or squeeze(known) == squeeze(credit)):
        kept = opening(figure.caption, len(found.caption))
        figure = figure if kept is None else replace(figure, caption=kept)
    rule = matches[0].wording.rule if strong else "block of the source"
    draft.print(piece, figure, rule)
    if strong:
        keep(draft, replace(piece, text=credit or piece.text), matches, kinds)
    if credit:
        draft.credits.setdefault(figure.asset, credit)


def _doubt(draft: Draft, piece: Piece, zone: str, strong: Sequence[Match]) -> None:
    """Note a line at either end of the text that may be a notice and was printed as text."""
    printed = bool(draft.steps) and draft.steps[-1].role.startswith("body")
    if printed and not strong and zone in _EDGES and may_be_notice(piece.text, zone):
        draft.doubts.append(piece.line)


def _credit(caption: str, matches: Sequence[Match]) -> str:
    """The stretch of a caption that is the credit, to the letter: its end, or its first sentence.

    A short line is one as a whole.
    """
    start = min((match.start for match in matches if match.start > 2), default=0)
    if start:
        return caption[start:].strip(' \t\n.!?"”»|') or caption
    return sentences(caption)[0] if len(caption) > _COPYRIGHT_AT_MOST else caption


def _of_the_author(draft: Draft, piece: Piece, zone: str) -> tuple[Match, ...]:
    """A note in the midst of the text about one who is credited, by the whole of the name."""
    if zone != "body" or not _may_name(piece.text, draft):
        return ()
    return tuple(
        match
        for match in recognise(piece.text)
        if is_about(match)
        and match.start <= 2
        and " " in match.name
        and credited(draft, match.name) is not None
    )


def _may_name(text: str, draft: Draft) -> bool:
    """Whether the last word of a credited name stands in the line: a quick test before the rows."""
    words = text.casefold()
    lasts = [person.name.casefold().split()[-1:] for person in draft.people]
    return any(last and last[0] in words for last in lasts)


def _is_evidence(piece: Piece, match: Match) -> bool:
    """Whether a byline is one: a sentence of the text that begins like one credits nobody."""
    if K.BYLINE not in match.wording.kinds or not match.name:
        return True
    opens = piece.text.find(match.name) <= _LEAD_AT_MOST
    return not (opens and reads_on(piece.text))


def _about_the_credited(
    draft: Draft, piece: Piece, matches: tuple[Match, ...]
) -> tuple[Match, ...]:
    """The matches without notes about somebody who is not credited.

    Such a line stays in the text, and is told.
    """
    about = [match for match in matches if is_about(match)]
    name = next((match.name for match in about if match.name), "")
    known = credited(draft, name) is not None or is_promised(draft, name) or is_boxed(piece, name)
    if not about or known or (not name and draft.people):
        return matches
    if is_mostly(piece.text, notable(about)):
        draft.maybe.append(piece.line)
    return tuple(match for match in matches if not is_about(match))


def _promised(pieces: Sequence[Piece], where: Sequence[str]) -> frozenset[str]:
    """The names that bylines and author's boxes hold, wherever they stand."""
    names: set[str] = set()
    headed = False
    for piece, zone in zip(pieces, where, strict=True):
        if zone == "body" or len(piece.text) > _READ_AT_MOST or zone == "comments":
            headed = False
            continue
        matches = recognise(piece.text, "" if headed else zone)
        for match in matches:
            boxed = is_about(match) and (headed or piece.region == "author-box")
            byline = K.BYLINE in match.wording.kinds and _is_evidence(piece, match)
            if match.name and (byline or boxed):
                names |= {name for name in names_in(match.name) if is_person(name)}
        headed = any(K.AUTHOR_HEADING in match.wording.kinds for match in matches)
    return frozenset(names)


def _listed(draft: Draft, piece: Piece, strong: Sequence[Match]) -> bool:
    """Whether the line belongs to the label above it: a short one that says nothing else."""
    return (
        bool(draft.label)
        and piece.region == draft.label_region
        and 0 < len(piece.text) <= _LISTED_AT_MOST
        and all(set(match.wording.kinds) <= PICTURES for match in strong)
        and not re.search(r"[.!?]\s+\S.*[.!?]$|:$", piece.text)
    )


def _heads_text(pieces: Sequence[Piece], place: int) -> bool:
    """Whether a piece is a heading of the source with running text of the source right under it.

    What a site says of itself ("Sign up", "More on tides") it does not head a part of a text with.
    """
    behind = pieces[place + 1] if place + 1 < len(pieces) else None
    if not isinstance(pieces[place].block, Heading) or behind is None or behind.region:
        return False
    return isinstance(behind.block, Paragraph) and len(behind.text) >= _HEADED_AT_LEAST


def _is_below_a_table(pieces: Sequence[Piece], place: int) -> bool:
    """Whether a line of the text stands right under a table: the source it names is the table's."""
    above = pieces[place - 1].block if place else None
    return isinstance(above, Table) and pieces[place].block is not None


def _is_heading(pieces: Sequence[Piece], place: int) -> bool:
    text = pieces[place].text
    after = pieces[place + 1].text if place + 1 < len(pieces) else ""
    before = pieces[place - 1].text if place else ""
    return (
        len(text) <= _HEADING_AT_MOST
        and text[-1:] not in ".,;:!…\"”'’)]"
        and len(after) > 2 * _HEADING_AT_MOST
        and len(before) > _HEADING_AT_MOST
        and not text[:1].islower()
        and not text.startswith(("-", "•", "*", "http", "@"))
    )


def _notice(
    draft: Draft, piece: Piece, matches: Sequence[Match], kinds: tuple[NoticeKind, ...]
) -> None:
    """A line of the catalogue: a note about a person, the site's own word, or a notice."""
    rule = ", ".join(dict.fromkeys(match.wording.rule for match in matches))
    learn(draft, piece, matches)
    if kinds[0] is K.AUTHOR_BIO and bio(draft, piece, matches):
        return
    if set(kinds) - {K.OBFUSCATED_EMAIL} <= SITE:
        draft.seen.setdefault(squeeze(piece.text), str(kinds[0]))
        draft.leave(piece, LeftOutBecause.BOILERPLATE, str(kinds[0]), rule)
        return
    # what travels is no invitation of the site's
    kinds = tuple(kind for kind in kinds if kind not in SITE)
    keep(draft, piece, matches, kinds)
    draft.step(piece, f"notice: {', '.join(kinds)}", rule)


def _standfirst(draft: Draft) -> str:
    """The opening paragraph, when the text ends with the same words.

    The site printed its standfirst above the text.
    """
    paragraphs = [place for place, block in enumerate(draft.body) if isinstance(block, Paragraph)]
    if (
        len(paragraphs) < 3
        or paragraphs[0] != 0
        or squeeze(draft.texts[0][0]) != squeeze(draft.texts[paragraphs[-1]][0])
    ):
        return ""
    words, line = draft.texts.pop(0)
    draft.body.pop(0)
    place = next(
        place for place, step in enumerate(draft.steps) if step.line == line and step.text == words
    )
    draft.steps[place] = replace(
        draft.steps[place], role="standfirst", rule="the text ends with the same words"
    )
    draft.know(
        "standfirst", EvidenceKind.INFERRED, f"line {line}", "the text ends with the same words"
    )
    return words


def _article(draft: Draft, standfirst: str) -> Article:
    hints = draft.hints
    sample = " ".join(
        (draft.title, *(text[:_READ_AT_MOST] for text, _ in draft.texts[:_PIECES_READ]))
    )
    language, direction, evidence = (
        (hints.language, hints.direction, ()) if hints.language else language_of(sample)
    )
    permissions = permissions_in(draft.notices)
    copyright_line, holder = _copyright(draft.notices)
    licence = hints.licence or licence_in(draft.notices)
    assets = tuple(_credited(asset, draft.credits.get(asset.id, "")) for asset in hints.assets)
    return Article(
        title=draft.title,
        kicker=draft.kicker,
        subtitle=hints.subtitle,
        standfirst=standfirst,
        contributors=tuple(draft.people),
        language=language or "und",
        direction=hints.direction or direction,
        published=hints.published,
        updated=hints.updated,
        keywords=hints.keywords,
        sources=tuple(
            sorted(draft.sources, key=lambda source: source.relation is Relation.CAPTURED_FROM)
        ),
        rights=Rights(
            holder=holder,
            copyright_line=copyright_line,
            licence=licence,
            permissions=permissions,
            notices=tuple(draft.notices),
            signals=hints.signals,
        ),
        assets=assets,
        body=_body(draft),
        left_out=(*draft.left_out, *hints.left_out),
        evidence=(*_stated(draft), *draft.evidence, *evidence),
    )


def _credited(asset: Asset, credit: str) -> Asset:
    """The picture with the credit of its caption, and the licence that its credit names."""
    credit = asset.credit or credit
    kinds = {kind for match in recognise(credit) for kind in match.wording.kinds}
    named = licence_named(credit) if kinds & {K.IMAGE_LICENCE, K.CC_LICENCE} else None
    licence = named if named and named.id else None
    return replace(asset, credit=credit, licence=asset.licence or licence)


def _stated(draft: Draft) -> tuple[Evidence, ...]:
    """What the hints state, but for people who gave way to those whom a byline names."""
    if not draft.bodies_gone:
        return draft.hints.evidence
    return tuple(
        fact for fact in draft.hints.evidence if not fact.field.startswith("contributors[")
    )


def _copyright(notices: Sequence[Notice]) -> tuple[str, str]:
    """(© line to the letter, the holder it names), where the text has exactly one."""
    lines = [
        notice
        for notice in notices
        if notice.kinds[0] is K.COPYRIGHT_LINE and len(notice.text) <= _COPYRIGHT_AT_MOST
    ]
    if len({notice.text for notice in lines}) != 1:
        return "", ""
    return lines[0].text, lines[0].names[0] if len(lines[0].names) == 1 else ""


def _body(draft: Draft) -> tuple[Block, ...]:
    """The text: in normal form, each mark with its note and each link with its place."""
    blocks = normal_blocks(flattened(tuple(draft.body)))
    return plainly_marked(connected(settled(blocks)))
