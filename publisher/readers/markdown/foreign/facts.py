"""The head of a foreign Markdown file → facts of an article.

In: a Head, or facts in comments.  Out: Hints, and the words and the picture that stand above the
text.  The keys are data (keys.toml); what no row names is left out as the software's own metadata,
to the letter, with all the rest of the head.
"""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from publisher.model.article import Contributor, Evidence, EvidenceKind, Relation, Role, Source
from publisher.model.rights import Licence
from publisher.readers.capture.language import tag_of
from publisher.readers.capture.names import name_in
from publisher.readers.capture.permissions import licence_named
from publisher.readers.capture.skeleton import fold
from publisher.readers.dates import stated_day
from publisher.readers.markdown.foreign.front_matter import keys
from publisher.readers.people import names_in
from publisher.readers.source import Hints
from publisher.rights.licences import by_address
from publisher.value import value

_WHOLE = re.compile(r"https?://\S+$")
_LINK = ("url", "link", "href", "address")
_PICTURE = (
    "src",
    "path",
    "url",
    "image",
    "overlay_image",
    "feature",
    "file",
    "filename",
    "relative_path",
)
_ALT = ("alt", "image_description", "alt_text")
_CAPTION = ("caption", "credit", "title", "imgcaption", "text")
# a link between notes is the name of the note, without its folder
_WIKI = re.compile(r"\[\[(?:[^\[\]|]*/)?([^\[\]|/]+)(?:\|[^\[\]]*)?\]\]")
_NOTE = re.compile(r"\^\[[^\[\]]*\]|\[\^[^\[\]]*\]")
_DAYS = {"published": ("published", "created"), "updated": ("updated", "modified")}
_DRAFT = {("draft", "true"), ("published", "false"), ("status", "draft"), ("status", "hidden")}
_ROLES = (
    ("author", Role.AUTHOR),
    ("translator", Role.TRANSLATOR),
    ("editor", Role.EDITOR),
    ("proofreader", Role.PROOFREADER),
    ("contributor", Role.CONTRIBUTOR),
)


@value
class Lead:
    """The picture above a text, as its head names it."""

    address: str
    alt: str = ""
    caption: str = ""


class Facts:
    """What the values of a head say, field by field."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data

    def first(self, field: str) -> str:
        """The first words that a key of this field holds; "" where none does."""
        return next((words for key in keys()[field] for words in texts(self._data.get(key))), "")

    def several(self, field: str) -> tuple[str, ...]:
        """All that the first key of this field holds."""
        held = (texts(self._data.get(key)) for key in keys()[field])
        return next((found for found in held if found), ())

    def day(self, field: str) -> datetime.date | None:
        """The first day that a key of this field states."""
        for key in ("date", *keys()[field]):
            held = self._data.get(key)
            if isinstance(held, dict):  # date: {created: …, updated: …}
                held = [held.get(name) for name in _DAYS[field]]
            elif key == "date" and field != "published":
                continue
            if day := next((day for each in texts(held) if (day := stated_day(each))), None):
                return day
        return None

    def hints(self) -> Hints:
        """The facts that are surely known."""
        people = tuple(self._people())
        sources = self._sources(translated=any(one.role is Role.TRANSLATOR for one in people))
        licence = self._licence()
        published = self.day("published")
        title = self.first("title")
        stated = [
            *(["title"] if title else []),
            *(["rights.licence"] if licence else []),
            *(["published"] if published else []),
            *(f"sources[{at}].url" for at, source in enumerate(sources) if source.url),
            *(f"sources[{at}].name" for at, source in enumerate(sources) if source.name),
            *(f"contributors[{at}].name" for at in range(len(people))),
        ]
        return Hints(
            titles=(title,) if title else (),
            subtitle=self.first("subtitle"),
            contributors=people,
            language=tag_of(self.first("language")),
            published=published,
            updated=self.day("updated"),
            keywords=self._keywords(),
            sources=sources,
            licence=licence,
            evidence=tuple(
                Evidence(field=field, kind=EvidenceKind.STATED, found="front matter")
                for field in stated
            ),
            remarks=self._remarks(),
        )

    def _remarks(self) -> tuple[str, ...]:
        said = {(key, str(held).lower()) for key, held in self._data.items()}
        drafts = sorted(f"{key}: {held}" for key, held in said & _DRAFT)
        told = "it may not be finished"
        return tuple(f"its front matter says “{written}”: {told}" for written in drafts)

    def _people(self) -> Iterator[Contributor]:
        """Those whom the head credits, each once in each role."""
        seen: set[tuple[str, Role]] = set()
        for field, role in _ROLES:
            held = (self._data.get(key) for key in keys()[field])
            given = next((found for found in held if texts(found)), None)
            for person in _credited(given, role):
                if (person.name, role) not in seen:
                    seen.add((person.name, role))
                    yield person

    def _keywords(self) -> tuple[str, ...]:
        """Keywords; those in one line are parted at commas."""
        given = self.several("keywords")
        parted = given[0].split(",") if len(given) == 1 else given
        cleaned = (words.strip().strip("\"'[]").removeprefix("#") for words in parted)
        return tuple(dict.fromkeys(filter(None, cleaned)))

    def _sources(self, *, translated: bool) -> tuple[Source, ...]:
        """Where the text first appeared, then where this copy was taken from; only what is said."""
        named = self.first("first_published")
        nested = self._nested("original")
        original = self._address("original", nested)
        taken_from = self._nested("taken")
        taken, canonical = self._address("taken", taken_from), self._address("canonical", {})
        if named and not original:
            original, canonical = canonical or taken, ""
        relation = Relation.TRANSLATED_FROM if translated else Relation.ORIGINALLY_PUBLISHED
        if translated and not original:
            original, taken, nested = taken or canonical, "", taken_from
        publication = self._name("publication")
        first = Source(
            relation=relation,
            url=original,
            title=_one(nested, ("title",)),
            name=_one(nested, ("name",)) or self._name("first_published"),
        )
        name = _one(taken_from, ("name",)) or publication or self._name("taken")
        copy = Source(
            relation=Relation.CAPTURED_FROM,
            url=taken or canonical,
            title=_one(taken_from, ("title",)),
            name=name,
            captured_at=self._moment() if taken or canonical or name else None,
        )
        if copy.url == first.url or not copy.url:
            copy = replace(copy, url="")
            if first.url and not first.name:
                first, copy = replace(first, name=copy.name), replace(copy, name="")
        return tuple(each for each in (first, copy) if each.url or each.title or each.name)

    def _nested(self, field: str) -> dict[str, Any]:
        """`source: {title: …, url: …}`."""
        held = (self._data.get(key) for key in keys()[field])
        return next((found for found in held if isinstance(found, dict)), {})

    def _address(self, field: str, nested: dict[str, Any]) -> str:
        written = [words for key in keys()[field] for words in texts(self._data.get(key))]
        written += [words for key in _LINK for words in texts(nested.get(key))]
        return next((given for given in written if _WHOLE.match(given)), "")

    def _name(self, field: str) -> str:
        """The name of a publication that a key of this field holds."""
        written = (
            words
            for key in keys()[field]
            if not isinstance(self._data.get(key), dict)
            for words in texts(self._data.get(key))
        )
        return next((words for words in written if _is_name(words)), "")

    def _moment(self) -> datetime.datetime | None:
        """When the copy was taken, where the head states day, time and zone."""
        for words in (words for key in keys()["captured"] for words in texts(self._data.get(key))):
            try:
                moment = datetime.datetime.fromisoformat(words)
            except ValueError:
                continue
            if moment.tzinfo is not None:
                return moment
        return None

    def _licence(self) -> Licence | None:
        for key in keys()["licence"]:
            held = self._data.get(key)
            given = list(held.values()) if isinstance(held, dict) else [held]
            for words in (words for each in given for words in texts(each)):
                if licence := licence_stated(words):
                    return licence
        return None

    def lead(self) -> Lead | None:
        """The picture above the text, and the words that go with it."""
        for key in keys()["picture"]:
            held = self._data.get(key)
            if isinstance(held, dict):
                address = _one(held, _PICTURE)
                alt, caption = _one(held, _ALT), _one(held, _CAPTION)
            else:
                address = next(iter(texts(held)), "")
                alt, caption = self.first("picture_alt"), self.first("picture_caption")
            address = re.sub(r"^!?\[\[([^\]|]+).*\]\]$", r"\1", address)
            if re.search(r"\.(?:png|jpe?g|gif|webp|avif|svg)(?:[?#]|$)", address, re.IGNORECASE):
                return Lead(address=address, alt=alt, caption=caption)
        return None


def texts(given: Any) -> tuple[str, ...]:  # noqa: ANN401 - whatever a head may hold
    """The texts of a value: itself, those of a list, and the name in a mapping."""
    if isinstance(given, dict):
        named = next((given[key] for key in ("name", "title", "text") if given.get(key)), None)
        if isinstance(named, dict):  # Quarto: name: {given: …, family: …}
            parts = (named.get("given"), named.get("non-dropping-particle"), named.get("family"))
            words = " ".join(str(part) for part in parts if part)
            return texts(words or named.get("literal"))
        return texts(named)
    if isinstance(given, list):
        return tuple(words for item in given for words in texts(item))
    words = " ".join(str(given).split()) if given is not None else ""
    return (words,) if words else ()


def _credited(given: Any, role: Role) -> Iterator[Contributor]:  # noqa: ANN401
    """Those whom a value names, with what a mapping says of each."""
    if isinstance(given, list):
        for each in given:
            yield from _credited(each, role)
        return
    said = given if isinstance(given, dict) else {}
    url = next((words for key in ("url", "website", "web") for words in texts(said.get(key))), "")
    for words in texts(given):
        for name in names_in(_WIKI.sub(r"\1", _NOTE.sub("", words))):
            yield Contributor(
                name=name,
                role=role,
                bio=_one(said, ("bio",)),
                institution=_one(said, ("affiliation", "affiliations", "organization")),
                url=url if _WHOLE.match(url) else "",
            )


def _is_name(words: str) -> bool:
    return bool(not _WHOLE.match(words) and not stated_day(words) and name_in(words))


def _one(held: dict[str, Any], names: Sequence[str]) -> str:
    return next((words for name in names for words in texts(held.get(name))), "")


def licence_stated(words: str) -> Licence | None:
    """The Creative Commons licence that a value states, by its address or in words.

    No other is a licence of a text.
    """
    if found := by_address(words) if _WHOLE.match(words) else None:
        return Licence(id=found.id, url=words)
    if not re.search(r"creative[- ]commons|\bcc\b|\bcc[- ]?(?:by|0)", fold(words)):
        return None
    return licence_named(words)
