"""One edition: articles in order, with a title, an editor and what it will be used for."""

import datetime
import enum
import re
import uuid
from dataclasses import field, replace
from typing import ClassVar

from publisher.model.article import Article, Asset, Contributor, Relation, Withheld
from publisher.model.body import STRICT_KEYS, Direction
from publisher.model.design_choices import DesignChoices
from publisher.model.direction import direction_of
from publisher.model.rights import ConditionId, Rights
from publisher.value import value

_CLAIM = re.compile(r"EPUB Accessibility 1\.\d - WCAG 2\.[0-2] Level A{1,3}")


class UseKind(enum.StrEnum):
    """Whom an edition is made for: its maker alone, or others to whom it is passed on."""

    PERSONAL = "personal"
    PUBLISH = "publish"


@value
class Use:
    """What the maker declares about the use of an edition; None and "" mean: not declared.

    kind      personal: for the maker's own reading, and nothing is asked of them.
    price     as it will be charged ("0", "4.50 EUR").
    forms     what it is made for ("epub", "pdf", "print", "community internet site").
    declares  conditions that only its maker can know about and says are met ("not-systematic",
              "notify").
    """

    kind: UseKind = UseKind.PUBLISH
    commercial: bool | None = None
    price: str = ""
    audience: str = ""
    purpose: str = ""
    forms: tuple[str, ...] = ()
    declares: tuple[ConditionId, ...] = ()
    __pydantic_config__: ClassVar = STRICT_KEYS


PERSONAL = Use(kind=UseKind.PERSONAL)  # what an edition is made for unless its maker says more


@value
class Reliance:
    """The maker's own statement of relying on an exception of the law.

    Only where they make it, and never a conclusion.

    exception   as its maker names it ("17 U.S.C. § 107").   purpose: what the copy was made for.
    words       the statement in the maker's own words; "" gives the sentence of rights.reliance.
    """

    exception: str
    purpose: str
    words: str = ""
    __pydantic_config__: ClassVar = STRICT_KEYS

    def __post_init__(self) -> None:
        if not self.exception.strip() or not self.purpose.strip():
            raise ValueError(
                "a statement of reliance names the exception and the purpose of the copy; leave"
                " `reliance` out to make none"
            )


class PicturePolicy(enum.StrEnum):
    """Which pictures an edition prints."""

    KEEP = "keep"
    CREDITED_ONLY = "credited-only"  # those whose credit, holder or own licence is stated
    OMIT = "omit"


@value
class Series:
    """The series an edition belongs to, and its place in it.

    position     "7" or "2.1", by which readers sort; other words are printed and stay out of the
                 package (EPUB 3.3, group-position).
    identifier   of the series: an ISSN ("2049-3630") or an address with its scheme.
    volume, issue   as they are printed: "Volume 3", "Autumn 2026".
    """

    title: str
    position: str = ""
    identifier: str = ""
    volume: str = ""
    issue: str = ""
    __pydantic_config__: ClassVar = STRICT_KEYS

    def __post_init__(self) -> None:
        if self.identifier and not (
            _is_issn(self.identifier)
            or re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:\S+", self.identifier)
        ):
            raise ValueError(
                "a series is identified by its ISSN ('2049-3630', with the right last digit) or by"
                f" an address, got {self.identifier!r}"
            )

    @property
    def number(self) -> str:
        """The position where it is one that readers can sort by: numbers with points between them.

        Else "".
        """
        return self.position if re.fullmatch(r"\d+(?:\.\d+)*", self.position) else ""

    @property
    def words(self) -> tuple[str, ...]:
        """What a page says of it, in order.

        Title, volume, issue, and the position where these do not hold it already.
        """
        named = (self.volume, self.issue)
        held = any(self.position in re.findall(r"[\w.]+", name) for name in named)
        return tuple(word for word in (self.title, *named, "" if held else self.position) if word)


def _is_issn(text: str) -> bool:
    """ISO 3297: eight digits, the last a check digit with 11 as modulus, X for ten."""
    if not re.fullmatch(r"(?:urn:ISSN:)?\d{4}-\d{3}[\dX]", text, re.IGNORECASE):
        return False
    digits = text[-9:].replace("-", "").upper()
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(8, 1, -1), strict=False))
    return (total + (10 if digits[-1] == "X" else int(digits[-1]))) % 11 == 0


@value
class Conformance:
    """The maker's own claim that the EPUB conforms to EPUB Accessibility.

    Nothing is claimed without it.

    conforms_to   to the letter as the standard asks: "EPUB Accessibility 1.1 - WCAG 2.2 Level AA".
    certified_by  who evaluated it.   credential: theirs.   report: address of their report.
    """

    conforms_to: str
    certified_by: str
    credential: str = ""
    report: str = ""
    __pydantic_config__: ClassVar = STRICT_KEYS

    def __post_init__(self) -> None:
        if not _CLAIM.fullmatch(self.conforms_to):
            raise ValueError(
                "a claim is written 'EPUB Accessibility 1.1 - WCAG 2.2 Level AA' (EPUB"
                f" Accessibility 1.1), got {self.conforms_to!r}"
            )
        if not self.certified_by.strip():
            raise ValueError(
                "a claim of conformance names who evaluated it (certified_by); leave `conformance`"
                " out to make none"
            )


@value
class Part:
    """Articles under a common heading; without a title they stand directly in the contents."""

    title: str = ""
    articles: tuple[Article, ...]
    __pydantic_config__: ClassVar = STRICT_KEYS


class Profile(enum.StrEnum):
    """What the PDF keeps to and says so: PDF/A-2u, PDF/A-3a (ISO 19005), PDF/UA-1 (ISO 14289).

    Plain claims nothing.

    PDF/A-2 takes no attachment that is not PDF/A itself: there the record travels inside the XMP
    packet.
    """

    PLAIN = "plain"
    A2U = "a-2u"
    A3A = "a-3a"
    A3A_UA1 = "a-3a+ua-1"


class Engine(enum.StrEnum):
    """What sets the pages of a PDF."""

    WEASYPRINT = "weasyprint"
    TYPST = "typst"


@value
class Edition:
    """What is made into one EPUB and one PDF.

    name         file name without its ending.
    identifier   a URN; "" gives one computed from the title and the articles (uuid5, so it stays
                 the same).
    modified     the edition's own moment; see clock() for what happens without it.
    imprint      who publishes the edition, as they wish to be named.
    rights       of the edition's own words (arrangement, preface), not of the articles.
    cover        the maker's own picture in place of the cover that is drawn from the theme.
    design       what the maker sets otherwise than the theme does.
    reliance     the maker's own statement for the articles whose basis is an exception.
    pictures     which of the articles' pictures are printed; the others leave their words and their
                 credit in place.
    profile      what its PDF claims to keep to; where a rule cannot be met less is claimed, with
                 the reason. conformance  the maker's claim of accessibility; None: nobody claims
                 any.
    annex        whether what was left out of the articles is printed at the end.
    single       one article on its own: no contents page.
    """

    name: str
    title: str
    subtitle: str = ""
    description: str = ""
    language: str = "und"
    direction: Direction = ""
    contributors: tuple[Contributor, ...] = ()
    imprint: str = ""
    identifier: str = ""
    published: datetime.date | None = None
    modified: datetime.datetime | None = None
    series: Series | None = None
    cover: Asset | None = None
    theme: str = ""
    design: DesignChoices = DesignChoices()
    use: Use = PERSONAL
    rights: Rights = Rights()
    reliance: Reliance | None = None
    pictures: PicturePolicy = PicturePolicy.KEEP
    profile: Profile = Profile.A3A_UA1
    conformance: Conformance | None = None
    annex: bool = False
    parts: tuple[Part, ...] = field(default=())
    single: bool = False
    __pydantic_config__: ClassVar = STRICT_KEYS

    @property
    def is_personal(self) -> bool:
        """Whether it is made for its maker's own reading, and not assessed for publication."""
        return self.use.kind is UseKind.PERSONAL

    @property
    def articles(self) -> tuple[Article, ...]:
        """All articles in order."""
        return tuple(article for part in self.parts for article in part.articles)

    @property
    def reading_direction(self) -> Direction:
        """The direction its pages follow each other in: as stated, else as its language is written.

        Of no one language: as all articles are.
        """
        if own := direction_of(self.language, self.direction):
            return own
        directions = {article.reading_direction for article in self.articles}
        return directions.pop() if len(directions) == 1 else ""

    @property
    def urn(self) -> str:
        """The identifier: as given, else a uuid5 (RFC 9562, 5.5).

        The latter over the title and the articles' addresses or titles.
        """
        if self.identifier:
            return self.identifier
        canonical = "\n".join(
            (self.title, *(article.address or article.title for article in self.articles))
        )
        return uuid.uuid5(uuid.NAMESPACE_URL, canonical).urn


def with_picture_policy(edition: Edition) -> Edition:
    """The edition with the pictures that it does not print marked and without bytes.

    Twice gives the same as once.
    """
    return replace(
        edition,
        parts=tuple(
            replace(
                part,
                articles=tuple(
                    _with_policy(article, edition.pictures) for article in part.articles
                ),
            )
            for part in edition.parts
        ),
    )


def _with_policy(article: Article, policy: PicturePolicy) -> Article:
    return (
        replace(article, assets=tuple(_judged(asset, policy) for asset in article.assets))
        if article.assets
        else article
    )


def _judged(asset: Asset, policy: PicturePolicy) -> Asset:
    why = asset.withheld
    if policy is PicturePolicy.OMIT:
        why = Withheld.BY_CHOICE
    elif policy is PicturePolicy.CREDITED_ONLY and not (
        asset.credit or asset.holder or asset.licence
    ):
        why = why or Withheld.NO_CREDIT
    return replace(asset, withheld=why, data=b"") if why else asset


# the earliest moment a ZIP entry can carry
EPOCH = datetime.datetime(1980, 1, 1, tzinfo=datetime.UTC)


def clock(edition: Edition, source_date_epoch: int | None = None) -> datetime.datetime:
    """The one moment every file of the edition bears, in UTC.

    SOURCE_DATE_EPOCH if given, else the edition's own, else the newest moment its articles name;
    where nothing is known EPOCH, which says "no date" to whoever looks: today's date would be
    invented, and differ at each build. Rule: reproducible-builds.org, SOURCE_DATE_EPOCH
    specification 1.1.
    """
    if source_date_epoch is not None:
        return datetime.datetime.fromtimestamp(source_date_epoch, datetime.UTC)
    if edition.modified:
        return _in_utc(edition.modified)
    days = [
        day for article in edition.articles for day in (article.published, article.updated) if day
    ]
    days += [edition.published] if edition.published else []
    moments = [datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC) for day in days]
    moments += [
        _in_utc(source.captured_at)
        for article in edition.articles
        for source in article.sources
        if source.relation is Relation.CAPTURED_FROM and source.captured_at
    ]
    return max(moments, default=EPOCH)


def _in_utc(moment: datetime.datetime) -> datetime.datetime:
    return (
        moment.replace(tzinfo=datetime.UTC)
        if moment.tzinfo is None
        else moment.astimezone(datetime.UTC)
    )


def alone(article: Article, *, name: str, theme: str = "") -> Edition:
    """The edition of one article on its own: its title, language and date are the edition's."""
    return Edition(
        name=name,
        title=article.title,
        language=article.language,
        direction=article.direction,
        published=article.published,
        theme=theme,
        parts=(Part(articles=(article,)),),
        single=True,
    )
