"""What a page says of itself.

Title, authors, dates, site, address, language, licence, each with where it is said.

In: the tree of a page and its article's element.  Out: Facts.  Only what is stated is taken:
metadata of the head, JSON-LD, microdata, rel=, and elements whose class says what they hold.
Nothing is completed.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from publisher.captures import Capture
from publisher.model.article import Relation, Source
from publisher.model.body import Direction
from publisher.model.direction import direction_of
from publisher.model.rights import Licence, NoticeKind, Signal, SignalScheme
from publisher.readers.capture.language import tag_of
from publisher.readers.capture.recognise import recognise
from publisher.readers.capture.zones import PICTURES
from publisher.readers.html.article import Layout
from publisher.readers.html.dates import days_of
from publisher.readers.html.figures import absolute
from publisher.readers.html.nearby import neighbourhood
from publisher.readers.html.people import people_of
from publisher.readers.html.records import Page, page_of
from publisher.readers.html.site import site_of
from publisher.readers.html.sort_names import with_sort_names
from publisher.readers.html.titles import kicker_of, standfirst_of, titles_of
from publisher.readers.html.tree import Element, is_inert, is_phrasing, line_of, words_of
from publisher.readers.html.use_signals import is_rsl, page_signals, picture_signals
from publisher.readers.source import Hints
from publisher.rights.licences import by_address
from publisher.text import squeeze

_BADGE_AT_MOST = 300  # characters of a line that holds the link to a licence and little else


@dataclass(slots=True)
class Facts:
    """What was found, as hints for the assembly.

    said    names as the page writes them, to tell the lines that repeat them.
    shown   the lines beside the headline that show its days, squeezed and in small letters.
    pictures   whole address of a picture -> what records say of its rights.
    """

    hints: Hints
    address: str = ""
    said: frozenset[str] = frozenset()
    shown: frozenset[str] = frozenset()
    pictures: Mapping[str, tuple[Signal, ...]] = field(default_factory=dict)


def facts(root: Element, where: Layout, capture: Capture) -> Facts:
    """The facts of a page.

    capture   how it was had: the saving program may have noted its address.
    """
    page = page_of(root, where.article)
    address = _address(page, capture)
    named = site_of(page, address)
    if named.name:
        page.know("sources[0].name", named.found)
    site = named.name
    titles = titles_of(page, named, address)
    near = neighbourhood(root, where.article, where.regions, titles)
    people = with_sort_names(page, people_of(page, named, near))
    language, direction = _language(page)
    days = days_of(page, near, language, address)
    signals = page_signals(page, titles, address)
    links = tuple(_licence_signals(page))
    licence = _licence(page, address, signals)
    source = Source(relation=Relation.CAPTURED_FROM, name=site, url=address)
    said = frozenset(
        squeeze(text).lower()
        for text in (
            *titles,
            *(person.name for person in people),
            site,
            *(", ".join(p.name for p in people),),
        )
        if text
    )
    hints = Hints(
        titles=titles,
        kicker=kicker_of(page, near),
        standfirst=standfirst_of(page, near),
        contributors=people,
        language=language,
        direction=direction,
        published=days.published,
        updated=days.updated,
        keywords=_keywords(page),
        sources=(source,) if address or site else (),
        licence=licence,
        signals=tuple(dict.fromkeys((*links, *signals))),
        evidence=tuple(page.evidence),
    )
    pictures = picture_signals(page, address)
    return Facts(hints=hints, address=address, said=said, shown=days.lines, pictures=pictures)


def _address(page: Page, capture: Capture) -> str:
    """The page's address: the canonical one, og:url, or what a saving browser noted."""
    base = next((absolute(element.get("href", ""), "") for element in page.root.iter("base")), "")
    links = (
        link
        for link in page.root.iter("link")
        if "canonical" in link.get("rel", "").lower().split()
    )
    canonical = ((link.get("href", ""), "link[rel=canonical]") for link in links)
    noted = (capture.address, capture.address_found)
    for written, found in (*canonical, *page.metas(("og:url",)), noted):
        address = absolute(written, base)
        if address.startswith("http"):
            page.know("sources[0].url", found)
            return address
    return ""


def _licence(page: Page, base: str, signals: tuple[Signal, ...]) -> Licence | None:
    """The licence that the page states for its text; None where it names several.

    What rel=license or the metadata states counts first, and of it the licences that are known: a
    link to a page of terms beside one takes nothing away. Else a badge or a short line anywhere on
    the page that links to a known licence; what it covers is not told.

    signals   what schema.org's properties say is among them.
    """
    in_records = ((one.value, one.found) for one in signals if one.name == "license")
    stated = {
        address: where
        for written, where in (*_licence_links(page), *in_records, *_licence_metas(page))
        if (address := absolute(written, base)).startswith("http")
    }
    shown = {} if stated else {address: where for _, address, where in _badges(page)}
    licences = {licence_at(address): where for address, where in (stated or shown).items()}
    named = {by_address(licence.url): licence for licence in licences if by_address(licence.url)}
    if len(named or licences) != 1:
        return None
    licence = next(iter(named.values())) if named else next(iter(licences))
    page.know("rights.licence", licences[licence])
    return licence


def _licence_links(page: Page) -> Iterator[tuple[str, str]]:
    """(address, where it was found) of each rel=license that is not of a picture."""
    return (
        (element.get("href", ""), f"{element.tag}[rel=license]")
        for element in _licence_elements(page)
    )


def _licence_elements(page: Page) -> Iterator[Element]:
    """The elements whose rel names a licence for people to read; what is RSL is for machines."""
    for element in page.root.iter("a", "link"):
        rel = set(element.get("rel", "").lower().split())
        is_licence = bool({"license", "licence"} & rel) and not is_rsl(element)
        if is_licence and not is_inert(element) and not _of_pictures(element):
            yield element


def _licence_metas(page: Page) -> Iterator[tuple[str, str]]:
    """(address, where it was found) of each licence of the head."""
    return page.metas(("dcterms.license", "dc.rights.license", "license"))


def _licence_signals(page: Page) -> Iterator[Signal]:
    """Each licence that links, badges and the head name, one or several, as it is written there."""
    scheme = SignalScheme.LICENCE_LINK
    marked = list(_licence_elements(page))
    for element in marked:
        if address := element.get("href", "").strip():
            found = f"line {line_of(element)}, {element.tag}[rel=license]"
            yield Signal(scheme=scheme, name="rel=license", value=address, found=found)
    for link, address, _ in _badges(page):
        if link not in marked:
            found = f"line {line_of(link)}, a"
            yield Signal(scheme=scheme, name="link", value=address, found=found)
    for address, found in _licence_metas(page):
        yield Signal(scheme=scheme, name=found[5:-1], value=address, found=found)


def _badges(page: Page) -> Iterator[tuple[Element, str, str]]:
    """(link, address, where it was found) of each link to a known licence in a line of its own.

    One within a paragraph of the text speaks of licences, one beside a picture of the picture.
    """
    for link in page.root.iter("a"):
        address = link.get("href", "").strip()
        if not by_address(address) or is_inert(link) or _of_pictures(link):
            continue
        above = list(link.iterancestors())
        if any(holder.tag in {"figure", "figcaption"} for holder in above):
            continue
        holder = next((one for one in above if not is_phrasing(one)), link)
        if len(words_of(holder)) <= _BADGE_AT_MOST:
            yield link, address, "link to the licence"


def _of_pictures(link: Element) -> bool:
    """Whether the line around a link speaks of pictures: their licence is not the text's."""
    holder = next((above for above in link.iterancestors() if not is_phrasing(above)), link)
    kinds = {kind for match in recognise(words_of(holder)[:500]) for kind in match.wording.kinds}
    return bool(kinds & PICTURES) and NoticeKind.CC_LICENCE not in kinds


def licence_at(address: str) -> Licence:
    """The licence that an address names.

    Its identifier where it is one that is known (rights/licences.py).
    """
    found = by_address(address)
    return Licence(id=found.id if found else "", url=address)


def _language(page: Page) -> tuple[str, Direction]:
    """(language, direction) of the article's element or the page around it."""
    language, direction = "", ""
    for element in (page.article, *page.article.iterancestors()):
        language = language or tag_of(element.get("lang", ""))
        direction = direction or element.get("dir", "").strip().lower()
    language = language or next(
        filter(
            None,
            (
                tag_of(content)
                for content, _ in page.metas(
                    ("og:locale", "dc.language", "content-language", "language")
                )
            ),
        ),
        "",
    )
    if language:
        page.know("language", "lang")
    return language, (
        "rtl"
        if direction == "rtl"
        else "ltr"
        if direction == "ltr" and direction_of(language) == "rtl"
        else ""
    )


def _keywords(page: Page) -> tuple[str, ...]:
    written = [content for content, _ in page.metas(("article:tag",))] or [
        word
        for content, _ in page.metas(("news_keywords", "keywords"))
        for word in re.split(r"[,;，、]", content)
    ]
    return tuple(dict.fromkeys(word.strip() for word in written if 0 < len(word.strip()) <= 60))[
        :20
    ]
