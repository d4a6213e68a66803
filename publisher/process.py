"""What holds for a whole process of ours, apart from workers.py: one file needs no other processes.

Whatever holds for a whole process (when garbage is searched for, what Pillow's warnings do) is set
here and nowhere else: by the command line for its own process, and by each worker when it starts.
A program that calls publisher as a library, in whatever thread, finds its process as it was.
"""

import atexit
import gc
import itertools
import os
import sys
import threading
import warnings
from typing import NoReturn

# Search for garbage seldom: a layout is hundreds of thousands of boxes that all live (15 % of the
# time of a PDF, measured); but so often that a batch does not keep what its last inputs held.
_COLLECT_AFTER = (200_000, 5, 5)


_TIDY_AFTER = 50  # works of a batch: 10 ms for what they took seconds to leave
_works = itertools.count(1)
_commands = itertools.count()


def tidy_process() -> None:
    """Search for garbage now and then; called after each work of a long batch.

    The thresholds count objects, and a page's tree is one object that holds megabytes: 2,000 small
    pages left 20 MB behind in each process.
    """
    if next(_works) % _TIDY_AFTER == 0:
        gc.collect()


def search_seldom() -> None:
    """Set when garbage is searched for; before all else is loaded, which leaves none."""
    gc.set_threshold(*_COLLECT_AFTER)


def prepare_process() -> None:
    """Set what holds for a whole process of ours; for the main thread of the command line."""
    if next(_commands):
        gc.collect()  # what an earlier command of this process left
    else:
        gc.freeze()  # the program itself is no garbage, and need not be searched
    search_seldom()
    # what Pillow remarks about strangers' pictures is for its developers; what matters we ask
    warnings.filterwarnings("ignore", module=r"PIL\.")


def leave(code: int) -> NoReturn:
    """End this process, with what is to be done at its end, and without taking it apart.

    Python clears away every module and object one by one, whose memory the system takes back at
    once: a tenth of the time of a whole run (60 of 520 ms for an EPUB, 240 of 1,900 for a PDF).
    It does so all the same where a thread is still at work, or somebody watches the program.
    """
    others = (one for one in threading.enumerate() if one is not threading.main_thread())
    is_watched = sys.gettrace() or sys.getprofile() or sys.flags.dev_mode
    if is_watched or any(not one.daemon for one in others):
        sys.exit(code)
    atexit._run_exitfuncs()  # noqa: SLF001 - folders to take away, processes to end, logs to close
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):  # whoever read us has gone: Python knows what to do
        sys.exit(code)
    os._exit(code)
