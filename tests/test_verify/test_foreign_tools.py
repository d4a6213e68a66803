"""Files that pandoc, calibre and WeasyPrint make of the samples.

Verify never crashes on them, and names what each of them lost.
"""

import importlib.util
import shutil
import subprocess
from pathlib import Path

import pytest

from publisher.build import Order, build_edition
from publisher.cli import main
from publisher.model.edition import Edition
from publisher.readers import read_edition
from publisher.verify import examine
from publisher.verify.report import Report
from tests.patience import PATIENCE
from tests.test_verify.everything import ORDER

CHECKOUT = Path(__file__).resolve().parents[2]
ARTICLES = sorted(
    path
    for path in CHECKOUT.glob("content/articles/*/article.*")
    if path.suffix in {".md", ".html"}
)
COURSE = CHECKOUT / "content" / "editions" / "course-reader.yaml"


def pandoc(source: Path, target: Path, *options: str) -> Path:
    if importlib.util.find_spec("pypandoc") is None:
        pytest.skip("pypandoc-binary is not installed: files of pandoc are not judged")
    import pypandoc

    subprocess.run(
        [pypandoc.get_pandoc_path(), str(source), "-o", str(target), *options],
        check=True,
        capture_output=True,
        cwd=source.parent,
    )
    return target


def sound(report: Report) -> None:
    """A report that a person can use.

    Nothing about a crash, each finding under a rule, what cannot be known said.
    """
    assert report.unjudged
    assert all(finding.severity in {"error", "warning", "note"} for finding in report.findings)
    assert "unreadable" not in {finding.code for finding in report.findings}


@pytest.fixture(scope="module")
def edition() -> Edition:
    return read_edition(COURSE)


@pytest.fixture(scope="module")
def built(edition: Edition) -> bytes:
    return (
        build_edition(
            edition, Order(theme=ORDER.theme, moment=ORDER.moment, on=ORDER.on, formats=("epub",))
        )
        .files[0]
        .data
    )


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.parent.name)
def test_an_epub_of_pandoc_is_judged(path: Path, tmp_path: Path) -> None:
    made = pandoc(path, tmp_path / "made.epub")
    report = examine(made.read_bytes(), str(made))
    sound(report)
    assert report.mode == "none"


def test_what_pandoc_loses_is_named(edition: Edition, built: bytes, tmp_path: Path) -> None:
    (tmp_path / "ours.epub").write_bytes(built)
    made = pandoc(tmp_path / "ours.epub", tmp_path / "theirs.epub")
    report = examine(made.read_bytes(), str(made), edition)
    sound(report)
    found = {finding.code for finding in report.findings}
    assert {"record-missing", "metadata-missing"} <= found
    assert not report.ok


@pytest.mark.parametrize("path", ARTICLES[:3], ids=lambda path: path.parent.name)
def test_a_pdf_of_weasyprint_is_judged(path: Path, tmp_path: Path) -> None:
    import weasyprint

    page = pandoc(path, tmp_path / "page.html", "-s")
    (tmp_path / "made.pdf").write_bytes(
        weasyprint.HTML(filename=str(page), base_url=str(path.parent)).write_pdf() or b""
    )
    report = examine((tmp_path / "made.pdf").read_bytes(), "made.pdf")
    sound(report)
    assert {"packet-absent", "untagged"} <= {finding.code for finding in report.findings}


def test_what_calibre_loses_is_named(edition: Edition, built: bytes, tmp_path: Path) -> None:
    convert = shutil.which("ebook-convert")
    if convert is None:
        pytest.skip("calibre is not installed: its files are not judged")
    (tmp_path / "ours.epub").write_bytes(built)
    subprocess.run(
        [convert, "ours.epub", "theirs.epub"],
        check=True,
        capture_output=True,
        cwd=tmp_path,
        timeout=PATIENCE,
    )
    report = examine((tmp_path / "theirs.epub").read_bytes(), "theirs.epub", edition)
    sound(report)
    found = {finding.code for finding in report.findings}
    assert {
        "record-missing",
        "metadata-missing",
    } <= found, "calibre drops dc:source, dc:rights of articles and the record"


def test_a_file_is_compared_with_its_source_block_by_block(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "source.md"
    source.write_text(
        "---\ntitle: A page of words\nrights:\n  basis: own-work\n---\n\nThe first words stand"
        " here.\n\nThe second words stand there.\n",
        "utf-8",
    )
    plain = tmp_path / "plain.md"
    plain.write_text(source.read_text("utf-8").replace("rights:\n  basis: own-work\n", ""), "utf-8")
    made = pandoc(plain, tmp_path / "made.epub", "--metadata=lang:en")
    assert (
        main(
            [
                "verify",
                str(made),
                "--against",
                str(source),
                "--report",
                str(tmp_path / "proof.json"),
            ]
        )
        == 0
    )
    assert (
        "“A page of words”: 3 of 3 blocks as in the source; word for word"
        in capsys.readouterr().out
    )
    source.write_text(
        source.read_text("utf-8").replace("second words", "second sentences"), "utf-8"
    )
    assert main(["verify", str(made), "--against", str(source)]) == 1
    said = capsys.readouterr()
    assert "2 of 3 blocks as in the source; first difference" in said.out
    assert "block 3 of 3: " in said.err
