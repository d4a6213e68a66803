"""EPUB → KEPUB: spans by which Kobo's renderer keeps the place, around each sentence and picture.

In: the bytes of an EPUB of ours.  Out: the same book, each word where it was.  The form is that of
Kobo's own files: ids "kobo.PARAGRAPH.SENTENCE" in spans of class koboSpan, the text inside
#book-columns and #book-inner.
"""

import io
import posixpath
import re
import zipfile

from lxml import etree

from publisher.rendering.xhtml import XHTML, element, say
from publisher.writers.epub.container import PACKAGE, freeze

_DOCTYPE = b'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
_OPF = "{http://www.idpf.org/2007/opf}"
_PARAGRAPHS = {
    "p",
    "ol",
    "ul",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "dl",
    "blockquote",
    "figure",
    "aside",
    "section",
}
# not taken apart; neither is anything outside XHTML (SVG, MathML)
_WHOLE = {"", "pre", "ruby", "script", "style", "audio", "video"}
_SENTENCES = re.compile(
    r"\S.*?(?:[.!?:…]+[\"'”’»)\]]*(?=\s)|[。！？]+[」』”’]*|(?<!\s)\s*\Z)\s*"
    r"|\s+",
    re.DOTALL,
)


def kepub(data: bytes) -> bytes:
    """The EPUB with Kobo's spans in every page of its spine; same bytes in, same bytes out."""
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        files = {name: container.read(name) for name in container.namelist()}
    package = etree.fromstring(files[PACKAGE])
    items = {item.get("id"): str(item.get("href")) for item in package.iter(f"{_OPF}item")}
    for reference in package.iter(f"{_OPF}itemref"):
        name = posixpath.join(posixpath.dirname(PACKAGE), items[reference.get("idref")])
        files[name] = spanned(files[name])
    return freeze(files)


def spanned(page: bytes) -> bytes:
    """One page with its spans."""
    root = etree.fromstring(page)
    body = next(root.iter(f"{{{XHTML}}}body"))
    _Spans().into(body)
    columns = element("div", id="book-columns")
    inner = element("div", parent=columns, id="book-inner")
    inner.extend(list(body))
    body.append(columns)
    return _DOCTYPE + etree.tostring(root, encoding="utf-8")


class _Spans:
    """One pass over a page, counting paragraphs and sentences."""

    def __init__(self) -> None:
        self.paragraph, self.sentence = 1, 0

    def into(self, node: etree._Element) -> None:
        """Wrap the sentences inside a node and all its children."""
        if _local(node) in _PARAGRAPHS:
            self._next_paragraph()
        content: list[etree._Element | str] = [str(node.text or "")]
        for child in list(node):
            content += [child, str(child.tail or "")]
            child.tail = None
            node.remove(child)
        node.text = None
        for piece in content:
            if isinstance(piece, str):
                self._sentences(node, piece)
            elif _local(piece) == "img":
                self._next_paragraph()
                self._span(node).append(piece)
            else:  # comments, SVG and MathML have no name here, and stay whole
                node.append(piece)
                if _local(piece) not in _WHOLE:
                    self.into(piece)

    def _sentences(self, node: etree._Element, text: str) -> None:
        for found in _SENTENCES.finditer(text):
            if found[0].strip():
                self._span(node, found[0])
            else:
                say(node, found[0])

    def _span(self, parent: etree._Element, words: str = "") -> etree._Element:
        self.sentence += 1
        return element(
            "span",
            parent=parent,
            class_="koboSpan",
            id=f"kobo.{self.paragraph}.{self.sentence}",
            text=words,
        )

    def _next_paragraph(self) -> None:
        self.paragraph, self.sentence = self.paragraph + 1, 0


def _local(node: etree._Element) -> str:
    """The name of an XHTML element; "" of anything else."""
    space, _, name = str(node.tag).rpartition("}")  # a comment has a function for a tag
    return name if space == f"{{{XHTML}" else ""
