"""The form of a record, by number; records of other forms, as far as they can be understood.

A finished file keeps the record that was current when it was made.  What such a record holds is
read; what it lacks is not there, and nothing is put in its place that says anything of rights.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from publisher.model.article import Change, EvidenceKind, LeftOutBecause, Relation, Role, Withheld
from publisher.model.edition import PicturePolicy, Profile
from publisher.model.rights import Basis, ConditionId, NoticeKind, Scope, Whose
from publisher.text import digest

# Raised whenever what is written changes: a key, a word, an order.  A record of today's form is
# held to be what is written today, to the letter; one of another form to what it holds.
# 1: before records were numbered.  2: before they were sealed.  3: sealed (record.SEAL).
FORMAT = 3
SEALED = 3  # the first form whose digest stands in package and packet
_ALIKE = {2, FORMAT}
KEY = "pub:format"
_UNNUMBERED = 1
_NO_MOMENT = "1980-01-01T00:00:00Z"  # model.edition.EPOCH: no date
_ROLES = {
    "author": Role.AUTHOR,
    "editor": Role.EDITOR,
    "translator": Role.TRANSLATOR,
    "illustrator": Role.ILLUSTRATOR,
    "contributor": Role.CONTRIBUTOR,
}
# Keys whose values are from a closed list, where the list of another form may have others; a node
# that cannot do without one is left out.
_CLOSED: dict[str, type[StrEnum]] = {
    "pub:relation": Relation,
    "pub:basis": Basis,
    "pub:covers": Scope,
    "pub:whose": Whose,
    "pub:withheld": Withheld,
    "pub:pictures": PicturePolicy,
    "pub:profile": Profile,
    "pub:because": LeftOutBecause,
    "pub:kind": EvidenceKind,
}
_LISTED: dict[str, type[StrEnum]] = {"pub:waives": ConditionId, "pub:declares": ConditionId}
_NEEDED = {
    "isBasedOn": ("pub:relation",),
    "pub:leftOut": ("text", "pub:because"),
    "pub:evidence": ("pub:field", "pub:kind"),
    "pub:modifications": ("additionalType",),
    "pub:parts": ("additionalType", "text"),
    "pub:conditions": ("@id",),
    "image": ("@id",),
}

Json = dict[str, Any]


# a value of a record
def _is_in(value: Any, known: type[StrEnum]) -> bool:  # noqa: ANN401
    return value in {member.value for member in known}


def form_of(graph: Iterable[Mapping[str, Any]]) -> int:
    """The number of a record's form; 0 for one that cannot be understood as a number."""
    found = next(
        (node.get(KEY, _UNNUMBERED) for node in graph if node.get("@type") == "Collection"),
        _UNNUMBERED,
    )
    return found if isinstance(found, int) and not isinstance(found, bool) else 0


def is_today(graph: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a record has the form that is written today, so that what it lacks was not there."""
    return form_of(graph) == FORMAT


def is_like_today(graph: Iterable[Mapping[str, Any]]) -> bool:
    """Whether each key of a record means what it means today, so that each of its facts is judged.

    Such a record may lack what is written today.
    """
    return form_of(graph) in _ALIKE


def as_today(graph: Sequence[Json]) -> tuple[Json, ...]:
    """The nodes of a record in today's form.

    One of another form with what it holds, and its lists closed to what is known here.
    """
    if is_like_today(graph):
        return tuple(graph)
    articles = [
        _article(node, number)
        for number, node in enumerate((node for node in graph if node.get("@type") == "Article"), 1)
    ]
    edition = next((node for node in graph if node.get("@type") == "Collection"), None)
    return (_edition(edition, articles), *articles) if edition is not None else tuple(articles)


def _edition(node: Json, articles: Sequence[Json]) -> Json:
    made = _people(
        _closed(
            {
                "dateModified": _NO_MOMENT,
                "hasPart": [{"@id": article["@id"]} for article in articles],
                **node,
            }
        )
    )
    return (
        {**made, "pub:notices": _notices(node.get("pub:notices"), "e")}
        if node.get("pub:notices")
        else made
    )


def _article(node: Json, number: int) -> Json:
    made = _people(_closed(node))
    return (
        {**made, "hasPart": _notices(node.get("hasPart"), f"a{number}")}
        if node.get("hasPart")
        else made
    )


# a value of a record
def _notices(listed: Any, account: str) -> list[Json]:  # noqa: ANN401
    """Notices, with number, digest, kinds and field where the record lacks them.

    The words are what is owed.
    """
    return [
        {
            "@id": f"#notice-{account}-n{number}",
            "sha256": digest(part["text"]),
            "pub:field": f"rights.notices[{number - 1}]",
            **_closed(part),
            "additionalType": (
                [kind for kind in part.get("additionalType", ()) if _is_in(kind, NoticeKind)]
                or [NoticeKind.BOILERPLATE]
            ),
        }
        for number, part in enumerate(_dicts(listed), 1)
        if isinstance(part.get("text"), str)
    ]


def _people(node: Json) -> Json:
    """People in the order in which they stand.

    Each has the role that is said, or, where none that is known here is said, that of the list.
    """
    made, place = dict(node), 0
    for key, role in _ROLES.items():
        people = []
        for person in _dicts(node.get(key)):
            place += 1
            said = person.get("pub:role")
            people.append(
                {"position": place, **person, "pub:role": said if _is_in(said, Role) else role}
            )
        if people:
            made[key] = people
    return made


def _closed(node: Json) -> Json:
    """The node with what is known here of values from closed lists, all the way down."""
    made: Json = {}
    for key, value in node.items():
        if key in _CLOSED and not _is_in(value, _CLOSED[key]):
            continue
        if key in _LISTED and isinstance(value, list):
            made[key] = [item for item in value if _is_in(item, _LISTED[key])]
        elif isinstance(value, dict):
            made[key] = _closed(value)
        elif key in _NEEDED:
            made[key] = [
                kept
                for item in _dicts(value)
                if all(name in (kept := _closed(item)) for name in _NEEDED[key])
                and _is_known(key, kept)
            ]
        elif isinstance(value, list):
            made[key] = [_closed(item) if isinstance(item, dict) else item for item in value]
        else:
            made[key] = value
    return made


def _is_known(key: str, node: Json) -> bool:
    match key:
        case "pub:modifications":
            return _is_in(node["additionalType"], Change)
        case "pub:parts":
            return _is_in(node["additionalType"], NoticeKind)
        case "pub:conditions":
            return _is_in(str(node["@id"]).removeprefix("pub:"), ConditionId)
        case _:
            return True


def _dicts(listed: Any) -> list[Json]:  # noqa: ANN401 - a value of a record
    return [part for part in listed if isinstance(part, dict)] if isinstance(listed, list) else []
