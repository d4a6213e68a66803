"""Notes, fields, scripts and layers are told, with their words; links and plain shapes are not."""

import io
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from publisher.pdffile.interactive import Extra, read_extras

Deed = Callable[[pikepdf.Pdf], None]


def annotate(subtype: str, look: bytes = b"", **more: object) -> Deed:
    def deed(file: pikepdf.Pdf) -> None:
        note = Dictionary(
            {f"/{key}": value for key, value in more.items()}
            | {
                "/Type": Name.Annot,
                "/Subtype": Name(f"/{subtype}"),
                "/Rect": Array([10, 10, 60, 30]),
                "/F": more.get("F", 4),
            }
        )
        if look:
            note["/AP"] = Dictionary(N=file.make_stream(look, BBox=Array([0, 0, 50, 20])))
        file.pages[0].obj["/Annots"] = Array([file.make_indirect(note)])

    return deed


def root(**more: object) -> Deed:
    def deed(file: pikepdf.Pdf) -> None:
        for key, value in more.items():
            file.Root[f"/{key}"] = value

    return deed


def layered(**more: object) -> Deed:
    def deed(file: pikepdf.Pdf) -> None:
        layer = file.make_indirect(Dictionary(Type=Name.OCG, Name="One"))
        said = {f"/{key}": layer if value == "layer" else value for key, value in more.items()}
        said = {key: Array([value]) if value is layer else value for key, value in said.items()}
        file.Root["/OCProperties"] = Dictionary(OCGs=Array([layer]), D=Dictionary(said))

    return deed


def pattern(content: bytes) -> Deed:
    def deed(file: pikepdf.Pdf) -> None:
        tile = file.make_stream(content, PatternType=1, BBox=Array([0, 0, 9, 9]))
        file.pages[0].obj["/Resources"] = Dictionary(Pattern=Dictionary(P=tile))

    return deed


def small_unit(file: pikepdf.Pdf) -> None:
    file.pages[0].obj["/UserUnit"] = 0.02


WORDS = b"BT /F 9 Tf (Free for all) Tj ET"
TELLING: dict[str, tuple[Deed, str, str]] = {
    "a note with words": (annotate("Text", Contents="Free for all"), "words", "Free for all"),
    "a text over the page": (annotate("FreeText", WORDS), "words", "Free for all"),
    "a stamp of glyphs": (annotate("Stamp", b"BT <0102> Tj ET"), "words", ""),
    "a field": (annotate("Widget", V="Free for all", T="x"), "words", "Free for all"),
    "a marked passage with a remark": (annotate("Highlight", Contents="No!"), "words", "No!"),
    "a pattern of words": (pattern(b"q " + WORDS + b" Q"), "words", "Free for all"),
    "a line through words": (annotate("StrikeOut", b"0 G 0 5 m 50 5 l S"), "acts", ""),
    "a film": (annotate("Screen"), "acts", ""),
    "a link that runs a script": (
        annotate("Link", A=Dictionary(S=Name.JavaScript, JS="hide()")),
        "acts",
        "",
    ),
    "a link that hides": (
        annotate(
            "Link",
            A=Dictionary(S=Name.URI, URI="https://example.org", Next=Dictionary(S=Name.Hide)),
        ),
        "acts",
        "",
    ),
    "a script at the opening": (
        root(OpenAction=Dictionary(S=Name.JavaScript, JS="hide()")),
        "acts",
        "",
    ),
    "a script of the file": (root(Names=Dictionary(JavaScript=Dictionary())), "acts", ""),
    "a form for the pages": (root(AcroForm=Dictionary(XFA="<x/>")), "acts", ""),
    "a page made small": (small_unit, "acts", ""),
    "a portfolio": (root(Collection=Dictionary()), "acts", ""),
    "deeds of the file": (root(AA=Dictionary(WP=Dictionary(S=Name.JavaScript))), "acts", ""),
    "a layer that is off": (layered(OFF="layer"), "layer", ""),
    "layers that printing changes": (layered(AS=Array([Dictionary()])), "layer", ""),
    "layers that are off at first": (layered(BaseState=Name.OFF), "layer", ""),
}
HARMLESS: dict[str, Deed] = {
    "nothing": lambda _: None,
    "a link": annotate("Link", A=Dictionary(S=Name.URI, URI="https://example.org")),
    "a link with its words for screen readers": annotate("Link", Contents="to the source"),
    "a frame": annotate("Square", b"0 G 1 1 40 10 re S"),
    "a marked passage": annotate("Highlight", b"/M gs 1 1 0 rg 0 0 50 20 re f"),
    "a line through words that nothing shows": annotate("StrikeOut", b"0 G 0 5 m 50 5 l S", F=2),
    "a note that nothing shows": annotate("Text", Contents="Free for all", F=2),
    "a page to open at": root(OpenAction=Dictionary(S=Name.GoTo, D="first")),
    "layers that are all on": layered(BaseState=Name.ON),
    "a pattern of dots": pattern(b"0 g 1 1 2 2 re f"),
}


def extras_after(deed: Deed) -> tuple[Extra, ...]:
    with pikepdf.new() as file:
        file.add_blank_page()
        deed(file)
        out = io.BytesIO()
        file.save(out, static_id=True)
    return read_extras(out.getvalue(), "a.pdf")


@pytest.mark.filterwarnings("ignore::pikepdf.exceptions.PageCopyWarning")
@pytest.mark.parametrize("name", TELLING)
def test_what_is_beside_the_pages_is_told(name: str) -> None:
    deed, kind, words = TELLING[name]
    assert [(one.kind, one.words) for one in extras_after(deed)] == [(kind, words)]


def use_as_it_is(file: pikepdf.Pdf, layer: pikepdf.Object) -> Dictionary:
    return Dictionary(Properties=Dictionary(L=layer))


def use_in_a_membership(file: pikepdf.Pdf, layer: pikepdf.Object) -> Dictionary:
    several = Dictionary(Type=Name.OCMD, OCGs=Array([layer]))
    return Dictionary(Properties=Dictionary(L=file.make_indirect(several)))


def use_for_a_picture(file: pikepdf.Pdf, layer: pikepdf.Object) -> Dictionary:
    return Dictionary(XObject=Dictionary(P=file.make_stream(b"", OC=layer)))


def use_within_a_form(file: pikepdf.Pdf, layer: pikepdf.Object) -> Dictionary:
    form = file.make_stream(b"", Resources=use_as_it_is(file, layer))
    return Dictionary(XObject=Dictionary(P=form))


def laid(use: Callable[..., Dictionary], *, on: bool = False, base: str = "") -> Deed:
    """Layers of which one is used by the page; on: the other one is switched off."""

    def deed(file: pikepdf.Pdf) -> None:
        one, other = (
            file.make_indirect(Dictionary(Type=Name.OCG, Name=name)) for name in ("One", "Other")
        )
        usual = Dictionary(OFF=Array([other if on else one]))
        if base:
            usual = Dictionary(BaseState=Name(base))
        file.Root["/OCProperties"] = Dictionary(OCGs=Array([one, other]), D=usual)
        file.pages[0].obj["/Resources"] = use(file, one)

    return deed


USES = [use_as_it_is, use_in_a_membership, use_for_a_picture, use_within_a_form]


@pytest.mark.parametrize("use", USES, ids=lambda use: use.__name__)
def test_a_layer_that_hides_something_of_a_page_is_told(use: Callable[..., Dictionary]) -> None:
    for deed in (laid(use), laid(use, base="/OFF")):
        assert [(one.kind, one.page) for one in extras_after(deed)] == [("layer", 0), ("hides", 1)]


@pytest.mark.parametrize("use", USES, ids=lambda use: use.__name__)
def test_a_layer_that_is_off_and_not_used_hides_nothing(use: Callable[..., Dictionary]) -> None:
    assert [one.kind for one in extras_after(laid(use, on=True))] == ["layer"]


@pytest.mark.parametrize("name", HARMLESS)
def test_what_says_and_does_nothing_is_not_told(name: str) -> None:
    assert extras_after(HARMLESS[name]) == ()
