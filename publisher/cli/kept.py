"""What earlier runs left in a place of finished files, and whether a source is to be built again.

The manifest of each book says of what it was made and how: the digests of every file that was read
or looked for, of what was asked, of the theme, and of the tool with its libraries and fonts.  Where
all of them are as they were, and the finished files too, the book is not built again.  A manifest
is delivered together with its files, so that a run that was killed goes on where it stopped.
"""

import functools
import hashlib
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from publisher.build import Built
from publisher.captures import entry_path, is_archived, part_entry
from publisher.cli.results import Outcome, SourceResult, result_of
from publisher.cli.sources import STDIN
from publisher.errors import PublisherError
from publisher.files import is_as_seen
from publisher.fonts.system import fingerprint
from publisher.outputs import Place
from publisher.rendering.theme import is_folder, load_theme
from publisher.value import value
from publisher.versions import versions

_KEY = "kept"  # of a manifest
_FONT_PACKAGES = ("fontpkg", "manimgx")


@value
class Made:
    """A book of an earlier run.

    source    of which it was made, as `Kept.name_of` names it.
    files     paths below the folder -> SHA-256.   kept: what its manifest says of how.
    earlier   paths of files of it that an earlier build made and that still stand there.
    """

    source: str
    files: Mapping[str, str]
    earlier: tuple[str, ...]
    kept: Mapping[str, Any]


class Kept:
    """The books that earlier runs put into a place, by their sources and by their files.

    asked   the digest of what the command line asks of every source (`digest_of`).
    day     on which permissions must hold, for books that are to be published.
    """

    def __init__(self, place: Place, asked: str, day: str) -> None:
        self._place, self._folder = place, place.base
        self._asked, self._day = asked, day
        self._by_source: dict[str, tuple[str, str]] = {}
        self._by_file: dict[str, str] = {}
        self._themes: dict[str, str] = {}
        for found in place.manifests():
            if made := _made(found.below, found.manifest):
                self._by_source[made.source] = (found.key, found.below)
                self._by_file |= dict.fromkeys((*made.files, *made.earlier), made.source)

    def name_of(self, source: str) -> str:
        """A source as manifests name it: its path from the folder; whatever is no path as it is."""
        file, page = part_entry(source) if is_archived(source) else (source, "")
        if page:
            return entry_path(_relative(file, self._folder), page)
        if source == STDIN or "://" in source or not Path(source).exists():
            return source
        return _relative(source, self._folder)

    def maker_of(self, file: str) -> str:
        """The source of which a finished file was made; "" where no manifest says it."""
        return self._by_file.get(file, "")

    def unchanged(self, source: str) -> SourceResult | None:
        """What became of a source that need not be built again; None where it must be."""
        found = self._by_source.get(self.name_of(source))
        if found is None or source == STDIN:
            return None
        key, below = found
        try:
            made = _made(below, self._place.manifest(key))
            if made is None or not self._is_as_it_was(made):
                return None
            result = result_of(made.kept["result"])
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            return None  # a manifest of another version, or altered
        return replace(result, source=source, outcome=Outcome.UNCHANGED, seconds=0.0)

    def _is_as_it_was(self, made: Made) -> bool:
        kept = made.kept
        asked = {"asked": self._asked, "tool": tool_digest()}
        if any(kept[key] != now for key, now in asked.items()):
            return False
        if kept["day"] not in {"", self._day} or kept["fonts"] not in {"", *_fonts(kept["fonts"])}:
            return False
        theme = kept["theme"]
        if is_folder(theme):
            theme = str(self._folder.absolute() / theme)
        if self._theme_digest(theme) != kept["theme_digest"]:
            return False
        read = kept["read"].items()
        sizes = {file["path"]: file["bytes"] for file in kept["result"]["files"]}
        return all(is_as_seen(self._folder / name, noted) for name, noted in read) and all(
            self._place.holds(name, digest, sizes[name]) for name, digest in made.files.items()
        )

    def _theme_digest(self, name: str) -> str:
        if name not in self._themes:
            self._themes[name] = theme_digest(name)
        return self._themes[name]

    def note(
        self,
        built: Built,
        source: str,
        result: SourceResult,
        read: Mapping[str, str],
        theme: str,
    ) -> dict[str, object]:
        """What the manifest of a book is to hold, so that a later run can tell all this.

        source  its path, or whatever else it is called by.
        read    what was read for it, as files.watched gives it.
        theme   as the edition names it.
        """
        said = [remark for file in built.files for remark in file.remarks]
        lends = any(font.sha256 for file in built.files for font in file.fonts)
        lends = lends or any("no font" in remark for remark in said)
        is_whole = not built.refused and source != STDIN
        return {
            _KEY: {
                "source": self.name_of(source),
                "asked": self._asked if is_whole else "",
                "tool": tool_digest(),
                "theme": f"./{_relative(theme, self._folder)}" if is_folder(theme) else theme,
                "theme_digest": self._theme_digest(theme),
                "day": self._day if built.assessments else "",
                "fonts": fingerprint() if lends else "",
                "read": {_relative(name, self._folder): what for name, what in read.items()},
                "result": result.plain(),
            }
        }


def _fonts(noted: str) -> Iterator[str]:
    """The digest of this system's fonts, asked only where a book was set in one of them."""
    if noted:
        yield fingerprint()


def _made(below: str, manifest: Mapping[str, Any]) -> Made | None:
    kept, files = manifest.get(_KEY), manifest.get("files")
    if not isinstance(kept, dict) or not isinstance(files, dict):
        return None
    prefix = f"{below}/" if below else ""
    return Made(
        source=str(kept.get("source", "")),
        files={f"{prefix}{name}": digest for name, digest in files.items()},
        kept=kept,
        earlier=tuple(f"{prefix}{name}" for name in manifest.get("earlier", ())),
    )


def _relative(path: str, folder: Path) -> str:
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # another drive
        return Path(path).absolute().as_posix()


def digest_of(*given: object) -> str:
    """One digest of plain values."""
    return hashlib.sha256(json.dumps(given, sort_keys=True, default=str).encode()).hexdigest()


def theme_digest(name: str) -> str:
    """The digest of a theme as it is now; "" where it is not there, or not whole."""
    try:
        theme = load_theme(name)
    except PublisherError:
        return ""
    return digest_of(repr(replace(theme, own=())))  # whose texts stand in its style sheets as well


@functools.cache
def tool_digest() -> str:
    """One digest of what decides the bytes besides the sources: the program, libraries, fonts."""
    code = hashlib.sha256()
    for path in sorted(_program(Path(__file__).parent.parent)):
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - 500 files: 6 ms, not 15
            code.update(file.read())
    return digest_of(code.hexdigest(), versions(), _font_packages(sys.path))


def _program(package: Path) -> Iterator[str]:
    """The files of the program: its code, and its tables."""
    for folder, below, names in os.walk(package):
        below[:] = [name for name in below if name != "__pycache__"]
        for name in names:
            if name.endswith((".py", ".toml")):
                yield f"{folder}/{name}"


def _font_packages(folders: Sequence[str]) -> list[str]:
    """Names and versions of the installed packages of fonts, as their folders are called."""
    found: set[str] = set()
    for folder in folders:
        for packages in Path(folder).glob("*.dist-info"):
            if packages.name.startswith(_FONT_PACKAGES):
                found.add(packages.name)
    return sorted(found)
