"""Records as they stand in files, where a file holds something else than the model: an edition names its articles' paths."""

from dataclasses import MISSING, Field, field, fields, make_dataclass
from types import GenericAlias
from typing import Any, get_type_hints

from publisher.model.body import STRICT_KEYS, Block
from publisher.model.edition import Edition

_ELSEWHERE = {"name", "single", "parts"}  # from the file's name, and from the paths below


def _same(given: Field[Any]) -> Field[Any]:
    if given.default_factory is not MISSING:
        return field(default_factory=given.default_factory)
    return field(default=given.default)  # type: ignore[no-any-return]


PartRecord = make_dataclass(
    "Part", [("title", str, ""), ("articles", tuple[str, ...])], frozen=True, slots=True, kw_only=True,
    namespace={"__doc__": "Articles under a common heading; `articles` are paths beside the edition's file.",
               "__pydantic_config__": STRICT_KEYS})
_HINTS = get_type_hints(Edition, include_extras=True)
EditionRecord = make_dataclass(
    "Edition",
    [*((each.name, _HINTS[each.name], _same(each)) for each in fields(Edition) if each.name not in _ELSEWHERE),
     ("articles", tuple[str, ...], ()), ("parts", GenericAlias(tuple, (PartRecord, ...)), ())],
    frozen=True, slots=True, kw_only=True,
    namespace={"__doc__": "One EPUB and one PDF; `articles`, or `parts` with articles, are paths beside this file.",
               "__pydantic_config__": STRICT_KEYS})
BlockRecord = make_dataclass(
    "BlockRecord", [("block", Block)], frozen=True, slots=True, kw_only=True,
    namespace={"__doc__": "One block written as data in Markdown.", "__pydantic_config__": STRICT_KEYS})
