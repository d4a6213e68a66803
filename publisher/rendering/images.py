"""Pictures made fit for an edition: right side up, sRGB, no larger than needed, in a type every reader knows.

The only door to Pillow.  A picture that is fit already passes to the byte; nothing is opened that looks like a bomb.
"""

import contextlib
import io
import re
import warnings
from typing import TYPE_CHECKING

from publisher.errors import SourceError
from publisher.model.article import Article, Asset
from publisher.rendering.book import PictureFile
from publisher.text import slug

if TYPE_CHECKING:
    from PIL import Image  # loaded on use: an edition without pictures needs none of it

LARGEST = 4_000_000  # pixels after fitting: the Apple Books Asset Guide's limit, the lowest of the stores'
READ_AT_MOST = 100_000_000  # pixels of a source picture; 300 MB once decoded
_TYPES = {"JPEG": ("image/jpeg", "jpg"), "PNG": ("image/png", "png"), "GIF": ("image/gif", "gif")}
_SVG_FORBIDDEN = {"script", "foreignObject", "iframe", "object", "embed", "animate", "set", "animateTransform", "animateMotion", "handler"}


def fit_pictures(article: Article, account: str) -> tuple[PictureFile, ...]:
    """The article's pictures that have bytes, each made fit; `account` is its id in the ledger ("a1").

    Refuses with SourceError a picture that cannot be read, is too large to be opened safely, or is an SVG with scripts or
    references to anything outside itself.
    """
    return tuple(_fit(asset, account) for asset in article.assets if asset.data)


def _fit(asset: Asset, account: str) -> PictureFile:
    name = f"{account}-{slug(asset.id, 'picture')}"
    if _is_svg(asset.data):
        return PictureFile(name=f"{name}.svg", media_type="image/svg+xml", data=_safe_svg(asset), article=account, asset=asset.id)
    data, kind = _fit_raster(asset)
    media_type, ending = _TYPES[kind]
    return PictureFile(name=f"{name}.{ending}", media_type=media_type, data=data, article=account, asset=asset.id)


def _fit_raster(asset: Asset) -> tuple[bytes, str]:
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is below Pillow's
            with Image.open(io.BytesIO(asset.data)) as opened:
                width, height = opened.size
                if width * height > READ_AT_MOST:
                    raise SourceError(asset.file, 0, 0, f"a picture of {width} × {height} pixels is not opened; "
                                                        f"give one of at most {READ_AT_MOST // 1_000_000} million pixels")
                upright = opened.getexif().get(0x0112, 1) == 1  # Exif 2.32, tag Orientation
                fit = opened.format in _TYPES and opened.mode in {"RGB", "RGBA", "L", "P", "1", "LA"} and upright
                if fit and width * height <= LARGEST and not opened.info.get("icc_profile"):
                    opened.load()
                    return asset.data, str(opened.format)
            with Image.open(io.BytesIO(asset.data)) as opened:
                picture = ImageOps.exif_transpose(opened)
                return _saved(_shrunk(_in_srgb(picture)), photograph=opened.format in {"JPEG", "MPO", "TIFF", "WEBP"})
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise SourceError(asset.file, 0, 0, f"the picture cannot be read ({error}); save it again as PNG or JPEG") from error


def _in_srgb(picture: "Image.Image") -> "Image.Image":
    """The picture in sRGB, its profile applied where it has one, with transparency kept."""
    from PIL import ImageCms

    profile = picture.info.get("icc_profile")
    if profile and picture.mode in {"RGB", "CMYK", "L"}:
        with contextlib.suppress(ImageCms.PyCMSError):  # a broken profile: the plain conversion below is what any viewer does with it
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            return ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB") or picture
    if picture.mode.startswith("I;16") or picture.mode in {"I", "F"}:
        return picture.point(lambda value: value / 256).convert("L")
    return picture.convert("RGBA" if picture.mode in {"LA", "PA", "RGBA"} or "transparency" in picture.info else "RGB")


def _shrunk(picture: "Image.Image") -> "Image.Image":
    from PIL import Image

    width, height = picture.size
    if width * height <= LARGEST:
        return picture
    scale = (LARGEST / (width * height)) ** 0.5
    return picture.resize((int(width * scale), int(height * scale)), Image.Resampling.LANCZOS)


def _saved(picture: "Image.Image", *, photograph: bool) -> tuple[bytes, str]:
    out = io.BytesIO()
    if photograph and picture.mode == "RGB":
        picture.save(out, "JPEG", quality=88, optimize=True)
        return out.getvalue(), "JPEG"
    picture.save(out, "PNG", optimize=True)
    return out.getvalue(), "PNG"


def _is_svg(data: bytes) -> bool:
    return re.search(rb"<svg[\s>]", data[:4096]) is not None and data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"


def _safe_svg(asset: Asset) -> bytes:
    """The SVG as it is, if it holds nothing that runs and asks for nothing outside itself."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(asset.data, parser)
    except etree.XMLSyntaxError as error:
        raise SourceError(asset.file, 0, 0, f"the SVG is not well-formed ({error})") from error
    if b"<!DOCTYPE" in asset.data:
        raise SourceError(asset.file, 0, 0, "the SVG has a document type; save it without one")
    for node in root.iter("*"):
        name = etree.QName(node).localname
        if name in _SVG_FORBIDDEN:
            raise SourceError(asset.file, 0, 0, f"the SVG holds <{name}>, which an edition must not carry; remove it")
        for key, value in ((str(key), str(value)) for key, value in node.attrib.items()):
            outside = etree.QName(key).localname == "href" and not value.startswith(("#", "data:image/"))
            if key.lower().startswith("on") or outside or re.search(r"url\(\s*['\"]?(?!#|data:)", value):
                raise SourceError(asset.file, 0, 0, f"the SVG reaches outside itself or runs a script ({etree.QName(key).localname}={value[:60]!r})")
        if name == "style" and node.text and re.search(r"@import|url\(\s*['\"]?(?!#|data:)", node.text):
            raise SourceError(asset.file, 0, 0, "the SVG's style sheet reaches outside itself; remove the reference")
    return asset.data
