"""A small edition with one of each thing that a page can hold, to try a theme's sheets on."""

from publisher.model import body
from publisher.model.article import Article, Contributor, LeftOut, LeftOutBecause, Relation, Source
from publisher.model.body import Block, Inline, Paragraph, Text
from publisher.model.edition import Edition, Part
from publisher.model.rights import Basis, Licence, Notice, NoticeKind, Permission, Rights


def specimen() -> Edition:
    """Two articles in a part, with each kind of block and notice."""
    return Edition(
        name="specimen",
        title="A specimen",
        subtitle="One of each",
        description="What a page can hold.",
        language="en",
        imprint="A house",
        parts=(Part(title="A part", articles=(_article("one", _LONG), _article("two", "."))),),
    )


# behind a notice: one that is as long stands in a paragraph of its own, others run together
_LONG = ", which takes more words than others do, so that it fills a line."


def _article(name: str, ending: str) -> Article:
    return Article(
        title=f"Page {name}",
        subtitle="Below its title",
        kicker="Above it",
        standfirst="What it is about.",
        language="en",
        contributors=(Contributor(name="A. Writer", bio="A. Writer writes."),),
        sources=(
            Source(relation=Relation.ORIGINALLY_PUBLISHED, name="A paper"),
            Source(
                relation=Relation.CAPTURED_FROM, name="A site", url=f"https://example.org/{name}"
            ),
        ),
        rights=Rights(
            basis=Basis.PERMISSION,
            copyright_line="© 2026 A paper",
            licence=Licence(id="CC-BY-4.0"),
            permissions=(Permission(granted_by="A paper", text="You may pass it on."),),
            notices=tuple(
                Notice(kinds=(kind,), text=f"A notice of the kind {kind.value}{ending}")
                for kind in NoticeKind
            ),
        ),
        left_out=(LeftOut(text="Share this", because=LeftOutBecause.BOILERPLATE, found="line 1"),),
        body=(*_plain_blocks(), *_set_apart()),
    )


def _text(words: str = "Some words on a page.") -> tuple[Inline, ...]:
    return (Text(text=words),)


def _paragraph(*more: Inline) -> Paragraph:
    return Paragraph(children=(*_text(), *more))


def _plain_blocks() -> tuple[Block, ...]:
    in_line: tuple[Inline, ...] = (
        body.Emphasis(children=_text()),
        body.Strong(children=_text()),
        body.Struck(children=_text()),
        body.Script(position="sup", children=_text("a")),
        body.Script(position="sub", children=_text("b")),
        body.CodeText(text="code"),
        body.Link(address="https://example.org/", children=_text()),
        body.LineBreak(),
        body.Foreign(language="fr", children=_text()),
        body.NoteMark(note="n"),
        body.CheckBox(),
        body.Abbreviation(meaning="some words", children=_text("s. w.")),
        body.Ruby(children=_text(), reading="reading"),
    )
    headings = tuple(body.Heading(level=level, children=_text()) for level in (1, 2, 3, 4))
    item = body.Item(children=(_paragraph(),))
    deeper = body.Item(children=(_paragraph(), body.List(items=(item,))))
    return (
        _paragraph(*in_line),
        _paragraph(),
        *headings,
        _paragraph(),
        body.List(items=(item, deeper)),
        body.List(items=(item, item), ordered=True),
        body.List(items=(item,), ordered=True, numbering="none"),
        body.Terms(
            entries=(
                body.Entry(term=_text(), definitions=(body.Definition(children=(_paragraph(),)),)),
            )
        ),
        body.Note(name="n", children=(_paragraph(),)),
    )


def _set_apart() -> tuple[Block, ...]:
    row = body.Row(cells=(body.Cell(children=_text()), body.Cell(children=_text(), align="end")))
    wide = body.Row(cells=(body.Cell(children=_text("a")),) * 16)
    lines = (body.Line(children=_text()), body.Line(children=()), body.Line(children=_text()))
    return (
        body.Quote(children=(_paragraph(),), attribution=_text()),
        body.Code(text="a = 1"),
        body.Table(head=(row,), rows=(row, row), caption=_text()),
        body.Table(rows=(wide,)),
        body.Rule(mark="*"),
        body.Rule(),
        body.Verse(lines=(*lines, body.Line(children=_text(), indent=2))),
        body.Aside(children=(_paragraph(),), title=_text()),
        body.Passage(language="fr", children=(_paragraph(),)),
        _paragraph(),
    )
