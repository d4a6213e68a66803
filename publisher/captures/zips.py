"""Zip files: which of those that hold articles one is, told by the names of its members."""

from publisher.captures.capture import Capture
from publisher.captures.holding import Holding
from publisher.captures.safe_zip import Archive
from publisher.captures.singlefile_zip import PAGE, open_singlefile_zip
from publisher.errors import SourceError


def open_zip(name: str, data: bytes) -> Capture | Holding:
    """What is in a zip file.

    Refuses with SourceError one that no door knows, and what Archive.of refuses.
    """
    archive = Archive.of(name, data)
    if "word/document.xml" in archive:
        from publisher.captures.docx import open_docx

        return open_docx(name, archive)
    if "content.xml" in archive and "META-INF/manifest.xml" in archive:
        from publisher.captures.odt import open_odt

        return open_odt(name, archive)
    if "META-INF/container.xml" in archive:
        from publisher.captures.epub import open_epub

        return open_epub(name, archive)
    if PAGE in archive and "manifest.json" in archive:
        return open_singlefile_zip(name, archive)
    from publisher.captures.exports import open_export
    from publisher.captures.reading_lists import open_list_in_zip

    found = open_export(name, archive) or open_list_in_zip(name, archive)
    if found is not None:
        return found
    raise SourceError(
        name, 0, 0, "nothing that is read is in this zip file; unpack it, and name its folder"
    )
