"""A mail, mostly a newsletter, as a page: what it says, who sent it, and nothing of its reader.

To, Cc, Received and List-Unsubscribe are never kept, nor the target of a link that is the reader's
own: that of their subscription, and that by which a sender tells who has clicked.
"""

import base64
import datetime
import html
import re
from collections.abc import Iterator
from email.message import Message
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from publisher.captures.capture import Attachment, Capture, Stated
from publisher.captures.forwarded import Forwarded, take_forwarded
from publisher.captures.fragments import Element, parse_page, words_in, write_page
from publisher.captures.messages import (
    addresses_in,
    body_of,
    charset_of,
    header,
    moment_of,
    parse_message,
    parts_of,
    sender_of,
)
from publisher.captures.page_encoding import declared_encoding
from publisher.errors import SourceError
from publisher.model.article import LeftOut, is_address
from publisher.rows import rows_of
from publisher.text import counted, decode_bytes

_LARGEST = 64 * 2**20
_LOOKED_AT = 64 * 2**10
_READERS = 5  # of a header: a newsletter has one
_LONG = 4000  # characters of an address that is taken apart
_WRAPPED = 45  # characters: lines that a program wraps are longer
_FIELD = re.compile(rb"^([!-9;-~]+):", re.MULTILINE)
# a message has several of these; one of them alone may stand at the head of any text
_FIELDS = {b"from", b"date", b"subject", b"message-id", b"mime-version", b"received", b"to"}
_SURELY = {b"message-id", b"mime-version", b"received", b"return-path", b"content-type"}
_OPAQUE = re.compile(r"[A-Za-z0-9_\-=+%.]{24,}")
# between the name of somebody and that of the list
_JOINED = r"\b(?:from|at|of|von|bei|via|de|chez|da|di|do|van|от|из)\b"
_BESIDE = re.compile(rf"^\W*{_JOINED}\W*|\W*{_JOINED}\W*$|^\W+|\W+$", re.IGNORECASE)
_COUNTER = re.compile(r"(?:e?mail|clicks?|links?|track|tracking|t|l|c|url|go)\d*")
_LINK = re.compile(r"https?://[^\s<>\"')\]]+")


def is_mail(data: bytes) -> bool:
    """Whether a file starts with the headers of a mail."""
    head = re.split(rb"\r?\n\r?\n", data[:_LOOKED_AT], maxsplit=1)[0]
    first = head.split(b"\n", 1)[0]
    if not _FIELD.match(first):
        return False
    fields = {name.lower() for name in _FIELD.findall(head)}
    return len(fields & _FIELDS) >= 2 and bool(fields & _SURELY)


def open_mail(name: str, data: bytes) -> Capture:
    """The capture in a mail, its pictures with it.

    Refuses with SourceError one that is too large or has no text.
    """
    if len(data) > _LARGEST:
        raise SourceError(
            name, 0, 0, f"this mail is larger than {_LARGEST // 2**20} megabytes; it is not read"
        )
    message = parse_message(name, data)
    parts = parts_of(name, message)
    message, parts = _attached(name, message, parts)
    text = _first(parts, "text/html") or _first(parts, "text/plain")
    if text is None:
        raise SourceError(name, 0, 0, "there is no text in this mail")
    is_html = text.get_content_type() == "text/html"
    written = _text_of(text, is_html=is_html)
    tree = parse_page(name, written if is_html else _as_html(written))
    plain = _first(parts, "text/plain")
    words = _text_of(plain, is_html=False)[:_LOOKED_AT] if plain is not None else ""
    address, found = _address(message, tree, words)
    forwarded = take_forwarded(tree, labels())
    dropped = _drop_own_links(message, tree, address)
    stated = _stated(message, forwarded, dropped)
    return Capture(
        name=name,
        data=write_page(tree),
        encoding="utf-8",
        address=address,
        address_found=found,
        moment=moment_of(str(message.get("Date", ""))),
        attachments=tuple(_pictures(parts)),
        stated=stated,
    )


@cache
def _words() -> dict[str, Any]:
    return rows_of(Path(__file__).with_name("mail.toml"))


@cache
def labels() -> dict[str, str]:
    """The labels of a forwarded message's head -> which header each is."""
    found: dict[str, list[str]] = _words()["labels"]
    return {word: kind for kind, words in found.items() for word in words}


def _attached(name: str, message: Message, parts: list[Message]) -> tuple[Message, list[Message]]:
    """The message that is forwarded as a file, where nothing else is said around it."""
    inner = next(
        (part for part in message.walk() if part.get_content_type() == "message/rfc822"), None
    )
    payload = inner.get_payload() if inner is not None else None
    if not isinstance(payload, list) or not payload or not isinstance(payload[0], Message):
        return message, parts
    forwarded = parts_of(name, payload[0])
    own = [part for part in parts if all(part is not one for one in forwarded)]
    texts = [body_of(part) for part in own if part.get_content_maintype() == "text"]
    is_said = sum(map(len, texts)) > 600
    return (message, parts) if is_said else (payload[0], forwarded)


def _first(parts: list[Message], kind: str) -> Message | None:
    """The first part of a kind that is no attached file."""
    found = (
        part
        for part in parts
        if part.get_content_type() == kind and part.get_content_disposition() != "attachment"
    )
    return next((part for part in found if body_of(part).strip()), None)


def _text_of(part: Message, *, is_html: bool) -> str:
    data = body_of(part)
    stated = charset_of(part) or (declared_encoding(data) if is_html else "")
    try:
        return decode_bytes(data, "", declared=stated)[0]
    except SourceError:
        return data.decode("utf-8", "replace").replace("\0", "")


def _as_html(words: str) -> str:
    """The paragraphs of a mail in plain text; lines that were wrapped are joined again."""
    body = re.split(r"\n-- ?\n", words, maxsplit=1)[0]
    blocks = re.split(r"\n[ \t]*\n", body)
    made = "".join(f"<p>{_linked(block)}</p>\n" for block in blocks if block.strip())
    return f"<html><body>{made}</body></html>"


def _linked(block: str) -> str:
    lines = [line.strip() for line in block.strip().splitlines()]
    # no program wraps lines so early, and none before a label
    is_set = max(map(len, lines)) < _WRAPPED or sum(map(_is_labelled, lines)) > 1
    return ("<br>" if is_set else "\n").join(html.escape(line) for line in lines)


def _is_labelled(line: str) -> bool:
    return line.partition(":")[0].strip("*> ").lower() in labels()


def _address(message: Message, tree: Element, plain: str) -> tuple[str, str]:
    """(address of the message on the web, where it is said); ("", "") where it is nowhere."""
    posted = re.search(r"<(https?://[^>\s]+)>", header(message, "List-Post"))
    if posted and is_address(posted[1]):
        return posted[1], "List-Post"
    browser = _words()["links"]["browser"]
    for link in tree.iter("a"):
        words = _said_by(link)
        if any(words.startswith(one) or words.endswith(one) for one in browser):
            address = _plain_target(link.get("href", "").strip())
            if is_address(address) and not _is_token(address):
                return address, "link to the page in a browser"
    for line in plain.splitlines()[:20]:
        said, found = line.lower(), _LINK.search(line)
        if found and any(one in said for one in browser) and not _is_token(found[0]):
            return found[0], "link to the page in a browser"
    return "", ""


def _said_by(link: Element) -> str:
    return words_in(link).lower().strip("»›→ .|()[]")


def _plain_target(address: str) -> str:
    """The address that one for counting clicks leads to, where it holds that to the letter."""
    if len(address) > _LONG:
        return address
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    for _, given in parse_qsl(parts.query):
        if is_address(given):
            return given
    inner = re.search(r"/(https?:(?:%2F|/){2}.+?)(?:/\d+/[\w-]+)?$", parts.path, re.IGNORECASE)
    found = unquote(inner[1]) if inner and "%" in inner[1] else ""
    # what a counter put behind the address is encoded no more
    return found if is_address(found) else address


def _is_token(address: str) -> bool:
    """Whether an address holds a long opaque word: it may tell who has opened it."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return True
    pieces = [*parts.path.split("/"), *(given for _, given in parse_qsl(parts.query))]
    return any(_is_opaque(piece) for piece in pieces)


def _is_opaque(piece: str) -> bool:
    if not _OPAQUE.fullmatch(piece):
        return False
    has_digit = any(letter.isdigit() for letter in piece)
    longest = max(map(len, re.split(r"[-_.]", piece)))
    return has_digit and longest >= 20


def _drop_own_links(message: Message, tree: Element, address: str) -> int:
    """Take out the targets of links that are the reader's own; how many there were."""
    readers = list(_readers(message))
    own = set(re.findall(r"<([^>\s]+)>", header(message, "List-Unsubscribe")))
    hosts = {_host(one) for one in own if is_address(one)}
    words = _words()["links"]["own"]
    dropped = 0
    for link in tree.iter("a"):
        href = link.get("href", "").strip()
        if not href or href == address:
            continue
        target = _plain_target(href)
        said = _said_by(link)
        is_own = (
            href in own
            or any(one in href or one in target for one in readers)
            or any(one in said for one in words)
            or (_is_token(target) and (target != href or _host(href) in hosts or _counts(href)))
        )
        if is_own:
            del link.attrib["href"]
            dropped += 1
        elif target != href:
            link.set("href", target)
    for picture in tree.iter("img"):
        source = picture.get("src", "")
        if any(one in source for one in readers):
            picture.set("src", source.partition("?")[0])
    return dropped


def _counts(address: str) -> bool:
    """Whether an address is by its host one that counts clicks, as senders call such hosts."""
    return _COUNTER.fullmatch(_host(address).partition(".")[0]) is not None


def _readers(message: Message) -> Iterator[str]:
    """The addresses of those who got the message, in the forms that links hold them in."""
    for name in ("To", "Cc", "Delivered-To", "X-Original-To", "X-Forwarded-To"):
        for address in addresses_in(message, name)[:_READERS]:
            if "@" not in address:
                continue
            yield from (address, quote(address, safe=""), address.replace("@", "="))
            yield base64.urlsafe_b64encode(address.encode()).decode().rstrip("=")


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _stated(message: Message, forwarded: Forwarded | None, dropped: int) -> Stated:
    """What the headers say of the article; of a forwarded one, what its first sender said."""
    subject = header(message, "Subject")
    moment = moment_of(str(message.get("Date", "")))
    sender = sender_of(message)
    listed = header(message, "List-Id")
    day = moment.date() if moment else None
    day_said = ""
    found = {"title": "Subject", "published": "Date", "publication": "From", "authors": "From"}
    left_out: tuple[LeftOut, ...] = ()
    if forwarded:
        sender = forwarded.sender or sender
        subject = forwarded.subject or subject
        first = moment_of(forwarded.sent)
        day, day_said = (first.date(), "") if first else (None, forwarded.sent)
        left_out = forwarded.left_out
        listed = ""
        found = dict.fromkeys(found, "head of the forwarded message")
    paper = re.sub(r"<[^>]*>", "", listed).strip("'\" ")
    person = _person(sender, paper)
    if paper:
        found["publication"] = "List-Id"
    told = f"{counted(dropped, 'target')} of links that are the reader's own taken out"
    remarks = (told,) if dropped else ()
    return Stated(
        title=_unmarked(subject),
        authors=(person,) if person else (),
        published=day,
        published_words=day_said,
        publication=paper or sender,
        left_out=left_out,
        remarks=remarks,
        found=tuple(found.items()),
        leads=True,
    )


def _person(sender: str, paper: str) -> str:
    """Who sent it, where the sender is called by a name and the list's: "Ada from The Paper"."""
    at = sender.lower().find(paper.lower()) if paper else -1
    if at < 0:
        return ""
    around = f"{sender[:at]} {sender[at + len(paper) :]}".strip()
    name = _BESIDE.sub("", _BESIDE.sub("", around)).strip()
    return name if " " in name else ""


def _unmarked(subject: str) -> str:
    """A subject without the marks of mail programs: "Fwd: ", "[list] " stays."""
    marks = "|".join(map(re.escape, _words()["forwarded"]["marks"]))
    return re.sub(rf"^(?:(?:{marks})\s*[::]\s+)+", "", subject, flags=re.IGNORECASE).strip()


def _pictures(parts: list[Message]) -> Iterator[Attachment]:
    for part in parts:
        if part.get_content_maintype() != "image":
            continue
        data = body_of(part)
        identity = str(part.get("Content-ID", "")).strip().strip("<>")
        location = str(part.get("Content-Location", "")).strip()
        if identity:
            yield Attachment(address=f"cid:{identity}", data=data)
        if location:
            yield Attachment(address=location, data=data)


def sent_on(message: Message) -> datetime.date | None:
    """The day that a message states."""
    moment = moment_of(str(message.get("Date", "")))
    return moment.date() if moment else None
