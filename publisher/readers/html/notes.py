"""Footnotes of a page, however it builds them: which links are marks, which elements the notes.

In: the article's element.  Out: Notes.  The one idea: a mark is a short label that links forward,
within the page, to an element that looks like a note; what links back is no mark.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from publisher.model.body import is_label
from publisher.readers.html.anchors import fragment_of, targets_of
from publisher.readers.html.tree import SET_ASIDE, UNSPOKEN, Element, is_phrasing, words_of

LABEL = re.compile(
    r"[\[(]?\s*(?:(?:note|fn|ref)\s*)?(?:\d{1,3}|[a-z]|[ivxlc]{1,6}|[*†‡§¶#]{1,3})\s*[\])]?[.:]?",
    re.IGNORECASE,
)
BACK = re.compile(
    r"[\s\[\](){}]*(?:[↩↑^⤴⏎↵⬆⇑︎️]|back|return|jump"
    r" up|top|a|b|c|d|e|f|\d{1,2}(?:\.\d{1,2})?|,|;)*+[\s\[\](){}:.↩︎️]*",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"(?:^|[\s_:-])(?:foot|end|side)?(?:notes?|fn|ftn|sdfootnote|cite|references?|bib)(?:$|[\s_:.\d-])|footnote|endnote|doc-(?:end|foot)note",
    re.IGNORECASE,
)
_INLINE = re.compile(
    r"(?:^|\s)(?:sidenote|marginnote|footnote-text|inline-footnote|footnote-content)(?:$|\s)",
    re.IGNORECASE,
)


_LONGEST = 3000  # characters: more is a section of the text


@dataclass(slots=True)
class Notes:
    """marks and notes: element → the name both share.

    labels   how the marks of each note are printed, by the note's name.
    silent   labels and back links inside notes, which a writer sets itself.
    """

    marks: dict[Element, str] = field(default_factory=dict)
    notes: dict[Element, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    silent: set[Element] = field(default_factory=set)


def find_notes(article: Element, page: str, regions: Mapping[Element, str]) -> Notes:
    """The notes of an article; `page` is its own address, since some pages write it before the #.

    What stands among comments or menus is no note.  One paragraph that holds several notes is cut
    into one for each.
    """
    targets = targets_of(article)
    _cut(article, targets, page)
    order = {element: place for place, element in enumerate(article.iter())}
    found = Notes()
    numbers: dict[Element, str] = {}
    for link in article.iter("a"):
        target = targets.get(fragment_of(link, page))
        if target is None or order[target] < order[link] or not LABEL.fullmatch(words_of(link)):
            continue
        note = _note(target, article)
        if (
            note is None
            or note in link.iterancestors()
            or _elsewhere(note, regions)
            or not _looks_like_note(note, target, words_of(link))
        ):
            continue
        name = numbers.setdefault(note, str(len(numbers) + 1))
        found.marks[_whole_mark(link)] = name
        found.labels.setdefault(name, _label(link))
    found.notes = {
        note: name
        for note, name in numbers.items()
        if not any(above in numbers for above in note.iterancestors())
    }
    printed = set(found.notes.values())
    found.marks = {mark: name for mark, name in found.marks.items() if name in printed}
    for note in found.notes:
        _silence(found, note, targets, page, order)
        _take_label(note, found.labels[found.notes[note]])
    return found


def _label(mark: Element) -> str:
    """What a mark says, without the brackets around it."""
    said = " ".join(words_of(mark).split()).strip("[](){} ").rstrip(".:")
    return said if is_label(said) else ""


def _take_label(note: Element, label: str) -> None:
    """Take a note's label from before its words, where it stands among them: a writer sets it."""
    holder = next((one for one in note.iter() if (one.text or "").strip()), None)
    if holder is None or not label or not words_of(note).startswith(words_of(holder)):
        return
    written = re.escape(label)
    holder.text = re.sub(
        rf"^\s*(?:\[{written}\]|\({written}\)|{written}[.):]?)\s+", "", holder.text or ""
    )


def _elsewhere(note: Element, regions: Mapping[Element, str]) -> bool:
    """Whether a note would not be printed: it stands beside the text, or where nothing is shown."""
    return any(
        regions.get(above, "") in {"comments", "navigation", "header"}
        or above.tag in SET_ASIDE | UNSPOKEN
        for above in (note, *note.iterancestors())
    )


def _cut(article: Element, targets: dict[str, Element], page: str) -> None:
    """Cut paragraphs in which several notes follow one another, each behind a line break."""
    aims = {
        targets.get(fragment_of(link, page))
        for link in article.iter("a")
        if LABEL.fullmatch(words_of(link))
    }
    for target in reversed(list(article.iter("a", "span", "sup"))):
        holder, before = target.getparent(), target.getprevious()
        if (
            target not in aims
            or holder is None
            or holder.tag != "p"
            or before is None
            or before.tag != "br"
            or (before.tail or "").strip()
        ):
            continue
        piece = etree.Element("p")
        rest = [target, *target.itersiblings()]
        holder.addnext(piece)
        piece.tail, holder.tail = holder.tail, None
        for child in rest:
            piece.append(child)


def _whole_mark(link: Element) -> Element:
    """The link, or the <sup> around it that holds nothing else."""
    above = link.getparent()
    return (
        above
        if above is not None and above.tag in {"sup", "span"} and words_of(above) == words_of(link)
        else link
    )


def _note(target: Element, article: Element) -> Element | None:
    """The element that holds a note's words.

    The target, or the smallest block around it that has words.
    """
    while target is not article and (
        is_phrasing(target) or target.tag in {"dt", "td", "th"} or not words_of(target)
    ):
        above = target.getparent()
        if above is None:
            return None
        target = above
    return (
        None
        if target is article
        or target.tag in {"body", "main", "h1", "h2", "h3", "h4", "h5", "h6", "table", "figure"}
        else target
    )


def _looks_like_note(note: Element, target: Element, label: str) -> bool:
    digits = re.sub(r"\W", "", label)
    named = " ".join(
        filter(
            None,
            (
                element.get(key)
                for element in (target, note)
                for key in ("id", "class", "name", "role")
            ),
        )
    )
    said = words_of(note)
    begins = (
        re.match(rf"[\[(^\s↑]*{re.escape(digits)}(?:\W|$)", said)
        if digits
        else said.startswith(label.strip("[]()"))
    )
    if len(said) > _LONGEST or note.find(".//h2") is not None or note.find(".//h3") is not None:
        return False
    above = note.getparent()
    counted = note.tag == "li" and above is not None and above.tag == "ol"
    return counted or bool(begins) or (bool(_NOTE.search(named)) and len(said) > len(label) + 3)


def _silence(
    found: Notes, note: Element, targets: dict[str, Element], page: str, order: dict[Element, int]
) -> None:
    """Mark the note's own label and its links back; they lead to the place the mark stands."""
    for link in note.iter("a"):
        goal = targets.get(fragment_of(link, page))
        written = link.get("href", "")
        backwards = goal is None or order.get(goal, 0) < order.get(link, 0)
        leads_back = (
            "#" in written
            and not written.startswith("http")
            and backwards
            and link not in found.marks
        )
        if leads_back and BACK.fullmatch(words_of(link)):
            found.silent.add(_whole_mark(link))
    first = next(
        (
            below
            for below in note.iterdescendants()
            if words_of(below) or (below.tail or "").strip()
        ),
        None,
    )
    if (
        first is not None
        and is_phrasing(first)
        and LABEL.fullmatch(words_of(first))
        and words_of(note).startswith(words_of(first))
    ):
        found.silent.add(first)


def inline_note(element: Element) -> bool:
    """Whether the element is a note that stands in the middle of its sentence."""
    return (
        is_phrasing(element)
        and bool(_INLINE.search(element.get("class", "")))
        and " " in words_of(element)
    )
