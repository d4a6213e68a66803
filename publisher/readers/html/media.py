"""Pictures and films of an article → Assets.

In: elements that show them.  Out: assets, each once for each place whose words differ; titles and
addresses of films.  Bytes are taken from the page itself (data: addresses, and what SingleFile
parks in its style sheet); a file beside the page is only asked for.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import unquote

from publisher.captures import MARK, Capture
from publisher.model.article import Asset
from publisher.model.rights import Signal
from publisher.readers.html.figures import absolute, is_counter, local_path
from publisher.readers.html.offers import addresses_of, data_of, is_data, words_of_picture
from publisher.readers.html.tree import Element, blanks
from publisher.readers.picture_bytes import ending_of, fault_of, media_type_of
from publisher.readers.source import ALONE
from publisher.text import file_name

_PARKED = re.compile(r"(?<![\w-])(--[\w-]+)\s*:\s*url\(\s*[\"']?(data:image/[^\"')]+)")
_PARKED_AT = re.compile(r"(?<![\w-])background(?:-image)?\s*:[^;]{0,500}?var\(\s*(--[\w-]+)")
_WHOLE = re.compile(r"[a-z][a-z0-9+.-]*:|/", re.IGNORECASE)  # begins with a scheme, or at the root


@dataclass(slots=True)
class Film:
    """A frame, film or recording: what the page says of it.

    poster   the address of the picture that stands for it, as the page writes it.
    """

    address: str
    title: str
    poster: str


@dataclass(slots=True)
class Media:
    """The pictures met so far.

    base     the address that relative ones are whole against.  stated: the page itself says so
             (<base>); else a path beside the page is no address on the web.
    capture  how the page was had: the files that came with it.
    called   whole addresses of each picture, by its id.
    attached   the files that came with the page, by what the page may call them; filled on use.
    parked   data: addresses by the name of the custom property that holds them.
    """

    base: str
    stated: bool = False
    capture: Capture = ALONE
    parked: Mapping[str, str] = field(default_factory=dict)
    remarks: Counter[str] = field(default_factory=Counter)
    by_id: dict[str, Asset] = field(default_factory=dict)
    attached: dict[str, bytes] = field(default_factory=dict)
    called: dict[str, set[str]] = field(default_factory=dict)

    @property
    def assets(self) -> tuple[Asset, ...]:
        """All pictures, in the order in which they were met."""
        return tuple(self.by_id.values())

    def asset(self, image: Element, credit: str = "", *, words: str = "") -> Asset | None:
        """The picture that an element shows; None where nothing at all is known of it.

        words   what is said of it beside it; a picture that lies nowhere keeps its place for them.
        """
        alt = words_of_picture(image)
        addresses = self._addresses(image)
        found = self._at(addresses, alt, credit)
        if not (found.data or found.file or found.url):
            self.remarks["pictures have no address that leads to them"] += 1
            if not (alt or words):
                return None
        known = self._known(found)
        whole = {absolute(one, self.base) for one in addresses if not is_data(one)}
        self.called.setdefault(known.id, {known.url}).update(whole)
        return known

    def told(self, asset: Asset, said: Mapping[str, tuple[Signal, ...]]) -> Asset:
        """The picture with what is said of the rights of one of its addresses, to the letter."""
        places = sorted(filter(None, self.called.get(asset.id, ())))
        signals = (signal for place in places for signal in said.get(place, ()))
        return replace(asset, signals=tuple(dict.fromkeys((*asset.signals, *signals))))

    def poster(self, film: Film) -> Asset | None:
        """The picture that stands for a film."""
        if not film.poster:
            return None
        found = self._at((film.poster,), film.title, "")
        return self._known(found) if found.data or found.file or found.url else None

    def film(self, element: Element) -> Film:
        """What a frame or film says of itself."""
        written = [
            str(given).strip()
            for name, given in element.items()
            if str(name) in {"src", "data"} or str(name).endswith("src")
        ]
        written += [source.get("src", "") for source in element.iter("source")]
        addresses = [address for one in written if (address := absolute(one, self.base))]
        title = next(
            (
                words
                for name in ("title", "aria-label", "data-title")
                if (words := blanks(element.get(name)).strip())
            ),
            "",
        )
        return Film(
            address="" if is_counter(element) else next(iter(addresses), ""),
            title="" if is_counter(element) else title,
            poster=element.get("poster", "").strip() or element.get("data-poster", "").strip(),
        )

    def _addresses(self, image: Element) -> tuple[str, ...]:
        parked = _PARKED_AT.search(image.get("style", ""))
        held = (self.parked[parked[1]],) if parked and parked[1] in self.parked else ()
        return (*held, *addresses_of(image))

    def _at(self, addresses: tuple[str, ...], alt: str, credit: str) -> Asset:
        """The picture at the first of these addresses whose bytes are here, else at the first."""
        plain = Asset(id="picture", file="", alt=alt, decorative=not alt, credit=credit)
        elsewhere = next((url for one in addresses if (url := self._url(one))), "")
        for address in addresses:
            data, url = (data_of(address), "") if is_data(address) else self._attached(address)
            if data and not fault_of(data):
                kind = media_type_of(data)
                file = self._file(data, kind)
                return replace(plain, file=file, data=data, media_type=kind, url=url)
            if (path := local_path(address)) and self.capture.has(path):
                return replace(plain, file=path, url=elsewhere)
        first = next((address for address in addresses if not is_data(address)), "")
        return replace(plain, file=local_path(first), url=self._url(first))

    def _attached(self, address: str) -> tuple[bytes, str]:
        """(the bytes that came with the page under this address, its own address on the web).

        "" for what came as a file among others: against the page's address it would be made up.
        """
        if not self.capture.attachments:
            return b"", ""
        if not self.attached:
            for one in self.capture.attachments:
                self.attached.setdefault(_without_fragment(one.address), one.data)
        whole = absolute(address, self.base)
        saved = absolute(
            address, self.capture.address
        )  # where a page lay may be no name of its own
        called = (address, whole, unquote(address), saved)
        names = [_without_fragment(name) for name in called if name]
        came = next((name for name in names if self.attached.get(name)), "")
        on_the_web = came if came.startswith(("http://", "https://")) else ""
        return self.attached.get(came, b""), on_the_web

    def _file(self, data: bytes, kind: str) -> str:
        """The path that a picture without a file of its own has beside its article."""
        digest = hashlib.sha256(data).hexdigest()[:12]
        stem = Path(self.capture.name).stem or "page"
        folder = file_name(stem, "page") if MARK in self.capture.name else stem
        return f"{folder}_files/{digest}.{ending_of(kind)}"

    def _url(self, written: str) -> str:
        """The address on the web; "" for a path beside the page, on somebody's disk."""
        if not written or (not self.stated and not _WHOLE.match(written)):
            return ""
        return absolute(written, self.base)

    def _known(self, found: Asset) -> Asset:
        """The picture as it is known already, where the words of both places are the same."""
        where = found.file, found.url
        for known in self.by_id.values():
            same = any(where) and (known.file, known.url) == where and known.alt == found.alt
            if same and (known.credit == found.credit or not (known.credit and found.credit)):
                merged = replace(known, credit=known.credit or found.credit)
                self.by_id[known.id] = merged
                return merged
        made = replace(found, id=f"picture-{len(self.by_id) + 1}")
        self.by_id[made.id] = made
        return made


def parked_pictures(root: Element) -> dict[str, str]:
    """Data: addresses that a page's style sheets hold in custom properties, by their names.

    SingleFile writes a picture that it uses twice so.
    """
    return {
        name: address
        for sheet in root.iter("style")
        for name, address in _PARKED.findall(sheet.text or "")
    }


def _without_fragment(address: str) -> str:
    return address.partition("#")[0]
