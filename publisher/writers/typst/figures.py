"""How large a picture is set: by its shape and the place that a page has (writers.pdf.figures)."""

from lxml import etree

from publisher.writers.typst.inline import Context

_SQUARE = 0.667  # of the measure
_DOTS = 150  # to an inch: as large is a picture of few dots
_TALL, _TALLEST = 0.5, 0.65  # of the page's height: of a portrait, of any picture
_POINTS = 72


def picture_size(picture: etree._Element, classes: str, context: Context) -> tuple[float, float]:
    """(width, height) in points; (0, 0) for one that does not say its own size."""
    size = context.sizes.get(picture.get("src", "").removeprefix("images/"))
    if size is None:
        return context.measure * _SQUARE, 0.0
    wide, high, _ = size
    kinds = classes.split()
    width = context.measure
    if "small" in kinds:
        width = min(width, wide / _DOTS * _POINTS)
    elif "square" in kinds or "portrait" in kinds:
        width *= _SQUARE
    most = context.height * (_TALL if "portrait" in kinds else _TALLEST)
    height = width * high / wide
    if height > most:
        width, height = width * most / height, most
    return width, height
