"""What was left out of the articles, at the end of an edition whose maker wants it printed.

The record of every file has it in any case, with its places.  Here are the words, below the title
of their article and the kind that they are of; what no page names a kind of is in the record alone.
"""

from collections.abc import Iterator, Mapping
from itertools import groupby

from publisher.model.article import Article, LeftOut, LeftOutBecause
from publisher.model.direction import direction_of
from publisher.model.edition import Edition
from publisher.phrases import Phrases
from publisher.rendering.book import Chapter, Stop
from publisher.rendering.xhtml import Element, element, speak, text_of

ANNEX = "annex"


def annex_of(edition: Edition, phrases: Phrases) -> Iterator[Chapter]:
    """The chapter with what was left out; none where nothing was, or nobody asked for it."""
    left = {
        number: found
        for number, article in enumerate(edition.articles, 1)
        if (found := [one for one in article.left_out if phrases.kinds.get(one.because)])
    }
    if not left or not edition.annex:
        return
    page = element("section", class_="sources annex", epub_type="appendix", role="doc-appendix")
    page.set("aria-labelledby", "annex-h")
    turned = edition.reading_direction == "rtl"
    speak(page, phrases.language, direction_of(phrases.language) if turned else "")
    element("h1", parent=page, id="annex-h", text=phrases.annex)
    for number, article in enumerate(edition.articles, 1):
        if number in left:
            title = element("h2", parent=page, id=f"annex-a{number}", text=article.title)
            speak(title, article.language, article.direction)
            _say(page, article, left[number], phrases.kinds)
    yield Chapter(
        name=ANNEX,
        title=phrases.annex,
        role="annex",
        markup=text_of(page),
        language=phrases.language,
        stops=(Stop(title=phrases.annex, id="annex-h"),),
    )


def _say(
    page: Element, article: Article, left: list[LeftOut], kinds: Mapping[LeftOutBecause, str]
) -> None:
    """Say what was left out of an article, in its order, each stretch of a kind below the kind."""
    for because, stretch in groupby(left, lambda one: one.because):
        element("p", parent=page, class_="label ours", text=kinds[because])
        for one in stretch:
            words = element("p", parent=page, class_="source", text=one.text)
            speak(words, article.language, article.direction)
