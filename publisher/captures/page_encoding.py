"""The encoding of a page's letters, as the page states it in its first bytes."""

import re

from publisher.text import codec_of

_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]+)""",
    re.IGNORECASE,
)
_LOOKED_AT = 4096  # bytes: WHATWG asks for 1024, real pages put scripts before it


def declared_encoding(data: bytes) -> str:
    """The encoding a page names in its first bytes.

    "" where it names none, or one nobody knows.

    "" as well where bytes beyond ASCII are UTF-8 all the same: a page saved by a browser often
    keeps the old name, and text of another encoding is hardly ever UTF-8 by chance.
    """
    match = _DECLARED.search(data[:_LOOKED_AT])
    if not match or (not data.isascii() and _is_utf8(data)):
        return ""
    label = (match[1] or match[2]).decode("ascii", "replace")
    # a page whose bytes could be searched for its own label is no UTF-16 (HTML, 13.2.3.2)
    if label.lower().startswith("utf-16"):
        return "utf-8"
    return label.lower() if codec_of(label) else ""


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
