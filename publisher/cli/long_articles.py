"""What a person is told before the PDF of a very long article is begun.

An article is laid out in one go, and all of it is held: memory grows with its rows and notes.
"""

from collections.abc import Iterator

from publisher.model.article import Article
from publisher.model.body import Note, Table, walk
from publisher.model.edition import Edition, Engine

# megabytes, measured with the judge: of a row of three cells, of a note at the foot of its page
_COSTS = {Engine.WEASYPRINT: (0.13, 0.21), Engine.TYPST: (0.075, 0.135)}
_TOLD = 500


def told_of_long(edition: Edition, engine: Engine = Engine.WEASYPRINT) -> Iterator[str]:
    """A line for each article whose PDF takes more than half a gigabyte of memory."""
    for article in edition.articles:
        rows, notes = _counted(article)
        size = _megabytes(rows, notes, engine)
        if size > _TOLD:
            has = " and ".join(
                f"{count:,} {what}" for count, what in ((rows, "rows"), (notes, "notes")) if count
            )
            other = _megabytes(rows, notes, Engine.TYPST)
            typst = f"--engine typst takes about {other / 1000:.1f}, " if other < size else ""
            yield (
                f"“{article.title}” has {has}: its PDF takes about {size / 1000:.1f} GB of memory,"
                f" and minutes; {typst}--format epub needs neither"
            )


def _megabytes(rows: int, notes: int, engine: Engine) -> float:
    row, note = _COSTS[engine]
    return rows * row + notes * note


def _counted(article: Article) -> tuple[int, int]:
    """(rows of all tables, notes) of an article."""
    rows = notes = 0
    for block in walk(article.body):
        if isinstance(block, Table):
            rows += len(block.head) + len(block.rows)
        elif isinstance(block, Note):
            notes += 1
    return rows, notes
