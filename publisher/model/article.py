"""One article: its words, people, source and rights, and what of its source was left out."""

import datetime
import enum
import re
from dataclasses import field, replace
from typing import Any, ClassVar

from publisher.model.body import STRICT_KEYS, Block, Direction
from publisher.model.direction import direction_of
from publisher.model.rights import Licence, Rights, Signal
from publisher.value import value


class EvidenceKind(enum.StrEnum):
    """How a fact is known."""

    STATED = "stated"  # the source says so
    INFERRED = "inferred"  # read from the form of the source
    DECLARED = "declared"  # the maker of the edition says so


@value
class Evidence:
    """Where one fact comes from.

    field   its path in the article: "title", "contributors[0].name", "rights.holder".
    found   where: "line 39", "meta[name=author]", "--source-url".
    rule    the rule of the catalogue that gave it.
    """

    field: str
    kind: EvidenceKind
    found: str = ""
    rule: str = ""
    __pydantic_config__: ClassVar = STRICT_KEYS


class Role(enum.StrEnum):
    """What somebody did (MARC relator codes in writers)."""

    AUTHOR = "author"
    EDITOR = "editor"
    TRANSLATOR = "translator"
    PHOTOGRAPHER = "photographer"
    ILLUSTRATOR = "illustrator"
    PROOFREADER = "proofreader"
    COLLECTOR = "collector"
    CONTRIBUTOR = "contributor"


@value
class Contributor:
    """One who is credited.

    bio      the source's words about them, to the letter.
    sort_as  "Family, Given", only if declared: it cannot be guessed.
    """

    name: str
    role: Role = Role.AUTHOR
    bio: str = ""
    institution: str = ""
    url: str = ""
    sort_as: str = ""
    __pydantic_config__: ClassVar = STRICT_KEYS

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise ValueError(
                "a contributor needs a name; leave the entry out where nobody is named"
            )


class Relation(enum.StrEnum):
    """What a source is to the article."""

    CAPTURED_FROM = "captured-from"
    ORIGINALLY_PUBLISHED = "originally-published"
    REPUBLISHED_FROM = "republished-from"
    TRANSLATED_FROM = "translated-from"
    VERSION_OF = "version-of"


@value
class Source:
    """One link of the chain of publication; the chain is a list, first publication to capture.

    name         the publication or site as the source names it; site: its bare host, if named.
    url          the address of the article there; never the home page put in its place.
    title        the headline there, to the letter. captured_at  moment of the capture, with time
                 zone; sha256: of the captured bytes. text_sha256  of the text as it was captured
                 (rights.notices.text_digest): later edits can be seen by it.
    """

    relation: Relation
    name: str = ""
    site: str = ""
    url: str = ""
    title: str = ""
    date: datetime.date | None = None
    captured_at: datetime.datetime | None = None
    sha256: str = ""
    text_sha256: str = ""
    archive_url: str = ""
    __pydantic_config__: ClassVar = STRICT_KEYS


class Change(enum.StrEnum):
    """What somebody did to a text after its first publication."""

    FORM_ONLY = "form-only"  # another format; every word as it was
    STYLE_EDITS = "style-edits"  # house style, time and place
    TITLE_CHANGED = "title-changed"
    EDITED = "edited"
    ABRIDGED = "abridged"
    TRANSLATED = "translated"


@value
class Modification:
    """One change, as its maker or an earlier publisher declares it.

    by    who made it, "" for the maker of this edition.   note: what was changed, in a sentence.
    """

    change: Change
    by: str = ""
    note: str = ""
    __pydantic_config__: ClassVar = STRICT_KEYS


class Withheld(enum.StrEnum):
    """Why a picture that the source has is not printed."""

    BY_CHOICE = "by-choice"  # the edition prints no pictures, or not this one
    NO_CREDIT = "no-credit"  # the edition prints only pictures that name whose they are


@value
class Asset:
    """A picture of the article.

    id       what Figures and Pictures call it.
    file     its path beside the article's file ("images/press.png").
    alt      what it shows, for those who do not see it; "" only with decorative=True.
    credit   the credit line, to the letter.  licence: the picture's own, never the text's. withheld
             why it is not printed; None where it is.  Its words and its credit are printed all the
             same.
    drawn    words drawn in it, where `data` is not at hand; from a drawing's own file they are read
             (rights.pictures).
    signals  what its own file says of its rights; read from `data` where an edition is made.
    data     its bytes, read from `file`; never written in a record.
    """

    id: str
    file: str
    alt: str = ""
    decorative: bool = False
    credit: str = ""
    licence: Licence | None = None
    holder: str = ""
    url: str = ""
    media_type: str = ""
    withheld: Withheld | None = None
    drawn: tuple[str, ...] = ()
    signals: tuple[Signal, ...] = ()
    data: bytes = field(default=b"", repr=False)
    __pydantic_config__: ClassVar = STRICT_KEYS


class LeftOutBecause(enum.StrEnum):
    """Why words of a source are not printed."""

    REPETITION = "repetition"  # the same words are printed elsewhere in the edition
    BOILERPLATE = "boilerplate"  # the site speaks for itself: sharing, membership, comments
    FURNITURE = "site-furniture"  # navigation, menus, related links, comments of readers
    COUNTER = "tracking-pixel"
    PLACEHOLDER = "placeholder"  # a template nobody filled in
    PRIVATE = "private-comment"  # a comment in the source, which its readers never see
    METADATA = "metadata"  # read into a field of this article, or a key of the site's own software
    UNREADABLE = "unreadable"  # characters XML cannot hold
    ABRIDGED = "abridged"  # words of the author that the maker of the edition left out


@value
class LeftOut:
    """Words of the source that the edition does not print, and why.

    of    for a repetition: what repeats ("author-bio", "title"); for metadata: the field it became;
          for site furniture: what it is ("picture", "link", "hidden").
    addresses   what the words link to; of a picture, where it lies.
    """

    text: str
    because: LeftOutBecause
    of: str = ""
    found: str = ""
    addresses: tuple[str, ...] = ()
    __pydantic_config__: ClassVar = STRICT_KEYS


@value
class Article:
    """One article, complete with its rights.

    title        the headline.  kicker: the label above it, to the letter.  standfirst: the
                 paragraph below it.
    language     BCP 47 ("en", "pt-BR"); "und" where not known.
    direction    only if stated; else it follows from the language (reading_direction).
    sources      the chain of publication, first publication to capture.
    modifications  what was done to the text, as declared; () where nobody has said anything.
    pull         words of the text that are set large beside it once more, at the maker's wish.
    evidence     where facts came from; a fact without evidence was declared by whoever wrote the
                 file.
    """

    title: str
    kicker: str = ""
    subtitle: str = ""
    standfirst: str = ""
    contributors: tuple[Contributor, ...] = ()
    language: str = "und"
    direction: Direction = ""
    published: datetime.date | None = None
    updated: datetime.date | None = None
    keywords: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    rights: Rights = Rights()
    assets: tuple[Asset, ...] = ()
    body: tuple[Block, ...] = ()
    pull: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    modifications: tuple[Modification, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    __pydantic_config__: ClassVar = STRICT_KEYS

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError("an article needs a title")

    @property
    def address(self) -> str:
        """Where this text was taken from, "" if unknown.

        The captured address, else that of the first publication, else of where it was taken over.
        """
        by_relation = {
            source.relation: source.url for source in reversed(self.sources) if source.url
        }
        taken_from = (
            Relation.CAPTURED_FROM,
            Relation.ORIGINALLY_PUBLISHED,
            Relation.REPUBLISHED_FROM,
        )
        return next((url for one in taken_from if (url := by_relation.get(one))), "")

    @property
    def reading_direction(self) -> Direction:
        """The direction its text is set in: as stated, else as its language is written."""
        return direction_of(self.language, self.direction)

    @property
    def authors(self) -> tuple[str, ...]:
        """Names of the authors, in order."""
        return tuple(person.name for person in self.contributors if person.role is Role.AUTHOR)


def is_address(url: str) -> bool:
    """Whether this is a whole address of the web, with scheme and host (RFC 3986, section 3)."""
    return re.fullmatch(r"https?://[^\s/]+\.?[^\s]*", url) is not None


def with_source(article: Article, relation: Relation, found: str, **said: object) -> Article:
    """The article with facts of its source of this relation, as its maker declares them.

    The first source of that relation gets them; where there is none, one is added with them alone.

    found   where they are declared.   said: fields of Source and their values.
    """
    relations = [source.relation for source in article.sources]
    at = relations.index(relation) if relation in relations else len(relations)
    source = article.sources[at] if at < len(relations) else Source(relation=relation)
    declared: Any = said
    sources = (*article.sources[:at], replace(source, **declared), *article.sources[at + 1 :])
    names = [f"sources[{at}].{key}" for key in said]
    kept = (one for one in article.evidence if one.field not in names)
    made = (Evidence(field=name, kind=EvidenceKind.DECLARED, found=found) for name in names)
    return replace(article, sources=sources, evidence=(*kept, *made))
