"""What a person is told before the PDF of a very long article is begun.

WeasyPrint lays out an article in one go, and holds all of it: memory grows with its rows and notes.
Typst takes 0.85 GB for 10,000 rows, verified, where WeasyPrint takes 1.3 (measured).
"""

from collections.abc import Iterator

from publisher.model.article import Article
from publisher.model.body import Note, Table, walk
from publisher.model.edition import Edition

# megabytes, measured: of a row of three cells, of a note at the foot of its page
_ROW = 0.13
_NOTE = 0.21
_TOLD = 500


def told_of_long(edition: Edition) -> Iterator[str]:
    """A line for each article whose PDF takes more than half a gigabyte of memory."""
    for article in edition.articles:
        rows, notes = _counted(article)
        size = rows * _ROW + notes * _NOTE
        if size > _TOLD:
            has = " and ".join(
                f"{count:,} {what}" for count, what in ((rows, "rows"), (notes, "notes")) if count
            )
            yield (
                f"“{article.title}” has {has}: its PDF takes about {size / 1000:.1f} GB of memory,"
                " and minutes; --engine typst takes less, --format epub neither"
            )


def _counted(article: Article) -> tuple[int, int]:
    """(rows of all tables, notes) of an article."""
    rows = notes = 0
    for block in walk(article.body):
        if isinstance(block, Table):
            rows += len(block.head) + len(block.rows)
        elif isinstance(block, Note):
            notes += 1
    return rows, notes
