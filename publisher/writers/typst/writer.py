"""Book → PDF bytes by Typst: PDF/A-3a and PDF/UA-1 in one file.

A file of code for each chapter, one compilation, then what each edition's file carries
(pdffile.bind).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from lxml import etree

from publisher.fonts.choose import Type
from publisher.fonts.metrics import Metrics
from publisher.fonts.subset import covered as covered_by
from publisher.model.direction import direction_of
from publisher.model.edition import Engine, Profile
from publisher.pdffile.bind import PLACES, Layout, bind
from publisher.pdffile.retag import CONTENTS
from publisher.rendering.block_ids import is_block
from publisher.rendering.book import Book, Chapter
from publisher.rendering.compose import BETWEEN
from publisher.rendering.design_css import columns_of
from publisher.rendering.theme import Paper, Theme
from publisher.rendering.xhtml import XHTML
from publisher.writers.pdf import page_plan, sides
from publisher.writers.pdf.cover_page import covered
from publisher.writers.pdf.figures import sizes_of
from publisher.writers.pdf.finished import Typeset, binding_of
from publisher.writers.pdf.part_pages import with_part_pages
from publisher.writers.pdf.running_lines import ENDLESS, IN_HEAD
from publisher.writers.typst.blocks import Blocks, note_body
from publisher.writers.typst.door import MAIN, compiled
from publisher.writers.typst.faces import families_of, static_fonts
from publisher.writers.typst.inline import Context
from publisher.writers.typst.literals import language, named, text
from publisher.writers.typst.looks import LOOKS, Look
from publisher.writers.typst.refusal import CannotSet
from publisher.writers.typst.scripts import refuse_scripts
from publisher.writers.typst.values import theme_code

_LIBRARY = Path(__file__).with_name("lib.typ")
_POINTS = 72 / 25.4  # in a millimetre
_LARGEST = 4_000_000  # bytes of XHTML: some 1,700 pages, and as many megabytes (measured)
_FILE = "c{number}-{name}.typ"
_START = "start:"
_BARE = frozenset({"cover", "title-page", "part"})


def typeset(
    book: Book,
    theme: Theme,
    *,
    profile: Profile,
    paper: Paper,
    type_: Type,
) -> Typeset:
    """The PDF of a book; same book, same bytes, in any process.

    type_   what it is set in (fonts.choose).

    Refuses with CannotSet what the other typesetter has to set.
    """
    look = _look_for(book, theme, profile, paper, type_)
    book = covered(book, theme, paper, type_.fonts)
    if theme.design.setting.part_pages:
        book = with_part_pages(book)
    faces = families_of(theme, type_)
    files = {"theme.typ": theme_code(theme, paper, look, faces).encode()}
    files["lib.typ"] = _LIBRARY.read_bytes()
    files |= {f"images/{picture.name}": picture.data for picture in book.pictures}
    heads: list[tuple[tuple[int, int], ...]] = []
    chapters = dict(_chapters(book, theme, paper, type_, heads))
    files |= {name: code.encode() for name, code in chapters.items()}
    files[MAIN] = _main(book, chapters).encode()
    data = compiled(files, static_fonts(type_.fonts, theme.design), book.moment)
    targets = page_plan.targets_of(book.chapters)
    binding = binding_of(book, targets, profile, producer="Typst")
    data, pages, length = bind(data, binding, _layout(book, heads))
    return Typeset(
        data=data,
        findings=(*type_.told, *page_plan.remarks_on(book.chapters)),
        profile=profile,
        length=length,
        fonts=type_.used,
        pages=pages,
        engine=Engine.TYPST,
    )


def _layout(book: Book, heads: Sequence[Sequence[tuple[int, int]]]) -> Layout:
    """What the pages of a book hold, for the tree of their structure."""
    kinds = {"article": "Art", "contents": CONTENTS}
    return Layout(
        is_target=lambda ident: not is_block(ident) and not ident.startswith(_START),
        divisions=[
            (_START + chapter.name, kinds.get(chapter.role, "Sect"), chapter.language)
            for chapter in book.chapters
        ],
        notes=_back_links(book),
        row_heads=heads,
    )


def _back_links(book: Book) -> Mapping[str, str]:
    """The id that the number of a note leads back to → the note's id."""
    found: dict[str, str] = {}
    for chapter in book.chapters:
        if b"doc-backlink" not in chapter.markup:
            continue
        for note in etree.fromstring(chapter.markup).iter(f"{{{XHTML}}}aside"):
            links = (one for one in note.iter() if one.get("role") == "doc-backlink")
            found |= {link.get("href", "").removeprefix("#"): note.get("id", "") for link in links}
    return found


def _look_for(book: Book, theme: Theme, profile: Profile, paper: Paper, type_: Type) -> Look:
    """The look of a theme's design; refuses with CannotSet what is not for this typesetter."""
    if profile is Profile.A2U:
        raise CannotSet(f"the profile {profile}")
    if type_.absent:
        raise CannotSet("characters that no font has")
    if sheets := [name for name, _, words in theme.own if name != "epub" and words.strip()]:
        raise CannotSet(f"a style sheet of your own ({sheets[0]}.css)")
    look = LOOKS.get(theme.base)
    if look is None:
        raise CannotSet(f"the design '{theme.base}'")
    if sum(len(chapter.markup) for chapter in book.chapters) > _LARGEST:
        raise CannotSet("so large a book, which takes a megabyte of memory a page")
    if choices := list(_unknown_choices(theme, paper)):
        raise CannotSet(choices[0])
    refuse_scripts(book.chapters, covered_by(type_.fonts[:1]))
    return look


def _unknown_choices(theme: Theme, paper: Paper) -> Iterator[str]:
    """What a maker may choose and this typesetter does not know."""
    setting = theme.design.setting
    if columns_of(setting, paper.measure) > 1:
        yield "columns of text"
    if setting.notes == "margin":
        yield "notes in the margin"
    if setting.line_numbers:
        yield "numbers of lines"
    if setting.run_on:
        yield "articles that run on"
    if setting.qr:
        yield "codes of addresses"


def _chapters(
    book: Book,
    theme: Theme,
    paper: Paper,
    type_: Type,
    heads: list[tuple[tuple[int, int], ...]],
) -> Iterator[tuple[str, str]]:
    """(file name, code) of each chapter; `heads`: filled by its tables."""
    place = page_plan.Place(
        targets=page_plan.targets_of(book.chapters),
        pictures=sizes_of(book.pictures),
        measure=sides.measure_of(theme, paper),
        initial=sides.initial_of(theme, paper, type_.fonts),
        notes=theme.design.setting.notes,
        numbered=theme.design.setting.number_heads,
        single=book.edition.single,
    )
    top, _, bottom, _ = paper.margins
    context = Context(
        set_note=note_body,
        heads=heads,
        reached=_reached(book),
        sizes=place.pictures,
        measure=place.measure * _POINTS,
        height=(paper.height - top - bottom) * _POINTS,
        text=paper.text,
        reach=theme.reach(paper)[0] * _POINTS if theme.design.setting.number_heads else 0,
        code_line=sides.code_line_of(theme, paper),
        metrics=_metrics(theme, type_),
    )
    for number, chapter in enumerate(book.chapters):
        body = page_plan.tree_of(chapter, place).find("body")
        if body is None:
            continue
        notes = _foot_notes(body) if place.notes == "foot" else {}
        blocks = Blocks(replace(context, notes=notes, named=set()))
        inside = _cover(body) if chapter.role == "cover" else blocks.all(body)
        name = _FILE.format(number=number, name=chapter.name)
        facts = _facts(book, chapter, headed=theme.design.setting.running == "head")
        code = f'#import "lib.typ": *\n#let body = chapter({facts}, {inside})\n'
        yield name, code


def _cover(body: etree._Element) -> str:
    picture = next(body.iter("img"))
    given = f"{text(picture.get('src', ''))}, alt: {text(picture.get('alt', ''))}"
    return f'{{ m("cover"); image({given}, width: 100%, height: 100%, fit: "contain") }}'


def _metrics(theme: Theme, type_: Type) -> Metrics:
    family = next((one for one in type_.fonts if one.name == theme.fonts[0]), type_.fonts[0])
    file = next((one for one in family.files if one.style == "normal"), family.files[0])
    return Metrics(file, theme.design.level("table").weight)


def _reached(book: Book) -> frozenset[str]:
    """The ids whose page numbers the contents print."""
    found = set[str]()
    for chapter in book.chapters:
        if chapter.role == "contents":
            links = etree.fromstring(chapter.markup).iter(f"{{{XHTML}}}a")
            found.update(link.get("href", "").partition("#")[2] for link in links)
    return frozenset(found)


def _foot_notes(body: etree._Element) -> Mapping[str, etree._Element]:
    """The notes of an article by their ids, where all of them can stand at the page's foot.

    One whose mark stands in another, or nowhere, cannot.
    """
    found: dict[str, etree._Element] = {}
    for section in body.iter("section"):
        if section.get("class") == "notes":
            found |= {note.get("id", ""): note for note in section.iter("aside")}
    marks = {
        link.get("href", "").partition("#")[2]: link
        for link in body.iter("a")
        if link.get("role") == "doc-noteref"
    }
    inside = (link for note in found.values() for link in note.iter("a"))
    if any(link.get("role") == "doc-noteref" for link in inside):
        return {}
    return found if set(found) <= set(marks) else {}


def _facts(book: Book, chapter: Chapter, *, headed: bool) -> str:
    """What the pages of a chapter are made with; headed: a running title stands at their head."""
    front, back = page_plan.heads_of(chapter, book.edition)
    room = ENDLESS if headed else replace(ENDLESS, head=0.0)
    foot = page_plan.foot_of(chapter, front if headed else (), room, is_opening=False)
    said = [language(chapter.language)]
    if way := direction_of(chapter.language, chapter.direction):
        said.append(f"dir: {way}")
    given = ", ".join(part for part in said if part)
    flags = {
        "bare": chapter.role in _BARE,
        "cover": chapter.role == "cover",
        "sunk": chapter.role in {"title-page", "part"},
        "named": bool(chapter.running),
    }
    facts = {
        "name": text(chapter.name),
        "front": text(IN_HEAD.join(front)),
        "back": text(IN_HEAD.join(back)),
        "running": text(BETWEEN.join(foot)),
        "language": f"({given or ':'})",
    }
    return named(facts | {name: "true" if on else "false" for name, on in flags.items()})


def _main(book: Book, names: Mapping[str, str]) -> str:
    edition = book.edition
    spoken = language(edition.language)
    lines = [
        '#import "lib.typ": setup',
        f"#set document(title: {text(' '.join(edition.title.split()))}, date: auto)",
        *([f"#set text({spoken})"] if spoken else []),
        "#show: setup",
    ]
    for number, name in enumerate(names):
        lines += [f"#import {text(name)}: body as part-{number}", f"#part-{number}"]
    query = (
        "query(metadata).filter(one => type(one.value) == str).map(one => {"
        " let at = one.location().position();"
        " (one.value, at.page, at.x.pt(), at.y.pt()) })"
    )
    lines.append(
        f"#context pdf.attach({text(PLACES)}, bytes(json.encode({query}, pretty: false)),"
        ' relationship: "data", mime-type: "application/json", description: "places")'
    )
    return "\n".join(lines) + "\n"
