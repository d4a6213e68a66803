"""Newsletters: who sent them, what is the reader's own in them, and what was forwarded."""

import datetime
from email.message import EmailMessage

import pytest

from publisher.captures import open_capture
from publisher.captures.mail import is_mail, open_mail
from publisher.errors import SourceError
from publisher.model.article import Article
from publisher.model.body import Link, inlines, plain_text
from publisher.readers import read
from publisher.schema.encode import encode
from tests.test_captures import made


def article_of(data: bytes) -> Article:
    return read("news.eml", data).article


@pytest.mark.parametrize(
    ("sender", "authors"),
    [
        ("Mira Plank from Ferry News", ("Mira Plank",)),
        ("Mira Plank | Ferry News", ("Mira Plank",)),
        ("Ferry News: Mira Plank", ("Mira Plank",)),
        ("Ferry News", ()),
        ("Žofie Prám, Ferry News", ("Žofie Prám",)),
        ("The office", ()),
    ],
)
def test_a_sender_named_with_the_list_is_the_author(sender: str, authors: tuple[str, ...]) -> None:
    article = article_of(made.mail(sender=sender))
    assert article.authors == authors
    assert article.sources[0].name == "Ferry News"


@pytest.mark.parametrize(
    "secret",
    [
        '<a href="https://lists.ferry.example/u/s3cr3t">settle</a>',
        '<a href="https://any.example/x?who=someone%40home.example">read on</a>',
        '<a href="https://any.example/prefs/1">Manage your subscription</a>',
        '<a href="https://click.any.example/CL0/9f8e7d6c5b4a39281706f5e4d3c2b1a0">read on</a>',
        '<img src="https://t.any.example/open.gif?u=someone%40home.example" width=1 height=1>',
    ],
)
def test_nothing_that_is_the_readers_own_is_kept(secret: str) -> None:
    text = "".join(f"<p>{words}</p>" for words in made.PARAGRAPHS)
    written = str(encode(article_of(made.mail(body=f"{text}<p>See {secret} for it.</p>"))))
    for private in ("s3cr3t", "someone", "prefs/1", "9f8e7d6c5b4a39281706f5e4d3c2b1a0"):
        assert private not in written


def test_a_link_that_counts_clicks_leads_where_it_says() -> None:
    counted = "https://track.any.example/L0/https:%2F%2Fquay.example%2Fgoat%3Fa=1/1/0102018e-aaa"
    text = "".join(f"<p>{words}</p>" for words in made.PARAGRAPHS)
    article = article_of(made.mail(body=f'{text}<p>The <a href="{counted}">goat</a> swam.</p>'))
    links = [one.address for one in inlines(article.body) if isinstance(one, Link)]
    assert links == ["https://quay.example/goat?a=1"]


def test_words_that_only_a_list_of_mails_shows_are_no_text() -> None:
    hidden = '<div style="display:none;max-height:0">Peek: the goat swims</div>'
    text = "".join(f"<p>{words}</p>" for words in made.PARAGRAPHS)
    article = article_of(made.mail(body=hidden + text))
    assert "Peek" not in str(encode(article)["body"])
    assert any("Peek" in left.text for left in article.left_out)


@pytest.mark.parametrize(
    "head",
    [
        (
            "---------- Forwarded message ---------<br>From: <b>Mira Plank</b> &lt;m@f.example&gt;<br>"
            "Date: Tue, Apr 14, 2026 at 8:00 AM<br>Subject: {title}<br>To: &lt;me@home.example&gt;<br>"
        ),
        (
            "<b>Von:</b> Mira Plank &lt;m@f.example&gt;<br><b>Gesendet:</b> Dienstag, 14. April 2026"
            "<br><b>An:</b> me@home.example<br><b>Betreff:</b> {title}<br>"
        ),
        "De : Mira Plank<br>Envoyé : 14 avril 2026<br>À : me@home.example<br>Objet : {title}<br>",
    ],
)
def test_what_was_forwarded_is_its_first_senders(head: str) -> None:
    text = "".join(f"<p>{words}</p>" for words in made.PARAGRAPHS)
    message = EmailMessage()
    message["Subject"] = f"Fwd: {made.TITLE}"
    message["From"] = "A Reader <me@home.example>"
    message["Date"] = "Sun, 19 Apr 2026 08:00:00 +0200"
    message["Message-ID"] = "<9@home.example>"
    body = f"<p>Look at this!</p><div>{head.replace('{title}', made.TITLE)}</div>{text}"
    message.set_content(body, subtype="html")
    article = article_of(message.as_bytes())
    assert article.title == made.TITLE
    assert article.published == datetime.date(2026, 4, 14)
    assert article.sources[0].name == "Mira Plank"
    written = str(encode(article))
    assert "me@home" not in written
    assert "Look at this!" not in str(encode(article)["body"])
    assert any("Look at this!" in left.text for left in article.left_out)


def test_a_message_forwarded_as_a_file_is_the_message() -> None:
    outer = EmailMessage()
    outer["Subject"] = "Fwd: something"
    outer["From"] = "A Reader <me@home.example>"
    outer["Message-ID"] = "<9@home.example>"
    outer.set_content("See below.")
    inner = EmailMessage()
    inner["Subject"] = made.TITLE
    inner["From"] = "Ferry News <n@f.example>"
    inner["Date"] = "Tue, 14 Apr 2026 08:00:00 +0200"
    inner.set_content("\n\n".join(made.PARAGRAPHS))
    outer.add_attachment(inner)
    assert article_of(outer.as_bytes()).title == made.TITLE


HOSTILE = {
    "parts within parts": b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(1500)
    ),
    "many parts": b'Content-Type: multipart/mixed; boundary="b"\n\n' + b"--b\n\nx\n" * 200_000,
    "endless headers": b"Subject: x\nX-Pad: " + b"y" * 2_000_000,
    "many headers": b"Subject: x\n" + b"X-Pad: y\n" * 100_000 + b"\nwords\n",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_mail_that_no_program_writes_is_refused_in_one_line(kind: str) -> None:
    data = b"From: a@b.example\nMIME-Version: 1.0\n" + HOSTILE[kind]
    with pytest.raises(SourceError) as refused:
        open_mail("news.eml", data)
    assert "\n" not in str(refused.value)


def test_a_hostile_subject_costs_no_time_and_holds_no_line_end() -> None:
    subject = b"=?utf-8?q?a=0D=0Ab?= " * 40_000
    data = b"From: a@b.example\nMessage-ID: <1@b>\nSubject: " + subject + b"\n\nWords of it.\n"
    with pytest.raises(SourceError):  # 860 kilobytes of headers
        open_mail("news.eml", data)
    small = b"From: a@b.example\nMessage-ID: <1@b>\nSubject: " + subject[:9000] + b"\n\nWords.\n"
    assert "\r" not in open_mail("news.eml", small).stated.title


def test_an_unknown_encoding_and_broken_letters_stop_nothing() -> None:
    head = b"From: a@b.example\nMessage-ID: <1@b>\nSubject: x\nContent-Type: text/plain; charset=no-such"
    assert b"sea" in open_mail("news.eml", head + b"\n\nBy the sea \xff\n").data


def test_a_page_is_no_mail() -> None:
    assert not is_mail(made.page())
    assert not is_mail(b"Title: a\nDate: b\n\nwords")


def test_a_head_in_plain_text_is_read_as_well() -> None:
    message = EmailMessage()
    message["Subject"] = "WG: x"
    message["Message-ID"] = "<9@home.example>"
    head = f"Von: Mira Plank <m@f.example>\nGesendet: 14. April 2026 08:00\nBetreff: {made.TITLE}"
    message.set_content(f"Note.\n\n{head}\n\n" + "\n\n".join(made.PARAGRAPHS))
    article = article_of(message.as_bytes())
    assert (article.title, article.published) == (made.TITLE, datetime.date(2026, 4, 14))


def test_brackets_without_end_in_a_sender_are_read() -> None:
    head = b"From: " + b"(" * 3000 + b"\nMessage-ID: <1@b>\nTo: " + b"(" * 3000
    assert b"tide" in open_mail("news.eml", head + b"\n\nThe tide is out.\n").data


def test_a_mail_with_few_headers_or_too_many_is_told_by_its_name() -> None:
    words = b"From: mira@news.example\nSubject: The tide\n\nThe tide is out today.\n"
    assert b"tide is out" in open_capture("news.eml", words).data
    assert open_capture("news.eml", words).stated.title == "The tide"
    with pytest.raises(SourceError, match="headers are longer"):
        open_capture("news.eml", b"From: a@b.example\n" + b"X-Mark: a\n" * 30_000 + b"\nwords")
    assert open_capture("news.html", words).data == words


ROW = "<tr><th>{}: </th><td>{}</td></tr>"


def test_a_head_in_the_cells_of_a_table_is_taken_out_with_the_reader_in_it() -> None:
    sender = 'Mira Plank <a href="mailto:mira@news.example">&lt;mira@news.example&gt;</a>'
    rows = [
        ROW.format("Subject", "The tide"),
        ROW.format("Date", "Wed, 14 Oct 2026 06:30:00 +0200"),
        ROW.format("From", sender),
        ROW.format("To", '<a href="mailto:reader@home.example">reader@home.example</a>'),
    ]
    message = EmailMessage()
    message["From"], message["To"] = "Reader <reader@home.example>", "me@home.example"
    message["Subject"], message["Message-ID"] = "Fwd: The tide", "<1@home.example>"
    table = f"<table><tbody>{''.join(rows)}</tbody></table>"
    message.set_content(
        f"<html><body><br>---- Forwarded Message ----{table}<p>{made.PARAGRAPHS[0]}</p><p>"
        f"{made.PARAGRAPHS[1]}</p></body></html>",
        subtype="html",
    )
    article = article_of(message.as_bytes())
    words = plain_text(article.body)
    assert made.PARAGRAPHS[0] in words
    assert "reader@home.example" not in str(encode(article))
    assert "Forwarded" not in words
    assert article.published == datetime.date(2026, 10, 14)


def test_a_byline_that_names_the_sender_and_others_counts() -> None:
    message = EmailMessage()
    message["From"], message["To"] = "Mira Plank at Ferry News <a@news.example>", "b@home.example"
    message["Subject"], message["List-Id"] = "The tide", "Ferry News <news.example>"
    message.set_content(
        f"<h1>The tide</h1><p class='byline'>By Mira Plank and Ada Example</p><p>"
        f"{made.PARAGRAPHS[0]}</p><p>{made.PARAGRAPHS[1]}</p>",
        subtype="html",
    )
    people = article_of(message.as_bytes()).contributors
    assert [person.name for person in people] == ["Mira Plank", "Ada Example"]
