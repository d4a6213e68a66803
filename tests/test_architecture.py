"""The house rules, read from the sources' syntax trees; nothing of the package is imported or run.

Each rule is a function from the folder of the package to the places that break it, so that the
second half of this file can plant every kind of violation in a small house of its own and see it
found.
"""

import ast
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

HOUSE = Path(__file__).resolve().parent.parent / "publisher"

# Package or module: what it may import inside publisher.
FLOORS: dict[str, set[str]] = {
    "value": set(),
    "rows": set(),
    "errors": set(),
    "files": set(),
    "part_cache": set(),
    "model": set(),
    "programs": set(),
    # bytes that are no text are refused
    "text": {"errors"},
    "resources": {"errors"},
    "pdffile": {"errors"},
    # the edition's own sentences: rendering sets them, verify knows them again
    "phrases": {"model"},
    "schema": {"errors", "text", "model"},
    # the sentence by which a maker relies on an exception is said in the edition's language
    "rights": {"errors", "text", "model", "phrases"},
    "captures": {"errors", "files", "model", "text"},
    # pages from addresses
    "fetching": {"errors", "text"},
    # pictures: whether one that came with a page can be decoded
    "readers": {"captures", "errors", "files", "text", "model", "pictures", "schema", "rights"},
    "pictures": {"errors", "text", "model", "rights"},
    "rendering": {"errors", "text", "resources", "model", "phrases", "pictures", "rights"},
    # the fonts of a book that is composed
    "fonts": {"errors", "programs", "resources", "rendering"},
    "targets": {"errors", "pictures", "rendering", "text"},
    "verify": {
        "errors",
        "files",
        # what was read of a page, by a digest of the page that verify takes from the file itself
        "part_cache",
        "programs",
        "text",
        "model",
        "phrases",
        "rights",
        "pdffile",
    },
    # resources: FontFamily, the value
    "writers": {
        "errors",
        "resources",
        "fonts",
        "model",
        "phrases",
        "pictures",
        "rights",
        "rendering",
        "pdffile",
        "part_cache",
    },
    "build": {
        "errors",
        "part_cache",
        "resources",
        "fonts",
        "pictures",
        "targets",
        "model",
        "rights",
        "rendering",
        "writers",
        "verify",
    },
    # finished files, made anew
    "binding": {
        "errors",
        "text",
        "phrases",
        "model",
        "pictures",
        "rights",
        "rendering",
        "verify",
        "build",
    },
    # the judge's findings beside what is built again: neither may import the other
    "rebuilding": {
        "errors",
        "versions",
        "model",
        "pdffile",
        "rights",
        "rendering",
        "targets",
        "verify",
        "build",
    },
    # what finished files say of themselves, as catalogues: nothing that makes files is needed
    "shelf": {"errors", "text", "model", "rights", "pictures", "pdffile", "verify"},
    "deliver": {"errors", "build"},
    # places of finished files: a folder, a store elsewhere, archives in either
    "outputs": {"errors", "files", "build", "deliver"},
    # what holds for a process, without the means to start others
    "process": set(),
    "workers": {"build", "errors", "process"},
    # the same on many machines, whose versions must be those of this one
    "cluster": {"errors", "versions", "workers"},
    "versions": set(),
    "batch": {"errors", "model", "build"},
    "cli": {
        "errors",
        "captures",
        "fetching",
        # what was read for a book, and whether it is as it was
        "files",
        "part_cache",
        "programs",
        "text",
        "resources",
        "fonts",
        "pictures",
        "targets",
        "model",
        "phrases",
        "schema",
        "rights",
        "readers",
        "rendering",
        "verify",
        "build",
        # writers: what the press would borrow, for the doctor
        "deliver",
        "outputs",
        "binding",
        "batch",
        "cluster",
        "rebuilding",
        "shelf",
        "versions",
        "process",
        "workers",
        "writers",
    },
}
GROUND = {"value", "rows", "__version__"}  # under every floor

# Outside library: the file or folder that may import it.  lxml is the material of every tree and
# has no door.
DOORS: dict[str, tuple[str, ...]] = {
    "ebooklib": ("writers/epub/writer.py",),
    "pydyf": (
        "writers/pdf/part_fonts.py",
        "writers/pdf/weasy_patches.py",
        "writers/pdf/structure_tree.py",
    ),
    "pyphen": ("writers/pdf/hyphenation.py", "writers/pdf/weasy_patches.py"),
    "weasyprint": ("writers/pdf/weasy.py",),
    "typst": ("writers/typst/door.py",),
    "urllib3": ("fetching/client.py",),
    "protego": ("fetching/robots.py",),
    "pikepdf": ("pdffile/",),
    "pypdfium2": (
        "pdffile/document.py",
        "pdffile/drawn.py",
        "pdffile/ink.py",
        "pdffile/marked_content.py",
        "pdffile/page_objects.py",
        "pdffile/pages.py",
        "pdffile/painting.py",
        "pdffile/raster.py",
    ),
    "pydantic": ("schema/", "model/body.py"),
    "pydantic_core": ("schema/",),
    "yaml": ("schema/locate.py",),
    "fastwarc": ("captures/warc.py",),
    "feedparser": ("captures/feeds.py",),
    "mammoth": ("captures/docx.py",),
    "distributed": ("cluster.py",),
    "fsspec": ("outputs/remote.py",),
    "pyarrow": ("cli/ledger.py",),
    "pebble": ("workers.py",),
    "latex2mathml": ("readers/tex.py",),
    "markdown_it": ("readers/markdown/parser.py", "readers/markdown/marks/"),
    "mdit_py_plugins": ("readers/markdown/parser.py", "readers/markdown/marks/"),
    # the pictures of an edition, and those that pdfium paints of a finished page
    "PIL": (
        "pictures/fit.py",
        "pdffile/ink.py",
        "pdffile/painting.py",
        "pdffile/raster.py",
    ),
    "fontpkg": ("resources.py",),
    # weasy: what WeasyPrint would load of it, loaded when it is called
    "fontTools": ("fonts/fallback.py", "writers/pdf/weasy.py"),
    "webencodings": ("text.py",),
    "uharfbuzz": (
        "fonts/metrics.py",
        "fonts/outlines.py",
        "fonts/subset.py",
        "pdffile/font_shapes.py",
    ),
    "tinycss2": ("rendering/theme_file.py", "verify/evidence/css/"),
    "cssselect2": ("verify/evidence/css/",),
    "page": ("verify/outside_judges.py",),
    "click": ("cli/",),
    "budoux": ("writers/pdf/phrases_whole.py",),
    "segno": ("writers/pdf/qr_codes.py",),
    "starlette": ("cli/preview.py", "cli/serve.py"),
    "uvicorn": ("cli/preview.py", "cli/serve.py"),
    "watchfiles": ("cli/preview.py",),
    "keyring": ("cli/mailing.py",),
    "rich": ("cli/",),
}
MATERIAL = {"lxml"}
# may import anything of ours, but only when used
ROOT_FILES = {"__init__.py", "__main__.py"}
# change a file: not for its judge
REPAIRS = {
    "publisher.pdffile.structure",
    "publisher.pdffile.join",
    "publisher.pdffile.bind",
    "publisher.pdffile.faces",
    "publisher.pdffile.retag",
}
# where clock, chance and environment may enter
EDGE = "cli/"
# where the network may enter; clock and chance are arguments there as well
NETWORK = "fetching/"
EFFECTS = {
    "os.environ",
    "os.getenv",
    "time.time",
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.date.today",
    "uuid.uuid1",
    "uuid.uuid4",
    "urllib.request",
}
CHANCE = {"random", "secrets", "socket", "http", "ftplib", "smtplib"}


class Import(NamedTuple):
    """One import: the file inside the house, its line, and the absolute name of the module it reaches."""

    inside: str
    line: int
    name: str

    @property
    def place(self) -> str:
        return f"publisher/{self.inside}:{self.line}"


def trees(house: Path) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(house.rglob("*.py")):
        yield path.relative_to(house).as_posix(), ast.parse(path.read_text("utf-8"))


def module_name(inside: str) -> str:
    return ".".join(("publisher", *Path(inside).with_suffix("").parts)).removesuffix(".__init__")


def imports(house: Path) -> Iterator[Import]:
    """Every import, also inside functions and for type checkers.

    `from a import b` reaches a.b if that is a module.
    """
    modules = {module_name(path.relative_to(house).as_posix()) for path in house.rglob("*.py")}
    for inside, tree in trees(house):
        package = ("publisher", *Path(inside).parts[:-1])
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from (Import(inside, node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                above = package[: len(package) - node.level + 1] if node.level else ()
                base = ".".join((*above, *([node.module] if node.module else [])))
                for alias in node.names:
                    whole = f"{base}.{alias.name}"
                    yield Import(
                        inside,
                        node.lineno,
                        whole if whole in modules or not base.startswith("publisher.") else base,
                    )


def rule_floors(house: Path) -> list[str]:
    """A module imports only what its floor may; every module stands on a floor."""
    wrong = []
    for path in sorted(house.iterdir()):
        here = path.stem
        if (
            (path.is_dir() or path.suffix == ".py")
            and path.name not in ROOT_FILES
            and here not in {*FLOORS, "__pycache__"}
        ):
            wrong.append(f"publisher/{path.name}: stands on no floor")
    for found in imports(house):
        here, parts = found.inside.split("/")[0].removesuffix(".py"), found.name.split(".")
        if (
            found.inside in ROOT_FILES
            or parts[0] != "publisher"
            or len(parts) < 2
            or parts[1] == here
        ):
            continue
        if parts[1] not in FLOORS.get(here, set()) | GROUND:
            wrong.append(f"{found.place}: {here} may not import {parts[1]}")
    return wrong


def rule_doors(house: Path) -> list[str]:
    """Each outside library is imported behind its door, and there is no library without one."""
    wrong = []
    for found in imports(house):
        top = found.name.split(".")[0]
        if top in DOORS and not found.inside.startswith(DOORS[top]):
            wrong.append(f"{found.place}: {top} belongs behind {' or '.join(DOORS[top])}")
        elif top not in {*DOORS, *MATERIAL, *sys.stdlib_module_names, "publisher"}:
            wrong.append(f"{found.place}: {top} has no door")
    return wrong


def rule_roots(house: Path) -> list[str]:
    """The package's own files load nothing of it until it is used."""
    wrong = []
    for inside, tree in trees(house):
        if inside in ROOT_FILES:
            wrong += [
                f"publisher/{inside}:{node.lineno}: imports {ast.unparse(node)} before it is used"
                for node in tree.body
                if isinstance(node, ast.Import | ast.ImportFrom)
                and "publisher" in ast.unparse(node)
            ]
    return wrong


def rule_judge(house: Path) -> list[str]:
    """The judge reads files, it does not use what mends them."""
    return [
        f"{found.place}: verify may not use {found.name}"
        for found in imports(house)
        if found.inside.startswith("verify/") and found.name in REPAIRS
    ]


def rule_names(house: Path) -> list[str]:
    """A module is named by an import statement, which the other rules see.

    By a string only where a package opens its own.
    """
    return [
        f"publisher/{inside}:{node.lineno}: imports by a string"
        for inside, tree in trees(house)
        if not inside.endswith("__init__.py")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).split(".")[-1] in {"import_module", "__import__"}
    ]


def rule_effects(house: Path) -> list[str]:
    """Clock, chance, environment and network are arguments everywhere but at the edge."""
    wrong = [
        f"{found.place}: {found.name} is for {EDGE} alone"
        for found in imports(house)
        if not found.inside.startswith(EDGE)
        and (found.name.split(".")[0] in CHANCE or found.name in EFFECTS)
        and not (
            found.inside.startswith(NETWORK) and found.name.split(".")[0] in {"socket", "http"}
        )
    ]
    for inside, tree in trees(house):
        if not inside.startswith(EDGE):
            wrong += [
                f"publisher/{inside}:{node.lineno}: {ast.unparse(node)} is for {EDGE} alone"
                for node in ast.walk(tree)
                if isinstance(node, ast.Attribute) and ast.unparse(node) in EFFECTS
            ]
    return wrong


def rule_circles(house: Path) -> list[str]:
    """No module imports itself by way of others, also inside one package."""
    graph: dict[str, set[str]] = {
        module_name(inside): set() for inside, _ in trees(house) if inside not in ROOT_FILES
    }
    for found in imports(house):
        here = module_name(found.inside)
        if found.inside not in ROOT_FILES and found.name in graph and found.name != here:
            graph[here].add(found.name)
    left = circle(graph)
    return [f"circle among {', '.join(left)}"] if left else []


def circle(graph: Mapping[str, set[str]]) -> list[str]:
    """The members of the circles of a graph; empty when it has none."""
    left = {name: set(below) for name, below in graph.items()}
    while True:
        used = set[str]().union(*left.values())
        ends = {name for name, below in left.items() if not below & left.keys() or name not in used}
        if not ends:
            return sorted(left)
        left = {name: below - ends for name, below in left.items() if name not in ends}


RULES: tuple[Callable[[Path], list[str]], ...] = (
    rule_floors,
    rule_doors,
    rule_roots,
    rule_judge,
    rule_names,
    rule_effects,
    rule_circles,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps(rule: Callable[[Path], list[str]]) -> None:
    assert not rule(HOUSE), "\n".join(rule(HOUSE))


def test_the_floor_plan_itself_has_no_circle() -> None:
    assert circle(FLOORS) == []


def test_every_door_is_where_it_is_said_to_be_and_is_used() -> None:
    used = {found.name.split(".")[0] for found in imports(HOUSE)}
    unused = DOORS.keys() - used - {"pydantic_core"}
    assert not unused, f"no longer imported: {sorted(unused)}"
    gone = {place for places in DOORS.values() for place in places if not (HOUSE / place).exists()}
    assert not gone, f"no such door: {sorted(gone)}"


VIOLATIONS = [
    (
        rule_floors,
        "model/article.py",
        "import publisher.schema",
        "publisher/model/article.py:1: model may not import schema",
    ),
    (
        rule_floors,
        "verify/epub.py",
        "def judge():\n    from publisher.writers import epub",
        "publisher/verify/epub.py:2: verify may not import writers",
    ),
    (
        rule_floors,
        "verify/epub.py",
        "from ..rendering.book import Book",
        "publisher/verify/epub.py:1: verify may not import rendering",
    ),
    (
        rule_floors,
        "errors.py",
        "from . import text",
        "publisher/errors.py:1: errors may not import text",
    ),
    (rule_floors, "helpers.py", "", "publisher/helpers.py: stands on no floor"),
    (rule_floors, "attic/old.py", "", "publisher/attic: stands on no floor"),
    (
        rule_doors,
        "readers/html.py",
        "\nfrom weasyprint import HTML",
        "publisher/readers/html.py:2: weasyprint belongs behind writers/pdf/weasy.py",
    ),
    (
        rule_doors,
        "rendering/compose.py",
        "import PIL.Image",
        "publisher/rendering/compose.py:1: PIL belongs behind pictures/fit.py",
    ),
    (
        rule_doors,
        "writers/pdf/writer.py",
        "import requests",
        "publisher/writers/pdf/writer.py:1: requests has no door",
    ),
    (
        rule_roots,
        "__init__.py",
        "from publisher.errors import PublisherError",
        "publisher/__init__.py:1: imports",
    ),
    (
        rule_judge,
        "verify/pdf.py",
        "from publisher.pdffile import pages, structure",
        "publisher/verify/pdf.py:1: verify may not use publisher.pdffile.structure",
    ),
    (
        rule_names,
        "verify/epub.py",
        "import importlib\nimportlib.import_module('publisher.writers')",
        "publisher/verify/epub.py:2: imports by a string",
    ),
    (
        rule_effects,
        "writers/epub/writer.py",
        "from datetime import date\nTODAY = date.today()",
        "publisher/writers/epub/writer.py:2: date.today is for cli/ alone",
    ),
    (
        rule_effects,
        "build.py",
        "import os\nJOBS = os.environ['JOBS']",
        "publisher/build.py:2: os.environ is for cli/ alone",
    ),
    (
        rule_effects,
        "readers/html.py",
        "from urllib import request",
        "publisher/readers/html.py:1: urllib.request is for cli/ alone",
    ),
    (
        rule_circles,
        "rendering/book.py",
        "from publisher.rendering.compose import compose",
        "circle among publisher.rendering.book, publisher.rendering.compose",
    ),
    (
        rule_circles,
        "rendering/book.py",
        "from . import compose",
        "circle among publisher.rendering.book, publisher.rendering.compose",
    ),
]


@pytest.fixture
def small_house(tmp_path: Path) -> Path:
    """A house that keeps every rule."""
    house = tmp_path / "publisher"
    sources = {
        "__init__.py": "def lazy():\n    from publisher import errors",
        "errors.py": "",
        "text.py": "import unicodedata",
        "build.py": "from publisher.writers import epub",
        "cli/clock.py": "import os\nos.environ",
        "model/article.py": "",
        "pdffile/pages.py": "import pypdfium2",
        "pdffile/structure.py": "import pikepdf",
        "readers/html.py": "from lxml import etree",
        "rendering/book.py": "",
        "rendering/compose.py": "from publisher.rendering import book",
        "schema/decode.py": "import pydantic",
        "verify/epub.py": "",
        "verify/pdf.py": "from publisher.pdffile import pages",
        "writers/epub/writer.py": "import ebooklib",
        "writers/pdf/weasy.py": "import weasyprint",
    }
    for inside, source in sources.items():
        (house / inside).parent.mkdir(parents=True, exist_ok=True)
        (house / inside).write_text(source, "utf-8")
    return house


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_clean_house_breaks_no_rule(rule: Callable[[Path], list[str]], small_house: Path) -> None:
    assert rule(small_house) == []


@pytest.mark.parametrize(
    ("rule", "inside", "source", "told"), VIOLATIONS, ids=[told for *_, told in VIOLATIONS]
)
def test_each_planted_violation_is_found_at_its_place(
    rule: Callable[[Path], list[str]], inside: str, source: str, told: str, small_house: Path
) -> None:
    (small_house / inside).parent.mkdir(exist_ok=True)
    (small_house / inside).write_text(source, "utf-8")
    found = rule(small_house)
    assert len(found) == 1, found
    assert found[0].startswith(told)
