"""Pages that nobody meant to print: deep lists, wide tables, endless words.

They are set whole, within a gigabyte.
"""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from publisher.cli import main
from publisher.pdffile.pages import read_pages
from tests.patience import PATIENCE

pytestmark = pytest.mark.slow


HEAD = (
    "---\ntitle: {title}\nlanguage: en\ncontributors: [{{name: A. Writer}}]\nrights: {{basis:"
    " own-work, holder: A. Writer}}\n---\n\n"
)
COLUMNS, NOTES, DEEP = 500, 150, 10_000


def deep_lists() -> str:
    return (
        "<html lang='en'><head><title>Deep</title></head><body><article><h1>Deep</h1><p>"
        + "Words of our own that say little. " * 30
        + "</p>"
        + "".join(f"<ul><li>level {number} " for number in range(DEEP))
        + "</li></ul>" * DEEP
        + "</article></body></html>"
    )


def wide_table() -> str:
    rows = (
        "| " + " | ".join(f"{kind}{number}" for number in range(COLUMNS)) + " |" for kind in "abc"
    )
    return (
        HEAD.format(title="Wide")
        + "| "
        + " | ".join(f"h{number}" for number in range(COLUMNS))
        + " |\n|"
        + " --- |" * COLUMNS
        + "\n"
        + "\n".join(rows)
    )


def long_paragraph() -> str:
    return HEAD.format(title="Long") + "Words of our own that fill a line and then another. " * 5000


def long_word() -> str:
    return HEAD.format(title="Word") + "Before it. " + "x" * 60_000 + " Behind it."


def many_notes() -> str:
    marked = "\n\n".join(f"Sentence {number} has a note[^n{number}]." for number in range(NOTES))
    return (
        HEAD.format(title="Notes")
        + marked
        + "\n\n"
        + "\n\n".join(f"[^n{number}]: Note {number} says so." for number in range(NOTES))
        + "\n"
    )


def long_title() -> str:
    return HEAD.format(title="A title of many words that does not end " * 250) + "Words."


PAGES: dict[str, tuple[Callable[[], str], str]] = {
    "deep.html": (deep_lists, f"level {DEEP - 1}"),
    "wide.md": (wide_table, f"c{COLUMNS - 1}"),
    "long.md": (long_paragraph, "and then another."),
    "word.md": (long_word, "Behind it."),
    "notes.md": (many_notes, f"Note {NOTES - 1} says so."),
    "title.md": (long_title, "that does not end"),
}


LONG = {"long.md", "word.md", "title.md"}  # set by what the others ask for as well
CASES = [pytest.param(name, marks=[pytest.mark.judge] if name in LONG else []) for name in PAGES]


@pytest.mark.parametrize("name", CASES)
def test_a_page_out_of_all_measure_is_set_whole_within_a_gigabyte(
    name: str, tmp_path: Path
) -> None:
    source, last = PAGES[name]
    (tmp_path / name).write_text(source(), "utf-8")
    # VmHWM is counted from the start of the program; ru_maxrss begins with what the test's own
    # process held when it was forked.
    program = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (3 * 2**30, 3 * 2**30));"
        f" from publisher.cli import main; code = main(['build', {name!r}, '-o', 'out', '--format',"
        " 'pdf', '--theme', 'plain']);"
        " print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0]); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr[-800:]
    assert int(done.stdout.splitlines()[-1]) < 2**20, "kilobytes: more than a gigabyte"
    [made] = (tmp_path / "out").glob("*.pdf")
    pages = read_pages(made.read_bytes(), name)
    assert last in " ".join(" ".join(page.text.split()) for page in pages)
    assert not [words for page in pages for words in page.ink.unseen], (
        "nothing stands outside its page"
    )
    assert len(pages) < 130
    assert main(["verify", str(made)]) == 0
