"""Which blocks of the article's element lead away from the text: other stories, their labels.

In: the parts of an article, in order.  Out: the places of those that are not of the text.  What
decides is where a block stands, how much of it is linked and where to, and a label of labels.toml;
never a class.  An author's own lists (sources, links to elsewhere) and all that is prose stay.
"""

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from publisher.model.body import (
    Aside,
    Code,
    Figure,
    Heading,
    Link,
    List,
    Note,
    Paragraph,
    Passage,
    Rule,
    Strong,
    Table,
    Verse,
    inlines,
    plain_inline,
    plain_text,
)
from publisher.model.rights import NoticeKind
from publisher.readers.capture.recognise import recognise
from publisher.readers.capture.zones import SITE
from publisher.readers.html.cards import HEADLINE, drawn_as, whole_link
from publisher.readers.html.parts import Part
from publisher.readers.html.running_text import offers_of_the_site
from publisher.readers.html.site import host_of
from publisher.readers.html.tree import words_of
from publisher.rows import rows_of
from publisher.text import ideographs, squeeze

# Chosen by hand; what they give is measured by tests/benchmarks/pages.py on the half not looked at
_LINKED = 0.8  # share of linked characters from which a block is nothing but links
_LABEL = 60  # characters of a label
_PROSE = 80  # unlinked characters from which a block is of the text
_EARLY = 0.3  # share of the text before which no label ends it
_REST = 0.25  # share of the text that a label may end
_REST_LINKED = 0.4  # share of linked characters of a rest that a label may end, whatever its length
_MENU = 4  # links of a list before the text
_REPEATED = 60  # characters of a caption that is said again
_NEAR = 12  # blocks between a caption and its repetition
_CUT_SHORT = re.compile(r"\s*(?:…|\.\.\.)")
_MOSTLY = 0.7  # share of linked characters behind a label in one line
_OPENING = re.compile(r"[^\n:]{2,60}[\n:]")
_CLOSING = 350  # characters of a line behind the text that may be the site's own
_SCRAP = 30  # characters
_ENDS = (".", "!", "?", "…", "。", "！", "？", "”", '"', ")")
_NOISE = re.compile(r"^[\W_]+|(?<![\W_])[\W_]+$")
_SHARING = re.compile(
    r"//(?:[\w-]+\.)*(?:facebook\.com/(?:sharer|plugins|share)|(?:twitter|x)\.com/(?:intent|share)|"
    r"linkedin\.com/share|pinterest\.[a-z.]+/pin/create|(?:api\.)?whatsapp\.com/send|wa\.me/|"
    r"t\.me/share|reddit\.com/submit|tumblr\.com/share|xing\.com/spi|getpocket\.com/save)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Row:
    """One block: where it stands, what it says, how much of it is linked and where to."""

    place: int
    part: Part
    text: str
    unlinked: str
    chars: int
    linked: int
    addresses: tuple[str, ...]
    label: str
    leads_home: bool
    cards: str
    first_linked: str

    @property
    def plain(self) -> int:
        """Characters that are not linked."""
        return self.chars - self.linked

    @property
    def is_links(self) -> bool:
        """Whether it is nothing but links."""
        linked = bool(self.addresses) and self.linked >= _LINKED * self.chars
        return linked or bool(self.cards)

    @property
    def is_kept(self) -> bool:
        """Whether its form is that of a text: no site lists its stories so."""
        return isinstance(self.part.block, Code | Table | Verse | Note)

    @property
    def is_prose(self) -> bool:
        """Whether it is running text, or a form that only a text has."""
        return self.is_kept or (self.plain >= _PROSE and not self.is_links and not self.is_figure)

    @property
    def is_figure(self) -> bool:
        """Whether it is a picture."""
        return isinstance(self.part.block, Figure)

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading."""
        return isinstance(self.part.block, Heading)


def strays(parts: Sequence[Part], address: str) -> frozenset[int]:
    """The places of the parts that lead away from the text.

    address   of the page; what leads to the same site may be another story, what leads elsewhere is
              the author's.
    """
    host = host_of(address)
    rows = [
        _row(place, part, host)
        for place, part in enumerate(parts)
        if part.block is not None and not isinstance(part.block, Rule)
    ]
    if not any(row.is_prose for row in rows):
        return frozenset()
    found: set[int] = set()
    _leave_labelled(rows, found)
    _leave_cards(rows, found)
    _leave_repeats(rows, found)
    _leave_menus(rows, found)
    _leave_rest(rows, found)
    _leave_end(rows, found)
    _leave_empty_heads(parts, rows, found)
    return frozenset(found)


def _leave_labelled(rows: Sequence[_Row], found: set[int]) -> None:
    """Leave a label of other stories with the links under it, or behind it in one line."""
    for at, row in enumerate(rows):
        if row.addresses and not row.is_figure and _announced(row) in {"related", "site"}:
            found.add(row.place)
        if row.label not in {"related", "doubtful", "site"} or row.is_figure:
            continue
        run = _links_behind(rows, at + 1)
        if row.label == "doubtful" and not _are_headlines(run):
            continue
        if run:
            found |= {row.place, *(one.place for one in run)}


def _announced(row: _Row) -> str:
    """The kind of label that stands in one line with what it announces; "" for none."""
    if isinstance(row.part.block, Paragraph | Heading):
        label = _OPENING.match(row.text)
        linked = label and row.linked >= _MOSTLY * (row.chars - label.end())
        if label and (linked or row.is_links) and (kind := _label(label[0])):
            return kind
        if row.is_links and len(row.addresses) > 1 and (kind := _label(row.first_linked)):
            return kind
    return _label(row.unlinked)


def _leave_cards(rows: Sequence[_Row], found: set[int]) -> None:
    """Leave cards of other stories wherever they stand, and lone headlines of them in the text.

    A site puts several of these between the paragraphs, or one that is all stressed.
    """
    found |= {row.place for row in rows if row.cards == "pictured"}
    prose = [at for at, row in enumerate(rows) if row.is_prose]
    between = rows[prose[0] : prose[-1]] if prose else rows
    lone = [
        row
        for before, row in pairwise(between)
        if _is_lone_headline(row) and not before.text.rstrip().endswith((":", "："))
    ]
    stressed = [row for row in lone if _is_stressed(row)]
    found |= {row.place for row in (lone if len(lone) > 1 else stressed)}


def _is_lone_headline(row: _Row) -> bool:
    """Whether a paragraph is one link to another page of the site, as long as a headline."""
    block = row.part.block
    if not isinstance(block, Paragraph) or not row.leads_home:
        return False
    return whole_link(block.children) is not None and row.chars + ideographs(row.text) >= HEADLINE


def _is_stressed(row: _Row) -> bool:
    """Whether all words of a row are in capitals, or bold."""
    block = row.part.block
    if not isinstance(block, Paragraph):
        return False
    bold = any(isinstance(one, Strong) for one in inlines((block,)))
    return bold or row.text.isupper()


def _leave_repeats(rows: Sequence[_Row], found: set[int]) -> None:
    """Leave lines that say a caption close by once more, whole or cut short with an ellipsis."""
    said = [squeeze(row.text).casefold() for row in rows]
    for at, row in enumerate(rows):
        if not isinstance(row.part.block, Paragraph):
            continue
        cut = _CUT_SHORT.split(said[at], maxsplit=1)[0]
        if len(cut) < _REPEATED:
            continue
        near = range(max(0, at - _NEAR), min(len(rows), at + _NEAR))
        if any(rows[other].is_figure and cut in said[other] for other in near):
            found.add(row.place)


def _links_behind(rows: Sequence[_Row], start: int) -> list[_Row]:
    """The rows from `start` that are nothing but links, with pictures that lead somewhere."""
    run: list[_Row] = []
    for row in rows[start:]:
        if row.is_kept or not (row.is_links or _is_card(row)):
            break
        if row.is_heading and not row.leads_home:
            break
        run.append(row)
    return run if any(row.is_links for row in run) else []


def _begins_card(rows: Sequence[_Row]) -> bool:
    """Whether these rows begin with a heading that leads to another page, or with its picture."""
    first, last = rows[0], rows[-1]
    heads = last.is_heading and last.is_links and last.leads_home
    return heads and (first is last or _is_card(first))


def _is_card(row: _Row) -> bool:
    return isinstance(row.part.block, Figure) and bool(row.part.block.address)


def _are_headlines(run: Sequence[_Row]) -> bool:
    """Whether all that is linked reads like a headline, and leads to the page's own site."""
    words = [
        plain_inline(inline.children)
        for row in run
        if row.part.block
        for inline in inlines((row.part.block,))
        if isinstance(inline, Link)
    ]
    return (
        bool(words)
        and all(len(said) + ideographs(said) >= HEADLINE for said in words)
        and all(row.leads_home for row in run)
    )


def _leave_menus(rows: Sequence[_Row], found: set[int]) -> None:
    """Leave lists of links of the site before the first words of the text, and boxes of offers."""
    for row in rows:
        is_box = isinstance(row.part.block, Aside) and row.chars <= _CLOSING
        if is_box and not _speaks(row) and offers_of_the_site(row.text, linked=False):
            found.add(row.place)
            continue
        if row.is_prose:
            return
        is_menu = isinstance(row.part.block, List) and len(row.addresses) >= _MENU
        if row.cards or (is_menu and row.is_links and row.leads_home):
            found.add(row.place)


def _leave_rest(rows: Sequence[_Row], found: set[int]) -> None:
    """Leave all from a label or a linked heading on, where hardly any of it is text."""
    total = sum(row.plain for row in rows)
    before = headed = 0
    for at, row in enumerate(rows):
        if row.label == "related" and before and _is_column(rows[at + 1 :]):
            found |= {one.place for one in rows[at:] if not _speaks(one)}
            return
        turns = row.label in {"related", "site"} and not row.is_figure
        turns = turns or (not headed and (_begins_card([row]) or _begins_card(rows[at : at + 2])))
        rest = rows[at:]
        if turns and before > _EARLY * total and not _goes_on(rest):
            plain, linked = sum(one.plain for one in rest), sum(one.linked for one in rest)
            if plain < _REST * total or linked > _REST_LINKED * (plain + linked):
                found |= {one.place for one in rest if not _speaks(one)}
                return
        before += row.plain
        headed += _begins_card([row])


def _is_column(rest: Sequence[_Row]) -> bool:
    """Whether nothing but cards follows: no more paragraphs than pictures and heads of them."""
    heads = [row for row in rest if row.leads_home and (_is_card(row) or _begins_card([row]))]
    prose = [row for row in rest if row.is_prose]
    plain = [row for row in rest if row.is_kept or (row.is_heading and not row.addresses)]
    return len(heads) > 1 and not plain and len(prose) <= len(heads) + 1


def _goes_on(rest: Sequence[_Row]) -> bool:
    """Whether the text goes on in the rows behind a label.

    With the author's sources, a note, code; with a heading of its own and words under it; or with
    nothing but words, since a site lists its stories by links.
    """
    if any(row.is_kept or row.label == "own" for row in rest):
        return True
    headed = any(
        heading.is_heading and not heading.addresses and not heading.label and row.is_prose
        for heading, row in pairwise(rest)
    )
    return headed or (not any(row.is_links for row in rest) and any(row.is_prose for row in rest))


def _speaks(row: _Row) -> bool:
    """Whether the catalogue knows the row as a notice or as words about the author."""
    kinds = {kind for match in recognise(row.text[:2000]) for kind in match.wording.kinds}
    return bool(kinds - SITE - {NoticeKind.OBFUSCATED_EMAIL})


def _leave_end(rows: Sequence[_Row], found: set[int]) -> None:
    """From the end, leave labels, headings of nothing, what the site offers, and its other stories.

    Passed over on the way: notices and words about the author, which stay, with the headings above
    them; and scraps (icons, "ANZEIGE"), which leave where other stories stand above them.
    """
    owned = False
    for row in rows:
        owned = row.label == "own" or (owned and not row.is_heading and not row.is_prose)
    if owned:
        return
    scraps: list[int] = []
    headed = True  # whether a heading met now has nothing below it
    for row in reversed(rows):
        if row.place in found:
            found.update(scraps if row.is_links else ())
            continue
        if row.is_kept or not (said := _closes(row, headed=headed)):
            return
        if said == "scrap":
            scraps.append(row.place)
        elif said == "notice":
            scraps, headed = [], False
        else:
            found |= {row.place, *(scraps if said == "stories" else ())}


def _closes(row: _Row, *, headed: bool) -> str:
    """What a row behind the text is: "stories", "end", "notice", "scrap"; "" for the text."""
    shares = bool(row.addresses) and all(map(_SHARING.search, row.addresses))
    says = row.is_prose or (row.is_figure and row.plain >= _PROSE)
    if row.leads_home and (row.is_links or (_is_card(row) and not says)):
        return "stories"
    if row.label in {"related", "site"} or ((shares or (headed and row.is_heading)) and not says):
        return "end"
    if row.chars > _CLOSING:
        return ""
    if _speaks(row):
        return "notice"
    if offers_of_the_site(row.text, linked=bool(row.addresses)):
        return "end"
    is_scrap = row.chars <= _SCRAP and not row.is_heading and not row.text.rstrip().endswith(_ENDS)
    return "scrap" if is_scrap and isinstance(row.part.block, Paragraph | Figure) else ""


def _leave_empty_heads(parts: Sequence[Part], rows: Sequence[_Row], found: set[int]) -> None:
    """Leave a heading in the text that heads nothing but what is not of the text.

    It stands before another heading of its rank, with furniture between them.
    """
    for row, behind in pairwise(rows):
        this, other = row.part.block, behind.part.block
        if isinstance(this, Heading) and isinstance(other, Heading) and other.level <= this.level:
            between = parts[row.place + 1 : behind.place]
            if any(one.element is not None and words_of(one.element) for one in between):
                found.add(row.place)


def _row(place: int, part: Part, host: str) -> _Row:
    block = part.block
    blocks = () if block is None else (block,)
    text = plain_text(blocks)
    links = [one for one in inlines(blocks) if isinstance(one, Link) and one.address[:1] != "#"]
    said = [plain_inline(link.children) for link in links]
    addresses = tuple(link.address for link in links)
    if isinstance(block, Figure) and block.address:
        addresses = (block.address, *addresses)
    unlinked = text
    for words in said:
        unlinked = unlinked.replace(words, " ", 1)
    home = [address for address in addresses if host and host_of(address) == host]
    titled = isinstance(block, Heading | Paragraph | Aside | Passage)
    return _Row(
        place=place,
        part=part,
        text=text,
        unlinked=unlinked,
        chars=len(text),
        linked=min(len(text), sum(map(len, said))),
        addresses=addresses,
        label=_label(text) if titled else "",
        leads_home=bool(home) and 2 * len(home) > len(addresses),
        cards=drawn_as(block, host),
        first_linked=next(iter(said), ""),
    )


def _label(text: str) -> str:
    """The kind of label that a line is: "related", "doubtful", "site", "own"; "" for any other."""
    if len(text) > _LABEL:
        return ""
    words = _NOISE.sub("", " ".join(text.split())).casefold()
    return next((kind for kind, pattern in _labels().items() if pattern.fullmatch(words)), "")


@functools.cache
def _labels() -> dict[str, re.Pattern[str]]:
    rows = rows_of(Path(__file__).parent / "labels.toml")
    return {
        kind: re.compile("|".join(row.casefold().replace("*", r"\S.{0,40}") for row in labels))
        for kind, labels in rows.items()
    }
