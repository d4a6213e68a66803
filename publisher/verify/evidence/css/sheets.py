"""Which style sheets a page applies: every one that some reader would.

Linked in any spelling, named by a processing instruction, written into the page or into a drawing,
given as a data: address.  A sheet that only some readers apply bears the condition.
"""

import base64
import binascii
import posixpath
from collections.abc import Iterator, Mapping
from urllib.parse import unquote, unquote_to_bytes, urlsplit

import tinycss2
from lxml import etree

from publisher.errors import EvidenceError, named
from publisher.verify.evidence.css.cascade import Source
from publisher.verify.evidence.css.rules import line_of

_XHTML = "http://www.w3.org/1999/xhtml"
_STYLES = (f"{{{_XHTML}}}style", "{http://www.w3.org/2000/svg}style")
_SHEET = 4 * 2**20  # bytes of a style sheet
_CSS = {"", "text/css"}
_ALWAYS = {"", "all"}


class Room:
    """The style sheets among the files of a container, each decoded once.

    path     of the container, for messages.
    remote   addresses of sheets outside the file, of which nobody knows what they say.
    """

    def __init__(self, files: Mapping[str, bytes], path: str) -> None:
        self._files, self._path = files, path
        self._decoded: dict[str, str] = {}
        self._folded: dict[str, str] | None = None
        self.remote: dict[str, str] = {}

    def sources(self, root: etree._Element, page: str) -> list[Source]:
        """The sheets of a page in the order in which they count."""
        return list(self._sources(root, page))

    def open(self, base: str, address: str) -> Source | None:
        """The sheet at an address that stands in `base`; None where there is none."""
        address = address.strip()
        if address[:5].lower() == "data:":
            return self._data(base, address)
        try:
            parts = urlsplit(address)
        except ValueError:
            return None
        if parts.scheme or parts.netloc:
            self.remote.setdefault(address[:200], base)
            return None
        if not parts.path:
            return None
        path = unquote(parts.path)
        name = path.lstrip("/") if path.startswith("/") else f"{posixpath.dirname(base)}/{path}"
        return self._file(posixpath.normpath(name.lstrip("/")))

    def _file(self, name: str) -> Source | None:
        if name not in self._files:
            if self._folded is None:
                self._folded = {one.casefold(): one for one in self._files}
            # as a reader finds it that unpacks to a disk without regard to case
            name = self._folded.get(name.casefold(), "")
            if not name:
                return None
        if name not in self._decoded:
            data = self._files[name]
            if len(data) > _SHEET:
                raise EvidenceError(
                    self._path,
                    f"its style sheet '{named(name[:80])}' has more than"
                    f" {_SHEET // 2**20} MB; it is"
                    " not read",
                )
            self._decoded[name] = tinycss2.bytes.decode_stylesheet_bytes(data)[0]
        return Source(name=name, text=self._decoded[name])

    @staticmethod
    def _data(base: str, address: str) -> Source | None:
        """The sheet that an address holds itself (RFC 2397)."""
        head, comma, body = address[5:].partition(",")
        if not comma:
            return None
        data = unquote_to_bytes(body)
        words = [word.strip().lower() for word in head.split(";")]
        if "base64" in words:
            try:
                data = base64.b64decode(data + b"=" * (-len(data) % 4))
            except (binascii.Error, ValueError):
                return None
        charset = next((word[8:] for word in words if word.startswith("charset=")), None)
        text = tinycss2.bytes.decode_stylesheet_bytes(data[:_SHEET], protocol_encoding=charset)[0]
        return Source(name=f"{base} (a data: address)", text=text)

    def _sources(self, root: etree._Element, page: str) -> Iterator[Source]:
        for attributes in instructions(root):
            conditions = _conditions(attributes, attributes.get("alternate", "") == "yes")
            yield from self._linked(page, attributes.get("href", ""), conditions)
        base = next(root.iter(f"{{{_XHTML}}}base"), None)
        start = page
        if base is not None and base.get("href"):
            start = posixpath.join(posixpath.dirname(page), unquote(str(base.get("href"))))
        for node in root.iter(*_STYLES, f"{{{_XHTML}}}link"):
            attributes = {str(name).lower(): str(value) for name, value in node.attrib.items()}
            if node.tag in _STYLES:
                yield Source(
                    name=page,
                    text="".join(map(str, node.itertext())),
                    line=line_of(node) or 1,
                    conditions=_conditions(attributes, is_alternate=False),
                )
                continue
            relations = attributes.get("rel", "").lower().split()
            if "stylesheet" in relations:
                conditions = _conditions(attributes, "alternate" in relations)
                yield from self._linked(start, attributes.get("href", ""), conditions)

    def _linked(self, page: str, address: str, conditions: tuple[str, ...]) -> Iterator[Source]:
        source = self.open(page, address) if address else None
        if source is not None:
            yield Source(source.name, source.text, source.line, conditions)


def instructions(root: etree._Element) -> Iterator[dict[str, str]]:
    """The pseudo-attributes of each <?xml-stylesheet?> before the page (xml-stylesheet 1.0)."""
    node = root.getprevious()
    found: list[dict[str, str]] = []
    while node is not None:
        if callable(node.tag) and getattr(node, "target", "") == "xml-stylesheet":
            try:
                inside = etree.fromstring(f"<a {node.text or ''}/>")
                found.append({str(name): str(value) for name, value in inside.attrib.items()})
            except (etree.XMLSyntaxError, ValueError):
                pass
        node = node.getprevious()
    yield from reversed(found)


def _conditions(attributes: Mapping[str, str], is_alternate: bool) -> tuple[str, ...]:  # noqa: FBT001
    """What must hold for a sheet that is linked so."""
    medium = " ".join(attributes.get("media", "").lower().split())
    kind = attributes.get("type", "").partition(";")[0].strip().lower()
    found = []
    if medium not in _ALWAYS:
        found.append(f"@media {medium}")
    if is_alternate:
        found.append("an alternate style")
    if kind not in _CSS:
        found.append(f"the type {kind}")
    if "disabled" in attributes:
        found.append("a style switched off")
    return tuple(found)
