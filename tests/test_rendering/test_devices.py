"""Files for devices: the same words and notices in each, in the size, type and name that each takes."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from PIL import Image

from publisher.build import Order, build_edition
from publisher.cli import main
from publisher.errors import SourceError
from publisher.model.article import Article, Asset, Contributor
from publisher.model.body import Figure, Paragraph, Text
from publisher.model.edition import Edition, Part, clock
from publisher.model.rights import Licence, Notice, NoticeKind, Rights
from publisher.pdffile.pages import read_pages
from publisher.rendering.compose import book_of
from publisher.rendering.theme import load_theme
from publisher.targets.devices import device_names, load_device, plain
from publisher.verify import read_evidence
from publisher.verify.outside_judges import ask
from publisher.writers.epub.kepub import kepub, spanned

NAMES = ["a4", "a5", "apple", "google", "kindle", "kobo", "letter", "phone", "remarkable"]
XHTML = "{http://www.w3.org/1999/xhtml}"


def photograph(width: int, height: int, form: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert(
        "P" if form == "GIF" else "RGB"
    ).save(out, form)
    return out.getvalue()


def edition(**given: object) -> Edition:
    article = Article(
        title="A thing seen",
        language="en",
        contributors=(Contributor(name="A. Writer", bio="A. Writer writes."),),
        rights=Rights(
            notices=(Notice(kinds=(NoticeKind.DISCLAIMER,), text="These are the author's views."),)
        ),
        assets=(
            Asset(
                id="wide",
                file="wide.jpg",
                alt="A wide thing",
                credit="Photo: A. Photographer",
                licence=Licence(id="CC0-1.0"),
                data=photograph(5000, 700),
            ),
            Asset(
                id="old",
                file="old.gif",
                alt="An old thing",
                credit="Drawing: A. Drawer",
                licence=Licence(id="CC0-1.0"),
                data=photograph(60, 40, "GIF"),
            ),
        ),
        body=(
            Paragraph(children=(Text(text="One sentence. “Another one!” A third… and the rest"),)),
            Figure(asset="wide", caption=(Text(text="Wide."),)),
            Figure(asset="old", caption=(Text(text="Old."),)),
        ),
    )
    fields: dict[str, object] = {
        "name": "things",
        "title": "Things",
        "language": "en",
        "parts": (Part(articles=(article,)),),
    }
    return Edition(**fields | given)  # type: ignore[arg-type]


def files_for(*names: str, one: Edition | None = None) -> dict[str, bytes]:
    made = one or edition()
    order = Order(
        theme=load_theme(),
        moment=clock(made),
        on=clock(made).date(),
        formats=(),
        devices=tuple(map(load_device, names)),
    )
    built = build_edition(made, order)
    assert all(file.report.ok for file in built.files)
    return {file.name: file.data for file in built.files}


def words_of(data: bytes) -> list[str]:
    return [
        " ".join(segment.text.split())
        for segment in read_evidence(data, "x").segments
        if segment.text.strip()
    ]


def test_every_device_of_the_issue_has_a_whole_profile() -> None:
    assert device_names() == NAMES
    assert all(load_device(name).ending.endswith(f".{load_device(name).format}") for name in NAMES)
    with pytest.raises(SourceError, match="no device 'walkman'; there are a4, a5"):
        load_device("walkman")


@pytest.mark.slow
def test_a_name_is_in_letters_that_the_device_takes_and_stays_apart_from_others() -> None:
    kobo, kindle = load_device("kobo"), load_device("kindle")
    assert kobo.name_of("日本語") == "日本語.kepub.epub"
    assert kindle.name_of("the-week") == "the-week.kindle.epub"
    names = {kindle.name_of(book) for book in ("日本語", "中文", "week-日本", "week-中文")}
    assert len(names) == 4
    assert all(name.isascii() for name in names)


def test_one_build_gives_each_device_its_file_with_the_same_words() -> None:
    files = files_for("kindle", "kobo", "google", "apple")
    assert list(files) == [
        "things.kindle.epub",
        "things.kepub.epub",
        "things.google.epub",
        "things.apple.epub",
    ]
    first, *others = (words_of(data) for data in files.values())
    assert any("These are the author's views." in words for words in first)
    assert all("".join(words) == "".join(first) for words in others)


def test_pictures_are_of_the_size_and_type_a_device_takes() -> None:
    files = files_for("google", "kobo")

    def pictures(name: str) -> dict[str, Image.Image]:
        with zipfile.ZipFile(io.BytesIO(files[name])) as container:
            return {
                entry: Image.open(io.BytesIO(container.read(entry)))
                for entry in container.namelist()
                if "/images/" in entry
            }

    google, kobo = pictures("things.google.epub"), pictures("things.kepub.epub")
    assert max(google["EPUB/images/a1-wide.jpg"].size) == 3200
    assert google["EPUB/images/a1-old.gif"].format == "GIF"
    assert kobo["EPUB/images/a1-old.png"].format == "PNG"  # Kobo's profile takes no GIF


@pytest.mark.slow
@pytest.mark.parametrize("name", ["a4", "letter", "phone", "remarkable", "a5"])
def test_a_page_has_the_size_and_the_margins_of_its_device(name: str) -> None:
    import pypdfium2

    (data,) = files_for(name).values()
    paper = load_device(name).paper_in(load_theme())
    assert paper
    width, height = paper.width, paper.height
    with pypdfium2.PdfDocument(data) as document:
        sizes = {tuple(round(side / 72 * 25.4) for side in page.get_size()) for page in document}
    assert sizes == {(round(width), round(height))}
    assert "author's views" in " ".join(
        " ".join(page.text.split()) for page in read_pages(data, "x.pdf")
    )


def test_a_file_that_a_device_would_refuse_is_told() -> None:
    book = book_of(edition(language="und"), load_theme())
    assert "asks for a language" in load_device("kindle").remarks(b"", book)[0]
    assert load_device("kindle").remarks(b"", book_of(edition(), load_theme())) == ()
    assert (
        "by mail"
        in load_device("kindle").remarks(bytes(60_000_000), book_of(edition(), load_theme()))[0]
    )
    assert plain("pdf").remarks(bytes(60_000_000), book) == ()


def test_kobo_s_spans_hold_every_sentence_and_picture_once() -> None:
    (data,) = files_for("kobo").values()
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        page = etree.fromstring(
            container.read(
                next(
                    name
                    for name in container.namelist()
                    if "/a1-" in name and name.endswith(".xhtml")
                )
            )
        )
    spans = [node for node in page.iter(f"{XHTML}span") if node.get("class") == "koboSpan"]
    idents = [str(node.get("id")) for node in spans]
    assert len(set(idents)) == len(idents)
    assert all(re.fullmatch(r"kobo\.\d+\.\d+", ident) for ident in idents)
    texts = [node.text for node in spans]
    for sentence in ("One sentence. ", "“Another one!” ", "A third… ", "and the rest"):
        assert sentence in texts
    assert all(str(img.getparent().get("class")) == "koboSpan" for img in page.iter(f"{XHTML}img"))  # type: ignore[union-attr]
    assert (
        page.find(f"{XHTML}body/{XHTML}div[@id='book-columns']/{XHTML}div[@id='book-inner']")
        is not None
    )


@given(st.lists(st.text(st.characters(blacklist_categories=("Cs", "Cc"))), min_size=1, max_size=6))
def test_spans_change_no_character(pieces: list[str]) -> None:
    body = etree.Element(f"{XHTML}body")
    for piece in pieces:
        paragraph = etree.SubElement(body, f"{XHTML}p")
        try:
            paragraph.text = piece
            etree.SubElement(paragraph, f"{XHTML}em").tail = piece
        except ValueError:
            continue  # not a character of XML
    html = etree.Element(f"{XHTML}html")
    html.append(body)
    given_text = "".join(map(str, html.itertext()))
    assert (
        "".join(
            map(str, etree.fromstring(spanned(etree.tostring(html, encoding="utf-8"))).itertext())
        )
        == given_text
    )


@pytest.mark.slow
def test_a_kepub_passes_epubcheck_and_is_the_same_twice(tmp_path: Path) -> None:
    (data,) = files_for("kobo").values()
    assert files_for("kobo") == {"things.kepub.epub": data}
    (tmp_path / "things.kepub.epub").write_bytes(data)
    epubcheck = next(iter(ask(tmp_path / "things.kepub.epub")))  # the others: tests/test_judges.py
    assert epubcheck.passed is not False, epubcheck.says
    # pictures differ, the words do not
    assert kepub(files_for("kindle")["things.kindle.epub"]) != data


def test_the_command_line_takes_several_devices_and_refuses_an_unknown_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text("A title\n\nWords of a text that says something.\n")
    out = tmp_path / "out"
    assert (
        main(
            [
                "build",
                str(tmp_path / "a.txt"),
                "-o",
                str(out),
                "--for",
                "kobo,kobo",
                "--for",
                "Kindle",
            ]
        )
        == 0
    )
    assert capsys.readouterr().out.split() == [
        str(out / "a.kepub.epub"),
        str(out / "a.kindle.epub"),
    ]
    assert (
        main(
            ["build", str(tmp_path / "a.txt"), "-o", str(out), "--for", "kobo", "--format", "epub"]
        )
        == 0
    )
    assert capsys.readouterr().out.split() == [str(out / "a.epub"), str(out / "a.kepub.epub")]
    assert main(["build", str(tmp_path / "a.txt"), "-o", str(out), "--for", "walkman"]) == 2
    assert "there are a4" in capsys.readouterr().err
