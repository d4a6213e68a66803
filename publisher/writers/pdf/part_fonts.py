"""The fonts of a part, named and not embedded: all parts of a book share them (pdffile.faces).

WeasyPrint cuts each font to the glyphs of one document and makes it static, at a cost that grows
with the number of documents: a book of 200 articles has some six fonts, not six in each part.
"""

import functools
import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pydyf

from publisher.fonts.subset import axes_of
from publisher.pdffile.faces import Face, FaceKind, Place
from publisher.pdffile.structure import unstamped

_OBLIQUE = 1  # of Pango's styles
_ITALIC = 2


# WeasyPrint has no types
def sharing(build: Callable[..., Any]) -> Callable[..., Any]:
    """WeasyPrint's writing of fonts, of those that parts share no more than their names."""

    def building(pdf: Any, fonts: Mapping[Any, Any], *given: Any) -> Any:  # noqa: ANN401
        own = {key: font for key, font in fonts.items() if not _is_shared(font)}
        made = build(pdf, own, *given)
        for font in fonts.values():
            if _is_shared(font):
                named = pydyf.Dictionary(
                    {"Type": "/Font", "Subtype": "/Type0", "BaseFont": font.name}
                )
                pdf.add_object(named)
                made[font.hash] = named.reference
        return made

    return building


def without_time(clean: Callable[..., Any]) -> Callable[..., Any]:
    """WeasyPrint's cutting of a font that is not shared, without the moment in which it is cut."""

    # WeasyPrint has no types
    def cleaning(self: Any, *given: Any) -> None:  # noqa: ANN401
        clean(self, *given)
        self.file_content = unstamped(self.file_content)

    return cleaning


# WeasyPrint has no types
def faces_of(fonts: Iterable[Any]) -> tuple[Face, ...]:
    """What a part draws with each font that it shares."""
    return tuple(_face(font) for font in fonts if _is_shared(font))


def _is_shared(font: Any) -> bool:  # noqa: ANN401
    """Whether a font has outlines alone, and a glyph for every letter that is drawn with it."""
    drawn_otherwise = font.bitmap or font.png or font.svg or font.colr
    return not (drawn_otherwise or font.missing or font.used_in_forms)


def _face(font: Any) -> Face:  # noqa: ANN401
    kind = FaceKind(
        key=font.hash,
        name=font.name.decode(),
        family=font.family,
        program=hashlib.sha256(font.file_content).hexdigest(),
        is_cff=font.type == "otf",
        place=_place(font),
    )
    return Face(
        kind=kind,
        flags=font.flags,
        ascent=font.ascent,
        descent=font.descent,
        widths=tuple(sorted(font.widths.items())),
        letters=tuple(sorted(font.to_unicode.items())),
    )


def _place(font: Any) -> Place:  # noqa: ANN401
    """Where on its axes a variable font is drawn, as WeasyPrint chooses it (Font.clean)."""
    axes = _axes(font.file_content)
    if not axes:
        return ()
    slant = axes["slnt"][0] if "slnt" in axes and not axes["slnt"][1] else 0.0
    usual = {
        "wght": font.weight,
        "opsz": font.font_size,
        "slnt": slant if font.style == _OBLIQUE else 0,
        "ital": int(font.style == _ITALIC),
    }
    given = usual | font.variations
    return tuple(
        (tag, min(max(float(given[tag]), least), most))
        for tag, (least, most) in sorted(axes.items())
        if tag in given
    )


@functools.lru_cache(maxsize=64)
def _axes(data: bytes) -> Mapping[str, tuple[float, float]]:
    return axes_of(data)
