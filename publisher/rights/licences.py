"""Licences we know: identifier, name, address, and what each asks for.

The facts are data (licences.toml); Creative Commons licences follow one pattern in all versions and
ports and are read from their own address or identifier.  A licence that is not known asks for
nothing here, and `policy` says that nobody has read it.
"""

import functools
import re
from pathlib import Path
from typing import Any

from publisher.model.rights import ConditionId, Licence
from publisher.rows import rows_of
from publisher.value import value

# Spec of the address: host/licenses/VARIANT/VERSION/[PORT/][deed.xx|legalcode[.xx]], http or https.
_CC_ADDRESS = re.compile(
    r"(?:https?:)?//(?:www\.)?creativecommons\.org/licenses/(?P<variant>by(?:-nc)?(?:-nd|-sa)?|by-nd-nc)/(?P<version>\d\.\d)"
    r"(?:/(?!deed|legalcode)(?P<port>[a-z]{2,4}))?(?:/.*)?",
    re.IGNORECASE,
)
_CC_ID = re.compile(
    r"CC-(?P<variant>BY(?:-NC)?(?:-ND|-SA)?)-(?P<version>\d\.\d)(?:-(?P<port>[A-Z]{2,3}))?",
    re.IGNORECASE,
)
_TRIM = re.compile(r"(?:/(?:deed|legalcode)(?:\.[\w-]+)?)?/?$")


@value
class KnownLicence:
    """A licence whose text somebody read for this project.

    asks   what it asks for, in a stable order.
    """

    id: str
    name: str
    url: str
    asks: tuple[ConditionId, ...]


@functools.cache
def _facts() -> dict[str, Any]:
    return rows_of(Path(__file__).with_name("licences.toml"))


def known(licence: Licence) -> KnownLicence | None:
    """The licence of this identifier or address, or None where neither is known.

    An identifier and an address that name different licences are not reconciled: the identifier is
    read first and `policy` reports the contradiction.
    """
    return by_id(licence.id) or by_address(licence.url)


def by_id(identifier: str) -> KnownLicence | None:
    """The licence with this SPDX identifier, or None."""
    if match := _CC_ID.fullmatch(identifier):
        return _creative_commons(
            match["variant"].lower(), match["version"], (match["port"] or "").lower()
        )
    return next((row for row in _rows() if row.id and row.id.lower() == identifier.lower()), None)


def by_address(address: str) -> KnownLicence | None:
    """The licence at this address, however spelled (http, deed, legalcode, no slash), or None."""
    if match := _CC_ADDRESS.fullmatch(address.strip()):
        return _creative_commons(
            match["variant"].lower(), match["version"], (match["port"] or "").lower()
        )
    wanted = normalise(address)
    return next((row for row in _rows() if row.url and row.url == wanted), None)


def normalise(address: str) -> str:
    """The address as we write it.

    Https, without deed or legalcode, Creative Commons with a closing slash.

    Addresses of other hosts are left as they stand.
    """
    address = address.strip()
    if match := _CC_ADDRESS.fullmatch(address):
        found = _creative_commons(
            match["variant"].lower(), match["version"], (match["port"] or "").lower()
        )
        return found.url if found else address
    if re.match(
        r"(?:https?:)?//(?:www\.)?creativecommons\.org/publicdomain/", address, re.IGNORECASE
    ):
        path = _TRIM.sub("", re.sub(r"^(?:https?:)?//(?:www\.)?", "", address, flags=re.IGNORECASE))
        return f"https://{path}/"
    return address


def address_of(licence: Licence) -> str:
    """The address to print for a licence: the one it is stated with, as we write it.

    Else the one its identifier has.
    """
    found = known(licence)
    return normalise(licence.url) if licence.url else found.url if found else ""


def name_of(licence: Licence) -> str:
    """The name to print for a licence.

    Its full name where it is known, else the words of the source, else its identifier.
    """
    found = known(licence)
    return found.name if found else licence.name or licence.id


@functools.cache
def _rows() -> tuple[KnownLicence, ...]:
    return tuple(
        KnownLicence(
            id=row["id"],
            name=row["name"],
            url=row["url"],
            asks=tuple(ConditionId(ask) for ask in row["asks"]),
        )
        for row in _facts()["licence"]
    )


@functools.cache
def _creative_commons(variant: str, version: str, port: str) -> KnownLicence | None:
    facts = _facts()["creative-commons"]
    # version 1.0 has the elements the other way round
    variant = "by-nc-nd" if variant == "by-nd-nc" else variant
    if version not in facts["versions"]:
        return None
    elements = variant.split("-")
    asks = [
        *facts["attribution"],
        *(ask for element in elements for ask in facts["elements"][element]),
    ]
    name = "-".join(facts["names"][element] for element in elements)
    has_id = not port or port in facts["ported"].get(f"{variant}-{version}", ())
    folder = "by-nd-nc" if (variant, version) == ("by-nc-nd", "1.0") else variant
    place = (
        "International"
        if version == "4.0"
        else port.upper()
        if port
        else "Unported"
        if version == "3.0"
        else "Generic"
    )
    return KnownLicence(
        id=f"CC-{variant.upper()}-{version}{'-' + port.upper() if port else ''}" if has_id else "",
        name=f"Creative Commons {name} {version} {place}",
        url=f"https://creativecommons.org/licenses/{folder}/{version}/{port + '/' if port else ''}",
        asks=tuple(ConditionId(ask) for ask in asks),
    )
