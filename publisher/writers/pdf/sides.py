"""What a design and a page mean for the writer: margins by side, the measure, initials.

A part of a book does not know which of its pages are right-hand ones.  Where the margins are
mirrored it is laid out between equal ones, and the joiner moves each page's edges; the furniture,
which knows the number of every page, is made with the true ones.
"""

from collections.abc import Sequence
from dataclasses import replace

from publisher.fonts.metrics import Metrics
from publisher.rendering.design_css import FOOT, columns_of, fitted_level
from publisher.rendering.theme import Paper, Theme
from publisher.resources import FontFamily, FontFile
from publisher.writers.pdf.initials import Initial
from publisher.writers.pdf.running_lines import Room, line_width

_POINTS = 72 / 25.4  # in a millimetre
_CODE_INSET = 6.0  # mm at both sides of a program
_CODE_LETTER = 0.61  # of the size: a letter of the widest of our code faces
_HEAVY = 700  # weight of a letter that floats
_TURNED = 150.0  # mm: the least width for which a page is turned


def is_mirrored(theme: Theme, paper: Paper) -> bool:
    """Whether left pages have other margins than right ones."""
    _, right, _, left = paper.margins
    return theme.design.setting.mirrored and right != left


def evened(theme: Theme, paper: Paper) -> Paper:
    """The page as parts are laid out on it: with equal margins where they are mirrored."""
    if not is_mirrored(theme, paper):
        return paper
    top, right, bottom, left = paper.margins
    middle = (right + left) / 2
    return replace(paper, margins=(top, middle, bottom, middle))


def shift_of(theme: Theme, paper: Paper) -> float:
    """How far the edges of a right-hand page move to the right, in points."""
    _, right, _, left = paper.margins
    return round((right - left) / 2 * _POINTS, 3) if is_mirrored(theme, paper) else 0.0


def left_css(theme: Theme, paper: Paper) -> str:
    """The margins of left-hand pages as a style rule; "" where right-hand ones have the same."""
    _, right, _, left = paper.margins
    if not is_mirrored(theme, paper):
        return ""
    return f"@page :left {{ margin-left: {right}mm; margin-right: {left}mm }}\n"


def measure_of(theme: Theme, paper: Paper) -> float:
    """The width of a line of text, in mm."""
    setting = theme.design.setting
    columns = columns_of(setting, paper.measure)
    return (paper.measure - (columns - 1) * setting.gap) / columns


def code_line_of(theme: Theme, paper: Paper) -> int:
    """How many letters a line of a program has room for."""
    size, _ = fitted_level(theme.design, "code", theme.sheet_of(paper))
    return int((measure_of(theme, paper) - _CODE_INSET) * _POINTS / (_CODE_LETTER * size))


def turned_measure_of(theme: Theme, paper: Paper) -> float:
    """The width that a table has on a page turned to its side, in mm; 0: none is turned.

    On a small screen it would not be much wider, and a text in columns goes on beside a table.
    """
    in_columns = columns_of(theme.design.setting, paper.measure) > 1
    return 0.0 if in_columns or paper.turned_measure < _TURNED else paper.turned_measure


def initial_of(theme: Theme, paper: Paper, fonts: Sequence[FontFamily]) -> Initial | None:
    """How articles begin in this design; None: as any other paragraph.

    In columns the letter is one of the heads' face, which floats.
    """
    setting = theme.design.setting
    if not setting.initial:
        return None
    in_columns = columns_of(setting, paper.measure) > 1
    face = (*theme.display, *theme.fonts)[0]
    level = theme.design.level("text")
    scale = paper.text / level.size
    return Initial(
        lines=setting.initial,
        run_in=setting.run_in,
        size=paper.text,
        leading=level.leading * scale,
        measure=measure_of(theme, paper) * _POINTS,
        metrics=Metrics(_upright(theme.fonts[0], fonts), level.weight),
        floating=Metrics(_upright(face, fonts), _HEAVY) if in_columns else None,
    )


def room_for_lines(theme: Theme, paper: Paper, fonts: Sequence[FontFamily]) -> Room:
    """How wide a running title and a running line may be on this page, in em of their type."""
    level, setting = theme.design.level("running"), theme.design.setting
    size, _ = fitted_level(theme.design, "running", theme.sheet_of(paper))
    family = theme.faces.get(level.face, theme.fonts)[0]
    face = Metrics(_upright(family, fonts), level.weight)
    measure = paper.measure * _POINTS / size

    def advance(words: str) -> float:
        return face.advance(words.upper() if level.caps else words) + level.tracking * len(words)

    return Room(
        head=measure if setting.running == "head" else 0.0,
        foot=measure * FOOT,
        width=lambda words: line_width(words, advance),
        two_sided=setting.mirrored,
    )


def _upright(name: str, fonts: Sequence[FontFamily]) -> FontFile:
    """The upright file of a family; of the first that there is, where it is not there."""
    family = next((family for family in fonts if family.name == name), fonts[0])
    return next((file for file in family.files if file.style == "normal"), family.files[0])
