"""No value of a record can be altered alone unnoticed; with its seal, none that stands elsewhere."""

import datetime
import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from publisher.build import Order, build_edition
from publisher.model.edition import Part, Profile
from publisher.model.rights import Licence
from publisher.pdffile.packet import read_carried, replace_carried
from publisher.rendering.theme import load_theme
from publisher.rights import record
from publisher.rights.record_versions import FORMAT, KEY
from publisher.verify import judge, read_evidence, verify_bytes
from publisher.verify.evidence.model import Evidence
from publisher.verify.owed.record import judge_seal
from tests.test_rights import rich
from tests.test_rights.altered import altered_records, resealed, written
from tests.test_sabotage import unzipped, zipped
from tests.test_verify import everything

pytestmark = pytest.mark.slow


# Two articles that have no value in common, so that none hides the other's loss.
EDITION = replace(
    rich.EDITION,
    parts=(
        *rich.EDITION.parts[:1],
        Part(title="Trees", articles=(everything.article("birch", 1, Licence(id="CC-BY-NC-4.0")),)),
    ),
)
ORDER = Order(
    theme=load_theme("plain"),
    moment=rich.MOMENT.replace(year=2024),
    on=datetime.date(2026, 11, 30),
)
RECORD = f"EPUB/meta/{record.NAME}"


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    built = build_edition(EDITION, ORDER)
    return {file.name.rpartition(".")[2]: file.data for file in built.files}


@pytest.fixture(scope="module")
def read(files: dict[str, bytes]) -> dict[str, Evidence]:
    return {form: read_evidence(data, f"rich.{form}") for form, data in files.items()}


def with_record(evidence: Evidence, data: bytes, *, sealed: bool) -> Evidence:
    """What would be read where the file had this record, with its seal or that of the first one."""
    seal = record.seal_of(data)
    said = tuple(
        replace(one, words=seal) if sealed and one.place == record.SEAL else one
        for one in evidence.said.statements
    )
    return replace(evidence, record=data, said=replace(evidence.said, statements=said))


def record_in(evidence: Evidence) -> bytes:
    assert evidence.record is not None
    return evidence.record


@pytest.mark.parametrize("form", ["epub", "pdf"])
def test_a_clean_file_has_no_finding(form: str, files: dict[str, bytes]) -> None:
    report = verify_bytes(files[form], f"rich.{form}")
    assert (report.mode, report.findings) == ("record", ())


@pytest.mark.parametrize("form", ["epub", "pdf"])
def test_each_value_that_is_altered_alone_is_found(form: str, read: dict[str, Evidence]) -> None:
    evidence, made, kinds = read[form], 0, set()
    for way, kind, place, data in altered_records(record_in(evidence)):
        made += 1
        kinds.add(kind)
        assert list(judge_seal(with_record(evidence, data, sealed=False))), (way, kind, place)
    assert made > 1000
    assert len(kinds) > 250


def test_what_is_altered_in_the_file_itself_is_found(files: dict[str, bytes]) -> None:
    files_of = unzipped(files["epub"])
    whole = json.loads(files_of[RECORD])
    whole["@graph"][1]["pub:evidence"][0]["pub:found"] = "line 7"
    assert verify_bytes(resealed(files_of, written(whole)), "r.epub").ok  # nothing else knows it
    altered = resealed(files_of, files_of[RECORD])
    assert verify_bytes(altered, "r.epub").ok
    for sealed, data in ((True, b"{}"), (False, files_of[RECORD])):
        report = verify_bytes(resealed(files_of, data, sealed=sealed), "r.epub")
        assert {found.code for found in report.findings} == {"record-changed"}
    attached = read_carried(files["pdf"], "r.pdf").attachments
    other = [
        replace(one, data=one.data.replace(b"line 1", b"line 7"))
        if one.name == record.NAME
        else one
        for one in attached
    ]
    report = verify_bytes(replace_carried(files["pdf"], attachments=other), "r.pdf")
    assert "is not the one that was sealed" in report.findings[0].message


def test_a_record_in_the_packet_of_a_pdf_is_sealed_as_well() -> None:
    order = replace(ORDER, formats=("pdf",), profile=Profile.A2U)
    (file,) = build_edition(EDITION, order).files
    carried = read_carried(file.data, file.name)
    assert not carried.attachments
    assert verify_bytes(file.data, file.name).findings == ()
    start = carried.packet.index(b"<rdf:RDF")
    rdf = carried.packet[start : carried.packet.index(b"</rdf:RDF>") + len(b"</rdf:RDF>")]
    assert rdf.count(b'"line 1"') == 1
    harmed = replace_carried(file.data, rdf=rdf.replace(b'"line 1"', b'"line 7"', 1))
    (found, *_) = verify_bytes(harmed, file.name).findings
    assert "is not the one that was sealed" in found.message


def test_a_record_that_was_taken_out_is_missed(files: dict[str, bytes]) -> None:
    content = unzipped(files["epub"])
    package = content["EPUB/content.opf"].decode()
    without = re.sub(r'<(\w+:)?link[^>]*rel="record"[^>]*/>', "", package)
    assert without != package
    bare = zipped({**content, "EPUB/content.opf": without.encode()})
    for data in (bare, replace_carried(files["pdf"], attachments=[])):
        codes = [found.code for found in verify_bytes(data, "r").findings]
        assert codes == ["record-missing"]


def test_a_seal_of_a_record_that_claims_to_be_older_is_told(files: dict[str, bytes]) -> None:
    files_of = unzipped(files["epub"])
    whole = json.loads(files_of[RECORD])
    whole["@graph"][0][KEY] = FORMAT - 1
    report = verify_bytes(resealed(files_of, written(whole)), "r.epub")
    assert "says that it has form 2" in report.findings[0].message


# --- record and seal altered alike

# Kinds of value that no page and no metadata shows (by kind of file): nothing but the seal holds
# them.  Most say how the edition was read or made; what they decide is judged in the build.
UNSEEN = {
    "Article.hasPart.inLanguage",
    "Article.hasPart.pub:covers",
    "Article.hasPart.pub:found",
    "Article.hasPart.pub:names",
    "Article.hasPart.pub:parts.additionalType",
    "Article.hasPart.pub:whose",
    "Article.image.@id",
    "Article.image.encodingFormat",
    "Article.image.name",
    "Article.isBasedOn.pub:textSha256",
    "Article.isBasedOn.sha256",
    "Article.pub:direction",
    # of what was left out a page tells the kinds alone
    "Article.pub:leftOut.pub:found",
    "Article.pub:leftOut.text",
    "Article.pub:evidence.pub:field",
    "Article.pub:evidence.pub:found",
    "Article.pub:evidence.pub:kind",
    "Article.pub:evidence.pub:rule",
    "Article.pub:licence.pub:covers",
    "Article.pub:permissions.audience",
    "Article.pub:permissions.pub:conditions.text",
    "Article.pub:permissions.pub:contact",
    "Article.pub:permissions.pub:forms",
    "Article.pub:permissions.pub:grantedTo",
    "Article.pub:permissions.pub:waives",
    # a page prints the day alone, and no basis that nobody declared
    "Collection.dateModified",
    "Collection.pub:basis",
    "Collection.image.@id",
    "Collection.image.encodingFormat",
    "Collection.image.name",
    "Collection.pub:direction",
    "Collection.pub:format",
    "Collection.pub:name",
    "Collection.pub:notices.pub:whose",
    "Collection.pub:theme",
    "Collection.pub:use.audience",
    "Collection.pub:use.price",
    "Collection.pub:use.pub:commercial",
    "Collection.pub:use.pub:declares",
    "Collection.pub:use.pub:forms",
    "Collection.pub:use.pub:purpose",
}
UNSEEN_IN = {
    "epub": set[str](),
    "pdf": {
        "Article.author.pub:sortAs",
        "Article.illustrator.pub:sortAs",
        "Article.image.caption",
        "Article.inLanguage",
        "Article.translator.pub:sortAs",
        "Collection.editor.pub:sortAs",
        "Collection.image.caption",
    },
}


def unnoticed(evidence: Evidence, monkeypatch: pytest.MonkeyPatch, ways: set[str]) -> set[str]:
    """The kinds of value that can be altered together with the seal, and nothing is found."""
    now: list[Evidence] = []
    monkeypatch.setattr(judge, "read_evidence", lambda *_, **__: now[-1])
    missed, kinds = set(), set()
    for way, kind, data in first_of_each(record_in(evidence), ways):
        now.append(with_record(evidence, data, sealed=True))
        kinds.add(kind)
        if not verify_bytes(b"", evidence.path).findings:
            missed.add(f"{kind} ({way})")
    assert len(kinds) > 190
    return missed


def first_of_each(data: bytes, ways: set[str]) -> Iterator[tuple[str, str, bytes]]:
    seen = set()
    for way, kind, _, altered in altered_records(data):
        if way in ways and (way, kind) not in seen:
            seen.add((way, kind))
            yield way, kind, altered


@pytest.mark.parametrize("form", ["epub", "pdf"])
def test_a_value_that_is_altered_with_its_seal_is_found_where_it_stands_elsewhere(
    form: str, read: dict[str, Evidence], monkeypatch: pytest.MonkeyPatch
) -> None:
    missed = unnoticed(read[form], monkeypatch, {"changed"})
    assert missed == {f"{kind} (changed)" for kind in UNSEEN | UNSEEN_IN[form]}
