"""Every fact stands in every place that the table names, as lxml, pikepdf and pdfium read the files."""

import datetime
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from lxml import etree

from publisher.model.article import Relation, Role
from publisher.model.edition import Edition, with_picture_policy
from publisher.model.rights import ConditionId
from publisher.phrases import ENGLISH
from publisher.readers import read_edition
from publisher.rendering.compose import book_of
from publisher.rendering.theme import load_theme
from publisher.rights import facts
from publisher.rights.fact_map import CONTRIBUTOR, PLACES, RELATORS, ROLE_NAMES, Place, Where
from publisher.text import squeeze, stream
from publisher.verify.outside_judges import ask
from publisher.writers.epub import writer as epub
from publisher.writers.pdf import writer as pdf
from tests.test_rights import rich

CHECKOUT = Path(__file__).resolve().parent.parent.parent
EDITIONS = {"rich": rich.EDITION} | {
    path.stem: read_edition(path) for path in sorted(CHECKOUT.glob("content/editions/*-*.yaml"))
}
THEME = load_theme("plain")
OPF = "{http://www.idpf.org/2007/opf}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
# Parts of the pages: elements of an EPUB that hold them, by class; what a PDF shows is not divided
# so.
BOXES = {
    Where.TITLE_PAGE: "title-page",
    Where.TEXT: "article",
    Where.CREDIT: "credit",
    Where.CAPTION: "article",
    Where.SOURCES: "sources",
    Where.COLOPHON: "colophon",
}
Row = tuple[str, Place, str]  # account, place, value


def rows(edition: Edition) -> Iterator[Row]:
    """Each fact of an edition of several articles, with its row of the table."""

    def of(account: str, subject: str, known: facts.Facts, *, maker: bool = True) -> Iterator[Row]:
        for place in PLACES[subject]:  # type: ignore[index]  # names of the table
            row = (
                CONTRIBUTOR if place.fact == "name" and subject == "person" and not maker else place
            )
            yield from ((account, row, words) for words in known.get(place.fact, ()))

    yield from of("", "edition", facts.edition_facts(edition))
    if edition.cover:
        yield from of("", "cover", facts.picture_facts(edition.cover))
    for number, article in enumerate(edition.articles, 1):
        account = f"a{number}"
        yield from of(account, "article", facts.article_facts(article))
        for person in article.contributors:
            yield from of(
                account,
                "person",
                facts.person_facts(person),
                maker=person.role in {Role.AUTHOR, Role.EDITOR},
            )
        for source in article.sources:
            yield from of(account, "source", facts.source_facts(source))
        for asset in article.assets:
            if not asset.withheld:
                yield from of(account, "picture", facts.picture_facts(asset))
        for permission in article.rights.permissions:
            yield from of(account, "permission", facts.permission_facts(permission))


def in_package(package: etree._Element, account: str) -> dict[str, list[str]]:
    """What the package says of an article, through however many refinements.

    "": of the whole publication, with its people and series.
    """
    metadata = package.find(f"{OPF}metadata")
    assert metadata is not None
    above = {
        node.get("id"): node.get("refines", "").removeprefix("#")
        for node in metadata
        if node.get("id")
    }
    said: dict[str, list[str]] = {}
    for node in metadata.iterchildren("*"):
        root = node.get("refines", "").removeprefix("#")
        while above.get(root):
            root = above[root]
        if root.startswith(f"{account}-") if account else not root.startswith("a"):
            names = [f"link {relation}" for relation in node.get("rel", "").split()] or [
                node.get("property") or f"dc:{etree.QName(node).localname}"
            ]
            for name in names:
                said.setdefault(name, []).append(squeeze(node.get("href") or node.text or ""))
    return said


def missing_in_package(edition: Edition, data: bytes) -> list[str]:
    package = etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("EPUB/content.opf"))
    lost = []
    for account, place, words in rows(edition):
        property_ = place.part if account else place.package
        names = (
            [f"link {name}" for name in property_.split()[1:]]
            if property_.startswith("link ")
            else [property_]
            if property_
            else []
        )
        codes = {"role": RELATORS, "schema:roleName": ROLE_NAMES}.get(property_, {})
        wanted = squeeze(codes.get(words, words))
        lost += [
            f"{account} {name}: {words}"
            for name in names
            if not any(wanted in one for one in in_package(package, account).get(name, ()))
        ]
    return lost


def is_shown(place: Place, words: str, there: str) -> bool:
    """Whether a page shows a value: in its own words, in ours, or as people write a day."""
    if place.day:
        return stream(ENGLISH.date(datetime.date.fromisoformat(words[:10]))) in there
    if place.fact == "role" and words == Role.AUTHOR:
        return True  # said by the name alone
    table = getattr(ENGLISH, place.phrase) if place.phrase else {}
    words = words.removeprefix("pub:")
    frames = [str(table.get(words, words))]
    if words == ConditionId.ASK_FIRST:
        frames.append(ENGLISH.ask_first)
    if words == Relation.ORIGINALLY_PUBLISHED:
        frames.append(ENGLISH.first_in)
    frames += [words.removeprefix("https://"), words.removeprefix("https://").removesuffix("/")]
    return any(stream(ENGLISH.lead(frame)) in there for frame in frames)


def missing_in_pages(edition: Edition, data: bytes) -> list[str]:
    archive = zipfile.ZipFile(io.BytesIO(data))
    files = {
        name.removeprefix("EPUB/"): etree.fromstring(archive.read(name))
        for name in archive.namelist()
        if name.endswith(".xhtml")
    }

    def shown(account: str, where: Where) -> str:
        inside = where in {Where.TEXT, Where.CREDIT, Where.CAPTION}
        boxes = [
            box
            for name, page in files.items()
            if not inside or name.startswith(f"{account}-")
            for box in page.iter("{*}section")
            if BOXES[where] in box.get("class", "").split()
        ]
        return "\n".join(stream(" ".join(map(str, box.itertext()))) for box in boxes)

    return [
        f"{account} {where}: {place.fact} {words}"
        for account, place, words in rows(edition)
        for where in place.page
        if not is_shown(place, words, shown(account, where))
    ]


def missing_in_pdf(edition: Edition, data: bytes) -> list[str]:
    accounts = {account for account, _, _ in rows(edition)} - {""}
    with pikepdf.open(io.BytesIO(data)) as opened:
        root = etree.fromstring(bytes(opened.Root.Metadata.read_bytes())).find(f".//{RDF}RDF")
        info = {str(name)[1:]: str(value) for name, value in opened.docinfo.items()}
    assert root is not None
    said: dict[str, str] = {}
    for node in root.iter("*"):
        name = f"{node.prefix}:{etree.QName(node).localname}"
        said[name] = said.get(name, "") + "\n" + squeeze(" ".join(map(str, node.itertext())))
    document = pypdfium2.PdfDocument(data)
    pages = stream(
        " ".join(page.get_textpage().get_text_range().replace("\ufffe", "-") for page in document)
    )
    lost, every = [], list(rows(edition))
    for account, place, words in every:
        everybody = all((other, place, words) in every for other in accounts)
        if not place.alone and (not place.shared or everybody):
            lost += (
                [f"{place.xmp}: {words}"]
                if place.xmp and squeeze(words) not in said.get(place.xmp, "")
                else []
            )
            lost += (
                [f"Info {place.info}: {words}"]
                if place.info and squeeze(words) not in squeeze(info.get(place.info, ""))
                else []
            )
        lost += (
            [f"page: {account} {place.fact} {words}"]
            if place.page and not is_shown(place, words, pages)
            else []
        )
    return lost


def missing_in_record(edition: Edition, data: bytes) -> list[str]:
    graph = json.loads(data)["@graph"]
    nodes = {
        node["@id"].rpartition("#")[2] if node["@type"] == "Article" else "": node for node in graph
    }

    def leaves(node: object, path: list[str]) -> Iterator[str]:
        """The values of a path of keys, wherever in the node it begins."""
        if isinstance(node, list):
            for one in node:
                yield from leaves(one, path)
        elif isinstance(node, dict):
            for key, inner in node.items():
                if key == path[0] and len(path) > 1:
                    below = inner if isinstance(inner, list) else [inner]
                    for one in below:
                        found = one.get(path[1]) if isinstance(one, dict) else None
                        yield from leaves({path[1]: found} if found else {}, path[1:])
                yield from (
                    (str(one) for one in (inner if isinstance(inner, list) else [inner]))
                    if key == path[0] and len(path) == 1
                    else ()
                )
                yield from leaves(inner, path)

    return [
        f"{account} {place.record}: {words}"
        for account, place, words in rows(edition)
        if words not in set(leaves(nodes[account], place.record.split("/")))
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", EDITIONS)
def test_every_fact_stands_where_the_table_says(name: str, tmp_path: Path) -> None:
    edition = with_picture_policy(EDITIONS[name])
    book = book_of(edition, THEME)
    made, printed = epub.write(book, THEME), pdf.write(book, THEME)
    assert missing_in_record(edition, book.record) == []
    assert missing_in_package(edition, made) == []
    assert missing_in_pages(edition, made) == []
    assert missing_in_pdf(edition, printed) == []
    if name != "rich":
        return  # tests/test_judges.py has the samples judged
    for ending, data in (("epub", made), ("pdf", printed)):
        (tmp_path / f"file.{ending}").write_bytes(data)
        first = next(iter(ask(tmp_path / f"file.{ending}")))  # EPUBCheck; qpdf
        assert first.passed is not False, first.says


def test_what_takes_the_place_of_a_number_and_of_two_policies_stands_there_too() -> None:
    book = book_of(rich.UNNUMBERED, THEME)
    made = epub.write(book, THEME)
    assert (
        missing_in_record(rich.UNNUMBERED, book.record)
        + missing_in_package(rich.UNNUMBERED, made)
        + missing_in_pages(rich.UNNUMBERED, made)
        == []
    )


def test_the_rich_edition_fills_every_row_of_the_table() -> None:
    filled = {place for edition in (rich.EDITION, rich.UNNUMBERED) for _, place, _ in rows(edition)}
    assert [
        place.fact for subject in PLACES.values() for place in subject if place not in filled
    ] == []


def test_a_fact_taken_out_of_the_package_is_missed() -> None:
    data = epub.write(book_of(rich.EDITION, THEME), THEME)
    archive = zipfile.ZipFile(io.BytesIO(data))
    broken = io.BytesIO()
    with zipfile.ZipFile(broken, "w") as out:
        for item in archive.namelist():
            out.writestr(
                item,
                (
                    archive.read(item).replace(b"Institute of Oil", b"")
                    if item.endswith(".opf")
                    else archive.read(item)
                ),
            )
    assert missing_in_package(rich.EDITION, broken.getvalue()) == [
        "a1 schema:affiliation: Institute of Oil"
    ]
