"""Mail with finished files: the only door to smtplib and to the keyring of this machine."""

import os
import smtplib
import ssl
from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path

from publisher.cli.sources import today
from publisher.errors import DeliveryError, InstallationError
from publisher.schema.settings import MailSettings, Security
from publisher.text import slug
from publisher.value import value

PASSWORD = "PUBLISHER_MAIL_PASSWORD"  # noqa: S105 - the name of a variable, which holds one
_SERVICE = "publisher"  # under which a keyring keeps it
_PATIENCE = 60.0  # seconds for an answer of the server


@value
class Enclosed:
    """A file of a mail: the name that the receiver sees, its type and its bytes."""

    name: str
    media_type: str
    data: bytes


def enclosed(path: Path, data: bytes) -> Enclosed:
    """A finished file as it is put into a mail: in ASCII, which every device takes."""
    ending = path.suffix.lower()
    kind = "application/epub+zip" if data.startswith(b"PK") else "application/pdf"
    name = path.name if path.name.isascii() else f"{slug(path.stem, 'book')}{ending}"
    return Enclosed(name=name.replace(" ", "-"), media_type=kind, data=data)


def settings_folder() -> Path:
    """Where a user's settings are kept (XDG Base Directory Specification)."""
    given = os.environ.get("XDG_CONFIG_HOME", "")
    base = Path(given) if given.startswith("/") else Path("~/.config").expanduser()
    return base / "publisher"


def password_of(settings: MailSettings) -> str:
    """The user's password, from the environment or from the keyring of this machine.

    "" where the server asks for nobody.  Refuses with InstallationError where there is none.
    """
    if not settings.user:
        return ""
    if given := os.environ.get(PASSWORD, ""):
        return given
    remedy = f"set {PASSWORD}, or keep it: keyring set {_SERVICE} {settings.user}"
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError as error:
        remedy = f"set {PASSWORD}, or pip install 'publisher[mail]' to keep it in a keyring"
        raise InstallationError(f"no password of {settings.user} is known", remedy) from error
    try:
        kept = keyring.get_password(_SERVICE, settings.user)
    except KeyringError as error:
        raise InstallationError("the keyring cannot be opened", f"set {PASSWORD}") from error
    if not kept:
        raise InstallationError(f"no password of {settings.user} is known", remedy)
    return str(kept)


def send_mail(
    settings: MailSettings, password: str, address: str, files: Sequence[Enclosed]
) -> None:
    """Send the files in one mail.

    Refuses with DeliveryError what the server does not take; then nothing was sent.
    """
    message = _message(settings.sender, address, files)
    try:
        with _server(settings) as server:
            if settings.user:
                server.login(settings.user, password)
            server.send_message(message)
    except smtplib.SMTPAuthenticationError as error:
        why = f"{settings.host} does not know {settings.user} by this password"
        raise DeliveryError(address, f"not sent: {why}") from error
    except smtplib.SMTPRecipientsRefused as error:
        refusal = next(iter(error.recipients.values()))[1]
        raise DeliveryError(address, f"not sent: refused: {_words(refusal)}") from error
    except smtplib.SMTPResponseException as error:
        raise DeliveryError(
            address,
            f"not sent: {settings.host} answered {error.smtp_code} {_words(error.smtp_error)}",
        ) from error
    except (smtplib.SMTPException, OSError, ssl.SSLError, ValueError) as error:
        raise DeliveryError(
            address, f"not sent: {settings.host}:{settings.usual_port}: {_words(str(error))}"
        ) from error


def _server(settings: MailSettings) -> smtplib.SMTP:
    """A connection; nothing is said in clear but to this machine."""
    where = (settings.host, settings.usual_port)
    if settings.security is Security.TLS:
        return smtplib.SMTP_SSL(*where, timeout=_PATIENCE, context=ssl.create_default_context())
    server = smtplib.SMTP(*where, timeout=_PATIENCE)
    if settings.security is Security.STARTTLS:
        try:
            server.starttls(context=ssl.create_default_context())
        except BaseException:
            server.close()
            raise
    return server


def _message(sender: str, address: str, files: Sequence[Enclosed]) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = sender, address
    message["Subject"] = ", ".join(file.name for file in files)[:200]
    message["Date"] = format_datetime(today())
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    message.set_content("\n".join(file.name for file in files))
    for file in files:
        kind, _, form = file.media_type.partition("/")
        message.add_attachment(file.data, maintype=kind, subtype=form, filename=file.name)
    return message


def _words(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.split())[:200] or "it closed the connection"
