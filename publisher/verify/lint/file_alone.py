"""What a file says of itself, without anything to compare it with.

Gaps, placeholders, contradictions within the metadata.
"""

import re
from collections.abc import Iterator

from publisher.text import squeeze
from publisher.verify.evidence.model import Evidence, seen
from publisher.verify.lint.language import judge_language
from publisher.verify.report import Finding

_PLACEHOLDER = re.compile(
    r"unknown(?: author)?|untitled(?: document)?|no"
    r" title|title|authors?|n/a|none|null|undefined|tbd|to ?do|lorem ipsum.*|your (?:name|title)(?:"
    r" here)?"
    r"|(?:first ?name|given ?name) (?:last ?name|family ?name)|john doe|jane"
    r" doe|admin(?:istrator)?|user|owner|\[[^\]]*\]|<[^>]*>|\{\{?.*\}\}?|x{3,}"
    r"|microsoft word - .*|[^/]*\.(?:docx?|html?|xhtml|tex|indd|odt|md|txt)|copyright|all"
    r" rights|https?://",
    re.IGNORECASE,
)
_ASKED = {
    "dc:title",
    "dc:creator",
    "dc:contributor",
    "dc:publisher",
    "dc:rights",
    "dc:source",
    "dcterms:rightsHolder",
    "xmpRights:Owner",
    "photoshop:Credit",
    "cc:attributionName",
    "Info Title",
    "Info Author",
    "dcterms:title",
    "dcterms:creator",
    "dcterms:rights",
}
_BROKEN = re.compile("\ufffd|Ã[\u0080-\u00bf©¨ª«¼¶¤]|â€[™œ\u009d“”˜¦\u009c\u0099]|Â[©®·«»]")
_PAIRS = (
    ("Title", "dc:title"),
    ("Subject", "dc:description"),
    ("Keywords", "pdf:Keywords"),
    ("Creator", "xmp:CreatorTool"),
    ("Producer", "pdf:Producer"),
)
_TOLD = 3  # how many findings of one rule are told one by one


def lint(evidence: Evidence) -> Iterator[Finding]:
    """Findings on any file, whoever made it."""
    yield from _present(evidence)
    yield from judge_language(evidence)
    yield from _placeholders(evidence)
    yield from _pictures(evidence)
    yield from _letters(evidence)
    if evidence.locked:
        yield Finding(code="locked", message=f"it is locked: {evidence.locked}")
    if evidence.form == "pdf":
        yield from _pdf(evidence)


def _present(evidence: Evidence) -> Iterator[Finding]:
    said = evidence.said
    info = said.info
    if (
        not any(words.strip() for words in said.at("dc:title", whole=True))
        and not info.get("Title", "").strip()
    ):
        yield Finding(code="title-absent", message="the metadata gives no title")
    if evidence.form == "epub" and not said.of("identifiers", whole=True):
        yield Finding(code="identifier-absent", message="the package gives no identifier")
    for one in said.statements:
        if not one.words.strip() and (
            one.place.startswith(("dc:", "dcterms:", "xmpRights:", "cc:", "link ", "photoshop:"))
        ):
            yield Finding(code="value-empty", message=f"{one.place} is there and says nothing")
    made = said.at("dcterms:modified", "xmp:CreateDate")
    for day in said.at("dc:date", whole=True):
        if "T" in day and day in made:
            yield Finding(
                code="date-of-making",
                message=f"the date of publication, {day}, is the moment at which the file was made",
            )


def is_placeholder(words: str) -> bool:
    """Whether these are words that a form or a program holds until somebody fills it in."""
    return _PLACEHOLDER.fullmatch(squeeze(words)) is not None


def _placeholders(evidence: Evidence) -> Iterator[Finding]:
    for one in evidence.said.statements:
        if one.place in _ASKED and one.words.strip() and is_placeholder(one.words):
            yield Finding(
                code="placeholder",
                message=f"{one.place} is “{one.words[:60]}”, which nobody filled in",
            )


def _pictures(evidence: Evidence) -> Iterator[Finding]:
    silent = [shown for shown in evidence.shown if shown.alt is None]
    for shown in silent[:_TOLD]:
        yield Finding(
            code="alt-absent",
            place=shown.place,
            message=f"the picture {shown.target[:60]} has no alternative text",
        )
    if len(silent) > _TOLD:
        yield Finding(
            code="alt-absent",
            message=f"{len(silent) - _TOLD} more pictures have no alternative text",
        )
    if silent and "alternativeText" in evidence.said.at("schema:accessibilityFeature"):
        yield Finding(
            code="alt-claimed",
            message=f"the metadata claims alternative texts, and {len(silent)} pictures have none",
        )
    for shown in evidence.shown:
        if shown.target.startswith(("http://", "https://", "//")):
            yield Finding(
                code="remote-picture",
                place=shown.place,
                message=f"{shown.target[:100]} is loaded from the network",
            )
        elif evidence.form == "pdf":
            yield Finding(
                code="page-wordless",
                place=shown.place,
                message="the page holds pictures and no words",
            )


def _letters(evidence: Evidence) -> Iterator[Finding]:
    for segment in seen(evidence.segments):
        if found := _BROKEN.search(segment.text):
            around = segment.text[max(0, found.start() - 20) : found.end() + 20]
            yield Finding(
                code="letters-broken",
                place=segment.place,
                message=f"broken letters: “{squeeze(around)}”",
            )
            return


def _pdf(evidence: Evidence) -> Iterator[Finding]:
    said, info = evidence.said, evidence.said.info
    packet = [one for one in said.statements if not one.place.startswith(("Info ", "catalog "))]
    if not packet:
        yield Finding(
            code="packet-absent",
            message="it has no XMP packet: licence, holder and source have no place in it",
        )
    if said.at("rdf:RDF"):
        yield Finding(
            code="packet-divided",
            message=(
                "its XMP packet holds more than one rdf:RDF, of which most programs read the first"
            ),
        )
    if not evidence.tagged:
        yield Finding(code="untagged", message="it is not tagged")
    if packet:
        for name, place in _PAIRS:
            there = said.at(place)
            if (
                info.get(name, "").strip()
                and any(map(str.strip, there))
                and squeeze(info[name]) not in map(squeeze, there)
            ):
                yield Finding(
                    code="info-differs",
                    message=(
                        f"{name} is “{info[name][:60]}” in the Info dictionary and"
                        f" “{there[0][:60]}” in the XMP packet"
                    ),
                )
        author = squeeze(info.get("Author", ""))
        for name in said.at("dc:creator"):
            if author and squeeze(name) and squeeze(name) not in author:
                yield Finding(
                    code="info-differs",
                    message=(
                        f"the XMP packet names “{name[:60]}”, the Info dictionary’s Author is"
                        f" “{info['Author'][:60]}”"
                    ),
                )
    for marked in said.at("xmpRights:Marked"):
        if marked not in {"True", "False"} or (
            marked == "False" and any("©" in words for words in said.of("rights"))
        ):
            yield Finding(
                code="marked-contradicts",
                message=f"xmpRights:Marked is “{marked[:20]}”, and the rights named say otherwise",
            )
