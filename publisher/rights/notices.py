"""The ledger: the exact words each article owes its readers, numbered and hashed, and its text.

It is all that writers and verifier share: writers print what stands in it, the verifier looks for
it.
"""

from collections.abc import Iterable
from dataclasses import replace

from publisher.model.article import Article
from publisher.model.body import leaves, marks_of, printed
from publisher.model.edition import Edition
from publisher.model.rights import NoticeKind, Rights
from publisher.rights.reliance import statement
from publisher.text import digest, is_rtl, letters, stream
from publisher.value import value

_Words = tuple[tuple[NoticeKind, ...], str, str]  # kinds, text, field


@value
class Owed:
    """One notice owed.

    id       "a1-n3": article and number; the element that prints it bears the id "notice-a1-n3".
    text     the exact words.  sha256: digest of its squeezed form.
    field    where the words stand in the article or edition: "rights.notices[0]",
             "contributors[1].bio".
    """

    id: str
    article: str
    kinds: tuple[NoticeKind, ...]
    text: str
    sha256: str
    field: str = ""


@value
class Run:
    """One run of words of an article's text: a paragraph, a cell, a caption, a line of verse.

    length, sha256   of the run without any white space (text.stream): a page may break it anywhere.
    exact            digest of the squeezed run, with its spaces and hyphens: for files whose blocks
                     can be told apart.
    letters          digest of text.letters, only where there are right-to-left words; "" elsewhere.
    text             the words; "" where only the record of a finished file is at hand.
    struck           digest of the stream of those of its words that the source strikes out; ""
                     for none.
    """

    length: int
    sha256: str
    exact: str = ""
    letters: str = ""
    text: str = ""
    struck: str = ""


@value
class Account:
    """What one article owes: its title, people, addresses, notices and words.

    id         "a1", "a2", ... in the order of the edition.
    people     names that must be seen.   addresses: links that must be there, spelled out.
    copyright  the article's © line, which the metadata carries as well; "" where there is none.
    described  what its pictures show: words that may stand in the place of one that is not printed.
    """

    id: str
    title: str
    people: tuple[str, ...]
    addresses: tuple[str, ...]
    copyright: str
    notices: tuple[Owed, ...]
    runs: tuple[Run, ...]
    described: tuple[str, ...] = ()


@value
class Ledger:
    """What a finished file owes, article by article.

    own      what the edition owes for its own words ("e-n1", ...): its © line, credit, notices,
             statement of reliance.
    people   those of the edition itself, its editors.
    """

    urn: str
    title: str
    accounts: tuple[Account, ...]
    own: tuple[Owed, ...] = ()
    people: tuple[str, ...] = ()

    @property
    def notices(self) -> tuple[Owed, ...]:
        """Every notice of every article, in order."""
        return tuple(owed for account in self.accounts for owed in account.notices)


def run(text: str, struck: str = "") -> Run:
    """The run of these words, of which some may be struck out in the source."""
    words = stream(text)
    return Run(
        length=len(words),
        sha256=digest(words),
        exact=digest(text),
        letters=digest(letters(text)) if is_rtl(text) else "",
        text=text,
        struck=digest(stream(struck)) if struck.strip() else "",
    )


def account(article: Article, number: int) -> Account:
    """What the `number`th article of an edition owes (numbers from 1).

    Notices keep the order of the source; a contributor's bio is owed as a notice of kind
    author-bio.
    """
    ident = f"a{number}"
    owed: list[_Words] = [
        ((NoticeKind.AUTHOR_BIO,), person.bio, f"contributors[{place}].bio")
        for place, person in enumerate(article.contributors)
        if person.bio
    ]
    owed += _rights_owed(article.rights, {text for _, text, _ in owed})
    said = {text for _, text, _ in owed}
    owed += [
        ((NoticeKind.IMAGE_CREDIT,), asset.credit, f"assets[{place}].credit")
        for place, asset in enumerate(article.assets)
        if asset.credit and asset.credit not in said
    ]
    text, notes = printed(article.body)
    marks = marks_of(article.body)
    head = (article.kicker, article.title, article.subtitle, article.standfirst)
    return Account(
        id=ident,
        title=article.title,
        people=tuple(person.name for person in article.contributors),
        addresses=tuple(dict.fromkeys(source.url for source in article.sources if source.url)),
        copyright=article.rights.copyright_line,
        described=tuple(asset.alt for asset in article.assets if asset.alt),
        notices=_numbered(ident, owed),
        runs=(
            *(run(words) for words in head if words.strip()),
            *(run(leaf.text, leaf.struck) for leaf in leaves((*text, *notes), marks)),
        ),
    )


def text_digest(article: Article) -> str:
    """SHA-256 of an article's words: subtitle, standfirst and text in order, white space folded.

    Not the title, nor what marks them up.
    """
    text, notes = printed(article.body)
    return digest(
        "\n".join(
            (
                article.subtitle,
                article.standfirst,
                *(leaf.text for leaf in leaves((*text, *notes), marks_of(article.body))),
            )
        )
    )


def _rights_owed(rights: Rights, said: set[str]) -> list[_Words]:
    """The notices in the order of the source, then © line and credit.

    These two only where no notice has the same words.
    """
    owed: list[_Words] = [
        (notice.kinds, notice.text, f"rights.notices[{place}]")
        for place, notice in enumerate(rights.notices)
    ]
    said = said | {text for _, text, _ in owed}
    lines = (
        (NoticeKind.COPYRIGHT_LINE, rights.copyright_line, "rights.copyright_line"),
        (NoticeKind.REUSE_CONDITION, rights.credit, "rights.credit"),
    )
    return owed + [
        ((kind,), text, field) for kind, text, field in lines if text and text not in said
    ]


def _numbered(ident: str, owed: Iterable[_Words]) -> tuple[Owed, ...]:
    return tuple(
        Owed(
            id=f"{ident}-n{place}",
            article=ident,
            kinds=kinds,
            text=text,
            sha256=digest(text),
            field=field,
        )
        for place, (kinds, text, field) in enumerate(owed, 1)
    )


def renumbered(given: Account, number: int) -> Account:
    """The same account as that of the `number`th article of another edition."""
    ident = f"a{number}"
    return replace(
        given,
        id=ident,
        notices=tuple(
            replace(owed, id=f"{ident}-{owed.id.rpartition('-')[2]}", article=ident)
            for owed in given.notices
        ),
    )


def own_notices(edition: Edition) -> tuple[Owed, ...]:
    """What an edition owes for its own words.

    Of its rights, and its maker's statement of reliance.
    """
    own = _rights_owed(edition.rights, set())
    if (
        edition.cover
        and edition.cover.credit
        and edition.cover.credit not in {text for _, text, _ in own}
    ):
        own.append(((NoticeKind.IMAGE_CREDIT,), edition.cover.credit, "cover.credit"))
    if words := statement(edition):
        own.append(((NoticeKind.FAIR_USE,), words, "reliance"))
    return _numbered("e", own)


def ledger(edition: Edition, accounts: tuple[Account, ...] = ()) -> Ledger:
    """The ledger of an edition.

    accounts   of its articles, where they are known already, from finished files.
    """
    return Ledger(
        urn=edition.urn,
        title=edition.title,
        own=own_notices(edition),
        people=tuple(sorted(person.name for person in edition.contributors)),
        accounts=accounts
        or tuple(account(article, number) for number, article in enumerate(edition.articles, 1)),
    )
