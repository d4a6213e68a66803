"""Pull quotes: words of an article set large between two of its paragraphs once more.

They are the maker's choice and the article's words; where they stand follows from where their own
paragraph does.  Who is read to hears the paragraph, and not its repetition.
"""

from collections.abc import Sequence

from publisher.rendering.xhtml import XHTML, Element, element
from publisher.text import stream

_BEFORE = 2  # blocks: how far before its paragraph a pull quote would stand


def set_pulls(text: Element, pulls: Sequence[str]) -> None:
    """Set pull quotes between the paragraphs of a text; where no two follow each other, none."""
    for words in pulls:
        blocks = list(text)
        wanted = stream(words)
        own = next((at for at, block in enumerate(blocks) if wanted in _words(block)), None)
        gaps = [at for at in range(1, len(blocks)) if _is_gap(blocks[at - 1], blocks[at])]
        if own is None or not gaps:
            continue
        best = min(gaps, key=lambda at: (abs(at - max(1, own - _BEFORE)), at))
        made = element("aside", class_="pull", epub_type="pullquote", role="doc-pullquote")
        made.set("aria-hidden", "true")
        element("p", parent=made, text=words)
        text.insert(best, made)


def _is_gap(before: Element, behind: Element) -> bool:
    """Whether both are paragraphs of running text."""
    return all(
        block.tag == f"{{{XHTML}}}p" and not block.get("class") for block in (before, behind)
    )


def _words(block: Element) -> str:
    return stream("".join(map(str, block.itertext())))
