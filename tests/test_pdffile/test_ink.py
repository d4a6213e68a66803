"""Whatever hides words of a finished page is seen on the painted page, and nothing else is.

Each sabotage is one way of drawing, in the spellings that a page allows; its twin draws the same
thing where it does no harm.
"""

import ctypes
import datetime
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name
from pypdfium2 import raw

from publisher.build import Order, build_edition
from publisher.model.article import Article, Contributor
from publisher.model.body import Heading, Paragraph, Text
from publisher.model.edition import Edition, Part
from publisher.model.rights import Basis, Notice, NoticeKind, Rights
from publisher.pdffile.ink import PageInk, measure_stretches
from publisher.pdffile.page_objects import address_of
from publisher.pdffile.pages import read_pages
from publisher.rendering.theme import load_theme
from publisher.verify import verify_bytes

OPENING = "Whoever opens a drawer finds"
MIDDLE = "a button without its coat"
ENDING = "and closes it again."
TITLE = "What lies in drawers"
NOTICE = "Nobody but the writer answers for these lines"
PLACES = {"opening": OPENING, "middle": MIDDLE, "ending": ENDING, "title": TITLE, "notice": NOTICE}
FILLING = "There is string, and there are keys that fit no lock, and letters that wait. "

Box = tuple[float, float, float, float]


@dataclass
class Sheet:
    """A finished PDF, to be altered where some words of it stand."""

    file: pikepdf.Pdf
    number: int
    box: Box
    drawn: int
    said: str

    @property
    def page(self) -> pikepdf.Page:
        return self.file.pages[self.number]

    @property
    def area(self) -> str:
        """The words' rectangle as an operator takes it."""
        left, bottom, right, top = self.box
        return f"{left - 1:.2f} {bottom - 1:.2f} {right - left + 2:.2f} {top - bottom + 2:.2f}"

    def add(self, kind: str, **things: pikepdf.Object) -> None:
        """Resources of the page."""
        room = self.page.Resources.get(f"/{kind}", Dictionary())
        for name, thing in things.items():
            room[f"/{name}"] = thing
        self.page.Resources[f"/{kind}"] = room

    def draw(self, content: str, *, before: bool = False) -> None:
        """Draw behind or before all that the page draws, marked as an artifact."""
        self.page.contents_coalesce()
        old = self.page.Contents.read_bytes()
        new = f"\n/Artifact BMC q {content} Q EMC\n".encode()
        self.page.Contents = self.file.make_stream(
            new + old if before else b"q " + old + b" Q " + new
        )

    def words(self, deed: Callable[[bytes], bytes]) -> None:
        """Change how the words are drawn: the operators from BT to ET of their line."""
        self.page.contents_coalesce()
        count = iter(range(10**6))
        self.page.Contents = self.file.make_stream(
            re.sub(
                rb"\bBT\b.*?\bET\b",
                lambda found: deed(found[0]) if next(count) == self.drawn else found[0],
                self.page.Contents.read_bytes(),
                flags=re.DOTALL,
            )
        )

    def form(self, content: str, box: Box, **more: Any) -> pikepdf.Object:
        """A form XObject."""
        return self.file.make_stream(
            content.encode(),
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=Array([round(side, 2) for side in box]),
            **more,
        )

    def annotate(self, subtype: str, content: str, box: Box | None = None, **more: Any) -> None:
        """An annotation with an appearance over the words."""
        left, bottom, right, top = box or self.box
        look = self.form(content, (0, 0, right - left, top - bottom))
        note = Dictionary(
            Type=Name.Annot,
            Subtype=Name(f"/{subtype}"),
            Rect=Array([round(side, 2) for side in (left, bottom, right, top)]),
            F=4,
            AP=Dictionary(N=look),
            **more,
        )
        notes = self.page.obj.get("/Annots", Array())
        notes.append(made := self.file.make_indirect(note))
        if subtype == "Widget":
            made["/FT"], made["/T"] = Name.Tx, "field"
            self.file.Root["/AcroForm"] = Dictionary(Fields=Array([made]))
        self.page.obj["/Annots"] = notes

    def layer(self, **more: Any) -> pikepdf.Object:
        """A layer, off unless its configuration says otherwise."""
        layer = self.file.make_indirect(Dictionary(Type=Name.OCG, Name="Words"))
        default = Dictionary(**(more or {"OFF": Array([layer])}))
        self.file.Root["/OCProperties"] = Dictionary(OCGs=Array([layer]), D=default)
        return layer


def paragraph(text: str) -> Paragraph:
    return Paragraph(children=(Text(text=text),))


@pytest.fixture(scope="module")
def finished() -> bytes:
    """A PDF of one article of two pages."""
    article = Article(
        title=TITLE,
        language="en",
        contributors=(Contributor(name="The Reading Room"),),
        rights=Rights(
            basis=Basis.OWN_WORK,
            holder="The Reading Room",
            notices=(Notice(kinds=(NoticeKind.DISCLAIMER,), text=f"{NOTICE} or for their use."),),
        ),
        body=(
            paragraph(f"{OPENING} more than was laid into it. {FILLING * 4}"),
            Heading(level=1, children=(Text(text="Deeper"),)),
            paragraph(f"{FILLING * 2}Below lies {MIDDLE}. {FILLING * 3}"),
            paragraph(f"{FILLING}Then one looks up {ENDING}"),
        ),
    )
    edition = Edition(
        name="drawers", title="Drawers", language="en", parts=(Part(articles=(article,)),)
    )
    order = Order(
        theme=load_theme("report"),
        moment=datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC),
        on=datetime.date(2026, 11, 23),
        formats=("pdf",),
    )
    return build_edition(edition, order).files[0].data


def sheet_at(data: bytes, said: str) -> Sheet:
    """The last place of the words, which is not the contents; they may run on into other lines."""
    with pypdfium2.PdfDocument(data) as document:
        for number in reversed(range(len(document))):
            page = document[number]
            words = page.get_textpage()
            text = words.get_text_range()
            found = re.search(said.replace(" ", r"\s+"), text)
            if found is None:
                continue
            box = next(_boxes(words, found.start(), found.end() - found.start()))
            drawn = raw.FPDFText_GetTextObject(words, found.start())
            file = pikepdf.open(io.BytesIO(data))
            return Sheet(file, number, box, _place(page, drawn), said)
    raise AssertionError(said)


def _boxes(words: pypdfium2.PdfTextPage, start: int, length: int):
    left, bottom, right, top = (ctypes.c_double() for _ in range(4))
    for number in range(raw.FPDFText_CountRects(words, start, length)):
        raw.FPDFText_GetRect(words, number, left, top, right, bottom)
        yield left.value, bottom.value, right.value, top.value


def _place(page: pypdfium2.PdfPage, drawn: object) -> int:
    """Which of the page's text objects it is."""
    objects = [raw.FPDFPage_GetObject(page, at) for at in range(raw.FPDFPage_CountObjects(page))]
    texts = [one for one in objects if raw.FPDFPageObj_GetType(one) == raw.FPDF_PAGEOBJ_TEXT]
    return [address_of(one) for one in texts].index(address_of(drawn))


# --- ways to hide words; each takes a sheet

Deed = Callable[[Sheet], None]
HIDING: dict[str, Deed] = {}
HARMLESS: dict[str, Deed] = {}


def hiding(deed: Deed) -> Deed:
    HIDING[deed.__name__] = deed
    return deed


def harmless(deed: Deed) -> Deed:
    HARMLESS[deed.__name__] = deed
    return deed


@hiding
def a_white_box(sheet: Sheet) -> None:
    sheet.draw(f"1 g {sheet.area} re f")


@hiding
def a_black_box(sheet: Sheet) -> None:
    sheet.draw(f"0 g {sheet.area} re f*")


@hiding
def a_box_drawn_as_a_thick_line(sheet: Sheet) -> None:
    left, bottom, right, top = sheet.box
    middle = (bottom + top) / 2
    sheet.draw(
        f"1 G {top - bottom + 2:.2f} w {left:.2f} {middle:.2f} m {right:.2f} {middle:.2f} l S"
    )


@hiding
def a_box_of_curves(sheet: Sheet) -> None:
    left, bottom, right, top = sheet.box
    far = 40
    sheet.draw(
        f"0.99 0.99 1 rg {left - far} {bottom} m {left - far} {top + far} {right + far} {top + far}"
        f" {right + far} {bottom} c {right + far} {bottom - far} {left - far} {bottom - far}"
        f" {left - far} {bottom} c f"
    )


@hiding
def a_box_nearly_opaque(sheet: Sheet) -> None:
    sheet.add("ExtGState", Veil=Dictionary(ca=0.95))
    sheet.draw(f"/Veil gs 1 g {sheet.area} re f")


@hiding
def a_box_that_screens(sheet: Sheet) -> None:
    sheet.add("ExtGState", Screen=Dictionary(BM=Name.Screen))
    sheet.draw(f"/Screen gs 1 g {sheet.area} re f")


@hiding
def a_form_over_the_words(sheet: Sheet) -> None:
    inner = sheet.form(f"1 g {sheet.area} re f", (-9999, -9999, 9999, 9999))
    resources = Dictionary(XObject=Dictionary(In=inner))
    sheet.add(
        "XObject", Over=sheet.form("q /In Do Q", (-9999, -9999, 9999, 9999), Resources=resources)
    )
    sheet.draw("q q /Over Do Q Q")


@hiding
def an_inline_image_over_the_words(sheet: Sheet) -> None:
    left, bottom, right, top = sheet.box
    sheet.draw(
        f"{right - left:.2f} 0 0 {top - bottom:.2f} {left:.2f} {bottom:.2f} cm"
        " BI /W 1 /H 1 /BPC 8 /CS /G /F /AHx ID FF> EI"
    )


@hiding
def an_image_over_the_words(sheet: Sheet) -> None:
    left, bottom, right, top = sheet.box
    image = sheet.file.make_stream(
        b"\xff\xff\xff" * 4,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=2,
        Height=2,
        BitsPerComponent=8,
        ColorSpace=Name.DeviceRGB,
    )
    sheet.add("XObject", Sheet=image)
    sheet.draw(f"{right - left:.2f} 0 0 {top - bottom:.2f} {left:.2f} {bottom:.2f} cm /Sheet Do")


@hiding
def a_stencil_over_the_words(sheet: Sheet) -> None:
    left, bottom, right, top = sheet.box
    sheet.draw(
        f"1 g {right - left:.2f} 0 0 {top - bottom:.2f} {left:.2f} {bottom:.2f} cm"
        " BI /W 8 /H 1 /IM true /D [1 0] /F /AHx ID FF> EI"
    )


@hiding
def a_pattern_over_the_words(sheet: Sheet) -> None:
    tile = sheet.file.make_stream(
        b"1 g 0 0 5 5 re f",
        Type=Name.Pattern,
        PatternType=1,
        PaintType=1,
        TilingType=1,
        BBox=[0, 0, 4, 4],
        XStep=4,
        YStep=4,
        Resources=Dictionary(),
    )
    sheet.add("Pattern", Tile=tile)
    sheet.draw(f"/Pattern cs /Tile scn {sheet.area} re f")


@hiding
def a_shading_over_the_words(sheet: Sheet) -> None:
    shade = Dictionary(
        ShadingType=2,
        ColorSpace=Name.DeviceGray,
        Coords=[0, 0, 600, 0],
        Extend=[True, True],
        Function=Dictionary(FunctionType=2, Domain=[0, 1], C0=[1], C1=[0.97], N=1),
    )
    sheet.add("Shading", Light=shade)
    sheet.draw(f"{sheet.area} re W n /Light sh")


@hiding
def letters_of_white_blocks(sheet: Sheet) -> None:
    """Words over words: a font whose letters are boxes."""
    glyph = sheet.file.make_stream(b"1000 0 0 0 1000 1000 d1 0 0 1000 1000 re f")
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type3,
        FontBBox=[0, 0, 1000, 1000],
        FontMatrix=[0.001, 0, 0, 0.001, 0, 0],
        CharProcs=Dictionary(block=glyph),
        Encoding=Dictionary(Type=Name.Encoding, Differences=[65, Name.block]),
        FirstChar=65,
        LastChar=65,
        Widths=[1000],
        Resources=Dictionary(),
    )
    sheet.add("Font", Blocks=sheet.file.make_indirect(font))
    left, bottom, right, top = sheet.box
    high = top - bottom + 2
    count = int((right - left) / high) + 1
    sheet.draw(f"BT 1 g /Blocks {high:.2f} Tf {left:.2f} {bottom - 1:.2f} Td ({'A' * count}) Tj ET")


for _subtype in ("Square", "Stamp", "FreeText", "Redact", "Highlight", "Widget", "Link", "Caret"):

    def _annotation(sheet: Sheet, subtype: str = _subtype) -> None:
        left, bottom, right, top = sheet.box
        sheet.annotate(subtype, f"1 g 0 0 {right - left:.2f} {top - bottom:.2f} re f")

    HIDING[f"an annotation ({_subtype})"] = _annotation


@hiding
def an_annotation_on_paper_only(sheet: Sheet) -> None:
    left, bottom, right, top = sheet.box
    sheet.annotate("Stamp", f"1 g 0 0 {right - left:.2f} {top - bottom:.2f} re f")
    sheet.page.obj["/Annots"][-1]["/F"] = 4 | 32


@hiding
def a_square_without_an_appearance(sheet: Sheet) -> None:
    sheet.annotate("Square", "", IC=Array([1, 1, 1]), C=Array([1, 1, 1]))
    del sheet.page.obj["/Annots"][-1]["/AP"]


@hiding
def the_invisible_mode(sheet: Sheet) -> None:
    sheet.words(lambda line: b"q " + line.replace(b"BT", b"BT 3 Tr") + b" Q")


@hiding
def the_clipping_mode(sheet: Sheet) -> None:
    sheet.words(lambda line: b"q " + line.replace(b"BT", b"BT 7 Tr") + b" Q")


@hiding
def white_words(sheet: Sheet) -> None:
    sheet.words(lambda line: b"q 1 g " + line + b" Q")


@hiding
def white_words_with_words_given(sheet: Sheet) -> None:
    given = f"/Span <</ActualText ({sheet.said})>> BDC q 1 g ".encode()
    sheet.words(lambda line: given + line + b" Q EMC")


@hiding
def nearly_white_words(sheet: Sheet) -> None:
    sheet.words(lambda line: b"q 0.93 0.95 0.94 rg " + line + b" Q")


@hiding
def white_words_of_another_space(sheet: Sheet) -> None:
    sheet.words(lambda line: b"q /DeviceCMYK cs 0 0.02 0 0.01 scn " + line + b" Q")


@hiding
def words_in_the_colour_of_a_box(sheet: Sheet) -> None:
    sheet.draw(f"0.2 0.3 0.5 rg {sheet.area} re f", before=True)
    sheet.words(lambda line: b"q 0.22 0.3 0.52 rg " + line + b" Q")


@hiding
def transparent_words(sheet: Sheet) -> None:
    sheet.add("ExtGState", Gone=Dictionary(ca=0.04))
    sheet.words(lambda line: b"q /Gone gs " + line + b" Q")


@hiding
def words_that_lighten_white(sheet: Sheet) -> None:
    sheet.draw("1 g 0 0 2000 2000 re f", before=True)
    sheet.add("ExtGState", Lighten=Dictionary(BM=Name.Lighten))
    sheet.words(lambda line: b"q /Lighten gs " + line + b" Q")


@hiding
def masked_words(sheet: Sheet) -> None:
    group = Dictionary(S=Name.Transparency, CS=Name.DeviceGray)
    mask = sheet.form("0 g 0 0 2000 2000 re f", (0, 0, 2000, 2000), Group=group)
    state = Dictionary(SMask=Dictionary(Type=Name.Mask, S=Name.Luminosity, G=mask))
    sheet.add("ExtGState", Masked=state)
    sheet.words(lambda line: b"q /Masked gs " + line + b" Q")


@hiding
def words_filled_with_a_pattern(sheet: Sheet) -> None:
    tile = sheet.file.make_stream(
        b"1 g 0 0 5 5 re f",
        Type=Name.Pattern,
        PatternType=1,
        PaintType=1,
        TilingType=1,
        BBox=[0, 0, 4, 4],
        XStep=4,
        YStep=4,
        Resources=Dictionary(),
    )
    sheet.add("Pattern", White=tile)
    sheet.words(lambda line: b"q /Pattern cs /White scn " + line + b" Q")


@hiding
def clipped_words(sheet: Sheet) -> None:
    sheet.words(lambda line: b"q 0 0 3 3 re W n " + line + b" Q")


@hiding
def words_clipped_twice(sheet: Sheet) -> None:
    sheet.words(
        lambda line: b"q 0 0 900 900 re W n q 0 0 m 9 0 l 0 9 l h W* n q " + line + b" Q Q Q"
    )


@hiding
def tiny_words(sheet: Sheet) -> None:
    sheet.words(lambda line: re.sub(rb"[\d.]+ Tf", b"1.2 Tf", line))


@hiding
def small_words(sheet: Sheet) -> None:
    sheet.words(lambda line: re.sub(rb"[\d.]+ Tf", b"3.6 Tf", line))


@hiding
def words_shrunk_by_the_matrix(sheet: Sheet) -> None:
    sheet.words(lambda line: b"q 0.05 0 0 0.05 100 100 cm " + line + b" Q")


@harmless
def small_print(sheet: Sheet) -> None:
    sheet.words(lambda line: re.sub(rb"[\d.]+ Tf", b"6.7 Tf", line))


@hiding
def words_pressed_together(sheet: Sheet) -> None:
    sheet.words(lambda line: b"q " + line.replace(b"BT", b"BT 2 Tz") + b" Q")


@hiding
def words_beyond_the_edge(sheet: Sheet) -> None:
    sheet.words(lambda line: b"q 1 0 0 1 3000 0 cm " + line + b" Q")


@hiding
def words_raised_away(sheet: Sheet) -> None:
    sheet.words(lambda line: line.replace(b"BT", b"BT 9000 Ts").replace(b"ET", b"0 Ts ET"))


@hiding
def a_crop_box_without_the_words(sheet: Sheet) -> None:
    top = sheet.box[3]
    sheet.page.obj["/CropBox"] = Array([0, round(top + 1), 900, 900])


@hiding
def a_layer_that_is_off(sheet: Sheet) -> None:
    sheet.add("Properties", Off=sheet.layer())
    sheet.words(lambda line: b"/OC /Off BDC " + line + b" EMC")


@hiding
def a_layer_that_is_off_unless_told(sheet: Sheet) -> None:
    sheet.add("Properties", Off=sheet.layer(BaseState=Name.OFF))
    sheet.words(lambda line: b"/OC /Off BDC " + line + b" EMC")


@hiding
def a_layer_of_layers_that_is_off(sheet: Sheet) -> None:
    several = Dictionary(Type=Name.OCMD, OCGs=Array([sheet.layer()]), P=Name.AllOn)
    sheet.add("Properties", Off=sheet.file.make_indirect(several))
    sheet.words(lambda line: b"/OC /Off BDC " + line + b" EMC")


# --- and what does no harm


@harmless
def nothing_at_all(sheet: Sheet) -> None:
    """The file as it is."""


@harmless
def a_box_behind_the_words(sheet: Sheet) -> None:
    sheet.draw(f"0.9 0.92 0.8 rg {sheet.area} re f", before=True)


@harmless
def a_box_in_the_margin(sheet: Sheet) -> None:
    sheet.draw("1 g 0 0 20 20 re f 0 g 3 3 4 4 re f")


@harmless
def a_box_around_the_words(sheet: Sheet) -> None:
    left, bottom, right, top = sheet.box
    sheet.draw(
        f"0 G 0.5 w {left - 3:.2f} {bottom - 3:.2f} {right - left + 6:.2f} {top - bottom + 6:.2f} re S"
    )


@harmless
def a_highlight_that_multiplies(sheet: Sheet) -> None:
    sheet.add("ExtGState", Marker=Dictionary(BM=Name.Multiply))
    sheet.draw(f"/Marker gs 1 1 0.4 rg {sheet.area} re f")


@harmless
def an_underline(sheet: Sheet) -> None:
    left, bottom, right, _ = sheet.box
    sheet.draw(f"0 G 0.6 w {left:.2f} {bottom:.2f} m {right:.2f} {bottom:.2f} l S")


@harmless
def a_dark_ground_and_light_words(sheet: Sheet) -> None:
    _, bottom, _, top = sheet.box
    sheet.draw(f"0.1 0.1 0.15 rg 0 {bottom - 2:.2f} 900 {top - bottom + 4:.2f} re f", before=True)
    sheet.words(lambda line: b"q 0.9 g " + line + b" Q")


@harmless
def words_given_for_what_is_seen(sheet: Sheet) -> None:
    given = f"/Span <</ActualText ({sheet.said})>> BDC ".encode()
    sheet.words(lambda line: given + line + b" EMC")


@harmless
def grey_words(sheet: Sheet) -> None:
    sheet.words(lambda line: b"q 0.6 g " + line + b" Q")


@harmless
def red_words_on_green_of_one_lightness(sheet: Sheet) -> None:
    sheet.draw(f"0 0.44 0 rg {sheet.area} re f", before=True)
    sheet.words(lambda line: b"q 0.86 0 0 rg " + line + b" Q")


@harmless
def a_watermark_behind_the_words(sheet: Sheet) -> None:
    left, bottom, *_ = sheet.box
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    sheet.add("Font", Mark=font)
    sheet.draw(f"BT 0.93 g /Mark 70 Tf {left:.2f} {bottom - 20:.2f} Td (DRAFT) Tj ET", before=True)


@harmless
def a_layer_that_is_on(sheet: Sheet) -> None:
    sheet.add("Properties", On=sheet.layer(BaseState=Name.ON))
    sheet.words(lambda line: b"/OC /On BDC " + line + b" EMC")


@harmless
def a_wide_clipping(sheet: Sheet) -> None:
    sheet.words(lambda line: b"q -999 -999 9999 9999 re W n " + line + b" Q")


@harmless
def a_note_in_the_margin(sheet: Sheet) -> None:
    sheet.annotate("Square", "1 0 0 RG 1 1 8 8 re S", (2, 2, 12, 12))


@harmless
def a_page_turned(sheet: Sheet) -> None:
    sheet.page.obj["/Rotate"] = 90


@harmless
def a_crop_box_with_the_words(sheet: Sheet) -> None:
    left, bottom, right, top = (float(side) for side in sheet.page.mediabox)
    sheet.page.obj["/CropBox"] = Array([left + 10, bottom + 10, right - 10, top - 10])


@harmless
def a_picture_behind_the_words(sheet: Sheet) -> None:
    left, bottom, right, top = sheet.box
    image = sheet.file.make_stream(
        bytes(range(160, 256)) * 3,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=12,
        Height=8,
        BitsPerComponent=8,
        ColorSpace=Name.DeviceRGB,
    )
    sheet.add("XObject", Photo=image)
    sheet.draw(
        f"{right - left + 40:.2f} 0 0 {top - bottom + 40:.2f} {left - 20:.2f} {bottom - 20:.2f} cm"
        " /Photo Do",
        before=True,
    )


# --- lines through words

STRIKING: dict[str, Deed] = {}


def striking(deed: Deed) -> Deed:
    STRIKING[deed.__name__] = deed
    return deed


def middle_of(sheet: Sheet, share: float = 0.5) -> float:
    return sheet.box[1] + share * (sheet.box[3] - sheet.box[1])


@striking
def a_thin_line(sheet: Sheet) -> None:
    left, _, right, _ = sheet.box
    at = middle_of(sheet)
    sheet.draw(f"0 G 0.5 w {left:.2f} {at:.2f} m {right:.2f} {at:.2f} l S")


@striking
def a_thick_line(sheet: Sheet) -> None:
    left, bottom, right, top = sheet.box
    at = middle_of(sheet)
    sheet.draw(f"0 G {0.45 * (top - bottom):.2f} w {left:.2f} {at:.2f} m {right:.2f} {at:.2f} l S")


@striking
def a_red_line_behind(sheet: Sheet) -> None:
    left, _, right, _ = sheet.box
    at = middle_of(sheet)
    sheet.draw(f"0.8 0 0 RG 1 w {left:.2f} {at:.2f} m {right:.2f} {at:.2f} l S", before=True)


@striking
def a_flat_box(sheet: Sheet) -> None:
    left, _, right, _ = sheet.box
    sheet.draw(f"0 g {left:.2f} {middle_of(sheet):.2f} {right - left:.2f} 0.8 re f")


@striking
def a_row_of_dashes(sheet: Sheet) -> None:
    left, _, right, _ = sheet.box
    at = middle_of(sheet)
    sheet.draw(f"0 G 0.8 w [3 2] 0 d {left:.2f} {at:.2f} m {right:.2f} {at:.2f} l S")


@striking
def a_hatch(sheet: Sheet) -> None:
    left, bottom, right, top = sheet.box
    lines = "".join(
        f"{x:.2f} {bottom:.2f} m {x + 4:.2f} {top:.2f} l S "
        for x in (left + 3 * step for step in range(int((right - left) / 3)))
    )
    sheet.draw(f"0 G 0.7 w {lines}")


@striking
def a_flat_picture(sheet: Sheet) -> None:
    left, _, right, _ = sheet.box
    sheet.draw(
        f"{right - left:.2f} 0 0 0.9 {left:.2f} {middle_of(sheet):.2f} cm"
        " BI /W 1 /H 1 /BPC 8 /CS /G /F /AHx ID 00> EI"
    )


@striking
def a_struck_annotation(sheet: Sheet) -> None:
    left, bottom, right, top = sheet.box
    at = (top - bottom) / 2
    sheet.annotate("StrikeOut", f"1 0 0 RG 0.8 w 0 {at:.2f} m {right - left:.2f} {at:.2f} l S")


@striking
def white_bars(sheet: Sheet) -> None:
    left, bottom, right, top = sheet.box
    third = (top - bottom) / 5
    sheet.draw(f"1 g {left:.2f} {bottom + third:.2f} {right - left:.2f} {2 * third:.2f} re f")


def altered(finished: bytes, place: str, deed: Deed) -> tuple[bytes, int]:
    """(the file after a deed, the number of the page from 1)."""
    sheet = sheet_at(finished, PLACES[place])
    deed(sheet)
    out = io.BytesIO()
    sheet.file.save(out, static_id=True)
    return out.getvalue(), sheet.number + 1


def at_places(deeds: dict[str, Deed]) -> list[Any]:
    """(deed, place): each deed at one place, taking turns; under `-m judge` at all of them."""
    places = list(PLACES)
    return [
        pytest.param(name, place, marks=[] if turn % len(places) == at else [pytest.mark.judge])
        for turn, name in enumerate(deeds)
        for at, place in enumerate(places)
    ]


@pytest.mark.parametrize(("name", "place"), at_places(HIDING))
def test_hidden_words_are_told(finished: bytes, name: str, place: str) -> None:
    data, number = altered(finished, place, HIDING[name])
    found = read_pages(data, "a.pdf")[number - 1].ink
    told = {word for words, _ in (*found.unseen, *found.doubtful) for word in words.split()}
    assert PLACES[place].split()[1] in told, f"told only {told}"


@pytest.mark.parametrize(("name", "place"), at_places(STRIKING))
def test_words_with_a_line_through_them_are_told(finished: bytes, name: str, place: str) -> None:
    data, number = altered(finished, place, STRIKING[name])
    found = read_pages(data, "a.pdf")[number - 1].ink
    told = [words for words, _ in (*found.unseen, *found.doubtful, *found.struck)]
    assert PLACES[place].split()[1] in " ".join(told).split()


@pytest.mark.parametrize(("name", "place"), at_places(HARMLESS))
def test_words_that_are_seen_are_not_told(finished: bytes, name: str, place: str) -> None:
    data, _ = altered(finished, place, HARMLESS[name])
    assert {
        page.number: page.ink for page in read_pages(data, "a.pdf") if page.ink != PageInk()
    } == {}


def some_of(deeds: dict[str, Deed]) -> list[Any]:
    """(deed, place): some deeds; under `-m judge` all of them."""
    places = list(PLACES)
    return [
        pytest.param(
            name, places[turn % len(places)], marks=[pytest.mark.judge] if turn % 8 else []
        )
        for turn, name in enumerate(deeds)
    ]


@pytest.mark.parametrize(("name", "place"), some_of(HIDING | STRIKING))
def test_the_judge_refuses_what_is_hidden_or_struck(finished: bytes, name: str, place: str) -> None:
    data, _ = altered(finished, place, {**HIDING, **STRIKING}[name])
    report = verify_bytes(data, "a.pdf")
    assert not report.ok or "text-doubtful" in {finding.code for finding in report.findings}


@pytest.mark.parametrize(("name", "place"), some_of(HARMLESS))
def test_the_judge_takes_nothing_harmless_for_hidden(
    finished: bytes, name: str, place: str
) -> None:
    data, _ = altered(finished, place, HARMLESS[name])
    hiding = ("text-hidden", "text-doubtful", "text-struck", "notice-hidden", "font-false")
    codes = {finding.code for finding in verify_bytes(data, "a.pdf").findings}
    assert not codes.intersection(hiding)


def test_a_word_that_goes_on_in_the_next_line_or_column_is_as_long_as_its_stretches() -> None:
    def drawn(left: float, bottom: float) -> list[Box]:
        return [(left + 6 * at, bottom, left + 6 * at + 5, bottom + 7) for at in range(10)]

    one = drawn(50, 100)
    assert measure_stretches(one) == (59, 7)
    for other in (drawn(50, 88), drawn(50, 112), drawn(180, 700)):  # below, above, beside on top
        assert measure_stretches([*one, *other]) == (118, 7)


def line_of_words(*orders: str) -> bytes:
    """A page with one line of small letters, its words far apart; orders before each of them."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(300, 100))
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.Resources = Dictionary(Font=Dictionary(F=font))
    words = " ".join(
        f"{order} ({word} ) Tj" for order, word in zip(orders, ("ONE", "IT", "THREE"), strict=True)
    )
    page.Contents = pdf.make_stream(f"BT /F 8 Tf 9 Tw 20 50 Td {words} ET".encode())
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def test_blanks_between_words_are_no_reason_to_look_closely(monkeypatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr("publisher.pdffile.ink._look_closely", lambda *_, **__: asked.append(1))
    read_pages(line_of_words("", "", ""), "a")
    assert not asked
    read_pages(line_of_words("", "3 Tr", "0 Tr"), "a")
    assert asked


@pytest.mark.parametrize(("hide", "show"), [("3 Tr", "0 Tr"), ("1 g", "0 g"), ("7 Tr", "0 Tr")])
def test_a_word_hidden_in_a_line_of_wide_blanks_is_found(hide, show) -> None:
    (page,) = read_pages(line_of_words("", hide, show), "a")
    assert "IT" in " ".join(words for words, _ in page.ink.unseen)
