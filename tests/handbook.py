"""The pages of the handbook that are made from the program itself: commands, keys, conditions."""

from collections.abc import Iterator
from pathlib import Path

import click

from publisher.cli import GROUPS, group
from publisher.cli.summary import clauses
from publisher.model.rights import ConditionId
from publisher.rights.permissions import kinds
from publisher.schema.export import meanings

FOLDER = Path(__file__).resolve().parent.parent / "content" / "handbook"
_WIDTH = 66  # characters of a line of help, as a small page has them
_HEAD = """---
title: "{title}"
kicker: Reference
standfirst: "{standfirst}"
language: en-GB
contributors:
  - name: The publisher project
rights:
  basis: own-work
  holder: The publisher project
  copyright_line: © 2026 The publisher project
  licence:
    id: CC-BY-4.0
---
"""
# How the handbook calls what the model calls otherwise, and the file in which its keys stand.
_CLASSES = {
    "Edition": "An edition’s file",
    "DesignChoices": "Choices of the design (`design`)",
    "Part": "A part of an edition (`parts`)",
    "ArticleEntry": "An entry of an edition (`articles`)",
    "PictureEntry": "A picture in an entry (`pictures`)",
    "CoverEntry": "The cover (`cover`)",
    "Use": "How it is used (`use`)",
    "Series": "The series (`series`)",
    "Conformance": "Accessibility (`conformance`)",
    "Reliance": "Relying on an exception (`reliance`)",
    "Article": "An article’s file",
    "Contributor": "A contributor (`contributors`)",
    "Source": "A source (`sources`)",
    "Rights": "Rights (`rights`)",
    "Signal": "What machines are told (`signals`)",
    "Licence": "A licence (`licence`)",
    "Permission": "A permission (`permissions`)",
    "Condition": "A condition (`conditions`)",
    "Notice": "A notice (`notices`)",
    "NoticePart": "A sentence of a notice (`parts`)",
    "Asset": "A picture (`assets`)",
    "Modification": "A change (`modifications`)",
    "Evidence": "Evidence (`evidence`)",
    "LeftOut": "What was left out (`left_out`)",
    "body": "Blocks and pieces of a text as data (`body`)",
}


def pages() -> dict[str, str]:
    """Name of a file in content/handbook -> the text it is to hold."""
    return {
        "commands.md": "\n".join(_commands()),
        "keys.md": "\n".join(_keys()),
        "conditions.md": "\n".join(_conditions()),
    }


def _commands() -> Iterator[str]:
    yield _HEAD.format(title="Commands", standfirst="What each command says of itself.")
    context = click.Context(group, info_name="publisher", max_content_width=_WIDTH)
    for heading, rows in GROUPS.items():
        yield f"## {heading}\n"
        for name in rows:
            command = group.get_command(context, name)
            assert command
            inner = click.Context(
                command,
                info_name=f"publisher {name}",
                terminal_width=_WIDTH,
                max_content_width=_WIDTH,
            )
            told = "\n".join(line.rstrip() for line in command.get_help(inner).splitlines())
            yield f"### publisher {name}\n"
            yield f"```\n{told.strip()}\n```\n"


def _keys() -> Iterator[str]:
    yield _HEAD.format(
        title="Keys of articles and editions",
        standfirst="Every key that may be written, in a sentence; publisher schema prints the same"
        " for editors and programs.",
    )
    for name, rows in meanings().items():
        yield f"## {_CLASSES[name]}\n"
        for key, meaning in rows.items():
            yield f"`{key}`\n: {meaning}\n"


def _conditions() -> Iterator[str]:
    yield _HEAD.format(
        title="Conditions and kinds of permission",
        standfirst="What licences and permissions ask for, by the names that files use.",
    )
    yield "## Conditions\n\nThe names that stand under `conditions` and `declares`.\n"
    for each in ConditionId:
        yield f"`{each.value}`\n: {_clause(each.value)}\n"
    yield "## Kinds of permission\n\nThe names that stand under `kind`, with what each asks for.\n"
    for name, kind in sorted(kinds().items()):
        asked = ", ".join(f"`{ask.id.value}`" for ask in kind.asks)
        yield f"`{name}`\n: {asked or 'nothing'}\n"


def _clause(name: str) -> str:
    """What is open where the condition is not met, as a sentence."""
    words = clauses().get(name, "A duty of pages on the web; a book has none of it")
    return f"{words[0].upper()}{words[1:]}."
