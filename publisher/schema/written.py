"""Records as they stand in files, where a file holds something else than the model.

An edition names its articles' paths.
"""

import datetime
from collections.abc import Mapping
from dataclasses import MISSING, Field, field, fields, make_dataclass, replace
from types import GenericAlias
from typing import Any, ClassVar, get_type_hints

from publisher.model.article import Asset, Contributor, Modification, Withheld
from publisher.model.body import STRICT_KEYS, Block
from publisher.model.edition import Edition
from publisher.model.rights import Basis, Licence, Permission
from publisher.schema.locate import Located
from publisher.schema.sort import Sort
from publisher.value import value

_ELSEWHERE = {"name", "single", "parts"}  # from the file's name, and from the paths below


def _same(given: Field[Any]) -> Field[Any]:
    if given.default_factory is not MISSING:
        return field(default_factory=given.default_factory)
    return field(default=given.default)  # type: ignore[no-any-return]


@value
class PictureEntry:
    """What the edition's maker says of one picture of an article; each key replaces what was read.

    credit      its credit line, to the letter.   alt: what it shows.
    withheld    why it is not printed: by-choice or no-credit.
    """

    credit: str = ""
    licence: Licence | None = None
    holder: str = ""
    alt: str = ""
    withheld: Withheld | None = None
    __pydantic_config__: ClassVar = STRICT_KEYS


@value
class ArticleEntry:
    """An article of an edition: its file, and what the edition's maker declares about it.

    file         path beside the edition's file; an entry that is only a path may be written without
                 this key.
    source_url   the address of the captured page, where the capture has none.
    encoding     of a capture that is not in UTF-8, such as windows-1252.

    What was read wrong is corrected by the keys that an article has itself: title, kicker,
    subtitle, standfirst, contributors (authors: their names alone; [] for nobody), published,
    updated, language, licence, copyright_line, holder, credit.
    publication  the name of the publication it appeared in.   captured_at: when it was captured.
    pictures     the id of a picture, or its file -> its credit, licence, holder, alt, withheld.
    leave_out    the opening words of each paragraph that is not to be printed.
    pull         words of the text that are set large beside it once more.

    basis, exception, permissions, modifications   as in an article's rights; what is given here is
                 the maker's own declaration.
    """

    file: str
    source_url: str = ""
    encoding: str = ""
    title: str = ""
    kicker: str = ""
    subtitle: str = ""
    standfirst: str = ""
    authors: tuple[str, ...] | None = None
    contributors: tuple[Contributor, ...] | None = None
    publication: str = ""
    captured_at: datetime.datetime | None = None
    published: datetime.date | None = None
    updated: datetime.date | None = None
    language: str = ""
    licence: Licence | None = None
    copyright_line: str = ""
    holder: str = ""
    credit: str = ""
    pictures: Mapping[str, PictureEntry] = field(default_factory=dict)
    leave_out: tuple[str, ...] = ()
    pull: tuple[str, ...] = ()
    basis: Basis | None = None
    exception: str = ""
    permissions: tuple[Permission, ...] = ()
    modifications: tuple[Modification, ...] = ()
    __pydantic_config__: ClassVar = STRICT_KEYS

    def __post_init__(self) -> None:
        if self.authors is not None and self.contributors is not None:
            raise ValueError("both authors and contributors are given; keep one of them")


@value
class CoverEntry:
    """The maker's own cover, as an article's assets are written.

    Its file beside the edition's, what it shows, whose it is and on what terms.
    """

    file: str
    alt: str
    credit: str = ""
    licence: Licence | None = None
    holder: str = ""
    url: str = ""
    __pydantic_config__: ClassVar = STRICT_KEYS

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ValueError(
                "a cover needs its alt: what it shows and says, for those who do not see it"
            )

    @property
    def asset(self) -> Asset:
        """The cover as the picture that it is."""
        return Asset(
            id="cover",
            file=self.file,
            alt=self.alt,
            credit=self.credit,
            licence=self.licence,
            holder=self.holder,
            url=self.url,
        )


PartRecord = make_dataclass(
    "Part",
    [("title", str, ""), ("introduction", str, ""), ("articles", tuple[ArticleEntry, ...])],
    frozen=True,
    slots=True,
    kw_only=True,
    namespace={
        "__doc__": (
            "Articles under a common heading; `articles` are paths beside the edition's file, or"
            " entries with `file`; `introduction` is a page of the maker's own before them."
        ),
        "__pydantic_config__": STRICT_KEYS,
    },
)
_HINTS = get_type_hints(Edition, include_extras=True) | {"cover": CoverEntry | None}
EditionRecord = make_dataclass(
    "Edition",
    [
        *(
            (each.name, _HINTS[each.name], _same(each))
            for each in fields(Edition)
            if each.name not in _ELSEWHERE
        ),
        ("basis", Basis | None, None),
        ("exception", str, ""),
        ("permissions", tuple[Permission, ...], ()),
        ("own", str, ""),
        ("editor", str, ""),
        ("sort", Sort, Sort.GIVEN),
        ("articles", tuple[ArticleEntry, ...], ()),
        ("parts", GenericAlias(tuple, (PartRecord, ...)), ()),
    ],
    frozen=True,
    slots=True,
    kw_only=True,
    namespace={
        "__doc__": (
            "One EPUB and one PDF; `articles`, or `parts` with articles, are paths beside this"
            " file, or entries with `file`.  `basis`, `exception` and `permissions` hold for every"
            " article that says nothing itself; `own` says whose the pages without a source are."
        ),
        "__pydantic_config__": STRICT_KEYS,
    },
)
BlockRecord = make_dataclass(
    "BlockRecord",
    [("block", Block)],
    frozen=True,
    slots=True,
    kw_only=True,
    namespace={
        "__doc__": "One block written as data in Markdown.",
        "__pydantic_config__": STRICT_KEYS,
    },
)


def with_entries(located: Located) -> Located:
    """An edition's record as EditionRecord has it.

    Each path of an article is an entry with `file`, and one word under `use` its kind.
    """
    data = located.data
    if not isinstance(data, dict):
        return located
    data = dict(data)
    if isinstance(data.get("use"), str):
        data["use"] = {"kind": data["use"]}
    if "articles" in data:
        data["articles"] = _entries(data["articles"])
    if isinstance(parts := data.get("parts"), list):
        data["parts"] = [
            (
                {**part, "articles": _entries(part["articles"])}
                if isinstance(part, dict) and "articles" in part
                else part
            )
            for part in parts
        ]
    return replace(located, data=data)


def _entries(given: Any) -> Any:  # noqa: ANN401 - plain data of any form
    return (
        [{"file": entry} if isinstance(entry, str) else entry for entry in given]
        if isinstance(given, list)
        else given
    )
