"""The judge: finished bytes against the ledger.  Shares no code with readers, rendering or writers.

In: the bytes of an EPUB or PDF, and a Ledger: of the edition, or of the record inside the file.  Out: a Report.
"""

from pathlib import Path
from typing import Any

from publisher.errors import EvidenceError
from publisher.model.edition import Edition
from publisher.rights import notices as ledgers
from publisher.rights import record
from publisher.rights.notices import Ledger
from publisher.text import digest
from publisher.value import value
from publisher.verify.evidence import Evidence, Said
from publisher.verify.metadata import judge_metadata, judge_record
from publisher.verify.notices import judge
from publisher.verify.report import Finding, Report

_LARGEST = 2 * 2**30  # bytes: what a store takes at most


def verify_bytes(data: bytes, name: str, ledger: Ledger | None = None) -> Report:
    """The report on a finished file.  Without a ledger it is judged against the record inside it.

    Refuses with EvidenceError what is neither an EPUB nor a PDF that can be read.
    """
    evidence = read_evidence(data, name)
    mode, findings = "edition", []
    if ledger is None:
        if evidence.record is None:
            return _unjudged(evidence)
        mode, ledger = "record", record.read(evidence.record, name)
        findings += [Finding(code="record-changed", message=f"the words of a notice and their digest disagree ({owed.id})", notice=owed.id)
                     for owed in ledger.notices if digest(owed.text) != owed.sha256]
    else:
        findings += judge_record(ledger, evidence)
    findings += judge(ledger, evidence)
    findings += judge_metadata(ledger, evidence)
    return Report(path=name, mode=mode, findings=tuple(dict.fromkeys(findings)), checked=_checked(ledger, evidence, mode))


def verify_file(path: Path | str, edition: Edition | None = None) -> Report:
    """The report on a file: against the edition, or without one against the file's own record.

    Refuses with EvidenceError what cannot be read.
    """
    return verify_bytes(_bytes(Path(path)), str(path), ledgers.ledger(edition) if edition else None)


def read_evidence(data: bytes, name: str) -> Evidence:
    """What a reader of the file would meet.  Refuses with EvidenceError what is neither EPUB nor PDF."""
    if data.startswith(b"PK"):
        from publisher.verify import epub

        return epub.read(data, name)
    if b"%PDF-" in data[:1024]:
        from publisher.verify import pdf

        return pdf.read(data, name)
    raise EvidenceError(name, "neither an EPUB nor a PDF; give a finished file")


@value
class Inspected:
    """What a file alone says of its rights: its record, or where there is none, its metadata."""

    path: str
    record: tuple[dict[str, Any], ...]
    said: Said

    def plain(self) -> dict[str, Any]:
        """As plain data, for JSON."""
        metadata = {name: list(value) for name in ("titles", "people", "sources", "rights", "licences", "publishers", "identifiers", "languages")
                    if (value := getattr(self.said, name))}
        return {"path": self.path, "record": list(self.record) or None, "metadata": metadata}

    def lines(self) -> list[str]:
        """As lines for a person: each article with what is known of it."""
        if not self.record:
            rows = [f"{name}: {'; '.join(values)}" for name, values in self.plain()["metadata"].items()]
            return [f"{self.path}: no rights record inside; its metadata says", *(f"  {row}" for row in rows or ["nothing"])]
        return [line for node in self.record for line in _node_lines(node)]


def inspect_file(path: Path | str) -> Inspected:
    """The rights record read back from the file alone; where there is none, what the metadata says.

    Refuses with EvidenceError what cannot be read.
    """
    evidence = read_evidence(_bytes(Path(path)), str(path))
    graph = record.read_graph(evidence.record, str(path)) if evidence.record is not None else ()
    return Inspected(path=str(path), record=graph, said=evidence.said)


def _node_lines(node: dict[str, Any]) -> list[str]:
    """One node of the record: its title, then a line for each fact."""
    title = node.get("headline") or node.get("name", "")
    lines = [f"{node.get('@type', '')}: {title}"]
    for key in ("author", "editor", "translator", "contributor"):
        lines += [f"  {key}: {person.get('name', '')}" for person in node.get(key, ())]
    for source in node.get("isBasedOn", ()):
        named = source.get("isPartOf", {})
        words = [named.get("name", ""), named.get("pub:site", ""), source.get("url", "(no address)")]
        lines.append(f"  {source.get('pub:relation', 'source')}: {' '.join(word for word in words if word)}")
    for key, label in (("copyrightNotice", "copyright"), ("license", "licence"), ("creditText", "credit"), ("pub:basis", "basis")):
        if node.get(key):
            lines.append(f"  {label}: {node[key]}")
    if holder := node.get("copyrightHolder", {}).get("name"):
        lines.append(f"  holder: {holder}")
    lines += [f"  notice ({', '.join(part.get('additionalType', ()))}): {part['text']}" for part in node.get("hasPart", ()) if "text" in part]
    if left := node.get("pub:leftOut"):
        lines.append(f"  left out: {len(left)} lines (--json lists them)")
    return lines


def _unjudged(evidence: Evidence) -> Report:
    said = evidence.said
    lines = [f"no rights record inside: there is nothing to judge it against (give --edition); {len(evidence.segments)} pieces of text were read"]
    for what, values in (("title", said.titles), ("people", said.people), ("sources", said.sources), ("rights", said.rights), ("licences", said.licences)):
        lines.append(f"metadata gives {what}: {'; '.join(value for value in values if value)}" if any(values) else f"metadata gives no {what}")
    return Report(path=evidence.path, mode="none", findings=(Finding(code="record-missing", message="the file has no rights record"),), checked=tuple(lines))


def _checked(ledger: Ledger, evidence: Evidence, mode: str) -> tuple[str, ...]:
    against = {"edition": "against the edition", "record": "against the file's own record (a record changed together with the page would not be noticed)"}[mode]
    runs = sum(len(account.runs) for account in ledger.accounts)
    addresses = sum(len(account.addresses) for account in ledger.accounts)
    places = len({segment.place for segment in evidence.segments})
    return (f"judged {against}: {len(ledger.accounts)} articles, {len(ledger.notices)} notices, {runs} runs of text, {addresses} source addresses",
            f"read {places} {'files' if evidence.form == 'epub' else 'pages'} and the metadata")


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST:
            raise EvidenceError(str(path), "the file is larger than 2 GB, which no store takes; it is not read")
        return path.read_bytes()
    except OSError as error:
        raise EvidenceError(str(path), f"{(error.strerror or str(error)).lower()}; check the path") from error
