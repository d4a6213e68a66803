"""The promised names, exactly; and what a program pays for using them."""

import ast
import inspect
import json
import subprocess
import sys
from pathlib import Path

import pytest

import publisher

PROMISED = {
    "read_article",
    "read_edition",
    "build_edition",
    "build_all",
    "write_epub",
    "write_pdf",
    "verify_file",
    "inspect_file",
    "Article",
    "Edition",
    "PublisherError",
}
LIBRARIES = {
    "click",
    "ebooklib",
    "fontpkg",
    "lxml",
    "markdown_it",
    "mdit_py_plugins",
    "multiprocessing",
    "PIL",
    "pikepdf",
    "pydantic",
    "pypdfium2",
    "rich",
    "uharfbuzz",
    "weasyprint",
    "yaml",
}


def test_exactly_the_promised_names_are_exported() -> None:
    assert set(publisher.__all__) == PROMISED
    assert set(dir(publisher)) >= PROMISED | {"__version__"}


@pytest.mark.parametrize("name", sorted(PROMISED))
def test_every_public_name_is_there_and_says_what_it_gives(name) -> None:
    thing = getattr(publisher, name)
    assert thing.__name__ == name
    assert inspect.getdoc(thing)


def test_a_name_that_is_not_promised_is_not_there() -> None:
    with pytest.raises(AttributeError, match="module 'publisher' has no attribute 'write_odt'"):
        _ = publisher.write_odt


def test_type_checkers_and_programs_find_the_same_names_in_the_same_places(checkout: Path) -> None:
    tree = ast.parse((checkout / "publisher" / "__init__.py").read_text("utf-8"))
    told = {
        alias.name: node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module != "importlib"
        for alias in node.names
    }
    assert told == publisher._HOMES


def loaded_by(program: str) -> set[str]:
    """The outside libraries a fresh interpreter has loaded when the program ends."""
    tail = (
        "\nimport sys, json; print(json.dumps(sorted({name.split('.')[0] for name in"
        " sys.modules})), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program + tail], capture_output=True, text=True, check=True
    )
    return LIBRARIES & set(json.loads(done.stderr.splitlines()[-1]))


def test_importing_publisher_loads_no_library() -> None:
    assert loaded_by("import publisher; publisher.__version__; publisher.PublisherError") == set()


def test_the_help_loads_click_and_nothing_heavier() -> None:
    assert loaded_by("from publisher.cli import main; assert main(['--help']) == 0") == {"click"}


@pytest.mark.parametrize(
    ("name", "text", "unneeded"),
    [
        ("one.md", "---\ntitle: One\nrights:\n  basis: own-work\n---\n\nWords.\n", set()),
        ("one.txt", "One\n\nA paragraph of words.\n", {"pydantic", "yaml"}),
    ],
)
def test_an_epub_is_built_and_judged_without_what_lays_out_pages_and_runs_batches(
    tmp_path: Path, name: str, text: str, unneeded: set[str]
) -> None:
    article = tmp_path / name
    article.write_text(text, "utf-8")
    loaded = loaded_by(
        "from publisher.cli import main\n"
        f"assert main(['build', {str(article)!r}, '--format', 'epub', '-o', {str(tmp_path)!r}]) == 0\n"
        f"assert main(['verify', {str(tmp_path / 'one.epub')!r}]) == 0"
    )
    assert "ebooklib" in loaded
    assert not loaded & ({"fontpkg", "multiprocessing", "pikepdf", "weasyprint"} | unneeded)


def test_the_doctor_works_without_the_libraries_it_judges() -> None:
    loaded = loaded_by("from publisher.cli import main; main(['doctor', '--line', 'editions'])")
    assert not loaded & {"weasyprint", "fontpkg", "pikepdf", "PIL"}


def test_the_module_runs_as_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "publisher", "--help"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("Usage: publisher ")
