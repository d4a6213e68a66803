"""Names no file can have, and words a terminal cannot show: a line and exit 1, never a traceback."""

import io
import os
import sys
from pathlib import Path

import pytest

from publisher.cli import main

LONG = "n" * 300
COMMANDS = {
    "show": ["show", LONG],
    "check": ["check", LONG],
    "build": ["build", LONG],
    "build into": ["build", "a.txt", "-o", LONG],
    "build with a theme": ["build", "a.txt", "--theme", f"./{LONG}"],
    "import": ["import", f"{LONG}.html"],
    "import into": ["import", "a.txt", "-o", f"{LONG}.md"],
    "cite": ["cite", LONG],
    "verify": ["verify", LONG],
    "verify against": ["verify", "a.txt", "--against", LONG],
    "verify by an edition": ["verify", "a.txt", "--edition", LONG],
    "report": ["verify", "a.txt", "--report", f"{LONG}.json"],
    "inspect": ["inspect", LONG],
    "split": ["split", f"{LONG}.epub"],
    "merge": ["merge", f"{LONG}.epub", "-o", "x.epub"],
    "themes": ["themes", f"./{LONG}"],
    "shelf": ["shelf", LONG],
    "shelf into": ["shelf", ".", "-o", LONG],
    "serve": ["serve", LONG],
}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_name_of_three_hundred_letters_is_told(command, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("The title\n\nWords of it.\n")
    assert main(COMMANDS[command]) in {1, 2}
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    assert LONG in said.err + said.out


PAGE = """<title>T</title><script type="application/ld+json">{"@type": "Article", "headline":
"A \\ud800 head", "author": {"name": "B \\udc00 \\u0000 C"}}</script><p>Words “quoted” of it.</p>"""


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "ascii"])
@pytest.mark.parametrize("command", ["show", "cite", "import"])
def test_a_terminal_is_given_what_it_can_show(command, encoding, tmp_path, monkeypatch):
    path = tmp_path / "page.html"
    path.write_text(PAGE, "utf-8")
    out = io.TextIOWrapper(io.BytesIO(), encoding)
    monkeypatch.setattr(sys, "stdout", out)
    assert main([command, str(path)]) == 0
    out.flush()
    assert b"Words" in out.buffer.getvalue() or b"head" in out.buffer.getvalue()


@pytest.mark.skipif(sys.platform != "linux", reason="names are letters on other systems")
def test_a_name_that_is_no_text_is_built_and_known_again(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    name = os.fsdecode(b"br\xff\xfe.txt")
    for folder in ("s", "s/more"):
        Path(folder).mkdir()
        Path(folder, name).write_text("The title\n\nWords of it.\n")
    call = ["build", "s", "--format", "epub", "--report", "r.html"]
    assert main(call) == 0
    assert main(call) == 0
    assert "nothing changed" in capsys.readouterr().err
    assert main(["report", "out", "--json"]) == 0
    assert main(["new", "s"]) == 0


def test_a_command_whose_streams_are_closed_does_its_work(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("a", "b"):
        Path(f"{name}.txt").write_text("The title\n\nWords of it.\n")
    streams = ("stdin", "stdout", "stderr")
    for stream in streams:
        monkeypatch.setattr(sys, stream, None)
    assert main(["build", "a.txt", "b.txt", "nowhere.txt", "--format", "epub"]) == 1
    for stream in streams:
        getattr(sys, stream).close()
    assert Path("out/b.epub").is_file()
