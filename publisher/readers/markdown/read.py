"""Markdown → Reading: ours strictly, anybody else's as a capture."""

from collections.abc import Iterator
from dataclasses import replace

from publisher.errors import Fault, SchemaError, SourceError
from publisher.model.article import Article
from publisher.readers.markdown.foreign.origin import is_foreign, may_be_foreign
from publisher.readers.markdown.nodes import TooDeepError
from publisher.readers.markdown.own.blocks import Found, blocks_of
from publisher.readers.markdown.parser import DEEPEST, nodes
from publisher.readers.pull_quotes import pulls_told
from publisher.readers.source import Reading, SourceText
from publisher.schema.decode import attempt
from publisher.schema.locate import LARGEST, Located, front_matter, load_yaml
from publisher.text import is_legal


def read(source: SourceText) -> Reading:
    """The article of a Markdown file.

    Strictly if its front matter is ours, else recognised as a capture; so is a file of which
    nothing tells whose it is, where our form refuses its text.

    Refuses with SchemaError every fault of our form at once, each at its line.
    """
    if is_foreign(source):
        return _foreign(source)
    front = front_matter(source.text)
    if front is None:
        raise SourceError(
            source.name, 1, 1, "the front matter has no end; put a line `---` behind it"
        )
    located = load_yaml(front.text, first_line=2)
    faults = [*located.faults, *_unwritable(source.text)]
    if isinstance(located.data, dict) and "body" in located.data:
        line, column = located.place(("body",))
        faults.append(
            Fault(
                line=line,
                column=column,
                message="unknown key 'body'; the text stands below the front matter",
            )
        )
        located = replace(
            located, data={key: item for key, item in located.data.items() if key != "body"}
        )
    head, found = attempt(located, Article)
    pictures = pictures_named(located)
    text = body(front.body, first_line=front.body_line, pictures=pictures)
    faults = sorted({*faults, *found, *text.faults})
    if (faults or head is None) and may_be_foreign(source):
        return _foreign(source)  # no more than a title, and a text that our form refuses
    if faults or head is None:
        raise SchemaError(source.name, tuple(faults))
    assets = tuple(
        replace(asset, alt=asset.alt or text.alts.get(asset.id, "")) for asset in head.assets
    )
    article = replace(head, body=text.blocks, assets=assets)
    if told := pulls_told(located, article):
        raise SchemaError(source.name, told)
    return Reading(article=article, steps=text.steps)


def _foreign(source: SourceText) -> Reading:
    from publisher.readers.markdown.foreign.article import read_foreign

    return read_foreign(source, nodes)


def body(text: str, *, first_line: int, pictures: dict[str, tuple[str, str]]) -> Found:
    """What a text in our strict form holds.

    pictures   what a picture's address may be (an asset's id or file) → the asset's id, and its alt
               text.
    """
    if len(text) > LARGEST:
        return Found(
            (),
            {},
            [
                Fault(
                    line=first_line,
                    message=f"a text of {len(text)} characters, more than {LARGEST}; divide it",
                )
            ],
        )
    try:
        tree = nodes(text, first_line=first_line, strict=True)
    except TooDeepError as error:
        return Found(
            (),
            {},
            [
                Fault(
                    line=error.line,
                    message=(
                        f"blocks within blocks, more than {DEEPEST} levels deep; write it flatter"
                    ),
                )
            ],
        )
    return blocks_of(tree, text.split("\n"), first_line, pictures)


def pictures_named(located: Located) -> dict[str, tuple[str, str]]:
    """What a picture's address in the text may be → (the asset's id, its alt text).

    Of every asset whose id, file and alt are text; what else is wrong with one is told where the
    record is decoded.
    """
    assets = located.data.get("assets") if isinstance(located.data, dict) else None
    known: dict[str, tuple[str, str]] = {}
    for asset in assets if isinstance(assets, list) else ():
        written = asset if isinstance(asset, dict) else {}
        name, file, alt = (written.get(key, "") for key in ("id", "file", "alt"))
        if name and isinstance(name, str) and isinstance(file, str) and isinstance(alt, str):
            known[file] = known[name] = (name, alt)
    return known


def _unwritable(text: str) -> Iterator[Fault]:
    """The first character that no edition can hold."""
    if not is_legal(text):
        start = next(place for place, character in enumerate(text) if not is_legal(character))
        line, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
        message = (
            f"a control character (U+{ord(text[start]):04X}) that no EPUB or PDF can hold;"
            " remove it"
        )
        yield Fault(line=line, column=column, message=message)
