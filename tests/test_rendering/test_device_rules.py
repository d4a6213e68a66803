"""Device × rule: what each reading system asks of a file (its documentation, and what its users report), looked for in the file.

The text is the rich sample: pictures in four inks, of sixteen bits and on their side, headings that
skip levels, sixty notes.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from lxml import etree
from PIL import Image

from publisher.build import Order, build_edition
from publisher.model.edition import Edition, Part, clock
from publisher.readers import read_article
from publisher.rendering.theme import load_theme
from publisher.targets.devices import Device, device_names, load_device
from tests.rich.folder import fill

NAMES = {
    "x": "http://www.w3.org/1999/xhtml",
    "e": "http://www.idpf.org/2007/ops",
    "o": "http://www.idpf.org/2007/opf",
    "n": "http://www.daisy.org/z3986/2005/ncx/",
    "d": "http://purl.org/dc/elements/1.1/",
}
EVERY = ("kindle", "kobo", "apple", "google")


class Made:
    """One finished file, unpacked."""

    def __init__(self, device: Device, name: str, data: bytes) -> None:
        self.device, self.name, self.data = device, name, data
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            self.entries = container.infolist()
            self.files = {info.filename: container.read(info) for info in self.entries}
        self.package: Any = etree.fromstring(self.files["EPUB/content.opf"])
        self.pages: dict[str, Any] = {
            name: etree.fromstring(data)
            for name, data in self.files.items()
            if name.endswith(".xhtml")
        }
        self.ncx: Any = etree.fromstring(self.files["EPUB/toc.ncx"])
        self.css = self.files["EPUB/style.css"].decode()

    @property
    def pictures(self) -> dict[str, Image.Image]:
        """Every bitmap by name."""
        return {
            name: Image.open(io.BytesIO(data))
            for name, data in self.files.items()
            if "/images/" in name and not name.endswith(".svg")
        }

    def targets(self) -> list[str]:
        """Where the contents and the NCX lead, each in its order."""
        links = self.pages["EPUB/nav.xhtml"].xpath(
            "//x:nav[@e:type='toc']//x:a/@href", namespaces=NAMES
        )
        return [
            posixpath.join("EPUB", href)
            for href in (*links, *self.ncx.xpath("//n:content/@src", namespaces=NAMES))
        ]

    def spine(self) -> list[str]:
        """The names of the pages in reading order."""
        items = {
            item.get("id"): item.get("href") for item in self.package.iter(f"{{{NAMES['o']}}}item")
        }
        return [
            f"EPUB/{items[ref.get('idref')]}"
            for ref in self.package.iter(f"{{{NAMES['o']}}}itemref")
        ]


def container_begins_with_its_type(made: Made) -> bool:
    first = made.entries[0]
    return (
        first.filename == "mimetype"
        and first.compress_type == zipfile.ZIP_STORED
        and not first.extra
    )


def names_are_plain(made: Made) -> bool:
    return all(re.fullmatch(r"[A-Za-z0-9._/-]+", name) for name in made.files)


def every_page_declares_its_encoding(made: Made) -> bool:
    return all(
        made.files[name].startswith(b'<?xml version="1.0" encoding="utf-8"?>')
        for name in made.pages
    )


def a_language_is_named(made: Made) -> bool:
    return str(made.package.findtext(".//d:language", namespaces=NAMES)) == "en"


def ways_in_lead_to_what_is_there_and_seen(made: Made) -> bool:
    for target in made.targets():
        name, _, ident = target.partition("#")
        found = made.pages[name].xpath(f"//*[@id='{ident}']") if ident else [made.pages[name]]
        if (
            not found
            or any(node.get("hidden") is not None for node in (found[0], *found[0].iterancestors()))
            or name not in made.spine()
        ):
            return False
    return True


def contents_follow_the_reading_order(made: Made) -> bool:
    order = {name: place for place, name in enumerate(made.spine())}
    links = [
        f"EPUB/{href}"
        for href in made.pages["EPUB/nav.xhtml"].xpath(
            "//x:nav[@e:type='toc']//x:a/@href", namespaces=NAMES
        )
    ]
    places = [
        (
            order[name],
            list(made.pages[name].iter()).index(made.pages[name].xpath(f"//*[@id='{ident}']")[0]),
        )
        for name, _, ident in (link.partition("#") for link in links)
    ]
    return places == sorted(places)


def the_ncx_is_as_deep_as_is_shown(made: Made) -> bool:
    depth = max(
        len(list(point.iterancestors("{*}navPoint"))) + 1 for point in made.ncx.iter("{*}navPoint")
    )
    said = int(made.ncx.xpath("//n:meta[@name='dtb:depth']/@content", namespaces=NAMES)[0])
    return depth == made.device.ncx_levels == said


def style_has_no_variables_and_no_dashes_in_comments(made: Made) -> bool:
    return not re.search(r"var\(|(?<![\w-])--[\w-]+\s*:", made.css) and not any(
        b"<!--" in made.files[name] for name in made.pages
    )


def the_cover_is_named_both_ways(made: Made) -> bool:
    ident = made.package.xpath("//o:meta[@name='cover']/@content", namespaces=NAMES)
    return bool(
        ident == made.package.xpath("//o:item[@properties='cover-image']/@id", namespaces=NAMES)
    )


def the_cover_has_a_page_of_its_own(made: Made) -> bool:
    return made.spine()[0] == "EPUB/cover.xhtml"


def the_cover_is_a_bitmap_of_the_right_size(made: Made) -> bool:
    cover = next(picture for name, picture in made.pictures.items() if "/cover." in name)
    limits = made.device.cover
    return (
        min(cover.size) >= limits.shorter
        and max(cover.size) >= limits.longer
        and (not limits.longest or max(cover.size) <= limits.longest)
    )


def pictures_are_in_three_lights_and_right_side_up(made: Made) -> bool:
    return len(made.pictures) > 4 and all(
        picture.mode in {"RGB", "RGBA", "L", "P", "1"} and picture.getexif().get(0x0112, 1) == 1
        for picture in made.pictures.values()
    )


def pictures_are_of_a_type_that_is_taken(made: Made) -> bool:
    return {f"image/{str(picture.format).lower()}" for picture in made.pictures.values()} <= set(
        made.device.pictures.types
    )


def pictures_are_within_their_size(made: Made) -> bool:
    limits = made.device.pictures
    return all(
        picture.width * picture.height <= limits.pixels
        and max(picture.size) <= limits.side
        and len(made.files[name]) <= limits.bytes
        for name, picture in made.pictures.items()
    )


def files_of_text_are_within_their_size(made: Made) -> bool:
    return all(
        len(made.files[name]) <= (made.device.longest_page or 10_000_000) for name in made.pages
    )


def the_page_has_no_colour_of_its_own(made: Made) -> bool:
    return not any(
        re.search(r"(?:^|[\s,])(?:html|body)\s*$", selector.strip()) and "background" in rules
        for selector, rules in re.findall(r"([^{}]+)\{([^{}]*)\}", made.css)
    )


def the_name_and_the_spans_are_those_of_the_renderer(made: Made) -> bool:
    spanned = all(
        page.find(".//x:span[@class='koboSpan']", NAMES) is not None
        for name, page in made.pages.items()
        if "/a1-" in name
    )
    return made.name.endswith(made.device.ending) and spanned == made.device.spans


def the_namespace_of_footnotes_is_declared(made: Made) -> bool:
    return all(
        b'xmlns:epub="http://www.idpf.org/2007/ops"' in made.files[name] for name in made.pages
    )


def notes_are_known_by_role_and_type_and_lead_back(made: Made) -> bool:
    marks = [
        mark
        for page in made.pages.values()
        for mark in page.xpath("//x:a[@role='doc-noteref'][@e:type='noteref']", namespaces=NAMES)
    ]
    notes = [
        note
        for page in made.pages.values()
        for note in page.xpath(
            "//x:aside[@role='doc-footnote'][@e:type='footnote']", namespaces=NAMES
        )
    ]
    return len(marks) == len(notes) == 60 and all(
        note.xpath(".//x:a[@role='doc-backlink']", namespaces=NAMES) for note in notes
    )


def notes_are_not_hidden_and_hold_no_rights(made: Made) -> bool:
    hidden = re.search(r"(?:aside|\.note)[^{}]*\{[^{}]*display\s*:\s*none", made.css)
    asides = [aside for page in made.pages.values() for aside in page.iter("{*}aside")]
    return not hidden and not any(
        aside.xpath(".//*[contains(@class, 'notice') or contains(@class, 'credit')]")
        for aside in asides
    )


def the_file_is_within_its_size(made: Made) -> bool:
    return len(made.data) <= (made.device.by_mail or made.device.largest or 2_000_000_000)


def the_package_is_of_epub_3(made: Made) -> bool:
    return str(made.package.get("version")) == "3.0"


RULES: dict[Callable[[Made], bool], tuple[str, ...]] = {
    container_begins_with_its_type: EVERY,
    names_are_plain: EVERY,
    every_page_declares_its_encoding: EVERY,
    a_language_is_named: EVERY,
    ways_in_lead_to_what_is_there_and_seen: EVERY,
    contents_follow_the_reading_order: EVERY,
    the_ncx_is_as_deep_as_is_shown: EVERY,
    style_has_no_variables_and_no_dashes_in_comments: EVERY,
    the_cover_is_named_both_ways: EVERY,
    the_cover_has_a_page_of_its_own: EVERY,
    the_cover_is_a_bitmap_of_the_right_size: EVERY,
    pictures_are_in_three_lights_and_right_side_up: EVERY,
    pictures_are_of_a_type_that_is_taken: EVERY,
    pictures_are_within_their_size: EVERY,
    files_of_text_are_within_their_size: EVERY,
    the_page_has_no_colour_of_its_own: EVERY,
    the_name_and_the_spans_are_those_of_the_renderer: EVERY,
    the_namespace_of_footnotes_is_declared: EVERY,
    notes_are_known_by_role_and_type_and_lead_back: EVERY,
    notes_are_not_hidden_and_hold_no_rights: EVERY,
    the_file_is_within_its_size: EVERY,
    the_package_is_of_epub_3: EVERY,
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    article = read_article(fill(tmp_path_factory.mktemp("rich")))
    edition = Edition(
        name="rich",
        title="Everything at once",
        language="en",
        parts=(Part(title="A part", articles=(article,)),),
    )
    devices = tuple(map(load_device, EVERY))
    built = build_edition(
        edition,
        Order(
            theme=load_theme(),
            moment=clock(edition),
            on=clock(edition).date(),
            formats=(),
            devices=devices,
        ),
    )
    assert [
        file.remarks for file in built.files if any("cover" in remark for remark in file.remarks)
    ] == []
    return {
        device.name: Made(device, file.name, file.data)
        for device, file in zip(devices, built.files, strict=True)
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    ("device", "rule"),
    [(device, rule) for rule, devices in RULES.items() for device in devices],
    ids=lambda given: given if isinstance(given, str) else given.__name__,
)
def test_a_file_for_a_device_keeps_to_its_rules(
    device: str, rule: Callable[[Made], bool], files: dict[str, Made]
) -> None:
    assert rule(files[device])


def test_a_file_of_text_that_is_too_long_for_a_device_is_told() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("EPUB/a1.xhtml", b" " * 11_000_000)
    edition = Edition(name="e", title="E", language="en")
    book: Any = type("Book", (), {"edition": edition, "cover": None})
    assert (
        "takes 10 MB for one file of text, and 'EPUB/a1.xhtml' has 11"
        in load_device("kobo").remarks(out.getvalue(), book)[0]
    )


def test_every_device_that_takes_epub_stands_in_the_table() -> None:
    assert {name for name in device_names() if load_device(name).format == "epub"} == set(EVERY)
