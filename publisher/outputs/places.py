"""Places of finished books: what stands there, and how a book comes there with its manifest."""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from publisher.deliver import (
    MANIFEST,
    RECORDS,
    deliver,
    describe,
    earlier_files,
    earlier_of,
    manifest_in,
    manifest_name,
    manifests,
    read_manifest,
    written_manifest,
)
from publisher.files import is_as_seen
from publisher.outputs.stores import Store
from publisher.value import value

if TYPE_CHECKING:  # whose module loads all that makes editions
    from publisher.build import Built


@value
class Delivered:
    """The manifest of a book that stands in a place.

    key     by which the place finds it again.
    below   the folder of its files ("a/b"), "" for the place itself.
    """

    key: str
    below: str
    manifest: Mapping[str, Any]


class Place(Protocol):
    """Where finished files go; their names are paths below it.

    base   the folder from which manifests name the sources.
    """

    base: Path

    def manifests(self) -> Iterator[Delivered]:
        """The manifest of each book; a later one of the same files is the newer."""

    def manifest(self, key: str) -> Mapping[str, Any]:
        """The manifest with this key; nothing where it is gone."""

    def stands(self, file: str) -> bool:
        """Whether a file of this name is there."""

    def holds(self, file: str, sha256: str, size: int) -> bool:
        """Whether it is there as it was delivered."""

    def targets(self, names: Iterable[str]) -> Iterable[Path]:
        """The files of this machine that would be replaced by these names."""

    def earlier(self, built: "Built", below: str) -> Mapping[str, str]:
        """Files of this book that an earlier build made and this one does not replace."""

    def deliver(
        self, built: "Built", versions: dict[str, str], below: str, kept: Mapping[str, object]
    ) -> bool:
        """Put a book there with its manifest; whether all books so far are in their place.

        Else they are with the next that says so, or with `finish`.  Refuses with DeliveryError
        what cannot be written: then none of those that waited is there.
        """

    def finish(self) -> None:
        """Put there what waits.  Refuses as `deliver` does."""

    def located(self, file: str) -> str:
        """Where in the place a file is: its name, or that of the archive that holds it with it."""

    def shown(self, file: str) -> str:
        """A file as it is told to people."""


class FolderPlace:
    """A folder of this machine: all files of a book or none (`deliver.place`)."""

    def __init__(self, folder: Path) -> None:
        self.base = folder

    def manifests(self) -> Iterator[Delivered]:
        """The manifest of each book."""
        for path, manifest in manifests(self.base):
            key = path.relative_to(self.base / RECORDS)
            below = key.parent.as_posix()
            yield Delivered(
                key=key.as_posix(), below="" if below == "." else below, manifest=manifest
            )

    def manifest(self, key: str) -> Mapping[str, Any]:
        """The manifest with this key, as it is now."""
        return read_manifest(self.base / RECORDS / key)

    def stands(self, file: str) -> bool:
        """Whether a file is there; a folder of that name is refused by the delivery."""
        path = self.base / file
        return os.path.lexists(path) and not path.is_dir()

    def holds(self, file: str, sha256: str, size: int) -> bool:  # noqa: ARG002 - the digest tells
        """Whether the file has this digest."""
        return is_as_seen(self.base / file, sha256)

    def targets(self, names: Iterable[str]) -> Iterable[Path]:
        """The files themselves."""
        return (self.base / name for name in names)

    def earlier(self, built: "Built", below: str) -> Mapping[str, str]:
        """By the manifest in the folder."""
        return earlier_files(built, self.base, below)

    def deliver(
        self, built: "Built", versions: dict[str, str], below: str, kept: Mapping[str, object]
    ) -> bool:
        """Put the files and their manifest there together."""
        deliver(built, self.base, versions, below=below, kept=kept)
        return True

    def finish(self) -> None:
        """Nothing waits."""

    def located(self, file: str) -> str:
        """Its name."""
        return file

    def shown(self, file: str) -> str:
        """Its path."""
        return os.fspath(self.base / file)


class StorePlace:
    """A store elsewhere, each book as files of their own.

    A store replaces one file at a time.  So a manifest is put there first that names the book's
    source and says that it is not finished, then the files, then the manifest proper: whatever ends
    the process, the next run makes that book again.
    """

    def __init__(self, store: Store, base: Path) -> None:
        self.base, self._store = base, store

    def manifests(self) -> Iterator[Delivered]:
        """The manifest of each book, fetched one by one."""
        for name in sorted(self._store.sizes()):
            if name.startswith(f"{RECORDS}/") and name.endswith(MANIFEST):
                below, _, _ = name.removeprefix(f"{RECORDS}/").rpartition("/")
                yield Delivered(key=name, below=below, manifest=self.manifest(name))

    def manifest(self, key: str) -> Mapping[str, Any]:
        """The manifest with this key, fetched."""
        return manifest_in(self._store.read(key))

    def stands(self, file: str) -> bool:
        """Whether the store lists it."""
        return file in self._store.sizes()

    def holds(self, file: str, sha256: str, size: int) -> bool:
        """Whether the store has it in that size."""
        return self._store.holds(file, sha256, size)

    def targets(self, names: Iterable[str]) -> Iterable[Path]:  # noqa: ARG002 - none is here
        """None of this machine."""
        return ()

    def earlier(self, built: "Built", below: str) -> Mapping[str, str]:
        """By the manifest in the store."""
        before = self.manifest(manifest_name(built.name, below))
        return earlier_of(built, before, lambda name: self.stands(joined(below, name)))

    def deliver(
        self, built: "Built", versions: dict[str, str], below: str, kept: Mapping[str, object]
    ) -> bool:
        """Put the files there one by one, between two manifests."""
        name = manifest_name(built.name, below)
        described = describe(built, versions, self.earlier(built, below))
        self._store.put(name, written_manifest(described | unfinished(kept)))
        for file in built.files:
            self._store.put(joined(below, file.name), file.data)
        self._store.put(name, written_manifest({**described, **kept}))
        return True

    def finish(self) -> None:
        """Nothing waits."""

    def located(self, file: str) -> str:
        """Its name."""
        return file

    def shown(self, file: str) -> str:
        """Its address."""
        return f"{self._store.address}/{file}"


def joined(below: str, name: str) -> str:
    """A name in a folder of a place ("" for the place itself)."""
    return f"{below}/{name}" if below else name


def unfinished(kept: Mapping[str, object]) -> dict[str, object]:
    """What a manifest holds of a book that is not finished: nothing that was asked is its like."""
    return {
        key: {**given, "asked": ""} if isinstance(given, dict) else given
        for key, given in kept.items()
    }
