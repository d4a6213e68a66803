"""The door to WeasyPrint: what we use of it, by its own names.

Its import makes Pillow take pictures that end too early, for the whole process; that is put back,
so that who imports publisher finds Pillow as it was.
"""

from publisher.rendering.images import pillow_as_it_was

with pillow_as_it_was():
    import weasyprint.layout.inline as weasyprint_inline
    import weasyprint.pdf as weasyprint_pdf
    import weasyprint.pdf.fonts as weasyprint_fonts
    from weasyprint import CSS, HTML
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout.absolute import AbsolutePlaceholder
    from weasyprint.pdf.stream import Stream
    from weasyprint.text.ffi import ffi, fontconfig, gobject, pangoft2
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

__all__ = [
    "CSS",
    "HTML",
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
    "pangoft2",
    "weasyprint_fonts",
    "weasyprint_inline",
    "weasyprint_pdf",
]
