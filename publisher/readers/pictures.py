"""Pictures that an article names: their bytes, from beside the article's file.

Nowhere else is looked, and nothing is fetched.  Whoever wrote an article themselves is refused
where a picture is missing; a capture that lost one keeps its place and its words.
"""

import os
from dataclasses import replace
from pathlib import Path

from publisher.errors import SourceError
from publisher.files import is_file, read_whole
from publisher.model.article import Article, Asset
from publisher.pictures.fit import fault_in
from publisher.readers.picture_bytes import fault_of, media_type_of
from publisher.readers.vault import in_vault

_LARGEST = 512 * 2**20  # bytes of a picture's file


def with_pictures(article: Article, path: Path) -> Article:
    """The article with the bytes of its pictures, read from beside its file.

    Refuses with SourceError a picture outside the article's folder, one that is not there, and one
    that is no picture.
    """
    return replace(article, assets=tuple(load_picture(asset, path) for asset in article.assets))


def with_usable_pictures(article: Article, path: Path) -> tuple[Article, tuple[str, ...]]:
    """(a captured article with the pictures that came with it, what there is to say of the others).

    A picture that is not there, or whose file is none, keeps its place, its words and its address.
    Refuses with SourceError a picture outside the capture's folder.
    """
    remarks: list[str] = []
    assets = tuple(_usable(asset, path, remarks) for asset in article.assets)
    return replace(article, assets=assets), tuple(dict.fromkeys(remarks))


def with_sound_pictures(article: Article) -> tuple[Article, tuple[str, ...]]:
    """(a captured article with the pictures that can be decoded, what there is to say of others).

    One that cannot be, or is too large to be, keeps its place, its words and its address.
    """
    remarks: list[str] = []
    assets = tuple(_sound(asset, remarks) for asset in article.assets)
    return replace(article, assets=assets), tuple(dict.fromkeys(remarks))


def _sound(asset: Asset, remarks: list[str]) -> Asset:
    fault = fault_in(asset) if asset.data else ""
    if not fault:
        return asset
    remarks.append(
        f"the picture '{asset.file}' cannot be used: {fault}; its place and words are kept"
    )
    return replace(asset, file="", data=b"", media_type="")


def _usable(asset: Asset, path: Path, remarks: list[str]) -> Asset:
    if not asset.file or asset.data:
        return asset
    kept = in_vault(asset.file, path)
    place = kept or _place(asset, path, "article")
    if kept:
        asset = replace(asset, file=kept.name)
    fault = "it is not beside the page"
    if is_file(place):
        try:
            data = _read(place)
            fault = fault_of(data) or fault_in(replace(asset, data=data))
        except SourceError as error:
            data, fault = b"", error.message
        if not fault:
            return replace(asset, data=data, media_type=asset.media_type or media_type_of(data))
    line, _ = place_of(path, asset.file)
    where = f"line {line}: " if line else ""
    remarks.append(
        f"{where}the picture '{asset.file}' cannot be used: {fault}; its place and words are kept"
    )
    return replace(asset, file="")


def load_picture(asset: Asset, path: Path, whose: str = "article") -> Asset:
    """The picture with its bytes, read from beside the file `path` that names it.

    whose   "article" or "edition", for the message.
    Refuses with SourceError as `with_pictures` does.
    """
    if not asset.file or asset.data:
        return asset
    place = _place(asset, path, whose)
    if not is_file(place):
        it = "asset" if whose == "article" else "cover"
        raise SourceError(
            str(path),
            *place_of(path, asset.file),
            f"there is no picture '{asset.file}'; add the file, or take the {it} out",
        )
    data = _read(place)
    media_type = media_type_of(data)
    if not media_type:
        raise SourceError(
            str(path),
            *place_of(path, asset.file),
            f"'{asset.file}' is not a picture that can be read; save it as PNG, JPEG or SVG",
        )
    return replace(asset, data=data, media_type=asset.media_type or media_type)


def _place(asset: Asset, path: Path, whose: str) -> Path:
    """Where a picture lies.  Refuses with SourceError a place outside the folder of `path`."""
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
    return place


def _read(place: Path) -> bytes:
    try:
        return read_whole(place, _LARGEST)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise SourceError(str(place), 0, 0, f"{why}; check the path") from error


def place_of(path: Path, words: str) -> tuple[int, int]:
    """Line and column where a file first says these words; (0, 0) where it does not."""
    text = path.read_text("utf-8", errors="replace")
    at = text.find(words)
    return (0, 0) if at < 0 else (text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
