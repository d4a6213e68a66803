"""Plain data into the model.

Every fault at once, in our words, at line:column, with "did you mean".

What is plainly right is read by exact.py.  Else pydantic's TypeAdapter reads and judges; the place
of a fault, the suggestion and the sentence are ours.  Its lax mode takes more than was written
(1717113600 for a date, `yes` for true), so the form of such scalars is held against what the files
write.
"""

import contextlib
import datetime
import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_type_hints

from publisher.errors import Fault, SchemaError
from publisher.schema.exact import InexactError, exactly
from publisher.schema.locate import Located, Plain, Steps, short
from publisher.text import is_legal
from publisher.value import ValueFault

if TYPE_CHECKING:
    from pydantic import TypeAdapter
    from pydantic_core import ErrorDetails

T = TypeVar("T")
Found = tuple[Steps, str]  # where, what
Leaves = tuple[type[Any], ...]
_FIELDS: dict[type[Any], dict[str, Leaves]] = {}
_ADAPTERS: dict[type[Any], "TypeAdapter[Any]"] = {}
_UNWRITTEN = "data"  # bytes of an Asset: read from its file, never a key
_SAID = 12  # choices named in a message
_FORMS = {  # how scalars other than text are written
    bool: re.compile("true|false"),
    int: re.compile("0|-?[1-9][0-9]*"),
    datetime.date: re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    datetime.datetime: re.compile(
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T"
        r" ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?"
    ),
}


def adapter(want: type[T]) -> "TypeAdapter[T]":
    """The decoder of a class, built once: building takes 40 ms, decoding 3 µs."""
    if want not in _ADAPTERS:
        from pydantic import TypeAdapter

        _ADAPTERS[want] = TypeAdapter(want)
    return _ADAPTERS[want]


def decode(located: Located, want: type[T], path: str) -> T:
    """The value of class `want`, or SchemaError with every fault of the record.

    A rule that several fields share is heard only once all fields of its class are well.
    """
    value, faults = attempt(located, want)
    if faults or value is None:
        raise SchemaError(path, faults)
    return value


def attempt(located: Located, want: type[T]) -> tuple[T | None, tuple[Fault, ...]]:
    """(value, faults in order of place); the value is None where there are faults.

    For callers that collect faults of several records before they refuse.
    """
    value: T | None = None
    found: list[Found] = []
    if isinstance(located.data, dict):
        data, hidden = _without_unwritten(located.data)
        found = [*hidden, *_illegal(data), *_misread(data, (want,))]
        value, wrong = _read(data, want)
        found += wrong
    elif located.data is not None or not located.faults:
        found = [((), f"expected keys and values such as `title: ...`, got {short(located.data)}")]
    places = ((located.place(steps), message) for steps, message in found)
    faults = {
        *located.faults,
        *(Fault(line=line, column=column, message=message) for (line, column), message in places),
    }
    return (None if faults else value), tuple(sorted(faults))


def _read(data: dict[str, Any], want: type[T]) -> tuple[T | None, list[Found]]:
    """(the value, nothing) or (None, what is wrong)."""
    if want not in _ADAPTERS:
        with contextlib.suppress(InexactError):
            return exactly(data, want), []
    from pydantic import ValidationError

    try:
        return adapter(want).validate_python(data), []
    except ValidationError as errors:
        return None, [(_steps(error), _sentence(error, want)) for error in errors.errors()]


def _without_unwritten(data: dict[str, Any]) -> tuple[dict[str, Any], list[Found]]:
    assets = data.get("assets")
    if not isinstance(assets, list):
        return data, []
    message = f"unknown key {_UNWRITTEN!r}; put the picture beside this file and name it in 'file'"
    found: list[Found] = [
        (("assets", index, _UNWRITTEN), message)
        for index, asset in enumerate(assets)
        if isinstance(asset, dict) and _UNWRITTEN in asset
    ]
    kept = [
        (
            {key: value for key, value in asset.items() if key != _UNWRITTEN}
            if isinstance(asset, dict)
            else asset
        )
        for asset in assets
    ]
    return {**data, "assets": kept}, found


def _illegal(data: Plain, steps: Steps = ()) -> Iterator[Found]:
    """Text that no XML document can hold (XML 1.0, production 2).

    JSON can escape it into a record.
    """
    if isinstance(data, str) and not is_legal(data):
        yield steps, f"{short(data)} holds a character that no EPUB or PDF can; remove it"
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from _illegal(value, (*steps, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _illegal(value, (*steps, index))


def _misread(data: Plain, leaves: Leaves, steps: Steps = ()) -> Iterator[Found]:
    """Scalars that pydantic would take for more than they say, where no text is wanted."""
    if isinstance(data, dict):
        for cls in _member(leaves, data.get("kind")):
            for key, item in data.items():
                yield from _misread(item, _fields(cls).get(key, ()), (*steps, key))
    elif isinstance(data, list):
        for index, item in enumerate(data):
            yield from _misread(item, leaves, (*steps, index))
    elif data is not None:
        for kind, form in _FORMS.items():
            if (
                kind in leaves
                and type(data) is not kind
                and not (isinstance(data, str) and form.fullmatch(data))
            ):
                yield steps, _expected(kind.__name__, data)


def _expected(kind: str, given: object) -> str:
    wanted = next(words for start, words in _WANTED.items() if kind.startswith(start))
    return f"expected {wanted}, got {'nothing' if given is None else short(given)}"


_WANTED = {  # beginning of pydantic's error type: what the file should hold
    "datetime": "a moment such as 2024-05-31T09:30:00Z",
    "date": "a date such as 2024-05-31",
    "bool": "true or false",
    "int": "a whole number such as 12",
    "float": "a number such as 10.5",
    "string": "text; put it in quotes",
    "tuple": "a list",
    "dataclass": "keys and values",
    "model_attributes": "keys and values",
}


def _steps(error: "ErrorDetails") -> Steps:
    """Where a fault is; a rule of a whole value may name the field that it is about."""
    rule = error.get("ctx", {}).get("error")
    return (*error["loc"], rule.key) if isinstance(rule, ValueFault) else error["loc"]


def _sentence(error: "ErrorDetails", want: type[Any]) -> str:
    kind, steps, given = error["type"], error["loc"], error["input"]
    if kind == "missing":
        return f"missing key {steps[-1]!r}"
    if kind == "unexpected_keyword_argument":
        return f"unknown key {short(steps[-1])}{_near(steps[-1], _known_keys(want, steps[:-1]))}"
    if kind in {"enum", "literal_error"}:
        choices = error["ctx"]["expected"].replace(" or ", ", ").split(", ")
        return f"expected {_any_of(choices)}, got {short(given)}{_near(given, choices)}"
    if kind == "union_tag_not_found":
        return "missing key 'kind'; it says what this is, such as paragraph or text"
    if kind == "union_tag_invalid":
        choices = error["ctx"]["expected_tags"].split(", ")
        tag = error["ctx"]["tag"]
        return f"expected {_any_of(choices)} as 'kind', got {short(tag)}{_near(tag, choices)}"
    if kind == "value_error":
        return str(error["ctx"]["error"])
    if any(kind.startswith(start) for start in _WANTED):
        return _expected(kind, given)
    return f"{error['msg'][0].lower()}{error['msg'][1:]}, got {short(given)}"


def _any_of(choices: list[str]) -> str:
    """The choices as they are said; a long list is left to `publisher schema`."""
    return (
        ", ".join(choices)
        if len(choices) <= _SAID
        else f"one of {len(choices)} words (`publisher schema` lists them)"
    )


def _near(given: object, choices: Iterable[str]) -> str:
    close = difflib.get_close_matches(
        str(given)[:80], [choice.strip("'") for choice in choices], n=1
    )
    return f"; did you mean {close[0]!r}?" if close else ""


def _known_keys(want: type[Any], steps: Steps) -> list[str]:
    """Names of the keys that may stand at these steps, which also hold a member's `kind`."""
    here: Leaves = (want,)
    for step in steps:
        if isinstance(step, str):
            members = tuple(cls for cls in here if is_dataclass(cls))
            here = (
                _member(members, step)
                if len(members) > 1
                else _fields(members[0]).get(step, ())
                if members
                else ()
            )
    return [
        name for cls in here if is_dataclass(cls) for name in _fields(cls) if name != _UNWRITTEN
    ]


def _member(leaves: Leaves, kind: object) -> Leaves:
    """The dataclass among these types: the only one, or the one of this kind."""
    members = tuple(cls for cls in leaves if is_dataclass(cls))
    if len(members) < 2:
        return members
    return tuple(
        cls
        for cls in members
        if kind == next(field.default for field in fields(cls) if field.name == "kind")
    )


def _fields(cls: type[Any]) -> dict[str, Leaves]:
    """Each field of a dataclass with the classes its type is made of."""
    if cls not in _FIELDS:
        hints = get_type_hints(cls)
        _FIELDS[cls] = {field.name: tuple(_leaves(hints[field.name])) for field in fields(cls)}
    return _FIELDS[cls]


def _leaves(hint: object) -> Iterator[type[Any]]:
    """The classes in a type, through tuples, unions and None."""
    if isinstance(hint, type) and not get_args(hint):
        yield hint
    for part in get_args(hint):
        yield from _leaves(part)
