"""One clock: SOURCE_DATE_EPOCH shows in every place of every file that bears a moment, and nothing else does."""

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pikepdf
import pytest
from lxml import etree

from tests.patience import PATIENCE

CHECKOUT = Path(__file__).resolve().parent.parent
EPOCH, MOMENT, PDF_DATE = "1700000000", "2023-11-14T22:13:20Z", "D:20231114221320"
DAY = "14 November 2023"  # as the colophon prints it
RDF_DATES = ("xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate")
NAMES = {"o": "http://www.idpf.org/2007/opf", "xmp": "http://ns.adobe.com/xap/1.0/"}


def built(folder: Path, **environment: str) -> dict[str, bytes]:
    """Name → bytes of an edition built for every format and kind of device, in a process of its own."""
    source = CHECKOUT / "tests" / "golden" / "one-of-each" / "source" / "reader.yaml"
    command = [
        sys.executable,
        "-m",
        "publisher",
        "build",
        str(source),
        "-o",
        str(folder),
        "--format",
        "epub,pdf",
        "--for",
        "kobo",
        "--for",
        "kindle",
        "--for",
        "phone",
    ]
    given = {key: value for key, value in os.environ.items() if key != "SOURCE_DATE_EPOCH"}
    done = subprocess.run(
        command,
        env={**given, "PYTHONPATH": str(CHECKOUT), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.*")) if path.is_file()}


def moments_of_epub(data: bytes) -> dict[str, str]:
    """Place → moment, of all places of an EPUB that bear one."""
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        package = etree.fromstring(container.read("EPUB/content.opf"))
        record = json.loads(container.read("EPUB/meta/provenance.jsonld"))["@graph"][0]
        page = etree.fromstring(container.read("EPUB/sources.xhtml"))
        colophon = "".join(map(str, page.itertext()))
        stamps = {info.date_time for info in container.infolist()}
    assert stamps == {(1980, 1, 1, 0, 0, 0)}  # a ZIP entry tells no moment at all
    shown = re.search(r"Made on (.+?) with publisher", colophon)
    return {
        "dcterms:modified": (
            package.findtext("o:metadata/o:meta[@property='dcterms:modified']", namespaces=NAMES)
            or ""
        ),
        "record": record["dateModified"],
        "colophon": shown[1] if shown else "",
    }


def moments_of_pdf(data: bytes) -> dict[str, str]:
    """Place → moment, of all places of a PDF that bear one."""
    with pikepdf.open(io.BytesIO(data)) as opened:
        found = {
            f"Info {name}": str(opened.docinfo[f"/{name}"]) for name in ("CreationDate", "ModDate")
        }
        packet = etree.fromstring(bytes(opened.Root.Metadata.read_bytes()))
        for name in RDF_DATES:
            found[name] = packet.findtext(f".//{name}", namespaces=NAMES) or ""
        for name in opened.attachments:
            stream = opened.attachments[name].obj.EF.F
            found |= {
                f"{name} {key}": str(stream.Params[f"/{key}"])
                for key in ("CreationDate", "ModDate")
                if f"/{key}" in stream.Params
            }
            found[f"record in {name}"] = json.loads(stream.read_bytes())["@graph"][0][
                "dateModified"
            ]
    return found


@pytest.mark.slow
def test_source_date_epoch_shows_in_every_place_and_device_files_are_the_same_twice(
    tmp_path: Path,
) -> None:
    files = built(
        tmp_path / "one", SOURCE_DATE_EPOCH=EPOCH, PYTHONHASHSEED="1", TZ="Pacific/Kiritimati"
    )
    kinds = {name for name in files if not name.endswith(".json")}
    assert kinds == {
        "reader.epub",
        "reader.pdf",
        "reader.kepub.epub",
        "reader.kindle.epub",
        "reader.phone.pdf",
    }
    for name in kinds:
        places = (
            moments_of_epub(files[name]) if name.endswith(".epub") else moments_of_pdf(files[name])
        )
        assert len(places) == (3 if name.endswith(".epub") else 8), places
        for place, moment in places.items():
            whole = PDF_DATE if moment.startswith("D:") else MOMENT
            wanted = DAY if place == "colophon" else whole
            assert moment.startswith(wanted), f"{name}: {place} says {moment}"
    again = built(
        tmp_path / "two",
        SOURCE_DATE_EPOCH=EPOCH,
        PYTHONHASHSEED="2",
        TZ="America/St_Johns",
        LC_ALL="C",
    )
    assert again == files


@pytest.mark.slow
def test_without_it_every_place_bears_the_edition_s_own_moment(tmp_path: Path) -> None:
    files = built(tmp_path / "one")
    moments = moments_of_epub(files["reader.epub"])
    assert moments.pop("colophon") == "25 November 2026"
    assert set(moments.values()) == {"2026-11-25T12:00:00Z"}
    assert {moment[:16] for moment in moments_of_pdf(files["reader.pdf"]).values()} == {
        "D:20261125120000",
        "2026-11-25T12:00",
    }
