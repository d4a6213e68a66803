"""What the Markdown writer writes, the strict reader reads as an equal article.

Every block, every inline, any words.
"""

import datetime
from xml.sax.saxutils import escape, quoteattr

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from publisher.model.article import (
    Article,
    Asset,
    Contributor,
    Evidence,
    EvidenceKind,
    LeftOut,
    LeftOutBecause,
    Relation,
    Role,
    Source,
)
from publisher.model.body import (
    Abbreviation,
    Anchor,
    Aside,
    Cell,
    CheckBox,
    Code,
    CodeText,
    Definition,
    Emphasis,
    Entry,
    Figure,
    Foreign,
    Formula,
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
    Picture,
    Quote,
    Row,
    Ruby,
    Rule,
    Script,
    Strong,
    Struck,
    Table,
    Terms,
    Text,
    Verse,
    inlines,
)
from publisher.model.rights import Basis, Licence, Notice, NoticeKind, Permission, Rights
from publisher.readers.markdown import read
from publisher.readers.source import SourceText
from publisher.schema.markdown import write_article
from publisher.schema.normal import normal

PIECES = st.sampled_from(
    [
        "*",
        "_",
        "**",
        "#",
        "[",
        "]",
        "|",
        ":::",
        "1.",
        "12)",
        "-",
        "+",
        "- ",
        "* ",
        "> ",
        "—",
        "— ",
        "Table: ",
        "\\",
        "&",
        "&amp;",
        "&#32;",
        "<",
        "<br>",
        "<b>",
        "</b>",
        "{",
        "}",
        "{.sup}",
        "[x] ",
        "[ ]{.box}",
        "(",
        ")",
        "!",
        "![",
        "`",
        "``",
        "~~",
        "~",
        "^",
        "[^1]",
        "[a]: b",
        "=",
        "===",
        "---",
        "...",
        " ",
        "  ",
        "\t",
        "\n",
        "\n\n",
        "\u00a0",
        "\u2028",
        "\u3000",
        "\u00ad",
        "\u200b",
        "\u202e",
        "\ufeff",
        "\ufffd",
        "é",
        "e\u0301",
        "א",
        "ب",
        "中",
        "😀",
        "👩\u200d🚀",
        "a",
        "b c",
        "word",
        "snake_case",
        "1984",
        "NO",
        "https://example.org/a_b",
        "http://",
        ":",
        "://",
        ".",
        ",",
        "'",
        '"',
        "“",
        "”",
        "$",
        "%",
        "@",
        "\x7f",
        "---\n",
        "title: x",
        "# x",
        "\n---\n",
        " #",
        ": ",
        "x:",
    ]
)
LETTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
TEXT = st.lists(PIECES | st.text(LETTERS, max_size=4), max_size=5).map("".join)
WORDS = TEXT.filter(str.strip)
NAMES = st.sampled_from(["1", "2", "note-a", "ß", "a b", "x*y"])
LABELS = st.sampled_from(["", "", "*", "1", "iv", "note 3"])
ASSETS = ("press", "map of (the) city", "a&b")
ADDRESSES = st.sampled_from(
    [
        "https://example.org/",
        "http://example.org/a_(b)?c=d&copy;e=*f*#g",
        "mailto:a@example.org",
        "#place",
        'https://e.org/"\\q[x]',
        "https://example.org/é~<x>`",
        "HTTPS://EXAMPLE.ORG/%C3%A9|1",
    ]
)
LANGUAGES, DIRECTIONS = (
    st.sampled_from(["", "ar", "pt-BR", "x y"]),
    st.sampled_from(["", "ltr", "rtl"]),
)


def formula(words):
    return Formula(mathml=f"<math alttext={quoteattr(words)}><mtext>{escape(words)}</mtext></math>")


PLAIN = st.one_of(
    TEXT.map(lambda text: Text(text=text)),
    TEXT.map(lambda text: Text(text=text)),
    TEXT.map(lambda text: CodeText(text=text)),
    st.just(LineBreak()),
    st.builds(CheckBox, checked=st.booleans()),
    NAMES.map(lambda name: NoteMark(note=name)),
    WORDS.map(formula),
    st.sampled_from(ASSETS).map(lambda asset: Picture(asset=asset)),
)


def around(inner):
    """Inlines, some of which hold others."""
    nested = st.one_of(
        *(st.builds(kind, children=inner) for kind in (Emphasis, Strong, Struck)),
        st.builds(Script, position=st.sampled_from(["sub", "sup"]), children=inner),
        st.builds(Link, address=ADDRESSES, children=inner),
        st.builds(Abbreviation, meaning=TEXT, children=inner),
        st.builds(Ruby, children=inner, reading=TEXT),
        st.builds(Foreign, language=LANGUAGES, direction=DIRECTIONS, children=inner),
    )
    return st.lists(PLAIN | nested, max_size=3).map(tuple)


SIMPLE = around(st.lists(PLAIN, max_size=3).map(tuple))
INLINES = around(SIMPLE)
CELLS = st.builds(
    Cell,
    children=SIMPLE,
    header=st.booleans(),
    align=st.sampled_from(["", "start", "center", "end"]),
    columns=st.integers(1, 2),
)


@st.composite
def plain_tables(draw):
    aligns = draw(st.lists(st.sampled_from(["", "start", "center", "end"]), min_size=1, max_size=3))
    head, *rows = [
        Row(
            cells=tuple(
                Cell(children=draw(SIMPLE), header=place == 0, align=align) for align in aligns
            )
        )
        for place in range(draw(st.integers(1, 3)))
    ]
    return Table(head=(head,), rows=tuple(rows), caption=draw(INLINES))


ROWS = st.lists(st.builds(Row, cells=st.lists(CELLS, max_size=3).map(tuple)), max_size=2).map(tuple)
LEAF = st.one_of(
    st.builds(Paragraph, children=INLINES),
    st.builds(Paragraph, children=INLINES),
    st.builds(Heading, level=st.integers(1, 5), children=INLINES),
    st.builds(
        Code, text=TEXT, language=st.sampled_from(["", "python", "c++", "block", "a b", "a`b"])
    ),
    st.builds(Figure, asset=st.sampled_from(ASSETS), caption=INLINES),
    st.builds(Rule, mark=st.sampled_from(["", "*", "***", "* * *", "—", "---"]) | TEXT),
    st.builds(
        Verse,
        lines=st.lists(st.builds(Line, children=INLINES, indent=st.integers(0, 3)), max_size=3).map(
            tuple
        ),
    ),
    st.builds(Table, head=ROWS, rows=ROWS, caption=SIMPLE),
    plain_tables(),
)


def containing(inner):
    """Blocks, some of which hold others."""
    nested = st.one_of(
        st.builds(Quote, children=inner, attribution=INLINES),
        st.builds(Aside, children=inner, title=INLINES),
        st.builds(Passage, children=inner, language=LANGUAGES, direction=DIRECTIONS),
        st.builds(
            Terms,
            entries=st.lists(
                st.builds(
                    Entry,
                    term=SIMPLE,
                    definitions=st.lists(st.builds(Definition, children=inner), max_size=2).map(
                        tuple
                    ),
                ),
                max_size=2,
            ).map(tuple),
        ),
        st.builds(
            List,
            items=st.lists(
                st.builds(Item, children=inner, number=st.none() | st.integers(-1, 12)), max_size=3
            ).map(tuple),
            ordered=st.booleans(),
            start=st.integers(0, 12),
            numbering=st.sampled_from(["decimal", "decimal", "lower-alpha", "upper-roman", "none"]),
            descending=st.booleans(),
        ),
    )
    return st.lists(LEAF | nested, max_size=3).map(tuple)


BLOCKS = containing(containing(st.lists(LEAF, max_size=2).map(tuple)))


NOTED = st.lists(
    st.builds(Paragraph, children=TEXT.map(lambda words: (Text(text=words),)))
    | st.builds(Code, text=TEXT),
    max_size=2,
).map(tuple)


@st.composite
def bodies(draw):
    """Blocks, with exactly one note for each name that is marked."""
    blocks = draw(BLOCKS)
    if any(isinstance(inline, Link) and inline.address == "#place" for inline in inlines(blocks)):
        blocks = (*blocks, Paragraph(children=(Text(text="a"), Anchor(name="place"))))
    names = sorted({mark.note for mark in inlines(blocks) if isinstance(mark, NoteMark)})
    notes = [Note(name=name, children=draw(NOTED), label=draw(LABELS)) for name in names]
    return (*blocks, *notes)


def written(article: Article) -> Article:
    text = write_article(article)
    return read(SourceText.of("article.md", text.encode())).article


def assets(alt=""):
    return tuple(
        Asset(id=ident, file=f"images/{number}.png", alt=alt) for number, ident in enumerate(ASSETS)
    )


def same(body):
    article = Article(title="A", assets=assets(), body=body)
    text = write_article(article)
    assert read(SourceText.of("article.md", text.encode())).article == normal(article), text


def text(words):
    return (Text(text=words),)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(bodies())
@example((Paragraph(children=(Text(text="a"), Emphasis(children=text("b")), Text(text="c"))),))
@example((Paragraph(children=(Emphasis(children=text("b")), Strong(children=text("c")))),))
@example((Paragraph(children=(CodeText(text="b"), CodeText(text="`"))),))
@example(
    (
        Paragraph(children=(Link(address="https://e.org/", children=(NoteMark(note="1"),)),)),
        Note(name="1", children=(Paragraph(children=text("n")),)),
    )
)
@example(
    (
        Paragraph(children=(Picture(asset="press"),)),
        *(Heading(level=1, children=text(words)) for words in ("#", "a #", "\\#")),
    )
)
@example(
    (
        List(items=(Item(children=()),)),
        List(items=(Item(children=(Rule(),)),)),
        Rule(mark="*"),
        Rule(mark="*"),
    )
)
@example(
    (
        Quote(children=(Paragraph(children=text("— who")),)),
        Quote(children=(), attribution=text("who")),
    )
)
@example(
    (
        Aside(
            children=(
                Code(text="::: aside\n::::\n:::"),
                Verse(lines=(Line(children=text(":::")), Line(children=()))),
            )
        ),
    )
)
@example(
    (
        Table(head=(Row(cells=(Cell(children=text("a|b\\|c"), header=True),)),), rows=()),
        Paragraph(children=text("Table: x")),
    )
)
def test_any_body_reads_back_equal(body):
    same(body)


RIGHTS = st.builds(
    Rights,
    basis=st.sampled_from(Basis),
    holder=TEXT,
    copyright_line=TEXT,
    licence=st.none() | st.builds(Licence, name=WORDS, id=st.just("")),
    permissions=st.lists(
        st.builds(
            Permission,
            granted_by=TEXT,
            text=TEXT,
            audience=st.lists(TEXT, max_size=2).map(tuple),
            contact_hidden=st.booleans(),
            granted_on=st.none() | st.just(datetime.date(2024, 2, 29)),
        ),
        max_size=2,
    ).map(tuple),
    notices=st.lists(
        st.builds(
            Notice,
            kinds=st.lists(st.sampled_from(NoticeKind), min_size=1, max_size=2).map(tuple),
            text=WORDS,
        ),
        max_size=2,
    ).map(tuple),
    tdm_reservation=st.sampled_from([None, True, False]),
)
ARTICLES = st.builds(
    Article,
    title=WORDS,
    kicker=TEXT,
    subtitle=TEXT,
    standfirst=TEXT,
    language=st.sampled_from(["und", "en", "NO"]),
    direction=DIRECTIONS,
    contributors=st.lists(
        st.builds(Contributor, name=WORDS, role=st.sampled_from(Role), bio=TEXT), max_size=2
    ).map(tuple),
    published=st.none() | st.dates(min_value=datetime.date(1000, 1, 1)),
    keywords=st.lists(TEXT, max_size=3).map(tuple),
    sources=st.lists(
        st.builds(
            Source,
            relation=st.sampled_from(Relation),
            name=TEXT,
            captured_at=st.none()
            | st.datetimes(
                # the zones stand beside it
                min_value=datetime.datetime(1000, 1, 1),  # noqa: DTZ001
                timezones=st.sampled_from(
                    [datetime.UTC, datetime.timezone(datetime.timedelta(hours=5, minutes=30))]
                ),
            ),
        ),
        max_size=2,
    ).map(tuple),
    rights=RIGHTS,
    left_out=st.lists(
        st.builds(LeftOut, text=TEXT, because=st.sampled_from(LeftOutBecause)), max_size=2
    ).map(tuple),
    evidence=st.lists(
        st.builds(Evidence, field=TEXT, kind=st.sampled_from(EvidenceKind)), max_size=1
    ).map(tuple),
    assets=st.sampled_from([(), assets("NO"), assets("# x")]),
)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(ARTICLES)
def test_any_front_matter_reads_back_equal(article):
    assert written(article) == article, write_article(article)
