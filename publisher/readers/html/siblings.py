"""Elements put where they belong: those whose end tags a page may leave out, stray captions.

In: the article's element, changed in place.  The parser puts a <dt> that follows an unclosed <dt>
inside it, and the same with <dd> and the parts of ruby (HTML, 13.1.2.4, "Optional tags").
"""

from publisher.readers.html.tree import Element

_GROUPS = (frozenset({"dt", "dd"}), frozenset({"rb", "rt", "rp", "rtc"}))


def part_siblings(article: Element) -> None:
    """Put each of these elements behind the one that it stands in, with all that follows it there.

    The readings in an <rtc> stand in it rightly.
    """
    for group in _GROUPS:
        for element in list(article.iter(*group)):
            above = element.getparent()
            if above is None or above.tag not in group:
                continue
            if (above.tag, element.tag) != ("rtc", "rt"):
                _hoist(element, above)


def adopt_captions(article: Element) -> None:
    """Put a caption into the figure that it stands behind, where that has none of its own."""
    for caption in list(article.iter("figcaption")):
        figure = caption.getprevious()
        if figure is None or figure.tag != "figure" or (figure.tail or "").strip():
            continue
        alone = next(caption.iterancestors("figure"), None) is None
        if alone and figure.find(".//img") is not None and figure.find(".//figcaption") is None:
            figure.tail, caption.tail = caption.tail, None
            figure.append(caption)


def _hoist(element: Element, above: Element) -> None:
    holder = above.getparent()
    if holder is None:
        return
    moved = [element, *element.itersiblings()]
    tail, above.tail = above.tail, None
    at = holder.index(above) + 1
    for place, one in enumerate(moved, at):
        holder.insert(place, one)
    moved[-1].tail = (moved[-1].tail or "") + (tail or "") or None
