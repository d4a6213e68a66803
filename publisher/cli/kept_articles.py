"""Articles of an edition that were read before, kept with what was read for them.

Reading follows from the bytes of a file and of what it names (pictures, what was kept of a fetched
page), and from whether other files are there: `files.watched` notes all of these.  Where each is as
it was, the article is as well.
"""

from collections.abc import Callable
from pathlib import Path

from publisher.files import is_as_seen, is_file, note_again, watched
from publisher.model.article import Article
from publisher.part_cache import PartCache
from publisher.readers import read_encoded

_LARGEST = 2_000_000  # bytes of pictures; more are as quickly read from their own files


def reading_with(cache: PartCache | None) -> Callable[[str, str], Article]:
    """A function that gives the article of a file and its encoding, read or kept."""
    if cache is None:
        return read_encoded
    folder = str(Path.cwd())

    def read(path: str, encoding: str) -> Article:
        if not is_file(Path(path)):  # a page in an archive, whose files are opened once for all
            return read_encoded(path, encoding)
        name = cache.name_of(read_encoded, folder, (path, encoding))
        kept = cache.found(name)
        if kept is not None:
            seen, article = kept
            if all(is_as_seen(Path(file), noted) for file, noted in seen.items()):
                note_again(seen)
                found: Article = article
                return found
        with watched() as now:
            made = read_encoded(path, encoding)
        note_again(now)
        if sum(len(asset.data or b"") for asset in made.assets) <= _LARGEST:
            cache.keep(name, (now, made))
        return made

    return read
