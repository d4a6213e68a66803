"""Pictures of a page: the address a browser would fetch, caption, credit, and what is a counter and no picture.

In: elements.  Out: plain words and addresses; nothing is fetched.  Lazy loading puts the address
anywhere but in `src`.
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote, urljoin

from publisher.readers.html.tree import Element, is_phrasing, words_of
from publisher.text import is_legal

_LAZY = (
    "data-src",
    "data-original",
    "data-lazy-src",
    "data-lazy",
    "data-hi-res-src",
    "data-src-medium",
    "data-full-src",
    "data-image",
)
_LAZY_SETS = ("data-srcset", "data-lazy-srcset", "data-original-set", "srcset")
_PLACEHOLDER = re.compile(
    r"^data:|^about:|(?:^|/)(?:blank|spacer|placeholder|transparent|pixel|1x1|loading|lazy|grey|gray)[\w-]*\.(?:gif|png|svg)(?:$|\?)",
    re.IGNORECASE,
)
_COUNTER = re.compile(
    r"(?:^|[/._-])(?:count(?:er)?|pixel|beacon|track(?:er|ing)?|hit|stats?)(?:[/._?-]|$)|\bcount\.gif",
    re.IGNORECASE,
)
# one candidate of a srcset: its address and what stands behind it, up to a comma (HTML, 4.8.4.2.1)
_CANDIDATE = re.compile(r"[\s,]*(\S+)(?:(?<=,)|([^,]*))")
_SIZE = re.compile(r"\s*(\d{1,9}(?:\.\d{1,9})?)[wx]")
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
_SMALL = 32  # pixels: a picture no larger stands in a line
_FORMULA = re.compile(r"(?:^|[\s_-])(?:math|tex|latex|mwe|formula|equation)", re.IGNORECASE)


def absolute(address: str, base: str) -> str:
    """The whole http, https or mailto address.

    "" for what leads nowhere outside the page (scripts, relative ones without a base).
    """
    stripped = (
        "".join(address.split())
        if address[:5].lower() == "data:"
        else re.sub(r"[\t\n\r]", "", address.strip()).replace(" ", "%20")
    )
    try:
        whole = urljoin(base, stripped) if base else stripped
    except ValueError:
        return ""
    if whole.startswith("//"):
        whole = f"https:{whole}"
    if re.match(r"https?://[^\s/?#]+", whole, re.IGNORECASE):
        return whole
    return whole if re.match(r"mailto:[^\s@]+@[^\s@]+$", whole, re.IGNORECASE) else ""


def address_of(picture: Element) -> str:
    """Where the picture lies, as the page writes it; the largest it offers.

    "" where only a placeholder is named.
    """
    named = [picture.get(name, "").strip() for name in (*_LAZY, "src")]
    address = next(
        (
            name
            for name in named
            if name and not _PLACEHOLDER.search(name) and not name.startswith("{")
        ),
        "",
    )
    holder = picture.getparent()
    sources = (
        list(holder.findall("source")) if holder is not None and holder.tag == "picture" else []
    )
    if address:
        return address
    return next(
        (
            best
            for element in (picture, *sources)
            for name in _LAZY_SETS
            if (best := _largest(element.get(name, "")))
        ),
        "",
    )


def _largest(candidates: str) -> str:
    """The address of the largest picture of a srcset, the first of several as large."""
    found = [
        (float(size[1]) if (size := _SIZE.match(written)) else 1, url.rstrip(","))
        for url, written in _CANDIDATE.findall(candidates)
        if url.strip(",") and not _PLACEHOLDER.search(url)
    ]
    return max(found, key=lambda pair: pair[0])[1] if found else ""


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
    """Whether the picture only counts readers: a dot, or nameless at an address that counts."""
    size = {_pixels(picture, side) for side in ("width", "height")}
    if size & {0, 1}:
        return True
    return (
        not picture.get("alt")
        and not picture.get("width")
        and bool(_COUNTER.search(re.split(r"[?#]", address_of(picture))[0]))
    )


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
    """The pictures in an element; one in <noscript> only where nothing else shows it."""
    shown = [
        image
        for image in element.iter("img", "amp-img")
        if not any(above.tag == "noscript" for above in image.iterancestors())
    ]
    if shown and any(address_of(image) for image in shown):
        yield from shown
    else:
        yield from element.iter("img", "amp-img")


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
    if len(element.findall(".//img")) != 1:
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
    return f"{element.get('class', '')} {element.get('itemprop', '')} {element.get('data-testid', '')}"[
        :300
    ]
