"""Where articles, parts of PDFs and pages are kept between builds: a cache folder, or none."""

import os
import sys
import time
from pathlib import Path

from publisher.cli.kept import tool_digest
from publisher.part_cache import PartCache

FOLDER = "PUBLISHER_CACHE"  # names the folder; set and empty: nothing is kept


def cache_folder() -> Path | None:
    """The folder in which this user's parts are kept; None where PUBLISHER_CACHE is set to nothing.

    Elsewhere it is where each system wants such things (XDG Base Directory Specification; Apple's
    File System Programming Guide; Windows' known folder of local application data).
    """
    given = os.environ.get(FOLDER)
    if given is not None:
        return Path(given) if given else None
    try:
        home = Path.home()
    except RuntimeError:  # a user without a home
        return None
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "publisher"
    if os.name == "nt":
        local = os.environ.get("LOCALAPPDATA", "")
        return Path(local or home / "AppData" / "Local") / "publisher" / "Cache"
    named = os.environ.get("XDG_CACHE_HOME", "")
    base = Path(named) if named.startswith("/") else home / ".cache"
    return base / "publisher"


def part_cache() -> PartCache | None:
    """What keeps this user's parts; None where nothing is to be kept."""
    folder = cache_folder()
    return None if folder is None else PartCache(folder=os.fspath(folder), tool=tool_digest())


def settle(cache: PartCache | None) -> None:
    """Keep the folder within its bounds, after a build."""
    if cache is not None:
        cache.shrink(time.time())


def state() -> dict[str, object]:
    """The folder ("" where nothing is kept), how many files it holds, and their bytes."""
    folder = cache_folder()
    if folder is None:
        return {"folder": "", "files": 0, "bytes": 0}
    count, size = PartCache(folder=os.fspath(folder), tool="").size()
    return {"folder": os.fspath(folder), "files": count, "bytes": size}


def told() -> str:
    """One line: the folder and its size."""
    match state():
        case {"folder": str(folder), "files": int(count), "bytes": int(size)} if folder:
            what = "articles read, parts of PDFs drawn and pages verified"
            counted = "1 file" if count == 1 else f"{count} files"
            return f"{folder}: {counted}, {size / 1e6:.1f} MB ({what}); may be deleted at any time"
        case _:
            return f"kept nowhere ({FOLDER} is set to nothing)"
