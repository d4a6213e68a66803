"""Where the programs of this machine are.

Beside the Python that runs us, else on the search path.
"""

import shutil
import sys
from pathlib import Path

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def find_program(*names: str) -> str | None:
    """The first of these programs that is there.

    Beside our Python first: what was installed for us (Node.js of a Python package, Ace by npm) is
    of the version we asked for.
    """
    beside = str(Path(sys.executable).parent)
    return next(
        (
            found
            for name in names
            if (found := shutil.which(name, path=beside) or shutil.which(name))
        ),
        None,
    )
