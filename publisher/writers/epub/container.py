"""Same files, same bytes: the EPUB container with fixed order, times and modes."""

import io
import zipfile
from collections.abc import Mapping

PACKAGE = "EPUB/content.opf"
_FIRST = ("mimetype", "META-INF/container.xml", PACKAGE)
_STORED = (".jpg", ".png", ".gif", ".webp", ".woff2")  # compressed already
# the earliest a ZIP entry can say; the edition's moment stands in the package
_MOMENT = (1980, 1, 1, 0, 0, 0)


def freeze(files: Mapping[str, bytes]) -> bytes:
    """The container: mimetype first and stored, then container, package document, the rest by name.

    Rule: EPUB 3.3, "OCF ZIP container media type identification": first, stored, no extra field.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        for name in (*_FIRST, *sorted(files.keys() - set(_FIRST))):
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.create_system, entry.external_attr = 3, 0o100644 << 16  # Unix, rw-r--r--
            stored = name == "mimetype" or name.endswith(_STORED)
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            container.writestr(entry, files[name], compresslevel=9)
    return out.getvalue()
