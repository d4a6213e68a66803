"""The versions of what decides the bytes of a finished file, for its manifest."""

import functools
import zlib
from importlib import metadata

from publisher import __version__

# Python packages whose versions show in the bytes of an EPUB or a PDF.
PACKAGES = (
    "ebooklib",
    "lxml",
    "pillow",
    "weasyprint",
    "pydyf",
    "tinycss2",
    "pyphen",
    "fonttools",
    "uharfbuzz",
    "pikepdf",
)


@functools.cache
def versions() -> dict[str, str]:
    """Name → version of each package and of zlib; a package that is not installed is left out.

    Not asked: libraries of the system that only a loaded typesetter could tell (Pango, HarfBuzz).
    """
    found = {"publisher": __version__, "zlib": zlib.ZLIB_RUNTIME_VERSION}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found
