"""Articles that share their title or all their words, and contents of many pages.

Sound files give no finding.
"""

from dataclasses import replace

import pytest

from publisher.build import build_edition
from publisher.model.article import Article
from publisher.model.body import Paragraph, Text
from publisher.model.edition import Edition, Part, alone
from publisher.rights.notices import ledger
from publisher.verify import examine, verify_bytes
from tests.test_sabotage import ORDER, article, change, page, unzipped, zipped

FIRST, SECOND = article("first", "The Reading Room"), article("second", "The Small Press")
NAMELESS = Article(
    title="A page",
    language="en",
    body=tuple(
        Paragraph(children=(Text(text=f"Paragraph {number} of this page, and then the next."),))
        for number in range(3)
    ),
)
DOUBLES = {
    "the same title": (FIRST, replace(SECOND, title=FIRST.title)),
    "the same text": (FIRST, replace(SECOND, body=FIRST.body, standfirst=FIRST.standfirst)),
    "the same title and text": (
        FIRST,
        replace(FIRST, rights=SECOND.rights, sources=SECOND.sources),
    ),
    "the same in everything": (FIRST, FIRST, SECOND),
    "nobody named": (NAMELESS, NAMELESS),
    "a text of one word": (
        replace(NAMELESS, body=(Paragraph(children=(Text(text="Gone."),)),)),
        NAMELESS,
    ),
    "a title in the text of another": (
        replace(NAMELESS, body=(Paragraph(children=(Text(text=FIRST.title),)), *NAMELESS.body)),
        FIRST,
    ),
    "a title that begins another": (
        replace(NAMELESS, title="A page (1)"),
        replace(NAMELESS, title="A page (10)"),
        replace(NAMELESS, title="A page"),
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", DOUBLES)
def test_articles_that_share_words_are_told_apart(name: str) -> None:
    edition = Edition(
        name="doubles", title="Doubles", language="en", parts=(Part(articles=DOUBLES[name]),)
    )
    for file in build_edition(edition, ORDER).files:
        assert examine(file.data, file.name, edition).findings == ()
        assert examine(file.data, file.name).findings == ()


@pytest.mark.slow
def test_what_is_lost_in_one_of_two_equal_articles_is_found() -> None:
    edition = Edition(
        name="doubles", title="Doubles", language="en", parts=(Part(articles=(FIRST, FIRST)),)
    )
    built = build_edition(edition, replace(ORDER, formats=("epub",))).files[0].data
    for number in (1, 2):
        files = unzipped(built)
        change(files, page(files, number), r"<p>[^<]*The first middle\.</p>", "")
        for owed in (ledger(edition), None):
            (finding,) = verify_bytes(zipped(files), "doubles.epub", owed).findings
            assert (finding.code, finding.article) == ("text-missing", f"a{number}")


@pytest.mark.slow
def test_contents_of_many_pages_do_not_hide_the_first_article() -> None:
    """A record knows digests of the text and no words.

    It is found from the title on, however long the contents are.
    """
    many = tuple(
        replace(
            NAMELESS,
            title=f"A page about the {number}th of very many things that all have a long name",
        )
        for number in range(90)
    )
    edition = Edition(name="many", title="Many", language="en", parts=(Part(articles=many),))
    built = build_edition(edition, replace(ORDER, formats=("pdf",))).files[0].data
    assert examine(built, "many.pdf").findings == ()


@pytest.mark.slow
def test_a_picture_that_is_described_by_the_title_is_no_title() -> None:
    from publisher.model.article import Asset
    from publisher.model.body import Figure

    pictured = replace(
        NAMELESS,
        body=(Figure(asset="p"), *NAMELESS.body),
        assets=(Asset(id="p", file="p.jpg", alt=NAMELESS.title),),
    )
    for file in build_edition(alone(pictured, name="p"), ORDER).files:
        assert examine(file.data, file.name).findings == ()


@pytest.mark.slow
def test_a_kicker_whose_words_stand_inside_others_on_the_title_page_is_found_above_its_title() -> (
    None
):
    articles = (replace(FIRST, kicker="Sample"), SECOND)
    edition = Edition(
        name="kicker",
        title="Samplers and samples",
        subtitle="A reader",
        language="en",
        parts=(Part(articles=articles),),
    )
    for file in build_edition(edition, ORDER).files:
        assert examine(file.data, file.name, edition).findings == ()
        assert examine(file.data, file.name).findings == ()
