"""Articles that run on: short ones follow each other on a page, each below the one before.

Which do so follows from their letters and the room that a page has, never from the layout, so that
the same edition has the same runs everywhere.  A run is one document for the press: the class
`run-on` (pdf.css) sets an article below another.
"""

from collections.abc import Iterable, Iterator, Sequence

from lxml import etree

from publisher.model.edition import Edition
from publisher.rendering.book import Chapter
from publisher.rendering.design_css import columns_of
from publisher.rendering.theme import Paper, Theme
from publisher.value import value

CLASS = "run-on"
_EM = 0.45  # of the size of letters: their width in running text, with its blanks
_POINT = 25.4 / 72  # mm
_SHORT = 0.9  # of a page: what an article takes at most that runs on
_PICTURE = 0.25  # of a page, in which a picture or a table stands
_MOST = 12  # articles in a run: one that is changed is laid out together with the others
_XHTML = "{http://www.w3.org/1999/xhtml}"
_WIDE = (f"{_XHTML}img", f"{_XHTML}table")


@value
class Room:
    """Which articles run on.

    letters   that a page has room for; 0: none runs on.   firsts: the articles that open a part,
              and begin a page as well.
    """

    letters: int = 0
    firsts: frozenset[str] = frozenset()


def room_of(theme: Theme, paper: Paper, edition: Edition) -> Room:
    """The room of a page, where the design lets short articles run on."""
    setting = theme.design.setting
    if not setting.run_on:
        return Room()
    level = theme.design.level("text")
    top, _, bottom, _ = paper.margins
    leading = level.leading * paper.text / level.size * _POINT
    columns = columns_of(setting, paper.measure)
    width = paper.measure - (columns - 1) * setting.gap
    lines = (paper.height - top - bottom) / leading
    letters = int(lines * width / (_EM * paper.text * _POINT))
    return Room(letters=letters, firsts=frozenset(_firsts(edition)))


def _firsts(edition: Edition) -> Iterator[str]:
    number = 1
    for part in edition.parts:
        if part.title:
            yield f"a{number}"
        number += len(part.articles)


def runs_of(chapters: Iterable[Chapter], room: Room) -> Iterator[tuple[Chapter, ...]]:
    """The chapters in runs, in order; most are a run of their own."""
    run: list[Chapter] = []
    for chapter in chapters:
        if run and not _runs_on(chapter, run, room):
            yield tuple(run)
            run = []
        run.append(chapter)
    if run:
        yield tuple(run)


def _runs_on(chapter: Chapter, run: Sequence[Chapter], room: Room) -> bool:
    """Whether a chapter follows the last of a run on its page."""
    last = run[-1]
    is_like = (last.role, last.language, last.direction) == (
        "article",
        chapter.language,
        chapter.direction,
    )
    follows = chapter.role == "article" and chapter.article not in room.firsts
    return (
        bool(room.letters) and is_like and follows and len(run) < _MOST and _is_short(chapter, room)
    )


def _is_short(chapter: Chapter, room: Room) -> bool:
    section = etree.fromstring(chapter.markup)
    letters = sum(map(len, section.itertext()))
    wide = sum(1 for _ in section.iter(*_WIDE))
    return letters + wide * _PICTURE * room.letters <= _SHORT * room.letters
