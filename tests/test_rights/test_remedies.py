"""Each remedy names keys that stand in the file a person is editing."""

import ast
import re
from dataclasses import fields

import pytest

from publisher.model.article import Article, Source
from publisher.model.edition import Edition
from publisher.model.rights import Rights
from publisher.rights.conditions import Assessment, State
from publisher.rights.remedies import IN_ENTRY, OF_EDITION, with_keys
from publisher.schema.written import ArticleEntry
from tests.test_architecture import HOUSE


def needed(remedy: str) -> Assessment:
    """Something open, with this remedy."""
    return Assessment(
        article="A", condition="basis", state=State.NEEDED, sentence="open", remedy=remedy
    )


def keys_of(cls: type) -> set[str]:
    """The keys that a record of this class takes."""
    return {each.name for each in fields(cls)}


@pytest.mark.parametrize(("key", "in_entry"), sorted(IN_ENTRY.items()))
def test_a_key_stands_in_articles_and_its_twin_in_entries(key: str, in_entry: str) -> None:
    top, _, inner = key.partition(".")
    assert top in keys_of(Article)
    assert not inner or inner in keys_of({"rights": Rights, "sources": Source}[top])
    assert in_entry in keys_of(ArticleEntry)


@pytest.mark.parametrize("key", sorted(OF_EDITION))
def test_a_key_of_the_edition_stands_in_editions(key: str) -> None:
    assert key in keys_of(Edition)


def test_every_key_that_a_remedy_names_is_known() -> None:
    sources = [*(HOUSE / "rights").glob("*.py"), HOUSE / "pictures" / "unstated_rights.py"]
    said = [
        node.value
        for path in sources
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" not in node.value
    ]
    braced = {key for words in said for key in re.findall(r"\{([a-z_]+(?:\.[a-z_]+)?)\}", words)}
    assert {"rights.basis", "rights.credit", "sources.url", "assets", "use"} <= braced
    assert {key for key in braced if "." in key} <= IN_ENTRY.keys()
    plain = re.compile(r"(?:[Ww]rite|under|add|in) (?:rights|assets|sources)\.[a-z_]+")
    assert not list(filter(plain.search, said)), "a key without braces is no key of an entry"


def test_a_remedy_is_said_in_the_keys_of_the_file() -> None:
    remedy = "write {rights.basis}: licence, or leave the pictures out ({pictures}: omit)"
    article = with_keys(needed(remedy), single=True).remedy
    entry = with_keys(needed(remedy), single=False).remedy
    assert article.startswith("write rights.basis: licence")
    assert "pictures of an edition's file: omit" in article
    assert entry.startswith("write basis in its entry: licence")
    assert "(pictures: omit)" in entry
    page = with_keys(needed(remedy), single=True, takes_keys=False).remedy
    assert page.startswith("write basis in its entry: licence")


@pytest.mark.parametrize(
    ("single", "takes_keys", "says"),
    [
        (True, True, "write sources.url, or give --source-url"),
        (True, False, "write source_url in its entry, or give --source-url"),
        (False, True, "write source_url in its entry"),
    ],
)
def test_an_option_is_named_only_where_the_command_takes_it(
    single: bool, takes_keys: bool, says: str
) -> None:
    found = with_keys(needed("write {sources.url}"), single=single, takes_keys=takes_keys)
    assert found.remedy == says
