"""What words on a page say about rights, read without the readers' catalogue: copyright lines, licences, credits of a source.

Own judgement, kept narrow: a sentence that speaks of a licence is not yet one that grants it.
"""

import re
from collections.abc import Iterator

from publisher.text import squeeze
from publisher.value import value

_YEARS = r"(?P<years>(?:1[5-9]|20)\d\d(?:\s*(?:[-–,]|and)\s*(?:(?:1[5-9]|20)\d\d|\d\d(?!\d)))*)"
_COPYRIGHT = re.compile(
    rf"(?:(?:©|\([Cc]\)(?=\s*\d)|[Cc]opyright\s*(?:©|\([Cc]\)))\s*(?:{_YEARS}\s*,?\s*)?(?:by\s+)?(?=[A-ZÀ-ÞΑ-ΩА-Я0-9\u05d0-\u07ff\u3040-\uffef])"
    rf"|(?:[Cc]opyright|COPYRIGHT)\s+{_YEARS.replace('years', 'more')}\s*,?\s*(?:by\s+)?)(?P<holder>[^\n.;|©]{{2,80}})")
_ADDRESS = re.compile(
    r"creativecommons\.org/(?:licen[sc]es/(?P<variant>by(?:-nc)?(?:-nd|-sa)?)(?:/(?P<version>\d\.\d))?|publicdomain/(?P<public>zero|mark))",
    re.IGNORECASE)
_SHORT = re.compile(r"\bCC[ -]?(?P<variant>BY(?:[ -](?:NC|SA|ND))*|0)(?:[ -]?(?P<version>\d\.\d))?\b")
_LONG = re.compile(
    r"\bCreative Commons Attribution(?P<rest>(?:[\s,–-]+(?:Non-?Commercial|No[ -]?Deriv(?:ative)?s(?: Works)?|Share[ -]?Alike))*)"
    r"(?:[\s–-]*(?P<version>\d\.\d))?", re.IGNORECASE)
_VAGUE = re.compile(r"\b(?:a|under|the)\s+creative\s+commons\s+licen[sc]e", re.IGNORECASE)
_GRANT = re.compile(
    r"\b(?:licen[sc]ed|released|published|republished|available|distributed|shared|dedicated|offered|provided|covered)\b[^.]{0,80}\b(?:under|by|to|with)\b"
    r"|^\W*(?:this\s+(?:work|article|text|book|story)\b[^.]{0,60})?(?:licen[sc]e|lizenz|licencia|licenza|licença|лицензия)\b"
    r"|\b(?:unterliegt|steht unter|bajo|sous|sotto|под)\b[^.]{0,40}\b(?:licen|lizenz|лиценз)", re.IGNORECASE)
_PICTURE = re.compile(r"\b(?:photo|image|picture|illustration|figure|graphic|cartoon|foto|bild|imagen|wikimedia|flickr|unsplash)", re.IGNORECASE)
_RESERVED = re.compile(
    r"\ball rights reserved\b|\balle rechte vorbehalten\b|\btous droits réservés\b|\btodos los derechos reservados\b|\btodos os direitos reservados\b"
    r"|\btutti i diritti riservati\b|все права защищены|جميع الحقوق محفوظة|版权所有", re.IGNORECASE)
_CREDIT = re.compile(
    r"^\W*(?:(?:this|the)\s+(?:article|story|piece|post|text|essay|work|item|page|report|column)\b[^.]{0,40}\s)?"
    r"(?:(?:was\s+|is\s+|has\s+been\s+)?(?:originally|first|previously|initially)\s+(?:published|appeared|posted|printed)|(?:was\s+|is\s+|has\s+been\s+)?re-?(?:published|printed|posted)\b"
    r"|appeared\s+first|source\s*:|via\s*:|original(?:\s+(?:article|source|post|text))?\s*:|read\s+the\s+original|courtesy\s+of"
    r"|quelle\s*:|zuerst\s+erschienen|fuente\s*:|publicado\s+originalmente|publié\s+(?:initialement|à l'origine)|fonte\s*:|источник\s*:)", re.IGNORECASE)
_LETTERS = {"noncommercial": "nc", "noderiv": "nd", "sharealike": "sa"}


@value
class Copyright:
    """A copyright line: as it stands, its years, its holder."""

    line: str
    years: tuple[str, ...]
    holder: str


@value
class Grant:
    """A licence: its variant ("by-nc-nd", "zero", "mark"), its version or "", and the words it was read from."""

    variant: str
    version: str
    words: str = ""

    def is_like(self, other: "Grant") -> bool:
        """Whether both may be the same: a version counts only where both name one."""
        return self.variant == other.variant and (not self.version or not other.version or self.version == other.version)

    def __str__(self) -> str:
        named = {"zero": "CC0", "mark": "Public Domain Mark"}.get(self.variant, f"CC {self.variant.upper()}")
        return f"{named} {self.version}".strip()


def copyrights(text: str) -> Iterator[Copyright]:
    """The copyright lines in a text: a sign or the word, then a year or a name."""
    for found in _COPYRIGHT.finditer(text):
        years = found["years"] or found["more"] or ""
        holder = _RESERVED.sub("", found["holder"]).strip(" ,:–-—\t")
        if holder or years:
            yield Copyright(line=squeeze(found[0]), years=tuple(re.findall(r"\d{4}", years)), holder=squeeze(holder))


def licence_at(address: str) -> Grant | None:
    """The Creative Commons licence at this address, or None."""
    found = _ADDRESS.search(address)
    return Grant(variant=(found["variant"] or found["public"]).lower(), version=found["version"] or "", words=address) if found else None


def licences_named(text: str) -> Iterator[Grant]:
    """Every Creative Commons licence that a text names, granted or not."""
    for found in _ADDRESS.finditer(text):
        yield Grant(variant=(found["variant"] or found["public"]).lower(), version=found["version"] or "", words=found[0])
    for found in _SHORT.finditer(text):
        variant = "zero" if found["variant"] == "0" else _ordered(found["variant"].lower().replace(" ", "-").split("-"))
        yield Grant(variant=variant, version=found["version"] or "", words=found[0])
    for found in _LONG.finditer(text):
        rest = re.sub(r"[\s,–-]", "", found["rest"].lower())
        parts = [letters for name, letters in _LETTERS.items() if name in rest]
        yield Grant(variant=_ordered(["by", *parts]), version=found["version"] or "", words=squeeze(found[0]))


def grants(text: str) -> tuple[Grant, ...]:
    """The licences under which a text says that it stands; none where it only speaks of them, or of pictures."""
    if _PICTURE.search(text) or not (_GRANT.search(text) or len(text) < 40):
        return ()
    return tuple(dict.fromkeys(Grant(variant=one.variant, version=one.version) for one in licences_named(text)))


def is_vague(text: str) -> bool:
    """Whether a text speaks of "a Creative Commons licence" and names none."""
    return bool(_VAGUE.search(text)) and not any(licences_named(text))


def reserves(text: str) -> bool:
    """Whether a text reserves all rights."""
    return bool(_RESERVED.search(text))


def credits_source(text: str) -> bool:
    """Whether a text begins by saying where the article was published."""
    return bool(_CREDIT.search(text))


def speaks_of_rights(text: str) -> bool:
    """Whether a text is a copyright line, grants a licence, reserves rights or credits the article's source."""
    return next(copyrights(text), None) is not None or bool(grants(text)) or reserves(text) or credits_source(text)


def _ordered(parts: list[str]) -> str:
    return "-".join(part for part in ("by", "nc", "nd", "sa") if part in parts)
