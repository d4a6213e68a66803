"""A theme of one's own with columns, a floated initial and notes at the page's foot is sound.

A note may refer to another one, which the press may lay out on a page before its mark.
"""

import shutil
from dataclasses import replace
from pathlib import Path

from publisher.build import build_edition
from publisher.model.article import Article
from publisher.model.body import Note, NoteMark, Paragraph, Text
from publisher.model.edition import alone
from publisher.rendering.theme import load_theme
from publisher.resources import folder
from publisher.verify import verify_bytes
from tests.test_sabotage import ORDER, WORDS, paragraph

_SHEET = """
.article-text { columns: 2 }
.article-text > p:first-child::first-letter { float: left; font-size: 3em; line-height: 1 }
[role="doc-footnote"] { float: footnote }
"""
_ARTICLE = Article(
    title="Notes on notes",
    language="en",
    body=(
        *(paragraph(WORDS * 6) for _ in range(5)),
        Paragraph(children=(Text(text=WORDS), NoteMark(note="a"), Text(text=WORDS * 3))),
        *(paragraph(WORDS * 4 + str(number)) for number in range(4)),
        Note(
            name="a",
            children=(
                Paragraph(children=(Text(text="The first"), NoteMark(note="b"), Text(text="."))),
            ),
        ),
        Note(name="b", children=(paragraph("The second."),)),
    ),
)


def test_columns_a_floated_initial_and_notes_at_the_foot_are_sound(tmp_path: Path) -> None:
    shutil.copytree(Path(str(folder("styles"))) / "book", tmp_path / "ours")
    with (tmp_path / "ours" / "pdf.css").open("a", encoding="utf-8") as sheet:
        sheet.write(_SHEET)
    order = replace(ORDER, theme=load_theme(str(tmp_path / "ours")), formats=("pdf",))
    (file,) = build_edition(alone(_ARTICLE, name="notes"), order).files
    assert verify_bytes(file.data, file.name).findings == ()
