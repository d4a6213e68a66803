"""Finished PDFs whose structure tree, or what it speaks of, was altered.

What changes, hides or adds words is found, against the edition and by the file's own record; what
only says the same in another way is not.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from publisher.build import build_edition
from publisher.model.article import Article
from publisher.model.body import Paragraph, Text
from publisher.model.edition import Edition
from publisher.model.edition import alone as alone_of
from publisher.pdffile.document import opened
from publisher.pdffile.marked_content import read_marked
from publisher.pdffile.page_objects import read_objects
from publisher.rights.notices import ledger
from publisher.verify import verify_bytes
from tests.test_sabotage import EDITION, LEDGER, ORDER, RECORD


@pytest.fixture(scope="module")
def made() -> bytes:
    return build_edition(EDITION, replace(ORDER, formats=("pdf",))).files[0].data


@dataclass
class Book:
    """A PDF, open, its structure elements with the words that they hold themselves."""

    pdf: pikepdf.Pdf
    words: dict[tuple[int, int], str]

    def elements(self) -> Iterator[tuple[Any, str]]:
        pages = {page.obj.objgen: number for number, page in enumerate(self.pdf.pages)}
        waiting: list[Any] = [self.pdf.Root.StructTreeRoot.K[0]]
        while waiting:
            element = waiting.pop()
            kids: list[Any] = list(element.K) if isinstance(element.K, Array) else [element.K]
            page = pages[element.Pg.objgen] if Name.Pg in element else -1
            own = [self.words.get((page, kid), "") for kid in kids if isinstance(kid, int)]
            yield element, " ".join(" ".join(own).split())
            waiting += reversed(
                [kid for kid in kids if isinstance(kid, Dictionary) and "/S" in kid]
            )

    def find(self, words: str, kind: str = "") -> Any:
        """The first element that holds these words itself."""
        return next(
            element
            for element, own in self.elements()
            if words in own and kind in {"", str(element.S)[1:]}
        )

    def mark(self, element: Any, old: bytes, new: bytes) -> None:
        """Alter how the content of an element is marked on its page."""
        page = next(page for page in self.pdf.pages if page.obj.objgen == element.Pg.objgen)
        page.contents_coalesce()
        drawing = page.Contents.read_bytes()
        for number in element.K:
            for marks in (b"/MCID %d>>" % number, b"/MCID %d >>" % number):
                start = drawing.find(marks)
                if start >= 0:
                    begin = drawing.rindex(b"/", 0, drawing.rindex(b"<<", 0, start))
                    end = start + len(marks)
                    stretch = drawing[begin:end].replace(old or drawing[begin:end], new)
                    drawing = drawing[:begin] + stretch + drawing[end:]
        page.Contents = self.pdf.make_stream(drawing)


Edit = Callable[[Book], None]


def opened_book(data: bytes) -> Book:
    words: dict[tuple[int, int], str] = {}
    with opened(data, "made.pdf") as document:
        for number, page in enumerate(document):
            marked = read_marked(read_objects(page), page.get_textpage()).content
            words |= {(number, key[1]): one.text for key, one in marked.items()}
    return Book(pikepdf.open(io.BytesIO(data)), words)


def codes(data: bytes, edit: Edit, *, alone: bool) -> set[str]:
    book, out = opened_book(data), io.BytesIO()
    edit(book)
    book.pdf.save(out, fix_metadata_version=False)
    given = () if alone else (LEDGER,)
    expected = b"" if alone else RECORD
    report = verify_bytes(out.getvalue(), "edited.pdf", *given, expected=expected)
    return {finding.code for finding in report.findings}


def swap_two_paragraphs(book: Book) -> None:
    one = book.find("Whoever passes", "P")
    kids = one.P.K
    index = next(at for at, kid in enumerate(kids) if kid.objgen == one.objgen)
    others = [at for at, kid in enumerate(kids) if str(kid.S) == "/P" and at != index]
    kids[index], kids[others[-1]] = kids[others[-1]], one


def swap_two_lines(book: Book) -> None:
    swap_the_first_lines(book.find("Whoever passes", "P"))


def swap_the_first_lines(one: Any) -> None:
    numbers = list(one.K)
    one.K = Array([numbers[1], numbers[0], *numbers[2:]])


def take_a_paragraph_out_of_the_tree(book: Book) -> None:
    one = book.find("The first middle.", "P")
    one.P.K = Array([kid for kid in one.P.K if kid.objgen != one.objgen])


def call_a_paragraph_page_furniture(book: Book) -> None:
    book.mark(book.find("The first middle.", "P"), b"", b"/Artifact <</Type /Layout>>")


def give_a_paragraph_a_line_of_another(book: Book) -> None:
    one, other = book.find("The first middle.", "P"), book.find("The first end.", "P")
    numbers = list(one.K)
    one.K = Array(numbers[:-1])
    other.K = Array([Dictionary(Type=Name.MCR, Pg=one.Pg, MCID=numbers[-1]), *other.K])


def move_a_paragraph_into_the_other_article(book: Book) -> None:
    one, other = book.find("The first end.", "P"), book.find("The second end.", "P")
    one.P.K = Array([kid for kid in one.P.K if kid.objgen != one.objgen])
    other.P.K.append(one)


def let_a_paragraph_stand_twice(book: Book) -> None:
    one = book.find("The first middle.", "P")
    one.P.K.append(Dictionary(Type=Name.StructElem, S=Name.P, Pg=one.Pg, K=one.K))


def give_other_words_for_a_paragraph(book: Book) -> None:
    book.find("The first middle.", "P").ActualText = pikepdf.String("Something else is written.")


def describe_a_notice_by_other_words(book: Book) -> None:
    book.find("holds copyrighted material", "P").Alt = pikepdf.String("Free to copy for all.")


def call_a_notice_a_formula_and_describe_it_by_others(book: Book) -> None:
    notice = book.find("holds copyrighted material", "P")
    notice.S, notice.Alt = Name.Formula, pikepdf.String("x = y")


def put_a_line_into_a_picture_among_the_words(book: Book) -> None:
    one = book.find("Whoever passes", "P")
    numbers = list(one.K)
    picture = Dictionary(Type=Name.StructElem, S=Name.Figure, Pg=one.Pg, K=numbers[1])
    one.K = Array([numbers[0], picture, *numbers[2:]])


def give_other_words_for_a_line(book: Book) -> None:
    book.mark(book.find("The first middle.", "P"), b"/MCID", b"/ActualText (Else.) /MCID")


def give_other_words_for_a_line_by_a_key_in_disguise(book: Book) -> None:
    book.mark(book.find("The first middle.", "P"), b"/MCID", b"/Actual#54ext (Else.) /MCID")


def give_other_words_for_a_running_head(book: Book) -> None:
    heads = [page.obj.Resources.XObject["/Furniture"] for page in book.pdf.pages]
    head = next(one for one in heads if b" TJ" in one.read_bytes())
    head.write(b"/Span <</ActualText (Free to copy)>> BDC " + head.read_bytes() + b" EMC")


def swap_two_numbers_of_the_contents(book: Book) -> None:
    numbers = [
        element
        for element, own in book.elements()
        if own.isdecimal() and str(element.P.S) == "/Reference"
    ]
    numbers[0].K, numbers[1].K = numbers[1].K, numbers[0].K


def put_a_notice_into_a_note(book: Book) -> None:
    book.find("holds copyrighted material", "P").S = Name.Note


def turn_the_pages_round(book: Book) -> None:
    pages = [page.obj for page in book.pdf.pages]
    for page in pages:
        page.Parent = book.pdf.Root.Pages
    book.pdf.Root.Pages.Kids = Array(reversed(pages))


FOUND: dict[Edit, str] = {
    swap_two_paragraphs: "text-missing text-changed",
    swap_two_lines: "text-changed text-missing",
    take_a_paragraph_out_of_the_tree: "text-missing",
    call_a_paragraph_page_furniture: "text-missing",
    give_a_paragraph_a_line_of_another: "text-changed text-missing",
    move_a_paragraph_into_the_other_article: "text-added",
    let_a_paragraph_stand_twice: "text-added",
    give_other_words_for_a_paragraph: "words-replaced",
    describe_a_notice_by_other_words: "words-replaced",
    call_a_notice_a_formula_and_describe_it_by_others: "words-replaced",
    put_a_line_into_a_picture_among_the_words: "text-changed text-missing",
    give_other_words_for_a_line: "words-replaced",
    give_other_words_for_a_line_by_a_key_in_disguise: "words-replaced",
    give_other_words_for_a_running_head: "words-replaced",
    swap_two_numbers_of_the_contents: "text-added",
    put_a_notice_into_a_note: "notice-misplaced",
    turn_the_pages_round: "article-order",
}


def arabic() -> Edition:
    """One paragraph of several lines, every word once."""
    words = " ".join(
        f"كلمة{chr(0x0628 + number)}{chr(0x0641 + number % 9)}" for number in range(18)
    )
    body = (Paragraph(children=(Text(text=f"{words} {words[::2]}"),)),)
    return alone_of(Article(title="عنوان", language="ar", body=body), name="arabic")


@pytest.mark.parametrize("alone", [False, True], ids=["edition", "record"])
def test_lines_that_run_to_the_left_are_found_in_another_order(alone: bool) -> None:
    edition = arabic()
    owed = ledger(edition)
    made = build_edition(edition, replace(ORDER, formats=("pdf",))).files[0].data
    book, out = opened_book(made), io.BytesIO()
    swap_the_first_lines(next(one for one, own in book.elements() if "كلمة" in own))
    book.pdf.save(out, fix_metadata_version=False)
    report = verify_bytes(out.getvalue(), "edited.pdf", *(() if alone else (owed,)))
    assert {finding.code for finding in report.findings} & {"article-missing", "text-changed"}


@pytest.mark.parametrize("alone", [False, True], ids=["edition", "record"])
@pytest.mark.parametrize("edit", FOUND, ids=lambda edit: edit.__name__)
def test_an_altered_structure_is_found(edit: Edit, alone: bool, made: bytes) -> None:
    assert codes(made, edit, alone=alone) & set(FOUND[edit].split())


def change_nothing(book: Book) -> None:
    pass


def call_a_paragraph_by_a_name_of_ones_own(book: Book) -> None:
    book.pdf.Root.StructTreeRoot.RoleMap = Dictionary(Absatz=Name.P)
    book.find("The first middle.", "P").S = Name("/Absatz")


def say_pages_at_the_content(book: Book) -> None:
    one = book.find("The first middle.", "P")
    one.K = Array([Dictionary(Type=Name.MCR, Pg=one.Pg, MCID=number) for number in one.K])
    del one.Pg


def put_a_paragraph_into_elements_without_meaning(book: Book) -> None:
    one = book.find("The first middle.", "P")
    inner = Dictionary(Type=Name.StructElem, S=Name.NonStruct, P=one, Pg=one.Pg, K=one.K)
    one.K = Array([book.pdf.make_indirect(inner)])


def give_a_paragraph_its_own_words(book: Book) -> None:
    one = book.find("A line quoted on the first page.")
    one.ActualText = pikepdf.String("A line quoted on the first page.")


def add_an_element_without_content(book: Book) -> None:
    one = book.find("The first middle.", "P")
    one.P.K.append(Dictionary(Type=Name.StructElem, S=Name.P, Pg=one.Pg, K=Array([9999])))


def set_a_note_behind_its_paragraph(book: Book) -> None:
    """As pages with footnotes have it: the note inside the sentence that refers to it."""
    note = next(element for element, _ in book.elements() if str(element.S) == "/Note")
    note.P.K = Array([kid for kid in note.P.K if kid != note])
    mark = next(
        element
        for element, _ in book.elements()
        if str(element.S) == "/Reference" and str(element.P.S) == "/P"
    )
    kids = list(mark.P.K)
    index = next(
        at
        for at, kid in enumerate(kids)
        if isinstance(kid, Dictionary) and kid.objgen == mark.objgen
    )
    mark.P.K = Array([*kids[: index + 1], note, *kids[index + 1 :]])


CLEAN: tuple[Edit, ...] = (
    change_nothing,
    call_a_paragraph_by_a_name_of_ones_own,
    say_pages_at_the_content,
    put_a_paragraph_into_elements_without_meaning,
    give_a_paragraph_its_own_words,
    add_an_element_without_content,
    set_a_note_behind_its_paragraph,
)


@pytest.mark.parametrize("alone", [False, True], ids=["edition", "record"])
@pytest.mark.parametrize("edit", CLEAN, ids=lambda edit: edit.__name__)
def test_the_same_said_in_another_way_is_clean(edit: Edit, alone: bool, made: bytes) -> None:
    assert codes(made, edit, alone=alone) == set()
