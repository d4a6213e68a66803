"""What an HTML element of our pages is in a tagged PDF.

The standard structure types of ISO 32000-1, 14.8.4.

An element that says nothing there (a span, stress) has no type; its words belong to what stands
around it.
"""

from collections.abc import Iterable, Mapping

_TAGS: Mapping[str, str] = {
    **{f"h{level}": f"H{level}" for level in range(1, 7)},
    "main": "Part",
    "article": "Art",
    "section": "Sect",
    "nav": "Sect",
    "div": "Div",
    "header": "Div",
    "footer": "Div",
    "aside": "Div",
    # its picture has words of its own (Alt), which would stand for the caption as well if that lay
    # inside
    "figure": "Div",
    "figcaption": "Caption",
    "caption": "Caption",
    "blockquote": "BlockQuote",
    "p": "P",
    "pre": "P",
    "code": "Code",
    "q": "Quote",
    "abbr": "Span",
    "ul": "L",
    "ol": "L",
    "dl": "L",
    "li": "LI",
    "li::marker": "Lbl",
    "dt": "Lbl",
    "dd": "LBody",
    "table": "Table",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
}
_ROLES: Mapping[str, str] = {"doc-chapter": "Art", "doc-footnote": "Note"}
_CLASSES: Mapping[str, str] = {"note-number": "Lbl", "formula": "Formula", "entries": "TOC"}
_COUNTED: Mapping[str, str] = {
    "disc": "Disc",
    "circle": "Circle",
    "square": "Square",
    "decimal": "Decimal",
    "lower-roman": "LowerRoman",
    "upper-roman": "UpperRoman",
    "lower-alpha": "LowerAlpha",
    "lower-latin": "LowerAlpha",
    "upper-alpha": "UpperAlpha",
    "upper-latin": "UpperAlpha",
    "none": "None",
}
NOTE_MARK = "doc-noteref"
# what holds everything in it but its label
BODIES: Mapping[str, str] = {"LI": "LBody", "TOCI": "Reference"}


def kind_of(
    tag: str, attributes: Mapping[str, str], holds: Iterable[Mapping[str, str]], around: str
) -> str:
    """The structure type of an element; "" where it has none of its own.

    tag      of the element, or of a part that style makes ("li::marker").   around   the type of
             what it stands in.
    holds    the attributes of its children: what holds the mark of a note is a reference.
    """
    if tag == "li" and around == "TOC":
        return "TOCI"
    if tag == "a":
        return "Link" if attributes.get("href") else ""
    if "::" not in tag:
        if any(child.get("role") == NOTE_MARK for child in holds):
            return "Reference" if tag == "sup" else _TAGS.get(tag, "")
        if kind := _ROLES.get(attributes.get("role", "")):
            return kind
        for name in attributes.get("class", "").split():
            if kind := _CLASSES.get(name):
                return kind
    return _TAGS.get(tag, "")


def counted(style: object) -> str:
    """What the labels of a list count with (ISO 32000-1, table 347).

    A mark of a theme's own is a disc there.
    """
    return _COUNTED.get(style, "Decimal") if isinstance(style, str) else "Disc"
