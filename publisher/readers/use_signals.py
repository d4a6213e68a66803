"""What a capture says of its use, gathered from page, headers and site, and where a field holds it.

Every signal is kept as it was found.  A field of the article that is still empty takes the words of
a signal that has the same meaning by the same vocabulary (schema.org: copyrightHolder, usageInfo …;
TDMRep); what has no field stays a signal.  The page goes before its headers, and these before the
site (TDMRep, 2024-05-10, "Precedence").
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from publisher.captures import (
    PACKAGE_PLACE,
    Capture,
    header_signals,
    mining_signals,
    robots_signals,
)
from publisher.model.article import Article, Asset, Evidence, EvidenceKind, is_address
from publisher.model.body import Figure, plain_inline, walk
from publisher.model.rights import Licence, NoticeKind, Rights, Signal, SignalScheme
from publisher.readers.capture.recognise import recognise
from publisher.rights.licences import by_address
from publisher.text import squeeze

_MOST = 500  # signals of one page; a page with more is made to be a burden


def with_signals(article: Article, capture: Capture) -> Article:
    """The article with what its page, the server and the site say of its use."""
    article = _with_picture_fields(article)
    address = capture.address or article.address
    said = (*article.rights.signals, *_beside(capture, address))[:_MOST]
    if not said:
        return article
    taken = dict(_fields(article.rights, said))
    words: dict[str, Any] = {name: value for name, (value, _) in taken.items()}
    rights = replace(article.rights, **words, signals=tuple(dict.fromkeys(said)))
    evidence = (
        Evidence(field=f"rights.{name}", kind=EvidenceKind.STATED, found=found)
        for name, (_, found) in taken.items()
    )
    return replace(article, rights=rights, evidence=(*article.evidence, *evidence))


def _with_picture_fields(article: Article) -> Article:
    """The article whose pictures have in their empty fields what schema.org's records say of them.

    A credit that its caption says already stays there alone.
    """
    if not any(asset.signals for asset in article.assets):
        return article
    captions = [
        (block.asset, squeeze(plain_inline(block.caption)))
        for block in walk(article.body)
        if isinstance(block, Figure)
    ]
    assets: list[Asset] = []
    evidence = list(article.evidence)
    for place, asset in enumerate(article.assets):
        beside = [words for ident, words in captions if ident == asset.id]
        taken = dict(_picture_fields(asset, beside))
        words: dict[str, Any] = {name: value for name, (value, _) in taken.items()}
        assets.append(replace(asset, **words))
        evidence += [
            Evidence(field=f"assets[{place}].{name}", kind=EvidenceKind.STATED, found=found)
            for name, (_, found) in taken.items()
        ]
    return replace(article, assets=tuple(assets), evidence=tuple(evidence))


def _picture_fields(asset: Asset, captions: list[str]) -> Iterator[tuple[str, tuple[object, str]]]:
    """(field of the picture, (what it takes, where that was found)) of each empty field."""
    only = {name: _only(asset.signals, name) for name in ("creditText", "copyrightHolder")}
    credit, holder = only["creditText"], only["copyrightHolder"]
    if credit and not asset.credit and not any(squeeze(credit.value) in one for one in captions):
        yield "credit", (credit.value, credit.found)
    if holder and not asset.holder:
        yield "holder", (holder.value, holder.found)
    licence = _only(asset.signals, "license")
    if licence and asset.licence is None and is_address(licence.value):
        known = by_address(licence.value)
        found = Licence(id=known.id if known else "", url=licence.value)
        yield "licence", (found, licence.found)


def _only(signals: tuple[Signal, ...], name: str) -> Signal | None:
    """What is said under a name; None where several things are, or one of several lines."""
    said = _of(signals, SignalScheme.SCHEMA, name.lower())
    is_one = len({one.value for one in said}) == 1 and _is_line(said[0].value)
    return said[0] if is_one else None


def _beside(capture: Capture, address: str) -> Iterator[Signal]:
    yield from header_signals(capture.headers)
    yield from robots_signals(capture.robots, address)
    yield from mining_signals(capture.mining, address)


def _fields(
    rights: Rights, signals: tuple[Signal, ...]
) -> Iterator[tuple[str, tuple[object, str]]]:
    """(field of the rights, (what it takes, where that was found)) of each empty field."""
    if rights.tdm_reservation is None:
        for signal in _of(signals, SignalScheme.TDMREP, "tdm-reservation"):
            if signal.value in {"0", "1"}:
                yield "tdm_reservation", (signal.value == "1", signal.found)
                break
    if not rights.tdm_policy:
        for signal in _of(signals, SignalScheme.TDMREP, "tdm-policy"):
            if is_address(signal.value):
                yield "tdm_policy", (signal.value, signal.found)
                break
    licence = _licence_around(signals)
    if rights.licence is None and licence:
        known = by_address(licence.value)
        found = Licence(id=known.id if known else "", url=licence.value)
        yield "licence", (found, licence.found)
    for name, field, holds in _FIELDS:
        said = [one for one in _of(signals, SignalScheme.SCHEMA, name.lower()) if holds(one.value)]
        if not getattr(rights, field) and len({one.value for one in said}) == 1:
            yield field, (said[0].value, said[0].found)


def _is_copyright_line(words: str) -> bool:
    kinds = (match.wording.kinds for match in recognise(words))
    return "\n" not in words and any(NoticeKind.COPYRIGHT_LINE in one for one in kinds)


def _is_line(words: str) -> bool:
    return "\n" not in words


_FIELDS = (
    ("copyrightHolder", "holder", _is_line),
    ("copyrightNotice", "copyright_line", _is_copyright_line),
    ("creditText", "credit", _is_line),
    ("usageInfo", "terms_url", is_address),
    ("acquireLicensePage", "permission_url", is_address),
)


def _licence_around(signals: tuple[Signal, ...]) -> Signal | None:
    """The licence that a header or the package of a book names, where nothing names another."""
    links = [one for one in signals if one.scheme is SignalScheme.LICENCE_LINK]
    if len({one.value for one in links}) != 1:
        return None
    link = links[0]
    is_around = link.found in {"header Link", PACKAGE_PLACE}
    return link if is_around and is_address(link.value) else None


def _of(signals: tuple[Signal, ...], scheme: SignalScheme, name: str) -> list[Signal]:
    """The signals of a name, the page's before the headers' and these before the site's."""
    return [one for one in signals if one.scheme is scheme and one.name.lower() == name]
