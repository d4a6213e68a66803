"""An edition in which every fact of rights.fact_map is known, each with a value of its own, so that no fact hides another's loss."""

import datetime
import struct
import zlib

from publisher.build import Order
from publisher.model.article import (
    Article,
    Asset,
    Change,
    Contributor,
    Modification,
    Relation,
    Role,
    Source,
)
from publisher.model.body import Figure, Heading, Note, NoteMark, Paragraph, Text
from publisher.model.edition import Edition, Part, Series
from publisher.model.rights import Basis, Licence, Notice, NoticeKind, Permission, Rights
from publisher.rendering.theme import load_theme


def text(words: str) -> Paragraph:
    return Paragraph(children=(Text(text=words),))


def dots(shade: int) -> bytes:
    """A grey PNG of four dots."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    rows = b"".join(b"\0" + bytes([shade, shade, shade] * 2) for _ in range(2))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def article(one: str, number: int, licence: Licence) -> Article:
    """An article whose every fact bears this word."""
    day = datetime.date(2020 + number, number, 10 + number)
    return Article(
        title=f"The {one} article of all",
        kicker=f"Label {one}",
        subtitle=f"With a {one} subtitle",
        standfirst=f"What stands first in the {one} text.",
        language=("en-GB", "en-US")[number - 1],
        published=day,
        updated=day.replace(month=number + 2),
        keywords=(f"{one}-word", f"{one}-theme"),
        contributors=(
            Contributor(
                name=f"Writer {one}",
                bio=f"Writer {one} sits in the {one} room.",
                institution=f"Institute of the {one}",
                url=f"https://example.org/{one}/writer",
                sort_as=f"{one}, Writer",
            ),
            Contributor(
                name=f"Translator {one}", role=Role.TRANSLATOR, sort_as=f"{one}, Translator"
            ),
        ),
        sources=(
            Source(
                relation=Relation.ORIGINALLY_PUBLISHED,
                name=f"Journal {one}",
                site=f"{one}-journal.example.org",
                title=f"Older {one} headline",
                url=f"https://example.org/{one}/first",
                date=day.replace(month=number + 4),
                archive_url=f"https://example.net/archive/{one}",
            ),
            Source(
                relation=Relation.CAPTURED_FROM,
                name=f"Site {one}",
                site=f"{one}-site.example.org",
                url=f"https://example.org/{one}/copy",
                captured_at=datetime.datetime(2024, number, 5, 6, 7, tzinfo=datetime.UTC),
            ),
        ),
        rights=Rights(
            basis=Basis.PERMISSION,
            holder=f"House {one}",
            copyright_line=f"© 2021 House {one}",
            credit=f"Courtesy of House {one}, with thanks",
            licence=licence,
            terms_url=f"https://example.org/{one}/terms",
            permission_url=f"https://example.org/{one}/more",
            status_url=f"http://rightsstatements.org/vocab/{('InC', 'CNE')[number - 1]}/1.0/",
            tdm_reservation=True,
            tdm_policy=f"https://example.org/{one}/mining",
            permissions=(
                Permission(
                    granted_by=f"Office {one}",
                    text=f"The {one} text may be passed on.",
                    granted_on=datetime.date(2023, number, 1),
                    expires_on=datetime.date(2031, number, 2),
                ),
            ),
            notices=(
                Notice(
                    kinds=(NoticeKind.DISCLAIMER,),
                    text=f"Nobody at House {one} answers for an error.",
                ),
            ),
        ),
        modifications=(
            Modification(
                change=Change.STYLE_EDITS, by=f"Desk {one}", note=f"commas of the {one} page"
            ),
        ),
        assets=(
            Asset(
                id="p",
                file=f"{one}.png",
                alt=f"Four dots of the {one} page",
                credit=f"Drawing: Hand {one}",
                holder=f"Hand {one}",
                licence=Licence(id=("CC-BY-SA-4.0", "CC-BY-NC-4.0")[number - 1]),
                url=f"https://example.org/{one}/dots.png",
                media_type="image/png",
                data=dots(40 * number),
            ),
        ),
        body=(
            Paragraph(
                children=(
                    Text(text=f"The {one} text begins here and goes on for a line or two"),
                    NoteMark(note="n"),
                    Text(text="."),
                )
            ),
            Heading(level=1, children=(Text(text=f"A {one} heading"),)),
            Figure(asset="p", caption=(Text(text=f"Dots of the {one} page."),)),
            text(f"The {one} text ends here."),
            Note(name="n", children=(text(f"A note to the {one} text."),)),
        ),
    )


EDITION = Edition(
    name="everything",
    title="All facts in one book",
    subtitle="And what is lost of them",
    description="Two texts and each of their facts.",
    language="en-GB",
    imprint="The imprint of the book",
    published=datetime.date(2026, 11, 20),
    series=Series(title="Books of facts", position="7"),
    contributors=(
        Contributor(name="The editor of the book", role=Role.EDITOR, sort_as="Book, Editor of the"),
    ),
    rights=Rights(
        basis=Basis.OWN_WORK,
        holder="Holder of the book",
        copyright_line="© 2026 Holder of the book",
        licence=Licence(id="CC0-1.0"),
    ),
    parts=(
        Part(
            articles=(
                article("birch", 1, Licence(id="CC-BY-4.0")),
                article("cedar", 2, Licence(name="A free licence of the cedar")),
            )
        ),
    ),
)
ORDER = Order(
    theme=load_theme("plain"),
    moment=datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC),
    on=datetime.date(2026, 11, 23),
)
