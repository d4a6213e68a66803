"""The model as JSON Schema.

What may be written in an article's front matter or record, and in an edition's file.
"""

from typing import Any, Literal

from publisher.model.article import Article
from publisher.model.edition import UseKind
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
            "description": "The body as Markdown; in .yaml and .json only, in place of `body`.",
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
    return {"$schema": _DIALECT, **found}
