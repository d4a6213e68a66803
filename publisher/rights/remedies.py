"""Remedies name keys of the file that a person is editing: an article's own, or its entry's.

A remedy is written with an article's keys in braces ("write {rights.basis}: …").
"""

import re
from dataclasses import replace

from publisher.rights.conditions import Assessment

# Key of an article → the key of its entry in an edition's file that says the same.
IN_ENTRY = {
    "assets": "pictures",
    "contributors": "contributors",
    "modifications": "modifications",
    "rights.basis": "basis",
    "rights.copyright_line": "copyright_line",
    "rights.credit": "credit",
    "rights.exception": "exception",
    "rights.holder": "holder",
    "rights.licence": "licence",
    "rights.permissions": "permissions",
    "sources.captured_at": "captured_at",
    "sources.name": "publication",
    "sources.url": "source_url",
}
# Keys of an edition's file, whatever the article is.
OF_EDITION = frozenset({"use", "pictures", "imprint", "reliance", "cover"})
_KEY = re.compile(r"\{([a-z_.]+)\}")


def with_keys(found: Assessment, *, single: bool, takes_keys: bool = True) -> Assessment:
    """The assessment with its remedy in the keys of the file being edited.

    single       that file is the article; else an edition's file, in which the article is an entry.
    takes_keys   whether keys may stand in the article's file; a page that was saved takes none, and
                 the entry of an edition's file is where they are written.
    """
    if "{" not in found.remedy:
        return found

    def key_of(match: re.Match[str]) -> str:
        written = _named(match[1], single=single and takes_keys)
        is_address = single and match[1] == "sources.url"
        return f"{written}, or give --source-url" if is_address else written

    return replace(found, remedy=_KEY.sub(key_of, found.remedy))


def _named(key: str, *, single: bool) -> str:
    if key in OF_EDITION:
        return f"{key} of an edition's file" if single else key
    return key if single else f"{IN_ENTRY[key]} in its entry"
