"""Words to measure with: articles, captures and crawls of any number, and the page of a peer."""

import gzip
import hashlib
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent.parent
SEED = CHECKOUT.parent / "shared" / "corpus" / "seed" / "article.txt"
PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="author" content="Ann Example"></head><body><nav><a href="/">Home</a></nav><article>
<h1>{title}</h1><p>By Ann Example</p>{body}</article></body></html>"""


def article_text() -> str:
    """The real article where it is at hand, else our own capture of about the same length."""
    if SEED.is_file():
        return SEED.read_text("utf-8")
    return next((CHECKOUT / "content" / "articles").glob("*/article.txt")).read_text("utf-8")


def write_many(folder: Path, articles: int) -> list[str]:
    """File names of that many captures, each with a title of its own, beside an edition of all and pandoc's copies."""
    title, _, rest = article_text().partition("\n")
    names = [f"article{number:03}.txt" for number in range(articles)]
    for number, name in enumerate(names):
        (folder / name).write_text(f"{title} ({number})\n{rest}", "utf-8")
        (folder / name.replace(".txt", ".md")).write_text(
            f"# {title} ({number})\n{rest}\n", "utf-8"
        )
    lines = ["title: Many articles", "articles:", *(f"  - {name}" for name in names)]
    (folder / "many.yaml").write_text("\n".join(lines) + "\n", "utf-8")
    return names


def peer_page(folder: Path, names: list[str]) -> Path:
    """The page that our PDF writer lays out, as one HTML file with its style sheet and fonts beside it."""
    from publisher.model.edition import Edition, Part, alone
    from publisher.readers import read_article
    from publisher.rendering.compose import book_of
    from publisher.rendering.theme import load_theme
    from publisher.writers.pdf.writer import one_document

    articles = tuple(read_article(folder / name) for name in names)
    edition = (
        alone(articles[0], name="peer")
        if len(articles) == 1
        else Edition(name="peer", title="Many articles", parts=(Part(articles=articles),))
    )
    theme = load_theme()
    for name, data in one_document(book_of(edition, theme), theme).items():
        (folder / "peer" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "peer" / name).write_bytes(data)
    return folder / "peer" / "index.html"


def pages(count: int) -> list[bytes]:
    """Saved pages, each with a title of its own."""
    title, _, rest = article_text().partition("\n")
    paragraphs = [" ".join(part.split()) for part in rest.split("\n\n") if part.strip()]
    body = "".join(
        f"<p>{words.replace('&', '&amp;').replace('<', '&lt;')}</p>" for words in paragraphs
    )
    return [PAGE.format(title=f"{title} ({number})", body=body).encode() for number in range(count)]


def write_captures(folder: Path, count: int) -> None:
    """A folder of saved pages."""
    folder.mkdir(parents=True)
    for number, page in enumerate(pages(count)):
        (folder / f"page-{number:04}.html").write_bytes(page)


def write_crawl(path: Path, count: int) -> None:
    """A web archive of that many pages, packed record by record (ISO 28500, annex A)."""
    with path.open("wb") as file:
        for number, page in enumerate(pages(count)):
            block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
            head = (
                "WARC/1.1\r\nWARC-Type: response\r\nWARC-Date: 2026-11-23T10:00:00Z\r\n"
                f"WARC-Record-ID: <urn:sha256:{hashlib.sha256(page).hexdigest()}>\r\n"
                f"WARC-Target-URI: https://mag.example/page-{number}\r\n"
                "Content-Type: application/http; msgtype=response\r\n"
                f"Content-Length: {len(block)}\r\n\r\n"
            )
            file.write(gzip.compress(head.encode() + block + b"\r\n\r\n", mtime=0))
