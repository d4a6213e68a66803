"""The mutation suite: every fact × every place it stands in × deleted, altered, contradicted.

Each mutant is found by its rule.

The facts are those of rights.fact_map, read from the record; a mutant changes one place of one
finished file and is judged against the edition.  The matrix, mutants made and found, is printed at
the end of the run.
"""

import copy
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from lxml import etree

from publisher.build import build_edition
from publisher.pdffile.font_shapes import false_among, fonts_of
from publisher.pdffile.interactive import extras_of
from publisher.pdffile.packet import opened, read_carried, replace_carried
from publisher.pdffile.pages import read_pages
from publisher.pdffile.structure_tree import tree_of
from publisher.phrases import ENGLISH
from publisher.rendering.book import Book
from publisher.rendering.compose import book_of
from publisher.rights import record
from publisher.rights.fact_map import ROLE_NAMES, Where
from publisher.text import squeeze
from publisher.verify import examine
from publisher.verify.evidence import pdf as evidence
from publisher.verify.owed.facts import Fact, facts_of
from publisher.writers.pdf import writer as pdf
from tests.matrix import MATRIX, Matrix
from tests.test_sabotage import unzipped, zipped
from tests.test_verify.everything import EDITION, ORDER

WAYS = ("deleted", "altered", "contradicted")
OPF, XHTML = "{http://www.idpf.org/2007/opf}", "{http://www.w3.org/1999/xhtml}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
INSIDE = {Where.TEXT, Where.CREDIT, Where.CAPTION}
# Which rules may find a mutant of each place: what is owed is missing or other, what was added is
# nobody's.
RULES = {
    "package": {"metadata-missing", "metadata-changed", "metadata-unknown", "record-changed"},
    "packet": {"metadata-missing", "metadata-changed", "metadata-unknown"},
    "Info": {"metadata-missing", "metadata-changed", "metadata-unknown", "info-differs"},
    "record": {"record-changed"},
    "page": {
        "fact-missing",
        "text-added",
        "text-missing",
        "text-changed",
        "title-missing",
        "author-missing",
        "address-missing",
        "link-wrong",
        "link-missing",
        "notice-missing",
        "notice-changed",
    },
}


@pytest.fixture(scope="module")
def book() -> Book:
    return book_of(EDITION, ORDER.theme, ORDER.moment)


@pytest.fixture(scope="module")
def files(book: Book) -> dict[str, bytes]:
    built = build_edition(EDITION, ORDER)
    return {file.name.rpartition(".")[2]: file.data for file in built.files}


@pytest.fixture(scope="module")
def facts(book: Book) -> tuple[Fact, ...]:
    return facts_of(record.read_graph(book.record, "record"))


def altered(words: str) -> str:
    """Other words of the same form: another digit in a number or address, else another word."""
    if found := re.search(r"\d(?=\D*$)", words):
        return words[: found.start()] + str((int(found[0]) + 1) % 10) + words[found.end() :]
    return (
        f"{words[:-1]}x"
        if words.startswith("http")
        else re.sub(r"\w+$|\w+(?=\W*$)", "falsified", words, count=1)
    )


# --- the package
# ------------------------------------------------------------------------------------------------------------


def package_mutants(data: bytes, fact: Fact) -> Iterator[tuple[str, bytes]]:
    content = unzipped(data)
    for way in WAYS:
        root = etree.fromstring(content["EPUB/content.opf"])
        metadata = root.find(f"{OPF}metadata")
        assert metadata is not None
        nodes = [node for node in metadata if _holds(node, fact)]
        if not nodes:
            return
        for node in nodes:
            attribute = "href" if str(node.tag).endswith("link") else None
            old = str(node.get(attribute) if attribute else node.text)
            new = (
                altered(fact.words)
                if attribute
                else (
                    old.replace(fact.words, altered(fact.words))
                    if fact.words in old
                    else altered(old)
                )
            )
            if way == "deleted":
                metadata.remove(node)
                continue
            target = node
            if way == "contradicted":
                target = copy.deepcopy(node)
                if "id" in target.attrib:
                    del target.attrib["id"]
                node.addnext(target)
            if attribute:
                target.set(attribute, new)
            else:
                target.text = new
        yield way, zipped(content | {"EPUB/content.opf": etree.tostring(root)})


def _holds(node: etree._Element, fact: Fact) -> bool:
    names = {
        name
        for place in (fact.place.package, fact.place.part)
        for name in place.removeprefix("link ").split()
    }
    local = str(node.tag).rpartition("}")[2]
    mine = (
        not fact.account
        or not node.get("refines")
        or node.get("refines", "").startswith(f"#{fact.account}-")
        or fact.subject != "article"
    )
    if local == "link":
        return (
            mine
            and bool(names & set(node.get("rel", "").split()))
            and node.get("href") == fact.words
        )
    name = node.get("property") or f"dc:{local}"
    codes = ROLE_NAMES if name == "schema:roleName" else {}
    wanted = codes.get(fact.words, fact.words)
    return mine and name in names and squeeze(wanted) in squeeze(node.text or "")


# --- packet, Info
# ---------------------------------------------------------------------------------------------------------


def packet_mutants(data: bytes, fact: Fact) -> Iterator[tuple[str, bytes]]:
    packet = read_carried(data, "a").packet
    for way in WAYS:
        root = etree.fromstring(packet)
        prefix, _, local = fact.place.xmp.partition(":")
        rdf = root.find(f".//{RDF}RDF")
        assert rdf is not None
        nodes = [
            leaf
            for node in rdf.iter()
            if not callable(node.tag) and node.tag == f"{{{rdf.nsmap.get(prefix, '')}}}{local}"
            for leaf in list(node.iter(f"{RDF}li")) or [node]
            if fact.words in (leaf.text or "")
        ]
        if not nodes:
            return
        for node in nodes:
            if way == "deleted":
                node.text = (node.text or "").replace(fact.words, "")
            elif way == "altered" or node.tag != f"{RDF}li":
                node.text = (node.text or "").replace(
                    fact.words,
                    (
                        altered(fact.words)
                        if way == "altered"
                        else f"{fact.words}; {altered(fact.words)}"
                    ),
                )
            else:
                twin = copy.deepcopy(node)
                twin.text = altered(fact.words)
                node.addnext(twin)
        yield way, replace_carried(data, rdf=etree.tostring(rdf))


def info_mutants(data: bytes, fact: Fact) -> Iterator[tuple[str, bytes]]:
    info, key = dict(read_carried(data, "a").info), fact.place.info
    if fact.words in info.get(key, ""):
        for way, new in zip(
            WAYS, ("", altered(fact.words), f"{fact.words}, {altered(fact.words)}"), strict=True
        ):
            yield way, replace_carried(data, info={**info, key: info[key].replace(fact.words, new)})


# --- the record
# -------------------------------------------------------------------------------------------------------------


def record_mutants(data: bytes, form: str, fact: Fact) -> Iterator[tuple[str, bytes]]:
    content = unzipped(data) if form == "epub" else {}
    attached = read_carried(data, "a").attachments if form == "pdf" else ()
    text = (
        content["EPUB/meta/provenance.jsonld"]
        if form == "epub"
        else next(one.data for one in attached if one.name == record.NAME)
    )
    for way in WAYS:
        whole = json.loads(text)
        nodes = [
            node
            for node in whole["@graph"]
            if (
                node["@id"].endswith(f"#{fact.account}")
                if fact.account
                else node["@type"] == "Collection"
            )
        ]
        changed = [
            _change(inner, fact.place.record.split("/"), fact.words, way)
            for node in nodes
            for inner in _inner(node)
        ]
        if not any(changed):
            return
        new = json.dumps(whole).encode()
        yield (
            way,
            (
                zipped(content | {"EPUB/meta/provenance.jsonld": new})
                if form == "epub"
                else replace_carried(
                    data,
                    attachments=[
                        replace(one, data=new) if one.name == record.NAME else one
                        for one in attached
                    ],
                )
            ),
        )


def _inner(node: object) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from _inner(value)
    elif isinstance(node, list):
        for value in node:
            yield from _inner(value)


def _change(node: dict[str, Any], path: list[str], words: str, way: str) -> bool:
    for key in path[:-1]:
        node = node.get(key, {})
        if not isinstance(node, dict):
            return False
    there = node.get(path[-1])
    values = there if isinstance(there, list) else [there]
    if words not in map(str, values):
        return False
    if way == "deleted":
        node[path[-1]] = (
            [value for value in values if str(value) != words] if isinstance(there, list) else ""
        )
    elif way == "altered":
        node[path[-1]] = (
            [altered(words) if str(value) == words else value for value in values]
            if isinstance(there, list)
            else altered(words)
        )
    else:
        node[path[-1]] = [*values, altered(words)]
    return True


# --- the pages
# --------------------------------------------------------------------------------------------------------------


def page_mutants(data: bytes, fact: Fact, inside: bool) -> Iterator[tuple[str, bytes]]:
    """Every place of the words on the pages of the article, or on those of the edition."""
    content = unzipped(data)
    for way in WAYS:
        changed = dict(content)
        for name in content:
            if (
                name.endswith(".xhtml")
                and "nav" not in name
                and (f"/{fact.account}-" in name if inside else not re.search(r"/a\d-", name))
            ):
                root = etree.fromstring(content[name])
                if _change_pages(root, fact.shown(ENGLISH), way):
                    changed[name] = etree.tostring(root)
        if changed == content:
            return
        yield way, zipped(changed)


def _change_pages(root: etree._Element, words: tuple[str, ...], way: str) -> bool:
    """Change each form in which a page may show a fact, the longest first."""
    forms = sorted(dict.fromkeys(words), key=len, reverse=True)
    hits = [_change_page(root, form, way) for form in forms if form]
    return any(hits)


def _change_page(root: etree._Element, words: str, way: str) -> bool:
    new = {"deleted": "", "altered": altered(words), "contradicted": words}[way]
    body, hits = root.find(f"{XHTML}body"), list[etree._Element]()
    assert body is not None
    for node in body.iter():
        if not callable(node.tag):
            for part in ("text", "tail"):
                if words in (getattr(node, part) or ""):
                    hits.append(node)
                    setattr(node, part, getattr(node, part).replace(words, new))
            if way != "contradicted" and node.get("href") == words:
                node.set("href", new or "#")
    if way == "contradicted":
        for node in hits:
            block: etree._Element = node
            while str(block.tag).rpartition("}")[2] not in {
                "p",
                "h1",
                "h2",
                "h3",
                "li",
                "dd",
                "figcaption",
                "div",
                "section",
            }:
                above = block.getparent()
                assert above is not None
                block = above
            etree.SubElement(block, f"{XHTML}br").tail = altered(words)
    return bool(hits)


def paged_mutants(book: Book, fact: Fact, inside: bool) -> Iterator[tuple[str, Book]]:
    """The same of a PDF, set anew: its glyphs cannot be altered in place."""
    for way in WAYS:
        changed = []
        for chapter in book.chapters:
            root = etree.fromstring(
                '<html xmlns="http://www.w3.org/1999/xhtml"'
                f' xmlns:epub="http://www.idpf.org/2007/ops"><body>{chapter.markup.decode()}</body></html>'
            )
            mine = chapter.article == fact.account if inside else not chapter.article
            if mine and _change_pages(root, fact.shown(ENGLISH), way):
                body = root.find(f"{XHTML}body")
                assert body is not None
                inner = "".join(etree.tostring(node, encoding="unicode") for node in body).encode()
                changed.append(replace(chapter, markup=inner))
            else:
                changed.append(chapter)
        if tuple(changed) == tuple(book.chapters):
            return
        yield way, replace(book, chapters=tuple(changed))


# --- the suite
# --------------------------------------------------------------------------------------------------------------


def judge(data: bytes, name: str) -> set[str]:
    return {finding.code for finding in examine(data, name, EDITION).findings}


def places_of(fact: Fact, form: str) -> Iterator[str]:
    """The places of a fact in one form."""
    if form == "epub":
        if fact.place.part or fact.place.package:
            yield "package"
    else:
        if fact.place.xmp and not fact.place.shared and not fact.place.alone:
            yield "packet"
        if fact.place.info and not fact.place.alone:
            yield "Info"
    yield "record"
    for inside, part in ((True, "article"), (False, "edition")):
        # no article says the edition's own
        if (fact.account or not inside) and any(
            (where in INSIDE) is inside for where in fact.place.page
        ):
            yield f"page {part}"


def mutants(
    fact: Fact, place: str, form: str, data: bytes, book: Book
) -> Iterator[tuple[str, bytes]]:
    if place == "package":
        yield from package_mutants(data, fact)
    elif place == "packet":
        yield from packet_mutants(data, fact)
    elif place == "Info":
        yield from info_mutants(data, fact)
    elif place == "record":
        yield from record_mutants(data, form, fact)
    elif form == "epub":
        yield from page_mutants(data, fact, place.endswith("article"))
    else:
        yield from (
            (way, pdf.typeset(mutant, ORDER.theme).data)
            for way, mutant in paged_mutants(book, fact, place.endswith("article"))
        )


def run_suite(
    form: str,
    chosen: tuple[Fact, ...],
    data: bytes,
    book: Book,
    matrix: Matrix,
    *,
    in_turn: bool = False,
) -> list[str]:
    """What was not found, one line each; the matrix is filled on the way.

    in_turn: one way for each place of a fact, the next way for the next place.
    """
    escaped = []
    turn = 0
    for fact in chosen:
        for place in places_of(fact, form):
            made = 0
            turn += 1
            for number, (way, mutant) in enumerate(mutants(fact, place, form, data, book)):
                made += 1
                if in_turn and number != turn % len(WAYS):
                    continue
                found = judge(mutant, f"mutant.{form}")
                row = matrix.setdefault(
                    (f"{fact.subject} {fact.place.fact}", f"{form} {place}"), [0, 0]
                )
                row[0] += 1
                hit = bool(found & RULES[place.split(" ")[0]])
                row[1] += hit
                if not hit:
                    escaped.append(
                        f"{form} {place}: {fact.called} “{fact.words}” {way}: taken for"
                        f" {sorted(found) or 'a clean file'}"
                    )
            if not made:
                escaped.append(
                    f"{form} {place}: {fact.called} “{fact.words}” is not there to be changed"
                )
    return escaped


@pytest.fixture(scope="session")
def matrix(request: pytest.FixtureRequest) -> Matrix:
    """The matrix, which conftest prints when the run ends."""
    return request.config.stash[MATRIX]


@pytest.fixture
def pages_once(files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages of the PDF are read once: mutants of its metadata leave them as they are."""
    pages = read_pages(files["pdf"], "clean.pdf")
    monkeypatch.setattr(evidence, "begin_pages", lambda *_: lambda: pages)
    with opened(files["pdf"], "clean.pdf") as pdf:
        known = {
            "tree_of": tree_of(pdf, "clean.pdf"),
            "extras_of": extras_of(pdf),
            "false_among": false_among(fonts_of(pdf)),
        }
    for name, kept in known.items():
        monkeypatch.setattr(evidence, name, lambda *_, kept=kept: kept)


def representative(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Each fact once, of the second article.

    The first would be found by a judge that stops there.
    """
    found: dict[tuple[str, str], Fact] = {}
    for fact in facts:
        found[fact.subject, fact.place.fact] = fact
    return tuple(found.values())


def test_the_clean_files_have_no_finding(files: dict[str, bytes]) -> None:
    for form, data in files.items():
        assert examine(data, f"clean.{form}", EDITION).findings == ()
        assert examine(data, f"clean.{form}").findings == ()


@pytest.mark.slow
def test_every_mutant_of_an_epub_is_found(facts, files, book, matrix) -> None:
    """One way of three for each place, in turn; the marked test below takes all."""
    chosen = representative(facts)
    assert run_suite("epub", chosen, files["epub"], book, matrix, in_turn=True) == []


@pytest.mark.slow
@pytest.mark.usefixtures("pages_once")
def test_every_mutant_of_a_pdfs_metadata_is_found(facts, files, book, matrix) -> None:
    chosen = tuple(
        replace(fact, place=replace(fact.place, page=())) for fact in representative(facts)
    )
    assert run_suite("pdf", chosen, files["pdf"], book, matrix, in_turn=True) == []


def test_a_mutant_of_a_pdfs_page_is_found(facts, files, book, matrix) -> None:
    """Three facts of the kinds there are.

    The whole is in the marked test below, since each mutant is set anew.
    """
    kinds = {("article", "copyright"), ("person", "name"), ("permission", "grantor")}
    chosen = [
        replace(fact, place=replace(fact.place, record="-", xmp="", info=""))
        for fact in representative(facts)
        if (fact.subject, fact.place.fact) in kinds
    ]
    escaped = run_suite("pdf", tuple(chosen), files["pdf"], book, matrix)
    assert [line for line in escaped if " record: " not in line] == []


@pytest.mark.judge
def test_every_mutant_of_every_fact_is_found(facts, files, book, matrix) -> None:
    assert run_suite("epub", facts, files["epub"], book, matrix) == []
    assert run_suite("pdf", facts, files["pdf"], book, matrix) == []
