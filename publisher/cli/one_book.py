"""One book of many inputs: `publisher build saved/ --title "The week"`."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import click

from publisher.cli.output import say
from publisher.cli.sources import Loaded
from publisher.errors import named
from publisher.model.article import Article
from publisher.model.edition import Edition, Part, alone
from publisher.schema.sort import Sort
from publisher.text import file_name

_NAMED = 3  # inputs without a date that are named


def bind(read: Sequence[Loaded], title: str, sort: Sort, theme: str) -> Loaded:
    """One book of all these articles.

    Refuses with a usage error an edition among them: it is a book already.
    """
    for item in read:
        if not item.readings:
            raise click.UsageError(
                f"{named(item.path)} is an edition, which has its own title; build it without"
                " --title"
            )
    items = _sorted([one for item in read for one in _each(item)], sort)
    articles = tuple(item.edition.articles[0] for item in items)
    edition = Edition(
        name=file_name(title, "book"),
        title=title,
        language=language_of(articles),
        theme=theme,
        parts=(Part(articles=articles),),
    )
    return Loaded(
        path=title,
        edition=edition,
        readings=tuple(reading for item in items for reading in item.readings),
    )


def _each(item: Loaded) -> Iterator[Loaded]:
    """The articles of an input, each as an input of its own."""
    if len(item.readings) == 1:
        yield item
        return
    for path, reading in item.readings:
        edition = alone(reading.article, name=item.edition.name)
        yield Loaded(path=path, edition=edition, readings=((path, reading),))


def _sorted(items: Sequence[Loaded], sort: Sort) -> list[Loaded]:
    """The inputs in order; by date those without one come last, and are named."""
    if sort is Sort.TITLE:
        return sorted(items, key=lambda item: item.edition.title.casefold())
    if sort is Sort.GIVEN:
        return list(items)
    dated = [item for item in items if item.edition.published]
    undated = [item for item in items if not item.edition.published]
    if dated and undated:
        more = f" and {len(undated) - _NAMED} more" if len(undated) > _NAMED else ""
        first = ", ".join(named(item.path) for item in undated[:_NAMED])
        say(f"without a date, and so behind the others: {first}{more}")
    return [*sorted(dated, key=lambda item: str(item.edition.published)), *undated]


def language_of(articles: Iterable[Article]) -> str:
    """The language of most articles, the first of several as frequent: the book speaks it."""
    languages = Counter(article.language for article in articles if article.language != "und")
    return languages.most_common(1)[0][0] if languages else "und"
