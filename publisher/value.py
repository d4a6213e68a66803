"""`value`: the decorator of every value in publisher.

A frozen, slotted, keyword-only dataclass that is quick to define.

The standard decorator writes and compiles six functions for each class: about 1 ms each (measured,
CPython 3.11), a tenth of a second for all values of this program at each start.  Here one set of
functions serves all classes.  The result is a standard dataclass: dataclasses.fields, replace,
asdict and is_dataclass, pickle, copy and pydantic work on it.
"""

from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError, dataclass, fields
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


class ValueFault(ValueError):  # noqa: N818 - it is what it is called
    """What one field of a value cannot be; the fault is told at the field's own place.

    key   the field.
    """

    def __init__(self, key: str, message: str) -> None:
        super().__init__(key, message)
        self.key, self.message = key, message

    def __str__(self) -> str:
        return self.message


@dataclass_transform(frozen_default=True, kw_only_default=True)
def value(cls: type[T]) -> type[T]:
    """The class as a frozen, slotted, keyword-only dataclass.

    A __post_init__ of its own is called as usual.
    """
    made: Any = dataclass(init=False, repr=False, eq=False, slots=True, kw_only=True)(cls)
    names = tuple(field.name for field in fields(made))
    plain = {field.name: field.default for field in fields(made) if field.default is not MISSING}
    made_anew = {
        field.name: field.default_factory
        for field in fields(made)
        if field.default_factory is not MISSING
    }
    # the slots' own setters: object.__setattr__ would look each of them up again
    setters = tuple((name, getattr(made, name).__set__) for name in names)
    made.__value__ = (names, setters, plain, made_anew, _reader(names))
    for name, function in _METHODS.items():
        if name not in cls.__dict__:
            setattr(made, name, function)
    return made  # type: ignore[no-any-return]


def _init(self: Any, **given: Any) -> None:
    names, setters, plain, made_anew, _ = type(self).__value__
    taken = 0
    for name, set_to in setters:
        if name in given:
            content = given[name]
            taken += 1
        elif name in plain:
            content = plain[name]
        elif name in made_anew:
            content = made_anew[name]()
        else:
            raise TypeError(f"{type(self).__name__} needs {name!r}")
        set_to(self, content)
    if taken < len(given):
        raise TypeError(f"{type(self).__name__} has no {min(given.keys() - set(names))!r}")
    if post_init := getattr(self, "__post_init__", None):
        post_init()


def _reader(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """What gives the contents of all these slots at once; one call of C where there are several."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda self: tuple(getattr(self, name) for name in names)


def _contents(self: Any) -> tuple[Any, ...]:
    contents: tuple[Any, ...] = type(self).__value__[4](self)
    return contents


def _repr(self: Any) -> str:
    shown = [field for field in fields(self) if field.repr]
    values = [f"{field.name}={getattr(self, field.name)!r}" for field in shown]
    return f"{type(self).__qualname__}({', '.join(values)})"


def _eq(self: Any, other: object) -> Any:
    return _contents(self) == _contents(other) if type(self) is type(other) else NotImplemented


def _hash(self: Any) -> int:
    return hash(_contents(self))


def _refuse(self: Any, name: str, *_: Any) -> None:
    raise FrozenInstanceError(
        f"{type(self).__name__} is a value; dataclasses.replace gives another one ({name!r} was to"
        " be set)"
    )


def _reduce(self: Any) -> tuple[Callable[..., Any], tuple[Any, ...]]:
    return _restored, (type(self), _contents(self))


def _restored(cls: type[Any], contents: tuple[Any, ...]) -> Any:
    """A value as it was pickled: its rules were checked when it was first made."""
    made = object.__new__(cls)
    for (_, set_to), content in zip(cls.__value__[1], contents, strict=True):
        set_to(made, content)
    return made


_METHODS: dict[str, Callable[..., Any]] = {
    "__init__": _init,
    "__repr__": _repr,
    "__eq__": _eq,
    "__hash__": _hash,
    "__setattr__": _refuse,
    "__delattr__": _refuse,
    "__reduce__": _reduce,
}
