"""Long lines of code whose turn-overs hang: what goes on in a second line is seen to go on.

Each long line becomes a span that repeats its padding in every line it takes
(`box-decoration-break: clone`); an empty pseudo-element takes it back from the first (`.turned` in
pdf.css).  CSS Text has `text-indent: hanging each-line` for it, which WeasyPrint 70 does not know.
Blocks instead of spans would let a page end after any line of code, and be read as paragraphs.  The
words are not touched.
"""

from lxml import etree

_LONG = 24  # characters: no place that the designs have for code is narrower
_MOST = 400  # lines of a listing: the spans of more would cost more than they show


def hang_long_lines(section: etree._Element) -> None:
    """Mark the long lines of each listing of the section; a listing with inner elements stays."""
    for listing in section.iter("pre"):
        code = listing[0] if len(listing) == 1 and not listing.text else None
        if code is None or code.tag != "code" or len(code) or not code.text:
            continue
        lines = code.text.split("\n")
        if len(lines) > _MOST or max(map(len, lines)) <= _LONG:
            continue
        listing.set("class", f"{listing.get('class', '')} turned".strip())
        _mark_long(code, lines)


def _mark_long(code: etree._Element, lines: list[str]) -> None:
    """Write the lines anew, the long ones as spans."""
    code.text, last = "", None
    for place, line in enumerate(lines):
        end = "\n" if place < len(lines) - 1 else ""
        if len(line) > _LONG:
            last = etree.SubElement(code, "span")
            last.text, last.tail = line, end
        elif last is None:
            code.text += f"{line}{end}"
        else:
            last.tail = f"{last.tail or ''}{line}{end}"
