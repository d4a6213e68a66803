"""A picture's credit is parted from its caption, to the letter, and no caption is taken for one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.model.article import Article
from publisher.model.body import Figure, plain_inline, walk
from publisher.readers import read
from publisher.readers.credits import is_credit, parted

CREDITS = (
    "Photo: Ada Example",
    "Photograph: Ada Example/Bo Redder",
    "Photo by Ada Example/Getty Images",
    "Photos by Ada Example and Bo Redder",
    "Image by Ada Example from Pixabay",
    "Image credit: Example Corp.",
    "Image courtesy of the Example Museum",
    "Illustration by Ada Example",
    "Credit: Ada Example",
    "CreditAda Example for The Example Courier",
    "Credit...Ada Example/Example Press",
    "Ada Example/Example Press, via Associated Press",
    "Ada Example | Getty Images",
    "ADA EXAMPLE / AFP - Getty Images",
    "Getty Images",
    "REUTERS/Ada Example",
    "AP Photo/Ada Example, File",
    "Bild: Ada Example",
    "Foto: Beispiel-Verlag",
    "Quelle: Beispiel GmbH",
    "Crédit photo : Ada Example",
    "crédito: Ada Example/BE/C.D.Press",
    "FOTO Ada Example",
    "Imagen: EFE",
    "Фото: Ада Пример",
    "写真：山田太郎",
    "© Ada Example / Example Wine",
    "© mit frdl. Gen. von Ada Example (Ausschnitt)",
    "@kestrel / Instagram",
    "creation / pixelio.de",
    "Screenshot: iExample",
)
CAPTIONS = (
    "The gate in May.",
    "Ada Example, left, with Bo Redder at the gate.",
    "Was it open? Nobody could say!",
    "“It was open,” she said.",
    "The gate at Northmoor, N.Y., on Nov. 19, 2019.",
    "Das Tor im Mai 2019.",
)
NO_CREDITS = (
    "The gate in May",
    "The minister (Bo Redder)",
    "The gate and/or the lock",
    "Getty Images was founded beside the gate.",
    "Photo by the river",
    "A picture taken in May",
    "Bild von Northmoor",
    "Foto de Northmoor",
    "Source: the river rises under the gate",
    "Via Appia",
    "Credit where it is due",
    "Opened in 2019",
    "FOTO ILUSTRATIVA",
    "Ada Example, left, with Bo Redder",
    "The paper reported it (see Photo 3).",
)


@pytest.mark.parametrize("credit", CREDITS)
def test_a_credit_is_known_alone_and_in_brackets(credit: str) -> None:
    assert is_credit(credit)
    assert parted(credit) == ("", credit, 0)
    assert is_credit(f"({credit})")


@pytest.mark.parametrize("caption", NO_CREDITS)
def test_a_caption_without_a_credit_is_left_as_it_is(caption: str) -> None:
    assert not is_credit(caption)
    assert parted(caption) == (caption, "", -1)


@settings(max_examples=60)
@given(
    st.sampled_from(CAPTIONS),
    st.sampled_from(CREDITS),
    st.sampled_from([" {}", " ({})", "\n{}", " | {}", " [{}]"]),
)
def test_a_caption_and_its_credit_come_apart_to_the_letter(caption, credit, form) -> None:
    written = form.format(credit)
    kept, found, start = parted(caption + written)
    assert (kept, found) == (caption, written.strip(" \n|"))
    assert (caption + written)[start:].strip() == found


@settings(max_examples=60)
@given(st.text(max_size=160))
def test_caption_and_credit_are_the_words_given_whatever_they_are(written: str) -> None:
    kept, found, start = parted(written)
    assert written.startswith(kept)
    assert not found or written[start:].strip() == found


@pytest.mark.parametrize("caption", ["The gate. (Ada Example)", "The gate. (example.org)"])
def test_brackets_behind_a_full_stop_hold_a_credit(caption: str) -> None:
    assert parted(caption).caption == "The gate."


PAGE = """<html lang="en"><head><title>The gate</title></head><body><article><h1>The gate</h1>
<p>The lock was built in a dry summer, and the water that came in autumn found it standing open.</p>
{}<p>Four people keep it now, and each of them will say that the other three only talk.</p>
</article></body></html>"""
PICTURE = "<img src='https://pic.example/gate.jpg' alt='A gate'>"


def shown(figure: str) -> list[tuple[str, str]]:
    """(caption, credit) of each picture of a page with this markup in its text."""
    article: Article = read("gate.html", PAGE.format(figure).encode()).article
    known = {picture.id: picture.credit for picture in article.assets}
    pictures = [block for block in walk(article.body) if isinstance(block, Figure)]
    return [(plain_inline(one.caption), known[one.asset]) for one in pictures]


@pytest.mark.parametrize(
    "figure",
    [
        "{p}<figcaption>The gate in May. Photo: Ada Example/AFP</figcaption>",
        "{p}<figcaption>The gate in May. <em>Photo: Ada Example/AFP</em></figcaption>",
        "{p}<i class='m-credit'>Photo: Ada Example/AFP</i><figcaption>The gate in May.</figcaption>",
        "<b>{p}</b><p class='caption'>The gate in May.</p><i class='source'>Photo: Ada Example/AFP</i>",
        "{p}<span>Photo: Ada Example/AFP</span><figcaption>The gate in May.</figcaption>",
        "{p}<figcaption class='credit'>The gate in May. Photo: Ada Example/AFP</figcaption>",
        "{p}<figcaption>The gate in May.<cite>Photo: Ada Example/AFP</cite></figcaption>",
    ],
)
def test_a_credit_is_the_picture_s_wherever_its_figure_has_it(figure: str) -> None:
    whole = f"<figure>{figure.format(p=PICTURE)}</figure>"
    assert shown(whole) == [("The gate in May.", "Photo: Ada Example/AFP")]


def test_a_caption_in_an_element_called_a_credit_is_a_caption() -> None:
    figure = f"<figure>{PICTURE}<figcaption class='attribution'>Ada Example.</figcaption></figure>"
    assert shown(figure) == [("Ada Example.", "")]


def test_a_byline_with_its_day_is_no_credit() -> None:
    byline = "<div class='byline'>Ada Example, 13.11.2019, 23:06</div>"
    assert all(not credit for _, credit in shown(f"<div>{byline}{PICTURE}</div>"))


def test_a_linked_credit_stays_a_link_in_its_caption() -> None:
    link = "<a href='https://pic.example/ada'>Ada Example</a>"
    figure = f"<figure>{PICTURE}<figcaption>The gate. Photo: {link}</figcaption></figure>"
    assert shown(figure) == [("The gate. Photo: Ada Example", "Photo: Ada Example")]
