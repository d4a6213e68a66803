"""The values of a design, each said once: what any typesetter needs to set words as it asks.

In theme.toml they stand under [levels], [setting] and [colours]; sizes and leadings are points at
the design's usual page, spaces are lines of its text, widths are millimetres.  design_css writes
them as rules for the typesetter that there is.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal, get_args

from publisher.value import value

Face = Literal["text", "display", "small", "code"]
Align = Literal["", "start", "end", "center", "justify"]
Figures = Literal["", "lining", "oldstyle", "tabular"]
Notes = Literal["end", "foot", "margin"]
Place = Literal["head", "foot"]
Side = Literal["outer", "inner", "left", "right"]

# Each kind of words that a page can hold; a design that comes with publisher says all of them.
LEVELS = (
    "text",
    "title",
    "kicker",
    "h1",
    "subtitle",
    "standfirst",
    "standfirst-long",
    "byline",
    "h2",
    "h3",
    "h4",
    "quote",
    "attribution",
    "pull",
    "code",
    "table",
    "table-head",
    "caption",
    "picture-credit",
    "aside",
    "aside-title",
    "note",
    "credit",
    "credit-head",
    "sources",
    "colophon",
    "contents",
    "entry",
    "entry-authors",
    "part",
    "running",
    "folio",
)
COLOURS = ("ink", "quiet", "accent", "ground")  # that every design names
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_LARGEST, _SMALLEST = 1.12, 0.88  # of the designed size: no page asks for other type than that


@value
class Level:
    """How one kind of words is set.

    size, leading   in points at the usual page.   face  which of the design's families.
    weight          400 is regular, in hundreds.   axes  other axes of a variable face, as (tag,
                    value).
    caps            "small" for small capitals; the letters stay what they are.
    colour          a name of [colours]; "" is the ink.
    above, below    free room, in lines of the text.   inset  in mm, at both sides.
    width           the widest line, in mm; 0: as wide as its place.   tracking  in em.
    """

    size: float
    leading: float
    face: Face = "text"
    weight: int = 400
    axes: tuple[tuple[str, float], ...] = ()
    style: Literal["normal", "italic"] = "normal"
    caps: Literal["", "small"] = ""
    align: Align = ""
    figures: Figures = ""
    colour: str = ""
    above: float = 0
    below: float = 0
    inset: float = 0
    width: float = 0
    tracking: float = 0


@value
class Setting:
    """How the text is set, and what a maker may choose otherwise.

    align         of running text.   hyphens  letters of the shortest word that is broken, before
                  and after the break; empty: no word is broken.
    indent        of a paragraph that follows another, in points; space: between them, in lines.
    sink          free lines above an opening.
    columns       of the text, each at least `narrowest` mm wide, `gap` mm apart, with a hairline
                  or none.   credit_columns: of the credit block.
    notes         where they stand.   margin_notes: (width, gap) of their column, in mm.
    initial       lines that the first letter takes; 0: none.   run_in: words after it in small
                  capitals.
    code_in_line  size of programs among words, in em.
    running       where the running line stands; the page's number is always at the foot.
    line_numbers  every how many lines one is printed; 0: never.
    mirrored      left pages have their margins the other way round.
    number_heads  articles and their sections are numbered, `number_shift` mm before the text.
    qr            an article's address stands in its credit block as a code as well.
    part_pages    each part of an edition that has a title begins with a page that says it.
    run_on        short articles follow each other on one page, each below the one before.
    tight_text, tight_credit  (size, leading) that an article whose pages end badly is tried with,
                  in points.
    """

    align: Literal["start", "justify"] = "start"
    hyphens: tuple[int, ...] = ()
    figures: Literal["lining", "oldstyle"] = "lining"
    indent: float = 0
    space: float = 0
    sink: float = 0
    columns: int = 1
    narrowest: float = 45
    gap: float = 6
    hairline: bool = False
    credit_columns: int = 1
    notes: Notes = "end"
    margin_notes: tuple[float, ...] = ()
    initial: int = 0
    run_in: int = 0
    line_numbers: int = 0
    list_mark: str = "•"
    running: Place = "head"
    running_side: Side = "outer"
    folio_side: Side = "outer"
    code_in_line: float = 0.85
    mirrored: bool = False
    number_heads: bool = False
    number_shift: float = 0
    qr: bool = False
    part_pages: bool = False
    run_on: bool = False
    tight_text: tuple[float, ...] = ()
    tight_credit: tuple[float, ...] = ()


@value
class Cover:
    """How a cover looks; lengths in mm on the design's usual page, places as shares of its height.

    paper, ink, accent   colours as #rrggbb.   above, foot_ink: of the words above and at the foot,
                         "" as the ink.
    align         words at the start of the line or in the middle.   margins: (left, right).
    face, weight, axes   of the title; small_face, small_weight, small_caps, tracking: of the rest.
    sizes         of the title, in points: the first that fits is taken.   share: of the height,
                  that the title may take; leading: of its lines, in sizes.   small: size of the
                  rest.
    above_at, title_at, people_at, lists   where these begin; lists: titles of articles, 0: none.
    frame         a thin frame.   rule: (place, thickness).   band: width of one at the left.
    block         (from, to) of one across the page, in block_colour.   ornament: a sign below the
                  title.
    """

    paper: str
    ink: str
    accent: str
    above: str = ""
    foot_ink: str = ""
    align: Literal["start", "center"] = "start"
    margins: tuple[float, float] = (15, 15)
    face: Literal["text", "display"] = "text"
    weight: int = 400
    axes: tuple[tuple[str, float], ...] = ()
    small_face: Literal["text", "display", "small"] = "text"
    small_weight: int = 400
    small_caps: bool = False
    tracking: float = 0
    sizes: tuple[float, ...] = (34, 30, 26, 22.5, 19.5)
    leading: float = 1.12
    share: float = 0.36
    small: float = 10
    above_at: float = 0.12
    title_at: float = 0.25
    people_at: float = 0.88
    lists: float = 0
    frame: bool = False
    rule: tuple[float, ...] = ()
    band: float = 0
    block: tuple[float, ...] = ()
    block_colour: str = "#000000"
    ornament: str = ""


@value
class Design:
    """The values of one design.

    colours   name → #rrggbb; those of COLOURS are always there: "ink" is that of words, "quiet"
              of small print, "accent" of what stands out, "ground" of what lies under words.
    """

    levels: tuple[tuple[str, Level], ...]
    setting: Setting
    colours: tuple[tuple[str, str], ...]

    def level(self, name: str) -> Level:
        """The level of this name; KeyError where there is none."""
        return dict(self.levels)[name]

    def colour(self, name: str) -> str:
        """The colour of this name; "" is the ink."""
        return dict(self.colours)[name or "ink"]

    def in_black(self) -> "Design":
        """The same with all words in black, on white."""
        dark = {name: "#ffffff" if name == "ground" else "#000000" for name, _ in self.colours}
        return replace(self, colours=tuple(dark.items()))

    @property
    def sizes(self) -> tuple[float, float]:
        """The least and the largest size of text in which the design is still itself."""
        designed = self.level("text").size
        return round(designed * _SMALLEST, 1), round(designed * _LARGEST, 1)

    def fitted(self, size: float) -> float:
        """The size of text nearest to this one in which the design is still itself, in points."""
        least, most = self.sizes
        return min(max(round(size, 1), least), most)


def design_of(facts: Mapping[str, Any], base: Design | None = None) -> Design:
    """The design that [levels], [setting] and [colours] of a theme.toml say.

    base   what they do not say is as in it.
    Refuses with KeyError, TypeError or ValueError what is not whole; theme_file says what is wrong
    before, with its line.
    """
    levels = dict(base.levels) if base else {}
    for name, given in facts.get("levels", {}).items():
        levels[name] = _changed(levels.get(name), given)
    if missing := [name for name in LEVELS if name not in levels]:
        raise KeyError(f"levels without values: {', '.join(missing)}")
    known = _fields(base.setting) if base else {}
    colours = (dict(base.colours) if base else {}) | facts.get("colours", {})
    if missing := [name for name in COLOURS if name not in colours]:
        raise KeyError(f"colours without a value: {', '.join(missing)}")
    return Design(
        levels=tuple((name, levels[name]) for name in LEVELS),
        setting=Setting(**known | frozen(facts.get("setting", {}))),
        colours=tuple(colours.items()),
    )


def level_faults(given: Mapping[str, Any], colours: Mapping[str, str]) -> list[str]:
    """What a level cannot mean, in words."""
    return faults_of(Level, given) + [
        f"colour is a name of [colours]: {', '.join(colours)}"
        for name in [given.get("colour", "")]
        if name and name not in colours
    ]


def setting_faults(given: Mapping[str, Any]) -> list[str]:
    """What [setting] cannot mean, in words."""
    return faults_of(Setting, given)


def names_of(kind: type[Any]) -> tuple[str, ...]:
    """The keys of a level, of [setting] or of [cover]."""
    return tuple(kind.__dataclass_fields__)


def _changed(base: Level | None, given: Mapping[str, Any]) -> Level:
    return Level(**(_fields(base) if base else {}) | frozen(given))


def _fields(whole: Level | Setting) -> dict[str, Any]:
    return {name: getattr(whole, name) for name in names_of(type(whole))}


def frozen(given: Mapping[str, Any]) -> dict[str, Any]:
    """Lists of TOML as tuples, its tables as pairs."""
    made: dict[str, Any] = {}
    for name, said in given.items():
        if isinstance(said, Mapping):
            made[name] = tuple(said.items())
        else:
            made[name] = tuple(said) if isinstance(said, list) else said
    return made


def faults_of(kind: type[Any], given: Mapping[str, Any]) -> list[str]:
    """What the values of a kind cannot be, in words, by the types of its fields."""
    return [
        f"{name} is {wanted}"
        for name, said in given.items()
        if (field := kind.__dataclass_fields__.get(name)) and (wanted := _wanted(field.type, said))
    ]


def _wanted(declared: Any, said: object) -> str:  # noqa: ANN401 - a type, as dataclasses hold it
    """What a value of this type would be; "" where it is one."""
    if choices := get_args(declared) if get_args(declared)[:1] != (int,) else ():
        if all(isinstance(choice, str) for choice in choices):
            return "" if said in choices else " or ".join(f'"{one}"' for one in choices if one)
        if choices[0] is float and len({*choices} - {float, ...}) == 0:
            return "" if _numbers(said) else "numbers in brackets"
        return (
            ""
            if isinstance(said, Mapping) and _numbers(list(said.values()))
            else ("a table of axes and numbers, such as { wdth = 80 }")
        )
    if declared is bool:
        return "" if isinstance(said, bool) else "true or false"
    if declared is str:
        return "" if isinstance(said, str) else "words in quotation marks"
    if declared in (int, float):
        return "" if _numbers([said]) else "a number"
    return "" if _numbers(said) else "numbers in brackets"


def _numbers(said: object) -> bool:
    return isinstance(said, list) and all(
        isinstance(one, int | float) and not isinstance(one, bool) for one in said
    )
