"""Hostile sources: bombs of JSON and YAML, deep and endless input, pictures that are too much, and paths that lead where no picture is."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.test_hostile import pages, pictures, room

pytestmark = pytest.mark.slow


RIGHTS = "title: T\nrights:\n  basis: own-work\n"
TEXTS: dict[str, Callable[[], str]] = {
    "aliases.yaml": (
        lambda: (
            "a: &a [x, x]\n"
            + "".join(
                f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n"
                for n in range(20)
            )
        )
    ),
    "deep.yaml": lambda: "title: " + "[" * 50_000 + "]" * 50_000,
    "dashes.yaml": lambda: "title: T\nbody:\n" + "  " + "- " * 20_000 + "x",
    "tags.yaml": lambda: "title: !!python/object/apply:os.system ['touch ran']\n",
    "deep.json": lambda: '{"title":' + "[" * 100_000 + "]" * 100_000 + "}",
    "objects.json": lambda: '{"a":' * 50_000 + "1" + "}" * 50_000,
    "number.json": lambda: '{"title": "T", "body": ' + "9" * 100_000 + "}",
    "half.json": lambda: '{"title": "\\ud83d"}',
    "edition.yaml": lambda: "title: T\narticles:\n  - ../../../../etc/passwd\n",
    "round.yaml": lambda: "title: T\narticles:\n  - round.yaml\n",
    "front.md": lambda: f"---\n{'a: {' * 20_000}\n---\n\nWords.\n",
    "block.md": lambda: f"---\n{RIGHTS}---\n\n```block\n{'[' * 50_000}\n```\n",
    "formula.md": lambda: f"---\n{RIGHTS}---\n\nA `{'<math>' * 5000}`{{=mathml}} formula.\n",
    "entity.md": lambda: (
        f"---\n{RIGHTS}---\n\nA `<!DOCTYPE m [<!ENTITY e SYSTEM"
        ' "file:///etc/passwd">]><math><mi>&e;</mi></math>`{=mathml} formula.\n'
    ),
    "quotes.md": lambda: f"---\n{RIGHTS}---\n\n{'>' * 20_000} deep\n",
    "lists.md": (
        lambda: f"---\n{RIGHTS}---\n\n" + "".join(f"{'  ' * n}- {n}\n" for n in range(2000))
    ),
    "brackets.md": lambda: (
        f"---\n{RIGHTS}---\n\n{'[' * 5_000}x{']' * 5_000}(https://example.org/)\n"
    ),
    "stars.md": lambda: f"---\n{RIGHTS}---\n\n{'*a **b ' * 20_000}\n",
    "deep.html": lambda: pages.page("<div>" * 30_000 + "deep" + "</div>" * 30_000),
    "small.html": lambda: pages.page("<b>x</b>" * 30_000),
    "attributes.html": lambda: pages.page(
        f"<p {' '.join(f'a{n}=b' for n in range(5_000))}>words</p>"
    ),
    "table.html": lambda: pages.page(
        "<table>" + "<tr>" + "<td colspan='9999' rowspan='9999'>x</td>" * 300 + "</tr></table>"
    ),
    "lines.txt": lambda: "A title\n\n" + "word\n" * 60_000,
    "spaces.txt": lambda: "A title\n\n" + " " * 5_000_000 + "x\n",
}
ASSETS = {
    "a path up": "../../../../../etc/passwd",
    "an absolute path": "/etc/passwd",
    "an address": "file:///etc/passwd",
    "a server": "{server}/p.png",
    "a link out": "images/out.png",
    "a folder that is a link out": "linked/secret.txt",
    "a folder": "images",
    "a pipe": "images/pipe.png",
    "a device": "images/zero.png",
    "itself": "images/round.png",
    "a line end": "images/a%0Ab.png",
    "a zero": "images/a\\0.png",
    "home": "~/p.png",
}


class Read(NamedTuple):
    said: dict[tuple[str, str], room.Said]
    touched: list[str]
    folder: Path
    before: frozenset[Path]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    base = tmp_path_factory.mktemp("sources")
    folder = base / "work"
    (folder / "images").mkdir(parents=True)
    calls: dict[tuple[str, str], list[str]] = {}
    with room.outside(base) as there:
        for name, text in TEXTS.items():
            (folder / name).write_text(text(), "utf-8")
            calls["build", name] = ["build", name, "-o", "out", "--format", "epub"]
            if name != "lines.txt":  # which takes seconds each time it is read
                calls["check", name] = ["check", name]
        (folder / "images/out.png").symlink_to(there.file)
        (folder / "linked").symlink_to(there.file.parent)
        (folder / "images/round.png").symlink_to("round.png")
        (folder / "images/zero.png").symlink_to("/dev/zero")
        os.mkfifo(folder / "images/pipe.png")
        for number, (what, file) in enumerate(ASSETS.items()):
            name = f"asset-{number}.md"
            (folder / name).write_text(
                pages.article("![](p0)", f'"{file.format(server=there.server)}"'), "utf-8"
            )
            calls["build", what] = ["build", name, "-o", "out", "--format", "epub"]
        for name, data in [
            *((name, make()) for name, (make, _) in pictures.REFUSED.items()),
            *((name, make()) for name, make in pictures.BUILT.items()),
        ]:
            (folder / "images" / name).write_bytes(data)
            (folder / f"{name}.md").write_text(pages.article("![](p0)", f"images/{name}"), "utf-8")
            calls["build", name] = ["build", f"{name}.md", "-o", "out"]
        os.mkfifo(folder / "pipe.md")
        (folder / "pipe.epub").symlink_to("pipe.md")
        (folder / "zero.md").symlink_to("/dev/zero")
        (folder / "zero.pdf").symlink_to("/dev/zero")
        (folder / "line\nend \x1b[31m.md").write_text(pages.article("Words."), "utf-8")
        (folder / "line\nend \x1b[31m.yaml").write_text("title: {a\n", "utf-8")
        for command, name in (
            ("check", "pipe.md"),
            ("build", "zero.md"),
            ("show", "zero.md"),
            ("verify", "zero.pdf"),
            ("verify", "pipe.epub"),
            ("split", "pipe.epub"),
            ("inspect", "zero.pdf"),
            ("cite", "pipe.md"),
            ("merge", "pipe.epub"),
        ):
            calls[command, name] = [
                command,
                name,
                *{
                    "build": ["-o", "out"],
                    "split": ["-o", "out"],
                    "merge": ["-o", "out/m.epub"],
                }.get(command, []),
            ]
        calls["check", "line end"] = ["check", "line\nend \x1b[31m.yaml"]
        calls["build", "line end"] = [
            "build",
            "line\nend \x1b[31m.md",
            "-o",
            "out",
            "--format",
            "epub",
        ]
        before = frozenset(folder.rglob("*"))
        done = room.run_all(folder, list(calls.values()))
        return Read(dict(zip(calls, done, strict=True)), there.touched(), folder, before)


def test_nothing_is_fatal_and_nothing_outside_is_read(read: Read) -> None:
    assert {call: why for call, said in read.said.items() if (why := room.fault(said))} == {}
    assert read.touched == []
    assert not (read.folder / "ran").exists()


@pytest.mark.parametrize("name", TEXTS)
def test_a_source_that_is_too_much_is_read_or_refused_in_a_few_lines(name: str, read: Read) -> None:
    said = read.said["build", name]
    assert said.code == 0 or (said.out == "" and 1 <= len(said.lines(name)) <= 3), said.err


@pytest.mark.parametrize(
    "name",
    [name for name in TEXTS if name.endswith((".yaml", ".json"))]
    + ["block.md", "formula.md", "entity.md"],
)
def test_a_bomb_of_keys_and_values_is_refused_with_its_place(name: str, read: Read) -> None:
    said = read.said["build", name]
    assert said.code == 1
    assert said.err.startswith(f"{name}:")


@pytest.mark.parametrize("what", ASSETS)
def test_a_picture_is_taken_from_the_folder_of_its_article_and_from_nowhere_else(
    what: str, read: Read
) -> None:
    said = read.said["build", what]
    assert (said.code, said.out, len(said.err.splitlines())) == (1, "", 1), said.err


@pytest.mark.parametrize("name", pictures.REFUSED)
def test_a_picture_that_is_too_much_is_refused_in_one_line(name: str, read: Read) -> None:
    said = read.said["build", name]
    assert (said.code, said.out, len(said.err.splitlines())) == (1, "", 1), said.err
    assert pictures.REFUSED[name][1] in said.err


@pytest.mark.parametrize("name", pictures.BUILT)
def test_a_picture_that_only_looks_large_is_made_fit(name: str, read: Read) -> None:
    said = read.said["build", name]
    assert (said.code, len(said.out.split())) == (0, 2), said.err


def test_a_pipe_or_a_device_is_no_file(read: Read) -> None:
    for (command, name), said in read.said.items():
        if name.startswith(("pipe.", "zero.")):
            assert said.code == 1, (command, name)
            assert "a pipe or a device" in said.err, (command, name)


def test_a_line_end_in_a_name_ends_no_line_and_colours_no_terminal(read: Read) -> None:
    assert len(read.said["check", "line end"].err.splitlines()) == 1
    assert read.said["build", "line end"].out.splitlines() == ["out/line-end-31m.epub"]
    assert "\x1b" not in "".join(said.err + said.out for said in read.said.values())
