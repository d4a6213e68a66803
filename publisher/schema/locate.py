"""Text into plain data, with the place of every key.

YAML, JSON, and the front matter of a Markdown file.

In: the text of a record.  Out: dicts, lists and scalars, the line and column of each, and what is
wrong with the form. The one idea: YAML scalars are text, whatever they look like; the model alone
decides types.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn, TypeAlias

import yaml

from publisher.errors import Fault

Plain: TypeAlias = Any  # dicts, lists and scalars: what YAML and JSON can hold
Steps = tuple[str | int, ...]  # from the root: ("contributors", 0, "name")
Places = dict[Steps, tuple[int, int]]  # line and column, both from 1

DEEPEST = 100  # levels of nesting; no record needs 20, and a parser's stack ends at about 1000
_TOO_DEEP = f"nested more than {DEEPEST} levels deep; write it flatter"
_QUOTED = 60  # characters of a value in a message
LARGEST = 10_000_000  # characters; the longest novels have 5 million

# YAML 1.1, production 1 (c-printable): XML's characters without the C1 controls.
_NOT_YAML = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # the same events from C: 8 times as fast
_JSON_TOKEN = re.compile(r'[][{},:]|"[^"\\]*(?:\\.[^"\\]*)*"|[^][{},:"\s]+', re.DOTALL)
_FENCE = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """Plain data as it stood in a file.

    data      dicts, lists, text (from JSON also numbers and truth values); None where the form
              itself is at fault.
    places    where each key and each entry of a list begins.
    faults    keys given twice, broken syntax, anchors, tags.
    """

    data: Plain
    places: Places
    faults: tuple[Fault, ...] = ()

    def place(self, steps: Steps) -> tuple[int, int]:
        """The nearest place known; names of union members, which no file writes, are skipped."""
        known: Steps = ()
        for step in steps:
            if (*known, step) in self.places:
                known = (*known, step)
        return self.places[known]


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """The head of a Markdown file.

    text       between the two fences.
    body       what follows; its first line is `body_line` of the file.
    """

    text: str
    body: str
    body_line: int


def front_matter(text: str) -> FrontMatter | None:
    """The YAML head of a Markdown file; None where line 1 is not `---` or the head has no end."""
    if not re.match(r"---[ \t]*\n", text):
        return None
    start = text.index("\n") + 1
    if not (end := _FENCE.search(text, start)):
        return None
    return FrontMatter(
        text=text[start : end.start()],
        body=text[end.end() + 1 :],
        body_line=text.count("\n", 0, end.end()) + 2,
    )


def load_yaml(text: str, *, first_line: int = 1) -> Located:
    """YAML whose every scalar is text; `first_line` is the line of the file where it begins.

    An empty plain scalar counts as not given: a key without a value is dropped, an entry of a list
    is None. Faults: anchors and aliases (they can grow without end), tags, keys given twice,
    nesting beyond DEEPEST.
    """
    if unfit := _unfit(text):
        return _broken(unfit, first_line)
    return _built(text, first_line, _LOADER)


# a class of yaml's, which has two families
def _built(text: str, first_line: int, loader: Any) -> Located:  # noqa: ANN401
    """What the events of one document say; the only place that asks yaml for them.

    Ends at the first fault that leaves nothing to go on with, yaml's own among them.
    """
    builder = _Builder(first_line)
    try:
        for event in yaml.parse(text, Loader=loader):
            if not builder.take(event):
                return Located(data=None, places=builder.places, faults=tuple(builder.faults))
    except yaml.MarkedYAMLError as error:
        # libyaml looks 1000 brackets ahead and gives up before it says where depth began
        if loader is not yaml.BaseLoader and "nesting depth" in str(error.problem):
            return _built(text, first_line, yaml.BaseLoader)
        return _broken(_yaml_fault(error), first_line)
    except yaml.YAMLError as error:
        return _broken(Fault(line=1, column=1, message=f"this is not YAML ({error})"), first_line)
    root = {} if builder.root is None else builder.root
    return Located(data=root, places=builder.places, faults=tuple(builder.faults))


def load_json(text: str) -> Located:
    r"""JSON, whose numbers and truth values keep their types; null counts as not given.

    Not read with YAML's parser: that refuses tabs and leaves \ud83d\ude00 as two halves.
    """
    if len(text) > LARGEST:
        return _broken(_too_large(text))
    try:
        data = json.loads(text, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        return _broken(
            Fault(
                line=error.lineno,
                column=error.colno,
                message=f"this is not JSON: {_lower(error.msg)}",
            )
        )
    except RecursionError:
        data = None  # the scan below says where
    except ValueError as error:
        return _broken(Fault(line=1, column=1, message=f"this is not JSON: {error}"))
    places, faults = _scan_json(text)
    return Located(
        data=_given(data) if _shallow(places) else None, places=places, faults=tuple(faults)
    )


class _Builder:
    """Plain data out of YAML events, without recursion."""

    def __init__(self, first_line: int) -> None:
        self.root: Plain = None
        self.places: Places = {(): (first_line, 1)}
        self.faults: list[Fault] = []
        self._offset = first_line - 1
        self._documents = 0
        # the containers around this event, and their steps
        self._open: list[tuple[Plain, Steps]] = []
        self._key: str | None = None  # the key that waits for its value

    def take(self, event: yaml.Event) -> bool:
        """Whether to go on after this event."""
        match event:
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    return self._fault(
                        event, "a second YAML document; keep one, without `---` between"
                    )
            case yaml.AliasEvent():
                return self._fault(event, "anchors and aliases are not read; write the value out")
            case yaml.ScalarEvent() | yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                return self._start(event)
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                self._open.pop()
            case _:
                pass
        return True

    def _start(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> bool:
        if event.anchor:
            return self._fault(event, "anchors and aliases are not read; write the value out")
        if event.tag:
            return self._fault(event, f"tags are not read; remove {event.tag!r}")
        if self._open and isinstance(self._open[-1][0], dict) and self._key is None:
            return self._start_key(event)
        value: Plain = {} if isinstance(event, yaml.MappingStartEvent) else []
        if isinstance(event, yaml.ScalarEvent):
            # plain and empty: not given
            value = event.value if event.value or event.style else None
        steps = self._put(event, value)
        if not isinstance(event, yaml.ScalarEvent):
            self._open.append((value, steps))
            if len(self._open) > DEEPEST:
                return self._fault(event, _TOO_DEEP)
        return True

    def _start_key(self, event: yaml.NodeEvent) -> bool:
        if not isinstance(event, yaml.ScalarEvent):
            return self._fault(
                event, "a key must be a word; write this as a list or as keys of their own"
            )
        steps, place = (*self._open[-1][1], event.value), self._place(event)
        if steps in self.places:
            self.faults.append(
                Fault(
                    line=place[0],
                    column=place[1],
                    message=f"key {short(event.value)} is given twice",
                )
            )
        self.places[steps] = place
        self._key = event.value
        return True

    def _put(self, event: yaml.NodeEvent, value: Plain) -> Steps:
        """The steps to the value, now in its container."""
        if not self._open:
            self.root = value
            return ()
        container, steps = self._open[-1]
        if isinstance(container, list):
            steps = (*steps, len(container))
            self.places[steps] = self._place(event)
            container.append(value)
            return steps
        key, self._key = str(self._key), None
        if value is not None:
            container[key] = value
        return (*steps, key)

    def _place(self, event: yaml.Event) -> tuple[int, int]:
        mark = event.start_mark
        return (1, 1) if mark is None else (mark.line + 1 + self._offset, mark.column + 1)

    def _fault(self, event: yaml.Event, message: str) -> bool:
        line, column = self._place(event)
        self.faults.append(Fault(line=line, column=column, message=message))
        return False


def _scan_json(text: str) -> tuple[Places, list[Fault]]:
    """Places and faults of JSON that json has accepted, or has found too deep."""
    places: Places = {(): (1, 1)}
    faults: list[Fault] = []
    around: list[Steps] = []  # steps of the open containers
    kinds: list[dict[str, None] | list[int]] = []  # keys seen, or the index in a list
    key: str | None = None
    for piece, line, column in _json_tokens(text):
        inside = kinds[-1] if kinds else None
        if piece in "}]":
            around.pop(), kinds.pop()
        elif piece == "," and isinstance(inside, list):
            inside[0] += 1
        elif piece in ",:":
            continue
        elif isinstance(inside, dict) and key is None:
            key = json.loads(piece)
            if key in inside:
                faults.append(
                    Fault(line=line, column=column, message=f"key {short(key)} is given twice")
                )
            inside[key] = None
            places[*around[-1], key] = line, column
        else:
            steps = (
                ()
                if inside is None
                else (*around[-1], inside[0] if isinstance(inside, list) else str(key))
            )
            key = None
            places.setdefault(steps, (line, column))
            if piece in "{[":
                around.append(steps)
                kinds.append({} if piece == "{" else [0])
                if len(kinds) > DEEPEST:
                    return places, [Fault(line=line, column=column, message=_TOO_DEEP)]
    return places, faults


def _json_tokens(text: str) -> Iterator[tuple[str, int, int]]:
    """(token, line, column) for each."""
    line, line_start, looked = 1, 0, 0
    for found in _JSON_TOKEN.finditer(text):
        if breaks := text.count("\n", looked, found.start()):
            line, line_start = line + breaks, text.rindex("\n", looked, found.start()) + 1
        looked = found.start()
        yield found[0], line, found.start() - line_start + 1


def _shallow(places: Places) -> bool:
    return max(map(len, places)) < DEEPEST


def _given(data: Plain) -> Plain:
    """The data without keys whose value is null."""
    if isinstance(data, dict):
        return {key: _given(value) for key, value in data.items() if value is not None}
    return [_given(item) for item in data] if isinstance(data, list) else data


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _unfit(text: str) -> Fault | None:
    """What keeps a text from being YAML at all, before it is parsed."""
    if len(text) > LARGEST:
        return _too_large(text)
    if found := _NOT_YAML.search(text):
        before = text[: found.start()]
        line, column = before.count("\n") + 1, found.start() - before.rfind("\n")
        return Fault(
            line=line,
            column=column,
            message=f"a control character (U+{ord(found[0]):04X}); remove it",
        )
    return None


def _too_large(text: str) -> Fault:
    return Fault(
        line=1,
        column=1,
        message=f"{len(text)} characters, more than {LARGEST}: no article is so long; divide it",
    )


def _yaml_fault(error: yaml.MarkedYAMLError) -> Fault:
    """PyYAML's complaint, with what usually mends it."""
    mark = error.problem_mark if error.problem_mark is not None else error.context_mark
    line, column = (1, 1) if mark is None else (mark.line + 1, mark.column + 1)
    problem = error.problem or error.context or "cannot be read"
    if "mapping values are not allowed" in problem:
        problem = "a colon in a value that stands without quotes; put the value in quotes"
    elif "\\t" in problem:
        problem = "a tab where YAML wants spaces; indent with spaces"
    elif "cannot start any token" in problem:
        problem = f"{problem}; put the value in quotes"
    elif "could not find expected ':'" in problem:
        problem = (
            "a line that is neither a key with a colon nor part of a value; write `key: value`, or"
            " indent it"
        )
    else:
        problem = f"{problem}; check brackets, quotes and indentation"
    return Fault(line=line, column=column, message=f"this is not YAML: {problem}")


def _broken(fault: Fault, first_line: int = 1) -> Located:
    moved = Fault(line=fault.line + first_line - 1, column=fault.column, message=fault.message)
    return Located(data=None, places={(): (first_line, 1)}, faults=(moved,))


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def short(value: object) -> str:
    """A value as it is quoted in a message: 60 characters at most."""
    shown = repr(value)
    return shown if len(shown) <= _QUOTED else f"{shown[: _QUOTED - 4]} …{shown[0]}"
