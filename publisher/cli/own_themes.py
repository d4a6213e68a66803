"""Themes of one's own: begun from one that there is, tried, and all shown as pictures."""

import base64
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from publisher.errors import DeliveryError, Fault, FaultsInFiles, SourceError

_SHOWN = (0, 2, 3, 4)  # cover, contents, an opening, a page of text
_WIDE = 420  # dots of a page's picture
_SAMPLE = ("editions", "field-guide.yaml")
_TITLE = "The designs of publisher"
_STYLE = """body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem }
body { color: #222; background: #eee }
h2 { margin: 2rem 0 0.2rem } p { margin: 0 0 0.8rem; max-width: 60rem }
div { display: flex; flex-wrap: wrap; gap: 1rem; align-items: start }
img { height: 22rem; background: #fff; box-shadow: 0 1px 4px #0006 }"""


def begin_theme(name: str, base: str) -> Path:
    """A new folder with a theme that is as another until somebody changes a value.

    Refuses with SourceError a name that is taken, and a base that is no theme.
    """
    from publisher.rendering.theme import load_theme
    from publisher.rendering.theme_file import FILE
    from publisher.resources import folder

    theme, place = load_theme(base), Path(name)
    if place.exists():
        raise SourceError(str(place), 0, 0, "it is there already; give the theme another name")
    values = (folder("styles") / theme.design_of / FILE).read_text("utf-8")
    given = "".join(f"# {line}\n" if line else "\n" for line in values.splitlines())
    place.mkdir(parents=True)
    title = place.name.replace("-", " ").capitalize()
    (place / FILE).write_text(
        f'title = "{title}"\nbased_on = "{theme.design_of}"\n\n'
        "# All values of that design: take the mark away from those that you change, with the"
        f" [table]\n# above them.\n\n{given}",
        "utf-8",
    )
    (place / "pdf.css").write_text("/* Rules for paper alone, behind all others. */\n", "utf-8")
    return place


def try_theme(name: str) -> None:
    """Try a theme's style sheets on one of each thing that a page can hold.

    Refuses with FaultsInFiles what keeps words from a reader, and what the typesetter of PDFs does
    not know, each at its line.
    """
    from publisher.build import refuse_theme
    from publisher.model.edition import clock
    from publisher.rendering.compose import book_of
    from publisher.rendering.specimen import specimen
    from publisher.rendering.theme import load_theme

    edition, theme = specimen(), load_theme(name)
    if not theme.own:
        return
    lines: list[str] = []
    try:
        refuse_theme(theme, book_of(edition, theme, clock(edition)), "epub", "pdf")
    except FaultsInFiles as error:
        lines += error.lines
    lines += [
        f"{file}:{fault.line}:{fault.column}: {fault.message}"
        for sheet, file, text in theme.own
        if sheet in {"pdf", "furniture"}
        for fault in _unknown(text)
    ]
    if lines:
        raise FaultsInFiles(theme.name, tuple(lines))


def _unknown(text: str) -> Iterator[Fault]:
    from publisher.writers.pdf.sheet_faults import sheet_faults

    return sheet_faults(text)


def keep_all_but_galleries(target: Path) -> None:
    """Refuse with DeliveryError a file that is there and is no page of designs."""
    if target.is_file() and f"<title>{_TITLE}</title>".encode() not in target.read_bytes():
        raise DeliveryError(
            str(target), "there is a file already, which is no page of designs; give another name"
        )


def gallery(names: list[str]) -> bytes:
    """A page of HTML that shows some pages of the sample in each of these themes."""
    from publisher.rendering.theme import load_theme

    html = etree.Element("html", lang="en")
    head, body = etree.SubElement(html, "head"), etree.SubElement(html, "body")
    etree.SubElement(head, "meta", charset="utf-8")
    etree.SubElement(head, "title").text = _TITLE
    etree.SubElement(head, "style").text = _STYLE
    etree.SubElement(body, "h1").text = _TITLE
    for name in names:
        theme = load_theme(name)
        etree.SubElement(body, "h2").text = f"{theme.title} ({name})"
        etree.SubElement(body, "p").text = theme.description
        row = etree.SubElement(body, "div")
        for place, data in enumerate(_pages(name), 1):
            source = f"data:image/png;base64,{base64.b64encode(data).decode()}"
            etree.SubElement(row, "img", src=source, alt=f"{theme.title}: picture {place}")
    return etree.tostring(html, encoding="utf-8", method="html", doctype="<!DOCTYPE html>")


def _pages(name: str) -> Iterator[bytes]:
    from publisher.readers import read_edition
    from publisher.rendering.compose import book_of
    from publisher.rendering.theme import load_theme
    from publisher.resources import folder
    from publisher.writers.pdf.shown import pages_shown

    theme = load_theme(name)
    edition = read_edition(folder("content").joinpath(*_SAMPLE))
    return pages_shown(book_of(edition, theme), theme, _SHOWN, _WIDE)
