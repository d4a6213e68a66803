"""An article's facts as YAML front matter: what a person reads, corrects and completes.

Every scalar is read as text, so quotes stand only where YAML's own signs would mislead its parser.
"""

import re
from dataclasses import fields
from typing import Any

from publisher.model.article import Article
from publisher.model.rights import Rights
from publisher.schema.encode import encode
from publisher.schema.locate import Plain

# shown where nothing is known
_ASKED = ("title", "contributors", "language", "published", "sources", "rights")
# YAML 1.1, 7.3.3 plain style, narrowed: no sign of YAML's own begins it, no ": " or " #" stands in
# it.
_PLAIN = re.compile(
    r"(?!---|\.\.\.)[^\s\-?:,\[\]{}#&*!|>'\"%@`=~<.](?:[^\s:#]|["
    r" \xa0](?=\S)(?!#)|:(?=\S)|(?<!\s)#)*",
    re.DOTALL,
)
_LINES = re.compile(r"[^\s][^\t\r]*[^\s]", re.DOTALL)
_NOT_PRINTABLE = re.compile(
    "[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def write_front(article: Article) -> str:
    """The lines between the fences, in the model's order.

    The rights are complete: a field nobody knows is there as a key without a value, which reads as
    not given.
    """
    data: dict[str, Plain] = encode(article)
    data.pop("body", None)
    data["rights"] = {
        field.name: data.get("rights", {}).get(field.name) for field in fields(Rights)
    }
    data["rights"]["basis"] = article.rights.basis.value
    for source in data.get("sources", ()):
        # what a permission most often asks for, and a capture of text never holds
        source.setdefault("url", None)
    shown = {
        field.name: data.get(field.name)
        for field in fields(Article)
        if field.name in data or field.name in _ASKED
    }
    return "\n".join(_mapping(shown, "")) + "\n"


def _mapping(data: dict[str, Plain], indent: str) -> list[str]:
    lines: list[str] = []
    for key, value in data.items():
        lines += _entry(f"{indent}{key}:", value, f"{indent}  ")
    return lines


def _entry(head: str, value: Plain, indent: str) -> list[str]:
    """A key or a dash with its value, on the same line where it fits there."""
    if value is None:
        return [head]
    if isinstance(value, dict):
        return [head, *_mapping(value, indent)]
    if isinstance(value, list):
        if all(isinstance(item, str) and re.fullmatch(r"[a-z-]+", item) for item in value):
            return [f"{head} [{', '.join(value)}]"]
        return [head, *(line for item in value for line in _item(item, indent))]
    if (
        isinstance(value, str)
        and "\n" in value
        and _LINES.fullmatch(value)
        and not _NOT_PRINTABLE.search(value)
    ):
        return [f"{head} |-", *(f"{indent}{line}" if line else "" for line in value.split("\n"))]
    return [f"{head} {scalar(value)}"]


def _item(item: Plain, indent: str) -> list[str]:
    if isinstance(item, dict):
        first, *rest = _mapping(item, f"{indent}  ")
        return [f"{indent}- {first.strip()}", *rest]
    return _entry(f"{indent}-", item, f"{indent}  ")


def scalar(value: Any) -> str:  # noqa: ANN401 - any scalar
    """A scalar as YAML that reads back as its text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    if _PLAIN.fullmatch(text) and not _NOT_PRINTABLE.search(text):
        return text
    return (
        '"' + "".join(_ESCAPES.get(character) or _character(character) for character in text) + '"'
    )


def _character(character: str) -> str:
    if not _NOT_PRINTABLE.match(character):
        return character
    return f"\\x{ord(character):02x}" if ord(character) < 0x100 else f"\\u{ord(character):04x}"
