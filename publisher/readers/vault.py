"""Obsidian's vaults: a folder of notes, in which a picture is named wherever it lies.

Obsidian's help, "Embed files": the shortest path that tells a file; the vault is the folder that
holds `.obsidian`.  Nothing outside of it is looked at.
"""

import os
from pathlib import Path

_FILES = 100_000  # that are looked at for one picture


def in_vault(written: str, note: Path) -> Path | None:
    """The file in the vault of a note that its text calls so; None where there is none.

    A path from the note, then one from the vault, then any file whose path ends so: the nearest to
    the top.
    """
    folder = Path(os.path.realpath(note.absolute().parent))
    vault = next((one for one in (folder, *folder.parents) if (one / ".obsidian").is_dir()), None)
    if vault is None or not written:
        return None
    for base in (folder, vault):
        place = Path(os.path.realpath(base / written))
        if place.is_relative_to(vault) and place.is_file():
            return place
    wanted = Path(os.path.normpath(written)).parts
    found = (path for path in _files(vault) if path.parts[-len(wanted) :] == wanted)
    return min(found, key=lambda path: (len(path.parts), str(path)), default=None)


def _files(vault: Path) -> list[Path]:
    """The files of a vault; hidden folders and links out of it are not followed."""
    files: list[Path] = []
    for folder, below, names in os.walk(vault):
        below[:] = sorted(name for name in below if not name.startswith("."))
        files += [Path(folder, name) for name in names if not Path(folder, name).is_symlink()]
        if len(files) > _FILES:
            break
    return files
