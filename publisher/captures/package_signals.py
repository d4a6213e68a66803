"""What the files around an article say of its use: the package of a book, a feed, MHTML's headers.

EPUB: tdm:reservation and tdm:policy (TDMRep, 2024-05-10, "EPUB"), properties of schema.org for
rights, licences as links (EPUB 3.3, D.4).  Feeds: rel=license of Atom (RFC 4946) and elements of
RSL 1.0 ("RSS Module").
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lxml import etree

from publisher.captures.safe_xml import local_name, namespace_of, parse_xml, text_of
from publisher.captures.site_signals import is_rsl_type
from publisher.errors import SourceError
from publisher.model.rights import Signal, SignalScheme

PACKAGE_PLACE = "package of the book"
_RSL = "https://rslstandard.org/rsl"
# what schema.org has for rights
SCHEMA_RIGHTS = frozenset(
    {
        *("license", "usageInfo", "acquireLicensePage", "copyrightHolder", "copyrightNotice"),
        *("copyrightYear", "creditText", "conditionsOfAccess", "isAccessibleForFree"),
    }
)
_TDM = {
    "tdm:reservation": "tdm-reservation",
    "tdm:policy": "tdm-policy",
    "tdm-reservation": "tdm-reservation",
    "tdm-policy": "tdm-policy",
}
_LICENCES = frozenset({"license", "cc:license", "dcterms:license"})
_OTHERS = frozenset({"dcterms:rightsHolder", "dcterms:accessRights", "cc:morePermissions"})
# elements of a feed that hold one article
_ENTRIES = frozenset({"item", "entry"})


def of_package(package: etree._Element) -> tuple[Signal, ...]:
    """What the package of an EPUB says of the whole book; what refines a part is of that part."""
    found: dict[Signal, None] = {}
    for one in package.iter("{*}meta", "{*}link"):
        above = one.getparent()
        if above is None or local_name(above) != "metadata" or one.get("refines"):
            continue
        written = one.get("property") or one.get("name") or one.get("rel") or ""
        words = (one.get("content") or one.get("href") or " ".join(text_of(one).split())).strip()
        schemes: dict[SignalScheme, str] = {}  # a link may name one licence by two relations
        for scheme, name in map(_of_property, written.split()):
            if scheme and words:
                schemes.setdefault(scheme, name)
        for scheme, name in schemes.items():
            found[Signal(scheme=scheme, name=name, value=words, found=PACKAGE_PLACE)] = None
    return tuple(found)


def _of_property(name: str) -> tuple[SignalScheme | None, str]:
    if name in _TDM:
        return SignalScheme.TDMREP, _TDM[name]
    if name in _LICENCES:
        return SignalScheme.LICENCE_LINK, name
    if name in _OTHERS:
        return SignalScheme.PACKAGE, name
    local = name.removeprefix("schema:")
    return (SignalScheme.SCHEMA if local != name and local in SCHEMA_RIGHTS else None), local


def is_rsl_link(link: Mapping[str, Any]) -> bool:
    """Whether a link of a feed leads to a licence of RSL."""
    return is_rsl_type(str(link.get("type", "")))


def of_feed_links(holder: Mapping[str, Any], found: str) -> Iterator[Signal]:
    """The licences to which a feed or one of its entries links."""
    for link in holder.get("links", ()):
        address = str(link.get("href", "")).strip()
        if link.get("rel") == "license" and address:
            scheme = SignalScheme.RSL if is_rsl_link(link) else SignalScheme.LICENCE_LINK
            yield Signal(scheme=scheme, name="rel=license", value=address, found=found)


def rsl_of_feed(name: str, data: bytes) -> tuple[tuple[Signal, ...], list[tuple[Signal, ...]]]:
    """(what RSL says of the whole feed, what it says of each entry, in their order).

    A feed that is no sound XML says nothing by it.
    """
    if _RSL.encode() not in data:
        return (), []
    try:
        root = parse_xml(name, data)
    except SourceError:
        return (), []
    entries = [one for one in root.iter("{*}*") if local_name(one) in _ENTRIES]
    of_each = [tuple(_elements(one.iterchildren("*"), "entry")) for one in entries]
    heads = list(root.iter("{*}channel")) or [root]
    whole = tuple(signal for one in heads for signal in _elements(one.iterchildren("*"), "feed"))
    return whole, of_each


def _elements(children: Iterable[etree._Element], of: str) -> Iterator[Signal]:
    for one in children:
        if namespace_of(one) == _RSL:
            words = etree.tostring(one, encoding="unicode", with_tail=False).strip()
            yield Signal(
                scheme=SignalScheme.RSL,
                name=f"rsl:{local_name(one)}",
                value=words,
                found=f"line {one.sourceline}, {of}",
            )
