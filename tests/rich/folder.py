"""The rich sample: article.md beside this file, with 60 notes, a table over several pages and pictures of every sort added."""

import io
import json
from pathlib import Path

from PIL import Image

NOTES = 60
ROWS = 90
WHEEL = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 80"><title>A wheel</title>
<g fill="none" stroke="#335" stroke-width="8"><path d="M60 10a30 30 0 0 1 26 45"/><path d="M86 55a30 30 0 0 1-52 0"/><path d="M34 55a30 30 0 0 1 26-45"/></g>
<text x="110" y="46" font-size="16">three arcs</text></svg>"""


def _cell(words: str, **more: object) -> dict[str, object]:
    return {"children": [{"kind": "text", "text": words}], **more}


SPANS = {
    "kind": "table",
    "caption": [{"kind": "text", "text": "Cells over rows and columns"}],
    "head": [
        {"cells": [_cell("Part", header=True, rows=2), _cell("Both", header=True, columns=2)]},
        {"cells": [_cell("One", header=True), _cell("Two", header=True)]},
    ],
    "rows": [
        {
            "cells": [
                _cell(f"Head of row {number}", header=True),
                _cell(f"{number}"),
                _cell(f"{number + 1}"),
            ]
        }
        for number in (1, 2, 3)
    ],
}


def fill(folder: Path) -> Path:
    """The path of the article, written into a folder with all that belongs to it."""
    (folder / "images").mkdir(parents=True, exist_ok=True)
    _pictures(folder / "images")
    text = (Path(__file__).parent / "article.md").read_text("utf-8")
    (folder / "article.md").write_text(f"{text}\n{_table()}\n{_noted()}", "utf-8")
    return folder / "article.md"


def _table() -> str:
    rows = "\n".join(
        f"| Row {number} | {number * 7 % 101} | {number * number} | Words that say what row"
        f" {number} is for |"
        for number in range(1, ROWS + 1)
    )
    return (
        "## A table over several pages\n\n| Name | Count | Square | What it is |\n| --- | --: |"
        f" --: | :-- |\n{rows}\n\nTable: Numbers that nobody"
        f" needs\n\n```block\n{json.dumps(SPANS)}\n```\n"
    )


def _noted() -> str:
    marked = "\n\n".join(
        f"Sentence {number} has a note of its own[^{number}], and a few words more so that the page"
        " fills."
        for number in range(1, NOTES + 1)
    )
    notes = "\n\n".join(
        f"[^{number}]: Note {number} says that sentence {number} has it."
        + ("\n\n    A second paragraph of this note, with *stress*." if number % 10 == 0 else "")
        for number in range(1, NOTES + 1)
    )
    return f"## Sixty notes\n\n{marked}\n\n{notes}\n"


def _pictures(images: Path) -> None:
    Image.new("CMYK", (300, 200), (10, 220, 200, 20)).save(images / "red.jpg")
    ramp = Image.frombytes(
        "I;16",
        (256, 64),
        b"".join((x * 257).to_bytes(2, "little") for _ in range(64) for x in range(256)),
    )
    ramp.save(images / "ramp.png")
    Image.new("RGBA", (24, 24), (180, 30, 30, 255)).save(images / "dot.png")
    (images / "wheel.svg").write_text(WHEEL, "utf-8")
    exif = Image.Exif()
    exif[0x0112] = 6
    side = Image.new("RGB", (200, 100), (30, 120, 90))
    side.paste((240, 200, 40), (0, 0, 60, 100))
    out = io.BytesIO()
    side.save(out, "JPEG", exif=exif)
    (images / "turned.jpg").write_bytes(out.getvalue())
