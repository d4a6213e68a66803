"""The ledger: the exact words each article owes its readers, numbered and hashed, and the words of its text.

It is all that writers and verifier share: writers print what stands in it, the verifier looks for it.
"""


from publisher.model.article import Article
from publisher.model.body import leaves, numbers, printed
from publisher.model.edition import Edition
from publisher.model.rights import NoticeKind
from publisher.text import digest, stream
from publisher.value import value


@value
class Owed:
    """One notice owed.

    id       "a1-n3": article and number; the element that prints it bears the id "notice-a1-n3".
    text     the exact words.  sha256: digest of its squeezed form.
    """

    id: str
    article: str
    kinds: tuple[NoticeKind, ...]
    text: str
    sha256: str


@value
class Run:
    """One run of words of an article's text: a paragraph, a cell, a caption, a line of verse.

    length, sha256   of the run without any white space (text.stream): a page may break it anywhere.
    text             the words; "" where only the record of a finished file is at hand.
    """

    length: int
    sha256: str
    text: str = ""


@value
class Account:
    """What one article owes: its title, people, addresses, notices and words.

    id         "a1", "a2", ... in the order of the edition.
    people     names that must be seen.   addresses: links that must be there, spelled out.
    copyright  the article's © line, which the metadata carries as well; "" where there is none.
    """

    id: str
    title: str
    people: tuple[str, ...]
    addresses: tuple[str, ...]
    copyright: str
    notices: tuple[Owed, ...]
    runs: tuple[Run, ...]


@value
class Ledger:
    """What a finished file owes, article by article."""

    urn: str
    title: str
    accounts: tuple[Account, ...]

    @property
    def notices(self) -> tuple[Owed, ...]:
        """Every notice of every article, in order."""
        return tuple(owed for account in self.accounts for owed in account.notices)


def run(text: str) -> Run:
    """The run of these words."""
    words = stream(text)
    return Run(length=len(words), sha256=digest(words), text=text)


def account(article: Article, number: int) -> Account:
    """What the `number`th article of an edition owes (numbers from 1).

    Notices keep the order of the source; a contributor's bio is owed as a notice of kind author-bio.
    """
    ident = f"a{number}"
    bios = tuple(((NoticeKind.AUTHOR_BIO,), person.bio) for person in article.contributors if person.bio)
    owed = [*bios, *((notice.kinds, notice.text) for notice in article.rights.notices)]
    if article.rights.copyright_line and article.rights.copyright_line not in {text for _, text in owed}:
        owed.append(((NoticeKind.COPYRIGHT_LINE,), article.rights.copyright_line))
    if article.rights.credit and article.rights.credit not in {text for _, text in owed}:
        owed.append(((NoticeKind.REUSE_CONDITION,), article.rights.credit))
    owed += [((NoticeKind.IMAGE_CREDIT,), asset.credit) for asset in article.assets if asset.credit and asset.credit not in {t for _, t in owed}]
    text, notes = printed(article.body)
    return Account(
        id=ident, title=article.title, people=tuple(person.name for person in article.contributors),
        addresses=tuple(dict.fromkeys(source.url for source in article.sources if source.url)),
        copyright=article.rights.copyright_line,
        notices=tuple(Owed(id=f"{ident}-n{place}", article=ident, kinds=kinds, text=text, sha256=digest(text))
                      for place, (kinds, text) in enumerate(owed, 1)),
        runs=tuple(run(text) for text in (article.kicker, article.title, article.subtitle, article.standfirst,
                                          *(words for _, words in leaves((*text, *notes), numbers(article.body)))) if text.strip()))


def ledger(edition: Edition) -> Ledger:
    """The ledger of an edition."""
    return Ledger(urn=edition.urn, title=edition.title,
                  accounts=tuple(account(article, number) for number, article in enumerate(edition.articles, 1)))
