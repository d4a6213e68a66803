"""A process that ends early has done what is to be done at its end."""

import subprocess
import sys

import pytest

ENDS = """
import atexit, sys, tempfile, threading, time, weakref
from publisher.process import leave

class Kept: pass

kept = Kept()
weakref.finalize(kept, print, "taken away")
atexit.register(print, "closed")
{more}
print("said", end=" ")
leave({code})
"""
THREAD = "threading.Thread(target=lambda: (time.sleep(0.05), print('by a thread'))).start()"


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        ("", 3, "said closed\ntaken away\n"),
        ("", 0, "said closed\ntaken away\n"),
        (THREAD, 0, "said by a thread\nclosed\ntaken away\n"),
        ("sys.setprofile(lambda *_: None)", 1, "said closed\ntaken away\n"),
    ],
)
def test_what_is_said_and_to_be_done_is_not_lost(more: str, code: int, said: str) -> None:
    program = ENDS.format(more=more, code=code)
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.stdout, done.stderr, done.returncode) == (said, "", code)
