"""The schemas say what the decoder takes."""

from typing import Literal

import pytest

from publisher.schema.export import meanings, schema


def test_the_schema_of_an_article_has_every_key_that_may_be_written_and_no_other():
    found = schema("article")
    assert found["$schema"].endswith("2020-12/schema")
    assert {"title", "rights", "sources", "body", "text"} <= set(found["properties"])
    assert found["additionalProperties"] is False
    assert found["required"] == ["title"]
    assert "data" not in found["$defs"]["Asset"]["properties"]
    assert found["$defs"]["Rights"]["description"].startswith("The rights record")


def test_the_schema_of_an_edition_names_paths_of_articles():
    found = schema("edition")
    assert {"title", "use", "theme", "articles", "parts"} <= set(found["properties"])
    assert not {"name", "single"} & set(found["properties"])
    assert found["$defs"]["ArticleEntry"]["anyOf"][0]["type"] == "string"
    assert found["$defs"]["ArticleEntry"]["anyOf"][1]["required"] == ["file"]


@pytest.mark.parametrize("what", ["article", "edition"])
def test_every_key_says_what_it_means_and_no_meaning_is_of_a_key_that_is_not_there(
    what: Literal["article", "edition"],
) -> None:
    found = schema(what)
    top = "Edition" if what == "edition" else "Article"
    for name, definition in {top: found, **found["$defs"]}.items():
        for one in definition.get("anyOf", [definition]):
            properties = one.get("properties", {})
            assert [key for key, value in properties.items() if "description" not in value] == []
            if properties and name in meanings():
                assert set(meanings()[name]) == set(properties), name
