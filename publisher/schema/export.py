"""The model as JSON Schema.

What may be written in an article's front matter or record, and in an edition's file.
"""

import functools
from pathlib import Path
from typing import Any, Literal

from publisher.model.article import Article
from publisher.model.edition import UseKind
from publisher.rows import rows_of
from publisher.schema.decode import adapter
from publisher.schema.written import EditionRecord

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(what: Literal["article", "edition"]) -> dict[str, Any]:
    """JSON Schema (2020-12) of an article or an edition, as YAML, JSON or front matter hold it."""
    found = adapter(EditionRecord if what == "edition" else Article).json_schema()
    if what == "article":
        found["$defs"]["Asset"]["properties"].pop("data")  # its bytes are read from `file`
        found["properties"]["text"] = {
            "type": "string",
            "default": "",
            "title": "Text",
        }
    else:
        found["properties"]["use"] = {
            "anyOf": [{"$ref": "#/$defs/UseKind"}, {"$ref": "#/$defs/Use"}],
            "default": UseKind.PERSONAL.value,
        }
        entry = found["$defs"]["ArticleEntry"]
        found["$defs"]["ArticleEntry"] = {
            "anyOf": [{"type": "string", "description": "The path of the article's file."}, entry]
        }
    described = {"Edition" if what == "edition" else "Article": found, **found["$defs"]}
    for name, definition in described.items():
        for one in definition.get("anyOf", [definition]):
            _describe(name, one.get("properties", {}))
    return {"$schema": _DIALECT, **found}


@functools.cache
def meanings() -> dict[str, dict[str, str]]:
    """What each key means: class of the model -> key -> a sentence."""
    return rows_of(Path(__file__).parent / "keys.toml")


def _describe(name: str, properties: dict[str, Any]) -> None:
    """Put its meaning to each key; those of blocks and pieces of a body mean the same in each."""
    known = meanings().get(name, meanings()["body"])
    for key, value in properties.items():
        if key in known:
            value["description"] = known[key]
