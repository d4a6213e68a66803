"""What a PDF shows or does besides what its pages draw.

Notes and form fields that say something, scripts and actions that may change what is seen, layers
that are not always shown, words inside patterns: nothing of this is in the text of a page.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pikepdf import Array, Dictionary, Name, Object, Pdf, PdfError, Stream, String

from publisher.pdffile.packet import opened

# ISO 32000-1, 12.6.4: what leads a reader elsewhere, and changes nothing
_HARMLESS = {"/GoTo", "/GoToR", "/GoToE", "/URI", "/Named", "/Thread"}
# 12.5.6: what plays or shows something that is not on the page
_PLAYING = {"/Movie", "/Screen", "/Sound", "/RichMedia", "/3D"}
_HIDDEN = 2  # 12.5.3: the flag of an annotation that nothing shows
_UNIT = 0.5  # of 1/72 inch (14.11.2, UserUnit): makes letters of nine points unreadable
_DEEP = 4  # forms inside forms, fields inside fields, actions behind actions
_SHOWING = re.compile(rb"(?:\((?P<words>(?:\\.|[^\\()])*)\)|>|\])\s*(?:Tj|TJ|'|\")")


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """One thing beside the pages.

    kind    "words", "acts" (it can change what is seen), "layer" (it is not always shown),
            "hides" (a layer that is switched off, with something on it).
    page    from 1; 0: the whole file.
    what    what it is, as a sentence names it: "a note (FreeText)".
    words   what it says; "" where it says nothing that can be read here.
    """

    kind: str
    page: int
    what: str
    words: str = ""


def read_extras(data: bytes, path: str) -> tuple[Extra, ...]:
    """All of these in a file; EvidenceError where it cannot be opened.  path: for the message."""
    with opened(data, path) as pdf:
        return extras_of(pdf)


def extras_of(pdf: Pdf) -> tuple[Extra, ...]:
    """The same of a PDF that is open."""
    return (*_of_catalog(pdf), *_of_pages(pdf))


def _of_catalog(pdf: Pdf) -> Iterator[Extra]:
    root = pdf.Root
    if what := _deed(root.get(Name.OpenAction)):
        yield Extra(kind="acts", page=0, what=f"what it does when it is opened ({what})")
    if Name.AA in root:
        yield Extra(kind="acts", page=0, what="what it does when it is closed, saved or printed")
    names = root.get(Name.Names)
    if isinstance(names, Dictionary):
        if Name.JavaScript in names:
            yield Extra(kind="acts", page=0, what="a script (JavaScript)")
        if Name.AlternatePresentations in names or Name.Renditions in names:
            yield Extra(kind="acts", page=0, what="another presentation of its pages")
    form = root.get(Name.AcroForm)
    if isinstance(form, Dictionary) and Name.XFA in form:
        yield Extra(kind="acts", page=0, what="a form (XFA) that some viewers show for its pages")
    if Name.Collection in root:
        yield Extra(kind="acts", page=0, what="a portfolio, which viewers show for its pages")
    yield from _layers(root.get(Name.OCProperties))


def _layers(properties: Object | None) -> Iterator[Extra]:
    """Layers that a viewer or printer may leave out (ISO 32000-1, 8.11.4)."""
    if not isinstance(properties, Dictionary):
        return
    configurations = [properties.get(Name.D), *_items(properties.get(Name.Configs))]
    for one in configurations:
        if not isinstance(one, Dictionary):
            continue
        switched = bool(_items(one.get(Name.OFF))) or bool(_items(one.get(Name.AS)))
        if switched or one.get(Name.BaseState, Name.ON) != Name.ON:
            yield Extra(kind="layer", page=0, what="a layer that is not always shown")
            return


def _switched_off(properties: Object | None) -> frozenset[tuple[int, int]]:
    """The layers that a viewer does not show unless it is told to (8.11.4.3, BaseState and OFF)."""
    usual = properties.get(Name.D) if isinstance(properties, Dictionary) else None
    if not isinstance(properties, Dictionary) or not isinstance(usual, Dictionary):
        return frozenset()
    off = {one.objgen for one in _items(usual.get(Name.OFF))}
    if usual.get(Name.BaseState) == Name.OFF:
        layers = {one.objgen for one in _items(properties.get(Name.OCGs))}
        off |= layers - {one.objgen for one in _items(usual.get(Name.ON))}
    return frozenset(off)


def _layers_used(resources: Object | None) -> Iterator[tuple[int, int]]:
    """The layers on which what a page draws may stand, or a form in it (8.11.3.2 and 8.11.3.3)."""
    waiting, seen = [resources], set[tuple[int, int]]()
    while waiting:
        at = waiting.pop()
        drawn = [one for one in _values(at, Name.XObject) if isinstance(one, Stream)]
        for one in (*_values(at, Name.Properties), *(form.get(Name.OC) for form in drawn)):
            several = one.get(Name.OCGs) if isinstance(one, Dictionary) else None
            members = (one, several, *_items(several))
            yield from (each.objgen for each in members if isinstance(each, Dictionary))
        waiting += [form.get(Name.Resources) for form in drawn if form.objgen not in seen]
        seen |= {form.objgen for form in drawn}


def _of_pages(pdf: Pdf) -> Iterator[Extra]:
    seen: set[tuple[int, int]] = set()
    off = _switched_off(pdf.Root.get(Name.OCProperties))
    for number, page in enumerate(pdf.pages, 1):
        if Name.AA in page.obj or Name.PresSteps in page.obj:
            yield Extra(kind="acts", page=number, what="what the page does when it is shown")
        unit = page.obj.get(Name.UserUnit, 1)
        if not isinstance(unit, Object) and float(unit) < _UNIT:
            yield Extra(
                kind="acts", page=number, what=f"a page shown at {unit} of its size (UserUnit)"
            )
        for note in _items(page.obj.get(Name.Annots)):
            if isinstance(note, Dictionary):
                yield from _of_annotation(note, number)
        resources = page.obj.get(Name.Resources)
        if off and not off.isdisjoint(_layers_used(resources)):
            yield Extra(kind="hides", page=number, what="a layer that is switched off")
        for pattern in _values(resources, Name.Pattern):
            if pattern.objgen in seen or not isinstance(pattern, Stream):
                continue
            seen.add(pattern.objgen)
            if (said := _drawn(pattern, _DEEP)) is not None:
                yield Extra(kind="words", page=number, what="a pattern", words=said)


def _of_annotation(note: Dictionary, page: int) -> Iterator[Extra]:
    subtype = str(note.get(Name.Subtype, ""))
    if what := _deed(note.get(Name.A)):
        yield Extra(kind="acts", page=page, what=f"what an annotation does ({what})")
    if Name.AA in note:
        yield Extra(kind="acts", page=page, what="what an annotation does by itself")
    if subtype in _PLAYING:
        yield Extra(kind="acts", page=page, what=f"something that plays ({subtype[1:]})")
    flags = note.get(Name.F, 0)
    if subtype in {"/Link", "/Popup"} or (isinstance(flags, int) and flags & _HIDDEN):
        return
    if subtype == "/StrikeOut":  # 12.5.6.10: a viewer may draw it by its own lights
        what = "a line that viewers draw through words (a StrikeOut note)"
        yield Extra(kind="acts", page=page, what=what)
    said = _said(note)
    if said is not None:
        named = "a form field" if subtype == "/Widget" else f"a note ({subtype[1:]})"
        yield Extra(kind="words", page=page, what=named, words=said)


def _said(note: Dictionary) -> str | None:
    """The words that an annotation shows; None: it shows none."""
    field: Object | None = note
    for _ in range(_DEEP):
        if not isinstance(field, Dictionary):
            break
        for key in (Name.Contents, Name.V, Name.RC):
            value = field.get(key)
            if isinstance(value, String) and str(value).strip():
                return str(value)
        field = field.get(Name.Parent)
    looks = note.get(Name.AP)
    normal = looks.get(Name.N) if isinstance(looks, Dictionary) else None
    streams = [normal] if isinstance(normal, Stream) else _all(normal)
    drawn = (_drawn(one, _DEEP) for one in streams if isinstance(one, Stream))
    return next((words for words in drawn if words is not None), None)


def _drawn(content: Stream, depth: int) -> str | None:
    """The words that a stream shows, as far as they are spelled out; None: it shows none."""
    try:
        operators = content.read_bytes()
    except PdfError:
        return None
    shown = [found["words"] or b"" for found in _SHOWING.finditer(operators)]
    if shown:
        return b"".join(shown).decode("latin-1")
    forms = _values(content.get(Name.Resources), Name.XObject) if depth else []
    inner = (_drawn(form, depth - 1) for form in forms if isinstance(form, Stream))
    return next((words for words in inner if words is not None), None)


def _deed(action: Object | None, depth: int = _DEEP) -> str:
    """What an action, or one behind it, does beyond leading a reader elsewhere; "": nothing."""
    if not isinstance(action, Dictionary) or not depth:
        return ""
    kind = str(action.get(Name.S, "/GoTo"))
    if kind not in _HARMLESS:
        return kind[1:]
    following = action.get(Name.Next)
    behind = _items(following) if isinstance(following, Array) else [following]
    return next((what for one in behind if (what := _deed(one, depth - 1))), "")


def _items(value: Object | None) -> list[Object]:
    return list(value) if isinstance(value, Array) else []


def _all(value: Object | None) -> list[Object]:
    return [one for _, one in value.items()] if isinstance(value, Dictionary) else []


def _values(resources: Object | None, kind: Name) -> list[Object]:
    """The resources of one kind."""
    return _all(resources.get(kind)) if isinstance(resources, Dictionary) else []
