"""A folder is walked as people count, and what is no page, article or edition is passed over."""

from pathlib import Path

import pytest

from publisher.cli.folders import walk

ARTICLE = "title: A\ntext: |\n  Words.\n"


def put(folder: Path, name: str, text: str = "words") -> None:
    """A file in a folder."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def read(folder: Path) -> list[str]:
    """What is read of a folder, by its path below."""
    return [Path(file).relative_to(folder).as_posix() for file in walk([str(folder)]).files]


def test_pages_come_in_the_order_people_count(tmp_path: Path) -> None:
    for name in ("page-10.txt", "page-2.txt", "page-1.txt", "b/1.txt", "B.txt"):
        put(tmp_path, name)
    assert read(tmp_path) == ["b/1.txt", "B.txt", "page-1.txt", "page-2.txt", "page-10.txt"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("book.manifest.json", "{}"),
        ("package.json", '{"name": "x", "version": "1"}'),
        ("list.json", "[1, 2]"),
        ("settings.yaml", "on: push\njobs: []\n"),
        ("README.md", "# About this folder"),
        ("LICENSE.txt", "words"),
        ("book.epub", "PK"),
    ],
)
def test_what_is_no_article_is_passed_over_and_named(tmp_path: Path, name: str, text: str) -> None:
    put(tmp_path, "one.txt")
    put(tmp_path, name, text)
    walked = walk([str(tmp_path)])
    assert walked.files == (str(tmp_path / "one.txt"),)
    assert walked.passed_over == (str(tmp_path / name),)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("article.yaml", ARTICLE),
        ("edition.yml", "title: Week\narticles: [one.txt]\n"),
        ("parts.yaml", "# of the autumn\nparts: []\n"),
        ("article.json", '{"title": "A", "text": "Words."}'),
        ("broken.json", '{"title": '),
        ("readme-and-weep.md", "words"),
    ],
)
def test_what_may_be_an_article_is_read_and_told_if_it_is_broken(
    tmp_path: Path, name: str, text: str
) -> None:
    put(tmp_path, name, text)
    assert read(tmp_path) == [name]


def test_files_beside_a_saved_page_are_of_the_page(tmp_path: Path) -> None:
    put(tmp_path, "kiln.html")
    put(tmp_path, "kiln_files/frame.html")
    put(tmp_path, "essays_files/one.html")  # there is no page of that name
    assert read(tmp_path) == ["essays_files/one.html", "kiln.html"]


def test_hidden_files_are_neither_read_nor_counted(tmp_path: Path) -> None:
    put(tmp_path, "one.txt")
    put(tmp_path, ".git/config.txt")
    put(tmp_path, ".hidden.txt")
    walked = walk([str(tmp_path)])
    assert (len(walked.files), walked.passed_over) == (1, ())


def test_pictures_are_of_the_pages_that_name_them_and_not_counted(tmp_path: Path) -> None:
    put(tmp_path, "one.txt")
    put(tmp_path, "images/map.PNG")
    assert walk([str(tmp_path)]).passed_over == ()


def test_a_folder_without_anything_to_read_stays_what_it_is(tmp_path: Path) -> None:
    put(tmp_path, "picture.png")
    assert walk([str(tmp_path)]).files == (str(tmp_path),)


def test_a_file_that_is_named_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    put(tmp_path, "README.md")
    assert walk([str(tmp_path / "README.md")]).files == (str(tmp_path / "README.md"),)


def test_a_link_back_to_a_folder_above_is_not_gone_round_and_round(tmp_path: Path) -> None:
    put(tmp_path, "a/one.txt")
    (tmp_path / "a" / "back").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "b").symlink_to(tmp_path / "a", target_is_directory=True)
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    assert read(tmp_path) == ["a/one.txt", "b/one.txt"]
