"""Pictures and drawings that were sound once: made fit, or refused in one line; what stands inside them is read or not."""

import functools
import io
import random
import warnings
from typing import Any

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from publisher.errors import SourceError
from publisher.model.article import Asset
from publisher.pictures.embedded_metadata import photoshop_segment
from publisher.pictures.fit import embedded_in, fit_picture
from tests.test_hostile import mutations

IIM = b"\x1c\x02\x74\x00\x09(c) A. W."
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF'
    b' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""'
    b' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator><rdf:Seq><rdf:li>A.'
    b" Writer</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>"
)
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><metadata>'
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    b' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:rights>A</dc:rights></rdf:RDF></metadata>'
    b'<style>path{fill:red}</style><g id="a"><path d="M0 0"/></g><use xlink:href="#a"/><image'
    b' href="data:image/png;base64,AAAA"/><text>w<tspan>x</tspan></text><!-- c --></svg>'
)


@functools.cache
def seeds() -> tuple[bytes, ...]:
    """A small sound picture of every form that is read, with metadata of every kind."""
    plain = Image.effect_noise((40, 30), 50).convert("RGB")
    exif = Image.Exif()
    exif[0x8298], exif[0x0112] = "(c) A. Writer", 6
    chunks = PngImagePlugin.PngInfo()
    chunks.add_itxt("XML:com.adobe.xmp", XMP.decode())
    chunks.add_text("Raw profile type iptc", f"\niptc\n 14\n{IIM.hex()}")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    inside = {"exif": exif.tobytes(), "xmp": XMP}
    made: tuple[tuple[str, Image.Image, dict[str, Any]], ...] = (
        ("JPEG", plain, inside | {"extra": photoshop_segment(IIM)}),
        ("JPEG", plain.convert("CMYK"), {"icc_profile": profile}),
        ("PNG", plain, {"pnginfo": chunks, "exif": exif.tobytes()}),
        ("PNG", plain.convert("P"), {"transparency": 1}),
        ("PNG", Image.new("I;16", (9, 9), 500), {}),
        ("GIF", plain.convert("P"), {"save_all": True, "append_images": [plain.convert("P")]}),
        ("WEBP", plain, inside),
        ("AVIF", plain, inside),
    )
    return (SVG, *(_saved(*picture) for picture in made))


def _saved(form: str, picture: Image.Image, more: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **more)
    return out.getvalue()


def mutated(number: int) -> bytes:
    """The picture of this number: its head overwritten here and there, or changed as any input is."""
    chance = random.Random(number)
    data = chance.choice(seeds())
    if data is SVG:
        return chance.choice(mutations.MUTATIONS["html"])(chance, data, [SVG])
    if chance.random() < 0.5:
        return chance.choice(mutations.BYTES)(chance, data, seeds())
    out = bytearray(data)
    for _ in range(chance.choice((1, 2, 4, 10))):
        out[chance.randrange(min(len(out), 400))] = chance.choice((0, 255, chance.randrange(256)))
    return bytes(out)


def fault(number: int) -> str:
    """What a mutated picture does that none may; "" for nothing."""
    asset = Asset(id="p", file="p.png", data=mutated(number), alt="A")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            embedded_in(asset)
            fit_picture(asset, "p", "a1")
    except SourceError as error:
        return "" if "\n" not in str(error) else "more than a line"
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told
        return f"{number}: {error!r}"
    return ""


def test_sound_pictures_are_made_fit():
    for data in seeds():
        assert fit_picture(Asset(id="p", file="p.png", data=data, alt="A"), "p", "a1").data


def test_no_mutated_picture_ends_in_a_traceback():
    assert [told for number in range(300) if (told := fault(number))] == []


@pytest.mark.judge
def test_thousands_of_mutated_pictures_are_made_fit_or_refused():
    assert [told for number in range(300, 6000) if (told := fault(number))] == []
