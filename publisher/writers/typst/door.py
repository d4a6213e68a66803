"""The only door to Typst: files and fonts in, a PDF out; nothing else is read.

It sees a private folder of ours, empty but for what we put there, no fonts of the system and no
packages (their folders are empty ones of ours).  A warning of Typst's may mean lost words, so each
is as good as an error.  What it cannot set is CannotSet, with its own words and their place.
"""

import datetime
import importlib.util
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from publisher.errors import InstallationError
from publisher.resources import FontFamily
from publisher.writers.typst.refusal import CannotSet

REMEDY = "pip install 'publisher[typst]'"
MAIN = "main.typ"
_TOLD = 300  # characters of what Typst says


def is_there() -> bool:
    """Whether Typst is installed."""
    return importlib.util.find_spec("typst") is not None


def compiled(files: Mapping[str, bytes], fonts: Iterable[FontFamily], moment: str) -> bytes:
    """The PDF of these files: name → bytes; the first that is set is main.typ.

    fonts    static ones, each with the name by which the files call it.
    moment   "YYYY-MM-DDThh:mm:ssZ": what the file says of when it was made.

    Refuses with CannotSet what Typst refuses or warns of; with InstallationError where it lacks.
    """
    try:
        import typst
    except ImportError as error:
        raise InstallationError("Typst is not installed", REMEDY) from error
    when = datetime.datetime.fromisoformat(moment)
    with tempfile.TemporaryDirectory(prefix="publisher-typst-") as room:
        root, shelf, packages = (Path(room, name) for name in ("root", "fonts", "packages"))
        packages.mkdir()
        _write(root, files)
        _write(shelf, {file.name: file.data for family in fonts for file in family.files})
        try:
            data, warnings = typst.compile_with_warnings(
                root / MAIN,
                root=root,
                font_paths=typst.Fonts(
                    include_system_fonts=False, include_embedded_fonts=False, font_paths=[shelf]
                ),
                ignore_system_fonts=True,
                pdf_standards=["a-3a", "ua-1"],
                package_path=packages,
                package_cache_path=packages,
                timestamp=when,
            )
        except typst.TypstError as error:
            raise CannotSet(_told(error.diagnostic or error.message, room)) from error
    if warnings:
        raise CannotSet(_told(warnings[0].diagnostic or warnings[0].message, room))
    return data


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _told(words: str, room: str) -> str:
    """What Typst says, in one line, without the folder's name."""
    line = " ".join(words.replace(room, "").split())
    return line if len(line) <= _TOLD else f"{line[:_TOLD]} …"
