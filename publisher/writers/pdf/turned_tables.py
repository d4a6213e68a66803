"""Tables that are too wide for a page and stand on one that is turned to its side.

Which do so is measured when they are laid out (table_fitting); here is said which may: tables of
some rows between the blocks of a text, since a page of its own for three rows is a waste, and
nothing inside a list or a quotation begins a page.
"""

from lxml import etree

ROOM = "data-turned"  # attribute of a table: the width that it has on such a page, in CSS pixels
CLASS = "turned"
REACHING = "reaching"  # class of a table that stands in the margin as well
REACH = "data-reach"  # attribute of a table that may
_FEWEST = 6  # rows
_PIXELS = 96 / 25.4  # in a millimetre


def let_tables_turn(section: etree._Element, width: float) -> None:
    """Mark the tables of an article that may stand on a turned page.

    width   of its lines, in mm.
    """
    for text in section.iterfind("div[@class='article-text']"):
        for table in text.iterfind("div[@class='table']/table"):
            if sum(1 for _ in table.iter("tr")) >= _FEWEST:
                table.set(ROOM, f"{width * _PIXELS:.0f}")


def let_tables_reach(section: etree._Element) -> None:
    """Mark the tables of an article that may stand in a margin that is kept for notes.

    Lines from right to left begin there, and have none at their end.
    """
    for text in section.iterfind("div[@class='article-text']"):
        for table in text.iterfind("div[@class='table']/table"):
            table.set(REACH, "")


def is_turned(page: object) -> bool:
    """Whether a laid-out page is wider than it is high."""
    width, height = getattr(page, "width", 0), getattr(page, "height", 0)
    return bool(width > height)
