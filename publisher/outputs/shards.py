"""ZIP archives as a place of finished books, so that a million books are not a million files.

`books.zip` becomes books-00001.zip, books-00002.zip and so on, in a folder or in a store.  An
archive is written once and never changed; with each goes a ledger of the books in it
(.publisher/books-00001.jsonl), written first.  An archive whose ledger is not there is not ours,
and one that is not as its ledger says is passed over: what was in it is built again.  A book that
is built again comes into a later archive, and the later one holds; an archive in which nothing is
current any more is taken away.
"""

import functools
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publisher.deliver import RECORDS, describe, earlier_of, manifest_in, manifest_name
from publisher.outputs.places import Delivered, joined
from publisher.outputs.stores import FolderStore, Store

if TYPE_CHECKING:  # whose module loads all that makes editions
    from publisher.build import Built

MARK = "#"  # between the path of an archive and the name of a file in it
_BOOKS = 1000  # of an archive, at most
_BYTES = 64 * 2**20  # of its files: then it is written; they wait in memory until then
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a ZIP file can name (APPNOTE 6.3.10, 4.4.6)


@dataclass(slots=True)
class _Waiting:
    """Books that wait for their archive: rows of its ledger, and the files."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    size: int = 0

    @property
    def is_full(self) -> bool:
        return len(self.rows) >= _BOOKS or self.size >= _BYTES


class ShardPlace:
    """Archives with this stem in a store.

    stem   "books" of books-00001.zip.
    """

    def __init__(self, store: Store, stem: str, base: Path) -> None:
        self.base, self._store, self._stem = base, store, stem
        self._waiting = _Waiting()
        self._files: dict[str, int] = {}  # file -> number of the archive that holds it
        self._manifests: dict[str, str] = {}  # name of a manifest -> its key
        self._sound: dict[int, bool] = {}  # whether an archive is as its ledger says
        self._rows = functools.lru_cache(maxsize=2)(self._read_rows)
        self._numbers = self._listed()
        for number in self._numbers:
            for row, delivered in self._rows_of(number):
                self._note(number, row, delivered.below, delivered.manifest)

    def manifests(self) -> Iterator[Delivered]:
        """The manifest of each book, of the first archive first."""
        for number in self._numbers:
            yield from (delivered for _, delivered in self._rows_of(number))

    def manifest(self, key: str) -> Mapping[str, Any]:
        """The manifest in this line of this ledger."""
        number, _, row = key.partition(":")
        rows = self._rows(int(number))
        found = rows[int(row)].get("manifest") if int(row) < len(rows) else None
        return found if isinstance(found, dict) else {}

    def stands(self, file: str) -> bool:
        """Whether an archive holds it, or the next will."""
        return file in self._files

    def holds(self, file: str, sha256: str, size: int) -> bool:  # noqa: ARG002 - of the archive
        """Whether the archive that holds it is as its ledger says."""
        number = self._files.get(file)
        if number is None:
            return False
        if number not in self._sound:
            head = self._rows(number)[0]
            self._sound[number] = self._store.holds(
                self._name(number), str(head.get("sha256")), int(head.get("bytes", -1))
            )
        return self._sound[number]

    def targets(self, names: Iterable[str]) -> Iterable[Path]:  # noqa: ARG002 - they are inside
        """The next archive, where it is on this machine."""
        if isinstance(self._store, FolderStore):
            yield Path(self._store.address, self._name(self._next))

    def earlier(self, built: "Built", below: str) -> Mapping[str, str]:
        """By the manifest in the ledgers."""
        key = self._manifests.get(manifest_name(built.name, below), "")
        before = self.manifest(key) if key else {}
        return earlier_of(built, before, lambda name: self.stands(joined(below, name)))

    def deliver(
        self, built: "Built", versions: dict[str, str], below: str, kept: Mapping[str, object]
    ) -> bool:
        """Let the book wait for its archive, which is written when it is full."""
        manifest = {**describe(built, versions, self.earlier(built, below)), **kept}
        self._waiting.rows.append({"below": below, "name": built.name, "manifest": manifest})
        for file in built.files:
            self._waiting.files[joined(below, file.name)] = file.data
            self._waiting.size += len(file.data)
        if not self._waiting.is_full:
            return False
        self._write()
        return True

    def finish(self) -> None:
        """Write the last archive, and take away those of which nothing is current."""
        if self._waiting.rows:
            self._write()
        current = set(self._files.values())
        for number in [one for one in self._numbers if one not in current]:
            self._store.remove(self._name(number))
            self._store.remove(self._ledger(number))
            self._numbers.remove(number)

    def located(self, file: str) -> str:
        """The archive, and the file in it; of one that waits, the next."""
        waits = file in self._waiting.files
        number = self._next if waits else self._files.get(file, self._next)
        return f"{self._name(number)}{MARK}{file}"

    def shown(self, file: str) -> str:
        """The path or address of the archive, and the file in it."""
        return f"{self._store.address}/{self.located(file)}".removeprefix("./")

    def _write(self) -> None:
        number, waiting = self._next, self._waiting
        self._waiting = _Waiting()
        data = _archive(waiting.files)
        head = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        lines = [json.dumps(row, ensure_ascii=False) for row in (head, *waiting.rows)]
        ledger = "".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace")
        self._store.put(self._ledger(number), ledger)
        self._store.put(self._name(number), data)
        self._numbers.append(number)
        self._rows.cache_clear()
        for row, given in enumerate(waiting.rows, 1):
            self._note(number, row, given["below"], given["manifest"])

    @property
    def _next(self) -> int:
        """The number of the next archive: one that is not there, whoever made it."""
        number = max(self._numbers, default=0) + 1
        sizes = self._sizes
        while self._name(number) in sizes and self._ledger(number) not in sizes:
            number += 1
        return number

    @functools.cached_property
    def _sizes(self) -> Mapping[str, int]:
        return self._store.sizes()

    def _listed(self) -> list[int]:
        """The numbers of the archives that are there in the size that their ledgers say."""
        name = re.compile(rf"{re.escape(f'{RECORDS}/{self._stem}')}-(\d{{5,}})\.jsonl")
        found = sorted(int(match[1]) for match in map(name.fullmatch, self._sizes) if match)
        return [one for one in found if self._is_whole(one)]

    def _is_whole(self, number: int) -> bool:
        rows = self._rows(number)
        return bool(rows) and rows[0].get("bytes") == self._sizes.get(self._name(number))

    def _rows_of(self, number: int) -> Iterator[tuple[int, Delivered]]:
        for row, given in enumerate(self._rows(number)):
            below, manifest = given.get("below"), given.get("manifest")
            if isinstance(below, str) and isinstance(manifest, dict):
                yield row, Delivered(key=f"{number}:{row}", below=below, manifest=manifest)

    def _read_rows(self, number: int) -> list[Mapping[str, Any]]:
        return [manifest_in(line) for line in self._store.read(self._ledger(number)).splitlines()]

    def _note(self, number: int, row: int, below: str, manifest: Mapping[str, Any]) -> None:
        name = manifest_name(str(manifest.get("name", "")), below)
        self._manifests[name] = f"{number}:{row}"
        self._files |= dict.fromkeys((joined(below, file) for file in manifest["files"]), number)

    def _name(self, number: int) -> str:
        return f"{self._stem}-{number:05d}.zip"

    def _ledger(self, number: int) -> str:
        return f"{RECORDS}/{self._stem}-{number:05d}.jsonl"


def _archive(files: Mapping[str, bytes]) -> bytes:
    """A ZIP file, the same of the same files whatever their order: books are compressed already."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted(files.items()):
            member = zipfile.ZipInfo(name, _EPOCH)
            member.external_attr = 0o644 << 16
            archive.writestr(member, data)
    return buffer.getvalue()
