"""Letters that no font of the theme has are set in a borrowed one: embedded, readable, named.

Never one that may not be embedded.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from xml.etree import ElementTree

import cssselect2
import pytest

from publisher.fonts.borrow import Loan, borrow, marks_of
from publisher.fonts.choose import families_css
from publisher.fonts.subset import unfit
from publisher.fonts.system import SystemFonts
from publisher.model.article import Article, Contributor
from publisher.model.body import Emphasis, Foreign, Formula, Inline, Paragraph, Text
from publisher.model.edition import Profile, alone
from publisher.pdffile.pages import read_pages
from publisher.rendering.book import Book, sections_of
from publisher.rendering.compose import book_of
from publisher.rendering.theme import load_theme
from publisher.resources import FontFamily, FontUsed
from publisher.verify import verify_bytes
from publisher.writers.pdf import page_plan
from publisher.writers.pdf import writer as pdf
from tests.shelf import EMPTY, Shelf, changed, collection, made_for, packaged, ranges_of

THEME = replace(load_theme("plain"), scripts=())  # a theme that knows no script but its own
HINDI = "हिन्दी लिपि"
THAI = "ภาษาไทย"


def book(text: str, language: str = "en", *more: Inline) -> Book:
    body = (
        Paragraph(children=(Text(text="Before it."),)),
        Paragraph(children=(Text(text=text), *more)),
    )
    return book_of(
        alone(
            Article(
                title="One",
                language=language,
                contributors=(Contributor(name="A. Writer"),),
                body=body,
            ),
            name="one",
        ),
        THEME,
    )


def borrowed(letters: str, shelf: Shelf, language: str = "en") -> list[tuple[str, str]]:
    loans, _ = borrow({language: frozenset(letters)}, shelf, "serif")
    return [(loan.family.name, "".join(sorted(loan.letters))) for loan in loans]


def test_words_in_a_borrowed_font_are_read_back_and_the_file_keeps_its_claims(tmp_path) -> None:
    given = book(f"Words: {HINDI} and {THAI}.")
    done = pdf.typeset(
        given, THEME, catalogue=Shelf(packaged("Noto Sans Devanagari"), packaged("Noto Sans Thai"))
    )
    assert done.profile is Profile.A3A_UA1
    assert verify_bytes(done.data, "one.pdf", given.ledger).findings == ()
    assert [font.name for font in done.fonts if font.sha256] == [
        "Noto Sans Devanagari",
        "Noto Sans Thai",
    ]
    assert [line.partition(" is borrowed")[0] for line in done.findings] == [
        f"the font '{name}' 1.000 of this system"
        for name in ("Noto Sans Devanagari", "Noto Sans Thai")
    ]
    judge = pytest.importorskip("page", reason="page-validation is not installed: not judged")
    (tmp_path / "one.pdf").write_bytes(done.data)
    for part in ("3a", "ua1"):
        answer = judge.validate_pdf(str(tmp_path / "one.pdf"), profile=part)
        assert answer.is_compliant, str(answer)


def test_the_same_shelf_gives_the_same_bytes_on_any_executor() -> None:
    given, shelf = book(HINDI), Shelf(packaged("Noto Sans Devanagari"))
    with ThreadPoolExecutor(2) as executor:
        assert (
            pdf.typeset(given, THEME, catalogue=shelf).data
            == pdf.typeset(given, THEME, catalogue=shelf, executor=executor).data
        )


def test_no_font_is_named_in_the_book_that_the_next_machine_has_not() -> None:
    done = pdf.typeset(
        book(THAI), THEME, catalogue=Shelf(("Some Family", packaged("Noto Sans Thai")[1]))
    )
    assert (
        FontUsed(name="Some Family", version="1.000", sha256=done.fonts[-1].sha256)
        == done.fonts[-1]
    )
    assert b"Some Family" not in done.data


def test_a_shelf_is_asked_only_where_a_letter_lacks() -> None:
    shelf = Shelf(packaged("Noto Sans Thai"))
    assert pdf.typeset(book("Café Ελλάδα Привет"), THEME, catalogue=shelf).findings == ()
    assert shelf.asked == []
    pdf.typeset(book(THAI), THEME, catalogue=shelf)
    assert shelf.asked == [("en", "serif")]


def test_without_such_a_font_the_letters_are_named_and_nothing_is_claimed() -> None:
    done = pdf.typeset(book(THAI), THEME, catalogue=EMPTY)
    assert done.profile is Profile.PLAIN
    assert "no font has it" in done.findings[0]
    assert "publisher doctor" in done.findings[-1]
    assert not [font for font in done.fonts if font.sha256]


def test_a_font_of_this_machine_that_was_not_borrowed_is_never_used() -> None:
    # signs that nearly every machine has a font for
    done = pdf.typeset(book("\u2a00 \u27f0"), THEME, catalogue=EMPTY)
    assert len([line for line in done.findings if "no font has it" in line]) == 2


@pytest.mark.parametrize(
    ("rights", "taken"),
    [
        (0x0000, True),
        (0x0004, True),
        (0x0008, True),
        (0x000C, True),
        (0x0006, True),
        (0x0002, False),
        (0x0100, False),
        (0x0104, False),
        (0x0200, False),
    ],
    ids=hex,
)
def test_only_a_font_whose_maker_lets_it_be_embedded_is_taken(rights: int, taken: bool) -> None:
    data = changed(
        packaged("Noto Sans Thai")[1], lambda font: setattr(font["OS/2"], "fsType", rights)
    )
    loans, refused = borrow({"th": frozenset(THAI)}, Shelf(("Kept Back", data)), "serif")
    assert bool(loans) is taken
    assert [line for line in refused if "'Kept Back'" in line and "fsType" in line] == (
        [] if taken else list(refused)
    )
    assert bool(refused) is not taken


def test_instead_of_a_font_that_may_not_be_embedded_the_next_is_taken_and_otherwise_it_is_said() -> (
    None
):
    name, data = packaged("Noto Sans Thai")
    kept = changed(data, lambda font: setattr(font["OS/2"], "fsType", 2))
    assert borrowed(THAI, Shelf(("Kept Back", kept), (name, data)))[0][0] == name
    done = pdf.typeset(book(THAI), THEME, catalogue=Shelf(("Kept Back", kept)))
    assert done.profile is Profile.PLAIN
    assert any(
        "'Kept Back'" in line and "does not let it be embedded" in line for line in done.findings
    )


def test_a_font_that_is_gone_or_is_none_is_passed_over() -> None:
    name, data = packaged("Noto Sans Thai")
    shelf = Shelf(("Gone", data), ("Broken", data), (name, data))
    del shelf.files["/fonts/0"]
    shelf.files["/fonts/1"] = b"no font at all"
    assert borrowed(THAI, shelf)[0][0] == name


def test_pictures_instead_of_outlines_are_not_taken() -> None:
    def emptied(font) -> None:
        for table in ("glyf", "loca"):
            del font[table]

    assert "pictures" in unfit(changed(packaged("PT Serif")[1], emptied), 0)


def test_of_several_the_first_that_has_all_letters_of_a_script_is_taken_else_the_one_with_most() -> (
    None
):
    _, data = packaged("Noto Sans Thai")
    few, many = (
        Shelf(("Few", data), ("Whole", data), ("Other", data)),
        Shelf(("Few", data), ("Many", data)),
    )
    few.shown = (replace(few.shown[0], ranges=ranges_of(data)[:9]), *few.shown[1:])
    assert [name for name, _ in borrowed(THAI, few)] == ["Whole"]
    half = tuple((code, code) for code in sorted({ord(letter) for letter in THAI})[1:])
    many.shown = (
        replace(many.shown[0], ranges=((ord("ภ"), ord("ภ")), (min(map(ord, THAI)),) * 2)),
        replace(many.shown[1], ranges=half),
    )
    assert [name for name, _ in borrowed(THAI, many)] == ["Many", "Few"]


def test_a_face_of_a_collection_is_taken_out_of_it() -> None:
    data = collection(
        packaged("PT Serif")[1], packaged("Noto Sans Devanagari")[1], packaged("Noto Sans Thai")[1]
    )
    given = book(f"Words: {THAI}.")
    done = pdf.typeset(given, THEME, catalogue=Shelf(("Third", data), index=2))
    assert done.profile is Profile.A3A_UA1
    assert verify_bytes(done.data, "one.pdf", given.ledger).findings == ()


def test_strong_words_are_set_in_the_bold_of_the_same_family() -> None:
    fonts = [
        ("Family", packaged("Noto Sans Thai")[1]),
        ("Another", packaged("Noto Sans Thai")[1]),
        ("Family", packaged("Noto Sans Thai")[1]),
    ]
    shelf = Shelf(*fonts)
    shelf.shown = (
        shelf.shown[0],
        replace(shelf.shown[1], weight=700),
        replace(shelf.shown[2], weight=700),
    )
    static = changed(fonts[0][1], lambda font: font.__delitem__("fvar"))
    shelf.files = dict.fromkeys(shelf.files, static)
    (loan,), _ = borrow({"th": frozenset(THAI)}, shelf, "serif")
    assert [file.weight for file in loan.family.files] == [(400, 400), (700, 700)]


def test_a_variable_font_gives_its_own_bold() -> None:
    (loan,), _ = borrow({"th": frozenset(THAI)}, Shelf(packaged("Noto Sans Thai")), "serif")
    assert [file.weight for file in loan.family.files] == [(400, 400), (700, 700)]


@pytest.mark.parametrize(
    ("language", "letters", "asked"),
    [
        ("ja", "漢字かな", "ja"),
        ("ko-KR", "한글", "ko"),
        ("zh-CN", "书", "zh-cn"),
        ("zh-Hant", "書", "zh-tw"),
        ("zh-TW", "书", "zh-tw"),
        ("zh", "这里书写", "zh-cn"),
        ("zh", "這裡書寫", "zh-tw"),
        ("und", "这里", "zh-cn"),
        ("en", "有關", "zh-tw"),
        ("en", "東京へ", "ja"),
        ("fr", "한국", "ko"),
        ("th", "ภ", "th"),
        ("und", "ภ", "en"),
        ("pt-BR", "🚀", "en"),
    ],
)
def test_the_form_of_letters_follows_the_language_and_else_the_letters(
    language: str, letters: str, asked: str
) -> None:
    shelf = Shelf()
    borrow({language: frozenset(letters)}, shelf, "sans-serif")
    assert shelf.asked == [(asked, "sans-serif")]


def test_in_a_book_of_japanese_articles_an_english_page_shows_japanese_forms() -> None:
    shelf = Shelf()
    borrow({"en": frozenset("東京"), "ja": frozenset("東京へ")}, shelf, "serif")
    assert shelf.asked == [("ja", "serif")]


def test_a_family_that_comes_in_every_form_is_taken_in_the_one_that_is_wanted() -> None:
    han = ((0x4E00, 0x9FFF),)
    shelf = Shelf(
        *((f"Fine Serif CJK {form}", packaged("PT Serif")[1]) for form in ("JP", "KR", "SC", "TC"))
    )
    shelf.shown = tuple(replace(face, ranges=han) for face in shelf.shown)
    loans, _ = borrow(
        {"ja": frozenset("直"), "zh-Hans": frozenset("直"), "zh-Hant": frozenset("直")},
        shelf,
        "serif",
    )
    assert {loan.languages: loan.family.name for loan in loans} == {
        ("ja",): "Fine Serif CJK JP",
        ("zh-Hans",): "Fine Serif CJK SC",
        ("zh-Hant",): "Fine Serif CJK TC",
    }


def test_marks_are_wide_in_chinese_and_japanese_alone() -> None:
    shelf = Shelf(packaged("PT Serif"))
    shelf.shown = (replace(shelf.shown[0], ranges=((0x1100, 0xD7FF),)),)
    lacking = {
        "zh": frozenset("书"),
        "ja": frozenset("か"),
        "ko": frozenset("한"),
        "en": frozenset("书"),
        "und": frozenset(map(chr, range(0x4E00, 0x4E60))),
    }
    loans, _ = borrow(lacking, shelf, "serif")
    assert set(marks_of(loans, lacking)) == {"zh", "ja", "und"}


def test_words_of_another_language_inside_are_known_by_it() -> None:
    shelf = Shelf(packaged("Noto Sans Thai"))
    pdf.typeset(
        book(
            "Words: ",
            "en",
            Foreign(language="th", children=(Text(text=THAI),)),
            Text(text=" and on."),
        ),
        THEME,
        catalogue=shelf,
    )
    assert shelf.asked == [("th", "serif")]


EASTERN = [
    ("zh-Hans", "电子书必须增进自由；“引号”——《书名》……（注）、约翰·史密斯。" * 9),
    ("ja", "これは日本語の文章です。「かぎ括弧」と、長音ーも。" * 9),
    ("ko", "이것은 한국어 글입니다. 띄어쓰기도 있습니다. " * 15),
]


@pytest.mark.parametrize(("language", "text"), EASTERN)
def test_words_of_east_asia_come_out_letter_by_letter_and_no_line_begins_with_a_full_stop(
    language: str, text: str
) -> None:
    given = book(text, language, Emphasis(children=(Text(text=text[:4]),)))
    ours = "".join(  # the colophon's words among them
        markup.decode() for chapter in given.chapters for _, markup in sections_of(chapter)
    )
    eastern = "".join(sorted({letter for letter in ours if letter > "\u2000"}))
    done = pdf.typeset(given, THEME, catalogue=Shelf(("Every Letter", made_for(text + eastern))))
    assert done.profile is Profile.A3A_UA1
    assert verify_bytes(done.data, "one.pdf", given.ledger).findings == ()
    lines = [line for page in read_pages(done.data, "one.pdf") for line in page.text.splitlines()]
    assert len([line for line in lines if line[:1] in text]) > 3
    assert not [line for line in lines if line[:1] in set("。，、；）》」”.")]


@pytest.mark.slow
@pytest.mark.parametrize(("language", "text"), EASTERN)
def test_a_font_of_this_machine_gives_pages_that_the_judges_accept(
    language: str, text: str, tmp_path
) -> None:
    if not any(
        face.draws(frozenset(text)) >= frozenset(text) - frozenset(" ")
        for face in SystemFonts().faces(language.lower(), "serif")
    ):
        pytest.skip("no font of this machine has these letters: not judged")
    given = book(text, language, Emphasis(children=(Text(text=text[:4]),)))
    done = pdf.typeset(given, THEME)
    assert done.profile is Profile.A3A_UA1
    assert verify_bytes(done.data, "one.pdf", given.ledger).findings == ()
    judge = pytest.importorskip("page", reason="page-validation is not installed: not judged")
    (tmp_path / "one.pdf").write_bytes(done.data)
    for part in ("3a", "ua1"):
        assert judge.validate_pdf(str(tmp_path / "one.pdf"), profile=part).is_compliant


def test_signs_that_only_a_formula_has_are_drawn_in_the_fonts_of_the_theme() -> None:
    root = '<math xmlns="http://www.w3.org/1998/Math/MathML"><msqrt><mn>2</mn></msqrt></math>'
    done = pdf.typeset(book("Root: ", "en", Formula(mathml=root)), THEME, catalogue=EMPTY)
    assert not [line for line in done.findings if "no font has it" in line]
    assert "√" in " ".join(page.text for page in read_pages(done.data, "one.pdf"))


def test_words_that_no_space_divides_are_broken_where_their_script_lets_them_be() -> None:
    text = "核放棄を巡って検証可能な文字がなく、米韓の演習の中止にまで踏み込んだ会談は、" * 6
    given = book(text, "ja")
    html = b"".join(
        page_plan.html_of(chapter, page_plan.Place()) for chapter in given.chapters
    ).decode()
    assert "\u200b" not in html
    assert "\u200b" in page_plan.html_of(book("x" * 200).chapters[0], page_plan.Place()).decode()


def test_a_borrowed_font_leaves_each_class_its_own_face() -> None:
    family = FontFamily(name="Borrowed", version="1", licence="", licence_text="", files=())
    loan = Loan(family=family, sha256="", letters=frozenset("Ж"), languages=("en",))
    sheet = families_css(load_theme("magazine"), (loan,))
    section = ElementTree.fromstring('<section class="colophon" lang="en"/>')
    found = [
        selector
        for place in re.findall(r"^(.*) \{ font-family", sheet, re.MULTILINE)
        for selector in cssselect2.compile_selector_list(place)
        if selector.test(cssselect2.ElementWrapper.from_html_root(section))
    ]
    assert found, "it says where words of this language are set"
    assert all(selector.specificity < (0, 1, 0) for selector in found), "a class goes first"
