"""In which direction a text is set: as it was stated, else as its language is written.

A record holds what was stated and nothing else; what follows from the language follows again
wherever the record is read.
"""

from publisher.model.body import Direction

# ISO 15924 codes of scripts that run from right to left (Unicode Character Database, Bidi_Class R
# and AL).
_SCRIPTS = (
    "adlm arab aran armi avst chrs cprt elym hatr hebr hung lydi mand mani mend merc mero narb nbat"
    " nkoo orkh ougr palm phli phlp phnx prti rohg samr sarb sogd sogo syrc syre syrj syrn thaa"
    " todr yezi"
)
# Languages whose usual script is one of these (CLDR, likely subtags), and those that use it in one
# country only.
_LANGUAGES = (
    "ar aii arc arz apc acm afb ajp apd ars ary aeb azb bal bcc bgn bqi brh ckb dv fa fas glk he"
    " heb hbo iw ji jpr jrb khw ks lki lrc luz mzn nqo pes pnb prs ps pus rhg sam sd sdh skr smp"
    " syc syr ug ur wni yi ydd yid"
)
_COUNTRIES = "az-iq az-ir kk-af kk-cn kk-ir ky-cn pa-pk tg-pk uz-af"


def written(language: str) -> Direction:
    """The direction in which a language is written (BCP 47: its script where the tag names one).

    "" where the language is not known.
    """
    primary, *rest = language.lower().replace("_", "-").split("-")
    if primary in {"", "und", "mul", "zxx", "x"}:
        return ""
    # RFC 5646, 2.2.3: four letters
    if script := next((part for part in rest if len(part) == 4 and part.isalpha()), ""):
        return "rtl" if script in _SCRIPTS.split() else "ltr"
    country = next((part for part in rest if len(part) == 2), "")
    return (
        "rtl"
        if primary in _LANGUAGES.split() or f"{primary}-{country}" in _COUNTRIES.split()
        else "ltr"
    )


def direction_of(language: str, stated: Direction = "") -> Direction:
    """The direction of words in a language: what was stated wins; "" where neither is known."""
    return stated or written(language)
