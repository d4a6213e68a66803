"""Plain data into the model: all faults at once, each at its place, in words that say what to write instead."""

import datetime
import pickle
from typing import Any

import pytest

from publisher.errors import SchemaError
from publisher.model.article import Article, Asset, Contributor, Relation, Source
from publisher.model.body import Heading, Paragraph, Text
from publisher.model.rights import Basis, Rights
from publisher.schema.decode import decode
from publisher.schema.encode import encode
from publisher.schema.locate import load_json, load_yaml
from publisher.schema.written import EditionRecord, with_entries

MOMENT = datetime.datetime(2024, 5, 31, 9, 30, tzinfo=datetime.UTC)


def article(text, load=load_yaml):
    return decode(load(text), Article, "a.yaml")


def faults(text, load=load_yaml, want=Article):
    with pytest.raises(SchemaError) as caught:
        decode(load(text), want, "a.yaml")
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
    return str(caught.value).splitlines()


def test_a_record_in_yaml_becomes_an_article():
    found = article("""title: 1984
published: 2024-05-31
contributors:
  - name: NO
rights:
  basis: own-work
  tdm_reservation: true
  holder:
sources:
  - relation: captured-from
    captured_at: 2024-05-31T09:30:00Z
body:
  - kind: heading
    level: 2
    children: [{kind: text, text: yes}]
""")
    assert found == Article(
        title="1984",
        published=datetime.date(2024, 5, 31),
        contributors=(Contributor(name="NO"),),
        rights=Rights(basis=Basis.OWN_WORK, tdm_reservation=True),
        sources=(Source(relation=Relation.CAPTURED_FROM, captured_at=MOMENT),),
        body=(Heading(level=2, children=(Text(text="yes"),)),),
    )


def test_every_fault_of_a_record_is_told_at_once_in_order_of_place():
    assert faults("""titel: NO
contributors:
  - name: First Author
  - nam: Second Author
    role: autor
rights:
  basis: licens
  permissions:
    - granted_by: a site
      granted_on: 31 May
      contact_hidden: yes
  tdm_reservation: 1
published: 1717113600
body:
  - kind: paragraf
    children: []
  - kind: list
    start: 1_0
    items: []
  - kind: paragraph
    children:
      - kind: text
        txt: words
""") == [
        "a.yaml:1:1: missing key 'title'",
        "a.yaml:1:1: unknown key 'titel'; did you mean 'title'?",
        "a.yaml:4:5: missing key 'name'",
        "a.yaml:4:5: unknown key 'nam'; did you mean 'name'?",
        (
            "a.yaml:5:5: expected 'author', 'editor', 'translator', 'photographer',"
            " 'illustrator', 'proofreader', 'collector', 'contributor', got 'autor'; did you"
            " mean 'author'?"
        ),
        (
            "a.yaml:7:3: expected 'licence', 'permission', 'public-domain', 'exception',"
            " 'own-work', 'unknown', got 'licens'; did you mean 'licence'?"
        ),
        "a.yaml:10:7: expected a date such as 2024-05-31, got '31 May'",
        "a.yaml:11:7: expected true or false, got 'yes'",
        "a.yaml:12:3: expected true or false, got '1'",
        "a.yaml:13:1: expected a date such as 2024-05-31, got '1717113600'",
        (
            "a.yaml:15:5: expected one of 13 words (`publisher schema` lists them) as 'kind',"
            " got 'paragraf'; did you mean 'paragraph'?"
        ),
        "a.yaml:18:5: expected a whole number such as 12, got '1_0'",
        "a.yaml:22:9: missing key 'text'",
        "a.yaml:23:9: unknown key 'txt'; did you mean 'text'?",
    ]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("published: 1717113600", "expected a date such as 2024-05-31, got '1717113600'"),
        ("published: 2024-05-31T00:00:00", "expected a date such as 2024-05-31"),
        ("published: 2024-02-30", "expected a date such as 2024-05-31, got '2024-02-30'"),
        (
            "sources: [{relation: version-of, captured_at: 1717113600}]",
            "expected a moment such as 2024-05-31T09:30:00Z",
        ),
        (
            "sources: [{relation: version-of, captured_at: 2024-05-31}]",
            "expected a moment such as 2024-05-31T09:30:00Z",
        ),
        ("rights: {tdm_reservation: yes}", "expected true or false, got 'yes'"),
        ("rights: {tdm_reservation: 'True'}", "expected true or false, got 'True'"),
        ("rights: {tdm_reservation: 1}", "expected true or false, got '1'"),
        (
            "body: [{kind: list, items: [], start: 1_000}]",
            "expected a whole number such as 12, got '1_000'",
        ),
        (
            "body: [{kind: list, items: [], start: 1.0}]",
            "expected a whole number such as 12, got '1.0'",
        ),
        (
            "body: [{kind: list, items: [], start: '012'}]",
            "expected a whole number such as 12, got '012'",
        ),
        ("keywords: one", "expected a list, got 'one'"),
        ("keywords:\n  - a\n  -\n", "expected text; put it in quotes, got nothing"),
        ("rights: mine", "expected keys and values, got 'mine'"),
        ("rights: {licence: {covers: text}}", "a licence needs an id, an address or a name"),
        ("contributors: [{name: ' '}]", "a contributor needs a name"),
        (
            "body: [{kind: heading, level: 6, children: []}]",
            "a heading has a level from 1 to 5, not 6",
        ),
        ("body: [{children: []}]", "missing key 'kind'"),
        (
            "assets: [{id: a, file: b.png, data: abc}]",
            "unknown key 'data'; put the picture beside this file",
        ),
        ("direction: up", "expected '', 'ltr', 'rtl', got 'up'"),
        ("rights: {notices: [{kinds: [fair-us], text: words}]}", "did you mean 'fair-use'?"),
        ("evidence: [{field: title, kind: stated, rul: x}]", "did you mean 'rule'?"),
    ],
)
def test_what_is_not_written_as_it_should_be_is_a_fault(line, says):
    [fault] = faults(f"title: A\n{line}\n")
    assert fault.startswith(("a.yaml:2:", "a.yaml:4:")), fault
    assert says in fault


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"title": 7}', "a.yaml:1:2: expected text; put it in quotes, got 7"),
        ('{"title": "A", "rights": {"tdm_reservation": 1}}', "expected true or false, got 1"),
        (
            '{"title": "A", "body": [{"kind": "list", "start": 1.0, "items": []}]}',
            "expected a whole number such as 12, got 1.0",
        ),
        ('{"title": "A", "kicker": "\\u0007"}', "holds a character that no EPUB or PDF can"),
        ('{"title": "A", "kicker": "\\ud800"}', "holds a character that no EPUB or PDF can"),
        ('["title"]', "expected keys and values such as `title: ...`, got ['title']"),
    ],
)
def test_json_is_judged_alike(text, says):
    [fault] = faults(text, load_json)
    assert says in fault


def test_json_takes_truth_values_numbers_and_both_halves_of_a_smile():
    found = article(
        '{"title": "\\ud83d\\ude00", "kicker": null, "rights": {"tdm_reservation": false}, '
        '"body": [{"kind": "heading", "level": 3, "children": []}]}',
        load_json,
    )
    assert (found.title, found.rights.tdm_reservation) == ("\U0001f600", False)


def test_faults_of_form_and_of_content_are_told_together():
    assert len(faults("title: A\ntitle: B\nkickr: C\n")) == 2


def test_a_message_stays_short_however_long_the_value():
    assert all(len(fault) < 300 for fault in faults(f"title: A\npublished: {'9' * 100_000}\n"))


def test_a_title_of_ten_thousand_characters_is_a_title():
    assert len(article(f"title: {'long words ' * 1000}").title) == 10_999


def test_an_edition_names_paths():
    found: Any = decode(
        with_entries(load_yaml("title: E\nparts:\n  - title: P\n    articles: [a.md]\n")),
        EditionRecord,
        "e.yaml",
    )
    assert [entry.file for entry in found.parts[0].articles] == ["a.md"]
    assert faults("title: E\nname: e\narticels: [a.md]\n", want=EditionRecord) == [
        "a.yaml:2:1: unknown key 'name'",
        "a.yaml:3:1: unknown key 'articels'; did you mean 'articles'?",
    ]


def test_encode_writes_what_is_not_a_default_and_reads_back_equal():
    found = Article(
        title="A",
        assets=(Asset(id="p", file="p.png", data=b"\x89PNG"),),
        rights=Rights(tdm_reservation=False),
        body=(Paragraph(children=(Text(text=""),)),),
    )
    assert encode(found) == {
        "title": "A",
        "rights": {"tdm_reservation": False},
        "assets": [{"id": "p", "file": "p.png"}],
        "body": [{"children": [{"text": "", "kind": "text"}], "kind": "paragraph"}],
    }
