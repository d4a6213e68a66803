"""What a person should look at is said once, in at most twelve lines, most important first."""

import json
from pathlib import Path

import pytest

from publisher.build import Refused
from publisher.cli import main
from publisher.cli.outcomes import refused_lines
from publisher.cli.results import Doubt, Open, Outcome, SourceResult, result_of
from publisher.cli.summary import Summary, block, clauses, width_of
from publisher.errors import NoticeLost
from publisher.model.rights import ConditionId
from publisher.readers import read
from publisher.readers.source import at_lines
from publisher.verify.report import Finding

PAGE = "<html><head><title>{0}</title></head><body><article><h1>{0}</h1><p>{1}</p></article></body></html>"
WORDS = "A loaf needs four things and a long night, and the fourth of them is patience. " * 3


def result(number: int, outcome: Outcome = Outcome.BUILT, **said: object) -> SourceResult:
    given = {"title": f"Title {number}", "articles": 1, **said}
    return SourceResult(source=f"p{number}.html", outcome=outcome, **given)  # type: ignore[arg-type]


def lines(*results: SourceResult) -> list[str]:
    summary = Summary()
    for one in results:
        summary.add(one)
    return list(block(summary, ("publisher report out tells each source",), 3))


def test_what_is_well_says_nothing() -> None:
    assert lines(result(1)) == []
    assert lines(result(1), result(2)) == ["2 built, 3 s"]
    assert lines(result(1, Outcome.UNCHANGED)) == ["nothing changed; --force builds again"]


def test_what_several_have_in_common_is_said_once_with_names() -> None:
    results = [
        result(
            number,
            doubtful=(Doubt(what="no date found", article=f"Title {number}"),),
            open=(Open(condition="basis", article=f"Title {number}", sentence="s", remedy="r"),),
        )
        for number in range(5)
    ]
    names = "“Title 0”, “Title 1”, “Title 2” and 2 more"
    assert lines(*results) == [
        "5 built, 3 s",
        "before you publish, 1 thing is open:",
        f"  5 articles  say what you rely on: {names}",
        "              write basis once in the edition’s file, or in each entry",
        "look at these:",
        f"  5 articles  no date found: {names}",
        "publisher report out tells each source",
    ]


def test_everything_and_each_name_is_said_when_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(5):
        page = PAGE.format("The loaf", WORDS)
        (tmp_path / f"page{number}.html").write_text(page, "utf-8")
        (tmp_path / f"wrong{number}.md").write_text(
            f"---\ntitle: W\nrights: {{basis: own-work}}\n---\n\n{'<b>bold</b> ' * 9}\n", "utf-8"
        )
    given = ["build", str(tmp_path), "--format", "epub", "-o", str(tmp_path / "out")]
    main([*given, "--verbose"])
    told = capsys.readouterr().err
    for number in range(5):
        assert f"page{number}.html" in told
        wrong = [line for line in told.splitlines() if f"wrong{number}.md" in line]
        assert wrong
        assert all(line.endswith("for the character") for line in wrong)
    assert "…" not in told.replace("… ×", "")


def test_however_much_there_is_it_stays_within_twelve_lines_and_a_hundred_columns() -> None:
    results = [
        result(
            number,
            Outcome.FAILED if number % 3 else Outcome.BUILT,
            failures=(f"p{number}.html:1:1: {'words ' * 40}",) if number % 3 else (),
            doubtful=tuple(
                Doubt(what=f"kind {chr(97 + kind) * 30}", article="A title " * 20)
                for kind in range(number % 9)
            ),
            open=tuple(
                Open(condition=each.value, article="A title " * 20, sentence="s", remedy="r " * 80)
                for each in list(ConditionId)[: number % 20]
            ),
        )
        for number in range(60)
    ]
    told = lines(*results)
    assert len(told) <= 12
    assert max(map(len, told)) <= 100
    assert told[0] == "20 built, 40 failed, 3 s"
    assert "  and 34 more" in told
    assert told[-1] == "publisher report out tells each source"


def test_what_is_asked_of_the_whole_article_comes_before_its_pictures() -> None:
    asked = ("picture-alt", "link-original", "basis")
    rows = tuple(Open(condition=one, article="T", sentence="s", remedy="") for one in asked)
    told = lines(result(1, open=rows))
    assert told[1:4] == [f"  {clauses()[one]}" for one in reversed(asked)]


def test_each_condition_has_a_clause() -> None:
    online = {ConditionId.COUNTER_ONLINE, ConditionId.CANONICAL_LINK, ConditionId.EVERY_PAGE}
    assert {each.value for each in ConditionId} - clauses().keys() == {one.value for one in online}


def test_a_result_reads_back_as_it_was_written() -> None:
    one = result(
        1,
        left_out={"metadata": 2},
        doubtful=(Doubt(what="w", article="a"),),
        open=(Open(condition="basis", article="a", sentence="s", remedy="r"),),
        failures=("f",),
        seconds=1.5,
    )
    assert result_of(json.loads(json.dumps(one.plain()))) == one


@pytest.mark.parametrize(
    ("option", "err"),
    [
        ("--quiet", ""),
        ("", "look at these:\n  no date found\n  no author found\n"),
        ("--verbose", "look at these:\n  no date found\n  no author found\n"),
    ],
)
def test_how_much_is_said_is_asked_alike_of_each_command(
    option: str,
    err: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("loaf.html").write_text(PAGE.format("Loaf", WORDS), "utf-8")
    Path("notes.doc").write_bytes(b"PK")
    assert main(["build", "loaf.html", "--format", "epub", *filter(None, [option])]) == 0
    assert capsys.readouterr().err.startswith(err) if err else not capsys.readouterr().err
    assert main(["show", "loaf.html", *filter(None, [option])]) == 0


def test_a_text_of_a_kind_that_is_not_read_yet_is_told_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("saved").mkdir()
    Path("saved/loaf.html").write_text(PAGE.format("Loaf", WORDS), "utf-8")
    Path("saved/notes.doc").write_bytes(b"PK")
    assert main(["build", "saved", "--format", "epub"]) == 0
    assert "not read yet: saved/notes.doc" in capsys.readouterr().err


def test_nobody_who_reads_for_themselves_is_asked_and_whoever_publishes_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("loaf.html").write_text(PAGE.format("Loaf", WORDS), "utf-8")
    call = ["build", "loaf.html", "--format", "epub"]
    assert main(call) == 0
    assert "publish" not in capsys.readouterr().err.replace("publisher", "")
    assert main([*call, "--publish"]) == 0
    assert "before you publish, 1 thing is open:\n  say what you rely on" in capsys.readouterr().err


def test_what_is_not_allowed_is_told_with_the_way_on_in_keys_that_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("my loaf.html").write_text(PAGE.format("Loaf", WORDS), "utf-8")
    Path("my week.yaml").write_text(
        "title: E\nuse: publish\nbasis: permission\npermissions:\n  - granted_by: B\n"
        "    conditions: [{id: link-original}]\narticles: [my loaf.html]\n",
        "utf-8",
    )
    assert main(["build", "my week.yaml", "--format", "epub"]) == 1
    asked = "a hyperlink to the original article is asked for, and the page has no address"
    assert capsys.readouterr().err.splitlines() == [
        "my week.yaml: not built: 1 thing is not allowed",
        f"  my week.yaml:7: “Loaf” (link-original): {asked}",
        "    write source_url in its entry",
        "  publisher check 'my week.yaml' tells each, and what else is open",
    ]


def test_letters_that_no_font_has_are_one_line_and_no_reason_besides() -> None:
    remarks = tuple(
        f"{letter} (U+304{number} HIRAGANA LETTER): no font has it, it is printed as an empty box;"
        " page 1"
        for number, letter in enumerate("あいう")
    )
    remarks += ("the profile is lowered",)
    finding = Finding(code="font-false", message="the font Boxes shows other letters")
    refused = Refused(
        name="a.pdf", error=NoticeLost("a", ("x",)), findings=(finding,), remarks=remarks
    )
    lines = list(refused_lines(refused, older=False, others=True))
    assert lines[:2] == ["a.pdf: not made", "  no font here has あ い う; first at page 1"]
    assert "pip install 'publisher[cjk]'" in lines[2]
    assert "publisher doctor" in lines[2]
    assert len(lines) == 3


def test_letters_of_other_scripts_are_looked_for_with_the_doctor() -> None:
    remark = "ᚠ (U+16A0 RUNIC LETTER FEHU): no font has it, it is printed as an empty box; page 1"
    refused = Refused(name="a.pdf", error=NoticeLost("a", ("x",)), remarks=(remark,))
    assert "cjk" not in "\n".join(refused_lines(refused, older=False, others=True))


def test_failures_leave_room_for_the_most_frequent_doubt() -> None:
    summary = Summary(unread=("a.docx",), passed_over=1)
    for number in range(9):
        summary.add(result(number, Outcome.FAILED, failures=("empty",)))
    for number in range(5):
        summary.add(result(number, doubtful=(Doubt(what="no date", article=f"B{number}"),)))
    summary.add(result(9, doubtful=(Doubt(what="no name", article="C"),)))
    told = list(block(summary, ("publisher report tells more",), 1.0))
    assert len(told) == 12
    assert told[-3] == "look at these, the most frequent of 2 kinds:"
    assert "5 articles  no date" in told[-2]


def test_what_several_articles_of_a_book_need_is_said_once_by_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("Loaf", "Bun", "Roll"):
        Path(f"{name}.html").write_text(PAGE.format(name, WORDS), "utf-8")
    Path("e.yaml").write_text("title: E\narticles: [Loaf.html, Bun.html, Roll.html]\n", "utf-8")
    assert main(["check", "e.yaml"]) == 1
    told = capsys.readouterr().err.splitlines()
    assert [line for line in told if "open (basis)" in line] == [told[0]]
    assert told[:2] == [told[0], "    “Loaf”, “Bun”, “Roll”"]
    assert told[0].startswith("e.yaml: 3 articles: open (basis): ")


def test_the_same_doubt_about_other_names_and_lines_is_one_kind() -> None:
    one = Doubt(
        what="line 3: the picture 'a.png' cannot be used: not there; its place is kept", article="A"
    )
    other = Doubt(what="line 40: the picture 'b/c.png' cannot be used: not there; x", article="B")
    assert one.kind == other.kind == "the picture cannot be used: not there"


def test_what_a_page_says_once_and_often_is_one_kind_and_reads_as_english() -> None:
    page = b"<html><body><article><h1>The quay</h1><p>Words <a href='x'>a</a>%s.</p></article>"
    often = [read("quay.html", page % (b" <a href='y'>b</a>" * more)) for more in (0, 2)]
    told = [next(one for one in found.remarks if "links" in one) for found in often]
    assert told[0] == "links without a whole address stay as words alone, in one place"
    assert told[1] == "links without a whole address stay as words alone, in 3 places"
    lines = [f"{at_lines(given)} may be about the author; x" for given in ([4], [4, 9], range(40))]
    assert lines[1].startswith("lines 4 and 9 may be")
    for alike in (told, lines):
        assert len({Doubt(what=words, article="").kind for words in alike}) == 1


def test_a_line_of_wide_letters_stays_within_the_columns_and_says_the_kind_where_it_is_cut() -> (
    None
):
    what = "frames and films are given as their addresses, in 3 places"
    rows = [
        result(number, doubtful=(Doubt(what=what, article=f"{number}{'港' * 30}"),))
        for number in range(3)
    ]
    told = next(line for line in lines(*rows) if "frames" in line)
    assert width_of(told) <= 100
    assert "3 articles  frames and films are given as their" in told
    assert ", in" not in told
    assert width_of("港a") == 3


def test_a_command_that_is_not_there_is_answered_with_one_that_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["biuld", "saved"]) == 2
    assert "No such command 'biuld'. Did you mean 'build'?" in capsys.readouterr().err
    assert main(["build", "www.example.org/story"]) == 1
    assert "begins with https://, as https://www.example.org/story" in capsys.readouterr().err
