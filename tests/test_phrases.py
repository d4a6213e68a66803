"""Our own words are few, in the edition's language, and whole in each language that we speak."""

import datetime
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from itertools import product
from typing import Any

import pikepdf
import pytest
from lxml import etree

from publisher.build import Order, build_edition
from publisher.model.article import (
    Article,
    Asset,
    Contributor,
    LeftOut,
    LeftOutBecause,
    Modification,
    Relation,
    Role,
    Source,
    Withheld,
)
from publisher.model.article import Change as Changed
from publisher.model.body import (
    Block,
    Cell,
    Code,
    Figure,
    Formula,
    Heading,
    Note,
    NoteMark,
    Paragraph,
    Row,
    Table,
    Text,
)
from publisher.model.edition import Edition, Part, Reliance, alone
from publisher.model.rights import (
    Basis,
    Condition,
    ConditionId,
    Licence,
    Notice,
    NoticeKind,
    Permission,
    Rights,
)
from publisher.pdffile.pages import read_pages
from publisher.phrases import (
    ENGLISH,
    Phrases,
    constants,
    filled,
    missing_keys,
    phrases_for,
    places,
    spoken_languages,
    unknown_keys,
)
from publisher.readers import read_article
from publisher.rendering.theme import load_theme, theme_names
from publisher.resources import folder

NOON = datetime.datetime(2026, 11, 23, 12, 0, tzinfo=datetime.UTC)
SAMPLE = folder("content") / "articles/how-to-credit/article.md"
OTHERS = [language for language in spoken_languages() if language != "en"]


def sentences(phrases: Phrases) -> dict[str, str]:
    """Every sentence of a language by its key."""
    found: dict[str, str] = {}
    for each in fields(Phrases):
        said = getattr(phrases, each.name)
        cases = said.items() if isinstance(said, Mapping) else [("", said)]
        if each.name != "months":
            found |= {f"{each.name}.{case}": words for case, words in cases}
    return found


@pytest.mark.parametrize("language", spoken_languages())
def test_no_key_is_left_to_english_and_none_is_asked_for_by_nobody(language: str) -> None:
    assert missing_keys(language) == ()
    assert unknown_keys(language) == ()


@pytest.mark.parametrize("language", spoken_languages())
def test_each_sentence_takes_the_same_facts_as_in_english(language: str) -> None:
    english = sentences(ENGLISH)
    for key, words in sentences(phrases_for(language)).items():
        assert sorted(places(words)) == sorted(places(english[key])), key
        assert bool(words.strip()) == bool(english[key].strip()) or key == "first_of_month."
        # a place that may stay empty stands in brackets, and brackets are closed
        assert re.fullmatch(r"(?:[^\[\]]|\[[^\[\]]*\{\w+\}[^\[\]]*\])*", words), key


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_words_of_its_own(language: str) -> None:
    english, own = sentences(ENGLISH), sentences(phrases_for(language))
    assert phrases_for(language).language == language
    spoken = [key for key, words in own.items() if "".join(constants(words)).strip(" ,.;:()“”")]
    same = [key for key in spoken if own[key] == english[key]]
    assert len(same) < len(spoken) / 20, same


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [("de", "de"), ("de-AT", "de"), ("FR-ca", "fr"), ("en-GB", "en"), ("tlh", "en"), ("", "en")],
)
def test_a_language_is_chosen_by_its_first_subtag(asked: str, spoken: str) -> None:
    assert phrases_for(asked).language == spoken


@pytest.mark.parametrize("asked", ["../languages/de", "de/../fr", "/etc/passwd", "x" * 300])
def test_no_other_file_is_chosen_by_a_strange_language(asked: str) -> None:
    assert phrases_for(asked).language == "en"


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "1 May 2026"),
        ("de", "1. Mai 2026"),
        ("fr", "1er mai 2026"),
        ("es", "1 de mayo de 2026"),
        ("ru", "1 мая 2026"),
        ("zh", "2026年5月1日"),
        ("ja", "2026年5月1日"),
        ("ar", "1 مايو 2026"),
    ],
)
def test_a_day_is_written_as_people_write_it(language: str, written: str) -> None:
    assert phrases_for(language).date(datetime.date(2026, 5, 1)) == written


@pytest.mark.parametrize("language", spoken_languages())
def test_every_month_of_a_language_has_a_name_of_its_own(language: str) -> None:
    days = {phrases_for(language).date(datetime.date(2026, month, 2)) for month in range(1, 13)}
    assert len(days) == 12


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"where": "A paper"}, "First published by A paper."),
        ({"where": "A paper", "date": "3 May"}, "First published by A paper, 3 May."),
        ({"where": "A paper Inc."}, "First published by A paper Inc."),
        ({"where": "“Why?”"}, "First published by “Why?”"),
    ],
)
def test_a_fact_that_nobody_knows_takes_its_punctuation_with_it(
    facts: dict[str, str], said: str
) -> None:
    assert filled(ENGLISH.origins[Relation.ORIGINALLY_PUBLISHED], **facts) == said


def test_no_sentence_passes_a_verdict() -> None:
    verdicts = re.compile(
        r"\blawful|\blegal|\brechtmäßig|\bzulässig|\blégal|\blicit|\blegítim|\brechtmatig",
        re.IGNORECASE,
    )
    for language in spoken_languages():
        said = sentences(phrases_for(language)).values()
        assert not [one for one in said if verdicts.search(one)]


@pytest.mark.parametrize("language", spoken_languages())
def test_an_edition_speaks_its_language_and_is_proved_in_it(language: str) -> None:
    article = replace(read_article(SAMPLE), rights=Rights(basis=Basis.OWN_WORK, holder="Ann Bell"))
    edition = Edition(
        name="e",
        title="Heft",
        language=language,
        contributors=(Contributor(name="Ann Bell", role=Role.EDITOR),),
        reliance=Reliance(exception="§ 51", purpose="1"),
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
        package = archive.read("EPUB/content.opf").decode()
    everything = "".join(pages.values())
    reliance = (phrases.lead(phrases.relies_on), phrases.relies_for_all)
    for words in (phrases.contents, phrases.sources, phrases.unchanged, *reliance):
        assert words in everything
    assert phrases.lead(phrases.summary) in package
    if language != "en":
        assert ENGLISH.contents not in everything
        assert ENGLISH.unchanged not in everything
        assert ENGLISH.relies_for_all not in everything
        assert ENGLISH.lead(ENGLISH.summary) not in package


# --- no English word of ours in another language

_PICTURE = "https://example.org/8"
# of a package: values that the formats themselves give, which no reader shows as they are
_CODES = re.compile(r"schema:access(?!ibilitySummary)\w+|\w+-type|role|rendition:.+|dcterms:conf.+")


def rich(language: str, words: str) -> Article:
    """An article that makes us say all that we can say, in facts of signs and numbers alone."""
    day = datetime.date(2026, 5, 1)
    moment = datetime.datetime(2026, 5, 2, tzinfo=datetime.UTC)
    conditions = tuple(Condition(id=each) for each in ConditionId)
    asking = Condition(id=ConditionId.ASK_FIRST, forms=("print", "other forms"))
    licence = Licence(url="https://example.org/3", name=words)
    names = (*Role, *[Role.AUTHOR] * 4)
    return Article(
        title=words,
        kicker=f"{words} 91",
        standfirst=f"{words} 92",
        language=language,
        published=day,
        updated=day,
        contributors=tuple(
            Contributor(name=f"{words} {number}{role.value[0]}", role=role, institution=words)
            for number, role in enumerate(names)
        ),
        sources=tuple(
            Source(
                relation=relation,
                title="12",
                date=day.replace(month=8),
                captured_at=moment,
                url="https://example.org/1",
                archive_url="https://example.net/2",
            )
            for relation in Relation
        ),
        modifications=tuple(
            Modification(change=change, by=words, note=words) for change in Changed
        ),
        left_out=tuple(LeftOut(text="1", because=because) for because in LeftOutBecause),
        assets=(
            Asset(id="lost", file="1.png", alt=f"{words} 93", credit=f"{words} 94", url=_PICTURE),
            Asset(id="chosen", file="2.png", alt=f"{words} 95", withheld=Withheld.BY_CHOICE),
            Asset(id="nobody", file="3.png", alt=f"{words} 96", withheld=Withheld.NO_CREDIT),
        ),
        rights=Rights(
            basis=Basis.LICENCE,
            holder="345",
            licence=licence,
            exception="67",
            terms_url="https://example.org/4",
            permission_url="https://example.org/5",
            status_url="https://example.org/6",
            tdm_reservation=True,
            tdm_policy="https://example.org/7",
            permissions=(
                Permission(
                    granted_by=words,
                    audience=("community internet sites",),
                    conditions=(*conditions, asking),
                    granted_on=day,
                    expires_on=day,
                ),
            ),
            notices=(Notice(kinds=(NoticeKind.DISCLAIMER,), text=f"{words} 97"),),
        ),
        body=everything(words),
    )


def everything(words: str) -> tuple[Block, ...]:
    """A text with what we say something about: pictures that are not there, notes, formulas."""
    said = Paragraph(children=(Text(text=f"{words} 98"), NoteMark(note="n")))
    cell = Cell(children=(Text(text=f"{words} 99"),))
    formula = '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math>'
    return (
        said,
        *(Figure(asset=name) for name in ("lost", "chosen", "nobody")),
        Heading(level=2, children=(Text(text=f"{words} 100"),)),
        Table(head=(Row(cells=(cell, cell)),), rows=(Row(cells=(cell, cell)),)),
        Paragraph(children=(Formula(mathml=formula),)),
        Code(text="1 = 1"),
        Note(name="n", children=(Paragraph(children=(Text(text=f"{words} 101"),)),)),
    )


def english_words() -> frozenset[str]:
    """The words of our English sentences, and of what a record says in English."""
    said = [part for words in sentences(ENGLISH).values() for part in constants(words)]
    said += [*ENGLISH.months, *(role.value for role in Role), "The source", "capture"]
    return frozenset(word.lower() for word in re.findall(r"[A-Za-z]{3,}", " ".join(said)))


def our_words(words: str) -> Iterator[str]:
    theme = load_theme()
    for name in (*theme.fonts, theme.title):
        words = words.replace(name, " ")
    bare = re.sub(r"https?://\S+|(?:www\.)?\bexample\.\S+|urn:\S+|provenance\.jsonld", " ", words)
    yield from (word.lower() for word in re.findall(r"[A-Za-z]{3,}", bare))


def said_by_epub(data: bytes) -> Iterator[str]:
    """What a book says to people: pages, ways in, descriptions, and what shelves show of it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if name.endswith((".xhtml", ".opf", ".ncx"))]
        roots = [etree.fromstring(archive.read(name)) for name in names]
    for node in (node for root in roots for node in root.iter("*")):
        kind = node.get("property") or etree.QName(node).localname
        is_told = not _CODES.fullmatch(kind) and kind != "style"
        yield from (node.text or "", node.tail or "") if is_told else ()
        yield from (node.get(name, "") for name in ("alt", "title", "aria-label", "alttext"))


def said_by_pdf(data: bytes) -> Iterator[str]:
    """What a PDF says to people: pages, bookmarks, labels, descriptions, properties, attachments."""
    yield from (page.text for page in read_pages(data, "any.pdf"))
    with pikepdf.open(io.BytesIO(data)) as opened:
        with opened.open_outline() as outline:
            waiting = list(outline.root)
            while waiting:
                waiting += waiting[0].children
                yield waiting.pop(0).title
        yield from (page.label for page in opened.pages)
        yield from (one.description for one in opened.attachments.values())
        yield from map(str, opened.docinfo.values())
        for held in opened.objects:
            if isinstance(held, pikepdf.Dictionary):
                yield from (str(held[key]) for key in ("/Alt", "/ActualText") if key in held)
        packet = etree.fromstring(opened.Root.Metadata.read_bytes())
    for node in packet.iter("*"):
        # what each property of a schema means (ISO 19005-3, 6.6.2.3.2) is no fact of the edition
        if "aiim.org/pdfa/ns/" not in node.tag and node.text:
            yield node.text


# programs by their names, media types
_NAMES = {"publisher", "weasyprint", "application", "pdf", "epub", "mathml", "sil", "open", "font"}


def cases() -> Iterator[Any]:
    """Of one design several articles in each language, and one alone; -m judge takes all."""
    languages = (("de", "Über"), ("fr", "Été"), ("ar", "العنوان"))
    for (language, words), theme, single in product(languages, theme_names(), (False, True)):
        usual = theme == "book" and single is (language == "fr")
        marks = () if usual else (pytest.mark.judge,)
        yield pytest.param(language, words, theme, single, marks=marks)


@pytest.mark.parametrize(("language", "words", "theme", "single"), list(cases()))
def test_an_edition_in_another_language_has_no_english_word_of_ours(
    language: str, words: str, theme: str, single: bool
) -> None:
    article = rich(language, words)
    edition = alone(article, name="e")
    if not single:
        other = (Paragraph(children=(Text(text=f"{words} 104"),)),)
        edition = Edition(
            name="e",
            title=f"{words} 102",
            language=language,
            contributors=(Contributor(name=words, role=Role.EDITOR),),
            parts=(
                Part(
                    title=f"{words} 103",
                    articles=(article, Article(title=f"{words} 2", language=language, body=other)),
                ),
            ),
            rights=article.rights,
        )
    phrases = phrases_for(language)
    spoken = [part for one in sentences(phrases).values() for part in constants(one)]
    foreign = english_words() - _NAMES - set(our_words(" ".join((*spoken, *phrases.months))))
    order = Order(theme=load_theme(theme), moment=NOON, on=NOON.date())
    epub, pdf = (file.data for file in build_edition(edition, order).files)
    said = (*said_by_epub(epub), *said_by_pdf(pdf))
    assert phrases.attached in said
    assert [(word, text) for text in said for word in our_words(text) if word in foreign] == []
    pages = " ".join(page.text for page in read_pages(pdf, "e.pdf"))
    assert not re.search(r"\d{4}-\d\d-\d\d", pages)
