"""What of a folder is read: pages, articles and editions, and what is passed over."""

from collections.abc import Iterable
from pathlib import Path

from publisher.captures import archived_pages, entry_path, is_archive
from publisher.errors import PublisherError
from publisher.files import is_folder
from publisher.readers import pages_in
from publisher.value import value

# kinds of files that hold texts and that no reader takes: they are told by name
_UNREAD = {".doc", ".rtf", ".pages"}


@value
class Input:
    """One thing to read.

    path    of the file; "-" is standard input.
    below   the folder in which it was found, as seen from the folder that was named ("a/b").
    shown   what messages call it, where that is not its path: the address it was fetched from.
    """

    path: str
    below: str = ""
    shown: str = ""

    @property
    def name(self) -> str:
        """What messages call it."""
        return self.shown or self.path


@value
class Walked:
    """What command-line paths come to.

    inputs        to be read, in order: of a folder as people count (2 before 10).
    passed_over   files of folders that are not read.
    """

    inputs: tuple[Input, ...]
    passed_over: tuple[str, ...] = ()

    @property
    def unread(self) -> tuple[str, ...]:
        """Those of them that hold texts, of kinds that are not read yet."""
        return tuple(path for path in self.passed_over if Path(path).suffix.lower() in _UNREAD)

    @property
    def files(self) -> tuple[str, ...]:
        """The paths to be read."""
        return tuple(one.path for one in self.inputs)


def walk(paths: Iterable[str]) -> Walked:
    """The paths, each folder replaced by what can be read in it and below.

    A web archive is replaced by its pages.

    Passed over are hidden names, the files beside a saved page, JSON and YAML that is no article
    or edition, files about the folder (README), and other types.  A folder in which there is
    nothing to read stays as it is, and is refused when it is loaded.
    """
    inputs: list[Input] = []
    passed_over: list[str] = []
    for path in paths:
        if not is_folder(Path(path)):
            inputs += _archived(Input(path=path))
            continue
        found = list(pages_in(Path(path)))
        files = (_input(file, Path(path)) for file, is_read in found if is_read)
        readable = [one for file in files for one in _archived(file)]
        inputs += readable or [Input(path=path)]
        passed_over += [str(file) for file, is_read in found if not is_read]
    return Walked(inputs=tuple(inputs), passed_over=tuple(passed_over))


def _archived(source: Input) -> list[Input]:
    """The pages of a web archive; the source itself where it is none, or cannot be read."""
    path = Path(source.path)
    try:
        pages = archived_pages(path) if is_archive(path) else ()
    except PublisherError:
        pages = ()  # the reason is told when it is loaded
    return [
        Input(path=entry_path(source.path, page.key), below=source.below) for page in pages
    ] or [source]


def _input(file: Path, folder: Path) -> Input:
    below = file.parent.relative_to(folder).as_posix()
    return Input(path=str(file), below="" if below == "." else below)
