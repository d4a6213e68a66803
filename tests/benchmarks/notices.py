"""How well notices are recognised.

Recall and precision over the captures of the corpus, per family and per kind.

    python tests/benchmarks/notices.py [--wrong] [--more] [--in-turn] [--half a|b] [--folder FOLDER] [NAME ...]

A unit is one kind of one labelled line: found where the reading carries those words under that
kind, as a notice, a fact or a line left out.  Families (the name before `--`) are averaged, so that
one big site does not decide; with --in-turn each family is also read without the patterns, forms
and words that only its own lines support, which tells what a family nobody has seen would give. Sidecars were labelled by hand; a line they miss is likelier than one
they have wrong (corpus README). Exit 1 where an aim is missed: recall and precision 0.95 each, no
licence confused, no variant guessed, no notice where there is none.
"""

import argparse
import contextlib
import gzip
import hashlib
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from unittest import mock

from publisher.errors import PublisherError, SourceError
from publisher.model.article import Article, LeftOutBecause
from publisher.model.rights import NoticeKind, Scope
from publisher.readers import read
from publisher.readers.capture import catalogue, grammar
from publisher.readers.capture import recognise as recognising
from publisher.readers.capture import slots as slot_words
from publisher.readers.capture.recognise import recognise
from publisher.readers.capture.skeleton import fold, sentences
from publisher.readers.capture.slots import Sentence, slots_of
from publisher.readers.source import Reading

CAPTURES = Path(__file__).resolve().parent.parent.parent.parent / "shared" / "corpus" / "captures"
AIM = 0.95
SITE = {
    "note-to-readers",
    "share-invitation",
    "comment-boilerplate",
    "membership-boilerplate",
    "boilerplate",
    "author-heading",
}
PEOPLE = {"byline", "author-bio", "contributors-note", "obfuscated-email"}
TEXT_TERMS = {"cc-licence", "republished-cc"}
PICTURE_TERMS = {"image-licence"}


@dataclass(slots=True)
class Tally:
    """Units found as labelled, labelled but not found, found but not labelled."""

    right: int = 0
    missed: int = 0
    extra: int = 0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.extra) if self.right + self.extra else 1.0


@dataclass(slots=True)
class Score:
    """What one run over the captures gave."""

    families: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    # as families, but each page a site of its own
    sites: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    kinds: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    facts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


def key(text: str) -> str:
    """The letters of a line as its reader sees them: no tags, no addresses of links, no marks."""
    text = re.sub(r"<!--.*?-->|<(?!https?:)[^>]*>", " ", text, flags=re.DOTALL)
    text = re.sub(r"!\[([^\]]*)\]\([^)]*\)", " ", text)
    text = re.sub(r"(\[[^\]]*\])(?:\([^)]*\)|\[\w*\])", r"\1", text)
    return "".join(char for char in text.lower() if char.isalnum())


def kind_class(kind: str) -> str:
    """The kind, or `boilerplate` for all in which the site speaks for itself.

    Sidecars do not tell those apart.
    """
    return "boilerplate" if kind in SITE else kind


def found_in(reading: Reading) -> Iterator[tuple[str, frozenset[str]]]:
    """(words, kinds) of everything a reading carries under a kind of the catalogue."""
    known = {str(kind) for kind in NoticeKind}
    article = reading.article
    for step in reading.steps:
        if "hidden-address" in step.rule:
            yield step.text, frozenset({"obfuscated-email"})
    for notice in article.rights.notices:
        yield notice.text, frozenset(map(str, notice.kinds))
    for asset in article.assets:
        if asset.credit:
            yield asset.credit, frozenset({"image-credit"})
    for person in article.contributors:
        if person.bio:
            yield person.bio, frozenset({"author-bio"})
    for left in article.left_out:
        if left.because is LeftOutBecause.COUNTER:
            yield left.text, frozenset({"tracking-pixel"})
        elif kinds := known & {kind.strip() for kind in left.of.split(",")}:
            yield left.text, frozenset(kinds)
        elif left.because is LeftOutBecause.PLACEHOLDER:
            yield left.text, frozenset({"translation-credit"})


def site_of(name: str) -> str:
    """The site of a capture: its family, and for pages, of which each is of another site, its whole name."""
    family = name.split("--", maxsplit=1)[0]
    return name[:40] if family == "html" else family


def _is_fact(words: str, reading: Reading) -> bool:
    """Whether a page's byline was read as a fact.

    It is left out as metadata and names somebody who worked on the article.
    """
    names = [key(person.name) for person in reading.article.contributors]
    return any(name in words for name in names) and any(
        left.because is LeftOutBecause.METADATA and key(left.text) == words
        for left in reading.article.left_out
    )


def _overlap(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) > 3 and short in long)


def compare(name: str, sidecar: dict[str, Any], reading: Reading, score: Score) -> None:
    """Add one capture to the score."""
    found = [
        (key(text) or text, {kind_class(kind) for kind in kinds})
        for text, kinds in found_in(reading)
    ]
    labelled = [
        (
            key(notice["text"]) or notice["text"],
            {kind_class(kind) for kind in notice["kinds"]},
            notice,
        )
        for notice in sidecar["notices"]
    ]
    addresses = {key(source.url) for source in reading.article.sources if source.url}
    for words, kinds, notice in labelled:
        for kind in kinds:
            there = any(kind in given and _overlap(words, text) for text, given in found)
            front = notice["position"] == "front matter" and (
                any(address in words for address in addresses) or notice.get("placeholder")
            )
            there = there or front or (kind == "byline" and _is_fact(words, reading))
            there = there or (
                kind == "tracking-pixel" and any("tracking-pixel" in given for _, given in found)
            )
            _count(
                score,
                name,
                kind,
                "right" if there else "missed",
                f"{name[:60]}: {kind}: {notice['text'][:160]}",
            )
    for text, given in found:
        for kind in given:
            there = (
                any(kind in kinds and _overlap(words, text) for words, kinds, _ in labelled)
                or kind == "tracking-pixel"
            )
            if not there:
                _count(score, name, kind, "extra", f"{name[:60]}: {kind}: {text[:160]}")


def _count(score: Score, name: str, kind: str, what: str, line: str) -> None:
    for tally in (
        score.families[name.split("--", maxsplit=1)[0]],
        score.sites[site_of(name)],
        score.kinds[kind],
    ):
        setattr(tally, what, getattr(tally, what) + 1)
    if what != "right":
        score.wrong.append(f"{what:<6} {line}")


def facts(name: str, sidecar: dict[str, Any], article: Article, score: Score) -> None:
    """Title, authors, first publication, licences: counted as `what` of `what, asked`."""

    def say(what: str, right: bool, detail: str) -> None:
        score.facts[f"{what}, asked"] += 1
        score.facts[what] += right
        if not right:
            score.wrong.append(f"{what:<6} {name[:60]}: {detail}")

    if sidecar["title_in_text"] and sidecar["title"]:
        titles = {
            key(title) for title in (sidecar["title"], *sidecar.get("title_alternatives", ()))
        }
        say("title", key(article.title) in titles, f"{article.title!r} not {sidecar['title']!r}")
    if sidecar["author_in_text"] and sidecar["author"]:
        names = {key(person.name) for person in article.contributors}
        wanted = {
            key(author) for author in (*sidecar["author"], *sidecar.get("author_alternatives", ()))
        }
        say(
            "author",
            bool(names & wanted) or any(w in n for n in names for w in wanted),
            f"{[p.name for p in article.contributors]} not {sidecar['author']}",
        )
    original = sidecar.get("original_publication") or {}
    if original.get("name"):
        names = {key(source.name) for source in article.sources} | {
            key(source.site) for source in article.sources
        }
        wanted = {key(original["name"]), *map(key, original.get("other_names", ()))}
        say(
            "first publication, name",
            bool(names & wanted),
            f"{sorted(names)} not {original['name']!r}",
        )
    if original.get("url"):
        urls = {source.url.split("?utm")[0].rstrip("/") for source in article.sources}
        wanted = {
            url.split("?utm")[0].rstrip("/")
            for url in (original["url"], *original.get("other_links", ()))
        }
        say(
            "first publication, address",
            bool(urls & wanted),
            f"{sorted(urls)} not {original['url']!r}",
        )
    _licences(name, sidecar, article, score)


def _licences(name: str, sidecar: dict[str, Any], article: Article, score: Score) -> None:
    spdx = {
        "CC-" + licence.removeprefix("CC ").replace(" ", "-") if licence != "CC0 1.0" else "CC0-1.0"
        for licence in sidecar["cc_licences_of_the_text"]
    }
    licence = article.rights.licence
    given = licence.id if licence else ""
    score.facts["licence of the text, asked"] += bool(spdx)
    score.facts["licence of the text"] += bool(spdx) and given in spdx
    if given and given not in spdx:
        score.broken.append(f"{name[:60]}: a licence nobody stated for the text: {given}")
    if spdx and given not in spdx:
        score.wrong.append(f"licence {name[:60]}: {licence} not {spdx}")
    labelled = [(key(notice["text"]), set(notice["kinds"])) for notice in sidecar["notices"]]
    for notice in article.rights.notices:
        kinds = set(map(str, notice.kinds))
        for words, wanted in labelled:
            if not _overlap(words, key(notice.text)) or len(words) < 12:
                continue
            if kinds & TEXT_TERMS and wanted & PICTURE_TERMS and not wanted & TEXT_TERMS:
                score.broken.append(
                    f"{name[:60]}: a picture's licence taken for the text's: {notice.text[:120]}"
                )
            if kinds & PICTURE_TERMS and wanted & TEXT_TERMS and not wanted & PICTURE_TERMS:
                score.broken.append(
                    f"{name[:60]}: the text's licence taken for a picture's: {notice.text[:120]}"
                )
    if sidecar["licence_or_permission"] == ["none-found"]:
        rights = [
            notice
            for notice in article.rights.notices
            if notice.covers is not Scope.PICTURES
            and {kind_class(str(kind)) for kind in notice.kinds} - PEOPLE - {"boilerplate"}
        ]
        expected = [key(notice["text"]) for notice in sidecar["notices"]]
        score.facts["nothing found where nothing is, asked"] += 1
        score.facts["nothing found where nothing is"] += not rights
        score.broken += [
            f"{name[:60]}: a notice where there is none: {notice.kinds} {notice.text[:120]}"
            for notice in rights
            if key(notice.text) not in expected
        ]


def half_of(site: str) -> str:
    """Which half a site belongs to: rules are written looking at one and measured on the other."""
    return "ab"[hashlib.sha256(site.encode()).digest()[0] % 2]


def run(folder: Path, names: Sequence[str] = (), half: str = "") -> Score:
    """The score of the captures in a folder.

    Of one half of the families, or those whose name holds one of `names`, if asked.
    """
    score = Score()
    for side in sorted(folder.glob("*--*.json")):
        if (names and not any(name in side.stem for name in names)) or (
            half and half_of(site_of(side.stem)) != half
        ):
            continue
        sidecar = json.loads(side.read_text("utf-8"))
        path = folder / sidecar["file"]
        try:
            reading = read(path)
        except SourceError:  # a single-byte encoding that nothing declares: its maker would name it
            reading = read(path, encoding="windows-1252")
        except PublisherError as error:
            # a capture that is refused is one whose every notice is missed
            score.broken.append(f"{side.stem[:60]}: refused: {str(error).splitlines()[0]}")
            reading = Reading(article=Article(title="-"))
        compare(side.stem, sidecar, reading, score)
        facts(side.stem, sidecar, reading.article, score)
    return score


def wordings(folder: Path) -> Iterator[str]:
    """How many of a republisher's credit wordings say what they were labelled with.

    Kinds beyond the label are counted apart.
    """
    found, asked, beyond = Counter[str](), Counter[str](), Counter[str]()
    for path in sorted(folder.glob("wordings-*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            said = {
                str(kind)
                for match in recognise(row["wording"], "tail")
                for kind in match.wording.kinds
            }
            asked.update(row["kinds"])
            found.update(said & set(row["kinds"]))
            beyond.update(said - set(row["kinds"]))
    for kind in sorted(asked | beyond):
        yield (
            f"wordings: {kind:<32} {found[kind]:>4} of {asked[kind]:>4}, beyond the label"
            f" {beyond[kind]}"
        )


def pages(folder: Path) -> Iterator[str]:
    """What whole pages keep: notices found on them by pattern (corpus README: rough, not read), and licences noted by hand."""
    kept, asked, licences = Counter[str](), Counter[str](), Counter[str]()
    for place in sorted(folder.glob("*--*")):
        expected = json.loads((place / "expected.json").read_text("utf-8"))
        wanted = (expected["expected"].get("licence") or "").upper().replace(" ", "-")
        if not (expected.get("notices_found") or wanted):
            continue
        try:
            article = read(
                f"{place.name}.html", gzip.decompress((place / "source.html.gz").read_bytes())
            ).article
        except SourceError:
            continue
        words = [
            (key(notice.text), set(map(str, notice.kinds))) for notice in article.rights.notices
        ]
        for notice in expected.get("notices_found", ()):
            for kind in notice["kinds"]:
                asked[kind] += 1
                kept[kind] += any(
                    kind in kinds and _overlap(key(notice["text"]), text) for text, kinds in words
                )
        if (
            wanted.startswith("CC")
            and wanted[-1].isalnum()
            and any(sign.isdigit() for sign in wanted)
        ):
            given = article.rights.licence.id if article.rights.licence else ""
            licences["the same" if given == wanted else "none" if not given else "another"] += 1
    for kind in sorted(asked):
        yield f"pages: {kind:<35} {kept[kind]:>4} of {asked[kind]:>4}"
    yield f"pages: licence of a stated variant: {dict(licences)}"


def supports(folder: Path) -> dict[str, set[str]]:
    """By each pattern, form and word of a slot: the families of which it meets a labelled line."""
    found: dict[str, set[str]] = defaultdict(set)
    for side in sorted(folder.glob("*--*.json")):
        family = side.stem.split("--", maxsplit=1)[0]
        for notice in json.loads(side.read_text("utf-8"))["notices"]:
            for line in notice["text"].splitlines():
                for what in _met_by(line):
                    found[what].add(family)
    return found


def _met_by(line: str) -> Iterator[str]:
    """The patterns, forms and words of slots that a line and its sentences meet."""
    rules = {match.wording.rule for match in recognise(line)}
    for part in {line.strip(), *sentences(line)}:
        folded = fold(part)
        slots = Sentence(part, folded)
        yield from filter(slots_of, slots.words)
        for row in catalogue.catalogue():
            if row.rule not in rules:
                continue
            yield from (pattern for pattern in row.any if re.search(pattern, folded))
            for form in row.forms:
                one = grammar.form(form)
                if any(grammar.find(one, slots, language) for language in slots.filled):
                    yield form


@contextlib.contextmanager
def without(gone: frozenset[str]) -> Iterator[None]:
    """The catalogue without these patterns, forms and words, for as long as it lasts."""
    rows, words = catalogue.catalogue(), slots_of
    fewer = tuple(
        replace(
            row,
            any=tuple(pattern for pattern in row.any if pattern not in gone),
            forms=tuple(form for form in row.forms if form not in gone),
        )
        for row in rows
    )
    caches = (  # what the reader keeps of the whole catalogue
        recognising._said,
        recognising._said_in_forms,
        catalogue.selection,
        slot_words.filled_by,
    )
    with (
        mock.patch.object(catalogue, "catalogue", return_value=fewer),
        mock.patch.object(recognising, "catalogue", return_value=fewer),
        mock.patch.object(slot_words, "slots_of", lambda word: () if word in gone else words(word)),
    ):
        for cache in caches:
            cache.cache_clear()
        yield
    for cache in caches:
        cache.cache_clear()


def left_out_in_turn(folder: Path) -> Iterator[str]:
    """How well each family is read without what only its own lines support."""
    found = supports(folder)
    rows: dict[str, Tally] = {}
    for family in sorted({family for families in found.values() for family in families}):
        gone = frozenset(what for what, families in found.items() if families == {family})
        with without(gone):
            score = run(folder, [f"{family}--"])
        rows[family] = score.families[family]
        yield (
            f"left out in turn: {family:<28} without {len(gone):>4}: recall"
            f" {rows[family].recall:.3f}, precision {rows[family].precision:.3f}"
        )
    recall, precision = averages(rows)
    yield f"left out in turn, mean of families: recall {recall:.3f}, precision {precision:.3f}"


def mean(values: Iterable[float]) -> float:
    """The mean; 1 of nothing."""
    given = list(values)
    return sum(given) / len(given) if given else 1.0


def table(score: Score) -> Iterator[str]:
    """The lines of the report."""
    for title, rows in (
        ("family", score.families),
        ("site", {name: tally for name, tally in score.sites.items() if "--" in name}),
        ("kind", score.kinds),
    ):
        yield (
            f"{title:<28} {'labelled':>8} {'right':>6} {'missed':>6} {'extra':>6} {'recall':>7}"
            f" {'precision':>9}"
        )
        for name, tally in sorted(rows.items()):
            yield (
                f"{name:<28} {tally.right + tally.missed:>8} {tally.right:>6} {tally.missed:>6}"
                f" {tally.extra:>6} {tally.recall:>7.3f} {tally.precision:>9.3f}"
            )
        yield ""
    for what in sorted(fact for fact in score.facts if f"{fact}, asked" in score.facts):
        yield f"{what:<40} {score.facts[what]:>4} of {score.facts[f'{what}, asked']}"
    yield ""
    for what, rows in (("families", score.families), ("sites", score.sites)):
        recall, precision = averages(rows)
        yield f"mean of {what}: recall {recall:.3f}, precision {precision:.3f} (aim {AIM} each)"
    yield from score.broken or ("no licence confused or guessed, no notice where there is none",)


def averages(rows: dict[str, Tally]) -> tuple[float, float]:
    """(recall, precision), the mean of families or sites."""
    return mean(tally.recall for tally in rows.values()), mean(
        tally.precision for tally in rows.values()
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("names", nargs="*", help="only captures whose name holds one of these")
    parser.add_argument("--folder", type=Path, default=CAPTURES)
    parser.add_argument(
        "--half",
        choices=("a", "b"),
        default="",
        help="only one half of the sites: write rules on one, measure on the other",
    )
    parser.add_argument(
        "--more",
        action="store_true",
        help="also the credit wordings of one republisher, and whole pages",
    )
    parser.add_argument(
        "--in-turn",
        action="store_true",
        help="also each family read without the patterns, forms and words only it supports",
    )
    parser.add_argument("--wrong", action="store_true", help="list every unit missed or extra")
    asked = parser.parse_args()
    if not asked.folder.is_dir():
        print("the corpus is not beside this checkout (../shared/corpus); nothing to measure")
        return 0
    score = run(asked.folder, asked.names, asked.half)
    if asked.wrong:
        print("\n".join(score.wrong), end="\n\n")
    print("\n".join(table(score)))
    if asked.in_turn:
        print("\n".join(left_out_in_turn(asked.folder)))
    if asked.more:
        print("\n".join(wordings(asked.folder)))
        print("\n".join(pages(asked.folder.parent / "html")))
    reached = all(
        figure >= AIM for rows in (score.families, score.sites) for figure in averages(rows)
    )
    return 0 if reached and not score.broken else 1


if __name__ == "__main__":
    sys.exit(main())
