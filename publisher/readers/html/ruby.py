"""Ruby of a page: words and their readings, however the page orders them.

In: a <ruby> whose parts stand beside each other.  Out: Units.  HTML (4.5.10) has base and <rt> in
turn; older pages have all <rb> and then all <rt>, and a second reading in <rtc>.  The brackets in
<rp> are for readers that set no ruby, and are set anew where they are needed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from publisher.readers.html.tree import Element, words_of

Node = Element | str


@dataclass(slots=True)
class Unit:
    """Words, and what is read for them; reading "": none."""

    base: list[Node]
    reading: str = ""


@dataclass(slots=True)
class Segment:
    """Units that stand together, and a second reading of them all; "" for none."""

    units: list[Unit]
    whole: str = ""


@dataclass(slots=True)
class _Open:
    """A segment that is being read: its bases, readings, and what is read for all."""

    bases: list[list[Node]] = field(default_factory=list)
    readings: list[str] = field(default_factory=list)
    whole: list[str] = field(default_factory=list)
    is_loose: bool = False  # whether the last base stands in no <rb>

    def closed(self) -> Segment:
        """The segment: each base with its reading, or all with all where these do not pair."""
        whole = " ".join(self.whole)
        if len(self.bases) == len(self.readings):
            pairs = zip(self.bases, self.readings, strict=True)
            return Segment([Unit(base, reading) for base, reading in pairs], whole)
        if not self.readings:
            return Segment([Unit(base) for base in self.bases], whole)
        base = [node for one in self.bases for node in one]
        return Segment([Unit(base, "".join(self.readings))], whole)


def segments_of(ruby: Element) -> Iterator[Segment]:
    """The segments of a <ruby> in order: a base behind readings begins the next."""
    segment = _Open()
    for node in _parts(ruby):
        tag = "" if isinstance(node, str) else str(node.tag)
        if isinstance(node, str) or tag not in {"rt", "rtc", "rp"}:
            if segment.readings or segment.whole:
                yield segment.closed()
                segment = _Open()
            if tag == "rb" or not segment.is_loose:
                segment.bases.append([])
            segment.bases[-1].append(node)
            segment.is_loose = tag != "rb"
        elif tag == "rt":
            segment.readings.append(words_of(node))
        elif tag == "rtc":
            inner = [words_of(one) for one in node if one.tag == "rt"]
            segment.whole.append("".join(inner) if inner else words_of(node))
    yield segment.closed()


def _parts(ruby: Element) -> Iterator[Node]:
    """The elements of a <ruby> and the words between them."""
    for text, child in ((ruby.text, None), *((child.tail, child) for child in ruby)):
        if child is not None:
            yield child
        if text and text.strip():
            yield text
