"""The versions of what decides the bytes of a finished file, for its manifest."""

import functools
import os
import re
import sys
import zlib
from pathlib import Path

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
    folders = _installed()
    for name in PACKAGES:
        if version := _stated(folders[name]) if name in folders else _asked(name):
            found[name] = version
    return found


def _installed() -> dict[str, Path]:
    """Name → where what is installed is described; of two that have one name, the first found.

    As importlib.metadata finds it, which is 10 ms slower (it brings the parser of e-mails).
    """
    found: dict[str, Path] = {}
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")  # noqa: PTH208 - the names alone
        except OSError:
            continue
        for name in names:
            package, dash, _ = name.removesuffix(".dist-info").partition("-")
            if dash and name.endswith(".dist-info"):
                found.setdefault(package.lower(), Path(folder, name))
    return found


def _stated(folder: Path) -> str:
    """The version that a package's description states (core metadata, "Version"); "" where none."""
    try:
        told = (folder / "METADATA").read_text("utf-8")
    except (OSError, ValueError):
        return _asked(folder.name.partition("-")[0])
    line = _VERSION.search(told.partition("\n\n")[0])
    return line[1] if line else _asked(folder.name.partition("-")[0])


def _asked(name: str) -> str:
    """The version of what is installed in another way: from a zip archive, or by an old tool."""
    from importlib import metadata

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
