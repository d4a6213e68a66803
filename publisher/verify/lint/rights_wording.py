"""What words on a page say about rights, read without the readers' catalogue.

Copyright lines, licences, credits of a source.

Own judgement, kept narrow: a sentence that speaks of a licence is not yet one that grants it.
"""

import re
from collections.abc import Iterator

from publisher.text import squeeze
from publisher.value import value


def _any_of(*lines: str) -> str:
    """A pattern that any of these patterns meets, which stand in lines with blanks between them."""
    return f"(?:{'|'.join(' '.join(lines).split())})"


_YEAR = r"(?:1[5-9]|20)\d\d"
_YEARS = rf"(?P<years>{_YEAR}(?:\s*(?:[-–,]|and)\s*(?:{_YEAR}|\d\d(?!\d)))*)"
# a sign, perhaps years, and a name that begins like one; or the word and years
_SIGN = r"(?:©|\([Cc]\)(?=\s*\d)|[Cc]opyright\s*(?:©|\([Cc]\)))"
_NAME_BEGINS = r"(?=[A-ZÀ-ÞΑ-ΩА-Я0-9\u05d0-\u07ff\u3040-\uffef])"
_COPYRIGHT = re.compile(
    rf"(?:{_SIGN}\s*(?:{_YEARS}\s*,?\s*)?(?:by\s+)?{_NAME_BEGINS}"
    r"|(?:[Cc]opyright|COPYRIGHT)\s+"
    rf"{_YEARS.replace('years', 'more')}\s*,?\s*(?:by\s+)?)(?P<holder>[^\n.;|©]{{2,80}})"
)
_ADDRESS = re.compile(
    r"creativecommons\.org/"
    r"(?:licen[sc]es/(?P<variant>by(?:-nc)?(?:-nd|-sa)?)(?:/(?P<version>\d\.\d))?"
    r"|publicdomain/(?P<public>zero|mark))",
    re.IGNORECASE,
)
_SHORT = re.compile(
    r"\bCC[ -]?(?P<variant>BY(?:[ -](?:NC|SA|ND))*|0)(?:[ -]?(?P<version>\d\.\d))?\b"
)
_ELEMENT = r"(?:Non-?Commercial|No[ -]?Deriv(?:ative)?s(?: Works)?|Share[ -]?Alike)"
_LONG = re.compile(
    rf"\bCreative Commons Attribution(?P<rest>(?:[\s,–-]+{_ELEMENT})*)"
    r"(?:[\s–-]*(?P<version>\d\.\d))?",
    re.IGNORECASE,
)
_VAGUE = re.compile(r"\b(?:a|under|the)\s+creative\s+commons\s+licen[sc]e", re.IGNORECASE)

# How a page says that it stands under a licence itself, which is more than to speak of one: it
# names itself ("this work"), begins with the deed ("Licensed under"), labels it ("Licence:"), or
# says it beside its own © line.
_ITSELF = _any_of(
    "work article text book e-?book story post page (?:web)?site blog edition document essay",
    "guide report chapter issue publication material content piece column newsletter magazine",
    "contents",
)
_DEED = _any_of(
    "licen[sc]ed released published republished available distributed shared dedicated",
    "offered provided covered reprinted protected",
)
_UNLESS = r"(?:unless|except)\b[^,]{0,60},\s*"
_THIS = r"(?:this|the\s+present|our|all(?:\s+(?:the|of\s+the|our))?)"
_FREELY = r"(?:here|online|freely|free\s+of\s+charge|with\s+permission)"
_LABELS = _any_of(
    "licen[sc]e lizenz licencia licenza licença лицензия",
    "许可协议 许可 授权 ライセンス",
)
_THIS_ABROAD = _any_of(
    "dies(?:er|es|e)? dieser der die das este esta el la o a cet cette le",
    "questo questa il lo",
)
_WORK_ABROAD = _any_of(
    "text artikel werk beitrag buch inhalt seite artículo obra texto contenido article",
    "œuvre texte contenu articolo opera testo contenuto artigo conteúdo",
)
_MAY_BE_USED = _any_of("used licen[sc]ed republished shared reprinted distributed available")
_UNDER_ABROAD = _any_of(
    "unterliegt",
    r"steht\s+unter",
    r"unter\s+der\s+lizenz",
    r"bajo\s+(?:una\s+)?licencia",
    r"sous\s+licence",
    r"sotto\s+licenza",
    r"sob\s+licença",
    r"под\s+лицензией",
)
_FRAME = re.compile(
    rf"^\W*(?:{_UNLESS})?{_THIS}\s+(?:[\w-]+\s+){{0,3}}?{_ITSELF}s?\b[^.;]{{0,90}}\b{_DEED}\b"
    rf"|^\W*{_UNLESS}(?:\w+\s+){{0,4}}{_ITSELF}s?\b[^.;]{{0,90}}\b{_DEED}\b"
    rf"|^\W*(?:{_ITSELF}s?\s+)?(?:(?:is|are)\s+)?(?:also\s+)?{_DEED}\s+"
    rf"(?:{_FREELY}\s+)?(?:under|by|to|with)\b"
    rf"|^\W*(?:\w+\s+)?{_LABELS}\s*[:：–—-]"
    rf"|^\W*{_THIS_ABROAD}\s+(?:[\w-]+\s+){{0,2}}?{_WORK_ABROAD}e?s?\b"
    r"[^.;]{0,80}\b(?:lizenz|lizenziert|licen|sous|bajo|sotto|sob|unter|под)"
    r"|^\W*(?:it|they)\s+(?:is|are|may\s+be|can\s+be)\s+"
    rf"(?:\w+\s+){{0,2}}?{_MAY_BE_USED}\b"
    r"|^\W*you\s+(?:may|can|are\s+free\s+to|are\s+welcome\s+to)\s+"
    r"(?:\w+\s+){0,3}?(?:this|our)\b"
    rf"|^\W*{_UNDER_ABROAD}",
    re.IGNORECASE,
)
_IF = _any_of(
    "if when whenever whether suppose supposing imagine",
    r"let\s+us",
    r"example instance e\.g such\s+as instead unlike whoever anyone were would could",
    r"might should wenn falls etwa beispiel si cuando por\s+ejemplo par\s+exemple quando",
)
_SUPPOSED = re.compile(rf"\b{_IF}\b", re.IGNORECASE)
_QUOTED = re.compile(r"[“„«\"‘『「][^“”„«»\"]*$")  # a quotation that is open
_SENTENCE = re.compile(r"(?<=[.!?。])\s+(?=[A-ZÀ-ÞΑ-ΩА-Я©\d“\"(])")
_LABEL = 40  # characters: a line that is little more than a licence's name is a label
_PICTURE_WORDS = _any_of(
    "photo image picture illustration figure graphic cartoon foto bild imagen",
    "wikimedia flickr unsplash",
)
_PICTURE = re.compile(rf"\b{_PICTURE_WORDS}", re.IGNORECASE)
_RESERVED = re.compile(
    r"\ball rights reserved\b|\balle rechte vorbehalten\b|\btous droits réservés\b"
    r"|\btodos los derechos reservados\b|\btodos os direitos reservados\b"
    r"|\btutti i diritti riservati\b|все права защищены|جميع الحقوق محفوظة|版权所有",
    re.IGNORECASE,
)
_ARTICLE = _any_of("article story piece post text essay work item page report column")
_WAS = r"(?:was\s+|is\s+|has\s+been\s+)?"
_CREDIT = re.compile(
    rf"^\W*(?:(?:this|the)\s+{_ARTICLE}\b[^.]{{0,40}}\s)?"
    rf"(?:{_WAS}(?:originally|first|previously|initially)\s+"
    r"(?:published|appeared|posted|printed)"
    rf"|{_WAS}re-?(?:published|printed|posted)\b"
    r"|appeared\s+first|source\s*:|via\s*:|original(?:\s+(?:article|source|post|text))?\s*:"
    r"|read\s+the\s+original|courtesy\s+of"
    r"|quelle\s*:|zuerst\s+erschienen|fuente\s*:|publicado\s+originalmente"
    r"|publié\s+(?:initialement|à l'origine)|fonte\s*:|источник\s*:)",
    re.IGNORECASE,
)
_LETTERS = {"noncommercial": "nc", "noderiv": "nd", "sharealike": "sa"}


@value
class Copyright:
    """A copyright line: as it stands, its years, its holder."""

    line: str
    years: tuple[str, ...]
    holder: str


@value
class Grant:
    """A licence.

    variant   "by-nc-nd", "zero", "mark".   version: "" where none is named.
    words     what it was read from.
    """

    variant: str
    version: str
    words: str = ""

    def is_like(self, other: "Grant") -> bool:
        """Whether both may be the same: a version counts only where both name one."""
        return self.variant == other.variant and (
            not self.version or not other.version or self.version == other.version
        )

    def __str__(self) -> str:
        named = {"zero": "CC0", "mark": "Public Domain Mark"}.get(
            self.variant, f"CC {self.variant.upper()}"
        )
        return f"{named} {self.version}".strip()


def copyrights(text: str) -> Iterator[Copyright]:
    """The copyright lines in a text: a sign or the word, then a year or a name."""
    for found in _COPYRIGHT.finditer(text):
        before = text[: found.start()]
        if _QUOTED.search(before) or not _begins(before):
            continue  # in the middle of a sentence, which speaks of such a line
        years = found["years"] or found["more"] or ""
        holder = _RESERVED.sub("", found["holder"]).strip(" ,:–-—\t")
        if holder or years:
            yield Copyright(
                line=squeeze(found[0]),
                years=tuple(re.findall(r"\d{4}", years)),
                holder=squeeze(holder),
            )


def _begins(before: str) -> bool:
    """Whether a line or sentence begins behind these words.

    Or they only say what is meant: "Text ©", "This edition ©".
    """
    said = re.split(r"[.!?;:|·•–—)\]\n]\s*$|[.!?\n]\s*", before)[-1].strip()
    return len(said.split()) < _FEW_WORDS


_FEW_WORDS = 4  # words: more before a © make a sentence


def licence_at(address: str) -> Grant | None:
    """The Creative Commons licence at this address, or None."""
    found = _ADDRESS.search(address)
    return (
        Grant(
            variant=(found["variant"] or found["public"]).lower(),
            version=found["version"] or "",
            words=address,
        )
        if found
        else None
    )


def licences_named(text: str) -> Iterator[Grant]:
    """Every Creative Commons licence that a text names, granted or not."""
    return (grant for _, grant in _named(text))


def _named(text: str) -> list[tuple[int, Grant]]:
    """(where it stands, licence) of every licence named, in the order of the text."""
    named = [
        (
            found.start(),
            Grant(
                variant=(found["variant"] or found["public"]).lower(),
                version=found["version"] or "",
                words=found[0],
            ),
        )
        for found in _ADDRESS.finditer(text)
    ]
    for found in _SHORT.finditer(text):
        variant = (
            "zero"
            if found["variant"] == "0"
            else _ordered(found["variant"].lower().replace(" ", "-").split("-"))
        )
        named.append(
            (found.start(), Grant(variant=variant, version=found["version"] or "", words=found[0]))
        )
    for found in _LONG.finditer(text):
        rest = re.sub(r"[\s,–-]", "", found["rest"].lower())
        parts = [letters for name, letters in _LETTERS.items() if name in rest]
        named.append(
            (
                found.start(),
                Grant(
                    variant=_ordered(["by", *parts]),
                    version=found["version"] or "",
                    words=squeeze(found[0]),
                ),
            )
        )
    return sorted(named, key=lambda one: one[0])


def grants(text: str) -> tuple[Grant, ...]:
    """The licences under which a text says that it stands itself.

    None where it only speaks of them, or of pictures.

    Told by the sentence that names the licence: it has to speak of the text it stands in, in
    nobody's quotation, without an "if".
    """
    found: list[Grant] = []
    for sentence in _SENTENCE.split(text):
        named = [*_named(sentence)]
        if not named or _PICTURE.search(sentence):
            continue
        before = sentence[: named[0][0]]
        whole = len(text) < _LABEL and _is_label(text, [one for _, one in named])
        framed = whole or _FRAME.search(sentence) or next(copyrights(before), None)
        if framed and not _SUPPOSED.search(before) and not _QUOTED.search(before):
            found += [Grant(variant=one.variant, version=one.version) for _, one in named]
    distinct = tuple(dict.fromkeys(found))
    # two at once are compared
    return distinct if len({one.variant for one in distinct}) < 2 or len(text) < _LABEL else ()


def _is_label(text: str, named: list[Grant]) -> bool:
    """Whether a short text is a licence's name and little more.

    One word, with a colon, of what it is the licence of.
    """
    for one in named:
        text = text.replace(one.words, " ")
    rest = re.sub(
        r"\b(?:the|an?|this|under|international|unported|licen[sc]ed?|deed|https?|www)\b"
        r"|^\s*\w+\s*:",
        " ",
        text,
        flags=re.IGNORECASE,
    )
    return not any(char.isalpha() for char in rest)


def is_vague(text: str) -> bool:
    """Whether a text says that it stands under "a Creative Commons licence" and names none."""
    return any(
        _VAGUE.search(sentence) and _FRAME.search(sentence) and not _SUPPOSED.search(sentence)
        for sentence in _SENTENCE.split(text)
    ) and not any(licences_named(text))


def reserves(text: str) -> bool:
    """Whether a text reserves all rights: in a sentence of its own, or at the end of a © line."""
    for found in _RESERVED.finditer(text):
        before = re.split(r"[.!?;|·•\n]|[–—]\s", text[: found.start()])[-1].strip(" ,:([")
        behind = text[found.end() :].lstrip()
        alone = not before or next(copyrights(f"{before} "), None) is not None
        if (
            alone
            and not _QUOTED.search(text[: found.start()])
            and (
                not behind
                or behind[0] in ".!;|·•)]–—©,\n"
                or text[found.end() : found.end() + 1] == "\n"
            )
        ):
            return True
    return False


def credits_source(text: str) -> bool:
    """Whether a text begins by saying where the article was published."""
    return bool(_CREDIT.search(text))


def speaks_of_rights(text: str) -> bool:
    """Whether a text is a copyright line, grants a licence, reserves rights or credits a source."""
    return (
        next(copyrights(text), None) is not None
        or bool(grants(text))
        or reserves(text)
        or credits_source(text)
    )


def _ordered(parts: list[str]) -> str:
    return "-".join(part for part in ("by", "nc", "nd", "sa") if part in parts)
