"""The tests of the judge: every way we know to lose or falsify a notice in a finished file is found, and clean files give no finding.

Each sabotage changes the bytes of a file that was built and verified; the judge is told what the
edition owes, and (for those marked ALONE) only what the file's own record says.
"""

import datetime
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pikepdf
import pytest

from publisher.build import Built, Order, build_edition
from publisher.errors import EvidenceError
from publisher.model.article import Article, Contributor, LeftOut, LeftOutBecause, Relation, Source
from publisher.model.body import Heading, Item, List, Note, NoteMark, Paragraph, Quote, Text
from publisher.model.edition import Edition, Part
from publisher.model.rights import Basis, Licence, Notice, NoticeKind, Permission, Rights
from publisher.pdffile.packet import read_carried, replace_carried
from publisher.pdffile.pages import read_pages
from publisher.rendering.theme import load_theme
from publisher.rights import record
from publisher.rights.notices import Ledger, ledger
from publisher.verify import verify_bytes

FAIR_USE = (
    "This page holds copyrighted material the use of which has not always been authorised by its"
    ' owner. It is shown under the provisions of "fair use", without profit, for research and'
    " teaching."
)
DISCLAIMER = (
    "Disclaimer: The contents are of sole responsibility of the author. Nobody else answers for an"
    " error in them."
)
FAIR_USE_WORDS = r"This page holds copyrighted.*?research and teaching\. \(first\)"
ADDRESS = "https://example.org/pages/one?edition=2&part=b"
WORDS = "Whoever passes a page on passes on what stands at its foot, or passes on only half of it. "


def paragraph(text: str) -> Paragraph:
    return Paragraph(children=(Text(text=text),))


def article(number: str, person: str) -> Article:
    return Article(
        title=f"The {number} page and its small print",
        standfirst=f"Why the {number} page is read to its last line.",
        language="en",
        contributors=(
            Contributor(
                name=person,
                bio=f"{person} keeps the {number} shelf and reads what stands below the line.",
            ),
        ),
        sources=(
            Source(relation=Relation.ORIGINALLY_PUBLISHED, name=f"The {number} journal"),
            Source(
                relation=Relation.CAPTURED_FROM, name="A site", url=ADDRESS.replace("one", number)
            ),
        ),
        rights=Rights(
            basis=Basis.PERMISSION,
            copyright_line=f"© 2026 The {number} journal",
            licence=Licence(id="CC-BY-ND-4.0"),
            permissions=(
                Permission(granted_by=f"The {number} journal", text="You may pass it on."),
            ),
            notices=(
                Notice(
                    kinds=(NoticeKind.ORIGINALLY_PUBLISHED,),
                    text=f"This article first appeared in the {number} journal.",
                ),
                Notice(kinds=(NoticeKind.DISCLAIMER,), text=f"{DISCLAIMER} ({number})"),
                Notice(kinds=(NoticeKind.FAIR_USE,), text=f"{FAIR_USE} ({number})"),
            ),
        ),
        left_out=(
            LeftOut(text="Share this page", because=LeftOutBecause.BOILERPLATE, found="line 9"),
        ),
        body=(
            Paragraph(
                children=(
                    Text(text=WORDS * 4 + f"So it is with the {number} page"),
                    NoteMark(note="n"),
                    Text(text="."),
                )
            ),
            Heading(level=1, children=(Text(text=f"What the {number} page says"),)),
            paragraph(WORDS * 3 + f"The {number} middle."),
            Quote(children=(paragraph(f"A line quoted on the {number} page."),)),
            List(
                items=(
                    Item(children=(paragraph(f"first thing of the {number}"),)),
                    Item(children=(paragraph("second thing"),)),
                )
            ),
            paragraph(WORDS * 2 + f"The {number} end."),
            Note(name="n", children=(paragraph(f"A note to the {number} page."),)),
        ),
    )


EDITION = Edition(
    name="sabotage",
    title="Two pages and their small print",
    language="en",
    imprint="The publisher project",
    parts=(
        Part(articles=(article("first", "The Reading Room"), article("second", "The Small Press"))),
    ),
)
LEDGER = ledger(EDITION)
RECORD = record.write(EDITION, LEDGER, "")
ORDER = Order(
    theme=load_theme("plain"),
    moment=datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC),
    on=datetime.date(2026, 11, 23),
)


@pytest.fixture(scope="module")
def built() -> Built:
    return build_edition(EDITION, ORDER)


def of(built: Built, form: str) -> bytes:
    return next(file.data for file in built.files if file.name.endswith(form))


# --- EPUB
# ---------------------------------------------------------------------------------------------------------------

Files = dict[str, bytes]
EpubSabotage = Callable[[Files], None]
EPUB: dict[str, tuple[EpubSabotage, str]] = {}


def epub(code: str) -> Callable[[EpubSabotage], EpubSabotage]:
    def keep(sabotage: EpubSabotage) -> EpubSabotage:
        EPUB[sabotage.__name__] = (sabotage, code)
        return sabotage

    return keep


def unzipped(data: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        return {name: container.read(name) for name in container.namelist()}


def zipped(files: Files) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        for name, data in files.items():
            container.writestr(name, data)
    return out.getvalue()


def page(files: Files, number: int) -> str:
    return next(name for name in files if f"/a{number}-" in name)


def change(files: Files, name: str, old: str, new: str, count: int = -1) -> None:
    text = files[name].decode()
    assert re.search(old, text, re.DOTALL), f"nothing to sabotage: {old}"
    files[name] = re.sub(old, new, text, count=max(0, count), flags=re.DOTALL).encode()


def notice(kind: str) -> str:
    return rf'<section id="[^"]*" class="notice notice-{kind}">.*?</section>'


@epub("notice-missing")
def delete_a_notice(files: Files) -> None:
    change(files, page(files, 1), notice("fair-use"), "")


@epub("notice-missing")
def delete_every_notice(files: Files) -> None:
    change(files, page(files, 2), r'<section id="[^"]*" class="notice .*?</section>', "")


@epub("notice-changed")
def cut_the_last_sentence_of_a_disclaimer(files: Files) -> None:
    change(files, page(files, 1), r" Nobody else answers for an error in them\. \(first\)", "")


@epub("notice-changed")
def alter_one_word_of_a_notice(files: Files) -> None:
    change(files, page(files, 1), "without profit", "without loss")


@epub("notice-changed")
def leave_out_a_not(files: Files) -> None:
    change(files, page(files, 1), "has not always been", "has always been")


@epub("notice-changed")
def change_the_quotation_marks_of_a_notice(files: Files) -> None:
    change(files, page(files, 1), '"fair use"', "“fair use”")


@epub("notice-changed")
def add_a_word_to_a_notice(files: Files) -> None:
    change(files, page(files, 1), "sole responsibility", "sole and full responsibility")


@epub("notice-changed")
def deny_a_notice_in_the_same_breath(files: Files) -> None:
    change(
        files,
        page(files, 1),
        "This page holds copyrighted",
        "It is untrue that: This page holds copyrighted",
    )


@epub("notice-changed")
def take_a_notice_back_behind_it(files: Files) -> None:
    change(
        files,
        page(files, 1),
        r"research and teaching\. \(first\)",
        "research and teaching. (first) None of this holds any more.",
    )


@epub("notice-changed")
def glue_two_words_of_a_notice(files: Files) -> None:
    change(files, page(files, 1), "has not always", "has notalways")


@epub("notice-changed")
def strike_out_a_notice(files: Files) -> None:
    change(files, page(files, 1), f"({FAIR_USE_WORDS})", r"<del>\1</del>")


@epub("notice-changed")
def strike_out_one_word_of_a_notice(files: Files) -> None:
    change(files, page(files, 1), "has not always", "has <s>not</s> always")


@epub("notice-changed")
def strike_out_a_notice_by_its_style(files: Files) -> None:
    files["EPUB/style.css"] += b"\n.notice-fair-use p { text-decoration: underline line-through }"


@epub("notice-misplaced")
def swap_the_notes_about_two_authors(files: Files) -> None:
    one, two = ("The Reading Room keeps the first shelf", "The Small Press keeps the second shelf")
    change(files, page(files, 1), one, "@@")
    change(files, page(files, 2), two, one)
    change(files, page(files, 1), "@@", two)


@epub("notice-misplaced")
def swap_the_notices_of_two_articles(files: Files) -> None:
    change(files, page(files, 1), r"\(first\)", "(@@)")
    change(files, page(files, 2), r"\(second\)", "(first)")
    change(files, page(files, 1), r"\(@@\)", "(second)")


_END = '</section>(?=<p class="file-credit|</body>)'  # of an article, in its file


@epub("notice-misplaced")
def move_a_notice_to_the_other_article(files: Files) -> None:
    moved = re.search(notice("disclaimer"), files[page(files, 1)].decode(), re.DOTALL)
    assert moved
    change(files, page(files, 1), notice("disclaimer"), "")
    change(files, page(files, 2), _END, moved[0].replace("\\", "") + "</section>")


@epub("notice-misplaced")
def move_a_notice_of_the_last_article_to_the_pages_of_the_edition(files: Files) -> None:
    last = max(int(found[1]) for name in files if (found := re.search(r"/a(\d+)-", name)))
    moved = re.search(notice("disclaimer"), files[page(files, last)].decode(), re.DOTALL)
    assert moved
    change(files, page(files, last), notice("disclaimer"), "")
    change(files, "EPUB/sources.xhtml", "</body>", moved[0].replace("\\", "") + "</body>")


IN_LINE = r'<span [^>]*class="notice in-line notice-copyright-line">[^<]*</span>'


@epub("notice-misplaced")  # the page of sources says it once more
def take_a_notice_out_of_the_line_of_origin(files: Files) -> None:
    change(files, page(files, 1), IN_LINE, "")


@epub("notice-changed")
def deny_a_notice_in_the_line_of_origin(files: Files) -> None:
    change(files, page(files, 1), f"({IN_LINE})", r"It is no longer true that \1")


@epub("notice-changed")
def go_on_behind_a_notice_in_the_line_of_origin(files: Files) -> None:
    change(files, page(files, 1), f"({IN_LINE})", r"\1 until the spring")


@epub("notice-changed")
def join_two_words_of_a_notice_in_the_line_of_origin(files: Files) -> None:
    change(files, page(files, 1), "© 2026 The first journal", "© 2026 Thefirst journal")


@epub("notice-changed")
def glue_a_notice_to_the_word_before_it(files: Files) -> None:
    change(files, page(files, 1), rf"\. </span>({IN_LINE})", r"</span>page\1")


@epub("notice-changed")
def strike_a_notice_in_the_line_of_origin(files: Files) -> None:
    change(files, page(files, 1), f"({IN_LINE})", r"<s>\1</s>")


@epub("notice-hidden")
def hide_a_notice_in_the_line_of_origin(files: Files) -> None:
    change(files, page(files, 1), "in-line notice-copyright", "notice-copyright")
    files["EPUB/style.css"] += b"\n.notice-copyright-line { display: none }"


@epub("notice-misplaced")
def put_a_notice_into_a_footnote(files: Files) -> None:
    change(
        files, page(files, 1), f"({notice('fair-use')})", r'<aside epub:type="footnote">\1</aside>'
    )


@epub("notice-hidden")
def hide_a_notice_by_its_style(files: Files) -> None:
    change(
        files,
        page(files, 1),
        'class="notice notice-fair-use"',
        'class="notice notice-fair-use" style="display: none"',
    )


@epub("notice-hidden")
def hide_a_notice_by_visibility(files: Files) -> None:
    change(
        files,
        page(files, 1),
        'class="notice notice-fair-use"',
        'class="notice notice-fair-use" style="visibility:hidden"',
    )


@epub("notice-hidden")
def hide_a_notice_by_the_attribute(files: Files) -> None:
    change(
        files,
        page(files, 1),
        'class="notice notice-fair-use"',
        'class="notice notice-fair-use" hidden="hidden"',
    )


@epub("notice-hidden")
def hide_a_notice_in_details(files: Files) -> None:
    change(files, page(files, 1), f"({notice('fair-use')})", r"<details>\1</details>")


@epub("notice-hidden")
def hide_the_credit_block_around_a_notice(files: Files) -> None:
    change(files, page(files, 1), 'class="credit"', 'class="credit" style="display:none"')


@epub("notice-hidden")
def hide_a_notice_in_the_linked_style_sheet(files: Files) -> None:
    files["EPUB/style.css"] += b"\n.notice-fair-use { display: none }"


@epub("notice-hidden")
def hide_a_notice_in_an_imported_style_sheet(files: Files) -> None:
    files["EPUB/style.css"] = b'@import "more.css";\n' + files["EPUB/style.css"]
    files["EPUB/more.css"] = b"section.credit > div > .notice { font-size: 0 }"


@epub("notice-hidden")
def hide_a_notice_in_a_style_element(files: Files) -> None:
    change(
        files,
        page(files, 1),
        "</head>",
        "<style>@media screen { .notice { opacity: 0 } }</style></head>",
    )


@epub("notice-hidden")
def print_a_notice_white_on_white(files: Files) -> None:
    files["EPUB/style.css"] += b"\n.notice-disclaimer p { color: #FFF }"


@epub("notice-hidden")
def print_a_notice_in_letters_of_no_size(files: Files) -> None:
    change(
        files,
        page(files, 1),
        'class="notice notice-disclaimer"',
        'class="notice notice-disclaimer" style="font-size: 0.01pt"',
    )


@epub("notice-hidden")
def push_a_notice_out_of_the_page(files: Files) -> None:
    files["EPUB/style.css"] += b"\n.notice { position: absolute; left: -9999px }"


@epub("notice-hidden")
def clip_a_notice_away(files: Files) -> None:
    files["EPUB/style.css"] += b"\n.notice { position: absolute; clip: rect(0 0 0 0) }"


@epub("notice-hidden")
def fold_a_notice_to_no_height(files: Files) -> None:
    files["EPUB/style.css"] += b"\n.notice { height: 0; overflow: hidden }"


@epub("notice-hidden")
def fold_a_notice_into_a_dialog(files: Files) -> None:
    change(files, page(files, 1), f"({notice('fair-use')})", r"<dialog>\1</dialog>")


@epub("notice-hidden")
def hide_a_notice_by_a_sheet_in_an_address(files: Files) -> None:
    address = "data:text/css,.notice-fair-use%7Bopacity:0%7D"
    change(files, page(files, 1), "</head>", f'<link rel="x Stylesheet" href="{address}"/></head>')


@epub("style-doubtful")
def mask_a_notice(files: Files) -> None:
    files["EPUB/style.css"] += b"\n.notice { mask: linear-gradient(transparent, transparent) }"


@epub("style-doubtful")
def lay_a_box_over_a_page(files: Files) -> None:
    box = "<div style='position: fixed; inset: 0; background: white'></div>"
    change(files, page(files, 1), "<body>", f"<body>{box}")


@epub("style-doubtful")
def pull_a_box_up_over_a_page(files: Files) -> None:
    box = "<div style='margin-top: -90em; height: 90em; background: white'></div>"
    change(files, page(files, 1), "</body>", f"{box}</body>")


@epub("words-by-style")
def take_a_notice_back_by_a_sheet(files: Files) -> None:
    files["EPUB/style.css"] += b"\n.notice p::after { content: ' None of this holds.' }"


@epub("font-doubtful")
def set_a_notice_in_a_font_of_blanks(files: Files) -> None:
    files["EPUB/blank.otf"] = b"OTTO"
    files["EPUB/style.css"] += (
        b"\n@font-face { font-family: 'Plain Text'; src: url(blank.otf) }"
        b"\n.notice { font-family: 'plain text', serif }"
    )


@epub("script-beside-words")
def take_a_notice_away_by_a_script(files: Files) -> None:
    change(files, page(files, 1), "</head>", "<script>away('.notice')</script></head>")


@epub("page-broken")
def break_a_page_off_before_its_notices(files: Files) -> None:
    change(files, page(files, 1), "The first middle", "The <b>first middle")


@epub("rendition-second")
def name_a_second_package(files: Files) -> None:
    second = '<rootfile full-path="o.opf" media-type="application/oebps-package+xml"/>'
    change(files, "META-INF/container.xml", "</rootfiles>", f"{second}</rootfiles>")


@epub("rendition-second")
def give_one_id_to_two_files(files: Files) -> None:
    item = '<item id="nav" href="other.xhtml" media-type="application/xhtml+xml"/>'
    change(files, "EPUB/content.opf", "</manifest>", f"{item}</manifest>")


@epub("article-missing")
def encrypt_a_page(files: Files) -> None:
    files["META-INF/encryption.xml"] = (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"'
        ' xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData><enc:CipherData>'
        f'<enc:CipherReference URI="{page(files, 1)}"/></enc:CipherData></enc:EncryptedData>'
        "</encryption>"
    ).encode()


@epub("contents-differ")
def give_a_title_another_name_in_the_contents(files: Files) -> None:
    change(files, "EPUB/nav.xhtml", ">The first page and its small print<", ">A free page<")


@epub("contents-differ")
def give_a_title_another_name_in_the_old_contents(files: Files) -> None:
    change(files, "EPUB/toc.ncx", ">The first page and its small print<", ">A free page<")


@epub("words-by-style")
def add_words_to_the_lines_of_the_contents(files: Files) -> None:
    style = "<style>nav li::marker { content: 'Free ' }</style></head>"
    change(files, "EPUB/nav.xhtml", "</head>", style)


@epub("contents-differ")
def give_the_book_another_title_in_the_old_contents(files: Files) -> None:
    change(files, "EPUB/toc.ncx", "<docTitle><text>", "<docTitle><text>Not ")


@epub("contents-differ")
def swap_two_titles_in_the_contents(files: Files) -> None:
    for old, new in (("first", "@@"), ("second", "first"), ("@@", "second")):
        change(files, "EPUB/nav.xhtml", f">The {old} page and", f">The {new} page and")


@epub("notice-missing")
def keep_a_notice_only_in_a_comment(files: Files) -> None:
    change(
        files,
        page(files, 1),
        f"({notice('fair-use')})",
        lambda found: "<!--" + found[1].replace("--", "") + "-->",  # type: ignore[arg-type]
    )


@epub("text-hidden")
def take_a_page_out_of_the_linear_order(files: Files) -> None:
    name = page(files, 1).removeprefix("EPUB/").removesuffix(".xhtml")
    change(
        files,
        "EPUB/content.opf",
        f'<itemref idref="{name}"',
        f'<itemref linear="no" idref="{name}"',
    )


@epub("article-missing")
def take_a_page_out_of_the_spine(files: Files) -> None:
    name = page(files, 1).removeprefix("EPUB/").removesuffix(".xhtml")
    change(files, "EPUB/content.opf", f'<itemref idref="{name}"[^>]*/>', "")


@epub("link-missing")
def remove_the_link_and_keep_its_words(files: Files) -> None:
    for name in (page(files, 1), "EPUB/sources.xhtml"):
        change(files, name, r'<a href="https://example\.org/pages/first[^>]*>(.*?)</a>', r"\1")


@epub("link-wrong")
def lead_the_link_elsewhere(files: Files) -> None:
    for name in (page(files, 1), "EPUB/sources.xhtml"):
        change(
            files,
            name,
            r'href="https://example\.org/pages/first',
            'href="https://example.org/pages/other',
        )


@epub("address-missing")
def hide_the_address_behind_a_word(files: Files) -> None:
    for name in (page(files, 1), "EPUB/sources.xhtml"):
        change(files, name, r">example\.org/pages/first[^<]*<", ">here<")


@epub("author-missing")
def leave_an_author_out(files: Files) -> None:
    for name in files:
        if name.endswith(".xhtml") and b"The Reading Room" in files[name]:
            change(files, name, r"The Reading Room(?! keeps)", "")


@epub("title-missing")
def change_a_title(files: Files) -> None:
    change(
        files,
        page(files, 1),
        "The first page and its small print",
        "The first page and its large print",
    )


@epub("text-missing")
def drop_a_paragraph(files: Files) -> None:
    change(files, page(files, 1), r"<p>[^<]*The first middle\.</p>", "")


@epub("text-changed")
def alter_one_word_of_the_text(files: Files) -> None:
    change(files, page(files, 1), "The first middle", "The first riddle")


@epub("text-changed")
def glue_two_words_of_the_text(files: Files) -> None:
    change(files, page(files, 1), "So it is with", "So itis with")


@epub("text-changed")
def put_a_hyphen_into_the_text(files: Files) -> None:
    change(files, page(files, 1), "The first middle", "The first mid-dle")


@epub("text-missing")
def drop_an_entry_of_a_list(files: Files) -> None:
    change(files, page(files, 1), "<li>first thing of the first</li>", "")


@epub("text-missing")
def drop_a_note(files: Files) -> None:
    change(files, page(files, 1), '<aside [^>]*class="note".*?</aside>', "")


@epub("text-added")
def put_words_into_the_text(files: Files) -> None:
    change(files, page(files, 1), "<blockquote>", "<p>Words that nobody wrote.</p><blockquote>")


@epub("text-added")
def put_words_of_the_editions_own_before_the_notices(files: Files) -> None:
    change(
        files,
        page(files, 1),
        r'(<section [^>]*class="credit")',
        r'<p class="ours">None of the following notices holds any more.</p>\1',
    )


@epub("text-added")
def say_something_of_our_own_behind_the_notices(files: Files) -> None:
    change(
        files,
        page(files, 1),
        _END,
        r'<p class="ours">You need not name The Reading Room.</p></section>',
    )


@epub("text-added")
def say_it_before_the_first_article(files: Files) -> None:
    words = "<p>None of the notices below holds any more.</p>"
    change(files, page(files, 1), "(<body[^>]*>)", rf"\1{words}")


@epub("text-added")
def say_it_above_the_head_of_the_second_article(files: Files) -> None:
    words = "<p>None of the notices below holds any more.</p>"
    change(files, page(files, 2), "(<header[^>]*>)", rf"\1{words}")


@epub("text-added")
def say_it_in_the_byline(files: Files) -> None:
    change(files, page(files, 1), '(class="byline">)', r"\1Not ")


@epub("article-order")
def bind_the_articles_in_another_order(files: Files) -> None:
    one, two = (
        page(files, number).removeprefix("EPUB/").removesuffix(".xhtml") for number in (1, 2)
    )
    change(files, "EPUB/content.opf", f'<itemref idref="{one}"', '<itemref idref="@@"')
    change(files, "EPUB/content.opf", f'<itemref idref="{two}"', f'<itemref idref="{one}"')
    change(files, "EPUB/content.opf", '<itemref idref="@@"', f'<itemref idref="{two}"')


@epub("metadata-changed")
def credit_somebody_else_in_the_metadata(files: Files) -> None:
    change(files, "EPUB/content.opf", r"(<dc:creator[^>]*>)The Reading Room<", r"\1Somebody Else<")


@epub("metadata-unknown")
def credit_one_more_in_the_metadata(files: Files) -> None:
    change(
        files,
        "EPUB/content.opf",
        r"(<dc:creator)",
        r"<dc:creator>Somebody Else</dc:creator>\1",
        count=1,
    )


@epub("metadata-changed")
def change_the_title_of_the_package(files: Files) -> None:
    change(
        files, "EPUB/content.opf", "Two pages and their small print", "One page without small print"
    )


@epub("metadata-missing")
def drop_the_sources_of_the_package(files: Files) -> None:
    change(files, "EPUB/content.opf", r"<dc:source[^>]*>[^<]*</dc:source>", "")
    change(
        files,
        "EPUB/content.opf",
        r'<(?:opf:)?meta[^>]*"dcterms:source"[^>]*>[^<]*</(?:opf:)?meta>',
        "",
    )


@epub("metadata-missing")
def drop_the_copyright_lines_of_the_package(files: Files) -> None:
    change(
        files,
        "EPUB/content.opf",
        r'<(?:opf:)?meta[^>]*"dcterms:rights"[^>]*>[^<]*</(?:opf:)?meta>',
        "",
    )


@epub("metadata-changed")
def change_the_source_of_the_package(files: Files) -> None:
    change(files, "EPUB/content.opf", r"pages/first\?", "pages/other?")


@epub("record-missing")
def drop_the_record(files: Files) -> None:
    change(files, "EPUB/content.opf", r'<(?:opf:)?link[^>]*rel="record"[^>]*/>', "")


@epub("record-changed")
def alter_the_record_and_the_page_alike(files: Files) -> None:
    for name in (page(files, 1), "EPUB/meta/provenance.jsonld"):
        change(files, name, "without profit", "without loss")


@epub("record-changed")
def break_the_record(files: Files) -> None:
    files["EPUB/meta/provenance.jsonld"] = b"{"


def test_the_clean_files_give_no_finding(built: Built) -> None:
    for file in built.files:
        assert verify_bytes(file.data, file.name, LEDGER).findings == ()
        alone = verify_bytes(file.data, file.name)
        assert (alone.mode, alone.findings) == ("record", ())


@pytest.mark.parametrize("name", EPUB)
def test_every_sabotage_of_an_epub_is_found(name: str, built: Built) -> None:
    sabotage, code = EPUB[name]
    files = unzipped(of(built, "epub"))
    before = dict(files)
    sabotage(files)
    assert files != before
    found = {
        finding.code for finding in verify_bytes(zipped(files), "sabotaged.epub", LEDGER).findings
    }
    assert code in found, f"{name} was taken for {found or 'a clean file'}"


HIDING = (
    "display: none",
    "d\\69splay: n\\6fne",
    "opacity: 0 ! important",
    "font-size: 2%",
    "color: #f8f8f8",
    "position: absolute; left: 9999px",
    "clip-path: inset(100%)",
    "mask-image: linear-gradient(transparent, transparent)",
)


@pytest.mark.parametrize("declarations", HIDING)
@pytest.mark.parametrize("where", ["start", "middle", "end"])
def test_a_rule_is_found_wherever_it_stands_in_the_sheet(
    where: str, declarations: str, built: Built
) -> None:
    files = unzipped(of(built, "epub"))
    sheet = files["EPUB/style.css"].decode()
    middle = sheet.index("\n.notes {")
    rule = f".notice-disclaimer p {{ {declarations} }}"
    files["EPUB/style.css"] = {
        "start": f"{rule}\n{sheet}",
        "middle": f"{sheet[:middle]}\n{rule}{sheet[middle:]}",
        "end": f"{sheet}\n{rule}",
    }[where].encode()
    report = verify_bytes(zipped(files), "sabotaged.epub", LEDGER)
    assert {finding.code for finding in report.findings} & {"notice-hidden", "style-doubtful"}


@pytest.mark.parametrize("where", ["start", "end"])
def test_a_look_that_hides_nothing_is_clean(where: str, built: Built) -> None:
    files = unzipped(of(built, "epub"))
    rules = b"""
    :root { --ink: 33, 37, 41 }
    .notice { color: rgba(var(--ink), 1); font-size: 90%; background: #f4f4f4; padding: 0.5em }
    .nobody { color: #333; & .either { display: none } }
    .credit { columns: 2; & p { margin: 0 } }
    .notice::before { content: "\xe2\x9d\xa6 " }
    """
    sheet = files["EPUB/style.css"]
    files["EPUB/style.css"] = rules + sheet if where == "start" else sheet + rules
    assert verify_bytes(zipped(files), "own.epub", LEDGER, expected=RECORD).findings == ()


NOT_ALONE = {"alter_the_record_and_the_page_alike", "drop_the_record", "break_the_record"}


@pytest.mark.parametrize("name", sorted(EPUB.keys() - NOT_ALONE))
def test_a_sabotaged_epub_disagrees_with_its_own_record(name: str, built: Built) -> None:
    files = unzipped(of(built, "epub"))
    EPUB[name][0](files)
    report = verify_bytes(zipped(files), "sabotaged.epub")
    assert report.mode == "record"
    assert report.findings


# --- PDF
# ----------------------------------------------------------------------------------------------------------------

PdfSabotage = Callable[[pikepdf.Pdf, Callable[[str], list[int]]], Any]
PDF: dict[str, tuple[PdfSabotage, str]] = {}


def pdf(code: str) -> Callable[[PdfSabotage], PdfSabotage]:
    def keep(sabotage: PdfSabotage) -> PdfSabotage:
        PDF[sabotage.__name__] = (sabotage, code)
        return sabotage

    return keep


def edit(file: pikepdf.Pdf, deed: Callable[[bytes], bytes]) -> None:
    """Change the drawing of every page."""
    for one in file.pages:
        one.contents_coalesce()
        one.Contents.write(deed(one.Contents.read_bytes()))


@pdf("article-missing")
def remove_every_page_of_an_article(file: pikepdf.Pdf, holding: Callable[[str], list[int]]) -> None:
    for number in reversed(
        range(holding("Why the first page is read")[0], holding("Why the second page is read")[0])
    ):
        del file.pages[number]


@pdf("article-missing")
def remove_the_page_of_the_text(file: pikepdf.Pdf, holding: Callable[[str], list[int]]) -> None:
    del file.pages[holding("The first middle.")[0]]


@pdf("notice-hidden")
def draw_all_words_in_the_invisible_mode(
    file: pikepdf.Pdf, holding: Callable[[str], list[int]]
) -> None:
    edit(file, lambda content: content.replace(b"BT", b"BT 3 Tr "))


@pdf("notice-hidden")
def draw_all_words_white(file: pikepdf.Pdf, holding: Callable[[str], list[int]]) -> None:
    edit(
        file,
        lambda content: re.sub(rb"[\d.]+ [\d.]+ [\d.]+ rg", b"1 1 1 rg", content).replace(
            b"BT", b"1 1 1 rg BT"
        ),
    )


def cover(file: pikepdf.Pdf, number: int, colour: bytes) -> None:
    """Draw a box over the whole page, last of all."""
    one = file.pages[number]
    one.contents_add(b"Q q " + colour + b" rg -2000 -2000 6000 6000 re f", prepend=False)
    one.contents_add(b"q", prepend=True)


@pdf("notice-hidden")
def cover_a_notice_with_a_white_box(file: pikepdf.Pdf, holding: Callable[[str], list[int]]) -> None:
    cover(file, holding("holds copyrighted material")[0], b"1 1 1")


@pdf("notice-hidden")
def cover_a_notice_with_a_black_bar(file: pikepdf.Pdf, holding: Callable[[str], list[int]]) -> None:
    cover(file, holding("holds copyrighted material")[0], b"0 0 0")


@pdf("notice-hidden")
def set_a_notice_in_a_font_of_empty_glyphs(
    file: pikepdf.Pdf, holding: Callable[[str], list[int]]
) -> None:
    for one in file.objects:
        if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor":
            name = "/FontFile2" if "/FontFile2" in one else "/FontFile3"
            one[name].write(emptied(one[name].read_bytes()))


@pdf("words-replaced")
def give_the_words_of_a_notice_for_other_letters(
    file: pikepdf.Pdf, holding: Callable[[str], list[int]]
) -> None:
    """Every line of the page is said to be the notice, whatever its letters show."""
    one = file.pages[holding("holds copyrighted material")[0]]
    told = b"/ActualText (holds copyrighted material) /MCID"
    one.contents_coalesce()
    one.Contents.write(one.Contents.read_bytes().replace(b"/MCID", told))


def emptied(program: bytes) -> bytes:
    """A font program without a stroke in any glyph."""
    from fontTools.pens.recordingPen import RecordingPen
    from fontTools.pens.t2CharStringPen import T2CharStringPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(program), lazy=False)
    if "glyf" in font:
        for name in font.getGlyphOrder():
            font["glyf"][name] = TTGlyphPen(None).glyph()
    else:
        top = font["CFF "].cff.topDictIndex[0]
        # fontTools' own kind of mapping
        for name in top.CharStrings.keys():  # noqa: SIM118
            pen = T2CharStringPen(500, None)
            RecordingPen().replay(pen)
            top.CharStrings[name] = pen.getCharString(top.Private)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


# Text that is drawn and that nobody sees: lines 5 to 8 of the first page of an article, on which no
# notice stands.

Line = Callable[[bytes], bytes]


def edit_lines(
    file: pikepdf.Pdf, number: int, deed: Line, *, before: bytes = b"", behind: bytes = b""
) -> None:
    """Change some lines of words of one page, or draw before or behind all of it."""
    one = file.pages[number]
    one.contents_coalesce()
    count = iter(range(10**6))
    content = re.sub(
        rb"BT.*?ET",
        lambda found: deed(found[0]) if 5 <= next(count) <= 8 else found[0],
        one.Contents.read_bytes(),
        flags=re.DOTALL,
    )
    one.Contents.write(b"q " + before + b" Q q " + content + b" Q " + behind)


UNSEEN_LINES: dict[str, Line] = {
    "outside the page": (
        lambda line: line.replace(b"BT", b"BT 1 0 0 1 3000 0 cm ").replace(
            b"ET", b"ET 1 0 0 1 -3000 0 cm"
        )
    ),
    "white": lambda line: b"q 1 1 1 rg " + line + b" Q",
    "nearly white": lambda line: b"q 0.98 0.97 0.99 rg " + line + b" Q",
    "transparent": lambda line: b"q /unseen gs " + line + b" Q",
    "tiny": lambda line: re.sub(rb"[\d.]+ Tf", b"0.6 Tf", line),
    "invisible mode": lambda line: b"q " + line.replace(b"BT", b"BT 3 Tr ") + b" Q",
    "clipped": lambda line: b"q 0 0 2 2 re W n " + line + b" Q",
}


@pytest.mark.parametrize("way", UNSEEN_LINES)
@pytest.mark.parametrize("owed", [LEDGER, None], ids=["against the edition", "alone"])
def test_text_of_an_article_that_nobody_sees_is_found_in_a_pdf(
    way: str, owed: Ledger | None, built: Built
) -> None:
    def deed(file: pikepdf.Pdf, number: int) -> None:
        file.pages[number].Resources.ExtGState["/unseen"] = pikepdf.Dictionary(ca=0.02, CA=0.02)
        edit_lines(file, number, UNSEEN_LINES[way])

    assert found_on_the_first_page(built, deed, owed) == {"text-hidden"}


ROOM = b"-100 -100 5000 5000 re f"
COVERS = {
    "box": b"1 1 1 rg " + ROOM,
    "bar": b"0 0 0 rg " + ROOM,
    "ground of its own colour": b"",
    "picture": b"5000 0 0 5000 -100 -100 cm BI /W 2 /H 1 /BPC 8 /CS /G ID \x40\xc0 EI",
}


@pytest.mark.parametrize("way", COVERS)
def test_text_of_an_article_that_is_covered_is_found_in_a_pdf(way: str, built: Built) -> None:
    def deed(file: pikepdf.Pdf, number: int) -> None:
        edit_lines(
            file,
            number,
            lambda line: line,
            before=b"" if COVERS[way] else b"0 0 0 rg " + ROOM,
            behind=COVERS[way],
        )

    assert "text-hidden" in found_on_the_first_page(built, deed, LEDGER)


def found_on_the_first_page(
    built: Built, deed: Callable[[pikepdf.Pdf, int], None], owed: Ledger | None
) -> set[str]:
    """The findings after a change to the first page of the first article."""
    out = io.BytesIO()
    number = (
        next(
            page.number
            for page in read_pages(of(built, "pdf"), "built")
            if "The first middle." in " ".join(page.text.split())
        )
        - 1
    )
    with pikepdf.open(io.BytesIO(of(built, "pdf"))) as file:
        deed(file, number)
        file.save(out, fix_metadata_version=False)
    return {
        finding.code for finding in verify_bytes(out.getvalue(), "sabotaged.pdf", owed).findings
    }


@pdf("text-hidden")
def set_the_text_in_fonts_of_empty_glyphs(
    file: pikepdf.Pdf, holding: Callable[[str], list[int]]
) -> None:
    set_a_notice_in_a_font_of_empty_glyphs(file, holding)


@pdf("notice-changed")
def draw_a_line_through_every_word_of_a_notice(
    file: pikepdf.Pdf, holding: Callable[[str], list[int]]
) -> None:
    def struck(found: re.Match[bytes]) -> bytes:
        place = re.search(rb"([\d.]+) ([\d.]+) Tm", found[0])
        assert place
        return found[0] + b" q 0 0 0 rg %s %.2f 430 0.8 re f Q" % (place[1], float(place[2]) - 3.5)

    one = file.pages[holding("holds copyrighted material")[0]]
    one.contents_coalesce()
    one.Contents.write(re.sub(rb"BT.*?ET", struck, one.Contents.read_bytes(), flags=re.DOTALL))


UNSEEN_STYLES = [
    "display: none",
    "visibility: hidden",
    "opacity: 0",
    "font-size: 0",
    "font: 0.5px serif",
    "color: white",
    "color: #fefefe",
    "color: black; background-color: black",
    "background: #fff; color: #fff",
    "clip-path: inset(100%)",
    "position: absolute; left: -5000px",
    "height: 0; overflow: hidden",
    "transform: scale(0)",
    "text-indent: -9999px",
]


@pytest.mark.parametrize("style", UNSEEN_STYLES)
@pytest.mark.parametrize("owed", [LEDGER, None], ids=["against the edition", "alone"])
def test_text_of_an_article_that_nobody_sees_is_found_in_an_epub(
    style: str, owed: Ledger | None, built: Built
) -> None:
    files = unzipped(of(built, "epub"))
    change(files, page(files, 1), r"<p>([^<]*The first middle\.)", rf'<p style="{style}">\1')
    assert {
        finding.code for finding in verify_bytes(zipped(files), "sabotaged.epub", owed).findings
    } == {"text-hidden"}


@pytest.mark.parametrize(
    "style",
    [
        "text-decoration: underline",
        "color: #222",
        "background: #eee",
        "color: white; background: #300",
        "font-size: 0.8em",
    ],
)
def test_a_style_that_hides_nothing_is_no_finding(style: str, built: Built) -> None:
    files = unzipped(of(built, "epub"))
    change(files, page(files, 1), r"<p>([^<]*The first middle\.)", rf'<p style="{style}">\1')
    assert verify_bytes(zipped(files), "styled.epub", LEDGER).findings == ()


@pdf("article-missing")
def draw_no_words_at_all(file: pikepdf.Pdf, holding: Callable[[str], list[int]]) -> None:
    edit(file, lambda content: re.sub(rb"BT.*?ET", b"", content, flags=re.DOTALL))


@pdf("notice-missing")
def remove_the_page_of_the_notices(file: pikepdf.Pdf, holding: Callable[[str], list[int]]) -> None:
    del file.pages[holding("holds copyrighted material")[0]]


@pdf("text-missing")
def draw_every_second_line_only(file: pikepdf.Pdf, holding: Callable[[str], list[int]]) -> None:
    def thin(content: bytes) -> bytes:
        count = iter(range(10**6))

        def kept(found: re.Match[bytes]) -> bytes:
            place = next(count)
            # the head of an article stays: it is the text that goes
            return found[0] if place < 8 or place % 2 else b""

        return re.sub(rb"BT.*?ET", kept, content, flags=re.DOTALL)

    edit(file, thin)


@pdf("page-hidden")
def hide_the_cover_on_a_layer(file: pikepdf.Pdf, holding: Callable[[str], list[int]]) -> None:
    layer = file.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="Cover"))
    usual = pikepdf.Dictionary(OFF=pikepdf.Array([layer]))
    file.Root["/OCProperties"] = pikepdf.Dictionary(OCGs=pikepdf.Array([layer]), D=usual)
    cover = file.pages[0]
    cover.contents_coalesce()
    cover.Resources["/Properties"] = pikepdf.Dictionary(Cover=layer)
    drawn = cover.Contents.read_bytes()
    cover.Contents = file.make_stream(b"/OC /Cover BDC " + drawn + b" EMC")


@pdf("link-wrong")
def lead_every_link_elsewhere(file: pikepdf.Pdf, holding: Callable[[str], list[int]]) -> None:
    for one in file.pages:
        for annotation in one.get("/Annots", ()):
            if "/A" in annotation and "/URI" in annotation.A:
                annotation.A.URI = pikepdf.String("https://example.org/elsewhere")


@pdf("link-missing")
def take_the_links_off(file: pikepdf.Pdf, holding: Callable[[str], list[int]]) -> None:
    for one in file.pages:
        if "/Annots" in one:
            del one["/Annots"]


@pdf("text-added")
def draw_a_few_words_between_text_and_notices(
    file: pikepdf.Pdf, holding: Callable[[str], list[int]]
) -> None:
    one = file.pages[holding("The first middle.")[0]]
    one.contents_add(b"Q BT /Added 9 Tf 40 60 Td (None of this holds.) Tj ET", prepend=False)
    one.contents_add(b"q", prepend=True)
    one.Resources.Font["/Added"] = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )


def draw_more(file: pikepdf.Pdf, number: int, words: bytes) -> None:
    """Draw words behind all others of a page."""
    one = file.pages[number]
    one.contents_add(b"Q BT /Added 9 Tf 40 60 Td (" + words + b") Tj ET", prepend=False)
    one.contents_add(b"q", prepend=True)
    one.Resources.Font["/Added"] = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )


@pytest.mark.parametrize("number", [b"7", b"42", b"999", b"2027", b"1 000 000", b"3"])
@pytest.mark.parametrize(
    "where", ["Contents", "The first middle.", "Disclaimer", "The words are unchanged"]
)
def test_a_number_that_nothing_has_is_found_in_a_pdf(
    number: bytes, where: str, built: Built
) -> None:
    data, out = of(built, "pdf"), io.BytesIO()
    page_number = (
        next(one.number for one in read_pages(data, "built") if where in " ".join(one.text.split()))
        - 1
    )
    with pikepdf.open(io.BytesIO(data)) as file:
        draw_more(file, page_number, number)
        file.save(out, fix_metadata_version=False)
    found = {
        finding.code
        for finding in verify_bytes(
            out.getvalue(), "sabotaged.pdf", LEDGER, expected=RECORD
        ).findings
    }
    # 3 is the page of the first article: one may say it twice
    assert (where, number) == ("Contents", b"3") or "text-added" in found


@pytest.mark.parametrize("number", ["2", "42", "999", "2027"])
def test_a_number_that_nothing_has_is_found_in_an_epub(number: str, built: Built) -> None:
    files = unzipped(of(built, "epub"))
    change(files, page(files, 1), "<blockquote>", f"<p>{number}</p><blockquote>")
    assert "text-added" in {
        finding.code for finding in verify_bytes(zipped(files), "sabotaged.epub", LEDGER).findings
    }


@pdf("article-order")
def bind_the_pages_in_another_order(file: pikepdf.Pdf, holding: Callable[[str], list[int]]) -> None:
    pages = [one.obj for one in file.pages]
    half = len(pages) // 2
    for one in pages:
        one.Parent = file.Root.Pages
    file.Root.Pages.Kids = pikepdf.Array(pages[half:] + pages[:half])


@pdf("article-missing")
def put_copies_in_the_place_of_the_pages(
    file: pikepdf.Pdf, holding: Callable[[str], list[int]]
) -> None:
    """The structure tree speaks of pages that are no longer in the file."""
    pages = list(file.pages)
    half = len(pages) // 2
    for number, one in enumerate(pages[half:] + pages[:half]):
        file.pages[number] = one


@pdf("record-missing")
def drop_the_attachment(file: pikepdf.Pdf, holding: Callable[[str], list[int]]) -> None:
    for name in list(file.attachments):
        del file.attachments[name]


@pdf("metadata-missing")
def drop_the_packet(file: pikepdf.Pdf, holding: Callable[[str], list[int]]) -> None:
    del file.Root["/Metadata"]


@pytest.mark.parametrize("name", PDF)
def test_every_sabotage_of_a_pdf_is_found(name: str, built: Built) -> None:
    sabotage, code = PDF[name]
    out = io.BytesIO()
    texts = [" ".join(one.text.split()) for one in read_pages(of(built, "pdf"), "built")]
    with pikepdf.open(io.BytesIO(of(built, "pdf"))) as file:
        sabotage(file, lambda words: [number for number, text in enumerate(texts) if words in text])
        file.save(out, fix_metadata_version=False)
    report = verify_bytes(out.getvalue(), "sabotaged.pdf", LEDGER)
    found = {finding.code for finding in report.findings}
    assert code in found, f"{name} was taken for {found or 'a clean file'}"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"The Reading Room", b"Somebody Else"),
        (b"pages/first?", b"pages/other?"),
        (b"\xc2\xa9 2026 The first", b"\xc2\xa9 2025 The first"),
        (b"Two pages and", b"One page and"),
    ],
)
def test_an_altered_packet_is_found(old: bytes, new: bytes, built: Built) -> None:
    data = of(built, "pdf")
    packet = read_carried(data, "a").packet
    rdf = re.search(rb"<rdf:RDF.*</rdf:RDF>", packet, re.DOTALL)
    assert rdf
    assert old in rdf[0]
    findings = verify_bytes(
        replace_carried(data, rdf=rdf[0].replace(old, new)), "sabotaged.pdf", LEDGER
    ).findings
    assert (
        "metadata-changed"
        in {finding.code for finding in findings}
        <= {"metadata-changed", "metadata-unknown"}
    )


@pytest.mark.parametrize(
    ("key", "value"), [("Title", "Another title"), ("Author", "Somebody Else")]
)
def test_an_info_dictionary_that_says_something_else_is_found(
    key: str, value: str, built: Built
) -> None:
    data = of(built, "pdf")
    info = {**read_carried(data, "a").info, key: value}
    findings = verify_bytes(replace_carried(data, info=info), "sabotaged.pdf", LEDGER).findings
    assert {finding.code for finding in findings} <= {
        "metadata-changed",
        "metadata-missing",
        "metadata-unknown",
    }
    assert findings


@pytest.mark.parametrize(
    "sabotage",
    [
        lambda edition: replace(edition, title="Another title"),
        lambda edition: replace(edition, parts=(Part(articles=edition.articles[::-1]),)),
        lambda edition: replace(
            edition,
            parts=(Part(articles=(*edition.articles, article("third", "The Third Reader"))),),
        ),
    ],
)
@pytest.mark.parametrize("form", ["epub", "pdf"])
def test_a_file_of_another_edition_is_told(
    sabotage: Callable[[Edition], Edition], form: str, built: Built
) -> None:
    assert verify_bytes(of(built, form), f"other.{form}", ledger(sabotage(EDITION))).findings


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "neither"),
        (b"PK\x03\x04 broken", "not a ZIP"),
        (b"%PDF-1.7 broken", "not a PDF"),
        (b"words", "neither"),
    ],
)
def test_what_is_no_finished_file_is_refused_in_one_line(data: bytes, says: str) -> None:
    with pytest.raises(EvidenceError, match=says) as error:
        verify_bytes(data, "broken")
    assert "\n" not in str(error.value)


def test_an_epub_that_reaches_outside_or_grows_without_end_is_refused() -> None:
    for name, data, says in (
        ("../../escape.xhtml", b"x", "outside"),
        ("EPUB/bomb.xhtml", bytes(64 * 2**20), "would grow"),
    ):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
            container.writestr(name, data)
        with pytest.raises(EvidenceError, match=says):
            verify_bytes(out.getvalue(), "hostile.epub")


RIGHT_TO_LEFT = [
    "In Hebrew the words שלום עולם טוב stand in one sentence with English ones.",
    (
        "Two phrases, العربية لغة جميلة جدا and شكرا جزيلا (thanks), stand in one sentence that is"
        " long enough to be broken over the lines of a page."
    ),
    "A list: שלום, עולם! and 12 (שתיים עשרה) more, 3.5% של זה.",
    (
        "זהו משפט עברי ארוך שמכיל את המילים the English words here ואז ממשיך הלאה עם מספר 1948 ועוד"
        " כמה מילים עד סוף השורה ועוד שורה אחת."
    ),
]


@pytest.mark.parametrize("text", RIGHT_TO_LEFT, ids=["hebrew", "arabic", "list", "english"])
def test_right_to_left_words_are_found_however_a_page_orders_them(text: str) -> None:
    mixed = replace(article("third", "The Third Reader"), body=(paragraph(text), paragraph(WORDS)))
    mixed = replace(
        mixed,
        rights=replace(
            mixed.rights, notices=(Notice(kinds=(NoticeKind.DISCLAIMER,), text=f"Notice: {text}"),)
        ),
    )
    edition = Edition(
        name="mixed", title=mixed.title, parts=(Part(articles=(mixed,)),), single=True
    )
    built = build_edition(edition, replace(ORDER, formats=("pdf",)))
    assert verify_bytes(built.files[0].data, "alone.pdf").findings == ()
    word = re.findall(r"[\u0590-\u06ff]{3,}", text)[0]
    other = replace(
        edition,
        parts=(
            Part(
                articles=(
                    replace(
                        mixed,
                        body=(paragraph(text.replace(word, word[1:] + word[0])), paragraph(WORDS)),
                    ),
                )
            ),
        ),
    )
    found = {
        finding.code
        for finding in verify_bytes(built.files[0].data, "other.pdf", ledger(other)).findings
    }
    assert found & {"text-changed", "text-missing"}


def test_numbers_of_a_list_drawn_behind_a_broken_paragraph_are_not_taken_for_words() -> None:
    """WeasyPrint draws the labels of a page's lists last.

    They stand between two halves of a paragraph that runs on.
    """
    things = List(
        ordered=True,
        items=tuple(Item(children=(paragraph(f"thing {number}"),)) for number in range(4)),
    )
    long = replace(article("third", "The Third Reader"), body=(things, paragraph(WORDS * 40)))
    edition = Edition(name="long", title=long.title, parts=(Part(articles=(long,)),), single=True)
    assert build_edition(edition, replace(ORDER, formats=("pdf",))).files[0].report.findings == ()
