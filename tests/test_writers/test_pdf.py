"""The PDF of a book: whole pages, right numbers, the same bytes on any executor, and nothing from outside the edition."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest
from lxml import etree

from publisher.errors import WriteError
from publisher.model.article import Article, Asset, Contributor, Relation, Source
from publisher.model.body import Figure, Heading, Item, Link, List, Paragraph, Text
from publisher.model.edition import Edition, Part, alone
from publisher.model.rights import Notice, NoticeKind, Rights
from publisher.pdffile.packet import read_carried
from publisher.pdffile.pages import read_pages
from publisher.rendering.book import Book, PictureFile
from publisher.rendering.pages import book_of
from publisher.rendering.theme import load_theme
from publisher.rendering.xhtml import XHTML
from publisher.text import squeeze
from publisher.writers import leaves, pdf

WORDS = "Plain words of our own, set line after line until the page is full and another begins. " * 9
THEME = load_theme("plain")


def words(text: str) -> Paragraph:
    return Paragraph(children=(Text(text=text),))


def article(title: str, *more: Paragraph | Figure | List) -> Article:
    return Article(
        title=title, language="en", contributors=(Contributor(name="A. Writer"),),
        sources=(Source(relation=Relation.CAPTURED_FROM, name="A site", url="https://example.org/one?a=1&b=2"),),
        rights=Rights(notices=(Notice(kinds=(NoticeKind.DISCLAIMER,), text="No warranty is given by anyone."),)),
        body=(words(WORDS), Heading(level=2, children=(Text(text="A heading"),)), *[words(WORDS)] * 4, *more))


def collection(*articles: Article) -> Book:
    return book_of(Edition(name="many", title="Many things", language="en", parts=(Part(articles=articles),)), THEME)


@pytest.fixture(scope="module")
def many() -> Book:
    items = (Item(children=(words("bare"),)), Item(children=(words("two"), words("paragraphs"))))
    return collection(article("First"), article("Second", List(ordered=True, items=items)))


@pytest.fixture(scope="module")
def finished(many: Book) -> pdf.Typeset:
    return pdf.typeset(many, THEME)


@pytest.fixture(scope="module")
def pages(finished: pdf.Typeset) -> list[str]:
    return [page.text for page in read_pages(finished.data, "many.pdf")]


def test_the_contents_name_the_page_on_which_each_chapter_begins(many, pages) -> None:
    contents = squeeze(pages[1])
    for title in ("First", "Second", "Sources and permissions", "Colophon"):
        begins = next(number for number, text in enumerate(pages, 1) if text.startswith(title))
        assert begins > 2
        entry = contents[contents.index(title) + len(title):].removeprefix(" A. Writer")
        assert entry.startswith(f" {begins}"), f"{title} begins on page {begins}: {contents}"


def test_running_lines_and_numbers_stand_on_the_pages_the_theme_says(finished) -> None:
    title, _, *rest = read_pages(finished.data, "many.pdf")
    assert (title.text, title.furniture) == ("Many things", ""), "the title page has neither"
    assert rest[0].furniture.split() == ["A.", "Writer", "·", "A", "site", "·", "example.org", "3"], "an opening page has it at its foot"
    assert rest[1].furniture.split() == ["A.", "Writer", "·", "A", "site", "·", "example.org", "4"]
    assert [page.furniture.split()[-1] for page in rest] == [str(page.number) for page in rest]


def test_nothing_is_left_to_say_of_clean_pages(finished) -> None:
    assert finished.findings == ()


def test_the_file_carries_its_record_and_says_the_same_twice(many, finished) -> None:
    said = read_carried(finished.data, "many.pdf")
    assert [(file.name, file.relationship, file.data) for file in said.attachments] == [
        ("provenance.jsonld", "Supplement", many.record)]
    with pikepdf.open(BytesIO(finished.data)) as document:
        packet = document.open_metadata()
        assert packet["dc:title"] == said.info["Title"] == "Many things"
        assert packet["dc:creator"] == [said.info["Author"]] == ["A. Writer"]
        assert (packet.pdfa_status, packet["pdfuaid:part"]) == ("3A", "1")
        assert len(document.Root.AF) == 1


def test_the_outline_and_every_link_lead_somewhere(finished) -> None:
    with pikepdf.open(BytesIO(finished.data)) as document, document.open_outline() as outline:
        titles = [line.title for line in outline.root]
        assert titles == ["Contents", "First", "Second", "Sources and permissions", "Colophon"]
        assert [line.title for line in outline.root[1].children] == ["A heading"]
        names = {str(name) for name in list(document.Root.Names.Dests.Names)[::2]}
        links = [link for page in document.pages for link in page.obj.get(pikepdf.Name.Annots, pikepdf.Array())]
        inside = {str(link.Dest) for link in links if pikepdf.Name.Dest in link}
        outside = {str(link.A.URI) for link in links if pikepdf.Name.A in link}
        assert inside
        assert inside <= names
        assert outside == {"https://example.org/one?a=1&b=2"}


def test_parts_drawn_apart_give_the_same_words_and_page_numbers(many, pages, monkeypatch) -> None:
    monkeypatch.setattr(leaves, "BATCH", 1)
    monkeypatch.setattr(leaves, "SHEETS", 2)
    apart = pdf.typeset(many, THEME)
    assert [page.text for page in read_pages(apart.data, "many.pdf")] == pages


def test_any_executor_gives_the_same_bytes(many, finished) -> None:
    with ThreadPoolExecutor(1) as executor:
        assert pdf.write(many, THEME, executor=executor) == finished.data


def test_another_process_zone_locale_and_hash_seed_give_the_same_bytes(tmp_path, checkout) -> None:
    program = tmp_path / "one.py"
    program.write_text(
        "import hashlib\nfrom publisher.model.article import Article\nfrom publisher.model.body import Paragraph, Text\n"
        "from publisher.model.edition import alone\nfrom publisher.rendering.pages import book_of\n"
        "from publisher.rendering.theme import load_theme\nfrom publisher.writers import pdf\n"
        "article = Article(title='T', language='en', body=(Paragraph(children=(Text(text='Words.'),)),))\n"
        "theme = load_theme('plain')\n"
        "print(hashlib.sha256(pdf.write(book_of(alone(article, name='t'), theme), theme)).hexdigest())\n", "utf-8")
    answers = set()
    for seed, zone, locale in (("1", "UTC", "C.UTF-8"), ("2", "Asia/Kolkata", "C")):
        folder = tmp_path / seed
        folder.mkdir()
        environment = {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "PATH": "/usr/bin:/bin",
                       "PYTHONPATH": str(checkout)}
        done = subprocess.run([sys.executable, str(program)], cwd=folder, env=environment, capture_output=True, text=True, check=True)
        answers.add(done.stdout)
    assert len(answers) == 1


@pytest.mark.slow
@pytest.mark.parametrize("profile", ["ua1", "3a"])
def test_an_outside_judge_finds_it_valid(many, finished, tmp_path, profile: str) -> None:
    judge = pytest.importorskip("page", reason="page-validation is not installed: not judged")
    (tmp_path / "many.pdf").write_bytes(finished.data)
    answer = judge.validate_pdf(str(tmp_path / "many.pdf"), profile=profile)
    assert answer.is_compliant, str(answer)


@pytest.mark.parametrize("address", ["file:///etc/hostname", "http://127.0.0.1:9/x.png", "images/missing.png"])
def test_a_picture_from_outside_the_edition_is_refused(many, address: str) -> None:
    chapter = next(chapter for chapter in many.chapters if chapter.article)
    section = etree.fromstring(chapter.markup)
    etree.SubElement(section, f"{{{XHTML}}}img", src=address, alt="x")
    changed = replace(many, chapters=tuple(replace(each, markup=etree.tostring(section)) if each is chapter else each
                                           for each in many.chapters))
    with pytest.raises(WriteError, match="not part of this edition"):
        pdf.write(changed, THEME)


def test_a_picture_inside_an_svg_from_outside_is_refused() -> None:
    svg = (b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/hostname" width="5" '
           b'height="5"/></svg>')
    given = article("With a picture", Figure(asset="p"))
    book = book_of(alone(replace(given, assets=(Asset(id="p", file="p.svg", alt="A picture"),)), name="one"), THEME)
    chapter = book.chapters[0]
    section = etree.fromstring(chapter.markup)
    etree.SubElement(section, f"{{{XHTML}}}img", src="images/p.svg", alt="x")
    book = replace(book, chapters=(replace(chapter, markup=etree.tostring(section)), *book.chapters[1:]), pictures=(
        PictureFile(name="p.svg", media_type="image/svg+xml", data=svg, article=chapter.article, asset="p"),))
    with pytest.raises(WriteError, match="not part of this edition: file:///etc/hostname"):
        pdf.write(book, THEME)


def test_a_link_that_no_reader_could_follow_is_refused(many) -> None:
    chapter = many.chapters[2]
    section = etree.fromstring(chapter.markup)
    etree.SubElement(section, f"{{{XHTML}}}a", href="javascript:alert(1)").text = "x"
    with pytest.raises(WriteError, match="the link to 'javascript:alert"):
        leaves.html_of(replace(chapter, markup=etree.tostring(section)), {})


def test_a_link_within_the_edition_is_kept() -> None:
    body = Paragraph(children=(Link(address="https://example.org/", children=(Text(text="there"),)),))
    given = replace(article("One"), body=(body,))
    data = pdf.write(book_of(alone(given, name="one"), THEME), THEME)
    assert "https://example.org/" in {link for page in read_pages(data, "one.pdf") for link in page.links}


def test_a_character_no_font_has_is_told_and_nothing_is_claimed() -> None:
    strange = "\U000f0000"                                   # a private-use character: no font can have it by right
    done = pdf.typeset(book_of(alone(replace(article("One"), body=(words(f"Here: {strange}"),)), name="one"), THEME), THEME)
    assert any("U+F0000" in finding for finding in done.findings)
    assert b"pdfaid:part" not in read_carried(done.data, "one.pdf").packet


def test_batches_follow_from_the_chapters_alone(many, monkeypatch) -> None:
    front, batches = leaves.front_and_batches(many)
    assert [chapter.name for chapter in front] == ["title-page", "contents"]
    assert sum(batches, ()) == many.chapters[2:]
    monkeypatch.setattr(leaves, "BATCH", len(many.chapters[2].markup) + 1)
    assert len(leaves.front_and_batches(many)[1][0]) == 1


def test_one_document_holds_all_chapters_for_a_browser(many) -> None:
    files = pdf.one_document(many, THEME)
    assert {"index.html", "style.css"} < set(files)
    assert files["index.html"].count(b"data-running=") == len(many.chapters)
    assert b"edition.invalid" not in files["index.html"]
