"""The ledger of a run as Parquet: one row a source, for those who count in tables.

The door to pyarrow, which is an extra: where it is missing the ledger stays JSON Lines.
"""

import contextlib
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from publisher.cli.results import SourceResult, result_of
from publisher.errors import InstallationError

_ROWS = 1000  # of a batch: a ledger of a million sources is never in memory
_HEAD = b"publisher"  # the key of the schema's metadata that holds the head, as JSON


def write_parquet(path: Path, head: Mapping[str, Any], results: Iterable[SourceResult]) -> bool:
    """Write a ledger, whole or not at all; whether it could be: pyarrow is there, and the disk.

    Columns are the keys of `SourceResult.plain`; left_out is a map, what there is several of a
    list of structures.
    """
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        return False
    schema = _schema(pyarrow).with_metadata({_HEAD: json.dumps(head).encode()})
    part = path.with_name(f".{path.name}.part")
    rows = (_valid(result.plain()) for result in results)
    try:
        with parquet.ParquetWriter(part, schema, compression="zstd") as writer:
            while batch := list(itertools.islice(rows, _ROWS)):
                writer.write_batch(pyarrow.RecordBatch.from_pylist(batch, schema=schema))
        part.replace(path)
    except OSError:  # no room: the JSON Lines are there
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        return False
    return True


def read_parquet(path: Path) -> tuple[dict[str, Any], Iterator[SourceResult]]:
    """(head, results) of a ledger.

    Refuses with OSError or ValueError what is none; with InstallationError where pyarrow is
    missing.
    """
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise InstallationError(
            f"{path} is Parquet, for which pyarrow is missing", "pip install 'publisher[ledger]'"
        ) from error
    with parquet.ParquetFile(path) as file:
        head = json.loads((file.schema_arrow.metadata or {}).get(_HEAD, b"{}"))
    return head, _results(parquet, path)


def _results(parquet: Any, path: Path) -> Iterator[SourceResult]:  # noqa: ANN401 - loaded on use
    with parquet.ParquetFile(path) as file:
        for batch in file.iter_batches(_ROWS):
            for row in batch.to_pylist():
                yield result_of({**row, "left_out": dict(row["left_out"])})


def _schema(pyarrow: Any) -> Any:  # noqa: ANN401 - loaded on use
    text, count = pyarrow.string(), pyarrow.int64()

    def rows(**fields: object) -> object:
        return pyarrow.list_(pyarrow.struct(list(fields.items())))

    columns = {
        "source": text,
        "sha256": text,
        "outcome": text,
        "title": text,
        "articles": count,
        "takes_keys": pyarrow.bool_(),
        "files": rows(path=text, format=text, sha256=text, bytes=count),
        "left_out": pyarrow.map_(text, count),
        "doubtful": rows(article=text, what=text),
        "open": rows(article=text, condition=text, sentence=text, remedy=text, words=text),
        "failures": pyarrow.list_(text),
        "seconds": pyarrow.float64(),
    }
    return pyarrow.schema(list(columns.items()))


def _valid(plain: Any) -> Any:  # noqa: ANN401 - plain data of any shape
    """Plain data whose text is UTF-8: a byte of a file's name that is no letter by its number."""
    match plain:
        case str():
            return plain.encode("utf-8", "backslashreplace").decode()
        case dict():
            return {key: _valid(each) for key, each in plain.items()}
        case list():
            return [_valid(each) for each in plain]
        case _:
            return plain
