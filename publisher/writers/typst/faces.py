"""The fonts of a book as static ones: Typst shapes variable faces anew at each try of a line.

Each face is made at the weights that the design asks for, and at that of strong words.  Making one
of a book's cut fonts takes 1 to 4 ms (measured).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from publisher.fonts.choose import Type
from publisher.fonts.subset import pinned
from publisher.rendering.design import Design
from publisher.rendering.theme import Theme
from publisher.resources import FontFamily, FontFile

BOLD = 700
_REGULAR = 400


def families_of(theme: Theme, type_: Type) -> Mapping[str, tuple[str, ...]]:
    """Face → the families that it is set in: its own, the text's, then those of other scripts."""
    every = tuple(family.name for family in type_.fonts)
    others = tuple(name for name in every if name not in {theme.code, *theme.families})
    faces = {"text": (*theme.fonts, *others)}
    faces |= {face: (*own, *theme.fonts, *others) for face, own in theme.faces.items()}
    faces["code"] = (theme.code, *theme.fonts, *others)
    known = set(every)
    return {
        face: tuple(name for name in dict.fromkeys(names) if name in known)
        for face, names in faces.items()
    }


def static_fonts(fonts: Iterable[FontFamily], design: Design) -> tuple[FontFamily, ...]:
    """The same fonts, each variable file at each weight that the design can ask for."""
    weights = sorted({_REGULAR, BOLD, *(level.weight for _, level in design.levels)})
    return tuple(replace(family, files=tuple(_files(family.files, weights))) for family in fonts)


def _files(files: Iterable[FontFile], weights: Iterable[int]) -> Iterator[FontFile]:
    for file in files:
        if not file.variable:
            yield file
            continue
        lightest, boldest = file.weight
        for weight in dict.fromkeys(min(max(one, lightest), boldest) for one in weights):
            data = pinned(file.data, {"wght": float(weight)})
            yield replace(
                file,
                name=f"{weight}-{file.name}",
                weight=(weight, weight),
                variable=False,
                data=data,
            )
