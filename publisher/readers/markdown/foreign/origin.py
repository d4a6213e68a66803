"""Whether a Markdown file is of other software, told by its front matter alone.

Apart from article.py, which loads all that captures are read with: a file in our own form needs
none of it.
"""

import re
from dataclasses import fields
from difflib import get_close_matches

from publisher.model.article import Article
from publisher.readers.markdown.foreign.front_matter import Head, head_of, keys
from publisher.readers.source import SourceText

_OURS = {
    "contributors": list,
    "rights": dict,
    "sources": list,
    "left_out": list,
    "evidence": list,
    "assets": list,
    "modifications": list,
}
_OURS_OPEN = re.compile(rf"^(?:{'|'.join(_OURS)}):[ \t]*(?:$|[\[{{#])", re.MULTILINE)
_OURS_TOO = {"standfirst", "kicker", "published", "direction"}
# keys of ours that others use as well
_BOTH = {"title", "subtitle", "standfirst", "keywords", "language", "published", "updated"}

# heads of these keys alone say nothing of whose a file is
_ANYBODYS = {"title", "subtitle", "language", "lang", "keywords"}

# marks that our form prints as they stand, and other software does not
_MARKS = re.compile(
    r"\{\{[<%]|\{%-? *\w|\{\{ *[\w.]+ *(?:\||\}\})|!?\[\[[^\[\]\n]+\]\]|(?m:^\{:[^}\n]*\}$)|\^\["
    r"|(?m:^(?:\(@[\w-]*\)|#[.)]) )|(?m:^[!?]{3}\+? ?[a-z])|(?m:^=== \")|(?m:^> ?\[![\w-]+\])"
    r"|(?m:^/{3,} *[a-z])|%%|<%|(?m:^\+[-=]+\+)|(?m:^ *-{3,} +-{3,})|\+\+\w|==\w"
    r"|(?m:^\.\. [a-z-]+::)|(?m:^#\+(?i:begin)_\w)"
    r"|`\{=\w+\}|\]\{[.#]|(?m:\{#[\w-]+\}$)|(?m:^```\{)|(?m:^<<< )|\$\$"
)


def may_be_foreign(source: SourceText) -> bool:
    """Whether the head of a file could be anybody's: a title and the like, nothing of ours."""
    head = head_of(source.text)
    if head is None or not head.data or not source.text.startswith("---") or _is_ours(head):
        return False
    return head.data.keys() <= _ANYBODYS


def _is_ours(head: Head) -> bool:
    """Whether it has a key of our own structure; one that is not YAML is ours with a fault."""
    if head.by_line:
        return bool(_OURS_OPEN.search(head.whole))
    return any(isinstance(head.data.get(key), form) for key, form in _OURS.items())


def is_foreign(source: SourceText) -> bool:
    """Whether a Markdown file is a capture.

    It has no head, or that of other software and none of our own structure.

    A head of keys that we do not know is other software's, unless each is a key of ours with a slip
    of the pen.
    """
    head = head_of(source.text)
    if head is None:
        # a head without an end is ours to refuse
        return not re.match(r"---\n[a-z_]+:", source.text)
    if _is_ours(head):
        return False
    if not source.text.startswith("---"):
        return True
    known = {key for names in keys().values() for key in names}
    if (known - _BOTH) & head.data.keys():
        return True
    strange = head.data.keys() - {each.name for each in fields(Article)}
    if head.data.keys() <= _ANYBODYS and _MARKS.search(head.body):
        return True
    if not strange:
        return (
            bool(head.data)
            and not head.data.keys() & _OURS_TOO - {"published"}
            and str(head.data.get("published", "")).lower() in {"true", "false", "yes", "no"}
        )
    return (
        not any(
            get_close_matches(key, [each.name for each in fields(Article)], n=1, cutoff=0.75)
            for key in strange
        )
        or len(strange) > 1
    )
