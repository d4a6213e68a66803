"""What a line names, to the letter.

Bounded by the link or the stress its maker gave it, and never a common noun.

In: a Match of the catalogue and the Piece it was met in.  Out: the Match with its name as the
markup bounds it, and the address of the link around it.  A wording can only guess where a name
ends; whoever linked or stressed it has said so.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from publisher.model.body import (
    Emphasis,
    Heading,
    Inline,
    Link,
    Paragraph,
    Quote,
    Strong,
    plain_inline,
)
from publisher.readers.capture.recognise import Match
from publisher.readers.people import has_caseless
from publisher.readers.source import Piece

# scripts without capitals
# Who somebody is and what something is, but not what it is called; what follows must be a name for
# this to be one.
_COMMON = re.compile(
    r"(?:(?:the|our|my|their|his|her|der|des|dem|die|das|den|unser\w*|le|la|les|l['’]|notre|mon|ma|el|los|las|nuestro|mi|il|lo|nostro|mio|o|os|a|"
    r"do|da|nosso|meu|het|de|mijn|ons|onze)\s+)?(?:authors?|writers?|editors?|publishers?|translators?|holders?|owners?|autor(?:s|in|en|es|a|as)?|"
    r"verfassers?|verfasserin|verlag(?:s|es)?|redaktion|herausgebers?|urhebers?|auteur(?:s|e|es)?|autrice|éditeurs?|rédaction|autore|autori|"
    r"editore|redazione|editor(?:ial|a|es)|redacción|redação|auteurs|uitgever|redactie|autora|redakcji|wydawcy|автор\w*|редакци\w*|издател\w*)\b[\s\W]*",
    re.IGNORECASE,
)
_COMMON_CASELESS = {
    "作者",
    "原作者",
    "著者",
    "筆者",
    "原著者",
    "译者",
    "原文",
    "作者本人",
    "저자",
    "필자",
    "المؤلف",
    "الكاتب",
    "阅读原文",
    "原文链接",
    "链接",
    "こちら",
    "元の記事",
    "个人博客",
    "我的博客",
    "微信公众号",
}
_ISSUE = re.compile(
    r"^.{0,60}\b(?:issue|edition|number|volume|pages|ausgabe|numéro|número|numero|nummer)\b.{0,24}?\b(?:of|der|des|von|du|de|del|di|da|van)\s+",
    re.IGNORECASE,
)
_OF_WHAT = re.compile(
    r"^(?:an? |the )?(?:post|article|story|page|blog|website|site|newsletter|archives?)"
    r" (?:of|from|by|on) (?:the )?(?=\S)",
    re.IGNORECASE,
)

# What stands in small letters before a name, and is none of it: "el diario", "le site", "de krant".
_BEFORE = re.compile(
    r"(?:(?:el|la|los|las|le|les|il|lo|gli|o|a|os|as|het|de|der|die|das|dem|den|the|our)\s+|l['’])?(?:(?:site|sitio|portal|jornal|diario|diário|periódico|journal|revue|magazine|"
    r"rivista|giornale|revista|quotidien|quotidiano|website|krant|publicación|publication|publicação|pubblicazione|tijdschrift|serwisie|portalu|magazynie|canal|newspaper)\s+)?(?=[\W_]*[^\W_a-zß-öø-ÿ])"
)

_POINTING = re.compile(  # what a link says that only leads there
    r"(?:(?:read )?(?:the )?(?:original|full)?(?: article| post)?(?:"
    r" here)?|hier|ici|aqu[ií]|qui|тут|здесь|阅读原文|原文(?:链接)?|链接|こちら|元の記事)",
    re.IGNORECASE,
)
_APART = (",", ";", ":", "·", "|", "-", "–", "—")


def bounded(match: Match, piece: Piece) -> Match:
    """The match with its name as the line's own markup bounds it; "" for what is no name."""
    if not match.name:
        within = [leads for first, _, leads in _marked(piece) if match.start < first < match.end]
        return replace(match, address=within[-1]) if within else match
    start = piece.text.find(match.name, match.start)
    if start < 0:
        return match
    end, address = start + len(match.name), ""
    for first, last, leads in _marked(piece):
        if match.start < first < end and last > start and (leads or first >= start):
            before = piece.text[start:first] if first > start else ""
            if _says_more(before) and (
                before.rstrip().endswith(_APART) or _POINTING.fullmatch(piece.text[first:last])
            ):
                end, address = first, leads  # the link is the article's title, or only says "here"
            else:
                start = first if first < start or not _says_more(before) else start
                end, address = last, leads
            break
    return replace(match, name=name_in(piece.text[start:end]), address=address)


def name_in(words: str) -> str:
    """The name in these words: without the issue it is of, without marks around it.

    "" where they are a common noun.
    """
    name = (
        _ISSUE.sub("", words)
        if _ISSUE.match(words) and _says_more(_ISSUE.sub("", words))
        else words
    )
    name = _BEFORE.sub("", _OF_WHAT.sub("", name.strip()), count=1) if _says_more(name) else name
    name = re.sub(r"^[\W_]*the (?=\S)", "", name).strip(
        " \t\u00a0\"“”„‘’'*_[]|,;:-–—《》「」『』【】"
    )
    if has_caseless(name):
        return "" if name in _COMMON_CASELESS else name
    common = _COMMON.match(name)
    if common and not _says_more(name[common.end() :]):
        return ""
    return name if _says_more(name) else ""


def _says_more(words: str) -> bool:
    """Whether words may hold a name: a capital, a figure or a host.

    "our blog" and "here" hold none.
    """
    if any(char.isupper() or char.isdigit() for char in words) or has_caseless(words):
        return True
    return bool(re.search(r"\w\.\w|[@_]", words))


def _marked(piece: Piece) -> Iterator[tuple[int, int, str]]:
    """(start, end, address) in the piece's words of each link and stress, outermost first.

    Those of one letter say nothing.
    """
    cursor = 0
    for inline, words in _stretches(piece):
        found = piece.text.find(words, cursor)
        if found >= 0 and len(words) > 1:
            cursor = found
            yield (
                found,
                found + len(words),
                (
                    inline.address
                    if isinstance(inline, Link)
                    else next(
                        (below.address for below in inline.children if isinstance(below, Link)), ""
                    )
                ),
            )


def _stretches(piece: Piece) -> Iterator[tuple[Link | Emphasis | Strong, str]]:
    block = piece.block
    children: tuple[Inline, ...] = ()
    if isinstance(block, Paragraph | Heading):
        children = block.children
    elif isinstance(block, Quote):
        children = tuple(
            inline
            for below in block.children
            if isinstance(below, Paragraph)
            for inline in below.children
        )
    waiting = list(children)
    while waiting:
        inline = waiting.pop(0)
        if isinstance(inline, Link | Emphasis | Strong):
            yield inline, " ".join(plain_inline(inline.children).split())
            waiting = [*inline.children, *waiting]
