"""A design's values as style rules: on paper all of them, on an e-reader the shape alone.

There sizes, faces and colours are the reader's own; what stays is what stands in the middle, is
italic, bold or in small capitals, and how paragraphs are told apart.
"""

from collections.abc import Iterator, Mapping

from publisher.rendering.design import Design, Level, Setting
from publisher.value import value

# The words that are set as each level says, as selectors of our pages.
PLACES: Mapping[str, str] = {
    "title": ".title-page h1, .part-page h1",
    "kicker": ".kicker, .series",
    "h1": "h1",
    "subtitle": ".subtitle",
    "standfirst": ".standfirst",
    "standfirst-long": ".standfirst.long",
    "byline": ".byline, .editors, .imprint",
    "h2": "h2",
    "h3": "h3",
    "h4": "h4, h5, h6",
    "quote": "blockquote",
    "attribution": "blockquote .attribution",
    "pull": ".pull",
    "code": "pre",
    "table": "table",
    "table-head": "thead th",
    "caption": "figcaption, caption, .caption, .missing-picture",
    "picture-credit": ".picture-credit",
    "aside": ".aside",
    "aside-title": ".aside-title",
    "note": ".note",
    "credit": ".credit",
    "credit-head": ".credit .label, .colophon .label",
    "sources": ".sources, .description",
    "colophon": ".colophon",
    "contents": ".contents h1, .sources h1, .colophon h1",
    "entry": ".contents li",
    "entry-authors": ".entry-authors",
    "part": ".contents .part, .part-number",
}
_BOLD = 600
_BLACK = "#000000"
_FIGURES = {
    "lining": "lining-nums proportional-nums",
    "oldstyle": "oldstyle-nums proportional-nums",
    "tabular": "lining-nums tabular-nums",
}
_HEAD = 1.5  # of the text's size: a head on a narrow page is not made smaller than that
# mm that a column of the credit block takes at least, with the room beside it
_CREDIT_COLUMN = 53
FOOT = 0.86  # of a page's foot for the running line; the rest is for its number
_BLOCKS = {"attribution", "table-head", "colophon", "caption"}  # their room is their place's


@value
class Sheet:
    """One paper that a design is set on.

    text      size of the text's letters, in points.
    measure   width of its lines, in mm; usual: that of the paper for which the design was drawn.
    left, right   how far small print and tables may reach into the margin, in mm.
    faces     those that have families of their own, which fonts.choose names.
    """

    text: float
    measure: float
    usual: float
    left: float = 0
    right: float = 0
    faces: tuple[str, ...] = ()

    @property
    def narrow(self) -> float:
        """How much narrower lines are than the design's usual ones; 1 at most."""
        return min(1.0, self.measure / self.usual)


# joined letters, those that fill a square, those that hold signs: none of them is raised alone
_NO_INITIAL = ("ar", "fa", "ur", "he", "yi", "hi", "mr", "ne", "th", "zh", "ja", "ko")


def shape_css(design: Design) -> str:
    """What an e-reader shows of a design, in its own face, size and colours."""
    rules = [_rule(place, _shape(design.level(name))) for name, place in PLACES.items()]
    setting, text = design.setting, design.level("text")
    rules += _paragraphs(setting, f"{round(setting.indent / text.size, 2)}em", "em")
    if setting.initial:  # raised, never floated: readers that know no such letter show it as others
        opening = ".article-text > p:first-child"
        rules.append(_rule(f"{opening}::first-letter", "font-size: 1.6em; line-height: 1"))
        others = (f"{opening}:lang({language})::first-letter" for language in _NO_INITIAL)
        rules.append(_rule(", ".join(others), "font-size: 1em; line-height: inherit"))
        if setting.run_in:
            rules.append(_rule(f"{opening}::first-line", "font-variant-caps: small-caps"))
    return "\n".join(rule for rule in rules if rule) + "\n"


def page_css(design: Design, sheet: Sheet) -> str:
    """A design on paper."""
    setting = design.setting
    line = _line(design, sheet)
    rules = [_root(design, sheet)]
    rules += [_rule(place, _printed(design, name, sheet)) for name, place in PLACES.items()]
    rules += [
        _rule("code", f"font-size: {setting.code_in_line}em; font-variation-settings: normal"),
        _rule("pre code", "font-size: 1em"),
        *_paragraphs(setting, _points(setting.indent * _scale(design, sheet)), "lh"),
        *_text(setting, sheet),
        *_reach(setting, sheet),
        _rule(".article-head", f"padding-top: {_points(setting.sink * line)}"),
        *_tighter(design, sheet),
    ]
    return "\n".join(rule for rule in rules if rule) + "\n"


def furniture_css(design: Design, sheet: Sheet) -> str:
    """What is laid over the pages: the running line, and the page's number.

    At the head the running title, which an opening has not; at the foot the number, and beside it
    whose article it is.  A title page has none of them.
    """
    rules = [rule for way in ("right", "left") for rule in _furniture(design, sheet, way)]
    return "\n".join(rules) + "\n"


def _furniture(design: Design, sheet: Sheet, way: str) -> Iterator[str]:
    """The rules of right or of left pages."""
    setting = design.setting
    number = _side(setting.folio_side, way)
    other = "left" if number == "right" else "right"
    folio = f"content: string(folio); {_drawn(design, 'folio', sheet)}"
    words = f"{_drawn(design, 'running', sheet)}; hyphens: none; text-align: "
    head = _side(setting.running_side, way)
    # whose article it is, on every page: who takes one out still knows
    below = (
        f"@bottom-{other} {{ content: string(running); {words}{other}; width: {FOOT:.0%} }}"
        f" @bottom-{number} {{ width: {1 - FOOT:.0%} }}"
    )
    title = f"content: string(head); {words}"
    above = (
        f"@top-{head} {{ {title}{head}; width: 100%; vertical-align: bottom; padding-bottom: 4mm }}"
    )
    yield f"@page :{way} {{ @bottom-{number} {{ {folio}; text-align: {number} }} {below} }}"
    if setting.running == "head":
        yield f"@page :{way} {{ {above} }}"
    for bare in ("title-page", "cover"):
        yield (
            f"@page {bare}:{way} {{ @top-{head} {{ content: none }} @bottom-{number} {{ content:"
            f" none }} @bottom-{other} {{ content: none }} }}"
        )


def fitted_level(design: Design, name: str, sheet: Sheet) -> tuple[float, float]:
    """(size, leading) of a level on this paper, in points.

    Heads grow narrower with the page, down to one and a half of the text's size.
    """
    level = design.level(name)
    size = level.size * _scale(design, sheet)
    if size > _HEAD * sheet.text:
        size = max(size * sheet.narrow, _HEAD * sheet.text)
    return size, level.leading * size / level.size


def _side(asked: str, way: str) -> str:
    """The side of the page that a corner is at: "outer" and "inner" turn with the page."""
    if asked in {"left", "right"}:
        return asked
    return way if asked == "outer" else "left" if way == "right" else "right"


def _scale(design: Design, sheet: Sheet) -> float:
    return sheet.text / design.level("text").size


def _line(design: Design, sheet: Sheet) -> float:
    """A line of the text, in points."""
    return design.level("text").leading * _scale(design, sheet)


def _root(design: Design, sheet: Sheet) -> str:
    level = design.level("text")
    # black is the page's own colour
    ink = "" if design.colour("ink") == _BLACK else f" color: {design.colour('ink')};"
    named = "".join(f" --{name}: {colour};" for name, colour in design.colours)
    return _rule(
        "html",
        f"font-size: {_points(sheet.text)}; line-height: {_points(_line(design, sheet))};"
        f" font-weight: {level.weight}; font-kerning: normal;{ink}{named}"
        f" font-variant-numeric: {_FIGURES[design.setting.figures]}",
    )


def _printed(design: Design, name: str, sheet: Sheet) -> str:
    level, line = design.level(name), _line(design, sheet)
    said = [_drawn(design, name, sheet)]
    inset = round(level.inset * sheet.narrow, 1)
    side = f"{inset}mm" if inset else "auto" if level.align == "center" else "0"
    spare = round(max(0.0, sheet.measure - level.width), 1) if level.width else 0
    if spare and level.align == "center":
        side = f"{spare / 2:g}mm"
    if name not in _BLOCKS or inset:
        said.append(f"margin: {_points(level.above * line)} {side} {_points(level.below * line)}")
    # not max-width: by it WeasyPrint moves what runs from right to left out of its place
    if spare and level.align != "center":
        said.append(f"margin-inline-end: {spare}mm")
    return "; ".join(part for part in said if part)


def _drawn(design: Design, name: str, sheet: Sheet) -> str:
    """Size, face, colour and shape of a level."""
    level = design.level(name)
    size, leading = fitted_level(design, name, sheet)
    said = [
        f"font-size: {_points(size)}",
        f"line-height: {_points(leading)}",
        f"font-weight: {level.weight}",
        _shape(level, weight=False),
    ]
    if sheet.faces and level.face != "code":
        face = level.face if level.face in sheet.faces else "text"
        said.append(f"font-family: var(--{face})")
        axes = ", ".join(f'"{tag}" {number}' for tag, number in level.axes)
        said.append(f"font-variation-settings: {axes or 'normal'}")
    if level.figures:
        said.append(f"font-variant-numeric: {_FIGURES[level.figures]}")
    if level.colour:
        said.append(f"color: {design.colour(level.colour)}")
    if level.tracking:
        said.append(f"letter-spacing: {level.tracking}em")
    return "; ".join(part for part in said if part)


def _shape(level: Level, *, weight: bool = True) -> str:
    said = [f"font-style: {level.style}"]
    if weight:  # a reader's face has two
        said.append(f"font-weight: {600 if level.weight >= _BOLD else 400}")
    if level.caps:
        said.append("font-variant-caps: small-caps")
    if level.align:
        said += ["text-align: left"] if level.align == "start" else []
        said.append(f"text-align: {level.align}")
    return "; ".join(said)


def _paragraphs(setting: Setting, indent: str, unit: str) -> Iterator[str]:
    """How one paragraph is told from the next: by an indent, or by room."""
    yield _rule("p", f"margin: 0 0 {setting.space}{unit}" if setting.space else "margin: 0")
    if setting.indent:
        yield _rule(".article-text p + p", f"text-indent: {indent}")
        yield _rule(
            ".article-text .rule + p, .article-text p + .rule, .article-text p + .attribution,"
            " .article-text .aside-title + p, .article-text figcaption p",
            "text-indent: 0",
        )
        # a line of verse that is turned over hangs
        yield _rule(".article-text .line, .article-text p + .line", "text-indent: -2em")


def _text(setting: Setting, sheet: Sheet) -> Iterator[str]:
    """Lines and columns of the text."""
    hyphens = f"hyphens: auto; {_limits(setting)}" if setting.hyphens else "hyphens: manual"
    yield _rule(".article-text", f"{hyphens}; text-align: {setting.align}")
    yield _rule("ul", f'list-style-type: "{setting.list_mark}\\2002"')
    if setting.margin_notes:
        width, gap = setting.margin_notes
        # all of it outside the measure: of what a float takes, lines lose or gain as much
        beside = f"width: {width}mm; padding-left: {gap}mm; margin-right: {-(width + gap)}mm"
        yield _rule(".note.margin", beside)
    columns = columns_of(setting, sheet.measure)
    if columns > 1:
        rule = "; column-rule: 0.35pt solid #999" if setting.hairline else ""
        yield _rule(".article-text", f"columns: {columns}; column-gap: {setting.gap}mm{rule}")
        # before a break to be avoided the press sends the columns on whole, and leaves their head
        yield _rule(".article-text > *:last-child, section .notes", "break-after: auto !important")
        # WeasyPrint draws the rules at the left of columns, wherever their row begins
        yield _rule('[dir="rtl"] .article-text', "column-rule: 0" if setting.hairline else "")
        if setting.notes == "end":
            yield _rule(".notes", f"columns: {columns}; column-gap: {setting.gap}mm")
    columns = min(
        setting.credit_columns, int((sheet.measure + sheet.left + sheet.right) / _CREDIT_COLUMN)
    )
    if columns > 1:
        yield _rule(".credit-columns", f"columns: {columns}; column-gap: 5mm")


def columns_of(setting: Setting, measure: float) -> int:
    """How many columns of text a page has whose lines could be so wide, in mm."""
    room = int((measure + setting.gap) / (setting.narrowest + setting.gap))
    return max(1, min(setting.columns, room))


def _reach(setting: Setting, sheet: Sheet) -> Iterator[str]:
    """What stands in the margin: numbers of heads, and the small print that is as wide as both."""
    if sheet.left or sheet.right:
        wide = f"margin-left: {-sheet.left}mm; margin-right: {-sheet.right}mm"
        yield _rule(".credit, .article > .colophon", wide)
    if sheet.right:
        # where it would not fit between the margins (writers/pdf/table_fitting.py)
        beside = f"margin-right: {-sheet.right}mm; clear: right"
        yield _rule(".article-text > .table:has(> table.reaching)", beside)
    if not setting.number_heads:
        return
    number = "content: attr(data-number); color: var(--accent); font-weight: 300"
    inside = number.replace("data-number)", 'data-number) "\\2002"')
    if not sheet.left:
        yield _rule("h1[data-number]::before, h2[data-number]::before", inside)
        return
    yield _rule(".article-text > .table", f"margin-left: {-sheet.left}mm")
    number += (
        f"; display: inline-block; width: {sheet.left}mm; margin-left: {-sheet.left}mm;"
        " line-height: 0; text-indent: 0"
    )
    yield _rule("h1[data-number]::before, h2[data-number]::before", number)
    yield _rule("h1[data-number]::before", "font-size: 1.83em")
    # words that run to the left begin at the other side, where no margin is wide enough
    inside += "; display: inline; margin-left: 0; font-size: 1em"
    yield _rule('[dir="rtl"] h1[data-number]::before, [dir="rtl"] h2[data-number]::before', inside)


def _tighter(design: Design, sheet: Sheet) -> Iterator[str]:
    """What copyfitting tries: a smaller credit block, closer lines with less room above."""
    setting, scale = design.setting, _scale(design, sheet)
    for place, given in (
        (".f1 .credit, .f1 .colophon", setting.tight_credit),
        (".f2 .article-text", setting.tight_text),
    ):
        if given:
            size, leading = (_points(number * scale) for number in given)
            yield _rule(place, f"font-size: {size}; line-height: {leading}")
    if setting.space:
        yield _rule(".f2 .article-text p", f"margin-bottom: {0.8 * setting.space:g}lh")
    if setting.sink:
        yield _rule(".f2 .article-head", "padding-top: 0")


def _limits(setting: Setting) -> str:
    return f"hyphenate-limit-chars: {' '.join(map(str, setting.hyphens))}"


def _rule(place: str, said: str) -> str:
    return f"{place} {{ {said} }}" if said else ""


def _points(number: float) -> str:
    return f"{round(number, 2):g}pt" if number else "0"
