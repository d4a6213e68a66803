"""The rules are data: code names them and says nothing of them a second time; each has its page.

SARIF carries them.
"""

import json
import re
from pathlib import Path

import pytest

from publisher.cli import main
from publisher.verify.rules import FAMILIES, all_rules, index, page
from tests.test_verify.foreign import METADATA, epub, pdf

HOUSE = Path(__file__).resolve().parents[2] / "publisher"


def test_code_and_data_name_the_same_rules() -> None:
    used = {
        code
        for path in (HOUSE / "verify").rglob("*.py")
        for code in re.findall(
            r'(?:code=|owed=|any=|finding\()\s*"([a-z-]+)"', path.read_text("utf-8")
        )
    }
    used |= {
        code
        for folder in ("cli", "rebuilding")
        for path in (HOUSE / folder).glob("*.py")
        for code in re.findall(r'code="([a-z-]+)"', path.read_text("utf-8"))
    }
    used |= {"metadata-missing", "metadata-changed"}  # chosen between the two
    assert used == set(all_rules())


@pytest.mark.parametrize("rule", all_rules().values(), ids=lambda rule: rule.id)
def test_each_rule_says_what_why_how_and_by_what_law(rule) -> None:
    assert rule.severity in {"error", "warning", "note"}
    assert rule.family in FAMILIES
    assert rule.rests
    text = page(rule)
    for words in (rule.id, rule.severity, rule.says, rule.why, rule.mend, *rule.rests):
        assert words in text
    assert all(sentence.endswith((".", "?")) for sentence in (rule.says, rule.why, rule.mend))
    assert f"({rule.id}.md)" in index()


def test_the_pages_are_written_into_a_folder(tmp_path: Path, capsys) -> None:
    assert main(["rules", "-o", str(tmp_path / "rules")]) == 0
    written = {path.stem for path in (tmp_path / "rules").glob("*.md")}
    assert written == {"index", *all_rules()}
    assert len(capsys.readouterr().out.splitlines()) == len(written)


def test_one_rule_is_explained_and_a_misspelt_one_is_guessed_at(capsys) -> None:
    assert main(["rules", "notice-changed"]) == 0
    assert "1202(b)" in capsys.readouterr().out
    assert main(["rules", "notice-chnged"]) == 2
    assert "did you mean 'notice-changed'?" in capsys.readouterr().err
    assert main(["rules", "--json"]) == 0
    assert {row["id"] for row in json.loads(capsys.readouterr().out)["results"]} == set(all_rules())


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    path = tmp_path / "a faulty book.epub"
    path.write_bytes(epub(metadata=METADATA.replace("<dc:language>en<", "<dc:language>C<")))
    return path


def test_exit_codes_follow_the_severities(tmp_path: Path, faulty: Path, capsys) -> None:
    sound, warned = tmp_path / "sound.epub", tmp_path / "warned.pdf"
    sound.write_bytes(epub())
    warned.write_bytes(pdf(info={"Title": "Another book", "Author": "A. Writer"}))
    assert main(["verify", str(sound), "--strict"]) == 0
    assert main(["verify", str(warned)]) == 0
    assert main(["verify", str(warned), "--strict"]) == 1
    assert main(["verify", str(sound), str(faulty)]) == 1
    said = capsys.readouterr()
    assert "error: language-invalid: “C” is not a language tag" in said.err
    assert "not known: " in said.out


def test_one_file_that_cannot_be_read_does_not_stop_the_others(
    tmp_path: Path, faulty: Path, capsys
) -> None:
    (tmp_path / "words.txt").write_text("words")
    assert (
        main(
            [
                "verify",
                str(tmp_path / "words.txt"),
                str(tmp_path / "none.pdf"),
                str(faulty),
                "--json",
            ]
        )
        == 1
    )
    told = json.loads(capsys.readouterr().out)
    reports = told["results"]
    assert [found["rule"] for found in told["findings"]][:2] == ["unreadable", "unreadable"]
    assert all(found["remedy"] for found in told["findings"])
    assert [report["findings"][0]["code"] for report in reports] == [
        "unreadable",
        "unreadable",
        "record-absent",
    ]


def test_sarif_holds_every_rule_and_each_finding_at_its_place(faulty: Path, capsys) -> None:
    """The essentials of the schema of SARIF 2.1.0.

    What is required, the closed lists of words, indices that lead somewhere.
    """
    assert main(["verify", str(faulty), "--format", "sarif"]) == 1
    log = json.loads(capsys.readouterr().out)
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "publisher"
    assert [rule["id"] for rule in driver["rules"]] == list(all_rules())
    for rule in driver["rules"]:
        assert set(rule) <= {
            "id",
            "name",
            "shortDescription",
            "fullDescription",
            "help",
            "helpUri",
            "defaultConfiguration",
            "properties",
        }
        assert rule["shortDescription"]["text"]
        assert rule["defaultConfiguration"]["level"] in {"none", "note", "warning", "error"}
    assert run["results"]
    for result in run["results"]:
        assert set(result) <= {"ruleId", "ruleIndex", "level", "message", "locations", "properties"}
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"none", "note", "warning", "error"}
        assert result["message"]["text"]
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert " " not in uri
        assert uri in {artifact["location"]["uri"] for artifact in run["artifacts"]}


def test_the_report_can_be_kept(tmp_path: Path, faulty: Path, capsys) -> None:
    assert main(["verify", str(faulty), "--report", str(tmp_path / "kept" / "proof.json")]) == 1
    (kept,) = json.loads((tmp_path / "kept" / "proof.json").read_text("utf-8"))["results"]
    assert kept["path"] == str(faulty)
    assert kept["notJudged"]
