"""What a machine has, asked without importing any of it.

Libraries, programs, Python packages, package managers.

The doctor draws its facts from a Machine alone, so that a test can hand it any other.
"""

import ctypes
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Protocol

from publisher.programs import find_program

# Package manager -> the program that shows it is there, and the line that installs with it.
MANAGERS = {
    "brew": ("brew", "brew install"),
    "apt": (
        "apt-get",
        "{sudo}apt-get update -qq && {sudo}apt-get install --quiet --yes --no-install-recommends",
    ),
    "apk": ("apk", "{sudo}apk add"),
    "dnf": ("dnf", "{sudo}dnf install --assumeyes"),
    "pacman": ("pacman", "{sudo}pacman --sync --needed --noconfirm"),
}
# Those that are the same everywhere; npm puts what it brings beside the Python that runs us, and
# runs no package's own installer (Ace's would fetch two browsers).
EVERYWHERE = {
    "pip": "python -m pip install",
    "npm": (
        f"npm install --global --prefix {shlex.quote(sys.prefix)} --ignore-scripts --no-audit"
        " --no-fund"
    ),
}


class Machine(Protocol):
    """Where publisher runs.

    Each question is answered by a version, "" for there but mute, or None for not there.
    """

    def manager(self) -> str:
        """Name of the system's package manager, a key of MANAGERS; "" where none is known."""

    def administrator(self) -> bool:
        """Whether this user may install without sudo."""

    def library(self, names: Sequence[str], version: str) -> str | None:
        """A shared library, under the first of `names` that loads.

        `version` is its own function that tells, or "".
        """

    def program(self, command: Sequence[str]) -> str | None:
        """A program, asked for its version by this command."""

    def package(self, name: str) -> str | None:
        """An installed Python package."""

    def module(self, name: str) -> str | None:
        """An npm package, beside the Python that runs us or where npm puts what is for all."""

    def file(self, path: str) -> str | None:
        """A file at this path."""

    def font(self, language: str, letters: str) -> str | None:
        """Fonts that can be embedded and draw all these letters, for words of this language ("ja").

        The version of the first.
        """

    def required(self) -> Sequence[str]:
        """Names of the Python packages that publisher needs."""


class ThisMachine:
    """The machine this process runs on."""

    def manager(self) -> str:
        """The package manager found first."""
        return next((name for name, (program, _) in MANAGERS.items() if find_program(program)), "")

    def administrator(self) -> bool:
        """Root; always so on systems without such a user."""
        return not hasattr(os, "geteuid") or os.geteuid() == 0

    def library(self, names: Sequence[str], version: str) -> str | None:
        """The library's version, once it has really been loaded."""
        for name in names:
            try:
                loaded = ctypes.CDLL(name)
            except OSError:
                continue
            tell = getattr(loaded, version, None) if version else None
            if tell is None:
                return ""
            tell.restype = ctypes.c_char_p
            return (tell() or b"").decode("ascii", "replace")
        return None

    def program(self, command: Sequence[str]) -> str | None:
        """The number in what it prints.

        A program that fails when asked (the java of a fresh macOS) is not there.
        """
        path = find_program(command[0])
        if path is None:
            return None
        try:
            done = subprocess.run(
                [path, *command[1:]],
                capture_output=True,
                text=True,
                errors="replace",
                timeout=30,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        number = re.search(r"\d+(\.\d+)+", done.stdout + done.stderr)
        return None if done.returncode else (number[0] if number else "")

    def package(self, name: str) -> str | None:
        """The version its metadata states."""
        try:
            return metadata.version(name)
        except metadata.PackageNotFoundError:
            return None

    def module(self, name: str) -> str | None:
        """The version its package.json states."""
        for prefix in (sys.prefix, "/usr", "/usr/local", "/opt/homebrew"):
            described = Path(prefix) / "lib" / "node_modules" / name / "package.json"
            if described.is_file():
                return str(json.loads(described.read_text("utf-8")).get("version", ""))
        return None

    def file(self, path: str) -> str | None:
        """There, but mute."""
        return "" if Path(path).is_file() else None

    def font(self, language: str, letters: str) -> str | None:
        """What the press would borrow."""
        from publisher.fonts.borrow import borrow
        from publisher.fonts.system import SystemFonts

        loans, _ = borrow({language: frozenset(letters)}, SystemFonts(), "serif")
        drawn = frozenset[str]().union(*(loan.letters for loan in loans))
        return loans[0].family.version if drawn >= frozenset(letters) else None

    def required(self) -> Sequence[str]:
        """What the installed metadata of publisher names, extras left out.

        Nothing where it was never installed.
        """
        try:
            rows = metadata.requires("publisher") or []
        except metadata.PackageNotFoundError:
            return ()
        return sorted(re.split(r"[^\w.-]", row)[0].lower() for row in rows if "extra ==" not in row)
