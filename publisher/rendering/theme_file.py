"""A theme's folder → the facts of a theme.

theme.toml and the style sheets beside it, with every fault at its line.

A theme of one's own says what differs from the theme that it is based on (`based_on`, the default
where it is silent): facts that it gives replace that theme's, its style sheets follow that theme's.
"""

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from publisher.errors import Fault, FaultsInFiles, PublisherError, SchemaError, SourceError
from publisher.model.edition import Engine
from publisher.rendering.design import (
    COLOUR,
    COLOURS,
    LEVELS,
    Cover,
    Level,
    Setting,
    faults_of,
    level_faults,
    names_of,
    setting_faults,
)

SHEETS = ("common", "epub", "pdf", "furniture")
FILE = "theme.toml"
_DEEPEST = 30  # rules in rules
CONTRAST = 4.5  # of words on their ground at least (WCAG 2.2, 1.4.3)
_RANGES = re.compile(r"[0-9A-Fa-f]{4,6}-[0-9A-Fa-f]{4,6}(?:\s+[0-9A-Fa-f]{4,6}-[0-9A-Fa-f]{4,6})*")
_GENERIC = ("serif", "sans-serif")
_NUMBERS = {"size": 2, "margins": 4, "sink": 1, "text": 1}
_KEYS = {
    "": (
        "title",
        "description",
        "based_on",
        "engine",
        "fonts",
        "display",
        "small",
        "code",
        "generic",
        "credit_everywhere",
        "scripts",
        "paper",
        "cover",
        "colours",
        "levels",
        "setting",
    ),
    "levels": LEVELS,
    "level": names_of(Level),
    "setting": names_of(Setting),
    "paper": tuple(_NUMBERS),
    "cover": names_of(Cover),
}

Facts = dict[str, Any]
Said = tuple[str, str]  # the key that a fault is at, and what is wrong


def read_theme(place: Path) -> tuple[Facts, dict[str, str]]:
    """What theme.toml says, and the style sheets beside it, by name.

    Refuses as read_facts and read_sheets do, with the faults of both at once.
    """
    lines: list[str] = []
    facts: Facts = {}
    sheets: dict[str, str] = {}
    try:
        facts = read_facts(place)
    except PublisherError as error:
        lines += str(error).splitlines()
    try:
        sheets = read_sheets(place)
    except FaultsInFiles as error:
        lines += error.lines
    if lines:
        raise FaultsInFiles(str(place), tuple(lines))
    return facts, sheets


def read_facts(place: Path) -> Facts:
    """What theme.toml says, checked.

    Refuses with SourceError a file that cannot be read or is no TOML, with SchemaError facts that a
    theme cannot have: all of them, each with its line.
    """
    path = place / FILE
    try:
        text = path.read_text("utf-8")
        facts = tomllib.loads(text)
    except OSError as error:
        raise SourceError(
            str(path),
            0,
            0,
            f"it cannot be read ({error.strerror}); a theme is a folder with {FILE} and style"
            " sheets",
        ) from error
    except UnicodeDecodeError as error:
        raise SourceError(
            str(path), 0, 0, f"it is not UTF-8 (byte {error.start}); save it as UTF-8"
        ) from error
    except tomllib.TOMLDecodeError as error:
        line, column = (
            re.findall(r"\d+", str(error))[-2:]
            if re.search(r"line \d+, column \d+", str(error))
            else ("0", "0")
        )
        raise SourceError(
            str(path), int(line), int(column), f"it is not TOML: {str(error).partition(' (at')[0]}"
        ) from error
    if faults := tuple(
        Fault(line=_line(text, key), column=1, message=message) for key, message in _faults(facts)
    ):
        raise SchemaError(str(path), tuple(sorted(faults, key=lambda fault: fault.line)))
    return facts


def read_sheets(place: Path) -> dict[str, str]:
    """The theme's own style sheets by name; most themes have few.

    Refuses with FaultsInFiles one of another name, a rule that is not CSS, and whatever asks for
    another file (an edition's pages are made of nothing but the edition): every fault of every
    sheet.
    """
    sheets: dict[str, str] = {}
    lines: list[str] = []
    for file in sorted(place.glob("*.css")):
        try:
            sheets[file.stem] = _sheet(file)
        except PublisherError as error:
            lines += str(error).splitlines()
    if lines:
        raise FaultsInFiles(str(place), tuple(lines))
    return sheets


def _sheet(file: Path) -> str:
    """The text of one style sheet.  Refuses as read_sheets does, and one that cannot be read."""
    if file.stem not in SHEETS:
        has = ", ".join(f"{name}.css" for name in SHEETS)
        raise SourceError(str(file), 0, 0, f"no style sheet has this name; a theme has {has}")
    try:
        text = file.read_text("utf-8")
    except OSError as error:
        raise SourceError(str(file), 0, 0, f"it cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        what = f"it is not UTF-8 (byte {error.start}); save it as UTF-8"
        raise SourceError(str(file), 0, 0, what) from error
    if faults := tuple(_css_faults(text)):
        raise SchemaError(str(file), faults)
    return text


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (#rrggbb), from 1 to 21 (WCAG 2.2, "contrast ratio")."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _faults(facts: Mapping[str, Any]) -> Iterator[Said]:
    yield from _unknown(facts, "")
    for key in ("title", "description", "based_on", "code"):
        if key in facts and not (isinstance(facts[key], str) and facts[key].strip()):
            yield key, f"{key} is words in quotation marks"
    if "title" not in facts:
        yield "", "title is missing: how the colophon calls the theme"
    for key in ("fonts", "display", "small"):
        if not _are_families(facts.get(key, ["one"])):
            yield key, f'{key} is a list of families, such as ["Literata"]'
    if facts.get("generic", "serif") not in _GENERIC:
        yield "generic", f"generic is {' or '.join(_GENERIC)}"
    if facts.get("engine", Engine.WEASYPRINT) not in [*Engine]:
        yield "engine", f"engine is {' or '.join(Engine)}"
    if not isinstance(facts.get("credit_everywhere", True), bool):
        yield "credit_everywhere", "credit_everywhere is true or false"
    for table in ("scripts", "paper", "cover", "colours", "levels", "setting"):
        if not isinstance(facts.get(table, {}), dict):
            yield table, f"{table} is a table: [{table}]"
            return
    for family, ranges in facts.get("scripts", {}).items():
        if not (isinstance(ranges, str) and _RANGES.fullmatch(ranges.strip())):
            yield family, f"the letters of '{family}' are ranges such as \"0600-06FF 0750-077F\""
    for name, page in facts.get("paper", {}).items():
        yield from _paper_faults(name, page)
    yield from _cover_faults(facts.get("cover", {}))
    yield from _design_faults(facts)


def _are_families(given: object) -> bool:
    return (
        isinstance(given, list)
        and bool(given)
        and all(isinstance(name, str) and name.strip() for name in given)
    )


def _design_faults(facts: Mapping[str, Any]) -> Iterator[Said]:
    """What [colours], [levels] and [setting] cannot mean."""
    colours: dict[str, str] = dict.fromkeys(COLOURS, "")
    for name, colour in facts.get("colours", {}).items():
        if not (isinstance(colour, str) and COLOUR.fullmatch(colour)):
            yield name, f'the colour {name} is written as "#20303a"'
        colours[name] = colour
    levels = facts.get("levels", {})
    yield from _unknown(levels, "levels")
    for name, level in levels.items():
        if not isinstance(level, dict):
            yield name, f"the level '{name}' is a table: {{ size = 10.8, leading = 13.5 }}"
            continue
        yield from ((name, message) for _, message in _unknown(level, "level"))
        yield from ((name, f"{name}: {message}") for message in level_faults(level, colours))
    yield from _unknown(facts.get("setting", {}), "setting")
    for message in setting_faults(facts.get("setting", {})):
        yield message.partition(" ")[0], message


def _unknown(facts: Mapping[str, Any], table: str) -> Iterator[Said]:
    for key in facts:
        if key not in _KEYS[table]:
            close = difflib.get_close_matches(key, _KEYS[table], n=1)
            instead = (
                f"did you mean '{close[0]}'?" if close else f"there are {', '.join(_KEYS[table])}"
            )
            yield key, f"unknown key '{key}'{f' in {table}' if table else ''}; {instead}"


def _paper_faults(name: str, page: object) -> Iterator[Said]:
    if not isinstance(page, dict):
        yield (
            name,
            (
                f"the page '{name}' is a table: {{ size = [148, 210], margins = [21, 19, 23, 19],"
                " sink = 50, text = 9.2 }"
            ),
        )
        return
    yield from ((name, message) for _, message in _unknown(page, "paper"))
    for key, count in _NUMBERS.items():
        given = page.get(key)
        numbers = given if isinstance(given, list) else [given]
        if (
            len(numbers) != count
            or isinstance(given, list) is (count == 1)
            or not all(map(_is_measure, numbers))
        ):
            yield (
                name,
                (
                    f"the page '{name}': {key} is"
                    f" {f'{count} numbers in brackets' if count > 1 else 'a number'}, in"
                    f" {'points' if key == 'text' else 'mm'}"
                ),
            )


def _is_measure(number: object) -> bool:
    return isinstance(number, int | float) and not isinstance(number, bool) and number >= 0


def _cover_faults(cover: Mapping[str, Any]) -> Iterator[Said]:
    yield from _unknown(cover, "cover")
    for key in ("paper", "ink", "accent"):
        if key in cover and not (isinstance(cover[key], str) and COLOUR.fullmatch(cover[key])):
            yield key, f'the cover\'s {key} is a colour such as "#20303a"'
            return
    for message in faults_of(Cover, cover):
        yield message.partition(" ")[0], f"the cover's {message}"


def cover_faults(cover: Mapping[str, Any]) -> Iterator[str]:
    """What cannot be read on a cover of these colours."""
    for key in ("ink", "accent"):
        if (ratio := contrast(cover[key], cover["paper"])) < CONTRAST:
            yield (
                f"the cover's {key} {cover[key]} on {cover['paper']} has a contrast of {ratio:.1f},"
                f" words need {CONTRAST}; make one of them darker or lighter"
            )


def _line(text: str, key: str) -> int:
    """The first line that gives a key; 1 where none does."""
    wanted = re.compile(rf"""\s*(?:\[[\w.]*?)?["']?{re.escape(key)}["']?\s*[=\]]""")
    return next(
        (number for number, line in enumerate(text.splitlines(), 1) if key and wanted.match(line)),
        1,
    )


def _css_faults(text: str) -> Iterator[Fault]:
    """What is no CSS, or reaches out of the edition: @import, @font-face, url()."""
    import tinycss2

    def said(node: Any, message: str) -> Fault:  # noqa: ANN401 - tinycss2 has no types
        return Fault(line=node.source_line, column=node.source_column, message=message)

    for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
        if rule.type == "error":
            yield said(rule, f"it is not CSS: {rule.message}")
        elif rule.type == "at-rule" and rule.lower_at_keyword in {"import", "font-face"}:
            yield said(
                rule,
                f"@{rule.lower_at_keyword} asks for another file, which no edition holds; fonts are"
                f" named in {FILE}",
            )
        elif rule.content is not None:
            yield from (said(node, message) for node, message in _inside(rule.content))
        if rule.type == "qualified-rule":
            yield from (said(part, message) for part, message in _misspelt(rule.content))


def _misspelt(content: Iterable[Any], depth: int = 0) -> Iterator[tuple[Any, str]]:
    """What is no declaration in a rule, or in the rules that are nested in it."""
    import tinycss2

    for part in tinycss2.parse_blocks_contents(content):
        if part.type == "error":
            yield part, "it is not CSS: a declaration is written as name: value;"
        elif part.type == "qualified-rule" and depth < _DEEPEST:
            yield from _misspelt(part.content, depth + 1)


def _inside(nodes: Iterable[Any]) -> Iterator[tuple[Any, str]]:
    for node in nodes:
        if node.type == "url" or (node.type == "function" and node.lower_name == "url"):
            yield node, "url() asks for another file, which no edition holds"
        elif node.type == "error":
            yield node, f"it is not CSS: {node.message}"
        for part in ("content", "arguments"):
            yield from _inside(getattr(node, part, None) or ())
