"""Who builds a PDF of a very long article is told of its memory before it is begun."""

from dataclasses import replace

from publisher.cli.long_articles import told_of_long
from publisher.model.article import Article
from publisher.model.body import Block, Cell, Note, Paragraph, Row, Table, Text
from publisher.model.edition import Engine, alone
from publisher.model.rights import Basis, Rights

ARTICLE = Article(title="Long", rights=Rights(basis=Basis.OWN_WORK))
ROW = Row(cells=(Cell(children=(Text(text="1"),)),))
NOTE = Note(name="n", children=(Paragraph(children=(Text(text="Words."),)),))


def told(*blocks: Block, engine: Engine = Engine.WEASYPRINT) -> list[str]:
    article = replace(ARTICLE, body=blocks)
    return list(told_of_long(alone(article, name="e"), engine))


def test_an_article_of_usual_length_is_not_spoken_of() -> None:
    assert told(Table(rows=(ROW,) * 1000), *(NOTE,) * 500) == []


def test_a_very_long_table_is_told_with_the_memory_that_it_takes() -> None:
    (line,) = told(Table(head=(ROW,), rows=(ROW,) * 9_999))
    assert line.startswith("“Long” has 10,000 rows: its PDF takes about 1.")
    assert "--format epub" in line


def test_rows_and_notes_are_counted_together() -> None:
    (line,) = told(Table(rows=(ROW,) * 2_000), *(NOTE,) * 4_000)
    assert "2,000 rows and 4,000 notes" in line


def test_the_other_typesetter_is_named_with_what_it_takes_and_told_by_its_own_measure() -> None:
    blocks = (Table(rows=(ROW,) * 10_000), *(NOTE,) * 20_000)
    (line,) = told(*blocks)
    assert "about 5.5 GB of memory" in line
    assert "--engine typst takes about 3.5, --format epub needs neither" in line
    (line,) = told(*blocks, engine=Engine.TYPST)
    assert "about 3.5 GB of memory" in line
    assert "--engine" not in line
    assert told(Table(rows=(ROW,) * 5_000), engine=Engine.TYPST) == []
