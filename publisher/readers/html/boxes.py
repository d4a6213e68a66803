"""Check boxes of a page: which are of the text, and whether they are ticked.

In: an element.  Out: a CheckBox.  The one idea: a box that belongs to the text stands before the
words that it is about; one in the middle of a sentence works the page (it opens a side note).
"""

from collections.abc import Iterator

from publisher.model.body import CheckBox
from publisher.readers.html.tree import Element, is_hidden, is_phrasing, words_of

_HOLDERS = {"li", "td", "th", "dt", "dd", "p"}


def box_of(element: Element) -> CheckBox | None:
    """The check box that an element is; None where it is none, or none of the text."""
    if not _is_box(element) or is_hidden(element):
        return None
    holder = next((above for above in element.iterancestors() if not is_phrasing(above)), None)
    if holder is None or holder.tag not in _HOLDERS:
        return None
    first = next(boxes_in(holder))
    if not (first is element or _is_box(first)) or _has_words_before(first, holder):
        return None
    if element.get("role") == "checkbox":
        return CheckBox(checked=element.get("aria-checked", "").lower() == "true")
    return CheckBox(checked=element.get("checked") is not None)


def boxes_in(element: Element) -> Iterator[Element]:
    """The check boxes that stand in an element, in order."""
    return (below for below in element.iterdescendants() if _is_box(below))


def _is_box(element: Element) -> bool:
    if element.get("role", "").lower() == "checkbox":
        return not words_of(element)
    return element.tag == "input" and element.get("type", "").strip().lower() == "checkbox"


def _has_words_before(element: Element, holder: Element) -> bool:
    """Whether a word of the holder stands before an element in it."""
    while element is not holder:
        above = element.getparent()
        if above is None:
            return False
        before = element.itersiblings(preceding=True)
        if (above.text or "").strip() or any(
            words_of(one) or (one.tail or "").strip() for one in before
        ):
            return True
        element = above
    return False
