"""Every address that a page offers for one picture, best first.

In: the element that shows the picture.  Out: addresses as the page writes them.  Lazy loading puts
them anywhere but in `src`: no list of attribute names is ever whole, so an attribute is judged by
the words of its name and by what stands in it.
"""

import base64
import binascii
import functools
import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from publisher.readers.html.tree import Element, blanks
from publisher.readers.picture_bytes import fault_of, is_blank, size_of

# names of files that stand in for a picture: certainly, and perhaps ("grey-heron.png" may be one)
_STANDS_IN = r"(?:blank|spacer|placeholder|transparent|pixel|1x1|load(?:ing|er)|lazy|gr[ae]y|clear)"
_PLACEHOLDER = re.compile(
    rf"^about:|^\{{|(?:^|/){_STANDS_IN}(?:[-_]?(?:{_STANDS_IN}|black|white|image|img|\d+(?:x\d+)?))*+"
    r"\.(?:gif|png|svg)(?:$|[?#])",
    re.IGNORECASE,
)
_DOUBTFUL = re.compile(rf"(?:^|/){_STANDS_IN}[\w-]*\.(?:gif|png|svg)(?:$|[?#])", re.IGNORECASE)
# one candidate of a srcset: its address and what stands behind it, up to a comma (HTML, 4.8.4.2.1)
_CANDIDATE = re.compile(r"[\s,]*(\S+)(?:(?<=,)|([^,]*))")
_SIZE = re.compile(r"\s*(\d{1,9}(?:\.\d{1,9})?)[wx]")
_WORDS = re.compile(r"[a-z]+|\d+", re.IGNORECASE)
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|bmp|tiff?)$", re.IGNORECASE)
_ENDS = re.compile(r"(?:[-_@.]\d{1,5}x\d{0,5}|\.\w{2,5})$")
_ADDRESS = re.compile(r"(?:https?:)?//[^\s/]\S*$|/[^\s/]\S*$|data:image/\S", re.IGNORECASE)
# words of the names of attributes: of a picture's own address, of one in its full size, and of
# another picture, or of something that is none
_OWN = frozenset({"src", "source", "original", "orig", "lazy", "image", "img", "url", "file"})
_VAGUE = frozenset({"url", "file"})  # of any file: only one that ends as a picture's does counts
_FULL = frozenset({"full", "large", "original", "orig", "hires", "hi", "high", "retina", "zoom"})
_OTHER = frozenset(
    {
        "anim",
        "author",
        "blur",
        "caption",
        "error",
        "fallback",
        "href",
        "link",
        "lo",
        "loading",
        "low",
        "lowres",
        "lqip",
        "mobile",
        "page",
        "permalink",
        "placeholder",
        "placeholdersrc",
        "poster",
        "preview",
        "share",
        "sizes",
        "small",
        "thumb",
        "thumbnail",
        "tiny",
        "title",
    }
)
_HELD_AT_MOST = 4096  # characters of attributes whose addresses are held to be asked for again
_SKETCH = 64  # pixels: a picture of data no wider stands in until the picture's file is there
_UNREAD = frozenset({"image/jxl", "image/jp2", "image/vnd.ms-photo"})  # kinds nobody reads here


def addresses_of(picture: Element) -> tuple[str, ...]:
    """Where the picture lies, as the page writes it: the largest first, never a placeholder.

    A picture without an address of its own has those of its twin in <noscript>.
    """
    own = _offered(picture)
    twin = None if own else _hidden_twin(picture)
    return own if twin is None else _offered(twin)


def words_of_picture(picture: Element) -> str:
    """What is said of the picture for those who do not see it, by itself or by its twin."""
    if said := blanks(picture.get("alt")).strip():
        return said
    twin = _hidden_twin(picture)
    return "" if twin is None else blanks(twin.get("alt")).strip()


def address_of(picture: Element) -> str:
    """The first of these addresses; "" where only a placeholder is named."""
    return next(iter(addresses_of(picture)), "")


def is_data(address: str) -> bool:
    """Whether an address holds the picture itself (RFC 2397)."""
    return address[:5].lower() == "data:"


def data_of(address: str) -> bytes:
    """The bytes of a data: address (RFC 2397), in base64 or with percent signs.

    b"" for any other address and for what cannot be decoded.
    """
    head, comma, written = address.partition(",")
    if not comma or not is_data(head):
        return b""
    if not re.search(r";\s*base64\s*$", head, re.IGNORECASE):
        return unquote_to_bytes(written)
    packed = re.sub(rb"\s", b"", unquote_to_bytes(written)).rstrip(b"=")
    packed = packed.translate(bytes.maketrans(b"-_", b"+/"))
    try:
        return base64.b64decode(packed + b"=" * (-len(packed) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""


def is_twin(noscript: Element) -> bool:
    """Whether what a <noscript> holds is the picture beside it once more."""
    return _shown_beside(noscript) is not None


def _offered(picture: Element) -> tuple[str, ...]:
    """Every address of the picture's own, best first, what only stands in for it left out."""
    written = tuple(_attributes(element) for element in (picture, *_sources(picture)))
    if sum(len(value) for attributes in written for _, value in attributes) > _HELD_AT_MOST:
        return _offered_by.__wrapped__(written)  # a picture of data would be held in memory
    return _offered_by(written)


def _attributes(element: Element) -> tuple[tuple[str, str], ...]:
    """The attributes of an element that may hold an address."""
    return tuple((str(name), str(given)) for name, given in element.items() if _words(str(name)))


@functools.lru_cache(maxsize=1024)
def _offered_by(written: tuple[tuple[tuple[str, str], ...], ...]) -> tuple[str, ...]:
    """The same by the attributes of the picture and of the sources beside it."""
    found = [*_of_sets(written), *_of_names(written[0])]
    addresses = [address for address in found if not _PLACEHOLDER.search(address)]
    addresses.sort(key=lambda address: _DOUBTFUL.search(address) is not None)
    elsewhere = not all(map(is_data, addresses))
    return tuple(
        dict.fromkeys(
            one for one in addresses if not is_data(one) or _is_whole(one, elsewhere=elsewhere)
        )
    )


def _is_whole(address: str, *, elsewhere: bool) -> bool:
    """Whether a data: address holds a picture, and no sketch of one that lies elsewhere."""
    data = data_of(address)
    if fault_of(data) or is_blank(data):
        return False
    return not (elsewhere and 0 < max(size_of(data)) <= _SKETCH)


def _of_sets(written: tuple[tuple[tuple[str, str], ...], ...]) -> Iterator[str]:
    """The addresses of all sets of the picture, the largest first."""
    found: list[tuple[float, str]] = []
    for attributes in written:
        for name, value in attributes:
            if {"srcset", "set"} & _words(name):
                found += _candidates(value)
    yield from (address for _, address in sorted(found, key=lambda pair: -pair[0]))


def _sources(picture: Element) -> list[Element]:
    holder = picture.getparent()
    if holder is None or holder.tag != "picture":
        return []
    return [one for one in holder.findall("source") if one.get("type", "").lower() not in _UNREAD]


def _candidates(written: str) -> Iterator[tuple[float, str]]:
    """(size, address) of each picture of a srcset."""
    if is_data(written):
        return
    for address, behind in _CANDIDATE.findall(written.strip()):
        size = _SIZE.match(behind)
        if address.strip(","):
            yield float(size[1]) if size else 1, address.rstrip(",")


def _of_names(attributes: tuple[tuple[str, str], ...]) -> Iterator[str]:
    """The addresses of attributes other than sets: full sizes, those of lazy loading, `src`."""
    full: list[str] = []
    lazy: list[str] = []
    source = ""
    for name, value in attributes:
        address, words = value.strip(), _words(name)
        if name == "src":
            source = address
        elif words & (_OWN | _FULL) and not words & _OTHER:
            sure = bool(words & (_OWN | _FULL) - _VAGUE) and bool(_ADDRESS.match(address))
            if sure or _is_picture(address):
                (full if words & _FULL else lazy).append(address)
    yield from (*full, *lazy)
    if source:
        yield source


@functools.lru_cache(maxsize=1024)
def _words(name: str) -> frozenset[str]:
    """The words of an attribute's name that count, none where it holds no address.

    Run together ("datasrc") they end in the one that counts.
    """
    found = [word.lower() for word in _WORDS.findall(name)]
    ends = (end for word in found for end in ("srcset", "src") if word.endswith(end))
    words = frozenset((*found, *ends))
    return words if words & (_OWN | _FULL | {"srcset", "set"}) else frozenset()


def _is_picture(written: str) -> bool:
    """Whether an address ends as that of a picture does."""
    plain = re.split(r"[?#]", written)[0]
    return bool(_PICTURE.search(plain)) and not re.search(r"[\s{}\[\]\"]", written)


def _hidden_twin(picture: Element) -> Element | None:
    """The picture in the <noscript> beside this one, which browsers without scripts show."""
    for noscript in _neighbours(picture):
        if _shown_beside(noscript) is picture:
            return next(noscript.iter("img"), None)
    return None


def _neighbours(picture: Element) -> Iterator[Element]:
    for one in (picture, *picture.iterancestors()):
        if one.tag == "noscript":
            return
        for beside in (one.getnext(), one.getprevious()):
            if beside is not None and beside.tag == "noscript":
                yield beside
        if one.tag not in {"img", "amp-img", "picture", "span", "a"}:
            return


def _shown_beside(noscript: Element) -> Element | None:
    """The picture just before or behind a <noscript> that shows what the <noscript> holds."""
    hidden = list(noscript.iter("img"))
    if len(hidden) != 1:
        return None
    before, behind = noscript.getprevious(), noscript.getnext()
    for beside in (before, behind):
        shown = (
            []
            if beside is None or beside.tag == "noscript"
            else list(beside.iter("img", "amp-img"))
        )
        if shown and _shows_the_same(shown[-1] if beside is before else shown[0], hidden[0]):
            return shown[-1] if beside is before else shown[0]
    return None


def _shows_the_same(shown: Element, hidden: Element) -> bool:
    """Whether a picture has no address of its own, or one that the hidden one has as well."""
    own, other = set(_offered(shown)), set(_offered(hidden))
    alts = shown.get("alt", "").strip(), hidden.get("alt", "").strip()
    if not own:
        return not (all(alts) and alts[0] != alts[1])
    return bool(own & other) or bool({_stem(one) for one in own} & {_stem(one) for one in other})


def _stem(address: str) -> str:
    """The name of an address's file without size and ending ("mill-300x200.png": "mill")."""
    name = re.split(r"[?#]", address)[0].rstrip("/").rpartition("/")[2]
    # one by one, looked for in as many characters as the longest has
    while found := _ENDS.search(name, max(0, len(name) - 12)):
        name = name[: found.start()]
    return name
