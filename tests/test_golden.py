"""Finished files against those that somebody has looked at.

Tests/golden/<case>/source is built, its parts are compared.

`pytest tests/test_golden.py --update-golden` writes them anew; read the difference (git diff)
before you keep it.  Of an EPUB: every page, the ways in, the package and the record; of a PDF:
words page by page, metadata, outline.  Style sheets, fonts and the bytes of pictures are other
tests' business.
"""

import difflib
import io
import re
import zipfile
from pathlib import Path

import pikepdf
import pytest

from publisher.build import Order, build_edition
from publisher.model.edition import clock
from publisher.pdffile.pages import read_pages
from publisher.readers import read_edition
from publisher.rendering.theme import load_theme
from publisher.text import squeeze

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(path.parent.parent.name for path in GOLDEN.glob("*/source/reader.yaml"))
_SHOWN = 60  # lines of a difference


def parts_of(case: str) -> dict[str, str]:
    """Name → text of everything that is compared."""
    edition = read_edition(GOLDEN / case / "source" / "reader.yaml")
    built = build_edition(
        edition,
        Order(theme=load_theme(edition.theme), moment=clock(edition), on=clock(edition).date()),
    )
    epub, pdf = (
        next(file.data for file in built.files if file.name.endswith(ending))
        for ending in (".epub", ".pdf")
    )
    with zipfile.ZipFile(io.BytesIO(epub)) as container:
        members = {
            name: container.read(name).decode()
            for name in container.namelist()
            if name.endswith((".xhtml", ".opf", ".ncx", ".jsonld", ".xml"))
        }
        listed = "\n".join(container.namelist())
    found = {f"epub/{name.replace('/', '.')}": in_lines(text) for name, text in members.items()}
    return found | {
        "epub/names": f"{listed}\n",
        **{f"pdf/{name}": text for name, text in of_pdf(pdf).items()},
    }


def in_lines(text: str) -> str:
    """Markup with a line for each element, so that a difference can be read."""
    return re.sub(r">\s*<", ">\n<", text).strip() + "\n"


def of_pdf(data: bytes) -> dict[str, str]:
    """The words of each page, what the file says of itself, and the titles of its outline."""
    pages = [
        f"--- page {number}\n{squeeze(page.text)}\n"
        for number, page in enumerate(read_pages(data, "golden.pdf"), 1)
    ]
    with pikepdf.open(io.BytesIO(data)) as opened:
        info = [f"{name}: {value}" for name, value in sorted(opened.docinfo.items())]
        packet = re.sub(
            r"WeasyPrint [\d.]+", "WeasyPrint", bytes(opened.Root.Metadata.read_bytes()).decode()
        )
        with opened.open_outline() as outline:
            titles = list(lines_of(outline.root, 0))
    return {
        "words": "\n".join(pages),
        "info": re.sub(r"WeasyPrint [\d.]+", "WeasyPrint", "\n".join(info)) + "\n",
        "xmp": in_lines(packet),
        "outline": "\n".join(titles) + "\n",
    }


def lines_of(items, depth: int):  # pikepdf's own type
    """Each title of an outline, further in the deeper it is."""
    for item in items:
        yield f"{'  ' * depth}{item.title}"
        yield from lines_of(item.children, depth + 1)


def difference(case: str, made: dict[str, str]) -> list[str]:
    """What differs from the golden files, as lines of a diff."""
    there = {
        str(path.relative_to(GOLDEN / case)): path.read_text("utf-8")
        for form in ("epub", "pdf")
        for path in sorted((GOLDEN / case / form).glob("*"))
    }
    return [
        line
        for name in sorted(there.keys() | made.keys())
        for line in difflib.unified_diff(
            there.get(name, "").splitlines(),
            made.get(name, "").splitlines(),
            f"golden/{case}/{name}",
            f"made/{name}",
            lineterm="",
            n=1,
        )
    ]


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_what_is_built_is_what_somebody_has_looked_at(
    case: str, request: pytest.FixtureRequest
) -> None:
    made = parts_of(case)
    if request.config.getoption("--update-golden"):
        for form in ("epub", "pdf"):
            (GOLDEN / case / form).mkdir(exist_ok=True)
            for stale in (GOLDEN / case / form).iterdir():
                stale.unlink()
        for name, text in made.items():
            (GOLDEN / case / name).write_text(text, "utf-8")
    lines = difference(case, made)
    shown = "\n".join(line[:300] for line in lines[:_SHOWN])
    assert not lines, (
        f"{len(lines)} lines differ; if they should, run pytest tests/test_golden.py"
        f" --update-golden and read git diff\n{shown}"
    )


def test_a_changed_word_and_a_file_that_is_gone_are_shown() -> None:
    made = {"epub/names": "changed\n"}
    lines = difference(CASES[0], made)
    assert "+changed" in lines
    assert any(line.startswith("-") and "mimetype" in line for line in lines)
    assert any(line.startswith("--- golden/") and line.endswith("content.opf") for line in lines)
