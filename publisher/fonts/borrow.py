"""Fonts of the system, borrowed for letters that no font of the theme has.

Which for which, as values.

One font for each script and, of the letters that China, Taiwan, Japan and Korea write each in a
form of its own, for each of these.  Same catalogue, same letters: same loans.  They are cut and
embedded as the theme's own fonts are.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import replace

from publisher.fonts.subset import covered, has_weights, unfit, with_letters
from publisher.fonts.system import Catalogue, Face
from publisher.resources import FontFamily, FontFile
from publisher.value import value

# What the scripts of East Asia share: kana, Han, Hangul, their punctuation and full widths (Unicode
# 17, Blocks.txt).
_EAST_ASIAN = re.compile(
    "[\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
    "\U0001b000-\U0001b16f\U00020000-\U0003ffff]"
)
_KANA, _HANGUL, _HAN = (
    re.compile("[\u3041-\u30ff]"),
    re.compile("[\u1100-\u11ff\u3131-\u318e\uac00-\ud7af]"),
    re.compile("[\u3400-\u9fff]"),
)
_TRADITIONAL = re.compile(r"zh-(hant|tw|hk|mo)\b", re.IGNORECASE)
# Of a text that does not say which, the repertoire that holds the most of its letters: standard
# character sets, each of one form.
_CHINESE, _JAPANESE = (("gb2312", "zh-cn"), ("big5", "zh-tw")), ("shift_jis", "ja")
# set as wide as a letter in Chinese and Japanese and narrow elsewhere, though they are the same
# characters
_MARKS = "“”—…·"
_SPACES = " \u00a0\u3000"  # take the face of what stands before them
# How families are named that come in each form: Noto and Source Han, as built by Adobe and by
# Google.
_NAMED = {
    "SC": "zh-cn",
    "CN": "zh-cn",
    "TC": "zh-tw",
    "TW": "zh-tw",
    "HK": "zh-hk",
    "JP": "ja",
    "J": "ja",
    "KR": "ko",
    "K": "ko",
}
# letters: a text that has more of East Asia is written in one of its languages, even where it does
# not say so
_ALPHABET = 60
_REGULAR, _BOLD = range(300, 501), range(600, 801)  # weights that serve as such
_SHOWN = 12  # letters that are shown one by one


@value
class Loan:
    """One font of the system.

    family      its files, whole.   sha256: of its regular file.
    letters     for which it was borrowed.   languages: of the words they stand in.
    """

    family: FontFamily
    sha256: str
    letters: frozenset[str]
    languages: tuple[str, ...]

    def __str__(self) -> str:
        shown = "".join(sorted(self.letters)[:_SHOWN])
        more = f" and {len(self.letters) - _SHOWN} more" if len(self.letters) > _SHOWN else ""
        return (
            f"the font '{self.family.name}' {self.family.version} of this system is borrowed for"
            f" {shown}{more}, which no font of the theme has"
        )


def borrow(
    lacking: Mapping[str, AbstractSet[str]], catalogue: Catalogue, generic: str
) -> tuple[tuple[Loan, ...], tuple[str, ...]]:
    """(the loans, why fonts that have such letters were not taken).

    `lacking`: language → letters that no font of the theme has.

    For the letters of each script the first font of the catalogue that draws them all is taken,
    else the one that draws most, and another for the rest; letters that no font draws stay out.
    """
    shelves: dict[str, tuple[Face, ...]] = {}
    taken: dict[tuple[str, int], Loan] = {}
    refused: dict[tuple[str, int], str] = {}
    for language, letters, spoken in _wants(lacking):
        drawn_already = covered(loan.family for loan in taken.values())
        wanted = frozenset(
            letter
            for letter in letters
            if _EAST_ASIAN.match(letter) or ord(letter) not in drawn_already
        )
        if language not in shelves:
            shelves[language] = tuple(
                sorted(
                    catalogue.faces(language, generic),
                    key=lambda face: _of_another_form(face, language),
                )
            )
        while wanted and (
            face := _best([face for face in shelves[language] if _key(face) not in refused], wanted)
        ):
            drawn = face.draws(wanted)
            loan = taken.get(_key(face)) or _lent(
                face, shelves[language], drawn, catalogue, refused
            )
            if loan:
                taken[_key(face)] = replace(
                    loan,
                    letters=loan.letters | drawn,
                    languages=tuple(dict.fromkeys((*loan.languages, *spoken))),
                )
                wanted -= drawn
    return tuple(taken.values()), tuple(refused.values())


def marks_of(
    loans: Iterable[Loan], lacking: Mapping[str, AbstractSet[str]]
) -> Mapping[str, FontFamily]:
    """Language → a font, cut to them, for the marks that its words set as wide as their letters."""
    found = {}
    for language, letters in lacking.items():
        many = sum(1 for letter in letters if _EAST_ASIAN.match(letter)) > _ALPHABET
        if _primary(language) in {"zh", "ja"} or (
            many and language in {"", "und"} and not any(map(_HANGUL.match, letters))
        ):
            loan = next(
                (
                    loan
                    for loan in loans
                    if language in loan.languages and any(map(_EAST_ASIAN.match, loan.letters))
                ),
                None,
            )
            if loan:
                files = tuple(
                    replace(file, name=f"marks-{file.name}") for file in loan.family.files
                )
                found[language] = with_letters(
                    [replace(loan.family, name=f"{loan.family.name} marks", files=files)],
                    set(_MARKS + _SPACES),
                )[0]
    return found


def _wants(
    lacking: Mapping[str, AbstractSet[str]],
) -> Iterator[tuple[str, frozenset[str], tuple[str, ...]]]:
    """(language to ask the catalogue for, letters of one script, languages they stand in).

    East Asia first, signs last.

    The form of East Asian letters in a text of another language is that of the book's East Asian
    texts, else what the letters tell.
    """
    east = next(
        (form for language, letters in lacking.items() if (form := _form(language, letters))), ""
    )
    wants: dict[tuple[int, str, str], tuple[set[str], dict[str, None]]] = {}
    for language, letters in lacking.items():
        eastern = frozenset(letter for letter in letters if _EAST_ASIAN.match(letter))
        for letter in sorted(letters):
            if letter in eastern:
                key = (0, "", _form(language, eastern) or east or _form_of(eastern))
            else:
                key = (
                    (1, _script(letter), _primary(language) or "en")
                    if unicodedata.category(letter)[0] in "LM" or letter.isdecimal()
                    else (2, "", "en")
                )
            known, spoken = wants.setdefault(key, (set(), {}))
            known.add(letter)
            spoken[language] = None
    for (_, _, asked), (known, spoken) in sorted(wants.items(), key=lambda item: item[0]):
        yield asked, frozenset(known), tuple(spoken)


def _form(language: str, letters: AbstractSet[str]) -> str:
    """The form of East Asian letters that a language asks for, by fontconfig's name of it.

    "" where it asks for none.
    """
    match _primary(language):
        case "zh":
            return (
                "zh-tw"
                if _TRADITIONAL.match(language)
                else "zh-cn"
                if "-" in language
                else _repertoire(letters, *_CHINESE)
            )
        case "ja" | "ko" as form:
            return form
    return ""


def _form_of(letters: AbstractSet[str]) -> str:
    if any(map(_KANA.match, letters)):
        return "ja"
    if any(map(_HANGUL.match, letters)):
        return "ko"
    return _repertoire(letters, *_CHINESE, _JAPANESE)


def _repertoire(letters: AbstractSet[str], *known: tuple[str, str]) -> str:
    """The form of the repertoire that holds the most of these letters; the first of equals."""
    han = "".join(letter for letter in letters if _HAN.match(letter))
    return max(known, key=lambda one: len(han.encode(one[0], "ignore")))[1]


def _primary(language: str) -> str:
    primary = language.partition("-")[0].lower()
    return "" if primary == "und" else primary


def _script(letter: str) -> str:
    return unicodedata.name(letter, "?").partition(" ")[0]


def _of_another_form(face: Face, language: str) -> bool:
    """Whether a face is made for another language's East Asian letters ("Noto Serif CJK JP")."""
    named = _NAMED.get(face.family.rpartition(" ")[2].rpartition("-")[2])
    return named is not None and named != language


def _best(faces: Iterable[Face], wanted: frozenset[str]) -> Face | None:
    drawing = [(face, len(drawn)) for face in faces if (drawn := face.draws(wanted))]
    regular = [pair for pair in drawing if pair[0].weight in _REGULAR] or drawing
    whole = (face for face, count in regular if count == len(wanted))
    return next(whole, max(regular, key=lambda pair: pair[1])[0] if regular else None)


def _lent(
    face: Face,
    shelf: Iterable[Face],
    drawn: frozenset[str],
    catalogue: Catalogue,
    refused: dict[tuple[str, int], str],
) -> Loan | None:
    """The face as a family, with a bold of the same family.

    None, and noted as refused, where it may not be embedded.
    """
    try:
        data = catalogue.data(face)
        why = unfit(data, face.index)
    except OSError as error:
        why = f"it cannot be read ({error.strerror or error})"
    if why:
        refused[_key(face)] = f"the font '{face.family}' of this system has such letters, but {why}"
        return None
    files = [_file(face, data, 400 if face.weight in _REGULAR else face.weight)]
    bolds = sorted(
        (
            other
            for other in shelf
            if other.family == face.family and other.weight in _BOLD and drawn <= other.draws(drawn)
        ),
        key=lambda other: abs(other.weight - 700),
    )
    if has_weights(data, face.index):
        files = [_file(face, data, weight) for weight in (400, 700)]
    elif bolds:
        with suppress(OSError):  # then bold words are set in the regular weight
            bold = catalogue.data(bolds[0])
            files += [] if unfit(bold, bolds[0].index) else [_file(bolds[0], bold, bolds[0].weight)]
    name = re.sub(r"""[\s,;"'\\<>]+""", " ", face.family).strip()  # fit for a style sheet
    family = FontFamily(
        name=name, version=face.version, licence="", licence_text="", files=tuple(files)
    )
    return Loan(
        family=family, sha256=hashlib.sha256(data).hexdigest(), letters=frozenset(), languages=()
    )


def _file(face: Face, data: bytes, weight: int) -> FontFile:
    # the names of two fonts can be the same, their addresses cannot
    digest = hashlib.sha256(data).hexdigest()[:12]
    return FontFile(
        name=f"system-{digest}-{face.index}-{weight}.ttf",
        style="normal",
        weight=(weight, weight),
        variable=False,
        data=data,
        index=face.index,
    )


def _key(face: Face) -> tuple[str, int]:
    return face.path, face.index
