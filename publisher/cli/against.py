"""What `verify --against` compares a finished file with: a page, or those of a folder.

Of a folder, a file is compared with the pages that it was made of: those whose bytes have a digest
that the file's own record names.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from publisher.captures import ENDINGS, FETCHED, PAGE, is_web, kept_page, record_of
from publisher.cli.folders import walk
from publisher.cli.sources import Declared, load
from publisher.errors import EvidenceError, SourceError
from publisher.files import is_folder
from publisher.model.edition import Edition, Part
from publisher.rights import notices
from publisher.rights.notices import Ledger
from publisher.rights.record_reader import recall
from publisher.value import value


@value
class Against:
    """What files are compared with.

    given    as the command line names it.   ledger: of the one page, article or edition.
    pages    of a folder: SHA-256 -> the page's file.
    """

    given: str
    ledger: Ledger | None = None
    pages: Mapping[str, Path] | None = None

    def ledger_for(self, data: bytes, path: str) -> Ledger | None:
        """What one finished file is compared with.

        Refuses with SourceError a folder in which no page of this file is.
        """
        if self.pages is None:
            return self.ledger
        found = [self.pages[one] for one in _digests(data, path) if one in self.pages]
        if not found:
            raise SourceError(
                self.given,
                0,
                0,
                f"no page in it is one that {path} was made of, to the letter; name the page",
            )
        loaded = (load(str(page)).edition for page in found)
        articles = tuple(article for edition in loaded for article in edition.articles)
        return notices.ledger(Edition(name="pages", title="", parts=(Part(articles=articles),)))


def against(given: str, files: Iterable[str], about: Declared) -> Against:
    """What --against names.

    Refuses with SourceError what cannot be read, and an address whose page is not kept: fetched
    now, it may say other words.
    """
    if is_web(given):
        given = str(_kept(given, files))
    if not is_folder(Path(given)):
        return Against(given=given, ledger=notices.ledger(load(given, declared=about).edition))
    found = (*(Path(one) for one in walk((given,)).files), *_fetched(Path(given)))
    return Against(given=given, pages={_digest(page): page for page in found if page.is_file()})


def _kept(address: str, files: Iterable[str]) -> Path:
    """The page of an address that a build kept beside one of these files, or above it."""
    folders = dict.fromkeys(folder for file in files for folder in _around(Path(file)))
    for folder in folders:
        if (page := kept_page(address, folder)) is not None:
            return page
        for page in _fetched(folder):
            if _stands_at(page, address):
                return page
    raise SourceError(
        address, 0, 0, "no build kept this page beside the file; name the page that was saved"
    )


def _around(file: Path) -> Iterator[Path]:
    yield from (file if is_folder(file) else file.parent, Path())


def _fetched(folder: Path) -> Iterator[Path]:
    """The pages that builds kept in a folder."""
    for ending in ENDINGS:
        yield from sorted((folder / FETCHED).glob(f"*/{PAGE}.{ending}"))


def _stands_at(page: Path, address: str) -> bool:
    """Whether a kept page was fetched from an address, or led there from another."""
    try:
        told = json.loads(record_of(page).read_bytes())
        return address in {told["asked"], told["address"]}
    except (OSError, ValueError, LookupError, TypeError):
        return False


def _digests(data: bytes, path: str) -> Iterator[str]:
    """The digests of the pages that a finished file was made of, as its record names them."""
    from publisher.verify import read_evidence

    record = read_evidence(data, path).record
    if record is None:
        raise EvidenceError(path, "no rights record inside, which would name its pages")
    for article in recall(record, path).articles:
        yield from (source.sha256 for source in article.sources if source.sha256)


def _digest(page: Path) -> str:
    return hashlib.sha256(page.read_bytes()).hexdigest()
