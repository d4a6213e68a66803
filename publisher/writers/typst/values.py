"""A theme's values → theme.typ, which the library of our own reads."""

from collections.abc import Mapping

from publisher.rendering.design import Design, Level
from publisher.rendering.design_css import Sheet, fitted_level
from publisher.rendering.theme import Paper, Theme
from publisher.writers.typst.literals import listed, named, points, text
from publisher.writers.typst.looks import Look

_FIGURES = {
    "lining": ("lining", "proportional"),
    "oldstyle": ("old-style", "proportional"),
    "tabular": ("lining", "tabular"),
}
# where a letter's line stands between the lines above and below (a mean of our text faces)
_BASELINE = 0.35  # of the size, below the middle of the line
_CREDIT_COLUMN = 53  # mm that one takes at least (design_css)


def theme_code(theme: Theme, paper: Paper, look: Look, faces: Mapping[str, tuple[str, ...]]) -> str:
    """The values of a theme on a page, as Typst's code.

    faces   "text", "display", "small" and "code" → the families that each is set in.
    """
    design, sheet = theme.design, theme.sheet_of(paper)
    levels = {name: _level(design, name, sheet, faces) for name, _ in design.levels}
    families = {name: listed(map(text, names)) for name, names in faces.items()}
    return "\n".join(
        (
            f"#let levels = {named(levels)}",
            f"#let fonts = {named(families)}",
            f"#let setting = {named(_setting(design, sheet))}",
            f"#let paper = {named(_paper(theme, paper))}",
            f"#let look = {look.code_of(design)}",
            "",
        )
    )


def _level(design: Design, name: str, sheet: Sheet, faces: Mapping[str, tuple[str, ...]]) -> str:
    level: Level = design.level(name)
    size, line = fitted_level(design, name, sheet)
    unit = fitted_level(design, "text", sheet)[1]
    inset = level.inset * sheet.narrow
    spare = max(0.0, sheet.measure - level.width) if level.width else 0.0
    before, behind = (spare / 2, spare / 2) if level.align == "center" else (0.0, spare)
    has_room = name not in {"attribution", "table-head", "colophon"}
    return named(
        {
            "size": points(size),
            "line": points(line),
            "top": points(line / 2 + _BASELINE * size),
            "bottom": points(_BASELINE * size - line / 2),
            "face": text(level.face if level.face in faces else "text"),
            "weight": str(level.weight),
            "style": text(level.style),
            "caps": "true" if level.caps else "false",
            "align": text(level.align),
            "figures": _figures(level.figures),
            "fill": f"rgb({text(design.colour(level.colour))})",
            "above": points(level.above * unit if has_room else 0),
            "below": points(level.below * unit if has_room else 0),
            "left": f"{inset or before:g}mm",
            "right": f"{inset or behind:g}mm",
            "tracking": f"{level.tracking:g}em",
        }
    )


def _figures(name: str) -> str:
    if not name:
        return "(:)"
    kind, width = _FIGURES[name]
    return named({"number-type": text(kind), "number-width": text(width)})


def _setting(design: Design, sheet: Sheet) -> dict[str, str]:
    setting = design.setting
    _, unit = fitted_level(design, "text", sheet)
    scale = sheet.text / design.level("text").size
    reach = sheet.measure + sheet.left + sheet.right
    return {
        "line": points(unit),
        "justify": "true" if setting.align == "justify" else "false",
        "hyphenate": "true" if setting.hyphens else "false",
        "figures": _figures(setting.figures),
        "indent": points(setting.indent * scale),
        "space": points(setting.space * unit),
        "sink": points(setting.sink * unit),
        "shift": f"{sheet.left if setting.number_heads else 0:g}mm",
        "reach": f"(left: {sheet.left:g}mm, right: {sheet.right:g}mm)",
        "mark": text(setting.list_mark),
        "credit-columns": str(min(setting.credit_columns, int(reach / _CREDIT_COLUMN))),
        "running": text(setting.running),
        "running-side": text(setting.running_side),
        "folio-side": text(setting.folio_side),
        "code-in-line": f"{setting.code_in_line:g}em",
    }


def _paper(theme: Theme, paper: Paper) -> dict[str, str]:
    top, right, bottom, left = paper.margins
    is_mirrored = theme.design.setting.mirrored and left != right
    sides = ("inside", "outside") if is_mirrored else ("left", "right")
    margins = {"top": top, sides[1]: right, "bottom": bottom, sides[0]: left}
    return {
        "width": f"{paper.width:g}mm",
        "height": f"{paper.height:g}mm",
        "margins": "("
        + ", ".join(f"{side}: {length:g}mm" for side, length in margins.items())
        + ")",
        "top": f"{top:g}mm",
        "right": f"{right:g}mm",
        "bottom": f"{bottom:g}mm",
        "left": f"{left:g}mm",
        "sink": f"{paper.sink:g}mm",
        "mirrored": "true" if is_mirrored else "false",
        "text-height": f"{paper.height - top - bottom:g}mm",
    }
