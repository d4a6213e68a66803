"""The ledger of a run, kept as it goes: one line of JSON for each source.

It stands in the hidden folder beside the finished files, where `publisher report` reads it; of a
run that leaves no folder, in a file without a name that goes with the process.  Nothing is held in
memory, however long the run.  At the end of a run of several sources it becomes Parquet, where
pyarrow is there; of a run into a store it is put there as well.
"""

import contextlib
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from publisher.cli.ledger import read_parquet, write_parquet
from publisher.cli.results import SourceResult, result_of
from publisher.deliver import RECORDS
from publisher.errors import InstallationError
from publisher.outputs import Store

NAME, PARQUET = "run.jsonl", "run.parquet"
ODD = "backslashreplace"  # bytes of names that are no letters, as JSON writes them


class RunLog:
    """The log of one run; with `folder` None nothing of it outlives the process.

    always   whether the log is kept though nothing was delivered: then the folder is made for it.
    """

    def __init__(self, folder: Path | None, head: dict[str, Any], *, always: bool) -> None:
        self._folder, self._head, self._always = folder, head, always
        self._file: IO[str] | None = None
        self._waiting: list[str] = []

    def add(self, result: SourceResult) -> None:
        """Keep one result, on the disk as soon as there is a folder."""
        self._waiting.append(json.dumps(result.plain(), ensure_ascii=False))
        if self._folder is None or self._always or result.files or self._is_ours:
            self._write()

    @property
    def is_kept(self) -> bool:
        """Whether it stands beside the finished files, for `publisher report`."""
        return self._folder is not None and any(map(Path.is_file, _files(self._folder)))

    @property
    def _is_ours(self) -> bool:
        """Whether the folder holds what an earlier run left, which a new log must not outlive."""
        return self._folder is not None and (self._folder / RECORDS).is_dir()

    def _write(self) -> None:
        if self._file is None:
            self._file = self._opened()
            self._waiting.insert(0, json.dumps(self._head, ensure_ascii=False))
        for line in self._waiting:
            self._file.write(f"{line}\n")
        self._waiting.clear()
        self._file.flush()

    def _opened(self) -> IO[str]:
        if self._folder is not None:
            with contextlib.suppress(OSError):  # a disk that takes nothing: the run says so itself
                (self._folder / RECORDS).mkdir(parents=True, exist_ok=True)
                return (self._folder / RECORDS / NAME).open("w+", encoding="utf-8", errors=ODD)
        return tempfile.TemporaryFile("w+", encoding="utf-8", errors=ODD)

    def results(self) -> Iterator[SourceResult]:
        """Every result so far, in the order in which they came."""
        if self._waiting or self._file is None:
            self._folder = None if self._file is None else self._folder
            self._write()
        if self._file is None:
            return
        self._file.seek(0)
        for line in list_after_head(self._file):
            yield result_of(json.loads(line))

    def close(self) -> None:
        """Give the file back; of several sources it is Parquet from now on, where that can be."""
        if self._file is None:
            return
        self._file.close()
        if self._folder is None or not self._always:
            return
        lines, table = _files(self._folder)
        if lines.is_file() and write_parquet(table, self._head, _results(lines)):
            lines.unlink()

    def put_into(self, store: Store) -> None:
        """Put the closed ledger into a store as well, in place of that of the run before.

        Refuses with DeliveryError where the store does not take it.
        """
        if self._folder is None or self._file is None:
            return
        for path in _files(self._folder):
            name = f"{RECORDS}/{path.name}"
            if path.is_file():
                store.put(name, path.read_bytes())
            elif name in store.sizes():
                store.remove(name)


def _files(folder: Path) -> tuple[Path, Path]:
    """Where the ledger stands: as JSON Lines, which are newer where both are, and as Parquet."""
    return folder / RECORDS / NAME, folder / RECORDS / PARQUET


def list_after_head(file: IO[str]) -> Iterator[str]:
    """The lines of a log behind its head."""
    next(file, "")
    yield from file


def read_log(folder: Path) -> tuple[dict[str, Any], Iterator[SourceResult]]:
    """(head, results) of the last run into a folder.

    Refuses with FileNotFoundError where there was none, with InstallationError where it is Parquet
    and pyarrow is missing.  A line that a killed run did not end is passed over.
    """
    path, table = _files(folder)
    if table.is_file() and not path.is_file():
        return read_parquet(table)
    with path.open(encoding="utf-8") as file:
        head = json.loads(next(file, "") or "{}")
    return head, _results(path)


def _results(path: Path) -> Iterator[SourceResult]:
    with path.open(encoding="utf-8") as file:
        for line in list_after_head(file):
            with contextlib.suppress(ValueError, LookupError, TypeError):
                yield result_of(json.loads(line))


@contextlib.contextmanager
def ledger_of(output: str, store: Store | None) -> Iterator[Path]:
    """The folder of the ledger of a place; of a store, one for the moment with a copy in it."""
    if store is None:
        yield Path(output)
        return
    with tempfile.TemporaryDirectory(prefix="publisher-") as given:
        for path in _files(Path(given)):
            if data := store.read(f"{RECORDS}/{path.name}"):
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(data)
        yield Path(given)


def failed_before(folder: Path) -> frozenset[str]:
    """The sources that failed in the last run into this folder."""
    try:
        _, results = read_log(folder)
        return frozenset(result.source for result in results if result.failures)
    except (OSError, ValueError, InstallationError):
        return frozenset()
