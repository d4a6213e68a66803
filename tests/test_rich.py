"""Everything an article can hold, in one (tests/rich).

Counted in the built files, so that nothing vanishes unseen.
"""

import datetime
import io
import re
import runpy
import zipfile
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pikepdf
import pytest
from lxml import etree
from PIL import Image

from publisher.build import Order, build_edition
from publisher.model.body import Heading, walk
from publisher.model.edition import alone
from publisher.pdffile.pages import read_pages
from publisher.readers import read_article
from publisher.rendering.theme import load_theme

FIXTURE = runpy.run_path(str(Path(__file__).parent / "rich" / "folder.py"))
NOON = datetime.datetime(2026, 11, 25, 12, tzinfo=datetime.UTC)
X = {"x": "http://www.w3.org/1999/xhtml", "m": "http://www.w3.org/1998/Math/MathML"}
SCRIPTS = {  # language of the passage → its letters, and words of it
    "ar": ("[\u0600-\u06ff]", "هذا نص قصير"),
    "he": ("[\u0590-\u05ff]", "זהו משפט קצר"),
    "zh-Hans": ("[\u4e00-\u9fff]", "这是一段简短"),
    "ja": ("[\u3040-\u30ff]", "これは短い"),
    "hi": ("[\u0900-\u097f]", "यह हिन्दी में"),
    "th": ("[\u0e00-\u0e7f]", "นี่คือประโยค"),
    "el": ("[\u0370-\u03ff]", "Μια σύντομη"),
    "ru": ("[\u0400-\u04ff]", "Короткое"),
}
FACES = ("😀", "👩‍🚀", "🇪🇺", "❤️")
LONG = (
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftsangelegenheiten",
    "a" * 100,
    "https://example.org/a/very/long/path/that/no/line/can/hold/at/all/because/it/never/ends/and/has/no/blank?with=a&query=too&and=another#fragment",
)
LINKED = (
    "https://example.org/samples/wheel?size=large&from=here",
    "https://example.org/samples/dot",
)
# What is looked for on the pages of the article → how often it stands there.
COUNTED = {
    "//x:li//x:li//x:li//x:li": 1,
    "//x:ol[@start='7']/x:li": 2,
    "//x:table": 2,
    "//x:thead/x:tr/x:th[@scope='col']": 8,
    "//x:th[@scope='row']": 3,
    "//x:th[@rowspan='2']": 1,
    "//x:th[@colspan='2']": 1,
    "//x:tbody/x:tr": FIXTURE["ROWS"] + 3,
    "//x:caption": 2,
    "//x:aside[@role='doc-footnote']": FIXTURE["NOTES"],
    "//x:a[@role='doc-noteref']": FIXTURE["NOTES"],
    "//x:a[@role='doc-backlink']": FIXTURE["NOTES"],
    "//x:figure": 5,
    "//x:figure/x:img": 4,
    "//x:figure/x:a/x:img": 1,
    "//x:img[contains(@class, 'inline')]": 2,
    "//x:a/x:img[@alt!='']": 2,
    "//x:pre/x:code": 2,
    "//x:div[@class='stanza']": 2,
    "//m:math": 2,
    "//m:math[@display='block']": 1,
    "//m:mfrac": 2,
    "//m:munderover": 1,
    "//x:blockquote//x:blockquote": 1,
    "//x:p[@class='attribution']": 1,
    "//x:div[contains(@class, 'aside')]": 1,
    "//x:sub": 1,
    "//x:br": 1,
    "//x:hr": 1,
    "//x:s": 1,
    "//x:p[@class='rule']": 1,
}


class Built(NamedTuple):
    headings: int
    pages: tuple[etree._Element, ...]
    pictures: dict[str, bytes]
    pdf: bytes
    remarks: tuple[str, ...]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    article = read_article(FIXTURE["fill"](tmp_path_factory.mktemp("rich")))
    made = build_edition(
        alone(article, name="rich"), Order(theme=load_theme(), moment=NOON, on=NOON.date())
    )
    for refused in made.refused:
        if "no font has it" not in str(refused.error):
            raise refused.error
        pytest.skip(
            "no font here has its Chinese and Japanese letters, so its PDF is refused; `publisher"
            " doctor` tells how to get one"
        )
    epub, pdf = made.files
    with zipfile.ZipFile(io.BytesIO(epub.data)) as container:
        names = container.namelist()
        pages = tuple(
            etree.fromstring(container.read(name))
            for name in names
            if re.match(r"EPUB/a1-.*\.xhtml", name)
        )
        pictures = {
            name.rpartition("/")[2]: container.read(name) for name in names if "/images/a1-" in name
        }
    return Built(
        sum(isinstance(block, Heading) for block in walk(article.body)),
        pages,
        pictures,
        pdf.data,
        pdf.remarks,
    )


def found(page: etree._Element, path: str) -> list[etree._Element]:
    there = page.xpath(path, namespaces=X)
    assert isinstance(there, list)
    return [node for node in there if isinstance(node, etree._Element)]


@pytest.mark.slow
@pytest.mark.parametrize("path", COUNTED)
def test_every_form_stands_in_the_epub_as_often_as_in_the_article(path: str, built: Built) -> None:
    assert sum(len(found(page, path)) for page in built.pages) == COUNTED[path]


@pytest.mark.slow
def test_a_picture_that_leads_somewhere_leads_there_in_both_files(built: Built) -> None:
    leads = [
        str(link.get("href"))
        for page in built.pages
        for link in page.iterfind(".//x:a", X)
        if link.find("x:img", X) is not None
    ]
    assert sorted(leads) == sorted(LINKED)
    with pikepdf.open(io.BytesIO(built.pdf)) as pdf:
        told = [
            (str(note.A.get("/URI", "")), str(note.get("/Contents", "")))
            for page in pdf.pages
            for note in page.obj.get("/Annots", ())
            if "/A" in note
        ]
        alts = [
            str(thing.get("/Alt", ""))
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Dictionary)
            and thing.get("/S") == "/Link"
            and "/Alt" in thing
        ]
    assert sorted(
        address
        for address, _ in told
        if "/samples/wheel?" in address or address.endswith("/samples/dot")
    ) == sorted(LINKED)
    assert all(contents for _, contents in told)
    assert sorted(alts) == ["A wheel of three arcs", "a dot"]


@pytest.mark.slow
def test_no_heading_is_skipped_and_none_is_lost(built: Built) -> None:
    levels = [
        int(etree.QName(node).localname[1])
        for page in built.pages
        for node in page.iter(*(f"{{{X['x']}}}h{level}" for level in range(1, 7)))
    ]
    assert len(levels) == 1 + built.headings
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    assert max(levels) == 4


@pytest.mark.slow
def test_pictures_of_every_sort_are_made_fit(built: Built) -> None:
    modes = {
        name: Image.open(io.BytesIO(data)).mode
        for name, data in built.pictures.items()
        if not name.endswith(".svg")
    }
    assert modes == {
        "a1-red.jpg": "RGB",
        "a1-ramp.png": "L",
        "a1-dot.png": "RGBA",
        "a1-turned.jpg": "RGB",
    }
    assert Image.open(io.BytesIO(built.pictures["a1-turned.jpg"])).size == (100, 200)
    assert b"three arcs" in built.pictures["a1-wheel.svg"]


@pytest.mark.slow
@pytest.mark.parametrize("language", SCRIPTS)
def test_every_script_keeps_its_language_and_its_words(language: str, built: Built) -> None:
    passages = [
        passage
        for page in built.pages
        for passage in found(page, f"//x:div[@class='passage'][@lang='{language}']")
    ]
    (passage,) = passages
    assert SCRIPTS[language][1] in "".join(map(str, passage.itertext()))
    assert (passage.get("dir") == "rtl") == (language in {"ar", "he"})


@pytest.mark.slow
def test_words_without_a_blank_addresses_and_faces_stay_whole(built: Built) -> None:
    text = "".join(str(words) for page in built.pages for words in page.itertext())
    assert [word for word in (*LONG, *FACES) if word not in text] == []


@pytest.mark.slow
def test_the_pdf_has_each_form_in_its_tree_and_what_has_no_font_is_told(built: Built) -> None:
    with pikepdf.open(io.BytesIO(built.pdf)) as pdf:
        kinds = Counter(
            str(thing["/S"])[1:]
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/StructElem"
        )
    assert {kind: kinds[kind] for kind in ("Table", "Note", "Formula", "Figure", "TH")} == {
        "Table": 2,
        "Note": FIXTURE["NOTES"],
        "Formula": 2,
        "Figure": 7,
        "TH": 11,
    }
    assert kinds["TR"] == 1 + FIXTURE["ROWS"] + 5
    text = "".join(page.text for page in read_pages(built.pdf, "rich.pdf"))
    solid, told = "".join(text.split()), " ".join(built.remarks)
    assert [
        word
        for word in LONG
        if word not in solid and word.replace("-", "") not in solid.replace("-", "")
    ] == []
    for letters, words in SCRIPTS.values():
        assert re.search(letters, text) or "no font has it" in told, words
    for face in FACES:
        assert face[0] in text or face[0] in told or "more characters: no font has it" in told
