"""DOCX (ECMA-376): a document of Word and others as a page.

mammoth makes HTML of it; what it loses is given to it in a form that it keeps, or put back:
formulas, text boxes, the lines of headers and footers.  Hidden text and comments stay out.
"""

import base64
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from publisher.captures.capture import Capture, Stated
from publisher.captures.document_head import each_line_once, take_head
from publisher.captures.fragments import parse_page, write_page
from publisher.captures.omml import mathml_of
from publisher.captures.safe_xml import (
    Element,
    local_name,
    parse_xml,
    refuse_entities,
    text_of,
)
from publisher.captures.safe_zip import Archive
from publisher.errors import InstallationError, SourceError
from publisher.text import counted

DOCUMENT = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_LARGEST = 16 * 2**20  # bytes of the document's text: mammoth takes a second for each
_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|word/(?:_rels/[\w.]+|(?:styles|numbering|footnotes|"
    r"endnotes)\.xml|media/[^/]+)"
)
_BESIDE = re.compile(r"word/(?:header|footer)\d*\.xml")
_FORMULA = re.compile("\ue000(\\d+)\ue001")
# by the names that styles have in every language (w:name), Word's own and pandoc's
_STYLES = """
p[style-name='Title'] => h1.document-title:fresh
p[style-name='Subtitle'] => p.document-subtitle:fresh
p[style-name='Author'] => p.document-author:fresh
p[style-name='Date'] => p.document-date:fresh
p[style-name='Abstract'] => p.document-abstract:fresh
p[style-name='Abstract Title'] => p.document-abstract-title:fresh
p[style-name='caption'] => p.document-caption:fresh
p[style-name='Caption'] => p.document-caption:fresh
p[style-name='Image Caption'] => p.document-caption:fresh
p[style-name='Table Caption'] => p.document-caption:fresh
p[style-name='Captioned Figure'] => p:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Block Text'] => blockquote > p:fresh
p[style-name='Source Code'] => pre:separator('\\n')
p[style-name='HTML Preformatted'] => pre:separator('\\n')
p[style-name='Definition Term'] => dl > dt:fresh
p[style-name='Definition'] => dl > dd:fresh
r[style-name='Verbatim Char'] => code
r[style-name='HTML Code'] => code
u => u
strike => s
"""


def open_docx(name: str, archive: Archive) -> Capture:
    """The capture in a document.

    Refuses with SourceError one that is damaged or too large; with InstallationError where mammoth
    is not there.
    """
    data = archive.read(DOCUMENT)
    if len(data) > _LARGEST:
        most = _LARGEST // 2**20
        raise SourceError(name, 0, 0, f"its text is larger than {most} megabytes; it is not read")
    document = parse_xml(name, data)
    formulas: list[str] = []
    hidden = _drop_hidden(document)
    _lift_boxes(document)
    _mark_formulas(document, formulas)
    written = _converted(name, _packed(name, archive, document))
    page = f"<html><body><article>{written}</article></body></html>"
    tree = parse_page(name, _FORMULA.sub(lambda found: formulas[int(found[1])], page))
    said = _properties(name, archive)
    head = take_head(tree, _creators(said))
    told = f"{counted(hidden, 'piece')} of text that the document hides left out"
    remarks = (told,) if hidden else ()
    found = {
        "title": "title in docProps/core.xml",
        "authors": "creator in docProps/core.xml",
        "keywords": "keywords in docProps/core.xml",
        "language": "language in docProps/core.xml",
        **head.found,
    }
    return Capture(
        name=name,
        data=write_page(tree),
        encoding="utf-8",
        stated=Stated(
            title=head.title or said.get("title", ""),
            subtitle=head.subtitle,
            authors=head.authors or _creators(said),
            published_words=head.date,
            language=said.get("language", "") or _language(document, archive),
            keywords=tuple(word.strip() for word in _split(said.get("keywords", ""))),
            beside=each_line_once(_lines_beside(name, archive)),
            remarks=remarks,
            found=tuple(found.items()),
            leads=bool(head.title or said.get("title")),
        ),
    )


def _converted(name: str, data: bytes) -> str:
    """The HTML that mammoth makes of a document."""
    try:
        import mammoth
    except ImportError as error:
        raise InstallationError(
            "DOCX is read by mammoth, which is not installed", "pip install 'publisher[office]'"
        ) from error
    try:
        made = mammoth.convert_to_html(
            io.BytesIO(data),
            style_map=_STYLES,
            include_embedded_style_map=False,
            convert_image=mammoth.images.img_element(_picture),
        )
    except RecursionError as error:
        raise SourceError(name, 0, 0, "this document is deeper than any program writes") from error
    # whatever stops a reader of documents: a document that is at fault
    except Exception as error:
        raise SourceError(name, 0, 0, f"this document cannot be read ({error})"[:200]) from error
    return str(made.value)


def _picture(image: Any) -> dict[str, str]:  # noqa: ANN401 - of mammoth, which has no types
    """Where a picture's bytes are; nowhere for one that is not in the document: it is told of."""
    try:
        with image.open() as file:
            data = file.read()
    except (KeyError, ValueError):
        return {"src": ""}
    return {"src": f"data:{image.content_type};base64,{base64.b64encode(data).decode('ascii')}"}


def _packed(name: str, archive: Archive, document: Element) -> bytes:
    """A document of the parts that are needed, read within limits."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr(DOCUMENT, etree.tostring(document))
        for member in archive.members:
            if member != DOCUMENT and _PARTS.fullmatch(member):
                data = archive.read(member)
                if member.endswith((".xml", ".rels")):
                    refuse_entities(name, data)
                file.writestr(member, data)
    return out.getvalue()


def _drop_hidden(document: Element) -> int:
    """Take out runs that nobody sees (17.3.2.41, vanish); how many had words."""
    hidden = 0
    for mark in list(document.iter(f"{_W}vanish")):
        if mark.get(f"{_W}val", "true") in {"false", "0", "off"}:
            continue
        properties = mark.getparent()
        run = properties.getparent() if properties is not None else None
        holder = run.getparent() if run is not None else None
        if run is not None and holder is not None and local_name(run) == "r":
            hidden += bool(text_of(run))
            holder.remove(run)
    return hidden


def _lift_boxes(document: Element) -> None:
    """Put the paragraphs of text boxes behind the paragraph that anchors them."""
    for box in list(document.iter(f"{_W}txbxContent")):
        if next(box.iterancestors(f"{_MC}Fallback"), None) is not None:
            continue
        anchor = next(box.iterancestors(f"{_W}p"), None)
        holder = anchor.getparent() if anchor is not None else None
        if anchor is None or holder is None:
            continue
        at = holder.index(anchor) + 1
        for number, paragraph in enumerate(list(box)):
            holder.insert(at + number, paragraph)
    for choice in list(document.iter(f"{_MC}AlternateContent")):
        is_box = next(choice.iter(f"{_W}txbxContent"), None) is not None
        parent = choice.getparent()
        if is_box and parent is not None:
            parent.remove(choice)


def _mark_formulas(document: Element, formulas: list[str]) -> None:
    """Put a mark in the place of each formula; its MathML is put back in the HTML."""
    for formula in list(document.iter(f"{_M}oMath")):
        is_display = next(formula.iterancestors(f"{_M}oMathPara"), None) is not None
        formulas.append(mathml_of(formula, display=is_display))
        run = etree.Element(f"{_W}r")
        etree.SubElement(run, f"{_W}t").text = f"\ue000{len(formulas) - 1}\ue001"
        parent = formula.getparent()
        if parent is not None:
            parent.replace(formula, run)
    for paragraph in list(document.iter(f"{_M}oMathPara")):
        parent = paragraph.getparent()
        if parent is None:
            continue
        at = parent.index(paragraph)
        for run in list(paragraph.iter(f"{_W}r")):
            parent.insert(at, run)
            at += 1
        parent.remove(paragraph)


def _lines_beside(name: str, archive: Archive) -> Iterator[str]:
    """The lines of headers and footers: terms are often written there alone."""
    for member in filter(_BESIDE.fullmatch, archive.members):
        for paragraph in parse_xml(name, archive.read(member)).iter(f"{_W}p"):
            yield "".join(text.text or "" for text in paragraph.iter(f"{_W}t"))


def _properties(name: str, archive: Archive) -> dict[str, str]:
    """What docProps/core.xml says; its days are those of the file, not of publication."""
    data = archive.find("docProps/core.xml")
    if not data:
        return {}
    return {local_name(one): text_of(one) for one in parse_xml(name, data)}


def _creators(said: dict[str, str]) -> tuple[str, ...]:
    return tuple(name.strip() for name in said.get("creator", "").split(";") if name.strip())


def _split(words: str) -> Iterator[str]:
    return (word for word in re.split(r"[;,]", words) if word.strip())


def _language(document: Element, archive: Archive) -> str:
    """The language that most of the text is marked with, else that of the usual style."""
    marks = [mark.get(f"{_W}val", "") for mark in document.iter(f"{_W}lang")]
    if any(marks):
        return max(set(marks), key=marks.count)
    found = re.search(rb'<w:lang\b[^>]*\bw:val="([\w-]+)"', archive.find("word/styles.xml"))
    return found[1].decode("ascii") if found else ""
