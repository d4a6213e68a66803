"""Where finished files go: a folder, one file, ZIP archives, a store elsewhere, standard output."""

import functools
import hashlib
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import click

from publisher.build import FORMATS, Built
from publisher.cli.part_folder import cache_folder
from publisher.errors import named
from publisher.outputs import (
    FolderPlace,
    FolderStore,
    Place,
    ShardPlace,
    Store,
    StorePlace,
    is_address,
)
from publisher.value import value

STDOUT = "-"
_ZIP = ".zip"
# forms of books and texts that are not made; a new folder is hardly called so
_OTHERS = frozenset(
    [
        ".azw",
        ".azw3",
        ".cbz",
        ".doc",
        ".docx",
        ".fb2",
        ".htm",
        ".html",
        ".kfx",
        ".kpf",
        ".md",
        ".mobi",
        ".odt",
        ".prc",
        ".rtf",
        ".txt",
    ]
)


@value
class Destination:
    """Where finished files go.

    folder   in which they are put.
    file     the name of the only one; "" for as many as there are, under the names of their
             editions.
    stdout   whether its bytes go to standard output, and nothing is put anywhere.
    store    the address of a store (`s3://bucket/books`); "" for this machine.  Then the folder is
             one of this machine's in which the run keeps its log and what it fetched.
    shards   "books" of the ZIP archives books-00001.zip and so on; "" for files of their own.
    """

    folder: Path
    file: str = ""
    stdout: bool = False
    store: str = ""
    shards: str = ""

    @property
    def shown(self) -> str:
        """The folder or address, as it is typed."""
        return self.store or os.fspath(self.folder)

    @property
    def takes_one(self) -> bool:
        """Whether there is place for one file alone."""
        return self.stdout or bool(self.file)

    def name(self, built: Built) -> Built:
        """What was built, with its only file under the name that was asked for."""
        if not self.file:
            return built
        return replace(
            built,
            name=Path(self.file).stem,
            files=tuple(replace(file, name=self.file) for file in built.files),
            refused=tuple(replace(refused, name=self.file) for refused in built.refused),
        )


def destination_of(output: str) -> Destination:
    """The destination that -o names: a file where it ends in .epub or .pdf.

    Refuses with a usage error a folder under the name of a file, and bytes for a terminal.
    """
    if output == STDOUT:
        if sys.stdout.isatty():
            raise click.BadParameter(
                "a book is not for a terminal; pipe it on, or name a file", param_hint="-o"
            )
        return Destination(folder=Path(), stdout=True)
    if is_address(output):
        return _elsewhere(output)
    path = Path(output)
    if path.suffix.lower() == _ZIP and not path.is_dir():
        return Destination(folder=path.parent, shards=path.stem)
    if not _form_of(path):
        if path.exists() and not path.is_dir():
            raise click.BadParameter(
                f"{named(output)} is a file; a file's name ends in .epub or .pdf, else give a"
                " folder",
                param_hint="-o",
            )
        if path.suffix.lower() in _OTHERS and not path.exists():
            raise click.BadParameter(
                f"{path.suffix} files are not made; a file's name ends in .epub or .pdf",
                param_hint="-o",
            )
        return Destination(folder=path)
    if path.is_dir():
        raise click.BadParameter(
            f"{named(output)} is a folder with the name of a book; move it away, or name a folder",
            param_hint="-o",
        )
    return Destination(folder=path.parent, file=path.name)


def _elsewhere(address: str) -> Destination:
    """The destination at an address: one file or archives where it ends so, else a folder."""
    if address.lower().startswith("file://"):
        from urllib.request import url2pathname  # brings the library of HTTP: 25 ms

        return destination_of(url2pathname(urlsplit(address).path))
    whole = address.rstrip("/")
    above, _, last = whole.rpartition("/")
    if _form_of(Path(last)):
        return Destination(folder=_own_folder(above), store=above, file=last)
    if last.lower().endswith(_ZIP):
        stem = last[: -len(_ZIP)]
        return Destination(folder=_own_folder(above), store=above, shards=stem)
    return Destination(folder=_own_folder(whole), store=whole)


def _own_folder(address: str) -> Path:
    """This machine's folder for runs into a store: in the cache, or one for the moment."""
    cache = cache_folder()
    if cache is None:
        return Path(_folder_for_now().name)
    return cache / "outputs" / hashlib.sha256(address.encode()).hexdigest()[:16]


@functools.cache
def _folder_for_now() -> tempfile.TemporaryDirectory[str]:
    """A folder that goes with the process."""
    return tempfile.TemporaryDirectory(prefix="publisher-")


def place_of(destination: Destination) -> Place | None:
    """The place of finished files; None where they go to standard output.

    Refuses with InstallationError and DeliveryError a store that cannot be reached.
    """
    if destination.stdout:
        return None
    if not destination.store and not destination.shards:
        return FolderPlace(destination.folder)
    base = Path() if destination.store else destination.folder
    store = store_at(destination.store) if destination.store else FolderStore(destination.folder)
    if destination.shards:
        return ShardPlace(store, destination.shards, base)
    return StorePlace(store, base)


def store_at(address: str) -> Store:
    """The store at an address.  Refuses as `RemoteStore` does."""
    from publisher.outputs.remote import RemoteStore

    return RemoteStore(address)


def formats_for(
    destination: Destination, formats: Sequence[str] | None, devices: Sequence[str]
) -> tuple[str, ...]:
    """The formats to make: those asked for, else by the file's ending, else all.

    devices   the formats of the devices that files are made for.
    Refuses with a usage error several files for one place, and a format that is not the file's.
    """
    if not destination.takes_one:
        usual = () if devices else FORMATS
        return tuple(usual if formats is None else formats)
    form = _form_of(Path(destination.file)) if destination.file else ""
    alone = () if devices else (form or FORMATS[0],)
    wanted = tuple(alone if formats is None else formats)
    made = (*wanted, *devices)
    if len(made) > 1:
        raise click.UsageError(
            f"-o names one file, and {len(made)} would be made ({', '.join(made)}); name a folder,"
            " or ask for one"
        )
    if form and made != (form,):
        raise click.UsageError(f"-o ends in .{form}, and --format or --for asks for {made[0]}")
    return wanted


def _form_of(path: Path) -> str:
    """The format that a file's name asks for; "" where it asks for none."""
    ending = path.suffix.lower().removeprefix(".")
    return ending if ending in FORMATS else ""
