"""The address of an article as a QR code in its credit block, for who holds the page in a hand.

It is drawn as decoration: the address stands in words beside it.  A maker's choice (`qr` of a
design); an EPUB, whose links are followed, has none.
"""

import io
from collections.abc import Iterable, Mapping

from lxml import etree

from publisher.errors import InstallationError
from publisher.model.article import Article
from publisher.pictures.picture import PictureFile

# Signs of an address → the side of its code in mm; longer ones have none.  Measured at error level
# M: 58 signs are 33 modules of 0.45 mm, 151 signs 49 modules of 0.31 mm.
_SIDES = {100: 15, 200: 17}


def codes_of(articles: Iterable[Article]) -> tuple[PictureFile, ...]:
    """The code of each article that has an address of its own, one that leads beyond its site.

    Refuses with InstallationError where the library that draws them is not there.
    """
    return tuple(
        PictureFile(
            name=f"qr-a{number}.svg",
            media_type="image/svg+xml",
            data=_drawn(article.address),
            article=f"a{number}",
            asset="",
        )
        for number, article in enumerate(articles, 1)
        if _side(article.address)
    )


def sides_of(articles: Iterable[Article]) -> Mapping[str, int]:
    """Article → the side of its code, in mm; those without a code are left out."""
    sides = {f"a{number}": _side(article.address) for number, article in enumerate(articles, 1)}
    return {article: side for article, side in sides.items() if side}


def set_code(section: etree._Element, article: str, side: int) -> None:
    """Set the code of an article behind the first paragraph of its credit block."""
    for block in section.iterfind(".//section[@class]/div"):
        holder = block.getparent()
        if holder is not None and "credit" in holder.get("class", "").split() and len(block):
            style = (
                f"width: {side}mm; height: {side}mm;"
                f" background: url(images/qr-{article}.svg) 0 0 / {side}mm {side}mm no-repeat"
            )
            block.insert(1, etree.Element("div", {"class": "qr", "style": style}))
            return


def _side(address: str) -> int:
    scheme, _, rest = address.partition("://")
    site, _, path = rest.partition("/")
    if scheme not in {"http", "https"} or not site or not path:
        return 0
    return next((side for most, side in _SIDES.items() if len(address) <= most), 0)


def _drawn(address: str) -> bytes:
    try:
        import segno
    except ImportError as error:
        what = "the design wants QR codes, and the library that draws them is not installed"
        raise InstallationError(what, "install it: pip install 'publisher[qr]'") from error
    drawing = io.BytesIO()
    code = segno.make_qr(address, error="m", boost_error=False)
    code.save(drawing, kind="svg", border=0, dark="#000000", xmldecl=False, omitsize=True)
    return drawing.getvalue()
