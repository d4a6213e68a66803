"""A shelf's own words, in a language for which there is a file beside this one (languages/).

They are few: names of lists, of rows and of ways to leaf.  What books say stands as they say it.
"""

import functools
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from publisher.rows import rows_of
from publisher.value import value

_FOLDER = Path(__file__).parent / "languages"
ENGLISH = "en"


@value
class Words:
    """Our words in one language; frames hold {number}, {words}, {letters}, {title} or {books}.

    decimal   the sign between a whole number and its tenths.
    """

    language: str
    untitled: str
    one_book: str
    books: str
    newest_first: str
    one_list: str
    lists: str
    all: str
    all_books: str
    authors: str
    sources: str
    licences: str
    series: str
    years: str
    no_licence: str
    found: str
    none_found: str
    about: str
    first: str
    previous: str
    next: str
    last: str
    pages: str
    ways: str
    index: str
    index_about: str
    index_of: str
    search: str
    feeds: str
    recorded: str
    details: str
    articles: str
    rights: str
    holders: str
    terms: str
    licence: str
    source: str
    cover: str
    decimal: str

    def counted(self, number: int) -> str:
        """So many books."""
        return self.one_book if number == 1 else self.books.format(number=number)

    def counted_lists(self, number: int) -> str:
        """So many lists."""
        return self.one_list if number == 1 else self.lists.format(number=number)


@functools.cache
def spoken() -> tuple[str, ...]:
    """The languages that a shelf speaks, English first."""
    others = sorted(path.stem for path in _FOLDER.glob("*.toml") if path.stem != ENGLISH)
    return (ENGLISH, *others)


def words_in(language: str) -> Words:
    """The words in this language (BCP 47); English ones where it is not spoken."""
    plain = primary(language)
    return _words(plain if plain in spoken() else ENGLISH)


@functools.cache
def _words(language: str) -> Words:
    return Words(**rows_of(_FOLDER / f"{language}.toml"))


def most_spoken(languages: Iterable[str]) -> str:
    """The language of most of these, of equals the first by name; "" where none says one."""
    counts = Counter(primary(one) for one in languages if one)
    return min(counts, key=lambda one: (-counts[one], one), default="")


def primary(language: str) -> str:
    """The language of a tag, without script and region (BCP 47, 2.2.1)."""
    return language.partition("-")[0].lower()
