"""What a page's own style sheets hide → the same elements marked `hidden`, as attributes would.

In: the tree of a page.  Out: elements that are hidden but stay.  Only <style> elements are read,
and in them rules of one tag, class or id each that set `display` or `visibility`, or cut an element
down to nothing for screen readers; rules for paper do not count.  A parser would
work half a second on the 300 kB of styles that some pages carry.

What is hidden and holds running text is opened by a click, and stays: nobody loses an answer
because its question was to be touched first.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from publisher.readers.html.article import region_of
from publisher.readers.html.tree import SET_ASIDE, UNSPOKEN, Element, words_of

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_PLAIN = re.compile(r"([a-z][a-z0-9]*)?((?:[.#][A-Za-z_-][\w-]*)*)")
_DISPLAY = re.compile(r"(?<![\w-])(display|visibility)\s*:\s*([a-z-]+)\s*(!\s*important)?")
_CUT_DOWN = re.compile(r"(?<![\w-])clip\s*:\s*rect\(\s*[01](?:px)?\b|clip-path\s*:\s*inset\(\s*50%")
_WIDTH = re.compile(r"\(\s*(min|max)-width\s*:\s*(\d{1,5})(?:\.\d+)?\s*(px|r?em)\s*\)")
_AT_RULE = re.compile(r"@([\w-]+)(.*)", re.DOTALL)
_SCREEN = 1280  # pixels: how wide a screen the page is read on
_FEW = 300  # characters of words that are no more than a label, a hint or a dialog
_LINKED = 0.4  # share of linked characters from which hidden words are a menu
_KEPT = ("img", "amp-img", "picture", "video", "audio", "iframe")  # shown once they are loaded
_DIALOGS = {"dialog", "alertdialog", "menu", "tooltip"}


@dataclass(frozen=True, slots=True)
class _Rule:
    """What one plain selector sets: which element, how strongly, and whether it is seen."""

    tag: str
    names: frozenset[str]
    sets: str
    hides: bool
    weight: tuple[bool, int, int, int, int]


def hide_styled(root: Element) -> list[Element]:
    """Mark what the page's own style sheets hide; gives what they hide and what stays all the same.

    That is running text: longer than a few sentences, said nowhere else, and in no menu or dialog.
    """
    rules = [rule for sheet in root.iter("style") for rule in _rules_of(sheet)]
    if not any(rule.hides for rule in rules):
        return []
    kept: list[Element] = []
    body = root.find("body")
    said = ""
    for element in _hidden_by(rules, root if body is None else body):
        words = words_of(element)
        if not words or next(element.iter(*_KEPT), None) is not None:
            continue
        if len(words) > _FEW and _may_be_text(element, words):
            said = said or words_of(root)
            if said.count(words) == 1:
                kept.append(element)
                continue
        element.set("hidden", "")
    return kept


def _may_be_text(element: Element, words: str) -> bool:
    """Whether hidden words are no menu, dialog or form."""
    if region_of(element) or element.get("role", "").lower() in _DIALOGS:
        return False
    if next(element.iter("form", "input", "select", "dialog"), None) is not None:
        return False
    return sum(len(words_of(link)) for link in element.iter("a")) <= _LINKED * len(words)


def _hidden_by(rules: Iterable[_Rule], body: Element) -> Iterator[Element]:
    """The outermost elements that the rules hide, by the strongest of those that meet each."""
    by_name: dict[str, list[_Rule]] = {}
    for rule in rules:
        by_name.setdefault(min(rule.names, default=rule.tag), []).append(rule)
    inside: set[Element | None] = set()
    for element in body.iterdescendants():
        if element.getparent() in inside:
            inside.add(element)
            continue
        if element.tag in UNSPOKEN or element.tag in SET_ASIDE:
            continue
        names = {f".{name}" for name in element.get("class", "").split()}
        names.add(str(element.tag))
        if by_id := element.get("id"):
            names.add(f"#{by_id}")
        if by_name.keys().isdisjoint(names):
            continue
        met = [
            rule
            for name in names & by_name.keys()
            for rule in by_name[name]
            if rule.names <= names and rule.tag in {"", element.tag}
        ]
        strongest = {rule.sets: rule for rule in sorted(met, key=lambda rule: rule.weight)}
        if any(rule.hides for rule in strongest.values()):
            inside.add(element)
            yield element


def _rules_of(sheet: Element) -> Iterator[_Rule]:
    """The rules of a <style> that hide or show what one plain selector selects."""
    text = sheet.text or ""
    parent = sheet.getparent()
    fallback = parent is not None and parent.tag == "noscript"
    if fallback or not ("none" in text or "hidden" in text or "clip" in text):
        return
    if not _holds(sheet.get("media", "")):
        return
    around: list[bool] = []  # whether each block around a rule holds on a screen
    for place, chunk in enumerate(_COMMENT.sub("", text).split("}")):
        heads = chunk.split("{")
        if len(heads) == 1:
            del around[-1:]
            continue
        around += map(_holds_block, heads[:-2])
        if "display" in chunk or "visibility" in chunk or "clip" in chunk:
            selectors = heads[-2].rpartition(";")[2]
            if all(around) and "@" not in selectors:
                yield from _rules(selectors, heads[-1], place)


def _rules(selectors: str, declared: str, place: int) -> Iterator[_Rule]:
    found = [(match[1], match[2], bool(match[3])) for match in _DISPLAY.finditer(declared)]
    if _CUT_DOWN.search(declared):
        found.append(("clip", "hidden", False))
    if not found:
        return
    for selector in selectors.split(","):
        plain = _PLAIN.fullmatch(selector.strip())
        if plain is None or not plain[0] or plain[1] in {"html", "body"}:
            continue
        names = frozenset(re.findall(r"[.#][\w-]+", plain[2]))
        ids = sum(name[0] == "#" for name in names)
        for sets, value, important in found:
            yield _Rule(
                tag=plain[1] or "",
                names=names,
                sets=sets,
                hides=value in {"none", "hidden", "collapse"},
                weight=(important, ids, len(names) - ids, int(bool(plain[1])), place),
            )


def _holds_block(head: str) -> bool:
    """Whether an at-rule around others holds on a screen: of conditions, only its width is told."""
    rule = _AT_RULE.match(head.rpartition(";")[2].strip())
    if rule is None:
        return False
    return rule[1] in {"supports", "layer"} or (rule[1] == "media" and _holds(rule[2]))


def _holds(media: str) -> bool:
    """Whether a list of media queries holds on a screen (Media Queries 4, 2)."""
    return not media.strip() or any(_holds_one(one.strip().lower()) for one in media.split(","))


def _holds_one(query: str) -> bool:
    if query.startswith("not") or re.match(r"(?:only\s+)?(?:print|speech)\b", query):
        return False
    rest = _WIDTH.sub("", query)
    for bound, number, unit in _WIDTH.findall(query):
        pixels = int(number) * (1 if unit == "px" else 16)
        if (pixels > _SCREEN) if bound == "min" else (pixels < _SCREEN):
            return False
    return not re.sub(r"\b(?:only|screen|all|and)\b", "", rest).strip()
