"""The versions of what decides the bytes of a finished file, for its manifest."""

import functools
import re
import zlib
from importlib import metadata

from publisher import __version__

# Python packages whose versions show in the bytes of an EPUB or a PDF.
PACKAGES = (
    "ebooklib",
    "lxml",
    "pillow",
    "weasyprint",
    "typst",
    "pydyf",
    "tinycss2",
    "pyphen",
    "fonttools",
    "uharfbuzz",
    "pikepdf",
)

_VERSION = re.compile(r"^Version:[ \t]*(\S+)[ \t]*$", re.MULTILINE | re.IGNORECASE)


@functools.cache
def versions() -> dict[str, str]:
    """Name → version of each package and of zlib; a package that is not installed is left out.

    Not asked: libraries of the system that only a loaded typesetter could tell (Pango, HarfBuzz).
    """
    found = {"publisher": __version__, "zlib": zlib.ZLIB_RUNTIME_VERSION}
    for name in PACKAGES:
        try:
            found[name] = _version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def _version(name: str) -> str:
    """The version of an installed package; metadata.version reads all that its maker says of it.

    That loads the parser of e-mails: 20 ms for what one line tells (core metadata, "Version").
    """
    distribution = metadata.distribution(name)
    told = distribution.read_text("METADATA") or ""
    line = _VERSION.search(told.partition("\n\n")[0])
    return line[1] if line else distribution.version
