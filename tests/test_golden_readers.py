"""Small sources of every kind, each with what a reader of it understands: tests/golden/readers/<case>/{in.*, out.json}.

After a change that is meant, look at each difference and write it: GOLDEN=write pytest tests/test_golden_readers.py
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from publisher.model.body import plain_text
from publisher.readers import read
from publisher.readers.source import Reading

CASES = sorted((Path(__file__).parent / "golden" / "readers").glob("*/in.*"))


def understood(reading: Reading) -> dict[str, Any]:
    """What is compared of a reading: facts, the blocks' words, and everything that left the text."""
    article = reading.article
    told: dict[str, Any] = {
        "title": article.title,
        "kicker": article.kicker,
        "subtitle": article.subtitle,
        "standfirst": article.standfirst,
        "contributors": [
            " | ".join(filter(None, (person.name, str(person.role), person.bio)))
            for person in article.contributors
        ],
        "published": str(article.published or ""),
        "updated": str(article.updated or ""),
        "language": article.language,
        "body": [f"{block.kind}: {plain_text((block,))}" for block in article.body],
        "credits": [picture.credit for picture in article.assets if picture.credit],
        "notices": [f"{notice.kinds[0]}: {notice.text}" for notice in article.rights.notices],
        "left_out": [f"{left.because}: {left.text}" for left in article.left_out],
        "evidence": [f"{fact.field}: {fact.kind}, {fact.found}" for fact in article.evidence],
        "remarks": list(reading.remarks),
    }
    return {key: held for key, held in told.items() if held}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.parent.name)
def test_a_small_source_is_understood_as_it_was(path: Path):
    found = understood(read(path))
    place = path.parent / "out.json"
    if os.environ.get("GOLDEN") == "write":
        place.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
    assert found == json.loads(place.read_text("utf-8"))


def test_every_case_has_a_source_and_what_is_understood_of_it():
    folders = {path.parent for path in CASES}
    assert {path.name for folder in folders for path in folder.glob("out.json")} == {"out.json"}
    assert len(CASES) == len(folders)
