"""A picture made fit for an edition, and what a reading system takes as one."""

from publisher.value import value


@value
class PictureLimits:
    """What a reading system takes as a picture.

    pixels   width × height; 4 million is the Apple Books Asset Guide's limit, the lowest of the
             stores'.
    side     the longer side, in pixels.   bytes: of the file.   types: of bitmaps; drawings (SVG)
             pass everywhere.
    """

    pixels: int = 4_000_000
    side: int = 10_000
    bytes: int = 20_000_000
    types: tuple[str, ...] = ("image/jpeg", "image/png", "image/gif")


USUAL = PictureLimits()


@value
class PictureFile:
    """A picture made fit for the edition: name below images/, media type, bytes, whose it is.

    remark   what was done to it that its maker should know; "" when nothing.
    """

    name: str
    media_type: str
    data: bytes
    article: str
    asset: str
    remark: str = ""
