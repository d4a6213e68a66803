"""dc:rights, which shelves and readers show alone, holds the source's own words on its rights."""

import io
import zipfile
from dataclasses import replace

import pytest
from lxml import etree

from publisher.model.article import Article, Relation, Source
from publisher.model.body import Paragraph, Text
from publisher.model.edition import Edition, Part, alone
from publisher.model.rights import Licence, Notice, NoticeKind, Permission, Rights
from publisher.rendering.book import Book
from publisher.rendering.compose import book_of
from publisher.rendering.theme import load_theme
from publisher.rights.facts import article_facts
from publisher.verify import read_evidence, verify_bytes
from publisher.verify.lint.page_vs_metadata import crosscheck
from publisher.writers.epub import writer as epub
from publisher.writers.pdf import xmp

THEME = load_theme("plain")
LINE = "© 2025 The Lake Letter"
ALLOWED = Notice(kinds=(NoticeKind.PERMISSION,), text="Schools may copy this page. Others ask us.")
FAIR = Notice(kinds=(NoticeKind.FAIR_USE,), text="Shown without asking, as fair use of a map.")
CAREFUL = Notice(kinds=(NoticeKind.DISCLAIMER,), text="The Lake Letter answers for no depth.")
GRANTED = Permission(granted_by="The Lake Letter", text="Print it once.")
CC = Licence(id="CC-BY-4.0")
CC_WORDS = (
    "Creative Commons Attribution 4.0 International https://creativecommons.org/licenses/by/4.0/"
)


def article(title: str, rights: Rights) -> Article:
    return Article(
        title=title,
        language="en",
        rights=rights,
        sources=(Source(relation=Relation.CAPTURED_FROM, name="The Lake Letter"),),
        body=(Paragraph(children=(Text(text=f"{title}: this is how deep it is."),)),),
    )


def collection(*rights: Rights, own: Rights | None = None) -> Edition:
    articles = tuple(article(f"Lake {number}", one) for number, one in enumerate(rights, 1))
    return Edition(
        name="lakes", title="Lakes", rights=own or Rights(), parts=(Part(articles=articles),)
    )


def in_package(book: Book) -> list[str]:
    made = zipfile.ZipFile(io.BytesIO(epub.write(book, THEME))).read("EPUB/content.opf")
    return [str(node.text) for node in etree.fromstring(made).iter("{*}rights")]


def in_packet(book: Book) -> dict[str, str]:
    """The words of dc:rights in the packet by their language."""
    facts = xmp.facts_of(book, tool="publisher", producer="press")
    root = etree.fromstring(xmp.rdf_of(facts, profile=book.edition.profile))
    name = "{http://purl.org/dc/elements/1.1/}rights"
    return {
        str(item.get("{http://www.w3.org/XML/1998/namespace}lang")): str(item.text)
        for node in root.iter(name)
        for item in node.iter("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}li")
    }


@pytest.mark.parametrize(
    ("rights", "words"),
    [
        (Rights(copyright_line=LINE), [LINE]),
        (Rights(notices=(ALLOWED,)), [ALLOWED.text]),
        (Rights(notices=(FAIR,)), [FAIR.text]),
        (Rights(permissions=(GRANTED,)), [GRANTED.text]),
        (Rights(notices=(CAREFUL,)), [CAREFUL.text]),
        (Rights(licence=CC), [CC_WORDS]),
        (Rights(notices=(CAREFUL, FAIR, ALLOWED)), [FAIR.text, ALLOWED.text]),
        (
            Rights(copyright_line=LINE, notices=(CAREFUL, FAIR), permissions=(GRANTED,)),
            [LINE, FAIR.text, GRANTED.text],
        ),
        (Rights(), []),
        (Rights(credit="From The Lake Letter", holder="The Lake Letter"), []),
    ],
)
def test_an_article_says_its_own_words_and_no_others(rights: Rights, words: list[str]) -> None:
    book = book_of(alone(article("Depth", rights), name="depth"), THEME)
    assert in_package(book) == words
    there = in_packet(book)
    assert (set(there), set(there.values())) == (
        ({"x-default", "en"}, {"\n".join(words)}) if words else (set(), set())
    )
    assert verify_bytes(epub.write(book, THEME), "depth.epub").findings == ()


def test_words_that_all_articles_say_stand_once() -> None:
    same = Rights(notices=(FAIR,))
    book = book_of(collection(same, same), THEME)
    assert in_package(book) == [FAIR.text]
    assert in_packet(book)["x-default"] == FAIR.text


def test_words_of_some_articles_stand_with_their_titles() -> None:
    line, free = Rights(copyright_line=LINE), Rights(licence=CC)
    book = book_of(collection(line, free, line), THEME)
    assert in_package(book) == [f"Lake 1; Lake 3: {LINE}", f"Lake 2: {CC_WORDS}"]
    data = epub.write(book, THEME)
    assert verify_bytes(data, "lakes.epub").findings == ()
    crossed = crosscheck(read_evidence(data, "lakes.epub"), known=True)
    assert [found.code for found in crossed] == []


def test_a_collection_with_a_copyright_line_of_its_own_says_that() -> None:
    own = Rights(copyright_line="© 2026 The Shore")
    book = book_of(collection(Rights(notices=(FAIR,)), Rights(licence=CC), own=own), THEME)
    assert in_package(book) == ["© 2026 The Shore"]
    words = in_packet(book)["x-default"].splitlines()  # a packet has no parts for the articles
    assert words == ["© 2026 The Shore", FAIR.text, CC_WORDS]


@pytest.mark.parametrize("harm", ["", "Shown without asking, as fair use of a mop."])
def test_words_that_are_lost_or_changed_in_dc_rights_are_an_error(harm: str) -> None:
    book = book_of(alone(article("Depth", Rights(notices=(FAIR,))), name="depth"), THEME)
    files = zipfile.ZipFile(io.BytesIO(epub.write(book, THEME)))
    content = {name: files.read(name) for name in files.namelist()}
    package = content["EPUB/content.opf"].replace(
        f">{FAIR.text}</dc:r".encode(), f">{harm}</dc:r".encode()
    )
    assert package != content["EPUB/content.opf"]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as container:
        for name, data in {**content, "EPUB/content.opf": package}.items():
            container.writestr(name, data)
    report = verify_bytes(made.getvalue(), "depth.epub")
    assert any(
        found.code in {"metadata-missing", "metadata-changed"} and "dc:rights" in found.message
        for found in report.findings
    )


def test_permissions_that_a_notice_holds_are_not_said_twice() -> None:
    held = replace(GRANTED, text="Schools may copy this page.")
    rights = Rights(notices=(ALLOWED,), permissions=(held,))
    assert article_facts(article("Depth", rights))["rights"] == (ALLOWED.text,)
