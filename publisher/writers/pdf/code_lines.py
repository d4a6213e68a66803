"""Long lines of code whose turn-overs hang: what goes on in a second line is seen to go on.

Each long line becomes a span that repeats its padding in every line it takes
(`box-decoration-break: clone`); an empty pseudo-element takes it back from the first (`.turned` in
pdf.css).  CSS Text has `text-indent: hanging each-line` for it, which WeasyPrint 70 does not know.
Blocks instead of spans would let a page end after any line of code, and be read as paragraphs.  The
words are not touched.
"""

from lxml import etree

_LONG = 0.75  # of a line's letters: listings in lists and quotations are narrower
_MOST = 60  # long lines of a listing: the marks of more (of a log) would take the press too long


def hang_long_lines(section: etree._Element, room: int) -> None:
    """Mark the lines of each listing that may be too long; a listing with inner elements stays.

    room   letters that a line holds.  Each mark costs the press 2 ms: lines that fit have none.
    """
    most = int(_LONG * room)
    for listing in section.iter("pre"):
        code = listing[0] if len(listing) == 1 and not listing.text else None
        if code is None or code.tag != "code" or len(code) or not code.text:
            continue
        lines = code.text.split("\n")
        if not 0 < sum(len(line) > most for line in lines) <= _MOST:
            continue
        listing.set("class", f"{listing.get('class', '')} turned".strip())
        _mark_long(code, lines, most)


def _mark_long(code: etree._Element, lines: list[str], most: int) -> None:
    """Write the lines anew, those of more letters than `most` as spans."""
    code.text, last = "", None
    for place, line in enumerate(lines):
        end = "\n" if place < len(lines) - 1 else ""
        if len(line) > most:
            last = etree.SubElement(code, "span")
            last.text, last.tail = line, end
        elif last is None:
            code.text += f"{line}{end}"
        else:
            last.tail = f"{last.tail or ''}{line}{end}"
