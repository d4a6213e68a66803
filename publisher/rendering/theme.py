"""Theme: a folder of styles/ read into one value, so that it can travel to a worker and be hashed.

theme.toml says what the theme is, names its font families and gives every value of its design
(rendering.design).  Four style sheets stand in styles/ for all themes: common.css for every format,
epub.css and pdf.css for one, furniture.css for what is laid over the PDF's pages; the design's
values follow them, and a theme's own sheets of the same names come last.  A theme of one's own is a
folder anywhere, named by its path (rendering.theme_file reads it): what it does not say is as in
the theme that it is based on.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from publisher.errors import InstallationError, SourceError
from publisher.model.edition import Engine
from publisher.rendering.design import Cover, Design, design_of, frozen
from publisher.rendering.design_css import Sheet, furniture_css, page_css, shape_css
from publisher.resources import FontFamily, folder, font_family
from publisher.value import value

DEFAULT = "book"
# Names that editions and records of earlier years give, and what has replaced them.
FORMER = {"plain": "book", "literary": "book"}
SHEETS = ("common", "epub", "pdf", "furniture")
SCRIPTS = "scripts.toml"
_EDGE = 10  # mm of white between what stands in a margin and the edge of the page
_LEAST = 30  # mm each way: less holds no line of words


@value
class Paper:
    """A page of the PDF and the size of its text.

    width, height   in mm.   margins   top, right, bottom, left, in mm.   sink: the title page's
    head room, in mm.
    text            size of the body's letters, in points.
    """

    name: str
    width: float
    height: float
    margins: tuple[float, float, float, float]
    sink: float
    text: float

    def __post_init__(self) -> None:
        top, right, bottom, left = self.margins
        if (
            min(
                self.width - left - right,
                self.height - top - bottom,
                self.height - self.sink - bottom,
            )
            < _LEAST
        ):
            raise ValueError(
                f"the page '{self.name}' leaves less than {_LEAST} mm for its text; make its"
                " margins smaller"
            )

    @property
    def css(self) -> str:
        """The page as style rules.

        A picture takes two thirds of a page's height at most, a tall one half of it.
        """
        top, right, bottom, left = self.margins
        height = self.height - top - bottom
        return (
            f"@page {{ size: {self.width}mm {self.height}mm; margin: {top}mm {right}mm {bottom}mm"
            f" {left}mm }}\n@page title-page {{ margin-top: {self.sink}mm }}\n@page turned {{ size:"
            f" {self.height}mm {self.width}mm; margin: {top}mm {self.turned_side}mm {bottom}mm }}\n"
            f"figure img {{ max-height: {round(height * 0.65)}mm }}\n"
            f".portrait img {{ max-height: {round(height * 0.5)}mm }}\n"
            f"@page cover {{ margin: 0 }}\n.cover img {{ display: block; width: {self.width}mm;"
            f" height: {self.height}mm; max-width: none; max-height: none }}\n"
        )

    @property
    def turned_side(self) -> float:
        """The margin at both sides of a page that is turned, in mm."""
        return min(self.margins[1], self.margins[3])

    @property
    def turned_measure(self) -> float:
        """The width of a line on a page that is turned to its side, in mm."""
        return self.height - 2 * self.turned_side

    @property
    def measure(self) -> float:
        """The width of a line of text, in mm."""
        return self.width - self.margins[1] - self.margins[3]


@value
class Theme:
    """A look.

    fonts   names of the families that the PDF is set in, the text face first; an EPUB is set in its
            reader's own.   display, small  families of heads and of small print; none: as the text.
    code    the family of programs.   scripts: (family, first, last code point) for scripts that the
            text face lacks.
    papers  the pages it is made for, that first which it was drawn for.
    page    the name of the usual one; "": the first.
    design  its values: sizes, spaces, colours, how the text is set; usual: the width of the lines
            for which these were drawn, in mm.
    shared  the style sheets of all themes by name: "common", "epub", "pdf", "furniture".   css: the
            theme's own of these names, which follow the design's values.
    cover   how the cover looks that is drawn where an edition brings none. generic what kind of
            face the text is set in ("serif", "sans-serif"): what is borrowed for other letters is
            of that kind.
    base    the design that comes with publisher and that it is, or is based on.
    engine  what sets its PDFs, where nobody asks for another.
    own     of a theme of one's own: (name of a style sheet, its file, its text); these stand in
            `css` as well, behind those of the theme that it is based on.
    credit_everywhere   whether each file of an EPUB and each page of a PDF names its article's
                        author and source.
    """

    name: str
    title: str
    description: str
    fonts: tuple[str, ...]
    code: str
    scripts: tuple[tuple[str, int, int], ...]
    papers: tuple[Paper, ...]
    design: Design
    usual: float
    shared: tuple[tuple[str, str], ...]
    css: tuple[tuple[str, str], ...]
    cover: Cover
    base: str = DEFAULT
    engine: Engine = Engine.WEASYPRINT
    display: tuple[str, ...] = ()
    small: tuple[str, ...] = ()
    credit_everywhere: bool = True
    generic: str = "serif"
    page: str = ""
    own: tuple[tuple[str, str, str], ...] = ()

    @property
    def design_of(self) -> str:
        """The name of the design that comes with publisher: of a former name, what replaced it."""
        return FORMER.get(self.name, self.name)

    @property
    def families(self) -> tuple[str, ...]:
        """The families of words of every kind, the text face first."""
        return tuple(dict.fromkeys((*self.fonts, *self.display, *self.small)))

    @property
    def faces(self) -> Mapping[str, tuple[str, ...]]:
        """Face → its families, of the faces that are not the text's."""
        named = {"display": self.display, "small": self.small}
        return {face: families for face, families in named.items() if families}

    def for_readers(self) -> str:
        """The style sheet of an EPUB."""
        return "\n".join(text for _, text, _ in self.layers("common", "epub"))

    def on_paper(self, paper: Paper, *, furniture: bool = False) -> str:
        """The style sheet of a PDF's pages, or of what is laid over them."""
        names = ("common", "pdf", "furniture") if furniture else ("common", "pdf")
        return "\n".join(text for _, text, _ in self.layers(*names, paper=paper))

    def layers(self, *names: str, paper: Paper | None = None) -> Iterator[tuple[str, str, bool]]:
        """(file, text, whether it is of a theme of one's own) of the style sheets of these names.

        In the order in which they apply.
        """
        shared, added = dict(self.shared), dict(self.css)
        own = {name: (file, text) for name, file, text in self.own}
        for name in names:
            yield f"styles/{name}.css", shared[name], False
        yield f"styles/{self.name}/theme.toml", self._values(names, paper or self.papers[0]), False
        for name in names:
            file, text = own.get(name, ("", ""))
            yield f"styles/{self.name}/{name}.css", added[name].removesuffix(text), False
            if file:
                yield file, text, True

    def _values(self, names: Iterable[str], paper: Paper) -> str:
        """The values of the design as style rules for these sheets."""
        names, sheet = set(names), self.sheet_of(paper)
        rules = [shape_css(self.design)] if "epub" in names else []
        if "pdf" in names:
            rules += [paper.css, page_css(self.design, sheet)]
        if "furniture" in names:
            rules.append(furniture_css(self.design, sheet))
        return "\n".join(rules)

    def sheet_of(self, paper: Paper) -> Sheet:
        """What a page means for the design's values."""
        left, right = self.reach(paper)
        return Sheet(
            text=paper.text,
            measure=paper.measure,
            usual=self.usual,
            left=left,
            right=right,
            faces=tuple(self.faces),
        )

    def reach(self, paper: Paper) -> tuple[float, float]:
        """How far numbers, notes and small print reach into (the left, the right) margin, in mm.

        Nothing does where the margin of this paper is too narrow for it.
        """
        setting = self.design.setting
        wanted = (setting.number_shift, sum(setting.margin_notes))
        there = (paper.margins[3], paper.margins[1])
        left, right = (
            want if want + _EDGE <= margin else 0.0
            for want, margin in zip(wanted, there, strict=True)
        )
        return left, right

    def paper(self, name: str = "") -> Paper:
        """The page of this name ("a5"), or the usual one.

        Refuses with SourceError a name that the theme does not know.
        """
        papers = {paper.name: paper for paper in self.papers}
        if name and name not in papers:
            raise SourceError(
                f"styles/{self.name}",
                0,
                0,
                f"it has no page '{name}'; there are {', '.join(papers)}",
            )
        return papers.get(name or self.page, self.papers[0])


def load_theme(name: str = "") -> Theme:
    """The theme of this name, or of this folder ("./ours"); "" is the default.

    A former name gives the theme that has replaced it, by the name that was asked for: a record
    says what was asked.

    Refuses with SourceError a name that is not there, and a theme that is not whole; with
    FaultsInFiles what the files of a theme of one's own say and cannot mean, each fault at its
    line.
    """
    if is_folder(name):
        return _own_theme(Path(name))
    themes = folder("styles")
    wanted = FORMER.get(name, name) or DEFAULT
    if wanted not in _names(themes):
        raise SourceError(
            "theme",
            0,
            0,
            f"there is no theme '{wanted}'; there are {', '.join(_names(themes))}; the folder of"
            f" your own is named as a path: './{wanted}'",
        )
    place = themes / wanted
    try:
        facts = tomllib.loads((place / "theme.toml").read_text("utf-8"))
        papers = tuple(paper_of(paper, page) for paper, page in facts["paper"].items())
        scripts = tomllib.loads((themes / SCRIPTS).read_text("utf-8"))
        return Theme(
            name=name or wanted,
            base=wanted,
            engine=Engine(facts.get("engine", Engine.WEASYPRINT)),
            title=facts["title"],
            description=facts["description"],
            fonts=tuple(facts["fonts"]),
            display=tuple(facts.get("display", ())),
            small=tuple(facts.get("small", ())),
            code=facts["code"],
            scripts=tuple(_scripts(scripts | facts.get("scripts", {}))),
            design=design_of(facts),
            shared=tuple((sheet, _sheet(themes, sheet)) for sheet in SHEETS),
            css=tuple((sheet, _own(place, sheet)) for sheet in SHEETS),
            cover=Cover(**frozen(facts["cover"])),
            papers=papers,
            usual=papers[0].measure,
            credit_everywhere=_switch(facts, "credit_everywhere"),
            generic=facts.get("generic", "serif"),
        )
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise SourceError(f"styles/{wanted}", 0, 0, f"the theme is not whole: {error}") from error


def is_theme(name: str) -> bool:
    """Whether there is a theme of this name, or was one that another has replaced."""
    return name in FORMER or name in theme_names()


def is_folder(name: str) -> bool:
    """Whether this names a theme by its folder.

    A path, with a stroke in it or a full stop before it.
    """
    return name.startswith(".") or "/" in name or "\\" in name


def _own_theme(place: Path) -> Theme:
    from publisher.rendering import theme_file

    if not place.is_dir():
        raise SourceError(
            str(place),
            0,
            0,
            f"there is no such folder; a theme of your own is one with {theme_file.FILE} and style"
            " sheets in it",
        )
    facts, sheets = theme_file.read_theme(place)
    given = facts.get("based_on", DEFAULT)
    if not is_theme(given):
        raise SourceError(
            str(place / theme_file.FILE),
            0,
            0,
            f"it is based on '{given}', which is no theme; there are {', '.join(theme_names())}",
        )
    base = load_theme(given)
    cover = asdict(base.cover) | facts.get("cover", {})
    try:
        papers = {name: paper_of(name, page) for name, page in facts.get("paper", {}).items()}
    except ValueError as error:
        raise SourceError(str(place / theme_file.FILE), 0, 0, str(error)) from error
    if faults := list(theme_file.cover_faults(cover)):
        raise SourceError(str(place / theme_file.FILE), 0, 0, "; ".join(faults))
    return replace(
        base,
        name=place.resolve().name,
        title=facts["title"],
        description=facts.get("description", f"{base.title}, changed"),
        fonts=tuple(facts.get("fonts", base.fonts)),
        display=tuple(facts.get("display", base.display)),
        small=tuple(facts.get("small", base.small)),
        design=design_of(facts, base.design),
        engine=Engine(facts.get("engine", base.engine)),
        code=facts.get("code", base.code),
        generic=facts.get("generic", base.generic),
        scripts=(*_scripts(facts.get("scripts", {})), *base.scripts),
        cover=Cover(**frozen(cover)),
        papers=(*papers.values(), *(paper for paper in base.papers if paper.name not in papers)),
        css=tuple((sheet, text + sheets.get(sheet, "")) for sheet, text in base.css),
        own=tuple((name, str(place / f"{name}.css"), text) for name, text in sheets.items()),
        credit_everywhere=facts.get("credit_everywhere", base.credit_everywhere),
    )


def _switch(facts: dict[str, Any], key: str) -> bool:
    """A key that is on unless a theme switches it off."""
    value = facts.get(key, True)
    if not isinstance(value, bool):
        raise KeyError(f"{key} is true or false")
    return value


def _sheet(place: Path, name: str) -> str:
    return (place / f"{name}.css").read_text("utf-8")


def _own(place: Path, name: str) -> str:
    """What a theme adds to a shared sheet; most add little, some nothing."""
    return _sheet(place, name) if (place / f"{name}.css").is_file() else ""


def paper_of(name: str, facts: dict[str, Any]) -> Paper:
    """The page of this name, as a .toml file writes it: size, margins, sink, text.

    KeyError or ValueError where it is not whole.
    """
    (width, height), (top, right, bottom, left) = facts["size"], facts["margins"]
    return Paper(
        name=name,
        width=width,
        height=height,
        margins=(top, right, bottom, left),
        sink=facts["sink"],
        text=facts["text"],
    )


def _scripts(given: dict[str, str]) -> Iterator[tuple[str, int, int]]:
    """Ranges such as "0600-06FF 0750-077F", one after the other."""
    for family, ranges in given.items():
        for one in ranges.split():
            first, _, last = one.partition("-")
            yield family, int(first, 16), int(last, 16)


def fonts_for(theme: Theme, markup: Iterable[str]) -> tuple[FontFamily, ...]:
    """The font families that these pages need.

    The theme's own, that of programs and of other scripts only where there are any.

    Refuses with InstallationError one that is not installed.
    """
    pages = tuple(markup)
    letters = {ord(char) for page in pages for char in set(page)}
    others = [
        family
        for family, first, last in theme.scripts
        if any(first <= letter <= last for letter in letters)
    ]
    code = [theme.code] if any("<code" in page for page in pages) else []
    return installed((*theme.families, *code, *others))


def installed(names: Iterable[str]) -> tuple[FontFamily, ...]:
    """The font families of these names, each once.

    Refuses with InstallationError those that are not installed, in one line with the one command
    that installs them all.
    """
    found: list[FontFamily] = []
    missing: list[InstallationError] = []
    for name in dict.fromkeys(names):
        try:
            found.append(font_family(name))
        except InstallationError as error:
            missing.append(error)
    if len(missing) > 1:
        packages = " ".join(error.remedy.rpartition(" ")[2] for error in missing)
        what = "; ".join(error.what for error in missing)
        raise InstallationError(what, f"install them: pip install {packages}")
    if missing:
        raise missing[0]
    return tuple(found)


def theme_names() -> list[str]:
    """The names of the themes there are."""
    return _names(folder("styles"))


def describe_themes(folders: Iterable[str] = ()) -> list[dict[str, Any]]:
    """Name, title, description and fonts of every theme there is, or of those in these folders.

    A folder's text faces must be there.
    """
    rows = []
    for name in folders or _names(folder("styles")):
        theme = load_theme(name)
        if is_folder(name):
            installed((*theme.families, theme.code))
        fonts = [
            *theme.families,
            theme.code,
            *dict.fromkeys(family for family, _, _ in theme.scripts),
        ]
        rows.append(
            {
                "name": theme.name,
                "title": theme.title,
                "description": theme.description,
                "fonts": fonts,
            }
        )
    return rows


def _names(themes: Path) -> list[str]:
    return sorted(place.name for place in themes.iterdir() if (place / "theme.toml").is_file())
