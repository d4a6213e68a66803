"""A note of an Obsidian vault finds its pictures in the vault, and nowhere else."""

from pathlib import Path

import pytest

from publisher.model.article import Article
from publisher.readers import read
from tests.test_captures import made

NOTE = "---\ntitle: The rope\nsource: https://ferry.example/news/rope\n---\n{text}\n\n{embed}\n"


def note(tmp_path: Path, embed: str, *, is_vault: bool = True) -> Article:
    """The article of a note that embeds a picture of the vault."""
    vault = tmp_path / "vault"
    for folder in ("clips/april", "assets"):
        (vault / folder).mkdir(parents=True)
    if is_vault:
        (vault / ".obsidian").mkdir()
    (vault / "assets/rope.png").write_bytes(made.PNG)
    (tmp_path / "other.png").write_bytes(made.PNG)
    path = vault / "clips/april/rope.md"
    path.write_text(NOTE.format(text=made.PARAGRAPHS[0], embed=embed), "utf-8")
    return read(path).article


@pytest.mark.parametrize("embed", ["![[rope.png]]", "![[assets/rope.png|300]]", "![a](rope.png)"])
def test_a_picture_of_the_vault_is_found(embed: str, tmp_path: Path) -> None:
    (asset,) = note(tmp_path, embed).assets
    assert (asset.data, asset.file) == (made.PNG, "rope.png")


def test_a_picture_outside_of_the_vault_is_not(tmp_path: Path) -> None:
    assert [one.data for one in note(tmp_path, "![[../../../other.png]]").assets] in ([], [b""])


def test_a_folder_that_is_no_vault_is_not_searched(tmp_path: Path) -> None:
    (asset,) = note(tmp_path, "![[rope.png]]", is_vault=False).assets
    assert asset.data == b""
