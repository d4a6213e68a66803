"""The handbook's examples of what travels with a file are those of the file."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from lxml import etree

from publisher.readers import read_edition
from publisher.rendering.compose import book_of
from publisher.rendering.theme import load_theme
from publisher.text import squeeze
from publisher.writers.epub import writer as epub
from publisher.writers.pdf import writer as pdf

CHECKOUT = Path(__file__).resolve().parent.parent.parent
PAGE = (CHECKOUT / "content" / "handbook" / "what-travels.md").read_text("utf-8")
ROWS = re.findall(r"^(.+)\n: `([^`]+)`$", PAGE, re.MULTILINE)


@pytest.fixture(scope="module")
def places() -> dict[str, str]:
    """The text of each place of the built field guide, by the first words of its row."""
    theme = load_theme("plain")
    book = book_of(read_edition(CHECKOUT / "content" / "editions" / "field-guide.yaml"), theme)
    chapter = next(chapter for chapter in book.chapters if chapter.article == "a4")
    archive = zipfile.ZipFile(io.BytesIO(epub.write(book, theme)))
    read: Callable[[str], bytes] = archive.read

    def words(name: str, path: str) -> str:
        return squeeze(
            " ".join(
                "".join(map(str, box.itertext()))
                for box in etree.fromstring(read(name)).iterfind(path)
            )
        )

    article = next(
        name
        for name in archive.namelist()
        if name.startswith("EPUB/a4-") and name.endswith(".xhtml")
    )
    with pikepdf.open(io.BytesIO(pdf.write(book, theme))) as opened:
        packet = bytes(opened.Root.Metadata.read_bytes()).decode()
        info = "\n".join(f"{str(key)[1:]}: {value}" for key, value in opened.docinfo.items())
    package = read("EPUB/content.opf").decode()
    return {
        "Credit block": words(article, ".//{*}section[@class='credit']"),
        "Running line": " · ".join(chapter.running),
        "Sources": words("EPUB/sources.xhtml", ".//{*}section[@class='sources']"),
        "Colophon": words("EPUB/sources.xhtml", ".//{*}section[@class='colophon']"),
        "EPUB package": package,
        "PDF packet": packet,
        "PDF Info": info,
        "Record": read("EPUB/meta/provenance.jsonld").decode(),
    }


@pytest.mark.slow
@pytest.mark.parametrize(("place", "example"), ROWS, ids=[place for place, _ in ROWS])
def test_an_example_of_the_handbook_stands_in_its_place(
    place: str, example: str, places: dict[str, str]
) -> None:
    assert example in next(text for name, text in places.items() if place.startswith(name))


def test_the_handbook_has_an_example_of_each_place() -> None:
    assert len(ROWS) == 10
