"""The fonts of this machine, for letters that no font of a theme has.

The only door to fontconfig's programs.

fontconfig is asked once for each language, by its own programs, and only where a letter is missing:
it knows what this system would set words of that language in.  Fonts of Python packages made for
other programs (PACKAGES) stand beside it. What is asked here can be answered by anything of the
same form (Catalogue), so that a test hands in a shelf of its own.
"""

import functools
import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from publisher.programs import find_program
from publisher.value import value

_FIELDS = (
    "file",
    "index",
    "family[0]",
    "weight",
    "slant",
    "width",
    "color",
    "outline",
    "fontformat",
    "fontversion",
    "charset",
)
_FORMAT = "\t".join(f"%{{{field}}}" for field in _FIELDS) + "\n"
_DRAWN = frozenset({"TrueType", "CFF"})  # formats that a PDF can hold and that can be cut
# fontconfig's and CSS's
_WEIGHTS = (
    (0, 100),
    (40, 200),
    (50, 300),
    (80, 400),
    (100, 500),
    (180, 600),
    (200, 700),
    (205, 800),
    (210, 900),
)
# Python packages that hold font files as their makers publish them, without registering them
# anywhere: many scripts and signs (Noto Sans, Noto Emoji); Chinese, Japanese and Korean (Noto Sans
# CJK).
PACKAGES = ("manimgx_fonts", "manimgx_fonts_cjk")
_EASTERN = frozenset({"zh-cn", "zh-tw", "ja", "ko"})
# seconds: the first question on a machine with thousands of fonts builds fontconfig's cache
_PATIENCE = 60


@value
class Face:
    """One upright face of a font that is installed.

    family    as fontconfig names it.   version: the font's own revision, "2.001".
    path      of its file.   index: its place in a collection (.ttc), from 0.
    weight    as CSS counts: 400 is regular; of a variable font the one nearest to it.
    ranges    of the code points that it can draw: (first, last), ascending.
    """

    family: str
    version: str
    path: str
    index: int
    weight: int
    ranges: tuple[tuple[int, int], ...]

    def draws(self, letters: frozenset[str]) -> frozenset[str]:
        """Those of the letters that the face has."""
        return frozenset(letter for letter in letters if self._has(ord(letter)))

    def _has(self, code: int) -> bool:
        place = bisect_right(self.ranges, (code, 0x110000)) - 1
        return place >= 0 and code <= self.ranges[place][1]


class Catalogue(Protocol):
    """Fonts that may be borrowed."""

    def faces(self, language: str, generic: str) -> tuple[Face, ...]:
        """Upright faces, best first, for words of a language, in a kind of face ("serif")."""

    def data(self, face: Face) -> bytes:
        """The file of a face; OSError where it is gone."""


@value
class SystemFonts:
    """What fontconfig knows on this machine; nothing where its programs are absent or fail."""

    def faces(self, language: str, generic: str) -> tuple[Face, ...]:
        """Upright outline faces of packages, then of the system, by fontconfig's preference.

        Packages are the same everywhere; the preference is what the distribution and the user have
        set.  For East Asia the system's come first: the packages have no serif for it.
        """
        # namelang: the same names in any locale
        pattern = f"{generic}:lang={language}:weight=80:slant=0:namelang=en"
        system = tuple(read_faces(_answer("fc-match", "--all", "--format", _FORMAT, pattern)))
        packaged = tuple(_packaged())
        return (*system, *packaged) if language in _EASTERN else (*packaged, *system)

    def data(self, face: Face) -> bytes:
        """The file's bytes."""
        return Path(face.path).read_bytes()


def _packaged() -> Iterator[Face]:
    """The faces of the packages that are installed, always in the same order."""
    from importlib.util import find_spec

    for package in PACKAGES:
        spec = find_spec(package)
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            if files := sorted(
                str(path)
                for path in Path(folder).iterdir()
                if path.suffix in {".ttf", ".otf", ".ttc"}
            ):
                yield from read_faces(_answer("fc-scan", "--format", _FORMAT, *files))


@functools.cache
def fingerprint() -> str:
    """The SHA-256 of the list of all fonts of this system: another where one came or went."""
    listed = sorted(_answer("fc-list", "--format", "%{file} %{fontversion}\n").splitlines())
    return hashlib.sha256("\n".join(listed).encode()).hexdigest()


def _answer(program: str, *given: str) -> str:
    import subprocess

    path = find_program(program)
    if path is None:
        return ""
    try:
        done = subprocess.run([path, *given], capture_output=True, timeout=_PATIENCE, check=True)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode("utf-8", "replace")


def read_faces(rows: str) -> Iterator[Face]:
    """The faces in what fontconfig printed, each once, in the order in which it comes first.

    Normal widths before narrow ones.

    Left out are slanted and coloured faces, and those without outlines.  A variable font, which
    fontconfig lists with each of its named instances (counted in the upper half of the index), is
    one face.
    """
    found: dict[tuple[str, int], Face] = {}
    narrow: set[tuple[str, int]] = set()
    for face, normal in _read(rows):
        key = (face.path, face.index)
        if key not in found or abs(face.weight - 400) < abs(found[key].weight - 400):
            found[key] = face
        if not normal:
            narrow.add(key)
    yield from (face for key, face in sorted(found.items(), key=lambda item: item[0] in narrow))


def _read(rows: str) -> Iterator[tuple[Face, bool]]:
    """(face, whether it is of normal width) of each row that will do."""
    for row in rows.splitlines():
        fields = dict(zip(_FIELDS, row.split("\t"), strict=False))
        if (
            len(fields) < len(_FIELDS)
            or fields["fontformat"] not in _DRAWN
            or fields["color"] == "True"
            or fields["outline"] != "True"
        ):
            continue
        if not _number(fields["slant"]):
            yield (
                Face(
                    family=fields["family[0]"],
                    version=f"{_number(fields['fontversion']) / 65536:.3f}",
                    path=fields["file"],
                    index=_number(fields["index"]) & 0xFFFF,
                    weight=_css_weight(_number(fields["weight"], 80)),
                    ranges=tuple(_ranges(fields["charset"])),
                ),
                _number(fields["width"], 100) == 100,
            )


def _number(written: str, otherwise: int = 0) -> int:
    """The number; `otherwise` for none, and for the range that a variable font has ("[0 210]")."""
    found = re.match(r"-?\d+", written)
    return int(found[0]) if found else otherwise


def _css_weight(weight: int) -> int:
    return min(_WEIGHTS, key=lambda pair: abs(pair[0] - weight))[1]


def _ranges(charset: str) -> Iterator[tuple[int, int]]:
    for one in charset.split():
        first, _, last = one.partition("-")
        yield int(first, 16), int(last or first, 16)
