"""The day of a page is read where pages state it, in whatever words and attributes."""

import datetime

import pytest

from publisher.readers import read

PAGE = """<html lang="{language}"><head><title>The weir</title>{head}</head><body><article>
<h1>The weir</h1>{line}
<p>It is older than the town, and the town has forgotten it, as towns do when there is a bridge.</p>
<p>Nobody crosses it now, but the stones are where they were put nine hundred years ago.</p>
</article></body></html>"""


def published(language: str, head: str = "", line: str = "") -> datetime.date | None:
    """The day of publication that is read of a page."""
    page = PAGE.format(language=language, head=head, line=line)
    return read("weir.html", page.encode()).article.published


def test_an_entry_of_the_head_may_have_its_content_under_value() -> None:
    head = '<meta name="article:published_time" value="2017-07-24T08:00:00Z">'
    assert published("en", head=head) == datetime.date(2017, 7, 24)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Submitted by kormoran on 24 July 2017 - 18:55"),
        ("de", "Gespeichert von kormoran am 24. Juli 2017 - 18:55"),
        ("fr", "Soumis par kormoran le 24 juillet 2017"),
        ("es", "Enviado por kormoran el 24 de julio de 2017"),
        ("it", "Inviato da kormoran il 24 luglio 2017"),
        ("nl", "Ingediend door kormoran op 24 juli 2017"),
    ],
)
def test_who_put_a_page_in_stands_beside_its_day(language: str, line: str) -> None:
    shown = f'<div class="submitted">{line}</div>'
    assert published(language, line=shown) == datetime.date(2017, 7, 24)


@pytest.mark.parametrize(
    "line",
    ["Der Brief wurde am 24. Juli 2017 von ihr gespeichert und dann vergessen, wie man weiß."],
)
def test_a_sentence_with_a_day_states_none(line: str) -> None:
    assert published("de", line=f"<p>{line}</p>") is None
