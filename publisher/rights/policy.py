"""Conditions against facts: each thing a licence or permission asks for ends in exactly one state.

In: an edition and the day.  Out: Assessments.  What can be seen in the edition is proved by the build, which
verifies it in the finished file; what only its maker knows must be declared.  It never says "lawful".
"""

import datetime
import enum
import re
from collections.abc import Callable, Iterator

from publisher.model.article import Article
from publisher.model.edition import Edition, Use, with_picture_policy
from publisher.model.rights import Basis, Condition, ConditionId, NoticeKind, Permission, Whose
from publisher.rights.licences import known
from publisher.rights.pictures import picture_questions, printed_pictures
from publisher.value import value


class State(enum.StrEnum):
    """What is known about one condition."""

    PROVED = "proved"  # the build shows it, and the verifier finds it in the finished file
    DECLARED = "declared"  # the maker of the edition says so
    NEEDED = "needed"  # somebody has to say or add something
    VIOLATED = "violated"  # the edition does what the condition forbids
    NOT_APPLICABLE = "does-not-apply"


@value
class Assessment:
    """One condition of one article in one state.

    article    its title.   condition: the id, or "basis" for the question what is relied on at all.
    sentence   what was found.   remedy: what to do now ("" when nothing).   words: the source's words that ask.
    """

    article: str
    condition: str
    state: State
    sentence: str
    remedy: str = ""
    words: str = ""


@value
class _Case:
    """What one condition is judged on."""

    article: Article
    use: Use
    condition: Condition
    permission: Permission | None
    on: datetime.date

    def says(self, state: State, sentence: str, remedy: str = "") -> Assessment:
        return Assessment(article=self.article.title, condition=self.condition.id, state=state, sentence=sentence,
                          remedy=remedy, words=self.condition.words)


def assess(edition: Edition, on: datetime.date) -> tuple[Assessment, ...]:
    """Every condition of every article, in the order of the edition, each with its state on that day."""
    return tuple(found for article in with_picture_policy(edition).articles for found in (*_article(article, edition.use, on), *_pictures(article)))


def _pictures(article: Article) -> Iterator[Assessment]:
    """What nobody has said about a picture that is printed: never taken from the text's own rights."""
    for asked in picture_questions(article):
        yield Assessment(article=article.title, condition=asked.condition, state=State.NEEDED, sentence=asked.sentence,
                         remedy=asked.remedy, words=asked.words)


def _article(article: Article, use: Use, on: datetime.date) -> Iterator[Assessment]:
    yield from _basis(article)
    if article.rights.basis is Basis.OWN_WORK:  # a licence binds those who receive it, not the one who grants it
        return
    seen: set[Condition] = set()
    for condition, permission in _asked(article):
        if condition not in seen:
            seen.add(condition)
            yield _JUDGES.get(condition.id, _only_the_maker_knows)(
                _Case(article=article, use=use, condition=condition, permission=permission, on=on))


def _asked(article: Article) -> Iterator[tuple[Condition, Permission | None]]:
    """What the licence asks, then what each permission asks."""
    if article.rights.licence and (licence := known(article.rights.licence)):
        for ask in licence.asks:
            yield Condition(id=ask, words=licence.name), None
    for permission in article.rights.permissions:
        if permission.expires_on:
            yield Condition(id=ConditionId.EXPIRES, words=permission.text), permission
        if permission.audience and not any(c.id is ConditionId.COMMUNITY_SITES_ONLY for c in permission.conditions):
            yield Condition(id=ConditionId.COMMUNITY_SITES_ONLY, words=permission.text, forms=permission.audience), permission
        for condition in permission.conditions:
            yield condition, permission


def _basis(article: Article) -> Iterator[Assessment]:
    """What the edition relies on at all; a site's own fair-use claim or a third party's leave is nothing to rely on."""
    rights = article.rights

    def says(sentence: str, remedy: str, words: str = "") -> Assessment:
        return Assessment(article=article.title, condition="basis", state=State.NEEDED, sentence=sentence,
                          remedy=remedy, words=words)

    if rights.basis is Basis.UNKNOWN:
        yield says("nobody has said yet on what this edition relies to publish the article",
                   "write rights.basis: licence, permission, public-domain, exception or own-work")
    if rights.basis is Basis.PERMISSION and not rights.permissions:
        yield says("it relies on a permission, and none is written down", "write it under rights.permissions")
    if rights.basis is Basis.EXCEPTION and not rights.exception:
        yield says("it relies on an exception of the law, and does not say which", "name it in rights.exception")
    if rights.basis is Basis.LICENCE and not rights.licence:
        yield says("it relies on a licence, and names none", "write rights.licence with its id or address")
    if rights.licence and not known(rights.licence):
        name = rights.licence.name or rights.licence.id or rights.licence.url
        yield says(f"the licence '{name}' is not one whose terms are known here",
                   "read it, and write what it asks under rights.permissions, or name its exact variant")
    for notice in rights.notices:
        if NoticeKind.REPUBLISHED_WITH_PERMISSION in notice.kinds:
            yield says("this permission was given to the site it was captured from, not to you",
                       "ask the holder named there, and write the answer under rights.permissions", notice.text)
        if NoticeKind.FAIR_USE in notice.kinds and notice.whose is not Whose.EDITION:
            yield says("the fair-use notice is the capturing site's own claim; it grants nothing to you",
                       "rely on a basis of your own; the notice itself is carried word for word", notice.text)


def _credit_author(case: _Case) -> Assessment:
    if case.article.authors:
        return case.says(State.PROVED, f"the author is named: {', '.join(case.article.authors)}")
    return case.says(State.NEEDED, "no author is named", "add contributors with a name")


def _credit_source(case: _Case) -> Assessment:
    names = [source.name or source.site for source in case.article.sources if source.name or source.site]
    if names:
        return case.says(State.PROVED, f"the source is named: {', '.join(dict.fromkeys(names))}")
    return case.says(State.NEEDED, "no source is named", "add sources with a name")


def _show_copyright(case: _Case) -> Assessment:
    shown = case.article.rights.copyright_line or case.article.rights.holder
    if shown:
        return case.says(State.PROVED, f"the copyright is acknowledged: {shown}")
    return case.says(State.NEEDED, "no copyright line and no holder is known",
                     "add rights.copyright_line to the letter, or rights.holder if the source names one")


def _link_original(case: _Case) -> Assessment:
    if case.article.address:
        return case.says(State.PROVED, f"the original is linked: {case.article.address}")
    return case.says(State.NEEDED, "a hyperlink to the original article is asked for, and the capture has no address",
                     "add it: --source-url URL, or sources: with relation captured-from and url")


def _link_licence(case: _Case) -> Assessment:
    licence = case.article.rights.licence
    found = known(licence) if licence else None
    address = (licence.url if licence else "") or (found.url if found else "")
    if address:
        return case.says(State.PROVED, f"the licence is linked: {address}")
    return case.says(State.NEEDED, "the licence's address is not known", "add rights.licence.url")


def _unmodified(case: _Case) -> Assessment:
    what = "title" if case.condition.id is ConditionId.UNMODIFIED_TITLE else "text"
    return case.says(State.PROVED, f"the {what} is carried word for word; the verifier compares it with the article")


def _kept(case: _Case) -> Assessment:
    return case.says(State.PROVED, f"{len(case.article.rights.notices)} notices are carried word for word")


def _changes(case: _Case) -> Assessment:
    return case.says(State.PROVED, "the sources page says what was left out and that the form was changed")


def _not_commercial(case: _Case) -> Assessment:
    if case.use.commercial or _is_charged(case.use.price):
        how = f"it is sold for {case.use.price}" if _is_charged(case.use.price) else "the use is declared commercial"
        return case.says(State.VIOLATED, f"only non-commercial use is allowed, and {how}",
                         "give it away (use.price: 0, use.commercial: false), or take the article out")
    if case.use.commercial is False:
        return case.says(State.DECLARED, "the use is declared non-commercial")
    return case.says(State.NEEDED, "only non-commercial use is allowed", "declare it: use: with commercial: false")


def _no_sale(case: _Case) -> Assessment:
    if _is_charged(case.use.price):
        return case.says(State.VIOLATED, f"it may not be sold, and its price is {case.use.price}",
                         "give it away (use.price: 0), or take the article out")
    if case.use.price:
        return case.says(State.DECLARED, f"the price is declared: {case.use.price}")
    return case.says(State.NEEDED, "it may not be sold", "declare it: use: with price: 0")


def _is_charged(price: str) -> bool:
    """Whether a price holds a number above zero, or words that are not a number at all."""
    digits = re.findall(r"\d+(?:[.,]\d+)?", price)
    return bool(price.strip()) and (any(float(number.replace(",", ".")) > 0 for number in digits) if digits
                                    else price.strip().casefold() not in {"free", "none"})


def _images_excluded(case: _Case) -> Assessment:
    bare = [asset.id for asset in printed_pictures(case.article) if not asset.licence]
    if bare:
        return case.says(State.VIOLATED, f"pictures are not covered, and {', '.join(bare)} has no licence of its own",
                         "leave the pictures out (pictures: omit), or write the licence in assets")
    return case.says(State.PROVED, "no picture without a licence of its own is printed")


def _expires(case: _Case) -> Assessment:
    end = case.permission.expires_on if case.permission else None
    if end and case.on > end:
        return case.says(State.VIOLATED, f"the permission ended on {end}", "ask for a new one")
    return case.says(State.PROVED, f"the permission lasts until {end}")


def _audience(case: _Case) -> Assessment:
    spoken = ", ".join(case.condition.forms)
    declared = " ".join((case.use.audience, *case.use.forms)).casefold()
    if any(form.casefold() in declared for form in case.condition.forms):
        return case.says(State.DECLARED, f"the use is declared to be what the permission speaks of: {spoken}")
    return case.says(State.NEEDED, f"the permission speaks of {spoken}; an EPUB or PDF is another form",
                     _whom_to_ask(case.permission) + ", or declare use.forms if the edition is published there")


def _ask_first(case: _Case) -> Assessment:
    if case.permission and case.permission.reference:
        return case.says(State.DECLARED, f"a letter is on record: {case.permission.reference}")
    forms = ", ".join(case.condition.forms) or "this use"
    return case.says(State.NEEDED, f"the holder asks to be contacted first for {forms}",
                     _whom_to_ask(case.permission) + ", and write the answer's place in rights.permissions[].reference")


def _whom_to_ask(permission: Permission | None) -> str:
    if permission is None or not permission.granted_by:
        return "ask the holder"
    if permission.contact:
        return f"ask {permission.granted_by} at {permission.contact}"
    hidden = " (its address was hidden in the capture: find it on the site)" if permission.contact_hidden else ""
    return f"ask {permission.granted_by}{hidden}"


def _share_alike(case: _Case) -> Assessment:
    return case.says(State.PROVED, "the article keeps its own licence, printed beside it; a collection is not an adaptation")


def _only_the_maker_knows(case: _Case) -> Assessment:
    return case.says(State.NEEDED, f"only you can know about '{case.condition.id}'",
                     "read the source's words, and do as they ask")


_JUDGES: dict[ConditionId, Callable[[_Case], Assessment]] = {
    ConditionId.CREDIT_AUTHOR: _credit_author, ConditionId.CREDIT_SOURCE: _credit_source,
    ConditionId.SHOW_COPYRIGHT: _show_copyright, ConditionId.KEEP_NOTICE: _kept,
    ConditionId.LINK_ORIGINAL: _link_original, ConditionId.LINK_LICENCE: _link_licence,
    ConditionId.SHOW_CHANGES: _changes, ConditionId.UNMODIFIED_TEXT: _unmodified,
    ConditionId.UNMODIFIED_TITLE: _unmodified, ConditionId.NON_COMMERCIAL: _not_commercial,
    ConditionId.NO_SALE: _no_sale, ConditionId.IMAGES_EXCLUDED: _images_excluded, ConditionId.EXPIRES: _expires,
    ConditionId.COMMUNITY_SITES_ONLY: _audience, ConditionId.ASK_FIRST: _ask_first, ConditionId.SHARE_ALIKE: _share_alike,
}
