"""Pictures by their shape, and two portraits in succession in one row.

In: a chapter's section as plain HTML, and the size of each of its pictures.  Out: the same with
classes on figures, for which the sheet of pages (pdf.css) has rules; the shares of the measure
stand there (specification of the page, section 3, "figures").  A picture that would be coarse at
two fifths of the measure keeps the size that its dots give it.
"""

import re
from collections.abc import Iterable, Mapping

from lxml import etree

from publisher.pictures.fit import size_of
from publisher.pictures.picture import PictureFile
from publisher.pictures.svg import svg_root

_WIDE, _TALL = 1.25, 0.8  # width to height
_SMALL = 0.4  # of the measure, at _FINE dots to an inch: a smaller picture is not enlarged
_FINE = 150
_INCH = 25.4  # mm
_FOLDER = "images/"
_NUMBER = re.compile(r"\s*([0-9.]+)(?:px|pt|mm|cm|in|em)?\s*")


def sizes_of(pictures: Iterable[PictureFile]) -> dict[str, tuple[float, float, bool]]:
    """Name → (width, height, whether it is made of dots) of each picture that has a size."""
    sizes: dict[str, tuple[float, float, bool]] = {}
    for picture in pictures:
        if picture.media_type != "image/svg+xml":
            width, height = size_of(picture.data)
            sizes[picture.name] = (width, height, True)
        elif (size := _size_of_drawing(picture.data)) is not None:
            sizes[picture.name] = (*size, False)
    return sizes


def set_figures(
    section: etree._Element, sizes: Mapping[str, tuple[float, float, bool]], measure: float
) -> None:
    """Class each figure by the shape of its picture; `measure`: width of the text, in mm."""
    for figure in section.iter("figure"):
        image = next(figure.iter("img"), None)
        size = (
            sizes.get((image.get("src") or "").removeprefix(_FOLDER)) if image is not None else None
        )
        if size is not None:
            _give(figure, _shape(*size, measure))
    for figure in list(section.iter("figure")):
        _pair(figure)


def _shape(width: float, height: float, has_dots: bool, measure: float) -> str:  # noqa: FBT001
    if has_dots and width / _FINE * _INCH < _SMALL * measure:
        return "small"
    ratio = width / height
    return "landscape" if ratio > _WIDE else "portrait" if ratio < _TALL else "square"


def _pair(figure: etree._Element) -> None:
    """Set a portrait and the one that follows it in one row."""
    after, parent = figure.getnext(), figure.getparent()
    if parent is None or after is None or parent.get("class") == "pair":
        return
    if not (_is_portrait(figure) and _is_portrait(after)) or (figure.tail or "").strip():
        return
    row = etree.Element("div", {"class": "pair"})
    row.tail, after.tail, figure.tail = after.tail, None, None
    parent.replace(figure, row)
    row.extend((figure, after))


def _is_portrait(element: etree._Element) -> bool:
    return element.tag == "figure" and "portrait" in element.get("class", "").split()


def _give(element: etree._Element, name: str) -> None:
    element.set("class", f"{element.get('class', '')} {name}".strip())


def _size_of_drawing(data: bytes) -> tuple[float, float] | None:
    """Width and height of a drawing, in units of its own; None where it says neither."""
    root = svg_root(data)
    if root is None:
        return None
    given = [_NUMBER.fullmatch(root.get(side, "")) for side in ("width", "height")]
    sides = [float(side[1]) for side in given if side and side[1].strip(".")]
    if len(sides) < len(given):
        box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
        sides = [float(side) for side in box[2:] if _NUMBER.fullmatch(side)]
    match sides:
        case [width, height] if width > 0 and height > 0:
            return width, height
    return None
