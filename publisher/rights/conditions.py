"""Each condition judged by itself.

What the edition shows, what its maker declares, what is missing.

One function for each id of model.rights.ConditionId.  PROVED names the rules of the verifier that
would find the finished file where it were not so; a state that no rule can hold is DECLARED or
NEEDED, never PROVED.
"""

import datetime
import enum
import re
from collections.abc import Callable

from publisher.errors import Violation
from publisher.model.article import Article, Change, LeftOutBecause, Relation
from publisher.model.body import Link, Paragraph, inlines
from publisher.model.edition import Edition
from publisher.model.rights import Basis, Condition, ConditionId, NoticeKind, Permission
from publisher.rights.licences import address_of
from publisher.rights.measures import counts_of, days_named, length_named
from publisher.rights.notices import text_digest
from publisher.rights.pictures import printed_pictures
from publisher.text import counted, squeeze
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

    article    its title, or the edition's.   condition: a ConditionId, or the id of another
               question ("basis", "picture-credit").
    sentence   what was found: the evidence in words.   remedy: what to do now ("" when nothing).
    words      the source's words that ask; asked_by: the licence or the one who permits.
    evidence   PROVED: rules of the verifier that find a finished file where it is not so.
    """

    article: str
    condition: str
    state: State
    sentence: str
    remedy: str = ""
    words: str = ""
    asked_by: str = ""
    evidence: tuple[str, ...] = ()

    def as_violation(self) -> Violation:
        """The same, for the error that stops an edition."""
        return Violation(
            article=self.article,
            condition=str(self.condition),
            sentence=self.sentence,
            remedy=self.remedy,
        )


@value
class Case:
    """What one condition is judged on.

    `permission`: the one that asks; None where the licence does.
    """

    article: Article
    edition: Edition
    condition: Condition
    permission: Permission | None
    asked_by: str
    on: datetime.date

    def says(
        self, state: State, sentence: str, remedy: str = "", evidence: tuple[str, ...] = ()
    ) -> Assessment:
        """The assessment of this condition."""
        return Assessment(
            article=self.article.title,
            condition=self.condition.id,
            state=state,
            sentence=sentence,
            remedy=remedy,
            words=self.condition.words,
            asked_by=self.asked_by,
            evidence=evidence,
        )

    def proved(self, sentence: str, *rules: str) -> Assessment:
        """Shown by the build, and held by these rules of the verifier."""
        return self.says(State.PROVED, sentence, evidence=rules)

    @property
    def declares(self) -> bool:
        """Whether the maker declares that this condition is met."""
        return self.condition.id in self.edition.use.declares


def judged(case: Case) -> Assessment:
    """The one state of a condition."""
    return _JUDGES[case.condition.id](case)


# --- credits and links
# -------------------------------------------------------------------------------------------------


def _credit_author(case: Case) -> Assessment:
    if case.article.authors:
        return case.proved(
            f"the author is named: {', '.join(case.article.authors)}",
            "author-missing",
            "metadata-missing",
        )
    return case.says(State.NEEDED, "no author is named", "add {contributors} with a name")


def _credit_institution(case: Case) -> Assessment:
    named = [
        f"{person.name}, {person.institution}"
        for person in case.article.contributors
        if person.institution
    ]
    if named:
        return case.proved(f"the institution is named: {'; '.join(named)}", "fact-missing")
    return case.says(
        State.NEEDED,
        "no institution of an author is known",
        "add it: {contributors}, with institution",
    )


def _credit_source(case: Case) -> Assessment:
    names = [
        source.name or source.site for source in case.article.sources if source.name or source.site
    ]
    if names:
        return case.proved(
            f"the source is named: {', '.join(dict.fromkeys(names))}", "fact-missing"
        )
    return case.says(State.NEEDED, "no source is named", "write {sources.name}")


def _credit_line(case: Case) -> Assessment:
    rights = case.article.rights
    wanted = case.condition.wording
    printed = [rights.credit, rights.copyright_line, *(notice.text for notice in rights.notices)]
    if wanted:
        found = next((text for text in printed if squeeze(wanted) in squeeze(text)), "")
        if found:
            return case.proved(
                f"the line asked for stands there to the letter: {wanted}",
                "notice-missing",
                "notice-changed",
            )
        return case.says(
            State.NEEDED,
            f"a fixed line of credit is asked for: {wanted}",
            "write it to the letter as {rights.credit}",
        )
    if rights.credit:
        return case.proved(
            f"the credit line stands there to the letter: {rights.credit}",
            "notice-missing",
            "notice-changed",
        )
    return case.says(
        State.NEEDED,
        "a fixed line of credit is asked for, and none is written down",
        "write it to the letter as {rights.credit}",
    )


def _show_copyright(case: Case) -> Assessment:
    rights = case.article.rights
    if rights.copyright_line:
        return case.proved(
            f"the copyright line stands there: {rights.copyright_line}",
            "notice-missing",
            "metadata-missing",
        )
    if rights.holder:
        return case.proved(
            f"the rights holder is named: {rights.holder}", "fact-missing", "metadata-missing"
        )
    return case.says(
        State.NEEDED,
        "no copyright line and no holder is known",
        "add {rights.copyright_line} to the letter, or {rights.holder} if the source names one",
    )


def _kept(case: Case) -> Assessment:
    notices = counted(len(case.article.rights.notices), "notice is", "notices are")
    return case.proved(
        f"{notices} carried word for word",
        "notice-missing",
        "notice-changed",
        "notice-hidden",
    )


def _link_original(case: Case) -> Assessment:
    if case.article.address:
        return case.proved(
            f"the original is linked: {case.article.address}",
            "link-missing",
            "link-wrong",
            "address-missing",
        )
    # Who relies on the permission that asks for the link cannot leave it out; of an open licence it
    # is asked where practicable.
    relied_on = case.permission is not None and case.article.rights.basis in {
        Basis.PERMISSION,
        Basis.LICENCE,
    }
    return case.says(
        State.VIOLATED if relied_on else State.NEEDED,
        "a hyperlink to the original article is asked for, and the page has no address",
        "write {sources.url}",
    )


def _link_licence(case: Case) -> Assessment:
    licence = case.article.rights.licence
    if licence and (address := address_of(licence)):
        return case.proved(f"the licence is linked: {address}", "fact-missing", "metadata-missing")
    return case.says(
        State.NEEDED, "the licence's address is not known", "add its url under {rights.licence}"
    )


def _show_access_date(case: Case) -> Assessment:
    day = next((source.captured_at for source in case.article.sources if source.captured_at), None)
    if day:
        return case.proved(f"the day of access is printed: {day.date()}", "fact-missing")
    return case.says(
        State.NEEDED,
        "the day on which the text was accessed is asked for, and is not known",
        "write {sources.captured_at}",
    )


def _every_page(case: Case) -> Assessment:
    """A theme may switch the running line off, and no rule of the verifier looks at each page.

    Whoever looked may say so.
    """
    return _only_the_maker_knows(case)


def _changes(case: Case) -> Assessment:
    return case.proved(
        "the edition says what was left out, what was changed, and that the form is another",
        "fact-missing",
        "record-changed",
    )


# --- the text as it was
# ------------------------------------------------------------------------------------------------


_EDITS = {Change.STYLE_EDITS, Change.EDITED, Change.ABRIDGED, Change.TRANSLATED}


def _own_changes(article: Article) -> set[Change]:
    """What the maker of the edition did to the text, as far as it is declared.

    Earlier publishers' changes are not theirs.
    """
    found = {each.change for each in article.modifications if not each.by}
    if any(left.because is LeftOutBecause.ABRIDGED for left in article.left_out):
        found.add(Change.ABRIDGED)
    return found


def _unmodified_text(case: Case, allowed: frozenset[Change] = frozenset()) -> Assessment:
    changes = _own_changes(case.article)
    if broken := (changes & _EDITS) - allowed:
        return case.says(
            State.VIOLATED,
            f"the text may not be changed, and it is declared to be {', '.join(sorted(broken))}",
            "print it whole as it was, or ask whoever permits it",
        )
    captured = next(
        (source.text_sha256 for source in case.article.sources if source.text_sha256), ""
    )
    if captured and captured == text_digest(case.article):
        return case.proved(
            f"every word is as it was saved (SHA-256 {captured[:12]}…), and the file is held"
            " against it",
            "text-missing",
            "text-changed",
            "text-added",
        )
    if changes & {Change.FORM_ONLY, *allowed}:
        return case.says(
            State.DECLARED, "its maker declares that nothing was changed beyond what is allowed"
        )
    if captured:
        return case.says(
            State.NEEDED,
            "the words are not those that were saved",
            "put them back, or say under {modifications} what was done (form-only where the page"
            " had been misread)",
        )
    return case.says(
        State.NEEDED,
        "the text may not be changed, and nothing shows that it was not",
        "import it from its page, or declare {modifications}: - change: form-only",
    )


def _style_edits_only(case: Case) -> Assessment:
    return _unmodified_text(case, frozenset({Change.STYLE_EDITS}))


def _unmodified_title(case: Case) -> Assessment:
    captured = next(
        (
            source.title
            for relation in (Relation.CAPTURED_FROM, Relation.ORIGINALLY_PUBLISHED)
            for source in case.article.sources
            if source.relation is relation and source.title
        ),
        "",
    )
    if Change.TITLE_CHANGED in _own_changes(case.article) or (
        captured and squeeze(captured) != squeeze(case.article.title)
    ):
        was = f": it was “{captured}”" if captured else ""
        return case.says(
            State.VIOLATED,
            f"the title may not be changed, and it was changed{was}",
            "put the title back as it was",
        )
    if captured:
        return case.proved("the title is as it was saved", "title-missing", "metadata-changed")
    if Change.FORM_ONLY in _own_changes(case.article):
        return case.says(State.DECLARED, "its maker declares that nothing was changed but the form")
    return case.says(
        State.NEEDED,
        "the title may not be changed, and nothing shows that it was not",
        "import it from its page, or declare {modifications}: - change: form-only",
    )


def _share_alike(case: Case) -> Assessment:
    own = f"the article keeps its own terms, {case.asked_by}, printed beside it"
    if _own_changes(case.article) & _EDITS:
        return case.proved(f"{own}; what was changed in it is under the same terms", "fact-missing")
    others = len(case.edition.articles) > 1
    return case.proved(
        f"{own}; a collection is not an adaptation" if others else own, "fact-missing"
    )


# --- money, audience, forms
# -----------------------------------------------------------------------------------------------


def is_charged(price: str) -> bool:
    """Whether a price holds a number above zero, or words that are not a number at all."""
    digits = re.findall(r"\d+(?:[.,]\d+)?", price)
    return bool(price.strip()) and (
        any(float(number.replace(",", ".")) > 0 for number in digits)
        if digits
        else price.strip().casefold() not in {"free", "none"}
    )


def _non_commercial(case: Case) -> Assessment:
    use = case.edition.use
    if use.commercial or is_charged(use.price):
        how = (
            f"it is sold for {use.price}"
            if is_charged(use.price)
            else "the use is declared commercial"
        )
        return case.says(
            State.VIOLATED,
            f"only non-commercial use is allowed, and {how}",
            "give it away ({use}: price: 0, commercial: false), or take the article out",
        )
    if use.commercial is False:
        return case.says(State.DECLARED, "the use is declared non-commercial")
    return case.says(
        State.NEEDED,
        "only non-commercial use is allowed",
        "declare it: {use}: commercial: false",
    )


def _no_sale(case: Case) -> Assessment:
    price = case.edition.use.price
    if is_charged(price):
        if case.condition.id is ConditionId.NO_CHARGE and case.condition.forms and case.declares:
            return case.says(
                State.DECLARED,
                f"its maker declares that {price} covers {', '.join(case.condition.forms)} alone",
            )
        besides = f", except as {' or '.join(case.condition.forms)}" if case.condition.forms else ""
        return case.says(
            State.VIOLATED,
            f"it may not be sold{besides}, and its price is {price}",
            "give it away ({use}: price: 0), or take the article out"
            + (
                "; where the price is one of these, declare it: {use}: declares: [no-charge]"
                if besides
                else ""
            ),
        )
    if price:
        return case.says(State.DECLARED, f"the price is declared: {price}")
    return case.says(State.NEEDED, "it may not be sold", "declare it: {use}: price: 0")


def _images_excluded(case: Case) -> Assessment:
    bare = [asset.id for asset in printed_pictures(case.article) if not asset.licence]
    if bare:
        return case.says(
            State.VIOLATED,
            f"pictures are not covered, and {', '.join(bare)} has no licence of its own",
            "leave the pictures out ({pictures}: omit), or write the licence in {assets}",
        )
    return case.proved("no picture without a licence of its own is printed", "record-changed")


def _audience(case: Case) -> Assessment:
    spoken = ", ".join(case.condition.forms) or "community sites"
    use = case.edition.use
    declared = " ".join((use.audience, *use.forms)).casefold()
    if case.declares or any(form.casefold() in declared for form in case.condition.forms):
        return case.says(
            State.DECLARED, f"the use is declared to be what the permission speaks of: {spoken}"
        )
    return case.says(
        State.NEEDED,
        f"the permission speaks of {spoken}; an EPUB or PDF is another form",
        _whom_to_ask(case.permission)
        + ", or declare forms under {use} if the edition is published there",
    )


def _online_only(case: Case) -> Assessment:
    forms = " ".join(case.edition.use.forms).casefold()
    if re.search(r"\b(?:print|paper|printed)\b", forms):
        return case.says(
            State.VIOLATED,
            "it may be published online only, and use.forms names print",
            "take print out of the forms under {use}, or ask whoever permits it",
        )
    if case.declares or re.search(r"\b(?:online|web|sites?|download)\b", forms):
        return case.says(State.DECLARED, "the use is declared to be online")
    return case.says(
        State.NEEDED,
        "it may be published online only",
        "declare forms under {use}, or declares: [online-only]",
    )


def _ask_first(case: Case) -> Assessment:
    if case.permission and case.permission.reference:
        return case.says(State.DECLARED, f"a letter is on record: {case.permission.reference}")
    if case.declares:
        return case.says(State.DECLARED, "its maker declares that the holder was asked")
    forms = ", ".join(case.condition.forms) or "this use"
    return case.says(
        State.NEEDED,
        f"the holder asks to be contacted first for {forms}",
        _whom_to_ask(case.permission)
        + ", and write the answer's place as reference under {rights.permissions}",
    )


def _whom_to_ask(permission: Permission | None) -> str:
    if permission is None or not permission.granted_by:
        return "ask the holder"
    if permission.contact:
        return f"ask {permission.granted_by} at {permission.contact}"
    hidden = (
        " (its address was hidden in the page: find it on the site)"
        if permission.contact_hidden
        else ""
    )
    return f"ask {permission.granted_by}{hidden}"


def _expires(case: Case) -> Assessment:
    granted, end = (
        (case.permission.granted_on, case.permission.expires_on)
        if case.permission
        else (None, None)
    )
    if end and case.on > end:
        return case.says(State.VIOLATED, f"the permission ended on {end}", "ask for a new one")
    if granted and case.on < granted:
        return case.says(
            State.VIOLATED, f"the permission begins on {granted}", "wait, or correct granted_on"
        )
    lasts = f"until {end}" if end else "without an end that was set"
    return case.proved(
        f"the permission lasts {lasts}, and was looked at on {case.on}", "record-changed"
    )


def _own_stories_only(case: Case) -> Assessment:
    elsewhere = [
        notice.text
        for notice in case.article.rights.notices
        if NoticeKind.AGENCY_CREDIT in notice.kinds
    ]
    grantor = squeeze(case.permission.granted_by).casefold() if case.permission else ""
    others = [
        source.name
        for source in case.article.sources
        if source.relation is Relation.ORIGINALLY_PUBLISHED
        and source.name
        and squeeze(source.name).casefold() not in grantor
        and grantor not in squeeze(source.name).casefold()
    ]
    if not case.declares and (elsewhere or others):
        return case.says(
            State.NEEDED,
            "only the site's own stories may be taken, and this one names"
            f" {(others or elsewhere)[0]}",
            "ask whoever wrote it, or declare it ({use}: declares: [own-stories-only]) if it is the"
            " site's own",
        )
    return _only_the_maker_knows(case)


_LONGEST = 366 * 200  # days; whoever permits it for longer permits it for good
_FIRST_PARAGRAPH = re.compile(
    r"\bfirst (?:paragraph|sentence)\b|\bersten absatz\b|\bpremier paragraphe\b"
    r"|\bprimer p[aá]rrafo\b|\bprimo paragrafo\b|\bprimeiro par[aá]grafo\b|第一段",
    re.IGNORECASE,
)


def _within_window(case: Case) -> Assessment:
    """For so many days after the first publication, as the source's own words count them."""
    span = days_named(case.condition.words)
    first = next(
        (
            source.date
            for source in case.article.sources
            if source.relation is Relation.ORIGINALLY_PUBLISHED and source.date
        ),
        case.article.published,
    )
    if span and first:
        days, written = span
        end = first + datetime.timedelta(days=min(days, _LONGEST))
        if case.on > end:
            return case.says(
                State.VIOLATED,
                f"it may be published until {end} ({written} after {first}), and today is"
                f" {case.on}",
                "ask whoever permits it, or take the article out",
            )
    return _only_the_maker_knows(case)


def _excerpt_only(case: Case) -> Assessment:
    """At most so many words, characters or paragraphs, as the source's own words count them."""
    limit = length_named(case.condition.words)
    counts = counts_of(case.article.body, limit.unit) if limit else None
    if limit is None or counts is None or counts[0] <= limit.number < counts[1]:
        return _only_the_maker_knows(case)
    fewest, most = counts
    if fewest > limit.number:
        return case.says(
            State.VIOLATED,
            f"{limit.written} may be taken, and the text has {fewest}",
            "print an excerpt and say so ({modifications}: - change: abridged), or ask whoever"
            " permits it",
        )
    return case.proved(f"{limit.written} may be taken, and the text has {most}", "text-added")


def _link_placement(case: Case) -> Assessment:
    """A link in the text where it is asked for is seen; any other place is the maker's to know."""
    addresses = {source.url for source in case.article.sources if source.url}
    first = next((one for one in case.article.body if isinstance(one, Paragraph)), None)
    found = inlines((first,)) if first else ()
    links = [one.address for one in found if isinstance(one, Link) and one.address in addresses]
    if links and _FIRST_PARAGRAPH.search(case.condition.words):
        return case.says(State.DECLARED, f"its first paragraph links to {links[0]}")
    return _only_the_maker_knows(case)


def _only_the_maker_knows(case: Case) -> Assessment:
    if case.declares:
        return case.says(State.DECLARED, f"its maker declares '{case.condition.id}'")
    return case.says(
        State.NEEDED,
        f"only you can know about '{case.condition.id}'",
        "read the source's words, do as they ask, and declare it: {use}: declares:"
        f" [{case.condition.id}]",
    )


def _online_duty(case: Case) -> Assessment:
    return case.says(
        State.NOT_APPLICABLE,
        "asked of pages online; an EPUB or PDF is none. Whoever puts the text on a page of their"
        " own owes it there",
    )


_JUDGES: dict[ConditionId, Callable[[Case], Assessment]] = {
    ConditionId.CREDIT_AUTHOR: _credit_author,
    ConditionId.CREDIT_INSTITUTION: _credit_institution,
    ConditionId.CREDIT_SOURCE: _credit_source,
    ConditionId.CREDIT_LINE: _credit_line,
    ConditionId.SHOW_COPYRIGHT: _show_copyright,
    ConditionId.KEEP_NOTICE: _kept,
    ConditionId.LINK_ORIGINAL: _link_original,
    ConditionId.LINK_LICENCE: _link_licence,
    ConditionId.SHOW_CHANGES: _changes,
    ConditionId.SHOW_ACCESS_DATE: _show_access_date,
    ConditionId.UNMODIFIED_TEXT: _unmodified_text,
    ConditionId.UNMODIFIED_TITLE: _unmodified_title,
    ConditionId.STYLE_EDITS_ONLY: _style_edits_only,
    ConditionId.NO_SALE: _no_sale,
    ConditionId.NO_CHARGE: _no_sale,
    ConditionId.NON_COMMERCIAL: _non_commercial,
    ConditionId.SHARE_ALIKE: _share_alike,
    ConditionId.IMAGES_EXCLUDED: _images_excluded,
    ConditionId.COMMUNITY_SITES_ONLY: _audience,
    ConditionId.ONLINE_ONLY: _online_only,
    ConditionId.EVERY_PAGE: _every_page,
    ConditionId.ASK_FIRST: _ask_first,
    ConditionId.NOTIFY: _only_the_maker_knows,
    ConditionId.NOT_SYSTEMATIC: _only_the_maker_knows,
    ConditionId.OWN_STORIES_ONLY: _own_stories_only,
    ConditionId.WITHIN_WINDOW: _within_window,
    ConditionId.EXCERPT_ONLY: _excerpt_only,
    ConditionId.LINK_PLACEMENT: _link_placement,
    ConditionId.COUNTER_ONLINE: _online_duty,
    ConditionId.CANONICAL_LINK: _online_duty,
    ConditionId.EXPIRES: _expires,
}
