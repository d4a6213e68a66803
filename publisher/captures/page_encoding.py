"""The encoding of a page's letters: stated in its first bytes, or assumed as browsers do."""

import re

from publisher.text import codec_of

_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]+)""",
    re.IGNORECASE,
)
_LOOKED_AT = 4096  # bytes: WHATWG asks for 1024, real pages put scripts before it


_LANGUAGE = re.compile(
    rb"""<html\b[^>]{0,400}?\blang\s*=\s*["']?\s*([A-Za-z-]{2,20})""", re.IGNORECASE
)
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_UTF8_LETTER = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_DAMAGED = 0.5  # share of bytes beyond ASCII in letters of UTF-8 from which a page is damaged UTF-8
# what browsers assume of a page that states nothing, by its language (HTML, 13.2.3.2, step 9)
_ASSUMED = {
    **dict.fromkeys(("ar", "fa"), "windows-1256"),
    **dict.fromkeys(("ba", "be", "bg", "kk", "ky", "mk", "ru", "sah", "sr", "tg"), "windows-1251"),
    **dict.fromkeys(("tt", "uk"), "windows-1251"),
    **dict.fromkeys(("cs", "hr", "sk"), "windows-1250"),
    **dict.fromkeys(("hu", "pl", "sl"), "iso-8859-2"),
    **dict.fromkeys(("et", "lt", "lv"), "windows-1257"),
    **dict.fromkeys(("az", "ku", "tr"), "windows-1254"),
    **dict.fromkeys(("zh-hant", "zh-hk", "zh-mo", "zh-tw"), "big5"),
    "el": "iso-8859-7",
    "he": "windows-1255",
    "ja": "shift_jis",
    "ko": "euc-kr",
    "th": "windows-874",
    "vi": "windows-1258",
    "zh": "gb18030",
}


def declared_encoding(data: bytes) -> str:
    """The encoding a page names in its first bytes; where it names none, assumed_encoding.

    "" where it names one nobody knows.

    "" as well where bytes beyond ASCII are UTF-8 all the same: a page saved by a browser often
    keeps the old name, and text of another encoding is hardly ever UTF-8 by chance.
    """
    match = _DECLARED.search(data[:_LOOKED_AT])
    if not match:
        return assumed_encoding(data)
    if not data.isascii() and _is_utf8(data):
        return ""
    label = (match[1] or match[2]).decode("ascii", "replace")
    # a page whose bytes could be searched for its own label is no UTF-16 (HTML, 13.2.3.2)
    if label.lower().startswith("utf-16"):
        return "utf-8"
    return label.lower() if codec_of(label) else ""


def assumed_encoding(data: bytes) -> str:
    """What browsers take a page for that names no encoding and is no UTF-8, by its language.

    "" for every other page, and for one that is UTF-8 but for a few damaged bytes.
    """
    if data.isascii() or _DECLARED.search(data[:_LOOKED_AT]) or _is_utf8(data):
        return ""
    beyond = len(_BEYOND_ASCII.findall(data))
    letters = sum(map(len, _UTF8_LETTER.findall(data)))
    if letters >= _DAMAGED * beyond or b"\0" in data:
        return ""
    found = _LANGUAGE.search(data[:_LOOKED_AT])
    language = found[1].decode("ascii").lower() if found else ""
    return _ASSUMED.get(language) or _ASSUMED.get(language.split("-")[0], "windows-1252")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
