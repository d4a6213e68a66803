"""The door to WeasyPrint: what we use of it, by its own names.

Its import makes Pillow take pictures that end too early, for the whole process; that is put back,
so that who imports publisher finds Pillow as it was.
"""

import contextlib
import ctypes.util
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from publisher.pictures.fit import pillow_as_it_was


@contextlib.contextmanager
def _without_compilers() -> Iterator[None]:
    """Within the block ctypes asks no compiler where a library lies.

    WeasyPrint tries names of other systems first, and for each of them ctypes runs gcc and ld,
    whose temporary files stay when the process is killed; measured: 0.17 s of CPU at each start.
    The names of this system are found without (dlopen(3)).
    """
    asked = {
        name: getattr(ctypes.util, name)
        for name in ("_findSoname_ldconfig", "_findLib_gcc", "_findLib_ld")
        if hasattr(ctypes.util, name)
    }
    for name in asked:
        setattr(ctypes.util, name, lambda _: None)
    try:
        yield
    finally:
        for name, asks in asked.items():
            setattr(ctypes.util, name, asks)


@contextlib.contextmanager
def _without_font_tools() -> Iterator[None]:
    """Within the block fontTools' cutting of fonts is named, and loaded when it is called.

    HarfBuzz cuts fonts; the other is for systems that lack its library.  Loading it takes 110 ms of
    CPU, a tenth of an article's time.
    """
    named: dict[str, dict[str, Callable[..., Any]]] = {
        "fontTools.subset": {"Options": _options, "Subsetter": _subsetter},
        "fontTools.varLib.instancer": {"instantiateVariableFont": _instantiated},
    }
    standing_in = {name: deeds for name, deeds in named.items() if name not in sys.modules}
    for name, deeds in standing_in.items():
        module = ModuleType(name)
        vars(module).update(deeds)
        sys.modules[name] = module
    try:
        yield
    finally:
        for name in standing_in:
            del sys.modules[name]


# fontTools has no types
def _options(**given: Any) -> Any:  # noqa: ANN401
    from fontTools import subset

    return subset.Options(**given)


def _subsetter(*given: Any) -> Any:  # noqa: ANN401
    from fontTools import subset

    return subset.Subsetter(*given)


def _instantiated(*given: Any, **named: Any) -> Any:  # noqa: ANN401
    from fontTools.varLib.instancer import instantiateVariableFont

    return instantiateVariableFont(*given, **named)


with pillow_as_it_was(), _without_compilers(), _without_font_tools():
    import weasyprint.css as weasyprint_css
    import weasyprint.layout as weasyprint_layout
    import weasyprint.layout.block as weasyprint_block
    import weasyprint.layout.inline as weasyprint_inline
    import weasyprint.layout.table as weasyprint_table
    import weasyprint.pdf as weasyprint_pdf
    import weasyprint.pdf.fonts as weasyprint_fonts
    import weasyprint.svg as weasyprint_svg
    from weasyprint import CSS, HTML
    from weasyprint.css.properties import ZERO_PIXELS as ZERO
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout.absolute import AbsolutePlaceholder
    from weasyprint.layout.background import layout_box_backgrounds
    from weasyprint.pdf.stream import Stream
    from weasyprint.text.ffi import ffi, fontconfig, gobject, pango, pangoft2
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

__all__ = [
    "CSS",
    "HTML",
    "ZERO",
    "AbsolutePlaceholder",
    "FatalURLFetchingError",
    "FontConfiguration",
    "Stream",
    "URLFetcher",
    "URLFetcherResponse",
    "boxes",
    "ffi",
    "fontconfig",
    "gobject",
    "layout_box_backgrounds",
    "pango",
    "pangoft2",
    "weasyprint_block",
    "weasyprint_css",
    "weasyprint_fonts",
    "weasyprint_inline",
    "weasyprint_layout",
    "weasyprint_pdf",
    "weasyprint_svg",
    "weasyprint_table",
]
