"""Hostile files given to the commands that read finished files.

Nothing is read outside, a gigabyte at most, plain lines.
"""

from typing import NamedTuple

import pytest

from tests.test_hostile import files, room

pytestmark = pytest.mark.slow


COMMANDS = ("verify", "inspect", "split", "merge", "cite", "check")
NOTHING_WRONG = {  # what is odd and harms nobody: a reader of the file meets what it says
    "many bombs.epub",
    "an archive in an archive.epub",
    "control characters in names.epub",
    "a deep package.epub",
    "a record outside.epub",
    "a sheet that imports itself.epub",
    "a gigapixel picture.epub",
    "a broken xref.pdf",
    "a packet of nothing.pdf",
    "a looping outline.pdf",
    "a looping structure.pdf",
    "looping forms.pdf",
    "looping names.pdf",
    "a picture of a gigapixel.pdf",
    "a file that runs.pdf",
}
SAYS = {
    "a zip bomb.epub": "would grow from",
    "a bomb in a page.epub": "would grow from",
    "a page of small things.epub": "tags",
    "a page of many tags.epub": "tags",
    "a path outside.epub": "reaches outside",
    "an absolute path.epub": "reaches outside",
    "backslashes.epub": "reaches outside",
    "a drive.epub": "reaches outside",
    "two of one name.epub": "more than once",
    "an encrypted member.epub": "locked with a password",
    "a record of megabytes.epub": "its record has more than",
    "looping pages.pdf": "Loop detected",
    "a gigabyte of packet.pdf": "would grow",
    "a gigabyte of page.pdf": "would grow",
    "a gigabyte of record.pdf": "would grow",
    "packed twice.pdf": "would grow",
    "a page of a million words.pdf": "shows words",
    "a page of a kilometre.pdf": "larger than any reader shows",
    "a locked file.pdf": "remove its password",
    "a cut file.pdf": "not a PDF that can be read",
    "a link to a file.epub": "holds no element",
    "an outside entity.epub": "stands for nothing that can be told",
    "deep nesting.epub": "Excessive depth",
}


class Judged(NamedTuple):
    said: dict[tuple[str, str], room.Said]
    touched: list[str]
    left: list[str]


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    base = tmp_path_factory.mktemp("files")
    folder = base / "work"
    folder.mkdir()
    with room.outside(base) as there:
        for name, make in files.FILES.items():
            data = make()
            for word, address in ((b"{file}", there.file.as_uri()), (b"{server}", there.server)):
                data = data.replace(word, address.encode())
            (folder / name).write_bytes(data)
        calls = [
            (
                command,
                name,
                [
                    command,
                    name,
                    *{"split": ["-o", "out"], "merge": [name, "-o", "out/m.epub"]}.get(command, []),
                ],
            )
            for command in COMMANDS
            for name in files.FILES
            if name.endswith(".epub") or command not in {"split", "merge"}
        ]
        done = room.run_all(folder, [call for *_, call in calls])
        return Judged(
            {(command, name): said for (command, name, _), said in zip(calls, done, strict=True)},
            there.touched(),
            sorted(path.name for path in folder.iterdir()),
        )


@pytest.mark.parametrize("name", files.FILES)
def test_a_hostile_file_is_told_in_plain_lines_within_a_gigabyte(name: str, judged: Judged) -> None:
    for command in COMMANDS:
        if said := judged.said.get((command, name)):
            assert not room.fault(said), command
            assert name in said.err + said.out, "a line names its file"
            told = len(said.err.splitlines())
            # a book of another tool is a source for these, and its texts alone are read
            if command == "check":
                assert 1 <= told <= 5, said.err
            elif command == "cite" and said.code == 0:
                assert told <= 1, said.err
            elif command == "inspect":
                assert told == said.code, said.err
            elif command != "verify":
                assert (said.code, told) == (1, 1), said.err
    said = judged.said["verify", name]
    assert said.code == (0 if name in NOTHING_WRONG else 1), said.err
    assert SAYS.get(name, "") in said.err


def test_nothing_outside_is_read_and_nothing_is_written(judged: Judged) -> None:
    assert judged.touched == []
    assert judged.left == sorted(files.FILES)
