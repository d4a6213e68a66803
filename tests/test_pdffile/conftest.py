"""Small tagged PDFs, drawn once: a chapter with a link out of it, a table and lists; another.

Page furniture.
"""

import struct
import warnings
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import pytest
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcherResponse

from publisher.pdffile.join import INSIDE
from publisher.resources import font_family
from publisher.writers.pdf.weasy_patches import patched

STYLE = """@font-face { font-family: Test; src: url(font.ttf) } @page { size: A6; margin: 12mm }
* { font-family: Test; font-size: 11pt; font-weight: normal; image-rendering: crisp-edges }"""
FIRST = f"""<section id="one"><h1 id="one-h">First chapter</h1><p>Words of the first.</p>
<p><a href="{INSIDE}two-h">Over to the second</a>, <a href="#one-h">up</a>, <a href="https://example.org/a?b=1">out</a>.</p>
<ul><li>bare words<p>then a paragraph</p></li></ul>
<ol style="list-style: lower-roman"><li>a</li><li>b</li></ol>
<ol><li>c</li></ol>

<ol style="list-style: lower-alpha"><li>d</li><li>e</li></ol><ul style="list-style: none"><li>f</li></ul>
<img src="dot.png" alt=""/><img src="dot.png" alt="A red dot"/>
<table id="one-t"><thead><tr><th>Head</th></tr></thead><tbody><tr><td>cell</td></tr></tbody></table></section>"""
SECOND = """<section id="two"><h1 id="two-h">Second chapter</h1><p>Words of the second.</p>
<table id="two-t"><thead><tr><th>Another</th></tr></thead><tbody><tr><td>cell</td></tr></tbody></table>
<p style="break-before: page">Its last page.</p></section>"""


@dataclass(frozen=True)
class Parts:
    """The PDFs of this folder's tests."""

    first: bytes
    second: bytes
    sheet: bytes
    furniture: bytes
    untagged: bytes
    headed: bytes


def dot() -> bytes:
    """A picture of one red dot."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(b"\0\xff\0\0"))
        + chunk(b"IEND", b"")
    )


@cache
def draw(body: str, style: str = "", *, tagged: bool = True) -> bytes:
    """The body as a PDF with the test's font and style."""
    upright = font_family("Literata").files[0].data
    served = {"https://test.invalid/font.ttf": upright, "https://test.invalid/dot.png": dot()}

    def fetch(url: str) -> URLFetcherResponse:
        return URLFetcherResponse(url, served[url])

    fonts = FontConfiguration()
    sheet = CSS(
        string=STYLE + style, base_url="https://test.invalid/", url_fetcher=fetch, font_config=fonts
    )
    page = HTML(
        string=f'<html lang="en"><title>t</title><body>{body}</body></html>',
        base_url="https://test.invalid/",
        url_fetcher=fetch,
    )
    with patched(), warnings.catch_warnings():
        # WeasyPrint 70 leaves it
        warnings.filterwarnings("ignore", "unclosed file .*sRGB2014.icc", ResourceWarning)
        data = page.write_pdf(
            stylesheets=[sheet],
            font_config=fonts,
            pdf_identifier=b"test",
            pdf_variant="pdf/a-3a" if tagged else None,
        )
    assert isinstance(data, bytes)
    return data


@pytest.fixture(scope="session")
def drawn() -> Callable[..., bytes]:
    return draw


@pytest.fixture(scope="session")
def parts() -> Parts:
    folio = "@page { @bottom-center { content: 'folio ' counter(page) } }"
    return Parts(
        first=draw(FIRST),
        second=draw(SECOND),
        untagged=draw("<p>plain</p>", tagged=False),
        sheet=draw("<div></div>", folio, tagged=False),
        furniture=draw("<div></div><div style='break-before: page'></div>", folio, tagged=False),
        headed=draw("<p>body</p>", folio),
    )
