"""Plain data that is exactly as the model says, into the model without a decoder.

pydantic takes 50 ms to load and 50 ms to build the decoder of an article: a fifth of all that one
article costs (measured, CPython 3.11).  Most records are without fault.  Such a record is read here
from the hints of its class alone; whatever is not plainly right is left to pydantic, which knows
what else is allowed and says what is wrong.  So this module may be narrow, and tells no fault.
"""

import datetime
import enum
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from publisher.schema.locate import Plain

T = TypeVar("T")
# More values than these are read sooner by pydantic, building its decoder included.
_MOST = 2_000
_LONGEST = 15  # digits of a number
_HINTS: dict[type[Any], dict[str, tuple[Field[Any], Any]]] = {}


class InexactError(Exception):
    """Something that is not plainly as the model says: right in another form, or wrong."""


def exactly(data: Plain, want: type[T]) -> T:
    """The value of dataclass `want`; InexactError where that is for the decoder to say."""
    try:
        made: T = _dataclass(data, want, iter(range(_MOST)))
    except (ValueError, AssertionError, RecursionError) as error:  # a rule of a class is broken
        raise InexactError from error
    return made


def _taken(data: Plain, hint: Any, left: Iterator[int]) -> Any:  # noqa: ANN401 - of any class
    """One value of this hint."""
    if next(left, None) is None:
        raise InexactError
    if isinstance(hint, type) and not get_args(hint):
        return _single(data, hint, left)
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _by_kind(data, parts, left)
    if origin in {Union, types.UnionType}:
        return _or_nothing(data, parts, left)
    if origin is Literal and type(data) is str and data in parts:
        return data
    if origin is tuple and parts[1:] == (...,) and isinstance(data, list):
        return tuple([_taken(item, parts[0], left) for item in data])
    if origin is Mapping and parts[0] is str and isinstance(data, dict):
        return {_text(key): _taken(item, parts[1], left) for key, item in data.items()}
    raise InexactError


def _single(data: Plain, hint: type[Any], left: Iterator[int]) -> Any:  # noqa: ANN401 - of any class
    if is_dataclass(hint):
        return _dataclass(data, hint, left)
    if issubclass(hint, enum.StrEnum):
        return hint(_text(data))
    if hint not in _SCALARS:
        raise InexactError
    return _SCALARS[hint](data)


def _dataclass(data: Plain, want: type[Any], left: Iterator[int]) -> Any:  # noqa: ANN401 - of any class
    """A dataclass of its keys: none is unknown, none that it needs is missing."""
    known = _hints(want)
    if not isinstance(data, dict) or not data.keys() <= known.keys():
        raise InexactError
    for name, (field, _) in known.items():
        is_needed = field.default is MISSING and field.default_factory is MISSING
        if is_needed and name not in data:
            raise InexactError
    return want(**{name: _taken(item, known[name][1], left) for name, item in data.items()})


def _hints(want: type[Any]) -> dict[str, tuple[Field[Any], Any]]:
    if want not in _HINTS:
        hints = get_type_hints(want, include_extras=True)
        _HINTS[want] = {field.name: (field, hints[field.name]) for field in fields(want)}
    return _HINTS[want]


def _or_nothing(data: Plain, parts: tuple[Any, ...], left: Iterator[int]) -> Any:  # noqa: ANN401 - of any class
    """One class, or nothing."""
    members = [part for part in parts if part is not types.NoneType]
    if len(members) > 1:
        raise InexactError
    if data is None and len(members) < len(parts):
        return None
    return _taken(data, members[0], left)


def _by_kind(data: Plain, parts: tuple[Any, ...], left: Iterator[int]) -> Any:  # noqa: ANN401 - of any class
    """The member of a union that its `kind` names."""
    from publisher.model.body import ByKind

    union, *marks = parts
    if not isinstance(data, dict) or [type(mark) for mark in marks] != [ByKind]:
        raise InexactError
    members: tuple[type[Any], ...] = get_args(union)
    for member in members:
        if _hints(member)["kind"][0].default == data.get("kind"):
            return _dataclass(data, member, left)
    raise InexactError


def _text(data: Plain) -> str:
    if type(data) is not str:
        raise InexactError
    return data


def _truth(data: Plain) -> bool:
    if isinstance(data, bool):
        return data
    if data not in ("true", "false"):
        raise InexactError
    return bool(data == "true")


def _number(data: Plain) -> int:
    """A whole number; a file's own, or as its digits."""
    if type(data) is int:
        return data
    digits = _text(data)
    is_plain = digits.isascii() and digits.removeprefix("-").isdigit()
    if not is_plain or len(digits) > _LONGEST:
        raise InexactError
    return int(digits)


def _day(data: Plain) -> datetime.date:
    if type(data) is datetime.date:
        return data
    written = _text(data)
    day = datetime.date.fromisoformat(written)
    if day.isoformat() != written:  # 20240531 and 2024-W22-5 are dates to Python
        raise InexactError
    return day


def _moment(data: Plain) -> datetime.datetime:
    if type(data) is datetime.datetime:
        return data
    written = _text(data)
    moment = datetime.datetime.fromisoformat(written)
    if moment.isoformat() != written.replace("Z", "+00:00"):
        raise InexactError
    return moment


_SCALARS: dict[type[Any], Callable[[Plain], Any]] = {
    str: _text,
    bool: _truth,
    int: _number,
    datetime.date: _day,
    datetime.datetime: _moment,
}
