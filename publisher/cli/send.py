"""`publisher send`: finished files by mail, to a device or a person; never without being asked."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from publisher.cli.answer import give_answer, noted
from publisher.cli.mailing import Enclosed, enclosed, password_of, send_mail, settings_folder
from publisher.cli.output import give, say, say_failure
from publisher.errors import DeliveryError, SourceError, named
from publisher.schema.settings import MailSettings, is_mail_address, read_settings
from publisher.targets.devices import mailed_to
from publisher.text import counted
from publisher.verify import inspect_bytes, read_bytes

SETTINGS = "mail.yaml"


@click.command("send")
@click.argument("paths", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--to",
    "receivers",
    multiple=True,
    required=True,
    metavar="ADDRESS",
    help="To whom: an address, or a name of the settings; may be repeated.",
)
@click.option(
    "--settings",
    default="",
    metavar="FILE",
    help="Your mail settings.  [else: ~/.config/publisher/mail.yaml]",
)
@click.option("--yes", is_flag=True, help="Send without asking again.")
@click.option("--json", "as_json", is_flag=True, help="What was sent, as JSON.")
def send_(
    paths: tuple[str, ...],
    receivers: tuple[str, ...],
    settings: str,
    *,
    yes: bool,
    as_json: bool,
) -> int:
    """Send finished files by mail, such as to a Kindle's address.

    What is sent, to whom and by which server is shown first, and nothing is sent before you agree.
    The settings name the server (host, port, security), you (user, sender) and short names for
    addresses.  The password comes from PUBLISHER_MAIL_PASSWORD or the keyring of this machine.
    What the device takes in a mail is looked at before.

    \b
    publisher send week.kindle.epub --to ada@kindle.com
    publisher send week.kindle.epub --to kindle --yes
    """
    mail = mail_settings(settings)
    addresses = addresses_of(mail, receivers)
    files = tuple(_enclosed(path) for path in paths)
    faults = faults_of(addresses, files)
    if faults:
        for fault in faults:
            say_failure(fault)
        return 1
    if not yes:
        _ask(mail, addresses, files)
    sent = dict(send_each(mail, addresses, files))
    if as_json:
        give_answer(
            "send",
            ({"source": to, "outcome": "failed" if why else "sent"} for to, why in sent.items()),
            (noted(to, "error", "not-sent", why) for to, why in sent.items() if why),
        )
    for address, why in sent.items():
        if why:
            say_failure(why)
        else:
            say(f"sent to {named(address)}: {', '.join(file.name for file in files)}")
    if not as_json and not all(sent.values()):
        for path in paths:
            give(path)
    return 1 if any(sent.values()) else 0


def mail_settings(given: str) -> MailSettings:
    """The settings of the file that is named, else of the usual one.

    Refuses with SourceError where there is none, with SchemaError its faults.
    """
    path = Path(given) if given else settings_folder() / SETTINGS
    if not given and not path.is_file():
        raise SourceError(
            os.fspath(path),
            0,
            0,
            "no mail settings; write host, sender and user there, or name them with --settings",
        )
    return read_settings(path, MailSettings)


def addresses_of(mail: MailSettings, receivers: Sequence[str]) -> tuple[str, ...]:
    """The addresses of receivers, each once.  Refuses with a usage error what is none."""
    found = [mail.addresses.get(receiver, receiver) for receiver in receivers]
    for receiver, address in zip(receivers, found, strict=True):
        if not is_mail_address(address):
            known = ", ".join(sorted(mail.addresses)) or "no names"
            raise click.BadParameter(
                f"'{receiver}' is neither an address nor a name of the settings ({known})",
                param_hint="--to",
            )
    return tuple(dict.fromkeys(found))


def faults_of(addresses: Sequence[str], files: Sequence[Enclosed]) -> tuple[str, ...]:
    """What the devices at these addresses do not take."""
    sizes = [len(file.data) for file in files]
    return tuple(
        f"{named(address)}: {fault}"
        for address in addresses
        if (device := mailed_to(address))
        for fault in device.mail_faults(sizes)
    )


def send_each(
    mail: MailSettings, addresses: Sequence[str], files: Sequence[Enclosed]
) -> list[tuple[str, str]]:
    """(address, why nothing was sent to it; "" where it was) of each."""
    password = password_of(mail)
    found = []
    for address in addresses:
        try:
            send_mail(mail, password, address, files)
        except DeliveryError as error:
            found.append((address, str(error)))
        else:
            found.append((address, ""))
    return found


def _enclosed(path: str) -> Enclosed:
    """A finished file.  Refuses with EvidenceError what is neither an EPUB nor a PDF."""
    data = read_bytes(Path(path))
    inspect_bytes(data, path)
    return enclosed(Path(path), data)


def _ask(mail: MailSettings, addresses: Sequence[str], files: Sequence[Enclosed]) -> None:
    """Show what is about to be sent, and end here where nobody agrees."""
    size = sum(len(file.data) for file in files) / 1e6
    for file in files:
        say(f"  {file.name}")
    what = f"{counted(len(files), 'file')} ({size:.1f} MB)"
    question = f"send {what} to {', '.join(addresses)}, from {mail.sender} by {mail.host}?"
    if not sys.stdin.isatty():
        raise click.UsageError(f"{question} Nobody is here to answer; --yes says so")
    click.confirm(question, abort=True, err=True)
