"""Short paragraphs that lead in what follows: no page ends with one.

Pages of the web set many a heading as a paragraph: a few words, no full stop, then the text that
they announce.  They are told by form alone, in any language: shorter than what follows and without
the end of a sentence, or ending with a colon.  Lines of an address or of a song are such paragraphs
too; of a row of them each second one stays with the next at most.
"""

import re

from lxml import etree

_SHORT = 40  # letters: of a heading, not of a sentence
_CLOSING = r"[\"'”’»“‘)\]」』）]*\s*$"
# of a sentence, in any script (Unicode 17, Sentence_Terminal, those that modern text has)
_ENDED = re.compile(rf"[.!?…。｡！？؟۔।॥։።፧៕။]{_CLOSING}")
_COLON = re.compile(rf"[:：︰]{_CLOSING}")
CLASS = "leads-in"


def keep_lead_ins(text: etree._Element) -> None:
    """Class each paragraph among the children of an article's text that leads in what follows."""
    led = False
    for block in text.iterchildren("p"):
        after = block.getnext()
        led = not led and after is not None and _leads_in(block, after)
        if led:
            block.set("class", f"{block.get('class', '')} {CLASS}".strip())


def _leads_in(block: etree._Element, after: etree._Element) -> bool:
    words, following = _words(block), _words(after)
    if not words or after.tag == "hr" or "rule" in after.get("class", "").split():
        return False
    if _COLON.search(words):
        return True
    is_longer = after.tag != "p" or len(following) > len(words)
    return len(words) <= _SHORT and is_longer and not _ENDED.search(words)


def _words(block: etree._Element) -> str:
    return " ".join("".join(map(str, block.itertext())).split())
