"""What is shipped with publisher or installed beside it.

The folders styles/ and content/, and font packages.

A folder is found inside an installed wheel or beside the package in a checkout.  A font is found by
its family's name, in any installed package that registers one with fontpkg; nothing is looked up on
the network, and on the system only by fonts.system.
"""

import functools
import json
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal

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
    import fontpkg

    slug = fontpkg.slugify(name)
    remedy = f"install it: pip install fontpkg-{slug}"
    try:
        family = _in_its_package(slug) or fontpkg.family(name)
    except fontpkg.FamilyNotInstalled as error:
        raise InstallationError(f"the font family '{name}' is not installed", remedy) from error
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


@functools.cache
def _in_its_package(slug: str) -> "Family | None":
    """The family in the package that is named after it; None where that is not to be seen.

    fontpkg itself asks every installed package whether it has fonts: 20 ms.
    """
    from fontpkg import family_from_metadata

    module = f"fontpkg_{slug.replace('-', '_')}"
    found = find_spec(module) if module.isidentifier() else None
    if found is None or found.origin is None:
        return None
    root = Path(found.origin).parent
    try:
        told = json.loads((root / "metadata.json").read_text(encoding="utf-8"))
        family = family_from_metadata(told, root)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return family if family.slug == slug else None


def _file_name(slug: str, style: str, weight: int | None, suffix: str) -> str:
    """A name without the brackets of variable fonts, which addresses and EPUB paths cannot hold."""
    parts = [slug, *([str(weight)] if weight else []), *([style] if style != "normal" else [])]
    return "-".join(parts) + suffix.lower()
