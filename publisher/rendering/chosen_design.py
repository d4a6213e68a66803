"""The theme of an edition with its maker's choices in it.

In: a theme, and what the edition says under `design`.  Out: a theme as any other, so that no writer
knows who chose a value.  A choice that the design cannot follow is refused by its key.
"""

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

from publisher.errors import ChoiceError
from publisher.model.design_choices import DesignChoices
from publisher.model.edition import Edition
from publisher.rendering.design import Cover, Design, Setting
from publisher.rendering.design_css import columns_of
from publisher.rendering.theme import Paper, Theme, load_theme
from publisher.rendering.theme_file import CONTRAST, contrast, cover_faults

_FACES = ("fonts", "display", "small", "code")
_SETTING = ("notes", "initial", "line_numbers", "qr", "part_pages", "run_on")
_PAGE = "#ffffff"


def theme_of(edition: Edition, name: str = "") -> Theme:
    """The theme that an edition is set in, with its maker's choices.

    name   another theme than the edition's.
    Refuses as load_theme does, and with ChoiceError what the design cannot follow.
    """
    return with_choices(load_theme(name or edition.theme), edition.design)


def with_choices(theme: Theme, choices: DesignChoices) -> Theme:
    """The theme with these choices; the same theme where there are none.

    Refuses with ChoiceError what it cannot follow.
    """
    if choices == DesignChoices():
        return theme
    papers = tuple(_papers(theme, choices))
    page = choices.paper or theme.page
    design = _with_colours(theme.design, choices)
    design = replace(design, setting=_setting(theme, papers, page, choices))
    faces: dict[str, Any] = {
        name: families for name in _FACES if (families := getattr(choices, name))
    }
    cover = _cover(theme, choices)
    return replace(theme, papers=papers, page=page, design=design, cover=cover, **faces)


def _papers(theme: Theme, choices: DesignChoices) -> Iterator[Paper]:
    """The theme's pages, with letters of the chosen size."""
    names = [paper.name for paper in theme.papers]
    if choices.paper and choices.paper not in names:
        raise ChoiceError(
            "paper",
            f"the design '{theme.name}' has no page '{choices.paper}'; there are"
            f" {', '.join(names)}",
        )
    least, most = theme.design.sizes
    if choices.size is not None and not least <= choices.size <= most:
        raise ChoiceError(
            "size",
            f"the design '{theme.name}' is itself with letters of {least:g} to {most:g} points,"
            f" got {choices.size:g}; for others choose another design",
        )
    for paper in theme.papers:
        yield replace(paper, text=choices.size) if choices.size is not None else paper


def _with_colours(design: Design, choices: DesignChoices) -> Design:
    colours = dict(design.colours) | choices.colours
    for name, ground, where in (
        ("ink", _PAGE, "on paper"),
        ("ink", colours["ground"], "on its ground"),
        ("accent", _PAGE, "on paper"),
    ):
        ratio = contrast(colours[name], ground)
        if choices.colours and ratio < CONTRAST:
            key = name if name in choices.colours else "ground"
            raise ChoiceError(
                key,
                f"the {name} {colours[name]} {where} ({ground}) has a contrast of {ratio:.1f},"
                f" words need {CONTRAST}; make one of them darker or lighter",
            )
    return replace(design, colours=tuple(colours.items()))


def _cover(theme: Theme, choices: DesignChoices) -> Cover:
    """The cover, where it bears a colour of the pages in the colour that was chosen for it."""
    before = dict(theme.design.colours)
    turned = {before[name]: colour for name, colour in choices.colours.items()}
    given: dict[str, Any] = {
        field.name: turned[colour]
        for field in fields(Cover)
        if isinstance(colour := getattr(theme.cover, field.name), str)
        and colour in turned
        and colour not in {"#000000", _PAGE}
    }
    cover = replace(theme.cover, **given)
    colours = {"paper": cover.paper, "ink": cover.ink, "accent": cover.accent}
    if given and (faults := list(cover_faults(colours))):
        raise ChoiceError(next(iter(choices.colours)), "; ".join(faults))
    return cover


def _setting(theme: Theme, papers: tuple[Paper, ...], page: str, choices: DesignChoices) -> Setting:
    """How the text is set, with what the maker chose."""
    setting = theme.design.setting
    paper = next((paper for paper in papers if paper.name == page), papers[0])
    if choices.notes == "margin" and not setting.margin_notes:
        raise ChoiceError(
            "notes",
            f"the design '{theme.name}' has no margin for notes; choose foot or end, or the design"
            " course",
        )
    in_columns = columns_of(setting, paper.measure) > 1
    if choices.line_numbers and in_columns:
        raise ChoiceError(
            "line_numbers",
            f"the design '{theme.name}' sets its text in columns, where no lines are numbered;"
            " choose another design",
        )
    given: dict[str, Any] = {
        name: said for name in _SETTING if (said := getattr(choices, name)) is not None
    }
    return replace(setting, **given)
