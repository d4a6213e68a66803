"""Finished EPUBs taken apart and put together: texts, notices and records stay what they were."""

import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from publisher.binding import merge, open_volume, split
from publisher.build import Built, Order, build_edition
from publisher.cli import main
from publisher.errors import EvidenceError, NoticeLost
from publisher.model.article import Article, Asset, Contributor, Relation, Source
from publisher.model.body import Figure, Heading, Link, Note, NoteMark, Paragraph, Text
from publisher.model.edition import Edition, Part, Reliance, clock
from publisher.model.rights import Basis, Licence, Notice, NoticeKind, Rights
from publisher.readers import read_edition
from publisher.rendering.theme import load_theme
from publisher.verify import read_evidence, verify_bytes
from publisher.writers.epub.kepub import kepub
from tests.judge import outside

CONTENT = Path(__file__).resolve().parent.parent.parent / "content"


def picture(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(out, "PNG")
    return out.getvalue()


def article(name: str, colour: str = "red", **given: Any) -> Article:
    rights = Rights(
        basis=Basis.LICENCE,
        licence=Licence(id="CC-BY-4.0"),
        holder=f"Holder of {name}",
        copyright_line=f"© 2024 {name} Press",
        notices=(
            Notice(
                kinds=(NoticeKind.DISCLAIMER,), text=f"The views in {name} are the author's own."
            ),
        ),
    )
    return replace(
        Article(
            title=f"{name} in full",
            language="en",
            contributors=(Contributor(name=f"Writer of {name}", bio=f"Writer of {name} writes."),),
            rights=rights,
            sources=(
                Source(
                    relation=Relation.CAPTURED_FROM,
                    name=f"{name} Site",
                    url=f"https://example.org/{name}",
                ),
            ),
            assets=(
                Asset(
                    id="The picture",
                    file="p.png",
                    alt=f"A picture of {name}",
                    credit=f"Photo: {name} Photo",
                    licence=Licence(id="CC-BY-SA-4.0"),
                    data=picture(colour),
                ),
            ),
            body=(
                Paragraph(
                    children=(
                        Text(text=f"{name} begins"),
                        NoteMark(note="n"),
                        Text(text=" with "),
                        Link(address="#later", children=(Text(text="a link"),)),
                    )
                ),
                Heading(level=2, children=(Text(text=f"Part of {name}"),)),
                Figure(asset="The picture", caption=(Text(text=f"Caption of {name}"),)),
                Note(name="n", children=(Paragraph(children=(Text(text=f"A note of {name}."),)),)),
            ),
        ),
        **given,
    )


def edition(name: str, *articles: Article, **given: Any) -> Edition:
    fields: dict[str, Any] = {
        "name": name,
        "title": f"Edition {name}",
        "language": "en",
        "parts": (Part(articles=articles),),
        "rights": Rights(basis=Basis.OWN_WORK, copyright_line=f"© 2026 Maker of {name}"),
    }
    return Edition(**fields | given)


def epub(one: Edition, theme: str = "") -> bytes:
    return (
        build_edition(
            one,
            Order(
                theme=load_theme(theme), moment=clock(one), on=clock(one).date(), formats=("epub",)
            ),
        )
        .files[0]
        .data
    )


def nodes(data: bytes) -> list[dict[str, Any]]:
    """The records of the articles, without the numbers that place them in their edition."""
    record = read_evidence(data, "x.epub").record
    assert record
    graph = json.loads(re.sub(rb"(urn:uuid:[0-9a-f-]+#|#notice-)a\d+", rb"\1a", record))["@graph"]
    return [node | {"@id": ""} for node in graph if node["@type"] == "Article"]


def data_of(built: Built) -> bytes:
    (file,) = built.files
    assert file.report.ok
    return file.data


ONE, TWO, THREE = article("Alpha"), article("Beta", "green"), article("Gamma", "blue")


@pytest.fixture(scope="module")
def book() -> bytes:
    return epub(edition("book", ONE, TWO), "literary")


def test_split_gives_each_article_with_its_own_record_and_pictures(book: bytes) -> None:
    parts = list(split(open_volume(book, "book.epub", "book")))
    assert [part.name for part in parts] == ["book-01-alpha-in-full", "book-02-beta-in-full"]
    assert [node for part in parts for node in nodes(data_of(part))] == nodes(book)
    second = data_of(parts[1])
    assert "Alpha" not in " ".join(segment.text for segment in read_evidence(second, "x").segments)
    with zipfile.ZipFile(io.BytesIO(second)) as files:
        assert files.read("EPUB/images/a1-the-picture.png") == picture("green")
        assert files.read("EPUB/style.css").decode() == load_theme("book").for_readers()


def test_split_then_merge_returns_the_same_records_and_texts(book: bytes) -> None:
    parts = [data_of(part) for part in split(open_volume(book, "book.epub", "book"))]
    made, _ = merge(
        [open_volume(data, f"{n}.epub", f"p{n}") for n, data in enumerate(parts)],
        "again",
        "Edition book",
    )
    assert nodes(data_of(made)) == nodes(book)
    again = [data_of(part) for part in split(open_volume(data_of(made), "again.epub", "book"))]
    assert again == parts  # to the byte: what was split can be split again


def test_merge_keeps_rights_of_each_article_and_each_picture_in_the_package(book: bytes) -> None:
    made, left = merge(
        [
            open_volume(book, "book.epub", "book"),
            open_volume(epub(edition("other", THREE)), "o.epub", "other"),
        ],
        "both",
    )
    data = data_of(made)
    with zipfile.ZipFile(io.BytesIO(data)) as files:
        package = files.read("EPUB/content.opf").decode()
    for name in ("Alpha", "Beta", "Gamma"):
        assert f"Holder of {name}" in package
        assert f"© 2024 {name} Press" in package
        assert f"Photo: {name} Photo" in package
    assert package.count("https://creativecommons.org/licenses/by-sa/4.0/") == 3
    seen = " ".join(segment.text for segment in read_evidence(data, "x").segments)
    for words in ("© 2026 Maker of book", "© 2026 Maker of other", "Edition book", "Edition other"):
        assert words in seen
    assert left == ()


def test_an_article_that_is_there_twice_stands_once_and_is_told(book: bytes) -> None:
    volume = open_volume(book, "book.epub", "book")
    made, left = merge(
        [volume, open_volume(epub(edition("other", TWO, THREE)), "o.epub", "other")], "both"
    )
    assert [node["headline"] for node in nodes(data_of(made))] == [
        "Alpha in full",
        "Beta in full",
        "Gamma in full",
    ]
    assert any("Beta in full" in line for line in left)


def test_a_chapter_in_several_files_is_put_together_again(book: bytes) -> None:
    """The pieces of a long article, cut through its section and its text."""

    def cut(files: dict[str, bytes]) -> None:
        name = next(name for name in files if "/a1-" in name and name.endswith(".xhtml"))
        text = files[name].decode()
        at = text.index("<h2")
        open_tags = re.search(r"<section[^>]*class=\"article\"[^>]*>", text)
        assert open_tags
        head = text[: text.index("<body")]
        section = re.sub(r' (?:id|aria-labelledby)="[^"]*"', "", open_tags[0])
        second = name.replace(".xhtml", "-2.xhtml")
        stem = name.rpartition("/")[2].removesuffix(".xhtml")
        files[name] = (
            (text[:at] + "</div></section></body></html>")
            .replace(f'"#{stem}-n1"', f'"{stem}-2.xhtml#{stem}-n1"')
            .encode()
        )
        files[second] = (
            (head + "<body>" + section + '<div class="article-text">' + text[at:])
            .replace(f'"#{stem}-r1"', f'"{stem}.xhtml#{stem}-r1"')
            .encode()
        )
        package = files["EPUB/content.opf"].decode()
        item = re.search(rf'<item [^>]*href="{re.escape(stem)}.xhtml"[^>]*/>', package)
        assert item
        ident = re.search(r' id="([^"]*)"', item[0])
        assert ident
        package = package.replace(
            item[0],
            item[0]
            + item[0]
            .replace(f"{stem}.xhtml", f"{stem}-2.xhtml")
            .replace(f'id="{ident[1]}"', 'id="second"'),
        )
        files["EPUB/content.opf"] = re.sub(
            rf'(<itemref [^>]*idref="{ident[1]}"[^>]*/>)', r'\1<itemref idref="second"/>', package
        ).encode()

    in_pieces = changed(book, cut)
    assert verify_bytes(in_pieces, "pieces.epub").ok
    whole = [data_of(part) for part in split(open_volume(book, "book.epub", "book"))]
    assert [data_of(part) for part in split(open_volume(in_pieces, "pieces.epub", "book"))] == whole


def test_a_file_for_kobo_is_taken_apart_like_any_other(book: bytes) -> None:
    plain = [data_of(part) for part in split(open_volume(book, "book.epub", "book"))]
    assert [
        data_of(part) for part in split(open_volume(kepub(book), "book.kepub.epub", "book"))
    ] == plain


def test_the_makers_statement_of_reliance_goes_with_the_articles_it_speaks_of() -> None:
    resting = replace(
        ONE, rights=replace(ONE.rights, basis=Basis.EXCEPTION, exception="17 U.S.C. § 107")
    )
    one = edition(
        "book", resting, TWO, reliance=Reliance(exception="17 U.S.C. § 107", purpose="one seminar")
    )
    try:
        data = epub(one)
    except NoticeLost:
        pytest.skip("no page prints the statement yet")
    with_it, without = [data_of(part) for part in split(open_volume(data, "book.epub", "book"))]
    statement = "This copy was made for one seminar"
    assert statement in " ".join(segment.text for segment in read_evidence(with_it, "x").segments)
    assert statement not in " ".join(
        segment.text for segment in read_evidence(without, "x").segments
    )


def changed(data: bytes, change: Any) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        files = {name: container.read(name) for name in container.namelist()}
    change(files)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        for name, content in files.items():
            container.writestr(name, content)
    return out.getvalue()


def test_foreign_and_damaged_files_are_refused_in_one_line(book: bytes) -> None:
    def bare(files: dict[str, bytes]) -> None:
        files["EPUB/content.opf"] = re.sub(
            rb'<link [^>]*rel="record"[^>]*/>', b"", files["EPUB/content.opf"]
        )

    def silent(files: dict[str, bytes]) -> None:
        name = next(name for name in files if "/a1-" in name and name.endswith(".xhtml"))
        files[name] = files[name].replace(b"The views in Alpha", b"The vision of Alpha")

    for data, error, told in (
        (changed(book, bare), EvidenceError, "no rights record"),
        (b"%PDF-1.7", EvidenceError, "not an EPUB"),
        (b"PK\x03\x04 broken", EvidenceError, "ZIP"),
        (changed(book, silent), NoticeLost, "notice"),
    ):
        with pytest.raises(error, match=told):
            open_volume(data, "x.epub", "x")


@pytest.mark.slow
def test_samples_split_and_merged_satisfy_epubcheck_and_verify(tmp_path: Path) -> None:
    for source in sorted(CONTENT.glob("editions/*-*.yaml")):
        one = read_edition(source)
        (tmp_path / f"{one.name}.epub").write_bytes(epub(one))
    guides = sorted(map(str, tmp_path.glob("*.epub")))
    assert main(["split", guides[1], "-o", str(tmp_path / "s")]) == 0
    assert main(["merge", *guides, "-o", str(tmp_path / "m" / "both.epub"), "--title", "Both"]) == 0
    made = [sorted((tmp_path / "s").glob("*.epub"))[4], tmp_path / "m" / "both.epub"]
    assert main(["verify", *map(str, made)]) == 0
    said = outside.epubcheck(made)
    assert [(one.path.name, one.complaints) for one in said if one.complaints] == []


def test_an_article_in_another_language_than_its_book_stands_alone_with_our_words_as_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = "---\ntitle: {}\nlanguage: {}\nauthors: [Bo Reed]\n---\n\nWords and words.\n"
    for name, language in (("one", "en"), ("two", "en"), ("three", "de")):
        (tmp_path / f"{name}.md").write_text(page.format(name, language), "utf-8")
    pages = [str(tmp_path / f"{name}.md") for name in ("one", "two", "three")]
    book, out = str(tmp_path / "b.epub"), tmp_path / "s"
    assert main(["build", *pages, "--title", "B", "-o", book]) == 0
    assert main(["split", book, "-o", str(out)]) == 0
    last = max(out.glob("*.epub"))
    last.write_bytes(b"mine")
    capsys.readouterr()
    assert main(["split", book, "-o", str(out)]) == 1
    assert "--force replaces it" in capsys.readouterr().err
    assert last.read_bytes() == b"mine"
    both = ["merge", book, "-o", str(last)]
    assert (main(both), last.read_bytes()) == (1, b"mine")
    assert main([*both, "--force"]) == 0
    assert main(["verify", str(out)]) == 0


def test_the_command_line_says_what_is_wrong_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.epub").write_bytes(b"no epub")
    assert main(["split", str(tmp_path / "x.epub"), "-o", str(tmp_path / "out")]) == 1
    assert main(["split", str(tmp_path / "none.epub")]) == 1
    assert main(["merge", str(tmp_path / "x.epub"), "-o", str(tmp_path / "x.pdf")]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "Traceback" not in said.err
    assert not (tmp_path / "out").exists()
