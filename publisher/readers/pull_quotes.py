"""Pull quotes: words that a maker wants to be set large must stand in the article, exactly so."""

from collections.abc import Iterator

from publisher.errors import Fault
from publisher.model.article import Article
from publisher.model.body import NoteMark, Paragraph, inlines, leaves
from publisher.schema.locate import Located
from publisher.text import stream

_EACH = 2_500  # letters of an article for each (specification of the page, section 3)
_LONGEST = 240  # letters: more is no line that the eye takes in at once
_MARK = "\0"  # where a note's mark stands, which no pull quote runs over


def pull_faults(article: Article) -> Iterator[tuple[int, str]]:
    """(which of its pull quotes, what is wrong with it), in order."""
    if not article.pull:
        return
    paragraphs = [block for block in article.body if isinstance(block, Paragraph)]
    texts = [stream(_words(one)) for one in paragraphs]
    room = max(1, sum(len(leaf.text) for leaf in leaves(article.body)) // _EACH)
    for number, words in enumerate(article.pull):
        wanted = stream(words)
        if not wanted:
            yield number, "a pull quote has words"
        elif len(words) > _LONGEST:
            yield number, f"a pull quote of {len(words)} letters, more than {_LONGEST}; shorten it"
        elif not any(wanted in text for text in texts):
            what = f"these words stand in no paragraph of the article: “{words[:60]}”"
            yield number, f"{what}; give them exactly as they stand there, without marks of notes"
        elif number >= room:
            what = f"more pull quotes than {room}, one for each {_EACH} letters"
            yield number, f"{what}; take some out"


def pulls_told(located: Located, article: Article) -> tuple[Fault, ...]:
    """The faults of the pull quotes that an article's file gives, at their places."""
    return tuple(
        Fault(line=line, column=column, message=message)
        for number, message in pull_faults(article)
        for line, column in (located.place(("pull", number)),)
    )


def _words(paragraph: Paragraph) -> str:
    """The words of a paragraph, with a sign that no text has for each mark of a note."""
    return "".join(
        _MARK if isinstance(inline, NoteMark) else getattr(inline, "text", "")
        for inline in inlines((paragraph,))
    )
