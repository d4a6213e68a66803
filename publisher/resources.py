"""What is shipped with publisher or installed beside it.

The folders styles/ and content/, and font packages.

A folder is found inside an installed wheel or beside the package in a checkout.  A font is found by
its family's name, in any installed package that registers one with fontpkg; nothing is looked up on
the network, and on the system only by fonts.system.
"""

import functools
import json
import re
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from publisher.errors import InstallationError
from publisher.value import value

if TYPE_CHECKING:
    from fontpkg import Family

LICENCE = "LICENSE"  # fontpkg's name for the text beside the folder of fonts


@value
class FontFile:
    """One font file of a family.

    name       of our own, safe in any address: `literata-italic.ttf`, `pt-serif-700.ttf`.
    style      `normal` or `italic`.
    weight     the weights it gives, lightest and boldest: equal in a static font.
    variable   whether one file gives all of them (then `font-weight` stays out of its @font-face).
    index      which face of a collection it is, from 0.
    """

    name: str
    style: str
    weight: tuple[int, int]
    variable: bool
    data: bytes
    index: int = 0


@value
class FontUsed:
    """What a file is set in.  sha256: of the font's file where it is one of the system.

    "" for one of a package, which its version names.
    """

    name: str
    version: str
    sha256: str = ""


@value
class FontFamily:
    """A font family as bytes, with the licence it travels under.

    licence        SPDX identifier, as the package states it; "" for a font of the system, which is
                   never passed on whole.
    licence_text   the full text, copyright line included: to be passed on with the files (OFL 1.1,
                   condition 2).
    """

    name: str
    version: str
    licence: str
    licence_text: str
    files: tuple[FontFile, ...]


def folder(name: Literal["styles", "content"]) -> Path:
    """The shipped folder: inside the wheel, else beside the package in a checkout.

    Raises InstallationError naming both places looked at.
    """
    # importlib.resources would cost 20 ms for the same answer
    packaged = Path(__file__).resolve().parent / "_data" / name
    if packaged.is_dir():
        return packaged
    checkout = Path(__file__).resolve().parent.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / name).is_dir():
        return checkout / name
    raise InstallationError(
        f"folder {name}/ is neither at {packaged} nor at {checkout / name}",
        "install publisher again, or run it from a whole checkout",
    )


def font_family(name: str) -> FontFamily:
    """The files of an installed font family, upright before italic and light before bold.

    Raises InstallationError with the package to install, also for a package without its licence
    text.
    """
    slug = re.sub(r"[\s_]+", "-", name.strip().lower())  # as fontpkg.slugify
    remedy = f"install it: pip install fontpkg-{slug}"
    family = _in_its_package(slug) or _registered(name, remedy)
    try:
        files = tuple(
            FontFile(
                name=_file_name(
                    slug, file.style, None if file.variable else file.weight, file.path.suffix
                ),
                style=file.style,
                weight=(file.wght_min or file.weight or 400, file.wght_max or file.weight or 400),
                variable=file.variable,
                data=file.path.read_bytes(),
            )
            for file in family.files
        )
        licence_text = (family.files[0].path.parent.parent / LICENCE).read_text(encoding="utf-8")
    except (OSError, IndexError) as error:
        raise InstallationError(
            f"the font package fontpkg-{slug} is not whole: {error}", remedy
        ) from error
    return FontFamily(
        name=family.name,
        version=family.version,
        licence=family.license,
        licence_text=licence_text,
        files=tuple(
            sorted(files, key=lambda file: (file.style != "normal", file.weight, file.name))
        ),
    )


def _registered(name: str, remedy: str) -> "Family":
    """The family in whichever package registers it.  Refuses with InstallationError."""
    import fontpkg

    try:
        return fontpkg.family(name)
    except fontpkg.FamilyNotInstalled as error:
        raise InstallationError(f"the font family '{name}' is not installed", remedy) from error


class _Packaged(NamedTuple):
    """A family as its package tells of it; by the names of fontpkg, whose values stand for it."""

    name: str
    version: str
    license: str
    files: "tuple[_PackagedFile, ...]"


class _PackagedFile(NamedTuple):
    path: Path
    style: str
    weight: int | None
    variable: bool
    wght_min: int | None
    wght_max: int | None


@functools.cache
def _in_its_package(slug: str) -> _Packaged | None:
    """The family in the package that is named after it; None where that is not to be seen.

    fontpkg itself asks every installed package whether it has fonts, 20 ms, and loads what reads
    their descriptions, 12 ms.
    """
    module = f"fontpkg_{slug.replace('-', '_')}"
    found = find_spec(module) if module.isidentifier() else None
    if found is None or found.origin is None:
        return None
    root = Path(found.origin).parent
    try:
        told = json.loads((root / "metadata.json").read_text(encoding="utf-8"))
        return _packaged(told, root) if told["slug"] == slug else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _packaged(told: Mapping[str, Any], root: Path) -> _Packaged:
    """The family that a package's metadata.json describes (fontpkg 0.2, "schema": 1)."""
    weights = next((axis for axis in told.get("axes", ()) if axis["tag"] == "wght"), None)
    files = []
    for file in told["files"]:
        variable, weight = bool(file.get("variable")), file.get("weight")
        lightest, boldest = None, None
        if variable and weights is not None:
            lightest, boldest = int(weights["min"]), int(weights["max"])
        files.append(
            _PackagedFile(
                path=root.joinpath(*file["path"].split("/")),
                style=file.get("style", "normal"),
                weight=None if weight is None else int(weight),
                variable=variable,
                wght_min=lightest,
                wght_max=boldest,
            )
        )
    return _Packaged(told["family"], str(told["version"]), told["license"], tuple(files))


def _file_name(slug: str, style: str, weight: int | None, suffix: str) -> str:
    """A name without the brackets of variable fonts, which addresses and EPUB paths cannot hold."""
    parts = [slug, *([str(weight)] if weight else []), *([style] if style != "normal" else [])]
    return "-".join(parts) + suffix.lower()
