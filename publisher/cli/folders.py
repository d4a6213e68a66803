"""What of a folder is read: pages, articles and editions, and what is passed over."""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from publisher.captures import RECORD
from publisher.readers import suffixes
from publisher.value import value

_SAVED_FILES = re.compile(r"_(?:files|Dateien|fichiers|archivos|file|bestanden|arquivos|elemei)$")
_ABOUT_THE_FOLDER = {"readme", "license", "licence", "copying", "changelog", "contributing"}
# they are of the pages that name them
_PICTURES = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".bmp", ".tif", ".tiff"}
_TOP_LEVEL_KEY = re.compile(r"^(title|articles|parts)[ \t]*:", re.MULTILINE)
_OUR_KEYS = {"title", "articles", "parts"}
_LOOKED_INTO = 8 * 2**20  # bytes of a .json file that may be one of ours


@value
class Input:
    """One thing to read.

    path    of the file; "-" is standard input.
    below   the folder in which it was found, as seen from the folder that was named ("a/b").
    shown   what messages call it, where that is not its path: the address it was fetched from.
    """

    path: str
    below: str = ""
    shown: str = ""

    @property
    def name(self) -> str:
        """What messages call it."""
        return self.shown or self.path


@value
class Walked:
    """What command-line paths come to.

    inputs        to be read, in order: of a folder as people count (2 before 10).
    passed_over   files of folders that are not read.
    """

    inputs: tuple[Input, ...]
    passed_over: tuple[str, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        """The paths to be read."""
        return tuple(one.path for one in self.inputs)


def walk(paths: Iterable[str]) -> Walked:
    """The paths, each folder replaced by what can be read in it and below.

    Passed over are hidden names, the files beside a saved page, JSON and YAML that is no article
    or edition, files about the folder (README), and other types.  A folder in which there is
    nothing to read stays as it is, and is refused when it is loaded.
    """
    inputs: list[Input] = []
    passed_over: list[str] = []
    for path in paths:
        if not Path(path).is_dir():
            inputs.append(Input(path=path))
            continue
        found = list(_below(Path(path)))
        readable = [_input(file, Path(path)) for file, is_read in found if is_read]
        inputs += readable or [Input(path=path)]
        passed_over += [str(file) for file, is_read in found if not is_read]
    return Walked(inputs=tuple(inputs), passed_over=tuple(passed_over))


def finished_files(paths: Iterable[str]) -> tuple[str, ...]:
    """The paths, each folder replaced by the EPUBs and PDFs in it and below.

    A folder without any stays as it is, and is refused when it is read.
    """
    files: list[str] = []
    for path in paths:
        found = sorted(
            (
                str(file)
                for file in Path(path).rglob("*")
                if file.suffix.lower() in {".epub", ".pdf"} and file.is_file()
            ),
            key=_as_counted,
        )
        files += found or [path]
    return tuple(files)


def _input(file: Path, folder: Path) -> Input:
    below = file.parent.relative_to(folder).as_posix()
    return Input(path=str(file), below="" if below == "." else below)


def _below(folder: Path) -> Iterator[tuple[Path, bool]]:
    """Each file of a folder and below that is no picture and not hidden, and whether it is read."""
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: _as_counted(entry.name))
    except OSError:
        return
    pages = {entry.stem for entry in entries if entry.suffix.lower() in {".html", ".htm"}}
    for entry in entries:
        if entry.name.startswith(".") or entry.name.endswith(RECORD):
            continue
        if entry.is_dir():
            name = _SAVED_FILES.sub("", entry.name)
            if name == entry.name or name not in pages:
                yield from _below(entry)
        elif entry.is_file() and entry.suffix.lower() not in _PICTURES:
            yield entry, _is_read(entry)


def _as_counted(name: str) -> list[tuple[int, int, str]]:
    """A key by which page-2 comes before page-10."""
    parts = re.split(r"([0-9]+)", name.casefold())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]


def _is_read(file: Path) -> bool:
    ending = file.suffix.lower()
    if ending not in suffixes():
        return False
    if ending in {".json", ".yaml", ".yml"}:
        return _is_ours(file, ending)
    return file.stem.lower() not in _ABOUT_THE_FOLDER


def _is_ours(file: Path, ending: str) -> bool:
    """Whether a JSON or YAML file may be an article or edition; one that is broken may be."""
    try:
        data = file.read_bytes()[:_LOOKED_INTO]
    except OSError:
        return True  # it is refused with the reason when it is read
    if ending != ".json":
        return _TOP_LEVEL_KEY.search(data.decode("utf-8", "replace")) is not None
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return True
    return isinstance(found, dict) and bool(_OUR_KEYS & found.keys())
