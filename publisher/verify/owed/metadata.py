"""What a file says of itself, against the ledger: title, people, sources, identifier, rights."""

from collections.abc import Iterator

from publisher.rights.notices import Ledger
from publisher.text import squeeze
from publisher.verify.evidence.model import Evidence
from publisher.verify.report import Finding


def judge_metadata(ledger: Ledger, evidence: Evidence) -> Iterator[Finding]:
    """Findings on the metadata: what is missing, what says something else."""
    said = evidence.said
    people = tuple(dict.fromkeys(name for account in ledger.accounts for name in account.people))
    sources = tuple(dict.fromkeys(url for account in ledger.accounts for url in account.addresses))
    rights = tuple(
        dict.fromkeys(account.copyright for account in ledger.accounts if account.copyright)
    )
    yield from _one(ledger.title, said.of("titles", whole=True), "title")
    yield from _one(ledger.urn, said.of("identifiers", whole=True), "identifier")
    yield from _each(people, said.of("people", whole=True), "name")
    yield from _each(sources, said.of("sources"), "source address")
    yield from _each(rights, said.of("rights"), "copyright line")
    yield from _strangers((*ledger.people, *people), said.of("people"))
    if evidence.form == "pdf":
        yield from _info(ledger, evidence)


def _one(wanted: str, said: tuple[str, ...], what: str) -> Iterator[Finding]:
    if squeeze(wanted) not in map(squeeze, said):
        code = "metadata-changed" if any(said) else "metadata-missing"
        found = f", it says “{said[0][:80]}”" if any(said) else ""
        yield Finding(
            code=code, message=f"the metadata does not give the {what} “{wanted[:80]}”{found}"
        )


def _each(wanted: tuple[str, ...], said: tuple[str, ...], what: str) -> Iterator[Finding]:
    there = " \n ".join(map(squeeze, said))
    for words in wanted:
        if squeeze(words) not in there:
            code = "metadata-changed" if any(said) else "metadata-missing"
            yield Finding(
                code=code, message=f"the metadata does not give the {what} “{words[:80]}”"
            )


def _strangers(people: tuple[str, ...], said: tuple[str, ...]) -> Iterator[Finding]:
    """Names that the metadata credits and neither the edition nor an article does."""
    known = set(map(squeeze, people))
    for name in said:
        if squeeze(name) not in known:
            yield Finding(
                code="metadata-unknown",
                message=f"the metadata credits “{name[:80]}”, whom the edition does not name",
            )


def _info(ledger: Ledger, evidence: Evidence) -> Iterator[Finding]:
    """The Info dictionary of a PDF says what the XMP says (ISO 19005-1, 6.7.3)."""
    info = evidence.said.info
    if squeeze(info.get("Title", "")) != squeeze(ledger.title):
        yield Finding(
            code="metadata-changed" if info.get("Title") else "metadata-missing",
            message=(
                f"the Info dictionary's title is “{info.get('Title', '')[:80]}”, not"
                f" “{ledger.title[:80]}”"
            ),
        )
    author = squeeze(info.get("Author", ""))
    creators = set(map(squeeze, evidence.said.at("dc:creator")))
    for account in ledger.accounts:
        for name in account.people:
            if squeeze(name) in creators and squeeze(name) not in author:
                yield Finding(
                    code="metadata-missing",
                    message=f"the Info dictionary does not name “{name[:80]}”",
                )
                return
