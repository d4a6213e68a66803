"""Pictures of a page: caption, credit, where they lead, and what is a counter and no picture.

In: elements.  Out: plain words and addresses; nothing is fetched.
"""

import functools
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin

from publisher.readers.credits import is_credit, parted
from publisher.readers.dates import days_in
from publisher.readers.html.offers import address_of, is_data, is_twin
from publisher.readers.html.tree import Element, is_phrasing, words_of
from publisher.rows import rows_of
from publisher.text import is_legal

# what joining with any base would leave as it is (RFC 3986, 5.2)
_IS_WHOLE = re.compile(
    r"https?://[A-Za-z0-9.-]+(?::\d+)?/[^\s?#;]*(?:\?[^\s#]+)?(?:#\S+)?", re.ASCII
)
_CAPTION = re.compile(
    r"(?:^|[\s_-])(?:fig|figure|img|image|photo|picture|media|wp)?[_-]?(?:caption|legend|cutline)(?:[_-]?text|[_-]?content)?(?:$|[\s_-])",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"credit|copyright|attribution|photographer|(?:^|[\s_-])(?:source|byline)(?:$|[\s_-])|copyrightHolder",
    re.IGNORECASE,
)
_PORTRAIT = re.compile(
    r"(?:^|[\s_-])(?:(?:gr)?avatar|userpic|author-?(?:image|photo|pic))", re.IGNORECASE
)
_PORTRAIT_AT_MOST = 160  # pixels
_CREDIT_AT_MOST = 80  # characters of a credit that nothing but its name tells
_LABELS_AT_MOST = 127  # of a host's name (RFC 1035, 2.3.4)
_SMALL = 32  # pixels: a picture no larger stands in a line
_FORMULA = re.compile(r"(?:^|[\s_-])(?:math|tex|latex|mwe|formula|equation)", re.IGNORECASE)


def absolute(address: str, base: str) -> str:
    """The whole http, https or mailto address.

    "" for what leads nowhere outside the page (scripts, relative ones without a base).
    """
    if _IS_WHOLE.fullmatch(address):
        return address
    if is_data(address):
        return ""
    return _absolute(address, base)


@functools.lru_cache(maxsize=4096)
def _absolute(address: str, base: str) -> str:
    stripped = re.sub(r"[\t\n\r]", "", address.strip()).replace(" ", "%20")
    try:
        whole = urljoin(base, stripped) if base else stripped
    except ValueError:
        return ""
    if whole.startswith("//"):
        whole = f"https:{whole}"
    if re.match(r"https?://[^\s/?#]+", whole, re.IGNORECASE):
        return whole
    return whole if re.match(r"mailto:[^\s@]+@[^\s@]+$", whole, re.IGNORECASE) else ""


def leads_to_picture(address: str) -> bool:
    """Whether an address is that of a picture: a link to the same one, larger."""
    return bool(
        re.search(
            r"\.(?:jpe?g|png|gif|webp|avif|svg|bmp|tiff?)$",
            re.split(r"[?#]", address)[0],
            re.IGNORECASE,
        )
    )


def target_of(picture: Element, base: str) -> str:
    """Where the picture leads, if it is linked to a page.

    "" where it is not, or only to the picture itself.
    """
    link = next((above for above in picture.iterancestors("a")), None)
    address = (
        absolute(link.get("href", ""), base)
        if link is not None and not link.get("href", "").startswith("#")
        else ""
    )
    return "" if leads_to_picture(address) else address


def local_path(address: str) -> str:
    """The path beside the page's file that a relative address names; "" for any other.

    A name with a zero or another control character in it ("%00.png") is no file's.
    """
    if re.match(r"[a-z][a-z0-9+.-]*:|/|#|\?", address, re.IGNORECASE) or ".." in address:
        return ""
    path = unquote(re.split(r"[?#]", address)[0]).removeprefix("./")
    return path if is_legal(path) else ""


def is_counter(picture: Element) -> bool:
    """Whether the picture or frame only counts readers: a dot, or of a host that does nothing else.

    A word in the name of a file is no evidence: "race-track.png" is a picture.
    """
    sides = [size for side in ("width", "height") if (size := _pixels(picture, side)) is not None]
    # a height of 0 beside a width of 570 is a mistake of whoever wrote the page
    if 1 in sides or (sides and max(sides) == 0):
        return True
    written = picture.get("src", "") or address_of(picture)
    host = re.match(r"(?:https?:)?//([^/?#:]+)", written.strip(), re.IGNORECASE)
    if host is None:
        return False
    parts = host[1].lower().split(".")
    known = _counters()
    last = parts[-_LABELS_AT_MOST:]
    if any(".".join(last[place:]) in known["hosts"] for place in range(len(last))):
        return True
    return parts[0] in known["names"] and not picture.get("alt") and not picture.get("title")


@functools.cache
def _counters() -> dict[str, frozenset[str]]:
    rows = rows_of(Path(__file__).parent / "counters.toml")
    return {key: frozenset(names) for key, names in rows.items()}


def is_small(picture: Element) -> bool:
    """Whether the picture stands in a line of text, as an emoji or an icon does."""
    sizes = [size for side in ("width", "height") if (size := _pixels(picture, side)) is not None]
    return (
        bool(sizes and max(sizes) <= _SMALL)
        or "emoji" in picture.get("class", "")
        or is_formula(picture)
    )


def is_portrait(picture: Element, names: frozenset[str]) -> bool:
    """Whether the picture is the small one of an author beside a byline, by its class or its alt.

    names   of the authors, squeezed and in small letters.
    """
    sizes = [size for side in ("width", "height") if (size := _pixels(picture, side)) is not None]
    above = picture.getparent()
    said = f"{picture.get('class', '')} {'' if above is None else above.get('class', '')}"
    if _PORTRAIT.search(said):
        return not sizes or max(sizes) <= _PORTRAIT_AT_MOST
    alt = " ".join(picture.get("alt", "").split()).lower()
    return bool(sizes) and max(sizes) <= _PORTRAIT_AT_MOST and alt in names


def is_formula(picture: Element) -> bool:
    """Whether the picture shows a formula, whose words are in its alt."""
    return bool(
        picture.get("alt")
        and (
            _FORMULA.search(picture.get("class", ""))
            or picture.get("alt", "").startswith(("{\\", "\\(", "$"))
        )
    )


def _pixels(picture: Element, side: str) -> int | None:
    written = picture.get(side, "") or next(
        iter(re.findall(rf"(?:^|;|\s){side}\s*:\s*(\d+)px", picture.get("style", ""))), ""
    )
    match = re.match(r"\s*(\d{1,5})(?:px)?\s*$", written)
    return int(match[1]) if match else None


def pictures(element: Element) -> Iterator[Element]:
    """The pictures in an element; one in <noscript> only where no other shows the same."""
    for image in element.iter("img", "amp-img"):
        hidden = next(image.iterancestors("noscript"), None)
        if hidden is None or not is_twin(hidden):
            yield image


def captions(element: Element) -> list[Element]:
    """The elements that hold the caption of a figure, outermost."""
    found = element.findall(".//figcaption") or [
        below
        for below in element.iterdescendants()
        if below.tag != "img" and _CAPTION.search(_names(below))
    ]
    return [caption for caption in _outermost(found) if words_of(caption)]


def credits_in(element: Element) -> list[Element]:
    """The elements that say by name that they hold a picture's credit, outermost."""
    found = [
        below
        for below in element.iterdescendants()
        if below.tag != "img" and _CREDIT.search(_names(below)) and words_of(below)
    ]
    return _outermost(found)


def holds_credit(element: Element) -> bool:
    """Whether what is called a credit is one: no whole caption, and no byline with its day."""
    said = words_of(element)
    if is_credit(said):
        return True
    sentence = len(said) > _CREDIT_AT_MOST or said.endswith((".", "!", "?", "…", "。"))
    split = parted(said).start > 0
    return not (sentence or split or any(days_in(said)))


def is_within(element: Element, others: list[Element]) -> bool:
    """Whether an element is one of the others, or stands in one."""
    return any(one in others for one in (element, *element.iterancestors()))


def _outermost(found: list[Element]) -> list[Element]:
    """Those of the elements that stand in none of the others."""
    known = set(found)
    return [one for one in found if known.isdisjoint(one.iterancestors())]


def is_figure(element: Element) -> bool:
    """Whether the element is a figure by name, or by form.

    One picture, a caption, and no other words.
    """
    if element.tag == "figure":
        return True
    if is_phrasing(element) or element.tag not in {"div", "p", "dl", "section", "center", "span"}:
        return False
    if element.find(".//img") is None or len(list(pictures(element))) != 1:
        return False
    said = " ".join(
        filter(None, (words_of(caption) for caption in (*captions(element), *_outside(element))))
    )
    return bool(said) and len(said) >= len(words_of(element))


def _outside(element: Element) -> list[Element]:
    inside = set(captions(element))
    return [
        credit
        for credit in credits_in(element)
        if credit not in inside and inside.isdisjoint(credit.iterancestors())
    ]


def _names(element: Element) -> str:
    names = (element.get(key, "") for key in ("class", "itemprop", "data-testid"))
    return " ".join(names)[:300]
