"""Web archives as sources: which files are some, and what is in them."""

import functools
from pathlib import Path

from publisher.captures.capture import Capture
from publisher.captures.holding import Entry, Holding, part_entry
from publisher.captures.wacz import is_wacz, open_wacz
from publisher.captures.warc import is_warc, open_warc
from publisher.errors import SourceError
from publisher.files import note_state


def is_archive(path: Path) -> bool:
    """Whether a file is called as a web archive is: .warc, .warc.gz, .wacz."""
    return is_warc(path) or is_wacz(path)


def is_archived(path: str) -> bool:
    """Whether this names a web archive or a page of one."""
    return is_archive(Path(part_entry(path)[0]))


def archived_pages(path: Path) -> tuple[Entry, ...]:
    """The pages of a web archive that are taken.  Refuses with SourceError what cannot be read."""
    return tuple(entry for entry in _opened(path).entries if not entry.passed_over)


def archived_page(path: str) -> Capture | None:
    """The capture that `crawl.warc.gz#https://…` names, or an archive of one page.

    None for what names no archive.

    Refuses with SourceError a page that is not in the archive, and one that cannot be read.
    """
    file, key = part_entry(path)
    if not is_archive(Path(file)):
        return None
    pages = _opened(Path(file))
    taken = [entry.key for entry in pages.entries if not entry.passed_over]
    if not key and len(taken) != 1:
        raise SourceError(
            path,
            0,
            0,
            f"it holds {len(taken)} pages; name one behind a #, such as '{path}#{taken[0]}'",
        )
    wanted = key or taken[0]
    try:
        return pages.open(wanted)
    except KeyError:
        # a path makes one slash of two, and drops the last
        meant = (one.key for one in pages.entries if str(Path(one.key)) == str(Path(wanted)))
        if found := next(meant, ""):
            return pages.open(found)
        raise SourceError(file, 0, 0, f"there is no page '{key[:80]}' in it") from None


def _opened(path: Path) -> Holding:
    try:
        note_state(path)
        seen = path.stat()
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise SourceError(str(path), 0, 0, f"{why}; check the path") from error
    return _listed(path, seen.st_size, seen.st_mtime_ns)


@functools.lru_cache(maxsize=4)
def _listed(path: Path, _size: int, _changed: int) -> Holding:
    """What an archive holds, listed once as long as the file stays as it is."""
    try:
        return open_wacz(path) if is_wacz(path) else open_warc(path)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise SourceError(str(path), 0, 0, f"{why}; check the path") from error
