"""Articles read before are taken from what is kept, until anything that was read for them changes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from publisher.cli.sources import load
from publisher.files import watched
from publisher.part_cache import PartCache
from publisher.readers import read_encoded

EDITION = "title: Two\nrights: {basis: own-work}\narticles:\n  - file: a.md\n  - file: b.html\n"
PAGE = (
    "<html lang='en'><title>A page</title><body><article><h1>A page</h1>"
    "<p>Words of a page.</p></article></body></html>"
)
ARTICLE = "---\ntitle: One\nrights: {basis: own-work}\npublished: 2024-05-02\n---\nWords.\n"


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, words in (("book.yaml", EDITION), ("a.md", ARTICLE), ("b.html", PAGE)):
        (tmp_path / name).write_text(words)
    return tmp_path / "book.yaml"


@pytest.fixture
def cache(tmp_path: Path) -> PartCache:
    return PartCache(folder=str(tmp_path / "kept"), tool="1")


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read."""
    names: list[str] = []
    reading = read_encoded

    def noting(path: str, encoding: str) -> object:
        names.append(Path(path).name)
        return reading(path, encoding)

    monkeypatch.setattr("publisher.cli.kept_articles.read_encoded", noting)
    return names


def test_an_article_is_read_once_and_is_the_same_with_the_same_files_noted(
    book: Path, cache: PartCache, read: list[str]
) -> None:
    with watched() as bare:
        plain = load(str(book))
    read.clear()
    for _ in range(2):
        with watched() as seen:
            assert load(str(book), cache=cache) == plain
        assert seen == bare
    assert read == ["a.md", "b.html"]


def other_words(folder: Path) -> None:
    (folder / "a.md").write_text(ARTICLE + "\nMore.\n")


def other_page(folder: Path) -> None:
    (folder / "b.html").write_text(PAGE.replace("Words", "Other words"))


@pytest.mark.parametrize(("change", "name"), [(other_words, "a.md"), (other_page, "b.html")])
def test_the_file_that_changed_is_read_again_alone(
    book: Path,
    cache: PartCache,
    read: list[str],
    change: Callable[[Path], None],
    name: str,
) -> None:
    load(str(book), cache=cache)
    read.clear()
    change(book.parent)
    found = load(str(book), cache=cache)
    assert read == [name]
    assert found == load(str(book))


def test_an_article_in_another_encoding_is_another(
    book: Path, cache: PartCache, read: list[str]
) -> None:
    load(str(book), cache=cache)
    read.clear()
    book.write_text(EDITION.replace("b.html", "b.html\n    encoding: windows-1252"))
    load(str(book), cache=cache)
    assert read == ["b.html"]
