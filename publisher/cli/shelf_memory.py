"""What a shelf remembers between runs: what each finished file says, and which files were written.

It stands in the user's cache folder, never in the shelf, and may be deleted at any time: then
every file is read again.  A file is as it was where size and both its times are; what is kept of a
site's file counts where its size and time are those with which it was written.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from publisher.cli.kept import tool_digest
from publisher.cli.part_folder import cache_folder
from publisher.deliver import put_text
from publisher.errors import DeliveryError
from publisher.shelf import Facts, facts_of

_FILES, _LEAVES = "files", "leaves"


@dataclass(slots=True)
class Memory:
    """What is remembered of one folder of finished files.

    path    where it is kept; None: nowhere.
    files   path below the folder -> how the file stood, and its facts or why it has none.
    leaves  path of a site's file -> its key, and how it stood when it was written.
    """

    path: Path | None
    files: dict[str, list[Any]] = field(default_factory=dict)
    leaves: dict[str, list[Any]] = field(default_factory=dict)
    is_changed: bool = False

    def facts(self, name: str, standing: list[int]) -> Facts | str | None:
        """What a file says, or why it cannot be read; None where it must be read again."""
        kept = self.files.get(name)
        if kept is None or kept[0] != standing:
            return None
        try:
            return kept[1] if isinstance(kept[1], str) else facts_of(kept[1])
        except (ValueError, TypeError, KeyError, AttributeError):
            return None

    def note(self, name: str, standing: list[int], found: Facts | str) -> None:
        """Keep what a file says, or why it cannot be read."""
        self.is_changed = True
        self.files[name] = [standing, found if isinstance(found, str) else found.plain()]

    def is_written(self, path: Path, key: str) -> bool:
        """Whether a site's file stands as it was written under this key."""
        kept = self.leaves.get(os.fspath(path.absolute()))
        return kept is not None and kept == [key, *(standing_of(path) or ())]

    def note_written(self, path: Path, key: str) -> None:
        """Keep that a site's file stands now as this key makes it."""
        self.is_changed = True
        self.leaves[os.fspath(path.absolute())] = [key, *(standing_of(path) or ())]

    def close(self) -> None:
        """Write it down; where the disk does not let us, the next run reads everything again."""
        if self.path is None or not self.is_changed:
            return
        kept = {"tool": tool_digest(), _FILES: self.files, _LEAVES: self.leaves}
        with contextlib.suppress(OSError, DeliveryError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            put_text(self.path, json.dumps(kept))
            self.is_changed = False


def remembered(folder: Path) -> Memory:
    """What is remembered of a folder; nothing where another version of this program wrote it."""
    cache = cache_folder()
    if cache is None:
        return Memory(path=None)
    name = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:24]
    memory = Memory(path=cache / "shelves" / f"{name}.json")
    assert memory.path is not None  # noqa: S101 - set in the line above
    with contextlib.suppress(OSError, ValueError, RecursionError, AttributeError):
        kept = json.loads(memory.path.read_bytes())
        if kept.get("tool") == tool_digest():
            memory.files = dict(kept.get(_FILES, {}))
            memory.leaves = dict(kept.get(_LEAVES, {}))
    return memory


def standing_of(path: Path) -> list[int] | None:
    """Size and both times of a file; None where it is not there."""
    try:
        known = path.stat()
    except (OSError, ValueError):
        return None
    return [known.st_size, known.st_mtime_ns, known.st_ctime_ns]


def finished_in(folder: Path, without: Path | None = None) -> Iterator[str]:
    """Paths, below the folder, of the EPUBs and PDFs in it, in order.

    Hidden names are passed over, and so is a link that leads out of the folder.

    without   a folder below it that is passed over, too.
    """
    whole = folder.resolve()
    skipped = without.resolve() if without else None
    for place, folders, names in os.walk(folder):
        here = Path(place)
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and (here / name).resolve() != skipped
        )
        for name in sorted(names):
            path = here / name
            if name.startswith(".") or path.suffix.lower() not in {".epub", ".pdf"}:
                continue
            if path.is_file() and (not path.is_symlink() or path.resolve().is_relative_to(whole)):
                yield path.relative_to(folder).as_posix()
