"""Our Markdown, YAML and JSON.

What they give, and every fault at its line with what to write instead.
"""

import re

import pytest

from publisher.errors import SchemaError, SourceError
from publisher.model.article import Article, Asset
from publisher.model.body import (
    Aside,
    Cell,
    Code,
    Emphasis,
    Figure,
    Foreign,
    Heading,
    Item,
    Line,
    LineBreak,
    Link,
    List,
    Note,
    NoteMark,
    Paragraph,
    Passage,
    Quote,
    Row,
    Rule,
    Script,
    Strong,
    Struck,
    Table,
    Text,
    Verse,
)
from publisher.model.rights import Basis, Rights
from publisher.readers import is_edition, read_article, read_edition, structured
from publisher.readers.markdown import read
from publisher.readers.source import SourceText

FRONT = (
    "---\ntitle: A\nassets:\n  - id: press\n    file: images/press.png\n    alt: A press\n"
    "  - id: map\n    file: images/map.png\nrights:\n  basis: own-work\n---\n"
)
FIRST = 12  # the line after FRONT


def body(text):
    return read(SourceText.of("a.md", f"{FRONT}{text}".encode())).article.body


def faults(text, front=FRONT):
    with pytest.raises(SchemaError) as caught:
        read(SourceText.of("a.md", f"{front}{text}".encode()))
    return str(caught.value).splitlines()


def words(text):
    return (Text(text=text),)


def paragraph(text):
    return Paragraph(children=words(text))


def test_every_block_and_inline_of_our_markdown():
    assert body("""
## A heading of *stress*

Words, **strong**, ~~struck~~, H[2]{.sub}O, x[2]{.sup}, `code`\\
a [link](https://example.org/a_(b)), [كلمات]{lang=ar dir=rtl} and a note[^n].
Same paragraph.

![](press)
A caption, in the
next line.

> Said.
>
> — Who said it

- one
- two

  more

3. three

```python
x = 1
```

| a | b |
|:--|--:|
| c | d \\| e |

Table: What it shows

***

*

---

::: verse
A line
    two steps in

  *a stanza*
:::

:::: aside In *short*
Words.

::: passage {lang=he dir=rtl}
עברית
:::
::::

[^n]: The note.

    Its second paragraph.
""") == (
        Heading(level=1, children=(Text(text="A heading of "), Emphasis(children=words("stress")))),
        Paragraph(
            children=(
                Text(text="Words, "),
                Strong(children=words("strong")),
                Text(text=", "),
                Struck(children=words("struck")),
                Text(text=", H"),
                Script(position="sub", children=words("2")),
                Text(text="O, x"),
                Script(position="sup", children=words("2")),
                Text(text=", "),
                body("`code`")[0].children[0],
                LineBreak(),
                Text(text="a "),
                Link(address="https://example.org/a_(b)", children=words("link")),
                Text(text=", "),
                Foreign(language="ar", direction="rtl", children=words("كلمات")),
                Text(text=" and a note"),
                NoteMark(note="n"),
                Text(text=". Same paragraph."),
            )
        ),
        Figure(asset="press", caption=words("A caption, in the next line.")),
        Quote(children=(paragraph("Said."),), attribution=words("Who said it")),
        List(
            items=(
                Item(children=(paragraph("one"),)),
                Item(children=(paragraph("two"), paragraph("more"))),
            )
        ),
        List(items=(Item(children=(paragraph("three"),)),), ordered=True, start=3),
        Code(text="x = 1", language="python"),
        Table(
            head=(
                Row(
                    cells=(
                        Cell(children=words("a"), header=True, align="start"),
                        Cell(children=words("b"), header=True, align="end"),
                    )
                ),
            ),
            rows=(
                Row(
                    cells=(
                        Cell(children=words("c"), align="start"),
                        Cell(children=words("d | e"), align="end"),
                    )
                ),
            ),
            caption=words("What it shows"),
        ),
        Rule(mark="***"),
        Rule(mark="*"),
        Rule(),
        Verse(
            lines=(
                Line(children=words("A line")),
                Line(children=words("two steps in"), indent=2),
                Line(children=()),
                Line(children=(Emphasis(children=words("a stanza")),), indent=1),
            )
        ),
        Aside(
            title=(Text(text="In "), Emphasis(children=words("short"))),
            children=(
                paragraph("Words."),
                Passage(language="he", direction="rtl", children=(paragraph("עברית"),)),
            ),
        ),
        Note(name="n", children=(paragraph("The note."), paragraph("Its second paragraph."))),
    )


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("# A", "1:1", "begin with `##`"),
        (
            "words\n\n![](nobody)",
            "3:5",
            r"unknown picture 'nobody'; name it under `assets` .*there: map, press",
        ),
        ("![Other words](press)", "1:3", "another alt text"),
        ("[a](/b)", "1:5", "an address must be whole, got '/b'; write it with https://"),
        ("x\n[a](javascript:alert%281%29)", "2:5", "links with 'javascript:' are not carried"),
        ("[a](file:///etc/passwd)", "1:5", "links with 'file:' are not carried"),
        ("[a](data:text/html,x)", "1:5", "links with 'data:' are not carried"),
        ('[a](https://example.org/ "title")', "1:27", "the title of a link"),
        ("a[^n]", "1:2", r"no note 'n'; write it below as `\[\^n\]: words`"),
        ("a\n\n[^n]: b", "3:1", "nothing leads to the note 'n'"),
        ("a[^n]\n\n[^n]: b\n\n[^n]: c", "5:1", "a second note 'n'"),
        ("<div>\nwords\n</div>", "1:1", r"HTML \(<div>\) is not read"),
        ("a <sup>2</sup>", "1:3", r"write `\[words\]\{\.sup\}`"),
        ("<!-- words -->", "1:1", "a comment of HTML"),
        (
            "::: box\nwords\n:::",
            "1:5",
            "unknown container 'box'; there are aside, list, passage and verse",
        ),
        ("words\n\n::: aside\nwords", "3:1", "`::: aside` has no end; put a line `:::` behind it"),
        ("::: passage {langue=ar}\nwords\n:::", "1:14", "'langue' is not known here"),
        ("[a]{lang=ar dir=up}", "1:13", "expected ltr or rtl, got 'up'"),
        ("[a]{.big}", "1:6", "'.big' is not known here"),
        ("| a |\n|---|\n| b | c |", "3:7", "more cells than the table's first line has"),
        (
            '```block\n{"kind": "table",\n"row": [], "rows": []}\n```',
            "3:1",
            "unknown key 'row'; did you mean 'rows'",
        ),
        ("```block\n{\n```", None, "this is not JSON"),
        ("a\x07b", "1:2", r"control character \(U\+0007\)"),
        ("> " * 200 + "deep", "1", "more than 100 levels deep"),
    ],
)
def test_each_fault_of_the_text_is_told_at_its_place(text, place, says):
    found = faults(text)
    assert re.search(says, found[0]), found
    if place:
        line, *column = place.split(":")
        assert found[0].startswith(
            ":".join(("a.md", str(int(line) + FIRST - 1), *column)) + ": "
        ), found


def test_faults_of_head_and_text_are_told_at_once():
    found = faults("# A\n\n[^x]: b\n\n[a](b)\n", "---\ntitel: A\npublished: soon\nbody: []\n---\n")
    assert [line.split(": ")[0] for line in found] == [
        "a.md:2:1",
        "a.md:2:1",
        "a.md:3:1",
        "a.md:4:1",
        "a.md:6:1",
        "a.md:8:1",
        "a.md:10:5",
    ]


def test_words_given_for_a_picture_are_its_alt_text_where_it_has_none():
    article = read(SourceText.of("a.md", f"{FRONT}![A map](images/map.png)".encode())).article
    assert article.assets[1] == Asset(id="map", file="images/map.png", alt="A map")
    assert article.body == (Figure(asset="map"),)


def test_a_head_without_an_end_is_refused_and_other_softwares_head_is_a_capture():
    with pytest.raises(SourceError, match=r"a\.md:1:1: the front matter has no end"):
        read(SourceText.of("a.md", b"---\ntitle: A\n\nwords\n"))
    assert read(
        SourceText.of("a.md", b"---\ntitle: A\nauthor: B\ndate: 2024-05-31\n---\n\nSome words.\n")
    ).capture
    assert not read(
        SourceText.of("a.md", b"---\ntitle: A\nrights:\n  basis: own-work\n---\n\nSome words.\n")
    ).capture


def test_yaml_and_json_give_the_same_article_as_markdown():
    as_yaml = (
        b"title: A\nrights:\n  basis: own-work\ntext: |\n  ## Heading\n\n  Words[^n].\n\n  [^n]:"
        b" Note.\n"
    )
    as_json = (
        b'{"title": "A", "rights": {"basis": "own-work"}, "text": "##'
        b' Heading\\n\\nWords[^n].\\n\\n[^n]: Note.\\n"}'
    )
    as_blocks = b"""title: A
rights: {basis: own-work}
body:
  - {kind: heading, level: 1, children: [{kind: text, text: Heading}]}
  - {kind: paragraph, children: [{kind: text, text: Words}, {kind: note-mark, note: n}, {kind: text, text: .}]}
  - {kind: note, name: n, children: [{kind: paragraph, children: [{kind: text, text: Note.}]}]}
"""
    articles = [
        structured.read(SourceText.of(name, data)).article
        for name, data in (("a.yaml", as_yaml), ("a.json", as_json), ("b.yaml", as_blocks))
    ]
    assert (
        articles
        == [
            Article(
                title="A",
                rights=Rights(basis=Basis.OWN_WORK),
                body=(
                    Heading(level=1, children=words("Heading")),
                    Paragraph(children=(Text(text="Words"), NoteMark(note="n"), Text(text="."))),
                    Note(name="n", children=(paragraph("Note."),)),
                ),
            )
        ]
        * 3
    )


@pytest.fixture
def edition(tmp_path):
    (tmp_path / "one" / "images").mkdir(parents=True)
    (tmp_path / "one" / "article.md").write_text(
        FRONT.replace("  - id: map\n    file: images/map.png\n", "") + "![](press)\n"
    )
    (tmp_path / "one" / "images" / "press.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "two.yaml").write_text("title: Two\nrights:\n  basis: own-work\n")
    (tmp_path / "editions").mkdir()
    path = tmp_path / "editions" / "spring.yaml"
    path.write_text(
        "title: NO\nparts:\n  - title: First\n    articles:\n      - ../one/article.md\n  -"
        " articles: [../two.yaml]\n"
    )
    return path


def test_an_edition_reads_its_articles_and_their_pictures(edition):
    found = read_edition(edition)
    assert (found.name, found.title, [part.title for part in found.parts]) == (
        "spring",
        "NO",
        ["First", ""],
    )
    assert [article.title for article in found.articles] == ["A", "Two"]
    assert found.articles[0].assets[0].media_type == "image/png"
    assert is_edition(edition)
    assert not is_edition(edition.parent.parent / "two.yaml")


def test_the_faults_of_all_articles_are_told_at_once_each_with_its_own_path(edition):
    (edition.parent.parent / "two.yaml").write_text("titel: Two\n")
    (edition.parent.parent / "one" / "article.md").write_text(FRONT + "# A\n")
    edition.write_text(edition.read_text() + "  - articles: [gone.md]\n")
    with pytest.raises(SchemaError) as caught:
        read_edition(edition)
    found = str(caught.value).splitlines()
    assert len(found) == 4
    assert "one/article.md:12:1: " in found[0]
    assert all("two.yaml:1:1: " in line for line in found[1:3])
    assert "spring.yaml:7:" in found[3]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("title: E\n", "an edition needs articles"),
        (
            "title: E\narticles: [a.md]\nparts: [{articles: [a.md]}]\n",
            "both 'articles' and 'parts'",
        ),
        (
            "title: E\nname: e\narticels: [a.md]\n",
            "unknown key 'articels'; did you mean 'articles'",
        ),
    ],
)
def test_an_edition_file_that_does_not_fit_is_refused(text, says, tmp_path):
    (tmp_path / "e.yaml").write_text(text)
    with pytest.raises(SchemaError, match=re.escape(says)):
        read_edition(tmp_path / "e.yaml")


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ("images/none.png", "there is no picture 'images/none.png'"),
        ("../press.png", "outside the article's folder"),
        ("/etc/passwd", "outside the article's folder"),
        ("link.png", "outside the article's folder"),
        ("words.png", "not a picture that can be read"),
        ("images", "there is no picture"),
    ],
)
def test_a_picture_is_read_from_beside_its_article_and_from_nowhere_else(file, says, tmp_path):
    (tmp_path / "press.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    folder = tmp_path / "article"
    (folder / "images").mkdir(parents=True)
    (folder / "link.png").symlink_to(tmp_path / "press.png")
    (folder / "words.png").write_text("words")
    (folder / "a.yaml").write_text(f"title: A\nassets:\n  - id: p\n    file: {file}\n")
    with pytest.raises(SourceError, match=re.escape(says)) as caught:
        read_article(folder / "a.yaml")
    assert re.search(r"a\.yaml:4:11: ", str(caught.value))


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
    ],
)
def test_what_a_picture_is_is_told_by_its_bytes(data, media_type, tmp_path):
    (tmp_path / "p.bin").write_bytes(data)
    (tmp_path / "a.yaml").write_text("title: A\nassets: [{id: p, file: p.bin, alt: x}]\n")
    assert read_article(tmp_path / "a.yaml").assets[0].media_type == media_type


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.md", b"---\ntitle: A\nrights: {basis: own-work}\n---\n\n" + b"x" * 50_000_000),
        ("a.yaml", b"title: " + b"x" * 50_000_000),
        ("a.json", b'{"title": "' + b"x" * 50_000_000 + b'"}'),
        ("a.json", b"[" * 100_000),
        ("a.yaml", b"[" * 100_000),
    ],
)
def test_what_is_too_large_or_too_deep_is_one_fault(name, data):
    reader = read if name.endswith(".md") else structured.read
    with pytest.raises(SchemaError) as caught:
        reader(SourceText.of(name, data))
    assert len(caught.value.faults) == 1


def test_a_byte_order_mark_and_carriage_returns_make_no_difference():
    plain = f"{FRONT}Words.\n\nMore."
    assert read(
        SourceText.of("a.md", b"\xef\xbb\xbf" + plain.replace("\n", "\r\n").encode())
    ) == read(SourceText.of("a.md", plain.encode()))


def test_an_address_that_nothing_refers_to_is_a_fault_at_its_line():
    assert faults(
        "\nSee [this][one].\n\n[one]: https://example.org/one\n[two]: https://example.org/two\n"
    ) == ["a.md:16:1: nothing refers to this address of 'two'; remove the line, or refer to it"]
    assert faults("\n> Words.\n>\n> [two]: https://example.org/two\n") == [
        "a.md:15:3: nothing refers to this address of 'two'; remove the line, or refer to it"
    ]


@pytest.mark.parametrize("name", ["article.md", "article.yaml", "article.json", "with-text.yaml"])
def test_what_was_read_says_where_it_stands(name):
    text = {
        "article.md": f"{FRONT}\nFirst words.\n\nSecond words.\n",
        "with-text.yaml": "title: A\ntext: |\n\n  First words.\n\n  Second words.\n",
        "article.yaml": (
            "title: A\nbody:\n- kind: paragraph\n  children:\n  - {kind: text, text: First"
            " words.}\n- kind: paragraph\n  children:\n  - {kind: text, text: Second words.}\n"
        ),
        "article.json": (
            '{"title": "A", "body": [\n{"kind": "paragraph", "children": [{"kind": "text", "text":'
            ' "First words."}]},\n{"kind": "paragraph", "children": [{"kind": "text", "text":'
            ' "Second words."}]}]}\n'
        ),
    }[name]
    source = SourceText.of(name, text.encode())
    steps = (read if name.endswith(".md") else structured.read)(source).steps
    assert [step.text for step in steps] == ["First words.", "Second words."]
    lines = text.split("\n")
    assert all(step.line for step in steps)
    assert steps[0].line < steps[1].line
    assert all(step.text in lines[step.line - 1] for step in steps) or name == "article.yaml"
