"""Device profiles: what a reading system, a store or a paper asks of a file.

They are data beside this module.

One .toml for each: title; format; ending of the file's name; [pictures] limits; the theme's paper
or a [page] of its own.  Sources of the figures stand in the files.
"""

import functools
import hashlib
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from publisher.errors import SourceError
from publisher.pictures.picture import USUAL, PictureFile, PictureLimits
from publisher.rendering.book import Book
from publisher.rendering.theme import Paper, Theme, paper_of
from publisher.rows import rows_of
from publisher.text import slug
from publisher.value import value

_PLACE = Path(__file__).resolve().parent


@value
class CoverLimits:
    """What a store or device takes as a cover, in pixels.

    Its shorter and its longer side at least, its longer side at most; 0: nobody says.
    """

    shorter: int = 0
    longer: int = 0
    longest: int = 0


@value
class Device:
    """What one device asks for.

    ending          of the file's name: "reader.kindle.epub".
    largest         bytes it takes; by_mail: bytes of the files of one mail, mail_files: how many
                    of them; 0: nobody says.   mail_hosts: of the addresses it takes mail at.
    needs_language  whether it refuses a file whose language is not known.
    ncx_levels      levels of contents that it takes in an NCX.   longest_page: bytes of one file of
                    text; 0: nobody says.
    spans           whether sentences are wrapped for Kobo's renderer.
    paper           the theme's page that a PDF is set on ("a4"); page: one of the device's own;
                    neither: the usual one.
    pixel_cover     whether it shows a cover only as a bitmap; cover: the sizes it takes.
    black           whether small print is black as well: grey is faint on e-ink.
    ascii_names     whether it takes files under ASCII names alone.
    """

    name: str
    title: str
    format: Literal["epub", "pdf"]
    ending: str
    pictures: PictureLimits
    largest: int = 0
    by_mail: int = 0
    mail_files: int = 0
    mail_hosts: tuple[str, ...] = ()
    needs_language: bool = False
    spans: bool = False
    ncx_levels: int = 2
    longest_page: int = 0
    paper: str = ""
    page: Paper | None = None
    pixel_cover: bool = True
    cover: CoverLimits = CoverLimits()
    black: bool = False
    ascii_names: bool = False

    def name_of(self, book: str) -> str:
        """The file's name for a book of this name.

        In ASCII where the device takes no other letters; a name that has none gets a digest, so
        that two such books do not meet.
        """
        if not self.ascii_names or book.isascii():
            return f"{book}{self.ending}"
        plain = slug(book, "")
        digest = hashlib.sha256(book.encode()).hexdigest()[:8]
        return f"{f'{plain}-{digest}' if plain else f'book-{digest}'}{self.ending}"

    def paper_in(self, theme: Theme) -> Paper | None:
        """The page of a PDF in this theme; None where any will do.

        Its text is as large as the device asks for, within what the design allows.
        Refuses with SourceError a page the theme does not have.
        """
        if self.page:
            return replace(self.page, text=theme.design.fitted(self.page.text))
        return theme.paper(self.paper) if self.paper else None

    def themed(self, theme: Theme) -> Theme:
        """The theme as this device shows it: in black alone on e-ink."""
        return replace(theme, design=theme.design.in_black()) if self.black else theme

    def remarks(self, data: bytes, book: Book) -> tuple[str, ...]:
        """What a finished file needs on this device that nobody but its maker can give."""
        said = []
        if self.needs_language and book.edition.language == "und":
            said.append(
                f"{self.title} asks for a language, and the edition names none; write it"
                " (language: en)"
            )
        if self.largest and len(data) > self.largest:
            said.append(
                f"{self.title} takes {self.largest // 1_000_000} MB, and the file has"
                f" {len(data) // 1_000_000}; leave out pictures, or split it"
            )
        elif self.by_mail and len(data) > self.by_mail:
            said.append(
                f"{self.title} takes {self.by_mail // 1_000_000} MB by mail, and the file has"
                f" {len(data) // 1_000_000}; send it by web or app"
            )
        if self.longest_page:
            said += [
                f"{self.title} takes {self.longest_page // 1_000_000} MB for one file of text, and"
                f" '{name}' has {size // 1_000_000}; divide what stands in it"
                for name, size in _pages(data)
                if size > self.longest_page
            ]
        if book.cover and self.format == "epub":
            said += self._on_cover(book.cover)
        return tuple(said)

    def mail_faults(self, sizes: Sequence[int]) -> tuple[str, ...]:
        """Why it does not take files of these sizes in one mail; () where nothing is known to."""
        faults = []
        if self.mail_files and len(sizes) > self.mail_files:
            faults.append(
                f"{self.title} takes {self.mail_files} files in a mail, and {len(sizes)} are"
                " given; send them in several"
            )
        if self.by_mail and sum(sizes) > self.by_mail:
            faults.append(
                f"{self.title} takes {self.by_mail // 1_000_000} MB in a mail, and the files have"
                f" {sum(sizes) / 1_000_000:.1f} MB; send them in several, or by web or app"
            )
        return tuple(faults)

    def _on_cover(self, cover: PictureFile) -> Iterator[str]:
        """What the maker's own cover lacks here; one that is too large was made smaller already."""
        from publisher.pictures.fit import size_of

        if cover.media_type == "image/svg+xml":
            if self.pixel_cover:
                yield (
                    f"{self.title} shows a cover only as a bitmap, and this one is a drawing; save"
                    " it as PNG or JPEG"
                )
            return
        width, height = size_of(cover.data)
        if min(width, height) < self.cover.shorter or max(width, height) < self.cover.longer:
            yield (
                f"the cover has {width} × {height} pixels, and {self.title} takes no less than"
                f" {self.cover.shorter} × {self.cover.longer}; give a larger one"
            )
        if self.cover.longest and max(width, height) > self.cover.longest:
            yield (
                f"the cover has {width} × {height} pixels, and {self.title} takes at most"
                f" {self.cover.longest} a side; give a smaller one"
            )


def _pages(data: bytes) -> Iterator[tuple[str, int]]:
    """(name, bytes) of each file of text of an EPUB."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            yield from (
                (info.filename, info.file_size)
                for info in container.infolist()
                if info.filename.endswith(".xhtml")
            )


def plain(form: str) -> Device:
    """The usual file of a format, for no device in particular."""
    return Device(
        name=form,
        title=form.upper(),
        format="epub" if form == "epub" else "pdf",
        ending=f".{form}",
        pictures=USUAL,
        # less is no cover: KDP shows none
        pixel_cover=False,
        cover=CoverLimits(shorter=500, longer=500) if form == "epub" else CoverLimits(),
    )


def mailed_to(address: str) -> Device | None:
    """The device that takes mail at this address; None where no device is known to."""
    host = address.rpartition("@")[2].lower()
    devices = (load_device(name) for name in device_names())
    return next((device for device in devices if host in device.mail_hosts), None)


def device_names() -> list[str]:
    """The names of the devices there are."""
    return sorted(path.stem for path in _PLACE.glob("*.toml"))


@functools.cache
def load_device(name: str) -> Device:
    """The device of this name.

    Refuses with SourceError a name that is not there, and a profile that is not whole.
    """
    if name not in device_names():
        raise SourceError(
            "device", 0, 0, f"there is no device '{name}'; there are {', '.join(device_names())}"
        )
    try:
        facts: dict[str, Any] = rows_of(_PLACE / f"{name}.toml")
        limits, page, cover = (
            facts.pop("pictures", {}),
            facts.pop("page", None),
            CoverLimits(**facts.pop("cover", {})),
        )
        pictures: dict[str, Any] = {
            key: tuple(given) if isinstance(given, list) else given for key, given in limits.items()
        }
        return Device(
            name=name,
            pictures=PictureLimits(**pictures),
            cover=cover,
            mail_hosts=tuple(facts.pop("mail_hosts", ())),
            page=paper_of(name, page) if page else None,
            **facts,
        )
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise SourceError(
            f"targets/{name}.toml", 0, 0, f"the profile is not whole: {error}"
        ) from error
