"""The credit block says what is known of an article's source and rights, and claims nothing for a source that says nothing."""

import datetime
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from publisher.build import build_edition
from publisher.model.article import Article, Relation, Source
from publisher.model.body import Paragraph, Text
from publisher.model.edition import alone
from publisher.model.rights import (
    Basis,
    Condition,
    ConditionId,
    Notice,
    NoticeKind,
    Permission,
    Rights,
    Whose,
)
from publisher.phrases import phrases_for
from publisher.readers import read_edition
from publisher.rendering.compose import book_of
from publisher.rendering.theme import load_theme
from publisher.resources import folder
from publisher.rights.notices import ledger
from publisher.rights.record_reader import recall
from publisher.verify import examine
from tests.apparatus import own_words_of, text_of, told_of
from tests.test_sabotage import ORDER

THEME = load_theme("plain")
DAY = datetime.date(2026, 5, 3)
ARTICLE = Article(
    title="A page",
    language="en",
    body=(Paragraph(children=(Text(text="Words that stand on a page."),)),),
)


def pages(article: Article) -> dict[str, str]:
    """The words of each chapter, by its role."""
    book = book_of(alone(article, name="page"), THEME)
    return {
        chapter.role: " ".join(
            "".join(map(str, etree.fromstring(chapter.markup).itertext())).split()
        )
        for chapter in book.chapters
    }


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            Source(relation=Relation.VERSION_OF, title="The longer page"),
            "A version of “The longer page”.",
        ),
        (
            Source(relation=Relation.VERSION_OF, name="A journal", title="The longer page"),
            "A version of A journal, “The longer page”.",
        ),
        (
            Source(relation=Relation.ORIGINALLY_PUBLISHED, url="https://example.org/a"),
            "First published by example.org/a.",
        ),
        (
            Source(relation=Relation.REPUBLISHED_FROM, archive_url="https://archive.example.org/a"),
            "Republished from archive.example.org/a.",
        ),
        (
            Source(relation=Relation.CAPTURED_FROM, name="A site", url="http://example.org/a/"),
            "This copy is from A site, http://example.org/a/.",
        ),
        (
            Source(relation=Relation.CAPTURED_FROM, name="A site", site="example.org"),
            "This copy is from A site, example.org.",
        ),
        (
            Source(relation=Relation.ORIGINALLY_PUBLISHED, name="A journal", date=DAY),
            "First published in A journal, 3 May 2026.",
        ),
        (
            Source(relation=Relation.ORIGINALLY_PUBLISHED, name="A house", site="a.example.org"),
            "First published by A house, a.example.org.",
        ),
    ],
)
def test_each_source_is_called_by_what_is_known_of_it(source: Source, said: str) -> None:
    assert said in pages(replace(ARTICLE, sources=(source,)))["article"]


@pytest.mark.parametrize("relation", list(Relation))
def test_a_relation_without_anything_to_name_is_not_printed_bare(relation: Relation) -> None:
    from publisher.phrases import ENGLISH

    unnamed = Source(relation=relation, sha256="0" * 64)
    said = pages(replace(ARTICLE, sources=(unnamed,)))["article"]
    assert ENGLISH.lead(ENGLISH.origins[relation]) not in said


def test_no_source_is_said_to_name_the_holder_of_its_makers_own_work() -> None:
    notice = Notice(
        kinds=(NoticeKind.DISCLAIMER,), text="No warranty is given.", whose=Whose.EDITION
    )
    rights = Rights(
        basis=Basis.OWN_WORK,
        holder="The publisher project",
        terms_url="https://example.org/terms",
        notices=(notice,),
    )
    own = pages(replace(ARTICLE, rights=rights))["article"]
    captured = pages(replace(ARTICLE, rights=replace(rights, basis=Basis.PERMISSION)))["article"]
    for said in (own, captured):
        assert "The rights are held by The publisher project." in said
    assert "In the words of the source" in captured
    assert "In the words of the author" in own
    assert "the source" not in own


@pytest.mark.parametrize("language", ["en", "de", "zh"])
def test_a_permission_that_says_no_more_than_another_of_the_same_house_is_not_said_twice(
    language: str,
) -> None:
    only = Permission(granted_by="", text="Yes.")
    credit = Condition(id=ConditionId.CREDIT_SOURCE)
    more = Permission(granted_by="A site", text="Name us.", conditions=(credit,))
    article = replace(
        ARTICLE,
        language=language,
        sources=(Source(relation=Relation.CAPTURED_FROM, name="A site", url="https://a.example/"),),
        rights=Rights(permissions=(only, more)),
    )
    both = pages(article)["article"]
    alone_ = pages(replace(article, rights=Rights(permissions=(more,))))["article"]
    assert both.count(phrases_for(language).conditions[ConditionId.CREDIT_SOURCE]) == 1
    assert both.replace("Yes.", "").split() == alone_.split()


@pytest.mark.parametrize("relation", list(Relation))
def test_a_source_of_which_only_its_day_is_known_gives_that_day_once(relation: Relation) -> None:
    article = replace(ARTICLE, sources=(Source(relation=relation, date=DAY),), published=DAY)
    # which refuses a file that lacks a fact of its record
    build_edition(alone(article, name="page"), replace(ORDER, formats=("epub",)))
    assert pages(article)["article"].count("3 May 2026") == 1


SAMPLES = sorted((folder("content") / "editions").glob("*.yaml"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_our_own_words_are_few_beside_each_article_of_the_samples(path: Path) -> None:
    for chapter in book_of(read_edition(path), THEME).chapters:
        if chapter.article:
            ours, told, text = own_words_of(chapter), told_of(chapter), text_of(chapter)
            assert len(told) <= 600, chapter.name
            assert len(ours) <= 0.15 * len(text) or len(text) < 1600, chapter.name
            assert len(ours) <= 360, chapter.name


@pytest.mark.slow
def test_an_edition_of_one_article_owes_its_own_notices_too() -> None:
    """As split leaves them: the collection's notices travel with each article that is taken out of it."""
    notice = Notice(
        kinds=(NoticeKind.DISCLAIMER,),
        text="The maker of this edition answers for its choice alone.",
        whose=Whose.EDITION,
    )
    edition = replace(alone(ARTICLE, name="page"), rights=Rights(notices=(notice,)))
    assert [owed.text for owed in ledger(edition).own] == [notice.text]
    for file in build_edition(edition, ORDER).files:
        assert examine(file.data, file.name).findings == ()
        assert examine(
            file.data,
            file.name,
            replace(edition, rights=Rights(notices=(replace(notice, text="Another word."),))),
        ).count("error")
    record = book_of(edition, THEME).record
    assert recall(record, "page").rights == edition.rights
