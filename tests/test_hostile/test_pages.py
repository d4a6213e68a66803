"""Pages, foreign Markdown, articles and drawings that ask for files and hosts, or want to run.

Nothing is fetched, nothing runs, words stay.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pikepdf
import pytest
from lxml import etree

from tests.test_hostile import pages, room

pytestmark = pytest.mark.slow


_ADDRESSES = (
    "href",
    "src",
    "srcset",
    "data",
    "poster",
    "action",
    "formaction",
    "background",
    "content",
    "{http://www.w3.org/1999/xlink}href",
)
_RUNS = (
    "script",
    "iframe",
    "object",
    "embed",
    "foreignObject",
    "form",
    "video",
    "audio",
    "base",
    "portal",
    "template",
    "frame",
    "animate",
)
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0'
    ' 0 99 99"><rect width="9" height="9"/>{}<text y="50">Words of a drawing</text></svg>'
)
DRAWN = {
    "image": (
        '<image href="{file}" width="9" height="9"/><image xlink:href="{server}/i.png" width="9"'
        ' height="9"/>'
    ),
    "use": '<use href="{server}/u.svg#a"/><use xlink:href="{file}#a"/>',
    "foreign": (
        '<foreignObject width="9" height="9"><iframe xmlns="http://www.w3.org/1999/xhtml"'
        ' src="{server}/f"/></foreignObject>'
    ),
    "script": (
        '<script href="{server}/s.js"/><script>fetch("{server}/x")</script><rect onload="fetch(1)"'
        ' width="1" height="1"/>'
    ),
    "sheet": (
        "<style>@import '{server}/i.css'; rect {{fill: url({file}#p)}}</style><rect"
        " style=\"fill:url('{server}/p.svg#p')\" width='3' height='3'/>"
    ),
    "paint": (
        '<rect fill="url({server}/p.svg#p)" filter="url({file}#f)" mask="url({server}/m.svg#m)"'
        ' width="3" height="3"/>'
    ),
    "link": (
        '<a href="javascript:alert(1)"><rect width="2" height="2"/></a><rect width="1"'
        ' height="1"><set attributeName="href" to="{server}/s"/></rect>'
    ),
    "base": (
        '<g xml:base="{server}/"><image href="relative.png" width="9" height="9"/></g><feImage'
        ' xlink:href="{server}/fe.png"/>'
    ),
}
ENTITY = (
    '<!DOCTYPE svg [<!ENTITY e SYSTEM "{file}">]><svg'
    ' xmlns="http://www.w3.org/2000/svg"><text>&e;</text></svg>'
)
SHEET = (
    '<?xml-stylesheet href="{server}/x.css"?><!DOCTYPE svg SYSTEM "{server}/x.dtd"><svg'
    ' xmlns="http://www.w3.org/2000/svg"><text>Words</text></svg>'
)
# Pages that are named and not loaded, and files and places of the book itself.
_NAMED = re.compile(r"https?://[^/?#]|mailto:|(?!//)[\w./%-]*(?:#[\w.%-]*)?$")


class Built(NamedTuple):
    said: room.Said
    touched: list[str]
    folder: Path
    inputs: frozenset[str]

    def files(self) -> list[Path]:
        return [
            path for path in room.written(self.folder / "out") if path.suffix in {".epub", ".pdf"}
        ]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    base = tmp_path_factory.mktemp("pages")
    folder = base / "work"
    (folder / "images").mkdir(parents=True)
    with room.outside(base) as there:
        given = {"file": there.file.as_uri(), "server": there.server}
        for name, markup in pages.ASKING.items():
            stem, inside = name.replace(" ", "-"), markup.format(**given)
            (folder / f"page-{stem}.html").write_text(pages.page(inside), "utf-8")
            (folder / f"foreign-{stem}.md").write_text(
                pages.foreign(
                    f"{inside}\n\n![x]({there.server}/md.png) ![y]({there.file.as_uri()})"
                ),
                "utf-8",
            )
            (folder / f"article-{stem}.md").write_text(pages.article(inside), "utf-8")
        for name, inside in DRAWN.items():
            (folder / f"images/{name}.svg").write_text(
                DRAWING.format(inside.format(**given)), "utf-8"
            )
            (folder / f"drawn-{name}.md").write_text(
                pages.article("![](p0)", f"images/{name}.svg"), "utf-8"
            )
        for name, text in (("entity", ENTITY), ("sheet", SHEET)):
            (folder / f"images/outside-{name}.svg").write_text(text.format(**given), "utf-8")
            (folder / f"whole-{name}.md").write_text(
                pages.article("![](p0)", f"images/outside-{name}.svg"), "utf-8"
            )
        (folder / "links.html").write_text(pages.linked("html"), "utf-8")
        (folder / "linked.md").write_text(pages.linked("md"), "utf-8")
        for number, address in enumerate(pages.LINKS):
            (folder / f"link-{number}.md").write_text(
                pages.article(
                    f"The word that is [number {number}](<{pages.in_markdown(address)}>) here."
                ),
                "utf-8",
            )
        inputs = sorted(path.name for path in folder.iterdir() if path.is_file())
        said = room.run(folder, "build", *inputs, "-o", "out", "--verbose")
        return Built(said, there.touched(), folder, frozenset(inputs))


def test_the_room_notices_who_opens_the_file_or_asks_the_server(tmp_path: Path) -> None:
    with room.outside(tmp_path) as there:
        assert not there.touched()
        assert room.reached(there)


def test_nothing_outside_is_read_and_each_refusal_is_plain_lines_within_a_gigabyte(
    built: Built,
) -> None:
    assert not room.fault(built.said)
    assert built.touched == []


def test_what_is_captured_is_built_and_what_is_written_by_hand_is_refused_with_its_place(
    built: Built,
) -> None:
    made = {path.stem for path in built.files()}
    assert {name.removesuffix(".html") for name in built.inputs if name.endswith(".html")} <= made
    assert {
        name.removesuffix(".md") for name in built.inputs if name.startswith(("foreign", "drawn"))
    } <= made
    for name in sorted(built.inputs):
        if name.startswith("article-"):
            assert name.removesuffix(".md") not in made
            assert all(re.match(rf"{name}:\d+:\d+: HTML", line) for line in built.said.lines(name))
            assert built.said.lines(name)
    assert [line for line in built.said.lines("outside-entity.svg") if "entities" in line]


def test_what_a_drawing_leaves_behind_is_listed(built: Built) -> None:
    for name in DRAWN:
        assert [
            line
            for line in built.said.lines(f"images/{name}.svg")
            if "left out of the drawing" in line
        ], name


def test_no_finished_file_holds_what_stood_outside_or_loads_runs_or_leads_anywhere_but_to_pages(
    built: Built,
) -> None:
    assert len(built.files()) > 80
    for path in built.files():
        assert room.SECRET not in "".join(words(path)), path.name
        assert not list(dangers(path)), path.name


def test_the_words_of_a_link_that_leads_nowhere_stay(built: Built) -> None:
    for stem in ("links", "linked"):
        text = "".join(words(built.folder / "out" / f"{stem}.epub"))
        assert all(f"number {number}" in text for number in range(len(pages.LINKS)))
    assert re.search(
        r"links without a whole address stay as words alone, in \d+ places", built.said.err
    )


def test_a_link_that_must_not_be_one_is_refused_by_an_article_with_its_place(built: Built) -> None:
    made = {path.stem for path in built.files()}
    for number, address in enumerate(pages.LINKS):
        name = f"link-{number}"
        assert name not in made or not list(dangers(built.folder / "out" / f"{name}.epub"))
        assert name in made or [
            line for line in built.said.lines(f"{name}.md") if re.match(rf"{name}\.md:\d+:", line)
        ], address


def words(path: Path) -> Iterator[str]:
    """Every text that the file holds: members, streams."""
    if path.suffix == ".epub":
        with zipfile.ZipFile(path) as container:
            yield from (
                container.read(name).decode("utf-8", "replace") for name in container.namelist()
            )
        return
    with pikepdf.open(path) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Stream):
                yield (
                    thing.read_raw_bytes().decode("latin-1")
                    if "/DCTDecode" in str(thing.get("/Filter"))
                    else thing.read_bytes().decode("latin-1")
                )
            elif isinstance(thing, pikepdf.Dictionary):
                yield str(thing.get("/URI", ""))


def dangers(path: Path) -> Iterator[str]:
    """What in the file would run, load from outside, or lead where no page is."""
    if path.suffix == ".pdf":
        with pikepdf.open(path) as pdf:
            for thing in pdf.objects:
                if isinstance(thing, pikepdf.Dictionary):
                    kind = str(thing.get("/S", ""))
                    if kind in {
                        "/JavaScript",
                        "/Launch",
                        "/GoToR",
                        "/GoToE",
                        "/SubmitForm",
                        "/ImportData",
                        "/Rendition",
                        "/Movie",
                    }:
                        yield kind
                    if "/URI" in thing and not re.match(
                        r"https?://[^/]|mailto:", str(thing["/URI"])
                    ):
                        yield str(thing["/URI"])
        return
    with zipfile.ZipFile(path) as container:
        for name in container.namelist():
            if name.endswith((".xhtml", ".svg", ".opf", ".ncx")):
                for node in etree.parse(io.BytesIO(container.read(name))).iter("*"):
                    yield from (
                        f"{name}: {one}" for one in _in_element(node, etree.QName(node).localname)
                    )
            elif name.endswith(".css") and re.search(
                rb"@import|url\(\s*['\"]?(?:https?:|file:|//)", container.read(name)
            ):
                yield f"{name}: a sheet that loads"


def _in_element(node: etree._Element, tag: str) -> Iterator[str]:
    if tag in _RUNS or any(str(key).startswith("on") for key in node.attrib):
        yield f"<{tag}>"
    for key, address in ((key, str(value)) for key, value in node.attrib.items()):
        if key in _ADDRESSES and tag != "meta":
            leads = tag in {"a", "link"} and "stylesheet" not in str(node.get("rel", ""))
            if not (
                _NAMED.match(address)
                if leads
                else re.match(r"(?!//)[\w./%#-]*$|data:image/(?:png|jpeg|gif);base64,", address)
            ):
                yield f"{tag} {key}={address}"
        if re.search(r"url\(\s*['\"]?(?!#)", address) and key in {
            "style",
            "fill",
            "filter",
            "mask",
            "clip-path",
            "stroke",
        }:
            yield f"{tag} {key}={address}"
