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
    figure   where a picture stands.
    rule     of notes and credit block.   quote, aside, code, table: their rules and grounds, in
             Typst's code; `accent` and `ground` are the design's colours.
    """

    ours: Literal["italic", "accent", ""] = "italic"
    em: Literal["italic", "bold"] = "italic"
    figure: Literal["start", "center"] = "center"
    rule: str = '0.4pt + rgb("#777777")'
    quote: str = "(:)"
    aside: str = (
        '(stroke: (top: 0.5pt + rgb("#777777"), bottom: 0.5pt + rgb("#777777")),'
        " inset: (y: 6.75pt))"
    )
    code: str = '(stroke: (left: 0.9pt + rgb("#999999")), inset: (left: 3mm))'
    table: str = "(above: 0.9pt, head: 0.5pt, below: 0.9pt)"

    def code_of(self, design: Design) -> str:
        """The dictionary that the library reads."""
        colours = f"let accent = rgb({text(design.colour('accent'))})"
        ground = f"let ground = rgb({text(design.colour('ground'))})"
        return (
            f"{{ {colours}; {ground}; (ours: {text(self.ours)}, em: {text(self.em)},"
            f" figure: {self.figure}, rule: {self.rule}, quote: {self.quote},"
            f" aside: {self.aside}, code: {self.code}, table: {self.table}, accent: accent) }}"
        )


LOOKS = {"book": Look()}
