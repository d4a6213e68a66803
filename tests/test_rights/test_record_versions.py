"""Records of other forms: what they hold is judged, what they lack is told as not judged.

And every command works on them.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from publisher.build import Built, build_edition
from publisher.cli import main
from publisher.rights import record
from publisher.rights.record_reader import recall
from publisher.rights.record_versions import FORMAT, KEY, SEALED, form_of
from publisher.verify import examine
from tests.test_rights.altered import resealed
from tests.test_sabotage import EDITION, LEDGER, ORDER, change, notice, of, page, unzipped, zipped

RECORD = "EPUB/meta/provenance.jsonld"
Graph = list[dict[str, Any]]


def unnumbered(graph: Graph) -> None:
    """The form of before the numbers."""
    del graph[0][KEY]


def poor(graph: Graph) -> None:
    """An old record with little more than notices and texts."""
    unnumbered(graph)
    for key in ("pub:name", "dateModified", "hasPart", "pub:use"):
        graph[0].pop(key, None)
    for node in graph[1:]:
        for key in ("pub:provenance", "conditionsOfAccess", "pub:leftOut", "pub:licenceName"):
            node.pop(key, None)
        for person in node["author"]:
            del person["position"], person["pub:role"]
        for part in node["hasPart"]:
            del part["pub:field"], part["sha256"]


def unsealed(graph: Graph) -> None:
    """The form before records were sealed."""
    graph[0][KEY] = SEALED - 1
    for node in graph:
        node.pop("pub:rights", None)


def newer(graph: Graph) -> None:
    """A record of days to come, whose lists are longer than ours."""
    graph[0][KEY] = FORMAT + 5
    graph[0]["pub:profile"] = "a-9z"
    graph[0]["pub:hologram"] = {"pub:depth": 3}
    graph[1]["pub:basis"] = "telepathy"
    graph[1]["isBasedOn"].append(
        {"@type": "WebPage", "pub:relation": "dreamt-of", "name": "A dream"}
    )
    graph[1]["hasPart"][1]["additionalType"] = ["smell", "disclaimer"]
    graph[1]["pub:leftOut"][0]["pub:because"] = "boredom"
    graph[1]["author"][0]["pub:role"] = "medium"


FORMS: dict[str, Callable[[Graph], None]] = {
    "unnumbered": unnumbered,
    "poor": poor,
    "unsealed": unsealed,
    "newer": newer,
}


@pytest.fixture(scope="module")
def built() -> Built:
    return build_edition(EDITION, ORDER)


def with_form(data: bytes, make: Callable[[Graph], None]) -> bytes:
    """The EPUB with its record in another form."""
    files = unzipped(data)
    told = json.loads(files[RECORD])
    make(told["@graph"])
    if make is unsealed:
        files["EPUB/content.opf"] = without_rights_words(files["EPUB/content.opf"])
    return resealed(files, json.dumps(told).encode(), sealed=make is newer)


def without_rights_words(package: bytes) -> bytes:
    """The package of before: nothing but copyright lines stood in dc:rights."""
    root = etree.fromstring(package)
    for node in list(root.iter("{*}rights", "{*}meta")):
        named = node.get("property", "dc:rights")
        if named in {"dc:rights", "dcterms:rights"} and "©" not in str(node.text)[:1]:
            parent = node.getparent()
            assert parent is not None
            if not node.get("refines", "").endswith("-png"):
                parent.remove(node)
    return etree.tostring(root)


def test_a_record_says_its_form() -> None:
    graph = record.read_graph(record.write(EDITION, LEDGER, "2026-11-23T00:00:00Z"), "r")
    assert form_of(graph) == FORMAT
    assert form_of([{"@type": "Collection"}]) == 1
    assert form_of([{"@type": "Collection", KEY: "?"}]) == 0


@pytest.mark.parametrize("form", FORMS)
def test_a_sound_file_with_a_record_of_another_form_has_no_finding(form: str, built: Built) -> None:
    report = examine(with_form(of(built, "epub"), FORMS[form]), "other.epub")
    assert (report.mode, report.findings) == ("record", ())
    told = "did not seal records" if form == "unsealed" else "what it holds is checked"
    assert any("written by another version" in line and told in line for line in report.unjudged)
    assert not any(
        "another version" in line for line in examine(of(built, "epub"), "today.epub").unjudged
    )


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (notice("fair-use"), "notice-missing"),
        (r"<p>[^<]*The first middle\.</p>", "text-missing"),
        ("without profit", "notice-changed"),
        (r"The Reading Room(?! keeps)", "author-missing"),
    ],
)
def test_what_such_a_record_holds_is_still_judged(
    form: str, harm: str, code: str, built: Built
) -> None:
    files = unzipped(with_form(of(built, "epub"), FORMS[form]))
    change(files, page(files, 1), harm, "without loss" if harm == "without profit" else "")
    assert code in {finding.code for finding in examine(zipped(files), "other.epub").findings}


def test_what_is_not_known_in_a_record_of_another_form_is_left_out_and_nothing_put_in_its_place(
    built: Built,
) -> None:
    told = unzipped(with_form(of(built, "epub"), newer))[RECORD]
    edition = recall(told, "r")
    first = edition.articles[0]
    assert [source.name for source in first.sources] == ["The first journal", "A site"]
    assert first.rights.basis == "unknown"
    assert [owed.text for owed in record.read(told, "r").accounts[0].notices] == [
        owed.text for owed in LEDGER.accounts[0].notices
    ]


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_every_command_works_on_a_file_of_another_version(
    form: str, built: Built, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "other.epub"
    path.write_bytes(with_form(of(built, "epub"), FORMS[form]))
    assert main(["inspect", str(path)]) == 0
    assert "The Reading Room" in capsys.readouterr().out
    assert main(["cite", str(path)]) == 0
    assert main(["split", str(path), "-o", str(tmp_path / "split")]) == 0
    parts = sorted(map(str, (tmp_path / "split").glob("*.epub")))
    assert len(parts) == 2
    assert main(["merge", *parts, "-o", str(tmp_path / "both.epub"), "--title", "Both"]) == 0
    for made in (*parts, str(tmp_path / "both.epub")):
        report = examine(Path(made).read_bytes(), made)
        assert report.findings == ()
        # written anew, in today's form
        assert not any("another version" in line for line in report.unjudged)


def test_a_damaged_record_of_today_is_still_told_as_altered(built: Built) -> None:
    files = unzipped(of(built, "epub"))
    told = json.loads(files[RECORD])
    del told["@graph"][1]["headline"]
    report = examine(resealed(files, json.dumps(told).encode()), "damaged.epub")
    assert any(
        finding.code == "record-changed" and "altered" in finding.message
        for finding in report.findings
    )
