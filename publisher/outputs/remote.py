"""The door to fsspec: buckets and servers as stores of finished files.

Which kinds there are, and where each takes its credentials from, is said in the documentation of
fsspec and of the packages that it names (s3fs, gcsfs, adlfs); publisher reads no credentials.
"""

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

from publisher.deliver import RECORDS
from publisher.errors import DeliveryError, InstallationError

# A write to these is one request, or one that counts only when it is closed: no half is ever seen.
_WHOLE = {"abfs", "abfss", "az", "gcs", "gs", "memory", "oci", "oss", "s3", "s3a", "tos"}
_NOT_WRITTEN = {"data", "git", "github", "http", "https", "reference", "tar", "zip"}
_HIDDEN = ".publisher-new-"  # before the name of a file that is not yet whole
_LONGEST = 160  # characters of what another program says


class RemoteStore:
    """The store at an address: `s3://bucket/books`, `gs://…`, `sftp://host/books`.

    Refuses with InstallationError where fsspec, or the package for this kind, is not installed;
    with DeliveryError a kind that nobody knows, or to which nothing can be written.
    """

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        self._kind = address.partition("://")[0].lower()
        if self._kind in _NOT_WRITTEN or "::" in address:
            raise DeliveryError(
                address, "nothing can be put there; name a folder, a file or a bucket (s3://…)"
            )
        self._system, self._root = _opened(address, self._kind)
        self._sizes: dict[str, int] | None = None

    def sizes(self) -> Mapping[str, int]:
        """Name -> bytes of all below the address, listed once."""
        if self._sizes is None:
            with self._told(""):
                self._system.invalidate_cache()
                try:
                    found = self._system.find(self._root, detail=True)
                except FileNotFoundError:
                    found = {}
                self._sizes = {
                    self._name(path): int(about.get("size") or 0) for path, about in found.items()
                }
        return self._sizes

    def read(self, name: str) -> bytes:
        """The bytes of a name; b"" where it is not there."""
        with self._told(name):
            try:
                data: bytes = self._system.cat_file(self._path(name))
            except FileNotFoundError:
                return b""
            return data

    def put(self, name: str, data: bytes) -> None:
        """Write a name in one piece; where a store shows what is half written, under another."""
        path = self._path(name)
        with self._told(name):
            if self._kind in _WHOLE:
                self._system.pipe_file(path, data)
            else:
                folder, _, last = path.rpartition("/")
                self._system.makedirs(folder, exist_ok=True)
                waiting = f"{folder}/{_HIDDEN}{last}"
                self._system.pipe_file(waiting, data)
                self._system.mv(waiting, path)
        if self._sizes is not None:
            self._sizes[name] = len(data)

    def remove(self, name: str) -> None:
        """Take a name away, if it is there."""
        with self._told(name), contextlib.suppress(FileNotFoundError):
            self._system.rm_file(self._path(name))
        if self._sizes is not None:
            self._sizes.pop(name, None)

    def holds(self, name: str, sha256: str, size: int) -> bool:  # noqa: ARG002 - it is not fetched
        """Whether the name is there with as many bytes: its digest would cost fetching it."""
        return self.sizes().get(name) == size

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}" if name else self._root

    def _name(self, path: str) -> str:
        return path.removeprefix(self._root).lstrip("/")

    @contextlib.contextmanager
    def _told(self, name: str) -> Iterator[None]:
        """What other programs raise, whatever it is, as a DeliveryError in one line."""
        try:
            yield
        except Exception as error:
            is_own = not name or name.startswith(RECORDS)  # of which nobody has heard
            at = self.address if is_own else f"{self.address}/{name}"
            raise DeliveryError(at, _why(error)) from error


def _why(error: Exception) -> str:
    words = " ".join(str(error).split())[:_LONGEST].rstrip(".") or type(error).__name__
    return f"{words}; check the address and the credentials, then build again"


def _opened(address: str, kind: str) -> tuple[Any, str]:
    """(file system, path in it) of an address."""
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise InstallationError(
            f"{kind}:// needs fsspec, which is not installed", "pip install 'publisher[stores]'"
        ) from error
    try:
        system, root = url_to_fs(address)
    except ImportError as error:
        what = " ".join(str(error).split())[:_LONGEST]
        raise InstallationError(
            f"{kind}:// needs one package more ({what})",
            "for s3:// pip install 'publisher[s3]'; fsspec's documentation names the others",
        ) from error
    except ValueError as error:
        raise DeliveryError(address, f"{kind}:// is no kind of store that fsspec knows") from error
    except Exception as error:
        raise DeliveryError(address, _why(error)) from error
    return system, str(root).rstrip("/")
