"""Small EPUB and PDF files as other tools write them, made by hand for the tests of the judge."""

import io
import zipfile

import pikepdf
from pikepdf import Array, Dictionary, Name

from publisher.pdffile.packet import packet_of

CONTAINER = (
    '<container version="1.0"'
    ' xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile'
    ' full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
METADATA = (
    '<dc:identifier id="id">urn:x:1</dc:identifier><dc:title>A short'
    " book</dc:title><dc:language>en</dc:language><dc:creator>A. Writer</dc:creator><dc:rights>©"
    ' 2024 A. Writer</dc:rights><dc:source>https://example.org/a</dc:source><link rel="cc:license"'
    ' href="https://creativecommons.org/licenses/by/4.0/"/>'
)
BODY = (
    "<h1>A short book</h1><p>By A. Writer</p><p>Some words in the English language that stand on a"
    " page.</p><p>© 2024 A. Writer</p><p>This text is licensed under CC BY 4.0,"
    " https://creativecommons.org/licenses/by/4.0/.</p><p>Originally published at <a"
    ' href="https://example.org/a">https://example.org/a</a>.</p>'
)


def epub(
    *,
    metadata: str = METADATA,
    body: str = BODY,
    language: str = "en",
    css: str = "",
    more: dict[str, bytes] | None = None,
) -> bytes:
    """An EPUB of one page; more: other files by name."""
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        f' version="3.0" unique-identifier="id"><metadata>{metadata}<meta'
        ' property="dcterms:modified">2024-05-01T00:00:00Z</meta></metadata><manifest><item id="p"'
        ' href="p.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref'
        ' idref="p"/></spine></package>'
    )
    page = (
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
        f' xml:lang="{language}"><head><title>A short'
        f" book</title><style>{css}</style></head><body>{body}</body></html>"
    )
    files = {
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": CONTAINER.encode(),
        "book.opf": package.encode(),
        "p.xhtml": page.encode(),
    }
    return zipped(files | (more or {}))


def zipped(files: dict[str, bytes]) -> bytes:
    """The files as a ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name, data in files.items():
            container.writestr(name, data)
    return out.getvalue()


RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"'
    ' xmlns:cc="http://creativecommons.org/ns#"'
    ' xmlns:pdf="http://ns.adobe.com/pdf/1.3/">{}</rdf:Description></rdf:RDF>'
)
PROPERTIES = (
    '<dc:title><rdf:Alt><rdf:li xml:lang="x-default">A short'
    " book</rdf:li></rdf:Alt></dc:title><dc:creator><rdf:Seq><rdf:li>A."
    " Writer</rdf:li></rdf:Seq></dc:creator><dc:language><rdf:Bag><rdf:li>en</rdf:li></rdf:Bag></dc:language><dc:source>https://example.org/a</dc:source><dc:rights><rdf:Alt><rdf:li"
    ' xml:lang="x-default">(c) 2024 A. Writer</rdf:li></rdf:Alt></dc:rights>'
)
LINES = (
    "A short book",
    "By A. Writer",
    "Some words in the English language.",
    "(c) 2024 A. Writer",
    "Originally published at https://example.org/a.",
)


def pdf(
    *,
    lines: tuple[str, ...] = LINES,
    properties: str | None = PROPERTIES,
    info: dict[str, str] | None = None,
    language: str = "en",
    drawing: bytes = b"",
    allow: pikepdf.Permissions | None = None,
    tagged: bool = True,
    rdf: str = RDF,
) -> bytes:
    """A PDF of one page; properties None: no XMP packet."""
    file = pikepdf.new()
    page = file.add_blank_page(page_size=(400, 600))
    words = b"".join(
        f"BT /F1 10 Tf 20 {560 - 20 * number} Td"
        f" ({line.replace('(', chr(92) + '(').replace(')', chr(92) + ')')}) Tj ET\n".encode(
            "latin-1"
        )
        for number, line in enumerate(lines)
    )
    page.Contents = file.make_stream(words + drawing)
    page.Resources = Dictionary(
        Font=Dictionary(F1=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    )
    if language:
        file.Root.Lang = pikepdf.String(language)
    if tagged:
        file.Root.MarkInfo = Dictionary(Marked=True)
        file.Root.StructTreeRoot = file.make_indirect(
            Dictionary(Type=Name.StructTreeRoot, K=Array())
        )
    for name, value in (info or {"Title": "A short book", "Author": "A. Writer"}).items():
        file.docinfo[f"/{name}"] = value
    if properties is not None:
        file.Root.Metadata = file.make_stream(
            packet_of(rdf.format(properties).encode()), Type=Name.Metadata, Subtype=Name.XML
        )
    out = io.BytesIO()
    file.save(
        out,
        fix_metadata_version=False,
        encryption=pikepdf.Encryption(owner="x", user="", allow=allow) if allow else False,
    )
    return out.getvalue()
