"""Every condition ends in one state, and what nobody knows is asked for, never assumed."""

import datetime
from dataclasses import replace
from typing import Any

import pytest

from publisher.model.article import (
    Article,
    Asset,
    Change,
    Contributor,
    Modification,
    Relation,
    Source,
)
from publisher.model.body import Figure, Paragraph, Text
from publisher.model.edition import Edition, Part, Reliance, Use
from publisher.model.rights import (
    Basis,
    Condition,
    ConditionId,
    Licence,
    Notice,
    NoticeKind,
    Permission,
    Rights,
    Whose,
)
from publisher.rights.notices import text_digest
from publisher.rights.permissions import asked, kinds
from publisher.rights.policy import Assessment, State, assess
from publisher.rights.reliance import as_it_was_said, statement

DAY = datetime.date(2026, 11, 23)
ARTICLE = Article(
    title="A page about pages",
    contributors=(Contributor(name="The publisher project"),),
    body=(Paragraph(children=(Text(text="Words."),)),),
)


def permission(*conditions: Condition, **fields: Any) -> Permission:
    return replace(
        Permission(granted_by="The holder", text="You may.", conditions=conditions), **fields
    )


# a value
def found(article: Article, use: Use = Use(), on: datetime.date = DAY) -> dict[str, Assessment]:  # noqa: B008
    edition = Edition(name="e", title="E", use=use, parts=(Part(articles=(article,)),))
    return {assessment.condition: assessment for assessment in assess(edition, on)}


def under(article: Article = ARTICLE, *, licence: str = "", **fields: Any) -> Article:
    rights = (
        Rights(basis=Basis.LICENCE, licence=Licence(id=licence))
        if licence
        else Rights(basis=Basis.PERMISSION)
    )
    return replace(article, rights=replace(rights, **fields))


def test_a_link_asked_for_and_not_known_is_asked_of_the_maker_by_name() -> None:
    article = under(
        permissions=(permission(Condition(id=ConditionId.LINK_ORIGINAL)),), basis=Basis.UNKNOWN
    )
    asked = found(article)["link-original"]
    assert asked.state is State.NEEDED
    assert "source_url in its entry" in asked.remedy  # an edition takes no --source-url
    linked = replace(
        article, sources=(Source(relation=Relation.CAPTURED_FROM, url="https://example.org/a"),)
    )
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
    assert "hidden in the page" in asked.remedy
    assert (
        found(under(permissions=(permission(ask, reference="letter 7"),)))["ask-first"].state
        is State.DECLARED
    )


@pytest.mark.parametrize(
    ("use", "state"),
    [
        (Use(), State.NEEDED),
        (Use(commercial=False), State.DECLARED),
        (Use(commercial=True), State.VIOLATED),
        (Use(commercial=False, price="4.50 EUR"), State.VIOLATED),
        (Use(commercial=False, price="0"), State.DECLARED),
        (Use(commercial=False, price="0.00 EUR"), State.DECLARED),
        (Use(price="free"), State.NEEDED),
        (Use(price="on request"), State.VIOLATED),
    ],
)
def test_non_commercial_follows_what_the_maker_declares(use: Use, state: State) -> None:
    assert found(under(licence="CC-BY-NC-4.0"), use)["non-commercial"].state is state


@pytest.mark.parametrize(
    ("on", "state"),
    [(datetime.date(2026, 11, 23), State.PROVED), (datetime.date(2026, 11, 24), State.VIOLATED)],
)
def test_a_permission_lasts_through_its_last_day(on: datetime.date, state: State) -> None:
    article = under(permissions=(permission(expires_on=datetime.date(2026, 11, 23)),))
    assert found(article, on=on)["expires"].state is state


def test_a_picture_without_a_licence_of_its_own_violates_images_excluded() -> None:
    article = replace(
        under(permissions=(permission(Condition(id=ConditionId.IMAGES_EXCLUDED)),)),
        body=(Figure(asset="p"),),
        assets=(Asset(id="p", file="images/p.png", data=b"x"),),
    )
    assert found(article)["images-excluded"].state is State.VIOLATED
    licensed = replace(
        article, assets=(replace(article.assets[0], licence=Licence(id="CC-BY-4.0")),)
    )
    assert found(licensed)["images-excluded"].state is State.PROVED


ELSEWHERE = pytest.mark.parametrize(
    ("kind", "condition", "words"),
    [
        (NoticeKind.FAIR_USE, "fair-use-claim", "own claim"),
        (NoticeKind.REPUBLISHED_WITH_PERMISSION, "permission-elsewhere", "not to you"),
        (NoticeKind.REPUBLISHED_COURTESY, "permission-elsewhere", "not to you"),
    ],
)


@ELSEWHERE
@pytest.mark.parametrize(
    "basis", [Basis.UNKNOWN, Basis.OWN_WORK, Basis.EXCEPTION, Basis.PERMISSION]
)
def test_what_was_given_or_claimed_elsewhere_is_nothing_to_rely_on(
    kind: NoticeKind, condition: str, words: str, basis: Basis
) -> None:
    article = replace(
        ARTICLE, rights=Rights(basis=basis, notices=(Notice(kinds=(kind,), text="Their words."),))
    )
    assert found(article)[condition].state is State.NEEDED
    assert words in found(article)[condition].sentence


@ELSEWHERE
def test_what_was_given_elsewhere_asks_nothing_of_those_who_rely_on_a_licence_of_their_own(
    kind: NoticeKind, condition: str, words: str
) -> None:
    article = under(licence="CC-BY-4.0", notices=(Notice(kinds=(kind,), text="Their words."),))
    assert found(article)[condition].state is State.NOT_APPLICABLE
    assert words in found(article)[condition].sentence


def test_the_edition_s_own_statement_is_not_taken_for_a_site_s_claim() -> None:
    own = Notice(
        kinds=(NoticeKind.FAIR_USE,),
        text="The maker of this edition relies on an exception.",
        whose=Whose.EDITION,
    )
    assert found(replace(ARTICLE, rights=Rights(basis=Basis.OWN_WORK, notices=(own,)))).keys() == {
        "basis"
    }


@pytest.mark.parametrize(
    "rights",
    [
        Rights(),
        Rights(basis=Basis.PERMISSION),
        Rights(basis=Basis.EXCEPTION),
        Rights(basis=Basis.LICENCE),
    ],
)
def test_a_basis_that_rests_on_nothing_is_asked_for(rights: Rights) -> None:
    assert found(replace(ARTICLE, rights=rights))["basis"].state is State.NEEDED


@pytest.mark.parametrize(
    ("licence", "condition"),
    [
        (Licence(name="Creative Commons"), "licence-unknown"),
        (
            Licence(id="CC-BY-4.0", url="https://creativecommons.org/licenses/by-nc/4.0/"),
            "licence-contradicts",
        ),
    ],
)
def test_a_licence_that_is_not_clear_is_asked_about(licence: Licence, condition: str) -> None:
    article = replace(ARTICLE, rights=Rights(basis=Basis.LICENCE, licence=licence))
    assert found(article)[condition].state is State.NEEDED


def test_the_terms_of_a_licence_bind_nobody_who_relies_on_an_exception() -> None:
    article = under(licence="CC-BY-NC-4.0", basis=Basis.EXCEPTION, exception="17 U.S.C. § 107")
    assert found(article, Use(price="3 EUR"))["non-commercial"].state is State.NOT_APPLICABLE


def test_a_letter_lifts_the_conditions_that_it_names_and_no_others() -> None:
    article = under(
        licence="CC-BY-NC-4.0", permissions=(permission(waives=(ConditionId.NON_COMMERCIAL,)),)
    )
    states = found(article, Use(price="3 EUR"))
    assert states["non-commercial"].state is State.NOT_APPLICABLE
    assert states["link-original"].state is State.NEEDED


def test_a_letter_to_somebody_else_is_asked_about() -> None:
    article = under(permissions=(permission(granted_to="The Other Gazette"),))
    assert found(article)["permission-to-another"].state is State.NEEDED
    edition = Edition(
        name="e", title="E", imprint="the other  gazette", parts=(Part(articles=(article,)),)
    )
    assert "permission-to-another" not in {row.condition for row in assess(edition, DAY)}


def test_a_permission_that_has_not_begun_stops_the_build() -> None:
    article = under(permissions=(permission(granted_on=datetime.date(2027, 1, 1)),))
    assert found(article)["expires"].state is State.VIOLATED


CAPTURED = Source(
    relation=Relation.CAPTURED_FROM,
    url="https://example.org/a",
    title="A page about pages",
    text_sha256=text_digest(ARTICLE),
)


@pytest.mark.parametrize(
    ("change", "source", "state"),
    [
        (None, CAPTURED, State.PROVED),
        (None, replace(CAPTURED, text_sha256="0" * 64), State.NEEDED),
        (None, None, State.NEEDED),
        (Change.FORM_ONLY, None, State.DECLARED),
        (Change.FORM_ONLY, replace(CAPTURED, text_sha256="0" * 64), State.DECLARED),
        (Change.ABRIDGED, CAPTURED, State.VIOLATED),
        (Change.EDITED, None, State.VIOLATED),
        (Change.TRANSLATED, None, State.VIOLATED),
        (Change.STYLE_EDITS, None, State.VIOLATED),
        (Change.TITLE_CHANGED, CAPTURED, State.PROVED),
    ],
)
def test_no_derivatives_holds_the_text_against_its_capture_and_against_what_is_declared(
    change: Change | None, source: Source | None, state: State
) -> None:
    article = replace(
        under(licence="CC-BY-ND-4.0"),
        sources=(source,) if source else (),
        modifications=(Modification(change=change),) if change else (),
    )
    assert found(article)["unmodified-text"].state is state


def test_a_change_that_an_earlier_publisher_made_is_not_the_maker_s() -> None:
    article = replace(
        under(licence="CC-BY-ND-4.0"),
        sources=(CAPTURED,),
        modifications=(Modification(change=Change.TRANSLATED, by="The Other Gazette"),),
    )
    assert found(article)["unmodified-text"].state is State.PROVED


def test_one_word_changed_after_the_capture_is_noticed() -> None:
    article = replace(
        under(licence="CC-BY-ND-4.0"),
        sources=(CAPTURED,),
        body=(Paragraph(children=(Text(text="Words!"),)),),
    )
    assert found(article)["unmodified-text"].state is State.NEEDED


@pytest.mark.parametrize(
    ("title", "state"), [("A page about pages", State.PROVED), ("A page", State.VIOLATED)]
)
def test_a_title_is_held_against_the_one_that_was_captured(title: str, state: State) -> None:
    article = replace(under(licence="CC-BY-ND-4.0"), title=title, sources=(CAPTURED,))
    assert found(article)["unmodified-title"].state is state


@pytest.mark.parametrize(
    ("use", "state"),
    [
        (Use(), State.NEEDED),
        (Use(price="0"), State.DECLARED),
        (Use(price="9 EUR"), State.VIOLATED),
        (Use(price="9 EUR", declares=(ConditionId.NO_CHARGE,)), State.DECLARED),
    ],
)
def test_a_charge_is_no_breach_only_where_the_source_excepts_it_and_the_maker_says_so(
    use: Use, state: State
) -> None:
    article = under(permissions=(permission(kind="kff"),))
    assert found(article, use)["no-charge"].state is state


@pytest.mark.parametrize(
    ("use", "state"),
    [
        (Use(), State.NEEDED),
        (Use(forms=("web",)), State.DECLARED),
        (Use(forms=("print",)), State.VIOLATED),
    ],
)
def test_online_only_follows_the_forms_that_are_declared(use: Use, state: State) -> None:
    assert (
        found(under(permissions=(permission(Condition(id=ConditionId.ONLINE_ONLY)),)), use)[
            "online-only"
        ].state
        is state
    )


@pytest.mark.parametrize("condition", ["counter-online", "canonical-link"])
def test_duties_of_pages_online_do_not_apply_to_a_file(condition: str) -> None:
    assert (
        found(under(permissions=(permission(Condition(id=ConditionId(condition))),)))[
            condition
        ].state
        is State.NOT_APPLICABLE
    )


def test_a_site_that_gives_only_its_own_stories_asks_about_one_from_elsewhere() -> None:
    only = permission(Condition(id=ConditionId.OWN_STORIES_ONLY))
    article = replace(
        under(permissions=(only,)),
        sources=(Source(relation=Relation.ORIGINALLY_PUBLISHED, name="The Other Gazette"),),
    )
    assert "The Other Gazette" in found(article)["own-stories-only"].sentence
    declared = found(article, Use(declares=(ConditionId.OWN_STORIES_ONLY,)))["own-stories-only"]
    assert declared.state is State.DECLARED


def test_a_fixed_line_is_proved_only_where_it_is_printed_to_the_letter() -> None:
    line = Condition(
        id=ConditionId.CREDIT_LINE, wording="This story was first published by The Other Gazette."
    )
    assert found(under(permissions=(permission(line),)))["credit-line"].state is State.NEEDED
    printed = under(
        permissions=(permission(line),),
        credit="This story was first published by The Other Gazette.",
    )
    assert found(printed)["credit-line"].state is State.PROVED


def test_terms_of_several_licences_in_one_edition_stay_apart() -> None:
    edition = Edition(
        name="e",
        title="E",
        parts=(Part(articles=(under(licence="CC-BY-SA-4.0"), under(licence="CC-BY-4.0"))),),
    )
    whole = [row for row in assess(edition, DAY) if row.condition == "separate-terms"]
    assert [row.state for row in whole] == [State.PROVED]
    assert "ShareAlike" in whole[0].sentence


@pytest.mark.parametrize(
    ("words", "basis", "state"),
    [
        ("", Basis.EXCEPTION, State.DECLARED),
        ("", Basis.LICENCE, State.NEEDED),
        ("This copy is fair use.", Basis.EXCEPTION, State.VIOLATED),
    ],
)
def test_a_statement_of_reliance_names_what_it_relies_on_and_passes_no_verdict(
    words: str, basis: Basis, state: State
) -> None:
    article = replace(
        ARTICLE,
        rights=Rights(basis=basis, exception="17 U.S.C. § 107", licence=Licence(id="CC-BY-4.0")),
    )
    reliance = Reliance(exception="17 U.S.C. § 107", purpose="teaching one course", words=words)
    edition = Edition(name="e", title="E", reliance=reliance, parts=(Part(articles=(article,)),))
    assert [row.state for row in assess(edition, DAY) if row.condition == "reliance"] == [state]


@pytest.mark.parametrize(
    ("language", "begins"),
    [("en", "This copy was made for"), ("de", "Diese Kopie dient"), ("ar", "أُعدّت هذه النسخة")],
)
def test_a_statement_of_reliance_of_ours_is_in_the_language_of_its_edition(
    language: str, begins: str
) -> None:
    article = replace(ARTICLE, rights=Rights(basis=Basis.EXCEPTION, exception="§ 51 UrhG"))
    reliance = Reliance(exception="§ 51 UrhG", purpose="A")
    edition = Edition(
        name="e",
        title="E",
        language=language,
        reliance=reliance,
        parts=(Part(articles=(article,)),),
    )
    assert statement(edition).startswith(begins)
    assert article.title in statement(edition)
    # a file of before says it in English: what it says is what its maker stated
    english = statement(replace(edition, language="en"))
    assert statement(as_it_was_said(edition, english)) == english
    assert as_it_was_said(edition, "Something else.") == edition


def test_a_holder_is_not_bound_by_the_licence_it_grants() -> None:
    own = replace(ARTICLE, rights=Rights(basis=Basis.OWN_WORK, licence=Licence(id="CC-BY-NC-4.0")))
    assert found(own).keys() == {"basis"}


def test_each_condition_there_is_gets_exactly_one_state_and_a_sentence() -> None:
    article = under(
        permissions=(permission(*(Condition(id=ident) for ident in ConditionId), expires_on=DAY),)
    )
    edition = Edition(name="e", title="E", parts=(Part(articles=(article,)),))
    states = assess(edition, DAY)
    assert sorted(item.condition for item in states) == sorted([*ConditionId, "basis"])
    assert all(item.sentence for item in states)
    assert all(item.remedy for item in states if item.state in {State.NEEDED, State.VIOLATED})
    assert not any("lawful" in f"{item.sentence} {item.remedy}" for item in states)


def test_a_kind_of_permission_adds_what_it_asks_to_what_the_words_ask() -> None:
    worded = permission(
        Condition(id=ConditionId.LINK_ORIGINAL, words="Link to us."), kind="the-conversation"
    )
    ids = [condition.id for condition in asked(worded)]
    assert ids[0] is ConditionId.LINK_ORIGINAL
    assert len(ids) == len(set(ids)) == len(kinds()["the-conversation"].asks)


def test_a_kind_that_nobody_read_is_told_with_those_that_are_known() -> None:
    row = found(under(permissions=(permission(kind="the-gazette"),)))["permission-kind"]
    assert row.state is State.NEEDED
    assert "propublica" in row.remedy


def test_what_is_proved_names_rules_of_the_verifier_that_hold_it() -> None:
    from publisher.verify.rules import all_rules

    article = replace(
        under(
            licence="CC-BY-ND-4.0",
            credit="By us.",
            copyright_line="© us",
            holder="us",
            permissions=(
                permission(*(Condition(id=ident) for ident in ConditionId), expires_on=DAY),
            ),
        ),
        sources=(
            replace(
                CAPTURED,
                name="The Gazette",
                captured_at=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
            ),
        ),
        contributors=(Contributor(name="The publisher project", institution="The workshop"),),
    )
    edition = Edition(
        name="e",
        title="E",
        parts=(
            Part(articles=(article, replace(under(licence="CC-BY-SA-4.0"), sources=(CAPTURED,)))),
        ),
    )
    proved = [row for row in assess(edition, DAY) if row.state is State.PROVED]
    assert len({row.condition for row in proved}) >= 16
    assert [
        row.condition for row in proved if not row.evidence or set(row.evidence) - set(all_rules())
    ] == []


def judge_alone(asked: Condition, on: datetime.date, **fields: Any) -> Assessment:
    """The assessment of one condition of an article of six words."""
    body = (Paragraph(children=(Text(text="One two three four five six."),)),)
    rights = Rights(basis=Basis.PERMISSION, permissions=(permission(asked),))
    article = replace(ARTICLE, body=body, rights=rights, **fields)
    return found(article, on=on)[asked.id]


@pytest.mark.parametrize(
    ("words", "on", "state"),
    [
        ("within 90 days of publication", datetime.date(2026, 3, 1), State.NEEDED),
        ("within 90 days of publication", datetime.date(2026, 6, 1), State.VIOLATED),
        ("for 2 weeks", datetime.date(2026, 1, 16), State.VIOLATED),
        ("for a while", datetime.date(2030, 1, 1), State.NEEDED),
        ("innerhalb von 90 Tagen", datetime.date(2026, 6, 1), State.VIOLATED),
        ("pendant deux semaines", datetime.date(2026, 1, 16), State.VIOLATED),
        ("3个月内", datetime.date(2026, 6, 1), State.VIOLATED),
        ("掲載後30日間", datetime.date(2026, 1, 20), State.NEEDED),
        ("30 days, and 60 days for members", datetime.date(2030, 1, 1), State.NEEDED),
    ],
)
def test_a_window_is_counted_from_the_first_publication(words, on, state):
    asked = Condition(id=ConditionId.WITHIN_WINDOW, words=words)
    assert judge_alone(asked, on, published=datetime.date(2026, 1, 1)).state is state


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("up to 5 words", State.VIOLATED),
        ("up to 1,000 words", State.PROVED),
        ("a short excerpt", State.NEEDED),
    ],
)
def test_an_excerpt_is_counted_in_words(words, state):
    asked = Condition(id=ConditionId.EXCERPT_ONLY, words=words)
    assert judge_alone(asked, datetime.date(2026, 1, 1)).state is state


@pytest.mark.parametrize(
    ("words", "text", "state"),
    [
        ("up to 250 words", "known " * 250, State.PROVED),
        ("up to 250 words", "well-known " * 250, State.NEEDED),
        ("a 250-word excerpt", "known " * 251, State.VIOLATED),
        ("höchstens 1.000 Zeichen", "ab " * 333, State.PROVED),
        ("höchstens 1.000 Zeichen", "ab " * 500, State.NEEDED),
        ("höchstens 1.000 Zeichen", "ab " * 501, State.VIOLATED),
        ("jusqu’à cent mots", "l’eau " * 50, State.PROVED),
        ("不超过200字", "我们明天去看海。" * 25, State.PROVED),
        ("不超过200字", "我们明天去看海。" * 29, State.VIOLATED),
        ("最多 5 个词", "我们去海", State.PROVED),
        ("最多 5 个词", "我们去看海了", State.VIOLATED),
        ("200字以内", "カタカナ" * 51, State.VIOLATED),
        ("до 5 слов", "раз два три четыре пять", State.PROVED),
        ("5 단어까지", "하나 둘 셋 넷 다섯 여섯", State.VIOLATED),
        ("ไม่เกิน 5 คำ", "ภาษาไทยง่ายมากจริงๆ", State.NEEDED),
        ("up to two paragraphs", "One.", State.PROVED),
        ("100 words or 500 characters", "One.", State.NEEDED),
    ],
)
def test_a_length_is_counted_in_the_unit_that_the_terms_name(words, text, state):
    asked = Condition(id=ConditionId.EXCERPT_ONLY, words=words)
    body = (Paragraph(children=(Text(text=text),)),)
    rights = Rights(basis=Basis.PERMISSION, permissions=(permission(asked),))
    article = replace(ARTICLE, body=body, rights=rights)
    assert found(article, on=datetime.date(2026, 1, 1))[asked.id].state is state


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("", State.VIOLATED),
        ("no-pictures", State.VIOLATED),
        ("headline-may-change", State.NOT_APPLICABLE),
        ("style-and-headline", State.NOT_APPLICABLE),
    ],
)
def test_a_headline_may_change_only_where_the_permission_says_so(kind, state):
    rights = Rights(
        basis=Basis.LICENCE,
        licence=Licence(id="CC-BY-ND-4.0"),
        permissions=(replace(permission(), kind=kind),),
    )
    changed = (Modification(change=Change.TITLE_CHANGED),)
    article = replace(ARTICLE, rights=rights, modifications=changed)
    assert found(article)[ConditionId.UNMODIFIED_TITLE].state is state


def test_every_kind_of_permission_has_an_example_and_names_its_conditions():
    assert len(kinds()) >= 30
    for kind in kinds().values():
        assert kind.name
        assert kind.examples
        assert kind.asks
