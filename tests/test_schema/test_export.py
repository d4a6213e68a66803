"""The schemas say what the decoder takes."""

from publisher.schema.export import schema


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
