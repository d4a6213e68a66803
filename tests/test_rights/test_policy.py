"""Every condition ends in one state, and what nobody knows is asked for, never assumed."""

import datetime
from dataclasses import replace
from typing import Any

import pytest

from publisher.model.article import Article, Asset, Contributor, Relation, Source
from publisher.model.body import Figure, Paragraph, Text
from publisher.model.edition import Edition, Part, Use
from publisher.model.rights import Basis, Condition, ConditionId, Licence, Notice, NoticeKind, Permission, Rights, Whose
from publisher.rights.policy import Assessment, State, assess

DAY = datetime.date(2026, 11, 23)
ARTICLE = Article(
    title="A page about pages", contributors=(Contributor(name="The publisher project"),),
    body=(Paragraph(children=(Text(text="Words."),)),))


def permission(*conditions: Condition, **fields: Any) -> Permission:
    return replace(Permission(granted_by="The holder", text="You may.", conditions=conditions), **fields)


def found(article: Article, use: Use = Use(), on: datetime.date = DAY) -> dict[str, Assessment]:  # noqa: B008 - a value
    edition = Edition(name="e", title="E", use=use, parts=(Part(articles=(article,)),))
    return {assessment.condition: assessment for assessment in assess(edition, on)}


def under(article: Article = ARTICLE, *, licence: str = "", **fields: Any) -> Article:
    rights = Rights(basis=Basis.LICENCE, licence=Licence(id=licence)) if licence else Rights(basis=Basis.PERMISSION)
    return replace(article, rights=replace(rights, **fields))


def test_a_link_asked_for_and_not_known_is_asked_of_the_maker_by_name() -> None:
    article = under(permissions=(permission(Condition(id=ConditionId.LINK_ORIGINAL)),))
    asked = found(article)["link-original"]
    assert asked.state is State.NEEDED
    assert "--source-url" in asked.remedy
    linked = replace(article, sources=(Source(relation=Relation.CAPTURED_FROM, url="https://example.org/a"),))
    assert found(linked)["link-original"].state is State.PROVED


def test_an_audience_is_needed_until_the_maker_declares_it() -> None:
    article = under(permissions=(permission(audience=("community internet sites",)),))
    assert found(article)["community-sites-only"].state is State.NEEDED
    declared = found(article, Use(forms=("Community internet sites",)))
    assert declared["community-sites-only"].state is State.DECLARED


def test_ask_first_names_the_forms_and_says_that_the_address_was_hidden() -> None:
    ask = Condition(id=ConditionId.ASK_FIRST, forms=("print", "other forms"))
    asked = found(under(permissions=(permission(ask, contact_hidden=True),)))["ask-first"]
    assert asked.state is State.NEEDED
    assert "print, other forms" in asked.sentence
    assert "hidden in the capture" in asked.remedy
    assert found(under(permissions=(permission(ask, reference="letter 7"),)))["ask-first"].state is State.DECLARED


@pytest.mark.parametrize(("use", "state"), [
    (Use(), State.NEEDED), (Use(commercial=False), State.DECLARED), (Use(commercial=True), State.VIOLATED),
    (Use(commercial=False, price="4.50 EUR"), State.VIOLATED), (Use(commercial=False, price="0"), State.DECLARED),
    (Use(commercial=False, price="0.00 EUR"), State.DECLARED), (Use(price="free"), State.NEEDED),
    (Use(price="on request"), State.VIOLATED)])
def test_non_commercial_follows_what_the_maker_declares(use: Use, state: State) -> None:
    assert found(under(licence="CC-BY-NC-4.0"), use)["non-commercial"].state is state


@pytest.mark.parametrize(("on", "state"), [
    (datetime.date(2026, 11, 23), State.PROVED), (datetime.date(2026, 11, 24), State.VIOLATED)])
def test_a_permission_lasts_through_its_last_day(on: datetime.date, state: State) -> None:
    article = under(permissions=(permission(expires_on=datetime.date(2026, 11, 23)),))
    assert found(article, on=on)["expires"].state is state


def test_a_picture_without_a_licence_of_its_own_violates_images_excluded() -> None:
    article = replace(
        under(permissions=(permission(Condition(id=ConditionId.IMAGES_EXCLUDED)),)),
        body=(Figure(asset="p"),), assets=(Asset(id="p", file="images/p.png", data=b"x"),))
    assert found(article)["images-excluded"].state is State.VIOLATED
    licensed = replace(article, assets=(replace(article.assets[0], licence=Licence(id="CC-BY-4.0")),))
    assert found(licensed)["images-excluded"].state is State.PROVED


@pytest.mark.parametrize(("kind", "words"), [
    (NoticeKind.FAIR_USE, "own claim"), (NoticeKind.REPUBLISHED_WITH_PERMISSION, "not to you")])
def test_what_was_given_or_claimed_elsewhere_is_nothing_to_rely_on(kind: NoticeKind, words: str) -> None:
    article = replace(ARTICLE, rights=Rights(basis=Basis.OWN_WORK, notices=(Notice(kinds=(kind,), text="Their words."),)))
    assert words in found(article)["basis"].sentence


def test_the_edition_s_own_statement_is_not_taken_for_a_site_s_claim() -> None:
    own = Notice(kinds=(NoticeKind.FAIR_USE,), text="The maker of this edition relies on an exception.", whose=Whose.EDITION)
    assert found(replace(ARTICLE, rights=Rights(basis=Basis.OWN_WORK, notices=(own,)))) == {}


@pytest.mark.parametrize("rights", [
    Rights(), Rights(basis=Basis.PERMISSION), Rights(basis=Basis.EXCEPTION), Rights(basis=Basis.LICENCE),
    Rights(basis=Basis.LICENCE, licence=Licence(name="Creative Commons"))])
def test_a_basis_that_rests_on_nothing_is_asked_for(rights: Rights) -> None:
    assert found(replace(ARTICLE, rights=rights))["basis"].state is State.NEEDED


def test_a_holder_is_not_bound_by_the_licence_it_grants() -> None:
    own = replace(ARTICLE, rights=Rights(basis=Basis.OWN_WORK, licence=Licence(id="CC-BY-NC-4.0")))
    assert found(own) == {}


def test_each_condition_there_is_gets_exactly_one_state_and_a_sentence() -> None:
    article = under(permissions=(permission(*(Condition(id=ident) for ident in ConditionId)),))
    edition = Edition(name="e", title="E", parts=(Part(articles=(article,)),))
    states = assess(edition, DAY)
    assert sorted(item.condition for item in states) == sorted(ConditionId)
    assert all(item.sentence for item in states)
    assert all(item.remedy for item in states if item.state in {State.NEEDED, State.VIOLATED})
    assert not any("lawful" in f"{item.sentence} {item.remedy}" for item in states)
