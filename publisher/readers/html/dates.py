"""When a page was published and updated: by its metadata, marks, the day shown beside the headline.

In: a Page and what is near its headline.  Out: Days, each noted with where it was found and how
sure that is.  Never a day of the running text, of a comment or of another story: a day shown counts
only in a line that says little else.
"""

import datetime
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from publisher.model.article import EvidenceKind
from publisher.readers.dates import Day, days_in, stated_day, words
from publisher.readers.html.nearby import Line, Neighbourhood, line_around
from publisher.readers.html.records import Page
from publisher.readers.html.tree import HEADINGS, Element, found_at, is_phrasing, spaced, words_of
from publisher.readers.people import opens_byline
from publisher.text import squeeze

_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "article:published",
    "article:publish_date",
    "article:create",
    "parsely-pub-date",
    "parsely-date",
    "sailthru.date",
    "citation_publication_date",
    "citation_online_date",
    "citation_date",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "dcterms.created",
    "dc.date.created",
    "dcterms.available",
    "pubdate",
    "pub_date",
    "publishdate",
    "publish-date",
    "publish_date",
    "published_time",
    "published_at",
    "published-date",
    "publication_date",
    "publication-date",
    "publicationdate",
    "article.published",
    "article.created",
    "article:published_date",
    "og:published_time",
    "og:publish_date",
    "date",
    "og:pubdate",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "displaydate",
    "ptime",
    "pdate",
    "originalpublicationdate",
    "published_time_telegram",
    "bt:pubdate",
    "article_date_original",
    "date_published",
    "rnews:datepublished",
    "vr:published_time",
    "shareaholic:article_published_time",
    "content_create_date",
    "created",
    "datecreated",
)
_UPDATED = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "last-modified",
    "lastmod",
    "article.updated",
    "revised",
)
_MADE = ("datePublished", "dateCreated", "uploadDate")
_SHOWN_AT_MOST = 220  # characters of a line that shows a day; a longer one is the text
_BEFORE_AT_MOST = 150  # characters before the headline
_BEHIND_AT_MOST = 600  # characters behind it
_DATELINE_AT_MOST = 25  # characters of the text's first block in which a dateline stands
_MARKED_AT_MOST = 150  # characters of an element whose class says that it holds a day
_LEFT_AT_MOST = 60  # characters beside the day of a line that shows it
_STRANGE_AT_MOST = 2  # small words of a byline or a labelled line that no line of dates holds
_SMALL = 3  # letters of a word that stands in any line
_LABEL_AT_MOST = 60  # characters before a day in which a label speaks of it
_NAMED = re.compile(
    r"date|time|publish|posted|submitted|created|byline|meta|datum|fecha|data\b|zeit|timestamp",
    re.IGNORECASE,
)
_OF_DATA = re.compile(r"date|publish|posted|timestamp|[^a-z]time$", re.IGNORECASE)
_DATED_ANEW = 7  # days
_HEADING_AT_MOST = 200  # characters behind the headline in which a heading may show the day
_CHANGED = re.compile(r"updat|modif|chang|edit|aktualis|review", re.IGNORECASE)
_IN_ADDRESS = re.compile(
    r"/((?:19|20)\d\d)[/-](\d{1,2}|[a-z]{3,9})[/-](\d{1,2})(?=[/-]|$)"
    r"|(?<=[/_-])(\d{1,2})-(\d{1,2})-((?:19|20)\d\d)(?=[/._-]|$)",
    re.IGNORECASE,
)
_TIMES = ("time", "relative-time", "time-ago", "local-time")
_ITEMS = frozenset({"li", "tr", "article"})


class _Found(NamedTuple):
    """A day, where it is said, and whether markup states it or it was read from words."""

    day: datetime.date
    found: str
    kind: EvidenceKind


class Days(NamedTuple):
    """The days of a page; None where nothing says them.

    lines   squeezed and in small letters: what stands beside the headline to show them.
    """

    published: datetime.date | None
    updated: datetime.date | None
    lines: frozenset[str]


def days_of(page: Page, near: Neighbourhood, language: str, address: str) -> Days:
    """When the page was published and updated."""
    in_address = _of_address(address) or _of_copy(page)
    stated = next(_stated(page, _MADE, _PUBLISHED), None)
    known = [day for day in (in_address, stated.day if stated else None) if day]
    shown = _Shown(near, language, known)
    updated = next(_stated(page, ("dateModified",), _UPDATED), None) or shown.updated
    marked = _marked(page, near)
    published = stated or marked or shown.published or _of_class(near, shown) or _labelled(page)
    if stated:
        seen = shown.published or _seen(marked, updated)
        published = _as_shown(stated, seen) or _as_addressed(stated, in_address) or stated
    if published is None and in_address:
        published = _Found(in_address, "address", EvidenceKind.INFERRED)
    if published:
        page.know("published", published.found, published.kind)
    if updated:
        page.know("updated", updated.found, updated.kind)
    told = {found.day for found in (published, updated) if found}
    return Days(
        published=published.day if published else None,
        updated=updated.day if updated else None,
        lines=frozenset((*shown.lines, *_between_blocks(near, shown, told))),
    )


def _between_blocks(
    near: Neighbourhood, shown: "_Shown", told: set[datetime.date]
) -> Iterator[str]:
    """The words of times that stand by themselves between blocks and say a day that is told."""
    for element in near.close():
        around = element.getparent()
        if element.tag not in _TIMES or around is None or is_phrasing(around):
            continue
        words = words_of(element)
        if any(found.day in told for _, found in shown.in_line(words)):
            yield squeeze(words).lower()


def _as_shown(stated: _Found, seen: _Found | None) -> _Found | None:
    """The day that readers see, where the metadata has another.

    One day off it is the same moment in another zone; a marked day further off is what counts.
    """
    apart = abs((stated.day - seen.day).days) if seen else 0
    if seen is None or not apart or (apart > 1 and seen.kind is not EvidenceKind.STATED):
        return None
    why = ", another zone's day" if apart == 1 else ""
    return seen._replace(found=f"{seen.found}; {stated.found} says {stated.day}{why}")


def _as_addressed(stated: _Found, in_address: datetime.date | None) -> _Found | None:
    """The day in the address, where it is much earlier: it stays when a text is dated anew."""
    if in_address is None or (stated.day - in_address).days <= _DATED_ANEW:
        return None
    found = f"address; {stated.found} says {stated.day}"
    return _Found(in_address, found, EvidenceKind.INFERRED)


def _seen(marked: _Found | None, updated: _Found | None) -> _Found | None:
    """A marked day that its words show as well, and that is not the day of the last change."""
    if marked is None or (updated and updated.day == marked.day):
        return None
    days = [day for found in days_in(marked.found) for day in found.days]
    return marked if marked.day in days else None


def _stated(page: Page, keys: Sequence[str], names: Sequence[str]) -> Iterator[_Found]:
    """What records, the head and microdata state, best first."""
    for said, found in _fields(page, keys, names):
        if day := stated_day(said):
            yield _Found(day, found, EvidenceKind.STATED)


def _fields(page: Page, keys: Sequence[str], names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """(words, where) of each field that may state a day."""
    for key in keys:
        for record in (*page.records, *page.pages):
            if isinstance(record.get(key), str | int):
                yield str(record[key]), f"JSON-LD {key}"
    yield from page.metas(names)
    for element in page.itemprops(keys[0]):
        said = element.get("content") or element.get("datetime") or words_of(element)
        yield said[:100], f"itemprop={keys[0]}"


def _marked(page: Page, near: Neighbourhood) -> _Found | None:
    """The day of a <time> beside the headline that no paragraph holds; pubdate first."""
    times = [element for element in page.root.iter(*_TIMES) if not near.is_apart(element)]
    old = found_at(page.root, "//abbr[contains(@class, 'published')]")
    first = [element for element in times if element.get("pubdate") is not None]
    close = [element for element in (*times, *old) if near.is_near(element)]
    behind = [element for element in times if near.is_behind(element)]
    ordered = [*first, *sorted(close, key=lambda one: _place(near, one)), *behind]
    for element in ordered:
        stated = element.get("pubdate") is not None
        if not stated and (_in_sentence(element) or _is_changed(element) or _is_listed(element)):
            continue
        shown = words_of(element)
        said = element.get("datetime") or element.get("title") or shown
        if day := stated_day(said[:100]):
            found = f"{element.tag}: {(shown or said)[:60].strip()}"
            return _Found(day, found, EvidenceKind.STATED)
    return None


def _labelled(page: Page) -> _Found | None:
    """The one day that <time>s anywhere on the page are said to be published on, by the label."""
    found: dict[datetime.date, _Found] = {}
    for element in page.root.iter(*_TIMES):
        said, mine = line_around(element), words_of(element)
        before = said[: said.find(mine)] if mine and mine in said else ""
        day = stated_day((element.get("datetime") or mine)[:100])
        if day and _label(before) == "published" and not _is_listed(element):
            found[day] = _Found(day, f"time: {said[:60]}", EvidenceKind.INFERRED)
    return next(iter(found.values())) if len(found) == 1 else None


def _place(near: Neighbourhood, element: Element) -> int:
    """The nearest to the headline first; before it, elements are of the page as often as not."""
    before = near.order[element] < near.start
    return near.distance(element) * (2 if before else 1)


def _in_sentence(element: Element) -> bool:
    """Whether the line around an element is running text, and not there to show a day."""
    rest = line_around(element).replace(words_of(element), " ", 1)
    return len(rest) > _SHOWN_AT_MOST or len(_strange(rest)) > _STRANGE_AT_MOST


def _is_listed(element: Element) -> bool:
    """Whether an element stands in a list of which each item has a day: of other stories."""
    item = next((one for one in element.iterancestors() if one.tag in _ITEMS), None)
    if item is None:
        return False
    beside = [one for one in (item.getprevious(), item.getnext()) if one is not None]
    return any(one.tag == item.tag and one.find(".//time") is not None for one in beside)


def _strange(line: str) -> list[str]:
    """The longer small words of a line that no line around a day holds."""
    known = words("around") | words("published") | words("other") | words("weekdays")
    return [
        word
        for word in re.findall(r"[^\W\d_][\w.'’-]*", line)
        if word[:1].islower() and word.rstrip(".").lower() not in known and len(word) > _SMALL
    ]


def _is_changed(element: Element) -> bool:
    """Whether an element, or the words before it in its line, speak of an update."""
    line = next((one for one in element.iterancestors() if not is_phrasing(one)), element)
    for one in (element, *element.iterancestors()):
        if _CHANGED.search(f"{one.get('class', '')} {one.get('itemprop', '')} {one.get('id', '')}"):
            return True
        if one is line:
            break
    said, mine = line_around(element), words_of(element)
    at = said.find(mine) if mine else -1
    return at >= 0 and _label(said[:at]) == "other"


def _label(before: str) -> str:
    """What the words before a day say it is of: "published", "other", or "" where nothing."""
    for word in reversed(re.findall(r"[^\W\d_]+", before[-_LABEL_AT_MOST:].lower())):
        if word in words("other"):
            return "other"
        if word in words("published"):
            return "published"
    unspaced = before[-8:]
    if any(word in unspaced for word in words("other") if not word.isascii()):
        return "other"
    return ""


class _Shown:
    """The days that lines beside the headline show."""

    def __init__(self, near: Neighbourhood, language: str, known: Sequence[datetime.date]) -> None:
        self._language, self._known = language, known
        self.published: _Found | None = None
        self.updated: _Found | None = None
        self.lines: set[str] = set()
        lines = [
            line for line in near.lines() if -_BEFORE_AT_MOST <= line.distance <= _BEHIND_AT_MOST
        ]
        for line in sorted(lines, key=lambda line: (line.distance < 0, abs(line.distance))):
            heading = line.block.tag in HEADINGS
            if not heading or 0 <= line.distance <= _HEADING_AT_MOST:
                self._read(line)
        if near.headline is not None:
            self._read_headline(words_of(near.headline))

    def _read(self, line: Line) -> None:
        for label, found in self.in_line(line.words) or self.in_line(spaced(line.block)):
            short = len(line.words) <= _LEFT_AT_MOST * 2
            if short and not opens_byline(line.words):
                self.lines.add(squeeze(line.words).lower())
            if label == "other":
                self.updated = self.updated or found
            else:
                self.published = self.published or found

    def _read_headline(self, words: str) -> None:
        """The day before a headline, set off by a mark: "3.5.2019 - The gate"."""
        day = next(days_in(words, self._language), None)
        if day is None or words[: day.start].strip() or not _is_dateline(words, day):
            return
        if settled := self._settled(day):
            found = _Found(settled, f"headline: {words[: day.end]}", EvidenceKind.INFERRED)
            self.published = self.published or found

    def in_line(self, line: str) -> list[tuple[str, _Found]]:
        """(what its label says, the day) of each day that a line shows and the page settles."""
        days = list(days_in(line, self._language))
        if not days or not (_shows(line, days) or _is_dateline(line, days[0])):
            return []
        before = 0
        told: list[tuple[str, _Found]] = []
        for day in days:
            label = _label(line[before : day.start])
            said = line[before : day.end].strip(" |·•,;-–—")[-_LEFT_AT_MOST:]
            before = day.end
            if settled := self._settled(day):
                told.append((label, _Found(settled, f"shown: {said}", EvidenceKind.INFERRED)))
        return told

    def _settled(self, day: Day) -> datetime.date | None:
        """The day; of two that figures can be, the one that the head or the address has as well."""
        if len(day.days) == 1:
            return day.days[0]
        near = [
            one for one in day.days if any(abs((one - known).days) <= 1 for known in self._known)
        ]
        return near[0] if len(near) == 1 else None


def _shows(line: str, days: Sequence[Day]) -> bool:
    """Whether a line is there to show its days: little else is in it, and no sentence."""
    if len(line) > _SHOWN_AT_MOST:
        return False
    rest = line
    for day in reversed(days):
        rest = f"{rest[: day.start]} | {rest[day.end :]}"
    labelled = _label(line[: days[0].start]) != ""
    byline = opens_byline(line) or labelled
    if not byline and len(rest.strip(" |")) > _LEFT_AT_MOST:
        return False
    strange = _strange(rest)
    stopped = rest.rstrip(' |)"”»')[-1:] in {".", "!", "?"} and days[-1].end < len(line) - 12
    return len(strange) <= (_STRANGE_AT_MOST if byline else 0) and not (stopped and not byline)


def _is_dateline(line: str, day: Day) -> bool:
    """Whether a text begins with place and day, set off by a mark: "HARROW, 3 May 2019 — "."""
    before, after = line[: day.start], line[day.end : day.end + 3]
    small = [word for word in re.findall(r"[^\W\d_]+", before) if word[:1].islower()]
    quiet = all(word in words("around") for word in small) and len(small) < 2
    opens = before.strip().lower() not in {"on", "am", "le", "el", "il", "em", "in", "im"}
    return (
        day.start <= _DATELINE_AT_MOST
        and quiet
        and opens
        and bool(re.match(r"\)?\s*[—–:|.-]", after))
    )


def _of_class(near: Neighbourhood, shown: _Shown) -> _Found | None:
    """The day in an element whose class or attribute says that it holds one, near the headline."""
    for element in (*near.close(), *near.behind()):
        names = f"{element.get('class', '')} {element.get('id', '')}"
        if found := _in_data(element, names):
            return found
        if not _NAMED.search(names) or _CHANGED.search(names) or near.is_apart(element):
            continue
        said_here = words_of(element)
        if len(said_here) > _MARKED_AT_MOST or near.in_prose(element):
            continue
        for label, found in shown.in_line(said_here):
            if label != "other":
                return found
    return None


def _in_data(element: Element, names: str) -> _Found | None:
    """The day in an attribute such as data-published or data-timestamp."""
    for key in map(str, element.keys()):
        wanted = (
            key.startswith("data-") and _OF_DATA.search(key) and not _CHANGED.search(key + names)
        )
        if wanted and (day := stated_day(element.get(key, "")[:60])):
            return _Found(day, f"{element.tag}[{key}]", EvidenceKind.STATED)
    return None


def _of_copy(page: Page) -> datetime.date | None:
    """The day in the address of the page's own copy in AMP, which begins as the page's does."""
    for link in page.root.iter("link"):
        if link.get("rel", "").strip().lower() == "amphtml":
            return _of_address(link.get("href", ""))
    return None


def _of_address(address: str) -> datetime.date | None:
    """The day in a page's address: /2024/03/04/, /2024/mar/04/, /04-03-2024-the-gate.

    None where the last could be of two months.
    """
    found = _IN_ADDRESS.search(address)
    if found is None:
        return None
    year, month, day, first, second, last = found.groups()
    if last:
        return stated_day(f"{first}/{second}/{last}")
    if not month.isdigit():
        return stated_day(f"{int(day)} {month} {year}")
    return stated_day(f"{year}-{int(month):02}-{int(day):02}")
