"""Pictures of a page: every form in which it offers one, and what is no picture."""

import base64
import struct
import zlib
from pathlib import Path
from urllib.parse import quote_from_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from publisher.captures import Attachment, Capture
from publisher.model.article import Asset
from publisher.model.body import Figure, Link, inlines, plain_text, walk
from publisher.readers import read
from publisher.readers.html import Page, pieces
from publisher.readers.html.offers import data_of
from publisher.readers.picture_bytes import fault_of, is_blank, media_type_of, size_of
from publisher.readers.source import SourceText

PROSE = (
    "<p>The ferry ran twice a day in summer, and once in winter when the ice allowed it, and nobody"
    " wrote the hours down.</p>"
)


def png(width: int = 90, height: int = 60, rows: bytes = b"") -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = rows or zlib.compress((b"\0" + bytes(width)) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


PNG = png()
DATA = "data:image/png;base64," + base64.b64encode(PNG).decode()
DOT = "data:image/png;base64," + base64.b64encode(png(1, 1)).decode()
SKETCH = "data:image/png;base64," + base64.b64encode(png(20, 12)).decode()
BLANK = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'/%3E"
DRAWING = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><path d='M0 0h9v9z'/></svg>"
W = "https://pics.example.org"


def page(markup: str, capture: Capture | None = None, head: str = "") -> Page:
    whole = (
        f"<html><head><link rel=canonical href='https://example.org/ferry/1'>{head}</head>"
        f"<body><article><h1>The ferry</h1>{PROSE}{markup}{PROSE}</article></body></html>"
    )
    source = SourceText.of(
        "page.html", whole.encode(), capture=capture or Capture(name="page.html")
    )
    return pieces(source)


def shown(read_page: Page) -> list[Asset]:
    assets = {asset.id: asset for asset in read_page.hints.assets}
    blocks = tuple(piece.block for piece in read_page.pieces if piece.block)
    return [assets[block.asset] for block in walk(blocks) if isinstance(block, Figure)]


@pytest.mark.parametrize(
    ("markup", "url"),
    [
        (f"<img src='{W}/s.png' srcset='{W}/s.png 1x, {W}/l.png 2x'>", "l.png"),
        (f"<img src='{BLANK}' data-lazy-srcset='{W}/s.png 200w, {W}/l.png 900w'>", "l.png"),
        (f"<img src='{DOT}' data-src='{W}/l.png'>", "l.png"),
        (f"<img src='{SKETCH}' data-flickity-lazyload-src='{W}/l.png'>", "l.png"),
        (f"<img src='{W}/s.png' data-original='{W}/l.png'>", "l.png"),
        (f"<img src='{W}/s.png' data-full-url='{W}/l.png'>", "l.png"),
        (f"<img src='{W}/grey.gif' data-echo-img='{W}/l.jpeg'>", "l.jpeg"),
        (f"<img src='{W}/l.png' data-low-res-src='{W}/s.png'>", "l.png"),
        (f"<img src='{W}/l.png' data-page-url='{W}/post/7'>", "l.png"),
        (f"<img src='{W}/l.png' data-url='{W}/post/7'>", "l.png"),
        (
            f"<picture><source srcset='{W}/l.webp 800w'><img src='{W}/s.png'></picture>",
            "l.webp",
        ),
        (
            f"<picture><source type='image/jxl' srcset='{W}/x.jxl'><img src='{W}/l.png'></picture>",
            "l.png",
        ),
        (f"<noscript><img src='{W}/l.png'></noscript>", "l.png"),
        (f"<img class=lazy><noscript><img src='{W}/l.png'></noscript>", "l.png"),
        (f"<span><img></span><noscript><img src='{W}/l.png'></noscript>", "l.png"),
        (f"<noscript><img src='{W}/l.png'></noscript><img data-x='1'>", "l.png"),
        (f"<img src='{W}/l-80x60.png'><noscript><img src='{W}/l.png'></noscript>", "l-80x60.png"),
        ("<img src='/pics/l.png'>", "l.png"),
    ],
)
def test_one_picture_is_shown_from_the_best_address_the_page_offers(markup: str, url: str) -> None:
    (asset,) = shown(page(f"<figure>{markup}</figure>"))
    assert asset.url.rpartition("/")[2] == url


def test_a_picture_in_noscript_beside_another_one_is_shown_as_well() -> None:
    markup = (
        f"<div><img src='{W}/a.png' alt=A><noscript><img src='{W}/b.png' alt=B></noscript></div>"
    )
    assert [asset.alt for asset in shown(page(markup))] == ["A", "B"]


@pytest.mark.parametrize(
    ("address", "data"),
    [
        (DATA, PNG),
        (DATA.replace("base64,", "base64,\n "), PNG),
        (f"data:image/png,{quote_from_bytes(PNG)}", PNG),
        (f"data:image/svg+xml;charset=utf-8,{quote_from_bytes(DRAWING)}", DRAWING),
        (f"data:image/svg+xml;utf8,{DRAWING.decode()}", DRAWING),
        (f"DATA:text/plain;base64,{base64.b64encode(DRAWING).decode()}", DRAWING),
    ],
)
def test_a_picture_that_stands_in_the_page_has_its_bytes_from_there(
    address: str, data: bytes
) -> None:
    (asset,) = shown(page(f'<figure><img src="{address}" alt="The pier"></figure>'))
    assert (asset.data, asset.alt, asset.url) == (data, "The pier", "")
    assert asset.file.startswith("page_files/")


@given(st.binary(max_size=60))
def test_any_bytes_come_back_from_a_data_address_in_both_spellings(data: bytes) -> None:
    assert data_of("data:;base64," + base64.urlsafe_b64encode(data).decode().rstrip("=")) == data
    assert data_of("data:," + quote_from_bytes(data)) == data


def test_a_picture_parked_in_a_style_sheet_is_shown_where_it_is_called() -> None:
    sheet = f'<style>:root{{--sf-img-4: url("{DATA}")}}</style>'
    image = f"<img alt=Pier src=\"{BLANK}\" style='background-image:var(--sf-img-4)!important'>"
    (asset,) = shown(page(f"<figure>{image}</figure>", head=sheet))
    assert asset.data == PNG


@pytest.mark.parametrize("address", [f"{W}/a/l.png", "cid:part1@x"])
def test_a_picture_that_came_with_the_page_is_found_by_its_name(address: str) -> None:
    capture = Capture(name="page.mhtml", attachments=(Attachment(address=address, data=PNG),))
    set_of = f"srcset='{W}/none.png 900w, {address} 90w' src=''"
    (asset,) = shown(page(f"<figure><img {set_of}></figure>", capture))
    assert (asset.data, asset.url) == (PNG, "" if address.startswith("cid:") else address)


def test_the_best_file_that_lies_beside_the_page_is_shown(tmp_path: Path) -> None:
    (tmp_path / "img").mkdir()
    (tmp_path / "img" / "m.png").write_bytes(PNG)
    (tmp_path / "p.html").write_text(
        f"<article><h1>Ferry</h1>{PROSE}<figure><img src='img/s.png' srcset='img/s.png 9w,"
        f" img/m.png 90w, {W}/l.png 900w'></figure>{PROSE}</article>"
    )
    (asset,) = read(tmp_path / "p.html").article.assets
    assert (asset.file, asset.data, asset.url) == ("img/m.png", PNG, f"{W}/l.png")


@pytest.mark.parametrize("folder", ["Ferry_files", "Ferry-Dateien", "images", "../pics", "."])
def test_a_path_beside_the_page_is_no_address_on_the_web(folder: str) -> None:
    (asset,) = shown(page(f"<figure><img src='{folder}/pier.png' alt='The pier'></figure>"))
    assert (asset.url, asset.alt) == ("", "The pier")


def test_a_path_has_the_address_that_the_page_states_for_all_its_paths() -> None:
    base = "<base href='https://example.org/pics/'>"
    (asset,) = shown(page("<figure><img src='pier.png'></figure>", head=base))
    assert asset.url == "https://example.org/pics/pier.png"


def test_a_picture_whose_page_gives_it_no_height_is_no_counter() -> None:
    (asset,) = shown(page(f"<p><img src='{W}/pier.png' width=570 height=0 alt='The pier'></p>"))
    assert asset.alt == "The pier"
    assert not shown(page(f"<p><img src='{W}/a.gif' width=0 height=0></p>"))


def test_a_caption_behind_its_figure_is_the_figure_s() -> None:
    bare = f"<figure><img src='{W}/pier.png'></figure>"
    read = page(f"<div>{bare}<figcaption>The pier in spring.</figcaption></div>")
    (figure,) = (piece.block for piece in read.pieces if isinstance(piece.block, Figure))
    assert plain_text((figure,)) == "The pier in spring."


@pytest.mark.parametrize("name", ["race-track.png", "count.jpg", "pixel-art.gif", "grey-heron.png"])
def test_no_word_in_a_name_makes_a_picture_a_counter(name: str) -> None:
    assert len(shown(page(f"<figure><img src='{W}/{name}'></figure>"))) == 1


@pytest.mark.parametrize(
    "markup",
    [
        f"<img src='{W}/a.gif' width=1 height=1>",
        f"<img src='{W}/a.gif' style='width:1px;height:1px'>",
        "<img src='https://b.scorecardresearch.com/p?c1=2'>",
        "<img src='//counter.example.org/7/a.gif'>",
    ],
)
def test_a_counter_is_left_out_and_told(markup: str) -> None:
    read_page = page(f"<p>{markup}</p>")
    assert not shown(read_page)
    assert [piece.addresses for piece in read_page.pieces if piece.region == "metadata"]


def test_the_same_file_twice_has_the_words_of_each_place() -> None:
    figures = "".join(
        f"<figure><img src='{W}/pier.png' alt='{alt}'><figcaption>{alt}."
        f" <span class=credit>{credit}</span></figcaption></figure>"
        for alt, credit in (("At dawn", "A. Lens"), ("At dusk", "B. Lens"), ("At dusk", "B. Lens"))
    )
    found = [(asset.id, asset.alt, asset.credit) for asset in shown(page(figures))]
    assert found == [
        ("picture-1", "At dawn", "A. Lens"),
        ("picture-2", "At dusk", "B. Lens"),
        ("picture-2", "At dusk", "B. Lens"),
    ]


def test_a_film_is_its_poster_and_its_title_leading_to_it() -> None:
    read_page = page(
        f"<video poster='{W}/still.jpg' title='How the lock fills'><source src='{W}/lock.mp4'></video>"
    )
    (asset,) = shown(read_page)
    blocks = tuple(piece.block for piece in read_page.pieces if piece.block)
    (link,) = [inline for inline in inlines(blocks) if isinstance(inline, Link)]
    assert (asset.url, asset.alt) == (f"{W}/still.jpg", "How the lock fills")
    assert (link.address, plain_text(blocks).count("How the lock fills")) == (f"{W}/lock.mp4", 1)


def test_a_picture_that_lies_nowhere_keeps_its_place_for_its_words() -> None:
    (asset,) = shown(page("<figure><img alt='The pier'><figcaption>In March</figcaption></figure>"))
    assert (asset.alt, asset.file, asset.url) == ("The pier", "", "")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (None, "not beside the page"),
        (b"", "empty"),
        (b"<!DOCTYPE html><title>403</title><svg></svg>", "HTML"),
        (PNG[:-20], "cut short"),
        (b"Not Found", "no picture"),
        (png(rows=b"\0no rows of a picture"), "cannot be read"),
        (png(9000, 9000, rows=zlib.compress(b"")), "million pixels"),
        (
            b"<!DOCTYPE s [<!ENTITY e 'x'>]><svg xmlns='http://www.w3.org/2000/svg'><g/></svg>",
            "ent",
        ),
    ],
)
def test_a_picture_that_cannot_be_used_keeps_its_place_and_is_told(
    tmp_path: Path, data: bytes | None, told: str
) -> None:
    if data is not None:
        (tmp_path / "pier.jpg").write_bytes(data)
    (tmp_path / "p.html").write_text(
        f"<article><h1>Ferry</h1>{PROSE}<figure><img src='pier.jpg' alt='The pier'></figure>"
        f"{PROSE}</article>"
    )
    reading = read(tmp_path / "p.html")
    (asset,) = reading.article.assets
    assert (asset.alt, asset.file, asset.data) == ("The pier", "", b"")
    (remark,) = [one for one in reading.remarks if "pier.jpg" in one]
    assert told in remark
    assert remark.startswith("line 1: ")


def test_a_picture_within_the_page_that_cannot_be_decoded_stops_nothing(tmp_path: Path) -> None:
    broken = base64.b64encode(png(rows=b"no rows")).decode()
    (tmp_path / "p.html").write_text(
        f"<article><h1>Ferry</h1>{PROSE}<figure><img src='data:image/png;base64,{broken}'"
        f" alt='The pier'></figure><p><img src='{DATA}' alt='The bay'></p>{PROSE}</article>"
    )
    reading = read(tmp_path / "p.html")
    pier, bay = reading.article.assets
    assert (pier.alt, pier.data, bay.alt, bay.data) == ("The pier", b"", "The bay", PNG)
    assert [one for one in reading.remarks if "cannot be used: it cannot be read" in one]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF"])
def test_the_bytes_of_a_picture_tell_its_kind_and_that_it_is_whole(
    tmp_path: Path, kind: str
) -> None:
    Image.effect_noise((80, 50), 40).convert("RGB").save(tmp_path / "p", kind)
    data = (tmp_path / "p").read_bytes()
    assert (media_type_of(data), fault_of(data)) == (f"image/{kind.lower()}", "")
    assert size_of(data) in {(80, 50), (0, 0)}
    assert not is_blank(data)
    if kind in {"PNG", "JPEG", "GIF", "WEBP"}:
        assert fault_of(data[:-9]) == "it is cut short or damaged"
