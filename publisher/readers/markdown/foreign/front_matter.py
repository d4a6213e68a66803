"""The head of a Markdown file of other software.

YAML between `---`, TOML between `+++`, JSON, lines of `Key: value`, or Pandoc's lines of `%`.

In: the text of a file.  Out: a Head, or None where the file has none.  A head that its own language
refuses is read line by line, as far as it goes: a title with a colon in it is the commonest fault
of all.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from publisher.rows import rows_of
from publisher.schema.locate import LARGEST, front_matter, load_yaml
from publisher.value import value

_TOML = re.compile(r"\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_LINE = re.compile(r"([A-Za-z][\w .-]{0,30}?)[ \t]*(?:::|[:=])[ \t]*(\S.*)?$")
_TITLED = re.compile(r"[Tt]itle::?[ \t]+\S.*")
_PERCENT = re.compile(
    r"%[ \t]*(.*(?:\n[ \t].*)*)\n(?:%[ \t]*(.*(?:\n[ \t].*)*)\n)?(?:%[ \t]*(.*)\n)?"
)
_LINES_AT_MOST = 40  # of a head that is only lines
_QUOTED = re.compile(r"""(["'])(.*)\1""", re.DOTALL)


@value
class Head:
    """What stands above a text, and the text.

    data     its keys in lower case, "-" as "_"; values as they were read: texts, lists, mappings.
    whole    its words to the letter.
    body     the text below it.   line: the line of the file where that begins.
    by_line  whether it was read line by line, because it is not the YAML that it looks like.
    """

    data: dict[str, Any]
    whole: str
    body: str
    line: int
    by_line: bool = False


@cache
def keys() -> dict[str, tuple[str, ...]]:
    """Field → keys of other software, in lower case, best first (keys.toml)."""
    table = rows_of(Path(__file__).parent / "keys.toml")["keys"]
    return {field: tuple(dict.fromkeys(map(_folded, names))) for field, names in table.items()}


def head_of(text: str) -> Head | None:
    """The head of a file; None where it begins with its text, or with a head that has no end."""
    if front := front_matter(text):
        data = load_yaml(front.text, first_line=2).data
        return Head(
            data=_flat(data) if isinstance(data, dict) else _lines(front.text),
            whole=front.text,
            body=front.body,
            line=front.body_line,
            by_line=not isinstance(data, dict),
        )
    if toml := _TOML.match(text):
        return Head(
            data=_toml(toml[1]),
            whole=toml[1],
            body=text[toml.end() :],
            line=text.count("\n", 0, toml.end()) + 1,
        )
    return _json(text) or _percent(text) or _bare(text)


def _json(text: str) -> Head | None:
    """A mapping of JSON, as Hugo has it: between braces, from the first sign of the file."""
    if not re.match(r"\{\s*\"", text):
        return None
    try:
        data, end = json.JSONDecoder().raw_decode(text[:LARGEST])
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict) or not re.match(r"[ \t]*(?:\n|\Z)", text[end:]):
        return None
    return _headed(_flat(data), text[:end], text, end)


def _percent(text: str) -> Head | None:
    """Title, authors and date in lines that open with `%` (Pandoc, "pandoc_title_block")."""
    found = _PERCENT.match(text)
    if not found or not found[1].strip():
        return None
    title, authors, date = (" ".join((words or "").split()) for words in found.groups())
    people = [name.strip() for name in re.split(r";|\n", found[2] or "") if name.strip()]
    data = {"title": title, "author": people if authors else "", "date": date}
    given = {key: held for key, held in data.items() if held}
    return _headed(given, found[0].rstrip("\n"), text, found.end())


def _headed(data: dict[str, Any], whole: str, text: str, end: int) -> Head:
    """The head that ends at a place of the text."""
    body = text[end:].lstrip("\n")
    return Head(
        data=data,
        whole=whole,
        body=body,
        line=text.count("\n", 0, len(text) - len(body)) + 1,
    )


def _bare(text: str) -> Head | None:
    """Lines of `Key: value` down to the first empty one (Pelican, MultiMarkdown).

    Two of them must be known keys, one the title; a title may stand alone.
    """
    fence = re.compile(r"\n---[ \t]*(?:\n|\Z)").search(text, 0, LARGEST)
    end = text[:LARGEST].find("\n\n")
    if fence and (end < 0 or fence.start() < end):
        return _fenced_below(text, fence)
    rows = text[:end].split("\n") if end > 0 else []
    if not 1 <= len(rows) <= _LINES_AT_MOST or not all(
        _LINE.fullmatch(row) or row.startswith((" ", "\t")) for row in rows
    ):
        return None
    data = _lines(text[:end])
    known = {key for names in keys().values() for key in names}
    alone = len(rows) == 1 and bool(_TITLED.fullmatch(rows[0]))
    if not any(data.get(key) for key in keys()["title"]) or len(known & data.keys()) < 2 - alone:
        return None
    return Head(
        data=data,
        whole=text[:end],
        body=text[end:].lstrip("\n"),
        line=len(text[: end + len(text[end:]) - len(text[end:].lstrip("\n"))].split("\n")),
    )


def _fenced_below(text: str, fence: re.Match[str]) -> Head | None:
    """YAML with a line `---` behind it and none before (Hexo); two keys of it must be known."""
    whole = text[: fence.start()]
    located = load_yaml(whole, first_line=1).data
    data = _flat(located) if isinstance(located, dict) else _lines(whole)
    known = {key for names in keys().values() for key in names}
    if not any(data.get(key) for key in keys()["title"]) or len(known & data.keys()) < 2:
        return None
    return _headed(data, whole, text, fence.end())


def _toml(text: str) -> dict[str, Any]:
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return _lines(text)
    nested = (inner for inner in found.values() if isinstance(inner, dict))
    return _flat({**{key: item for table in nested for key, item in table.items()}, **found})


def _flat(data: dict[Any, Any]) -> dict[str, Any]:
    return {
        _folded(str(key)): item if isinstance(item, list | dict) or item is None else str(item)
        for key, item in data.items()
    }


def _lines(text: str) -> dict[str, Any]:
    """The keys of lines that hold one, with what stands behind it; the first of each counts."""
    return {_folded(key): given for key, given in reversed(list(_pairs(text)))}


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for line in text.split("\n"):
        if (found := _LINE.fullmatch(line)) and found[2]:
            given = found[2].rstrip(" \t")
            quoted = _QUOTED.fullmatch(given)
            yield found[1], quoted[2] if quoted else given


def _folded(key: str) -> str:
    return key.strip().lower().replace("-", "_").replace(" ", "_")
