"""The credit block: what travels with an article, directly under its text.

A line of origin, the permission in a sentence, the notices word for word, and what was left out by
kinds; each fact once.  A notice that stands word for word inside the line of origin is not printed
again.  What the block leaves to the record: codes, counts, and where each line was found.
"""

from collections.abc import Callable, Iterable, Mapping

from publisher.model.article import (
    Article,
    Asset,
    Contributor,
    Relation,
    Role,
    Source,
)
from publisher.model.body import Figure, plain_inline, walk
from publisher.model.direction import direction_of
from publisher.model.rights import Basis, Condition, ConditionId, Licence, Permission, Rights
from publisher.phrases import Phrases, filled
from publisher.rendering.sentences import (
    Fact,
    fill_frame,
    in_row,
    listed,
    say_frame,
    say_ours,
    write_fact,
)
from publisher.rendering.xhtml import Element, address, element, say, speak
from publisher.rights.facts import told_change
from publisher.rights.licences import address_of, name_of
from publisher.rights.notices import Account, Owed
from publisher.rights.permissions import asked
from publisher.text import squeeze

SHORT = 60  # characters: notices that are shorter run together, with a bar between them
BAR = " | "


class Notices:
    """What a chapter owes word for word, each notice to be printed once.

    name      of the chapter, with which all its ids begin.
    language  of the words around it.   languages: of notices, by their text.
    """

    def __init__(
        self,
        owed: Iterable[Owed],
        name: str,
        language: str,
        languages: Mapping[str, str],
    ) -> None:
        self.name, self.language, self.languages = name, language, languages
        self._waiting = {each.text: each for each in owed}

    def rest(self) -> tuple[Owed, ...]:
        """Those that do not stand anywhere yet, in their order."""
        return tuple(self._waiting.values())

    def drop(self, text: str) -> None:
        """Leave out one that stands elsewhere with its article."""
        self._waiting.pop(text, None)

    def inside(self, text: str) -> Fact:
        """A fact of these words: a notice in the midst of a line where they are owed."""
        owed = self._waiting.pop(text, None)
        return self.in_line(owed) if owed else text

    def in_line(self, owed: Owed) -> Callable[[Element], None]:
        """Writes a notice as an element of its own in the midst of a line."""

        def write(place: Element) -> None:
            self._mark(element("span", parent=place, text=owed.text), owed, "in-line")

        return write

    def block(self, parent: Element, owed: Owed) -> Element:
        """A notice as a paragraph of its own."""
        box = element("section", parent=parent)
        self._mark(box, owed)
        element("p", parent=box, text=owed.text)
        return box

    def _mark(self, made: Element, owed: Owed, *classes: str) -> None:
        kinds = (f"notice-{kind}" for kind in owed.kinds)
        made.set("id", f"{self.name}-notice-{owed.id}")
        made.set("class", " ".join(("notice", *classes, *kinds)))
        language = self.languages.get(owed.text, "")
        if language and language != self.language:
            speak(made, language)


def credit_block(
    top: Element, article: Article, account: Account, name: str, phrases: Phrases
) -> None:
    """The credit block of an article, at the end of its section."""
    section = element(
        "section",
        parent=top,
        id=f"{name}-credit",
        class_="credit",
        epub_type="credit",
        role="doc-credit",
        aria_label=phrases.credit,
    )
    if article.language != phrases.language:
        speak(section, phrases.language)
    block = element("div", parent=section)
    spoken = {notice.text: notice.language for notice in article.rights.notices}
    languages = {owed.text: spoken.get(owed.text) or article.language for owed in account.notices}
    notices = Notices(account.notices, name, phrases.language, languages)
    for credit in _shown_credits(article):
        notices.drop(credit)
    _origin(element("p", parent=block, class_="origin"), article, notices, phrases)
    _permissions(block, article, phrases)
    _in_words(block, article, notices, phrases)
    if kinds := kinds_left_out((article,), phrases):
        element("p", parent=block, class_="left-out ours").text = filled(
            phrases.left_out, kinds=kinds
        )


def kinds_left_out(articles: Iterable[Article], phrases: Phrases) -> str:
    """What was left out of the sources of articles, by kinds; "" for nothing to tell."""
    left = {each.because for article in articles for each in article.left_out}
    kinds = [words for because, words in phrases.kinds.items() if because in left and words]
    return phrases.fold.join(kinds)


# --- the line of origin


def _origin(line: Element, article: Article, notices: Notices, phrases: Phrases) -> None:
    say_title(line, article, phrases)
    for source in article.sources:
        say_source(line, source, article, phrases)
    days = {source.date for source in article.sources}
    if article.published and article.published not in days:
        say_frame(line, phrases.published, date=phrases.date(article.published))
    if article.updated:
        say_frame(line, phrases.updated, date=phrases.date(article.updated))
    if article.modifications:
        changes = phrases.fold.join(told_change(one, phrases) for one in article.modifications)
        say_frame(line, phrases.changes, changes=changes)
    say_rights(line, article.rights, notices, phrases)
    shown = _shown_credits(article)
    credits_ = [
        picture_credit(asset, notices, phrases)
        for asset in article.assets
        if asset.holder or asset.licence or asset.url or asset.credit not in {"", *shown}
    ]
    if credits_:
        say_frame(line, phrases.pictures, credits=in_row(credits_, phrases.fold))


def say_title(line: Element, article: Article, phrases: Phrases, *, people: bool = True) -> None:
    """What the article is called and who made it."""

    def title(place: Element) -> None:
        if article.language == phrases.language:
            say(place, article.title)
        else:
            speak(
                element("span", parent=place, class_="said", text=article.title),
                article.language,
                article.direction,
            )

    persons = [credited(person, phrases) for person in article.contributors] if people else []
    say_frame(line, phrases.title_by, title=title, people=listed(persons, phrases))


def credited(person: Contributor, phrases: Phrases) -> Fact:
    """A person by name, with what they did unless they wrote it, where they belong, their page."""
    role: Fact = "" if person.role is Role.AUTHOR else _ours(phrases.roles[person.role])
    page = _addressed(person.url) if person.url else ""
    what = in_row([role, person.institution, page])
    return lambda place: fill_frame(place, phrases.person, name=person.name, what=what)


def say_source(line: Element, source: Source, article: Article, phrases: Phrases) -> None:
    """One link of the chain of publication, by its name or else its title or address."""
    named = source.name or source.site
    place = source.url or (source.site if named != source.site else "")
    title = source.title if squeeze(source.title) != squeeze(article.title) else ""
    where: list[Fact] = [named, filled(phrases.quoted, title=title) if title else ""]
    if source.site and source.site != named and source.site not in place:
        where.append(source.site)
    captured = source.relation is Relation.CAPTURED_FROM
    day = phrases.date(source.date) if source.date else ""
    if captured and day:
        where.append(day)
        day = ""
    taken = phrases.date(source.captured_at.date()) if source.captured_at else ""
    archive, attributes = source.archive_url, robust(source)
    address_: Fact = _addressed(place, **attributes) if source.url else place
    if not any(where):
        where, address_ = [address_], ""
    if not any(where) and archive:
        where, archive = [_addressed(archive)], ""
    if any(where):
        frame = phrases.origins[source.relation]
        if source.relation is Relation.ORIGINALLY_PUBLISHED and not _publishes(source, article):
            frame = phrases.first_in
        facts: dict[str, Fact] = {"where": in_row(where), "address": address_}
        say_frame(line, frame, **facts, date=taken if captured else day)
    elif source.date:
        say_frame(line, phrases.published, date=phrases.date(source.date))
    if taken and not (captured and any(where)):
        say_frame(line, phrases.captured, date=taken)
    if archive:
        say_frame(line, phrases.archived, address=_addressed(archive))


def _publishes(source: Source, article: Article) -> bool:
    """Whether the name of a source is a publisher's: of somebody named, or with a site of its own.

    Any other is the name of what the article was published in.
    """
    rights = article.rights
    people = {part for one in article.contributors for part in (one.name, one.institution)}
    grantors = {permission.granted_by for permission in rights.permissions}
    named = people | grantors | {rights.holder}
    return bool(source.site or source.url or not source.name) or source.name in named


def robust(source: Source) -> dict[str, str]:
    """The copy in an archive and its day beside the address itself.

    For programs that follow a dead link there (Robust Links).
    """
    moment = source.captured_at.date().isoformat() if source.captured_at else ""
    return (
        {"data_versionurl": source.archive_url, "data_versiondate": moment}
        if source.archive_url and source.url
        else {}
    )


def _ours(words: str) -> Fact:
    return lambda place: say_ours(place, words)


def _addressed(url: str, **attributes: str) -> Fact:
    return lambda place: address(place, url, **attributes)


def say_rights(line: Element, rights: Rights, notices: Notices, phrases: Phrases) -> None:
    """The copyright line, who holds the rights, and the licence."""
    if rights.copyright_line:
        say_frame(line, "{line}.", line=notices.inside(rights.copyright_line))
    if rights.holder and squeeze(rights.holder) not in squeeze(rights.copyright_line):
        say_frame(line, phrases.holder, name=rights.holder)
    if rights.licence:
        say_licence(line, rights.licence, phrases)


def say_licence(line: Element, licence: Licence, phrases: Phrases, *, whole: bool = True) -> None:
    """Its name, the source's words for it, and its address.

    Print needs the address written out (Creative Commons, marking practice).

    whole   with its address; without it stands elsewhere on the page.
    """
    name, url = name_of(licence), address_of(licence)
    own = licence.name if licence.name != name else ""
    words = filled(phrases.quoted, title=own) if own else ""
    link = licence_link(url) if url and whole else ""
    say_frame(line, phrases.licence, name=name, words=words, address=link)


def licence_link(url: str) -> Fact:
    """The address of a licence as a link that says so."""
    return lambda place: address(place, url, rel="license")


def picture_credit(asset: Asset, notices: Notices, phrases: Phrases) -> Fact:
    """Whose a picture is, on what terms, and where it is from."""
    holder = asset.holder if squeeze(asset.holder) not in squeeze(asset.credit) else ""
    licence = asset.licence
    return in_row(
        [
            notices.inside(asset.credit) if asset.credit else asset.file,
            holder,
            phrases.picture_left_out if asset.withheld else "",
            name_of(licence) if licence else "",
            licence_link(address_of(licence)) if licence and address_of(licence) else "",
            _addressed(asset.url) if asset.url else "",
        ]
    )


def _shown_credits(article: Article) -> frozenset[str]:
    """The credits that stand at their pictures in the text, each by itself."""
    credits_ = {asset.id: asset.credit for asset in article.assets if asset.credit}
    shown = set[str]()
    for block in walk(article.body):
        if isinstance(block, Figure) and (credit := credits_.get(block.asset)):
            # a credit in the midst of a caption is the caption's
            inside = squeeze(credit) in squeeze(plain_inline(block.caption))
            shown |= set() if inside else {credit}
    return frozenset(shown)


# --- the permission in a sentence


def _permissions(block: Element, article: Article, phrases: Phrases) -> None:
    paragraph = element("p", class_="permission ours")
    said: set[str] = set()
    permissions = article.rights.permissions
    told = {_grantor(each, article) for each in permissions if _asks(each)}
    for permission in permissions:
        if _grantor(permission, article) in told and not _asks(permission):
            continue  # another sentence says all that it says, and more
        sentence = element("span", class_="ours")
        _say_permission(sentence, permission, article, phrases)
        if (words := "".join(map(str, sentence.itertext()))) and words not in said:
            said.add(words)
            say(paragraph, f" {words}" if paragraph.text else words)
    say_terms(paragraph, article.rights, phrases)
    if len(paragraph) or paragraph.text:
        block.append(paragraph)


def _asks(permission: Permission) -> bool:
    """Whether there is more to say of a permission than who gives it."""
    days = permission.granted_on or permission.expires_on
    return bool(permission.audience or asked(permission) or days)


def _grantor(permission: Permission, article: Article) -> str:
    """Who gives a permission: as it says, else who holds the rights, or the source."""
    known = [source.name or source.site for source in article.sources]
    held = (permission.granted_by, article.rights.holder, *reversed(known), article.title)
    return next(filter(None, held))


def _say_permission(
    paragraph: Element, permission: Permission, article: Article, phrases: Phrases
) -> None:
    """Who lets others republish, where, on which conditions; what needs asking; its days."""
    conditions = asked(permission)
    audience = [*permission.audience]
    clauses: dict[str, None] = {}
    asking: dict[str, None] = {}
    for condition in conditions:
        if condition.id is ConditionId.ASK_FIRST and condition.forms:
            asking |= dict.fromkeys(condition.forms)
        elif condition.id is ConditionId.COMMUNITY_SITES_ONLY and (condition.forms or audience):
            audience = audience or [*condition.forms]
        else:
            clauses.setdefault(_clause(condition, phrases))
    say_frame(
        paragraph,
        phrases.allows,
        name=_grantor(permission, article),
        audience=phrases.listed(_forms(audience, phrases)) if audience else "",
        conditions=phrases.listed(clauses) if clauses else "",
    )
    if asking:
        say_frame(paragraph, phrases.ask_first, forms=phrases.listed(_forms(asking, phrases)))
    if permission.granted_on:
        say_frame(paragraph, phrases.granted, date=phrases.date(permission.granted_on))
    if permission.expires_on:
        say_frame(paragraph, phrases.expires, date=phrases.date(permission.expires_on))


def _clause(condition: Condition, phrases: Phrases) -> str:
    what = phrases.conditions[condition.id]
    if not condition.forms:
        return what
    forms = phrases.listed(_forms(condition.forms, phrases))
    return filled(phrases.condition_for, what=what, forms=forms)


def _forms(forms: Iterable[str], phrases: Phrases) -> list[str]:
    """Forms and audiences in our words where our own data name them, else as the source does."""
    return [phrases.forms.get(form, form) for form in forms]


def say_terms(paragraph: Element, rights: Rights, phrases: Phrases, *, own: bool = False) -> None:
    """On what the maker relies, where they say so, and where more is said of the rights.

    own   the edition's own rights: of these no source speaks.
    """
    own = own or rights.basis is Basis.OWN_WORK
    basis = Basis.EXCEPTION if rights.exception else rights.basis
    say_frame(paragraph, phrases.bases[basis], exception=rights.exception)
    if rights.exception and rights.basis not in {Basis.EXCEPTION, Basis.UNKNOWN}:
        say_frame(paragraph, phrases.bases[rights.basis])
    policy = rights.tdm_policy
    mining = phrases.mining_policy if policy else ""
    if rights.tdm_reservation is not None:
        mining = phrases.mining[rights.tdm_reservation]
    for frame, url in (
        (phrases.own_terms if own else phrases.terms, rights.terms_url),
        (phrases.more, rights.permission_url),
        (phrases.status, rights.status_url),
    ):
        if url:
            say_frame(paragraph, frame, address=_addressed(url))
    say_frame(paragraph, mining, address=_addressed(policy) if policy else "")


# --- word for word


def _in_words(block: Element, article: Article, notices: Notices, phrases: Phrases) -> None:
    """What the source says itself: short notices in one paragraph, each longer one in its own."""
    rest, linked = notices.rest(), _linked(article.rights)
    told = "\n".join(squeeze(each.text) for each in rest)
    unsaid = [
        permission.text
        for permission in article.rights.permissions
        if permission.text and squeeze(permission.text) not in told
    ]
    if not rest and not unsaid:
        return
    own = article.rights.basis is Basis.OWN_WORK
    head = phrases.in_own_words if own else phrases.in_words
    element("p", parent=block, class_="label ours", text=head)
    short = [owed for owed in rest if _runs_on(owed, article, linked, phrases)]
    if len(short) > 1:
        run = element("p", parent=block, class_="notices")
        for number, owed in enumerate(short):
            if number:
                element("span", parent=run, class_="ours bar", text=BAR)
            write_fact(run, notices.in_line(owed))
    for owed in rest:
        if len(short) < 2 or owed not in short:
            box = notices.block(block, owed)
            for url in linked.get(owed.text, ()):
                address(element("p", parent=box, class_="notice-address"), url)
    for words in dict.fromkeys(unsaid):
        element("p", parent=block, class_="permission-words", text=words)


def _runs_on(
    owed: Owed, article: Article, linked: Mapping[str, tuple[str, ...]], phrases: Phrases
) -> bool:
    """Whether a notice is short enough to stand in one paragraph with others.

    Only where all words of it run the same way.
    """
    same_way = direction_of(article.language, article.direction) == direction_of(phrases.language)
    is_plain = "\n" not in owed.text and owed.text not in linked
    return len(owed.text) < SHORT and same_way and is_plain


def _linked(rights: Rights) -> dict[str, tuple[str, ...]]:
    """The addresses that the words of notices were linked to and do not say, by the words."""
    found: dict[str, tuple[str, ...]] = {}
    for notice in rights.notices:
        web = (url for url in notice.addresses if url.startswith(("http://", "https://")))
        if unsaid := tuple(url for url in web if url not in notice.text):
            found[notice.text] = unsaid
    return found
