"""The package names each person once, with all they did."""

import io
import zipfile
from typing import Any

from lxml import etree

from publisher.model.article import Article, Change, Contributor, Modification, Role, Source
from publisher.model.article import Relation as To
from publisher.model.body import Paragraph, Text
from publisher.model.edition import Edition, Part
from publisher.rendering.compose import book_of
from publisher.rendering.theme import load_theme
from publisher.verify import verify_bytes
from publisher.writers.epub import writer as epub
from publisher.writers.epub.container import freeze

NAMES = {
    "x": "http://www.w3.org/1999/xhtml",
    "o": "http://www.idpf.org/2007/opf",
    "d": "http://purl.org/dc/elements/1.1/",
}
WRITER = Contributor(name="A. Writer", sort_as="Writer, A.", url="https://example.org/writer")
ARTICLE = Article(
    title="One",
    language="en",
    contributors=(WRITER, Contributor(name="A. Writer", role=Role.TRANSLATOR)),
    body=(Paragraph(children=(Text(text="Words."),)),),
    modifications=(Modification(change=Change.ABRIDGED, note="the last part was cut"),),
    sources=(
        Source(
            relation=To.CAPTURED_FROM,
            name="A site",
            url="https://example.org/a",
            archive_url="https://archive.example.org/a",
        ),
    ),
)
EDITION = Edition(
    name="e",
    title="E",
    language="en",
    contributors=(Contributor(name="A. Writer", role=Role.EDITOR),),
    parts=(Part(articles=(ARTICLE,)),),
)


def members() -> dict[str, bytes]:
    with zipfile.ZipFile(
        io.BytesIO(epub.write(book_of(EDITION, load_theme()), load_theme()))
    ) as container:
        return {name: container.read(name) for name in container.namelist()}


def tree(data: bytes) -> Any:  # the stubs of lxml give xpath as a union of all that it can be
    return etree.fromstring(data)


def test_who_wrote_and_edited_stands_once_with_both_roles_and_their_name_to_sort_by() -> None:
    root = tree(members()["EPUB/content.opf"])
    assert root.xpath("//d:creator/text()", namespaces=NAMES) == ["A. Writer"]
    assert root.xpath(
        "//o:meta[@property='role'][@refines='#person01']/text()", namespaces=NAMES
    ) == ["edt", "aut"]
    assert root.xpath(
        "//o:meta[@property='file-as'][@refines='#person01']/text()", namespaces=NAMES
    ) == ["Writer, A."]
    assert root.xpath("//d:contributor/text()", namespaces=NAMES) == ["A. Writer"]


def test_the_byline_leads_to_the_author_and_the_source_to_its_copy() -> None:
    files = members()
    assert tree(files["EPUB/a1-one.xhtml"]).xpath(
        "//x:p[@class='byline']/x:a[@rel='author']/@href", namespaces=NAMES
    ) == ["https://example.org/writer"]
    assert tree(files["EPUB/sources.xhtml"]).xpath(
        "//x:a[@data-versionurl]/@href", namespaces=NAMES
    ) == ["https://example.org/a"]


def test_what_was_changed_is_said_where_a_reader_sees_it_and_missed_where_it_is_not() -> None:
    files, words = members(), b"text abridged: the last part was cut"
    assert not verify_bytes(freeze(files), "e.epub").findings
    name = "EPUB/a1-one.xhtml"
    assert words in files[name]
    report = verify_bytes(freeze(files | {name: files[name].replace(words, b"")}), "e.epub")
    assert "fact-missing" in {finding.code for finding in report.findings}
