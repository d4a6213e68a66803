"""What of a page is neither in the text nor listed yet: links and pictures, each with its words.

In: the page's tree, the pieces made of it, and the list of what was left out.  Out: what the list
lacks.  By this no link and no picture of a page leaves it without a word, whatever reads the page.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from publisher.model.article import Asset, LeftOut, LeftOutBecause
from publisher.model.body import Figure, Link, inlines, walk
from publisher.readers.html.figures import absolute, is_formula
from publisher.readers.html.media import Media
from publisher.readers.html.offers import addresses_of, is_data, is_twin
from publisher.readers.html.tree import UNSPOKEN, Element, blanks, line_of, words_of
from publisher.readers.source import Piece


@dataclass(slots=True)
class _Known:
    """What is in the text or on the list: addresses, words of pictures, words of lines."""

    addresses: set[str] = field(default_factory=set)
    pictures: set[str] = field(default_factory=set)
    said: str = ""


def unlisted(
    top: Element,
    media: Media,
    pieces: Sequence[Piece],
    shown: Sequence[Asset],
    listed: Sequence[LeftOut],
) -> Iterator[LeftOut]:
    """The links and pictures below `top` that are not in these pieces and not listed.

    shown   the pictures that the pieces name.
    """
    known = _known(pieces, shown, listed)
    unspoken = {one for skipped in top.iter(*UNSPOKEN) for one in skipped.iter()}
    for element in top.iter("a", "img", "amp-img"):
        if element in unspoken:
            continue
        left = (
            _link(element, media, known) if element.tag == "a" else _picture(element, media, known)
        )
        if left is not None:
            yield left


def _known(pieces: Sequence[Piece], shown: Sequence[Asset], listed: Sequence[LeftOut]) -> _Known:
    known = _Known(said="\n".join(piece.text for piece in pieces))
    for piece in pieces:
        known.addresses.update(piece.addresses)
        blocks = () if piece.block is None else (piece.block,)
        known.addresses.update(one.address for one in inlines(blocks) if isinstance(one, Link))
        known.addresses.update(one.address for one in walk(blocks) if isinstance(one, Figure))
    for asset in shown:
        known.pictures.update(filter(None, (asset.alt, asset.url, asset.file)))
    for left in listed:
        known.addresses.update(left.addresses)
        known.pictures.update((left.text, *left.addresses))
    return known


def _link(element: Element, media: Media, known: _Known) -> LeftOut | None:
    address = absolute(element.get("href", ""), media.base)
    if not address or address in known.addresses or element.get("href", "").startswith("#"):
        return None
    known.addresses.add(address)
    return _left(words_of(element) or address, "link", element, address)


def _picture(image: Element, media: Media, known: _Known) -> LeftOut | None:
    holder = next(image.iterancestors("noscript"), None)
    again = holder is not None and is_twin(holder)
    written = next(iter(addresses_of(image)), "")
    address = "" if is_data(written) else absolute(written, media.base)
    alt = blanks(image.get("alt")).strip()
    words = alt if again else alt or address or written.partition(",")[0]
    # an emoji or a formula is printed as its words
    printed = alt in known.said and (is_formula(image) or (len(alt) <= 4 and not alt.isalnum()))
    if not words or words in known.pictures or printed:
        return None
    known.pictures.add(words)
    return _left(words, "picture", image, address)


def _left(words: str, what: str, element: Element, address: str) -> LeftOut:
    return LeftOut(
        text=words,
        because=LeftOutBecause.FURNITURE,
        of=what,
        found=f"line {line_of(element)}",
        addresses=(address,) if address else (),
    )
