"""What the maker of an edition sets otherwise than its design does."""

import re
from typing import ClassVar, Literal

from publisher.model.body import STRICT_KEYS
from publisher.value import ValueFault, value

NotesAt = Literal["end", "foot", "margin"]

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_COLOURS = ("accent", "ground", "ink")
_TALLEST = 5  # lines of an initial
_SELDOM = 50  # lines between two numbers at most


@value
class DesignChoices:
    """The maker's own choices; None, "" and () mean: as the design has it.

    paper       the name of a page that the design has.   size: of the text's letters, in points.
    fonts, display, small, code   families: of the text, of heads, of small print, of programs.
    accent, ground, ink   colours as #rrggbb: what stands out, what lies under words, words.
    notes       where they stand.   initial: lines that the first letter takes; 0: none.
    line_numbers   every how many lines one is printed; 0: never.
    qr          the address of each article stands in its credit block as a code as well.
    part_pages  each part that has a title begins with a page that says it.
    run_on      short articles follow each other on one page.
    """

    paper: str = ""
    size: float | None = None
    fonts: tuple[str, ...] = ()
    display: tuple[str, ...] = ()
    small: tuple[str, ...] = ()
    code: str = ""
    accent: str = ""
    ground: str = ""
    ink: str = ""
    notes: NotesAt | None = None
    initial: int | None = None
    line_numbers: int | None = None
    qr: bool | None = None
    part_pages: bool | None = None
    run_on: bool | None = None
    __pydantic_config__: ClassVar = STRICT_KEYS

    def __post_init__(self) -> None:
        for name in _COLOURS:
            colour = getattr(self, name)
            if colour and not _COLOUR.fullmatch(colour):
                raise ValueFault(name, f'{name} is a colour such as "#20303a", got {colour!r}')
        if self.initial is not None and self.initial not in {0, *range(2, _TALLEST + 1)}:
            raise ValueFault("initial", f"an initial takes 2 to {_TALLEST} lines, 0 is none")
        if self.line_numbers is not None and not 0 <= self.line_numbers <= _SELDOM:
            raise ValueFault(
                "line_numbers", f"lines are numbered every 1 to {_SELDOM} lines, 0 is never"
            )

    @property
    def colours(self) -> dict[str, str]:
        """Name → colour, of those that are chosen."""
        return {name: colour for name in _COLOURS if (colour := getattr(self, name))}
