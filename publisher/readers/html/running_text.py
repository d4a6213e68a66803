"""Whether what a page's names call furniture is running text all the same.

In: an element inside the article that its class or id calls a box, a menu, a banner.  Out: True
where it stands among paragraphs of the text and reads like them.  Names are hints: "ad-free",
"with-sidebar" and "social-history" are words of people who wrote about something.
"""

import re
from collections.abc import Mapping

from publisher.readers.capture.recognise import recognise
from publisher.readers.capture.skeleton import sentences
from publisher.readers.capture.zones import SITE
from publisher.readers.html.tree import HEADINGS, Element, is_phrasing, words_of

_FORMED = frozenset({"blockquote", "figure", "p", "pre", "table", *HEADINGS})
_SILENT = frozenset({"figure", "table"})  # their words are no sentences of the site's
_AT_ENDS = frozenset(
    {"author-box", "byline", "comments", "header"}
)  # stand at either end of a text
_CONTROLS = ("button", "form", "iframe", "input", "select", "textarea")
_TALK = ("article", "form", "img", "li", "time")  # what surrounds a word of readers
_LINE = 50  # characters of a paragraph beside which a box is one of the text
_SENTENCE = 80  # characters of a sentence at either end that is no byline
_COLUMN = 4  # elements of a box; one that holds more is a column of the page
_READ_AT_MOST = 1500  # characters by which the voice of a box is told
_LINKED = 0.25  # share of linked characters from which a box leads elsewhere
_OF_A_BYLINE = re.compile(
    r"^\W*(?:by|von|par|por|di|door|av|af|od|автор|words|text)\b|\b(?:19|20)\d\d\b|\b\d{1,2}[:.]\d\d\b",
    re.IGNORECASE,
)
_OFFERS = (
    r"\bcookies?\b.{0,80}\b(?:accept|agree|consent|settings|privacy|zustimm|akzeptier|acept|aceit|accett)|"
    r"\b(?:use|uses|using|verwende[nt]?|utiliza(?:mos)?|utilisons|utilizziamo) cookies\b|"
    r"\bnewsletters?\b|\bnieuwsbrief\b|\bboletín\b|\brundbrief\b|рассылк|メルマガ|"
    r"\b(?:subscribe|subscribers?|subscription|abonnieren|abonnement|abonnez|suscr[ií]b|assine|abbonati)\w*|"
    r"\b(?:advertisement|advertorial|sponsored|anzeige|werbung|publicidad|publicidade|publicité|pubblicità|реклама)\b|"
    r"\b(?:sign|log) (?:up|in) (?:to|for|with|now|here)\b|"
    r"\b(?:download|get|try) (?:the|our) \w+ ?app\b|"
    r"\b(?:follow|find|like|join) us\b|\bfolgen sie uns\b|\bsíguenos\b|\bsuivez-nous\b|\bseguici\b|"
    r"\b(?:donate|donation|spenden|unterstützen sie|faire un don|haz una donación)\b|"
    r"\bshare (?:this|it|on)\b|\b(?:click|tap) here\b|\bterms of (?:use|service)\b|"
    r"\bprivacy policy\b|\b(?:to|in) your (?:inbox|phone|browser|e-?mail)\b|"
    r"\baffiliate (?:commission|links?|partners?|programs?)\b|"
    r"(?:^|[.!?] )(?:join|visit|support|download|explore|check out) our\b|"
    r"\b(?:follow|find|like)\b.{2,60}\bon (?:facebook|instagram|twitter|x|youtube|tiktok)\b"
)
_OFFER = re.compile(_OFFERS, re.IGNORECASE)
_VOICE = re.compile(
    rf"{_OFFERS}|\bcopyright\b|©|\ball rights reserved\b|\bcreative commons\b", re.IGNORECASE
)
_ASKS_WITHIN = 80  # characters of a sentence
# speech, and no title of a magazine
_QUOTED = re.compile(r"^\W*[“\"„«]|[,.!?][”\"»]|[”\"»],|[“\"„«](?=\w)[^“”\"„«»]{50}")
# the site speaks to whoever reads it
_TO_READERS = re.compile(
    r"\b(?:you|your|sie|ihre?|ihnen|dein\w*|vous|votre|vos|usted|tus?|você|vostr[oaie]|je|jouw?|вас|"
    r"ваш\w*)\b",
    re.IGNORECASE,
)


def is_running_text(
    element: Element, region: str, shares: tuple[int, int, int], claimed: Mapping[Element, str]
) -> bool:
    """Whether an element that its names alone call furniture is of the text.

    region    what the names say it is.
    shares    (all characters in it, linked ones, those of prose).
    claimed   the elements that are called furniture.
    """
    chars, linked, prose = shares
    if linked > _LINKED * chars:
        return False
    before, behind = _paragraphs_beside(element, claimed)
    among = before and behind
    words = words_of(element)
    if (region != "comments" or among) and any(map(words_of, element.iter("pre"))):
        return True  # a listing, with the buttons that a script has put around it
    formed = element.tag in _FORMED and not is_phrasing(element)
    says = formed or prose >= 0.75 * max(chars, 1) or (among and _ends(words))
    if not says or not (before or behind):
        return False
    if region == "comments" and not formed and _holds(element, _TALK):
        return False
    if _holds(element, _CONTROLS) or _has_card(element):
        return False
    if region in _AT_ENDS and not among:
        return region in {"byline", "header"} and _is_long_sentence(words)
    return element.tag in _SILENT or not _speaks_for_the_site(words)


def _holds(element: Element, tags: tuple[str, ...]) -> bool:
    return any(element.find(f".//{tag}") is not None for tag in tags)


def _ends(words: str) -> bool:
    """Whether the words end as a sentence does."""
    return words.rstrip("\"'”’»)").endswith((".", "!", "?", "…", "。", "！", "？", "؟", "۔", "।"))


def _is_long_sentence(words: str) -> bool:
    """Whether the words are a sentence that names no day and does not begin as a byline does."""
    return len(words) >= _SENTENCE and _ends(words) and not _OF_A_BYLINE.search(words)


def _has_card(element: Element) -> bool:
    """Whether a heading or a picture in it leads to another page."""
    return any(
        link.find(".//img") is not None
        or any(link.find(f".//{tag}") is not None for tag in HEADINGS)
        or any(above.tag in HEADINGS for above in link.iterancestors() if above is not element)
        for link in element.iter("a")
        if not link.get("href", "").startswith("#")
    )


def _paragraphs_beside(element: Element, claimed: Mapping[Element, str]) -> tuple[bool, bool]:
    """(whether a paragraph of text stands before it, whether one stands behind it).

    Beside the element itself, or beside the box in which it stands alone.
    """
    holder = element
    parent = holder.getparent()
    while parent is not None and len(parent) == 1 and parent.tag not in {"body", "article"}:
        holder, parent = parent, parent.getparent()
    before = any(_is_paragraph(one, claimed) for one in holder.itersiblings(preceding=True))
    return before, any(_is_paragraph(one, claimed) for one in holder.itersiblings())


def _is_paragraph(element: Element, claimed: Mapping[Element, str]) -> bool:
    """Whether an element is one paragraph of words, or holds a few of them and nothing else."""
    if element in claimed or element.tag not in {"blockquote", "div", "p", "section"}:
        return False
    if element.tag != "p" and len(element) > _COLUMN:
        return False
    if element.tag in {"div", "section"} and any(
        below.tag not in {"blockquote", "br", "p"} and not is_phrasing(below) for below in element
    ):
        return False
    return len(words_of(element)) >= _LINE


def offers_of_the_site(words: str, *, linked: bool) -> bool:
    """Whether a line behind the text offers letters, applications, subscriptions or sharing.

    Never one that quotes somebody.

    linked   whether it leads somewhere; one that does not must speak to whoever reads it.
    """
    if _QUOTED.search(words):
        return False
    if not (linked or _TO_READERS.search(words)):
        return False
    kinds = {kind for match in recognise(words) for kind in match.wording.kinds}
    asks = any(_OFFER.search(one[:_ASKS_WITHIN]) for one in sentences(words))
    return asks or (bool(kinds) and kinds <= SITE)


def _speaks_for_the_site(words: str) -> bool:
    said = words[:_READ_AT_MOST]
    if _VOICE.search(said):
        return True
    return any(set(match.wording.kinds) & SITE for match in recognise(said))
