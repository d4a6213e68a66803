"""What is shipped: the wheel holds exactly the checkout's folders, the sdist builds the same wheel, the wheel runs anywhere."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

DATA = "publisher/_data/"


def run(command: Sequence[str | Path], folder: Path, **environment: str) -> str:
    """What a program prints; no index and no checkout are within its reach."""
    kept = {
        key: value
        for key, value in os.environ.items()
        if key not in {"PYTHONPATH", "SOURCE_DATE_EPOCH"}
    }
    done = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env=kept | {"PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"} | environment,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def built(kind: str, checkout: Path, target: Path) -> Path:
    """The one file that hatchling makes of a checkout."""
    run(
        [sys.executable, "-m", "hatchling", "build", "--target", kind, "--directory", target],
        checkout,
    )
    [made] = target.iterdir()
    return made


def files_below(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built("wheel", checkout, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder holding the installed wheel and nothing else.

    What it depends on comes from this environment.
    """
    site = tmp_path_factory.mktemp("site")
    run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", site, wheel],
        site,
    )
    return site


@pytest.mark.slow
def test_the_wheel_holds_the_package_and_its_two_folders_and_nothing_else(
    wheel: Path, checkout: Path
) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = {name for name in archive.namelist() if ".dist-info/" not in name}
    expected = {f"publisher/{name}" for name in files_below(checkout / "publisher")}
    for folder in ("styles", "content"):
        expected |= {f"{DATA}{folder}/{name}" for name in files_below(checkout / folder)}
    assert inside == expected
    assert "publisher/py.typed" in inside


@pytest.mark.slow
def test_the_wheel_states_its_licence_and_its_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        texts = {
            Path(name).name: archive.read(name).decode()
            for name in archive.namelist()
            if ".dist-info/" in name
        }
    assert "License-Expression: AGPL-3.0-or-later\n" in texts["METADATA"]
    assert "Requires-Python: >=3.11\n" in texts["METADATA"]
    assert "publisher = publisher.__main__:main" in texts["entry_points.txt"]


@pytest.mark.slow
def test_the_sdist_builds_the_same_wheel(wheel: Path, checkout: Path, tmp_path: Path) -> None:
    sdist = built("sdist", checkout, tmp_path / "sdist")
    run([sys.executable, "-m", "tarfile", "--extract", sdist, tmp_path / "unpacked"], tmp_path)
    [source] = (tmp_path / "unpacked").iterdir()
    again = built("wheel", source, tmp_path / "again")
    assert again.name == wheel.name
    assert again.read_bytes() == wheel.read_bytes()


@pytest.mark.slow
def test_the_installed_wheel_finds_its_folders_from_another_folder(
    installed: Path, tmp_path: Path
) -> None:
    ask = (
        "import publisher.resources as r; print(r.__file__, r.folder('styles'),"
        " r.folder('content'), sep='\\n')"
    )
    places = run([sys.executable, "-c", ask], tmp_path, PYTHONPATH=str(installed)).splitlines()
    assert places == [
        str(installed / name)
        for name in ("publisher/resources.py", f"{DATA}styles", f"{DATA}content")
    ]


@pytest.mark.slow
def test_the_installed_wheel_builds_one_of_its_own_editions_in_another_folder(
    installed: Path, tmp_path: Path
) -> None:
    edition = min((installed / DATA / "content" / "editions").glob("*.yaml"))
    command: list[str | Path] = [sys.executable, "-m", "publisher", "build", edition, "-o", "out"]
    made = run(command, tmp_path, PYTHONPATH=str(installed)).splitlines()
    assert sorted(Path(line).suffix for line in made) == [".epub", ".pdf"]
    assert all((tmp_path / line).is_file() for line in made)
