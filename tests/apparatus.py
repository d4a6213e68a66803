"""What a composed chapter says beside its article: the words of the credit block, and ours in it."""

from collections.abc import Iterator

from lxml import etree

from publisher.rendering.book import Chapter


def squeezed(text: str) -> str:
    return " ".join(text.split())


def _words(element: etree._Element, *without: str) -> Iterator[str]:
    """The words of an element, without those of elements of some classes."""
    if set(without) & set(element.get("class", "").split()):
        return
    yield element.text or ""
    for child in element:
        yield from _words(child, *without)
        yield child.tail or ""


def _sections(chapter: Chapter, kind: str) -> list[etree._Element]:
    roots = [etree.fromstring(markup) for markup in (chapter.markup, chapter.end) if markup]
    return [
        section
        for root in roots
        for section in root.iter("{*}section")
        if kind in section.get("class", "").split()
    ]


def credit_of(chapter: Chapter) -> str:
    """The words of a chapter's credit block, its notices among them."""
    return squeezed(" ".join("".join(_words(each)) for each in _sections(chapter, "credit")))


def end_of(chapter: Chapter) -> str:
    """The words of a chapter's credit block and colophon that are no notice."""
    found = (*_sections(chapter, "credit"), *_sections(chapter, "colophon"))
    return squeezed(" ".join("".join(_words(each, "notice")) for each in found))


def told_of(chapter: Chapter) -> str:
    """What the credit block says besides notices: our sentences with their facts."""
    found = _sections(chapter, "credit")
    return squeezed(" ".join("".join(_words(each, "notice")) for each in found))


def whole_of(chapter: Chapter) -> str:
    """All words of a chapter."""
    return squeezed(" ".join(_words(etree.fromstring(chapter.markup))))


def text_of(chapter: Chapter) -> str:
    """Head, text and notes of an article."""
    root = etree.fromstring(chapter.markup)
    return squeezed("".join(_words(root, "credit")))


def own_words_of(chapter: Chapter) -> str:
    """Our own words of a credit block and colophon, without facts."""
    found = (*_sections(chapter, "credit"), *_sections(chapter, "colophon"))
    return squeezed("".join("".join(_words(ours)) for each in found for ours in _outermost(each)))


def _outermost(element: etree._Element) -> Iterator[etree._Element]:
    for child in element:
        if "ours" in child.get("class", "").split():
            yield child
        else:
            yield from _outermost(child)
