"""The cover of a finished file: the picture its package names, or a PDF's first page."""

import hashlib
import posixpath
from urllib.parse import unquote

from lxml import etree

from publisher.errors import EvidenceError, SourceError
from publisher.model.article import Asset
from publisher.pictures.fit import fit_picture, size_of
from publisher.pictures.picture import PictureLimits
from publisher.shelf.book import CoverFile
from publisher.value import value
from publisher.verify.evidence.container import members, package_name, parse

_OPF = "{http://www.idpf.org/2007/opf}"
_LARGE = PictureLimits(side=4000, bytes=2_000_000)
# what a list of books shows: made smaller only where it is worth its making (60 ms, measured)
_SMALL = PictureLimits(side=640, bytes=60_000)
_PAGE = 600  # pixels: the width of a PDF's first page
_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif"}


@value
class Picture:
    """A picture of a cover, made fit for every reader; its name comes from its bytes."""

    name: str
    media_type: str
    data: bytes


def cover_of(data: bytes, path: str) -> tuple[Picture, ...]:
    """The cover of a finished file and a smaller one; () where it has none that can be shown.

    A drawing (SVG) is none: OPDS asks for a bitmap.
    """
    found = _of_epub(data, path) if data.startswith(b"PK") else _of_pdf(data)
    if not found:
        return ()
    try:
        large = _fitted(found, _LARGE)
        is_light = len(large.data) <= _SMALL.bytes
        return (large, large if is_light else _fitted(large.data, _SMALL))
    except SourceError:  # a cover that cannot be opened is no reason to leave a book out
        return ()


def described(picture: Picture) -> CoverFile:
    """What a shelf says of a picture."""
    width, height = size_of(picture.data)
    return CoverFile(name=picture.name, media_type=picture.media_type, width=width, height=height)


def _fitted(data: bytes, limits: PictureLimits) -> Picture:
    """Refuses with SourceError what is no bitmap that can be opened."""
    fit = fit_picture(Asset(id="cover", file="cover", data=data), "cover", "", limits)
    if fit.media_type not in _ENDINGS:
        raise SourceError("cover", 0, 0, "a drawing")
    digest = hashlib.sha256(fit.data).hexdigest()[:20]
    return Picture(
        name=f"{digest}.{_ENDINGS[fit.media_type]}", media_type=fit.media_type, data=fit.data
    )


def _of_pdf(data: bytes) -> bytes:
    from publisher.pdffile.raster import first_page

    return first_page(data, _PAGE)


def _of_epub(data: bytes, path: str) -> bytes:
    """The bytes of the cover; b"" where the package names none."""
    try:
        files = members(data, path)
        where = package_name(files, path)
        package = parse(files[where], path, where)
    except EvidenceError:
        return b""
    href = _cover_href(package)
    name = posixpath.normpath(posixpath.join(posixpath.dirname(where), unquote(href)))
    return files.get(name, b"") if href else b""


def _cover_href(package: etree._Element) -> str:
    """EPUB 3.3, cover-image; else the meta of EPUB 2, which names the id of an item."""
    items = list(package.iterfind(f".//{_OPF}item"))
    for item in items:
        if "cover-image" in str(item.get("properties", "")).split():
            return str(item.get("href", ""))
    named = {
        str(node.get("content"))
        for node in package.iterfind(f".//{_OPF}meta")
        if node.get("name") == "cover"
    }
    return next(
        (
            str(item.get("href", ""))
            for item in items
            if item.get("id") in named and str(item.get("media-type", "")).startswith("image/")
        ),
        "",
    )
