"""The PDF of a book: whole pages, right numbers, the same bytes on any executor, and nothing from outside the edition."""

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest
from lxml import etree

from publisher.errors import SourceError, WriteError
from publisher.model.article import Article, Asset, Contributor, Relation, Source
from publisher.model.body import (
    Cell,
    Figure,
    Heading,
    Item,
    Link,
    List,
    Note,
    NoteMark,
    Paragraph,
    Row,
    Table,
    Text,
)
from publisher.model.edition import Edition, Part, Profile, alone
from publisher.model.rights import Notice, NoticeKind, Rights
from publisher.pdffile.packet import pdf_date, read_carried
from publisher.pdffile.pages import PageText, read_pages
from publisher.pictures.picture import PictureFile
from publisher.rendering.block_ids import blocks_of, is_block, name_blocks
from publisher.rendering.book import Book
from publisher.rendering.compose import book_of
from publisher.rendering.theme import Paper, load_theme
from publisher.rendering.xhtml import XHTML
from publisher.text import squeeze
from publisher.verify import verify_bytes
from publisher.verify.outside_judges import Absent
from publisher.writers.pdf import drawing, page_plan
from publisher.writers.pdf import writer as pdf
from publisher.writers.pdf.finished import Typeset
from tests.judge.outside import vera
from tests.shelf import EMPTY

WORDS = (
    "Plain words of our own, set line after line until the page is full and another begins. " * 9
)
THEME = load_theme("plain")


def words(text: str) -> Paragraph:
    return Paragraph(children=(Text(text=text),))


def article(title: str, *more: Paragraph | Figure | List) -> Article:
    return Article(
        title=title,
        language="en",
        contributors=(Contributor(name="A. Writer"),),
        sources=(
            Source(
                relation=Relation.CAPTURED_FROM,
                name="A site",
                url="https://example.org/one?a=1&b=2",
            ),
        ),
        rights=Rights(
            notices=(
                Notice(kinds=(NoticeKind.DISCLAIMER,), text="No warranty is given by anyone."),
            )
        ),
        body=(
            words(WORDS),
            Heading(level=2, children=(Text(text="A heading"),)),
            *[words(WORDS)] * 4,
            *more,
        ),
    )


def collection(*articles: Article) -> Book:
    return book_of(
        Edition(name="many", title="Many things", language="en", parts=(Part(articles=articles),)),
        THEME,
    )


@pytest.fixture(scope="module")
def many() -> Book:
    items = (Item(children=(words("bare"),)), Item(children=(words("two"), words("paragraphs"))))
    return collection(article("First"), article("Second", List(ordered=True, items=items)))


@pytest.fixture(scope="module")
def finished(many: Book) -> Typeset:
    return pdf.typeset(many, THEME)


@pytest.fixture(scope="module")
def pages(finished: Typeset) -> list[str]:
    return [page.text for page in read_pages(finished.data, "many.pdf")]


def test_the_contents_name_the_page_on_which_each_chapter_begins(many, pages) -> None:
    contents = squeeze(pages[2])
    for title in ("First", "Second", "Sources"):
        begins = next(number for number, text in enumerate(pages, 1) if text.startswith(title))
        assert begins > 3
        entry = contents[contents.index(title) + len(title) :].removeprefix(" A. Writer")
        assert entry.startswith(f" {begins}"), f"{title} begins on page {begins}: {contents}"


def furniture_words(page: PageText) -> str:
    return " ".join(page.furniture.split())


def test_running_lines_and_numbers_stand_on_the_pages_the_theme_says(finished) -> None:
    cover, title, _, *rest = read_pages(finished.data, "many.pdf")
    assert (cover.text, cover.furniture) == ("", ""), "the cover is a picture"
    assert (title.text, title.furniture) == ("Many things", ""), "the title page has neither"
    source = "A. Writer · A site · example.org"
    assert furniture_words(rest[0]) == f"4 {source}", "an opening has its source, and no title"
    assert furniture_words(rest[1]) == f"First {source} 5", "others: their title as well"
    for page in rest:
        assert str(page.number) in page.furniture.split()
    with pikepdf.open(BytesIO(finished.data)) as document:
        assert [page.label for page in document.pages] == [
            "Cover",
            *(str(number) for number in range(2, len(rest) + 4)),
        ]


def test_nothing_is_left_to_say_of_clean_pages(finished) -> None:
    assert finished.findings == ()


def test_the_file_carries_its_record_and_says_the_same_twice(many, finished) -> None:
    said = read_carried(finished.data, "many.pdf")
    assert [(file.name, file.relationship, file.data) for file in said.attachments] == [
        ("provenance.jsonld", "Supplement", many.record)
    ]
    with pikepdf.open(BytesIO(finished.data)) as document:
        packet = document.open_metadata()
        assert packet["dc:title"] == said.info["Title"] == "Many things"
        assert packet["dc:creator"] == [said.info["Author"]] == ["A. Writer"]
        assert (packet.pdfa_status, packet["pdfuaid:part"]) == ("3A", "1")
        assert len(document.Root.AF) == 1


def test_the_outline_and_every_link_lead_somewhere(finished) -> None:
    with pikepdf.open(BytesIO(finished.data)) as document, document.open_outline() as outline:
        titles = [line.title for line in outline.root]
        assert titles == ["Contents", "First", "Second", "Sources"]
        assert [line.title for line in outline.root[1].children] == ["A heading"]
        names = {str(name) for name in list(document.Root.Names.Dests.Names)[::2]}
        links = [
            link
            for page in document.pages
            for link in page.obj.get(pikepdf.Name.Annots, pikepdf.Array())
        ]
        inside = {str(link.Dest) for link in links if pikepdf.Name.Dest in link}
        outside = {str(link.A.URI) for link in links if pikepdf.Name.A in link}
        assert inside
        assert inside <= names
        assert outside == {"https://example.org/one?a=1&b=2"}


def test_notes_and_headers_of_many_articles_with_one_title_have_ids_of_their_own() -> None:
    noted = Paragraph(children=(Text(text="Words"), NoteMark(note="n"), Text(text=".")))
    table = Table(
        head=(Row(cells=(Cell(children=(Text(text="Head"),), header=True),)),),
        rows=(Row(cells=(Cell(children=(Text(text="1"),)),)),),
    )
    one = replace(
        article("One title"),
        body=(noted, table, Note(name="n", children=(words("What is to be added."),))),
    )
    with pikepdf.open(BytesIO(pdf.typeset(collection(*[one] * 5), THEME).data)) as document:
        names = list(document.Root.StructTreeRoot.IDTree.Names)
        assert len({bytes(name) for name in names[::2]}) == len(names) // 2 == 10
        assert sorted(str(element.S) for element in names[1::2]) == ["/Note"] * 5 + ["/TH"] * 5
        links = [
            link
            for page in document.pages
            for link in page.obj.get(pikepdf.Name.Annots, pikepdf.Array())
        ]
        said = [str(link.Contents) for link in links]
        assert (said.count("Note 1"), said.count("Back to mark 1")) == (5, 5)


def test_parts_drawn_apart_give_the_same_words_and_page_numbers(many, pages, monkeypatch) -> None:
    monkeypatch.setattr(drawing, "BATCH", 1)
    monkeypatch.setattr(page_plan, "SHEETS", 2)
    apart = pdf.typeset(many, THEME)
    assert [page.text for page in read_pages(apart.data, "many.pdf")] == pages


def test_any_executor_gives_the_same_bytes(many, finished) -> None:
    with ThreadPoolExecutor(1) as executor:
        assert pdf.write(many, THEME, executor=executor) == finished.data


def test_another_process_zone_locale_and_hash_seed_give_the_same_bytes(tmp_path, checkout) -> None:
    program = tmp_path / "one.py"
    program.write_text(
        "import hashlib\nfrom publisher.model.article import Article\nfrom publisher.model.body"
        " import Paragraph, Text\nfrom publisher.model.edition import alone\nfrom"
        " publisher.rendering.compose import book_of\nfrom publisher.rendering.theme import Paper,"
        " load_theme\nfrom publisher.writers.pdf import writer as pdf\narticle = Article(title='T',"
        " language='en', body=(Paragraph(children=(Text(text='Words.'),)),))\ntheme ="
        " load_theme('plain')\nprint(hashlib.sha256(pdf.write(book_of(alone(article, name='t'),"
        " theme), theme)).hexdigest())\n",
        "utf-8",
    )
    answers = set()
    for seed, zone, locale in (("1", "UTC", "C.UTF-8"), ("2", "Asia/Kolkata", "C")):
        folder = tmp_path / seed
        folder.mkdir()
        environment = {
            "PYTHONHASHSEED": seed,
            "TZ": zone,
            "LC_ALL": locale,
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(checkout),
        }
        done = subprocess.run(
            [sys.executable, str(program)],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        answers.add(done.stdout)
    assert len(answers) == 1


@pytest.mark.slow
@pytest.mark.parametrize("profile", ["ua1", "3a"])
def test_an_outside_judge_finds_it_valid(many, finished, tmp_path, profile: str) -> None:
    judge = pytest.importorskip("page", reason="page-validation is not installed: not judged")
    (tmp_path / "many.pdf").write_bytes(finished.data)
    answer = judge.validate_pdf(str(tmp_path / "many.pdf"), profile=profile)
    assert answer.is_compliant, str(answer)


@pytest.mark.parametrize(
    "address", ["file:///etc/hostname", "http://127.0.0.1:9/x.png", "images/missing.png"]
)
def test_a_picture_from_outside_the_edition_is_refused(many, address: str) -> None:
    chapter = next(chapter for chapter in many.chapters if chapter.article)
    section = etree.fromstring(chapter.markup)
    etree.SubElement(section, f"{{{XHTML}}}img", src=address, alt="x")
    changed = replace(
        many,
        chapters=tuple(
            replace(each, markup=etree.tostring(section)) if each is chapter else each
            for each in many.chapters
        ),
    )
    with pytest.raises(WriteError, match="not part of this edition"):
        pdf.write(changed, THEME)


def test_a_picture_inside_an_svg_from_outside_is_refused() -> None:
    svg = (
        b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image'
        b' href="file:///etc/hostname" width="5" height="5"/></svg>'
    )
    given = article("With a picture", Figure(asset="p"))
    book = book_of(
        alone(replace(given, assets=(Asset(id="p", file="p.svg", alt="A picture"),)), name="one"),
        THEME,
    )
    chapter = book.chapters[0]
    section = etree.fromstring(chapter.markup)
    etree.SubElement(section, f"{{{XHTML}}}img", src="images/p.svg", alt="x")
    book = replace(
        book,
        chapters=(replace(chapter, markup=etree.tostring(section)), *book.chapters[1:]),
        pictures=(
            PictureFile(
                name="p.svg",
                media_type="image/svg+xml",
                data=svg,
                article=chapter.article,
                asset="p",
            ),
        ),
    )
    with pytest.raises(WriteError, match="not part of this edition: file:///etc/hostname"):
        pdf.write(book, THEME)


def test_a_link_that_no_reader_could_follow_is_refused(many) -> None:
    chapter = many.chapters[2]
    section = etree.fromstring(chapter.markup)
    etree.SubElement(section, f"{{{XHTML}}}a", href="javascript:alert(1)").text = "x"
    with pytest.raises(WriteError, match="the link to 'javascript:alert"):
        page_plan.html_of(replace(chapter, markup=etree.tostring(section)), page_plan.Place())


def test_a_link_within_the_edition_is_kept() -> None:
    body = Paragraph(
        children=(Link(address="https://example.org/", children=(Text(text="there"),)),)
    )
    given = replace(article("One"), body=(body,))
    data = pdf.write(book_of(alone(given, name="one"), THEME), THEME)
    assert "https://example.org/" in {
        link for page in read_pages(data, "one.pdf") for link in page.links
    }


def written(text: str) -> Book:
    return book_of(
        alone(replace(article("One"), body=(words("Before it."), words(text))), name="one"), THEME
    )


def test_a_character_no_font_has_is_told_with_its_place_and_nothing_is_claimed() -> None:
    # private use: no font can have them by right
    done = pdf.typeset(written("Here: \U000f0000 \U000f0001"), THEME, catalogue=EMPTY)
    first, second, lowered = done.findings
    assert "(U+F0000 without a name): no font has it" in first
    assert first.endswith("“One”, at “Here: \U000f0000 \U000f0001”")
    assert "U+F0001" in second
    assert lowered.startswith("the profile is lowered from a-3a+ua-1 to plain")
    assert done.profile is Profile.PLAIN
    packet = read_carried(done.data, "one.pdf").packet
    assert b"pdfaid:part" not in packet
    assert b"pdfuaid:part" not in packet


def test_of_a_whole_text_without_a_font_the_first_characters_are_named_and_the_rest_counted() -> (
    None
):
    done = pdf.typeset(
        written("".join(map(chr, range(0xF0000, 0xF0040)))),
        THEME,
        profile=Profile.PLAIN,
        catalogue=EMPTY,
    )
    assert len(done.findings) == 13
    assert done.findings[-1].startswith("and 52 more characters")


def test_letters_that_are_set_in_another_order_are_read_back_in_their_own() -> None:
    text = "Words: हिन्दी लिपि, और हम ภาษาไทย น้ำ ที่นี่."
    pages = read_pages(pdf.typeset(written(text), THEME).data, "one.pdf")
    assert squeeze(text) in squeeze(" ".join(page.text for page in pages))


def test_a_running_head_in_letters_that_are_set_in_another_order_is_drawn() -> None:
    article = replace(
        written("Words.").edition.articles[0], contributors=(Contributor(name="हिन्दी लिपि"),)
    )
    book = book_of(alone(article, name="one"), THEME)
    assert verify_bytes(pdf.typeset(book, THEME).data, "one.pdf", book.ledger).findings == ()


@pytest.mark.parametrize(
    "text",
    [
        "हिन्दी लिपि, और हम",
        "ไทย ทำ ที่นี่",  # the vowel am is drawn as two letters
        "עברית, העברית",
        "العربية والحرف",
        "বাংলা ভাষা, কি ক্ষতি",
        "தமிழ் மொழி",
        "తెలుగు భాష",
        "ἐν ἀρχῇ ἦν",
        "ភាសាខ្មែរ",
        "ﬁne ½ é e\u0301",
    ],
)
def test_words_of_every_script_with_a_font_are_read_back_as_they_were_written(
    text: str, tmp_path
) -> None:
    book = written(f"Words: {text}.")
    done = pdf.typeset(book, THEME)
    assert done.findings == ()
    assert done.profile is Profile.A3A_UA1
    assert verify_bytes(done.data, "one.pdf", book.ledger).findings == ()
    judge = pytest.importorskip("page", reason="page-validation is not installed: not judged")
    (tmp_path / "one.pdf").write_bytes(done.data)
    # every glyph stands for a character
    answer = judge.validate_pdf(str(tmp_path / "one.pdf"), profile="3a")
    assert answer.is_compliant, str(answer)


def test_a_notice_whose_words_stand_in_an_address_too_does_not_make_the_rest_of_it_strange() -> (
    None
):
    picture = Asset(
        id="view",
        file="",
        alt="A river",
        url="https://example.org/pictures/2024/A-view-of-the-river.jpg?w=800",
    )
    given = article("First")
    credit = Notice(kinds=(NoticeKind.IMAGE_CREDIT,), text="A view of the river")
    given = replace(
        given,
        assets=(picture,),
        body=(*given.body, Figure(asset="view"), words("And the last words.")),
        rights=replace(given.rights, notices=(*given.rights.notices, credit)),
    )
    book = book_of(alone(given, name="one"), THEME)
    assert (
        verify_bytes(
            pdf.typeset(book, THEME).data, "one.pdf", book.ledger, expected=book.record
        ).findings
        == ()
    )


RIGHT_TO_LEFT = {
    "ar": (
        "دمشق (ABC) -- عنوان المقال الأول",
        'قال الناشر (ABC) إن ـ"النص الحر" يبقى كما هو، ومن طرف آخر كُتِبَ في 2024 [ملاحظة].',
    ),
    "fa": (
        "یک متن (PDF) برای خوانندگان",
        "ناشر می‌گوید «متن آزاد» (CC BY 4.0) همان است که در مجله آمده.",
    ),
    "he": ("כותרת (ABC) של המאמר", 'העורכת כתבה (ABC) שהטקסט "חופשי" [הערה] ונשאר כפי שהוא, 2024.'),
}


@pytest.mark.parametrize("language", RIGHT_TO_LEFT)
def test_a_page_of_words_from_right_to_left_is_read_back_with_its_brackets_and_its_latin_words(
    language: str,
) -> None:
    title, text = RIGHT_TO_LEFT[language]
    first = replace(
        article(title),
        language=language,
        direction="rtl",
        body=(words(text), words("English words (of our own) between.")),
    )
    book = book_of(alone(first, name="one"), THEME)
    done = pdf.typeset(book, THEME)
    assert (done.findings, done.profile) == ((), Profile.A3A_UA1)
    assert verify_bytes(done.data, "one.pdf", book.ledger, expected=book.record).findings == ()
    other = replace(first, contributors=(Contributor(name="אחר"),))
    changed = book_of(alone(other, name="one"), THEME)
    assert verify_bytes(
        pdf.typeset(replace(changed, record=book.record), THEME).data,
        "one.pdf",
        book.ledger,
        expected=book.record,
    ).findings


@pytest.mark.parametrize(
    ("profile", "claims"),
    [
        ("plain", set()),
        ("a-2u", {"pdfaid:part>2", "pdfaid:conformance>U"}),
        ("a-3a", {"pdfaid:part>3", "pdfaid:conformance>A"}),
        ("a-3a+ua-1", {"pdfaid:part>3", "pdfaid:conformance>A", "pdfuaid:part>1"}),
    ],
)
def test_a_profile_claims_what_it_says_and_carries_the_record(
    profile: str, claims: set[str], tmp_path
) -> None:
    book = written("Words.")
    done = pdf.typeset(book, THEME, profile=Profile(profile))
    assert done.findings == ()
    said = read_carried(done.data, "many.pdf")
    assert set(re.findall(r"pdfu?aid:(?:part|conformance)>\w", said.packet.decode())) == claims
    assert bool(said.attachments) == (profile != "a-2u"), (
        "PDF/A-2 takes no attachment that is not PDF/A itself"
    )
    assert verify_bytes(done.data, "many.pdf").mode == "record", "the file alone can be judged"
    assert not verify_bytes(done.data, "many.pdf", book.ledger).findings
    judge = pytest.importorskip("page", reason="page-validation is not installed: not judged")
    (tmp_path / "many.pdf").write_bytes(done.data)
    for part in {"plain": (), "a-2u": ("2u",), "a-3a": ("3a",), "a-3a+ua-1": ("3a", "ua1")}[
        profile
    ]:
        answer = judge.validate_pdf(str(tmp_path / "many.pdf"), profile=part)
        assert answer.is_compliant, str(answer)


@pytest.mark.slow
def test_the_engine_of_verapdf_finds_each_profile_kept_and_would_find_one_broken(tmp_path) -> None:
    book = book_of(
        alone(article("One", List(items=(Item(children=(words("bare"),)),))), name="one"), THEME
    )
    paths = {}
    for profile in ("plain", "a-2u", "a-3a", "a-3a+ua-1"):
        paths[profile] = tmp_path / f"{profile}.pdf"
        paths[profile].write_bytes(pdf.typeset(book, THEME, profile=Profile(profile)).data)
    try:
        said = vera(list(paths.values()), ("2u", "3a", "ua1"))
    except Absent as absent:
        pytest.skip(f"not judged: {absent}")
    passed = {
        name: {profile for profile in ("2u", "3a", "ua1") if not said[path, profile]}
        for name, path in paths.items()
    }
    assert passed == {"plain": set(), "a-2u": {"2u"}, "a-3a": {"3a"}, "a-3a+ua-1": {"3a", "ua1"}}


@pytest.mark.parametrize("profile", list(Profile))
def test_the_info_dictionary_and_the_packet_say_the_same(many, profile: Profile) -> None:
    data = pdf.typeset(many, THEME, profile=profile).data
    info = read_carried(data, "many.pdf").info
    with pikepdf.open(BytesIO(data)) as document:
        packet = document.open_metadata()
        told = {
            "Title": packet["dc:title"],
            "Author": ", ".join(packet["dc:creator"]),
            "Creator": packet["xmp:CreatorTool"],
            "Producer": packet["pdf:Producer"],
            "CreationDate": pdf_date(packet["xmp:CreateDate"]),
            "ModDate": pdf_date(packet["xmp:ModifyDate"]),
        }
        told |= {
            name: packet[key]
            for name, key in (("Subject", "dc:description"), ("Keywords", "pdf:Keywords"))
            if key in packet
        }
        assert info == told
        if profile is not Profile.A2U:
            [attached] = document.Root.AF
            assert (str(attached.AFRelationship), str(attached.UF)) == (
                "/Supplement",
                "provenance.jsonld",
            )
            assert str(attached.EF.UF.Subtype) == "/application/ld+json"
        else:
            assert pikepdf.Name.AF not in document.Root
            assert packet["{urn:x-publisher:record:}record"].encode() == many.record


def test_the_profile_of_the_edition_holds_where_none_is_given(many) -> None:
    plain = replace(many, edition=replace(many.edition, profile=Profile.PLAIN))
    assert pdf.typeset(plain, THEME).profile is Profile.PLAIN


def test_every_block_is_known_by_the_page_on_which_it_begins(many, finished) -> None:
    texts = ["".join(page.text.split()) for page in read_pages(finished.data, "many.pdf")]
    assert finished.length == len(texts)
    for chapter in many.chapters:
        section = etree.fromstring(chapter.markup)
        name_blocks(section, chapter.name)
        for block in blocks_of(section):
            number = finished.pages[block.get("id")]
            # a block of several paragraphs may go on over the page
            words = next((str(text) for text in block.itertext() if str(text).strip()), "")
            if begin := "".join(words.split())[:20]:
                assert begin in texts[number - 1], f"{block.get('id')} begins on page {number}"
    with pikepdf.open(BytesIO(finished.data)) as document:
        names = {str(name) for name in list(document.Root.Names.Dests.Names)[::2]}
    assert not [name for name in names if is_block(name)], (
        "the file itself carries no names that nobody asked for"
    )


@pytest.mark.parametrize("paper", ["a4", "letter", "a5"])
def test_a_page_is_as_large_as_its_paper(many, paper: str) -> None:
    wanted = THEME.paper(paper)
    with pikepdf.open(BytesIO(pdf.typeset(many, THEME, paper=wanted).data)) as document:
        boxes = {
            tuple(
                round(float(end - start) / 72 * 25.4, 1)
                for start, end in zip(page.mediabox[:2], page.mediabox[2:], strict=True)
            )
            for page in document.pages
        }
    assert boxes == {(wanted.width, wanted.height)}


def test_a_table_of_too_many_columns_and_a_word_of_too_many_letters_stay_on_the_page() -> None:
    cells = tuple(Cell(children=(Text(text=f"cell{number}"),)) for number in range(200))
    long = Paragraph(children=(Text(text="x" * 5000),))
    book = book_of(
        alone(replace(article("One"), body=(Table(rows=(Row(cells=cells),)), long)), name="one"),
        THEME,
    )
    data = pdf.typeset(book, THEME).data
    pages = read_pages(data, "one.pdf")
    assert not [hidden for page in pages for hidden in page.ink.unseen], (
        "nothing is drawn outside the page"
    )
    assert "x" * 5000 in "".join("".join(page.text.split()) for page in pages)
    lines = [line for page in pages for line in page.text.split("\n")]
    assert max(len(line) for line in lines if "cell" in line or "xxx" in line) < 100, (
        "lines end within the page"
    )
    assert not verify_bytes(data, "one.pdf", book.ledger).findings


def test_a_page_without_room_for_text_is_refused() -> None:
    with pytest.raises(ValueError, match="leaves less than 30 mm"):
        Paper(name="stamp", width=50, height=60, margins=(10, 15, 10, 15), sink=10, text=8)
    with pytest.raises(SourceError, match="it has no page 'b0'; there are a5, a4, letter"):
        THEME.paper("b0")


def test_the_front_is_drawn_apart_from_all_other_chapters(many) -> None:
    front, rest = page_plan.front_and_rest(many)
    assert [chapter.name for chapter in front] == ["title-page", "contents"]
    assert rest == many.chapters[2:]


def test_one_document_holds_all_chapters_for_a_browser(many) -> None:
    files = pdf.one_document(many, THEME)
    assert {"index.html", "style.css"} < set(files)
    assert files["index.html"].count(b"data-running=") == len(many.chapters)
    assert b"edition.invalid" not in files["index.html"]
