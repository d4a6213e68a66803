"""The code of an address: it reads as the address, is no text and no figure, and stands in no EPUB."""

import builtins
import io
from dataclasses import replace
from typing import Any

import pikepdf
import pypdfium2
import pytest
import segno

from publisher.errors import InstallationError
from publisher.model.article import Article, Relation, Source
from publisher.model.body import Paragraph, Text
from publisher.model.edition import alone
from publisher.rendering.compose import book_of
from publisher.rendering.theme import load_theme
from publisher.verify import verify_bytes
from publisher.writers.pdf import writer as pdf
from publisher.writers.pdf.qr_codes import codes_of, sides_of
from tests.geometry import faults, look_at
from tests.shelf import EMPTY

ADDRESS = "https://example.org/notes/on-the-lock"


def article(url: str = ADDRESS) -> Article:
    return Article(
        title="On the lock",
        language="en",
        sources=(Source(relation=Relation.CAPTURED_FROM, url=url, name="Notes"),),
        body=(Paragraph(children=(Text(text="Words of some length."),)),),
    )


def modules_of(data: bytes, page: int, count: int) -> list[list[bool]]:
    """The black square of a page, the first black from the upper left on, as count × count."""
    picture = pypdfium2.PdfDocument(data)[page].render(scale=8).to_pil().convert("L")
    dark = picture.point(lambda value: 255 if value < 128 else 0)
    side = 15 / 25.4 * 72 * 8
    left, top = next(
        (x, y)
        for y in range(dark.height)
        for x in range(dark.width)
        if dark.getpixel((x, y)) and dark.crop((x, y, x + 60, y + 9)).getextrema() == (255, 255)
    )
    return [
        [
            bool(
                dark.getpixel(
                    (
                        int(left + (column + 0.5) * side / count),
                        int(top + (row + 0.5) * side / count),
                    )
                )
            )
            for column in range(count)
        ]
        for row in range(count)
    ]


def test_the_code_on_the_page_is_that_of_the_address_and_nothing_else_changes() -> None:
    theme = load_theme("book")
    setting = replace(theme.design.setting, qr=True)
    coded = replace(theme, design=replace(theme.design, setting=setting))
    book = book_of(alone(article(), name="lock"), coded)
    made = pdf.typeset(book, coded, catalogue=EMPTY)
    wanted = segno.make_qr(ADDRESS, error="m", boost_error=False)
    matrix = [[bool(module) for module in row] for row in wanted.matrix]
    assert modules_of(made.data, 1, len(matrix)) == matrix
    assert verify_bytes(made.data, "lock.pdf", book.ledger).findings == ()
    assert faults(look_at(made.data)) == []
    with pikepdf.open(io.BytesIO(made.data)) as document:
        kinds = [
            str(one.get("/S", ""))
            for one in document.objects
            if isinstance(one, pikepdf.Dictionary)
        ]
    assert kinds.count("/Figure") == 1  # the cover


@pytest.mark.parametrize(
    ("url", "side"),
    [
        (ADDRESS, 15),
        ("https://example.org/" + "a" * 100, 17),
        ("https://example.org/" + "a" * 200, None),
        ("https://example.org/", None),
        ("https://example.org", None),
        ("", None),
        ("urn:isbn:9780000000002", None),
    ],
)
def test_an_address_that_leads_beyond_its_site_has_a_code_if_it_is_short(
    url: str, side: int | None
) -> None:
    assert sides_of([article(url)]).get("a1") == side
    assert len(codes_of([article(url)])) == (side is not None)


def test_a_lacking_library_is_told_with_the_line_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    load = builtins.__import__

    def without(name: str, *given: Any, **named: Any) -> Any:
        if name == "segno":
            raise ImportError(name)
        return load(name, *given, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(InstallationError, match=r"publisher\[qr\]"):
        codes_of([article()])
