"""What a line names: as far as its link or stress goes, and never a common noun."""

import pytest

from publisher.model.article import Relation
from publisher.readers import read
from publisher.readers.capture.names import name_in

PROSE = (
    "The bridge over the river was closed on Monday, and nobody in the valley could say when it"
    " would open again, though everybody had an opinion on why it had been closed, and who was to"
    " blame for it."
)


def chain(line: str, form: str = "md") -> list[tuple[str, str]]:
    """(name or site, address) of the sources that a line behind a text gives."""
    text = f"# A bridge is closed\n\n{PROSE}\n\n{PROSE} So it was.\n\n{line}\n"
    found = read(f"capture.{form}", text.encode()).article.sources
    return [
        (source.name or source.site, source.url)
        for source in found
        if source.relation is not Relation.CAPTURED_FROM
    ]


def test_a_link_says_where_a_name_ends():
    line = (
        "Questo articolo è stato pubblicato originariamente su [L’Esempio](https://example.org/a) e"
        " viene ripubblicato qui."
    )
    assert chain(line) == [("L’Esempio", "https://example.org/a")]


def test_a_link_may_hold_more_than_a_wording_would_take():
    line = (
        "Originally published in [The Example, a Weekly (London)](https://example.org/a) on May 4,"
        " 2021."
    )
    assert chain(line) == [("The Example, a Weekly (London)", "https://example.org/a")]


def test_a_name_may_begin_before_its_link():
    assert chain("(Cross-posted from the Example [dev blog](https://example.org/a).)") == [
        ("Example dev blog", "https://example.org/a")
    ]


def test_stress_bounds_a_name_and_a_stressed_line_does_not():
    assert (
        chain(
            "_This essay originally appeared in the May 2020 issue of_ **Security & Example**_, and"
            " nowhere else._"
        )[0][0]
        == "Security & Example"
    )
    assert chain("_This article was originally published on The Example Review._") == [
        ("The Example Review", "")
    ]


def test_a_link_behind_a_name_is_no_part_of_it():
    assert chain(
        "Artículo publicado originalmente en la publicación La Muestra, [_A"
        " bridge_](https://example.org/a)."
    ) == [("La Muestra", "https://example.org/a")]
    assert chain("本文原载于 示例周刊 [阅读原文](https://example.org/a)") == [
        ("示例周刊", "https://example.org/a")
    ]


def test_what_is_no_name_is_no_source():
    assert chain(
        "Cet article a été initialement publié sur notre [blog](https://example.org/a)."
    ) == [("", "https://example.org/a")]
    assert chain("Reprinted with the permission of the author.") == []
    assert chain("Mit freundlicher Genehmigung des Autors veröffentlicht.") == []


def test_the_address_of_a_name_is_that_of_its_own_link():
    line = (
        "[This text](https://example.net/copy) was originally published on [The"
        " Example](https://example.org/a)."
    )
    assert chain(line) == [("The Example", "https://example.org/a")]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("el diario La Muestra", "La Muestra"),
        ("the Example Times", "Example Times"),
        ("The Example Times", "The Example Times"),
        ("September/October 2020 issue of Our Review", "Our Review"),
        ("a post by the Example Team", "Example Team"),
        ("Verlag Beispiel", "Verlag Beispiel"),
        ("lemag.example.org", "lemag.example.org"),
        ("《示例周刊》", "示例周刊"),
        ("作者", ""),
        ("my blog", ""),
        ("Autors veröffentlicht", ""),
        ("die Redaktion", ""),
        ("here", ""),
    ],
)
def test_a_name_is_the_words_and_nothing_around_them(words, name):
    assert name_in(words) == name
