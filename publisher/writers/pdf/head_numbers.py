"""Numbers of articles and of their sections, for designs that print them beside the heads."""

from lxml import etree


def number_heads(section: etree._Element, article: str) -> None:
    """Give an article's heads their numbers, as `data-number`: the design's sheet prints them.

    article   its number in the edition; "" in an edition of one, whose sections alone are counted.
    """
    for title in section.iter("h1"):
        if article:
            title.set("data-number", article)
    for place, head in enumerate(section.iter("h2"), 1):
        head.set("data-number", f"{article}.{place}" if article else str(place))
