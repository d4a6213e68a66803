"""An edition's file as it is begun: every article with what was found of it, ready to edit.

What was found stands in comments, not in keys: so a better reader is not overruled by what an
earlier one had found.
"""

import re
from collections.abc import Iterator, Sequence

from publisher.schema.front import scalar
from publisher.value import value

_WIDTH = 100  # characters of a line with its comment


@value
class OutlineEntry:
    """An article in an outline.

    file     its path beside the edition's file; "" for one that could not be read.
    said     keys that somebody said of it, with their words.
    found    what was found of it, in one line.
    missing  keys that nobody has filled in -> why, in one line each.
    """

    file: str
    said: tuple[tuple[str, str], ...] = ()
    found: str = ""
    missing: tuple[tuple[str, str], ...] = ()


@value
class OutlinePart:
    """Articles under one heading; "" for those in front of all parts."""

    title: str
    entries: tuple[OutlineEntry, ...]


def write_outline(
    title: str,
    language: str,
    parts: Sequence[OutlinePart],
    remarks: Sequence[str] = (),
    sort: str = "",
) -> str:
    """The text of an edition's file (YAML), which reads back as this edition.

    remarks   of files that are not in it, one comment each.   sort: the order that is asked for;
              "" says nothing of it.
    """
    lines = [
        _commented(f"title: {scalar(title)}", "write your own"),
        *([f"language: {scalar(language)}"] if language != "und" else []),
        *([f"sort: {sort}"] if sort else []),
        "# editor: Your Name",
        "# use: publish        # when you pass it on; then run publisher check with this file",
        "# basis: permission   # licence, permission, public-domain, exception: for all articles",
        "# own: Your Name      # whose the pages are that have no source",
    ]
    if len(parts) == 1 and not parts[0].title:
        lines += ["articles:", *_entries(parts[0].entries, "  ")]
    else:
        lines.append("parts:")
        for part in parts:
            lines.append(f"  - title: {scalar(part.title)}")
            lines += ["    articles:", *_entries(part.entries, "      ")]
    lines += (f"# {_one_line(remark)}" for remark in remarks)
    return "\n".join(lines) + "\n"


def _entries(entries: Sequence[OutlineEntry], indent: str) -> Iterator[str]:
    for entry in entries:
        key = "file: " if entry.missing or entry.said else ""
        line = f"{indent}- {key}{scalar(entry.file)}"
        if len(f"{line}  # {_one_line(entry.found)}") <= _WIDTH:
            yield _commented(line, entry.found)
        else:
            yield f"{indent}# {_one_line(entry.found)[: 2 * _WIDTH]}"
            yield line
        for key, words in entry.said:
            yield f"{indent}  {key}: {scalar(words)}"
        for key, why in entry.missing:
            yield _commented(f"{indent}  # {key}:", why)


def _commented(line: str, comment: str) -> str:
    if not comment:
        return line
    room = max(20, _WIDTH - len(line) - 4)
    words = _one_line(comment)
    return f"{line}  # {words if len(words) <= room else f'{words[: room - 1].rstrip()}…'}"


def _one_line(words: str) -> str:
    """Words for a comment: on one line, without characters that YAML does not print."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]", " ", words).split())
