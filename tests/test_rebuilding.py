"""Built again, the same edition gives the same bytes; another file is told by where it parts."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from publisher.build import Built, Order, try_edition
from publisher.cli import main
from publisher.model.edition import PicturePolicy
from publisher.rebuilding import Hints, again, judge_by_rebuilding
from publisher.rendering.theme import load_theme
from publisher.targets.devices import load_device
from publisher.verify.report import Report
from publisher.versions import versions
from tests.test_verify.everything import EDITION, ORDER

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def built() -> Built:
    made = try_edition(EDITION, replace(ORDER, devices=(load_device("kobo"), load_device("a4"))))
    assert not made.refused
    return made


def of(built: Built, ending: str) -> tuple[str, bytes]:
    """Name and bytes of a file of the edition."""
    name = f"{built.name}{ending}"
    return name, next(file.data for file in built.files if file.name == name)


@pytest.fixture
def at_once(built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is built again is there already: what it is compared with is tried, not the building."""
    monkeypatch.setattr(again, "try_edition", lambda *_: built)


def judged(data: bytes, name: str, hints: Hints | None = None) -> Report:
    """The report without what the judge finds by itself."""
    report = judge_by_rebuilding(data, name, EDITION, hints or Hints())
    own = tuple(one for one in report.findings if one.code.startswith("rebuilt-"))
    return replace(report, findings=own)


@pytest.mark.slow
@pytest.mark.parametrize("ending", [".epub", ".pdf", ".kepub.epub", ".a4.pdf"])
def test_equal_bytes_are_the_whole_proof_and_the_report_says_so(ending: str, built: Built) -> None:
    name, data = of(built, ending)
    report = judged(data, name)
    assert (report.rebuilt, report.findings) == (True, ())
    assert any(
        "built again from the edition" in line and "the same" in line for line in report.checked
    )


def repacked(data: bytes, change: Callable[[Files], object] = lambda _: None) -> bytes:
    """An EPUB with its files altered, packed by somebody else."""
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        files = {name: container.read(name) for name in container.namelist()}
    change(files)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        for name, content in files.items():
            container.writestr(name, content)
    return out.getvalue()


def swapped(ending: str, old: bytes, new: bytes) -> Callable[[Files], object]:
    """Other bytes in the first file whose name ends so and that has them."""

    def change(files: Files) -> None:
        name = next(name for name in files if name.endswith(ending) and old in files[name])
        files[name] = files[name].replace(old, new, 1)

    return change


def lost(ending: str) -> Callable[[Files], object]:
    """The first file whose name ends so taken out."""
    return lambda files: files.pop(next(name for name in files if name.endswith(ending)))


# How an EPUB is altered → what the first finding says of it: the place and the sentence.
ALTERED: dict[str, tuple[Callable[[Files], object], str, str]] = {
    "a word of a page": (
        swapped(".xhtml", b"</h1>", b"!</h1>"),
        ".xhtml",
        "page: <h1",
    ),
    "a property of the package": (
        swapped(".opf", b"en-GB</dc:language>", b"fr</dc:language>"),
        "dc:language",
        "metadata: the file says “fr”, the edition gives “en-GB”",
    ),
    "a value of the record": (
        swapped(".jsonld", b'"inLanguage": "en-GB"', b'"inLanguage": "fr"'),
        "record.1.inLanguage",
        "record: the file says “fr”, the edition gives “en-GB”",
    ),
    "the contents": (swapped("nav.xhtml", b"</a>", b" 2</a>"), "nav.xhtml", "contents: <a"),
    "a picture": (swapped(".png", b"IEND", b"IENd"), ".png", "picture: the file has another one"),
    "a style sheet": (
        swapped(".css", b"{", b"{color: red;"),
        ".css",
        "style sheet: line 4: the file says",
    ),
    "a file taken out": (lost(".css"), ".css", "style sheet: it is not in the file"),
    "a file put in": (
        lambda files: files.update({"EPUB/note.txt": b"mine"}),
        "EPUB/note.txt",
        "file: the edition gives no such file",
    ),
}


@pytest.mark.usefixtures("at_once")
@pytest.mark.slow
@pytest.mark.parametrize("way", ALTERED)
def test_an_altered_epub_is_told_by_where_it_parts_in_meaning(way: str, built: Built) -> None:
    change, place, says = ALTERED[way]
    name, data = of(built, ".epub")
    report = judged(repacked(data, change), name)
    assert report.rebuilt is False
    assert [finding.code for finding in report.findings] == ["rebuilt-differs"]
    assert report.findings[0].place.endswith(place)
    assert report.findings[0].message.startswith(says)


@pytest.mark.usefixtures("at_once")
@pytest.mark.slow
def test_an_epub_that_is_only_packed_otherwise_is_told_as_that(built: Built) -> None:
    name, data = of(built, ".epub")
    (finding,) = judged(repacked(data), name).findings
    assert (finding.code, finding.severity) == ("rebuilt-packed", "note")
    assert "the same files" in finding.message


def reworked(data: bytes, change: Callable[[pikepdf.Pdf], object] = lambda _: None) -> bytes:
    """A PDF altered and saved by somebody else."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out, fix_metadata_version=False)
    return out.getvalue()


def words_taken_out(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[1]
    shown = list(pikepdf.parse_content_stream(page))
    at = max(at for at, one in enumerate(shown) if str(one.operator) in {"Tj", "TJ"})
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(shown[:at] + shown[at + 1 :]))


def line_drawn(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].contents_add(b"q 0 0 5 5 re f Q")


def link_led_elsewhere(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        for link in page.get("/Annots", []):
            if "/A" in link and "/URI" in link.A:
                link.A.URI = pikepdf.String("https://example.com/elsewhere")
                return


def picture_blackened(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        for picture in page.get_images().values():
            picture.write(bytes(len(picture.read_bytes())))
            return


def font_exchanged(pdf: pikepdf.Pdf) -> None:
    for found in pdf.objects:
        if isinstance(found, pikepdf.Dictionary) and "/FontFile2" in found:
            found.FontFile2 = pdf.make_stream(b"no font")
            return


ALTERED_PDFS: dict[str, tuple[Callable[[pikepdf.Pdf], object], str, str]] = {
    "words of a page": (words_taken_out, "page 2", "page: the file says"),
    "a line on a page": (line_drawn, "page 2", "page: the same words, drawn otherwise"),
    "a link": (link_led_elsewhere, "page", "page: a link or another thing laid over the page"),
    "a page taken out": (
        lambda pdf: pdf.pages.__delitem__(len(pdf.pages) - 1),
        "",
        "page: the file has",
    ),
    "the title in Info": (
        lambda pdf: pdf.docinfo.__setitem__("/Title", "Another"),
        "Info Title",
        "metadata: the file says “Another”",
    ),
    "a picture": (picture_blackened, "page", "picture: the file has another one"),
    "a font": (font_exchanged, "page", "font: the file has another font"),
    "the tree": (
        lambda pdf: pdf.Root.StructTreeRoot.K[0].__setitem__("/Lang", "fr"),
        "StructTreeRoot",
        "structure: the file's structure tree",
    ),
}


@pytest.mark.usefixtures("at_once")
@pytest.mark.slow
@pytest.mark.parametrize("way", ALTERED_PDFS)
def test_an_altered_pdf_is_told_by_where_it_parts_in_meaning(way: str, built: Built) -> None:
    change, place, says = ALTERED_PDFS[way]
    name, data = of(built, ".pdf")
    report = judged(reworked(data, change), name)
    assert report.rebuilt is False
    found = [one for one in report.findings if one.message.startswith(says)]
    assert len(found) == 1, report.findings
    assert place in found[0].place
    assert {one.code for one in report.findings} == {"rebuilt-differs"}


@pytest.mark.usefixtures("at_once")
@pytest.mark.slow
def test_a_pdf_that_is_only_packed_otherwise_is_told_as_that(built: Built) -> None:
    name, data = of(built, ".pdf")
    (finding,) = judged(reworked(data), name).findings
    assert finding.code == "rebuilt-packed"


@pytest.mark.usefixtures("at_once")
@pytest.mark.slow
def test_a_record_in_a_pdf_that_was_changed_is_told_by_its_value(built: Built) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        for name in pdf.attachments:
            stream = pdf.attachments[name].obj.EF.F
            stream.write(
                stream.read_bytes().replace(b'"inLanguage": "en-GB"', b'"inLanguage": "fr"')
            )

    name, data = of(built, ".pdf")
    records = [one for one in judged(reworked(data, change), name).findings if one.message[:6]]
    assert ("record.1.inLanguage", "record: the file says “fr”, the edition gives “en-GB”") in [
        (one.place, one.message) for one in records
    ]


@pytest.mark.usefixtures("at_once")
@pytest.mark.slow
def test_other_versions_are_told_as_the_reason_and_not_as_loss(built: Built) -> None:
    name, data = of(built, ".epub")
    manifest: dict[str, Any] = {"versions": {**versions(), "ebooklib": "0.19"}}
    altered = repacked(data, swapped(".css", b"{", b"{color: red;"))
    (finding,) = judged(altered, name, Hints(manifest=manifest)).findings
    assert (finding.code, finding.severity) == ("rebuilt-elsewhere", "warning")
    assert "made with ebooklib 0.19 (here 0.20)" in finding.message
    assert judged(data, name, Hints(manifest=manifest)).rebuilt is True


@pytest.mark.slow
def test_what_the_command_line_asked_of_a_build_is_read_from_record_and_manifest() -> None:
    theme = next(name for name in ("literary", "plain") if name != EDITION.theme)
    edition = replace(EDITION, pictures=PicturePolicy.OMIT, theme=theme)
    made = try_edition(
        edition,
        Order(
            theme=load_theme(theme),
            moment=ORDER.moment,
            on=ORDER.on,
            formats=("epub",),
            catalogue=ORDER.catalogue,
        ),
    )
    (file,) = made.files
    report = judged(file.data, file.name)
    assert report.rebuilt is True
    told = next(line for line in report.checked if line.startswith("built again"))
    assert f"theme {theme}" in told
    assert "pictures omit" in told


@pytest.mark.slow
def test_the_command_builds_again_what_it_built_and_says_so_in_json_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    words = "---\ntitle: A page\nrights:\n  basis: own-work\n  holder: Ann Bell\n---\n\nWords.\n"
    Path("one.md").write_text(words, "utf-8")
    order = ("--theme", "literary", "--profile", "a-2u", "--for", "kobo", "--format", "epub,pdf")
    assert main(["build", "one.md", "-o", "out", *order]) == 0
    made = sorted(map(str, Path("out").glob("*.[ep][pd]*")))
    assert len(made) == 3
    capsys.readouterr()
    assert main(["verify", *made, "--edition", "one.md", "--rebuild", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [report["rebuilt"] for report in told["results"]] == [True] * 3
    Path("one.md").write_text(words.replace("Words.", "Other words."), "utf-8")
    assert main(["verify", "out/one.epub", "--edition", "one.md", "--rebuild"]) == 1
    assert "rebuilt-differs: page: <p" in capsys.readouterr().err


def test_there_is_nothing_to_build_again_without_an_edition(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["verify", "x.epub", "--rebuild"]) == 2
    assert "--rebuild needs --edition" in capsys.readouterr().err


def test_an_edition_that_cannot_be_built_here_proves_nothing_and_says_so(built: Built) -> None:
    name, data = of(built, ".epub")
    report = judged(data, name, Hints(theme="nonsense"))
    assert report.rebuilt is False
    (finding,) = report.findings
    assert (finding.code, finding.severity) == ("rebuilt-not", "warning")
    assert "there is no theme 'nonsense'" in finding.message


def test_a_page_of_the_usual_theme_is_built_again_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("one.txt").write_text("A title of some words\n\nA paragraph, long enough for one.\n")
    assert main(["build", "one.txt", "--format", "epub", "--publish"]) == 0
    assert main(["verify", "one.epub", "--edition", "one.txt", "--rebuild"]) == 0
