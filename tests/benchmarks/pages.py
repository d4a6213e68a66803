"""How well whole pages are read.

Title, authors, date, body, figures, over ../shared/corpus/html, by family.

Run: python tests/benchmarks/pages.py [FAMILY ...] [--half a|b] [--worst N] [--credits FILE].  The
texts are not ours and stay where they are. Overlap is the F1 of runs of four words (of four signs
in scripts without spaces); every number is a mean over pages.
"title" and "author" want every letter; "title, loosely" takes a headline with more or less around
it or one word in five otherwise, "author, some" one right name; "published wrong, any zone" is a
day that the expected moment is nowhere on earth. Titles of moz and defuddle are their programs'.
"image credits kept" are the corpus's lines of that kind (some are none); FILE holds credits that a
person has read, as JSON: {page: [credit, ...]}.
"""

import argparse
import datetime
import gzip
import hashlib
import json
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import html

from publisher.captures import declared_encoding
from publisher.errors import PublisherError
from publisher.model.body import Figure, plain_text, walk
from publisher.readers.capture import assemble
from publisher.readers.capture.zones import PICTURES
from publisher.readers.html import Page, pieces
from publisher.readers.html.tree import words_of
from publisher.readers.source import Reading, SourceText
from publisher.text import squeeze

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus" / "html"
SIGNS = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


def grams(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    if len(SIGNS.findall(text)) > len(text) / 3:
        words = list("".join(words))
    return (
        Counter(tuple(words[place : place + 4]) for place in range(max(1, len(words) - 3)))
        if words
        else Counter()
    )


def overlap(found: str, wanted: str) -> dict[str, float]:
    ours, theirs = grams(found), grams(wanted)
    both = (ours & theirs).total()
    precision, recall = both / max(1, ours.total()), both / max(1, theirs.total())
    return {
        "body precision": precision,
        "body recall": recall,
        "body F1": 2 * both / max(1, ours.total() + theirs.total()),
    }


def plain(text: str | None) -> str:
    return re.sub(r"\W+", "", squeeze(text or "").lower())


def body_of(page: Page) -> str:
    return "\n".join(plain_text((piece.block,)) for piece in page.pieces if piece.block)


def loosely(found: str, wanted: str) -> bool:
    """Whether a person takes two headlines for the same: one holds the other, or most words."""
    ours, theirs = sorted((plain(found), plain(wanted)), key=len)
    if ours and ours in theirs and 2 * len(ours) >= len(theirs):
        return True
    words = [Counter(re.findall(r"\w+", squeeze(one).lower())) for one in (found, wanted)]
    shared = (words[0] & words[1]).total()
    return 2 * shared >= 0.8 * (words[0].total() + words[1].total()) > 0


def days_of(moment: str) -> set[str]:
    """The days that a moment is, anywhere on earth; of a day itself, that one."""
    written = datetime.datetime.fromisoformat(moment)
    if "T" not in moment:
        return {moment[:10]}
    zones = (datetime.timezone(datetime.timedelta(hours=hours)) for hours in (-12, 14))
    aware = written if written.tzinfo else written.replace(tzinfo=datetime.UTC)
    return {moment[:10], *(aware.astimezone(zone).date().isoformat() for zone in zones)}


def credits_of(reading: Reading) -> list[str]:
    """What a reading holds as the credits of its pictures: in a field, or as a notice."""
    article = reading.article
    kept = [notice.text for notice in article.rights.notices if set(notice.kinds) & PICTURES]
    return [plain(words) for words in (*(one.credit for one in article.assets), *kept) if words]


def judge_credits(
    folder: Path, reading: Reading, read_by_a_person: list[str]
) -> Iterator[tuple[str, float]]:
    """(measure, 0 to 1) of picture credits."""
    sidecar = json.loads((folder / "expected.json").read_text("utf-8"))
    labelled = [
        plain(line["text"])
        for line in sidecar.get("notices_found", ())
        if any(kind.startswith("image-") for kind in line["kinds"])
    ]
    credited = credits_of(reading)
    printed = plain(plain_text(reading.article.body)) + "".join(credited)
    if labelled:
        yield "image credits kept", sum(line in printed for line in labelled) / len(labelled)
    if read_by_a_person:
        right = sum(plain(words) in credited for words in read_by_a_person)
        yield "picture credits", right / len(read_by_a_person)


def judge_printed(folder: Path, reading: Reading) -> Iterator[tuple[str, float]]:
    """(measure, 0 to 1) of the finished article's text, its notices and facts taken out of it."""
    expected: dict[str, Any] = json.loads((folder / "expected.json").read_text("utf-8"))["expected"]
    body = plain_text(reading.article.body)
    if phrases := expected.get("text_must_not_contain"):
        folded = squeeze(body)
        absent = sum(squeeze(phrase) not in folded for phrase in phrases)
        yield "must_not, printed", absent / len(phrases)
    if (folder / "expected.body.txt").exists():
        found = overlap(body, (folder / "expected.body.txt").read_text("utf-8"))
        yield "precision, printed", found["body precision"]
        yield "recall, printed", found["body recall"]


def judge(folder: Path, page: Page) -> Iterator[tuple[str, float]]:
    """(measure, 0 to 1) for whatever the page's expectation says."""
    expected: dict[str, Any] = json.loads((folder / "expected.json").read_text("utf-8"))["expected"]
    body = body_of(page)
    hints = page.hints
    if title := expected.get("title"):
        yield "title", float(plain(title) in {plain(one) for one in hints.titles[:1]})
        yield "title, loosely", float(any(loosely(one, title) for one in hints.titles[:1]))
        yield "title, any", float(plain(title) in {plain(one) for one in hints.titles})
    if author := expected.get("author"):
        names = [plain(person.name) for person in hints.contributors]
        asked = plain(author if isinstance(author, str) else " ".join(author))
        yield (
            "author",
            float(
                bool(names)
                and all(name in asked for name in names)
                and sum(map(len, names)) >= 0.6 * len(asked)
            ),
        )
        yield "author, some", float(any(name in asked or asked in name for name in names))
        yield (
            "author wrong",
            float(bool(names) and not any(name in asked or asked in name for name in names)),
        )
    if published := expected.get("published"):
        yield (
            "published",
            float(
                hints.published is not None and hints.published.isoformat() == str(published)[:10]
            ),
        )
        if hints.published:
            near = days_of(str(published))
            yield "published wrong, any zone", float(hints.published.isoformat() not in near)
        yield (
            "published wrong",
            float(
                hints.published is not None and hints.published.isoformat() != str(published)[:10]
            ),
        )
    folded = squeeze(body)
    for key, wanted in (("text_must_contain", True), ("text_must_not_contain", False)):
        if phrases := expected.get(key):
            yield (
                key.replace("text_", ""),
                sum((squeeze(phrase) in folded) is wanted for phrase in phrases) / len(phrases),
            )
    if first := expected.get("first_13_words"):
        yield "first words", float(plain(first) in plain(body))
    if (folder / "expected.body.txt").exists():
        yield from overlap(body, (folder / "expected.body.txt").read_text("utf-8")).items()
    if (folder / "expected.html.gz").exists():
        wanted_html = html.document_fromstring(
            gzip.decompress((folder / "expected.html.gz").read_bytes()).decode()
        )
        yield from overlap(body, words_of(wanted_html)).items()
        if asked_for := [
            words_of(caption) for caption in wanted_html.iter("figcaption") if words_of(caption)
        ]:
            figures = [
                block
                for piece in page.pieces
                if piece.block
                for block in walk((piece.block,))
                if isinstance(block, Figure)
            ]
            shown = plain(
                " ".join(
                    [
                        *(plain_text((figure,)) for figure in figures),
                        *(asset.credit for asset in hints.assets),
                    ]
                )
            )
            yield (
                "captions",
                sum(
                    plain(caption) in shown or plain(caption)[:40] in shown for caption in asked_for
                )
                / len(asked_for),
            )
    if (folder / "expected.md").exists():
        marks = set(re.findall(r"\[\^([^\]]+)\](?!:)", (folder / "expected.md").read_text("utf-8")))
        if marks:
            notes = sum(
                block.kind == "note"
                for piece in page.pieces
                if piece.block
                for block in (piece.block,)
            )
            yield "notes", min(1.0, notes / len(marks))


def half_of(name: str) -> str:
    """Which half a page belongs to, by its site."""
    return "ab"[hashlib.md5(name.split("--", 1)[1].encode()).digest()[0] % 2]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("family", nargs="*")
    parser.add_argument(
        "--worst", type=int, default=0, help="name the pages that do worst in each measure"
    )
    parser.add_argument(
        "--half",
        choices=("a", "b"),
        help="only one half of the pages: write rules on one, measure on the other",
    )
    parser.add_argument("--credits", type=Path, help="credits that a person has read, as JSON")
    asked = parser.parse_args()
    known = json.loads(asked.credits.read_text("utf-8")) if asked.credits else {}
    if not CORPUS.is_dir():
        sys.exit("../shared/corpus/html is not here: nothing to measure")
    scores: dict[str, dict[str, list[tuple[float, str]]]] = defaultdict(lambda: defaultdict(list))
    began = time.perf_counter()
    for folder in sorted(CORPUS.glob("*--*")):
        family = folder.name.split("--")[0]
        if asked.family and family not in asked.family:
            continue
        if asked.half and half_of(folder.name) != asked.half:
            continue
        data = gzip.decompress((folder / "source.html.gz").read_bytes())
        try:
            page = pieces(SourceText.of(folder.name, data, encoding=declared_encoding(data)))
        except PublisherError as error:
            print(f"refused: {error}")
            continue
        reading = assemble(page.pieces, page.hints)
        of_credits = judge_credits(folder, reading, known.get(folder.name, []))
        for measure, score in (*judge(folder, page), *judge_printed(folder, reading), *of_credits):
            scores[family][measure].append((score, folder.name))
    print(f"{time.perf_counter() - began:.1f} s")
    for family, measures in scores.items():
        for measure, found in measures.items():
            print(
                f"{family:10} {measure:16} {sum(score for score, _ in found) / len(found):.3f}  of"
                f" {len(found)}"
            )
            for score, name in sorted(found, reverse="wrong" in measure)[: asked.worst]:
                print(f"    {score:.2f} {name}")


if __name__ == "__main__":
    main()
