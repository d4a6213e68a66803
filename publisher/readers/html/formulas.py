"""Formulas of a page, each once: as MathML where the page has it, else by its TeX.

In: the article's element.  Out: Formulas.  MathJax, KaTeX and MediaWiki set a formula several times
(drawn, for screen readers, as a picture, as its source); what stands around or beside the one that
is taken is the same again.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from publisher.readers.html.tree import Element, is_phrasing

_SETTER = re.compile(
    r"(?:^|\s)(?:mwe-math-element|katex|katex-display|MathJax\w*|MJX\w*|MJXc?-\w+|mjx-\w+|"
    r"math-tex|latex-display|equation-tex)(?:$|\s)"
)
_TWIN = re.compile(r"(?:^|\s)(?:MathJax\w*|MJX\w*|MJXc?-\w+|mjx-\w+)(?:$|\s)")
_DISPLAY = re.compile(r"display|\bblock\b", re.IGNORECASE)
_USES_TEX = re.compile(r"mathjax|katex", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """What a formula is read from: the <math> of the page, or TeX."""

    math: Element | None = None
    tex: str = ""
    display: bool = False


@dataclass(slots=True)
class Formulas:
    """sources: elements that are a formula → what it is read from; doubles: the same once more.

    dollars   whether the page sets `$…$` as formulas.
    """

    sources: dict[Element, Source] = field(default_factory=dict)
    doubles: set[Element] = field(default_factory=set)
    dollars: bool = False


def find_formulas(article: Element) -> Formulas:
    """The formulas of an article."""
    has_dollars = any("$" in str(text) for text in article.itertext())
    found = Formulas(dollars=has_dollars and _sets_dollars(article))
    for script in article.iter("script"):
        _take_script(script, found)
    for element in article.iter():
        if _is_setter(element) and not _is_told(element, found):
            source = _source_in(element)
            if source is not None:
                found.sources[element] = source
    return found


def _sets_dollars(article: Element) -> bool:
    """Whether a program that sets TeX works on the page."""
    root = article.getroottree().getroot()
    scripts = root.iter("script", "link")
    if any(
        _USES_TEX.search(f"{one.get('src', '')} {one.get('href', '')} {one.get('id', '')}")
        or _USES_TEX.search((one.text or "")[:20_000])
        for one in scripts
    ):
        return True
    return next(article.iter("math-renderer"), None) is not None


def _take_script(script: Element, found: Formulas) -> None:
    """MathJax 2 keeps the source in a script behind what it has drawn of it."""
    kind = script.get("type", "").lower()
    if not kind.startswith("math/") or not (script.text or "").strip():
        return
    display = "mode=display" in kind.replace(" ", "")
    twins = list(_twins(script))
    math = next((one for twin in twins for one in twin.iter("math")), None)
    if math is None and kind.startswith("math/mml"):
        math = _parsed(script.text or "")
    tex = (script.text or "") if kind.startswith("math/tex") else ""
    if math is None and not tex:
        return
    found.sources[script] = Source(math=math, tex=tex, display=display)
    found.doubles |= set(twins)


def _twins(script: Element) -> Iterator[Element]:
    """What was drawn of a script's formula: elements right before it that are named so."""
    before = script.getprevious()
    while before is not None and not (before.tail or "").strip():
        if not _TWIN.search(before.get("class", "")):
            return
        yield before
        before = before.getprevious()


def _is_setter(element: Element) -> bool:
    if element.tag in {"mjx-container", "math-renderer"}:
        return True
    named = element.get("class")
    return named is not None and _SETTER.search(named) is not None


def _is_told(element: Element, found: Formulas) -> bool:
    return any(
        above in found.sources or above in found.doubles
        for above in (element, *element.iterancestors())
    )


def _source_in(element: Element) -> Source | None:
    """What a formula is read from that somebody set several times in an element."""
    math = next(element.iter("math"), None)
    display = bool(_DISPLAY.search(element.get("class", ""))) or element.get("display") == "true"
    if math is None and (written := element.get("data-mathml")):
        math = _parsed(written)
    if math is not None:
        display = display or math.get("display") == "block" or not is_phrasing(element)
        return Source(math=math, display=display)
    tex = next(
        (
            given
            for one in element.iter()
            for given in (
                (one.text if one.tag == "annotation" else None),
                one.get("data-tex"),
                one.get("alttext"),
                (one.get("alt") if one.tag == "img" else None),
            )
            if given and given.strip()
        ),
        "",
    )
    return Source(tex=tex, display=display) if tex else None


def _parsed(written: str) -> Element | None:
    """MathML that a page writes as text; None where it is none."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=False)
    try:
        root = etree.fromstring(written.encode(), parser)
    except etree.XMLSyntaxError:
        return None
    return root if etree.QName(root).localname == "math" else None
