"""Pictures made fit for an edition.

Right side up, sRGB, no larger than needed, in a type every reader knows.

The only door to Pillow.  A picture that is fit already passes to the byte; nothing is opened that
looks like a bomb, and what stands inside the file about its author and its terms is carried over
(embedded_metadata.py).
"""

import contextlib
import io
import re
import struct
import warnings
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from publisher.errors import SourceError
from publisher.model.article import Asset
from publisher.pictures.embedded_metadata import (
    Embedded,
    photoshop_iim,
    photoshop_segment,
    read_embedded,
    svg_facts,
)
from publisher.pictures.picture import USUAL, PictureFile, PictureLimits
from publisher.pictures.svg import safe_svg, svg_root

if TYPE_CHECKING:
    from PIL import Image  # loaded on use: an edition without pictures needs none of it

# pixels of a source picture: measured, 0.6 GB at most while it is made smaller
READ_AT_MOST = 64_000_000
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PIECE = 2**20
_ROWS_AT_MOST = 9 * READ_AT_MOST  # bytes: of four colours of 16 bits, and a sign for each row
# tried on a file; the readers of rarer ones are not for strangers' bytes
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "AVIF", "BMP", "TIFF")
_TYPES = {
    "JPEG": ("image/jpeg", "jpg"),
    "MPO": ("image/jpeg", "jpg"),
    "PNG": ("image/png", "png"),
    "GIF": ("image/gif", "gif"),
}
_PASSING = {"RGB", "RGBA", "L", "P", "1", "LA"}
# What Pillow and the libraries below it raise for bytes that are no sound picture: each reader of
# a form its own (AVIF a RuntimeError, PNG a SyntaxError, Exif a struct.error, TypeError, KeyError).
# Warning: where a program around us turns Pillow's into errors.
_UNREADABLE = (
    OSError,
    EOFError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    MemoryError,
    struct.error,
    zlib.error,
    Warning,
)
_ORIENTATION = 0x0112  # Exif 2.32, tag Orientation
_QUALITIES = (88, 80, 70, 60)
_SMALLEST = 64  # pixels: a picture is not reduced beyond that for the sake of its bytes


def fit_picture(
    asset: Asset, name: str, account: str, limits: PictureLimits = USUAL
) -> PictureFile:
    """The picture made fit.

    `name` is the stem of its file, `account` its article's id in the ledger ("a1").

    Refuses with SourceError a picture that cannot be read, is too large to be opened safely, or is
    a drawing that defines entities or draws without end.
    """
    if _is_svg(asset.data):
        data, left_out = safe_svg(asset.data, asset.file)
        remark = f"{asset.file}: left out of the drawing: {', '.join(left_out)}" if left_out else ""
        return PictureFile(
            name=f"{name}.svg",
            media_type="image/svg+xml",
            data=data,
            article=account,
            asset=asset.id,
            remark=remark,
        )
    data, kind, remark = _fit_raster(asset, limits)
    media_type, ending = _TYPES[kind]
    return PictureFile(
        name=f"{name}.{ending}",
        media_type=media_type,
        data=data,
        article=account,
        asset=asset.id,
        remark=remark,
    )


def fault_in(asset: Asset) -> str:
    """Why no edition can show the picture; "" where one can.  It is decoded for the answer."""
    from PIL import Image

    try:
        if _is_svg(asset.data):
            safe_svg(asset.data, asset.file)
            return ""
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(asset.data), formats=_FORMATS) as opened:
                width, height = opened.size
                if width * height > READ_AT_MOST:
                    raise _too_large(asset)
                _refuse_cut_short(asset.data, str(opened.format))
                opened.draft(None, (_SMALLEST, _SMALLEST))  # of a JPEG an eighth tells as much
                opened.load()
    except SourceError as error:
        return error.message
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return _too_large(asset).message
    except _UNREADABLE as error:
        return f"it cannot be read ({_in_short(error)})"
    return ""


def size_of(data: bytes) -> tuple[int, int]:
    """Width and height of a picture that was made fit, in pixels; nothing is decoded."""
    from PIL import Image

    with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
        return opened.size


# JPEG and PNG, and what stands before any words in them: without one of these they say nothing
_MARKED = (b"\xff\xd8", b"\x89PNG")
_MARKS = (b"Exif", b"eXIf", b"8BIM", b"xap/1.0", b"rdf:RDF", b"tEXt", b"zTXt", b"iTXt")


def embedded_in(asset: Asset) -> Embedded:
    """What a picture says of itself inside its file; nothing is decoded.

    A file that cannot be read says nothing.
    """
    if not asset.data:
        return Embedded()
    if _is_svg(asset.data):
        root = svg_root(asset.data)
        return Embedded(facts=tuple(svg_facts(root))) if root is not None else Embedded()
    if asset.data.startswith(_MARKED) and not any(mark in asset.data for mark in _MARKS):
        return Embedded()  # decoding a PNG to see whether it says something costs milliseconds
    from PIL import Image

    try:
        with Image.open(io.BytesIO(asset.data), formats=_FORMATS) as opened:
            if opened.format == "PNG" and opened.width * opened.height <= READ_AT_MOST:
                opened.load()  # chunks of text may stand behind the picture
            return _embedded(opened)
    except (*_UNREADABLE, Image.DecompressionBombError):
        return Embedded()


def _fit_raster(asset: Asset, limits: PictureLimits) -> tuple[bytes, str, str]:
    """(bytes, format, what there is to say)."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(asset.data), formats=_FORMATS) as opened:
            width, height = opened.size
            if width * height > READ_AT_MOST:
                raise _too_large(asset)
            frames = getattr(opened, "n_frames", 1) if opened.format != "MPO" else 1
            kind = str(opened.format)
            _refuse_cut_short(asset.data, kind)
            if _passes(opened, asset.data, limits, frames):
                opened.load()
                return asset.data, kind, ""
        with Image.open(io.BytesIO(asset.data), formats=_FORMATS) as opened:
            data, made = _refitted(opened, limits, kind)
            return (
                data,
                made,
                (
                    f"{asset.file}: a moving picture; the first of its {frames} pictures is kept"
                    if frames > 1
                    else ""
                ),
            )
    # where warnings are errors, the first of the two; our own limit is below Pillow's
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large(asset) from error
    except _UNREADABLE as error:
        raise SourceError(
            asset.file,
            0,
            0,
            f"the picture cannot be read ({_in_short(error)}); save it again as PNG or JPEG",
        ) from error


@contextlib.contextmanager
def pillow_as_it_was() -> Iterator[None]:
    """What the block alters of Pillow's switches, by an import for instance, is put back."""
    from PIL import ImageFile

    before = ImageFile.LOAD_TRUNCATED_IMAGES
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _are_rows_whole(data: bytes) -> bool:
    """Whether the compressed rows of a PNG can be read to their end (PNG, 10.1 and 11.2.4)."""
    rows, at, read = zlib.decompressobj(), len(_PNG_SIGNATURE), 0
    try:
        while at + 8 <= len(data) and not rows.eof:
            length, kind = struct.unpack_from(">I4s", data, at)
            piece = data[at + 8 : at + 8 + length] if kind == b"IDAT" else b""
            while piece and not rows.eof:
                read += len(rows.decompress(piece, _PIECE))
                if read > _ROWS_AT_MOST:
                    return False
                piece = rows.unconsumed_tail
            at += length + 12  # its length, its kind, and its checksum
    except zlib.error:
        return False
    return rows.eof


def _refuse_cut_short(data: bytes, kind: str) -> None:
    """Raise OSError for a picture whose file ends too early, where Pillow would not.

    It does not once a program around us has told it so (WeasyPrint's import does): how it is set
    is that program's affair, and what we read is ours.
    """
    from PIL import ImageFile

    if not ImageFile.LOAD_TRUNCATED_IMAGES:
        return
    whole = {
        # ITU-T T.81, B.1.1.3: the end of image behind the last scan
        "JPEG": data.rfind(b"\xff\xd9") > data.rfind(b"\xff\xda"),
        "MPO": data.rfind(b"\xff\xd9") > data.rfind(b"\xff\xda"),
        "PNG": b"IEND" in data and _are_rows_whole(data),  # PNG, 11.2.5
        "GIF": data.rstrip(b"\0").endswith(b";"),  # GIF89a, 27: the trailer
    }
    if not whole.get(kind, True):
        raise OSError("image file is truncated")


def _too_large(asset: Asset) -> SourceError:
    return SourceError(
        asset.file,
        0,
        0,
        f"a picture of more than {READ_AT_MOST // 1_000_000} million pixels is not opened; give a"
        " smaller one",
    )


def _in_short(error: Exception) -> str:
    return re.sub(r"<_io\.BytesIO object at 0x[0-9a-f]+>", "its bytes", str(error))[:160]


def _passes(opened: "Image.Image", data: bytes, limits: PictureLimits, frames: int) -> bool:
    """Whether the file may go in as it is: nothing decoded for the answer."""
    width, height = opened.size
    deep = opened.format == "PNG" and len(data) > 24 and data[24] == 16  # PNG, IHDR: bit depth
    profile = opened.info.get("icc_profile") or b""
    return (
        opened.format in _TYPES
        and opened.format != "MPO"
        and _TYPES[opened.format][0] in limits.types
        and opened.mode in _PASSING
        and not deep
        and opened.getexif().get(_ORIENTATION, 1) == 1
        and width * height <= limits.pixels
        and max(width, height) <= limits.side
        and len(data) <= limits.bytes
        and (not profile or _is_srgb(profile))
        and (frames == 1 or opened.format == "GIF")
    )


def _is_srgb(profile: bytes) -> bool:
    """Whether a profile calls itself sRGB.

    Then its numbers are what every reader takes them for.
    """
    from PIL import ImageCms

    with contextlib.suppress(ImageCms.PyCMSError, OSError):
        return (
            "srgb"
            in ImageCms.getProfileDescription(
                ImageCms.ImageCmsProfile(io.BytesIO(profile))
            ).casefold()
        )
    return False


def _refitted(opened: "Image.Image", limits: PictureLimits, kind: str) -> tuple[bytes, str]:
    """The first picture of the file, reduced first and only then turned and coloured.

    The memory is that of one decoded picture.
    """
    from PIL import ImageOps

    profile, orientation = opened.info.get("icc_profile"), opened.getexif().get(_ORIENTATION, 1)
    width, height = _within(opened.size, limits)
    if kind in {"JPEG", "MPO"}:
        opened.draft(None, (width, height))
    opened.load()
    said = _embedded(opened)
    picture: Image.Image = _in_eights(opened)
    if picture.size != (width, height) and width * height < picture.width * picture.height:
        picture = _resized(picture, (width, height))
    picture = _in_srgb(picture, profile)
    if orientation != 1:
        picture.getexif()[_ORIENTATION] = orientation
        picture = ImageOps.exif_transpose(picture)
    return _saved(picture, limits, said, photograph=kind in {"JPEG", "MPO", "WEBP", "AVIF"})


def _within(size: tuple[int, int], limits: PictureLimits) -> tuple[int, int]:
    width, height = size
    scale = min(1.0, (limits.pixels / (width * height)) ** 0.5, limits.side / max(width, height))
    return (max(1, int(width * scale)), max(1, int(height * scale))) if scale < 1 else size


def _in_eights(picture: "Image.Image") -> "Image.Image":
    """The picture with eight bits for each colour, in a mode that can be reduced and coloured."""
    if picture.mode.startswith("I;16"):
        return picture.point(lambda level: level * (1 / 256)).convert("L")
    if picture.mode in {"I", "F"}:
        highest = picture.getextrema()[1]
        return (
            picture.point(lambda level: level * (1 / 256)).convert("L")
            if isinstance(highest, int | float) and highest > 255
            else picture.convert("L")
        )
    if picture.mode in {"LA", "PA", "La", "RGBa"} or "transparency" in picture.info:
        return picture.convert("RGBA")
    return (
        picture
        if picture.mode in {"RGB", "RGBA", "L", "CMYK", "LAB"}
        else picture.convert("L" if picture.mode == "1" else "RGB")
    )


def _resized(picture: "Image.Image", size: tuple[int, int]) -> "Image.Image":
    from PIL import Image

    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _in_srgb(picture: "Image.Image", profile: bytes | None) -> "Image.Image":
    """The picture in sRGB, its profile applied where it has one, with transparency kept."""
    from PIL import ImageCms

    if profile and picture.mode in {"RGB", "RGBA", "CMYK", "L", "LAB"}:
        # a broken profile: the plain conversion below is what any viewer does with it
        with contextlib.suppress(ImageCms.PyCMSError, OSError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            wanted = "RGBA" if picture.mode == "RGBA" else "RGB"
            return (
                ImageCms.profileToProfile(
                    picture, source, ImageCms.createProfile("sRGB"), outputMode=wanted
                )
                or picture
            )
    return picture if picture.mode in {"RGB", "RGBA", "L"} else picture.convert("RGB")


def _saved(
    picture: "Image.Image", limits: PictureLimits, said: Embedded, *, photograph: bool
) -> tuple[bytes, str]:
    """The file within its number of bytes: first less exact, then smaller."""
    kind = (
        "JPEG"
        if photograph and picture.mode in {"RGB", "L"} and "image/jpeg" in limits.types
        else "PNG"
    )
    while True:
        for quality in _QUALITIES if kind == "JPEG" else _QUALITIES[:1]:
            data = _encoded(picture, kind, quality, said)
            if len(data) <= limits.bytes:
                return data, kind
        if max(picture.size) <= _SMALLEST:
            return data, kind
        picture = _resized(
            picture, (max(1, picture.width * 7 // 10), max(1, picture.height * 7 // 10))
        )


def _encoded(picture: "Image.Image", kind: str, quality: int, said: Embedded) -> bytes:
    from PIL import Image, PngImagePlugin

    out = io.BytesIO()
    plain = picture.copy() if picture.info else picture
    plain.info = {}  # profile, comment and old metadata belong to the file as it was
    exif = Image.Exif()
    for tag, name in ((0x8298, "dc:rights"), (0x013B, "dc:creator")):
        if texts := [text for fact, text in said.facts if fact == name]:
            # UTF-8, as most programs write and read it; a str would lose its ©
            exif[tag] = "; ".join(dict.fromkeys(texts)).encode()
    given: dict[str, Any] = {"exif": exif.tobytes()} if len(exif) else {}
    if kind == "JPEG":
        given |= {"xmp": said.packet} if said.packet else {}
        given |= {"extra": photoshop_segment(said.iim)} if said.iim else {}
        plain.save(out, "JPEG", quality=quality, optimize=True, **given)
    else:
        chunks = PngImagePlugin.PngInfo()
        if said.packet:
            chunks.add_itxt("XML:com.adobe.xmp", said.packet.decode())
        plain.save(out, "PNG", optimize=True, pnginfo=chunks, **given)
    return out.getvalue()


def _embedded(opened: "Image.Image") -> Embedded:
    """The three blocks of metadata of an opened file."""
    xmp = opened.info.get("xmp") or opened.info.get("XML:com.adobe.xmp") or b""
    resources = opened.info.get("photoshop") or {}
    iim = resources.get(0x0404, b"") if isinstance(resources, dict) else b""
    if raw := opened.info.get("Raw profile type iptc"):
        with contextlib.suppress(ValueError):
            block = bytes.fromhex("".join(str(raw).split()[2:]))
            iim = photoshop_iim(block) or block
    return read_embedded(xmp.encode() if isinstance(xmp, str) else xmp, iim, dict(opened.getexif()))


def _is_svg(data: bytes) -> bool:
    return (
        re.search(rb"<svg[\s>]", data[:4096]) is not None
        and data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"
    )
