"""Settings of commands that need some: what is said once and for all, in a file of one's own.

Written in YAML and decoded as everything else: every fault at once, each at line:column.  No
password stands in such a file.
"""

import enum
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import ClassVar, TypeVar

from publisher.errors import SourceError
from publisher.model.body import STRICT_KEYS
from publisher.schema.decode import decode
from publisher.schema.locate import load_yaml
from publisher.text import decode_bytes
from publisher.value import value

T = TypeVar("T")
_LARGEST = 1_000_000  # bytes of a settings file


class Security(enum.StrEnum):
    """How a mail server is spoken to."""

    STARTTLS = "starttls"  # RFC 3207, usually at port 587
    TLS = "tls"  # RFC 8314, usually at port 465
    NONE = "none"  # of a server on this machine alone


_PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}


@value
class MailSettings:
    """By which server a mail is sent, and as whose.

    host, port   of the server; port 0: the usual one.
    user         whom the server knows; "" where it asks for nobody.
    sender       the address that the mail comes from: a device takes mail only from those that its
                 owner has named.
    addresses    short names of one's own -> addresses.
    """

    host: str
    sender: str
    port: int = 0
    user: str = ""
    security: Security = Security.STARTTLS
    addresses: Mapping[str, str] = field(default_factory=dict)
    __pydantic_config__: ClassVar = STRICT_KEYS

    def __post_init__(self) -> None:
        if self.security is Security.NONE and self.host not in {"localhost", "127.0.0.1", "::1"}:
            raise ValueError(
                "security: none is for a server on this machine alone; take starttls or tls"
            )
        for address in (self.sender, *self.addresses.values()):
            if not is_mail_address(address):
                raise ValueError(f"{address!r} is no mail address, such as ada@example.org")

    @property
    def usual_port(self) -> int:
        """The port, the usual one where none is given."""
        return self.port or _PORTS[self.security]


def is_mail_address(text: str) -> bool:
    """Whether a text is one mail address and nothing else: one @, no white space, no list."""
    name, _, host = text.rpartition("@")
    is_plain = text.isprintable() and not set(text) & set(' ,;:<>"()[]\\')
    return bool(name) and "." in f"{host}." and bool(host) and is_plain and "@" not in name


def read_settings(path: Path, want: type[T]) -> T:
    """The settings that a file holds.

    Refuses with SourceError what cannot be read, with SchemaError every fault in it.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or str(error)
        raise SourceError(str(path), 0, 0, f"{said.lower()}; check the path") from error
    if len(data) > _LARGEST:
        raise SourceError(str(path), 0, 0, "it is larger than a megabyte, and no settings file")
    text, _ = decode_bytes(data, str(path))
    return decode(load_yaml(text), want, str(path))


@value
class IssueSettings:
    """Of what an issue is made, and for whom.

    title     of each issue, which gets its number behind it.
    sources   addresses of feeds and pages, folders, and files that hold articles, such as exports.
    output    the folder of finished issues.   shelf: of a shelf that is written of it; "" none.
    devices   for which files of their own are made, formats: of the usual ones.
    at_most   articles of one issue: the others wait for the next; 0: all.
    send_to   addresses, or names of the mail settings, to which --send sends it.
    mail      the file of the mail settings; "" the usual one.
    Paths are relative to the settings' file.
    """

    title: str
    sources: tuple[str, ...]
    output: str = "issues"
    shelf: str = ""
    devices: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    theme: str = ""
    language: str = ""
    editor: str = ""
    at_most: int = 0
    send_to: tuple[str, ...] = ()
    mail: str = ""
    __pydantic_config__: ClassVar = STRICT_KEYS

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError("an issue needs a title")
        if not self.sources:
            raise ValueError("name at least one source: a feed, a folder, an export")
        if self.at_most < 0:
            raise ValueError("at_most is a number of articles, or left out")
