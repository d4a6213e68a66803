"""HTML text → a tree that can be walked.

Its bytes decoded as a browser would, no deeper than a walk may go.

In: the bytes or text of a page.  Out: an lxml tree; sets of element names.  Nothing is fetched: the
parser has no network.
"""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from publisher.errors import SourceError
from publisher.readers.source import SourceText, printable
from publisher.text import counted, is_legal

# levels of elements; real pages have up to 42 (358 measured), and a walk takes about four calls for
# each
DEEPEST = 100
UNSPOKEN = frozenset(
    {
        "script",
        "style",
        "template",
        "head",
        "link",
        "meta",
        "base",
        "title",
        "param",
        "source",
        "track",
        "area",
        "col",
        "colgroup",
    }
)  # no words of the page
SET_ASIDE = frozenset(
    {
        "noscript",
        "iframe",
        "object",
        "embed",
        "svg",
        "canvas",
        "audio",
        "video",
        "select",
        "textarea",
        "datalist",
        "map",
        "dialog",
    }
)  # words seldom seen
PHRASING = frozenset(
    {
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "br",
        "button",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "img",
        "input",
        "ins",
        "kbd",
        "label",
        "mark",
        "math",
        "meter",
        "nobr",
        "output",
        "progress",
        "q",
        "rb",
        "rp",
        "rt",
        "rtc",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    }
)
# hold nothing (WHATWG HTML, 13.1.2), and are not known to libxml2 as such
_VOID = ("source", "track", "wbr", "embed", "keygen", "bgsound")
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
# HTML's white space where it is more than one space; a no-break space is a character
_BLANKS = re.compile(r"[ \t\n\r\f]{2,}|[\t\n\r\f]")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,9}));?")
# what lxml lets no tag of HTML hold, and libxml2 reads into one
_NOT_IN_TAGS = {ord(sign): None for sign in "&<>/\"'\t\n\x0b\x0c\r "}
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?<![\w-])font-size\s*:\s*0(?![.\d])|"
    r"(?<![\w-])(?:left|top|text-indent)\s*:\s*-\d{3,}(?:\.\d+)?(?:px|r?em)|clip\s*:\s*rect\(\s*0",
    re.IGNORECASE,
)

_OF_HEADS = frozenset(
    {
        *("base", "basefont", "bgsound", "link", "meta", "noframes", "noscript", "script", "style"),
        *("template", "title"),
    }
)
_BESIDE_BODIES = frozenset({"head", "frameset"})
_INERT = frozenset({"template", "noscript", "iframe"})
_WORDLESS = frozenset({"script", "style", "template", "title"})
Element = etree._Element  # noqa: SLF001 - lxml's own name for the type
_MAKER = etree.HTMLParser()  # makes elements by the rules of HTML for their names


def parse(source: SourceText) -> tuple[Element, tuple[str, ...]]:
    """(the root element of the page, remarks).

    Elements nested deeper than DEEPEST keep their words and lose their tags, with a remark.
    Refuses with SourceError a file without any element or word.
    """
    text, referred = _without_illegal_references(source.text)
    text, told = printable(text)
    remarks = list(told)
    if referred:
        remarks.append(f"{counted(referred, 'reference')} to no character left out")
    data = text.encode()
    root = _parsed(data, source.name)
    if root is None or _depth(root) > DEEPEST:
        root = etree.fromstring(
            data,
            parser=etree.HTMLParser(encoding="utf-8", huge_tree=True, target=_Shallow()),  # type: ignore[arg-type]
        )
        remarks.append(f"elements nested deeper than {DEEPEST} levels were read as plain text")
    _close_head(root)
    _gather(root)
    for element in root.iter("template"):
        if element.get("shadowrootmode") or element.get("shadowroot"):
            element.tag = "div"  # WHATWG HTML, 4.12.3: browsers show it, and savers write it
    for element in list(root.iter(*_VOID, "amp-img")):
        if element.tag != "amp-img" or words_of(element):
            _empty(element)
    return root, tuple(remarks)


def _close_head(root: Element) -> None:
    """Move into the body what stands in the head and closes it (WHATWG HTML, 13.2.6.4.4).

    libxml2 does not know the elements of HTML 5: an <article> of a page that names no <body> stays
    where its <title> is.
    """
    head = root.find("head")
    misplaced = [] if head is None else [child for child in head if child.tag not in _OF_HEADS]
    if not misplaced:
        return
    body = root.find("body")
    if body is None:
        body = etree.SubElement(root, "body")
    last = misplaced[-1]
    last.tail, body.text = f"{last.tail or ''}{body.text or ''}" or None, None
    body[0:0] = misplaced


def _gather(root: Element) -> None:
    """Put into the one body what a page says behind it, as browsers do (WHATWG, 13.2.6.4.19-22).

    libxml2 keeps a second <body> beside the first, and what follows </html> in a second root.
    """
    body = root.find("body")
    if body is None:
        return
    behind = [child for child in root if child is not body and child.tag not in _BESIDE_BODIES]
    for part in (*behind, *root.itersiblings("html")):
        _append(body, part)


def _append(body: Element, part: Element) -> None:
    """Put a part at the end of a body; of a second body or page all that is in it."""
    if part.tag not in {"body", "html"}:
        body.append(part)
        return
    _add_text(body, part.text)
    for child in list(part):
        if child.tag not in _BESIDE_BODIES:
            _append(body, child)
    parent, tail = part.getparent(), part.tail
    if parent is not None:
        part.tail = None
        parent.remove(part)
    _add_text(body, tail)


def _add_text(body: Element, text: str | None) -> None:
    if text and len(body):
        body[-1].tail = f"{body[-1].tail or ''}{text}"
    elif text:
        body.text = f"{body.text or ''}{text}"


def _without_illegal_references(text: str) -> tuple[str, int]:
    """(text, how many were taken out).

    Numbers of characters that XML forbids, such as `&#1;`, which would come into the tree as
    themselves.
    """
    found = [reference for reference in _REFERENCE.finditer(text) if not _may_be(reference)]
    if not found:
        return text, 0
    bounds = zip(
        (0, *(reference.end() for reference in found)),
        (*(reference.start() for reference in found), len(text)),
        strict=True,
    )
    return "".join(text[start:end] for start, end in bounds), len(found)


def _may_be(reference: re.Match[str]) -> bool:
    number = int(reference[1], 16) if reference[1] else int(reference[2])
    # browsers read the C1 controls as windows-1252
    return number < 0x110000 and (0x80 <= number <= 0x9F or is_legal(chr(number)))


def _empty(element: Element) -> None:
    """Put behind an element of HTML that holds nothing what libxml2 has put into it."""
    parent = element.getparent()
    if parent is None or not (len(element) or element.text):
        return
    place, tail, element.tail = parent.index(element), element.tail, element.text
    element.text = None
    children = list(element)
    parent[place + 1 : place + 1] = children
    if children:
        children[-1].tail = (children[-1].tail or "") + (tail or "") or None
    else:
        element.tail = (element.tail or "") + (tail or "") or None


def _parsed(data: bytes, name: str) -> Element | None:
    """The root; None where libxml2 gave up because of depth, which it does without an exception."""
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
    )
    missing = "no element or word of a page in here; give a saved HTML page"
    try:
        root = etree.fromstring(data, parser=parser)
    except etree.XMLSyntaxError as error:
        raise SourceError(name, 1, 1, missing) from error
    if root is None:
        raise SourceError(name, 1, 1, missing)
    return (
        None if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log) else root
    )


def _depth(root: Element) -> int:
    depth = deepest = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


class _Shallow:
    """A parser's target that builds no element below DEEPEST, and puts a space in its place."""

    def __init__(self) -> None:
        self._builder = etree.TreeBuilder(element_factory=_element)  # type: ignore[arg-type]
        self._open = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._open += 1
        if self._open < DEEPEST:
            self._builder.start(_tag(tag), dict(attributes))  # type: ignore[arg-type]  # the stubs of lxml know bytes alone
        else:
            self._builder.data(" ")

    def end(self, tag: str) -> None:
        if self._open < DEEPEST:
            self._builder.end(_tag(tag))
        else:
            self._builder.data(" ")
        self._open -= 1

    def data(self, data: str) -> None:
        self._builder.data(data)

    def close(self) -> Any:  # noqa: ANN401 - lxml's own type
        return self._builder.close()


def _tag(written: str) -> str:
    """The name of a tag without the signs that may stand in none: `<p"x">` is `px`.

    The parser reads them into its own trees, and lets nobody else make such an element.
    """
    return written.translate(_NOT_IN_TAGS) or "span"


def _element(tag: str, attributes: dict[str, str]) -> Element:
    made: Element = _MAKER.makeelement(tag)
    for key, content in attributes.items():
        if not key.startswith("{"):  # to lxml, a namespace; nobody asks for such an attribute
            made.set(key, content)
    return made


def line_of(element: Element) -> int:
    """The line of the source on which an element begins, from 1."""
    line: Any = element.sourceline
    return int(line or 1)


_compiled = functools.cache(etree.XPath)  # compiling one takes as long as asking a small element


def found_at(element: Element, path: str) -> list[Element]:
    """The elements that an XPath finds."""
    found = _compiled(path)(element)
    if not isinstance(found, list):
        return []
    return [one for one in found if isinstance(one, etree._Element)]  # noqa: SLF001 - see Element


def blanks(text: str | None) -> str:
    """The text with each run of HTML's white space as one space."""
    if not text:
        return ""
    if "\n" in text or "  " in text or "\t" in text or "\r" in text or "\f" in text:
        return _BLANKS.sub(" ", text)
    return text


def is_hidden(element: Element) -> bool:
    """Whether the page itself hides the element, in the element's own attributes."""
    return (
        element.get("hidden") is not None
        or bool(_HIDING.search(element.get("style", "")))
        or (element.tag == "input" and element.get("type") == "hidden")
    )


def is_inert(element: Element) -> bool:
    """Whether the element is no part of the page as it stands: it waits in a template."""
    return any(above.tag in _INERT for above in element.iterancestors())


def is_phrasing(element: Element) -> bool:
    """Whether the element stands in a line of text; an unknown one does."""
    return element.tag in PHRASING or "-" in str(element.tag) or ":" in str(element.tag)


def words_of(element: Element) -> str:
    """All words in the element, blanks collapsed.

    Scripts, styles and the tooltips of drawings are no words.
    """
    if element.tag in _WORDLESS and element.tag != "title":
        return ""
    said: list[str] = []
    _say(element, said)
    return blanks("".join(said)).strip()


def spaced(element: Element) -> str:
    """The words of an element with a blank between its spans, which a page's style sets apart."""
    return " ".join(" ".join(str(text).split()) for text in element.itertext() if text.strip())


def _say(element: Element, said: list[str]) -> None:
    """Add the words in an element: blocks and breaks stand apart from what is beside them."""
    if element.text:
        said.append(element.text)
    for child in element:
        apart = child.tag == "br" or not is_phrasing(child)
        if apart:
            said.append(" ")
        if child.tag not in _WORDLESS:
            _say(child, said)
            if apart:
                said.append(" ")
        if child.tail:
            said.append(child.tail)


def lines(element: Element) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    """(words, line of the source, addresses as written) of each line of an element's text.

    Lines are broken as a browser would.
    """
    broken = _Broken(line=line_of(element))
    broken.read(element)
    broken.end(element)
    return iter(broken.found)


@dataclass(slots=True)
class _Broken:
    """Lines of text as they are read: those that have ended, and the one that has not."""

    line: int
    found: list[tuple[str, int, tuple[str, ...]]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)

    def end(self, at: Element) -> None:
        """End the line; the next begins with an element."""
        if words := blanks("".join(self.said)).strip():
            self.found.append((words, self.line, tuple(self.addresses)))
        if self.said or self.addresses:
            self.said, self.addresses = [], []
        self.line = line_of(at)

    def read(self, element: Element) -> None:
        """Add what an element holds."""
        if element.tag in UNSPOKEN:
            self.end(element)
            return
        breaks = element.tag == "br" or not is_phrasing(element)
        apart = element.tag in {"button", "label"}  # drawn apart from what stands beside it
        if apart:
            self.said.append(" ")
        if breaks:
            self.end(element)
        if element.text:
            self.said.append(element.text)
        if element.tag == "a" and element.get("href"):
            self.addresses.append(element.get("href", ""))
        for child in element:
            self.read(child)
            if child.tail:
                self.said.append(child.tail)
        if apart:
            self.said.append(" ")
        if breaks:
            self.end(element)
