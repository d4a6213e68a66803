"""Pictures made fit: upright, sRGB, of a size and type that readers take, with what stands inside about their rights."""

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from PIL import Image, ImageCms, PngImagePlugin

from publisher.errors import SourceError
from publisher.model.article import Article, Asset
from publisher.model.body import Figure
from publisher.model.edition import alone
from publisher.model.rights import Licence
from publisher.pictures.embedded_metadata import photoshop_iim
from publisher.pictures.fit import embedded_in, fit_picture
from publisher.pictures.picture import PictureLimits
from publisher.pictures.stated_signals import with_picture_signals
from publisher.pictures.unstated_rights import unstated_rights

XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/"
 photoshop:Credit="A. Photographer / An Agency" xmpRights:WebStatement="https://example.org/terms" tiff:Orientation="6" exif:GPSLatitude="1,2N">
<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© 2024 An Agency</rdf:li></rdf:Alt></dc:rights>
<dc:creator><rdf:Seq><rdf:li>A. Photographer</rdf:li></rdf:Seq></dc:creator>
<xmpRights:UsageTerms><rdf:Alt><rdf:li xml:lang="x-default">Editorial use only.</rdf:li></rdf:Alt></xmpRights:UsageTerms>
</rdf:Description></rdf:RDF></x:xmpmeta>"""
STATED = {
    ("dc:rights", "© 2024 An Agency"),
    ("dc:creator", "A. Photographer"),
    ("photoshop:Credit", "A. Photographer / An Agency"),
    ("xmpRights:WebStatement", "https://example.org/terms"),
    ("xmpRights:UsageTerms", "Editorial use only."),
}


def iim(**datasets: str) -> bytes:
    """IPTC-IIM as programs write it.

    UTF-8 declared, then datasets of record 2, inside a Photoshop resource.
    """
    block = b"\x1c\x01\x5a\x00\x03\x1b%G"
    for number, text in datasets.items():
        data = text.encode()
        block += (
            b"\x1c\x02"
            + bytes([int(number.removeprefix("d"))])
            + struct.pack(">H", len(data))
            + data
        )
    resource = (
        b"8BIM\x04\x04\x00\x00" + struct.pack(">I", len(block)) + block + b"\x00" * (len(block) % 2)
    )
    return b"Photoshop 3.0\x00" + resource


def jpeg(size: tuple[int, int] = (60, 40), mode: str = "RGB", **given: Any) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, given.pop("colour", 128)).save(out, "JPEG", **given)
    return out.getvalue()


def png(picture: Image.Image, **given: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", **given)
    return out.getvalue()


def asset(data: bytes, **given: Any) -> Asset:
    return Asset(**{"id": "p", "file": "images/p.jpg", "data": data, "alt": "A thing"} | given)


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def segment(data: bytes) -> bytes:
    return b"\xff\xed" + struct.pack(">H", 2 + len(data)) + data


def test_a_fit_picture_passes_to_the_byte() -> None:
    data = jpeg()
    assert fit_picture(asset(data), "a1-p", "a1").data == data


PLUS = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/"
 plus:DataMining="http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED"><plus:Licensor><rdf:Seq>{}
</rdf:Seq></plus:Licensor></rdf:Description></rdf:RDF></x:xmpmeta>"""
LICENSORS = (
    (
        '<rdf:li rdf:parseType="Resource"><plus:LicensorURL>https://example.org/buy</plus:LicensorURL>'
        "<plus:LicensorName>N</plus:LicensorName></rdf:li>"
    ),
    '<rdf:li plus:LicensorURL="https://example.org/buy" plus:LicensorName="N"/>',
)


@pytest.mark.parametrize("licensor", LICENSORS)
def test_what_a_picture_tells_machines_is_kept_beside_it_to_the_letter(licensor: str) -> None:
    picture = asset(jpeg(xmp=PLUS.format(licensor).encode()))
    edition = alone(Article(title="T", assets=(picture,)), name="a")
    (found,) = with_picture_signals(edition).articles[0].assets
    assert [(one.name, one.value) for one in found.signals] == [
        ("plus:DataMining", "http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED"),
        ("plus:LicensorURL", "https://example.org/buy"),
    ]
    again = with_picture_signals(with_picture_signals(edition))
    assert again.articles[0].assets[0].signals == found.signals
    bare = alone(Article(title="T", assets=(asset(jpeg()),)), name="a")
    assert with_picture_signals(bare).articles[0].assets[0].signals == ()


@pytest.mark.parametrize("form", ["jpeg", "png"])
def test_rights_inside_a_picture_survive_a_smaller_size(form: str) -> None:
    big = Image.new("RGB", (400, 300), "teal")
    if form == "jpeg":
        out = io.BytesIO()
        big.save(out, "JPEG", xmp=XMP.encode())
        data = out.getvalue()
    else:
        chunks = PngImagePlugin.PngInfo()
        chunks.add_itxt("XML:com.adobe.xmp", XMP)
        data = png(big, pnginfo=chunks)
    made = fit_picture(asset(data), "a1-p", "a1", PictureLimits(side=100))
    assert max(opened(made.data).size) == 100
    facts = set(embedded_in(asset(made.data)).facts)
    assert facts >= STATED
    assert b"GPSLatitude" not in made.data  # camera, place and size belonged to the file as it was
    assert b"tiff:Orientation" not in made.data


def test_iptc_and_exif_survive_a_change_of_type_and_stand_as_xmp() -> None:
    exif = Image.Exif()
    exif[0x8298] = "© 2023 Somebody".encode()
    data = jpeg(
        (300, 300),
        extra=segment(iim(d116="© 2024 Ein Büro", d110="A credit", d80="A. Writer")),
        exif=exif.tobytes(),
    )
    assert {
        ("dc:rights", "© 2024 Ein Büro"),
        ("photoshop:Credit", "A credit"),
        ("dc:rights", "© 2023 Somebody"),
    } <= set(embedded_in(asset(data)).facts)
    block = photoshop_iim(iim(d116="© 2024 Ein Büro", d110="A credit", d80="A. Writer"))
    assert (
        opened(fit_picture(asset(data), "a1-p", "a1", PictureLimits(side=100)).data).info[
            "photoshop"
        ][0x0404]
        == block
    )
    made = fit_picture(asset(data), "a1-p", "a1", PictureLimits(side=100, types=("image/png",)))
    assert made.media_type == "image/png"
    assert {
        ("dc:rights", "© 2024 Ein Büro"),
        ("photoshop:Credit", "A credit"),
        ("dc:creator", "A. Writer"),
    } <= set(embedded_in(asset(made.data)).facts)
    packet = opened(made.data).info["XML:com.adobe.xmp"]
    assert etree.fromstring(
        packet[packet.index("<x:") : packet.rindex(">", 0, packet.rindex("<?")) + 1]
    ).tag.endswith("xmpmeta")


def test_an_iptc_block_in_a_png_is_read() -> None:
    block = iim(d116="© An Archive").removeprefix(b"Photoshop 3.0\x00")
    chunks = PngImagePlugin.PngInfo()
    chunks.add_text("Raw profile type iptc", f"\niptc\n{len(block):8}\n{block.hex()}\n", zip=True)
    assert ("dc:rights", "© An Archive") in embedded_in(
        asset(png(Image.new("L", (9, 9)), pnginfo=chunks))
    ).facts
    assert photoshop_iim(b"nothing") == b""


def test_broken_metadata_says_nothing_and_harms_nothing() -> None:
    data = jpeg(extra=segment(b"Photoshop 3.0\x008BIMbroken"), xmp=b"<x:xmpmeta broken")
    assert embedded_in(asset(data)).facts == ()
    assert fit_picture(asset(data), "a1-p", "a1").data == data


def test_what_a_picture_states_and_the_article_does_not_is_reported() -> None:
    data = jpeg(xmp=XMP.encode())
    figure = Figure(asset="p", caption=())

    def found(**given: Any) -> list[str]:
        article = Article(title="T", body=(figure,), assets=(asset(data, **given),))
        return [one.words for one in unstated_rights(alone(article, name="t"))]

    assert all(text in found()[0] for _, text in STATED)
    assert "photoshop:Credit" not in found(credit="Photo: A. Photographer / An Agency")[0]
    told = (
        "A. Photographer / An Agency. © 2024 An Agency. Editorial use only."
        " https://example.org/terms"
    )
    assert found(credit=told) == []
    assert found(credit=told, licence=Licence(id="CC-BY-4.0")) == []


def test_cmyk_becomes_srgb_and_a_profile_is_applied_before_it_goes() -> None:
    assert (
        opened(
            fit_picture(asset(jpeg(mode="CMYK", colour=(0, 255, 255, 0))), "a1-p", "a1").data
        ).mode
        == "RGB"
    )
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    lab = Image.new("RGB", (10, 10), (10, 200, 90))
    other = fit_picture(asset(png(lab, icc_profile=profile)), "a1-p", "a1")
    assert "icc_profile" not in opened(other.data).info
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    given = jpeg(icc_profile=srgb)
    assert fit_picture(asset(given), "a1-p", "a1").data == given


def test_a_picture_lying_on_its_side_is_set_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    made = opened(fit_picture(asset(jpeg((60, 40), exif=exif.tobytes())), "a1-p", "a1").data)
    assert made.size == (40, 60)
    assert made.getexif().get(0x0112, 1) == 1


def test_sixteen_bits_become_eight() -> None:
    rows = b"".join(b"\x00" + b"\x80\x00" * 8 for _ in range(8))
    made = opened(fit_picture(asset(grey_png(8, 8, 16, rows)), "a1-p", "a1").data)
    assert made.mode == "L"
    assert made.getpixel((4, 4)) == 128


def grey_png(width: int, height: int, depth: int, rows: bytes) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def test_a_gigapixel_picture_is_refused_in_one_line_without_being_opened() -> None:
    with pytest.raises(SourceError, match="more than 64 million pixels is not opened") as refused:
        fit_picture(asset(grey_png(32_000, 32_000, 8, b"")), "a1-p", "a1")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("form", ["WEBP", "PNG"])
def test_a_moving_picture_is_told_to_be_one(form: str) -> None:
    out = io.BytesIO()
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "green", "blue")]
    frames[0].save(out, form, save_all=True, append_images=frames[1:])
    made = fit_picture(asset(out.getvalue()), "a1-p", "a1")
    assert "the first of its 3 pictures" in made.remark
    assert getattr(opened(made.data), "n_frames", 1) == 1


def test_limits_of_a_device_are_kept() -> None:
    noise = Image.effect_noise((600, 400), 90).convert("RGB")
    made = fit_picture(
        asset(png(noise)), "a1-p", "a1", PictureLimits(side=500, bytes=20_000, types=("image/png",))
    )
    assert len(made.data) <= 20_000
    assert made.media_type == "image/png"
    assert fit_picture(asset(png(noise)), "a1-p", "a1", PictureLimits(pixels=10_000)).data != png(
        noise
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0 no picture",
        b"GIF89a",
        jpeg()[:200],
        b"RIFF\x00\x00\x00\x00WEBP",
    ],
)
def test_a_broken_picture_gets_one_line_with_a_remedy(data: bytes) -> None:
    with pytest.raises(SourceError, match=r"cannot be read.*save it again") as refused:
        fit_picture(asset(data), "a1-p", "a1")
    assert "0x" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_page_of_colours_keeps_its_transparency(tmp_path: Path) -> None:
    picture = Image.new("P", (300, 300))
    picture.info["transparency"] = 0
    made = opened(
        fit_picture(asset(png(picture, transparency=0)), "a1-p", "a1", PictureLimits(side=100)).data
    )
    assert made.mode == "RGBA"
    assert made.getpixel((1, 1)) == (0, 0, 0, 0) or made.getpixel((1, 1))[3] == 0  # type: ignore[index]
