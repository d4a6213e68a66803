"""Site permissions of known kinds.

What each asks, as data (permissions.toml), and all that one permission asks for.
"""

import functools
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from publisher.model.rights import Condition, ConditionId, Permission
from publisher.rows import rows_of
from publisher.value import value


@value
class KnownPermission:
    """A kind of site permission whose page somebody read for this project.

    name   what it is, for people.   asks   what it asks for, in the order of the data.
    examples   words as such terms may have them.   waives: liberties that it gives, by the
               condition of a licence that it lifts ("the headline may change").
    """

    kind: str
    name: str
    examples: tuple[str, ...]
    asks: tuple[Condition, ...]
    waives: tuple[ConditionId, ...] = ()


@functools.cache
def kinds() -> Mapping[str, KnownPermission]:
    """Every kind by its name."""
    rows = rows_of(Path(__file__).with_name("permissions.toml"))
    return MappingProxyType(
        {
            kind: KnownPermission(
                kind=kind,
                name=row["name"],
                examples=tuple(row["examples"]),
                asks=tuple(map(_condition, row["asks"])),
                waives=tuple(map(ConditionId, row.get("waives", ()))),
            )
            for kind, row in rows.items()
        }
    )


def asked(permission: Permission) -> tuple[Condition, ...]:
    """All that a permission asks for.

    Its own conditions first, then those of its kind that it does not word itself.

    A kind that is not known asks for nothing; `policy` says so.
    """
    if not permission.kind or permission.kind not in kinds():
        return permission.conditions
    worded = {condition.id for condition in permission.conditions}
    return (
        *permission.conditions,
        *(condition for condition in kinds()[permission.kind].asks if condition.id not in worded),
    )


def waived(permission: Permission) -> tuple[ConditionId, ...]:
    """The conditions of a licence that a permission lifts: its own, and those of its kind."""
    kind = kinds().get(permission.kind)
    return tuple(dict.fromkeys((*permission.waives, *(kind.waives if kind else ()))))


def _condition(ask: str | Mapping[str, object]) -> Condition:
    if isinstance(ask, str):
        return Condition(id=ConditionId(ask))
    forms = ask.get("forms", ())
    return Condition(
        id=ConditionId(str(ask["id"])),
        forms=tuple(map(str, forms)) if isinstance(forms, list) else (),
    )
