"""A book on one line is read in the room of a few copies of it.

No list of its words is ever made.
"""

import subprocess
import sys

import pytest

LINE = "The morning was cold and the road out of the village was empty. "
FORMS = {"txt": "{}", "md": "{}", "html": "<html><body><p>{}</p></body></html>"}
BASE = 120 * 2**20  # bytes of an interpreter with the readers loaded, and to spare
# What the process itself held at most: getrusage also counts its parent, as large as that was when
# it forked.
MEASURED = (
    "import re, sys; from publisher.readers import read; read(sys.argv[1]);"
    " print(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1])"
)


@pytest.mark.skipif(
    sys.platform != "linux",
    reason="how much a process held at most is told in other units elsewhere: not judged",
)
@pytest.mark.parametrize(
    ("form", "size", "each"), [("txt", 12, 8), ("md", 12, 8), ("md", 6, 20), ("html", 12, 8)]
)
def test_one_line_of_a_books_length_takes_a_few_bytes_for_each_character(
    tmp_path, form, size, each
):
    path = tmp_path / f"line.{form}"
    path.write_text(FORMS[form].format(LINE * (size * 2**20 // len(LINE))), "utf-8")
    told = subprocess.run(
        [sys.executable, "-c", MEASURED, str(path)], capture_output=True, text=True, check=True
    ).stdout
    assert int(told) * 1024 < BASE + each * size * 2**20
