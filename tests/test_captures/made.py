"""Files of every door, made here: one page, and the envelopes in which programs keep it."""

import io
import json
import mailbox
import plistlib
import zipfile
from email.message import EmailMessage
from pathlib import Path

from tests.test_hostile.pictures import png

PNG = png(4, 3)
ADDRESS = "https://ferry.example/news/rope"
PICTURE = "https://ferry.example/news/rope.png"
TITLE = "The rope ferry is mended"
PARAGRAPHS = (
    "Since the flood of last spring nobody has crossed at the willows but swimmers and one goat.",
    "On Tuesday the new rope was hauled over, and the first to cross was the goat again.",
    "The ferryman says that he will take no fare before Easter, and the parish has thanked him.",
)
BODY = (
    f"<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>"
    '<figure><img src="{picture}" alt="A rope"><figcaption>The rope. Photo: Q. Hand</figcaption>'
    f"</figure><p>{PARAGRAPHS[2]}</p>"
)
PAGE = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
    f'<title>{TITLE}</title><link rel="canonical" href="{ADDRESS}">'
    '<meta name="author" content="Mira Plank">'
    '<meta property="article:published_time" content="2026-04-14T08:00:00+02:00">'
    f"</head><body><article><h1>{TITLE}</h1>{BODY}</article></body></html>"
)


def page(picture: str = PICTURE) -> bytes:
    """The page, its picture at this address."""
    return PAGE.replace("{picture}", picture).encode()


def webarchive(form: plistlib.PlistFormat = plistlib.FMT_BINARY) -> bytes:
    """The page as Safari keeps it."""
    main = {
        "WebResourceData": page(),
        "WebResourceURL": ADDRESS,
        "WebResourceMIMEType": "text/html",
        "WebResourceTextEncodingName": "UTF-8",
    }
    picture = {
        "WebResourceData": PNG,
        "WebResourceURL": PICTURE,
        "WebResourceMIMEType": "image/png",
    }
    return plistlib.dumps({"WebMainResource": main, "WebSubresources": [picture]}, fmt=form)


def mhtml() -> bytes:
    """The page as Chromium keeps it."""
    message = EmailMessage()
    message["From"] = "<Saved by Blink>"
    message["Snapshot-Content-Location"] = ADDRESS
    message["Date"] = "Wed, 15 Apr 2026 10:00:00 +0000"
    message.set_content(page().decode(), subtype="html")
    message["Content-Location"] = ADDRESS
    message.add_related(PNG, "image", "png", headers=[f"Content-Location: {PICTURE}"])
    return message.as_bytes()


def singlefile_zip() -> bytes:
    """The page as SingleFile keeps it in its zip form: HTML around a zip."""
    told = {"originalUrl": ADDRESS, "archiveTime": "2026-04-15T10:00:00.000Z", "resources": {}}
    members = {
        "index.html": page("images/0.png"),
        "images/0.png": PNG,
        "manifest.json": json.dumps(told).encode(),
    }
    head = b"<!DOCTYPE html><html data-sfz><meta charset=windows-1252><body><!--"
    return head + zipped(members) + b"-->"


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip file of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return out.getvalue()


def mail(number: int = 1, *, body: str = "", sender: str = "Mira Plank from Ferry News") -> bytes:
    """The page as a newsletter."""
    message = EmailMessage()
    message["Subject"] = TITLE
    message["From"] = f'"{sender}" <mira@lists.ferry.example>'
    message["To"] = "someone@home.example"
    message["Date"] = "Tue, 14 Apr 2026 08:00:00 +0200"
    message["List-Id"] = "Ferry News <news.lists.ferry.example>"
    message["List-Post"] = f"<{ADDRESS}>"
    message["List-Unsubscribe"] = "<https://lists.ferry.example/u/s3cr3t>"
    message["Message-ID"] = f"<{number}@lists.ferry.example>"
    message.set_content("\n\n".join(PARAGRAPHS))
    written = body or BODY.replace("{picture}", "cid:rope@ferry")
    message.add_alternative(f"<html><body>{written}</body></html>", subtype="html")
    html = message.get_payload()[1]  # type: ignore[index]
    html.add_related(PNG, "image", "png", cid="<rope@ferry>")  # type: ignore[union-attr]
    return message.as_bytes()


def mbox(folder: Path, number: int = 3) -> Path:
    """A mailbox of newsletters."""
    box = mailbox.mbox(folder / "news.mbox")
    for each in range(1, number + 1):
        box.add(mail(each))
    box.close()
    return folder / "news.mbox"
