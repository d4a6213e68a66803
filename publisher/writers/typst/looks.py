"""What the style sheets of a design say beyond its values, for those designs that Typst sets.

A design stands here when every rule of its own sheets (styles/<design>/common.css and pdf.css) has
its counterpart; all others are set by WeasyPrint.
"""

from typing import Literal

from publisher.rendering.design import Design
from publisher.value import value
from publisher.writers.typst.literals import text


@value
class Look:
    """The rules of a design that are not values of its theme.

    ours     how our own words differ from the source's.   em: how stress is set.
    heads, figure   where openings and pictures stand.
    rule, credit    above notes, and above the credit block.
    head, quote, aside, code, table: rules and grounds of titles and blocks.
    All but the first three are Typst's code, in which `accent` and `ground` are the design's
    colours.
    """

    ours: Literal["italic", "accent", ""] = "italic"
    em: Literal["italic", "bold"] = "italic"
    heads: Literal["start", "center"] = "start"
    figure: str = "start"
    rule: str = '0.4pt + rgb("#777777")'
    credit: str = '0.4pt + rgb("#777777")'
    head: str = "(:)"
    quote: str = "(:)"
    aside: str = (
        '(stroke: (top: 0.5pt + rgb("#777777"), bottom: 0.5pt + rgb("#777777")),'
        " inset: (y: 6.75pt))"
    )
    code: str = '(stroke: (left: 0.9pt + rgb("#999999")), inset: (left: 3mm))'
    table: str = (
        "(above: 0.9pt, head: 0.5pt, below: 0.9pt, padded: false, fill: none, ink: none,"
        " cells: (:))"
    )

    def code_of(self, design: Design) -> str:
        """The dictionary that the library reads."""
        said = {
            "ours": text(self.ours),
            "em": text(self.em),
            "heads": text(self.heads),
            "figure": self.figure,
            "rule": self.rule,
            "credit": self.credit,
            "head": self.head,
            "quote": self.quote,
            "aside": self.aside,
            "code": self.code,
            "table": self.table,
            "accent": "accent",
        }
        inside = ", ".join(f"{name}: {code}" for name, code in said.items())
        accent, ground = (text(design.colour(name)) for name in ("accent", "ground"))
        return f"{{ let accent = rgb({accent}); let ground = rgb({ground}); ({inside}) }}"


LOOKS = {
    "book": Look(heads="center", figure="center"),
    "report": Look(
        ours="accent",
        credit="0.7pt + accent",
        quote="(stroke: (left: 2pt + accent), inset: (left: 4mm))",
        aside="(stroke: (top: 2pt + accent), fill: ground, inset: (x: 4mm, y: 3mm))",
        code="(fill: ground, inset: (x: 3mm, y: 2mm))",
        table=(
            "(above: none, head: none, below: 0.9pt + accent, padded: true, fill: accent,"
            ' ink: white, cells: (stroke: (x, y) => (bottom: 0.4pt + rgb("#999999"))))'
        ),
    ),
    "large-print": Look(
        ours="",
        em="bold",
        rule="2pt + black",
        credit="2pt + black",
        head="(stroke: (bottom: 3pt + black), inset: (bottom: 8.75pt))",
        quote="(stroke: (left: 3pt + black), inset: (left: 5mm))",
        aside="(stroke: (top: 2pt + black, bottom: 2pt + black), inset: (y: 12.5pt))",
        code="(stroke: (left: 3pt + black), inset: (left: 3mm))",
        table=(
            "(above: 2pt, head: 1pt, below: 2pt, padded: false, fill: none, ink: none, cells:"
            " (stroke: (x, y) => if y > 1 { (top: 0.5pt + black) }))"
        ),
    ),
}
