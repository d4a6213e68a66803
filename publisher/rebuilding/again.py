"""A finished file built again from its edition, and what the comparison proves.

In: the bytes of a file, the edition, and hints at how the file was made.  Out: a Report with the
proof, or with the first differences in meaning.  The one idea: where the bytes are equal, nothing
more needs to be looked at.
"""

import datetime
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from enum import StrEnum
from pathlib import PurePath
from typing import Any, TypeVar

from publisher.build import Built, Order, try_edition
from publisher.errors import ChoiceError, EvidenceError, RightsError, SchemaError, SourceError
from publisher.model.edition import Edition, Engine, PicturePolicy, Profile, UseKind, clock
from publisher.rebuilding.difference import Difference, first_of_each
from publisher.rebuilding.epub import compare_epubs
from publisher.rebuilding.pdf import compare_pdfs
from publisher.rendering.chosen_design import theme_of
from publisher.rendering.theme import Theme
from publisher.rights import record
from publisher.rights.notices import Ledger
from publisher.targets.devices import Device, device_names, load_device, plain
from publisher.value import value
from publisher.verify import examine, read_evidence
from publisher.verify.evidence import container
from publisher.verify.evidence.model import Evidence
from publisher.verify.report import Finding, Report
from publisher.versions import versions

T = TypeVar("T", bound=StrEnum)


@value
class Hints:
    """What is known of how a file was made, besides what stands in it.

    theme, device   as somebody says; "": as manifest, record and name of the file say.
    manifest        of the file, where it stands beside it; {}: there is none.
    moment          that the edition bears where the file has no record; None: the edition's own.
    """

    theme: str = ""
    device: str = ""
    manifest: Mapping[str, Any] = field(default_factory=dict)
    moment: datetime.datetime | None = None


@value
class Rebuilt:
    """What building again gave.

    same         whether the bytes are equal.   settings: how it was built, where the edition does
                 not say so itself, a few words each.
    differences  the first of each kind.   others: versions that the file was made with and that
                 are others here, "weasyprint 69.0 (here 70.0)".
    why_not      why the edition cannot be built again here; "" where it could.
    """

    same: bool
    settings: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()
    others: tuple[str, ...] = ()
    why_not: str = ""


def judge_by_rebuilding(
    data: bytes, path: str, edition: Edition, hints: Hints, compared: Ledger | None = None
) -> Report:
    """The report of a file with what building it again from its edition proves.

    compared   as verify.examine takes its source.
    Refuses with EvidenceError what is neither an EPUB nor a PDF that can be read.
    """
    evidence = read_evidence(data, path)
    try:
        recipe = _Recipe.of(evidence, edition, hints)
        report = examine(data, path, recipe.edition, compared)
        rebuilt = _rebuilt(data, evidence, recipe, hints)
    except (ChoiceError, SourceError, SchemaError) as error:  # the theme, or the device
        report = examine(data, path, edition, compared)
        rebuilt = Rebuilt(same=False, why_not=str(error).splitlines()[0])
    return _with_proof(report, data, rebuilt)


def _with_proof(report: Report, data: bytes, rebuilt: Rebuilt) -> Report:
    settings = f" ({', '.join(rebuilt.settings)})" if rebuilt.settings else ""
    if rebuilt.same:
        sha256 = hashlib.sha256(data).hexdigest()
        proof = (
            f"built again from the edition{settings}: the same {len(data)} bytes to the last"
            f" (SHA-256 {sha256}), so nothing in it was lost, added or changed"
        )
        return replace(report, rebuilt=True, checked=(*report.checked, proof))
    if rebuilt.why_not:
        message = f"the edition cannot be built again here{settings}: {rebuilt.why_not}"
        finding = Finding(code="rebuilt-not", message=message)
        return replace(report, rebuilt=False, findings=(*report.findings, finding))
    told = f"built again from the edition{settings}, and compared: not the same bytes"
    return replace(
        report,
        rebuilt=False,
        findings=(*report.findings, *_findings(rebuilt)),
        checked=(*report.checked, told),
    )


def _findings(rebuilt: Rebuilt) -> Iterator[Finding]:
    """The differences, as what they are: loss, other versions, or packaging alone."""
    why = f" (made with {', '.join(rebuilt.others)})" if rebuilt.others else ""
    for one in rebuilt.differences:
        message = f"{one.kind}: {one.says}{why}"
        if one.kind == "packaging":
            yield Finding(code="rebuilt-packed", message=message, place=one.place)
        elif rebuilt.others:
            yield Finding(code="rebuilt-elsewhere", message=message, place=one.place)
        else:
            yield Finding(code="rebuilt-differs", message=message, place=one.place)


def _rebuilt(data: bytes, evidence: Evidence, recipe: "_Recipe", hints: Hints) -> Rebuilt:
    """The edition built again and held against the file.

    Refuses with SourceError a device that is not there.
    """
    path = evidence.path
    device = recipe.device(data, path, hints.device)
    name = device.name_of(recipe.edition.name)
    try:
        built = try_edition(recipe.edition, recipe.order(data, device))
    except RightsError as error:
        why_not = str(error).splitlines()[0]
        return Rebuilt(same=False, settings=recipe.settings, why_not=why_not)
    made = next((file.data for file in built.files if file.name == name), None)
    if made is None:
        return Rebuilt(same=False, settings=recipe.settings, why_not=_refusal(built, name))
    if made == data:
        return Rebuilt(same=True, settings=recipe.settings)
    compare = compare_epubs if evidence.form == "epub" else compare_pdfs
    try:
        differences = first_of_each(compare(data, made, path))
    except EvidenceError as error:
        differences = (Difference(kind="file", place="", says=error.message),)
    return Rebuilt(
        same=False,
        settings=recipe.settings,
        differences=differences,
        others=_other_versions(hints.manifest, evidence, read_evidence(made, path)),
    )


def _refusal(built: Built, name: str) -> str:
    errors = [str(refused.error) for refused in built.refused if refused.name == name]
    return errors[0].splitlines()[0] if errors else f"{name} is not among what it gives"


def _other_versions(
    manifest: Mapping[str, Any], mine: Evidence, theirs: Evidence
) -> tuple[str, ...]:
    """Versions that made the file and are others here: by its manifest, or by what it says."""
    given = manifest.get("versions")
    if isinstance(given, dict):
        here = versions()
        return tuple(
            f"{name} {version} (here {here.get(name, 'none')})"
            for name, version in sorted(given.items())
            if here.get(name) != version
        )
    places = ("Info Producer", "Info Creator", "pdf:Producer", "xmp:CreatorTool")
    return tuple(
        f"{' '.join(mine.said.at(place))} (here {' '.join(theirs.said.at(place))})"
        for place in places
        if mine.said.at(place) and mine.said.at(place) != theirs.said.at(place)
    )[:1]


@value
class _Recipe:
    """How a file is to be built again.

    targets    names of the formats and devices that were made together; () where nobody says.
    """

    edition: Edition
    theme: Theme
    moment: datetime.datetime
    profile: Profile | None
    engine: Engine | None
    targets: tuple[str, ...]
    settings: tuple[str, ...]

    @classmethod
    def of(cls, evidence: Evidence, edition: Edition, hints: Hints) -> "_Recipe":
        """From the manifest, else from the file's own record, else from the edition.

        Refuses with SourceError or SchemaError a theme that is not there.
        """
        made = hints.manifest.get("made")
        made = made if isinstance(made, dict) else {}
        node = _edition_node(evidence)
        # the manifest names the usual theme as well, which a record leaves unsaid
        recorded = node.get("pub:theme") if node else made.get("theme")
        theme = _theme_name(hints.theme, recorded, edition)
        pictures = _word(PicturePolicy, made.get("pictures") or node.get("pub:pictures"))
        profile = _word(Profile, made.get("profile") or node.get("pub:profile"))
        engine = _word(Engine, made.get("engine")) or _engine(evidence)
        moment = _moment(node.get("dateModified")) or hints.moment or clock(edition)
        name = node.get("pub:name")
        kind = _kind(node) or edition.use.kind
        settings = {
            "use": kind.value if kind is not edition.use.kind else "",
            "theme": theme if theme != edition.theme else "",
            "pictures": pictures.value if pictures and pictures is not edition.pictures else "",
            "profile": profile.value if profile and profile is not edition.profile else "",
            "engine": engine.value if engine else "",
            "moment": moment.isoformat() if moment != clock(edition) else "",
        }
        targets = made.get("targets")
        return cls(
            edition=replace(
                edition,
                name=name if isinstance(name, str) and name else edition.name,
                theme=theme,
                pictures=pictures or edition.pictures,
                use=replace(edition.use, kind=kind),
            ),
            theme=theme_of(edition, theme),
            moment=moment,
            profile=profile,
            engine=engine,
            targets=tuple(map(str, targets)) if isinstance(targets, list) else (),
            settings=tuple(f"{key} {words}" for key, words in settings.items() if words),
        )

    def device(self, data: bytes, path: str, name: str) -> Device:
        """What the file was made for: as somebody says, else by the ending of its name."""
        form = "epub" if data.startswith(b"PK") else "pdf"
        if name:
            return _target(name)
        candidates = [_target(known) for known in (*self.targets, *device_names())]
        fitting = [one for one in (*candidates, plain(form)) if one.format == form]
        named = [one for one in fitting if PurePath(path).name.endswith(one.ending)]
        return max(named, key=lambda one: len(one.ending), default=plain(form))

    def order(self, data: bytes, device: Device) -> Order:
        """The order for this file, and for the PDF whose pages the list in an EPUB names."""
        others = [_target(name) for name in self.targets]
        pdfs = [one for one in others if one.format == "pdf"] or [plain("pdf")]
        with_pages = device.format == "epub" and _has_page_list(data)
        return Order(
            theme=self.theme,
            moment=self.moment,
            on=self.moment.date(),
            formats=(),
            devices=(*(pdfs[:1] if with_pages else ()), device),
            profile=self.profile,
            engine=self.engine,
        )


def _has_page_list(data: bytes) -> bool:
    files = container.members(data, "")
    return any(b'"page-list"' in content for name, content in files.items() if "nav" in name)


def _target(name: str) -> Device:
    return plain(name) if name in {"epub", "pdf"} else load_device(name)


def _edition_node(evidence: Evidence) -> Mapping[str, Any]:
    """What the file's record says of the edition; nothing where it has none that can be read."""
    try:
        graph = record.read_graph(evidence.record or b"", evidence.path)
    except EvidenceError:
        return {}
    return next((node for node in graph if node.get("@type") == "Collection"), {})


def _kind(node: Mapping[str, Any]) -> UseKind | None:
    """Whom the file was made for, by its record; None where it has none."""
    if not node:
        return None
    use = node.get("pub:use")
    personal = isinstance(use, dict) and bool(use.get("pub:personal"))
    return UseKind.PERSONAL if personal else UseKind.PUBLISH


def _theme_name(given: str, recorded: object, edition: Edition) -> str:
    """The theme as somebody says; else the edition's where the record means that; else as recorded.

    A record gives of a folder no more than its name.
    """
    if given:
        return given
    usual = PurePath(edition.theme).name
    if not isinstance(recorded, str) or not recorded or recorded == usual:
        return edition.theme
    return recorded


def _engine(evidence: Evidence) -> Engine | None:
    """What has set a file that says it was another than usual; None for any other."""
    producers = {*evidence.said.at("Info Producer"), *evidence.said.at("pdf:Producer")}
    return Engine.TYPST if any(one.startswith("Typst") for one in producers) else None


def _moment(given: object) -> datetime.datetime | None:
    try:
        return datetime.datetime.fromisoformat(given) if isinstance(given, str) else None
    except ValueError:
        return None


def _word(kind: type[T], given: object) -> T | None:
    """The member of an enumeration that a record names; None where it names none."""
    return next((word for word in kind if word.value == given), None)
