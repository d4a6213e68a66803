"""What a PDF carries besides its pages: the XMP packet, the Info dictionary, the attachments.

Bytes in, values out; bytes and values in, bytes out.  The packet is written whole and uncompressed:
it holds one rdf:RDF, so that every reader sees all of it (a second one goes unseen by pikepdf and
others).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import md5
from io import BytesIO

import pikepdf
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, Pdf, Stream, String

from publisher.errors import EvidenceError, WriteError
from publisher.pdffile.ends import guard
from publisher.pdffile.limits import refuse_bombs

_OPENING = (
    b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta'
    b' xmlns:x="adobe:ns:meta/">'
)
_CLOSING = b'</x:xmpmeta>\n<?xpacket end="r"?>'
# what pikepdf raises of Python's own where an object is of another kind than its place asks for: a
# number where a dictionary stands, a name that is no UTF-8, a tree that holds itself
_MISPLACED = (
    AttributeError,
    TypeError,
    ValueError,
    LookupError,
    ArithmeticError,
    RuntimeError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One file inside the PDF.

    relationship   what it is to the pages: Source, Data, Alternative, Supplement or Unspecified
                   (ISO 19005-3, annex E).
    moment         when it was made and last changed, "YYYY-MM-DDThh:mm:ssZ"; "" where the file does
                   not say.
    """

    name: str
    media_type: str
    data: bytes
    relationship: str = "Unspecified"
    description: str = ""
    moment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """All that a PDF says of itself.

    packet        the XMP packet as it stands in the file; b"" where there is none.
    info          the Info dictionary: "Title", "Author", ... without the slash, in the file's
                  order.
    attachments   each attached file once, in the order of the name tree.
    language      of the catalog; "" where it says none.
    tagged        whether the file has a structure tree and says so.
    locked        what its encryption keeps a reader from ("copying", "printing"); "" where it is
                  not encrypted.
    """

    packet: bytes
    info: Mapping[str, str]
    attachments: tuple[Attachment, ...]
    language: str
    tagged: bool
    locked: str = ""


def packet_of(rdf: bytes) -> bytes:
    """One rdf:RDF element, as UTF-8, wrapped as a whole XMP packet (ISO 16684-1, 7.3)."""
    return _OPENING + rdf + _CLOSING


def pdf_date(moment: str) -> str:
    """The moment "2024-05-02T10:00:00Z" as "D:20240502100000Z" (ISO 32000-1, 7.9.4)."""
    return "D:" + moment.translate({ord(mark): None for mark in "-:T"})


def read_carried(data: bytes, path: str) -> Carried:
    """What the PDF says of itself; EvidenceError if it cannot be opened, or would fill the memory.

    `path` is for the message alone.
    """
    with opened(data, path) as pdf:
        return carried_of(pdf, path)


def carried_of(pdf: Pdf, path: str) -> Carried:
    """The same of a PDF that is open."""
    refuse_bombs(pdf, path)
    root = pdf.Root
    metadata = root.get(Name.Metadata)
    marks = root.get(Name.MarkInfo)
    return Carried(
        packet=metadata.read_bytes() if isinstance(metadata, Stream) else b"",
        info={
            _written(key[1:]): _words(value)
            for key, value in pdf.docinfo.items()
            if isinstance(value, String)
        },
        attachments=tuple(_attachments(pdf)),
        language=_words(root.get(Name.Lang)),
        tagged=Name.StructTreeRoot in root
        and isinstance(marks, Dictionary)
        and bool(marks.get(Name.Marked)),
        locked=_locked(pdf),
    )


def _locked(pdf: Pdf) -> str:
    """What the permissions of an encrypted file forbid (ISO 32000-1, 7.6.3.2)."""
    if not pdf.is_encrypted:
        return ""
    asked = (
        ("copying", pdf.allow.extract),
        ("reading aloud", pdf.allow.accessibility),
        ("printing", pdf.allow.print_highres),
    )
    return (
        ", ".join(deed for deed, allowed in asked if not allowed) or "nothing, but it is encrypted"
    )


def replace_carried(
    data: bytes,
    *,
    rdf: bytes | None = None,
    info: Mapping[str, str] | None = None,
    attachments: Sequence[Attachment] | None = None,
) -> bytes:
    """The same PDF with another packet, Info dictionary or set of attachments.

    None leaves one as it is.
    """
    with edited(data, "PDF") as pdf:
        if rdf is not None:
            set_packet(pdf, rdf)
        if info is not None:
            set_info(pdf, info)
        if attachments is not None:
            set_attachments(pdf, attachments)
        return saved(pdf)


@contextmanager
def opened(data: bytes, path: str) -> Iterator[Pdf]:
    """A PDF of anybody's, open to be read; EvidenceError for whatever stands wrongly in it.

    A file of our own that is to be changed is opened by `edited`, where such a fault is a bug.
    """
    with edited(data, path) as pdf:
        try:
            yield pdf
        except _MISPLACED as error:
            raise EvidenceError(
                path,
                "not a PDF that can be read (an object in it is of another kind than its place asks"
                " for); write it anew",
            ) from error


@contextmanager
def edited(data: bytes, path: str) -> Iterator[Pdf]:
    """The PDF, open; whatever pikepdf says against it becomes EvidenceError."""
    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            yield pdf
    except pikepdf.PasswordError as error:
        raise EvidenceError(path, "the PDF is encrypted; remove its password first") from error
    except pikepdf.PikepdfError as error:
        why = re.sub(r"stream <_io\.BytesIO object at 0x[0-9a-f]+>\s*", "", str(error)).strip()
        raise EvidenceError(path, f"not a PDF that can be read ({why}); write it anew") from error


def saved(pdf: Pdf, *, version: str = "") -> bytes:
    """The bytes of an open PDF: same objects, same bytes.  version.

    The least the file claims, "1.7".
    """
    out = BytesIO()
    # fix_metadata_version would rewrite the packet; the second /ID is a digest of the content
    pdf.save(
        out,
        min_version=version,
        deterministic_id=True,
        fix_metadata_version=False,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
    return guard(out.getvalue())


def set_packet(pdf: Pdf, rdf: bytes) -> None:
    """Make `rdf` the only metadata of the document, uncompressed so that any program finds it."""
    pdf.Root.Metadata = pdf.make_stream(packet_of(rdf), Type=Name.Metadata, Subtype=Name.XML)


def set_info(pdf: Pdf, info: Mapping[str, str]) -> None:
    """Make `info` the whole Info dictionary."""
    pdf.trailer.Info = pdf.make_indirect(
        Dictionary({f"/{key}": String(value) for key, value in info.items()})
    )


def set_attachments(pdf: Pdf, attachments: Sequence[Attachment]) -> None:
    """Attach exactly these files, each an associated file of the document, listed once.

    ISO 19005-3, 6.8: /F, /UF, /AFRelationship and a media type for each, and all of them in the
    catalog's /AF.
    """
    names = [attachment.name for attachment in attachments]
    if len(set(names)) != len(names):
        raise WriteError(
            "attachments", f"one name twice among {', '.join(names)}; give each file its own name"
        )
    specifications = {
        attachment.name: pdf.make_indirect(_specification(pdf, attachment))
        for attachment in attachments
    }
    ordered = sorted(specifications.items(), key=lambda entry: bytes(String(entry[0])))
    holder = pdf.Root.get(Name.Names, Dictionary())
    holder.EmbeddedFiles = Dictionary(
        Names=Array([part for name, file in ordered for part in (String(name), file)])
    )
    pdf.Root.Names = holder
    pdf.Root.AF = Array(list(specifications.values()))


def _specification(pdf: Pdf, attachment: Attachment) -> Dictionary:
    parameters = Dictionary(
        Size=len(attachment.data),
        CheckSum=String(md5(attachment.data, usedforsecurity=False).digest()),
    )
    if attachment.moment:
        parameters.CreationDate = parameters.ModDate = String(pdf_date(attachment.moment))
    stream = pdf.make_stream(
        attachment.data,
        Type=Name.EmbeddedFile,
        Subtype=Name("/" + attachment.media_type),
        Params=parameters,
    )
    name = String(attachment.name)
    return Dictionary(
        Type=Name.Filespec,
        F=name,
        UF=name,
        Desc=String(attachment.description),
        AFRelationship=Name("/" + attachment.relationship),
        EF=Dictionary(F=stream, UF=stream),
    )


def _attachments(pdf: Pdf) -> Iterator[Attachment]:
    for name, file in pdf.attachments.items():
        specification = file.obj
        if not isinstance(file, AttachedFileSpec):
            continue
        files = specification.get(Name.EF)
        if not isinstance(files, Dictionary):
            continue
        stream = files.get(Name.UF) or files.get(Name.F)
        if not isinstance(stream, Stream):
            continue
        parameters = stream.get(Name.Params)
        changed = parameters.get(Name.ModDate) if isinstance(parameters, Dictionary) else None
        yield Attachment(
            name=_words(specification.get(Name.UF)) or _written(name),
            media_type=_called(stream.get(Name.Subtype)),
            data=stream.read_bytes(),
            relationship=_called(specification.get(Name.AFRelationship)) or "Unspecified",
            description=_words(specification.get(Name.Desc)),
            moment=_moment(_words(changed)),
        )


def _words(value: object) -> str:
    """The words of a text string (ISO 32000-2, 7.9.2.2); "" for an object of another kind.

    What is no character in the encoding that it begins with is U+FFFD, as viewers show it.
    """
    if not isinstance(value, String):
        return ""
    raw = bytes(value)
    for mark, encoding in ((b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8")):
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding, "replace")
    return str(value)


def _called(value: object) -> str:
    """A name without its slash; "" for an object of another kind."""
    return bytes(value)[1:].decode("utf-8", "replace") if isinstance(value, Name) else ""


def _written(key: str) -> str:
    """A key as pikepdf gives it, bytes that are no UTF-8 as U+FFFD."""
    return key.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _moment(date: str) -> str:
    """A date such as "D:20240502100000Z" as a moment; "" for anything else: nothing is guessed."""
    digits = date.removeprefix("D:").removesuffix("Z")
    if not (date.endswith("Z") and len(digits) == len("20240502100000") and digits.isdigit()):
        return ""
    return (
        f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}T{digits[8:10]}:{digits[10:12]}:{digits[12:14]}Z"
    )
