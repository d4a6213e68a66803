"""Our own words are few, in the edition's language, and whole in each language that we speak."""

import datetime
import io
import re
import zipfile
from dataclasses import fields, replace

import pytest

from publisher.build import Order, build_edition
from publisher.model.article import Contributor, Role
from publisher.model.edition import Edition, Part
from publisher.model.rights import Basis, Rights
from publisher.phrases import ENGLISH, Phrases, missing_keys, phrases_for, spoken_languages
from publisher.readers import read_article
from publisher.rendering.theme import load_theme
from publisher.resources import folder

NOON = datetime.datetime(2026, 11, 23, 12, 0, tzinfo=datetime.UTC)
SAMPLE = folder("content") / "articles/how-to-credit/article.md"
WHOLE = ("de", "en", "es", "fr", "it", "nl", "pt")  # languages that leave no key to English


def sentences(phrases: Phrases) -> dict[str, str]:
    """Every sentence of a language by its key."""
    found: dict[str, str] = {}
    for each in fields(Phrases):
        said = getattr(phrases, each.name)
        cases = said.items() if isinstance(said, dict) else [("", said)]
        found |= {f"{each.name}.{case}": words for case, words in cases}
    return found


@pytest.mark.parametrize("language", WHOLE)
def test_no_key_is_left_to_english(language: str) -> None:
    assert missing_keys(language) == ()


@pytest.mark.parametrize("language", spoken_languages())
def test_each_sentence_takes_the_same_facts_as_in_english(language: str) -> None:
    english = sentences(ENGLISH)
    for key, words in sentences(phrases_for(language)).items():
        facts = sorted(re.findall(r"\{(\w+)\}", words))
        assert facts == sorted(re.findall(r"\{(\w+)\}", english[key])), key
        assert words.strip() or key == "fold."


@pytest.mark.parametrize("language", [one for one in spoken_languages() if one != "en"])
def test_a_language_has_words_of_its_own_and_no_unknown_keys(language: str) -> None:
    english, own = sentences(ENGLISH), sentences(phrases_for(language))
    assert phrases_for(language).language == language
    same = [key for key, words in own.items() if words == english[key]]
    assert len(same) < len(own) / 5, same


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [("de", "de"), ("de-AT", "de"), ("FR-ca", "fr"), ("en-GB", "en"), ("tlh", "en"), ("", "en")],
)
def test_a_language_is_chosen_by_its_first_subtag(asked: str, spoken: str) -> None:
    assert phrases_for(asked).language == spoken


@pytest.mark.parametrize("asked", ["../languages/de", "de/../fr", "/etc/passwd", "x" * 300])
def test_no_other_file_is_chosen_by_a_strange_language(asked: str) -> None:
    assert phrases_for(asked) is ENGLISH


def test_no_sentence_passes_a_verdict() -> None:
    verdicts = re.compile(
        r"\blawful|\blegal|\brechtmäßig|\bzulässig|\blégal|\blicit|\blegítim|\brechtmatig",
        re.IGNORECASE,
    )
    for language in spoken_languages():
        assert not [
            one for one in sentences(phrases_for(language)).values() if verdicts.search(one)
        ]


@pytest.mark.parametrize("language", spoken_languages())
def test_an_edition_speaks_its_language_and_is_proved_in_it(language: str) -> None:
    article = replace(read_article(SAMPLE), rights=Rights(basis=Basis.OWN_WORK, holder="Ann Bell"))
    edition = Edition(
        name="e",
        title="Heft",
        language=language,
        contributors=(Contributor(name="Ann Bell", role=Role.EDITOR),),
        parts=(Part(articles=(article, replace(article, title="Again"))),),
    )
    order = Order(theme=load_theme(), formats=("epub",), moment=NOON, on=NOON.date())
    made = build_edition(edition, order).files[0]
    assert made.report.findings == ()
    phrases = phrases_for(language)
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        pages = {
            name: archive.read(name).decode()
            for name in archive.namelist()
            if name.endswith(".xhtml")
        }
    everything = "".join(pages.values())
    for words in (phrases.contents, phrases.sources, phrases.colophon, phrases.roles[Role.EDITOR]):
        assert words in everything
    if language != "en":
        assert ENGLISH.sources not in everything
        assert ENGLISH.contents not in everything
