"""Inputs that were sound and are no longer: each is made from a seed and a number, so that a case can be made again.

Bytes are turned, cut, doubled and spliced; words, tags, values and objects are swapped for others
of their kind or of another one.
"""

import copy
import io
import json
import random
import re
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

Mutation = Callable[[random.Random, bytes, Sequence[bytes]], bytes]

# What no maker of a form reckons with, and what every form has a sign for.
ODD = (
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"\x80",
    b"\x0c",
    b"\x1b[31m",
    b"\r",
    b"\t",
    "\u202e".encode(),
    "\u2028".encode(),
    "\ufffe".encode(),
    "\U0001f600\ufe0f".encode(),
    "e\u0301\u0316".encode(),
    b"&nbsp;&undefined;&#xD800;&#0;&#99999999999;&#x1F600;",
    b"<!-- a -- b --->",
    b"<!--",
    b"<![CDATA[",
    b"]]>",
    b"<?php x ?>",
    b"<!DOCTYPE x [<!ENTITY y 'z'>]>&y;",
    b'<p"x">',
    b"<a:b c:d=1 =e>",
    b"<p 1='2' \"=3>",
    b"</p></div></body>",
    b"<svg><math><mi>",
    b"<img src='%00.png' alt>",
    b"<img src='" + b"n" * 300 + b".png' width=1e999 height=-1>",
    b"<a href='http://[::1'>x</a>",
    b"<table><tr><td colspan=99999999999 rowspan=-1>",
    b"<ol start=99999999999999999999><li value=x>",
    b"<time datetime='9999-99-99T99:99:99Z'>",
    b"<meta charset=martian>",
    b"<base href='::'>",
    b"[^1]: \n\n[^1][^2]\n",
    b"![x](%00.png)",
    b"![x](" + b"n" * 300 + b".png)",
    b"[x]: <\n",
    b"\n---\n",
    b"\n```\n",
    b"\n:::note\n",
    b"\n- - - - - x\n",
    b"\n> > > > x\n",
    b"\n| a | b |\n|---|\n",
    b"$x$ `y`{=mathml} `<math>`{=mathml}",
    b": : :",
    b"? [a]: b\n",
    b"&a *a !!python/none ",
    b"{a: [b, {c: d}]}",
    b"\n...\n",
    b"9" * 400,
    b"-1e999",
    b"NaN",
    b"0000-00-00",
    b"2024-02-30T25:61:61Z",
    b"99999-12-31",
    b"/Filter /Fl\xedate",
    b"endstream endobj",
    b"<< /A /B >>",
    b"9999999999 0 R",
    b"%00",
    b"https://example.org/%00\x01",
    "Dr. A. B. “C.” U.S. e.g. Dr. A. B.".encode(),
    "© ©© (c) 2024 © All rights reserved © by © ".encode(),
)
OPENINGS = (
    b"[",
    b"{",
    b"(",
    b"<div>",
    b"<dl><dd>",
    b"<b>",
    b"<table><tr><td>",
    b"> ",
    b"- ",
    b"*",
    b"![",
    b'"',
    b"&",
    b"#",
    b"<!--",
    b"\n",
    b" ",
)
TAGS = """
a b p div dl dt dd ul ol li table tr td th caption figure figcaption img svg math pre code
blockquote q sup sub ruby rt h1 h2 h6 aside details summary section article header footer nav
main body html head title meta link script style noscript template object iframe select option
form input button label br hr wbr time address cite span font center x-y o:p
""".split()  # noqa: SIM905 - read more easily
VALUES: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    10**30,
    1.5,
    "",
    " ",
    "\ud800",
    "\0",
    "x" * 300,
    "9999-12-31",
    "0001-01-01",
    "https://example.org/%00",
    "http://[",
    "../../x",
    "\u202e",
    [],
    {},
    [[]],
    [None],
    ["one", "two"],
    {"kind": "text"},
    {"kind": "paragraph", "children": [{"kind": "text", "text": "x"}]},
    {"": {"": []}},
)


def slice_of(chance: random.Random, data: bytes, longest: int = 400) -> tuple[int, int]:
    """Two places in the data, not further apart than `longest`."""
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + chance.randrange(1, longest))


def turn(chance: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """A few bytes are others."""
    out = bytearray(data)
    for _number in range(chance.choice((1, 1, 2, 8, 40))):
        if out:
            out[chance.randrange(len(out))] ^= 1 << chance.randrange(8)
    return bytes(out)


def cut(chance: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """The end is gone."""
    return data[: chance.randrange(len(data) + 1)]


def drop(chance: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """A piece is gone."""
    start, end = slice_of(chance, data)
    return data[:start] + data[end:]


def double(chance: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """A piece stands there again, perhaps often."""
    start, end = slice_of(chance, data, 120)
    return data[:end] + data[start:end] * chance.choice((1, 1, 3, 20, 100)) + data[end:]


def splice(chance: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """A piece of another input stands in it."""
    other = chance.choice(others)
    start, end = slice_of(chance, other, 1500)
    at = chance.randrange(len(data) + 1)
    return data[:at] + other[start:end] + data[at + chance.choice((0, 0, end - start)) :]


def insert(chance: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """Something that nobody reckons with stands in it."""
    for _number in range(chance.choice((1, 1, 3))):
        at = chance.randrange(len(data) + 1)
        data = data[:at] + chance.choice(ODD) + data[at:]
    return data


def nest(chance: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """One opening sign stands there up to two thousand times."""
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(OPENINGS) * chance.choice((5, 30, 300, 2000)) + data[at:]


def swap(chance: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """Two words have changed places."""
    found = list(re.finditer(rb"[\w-]+", data))
    if len(found) < 2:
        return data
    first, last = sorted(chance.sample(found, 2), key=lambda match: match.start())
    between = data[first.end() : last.start()]
    return data[: first.start()] + last[0] + between + first[0] + data[last.end() :]


def retag(chance: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """Tags have other names."""
    for _number in range(chance.choice((1, 2, 10))):
        found = list(re.finditer(rb"(?<=<)/?[a-zA-Z][\w:-]*", data))
        if found:
            tag = chance.choice(found)
            name = chance.choice(TAGS).encode()
            data = data[: tag.start()] + chance.choice((b"", b"/")) + name + data[tag.end() :]
    return data


def revalue(chance: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """A value behind a colon is of another kind."""
    found = list(re.finditer(rb"(?<=: )[^\n]+", data))
    if not found:
        return data
    value = chance.choice(found)
    new = json.dumps(chance.choice(VALUES)).encode()
    return data[: value.start()] + new + data[value.end() :]


def rekey(chance: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """A value in a JSON tree is of another kind, or gone."""
    try:
        tree = json.loads(data)
    except ValueError:
        return data
    for _number in range(chance.choice((1, 1, 3))):
        holder, key = chance.choice(list(places(tree)) or [({"": 0}, "")])
        if chance.random() < 0.2:
            del holder[key]
        else:
            holder[key] = copy.deepcopy(chance.choice(VALUES))
    return json.dumps(tree).encode("utf-8", "surrogatepass")


def places(tree: Any) -> Any:
    """(container, key or index) of every value in a JSON tree."""
    waiting = [tree]
    while waiting:
        one = waiting.pop()
        pairs = one.items() if isinstance(one, dict) else enumerate(one)
        for key, value in list(pairs):
            yield one, key
            if isinstance(value, dict | list):
                waiting.append(value)


BYTES: tuple[Mutation, ...] = (turn, cut, drop, double, splice, insert, nest, swap)
MUTATIONS: dict[str, tuple[Mutation, ...]] = {
    "txt": BYTES,
    "md": (*BYTES, revalue, retag),
    "html": (*BYTES, retag, retag, retag),
    "yaml": (*BYTES, revalue, revalue, revalue),
    "json": (*BYTES, rekey, rekey, rekey, rekey),
}


def mutated(form: str, number: int, seeds: Sequence[bytes]) -> bytes:
    """The input of this form and number, made from one of the seeds."""
    chance = random.Random(f"{form} {number}")
    data = chance.choice(seeds)
    if form in {"epub", "pdf"} and chance.random() < 0.7:
        made = _member(chance, data, seeds) if form == "epub" else _objects(chance, data)
        if made is not None:
            return made
    for _ in range(chance.choice((1, 1, 2, 4))):
        data = chance.choice(MUTATIONS.get(form, BYTES))(chance, data, seeds)
    return data


def _member(chance: random.Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    """The archive with one member changed, or its name, or how it is packed."""
    files = unzipped(data)
    others = [*unzipped(chance.choice(seeds)).values()]
    texts = [name for name in files if not name.endswith((".ttf", ".otf", ".png", "mimetype"))]
    name = chance.choice(texts)
    kind = name.rpartition(".")[2]
    form = {"jsonld": "json", "css": "yaml"}.get(kind, "html")
    if chance.random() < 0.1:
        renamed = chance.choice((name.upper(), "x" * 300, "a\nb.xhtml", "%00.xhtml", "é.xhtml"))
        files[renamed] = files.pop(name)
        if chance.random() < 0.5:
            files = {renamed if key == name else key: value for key, value in files.items()}
    else:
        for _ in range(chance.choice((1, 1, 2, 4))):
            files[name] = chance.choice(MUTATIONS[form])(chance, files[name], others)
    methods = chance.choice(((0,), (8,), (8,), (8,), (0, 8, 12, 14)))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        for key, value in files.items():
            container.writestr(key, value, chance.choice(methods))
    return out.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    """The members of an archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        return {name: container.read(name) for name in container.namelist()}


def _objects(chance: random.Random, data: bytes) -> bytes | None:
    """The PDF with values in some of its objects replaced; None where it cannot be written then."""
    out = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for _ in range(chance.choice((1, 1, 2, 6))):
                _change(chance, pdf, chance.choice(list(_holders(pdf))))
            pdf.save(
                out,
                fix_metadata_version=False,
                static_id=True,
                stream_decode_level=pikepdf.StreamDecodeLevel.none,
                object_stream_mode=chance.choice(list(pikepdf.ObjectStreamMode)),
            )
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, KeyError):
        return None  # /Length of a stream, say, is nobody's to set
    return out.getvalue()


def _holders(pdf: Pdf) -> Any:
    """Every dictionary, array and stream, the inline ones too."""
    waiting = [pdf.trailer, *pdf.objects]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Dictionary | Stream | Array):
            yield one
            values = list(one) if isinstance(one, Array) else list(dict(one.items()).values())
            waiting += [value for value in values if _is_inline(value)]


def _is_inline(value: object) -> bool:
    return isinstance(value, Dictionary | Array) and not value.is_indirect


def _change(chance: random.Random, pdf: Pdf, holder: Any) -> None:
    if isinstance(holder, Stream) and chance.random() < 0.3:
        body = chance.choice(MUTATIONS["html"])(chance, _body(holder), [b"BT (x) Tj ET Do /X"])
        holder.write(body)
        return
    keys = list(range(len(holder))) if isinstance(holder, Array) else list(holder.keys())
    if not keys:
        return
    key = chance.choice(keys)
    if chance.random() < 0.15:
        del holder[key]
        return
    holder[key] = _object(chance, pdf)


def _body(stream: Stream) -> bytes:
    try:
        return stream.read_bytes()
    except pikepdf.PdfError:
        return stream.read_raw_bytes()


def _object(chance: random.Random, pdf: Pdf) -> Any:
    """A value of any kind, or an object of the file."""
    if chance.random() < 0.4:
        return chance.choice(list(pdf.objects))
    return chance.choice(
        (
            0,
            -1,
            2**31 - 1,
            True,
            Array(),
            Array([Array(), 1, Name.X, String("x")]),
            Array([Name.FlateDecode, Name.FlateDecode]),
            Dictionary(),
            Dictionary(Type=Name.X, K=1, Kids=Array(), Names=Array([1, 2, 3])),
            Name("/Fl\xedate"),
            Name.X,
            String("x" * 300),
            String(b"\xfe\xff\xd8\x00"),
            String(b"\xff\x00\x80"),
            String("D:20249999999999Z"),
            pdf.make_stream(b"BT (x) Tj ET", Filter=Name("/Fl\xedateDecode")),
            pdf.make_stream(b"x", Type=Name.X),
        )
    )
