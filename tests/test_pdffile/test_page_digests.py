"""A page's digest changes with everything that is drawn on it, and with nothing else."""

from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from publisher.pdffile.join import Binding, join
from publisher.pdffile.page_digests import page_digests


def changed(data: bytes, change: Callable[[Pdf], None]) -> bytes:
    with pikepdf.open(BytesIO(data)) as pdf:
        change(pdf)
        out = BytesIO()
        pdf.save(out)
        return out.getvalue()


def hide_words(pdf: Pdf) -> None:
    page = pdf.pages[0].obj
    page.Contents = pdf.make_stream(b"3 Tr " + page.Contents.read_bytes())


def font_of(pdf: Pdf) -> pikepdf.Object:
    return next(iter(pdf.pages[0].obj.Resources.Font.values()))


def tell_other_letters(pdf: Pdf) -> None:
    table = font_of(pdf).ToUnicode
    table.write(table.read_bytes().replace(b"<0061>", b"<0062>"))


def draw_other_letters(pdf: Pdf) -> None:
    program = font_of(pdf).DescendantFonts[0].FontDescriptor.FontFile2
    program.write(program.read_bytes() + b"\0")


def change_widths(pdf: Pdf) -> None:
    font_of(pdf).DescendantFonts[0].W[1][0] = 1


def turn(pdf: Pdf) -> None:
    pdf.pages[0].obj.Rotate = 90


def turn_all(pdf: Pdf) -> None:
    pdf.Root.Pages.Rotate = 90


def crop(pdf: Pdf) -> None:
    pdf.pages[0].obj.CropBox = Array([0, 0, 10, 10])


def lay_over(pdf: Pdf) -> None:
    page = pdf.pages[0].obj
    box = Array([0, 0, 900, 900])
    page.Annots = Array(
        [pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Square, Rect=box))]
    )


def add_a_form(pdf: Pdf) -> None:
    page = pdf.pages[0].obj
    page.Resources.XObject = Dictionary(
        F=pdf.make_stream(b"0 0 9 9 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])
    )


@pytest.mark.parametrize(
    "change",
    [
        hide_words,
        tell_other_letters,
        draw_other_letters,
        change_widths,
        turn,
        turn_all,
        crop,
        lay_over,
        add_a_form,
    ],
)
def test_what_changes_a_page_changes_its_digest(parts, change: Callable[[Pdf], None]) -> None:
    before, after = page_digests(parts.first, "a"), page_digests(changed(parts.first, change), "a")
    assert before[0] != after[0]
    assert before[0]
    assert after[0]


def set_aside(pdf: Pdf) -> None:
    pdf.Root.OCProperties = Dictionary(OCGs=Array(), D=Dictionary())


def fill_in(pdf: Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(Fields=Array())


def go_round(pdf: Pdf) -> None:
    first, second = (pdf.make_indirect(Dictionary(Type=Name.Annot)) for _ in range(2))
    first.Popup, second.Parent = second, first
    pdf.pages[0].obj.Annots = Array([first, second])


@pytest.mark.parametrize("change", [set_aside, fill_in, go_round])
def test_a_page_that_depends_on_more_than_it_holds_has_none(
    parts, change: Callable[[Pdf], None]
) -> None:
    assert page_digests(changed(parts.first, change), "a")[0] == ""


def test_a_page_keeps_its_digest_wherever_it_stands(parts) -> None:
    binding = Binding(language="en", rdf=b"<r/>", info={}, identifier=b"0" * 16)
    there = page_digests(join((parts.second, parts.first), binding), "a")
    assert set(page_digests(parts.second, "a")) <= set(there)
    assert page_digests(changed(parts.first, lambda _: None), "a") == page_digests(parts.first, "a")
