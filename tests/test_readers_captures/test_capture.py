"""Plain-text captures: where a line stands decides what a weak wording is worth, and the text stays whole."""

import pytest

from publisher.model.article import Article, LeftOutBecause, Relation, Source
from publisher.model.body import plain_text
from publisher.readers import read
from publisher.readers.source import Reading

PROSE = (
    "The bridge over the river was closed on Monday, and nobody in the valley could say when it"
    " would open again, though everybody had an opinion on why it had been closed, and who was to"
    " blame for it."
)


def reading(*lines: str) -> Reading:
    return read("capture.txt", "\n\n".join(lines).encode())


def article(*lines: str) -> Article:
    return reading("A bridge is closed", *lines).article


def sources(found: Article) -> list[Source]:
    """The chain without the capture itself."""
    return [source for source in found.sources if source.relation is not Relation.CAPTURED_FROM]


def notices(found: Article) -> dict[str, list[str]]:
    return {notice.text: list(map(str, notice.kinds)) for notice in found.rights.notices}


def test_a_bare_address_is_a_source_behind_the_text_and_words_within_it():
    found = article(
        PROSE,
        "https://example.org/form/",
        PROSE + " So it was.",
        "https://example.org/2020/a-bridge",
    )
    assert notices(found) == {"https://example.org/2020/a-bridge": ["source-link"]}
    assert [(source.relation, source.url) for source in sources(found)] == [
        (Relation.REPUBLISHED_FROM, "https://example.org/2020/a-bridge")
    ]
    assert "https://example.org/form/" in plain_text(found.body)


def test_several_bare_addresses_behind_the_text_are_a_list_of_links():
    assert notices(article(PROSE, "https://example.org/one", "https://example.org/two")) == {}


def test_a_copyright_sign_before_the_end_is_a_pictures_and_behind_it_the_texts():
    found = article(PROSE, "© A. Writer", PROSE + " So it was.", "© The Example Gazette")
    assert notices(found) == {
        "© A. Writer": ["image-credit"],
        "© The Example Gazette": ["copyright-line"],
    }
    assert found.rights.copyright_line == "© The Example Gazette"


def test_the_line_below_a_credit_label_is_the_credit():
    found = article(PROSE, "Image Credit:", "Example Pictures", "Another short line")
    assert notices(found) == {
        "Image Credit:": ["image-credit"],
        "Example Pictures": ["image-credit"],
    }
    assert "Another short line" in plain_text(found.body)


def test_a_list_below_a_credits_label_is_credits_until_prose():
    found = article(
        PROSE,
        "Photo credits",
        "The bridge at night",
        "A. Writer",
        "CC BY-SA 3.0",
        PROSE + " So it was.",
    )
    assert notices(found) == {
        "Photo credits": ["image-credit"],
        "The bridge at night": ["image-credit"],
        "A. Writer": ["image-credit"],
        "CC BY-SA 3.0": ["image-licence"],
    }
    assert found.rights.licence is None


def test_a_caption_keeps_its_words_and_gives_its_credit():
    caption = (
        "The bridge as it was seen by those who crossed it on the last day of the year. A."
        " Writer/AP"
    )
    found = article(PROSE, caption, PROSE + " So it was.")
    assert caption in plain_text(found.body)
    assert notices(found) == {"A. Writer/AP": ["image-credit"]}


def test_a_dateline_stays_in_the_text_and_names_its_agency():
    found = article("EXAMPLETOWN (AP) — " + PROSE, PROSE + " So it was.")
    assert plain_text(found.body).startswith("EXAMPLETOWN (AP) — The bridge")
    assert notices(found) == {"EXAMPLETOWN (AP)": ["agency-credit"]}


def test_an_address_that_the_site_hid_is_told_and_the_text_stays_whole():
    line = "Write to the harbour office at [email\u00a0protected] before the end of the year."
    found = reading("A bridge is closed", PROSE, line, PROSE + " So it was.")
    assert line in plain_text(found.article.body)
    assert notices(found.article) == {}
    assert [step.rule for step in found.steps if step.text == line] == ["text, hidden-address"]
    assert any("line 5" in remark for remark in found.remarks)


def test_a_note_about_the_credited_is_a_bio_behind_the_text_only():
    bio = "Ada Example is an editor of The Example Review and lives in a valley."
    behind = article("By Ada Example", PROSE, bio)
    assert [(person.name, person.bio) for person in behind.contributors] == [("Ada Example", bio)]
    for texts in ((PROSE, bio), (PROSE, bio, PROSE + " So it was.")):
        found = reading("A bridge is closed", *texts)
        assert found.article.contributors == ()
        assert bio in plain_text(found.article.body)


def test_what_looks_like_a_bio_of_nobody_credited_stays_in_the_text_and_is_told():
    for closing in (
        "The Harrow Canal is the reason this town has two names.",
        "Bo Redder is a ferryman who still wakes at four.",
    ):
        found = reading("A bridge is closed", "By Ada Example", PROSE, closing)
        assert [person.name for person in found.article.contributors] == ["Ada Example"]
        assert closing in plain_text(found.article.body)
        assert any("line 7 may be about the author" in remark for remark in found.remarks)


def test_below_its_heading_a_note_credits_the_one_it_is_about():
    bio = "Bo Redder is a ferryman and lives in a valley."
    found = article(PROSE, "About the author:", bio)
    assert [(person.name, person.bio) for person in found.contributors] == [("Bo Redder", bio)]


def test_a_bio_within_the_text_is_known_by_the_byline():
    bio = "Ada Example, Ph.D. is a retired engineer, who worked at the river for many years."
    found = article("By Ada Example", PROSE, bio, PROSE + " So it was.")
    assert [(person.name, person.bio) for person in found.contributors] == [("Ada Example", bio)]


def test_whom_the_title_names_is_the_subject_and_no_author():
    found = reading(
        "What Ada Example did next", PROSE, "Ada Example is an engineer and lives in a valley."
    ).article
    assert found.contributors == ()


def test_a_licence_of_a_picture_is_never_the_texts():
    found = article(PROSE, "[Image Credit: Flickr-A. Writer, CC BY 2.0]")
    assert found.rights.licence is None
    assert found.rights.notices[0].covers == "pictures"


def test_a_variant_is_never_guessed():
    licence = article(
        PROSE, "This article is republished from The Example under a Creative Commons license."
    ).rights.licence
    assert licence is not None
    assert (licence.id, licence.url) == ("", "")


@pytest.mark.parametrize(
    ("words", "licence"),
    [
        (
            "This text is licensed under a Creative Commons Attribution-NonCommercial 4.0 licence.",
            "CC-BY-NC-4.0",
        ),
        (
            (
                "Dieser Text steht unter einer Creative-Commons-Lizenz"
                " Namensnennung-KeineBearbeitung 3.0."
            ),
            "CC-BY-ND-3.0",
        ),
        (
            (
                "This article appeared first on Example.org under a Creative Commons (CC BY 4.0)"
                " license."
            ),
            "CC-BY-4.0",
        ),
    ],
)
def test_a_variant_is_read_as_it_is_spelled_out(words, licence):
    found = article(PROSE, words).rights.licence
    assert found is not None
    assert found.id == licence


def test_two_hops_are_a_chain():
    found = article(
        PROSE,
        "Republished from Café Example. This article was originally published on Example.org.",
    )
    assert [(source.relation, source.name or source.site) for source in sources(found)] == [
        (Relation.ORIGINALLY_PUBLISHED, "Example.org"),
        (Relation.REPUBLISHED_FROM, "Café Example"),
    ]


def test_what_follows_the_notices_is_not_cut_off():
    found = article(
        PROSE,
        "Originally published on www.example.org",
        "[1] A note that follows on the notice and is of the text.",
    )
    assert "[1] A note that follows on the notice and is of the text." in plain_text(found.body)


def test_invitations_are_listed_and_never_silently_dropped():
    found = article(PROSE, "Share on Facebook", "Sign up for our daily newsletter")
    assert [(left.text, left.because) for left in found.left_out] == [
        ("Share on Facebook", LeftOutBecause.BOILERPLATE),
        ("Sign up for our daily newsletter", LeftOutBecause.BOILERPLATE),
    ]


@pytest.mark.parametrize(
    ("line", "holder"),
    [
        ("Copyright 2026 C. Writer. All rights reserved.", "C. Writer"),
        ("© 2026 A. B. Writer. Reprints by request only.", "A. B. Writer"),
        ("Copyright © 2026 St. Mary House. Do not copy.", "St. Mary House"),
        ("© 2026 The Gazette. It is read by many.", "The Gazette"),
    ],
)
def test_the_point_of_an_initial_does_not_end_the_holder_s_name(line: str, holder: str) -> None:
    text = (
        "A headline of some words\n\nBy A. Writer\n\nA paragraph of text that is long enough to be"
        f" one, and then a bit longer still.\n\n{line}\n"
    )
    assert read("one.txt", text.encode()).article.rights.holder == holder


def test_the_credit_in_a_caption_begins_with_its_sign_and_names_the_pictures_licence():
    page = (
        f"<article><h1>A bridge</h1><p>{PROSE}</p><figure><img src=a.png alt=a>"
        "<figcaption>The bridge before the vote © Ina Muster / Beispiel</figcaption></figure>"
        f"<p>{PROSE} So it was.</p><figure><img src=b.png alt=b>"
        "<figcaption>At night. Photo: Y. Writer, CC BY 4.0</figcaption></figure></article>"
    )
    first, second = read("page.html", page.encode()).article.assets
    assert first.credit == "© Ina Muster / Beispiel"
    assert first.licence is None
    assert second.credit == "Photo: Y. Writer, CC BY 4.0"
    assert second.licence is not None
    assert second.licence.id == "CC-BY-4.0"


def test_an_address_of_where_a_text_was_taken_over_is_the_articles():
    found = Article(
        title="A bridge",
        sources=(Source(relation=Relation.REPUBLISHED_FROM, url="https://example.org/a"),),
    )
    assert found.address == "https://example.org/a"


def test_a_line_that_may_be_a_notice_stays_and_is_told():
    line = "Whoever wants this essay in print should know that a licence has to be bought first."
    found = reading("A bridge is closed", PROSE, line)
    assert line in plain_text(found.article.body)
    assert "line 5 may be a notice of rights; it stays in the text" in found.remarks
    assert reading("A bridge is closed", PROSE, line, PROSE + " So it was.").remarks == ()


def test_a_licence_in_a_long_line_of_the_foot_is_kept():
    foot = (
        "The holder of this paper is its author, who has let the archive show it for as long as it"
        " stands and to whoever wants to see it there, by day or by night. It is made available"
        " under a CC BY 4.0 licence."
    )
    page = f"<article><h1>A bridge</h1><p>{PROSE}</p><p>{PROSE}</p></article><footer><p>{foot}</p></footer>"
    found = read("a.html", f"<html><body>{page}</body></html>".encode()).article
    assert foot in notices(found)
    assert found.rights.licence
    assert found.rights.licence.id == "CC-BY-4.0"
