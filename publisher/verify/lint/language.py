"""The language a file gives itself, against language tags, its pages and the letters on them."""

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from publisher.rows import rows_of
from publisher.verify.evidence.model import Evidence, seen
from publisher.verify.report import Finding

# BCP 47: language, script, region, variants and extensions.  What is registered is not looked up,
# but two letters must be ISO 639-1.
_TAG = re.compile(
    r"(?P<primary>[a-z]{2,3}|[a-z]{5,8})(?:-[a-z]{3}){0,3}(?:-[a-z]{4})?"
    r"(?:-(?:[a-z]{2}|\d{3}))?(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*"
    r"(?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?|x(?:-[a-z0-9]{1,8})+",
    re.IGNORECASE,
)
# shares of the letters: code, names and addresses are Latin in every language
_MOST, _FEW = 0.6, 0.1
_SAMPLE = 40_000  # characters that are enough to tell in what letters a text is written


def judge_language(evidence: Evidence) -> Iterator[Finding]:
    """Findings on the language: not given, no language, or another than pages or letters say."""
    said = evidence.said
    given = tuple(
        dict.fromkeys((*said.of("languages"), *said.at("package xml:lang", "catalog Lang")))
    )
    told = tuple(tag for tag in given if tag.strip())
    if not told:
        yield Finding(code="language-absent", message="nothing says in what language it is written")
    for tag in dict.fromkeys((*told, *(tag for _, tag in evidence.tongues))):
        if not is_tag(tag):
            place = next(
                (place for place, other in evidence.tongues if other == tag and tag not in told), ""
            )
            yield Finding(
                code="language-invalid", place=place, message=f"“{tag[:40]}” is not a language tag"
            )
    main = _primaries(told) - {"und", "mul", "zxx"}
    pages = _primaries(tag for _, tag in evidence.tongues) - {"und"}
    if main and pages and not main & pages:
        yield Finding(
            code="language-differs",
            message=(
                f"the pages say “{', '.join(sorted(pages))}”, the metadata"
                f" “{', '.join(sorted(main))}”"
            ),
        )
    catalog, packet = _primaries(said.at("catalog Lang")), _primaries(said.of("languages"))
    if catalog and packet and not catalog & packet:
        yield Finding(
            code="language-differs",
            message=(
                f"the catalog says “{', '.join(catalog)}”, the XMP packet"
                f" “{', '.join(sorted(packet))}”"
            ),
        )
    yield from _script(evidence, main)


def is_tag(tag: str) -> bool:
    """Whether this is a language tag (BCP 47) whose two-letter code exists."""
    found = _TAG.fullmatch(tag.strip())
    primary = (found["primary"] or "").lower() if found else ""
    return found is not None and (len(primary) != 2 or primary in _codes())


def _primaries(tags: Iterable[str]) -> set[str]:
    """The languages of those that are tags, without script and region."""
    return {tag.strip().split("-")[0].lower() for tag in tags if tag.strip() and is_tag(tag)}


@functools.cache
def _facts() -> dict[str, Any]:
    return rows_of(Path(__file__).with_name("language.toml"))


@functools.cache
def _codes() -> frozenset[str]:
    return frozenset(_facts()["codes"].split())


@functools.cache
def _scripts() -> dict[str, set[str]]:
    """Language → the scripts it is written in."""
    found: dict[str, set[str]] = {}
    for script, languages in _facts()["scripts"].items():
        for language in languages.split():
            found.setdefault(language, set()).add(script)
    return found


def _script(evidence: Evidence, main: set[str]) -> Iterator[Finding]:
    """Whether most letters are of a script that none of the languages given is written in."""
    if not main or not main <= _scripts().keys():
        return
    expected = {script for language in main for script in _scripts()[language]}
    text = "".join(segment.text for segment in seen(evidence.segments))
    step = max(1, len(text) // _SAMPLE)
    found = Counter(
        unicodedata.name(char, "").split(" ")[0] for char in text[::step] if char.isalpha()
    )
    script, count = found.most_common(1)[0] if found else ("", 0)
    if (
        count > 20
        and count > _MOST * found.total()
        and sum(found[script] for script in expected) < _FEW * found.total()
    ):
        yield Finding(
            code="script-differs",
            message=(
                f"the language given is “{', '.join(sorted(main))}”, and most letters are"
                f" {script.capitalize()}"
            ),
        )
