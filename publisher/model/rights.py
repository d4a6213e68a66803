"""Why an article may be published, who holds its rights, and the exact words it owes its readers.

Nothing here is ever inferred: a holder, licence, date or address that is not known is absent.
Kinds and conditions are closed lists, so that a misspelt one is a fault and not a silent nothing.
"""

import datetime
import enum
from typing import ClassVar

from publisher.model.body import STRICT_KEYS
from publisher.value import value


class NoticeKind(enum.StrEnum):
    """What a line of a source says about rights, people or the site itself."""

    # where it first appeared, who let it be carried
    ORIGINALLY_PUBLISHED = "originally-published"
    REPUBLISHED_WITH_PERMISSION = "republished-with-permission"
    REPUBLISHED_COURTESY = "republished-courtesy"
    REPUBLISHED_CC = "republished-cc"
    SOURCE_LINK = "source-link"
    TRANSLATION_CREDIT = "translation-credit"
    AGENCY_CREDIT = "agency-credit"
    # terms of the text
    COPYRIGHT_LINE = "copyright-line"
    ALL_RIGHTS_RESERVED = "all-rights-reserved"
    REPRODUCTION_FORBIDDEN = "reproduction-forbidden"
    CC_LICENCE = "cc-licence"
    PUBLIC_DOMAIN = "public-domain"
    VERBATIM_COPYING = "verbatim-copying"
    PERMISSION = "permission"
    PERMISSION_REQUIRED = "permission-required"
    REUSE_CONDITION = "reuse-condition"
    FAIR_USE = "fair-use"
    DISCLAIMER = "disclaimer"
    VIEWS_DISCLAIMER = "views-disclaimer"
    # terms of pictures
    IMAGE_CREDIT = "image-credit"
    IMAGE_LICENCE = "image-licence"
    IMAGE_PUBLIC_DOMAIN = "image-public-domain"
    # people
    BYLINE = "byline"
    AUTHOR_BIO = "author-bio"
    AUTHOR_HEADING = "author-heading"
    CONTRIBUTORS_NOTE = "contributors-note"
    MEDIA_CONTACT = "media-contact"
    # what the text says of itself
    CORRECTION = "correction"
    UPDATE_NOTE = "update-note"
    EDITOR_NOTE = "editor-note"
    # the site speaking for itself
    NOTE_TO_READERS = "note-to-readers"
    SHARE_INVITATION = "share-invitation"
    COMMENT_BOILERPLATE = "comment-boilerplate"
    MEMBERSHIP_BOILERPLATE = "membership-boilerplate"
    BOILERPLATE = "boilerplate"
    TRACKING_PIXEL = "tracking-pixel"
    OBFUSCATED_EMAIL = "obfuscated-email"


class Whose(enum.StrEnum):
    """Who speaks in a notice.

    A republisher's claim is carried word for word and never relied on.
    """

    SOURCE = "source"
    REPUBLISHER = "republisher"
    EDITION = "edition"


class Scope(enum.StrEnum):
    """What a notice or licence covers.

    Pictures are not covered by a text's terms unless it says so.
    """

    UNSTATED = ""
    TEXT = "text"
    PICTURES = "pictures"
    TEXT_AND_PICTURES = "text-and-pictures"


@value
class NoticePart:
    """One sentence of a notice that says something of its own kind.

    `text` is found in the notice to the letter.
    """

    kind: NoticeKind
    text: str
    __pydantic_config__: ClassVar = STRICT_KEYS


@value
class Notice:
    """Words of a source that travel with the article to the letter.

    kinds      what it says, most important first; one line often says several things.
    text       the exact words: one line of the source, as printed.
    parts      its sentences where they differ in kind.
    names      people, publications and holders named in it.
    addresses  addresses it links to, where the capture kept them.
    found      where: "line 45", "front matter", "footer".
    """

    kinds: tuple[NoticeKind, ...]
    text: str
    parts: tuple[NoticePart, ...] = ()
    whose: Whose = Whose.SOURCE
    covers: Scope = Scope.UNSTATED
    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    language: str = ""
    found: str = ""
    __pydantic_config__: ClassVar = STRICT_KEYS

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError("a notice without words; remove it or write its text")
        if not self.kinds:
            raise ValueError("a notice needs at least one kind")


class ConditionId(enum.StrEnum):
    """What a licence or permission asks for."""

    CREDIT_AUTHOR = "credit-author"
    CREDIT_INSTITUTION = "credit-institution"
    CREDIT_SOURCE = "credit-source"
    CREDIT_LINE = "credit-line"  # a fixed wording
    SHOW_COPYRIGHT = "show-copyright"
    KEEP_NOTICE = "keep-notice"
    LINK_ORIGINAL = "link-original"
    LINK_LICENCE = "link-licence"
    SHOW_CHANGES = "show-changes"
    SHOW_ACCESS_DATE = "show-access-date"
    UNMODIFIED_TEXT = "unmodified-text"
    UNMODIFIED_TITLE = "unmodified-title"
    STYLE_EDITS_ONLY = "style-edits-only"  # house style, time and place may be mended; nothing else
    NO_SALE = "no-sale"
    # for the forms it names ("tuition or course pack fees") a charge is no breach
    NO_CHARGE = "no-charge"
    NON_COMMERCIAL = "non-commercial"
    SHARE_ALIKE = "share-alike"
    IMAGES_EXCLUDED = "images-excluded"
    COMMUNITY_SITES_ONLY = "community-sites-only"
    ONLINE_ONLY = "online-only"
    EVERY_PAGE = "every-page"  # the credit stands on each page
    ASK_FIRST = "ask-first"  # for the forms it names
    NOTIFY = "notify"
    NOT_SYSTEMATIC = "not-systematic"
    OWN_STORIES_ONLY = "own-stories-only"
    WITHIN_WINDOW = "within-window"  # for a time after its first publication, then taken down
    EXCERPT_ONLY = "excerpt-only"  # at most so many words
    LINK_PLACEMENT = "link-placement"  # such as in the first paragraph
    COUNTER_ONLINE = "counter-online"  # a tracking pixel: kept as a condition, never planted
    CANONICAL_LINK = "canonical-link"
    EXPIRES = "expires"


@value
class Condition:
    """One thing asked for.

    words    the source's words that ask for it.
    forms    the forms it speaks of ("print", "commercial internet sites"); empty: all.
    wording  the exact line to print, for credit-line.
    """

    id: ConditionId
    words: str = ""
    forms: tuple[str, ...] = ()
    wording: str = ""
    __pydantic_config__: ClassVar = STRICT_KEYS


@value
class Permission:
    """Leave to republish, as a rights holder worded it.

    granted_by      who gives it, as they name themselves.  granted_to: to whom by name, where a
                    letter names somebody.
    kind            a kind of site permission of rights/permissions.toml, whose conditions are added
                    to these.
    text            the exact words.
    audience        to whom it is given ("community internet sites"); empty: not said.
    forms           the forms it covers ("print", "epub"); empty: not said.
    waives          conditions of the licence that it lifts for this use.
    contact         where to ask for more; contact_hidden: the capture shows that there was an
                    address, not which.
    granted_on      day of the letter; expires_on: last day on which a copy may still be made.
    reference       where the letter is kept; never printed.
    """

    granted_by: str
    granted_to: str = ""
    kind: str = ""
    text: str = ""
    audience: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    waives: tuple[ConditionId, ...] = ()
    conditions: tuple[Condition, ...] = ()
    contact: str = ""
    contact_hidden: bool = False
    granted_on: datetime.date | None = None
    expires_on: datetime.date | None = None
    reference: str = ""
    __pydantic_config__: ClassVar = STRICT_KEYS

    def __post_init__(self) -> None:
        if self.granted_on and self.expires_on and self.expires_on < self.granted_on:
            raise ValueError(
                f"the permission expires on {self.expires_on}, before it was granted on"
                f" {self.granted_on}"
            )


@value
class Licence:
    """A licence as the source names it.

    id     SPDX identifier ("CC-BY-ND-4.0"), "" where the variant is not stated or none exists.
    url    its address, as normalised by rights/licences.py; "" where not stated.
    name   the words the source uses ("Creative Commons licence").
    covers what it is said to cover.
    """

    id: str = ""
    url: str = ""
    name: str = ""
    covers: Scope = Scope.UNSTATED
    __pydantic_config__: ClassVar = STRICT_KEYS

    def __post_init__(self) -> None:
        if not (self.id or self.url or self.name):
            raise ValueError(
                "a licence needs an id, an address or a name; leave `licence` out where there is"
                " none"
            )


class SignalScheme(enum.StrEnum):
    """By whose rules a source says something of its use to machines."""

    LICENCE_LINK = "licence-link"  # rel=license of HTML and of the header Link; badges
    SCHEMA = "schema.org"
    ROBOTS = "robots"  # robots meta and X-Robots-Tag
    TDMREP = "tdmrep"  # W3C community group, 2024-05-10
    AIPREF = "aipref"  # Content-Usage (IETF drafts), CC signals among its words
    CONTENT_SIGNAL = "content-signal"
    RSL = "rsl"  # Really Simple Licensing 1.0
    PACKAGE = "epub"  # the package of somebody's book
    PICTURE = "picture"  # XMP, IPTC and Exif in a picture's own file


@value
class Signal:
    """What a source says of its use beside its words, to the letter; nothing is made of it here.

    name    as its scheme has it: "X-Robots-Tag", "tdm-reservation", "usageInfo".
    value   the words it has there.
    found   where: "line 12, meta[robots]", "header Content-Usage", "robots.txt line 4".
    agent   the program it speaks to, where it does not speak to all.
    """

    scheme: SignalScheme
    name: str
    value: str
    found: str = ""
    agent: str = ""
    __pydantic_config__: ClassVar = STRICT_KEYS


class Basis(enum.StrEnum):
    """On what the maker of an edition relies to publish an article."""

    LICENCE = "licence"
    PERMISSION = "permission"
    PUBLIC_DOMAIN = "public-domain"
    EXCEPTION = "exception"
    OWN_WORK = "own-work"
    UNKNOWN = "unknown"


@value
class Rights:
    """The rights record of one article (or of an edition's own words).

    basis           what the maker relies on; "unknown" until somebody decides.
    holder          who holds the rights, only if the source says so.
    copyright_line  the © line to the letter, only if there is one.
    credit          the credit line the source asks for, to the letter.
    exception       the exception relied on (basis "exception"), as the maker words it.
    terms_url       the source's page of terms; permission_url: where it gives more permissions.
    status_url      a rightsstatements.org address; tdm: text-and-data-mining reservation as the
                    source said it.
    signals         what else the source says of its use to machines, each where it stands.
    """

    basis: Basis = Basis.UNKNOWN
    holder: str = ""
    copyright_line: str = ""
    licence: Licence | None = None
    permissions: tuple[Permission, ...] = ()
    notices: tuple[Notice, ...] = ()
    credit: str = ""
    exception: str = ""
    terms_url: str = ""
    permission_url: str = ""
    status_url: str = ""
    tdm_reservation: bool | None = None
    tdm_policy: str = ""
    signals: tuple[Signal, ...] = ()
    __pydantic_config__: ClassVar = STRICT_KEYS
