"""Lists that CommonMark takes for words: `a.`, `(i)`, `#.`, and examples numbered through a text.

In: the parser's block states.  Out: the parser's own tokens of an ordered list, with the attributes
"start" and "numbering".  Source: Pandoc's manual ("Ordered lists": fancy_lists, startnum;
"Numbered example lists").  Letters and numerals make a list of two items or more that follow each
other; an initial before a name does not ("A. Writer": Pandoc asks for two blanks behind a capital).
"""

import re
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from publisher.readers.markdown.marks.boxes import line_of
from publisher.readers.markdown.marks.nesting import read_inside

_MARKER = re.compile(
    r"(?:(?P<open>\()?(?:@(?P<label>[\w-]*)|(?P<auto>#)|(?P<small>[a-z]+)|(?P<large>[A-Z]+)"
    r"|(?P<digits>\d{1,4}))(?P<close>[.)]))[ \t]+(?=\S)"
)
_ROMAN = re.compile(r"m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_MARKED_WITHIN = 8  # characters: no number of an item is longer, but for labels of examples
_EXAMPLES = "numbered_examples"  # in the parser's environment: label → number


class _Item(NamedTuple):
    """Where an item begins, how it is marked, the column of its words."""

    line: int
    kind: str
    word: str
    offset: int


def use(parser: MarkdownIt) -> None:
    """Give the parser the rules of this module."""
    parser.block.ruler.before(
        "list", "fancy_list", _fancy, {"alt": ["paragraph", "reference", "blockquote"]}
    )
    parser.core.ruler.after("inline", "numbered_examples", _refer)


def _item(state: StateBlock, number: int) -> _Item | None:
    """The item that begins in a line; None where none does."""
    place = state.bMarks[number] + state.tShift[number]
    head = state.src[place : place + _MARKED_WITHIN]
    if ")" not in head and "." not in head and not head.startswith("(@"):
        return None  # a quick test: every line of a text is asked
    if state.isEmpty(number) or state.is_code_block(number):
        return None
    if not state.blkIndent <= state.sCount[number] < state.blkIndent + 4:
        return None
    line = line_of(state, number)
    found = _MARKER.match(line)
    if not found or (found["open"] and found["close"] != ")"):
        return None
    kind, word = _kind(found)
    if not kind or (kind == "digits" and not found["open"]):
        return None  # the parser's own
    behind = len(found[0]) - len(found[0].rstrip())
    if found["large"] and found["close"] == "." and behind < 2 and line[found.end() - 1] != "\t":
        return None
    return _Item(number, f"{kind}{found['open'] or ''}{found['close']}", word, found.end())


def _kind(found: re.Match[str]) -> tuple[str, str]:
    if found["label"] is not None:
        return ("@", found["label"]) if found["open"] else ("", "")
    if found["auto"]:
        return "#", ""
    if found["digits"]:
        return "digits", found["digits"]
    word = found["small"] or found["large"]
    if len(word) > 1 and not _ROMAN.fullmatch(word.lower()):
        return "", ""
    return "small" if found["small"] else "large", word


# the parser's signature
def _fancy(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """A list whose items are marked with letters, numerals, `#` or `@`."""
    first = _item(state, start)
    if not first:
        return False
    items, last = _items(state, first, end)
    numbering, number, followed = _numbering(state, items, silent=silent)
    if not numbering:
        return False
    if followed < len(items):  # another list begins, of other numbers
        last = items[followed].line
        items = items[:followed]
    if silent:
        return True
    opening = state.push("ordered_list_open", "ol", 1)
    opening.map = [start, last]
    opening.attrs = {"start": number, "numbering": numbering}
    for item, after in zip(items, [*(one.line for one in items[1:]), last], strict=True):
        state.push("list_item_open", "li", 1).map = [item.line, after]
        _read_item(state, item, after)
        state.push("list_item_close", "li", -1)
    state.push("ordered_list_close", "ol", -1)
    state.line = last
    return True


def _items(state: StateBlock, first: _Item, end: int) -> tuple[list[_Item], int]:
    """The items of a list that begins here, and the line behind it."""
    items, last, number = [first], first.line + 1, first.line + 1
    while number < end:
        if state.isEmpty(number):
            number += 1
            continue
        item = _item(state, number)
        lazy = number == last and not state.isEmpty(number - 1)
        if item and item.kind == first.kind:
            items.append(item)
        elif state.sCount[number] < state.blkIndent + first.offset and not (lazy and not item):
            break
        number += 1
        last = number
    return items, last


def _numbering(state: StateBlock, items: list[_Item], *, silent: bool) -> tuple[str, int, int]:
    """(how the list is numbered, its first number, how many items it has); ("", 0, 0): none."""
    kind, words = items[0].kind, [item.word.lower() for item in items]
    if kind.startswith("@"):
        return "decimal", _examples(state, words, silent=silent), len(items)
    if kind.startswith("#"):
        return "decimal", 1, len(items)
    case = "lower" if kind.startswith("small") else "upper"
    styles = ("decimal", _digits), (f"{case}-roman", _roman), (f"{case}-alpha", _letter)
    found = [(_followed([value(word) for word in words]), style, value) for style, value in styles]
    longest, style, value = max(found, key=lambda one: one[0])
    return (style, value(words[0]), longest) if longest > 1 else ("", 0, 0)


def _followed(numbers: list[int]) -> int:
    """How many of these numbers follow each other from the first."""
    count = 0
    while count < len(numbers) and numbers[count] and numbers[count] == numbers[0] + count:
        count += 1
    return count


def _digits(word: str) -> int:
    return int(word) if word.isdigit() else 0


def _letter(word: str) -> int:
    return ord(word) - ord("a") + 1 if len(word) == 1 and word.isalpha() else 0


def _roman(word: str) -> int:
    if not word or not _ROMAN.fullmatch(word):
        return 0
    values = [_VALUES[letter] for letter in word]
    behind = [*values[1:], 0]
    return sum(-one if one < after else one for one, after in zip(values, behind, strict=True))


def _examples(state: StateBlock, labels: list[str], *, silent: bool) -> int:
    """The number of the first of these examples, which count through the whole text."""
    known: dict[str, int] = state.env.setdefault(_EXAMPLES, {"": 0})
    first = known[""] + 1
    if not silent:
        known[""] += len(labels)
        known.update((label, first + place) for place, label in enumerate(labels) if label)
    return first


def _read_item(state: StateBlock, item: _Item, after: int) -> None:
    """Read the blocks of an item: its first line begins behind its mark."""
    line = item.line
    shift, count = state.tShift[line], state.sCount[line]
    state.tShift[line], state.sCount[line] = shift + item.offset, count + item.offset
    read_inside(state, line, after, indent=count + item.offset)
    state.tShift[line], state.sCount[line] = shift, count


def _refer(state: object) -> None:
    """Put the numbers of examples where `(@label)` refers to them."""
    known: dict[str, int] = getattr(state, "env", {}).get(_EXAMPLES, {})
    tokens: list[Token] = getattr(state, "tokens", [])
    if len(known) < 2:
        return
    for token in (child for one in tokens for child in one.children or ()):
        if token.type == "text" and "(@" in token.content:
            token.content = re.sub(
                r"\(@([\w-]+)\)",
                lambda found: f"({known[found[1]]})" if found[1] in known else found[0],
                token.content,
            )
