"""A cover that the edition's maker brings.

Used in place of the drawn one, its rights told, its faults in one line.
"""

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from PIL import Image, ImageFile

from publisher.build import Order, assessed, build_edition
from publisher.cli import main
from publisher.errors import SourceError
from publisher.model.edition import Edition, clock
from publisher.readers import read_edition
from publisher.rendering.compose import book_of
from publisher.rendering.theme import load_theme
from publisher.rights.record_reader import recall
from publisher.targets.devices import load_device
from publisher.verify import verify_bytes
from publisher.verify.outside_judges import ask
from publisher.writers.epub import writer as epub
from publisher.writers.epub.container import freeze

NAMES = {"x": "http://www.w3.org/1999/xhtml", "o": "http://www.idpf.org/2007/opf"}
ARTICLE = (
    "---\ntitle: One text\nlanguage: en\nrights:\n  basis: own-work\n---\n\nWords of a text.\n"
)
COVER = """  file: cover.png
  alt: A yellow lamp above the words A small reader
  credit: "Painting: A. Painter"
  holder: Lamps Ltd
  url: https://example.org/lamp
  licence:
    id: CC-BY-SA-4.0
"""


def picture(width: int = 1200, height: int = 1800, form: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), (240, 200, 40)).convert("P" if form == "GIF" else "RGB").save(
        out, form
    )
    return out.getvalue()


def written(folder: Path, cover: str = COVER, data: bytes | None = None) -> Path:
    (folder / "one.md").write_text(ARTICLE)
    (folder / "cover.png").write_bytes(picture() if data is None else data)
    (folder / "reader.yaml").write_text(
        "title: A small reader\nlanguage: en\nrights:\n  basis: own-work\narticles:\n  -"
        f" one.md\ncover:\n{cover}"
    )
    return folder / "reader.yaml"


def tree(data: bytes) -> Any:  # the stubs of lxml give xpath as a union of all that it can be
    return etree.fromstring(data)


def members(edition: Edition) -> dict[str, bytes]:
    data = epub.write(book_of(edition, load_theme()), load_theme())
    assert not verify_bytes(data, "e.epub").findings
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        return {name: container.read(name) for name in container.namelist()}


def test_the_maker_s_cover_stands_in_place_of_the_drawn_one_with_its_rights(tmp_path: Path) -> None:
    files = members(read_edition(written(tmp_path)))
    root, page, sources = (
        tree(files["EPUB/content.opf"]),
        tree(files["EPUB/cover.xhtml"]),
        tree(files["EPUB/sources.xhtml"]),
    )
    assert files["EPUB/images/cover.png"] == picture()
    assert root.xpath("//o:item[@properties='cover-image']/@id", namespaces=NAMES) == [
        "cover-image"
    ]
    assert page.xpath("//x:img/@alt", namespaces=NAMES) == [
        "A yellow lamp above the words A small reader"
    ]
    told = {
        node.get("property") or node.get("rel"): node.text or node.get("href")
        for node in root.xpath("//*[@refines='#cover-image']")
    }
    assert told == {
        "dcterms:rights": "Painting: A. Painter",
        "dcterms:rightsHolder": "Lamps Ltd",
        "dcterms:source": "https://example.org/lamp",
        "dcterms:license cc:license": "https://creativecommons.org/licenses/by-sa/4.0/",
    }
    words = " ".join(sources.xpath("string(//x:p[@class='edition'])", namespaces=NAMES).split())
    assert all(
        word in words
        for word in (
            "Painting: A. Painter",
            "Lamps Ltd",
            "example.org/lamp",
            "creativecommons.org/licenses/by-sa/4.0/",
        )
    )
    assert "visual" in [
        node.text for node in root.iterfind(".//o:meta[@property='schema:accessMode']", NAMES)
    ]


def test_the_record_gives_the_cover_back_but_for_its_bytes(tmp_path: Path) -> None:
    edition = read_edition(written(tmp_path))
    there = recall(book_of(edition, load_theme()).record, "e").cover
    assert there
    assert edition.cover
    assert (there.alt, there.credit, there.holder, there.url, there.licence) == (
        edition.cover.alt,
        edition.cover.credit,
        edition.cover.holder,
        edition.cover.url,
        edition.cover.licence,
    )


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("content.opf", b"Painting: A. Painter", b"Painting: Somebody", "metadata-changed"),
        (
            "content.opf",
            b'refines="#cover-image">Lamps Ltd',
            b'refines="#cover-image">',
            "metadata-missing",
        ),
        ("sources.xhtml", b"Painting: A. Painter", b"Painting: B. Painter", "notice-missing"),
        ("sources.xhtml", b"Lamps Ltd", b"", "fact-missing"),
        (
            "sources.xhtml",
            b'class="edition"',
            b'class="edition" hidden="hidden"',
            "notice-hidden",
        ),
    ],
)
def test_a_cover_whose_rights_were_tampered_with_is_found(
    tmp_path: Path, name: str, old: bytes, new: bytes, code: str
) -> None:
    files = members(read_edition(written(tmp_path)))
    assert old in files[f"EPUB/{name}"]
    files[f"EPUB/{name}"] = files[f"EPUB/{name}"].replace(old, new)
    assert code in {finding.code for finding in verify_bytes(freeze(files), "e.epub").findings}


def test_a_cover_of_which_nothing_is_said_is_asked_about(tmp_path: Path) -> None:
    path = written(tmp_path, "  file: cover.png\n  alt: A lamp\n")
    path.write_text(path.read_text().replace("rights:\n  basis: own-work\n", ""))
    edition = read_edition(path)
    asked = [
        found.condition
        for found in assessed(edition, clock(edition).date())
        if "'cover'" in found.sentence
    ]
    assert asked == ["picture-credit", "picture-licence"]
    path.write_text(path.read_text().replace("  alt: A lamp\n", "  alt: A lamp\n  holder: B\n"))
    theirs = read_edition(path)
    ours = replace(theirs, imprint="b, Hull")  # which needs no licence for what is its own
    conditions = [
        [one.condition for one in assessed(each, clock(each).date()) if "'cover'" in one.sentence]
        for each in (theirs, ours)
    ]
    assert conditions == [["picture-licence"], []]


@pytest.mark.parametrize(
    ("cover", "data", "line"),
    [
        (
            "  file: none.png\n  alt: A lamp\n",
            None,
            "reader.yaml:8:9: there is no picture 'none.png'; add the file, or take the cover out",
        ),
        (
            "  file: ../cover.png\n  alt: A lamp\n",
            None,
            (
                "reader.yaml:8:9: the picture '../cover.png' is outside the edition's folder; put"
                " it below it"
            ),
        ),
        (
            "  file: one.md\n  alt: A lamp\n",
            None,
            "'one.md' is not a picture that can be read; save it as PNG, JPEG or SVG",
        ),
        ("  file: cover.png\n", None, "alt"),
        ("  file: cover.png\n  alt: ' '\n", None, "a cover needs its alt"),
        (
            "  file: cover.png\n  alt: A lamp\n",
            picture()[:60],
            "cover.png: the picture cannot be read",
        ),
        ("  file: cover.png\n  alt: A lamp\n  colour: red\n", None, "unknown key 'colour'"),
    ],
)
def test_a_cover_that_cannot_be_used_gives_one_line(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    cover: str,
    data: bytes | None,
    line: str,
) -> None:
    path = written(tmp_path, cover, data)
    assert main(["build", str(path), "-o", str(tmp_path / "out"), "--format", "epub"]) == 1
    told = capsys.readouterr().err.strip().splitlines()
    assert [line in one for one in told] == [True], told
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("device", "size", "line"),
    [
        ("kindle", (600, 900), "Kindle, by Send to Kindle takes no less than 625 × 1000"),
        ("google", (600, 900), "takes no less than 640 × 640"),
        ("apple", (1200, 1800), "takes no less than 1400 × 1400"),
        ("kobo", (600, 900), ""),
        ("kindle", (1200, 1800), ""),
        ("google", (5000, 5000), ""),
    ],
)
def test_a_cover_is_judged_by_the_sizes_that_a_device_takes(
    tmp_path: Path, device: str, size: tuple[int, int], line: str
) -> None:
    edition = read_edition(written(tmp_path, data=picture(*size)))
    order = Order(
        theme=load_theme(),
        moment=clock(edition),
        on=clock(edition).date(),
        formats=(),
        devices=(load_device(device),),
    )
    (file,) = build_edition(edition, order).files
    assert [line in remark for remark in file.remarks] == ([True] if line else [])
    with zipfile.ZipFile(io.BytesIO(file.data)) as container:
        made = Image.open(io.BytesIO(container.read("EPUB/images/cover.png")))
    assert max(made.size) <= load_device(device).pictures.side


def test_a_file_that_ends_too_early_is_refused_whatever_another_library_makes_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # as WeasyPrint does when it is loaded
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    edition = read_edition(written(tmp_path, data=picture()[:60]))
    with pytest.raises(SourceError, match="cannot be read"):
        book_of(edition, load_theme())
    assert ImageFile.LOAD_TRUNCATED_IMAGES


def test_a_moving_cover_is_a_still_one_for_kobo(tmp_path: Path) -> None:
    edition = read_edition(written(tmp_path, data=picture(form="GIF")))
    order = Order(
        theme=load_theme(),
        moment=clock(edition),
        on=clock(edition).date(),
        formats=(),
        devices=(load_device("kobo"),),
    )
    with zipfile.ZipFile(io.BytesIO(build_edition(edition, order).files[0].data)) as container:
        assert "EPUB/images/cover.png" in container.namelist()


def test_a_small_cover_is_told_without_a_device_too_and_a_drawing_where_bitmaps_are_asked_for(
    tmp_path: Path,
) -> None:
    small = read_edition(written(tmp_path, data=picture(200, 300)))
    order = Order(
        theme=load_theme(),
        moment=clock(small),
        on=clock(small).date(),
        formats=("epub",),
        devices=(load_device("kindle"),),
    )
    assert all(
        "200 × 300 pixels" in remark
        for file in build_edition(small, order).files
        for remark in file.remarks
    )
    drawn = read_edition(
        written(
            tmp_path,
            data=(
                b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9"'
                b' height="9"/></svg>'
            ),
        )
    )
    usual, kindle = build_edition(drawn, order).files
    assert usual.remarks == ()
    assert "shows a cover only as a bitmap" in kindle.remarks[0]


@pytest.mark.slow
def test_epubcheck_takes_an_epub_with_its_maker_s_cover(tmp_path: Path) -> None:
    edition = read_edition(written(tmp_path))
    (tmp_path / "e.epub").write_bytes(epub.write(book_of(edition, load_theme()), load_theme()))
    epubcheck = next(iter(ask(tmp_path / "e.epub")))  # the others: tests/test_judges.py
    assert epubcheck.passed is not False, epubcheck.says
