"""Folders and fonts are found where they are, and what is missing is named with its remedy."""

from pathlib import Path

import pytest

from publisher import resources
from publisher.errors import InstallationError
from publisher.resources import folder, font_family


@pytest.mark.parametrize("name", ["styles", "content"])
def test_a_checkout_finds_its_own_folders(name, checkout: Path) -> None:
    assert folder(name) == checkout / name


def test_a_folder_that_is_nowhere_names_both_places_looked_at(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(resources, "__file__", str(tmp_path / "publisher" / "resources.py"))
    with pytest.raises(
        InstallationError, match=r"styles/ is neither at .*_data.styles nor at .*; install"
    ) as told:
        folder("styles")
    assert str(tmp_path) in str(told.value)


def test_a_variable_family_gives_a_range_of_weights_and_names_without_brackets() -> None:
    family = font_family("Literata")
    assert [(file.name, file.style, file.variable) for file in family.files] == [
        ("literata.ttf", "normal", True),
        ("literata-italic.ttf", "italic", True),
    ]
    assert all(file.weight == (200, 900) for file in family.files)


def test_a_static_family_gives_one_weight_for_each_file() -> None:
    family = font_family("PT Serif")
    assert [(file.name, file.style, file.weight) for file in family.files] == [
        ("pt-serif-400.ttf", "normal", (400, 400)),
        ("pt-serif-700.ttf", "normal", (700, 700)),
        ("pt-serif-400-italic.ttf", "italic", (400, 400)),
        ("pt-serif-700-italic.ttf", "italic", (700, 700)),
    ]


@pytest.mark.parametrize("name", ["Literata", "Source Serif 4", "source-serif-4", "PT Serif"])
def test_a_family_is_true_type_and_carries_its_licence(name) -> None:
    family = font_family(name)
    assert family.licence == "OFL-1.1"
    assert "SIL OPEN FONT LICENSE" in family.licence_text
    assert "Copyright" in family.licence_text
    assert all(file.data.startswith(b"\x00\x01\x00\x00") for file in family.files)


def test_a_family_that_is_not_installed_names_the_package_to_install() -> None:
    with pytest.raises(
        InstallationError,
        match=r"'No Such Face' is not installed; install it: pip install fontpkg-no-such-face",
    ):
        font_family("No Such Face")


def test_a_family_that_lost_its_licence_is_refused(monkeypatch) -> None:
    monkeypatch.setattr(resources, "LICENCE", "GONE")
    with pytest.raises(InstallationError, match=r"fontpkg-literata is not whole: .*GONE"):
        font_family("Literata")
