"""Pictures that an article names: their bytes, from the capture or from beside the article's file.

Nowhere else is looked, and nothing is fetched.
"""

import hashlib
import os
from dataclasses import replace
from pathlib import Path

from publisher.captures import Capture
from publisher.errors import SourceError
from publisher.files import is_file, read_whole
from publisher.model.article import Article, Asset

_PICTURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"RIFF", "image/webp"),
    (b"ftypavif", "image/avif"),
)
_ENDINGS = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/avif": ".avif",
    "image/svg+xml": ".svg",
}
_LARGEST = 512 * 2**20  # bytes of a picture's file


def with_pictures(article: Article, path: Path, *, missing_is_an_error: bool) -> Article:
    """The article with the bytes of its pictures, read from beside its file.

    Refuses with SourceError a picture outside the article's folder, one that is not there (unless a
    capture merely mentions it), and one that is no picture.
    """
    return replace(
        article,
        assets=tuple(
            load_picture(asset, path, missing_is_an_error=missing_is_an_error)
            for asset in article.assets
        ),
    )


def with_attached_pictures(article: Article, capture: Capture) -> Article:
    """The article with the bytes of those pictures that came with its capture.

    What came under a picture's address and is no picture is not taken.
    """
    if not capture.attachments:
        return article
    return replace(
        article, assets=tuple(_with_attached(asset, capture) for asset in article.assets)
    )


def _with_attached(asset: Asset, capture: Capture) -> Asset:
    data = capture.attached(asset.url) if asset.url and not asset.data else b""
    media_type = media_type_of(data)
    if not media_type:
        return asset
    digest = hashlib.sha256(data).hexdigest()[:12]
    file = f"{Path(capture.name).stem}_files/{digest}{_ENDINGS[media_type]}"
    return replace(asset, data=data, media_type=asset.media_type or media_type, file=file)


def media_type_of(data: bytes) -> str:
    """The media type of a picture, by its first bytes; "" for what is no picture."""
    by_magic = (
        kind
        for magic, kind in _PICTURES
        if data[: len(magic)] == magic or data[4 : 4 + len(magic)] == magic
    )
    return next(by_magic, "image/svg+xml" if b"<svg" in data[:4096] else "")


def load_picture(
    asset: Asset, path: Path, whose: str = "article", *, missing_is_an_error: bool
) -> Asset:
    """The picture with its bytes, read from beside the file `path` that names it.

    whose   "article" or "edition", for the message.
    Refuses with SourceError as `with_pictures` does.
    """
    if not asset.file or asset.data:
        return asset
    folder = Path(os.path.normpath(path.absolute().parent))
    place = folder / asset.file
    inside = os.path.normpath(place).startswith(f"{folder}{os.sep}") and Path(
        os.path.realpath(place)
    ).is_relative_to(os.path.realpath(folder))
    if not inside:
        raise SourceError(
            str(path),
            *place_of(path, asset.file),
            f"the picture '{asset.file}' is outside the {whose}'s folder; put it below it",
        )
    if not is_file(place):
        if missing_is_an_error:
            it = "asset" if whose == "article" else "cover"
            raise SourceError(
                str(path),
                *place_of(path, asset.file),
                f"there is no picture '{asset.file}'; add the file, or take the {it} out",
            )
        return replace(asset, file="")
    try:
        data = read_whole(place, _LARGEST)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise SourceError(str(place), 0, 0, f"{why}; check the path") from error
    media_type = media_type_of(data)
    if not media_type:
        raise SourceError(
            str(path),
            *place_of(path, asset.file),
            f"'{asset.file}' is not a picture that can be read; save it as PNG, JPEG or SVG",
        )
    return replace(asset, data=data, media_type=asset.media_type or media_type)


def place_of(path: Path, words: str) -> tuple[int, int]:
    """Line and column where a file first says these words; (0, 0) where it does not."""
    text = path.read_text("utf-8", errors="replace")
    at = text.find(words)
    return (0, 0) if at < 0 else (text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
