"""The judge: finished bytes against the ledger.  Shares no code with readers, rendering or writers.

In: the bytes of an EPUB or PDF, and a Ledger: of the edition, or of the record inside the file.
Out: a Report.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publisher.errors import EvidenceError
from publisher.files import read_whole
from publisher.model.edition import Edition, PicturePolicy, with_picture_policy
from publisher.part_cache import PartCache
from publisher.rights import notices as ledgers
from publisher.rights import record
from publisher.rights.notices import Ledger
from publisher.rights.record_versions import FORMAT, form_of, is_like_today, is_today
from publisher.text import counted
from publisher.verify.evidence.model import Evidence, Said
from publisher.verify.owed.beside_pages import judge_beside
from publisher.verify.owed.doubts import judge_doubts, judge_labels, lint_doubts
from publisher.verify.owed.facts import judge_facts
from publisher.verify.owed.metadata import judge_metadata
from publisher.verify.owed.notices import judge
from publisher.verify.owed.record import (
    judge_graph,
    judge_own_record,
    judge_record,
    judge_seal,
    no_record,
)
from publisher.verify.report import Compared, Finding, Report

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from publisher.verify.inspection import Inspected

Graph = tuple[dict[str, Any], ...]

# bytes: measured, what is judged then fits into a gigabyte; stores take 50 to 200 MB by mail
_LARGEST = 384 * 2**20


def verify_bytes(
    data: bytes,
    name: str,
    ledger: Ledger | None = None,
    *,
    expected: bytes = b"",
    executor: "Executor | None" = None,
    cache: PartCache | None = None,
) -> Report:
    """The proof of a finished file: what it owes, and whether it carries it.

    Without a ledger, the record inside it is asked.

    expected   the record that the edition has, with the ledger; b"": only its ledger is compared.
    executor   reads the pages of a long PDF side by side.
    cache      what was read before of pages that are drawn alike; None: every page is read.
    Refuses with EvidenceError what is neither an EPUB nor a PDF that can be read.
    """
    evidence = read_evidence(data, name, executor, cache)
    mode, owed, findings = _owed(evidence, ledger, expected)
    if owed is not None:
        findings = (*findings, *_prove(evidence, owed, expected))
    return _report(evidence, mode, findings, owed)


def examine(
    data: bytes, name: str, edition: Edition | None = None, source: Ledger | None = None
) -> Report:
    """The proof of a file, and all that can be said of any file.

    Gaps, placeholders, contradictions between page and metadata.

    edition   what it is to be judged against.   source: the words of a source, with which title and
              text are compared block by block. Refuses with EvidenceError what is neither an EPUB
              nor a PDF that can be read.
    """
    # these three only here: a build proves its files and asks nothing else
    from publisher.verify.lint.file_alone import lint
    from publisher.verify.lint.page_vs_metadata import crosscheck
    from publisher.verify.source_comparison import compare

    evidence = read_evidence(data, name)
    fewer = _fewer_pictures(edition, evidence) if edition else None
    if edition:
        edition = with_picture_policy(replace(edition, pictures=fewer or edition.pictures))
    ledger = ledgers.ledger(edition) if edition else None
    expected = record.write(edition, ledger, "") if edition and ledger else b""
    mode, owed, findings = _owed(evidence, ledger, expected)
    compared: tuple[Compared, ...] = ()
    if source is not None:
        mode = "source" if owed is None else mode
        compared, differences = compare(source, evidence)
        findings = (*findings, *differences)
    if owed is not None:
        findings = (*findings, *_prove(evidence, owed, expected))
    runs = {run.exact for account in (owed.accounts if owed else ()) for run in account.runs}
    findings = (
        *findings,
        *lint(evidence),
        *(lint_doubts(evidence) if owed is None else ()),
        *crosscheck(evidence, known=owed is not None, texts=runs),
    )
    report = _report(evidence, mode, findings, owed)
    if fewer:
        told = f"with fewer pictures than the edition asks for, as the file's record says: {fewer}"
        report = replace(report, checked=(*report.checked, told))
    return replace(report, compared=compared)


def _fewer_pictures(edition: Edition, evidence: Evidence) -> PicturePolicy | None:
    """The policy by which a file prints fewer pictures than its edition asks for, by its record.

    A build can be asked for that (`--pictures omit`): what a picture leaves behind is still owed.
    None where the record says nothing of it, or of more pictures than the edition allows.
    """
    said = next(
        (
            node.get("pub:pictures")
            for node in _graph(evidence)
            if node.get("@type") == "Collection"
        ),
        None,
    )
    policies = list(PicturePolicy)  # from all pictures to none
    stricter = policies[policies.index(edition.pictures) + 1 :]
    return next((policy for policy in stricter if policy == said), None)


def verify_file(path: Path | str, edition: Edition | None = None) -> Report:
    """The report on a file: against the edition, or without one against the file's own record.

    And what is said of any file.

    Refuses with EvidenceError what cannot be read.
    """
    return examine(read_bytes(Path(path)), str(path), edition)


def _owed(
    evidence: Evidence, ledger: Ledger | None, expected: bytes
) -> tuple[str, Ledger | None, tuple[Finding, ...]]:
    """(mode, what the file owes, what is wrong with its record)."""
    if ledger is not None:
        compared = judge_graph(expected, evidence) if expected else ()
        found = (*judge_seal(evidence), *judge_record(ledger, evidence), *compared)
        return "edition", ledger, found
    if evidence.record is None:
        return "none", None, (no_record(evidence),)
    try:
        owed = record.read(evidence.record, evidence.path)
    except EvidenceError as error:
        return "none", None, (Finding(code="record-changed", message=error.message),)
    return "record", owed, tuple(judge_own_record(evidence.record, owed, evidence))


def _prove(evidence: Evidence, owed: Ledger, expected: bytes) -> Iterator[Finding]:
    yield from judge_beside(evidence)
    graph = (
        _with_moment(record.read_graph(expected, evidence.path), evidence)
        if expected
        else _graph(evidence)
    )
    yield from judge_doubts(evidence)
    language = next(iter(evidence.said.of("languages")), "")
    yield from judge_labels(owed, evidence, language, record.part_titles(graph))
    if not is_like_today(graph):
        yield from judge(owed, evidence, None)
        yield from judge_metadata(owed, evidence)
        return
    yield from judge(owed, evidence, graph)
    yield from judge_metadata(owed, evidence)
    yield from judge_facts(graph, evidence)


def _with_moment(graph: Graph, evidence: Evidence) -> Graph:
    """The nodes of an edition's record with the moment that the file bears.

    An edition is the same whenever it is built.
    """
    moment = next(
        (
            node["dateModified"]
            for node in _graph(evidence)
            if node.get("@type") == "Collection" and "dateModified" in node
        ),
        None,
    )
    return tuple(
        {**node, "dateModified": moment} if moment and node.get("@type") == "Collection" else node
        for node in graph
    )


def _graph(evidence: Evidence) -> Graph:
    """The nodes of the file's record.

    None where there is no record that can be read (which is told elsewhere).
    """
    if evidence.record is None:
        return ()
    try:
        return record.read_graph(evidence.record, evidence.path)
    except EvidenceError:
        return ()


def _report(
    evidence: Evidence, mode: str, findings: Iterable[Finding], owed: Ledger | None
) -> Report:
    return Report(
        path=evidence.path,
        mode=mode,
        findings=tuple(dict.fromkeys(findings)),
        checked=tuple(_checked(owed, evidence, mode)),
        unjudged=tuple(_unjudged(evidence, mode)),
    )


def read_evidence(
    data: bytes,
    name: str,
    executor: "Executor | None" = None,
    cache: PartCache | None = None,
) -> Evidence:
    """What a reader of the file would meet.

    Refuses with EvidenceError what is neither EPUB nor PDF.
    """
    if data.startswith(b"PK"):
        from publisher.verify.evidence import epub

        return epub.read(data, name)
    if b"%PDF-" in data[:1024]:
        from publisher.verify.evidence import pdf

        return pdf.read(data, name, executor, cache)
    raise EvidenceError(name, "neither an EPUB nor a PDF; give a finished file")


def inspect_file(path: Path | str) -> "Inspected":
    """What a file alone says of its rights: its record, the edition it speaks of, its metadata.

    Refuses with EvidenceError what cannot be read.
    """
    return inspect_bytes(read_bytes(Path(path)), str(path))


def inspect_bytes(data: bytes, path: str) -> "Inspected":
    """What a finished file of these bytes says of its rights; its pages are not read.

    Refuses with EvidenceError what is neither an EPUB nor a PDF that can be opened.
    """
    from publisher.rights.record_reader import recall
    from publisher.verify.inspection import Inspected

    said, kept = _read_said(data, path)
    graph = record.read_graph(kept, path) if kept is not None else ()
    edition, fault = None, ""
    try:
        edition = recall(kept, path) if kept is not None else None
    except EvidenceError as error:
        fault = error.message
    return Inspected(path=path, record=graph, edition=edition, fault=fault, said=said)


def _read_said(data: bytes, path: str) -> tuple[Said, bytes | None]:
    if data.startswith(b"PK"):
        from publisher.verify.evidence import epub

        return epub.read_said(data, path)
    if b"%PDF-" in data[:1024]:
        from publisher.verify.evidence import pdf

        return pdf.read_said(data, path)
    raise EvidenceError(path, "neither an EPUB nor a PDF; give a finished file")


def _checked(owed: Ledger | None, evidence: Evidence, mode: str) -> Iterator[str]:
    against = {
        "edition": "against the edition",
        "record": (
            "against the file's own record (a record changed together with the page would not be"
            " noticed)"
        ),
        "source": "against the source, title and text",
        "none": "by its pages and metadata alone",
    }[mode]
    if owed is None:
        yield f"checked {against}"
    else:
        runs = sum(len(account.runs) for account in owed.accounts)
        addresses = sum(len(account.addresses) for account in owed.accounts)
        yield (
            f"checked {against}: {counted(len(owed.accounts), 'article')},"
            f" {counted(len(owed.notices), 'notice')}, {counted(runs, 'run')} of text,"
            f" {counted(addresses, 'source address', 'source addresses')}"
        )
    places = evidence.pages or len({segment.place for segment in evidence.segments})
    read = counted(places, "file" if evidence.form == "epub" else "page")
    yield f"read {read} and the metadata"


def _unjudged(evidence: Evidence, mode: str) -> Iterator[str]:
    """What nobody can know from this file."""
    yield (
        "whether what it says of its rights is true, and whether this use is allowed: no file shows"
        " that"
    )
    if mode == "none":
        yield (
            "whether words, credits or notices were lost before: there is no record inside, and"
            " neither --edition nor --against was given"
        )
    if mode == "record" and is_like_today(graph := _graph(evidence)) and not is_today(graph):
        yield (
            "whether a value of its record was altered that stands nowhere else: it was written by"
            f" another version (form {form_of(graph)}, this one writes {FORMAT}), which did not"
            " seal records"
        )
    elif mode == "record" and not is_today(graph):
        yield (
            "what its record lacks: it was written by another version (form"
            f" {form_of(graph) or 'unknown'}, this one writes {FORMAT}); what it holds is checked,"
            " but not in which places each fact stands, nor which other words the edition may say"
        )
    if mode == "source":
        yield (
            "whether notices and credits were lost: only title and text were compared (give"
            " --edition)"
        )
    if evidence.shown:
        yield "words inside pictures: pictures are not read"
    if evidence.form == "pdf":
        yield "spaces and hyphens inside words of a PDF: its lines do not say whose they are"
    if evidence.form == "pdf" and not evidence.blocks:
        yield (
            "the order of its words, and words that were added: it has no structure tree, so its"
            " pages were taken as they are drawn"
        )
    if evidence.faults:
        yield f"all of its structure tree: {'; '.join(evidence.faults)}"


def read_bytes(path: Path) -> bytes:
    """The bytes of a file.

    Refuses with EvidenceError what cannot be read, is no file, or is larger than can be judged.
    """
    try:
        return read_whole(path, _LARGEST)
    except OSError as error:
        raise EvidenceError(
            str(path), f"{(error.strerror or str(error)).lower()}; check the path"
        ) from error
