"""Words: bytes into text, text folded for comparison, and what XML cannot hold.

In: bytes or text of any origin.  Out: text, words, digests.  The one idea: two texts say the same
when their squeezed forms are equal, wherever and however each was printed.
"""

import codecs
import functools
import hashlib
import re
import unicodedata

from publisher.errors import SourceError

# XML 1.0 (fifth edition), production 2, Char: everything else makes a document ill-formed.
# Said by what is left over: the other way round it takes 4 ms to compile.
_NOT_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Marks that change how a word is laid out and not which word it is: soft hyphen, zero-width space
# and joiners (WORD JOINER, BOM), and the selectors of the text or picture form of a sign (U+FE0E,
# U+FE0F).
# ZWNJ and ZWJ stay: they change the word in Persian and in Indic scripts.
_LAYOUT_MARKS = re.compile("[\u00ad\u200b\u2060\ufe0e\ufe0f\ufeff]")
_WINDOWS = {
    chr(byte): bytes((byte,)).decode("cp1252")
    for byte in range(0x80, 0xA0)
    if byte not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
}
_C1 = re.compile(f"[{''.join(_WINDOWS)}]")
_MIRRORED = str.maketrans("([{<«‹", ")]}>»›")
_UNTOLD = re.compile(
    "[\u2010\u0640\u200c-\u200f\u061c\u202a-\u202e\u2061-\u2064\u2066-\u2069\U0001f3fb-\U0001f3ff]"
)
_NOT_DRAWN = {ord(sign): None for sign in "\u0640\u200c\u200d"}
_WORD = re.compile(r"\w+")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SURE = {"utf-8", "utf-8-sig", "utf-16"}
# ways of Python to write text within text
_NO_CHARSETS = {"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape"}
_BINARY = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip file"),
)
# characters of a text to one NUL; a binary file, or UTF-16 that does not say so, has more
_SOUND = 1000
_MANY = 100_000  # characters from which a text is folded in place
_UNEVEN = re.compile(r"\s{2,}|[^\S ]")


def _undefined(error: UnicodeError) -> tuple[str, int]:
    """The characters of the same number, for bytes that an encoding leaves undefined."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("undefined", _undefined)


def codec_of(label: str) -> str:
    """Python's name of the encoding that a label names, as browsers read it; "" where nobody knows.

    WHATWG Encoding, 4.2: "latin1" and "iso-8859-1" are windows-1252, "windows-874" is cp874.  What
    is no label of the web is asked of Python ("cp437").
    """
    import webencodings  # 3 ms that few files need

    known = webencodings.lookup(label)
    name = known.codec_info.name if known else label
    try:
        "".encode(name)  # LookupError also where Python's codec makes no text of bytes ("hex")
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    # GBK is decoded as the larger set that holds it (10.1)
    return "" if codec in _NO_CHARSETS else "gb18030" if codec == "gbk" else codec


def decode_bytes(data: bytes, origin: str, *, declared: str = "") -> tuple[str, str]:
    r"""(text, encoding) of a source: a byte order mark decides, then what is declared.

    Else it must be UTF-8.

    Line ends become "\\n".  No other encoding is guessed: a wrong guess would alter notices
    silently. Refuses with SourceError at line:column: an empty file, a binary file, bytes that are
    not UTF-8.
    """
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise SourceError(origin, 0, 0, "the file is empty; nothing to publish")
    for magic, what in _BINARY:
        if data.startswith(magic):
            raise SourceError(
                origin, 0, 0, f"this is {what}, not text; give its text, Markdown or HTML"
            )
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), declared or "utf-8")
    codec = encoding if encoding in _SURE else codec_of(encoding)
    if not codec:
        raise SourceError(
            origin,
            0,
            0,
            f"'{encoding}' is not an encoding that is known here; utf-8 and windows-1252 are",
        )
    try:
        # bytes that windows-1252 leaves undefined are the controls of the same number (WHATWG)
        text = data.decode(codec, "undefined" if codec == "cp1252" else "strict")
    except UnicodeDecodeError as error:
        if data.count(b"\0") * _SOUND > len(data):
            what = "this is a binary file, not text; give its text, Markdown or HTML"
            raise SourceError(origin, 0, 0, what) from error
        before = data[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        message = (
            f"byte 0x{data[error.start]:02x} is not {encoding}; save the file as UTF-8, or say what"
            " it is (--encoding windows-1252, say)"
        )
        raise SourceError(origin, line, column, message) from error
    # a page may hold one all the same: it is taken out like any control character
    if text.count("\0") * _SOUND > len(text):
        before_nul = text[: text.index("\0")]
        line, column = before_nul.count("\n") + 1, len(before_nul) - before_nul.rfind("\n")
        raise SourceError(origin, line, column, "a NUL character: this is a binary file, not text")
    return text.replace("\r\n", "\n").replace("\r", "\n"), encoding


def counted(count: int, one: str, several: str = "") -> str:
    """A number with its noun, as English has it: "1 page", "3 pages".

    several   the plural where it is not the noun with an s.
    """
    return f"{count} {one if count == 1 else several or f'{one}s'}"


def squeeze(text: str) -> str:
    r"""Fold text so that the same words compare equal wherever they were printed.

    NFKC, layout marks (soft hyphen, zero-width space, word joiner) out, each run of white space one
    space, ends trimmed: squeeze("per\u00admission\n  granted") == "permission granted".
    Idempotent; never raises. Hyphens added at a line's end are not mended here: notices are set
    with `hyphens: none`.
    """
    folded = text if text.isascii() else _folded(text)
    if len(folded) < _MANY:
        return " ".join(folded.split())
    # a list of its words would take ten times the room of a book
    return _UNEVEN.sub(" ", folded).strip()


def solid(text: str) -> str:
    """Squeezed text without any white space.

    For addresses and for words that a page breaks over lines.
    """
    folded = text if text.isascii() else _folded(text)
    return "".join(folded.split()) if len(folded) < _MANY else squeeze(text).replace(" ", "")


def _folded(text: str) -> str:
    return _LAYOUT_MARKS.sub("", unicodedata.normalize("NFKC", _LAYOUT_MARKS.sub("", text)))


def stream(text: str) -> str:
    """Solid text without hyphens, joiners, marks of direction, and strokes that stretch a word.

    What a page and its source share.

    At a line's end nobody can tell whose hyphen it is, a page draws joiners (U+200C, U+200D) and
    directions by the shapes beside them and their order, the Arabic stroke (U+0640) is also a part
    of other shapes, a formula's unwritten signs (U+2061-2064) have no shape at all, and colours of
    skin (U+1F3FB-1F3FF) none in fonts of one colour.
    """
    words = solid(text).replace("-", "")
    if words.isascii():
        return words
    # a mark that a page drew apart from its letter joins it again
    return unicodedata.normalize("NFKC", _UNTOLD.sub("", words))


def is_rtl(text: str) -> bool:
    """Whether a text has right-to-left letters.

    A line of a page may draw their words in another order than they are read.
    """
    if text.isascii():
        return False
    found = {char for char in text if char > "\u0590"}
    return any(unicodedata.bidirectional(char) in {"R", "AL"} for char in found)


def letters(text: str) -> str:
    """The stream of a text with its characters in order of code point and brackets alike.

    The same however its words are ordered.

    Brackets are drawn mirrored in right-to-left text, and a page says which way only by their
    shape.
    """
    return "".join(sorted(alike(stream(text))))


def alike(text: str) -> str:
    """The text with opening brackets as closing ones."""
    return text.translate(_MIRRORED)


def drawn_words(text: str) -> list[str]:
    """The words of a text, without signs, as a page draws them.

    Joiners and strokes that stretch a word are not told.
    """
    squeezed = squeeze(text)
    return _WORD.findall(squeezed if squeezed.isascii() else squeezed.translate(_NOT_DRAWN))


def words(text: str) -> list[str]:
    """The words of a text in order, folded: what stands between white space.

    Scripts without spaces give long words.
    """
    return squeeze(text).split()


def ideographs(text: str) -> int:
    """How many characters are of a script that is written without spaces: Han, kana, hangul."""
    return 0 if max(text, default="") < "\u3040" else len(_ideographs().findall(text))


@functools.cache
def _ideographs() -> re.Pattern[str]:
    # compiling so wide a class takes 6 ms
    return re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def digest(text: str) -> str:
    """SHA-256 of the squeezed text, as 64 hexadecimal digits."""
    return hashlib.sha256(squeeze(text).encode()).hexdigest()


def without_illegal(text: str) -> tuple[str, int]:
    """(text, how many characters were taken out).

    Control characters and lone surrogates that XML forbids.

    Rule: XML 1.0, production 2.  The caller reports the number: nothing is taken out silently.
    """
    return _NOT_XML.subn("", text)


def mended(text: str) -> tuple[str, int]:
    """(text, how many characters were mended): C1 controls read as the windows-1252 they are.

    Nobody writes U+0080 to U+009F: a program took windows-1252 for ISO-8859-1.  WHATWG HTML
    (13.2.5.80) reads references to them so.  The five that windows-1252 leaves undefined stay.
    """
    if not _C1.search(text):
        return text, 0
    mended_text = _C1.sub(lambda found: _WINDOWS[found[0]], text)
    return mended_text, len(_C1.findall(text))


def is_legal(text: str) -> bool:
    """Whether every character may stand in an XML document (XML 1.0, production 2)."""
    return _NOT_XML.search(text) is None


def slug(text: str, fallback: str = "untitled") -> str:
    """A name for files and ids: ASCII letters, digits and single hyphens, 60 characters at most.

    Letters of other scripts have no ASCII form; where nothing is left the fallback is given.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or fallback


def file_name(text: str, fallback: str = "untitled") -> str:
    """A name for a finished file: letters of every script, digits and single hyphens.

    Latin letters lose their marks, as `slug` has them, and what is left is in small letters.  60
    letters at most, cut at a word, and 180 bytes; where nothing is left the fallback is given.
    """
    letters = (_plain(char) for char in unicodedata.normalize("NFC", text).lower())
    words = [word for word in "".join(letters).split() if word]
    name = ""
    for word in words:
        longer = f"{name}-{word}" if name else word[:60]
        if len(longer) > 60 or len(longer.encode()) > 180:
            break
        name = longer
    while len(name.encode()) > 180:
        name = name[:-1]
    return name or fallback


def _plain(char: str) -> str:
    """A letter without its marks where it is Latin; else as it is, marks of its script and all."""
    bare = unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode()
    if bare.isalnum():
        return bare
    return char if char.isalnum() or unicodedata.category(char).startswith("M") else " "
