"""What holds for a whole process of ours, apart from workers.py: one file needs no other processes.

Whatever holds for a whole process (when garbage is searched for, what Pillow's warnings do) is set
here and nowhere else: by the command line for its own process, and by each worker when it starts.
A program that calls publisher as a library, in whatever thread, finds its process as it was.
"""

import gc
import itertools
import warnings

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
    search_seldom()
    # what Pillow remarks about strangers' pictures is for its developers; what matters we ask
    warnings.filterwarnings("ignore", module=r"PIL\.")
