"""Pages against metadata, in any file.

What stands in one place and not in the other, or stands there differently.
"""

import re
from collections.abc import Collection, Iterator

from publisher.text import digest, solid, squeeze, stream
from publisher.verify.evidence.model import Evidence, Link, Segment, seen
from publisher.verify.lint import rights_wording as signs
from publisher.verify.lint.file_alone import is_placeholder
from publisher.verify.lint.rights_wording import Copyright, Grant
from publisher.verify.matching.text_stream import short
from publisher.verify.owed.facts import spellings
from publisher.verify.owed.notices import bare
from publisher.verify.report import Finding

_WEB = ("http://", "https://")
_FULL = 45  # characters: a line of a page that is shorter ends its paragraph


def crosscheck(
    evidence: Evidence, *, known: bool, texts: Collection[str] = ()
) -> Iterator[Finding]:
    """Findings on what pages and metadata say of each other.

    known   whether a ledger says what the file owes: then what the page says was judged by it, word
            for word, and only
            what the metadata adds is looked at here.
    texts   digests of the squeezed runs of the articles' own text: what they say is the article's,
            not the file's.
    """
    visible = seen(evidence.segments)
    page = stream("".join(segment.text for segment in visible))
    yield from _unseen(evidence, page)
    yield from _withheld(evidence, page, texts)
    if not known:
        yield from _absent(evidence, visible)
        yield from _copyrights(evidence, visible, page)
        yield from _licences(evidence, visible)
        yield from _sources(evidence, visible)


def _unseen(evidence: Evidence, page: str) -> Iterator[Finding]:
    """What only the metadata says."""
    said = evidence.said
    for title in dict.fromkeys((*said.of("titles"), *said.at("Info Title"))):
        if title.strip() and stream(title) not in page:
            yield Finding(code="title-unseen", message=f"no page shows the title “{short(title)}”")
    for name in said.of("people"):
        if not _shows(page, name) and not is_placeholder(name):
            yield Finding(
                code="author-unseen",
                message=f"no page names “{short(name)}”, whom the metadata credits",
            )
    for name in said.of("holders"):
        if not _shows(page, name):
            yield Finding(
                code="holder-unseen", message=f"no page names the rights holder “{short(name)}”"
            )
    for words in said.at("dc:rights", "dcterms:rights"):
        if not all(_shows_statement(page, line) for line in words.splitlines()):
            yield Finding(
                code="rights-unseen", message=f"no page shows the rights statement “{short(words)}”"
            )
    targets = {bare(link.target) for link in evidence.links if not link.unseen}
    named = list(
        signs.licences_named(squeeze(" ".join(segment.text for segment in seen(evidence.segments))))
    )
    named += [
        grant
        for link in evidence.links
        if not link.unseen and (grant := signs.licence_at(link.target))
    ]
    for address in said.of("licences"):
        grant = signs.licence_at(address)
        if grant and not any(grant.is_like(other) for other in named):
            yield Finding(
                code="licence-unseen",
                message=f"no page names the licence {grant}, which the metadata gives",
            )
    for source in said.of("sources"):
        for one in source.split("; "):
            if one.strip() and stream(one) not in page and bare(one) not in targets:
                yield Finding(
                    code="source-unseen",
                    message=f"no page shows or links to the source “{short(one)}”",
                )


def _shows_statement(page: str, line: str) -> bool:
    """Whether a page shows a line on rights.

    Of a collection it may begin with the titles of those works that it speaks of ("A title; Another
    title: the line"), which stand elsewhere.
    """
    if _says(page, line):
        return True
    for colon in re.finditer(r":\s", line):
        titles = re.split(r";\s", line[: colon.start()])
        if _says(page, line[colon.end() :]) and all(stream(title) in page for title in titles):
            return True
    return False


def _says(page: str, words: str) -> bool:
    """Whether a page has these words; an address at their end may be spelled without its scheme."""
    if stream(words) in page:
        return True
    found = re.fullmatch(r"(.*\S)\s+(https?://\S+)", words)
    if found is None or stream(found[1]) not in page:
        return False
    return any(stream(spelled) in page for spelled in spellings(found[2]))


def _shows(page: str, name: str) -> bool:
    """Whether a page shows this name, also as "Family, Given" or one of several joined names."""
    if stream(name) in page:
        return True
    parts = [part.strip() for part in re.split(r",|;|&|\band\b", name) if part.strip()]
    return len(parts) > 1 and all(stream(part) in page for part in parts)


def _withheld(evidence: Evidence, page: str, texts: Collection[str]) -> Iterator[Finding]:
    """Credits that readers do not meet: hidden, in footnotes only, struck out."""
    running = stream(
        "".join(segment.text for segment in seen(evidence.segments) if not segment.aside)
    )
    for segment in evidence.segments:
        if segment.struck_at:  # a page: what is struck out on it is looked at by itself
            yield from (
                Finding(
                    code="credit-struck",
                    place=segment.place,
                    message=f"“{short(words)}” is struck out",
                )
                for words in segment.struck
                if signs.speaks_of_rights(squeeze(words))
            )
            continue
        telling = segment.unseen or segment.aside or segment.struck
        if (
            not telling
            or not signs.speaks_of_rights(squeeze(segment.text))
            or digest(segment.text) in texts
        ):
            continue
        words = stream(segment.text)
        if segment.unseen and (words not in page or not evidence.blocks):
            yield Finding(
                code="credit-hidden",
                place=segment.place,
                message=f"no reader sees “{short(segment.text)}”: {segment.unseen}",
            )
        elif segment.aside and words not in running:
            yield Finding(
                code="credit-in-note",
                place=segment.place,
                message=f"“{short(segment.text)}” stands only in a footnote",
            )
        elif segment.struck:
            yield Finding(
                code="credit-struck",
                place=segment.place,
                message=f"“{short(segment.struck[0])}” is struck out",
            )


def _absent(evidence: Evidence, visible: list[Segment]) -> Iterator[Finding]:
    said = evidence.said
    if not any(
        map(str.strip, (*said.at("dc:creator", "dcterms:creator"), said.info.get("Author", "")))
    ):
        yield Finding(code="author-absent", message="the metadata names nobody as creator")
    lines = any(
        next(signs.copyrights(words), None)
        for segment in visible
        for words in _lines(segment, evidence)
    )
    if not lines and not any((said.of("rights"), said.of("licences"))):
        yield Finding(
            code="rights-absent",
            message=(
                "neither the metadata nor a copyright line on a page says anything about rights"
            ),
        )
    if not said.of("sources") and not any(
        signs.credits_source(line) for segment in visible for line in _lines(segment, evidence)
    ):
        yield Finding(
            code="source-absent",
            message="neither the metadata nor a credit on a page says where the text is from",
        )


def _copyrights(evidence: Evidence, visible: list[Segment], page: str) -> Iterator[Finding]:
    said = evidence.said.of("rights")
    given = [line for words in said for line in signs.copyrights(words)]
    there = stream(" ".join(said))
    met: dict[str, tuple[Segment, Copyright]] = {}
    for segment in visible:
        for words in _lines(segment, evidence):
            for line in signs.copyrights(words):
                met.setdefault(stream(line.line), (segment, line))
    for words, (segment, line) in met.items():
        same_years = not given or any(set(line.years) <= set(one.years) for one in given)
        if words in there or (same_years and stream(line.holder or line.line) in there):
            continue
        other = next((one for one in given if stream(one.line) not in page), None)
        if other:
            yield Finding(
                code="rights-differ",
                place=segment.place,
                message=f"the page says “{short(line.line)}”, the metadata “{short(other.line)}”",
            )
        else:
            yield Finding(
                code="rights-unsaid",
                place=segment.place,
                message=f"the metadata does not know “{short(line.line)}”",
            )


def _licences(evidence: Evidence, visible: list[Segment]) -> Iterator[Finding]:
    said = evidence.said
    given = [
        grant
        for address in (*said.of("licences"), *said.of("rights"))
        for grant in signs.licences_named(address)
    ]
    granted: dict[Grant, str] = {}
    vague = reserved = ""
    for segment in visible:
        for line in _lines(segment, evidence):
            for grant in signs.grants(line):
                granted.setdefault(grant, segment.place)
            vague = vague or (segment.place if signs.is_vague(line) else "")
            reserved = reserved or (segment.place if signs.reserves(line) else "")
    for link in evidence.links:
        if "license" in link.rel and not link.unseen and (linked := signs.licence_at(link.target)):
            granted.setdefault(Grant(variant=linked.variant, version=linked.version), link.place)
    shared = [grant for grant in granted if any(grant.is_like(other) for other in given)]
    for grant, place in granted.items():
        if grant in shared:
            continue
        if given and not shared:
            yield Finding(
                code="licence-differs",
                place=place,
                message=f"the page grants {grant}, the metadata names {given[0]}",
            )
        else:
            yield Finding(
                code="licence-unsaid",
                place=place,
                message=f"the page grants {grant}, which the metadata does not name",
            )
    if vague and not granted and not given:
        yield Finding(
            code="licence-vague",
            place=vague,
            message="“a Creative Commons licence”: which of them is not said",
        )
    if (reserved or any(map(signs.reserves, said.of("rights")))) and (granted or given):
        yield Finding(
            code="licence-and-reserved",
            place=reserved,
            message=f"all rights are reserved, and {(*granted, *given)[0]} is granted",
        )
    yield from _spelled(evidence, visible)


def _spelled(evidence: Evidence, visible: list[Segment]) -> Iterator[Finding]:
    page = solid("".join(segment.text for segment in visible)).lower()
    told: set[str] = set()
    for link in evidence.links:
        licence = None if link.unseen else signs.licence_at(link.target)
        address = (
            re.sub(r"^(?:https?:)?//(?:www\.)?", "", bare(link.target))
            .split("/deed")[0]
            .rstrip("/")
            .lower()
        )
        if licence and address not in page and address not in told:
            told.add(address)
            yield Finding(
                code="licence-by-link-alone",
                place=link.place,
                message=(
                    f"the address of {licence} is behind the words “{short(link.words)}” and stands"
                    " on no page"
                ),
            )


def _sources(evidence: Evidence, visible: list[Segment]) -> Iterator[Finding]:
    """Links in a credit of the source that nothing else in the file knows."""
    known = {
        bare(part)
        for one in evidence.said.statements
        for part in re.split(r"[\s;,]+", one.words)
        if part.startswith(_WEB)
    }
    told: set[str] = set()
    for link, words in _credited(evidence, visible):
        target = bare(link.target)
        if (
            target in known
            or target in told
            or not link.target.startswith(_WEB)
            or signs.licence_at(link.target)
        ):
            continue
        told.add(target)
        yield Finding(
            code="source-unsaid",
            place=link.place,
            message=(
                f"“{short(words)}” credits {short(link.target)}, which the metadata does not know"
            ),
        )


def _credited(evidence: Evidence, visible: list[Segment]) -> Iterator[tuple[Link, str]]:
    """Visible links that stand in a credit of the source, with the credit."""
    lines = (
        {segment.place: list(_lines(segment, evidence)) for segment in visible}
        if not evidence.blocks
        else {}
    )
    for link in evidence.links:
        if link.unseen:
            continue
        if evidence.blocks:
            text = (
                squeeze(evidence.segments[link.segment].text)
                if 0 <= link.segment < len(evidence.segments)
                else ""
            )
            if signs.credits_source(text):
                yield link, text
        elif words := solid(link.words):
            yield from (
                (link, line)
                for line in lines.get(link.place, ())
                if signs.credits_source(line) and words in solid(line)
            )


def _lines(segment: Segment, evidence: Evidence) -> Iterator[str]:
    """The paragraphs of a segment in which to look: a block whole.

    Of a page, its lines put together where a full one runs on.
    """
    if evidence.blocks:
        yield squeeze(segment.text)
        return
    gathered: list[str] = []
    for line in segment.text.split("\n"):
        gathered.append(line)
        if len(line) < _FULL or line.rstrip().endswith((".", ":", "!", "?", "”", '"', "。")):
            yield squeeze(" ".join(gathered))
            gathered = []
    yield squeeze(" ".join(gathered))
