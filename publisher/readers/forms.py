"""Which files are read, and by which reader: by the endings of their names."""

# Ending → the form that is in such files.
READERS = {
    ".txt": "capture",
    ".text": "capture",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".mhtml": "html",
    ".mht": "html",
    ".warc": "html",
    ".wacz": "html",
    ".webarchive": "html",
    ".eml": "html",
    ".mbox": "html",
    ".zip": "html",
    ".csv": "html",
    ".docx": "html",
    ".odt": "html",
    ".epub": "html",
    ".xml": "html",
    ".rss": "html",
    ".atom": "html",
    ".rdf": "html",
    ".opml": "html",
    ".yaml": "structured",
    ".yml": "structured",
    ".json": "structured",
}

ZIPPED = frozenset({".docx", ".epub", ".odt", ".zip"})  # what is in no such archive is damaged


def suffixes() -> frozenset[str]:
    """The endings of files that can be read."""
    return frozenset(READERS)
