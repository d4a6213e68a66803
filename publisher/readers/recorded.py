"""An article in a book of ours: as it was, with the facts of the book's record.

Nothing is recognised anew: what the record says of people, sources and rights holds, and the text
is the chapter's, block by block.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from publisher.captures import Capture, parse_xml
from publisher.errors import EvidenceError, SourceError
from publisher.model.article import Asset
from publisher.model.body import plain_text
from publisher.readers.depth import flattened
from publisher.readers.links import connected
from publisher.readers.notes import settled
from publisher.readers.own_chapter import Element, OwnChapter
from publisher.readers.picture_bytes import ending_of, media_type_of
from publisher.readers.source import Reading, SourceText, Step
from publisher.rights.record_reader import recall
from publisher.schema.normal import normal_blocks, plainly_marked
from publisher.text import slug

_WORDS = 200  # characters of a block that its step shows


def read_recorded(source: SourceText) -> Reading | None:
    """The article of a chapter as its book's record has it.

    None where the record was altered, or does not speak of this chapter, or where the markup is
    not of ours: then it is a page of somebody's.
    """
    capture = source.capture
    try:
        articles = recall(capture.record, source.name).articles
    except EvidenceError:
        return None
    if not 0 < capture.recorded <= len(articles):
        return None
    known = articles[capture.recorded - 1]
    section = _section(source, capture)
    if section is None:
        return None
    files = _files(known.assets, capture)
    named = {name: ident for ident, (name, _) in files.items()}
    try:
        blocks = OwnChapter(known.assets, named).blocks(section)
    except (ValueError, IndexError):
        return None
    body = plainly_marked(connected(settled(normal_blocks(flattened(blocks)))))
    steps = tuple(
        Step(line=1, text=words, role=f"body: {block.kind}", rule="as recorded")
        for block in body
        if (words := " ".join(plain_text((block,)).split())[:_WORDS])
    )
    assets = tuple(_asset(asset, files) for asset in known.assets)
    return Reading(article=replace(known, body=body, assets=assets), steps=steps)


def _section(source: SourceText, capture: Capture) -> Element | None:
    """The section of the chapter; None where there is none, or no sound XML."""
    try:
        root = parse_xml(source.name, capture.data)
    except SourceError:
        return None
    return next(
        (one for one in root.iter("{*}section") if "article" in one.get("class", "").split()), None
    )


def _files(assets: Sequence[Asset], capture: Capture) -> Mapping[str, tuple[str, bytes]]:
    """The id of a picture → the name and the bytes of its file, as writers name these files."""
    stems: dict[str, str] = {}
    for asset in assets:
        stem, number = slug(asset.id, "picture"), 1
        while (name := stem if number == 1 else f"{stem}-{number}") in stems:
            number += 1
        stems[name] = asset.id
    found: dict[str, tuple[str, bytes]] = {}
    start = f"a{capture.recorded}-"
    for one in capture.attachments:
        name = one.address.rpartition("/")[2]
        stem = name.rpartition(".")[0].removeprefix(start)
        if name.startswith(start) and stem in stems and one.data:
            found[stems[stem]] = (name, one.data)
    return found


def _asset(asset: Asset, files: Mapping[str, tuple[str, bytes]]) -> Asset:
    """A picture as the record has it, with its bytes; without a file where there are none."""
    if asset.id not in files:
        return replace(asset, file="")
    name, data = files[asset.id]
    kind = media_type_of(data)
    file = PurePosixPath(asset.file)
    is_below = asset.file and not file.is_absolute() and ".." not in file.parts
    if not is_below or ":" in asset.file or "\\" in asset.file:
        file = PurePosixPath("images") / name
    if kind != asset.media_type:  # the edition made it into a kind that its readers show
        file = file.with_suffix(f".{ending_of(kind)}")
    drawn = () if kind == "image/svg+xml" else asset.drawn  # of a drawing, the file itself says it
    return replace(asset, file=file.as_posix(), data=data, media_type=kind, drawn=drawn)
