"""The real article, from capture to finished files.

Every notice to the letter, judged by tools that are not ours.
"""

import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from publisher.model.edition import alone
from publisher.readers import read_article
from publisher.rendering.compose import book_of
from publisher.rendering.theme import load_theme
from tests.apparatus import own_words_of, text_of, told_of
from tests.patience import PATIENCE

CHECKOUT = Path(__file__).resolve().parent.parent
SEED = CHECKOUT.parent / "shared" / "corpus" / "seed"
pytestmark = pytest.mark.skipif(
    not SEED.is_dir(), reason="the real article is not beside this checkout (../shared/corpus/seed)"
)
OPF = "{http://www.idpf.org/2007/opf}"


def publisher(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "publisher", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
    )


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SEED / "expected.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """(EPUB, PDF) of the article as a new user would make them."""
    folder = tmp_path_factory.mktemp("seed")
    done = publisher("build", str(SEED / "article.txt"), "-o", "out", cwd=folder)
    assert done.returncode == 0, done.stderr
    epub, pdf = (folder / line for line in done.stdout.splitlines())
    return epub, pdf


def folded(text: str) -> str:
    """Without white space: lines break where the page wants."""
    return "".join(text.split())


def spine_text(epub: Path) -> str:
    """The text of the spine's documents in reading order, read from the package alone."""
    with zipfile.ZipFile(epub) as archive:
        container = etree.parse(io.BytesIO(archive.read("META-INF/container.xml")))
        package = next(str(node.get("full-path")) for node in container.iter("{*}rootfile"))
        root = etree.parse(io.BytesIO(archive.read(package))).getroot()
        hrefs = {str(item.get("id")): str(item.get("href")) for item in root.iter(f"{OPF}item")}
        base = package.rpartition("/")[0]
        pages = [
            etree.parse(
                io.BytesIO(archive.read(f"{base}/{hrefs[str(ref.get('idref'))]}".lstrip("/")))
            ).getroot()
            for ref in root.iter(f"{OPF}itemref")
        ]
    return "\n".join(
        "".join(str(text) for text in body.itertext())
        for page in pages
        for body in page.iter("{*}body")
    )


def page_text(pdf: Path) -> str:
    """pdftotext's words in the order of the file, without the furniture that ends each page.

    By place alone pdftotext puts the folio between two columns.
    """
    if shutil.which("pdftotext") is None:
        pytest.skip("not judged: pdftotext is not here (Debian package poppler-utils)")
    done = subprocess.run(
        ["pdftotext", "-raw", "-enc", "UTF-8", str(pdf), "-"],
        capture_output=True,
        text=True,
        check=True,
    )
    return "\n".join(_without_furniture(page.strip()) for page in done.stdout.split("\f"))


def _without_furniture(page: str) -> str:
    """A page without its foot (folio, author and site) and the running head written before it."""
    words = re.sub(r"\n[^\n]* · [^\n]*\Z", "", page)
    running = re.compile(r"\n(Andrew Korybko|The Truth About [^\n]* …)\Z")
    return running.sub("", words) if words != page else page


def owed(expected: dict[str, Any]) -> Iterator[str]:
    """The notices of the hand-written expectation and their parts.

    What the site says for itself may be left out.
    """
    for notice in expected["notices"]:
        if not notice.get("boilerplate"):
            yield notice["text"]
            yield from (part["text"] for part in notice.get("parts", ()))


@pytest.mark.slow
@pytest.mark.parametrize("form", ["epub", "pdf"])
def test_every_notice_of_the_real_article_stands_to_the_letter(
    built: tuple[Path, Path], expected: dict[str, Any], form: str
) -> None:
    epub, pdf = built
    there = folded(spine_text(epub) if form == "epub" else page_text(pdf))
    texts = list(owed(expected))
    assert len(texts) >= 14
    assert [text for text in texts if folded(text) not in there] == []


@pytest.mark.slow
def test_the_opening_paragraph_is_the_standfirst_and_stays_the_closing_paragraph(
    built: tuple[Path, Path], expected: dict[str, Any]
) -> None:
    for there in (folded(spine_text(built[0])), folded(page_text(built[1]))):
        assert there.count(folded(expected["standfirst"]["text"])) == 2


@pytest.mark.slow
def test_the_bio_stands_once_with_the_article_and_its_repetition_is_listed(
    built: tuple[Path, Path], expected: dict[str, Any]
) -> None:
    bio = expected["people"][0]["bio"]
    assert folded(spine_text(built[0])).count(folded(bio)) == 1
    inspected = json.loads(publisher("inspect", str(built[0]), "--json", cwd=CHECKOUT).stdout)
    # the bio, and what was left out
    assert (
        json.dumps(inspected, ensure_ascii=False).count(json.dumps(bio, ensure_ascii=False)[1:-1])
        >= 2
    )


def test_our_words_beside_the_real_article_are_few() -> None:
    book = book_of(alone(read_article(SEED / "article.txt"), name="seed"), load_theme())
    (chapter,) = (one for one in book.chapters if one.article)
    assert len(told_of(chapter)) <= min(600, 0.15 * len(text_of(chapter)))
    assert len(own_words_of(chapter)) <= min(600, 0.15 * len(text_of(chapter)))


@pytest.mark.slow
def test_no_outside_judge_finds_a_fault_in_the_real_article(built: tuple[Path, Path]) -> None:
    from publisher.verify.outside_judges import ask

    verdicts = [verdict for file in built for verdict in ask(file)]
    assert [line for verdict in verdicts if verdict.passed is False for line in verdict.says] == []
    if absent := [verdict.judge for verdict in verdicts if verdict.passed is None]:
        pytest.skip(f"not judged by {', '.join(absent)}")


@pytest.mark.slow
def test_the_missing_hyperlink_is_asked_for_by_name_and_never_made_up(
    built: tuple[Path, Path], tmp_path: Path
) -> None:
    found = json.loads(publisher("check", str(SEED / "article.txt"), "--json", cwd=tmp_path).stdout)
    said = {row["rule"]: row for row in found["findings"]}
    assert said["link-original"]["state"] == "needed"
    assert "--source-url" in said["link-original"]["remedy"]
    assert said["community-sites-only"]["state"] == "needed"
    assert "print" in said["ask-first"]["says"]
    assert (
        'href="http'
        not in zipfile.ZipFile(built[0])
        .read(next(name for name in zipfile.ZipFile(built[0]).namelist() if "a1-" in name))
        .decode()
    )


@pytest.mark.slow
@pytest.mark.parametrize("way", ["command line", "front matter"])
def test_the_address_that_its_maker_declares_meets_the_condition(way: str, tmp_path: Path) -> None:
    address = "https://example.org/the-original"
    if way == "command line":
        done = publisher(
            "build",
            str(SEED / "article.txt"),
            "-o",
            "out",
            "--format",
            "epub",
            "--source-url",
            address,
            cwd=tmp_path,
        )
    else:
        assert (
            publisher(
                "import", str(SEED / "article.txt"), "-o", "article.md", cwd=tmp_path
            ).returncode
            == 0
        )
        text = (tmp_path / "article.md").read_text("utf-8")
        before, captured, after = text.partition("relation: captured-from")
        (tmp_path / "article.md").write_text(
            before + captured + after.replace("url:", f"url: {address}", 1), "utf-8"
        )
        done = publisher("build", "article.md", "-o", "out", "--format", "epub", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "link-original" not in done.stderr
    printed = address.removeprefix("https://")
    assert folded(printed) in folded(spine_text(tmp_path / done.stdout.strip()))
