"""The record read back into an edition: written again, it is the same record."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from publisher.errors import EvidenceError
from publisher.model.article import Article, Asset
from publisher.model.edition import Edition, alone, clock
from publisher.model.rights import Rights, Signal, SignalScheme
from publisher.readers import read_article, read_edition
from publisher.rights import notices, record
from publisher.rights.record_reader import recall

CONTENT = Path(__file__).resolve().parent.parent.parent / "content"
ARTICLES = sorted(path for path in CONTENT.glob("articles/*/article.*"))
EDITIONS = sorted(CONTENT.glob("editions/*-*.yaml"))


def written(edition: Edition) -> bytes:
    return record.write(
        edition, notices.ledger(edition), clock(edition).strftime("%Y-%m-%dT%H:%M:%SZ")
    )


def again(data: bytes) -> bytes:
    """The record of the recalled edition.

    Its words come from the first record, since an edition recalled has none.
    """
    edition, ledger = recall(data, "r"), record.read(data, "r")
    return record.write(edition, ledger, json.loads(data)["@graph"][0]["dateModified"])


@pytest.mark.parametrize(
    "path", [*ARTICLES, *EDITIONS], ids=lambda path: path.parent.name + "/" + path.name
)
def test_a_record_recalled_and_written_again_is_the_same(path: Path) -> None:
    edition = read_edition(path) if path in EDITIONS else alone(read_article(path), name="a")
    assert again(written(edition)) == written(edition)


def test_signals_of_an_article_and_of_its_picture_are_recalled_to_the_letter() -> None:
    signal = Signal(
        scheme=SignalScheme.ROBOTS,
        name="X-Robots-Tag",
        value="onebot: noai,  “odd”",
        found="header X-Robots-Tag",
        agent="onebot",
    )
    of_picture = Signal(scheme=SignalScheme.PICTURE, name="plus:DataMining", value="x:y")
    article = Article(
        title="T",
        rights=Rights(signals=(signal, replace(signal, agent=""))),
        assets=(Asset(id="p", file="p.png", alt="P", signals=(of_picture,)),),
    )
    (found,) = recall(written(alone(article, name="a")), "r").articles
    assert found.rights.signals == article.rights.signals
    assert found.assets[0].signals == (of_picture,)


def test_what_is_recalled_is_what_was_known() -> None:
    edition = read_edition(EDITIONS[-1])
    found = recall(written(edition), "r", name=edition.name)
    assert [article.title for article in found.articles] == [
        article.title for article in edition.articles
    ]
    assert [part.title for part in found.parts] == [part.title for part in edition.parts]
    for given, recalled in zip(edition.articles, found.articles, strict=True):
        assert recalled.contributors == given.contributors
        assert recalled.sources == tuple(
            replace(source, text_sha256="") for source in given.sources
        )
        assert recalled.rights.licence == given.rights.licence
        assert recalled.address == given.address
        assert recalled.left_out == given.left_out


@pytest.mark.parametrize(
    "harm",
    [
        lambda graph: graph[0].pop("name"),
        lambda graph: graph[0].update(hasPart=[{"@id": "urn:none"}]),
        lambda graph: graph[0].update(author="x"),
        lambda graph: graph[1].update(isBasedOn=[{"pub:relation": "stolen-from"}]),
        lambda graph: graph[1].update(headline=""),
        lambda graph: graph[1].update(datePublished="yesterday"),
        lambda graph: graph[1].update(abstract=[1]),
        lambda graph: graph.clear(),
    ],
)
def test_an_altered_record_is_refused_in_one_line(harm: Any) -> None:
    data = json.loads(written(alone(read_article(ARTICLES[0]), name="a")))
    harm(data["@graph"])
    with pytest.raises(EvidenceError, match="altered") as refused:
        recall(json.dumps(data).encode(), "file.epub")
    assert "\n" not in str(refused.value)
