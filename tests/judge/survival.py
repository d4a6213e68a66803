"""The project's signature: what of five facts survives what is done to a finished file.

A book of two articles carries marks, one for each fact of each article.  Routes take its EPUB and
PDF through converters, readers and knives; each gives texts in which every mark must be found.  A
way may do without a fact only for a reason that is written down here and printed, and only if the
text of the same form still carries it.
"""

import datetime
import io
import json
import os
import re
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pikepdf
from lxml import etree, html

from publisher.binding import open_volume, split
from publisher.build import Order, build_edition
from publisher.model.article import Article, Contributor, Relation, Source
from publisher.model.body import Heading, Note, NoteMark, Paragraph, Text
from publisher.model.edition import Edition, Part
from publisher.model.rights import Basis, Licence, Notice, NoticeKind, Permission, Rights
from publisher.programs import CHROMIUMS, find_program
from publisher.rendering.theme import load_theme
from publisher.targets.devices import load_device
from publisher.verify.outside_judges import Absent
from tests.judge import outside

FACTS = ("permission", "disclaimer", "holder", "licence", "source", "author")
# Article → fact → its mark.  Words that stand nowhere else, so that finding them means finding the
# fact.
MARKS: dict[str, dict[str, str]] = {
    "first": {
        "permission": (
            "Permission of the heron shelf: whoever copies this page copies this sentence with it,"
            " whole and to the letter."
        ),
        "disclaimer": (
            "Disclaimer of the heron shelf: whatever a reader makes of this page is the reader's"
            " own affair."
        ),
        "holder": "The Heron Shelf Company",
        "licence": "https://creativecommons.org/licenses/by-nd/4.0/",
        "source": "https://example.org/heron/pages/one?edition=2&part=b",
        "author": "A. Heron-Writer",
    },
    "second": {
        "permission": (
            "Permission of the plover shelf: this page may travel as far as this line travels"
            " with it."
        ),
        "disclaimer": (
            "Disclaimer of the plover shelf: nobody answers for what a reader makes of it, and this"
            " line stays below."
        ),
        "holder": "The Plover Shelf Company",
        "licence": "https://creativecommons.org/licenses/by-sa/3.0/",
        "source": "https://example.net/plover/2026/two.html#start",
        "author": "B. Plover-Writer",
    },
}
WORDS = "Whoever passes a page on passes on what stands at its foot, or passes on only half of it. "


class Hole(NamedTuple):
    """A fact that a route does not carry."""

    route: str
    fact: str
    marks: tuple[str, ...]
    reason: str = ""  # why this way does without it; "" where nothing excuses the loss


class Route(NamedTuple):
    """One thing that is done to a finished file.

    texts     gives what is left to read: each text must carry every fact it is `about`; raises
              Absent where it cannot be done here.
    without   facts this way does without, with the reason.
    pieces    whether each text is judged for itself, by the facts that its piece promises.
    quick     whether `make test` takes this way too.
    """

    name: str
    texts: Callable[["Made"], Iterator[str]]
    without: Mapping[str, str] = {}
    quick: bool = False
    pieces: bool = False


class Made(NamedTuple):
    """The marked edition on disk, and a folder for what becomes of it."""

    epub: Path
    pdf: Path
    folder: Path


def article(name: str) -> Article:
    marks = MARKS[name]
    text = [
        Paragraph(children=(Text(text=f"Step {number} of the {name}. {WORDS * 3}"),))
        for number in range(30)
    ]
    return Article(
        title=f"The {name} page",
        language="en",
        contributors=(Contributor(name=marks["author"]),),
        sources=(
            Source(
                relation=Relation.CAPTURED_FROM, name=f"The {name} journal", url=marks["source"]
            ),
        ),
        rights=Rights(
            basis=Basis.LICENCE,
            holder=marks["holder"],
            copyright_line=f"© 2026 {marks['holder']}",
            licence=Licence(id="CC-BY-ND-4.0" if name == "first" else "CC-BY-SA-3.0"),
            permissions=(Permission(granted_by=marks["holder"], text=marks["permission"]),),
            notices=(
                Notice(kinds=(NoticeKind.PERMISSION,), text=marks["permission"]),
                Notice(kinds=(NoticeKind.DISCLAIMER,), text=marks["disclaimer"]),
            ),
        ),
        body=(
            Paragraph(
                children=(Text(text=f"How the {name} begins"), NoteMark(note="n"), Text(text="."))
            ),
            *text[:15],
            Heading(level=1, children=(Text(text=f"The middle of the {name}"),)),
            *text[15:],
            Note(name="n", children=(Paragraph(children=(Text(text=f"A note to the {name}."),)),)),
        ),
    )


def make(folder: Path, theme: str = "") -> Made:
    """The marked edition, built and verified as any other."""
    edition = Edition(
        name="marked",
        title="Two shelves",
        language="en",
        parts=(Part(articles=(article("first"), article("second"))),),
    )
    moment = datetime.datetime(2026, 11, 25, tzinfo=datetime.UTC)
    order = Order(
        theme=load_theme(theme), moment=moment, on=moment.date(), devices=(load_device("kobo"),)
    )
    for file in build_edition(edition, order).files:
        (folder / file.name).write_bytes(file.data)
    return Made(folder / "marked.epub", folder / "marked.pdf", folder)


# --- ways
# -------------------------------------------------------------------------------------------------------------------


def command(program: str, *arguments: str) -> str:
    """What a program prints; raises Absent where it is not installed, AssertionError where it fails."""
    path = find_program(program)
    if path is None:
        raise Absent(f"it needs {program}")
    done = subprocess.run(
        [path, *arguments],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        timeout=600,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "QTWEBENGINE_DISABLE_SANDBOX": "1"},
    )
    assert done.returncode == 0, f"{program}: {done.stderr[-500:]}"
    return done.stdout


def package(epub: Path) -> tuple[str, etree._Element, zipfile.ZipFile]:
    """(folder, package document, container) of any EPUB."""
    container = zipfile.ZipFile(io.BytesIO(epub.read_bytes()))
    name = str(
        etree.fromstring(container.read("META-INF/container.xml"))  # type: ignore[union-attr]
        .find(".//{*}rootfile")
        .get("full-path")
    )
    return name.rpartition("/")[0], etree.fromstring(container.read(name)), container


def metadata(epub: Path) -> Iterator[str]:
    """The package document's metadata, its values and addresses."""
    _, root, _ = package(epub)
    (found,) = root.iterfind("{*}metadata")
    yield "\n".join(f"{node.text or ''} {node.get('href', '')}" for node in found.iter("*"))


def spine(epub: Path) -> Iterator[tuple[str, str]]:
    """(file, words) of each document of the linear reading order, hidden elements left out."""
    base, root, container = package(epub)
    hrefs = {item.get("id"): str(item.get("href")) for item in root.iter("{*}item")}
    for reference in root.iter("{*}itemref"):
        if reference.get("linear") != "no":
            name = f"{base}/{hrefs[reference.get('idref')]}".lstrip("/")
            (body,) = etree.fromstring(container.read(name)).iter("{*}body")
            for hidden in [node for node in body.iter("*") if node.get("hidden") is not None]:
                hidden.clear()
            yield name, " ".join(map(str, body.itertext()))


def converted(source: Path, target: Path) -> Path:
    """The file that calibre makes of a file."""
    if not target.is_file():
        command("ebook-convert", str(source), str(target))
    return target


def by_calibre(made: Made) -> Path:
    return converted(made.epub, made.folder / "calibre.epub")


def azw3(made: Made) -> Iterator[str]:
    yield converted(
        converted(made.epub, made.folder / "marked.azw3"), made.folder / "azw3.txt"
    ).read_text("utf-8")


def kepub(made: Made) -> Iterator[str]:
    """The book as it is made for Kobo (calibre 6.13 cannot make one), its spans taken out of the way as its reader does."""
    (path,) = made.folder.glob("*.kepub.epub")
    yield "\n".join(text for _, text in spine(path))


def by_pandoc(source: Path, given: str, wanted: str, target: Path | None = None) -> str:
    """The text that pandoc gives, or "" where it writes a file."""
    try:
        import pypandoc
    except ImportError as error:
        raise Absent("it needs the Python package pypandoc-binary") from error
    return str(
        pypandoc.convert_file(
            str(source),
            wanted,
            format=given,
            extra_args=["--wrap=none"],
            outputfile=str(target) if target else None,
        )
    )


def pandoc(made: Made) -> Iterator[str]:
    yield by_pandoc(made.epub, "epub", "plain")


def pandoc_html(made: Made) -> Iterator[str]:
    yield " ".join(map(str, html.fromstring(by_pandoc(made.epub, "epub", "html")).itertext()))


def pandoc_docx(made: Made) -> Iterator[str]:
    by_pandoc(made.epub, "epub", "docx", made.folder / "pandoc.docx")
    yield written(made.folder / "pandoc.docx")


def written(docx: Path) -> str:
    """The words of a DOCX, those of its notes too."""
    with zipfile.ZipFile(docx) as container:
        parts = [
            name
            for name in container.namelist()
            if re.fullmatch(r"word/(?:document|footnotes|endnotes)\.xml", name)
        ]
        return "\n".join(
            " ".join(map(str, etree.fromstring(container.read(name)).itertext())) for name in parts
        )


def calibre_docx(made: Made) -> Iterator[str]:
    yield written(converted(made.epub, made.folder / "calibre.docx"))


def calibre_pdf(made: Made) -> Iterator[str]:
    yield command("pdftotext", str(converted(made.epub, made.folder / "calibre.pdf")), "-")


def taken_apart(made: Made) -> Iterator[str]:
    """The EPUBs that `publisher split` makes, one for each article.

    What the file alone says, page and metadata.
    """
    for built in split(open_volume(made.epub.read_bytes(), str(made.epub), "marked")):
        for file in built.files:
            path = made.folder / file.name
            path.write_bytes(file.data)
            yield "\n".join(text for _, text in spine(path))


def printed(made: Made) -> Iterator[str]:
    """Each file of the reading order as Chromium prints it."""
    chromium = find_program(*CHROMIUMS)
    if chromium is None:
        raise Absent("it needs chromium")
    folder = made.folder / "unpacked"
    with zipfile.ZipFile(made.epub) as container:
        container.extractall(folder)
    texts = []
    for name, _ in spine(made.epub):
        target = folder / f"{Path(name).stem}.pdf"
        command(
            chromium,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            f"--print-to-pdf={target}",
            (folder / name).as_uri(),
        )
        texts.append(command("pdftotext", str(target), "-"))
    yield "\n".join(texts)


def merged_pages(made: Made) -> Iterator[str]:
    """The pages of the first half and of the second, taken out by qpdf and put together the other way round."""
    target = made.folder / "merged.pdf"
    half = int(command("qpdf", "--show-npages", str(made.pdf))) // 2
    command(
        "qpdf",
        "--empty",
        "--pages",
        str(made.pdf),
        f"{half + 1}-z",
        str(made.pdf),
        f"1-{half}",
        "--",
        str(target),
    )
    yield command("pdftotext", str(target), "-")


def engine(name: str) -> Callable[[Made], Iterator[str]]:
    def texts(made: Made) -> Iterator[str]:
        for said in outside.reading([made.epub]):
            if said["engine"] == name:
                yield "\n".join(said["text"])

    return texts


def files_alone(made: Made) -> Iterator[str]:
    """Each file of an article for itself, as if it were all that somebody took out of the book."""
    yield from (text for name, text in spine(made.epub) if re.search(r"/a\d+-", name))


def pages_alone(made: Made) -> Iterator[str]:
    """Each page on which an article's text stands, cut out by qpdf and read by pdftotext."""
    folder = made.folder / "pages"
    folder.mkdir(exist_ok=True)
    command("qpdf", "--split-pages", str(made.pdf), str(folder / "page-%d.pdf"))
    texts = [
        command("pdftotext", "-layout", str(page), "-")
        for page in sorted(folder.glob("page-*.pdf"))
    ]
    yield from (text for text in texts if "Step" in text and "Whoever passes" in text)


def all_pages(made: Made) -> Iterator[str]:
    """The single pages together."""
    list(pages_alone(made))
    yield "\n".join(
        command("pdftotext", str(page), "-")
        for page in sorted(
            (made.folder / "pages").glob("page-*.pdf"),
            key=lambda page: int(page.stem.partition("-")[2]),
        )
    )


def packet(made: Made) -> Iterator[str]:
    with pikepdf.open(made.pdf) as pdf:
        root = etree.fromstring(pdf.Root.Metadata.read_bytes())
    yield "\n".join(
        f"{node.text or ''} {' '.join(map(str, node.attrib.values()))}" for node in root.iter("*")
    )


def record(form: str) -> Callable[[Made], Iterator[str]]:
    def texts(made: Made) -> Iterator[str]:
        if form == "epub":
            _, _, container = package(made.epub)
            (name,) = [name for name in container.namelist() if name.endswith(".jsonld")]
            data = container.read(name)
        else:
            with pikepdf.open(made.pdf) as pdf:
                data = next(
                    file.get_file().read_bytes()
                    for name, file in pdf.attachments.items()
                    if name.endswith(".jsonld")
                )
        yield "\n".join(leaves(json.loads(data)))

    return texts


def leaves(value: object) -> Iterator[str]:
    """Every text in JSON data."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from leaves(one)
    elif isinstance(value, str):
        yield value


_DROPPED = (
    "forced: calibre's reader of EPUB 3 knows no dc:rights, dc:source, licence link or record, so"
    " what it writes has none"
)
_LINE = (
    "forced: a running line is one line; it names author, publication and host, the rest stands in"
    " the article's credit block"
)
_ONE = (
    "forced: XMP describes the file as a whole and has one licence; those that differ by article"
    " stand in the text and in the record"
)
ROUTES = (
    Route("EPUB, package document", lambda made: metadata(made.epub), quick=True),
    Route(
        "EPUB, text of the spine",
        lambda made: iter(["\n".join(text for _, text in spine(made.epub))]),
        quick=True,
    ),
    Route("EPUB, each file alone", files_alone, quick=True, pieces=True),
    Route("EPUB, record", record("epub"), quick=True),
    Route(
        "EPUB → mutool → text",
        lambda made: iter(
            [command("mutool", "draw", "-q", "-F", "txt", "-o", "-", str(made.epub))]
        ),
        quick=True,
    ),
    Route("EPUB → pandoc → text", pandoc, quick=True),
    Route("EPUB → pandoc → HTML", pandoc_html, quick=True),
    Route("EPUB → pandoc → DOCX", pandoc_docx, quick=True),
    Route("EPUB → calibre → AZW3 → text", azw3),
    Route("EPUB → calibre → DOCX", calibre_docx),
    Route("EPUB → calibre → PDF → text", calibre_pdf),
    Route(
        "EPUB → calibre → EPUB, text of the spine",
        lambda made: iter(["\n".join(text for _, text in spine(by_calibre(made)))]),
    ),
    Route(
        "EPUB → calibre → EPUB, package document",
        lambda made: metadata(by_calibre(made)),
        without=dict.fromkeys(
            ("permission", "disclaimer", "holder", "licence", "source"), _DROPPED
        ),
    ),
    Route("EPUB → KEPUB → text", kepub, quick=True),
    Route("EPUB → publisher split, each EPUB alone", taken_apart, quick=True, pieces=True),
    Route("EPUB → Chromium, printed", printed),
    Route("EPUB shown by foliate-js", engine("foliate")),
    Route("EPUB shown by epub.js", engine("epubjs")),
    Route("PDF, XMP packet", packet, quick=True, without={"licence": _ONE}),
    Route("PDF, record", record("pdf"), quick=True),
    Route(
        "PDF → pdftotext", lambda made: iter([command("pdftotext", str(made.pdf), "-")]), quick=True
    ),
    Route(
        "PDF → mutool → text",
        lambda made: iter([command("mutool", "draw", "-q", "-F", "txt", "-o", "-", str(made.pdf))]),
        quick=True,
    ),
    Route("PDF split by qpdf, all pages", all_pages, quick=True),
    Route("PDF → qpdf, pages taken out and merged", merged_pages, quick=True),
    Route(
        "PDF split by qpdf, each page alone",
        pages_alone,
        quick=True,
        pieces=True,
        without=dict.fromkeys(("permission", "disclaimer", "holder", "licence", "source"), _LINE),
    ),
)


# --- judgement
# --------------------------------------------------------------------------------------------------------------


def folded(text: str) -> str:
    """Without white space and soft hyphens.

    Lines break where the page wants, and pages stand between lines.
    """
    return re.sub(r"[\s\u00ad]+", "", text)


def as_printed(mark: str) -> str:
    """A fact as it is printed at least: an address without its scheme and its closing slash."""
    return folded(re.sub(r"^https?://(.*?)/?$", r"\1", mark))


def lost(route: Route, texts: Sequence[str]) -> Iterator[Hole]:
    """Every fact that this way does not carry."""
    for fact in FACTS:
        marks = {name: marks[fact] for name, marks in MARKS.items()}
        if route.pieces:
            missing = tuple(
                f"{mark} in a piece of the {name}"
                for name, mark in marks.items()
                for text in texts
                if f"of the {name}." in text and as_printed(mark) not in folded(text)
            )
        else:
            whole = folded("\n".join(texts))
            missing = tuple(mark for mark in marks.values() if as_printed(mark) not in whole)
        if missing:
            yield Hole(route.name, fact, missing, route.without.get(fact, ""))


class Outcome(NamedTuple):
    """What one way left: its holes, or why it was not gone."""

    route: Route
    holes: tuple[Hole, ...]
    absent: str = ""

    @property
    def faults(self) -> tuple[Hole, ...]:
        """Holes that nothing excuses."""
        return tuple(hole for hole in self.holes if not hole.reason)


def travel(made: Made, routes: Sequence[Route] = ROUTES) -> Iterator[Outcome]:
    """What became of the facts on each way."""
    for route in routes:
        try:
            texts = list(route.texts(made))
        except Absent as absent:
            yield Outcome(route, (), str(absent))
            continue
        except (AssertionError, OSError, ValueError, KeyError, subprocess.TimeoutExpired) as error:
            # it was there, and could not do it
            yield Outcome(
                route,
                tuple(
                    Hole(route.name, fact, (f"the way broke off: {str(error)[:200]}",))
                    for fact in FACTS
                ),
            )
            continue
        if not any(text.strip() for text in texts):
            texts = [""]  # nothing to read: every fact is lost
        yield Outcome(route, tuple(lost(route, texts)))


def uncarried(outcomes: Sequence[Outcome]) -> Iterator[Hole]:
    """Holes that are excused although no way that gives the text of that form carries the fact."""
    text = {"EPUB": "EPUB, text of the spine", "PDF": "PDF → pdftotext"}
    kept = {
        (outcome.route.name, fact)
        for outcome in outcomes
        if not outcome.absent
        for fact in FACTS
        if fact not in {hole.fact for hole in outcome.holes}
    }
    for outcome in outcomes:
        form = "EPUB" if outcome.route.name.startswith("EPUB") else "PDF"
        yield from (
            hole for hole in outcome.holes if hole.reason and (text[form], hole.fact) not in kept
        )


def table(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Fact × way, and each fact that a way does without, with the reason."""
    width = max(len(outcome.route.name) for outcome in outcomes)
    yield f"{'what survives':<{width}}  " + "  ".join(f"{fact:<10}" for fact in FACTS).rstrip()
    for outcome in outcomes:
        if outcome.absent:
            yield f"{outcome.route.name:<{width}}  not judged: {outcome.absent}"
            continue
        holes = {hole.fact: "without" if hole.reason else "LOST" for hole in outcome.holes}
        yield (
            f"{outcome.route.name:<{width}}  "
            + "  ".join(f"{holes.get(fact, 'kept'):<10}" for fact in FACTS).rstrip()
        )
    for name, reason in dict.fromkeys(
        (outcome.route.name, hole.reason)
        for outcome in outcomes
        for hole in outcome.holes
        if hole.reason
    ):
        yield f"  without in “{name}”: {reason}"
    for outcome in outcomes:
        yield from (
            f"  LOST in “{hole.route}”: {hole.fact}: {mark}"
            for hole in outcome.faults
            for mark in hole.marks
        )
