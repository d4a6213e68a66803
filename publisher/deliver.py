"""Finished files into their place: all files of an edition or none, and no file half-written.

Each file is written into a hidden folder beside its place and flushed to the disk.  Then a plan of
what is to stand where is written, and only then the files are renamed, one by one (os.replace is
atomic within a file system: POSIX rename).  Whatever ends the process, what it leaves is either
without a plan, and then nothing was replaced, or has one, and then whoever comes next to this
folder carries it out (`mend`).
"""

import contextlib
import errno
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publisher.errors import DeliveryError

if TYPE_CHECKING:  # whose module loads all that makes editions
    from publisher.build import Built, BuiltFile

if os.name == "posix":
    import fcntl

RECORDS = ".publisher"  # the hidden folder beside finished files: manifests, and what was fetched
MANIFEST = ".manifest.json"
_STAGING = ".publisher-"  # how the name of the hidden folder begins
_PLAN, _UNDO = "plan.json", "undo.json"
_FOLDERS_UP = 8  # around a finished file that are looked at for its manifest
_REMEDIES = {
    errno.ENOSPC: "no space is left on the disk; make room and build again",
    errno.EDQUOT: "the disk quota is used up; make room and build again",
    errno.EACCES: "it may not be written to; choose another folder with -o",
    errno.EPERM: "it may not be written to; choose another folder with -o",
    errno.EROFS: "the file system is read-only; choose another folder with -o",
    errno.ENOTDIR: "a file stands where the folder should be; choose another folder with -o",
    errno.EEXIST: "a file stands where the folder should be; choose another folder with -o",
    errno.EISDIR: "a folder stands where the file should be; move it away",
    errno.ENAMETOOLONG: "the name is too long for this disk; give the edition a shorter name",
}


def deliver(
    built: "Built",
    folder: Path,
    versions: dict[str, str] | None = None,
    *,
    below: str = "",
    kept: Mapping[str, object] | None = None,
) -> tuple[Path, ...]:
    """Paths of the finished files of an edition, in the folder, with their manifest in .publisher.

    The folder is made if need be.

    versions    of the libraries that decide the bytes; they stand in the manifest, not in the
                files.
    below       the folder inside the folder in which the files are put ("a/b"), "" for itself.
    kept        what the manifest is to hold besides.
    Refuses with DeliveryError when any file cannot be written: then none is, and temporary files
    are gone.
    """
    described = describe(built, versions or {}, earlier_files(built, folder, below))
    written = written_manifest({**described, **(kept or {})})
    with place(folder) as put:
        paths = tuple(put(_below(below, file.name), file.data) for file in built.files)
        put(manifest_name(built.name, below), written)
    return paths


def manifest_name(name: str, below: str = "") -> str:
    """Where the manifest of a book of this name stands, below the folder of finished files."""
    return f"{RECORDS}/{_below(below, name)}{MANIFEST}"


def _below(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def manifests(folder: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Each manifest of the books that were delivered into a folder and those below it."""
    for path in sorted((folder / RECORDS).rglob(f"*{MANIFEST}")):
        yield path, read_manifest(path)


def manifest_of(path: Path) -> Mapping[str, Any]:
    """The manifest that names a finished file; nothing where there is none.

    It stands in the hidden folder beside the file, or beside a folder around it.
    """
    whole = path.absolute()
    for folder in list(whole.parents)[:_FOLDERS_UP]:
        below = whole.parent.relative_to(folder)
        for found in sorted((folder / RECORDS / below).glob(f"*{MANIFEST}")):
            name = found.name.removesuffix(MANIFEST)
            if path.name.startswith(f"{name}."):
                manifest = read_manifest(found)
                if path.name in manifest.get("files", ()):
                    return manifest
    return {}


def earlier_files(built: "Built", folder: Path, below: str = "") -> Mapping[str, str]:
    """Files of this edition that stand in the folder and that this build does not replace.

    Name → SHA-256 as an earlier manifest gives it; "" for one that was refused now and that no
    manifest knows.
    """
    before = read_manifest(folder / manifest_name(built.name, below))
    return earlier_of(built, before, lambda name: (folder / below / name).is_file())


def earlier_of(
    built: "Built", before: Mapping[str, Any], stands: Callable[[str], bool]
) -> Mapping[str, str]:
    """The same by the manifest that was there before.

    stands   whether a file of this name is there.
    """
    known = {**_digests(before.get("earlier")), **_digests(before.get("files"))}
    known = {**{refused.name: "" for refused in built.refused}, **known}
    made = {file.name for file in built.files}
    return {
        name: digest
        for name, digest in sorted(known.items())
        if name not in made and Path(name).name == name and stands(name)
    }


def read_manifest(path: Path) -> Mapping[str, Any]:
    """What a manifest says; nothing where there is none that can be read."""
    try:
        return manifest_in(path.read_bytes())
    except OSError:
        return {}


def manifest_in(data: bytes) -> Mapping[str, Any]:
    """What the bytes of a manifest say; nothing where they are no manifest."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _digests(given: object) -> dict[str, str]:
    rows = given.items() if isinstance(given, dict) else ()
    return {name: digest for name, digest in rows if isinstance(digest, str)}


def written_manifest(described: Mapping[str, object]) -> bytes:
    """A manifest as bytes."""
    return _as_utf8(f"{json.dumps(described, ensure_ascii=False, indent=1, sort_keys=True)}\n")


def describe(
    built: "Built", versions: Mapping[str, str], earlier: Mapping[str, str]
) -> dict[str, object]:
    """The manifest: what was delivered, made how, and what of earlier builds stands beside it."""
    described: dict[str, object] = {
        "files": {file.name: file.sha256 for file in built.files},
        "name": built.name,
        "versions": versions,
        "fonts": _fonts(built.files),
        "conditions": [
            {
                "article": item.article,
                "condition": item.condition,
                "state": item.state,
                "sentence": item.sentence,
            }
            for item in built.assessments
        ],
    }
    if built.recipe:
        described["made"] = built.recipe.plain()
    if built.refused:
        described["refused"] = {
            refused.name: str(refused.error).splitlines()[0] for refused in built.refused
        }
    if earlier:
        described["earlier"] = earlier
    return described


def _fonts(files: "Iterable[BuiltFile]") -> dict[str, dict[str, str]]:
    """Name → version of each font, and of a borrowed one the digest."""
    fonts = {}
    for font in (font for file in files for font in file.fonts):
        fonts[font.name] = {"version": font.version}
        if font.sha256:
            fonts[font.name] |= {"sha256": font.sha256, "from": "this system"}
    return fonts


@dataclass(slots=True)
class _Staging:
    """Files of one folder that wait in a hidden folder inside it, "new-0", "new-1" and so on.

    names   what each is to be called: a path below the folder.
    made    the folders that were made for them.
    """

    folder: Path
    hidden: Path
    names: list[str] = field(default_factory=list)
    made: list[Path] = field(default_factory=list)

    def put(self, name: str, data: bytes) -> Path:
        """The path under which these bytes will stand."""
        path = self.folder / name
        try:
            if path.is_dir():
                raise IsADirectoryError(errno.EISDIR, "is a folder")
            _name_fits(path)
            self.made[:0] = _missing(path.parent)
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(self.hidden / f"new-{len(self.names)}", data)
        except OSError as error:
            raise _refusal(path, error) from error
        self.names.append(name)
        return path

    def settle(self) -> None:
        """Write the plan, then carry it out; what fails is undone."""
        had = [os.path.lexists(self.folder / name) for name in self.names]
        plan = _as_utf8(json.dumps({"names": self.names, "had": had}))
        try:
            _write(self.hidden / "plan", plan)
            _sync(self.hidden)
            (self.hidden / "plan").replace(self.hidden / _PLAN)
            _sync(self.hidden)
            _carry_out(self.hidden, self.names)
        except OSError as error:
            at = Path(error.filename2 or error.filename or self.folder)
            raise _refusal(self.folder / at.name, error) from error

    def withdraw(self) -> None:
        """Leave everything as it was before the first file was put."""
        with contextlib.suppress(OSError):  # who comes next goes on with it
            if (self.hidden / _PLAN).exists():
                (self.hidden / _PLAN).replace(self.hidden / _UNDO)
            _clear(self.hidden)


@contextlib.contextmanager
def place(folder: Path) -> Iterator[Callable[[str, bytes], Path]]:
    """A function that takes (name, bytes) for this folder.

    The files appear together when the block ends well.

    Any exception inside, KeyboardInterrupt too, leaves the folder as it was.  What an earlier
    process left behind is mended first.  Refuses with DeliveryError what cannot be written.
    """
    made = list(_missing(folder))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _refusal(folder, error) from error
    with _alone_in(folder):
        _mend(folder)
        try:
            hidden = Path(tempfile.mkdtemp(prefix=_STAGING, dir=folder))
        except OSError as error:
            _remove_empty(made)
            raise _refusal(folder, error) from error
        staging = _Staging(folder, hidden, made=made)
        try:
            yield staging.put
            staging.settle()
        except BaseException:
            try:
                staging.withdraw()
            except BaseException:  # ctrl-C once more, in the middle of it
                staging.withdraw()
                raise
            finally:
                _remove_empty(made)
            raise


def put_text(path: Path, text: str) -> Path:
    """The path, holding this text, written whole or not at all."""
    with place(path.parent) as put:
        return put(path.name, _as_utf8(text))


def mend(folder: Path) -> tuple[Path, ...]:
    """Finish what a killed process began in this folder, and take away what it left.

    Gives the files that were put into their place now.  Refuses with DeliveryError where the
    folder cannot be written to.
    """
    if not folder.is_dir():
        return ()
    with _alone_in(folder):
        return _mend(folder)


def _mend(folder: Path) -> tuple[Path, ...]:
    mended = list[Path]()
    try:
        for left in sorted(folder.glob(f"{_STAGING}*")):
            if left.is_dir() and not left.is_symlink():
                mended += _clear(left)
    except OSError as error:
        raise _refusal(folder, error) from error
    return tuple(mended)


def _clear(hidden: Path) -> tuple[Path, ...]:
    """Carry out or undo what the plan in a hidden folder says, and take the folder away."""
    done: tuple[Path, ...] = ()
    if (names := _planned(hidden / _PLAN)) is not None:
        done = _carry_out(hidden, tuple(names))
    elif (names := _planned(hidden / _UNDO)) is not None:
        _undo(hidden, names)
        shutil.rmtree(hidden)
    else:
        shutil.rmtree(hidden)
    return done


def _planned(path: Path) -> dict[str, bool] | None:
    """Name → whether a file of that name stood there before; None where there is no plan."""
    plan = read_manifest(path)
    names, had = plan.get("names"), plan.get("had")
    if not isinstance(names, list) or not isinstance(had, list) or len(names) != len(had):
        return None
    if not all(isinstance(name, str) and _is_inside(Path(name)) for name in names):
        return None  # nobody's plan reaches out of its folder
    return {name: bool(before) for name, before in zip(names, had, strict=True)}


def _is_inside(name: Path) -> bool:
    """Whether a name stays below the folder that it is joined to."""
    return bool(name.parts) and not name.is_absolute() and ".." not in name.parts


def _carry_out(hidden: Path, names: Sequence[str]) -> tuple[Path, ...]:
    """Rename the files that still wait; what stood there before is kept until all are done."""
    folder, done = hidden.parent, list[Path]()
    for number, name in enumerate(names):
        waiting, kept = hidden / f"new-{number}", hidden / f"old-{number}"
        if not waiting.exists():
            continue
        if os.path.lexists(folder / name) and not os.path.lexists(kept):
            _keep(folder / name, kept)
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        waiting.replace(folder / name)
        done.append(folder / name)
    for changed in {(folder / name).parent for name in names}:
        _sync(changed)
    (hidden / _PLAN).unlink(missing_ok=True)  # from here on there is nothing to undo
    shutil.rmtree(hidden)
    return tuple(done)


def _undo(hidden: Path, had: Mapping[str, bool]) -> None:
    """Put back what was replaced, and take away what is new."""
    folder = hidden.parent
    for number, (name, before) in enumerate(had.items()):
        kept = hidden / f"old-{number}"
        if os.path.lexists(kept):
            kept.replace(folder / name)
        elif not before and not (hidden / f"new-{number}").exists():
            (folder / name).unlink(missing_ok=True)
    _sync(folder)
    (hidden / _UNDO).unlink(missing_ok=True)


def _keep(path: Path, kept: Path) -> None:
    """A second name for a file; a copy where the file system has no such thing."""
    try:
        os.link(path, kept, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(path, kept, follow_symlinks=False)


def _write(path: Path, data: bytes) -> None:
    """A new file with these bytes, on the disk; readable by whom the process's mask allows."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _name_fits(path: Path) -> None:
    """Refuse with OSError a name that the file system does not take, before anything is done."""
    with contextlib.suppress(FileNotFoundError):
        path.lstat()


@contextlib.contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """No other process of ours is at work in the folder meanwhile, where the system can tell.

    The lock is on the folder itself and ends with the process: nothing of it is left behind.
    """
    if os.name != "posix":
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # a file system without locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _missing(folder: Path) -> Iterable[Path]:
    while not folder.exists() and folder != folder.parent:
        yield folder
        folder = folder.parent


def _remove_empty(folders: Iterable[Path]) -> None:
    for folder in folders:
        with contextlib.suppress(OSError):
            folder.rmdir()


def _sync(folder: Path) -> None:
    """The renames themselves on the disk.

    Not every file system lets a folder be opened (Windows does not).
    """
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _refusal(path: Path, error: OSError) -> DeliveryError:
    said = (error.strerror or str(error)).lower()
    return DeliveryError(str(path), _REMEDIES.get(error.errno or 0, f"{said}; it was not written"))


def _as_utf8(text: str) -> bytes:
    """The text in UTF-8; a byte of a file's name that is no letter by its number, as in JSON."""
    return text.encode("utf-8", "backslashreplace")
