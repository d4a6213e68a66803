"""A mail is sent when somebody says so, by the server of the settings, and not otherwise."""

import email
import json
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from email.message import Message
from pathlib import Path

import pytest
import trustme

from publisher.cli import main
from publisher.targets.devices import load_device, mailed_to
from tests.test_shelf import epub

SECRET = "correct horse"


class Server(socketserver.ThreadingTCPServer):
    """A mail server that keeps what it is given, and refuses what its tests ask it to."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.mails: list[tuple[str, Message]] = []
        self.logins: list[str] = []
        self.refused = ""
        self.at_once = False  # whether a client is spoken to in TLS from its first word on
        self.tls: ssl.SSLContext | None = None
        self.heard_in_clear: list[str] = []

    def believed(self, authority: trustme.CA, name: str = "127.0.0.1") -> None:
        """Take a certificate of this authority."""
        self.tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert(name).configure_cert(self.tls)


class Session(socketserver.StreamRequestHandler):
    """One client (RFC 5321, as far as it is needed)."""

    server: Server

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def in_tls(self) -> None:
        """Go on in TLS."""
        assert self.server.tls is not None
        self.request = self.server.tls.wrap_socket(self.request, server_side=True)
        self.is_in_clear = False
        socketserver.StreamRequestHandler.setup(self)

    def finish(self) -> None:
        super().finish()
        self.request.close()

    def handle(self) -> None:
        self.is_in_clear = True
        if self.server.at_once:
            try:
                self.in_tls()
            except OSError:  # it did not like our certificate
                return
        self.say("220 here")
        receiver = ""
        while line := self.rfile.readline():
            words = line.decode().strip()
            verb = words.split(" ")[0].upper()
            if self.is_in_clear:
                self.server.heard_in_clear.append(verb)
            if verb == "EHLO":
                more = "250-STARTTLS\r\n" if self.server.tls and self.is_in_clear else ""
                self.say(f"250-here\r\n{more}250-SIZE 30000000\r\n250 AUTH PLAIN")
            elif verb == "STARTTLS" and self.server.tls:
                self.say("220 go on")
                try:
                    self.in_tls()
                except OSError:
                    return
            elif verb == "MAIL" and self.server.refused == "size":
                self.say("552 5.3.4 message too large")
            elif verb == "AUTH":
                self.server.logins.append(words)
                self.say("535 no" if self.server.refused == "login" else "235 well")
            elif verb == "RCPT":
                receiver = words.split("<")[1].rstrip(">")
                self.say("550 nobody here" if self.server.refused == receiver else "250 well")
            elif verb == "DATA":
                self.say("354 go on")
                lines = []
                while (body := self.rfile.readline()) != b".\r\n":
                    lines.append(body)
                self.server.mails.append((receiver, email.message_from_bytes(b"".join(lines))))
                self.say("250 taken")
            else:
                self.say("221 bye" if verb == "QUIT" else "250 well")


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """The server, and a folder with a book and settings that name it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("PUBLISHER_MAIL_PASSWORD", SECRET)
    Path("die-Woche ü.epub").write_bytes(epub())
    with Server() as running:
        threading.Thread(target=running.serve_forever, args=(0.05,), daemon=True).start()
        Path("config/publisher").mkdir(parents=True)
        Path("config/publisher/mail.yaml").write_text(
            f"host: 127.0.0.1\nport: {running.server_address[1]}\nsecurity: none\nuser: ada\n"
            "sender: ada@example.org\naddresses: {reader: ada@kindle.com}\n"
        )
        yield running
        running.shutdown()


def test_a_book_arrives_whole_under_a_name_that_every_device_takes(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    call = ["send", "die-Woche ü.epub", "--to", "reader", "--to", "bo@example.org", "--yes"]
    assert main(call) == 0
    said = capsys.readouterr()
    assert said.out == "die-Woche ü.epub\n"
    assert SECRET not in said.out + said.err
    assert [receiver for receiver, _ in server.mails] == ["ada@kindle.com", "bo@example.org"]
    [book] = [part for part in server.mails[0][1].walk() if part.get_filename()]
    assert (book.get_filename(), book.get_content_type()) == (
        "die-woche-u.epub",
        "application/epub+zip",
    )
    assert book.get_payload(decode=True) == Path("die-Woche ü.epub").read_bytes()


def test_nothing_is_sent_where_nobody_agreed(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["send", "die-Woche ü.epub", "--to", "reader"]) == 2
    assert "--yes says so" in capsys.readouterr().err
    assert (server.mails, server.logins) == ([], [])


@pytest.mark.parametrize(
    ("refused", "why"),
    [
        ("login", "127.0.0.1 does not know ada by this password"),
        ("ada@kindle.com", "refused: nobody here"),
        ("size", "127.0.0.1 answered 552 5.3.4 message too large"),
    ],
)
def test_what_the_server_refuses_is_one_line(
    refused: str, why: str, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    server.refused = refused
    assert main(["send", "die-Woche ü.epub", "--to", "reader", "--yes", "--json"]) == 1
    said = capsys.readouterr()
    assert said.err == f"ada@kindle.com: not sent: {why}\n"
    assert json.loads(said.out)["results"] == [{"source": "ada@kindle.com", "outcome": "failed"}]
    assert server.mails == []


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusted(
    server: Server, authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], None]:
    """The settings say TLS of this kind, and this machine believes the authority."""
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))

    def said(kind: str) -> None:
        path = Path("config/publisher/mail.yaml")
        path.write_text(path.read_text().replace("security: none", f"security: {kind}"))
        server.at_once = kind == "tls"

    return said


@pytest.mark.parametrize("kind", ["starttls", "tls"])
def test_a_book_goes_under_cover_and_so_does_the_password(
    kind: str, server: Server, authority: trustme.CA, trusted: Callable[[str], None]
) -> None:
    server.believed(authority)
    trusted(kind)
    assert main(["send", "die-Woche ü.epub", "--to", "reader", "--yes"]) == 0
    assert [receiver for receiver, _ in server.mails] == ["ada@kindle.com"]
    assert len(server.logins) == 1
    assert set(server.heard_in_clear) <= {"EHLO", "STARTTLS"}


@pytest.mark.parametrize("kind", ["starttls", "tls"])
@pytest.mark.parametrize("name", ["mail.example.org", ""])
def test_nothing_is_said_to_a_server_whose_certificate_is_not_its_own(
    kind: str,
    name: str,
    server: Server,
    authority: trustme.CA,
    trusted: Callable[[str], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Of another name, or of an authority that nobody here knows."""
    server.believed(authority if name else trustme.CA(), name or "127.0.0.1")
    trusted(kind)
    assert main(["send", "die-Woche ü.epub", "--to", "reader", "--yes"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("ada@kindle.com: not sent: 127.0.0.1")
    assert "certificate" in said
    assert said.count("\n") == 1
    assert (server.mails, server.logins) == ([], [])


def test_a_server_without_tls_is_not_spoken_to_in_clear(
    server: Server, trusted: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    trusted("starttls")
    assert main(["send", "die-Woche ü.epub", "--to", "reader", "--yes"]) == 1
    said = capsys.readouterr().err
    assert "127.0.0.1" in said
    assert "STARTTLS" in said
    assert (server.mails, server.logins) == ([], [])


@pytest.mark.parametrize(
    ("call", "code", "says"),
    [
        (["none.epub", "--to", "reader"], 1, "none.epub: no such file"),
        (["mail.txt", "--to", "reader"], 1, "mail.txt: neither an EPUB nor a PDF"),
        (["die-Woche ü.epub", "--to", "nobody"], 2, "neither an address nor a name"),
        (["die-Woche ü.epub", "--to", "a@b\nBcc: c@d"], 2, "neither an address nor a name"),
        (
            ["die-Woche ü.epub", "--to", "reader", "--settings", "none.yaml"],
            1,
            "none.yaml: no such",
        ),
        (
            ["die-Woche ü.epub", "--to", "reader", "--settings", "bad.yaml"],
            1,
            "bad.yaml:2:1: unknown",
        ),
        (["die-Woche ü.epub", "--to", "reader", "--settings", "open.yaml"], 1, "on this machine"),
    ],
)
def test_what_cannot_be_sent_is_told_before_anything_is(
    call: list[str], code: int, says: str, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("mail.txt").write_text("words")
    Path("bad.yaml").write_text("host: localhost\nsendr: a@b.org\n")
    Path("open.yaml").write_text("host: mail.example.org\nsender: a@b.org\nsecurity: none\n")
    assert main(["send", *call, "--yes"]) == code
    assert says in capsys.readouterr().err
    assert server.mails == []


def test_without_a_password_nothing_is_tried(
    server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("PUBLISHER_MAIL_PASSWORD")
    monkeypatch.setitem(__import__("sys").modules, "keyring", None)
    assert main(["send", "die-Woche ü.epub", "--to", "reader", "--yes"]) == 3
    assert "set PUBLISHER_MAIL_PASSWORD" in capsys.readouterr().err
    assert server.logins == []


def test_a_server_that_is_not_there_is_one_line(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    server.shutdown()
    server.server_close()
    assert main(["send", "die-Woche ü.epub", "--to", "reader", "--yes"]) == 1
    assert capsys.readouterr().err.startswith("ada@kindle.com: not sent: 127.0.0.1:")


def test_a_device_takes_so_many_files_and_bytes_in_a_mail() -> None:
    kindle = load_device("kindle")
    assert mailed_to("Ada@Kindle.com") == kindle
    assert mailed_to("ada@example.org") is None
    assert kindle.mail_faults([2_000_000] * 25) == ()
    assert "25 files" in kindle.mail_faults([1] * 26)[0]
    assert "50 MB" in kindle.mail_faults([50_000_001])[0]
