"""The README cannot rot: every command is in it with an example, and every example runs."""

import re
import shlex
import shutil
from pathlib import Path

import click
import pytest

from publisher.cli import COMMANDS, group, main
from tests.site import site

CHECKOUT = Path(__file__).resolve().parent.parent
README = (CHECKOUT / "README.md").read_text("utf-8")


def commands_of(text: str) -> list[str]:
    """The commands that a text shows, in order."""
    return [
        line
        for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
        for line in block.splitlines()
        if line.startswith("publisher ")
    ]


EXAMPLES = commands_of(README)
HANDBOOK = "\n".join(
    path.read_text("utf-8") for path in sorted((CHECKOUT / "content" / "handbook").glob("*.md"))
)
# they serve until they are stopped; test_preview.py and test_serve.py of tests/test_cli try them
# send needs a server of mail, issue one of feeds: test_send.py, test_issue.py
UNTYPED = {"preview", "serve", "send", "issue"}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_an_example_in_readme_or_handbook_and_in_its_help(name: str) -> None:
    shown = [*EXAMPLES, *commands_of(HANDBOOK)]
    assert name in UNTYPED or any(example.split()[1] == name for example in shown)
    command = group.get_command(
        group.make_context("publisher", ["--help"], resilient_parsing=True), name
    )
    assert command is not None
    assert f"publisher {name}" in (command.help or "")


@pytest.mark.slow
def test_every_example_of_the_readme_runs_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(CHECKOUT / "content", tmp_path / "content")
    monkeypatch.chdir(tmp_path)
    saved = tmp_path / "content" / "articles" / "a-saved-page"
    with site(saved) as address:
        for example in EXAMPLES:
            run(example, address, capsys)


def run(example: str, address: str, capsys: pytest.CaptureFixture[str]) -> None:
    """An example, its addresses being those of a site on this machine."""
    at_home = example.replace("https://example.org", address)
    arguments = [
        path
        for word in shlex.split(at_home)[1:]
        for path in (sorted(str(found) for found in Path().glob(word)) if "*" in word else [word])
    ]
    if at_home != example and arguments[0] in {"build", "fetch", "new", "preview"}:
        arguments.append("--allow-private")
    code = main(arguments)
    said = capsys.readouterr()
    # check reports what still needs somebody, doctor what this machine lacks: both may say so by
    # their exit code
    assert code == 0 or (arguments[0] in {"check", "doctor"} and code in {1, 3}), (
        f"{example}: {said.err}"
    )
    assert "Traceback" not in said.err


def test_the_readme_is_short_and_its_links_lead_to_pages() -> None:
    assert len(README.splitlines()) <= 150
    links = re.findall(r"\]\(([^)]+)\)", README)
    assert len(links) > 20
    assert [link for link in links if not (CHECKOUT / link).is_file()] == []


CODE_WORDS = r"captures?|ledger|furniture|provenance|packet"
IN_NO_HELP = rf"{CODE_WORDS}|accused|judged?|violated|lawful(?:ly)?|please|invalid"


def test_the_words_that_only_the_code_needs_are_in_no_help_and_not_in_the_readme() -> None:
    context = group.make_context("publisher", ["--help"], resilient_parsing=True)
    told = [(README, CODE_WORDS)]
    for name in COMMANDS:
        command = group.get_command(context, name)
        assert command
        told.append((command.get_help(click.Context(command, info_name=name)), IN_NO_HELP))
    for text, words in told:
        found = re.findall(rf"\b(?:{words})\b(?![/\]])", text)
        assert found == [], (found, text[:200])
