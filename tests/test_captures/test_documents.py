"""Documents and books of other programs: DOCX, ODT and EPUB, as pandoc and by hand."""

import datetime
import functools
import tempfile
from pathlib import Path

import pypandoc
import pytest

from publisher.captures import Capture, Holding, open_file
from publisher.cli import main
from publisher.errors import SourceError
from publisher.model.article import Article
from publisher.model.body import Figure, Formula, List, Note, Table, inlines, plain_text, walk
from publisher.readers import read
from publisher.rights.notices import text_digest
from tests.test_captures import made
from tests.test_captures.made import zipped

TEXT = f"""---
title: {made.TITLE}
author: [Mira Plank, Otto Weir]
date: 2026-04-14
lang: en-GB
---

## The flood

{made.PARAGRAPHS[0]} It fell by $x = \\frac{{a}}{{2}}$, or H~2~O, and **held**.[^1]

- one
- two

1. first
2. second

> {made.PARAGRAPHS[1]}

| rope | goat |
|------|------|
| 1    | 2    |

```
tie(knot)
```

{made.PARAGRAPHS[2]} See [the quay](https://quay.example/).

[^1]: A note on the *rope*.
"""


@functools.cache
def written(form: str) -> bytes:
    """The text as pandoc writes it in a form."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"text.{form}")
        said = ["--mathml"]
        pypandoc.convert_text(TEXT, form, "markdown", outputfile=str(path), extra_args=said)
        return path.read_bytes()


def article(form: str) -> Article:
    return read(f"text.{form}", written(form)).article


@pytest.mark.parametrize("form", ["docx", "odt", "epub"])
def test_a_document_of_pandoc_is_its_article(form: str) -> None:
    found = article(form)
    assert found.title == made.TITLE
    assert found.authors == ("Mira Plank", "Otto Weir")
    assert found.published == datetime.date(2026, 4, 14)
    assert found.language == "en-GB"
    words = " ".join(plain_text(found.body).split())
    for paragraph in made.PARAGRAPHS:
        assert paragraph in words
    kinds = {type(block) for block in walk(found.body)}
    assert {List, Table, Note} <= kinds
    assert any(isinstance(one, Formula) for one in inlines(found.body))


def test_the_same_text_in_three_forms_has_the_same_digest() -> None:
    assert len({text_digest(article(form)) for form in ("docx", "odt", "epub")}) == 1


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override'
    ' PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument'
    '.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
P = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"


def docx(body: str, **members: bytes) -> bytes:
    """A document of Word, by hand."""
    document = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    usual = {
        "[Content_Types].xml": TYPES.encode(),
        "_rels/.rels": RELATIONS.encode(),
        "word/document.xml": document.encode(),
    }
    return zipped({**usual, **{name.replace("__", "/"): data for name, data in members.items()}})


TWO = P.format(made.PARAGRAPHS[0]) + P.format(made.PARAGRAPHS[1])


def test_hidden_words_and_deletions_are_out_and_insertions_in() -> None:
    hidden = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r></w:p>"
    deleted = "<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>"
    added = "<w:p><w:ins><w:r><w:t>The goat has come back for good.</w:t></w:r></w:ins></w:p>"
    reading = read("a.docx", docx(TWO + hidden + deleted + added))
    words = plain_text(reading.article.body)
    assert "secret" not in words
    assert "gone" not in words
    assert "come back" in words
    assert any("hides" in remark for remark in reading.remarks)


def test_a_picture_that_is_not_in_the_document_is_told_and_stops_nothing() -> None:
    drawing = (
        "<w:p><w:r><w:drawing><wp:inline xmlns:wp='http://schemas.openxmlformats.org/drawingml/2006"
        "/wordprocessingDrawing'><wp:docPr id='1' name='p' descr='A ferry'/><a:graphic xmlns:a='"
        "http://schemas.openxmlformats.org/drawingml/2006/main'><a:graphicData><pic:pic xmlns:pic='"
        "http://schemas.openxmlformats.org/drawingml/2006/picture'><pic:blipFill><a:blip {}/>"
        "</pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = (
        "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
        f"<Relationship Id='r1' Type='{office}/image' Target='../../etc/passwd'/><Relationship"
        f" Id='r2' Type='{office}/image' Target='file:///etc/passwd' TargetMode='External'/>"
        "</Relationships>"
    )
    kinds = (f"xmlns:r='{office}' r:embed='r1'", f"xmlns:r='{office}' r:link='r2'")
    pictures = "".join(map(drawing.format, kinds))
    document = docx(TWO + pictures, **{"word___rels__document.xml.rels": relations.encode()})
    reading = read("a.docx", document)
    assert made.PARAGRAPHS[1] in plain_text(reading.article.body)
    assert any("pictures have no address" in remark for remark in reading.remarks)


def test_a_licence_in_a_footer_alone_is_kept() -> None:
    footer = f"<w:ftr {W}>{P.format('© 2026 Ferry News. CC BY 4.0')}{P.format('Page')}</w:ftr>"
    found = read("a.docx", docx(TWO, **{"word__footer1.xml": footer.encode()})).article
    assert found.rights.licence is not None
    assert found.rights.licence.id == "CC-BY-4.0"
    assert [notice.text for notice in found.rights.notices] == ["© 2026 Ferry News. CC BY 4.0"]
    assert any(left.text == "Page" for left in found.left_out)


def test_the_words_of_a_text_box_are_of_the_text() -> None:
    box = (
        "<w:p><w:r><w:pict><w:txbxContent>"
        + P.format("The ferry holds nine people and a goat at most.")
        + "</w:txbxContent></w:pict></w:r></w:p>"
    )
    assert "nine people" in plain_text(read("a.docx", docx(TWO + box)).article.body)


HOSTILE = {
    "a bomb": docx(P.format("x" * 40_000_000)),
    "deep": docx("<w:sdt><w:sdtContent>" * 3000 + "</w:sdtContent></w:sdt>" * 3000),
    "entities": zipped({"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
    "cut": docx(TWO)[:-30],
    "no document": zipped({"word/document.xml": b"<a/>", "[Content_Types].xml": b"<a/>"}),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_document_is_refused_in_one_line(kind: str) -> None:
    with pytest.raises(SourceError) as refused:
        read("a.docx", HOSTILE[kind])
    assert "\n" not in str(refused.value)


OPF = (
    '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Ferry News, spring</dc:title>'
    "<dc:creator>Mira Plank</dc:creator><dc:language>en</dc:language>"
    "<dc:rights>© 2026 Ferry News</dc:rights></metadata><manifest>{items}</manifest>"
    "<spine>{order}</spine></package>"
)
CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OPS/book.opf"/></rootfiles></container>'
)


WORDS = made.PARAGRAPHS[0]


def epub(pages: dict[str, str], **members: bytes) -> bytes:
    """An EPUB of these documents."""
    kind = 'media-type="application/xhtml+xml"'
    items = "".join(f'<item id="i{n}" href="{name}" {kind}/>' for n, name in enumerate(pages))
    items += '<item id="p" href="im/rope.png" media-type="image/png"/>'
    order = "".join(f'<itemref idref="i{number}"/>' for number in range(len(pages)))
    usual = {
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": CONTAINER.encode(),
        "OPS/book.opf": OPF.format(items=items, order=order).encode(),
        "OPS/im/rope.png": made.PNG,
        **{f"OPS/{name}": page.encode() for name, page in pages.items()},
    }
    return zipped({**usual, **{name.replace("__", "/"): data for name, data in members.items()}})


def chapter(title: str, text: str) -> str:
    return (
        '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>'
        f"<h1>{title}</h1>{text}</body></html>"
    )


def test_what_a_document_type_declares_is_no_word_of_the_page() -> None:
    text = "<!DOCTYPE html [\n<!ENTITY own 'a'>\n]>" + chapter("One rope", f"<p>{WORDS}</p>")
    article = read("book.epub", epub({"one.xhtml": text})).article
    assert "]>" not in plain_text(article.body)


COVER = (
    '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
    '<body epub:type="cover"><h1>Ferry News</h1></body></html>'
)
PAGES = {
    "cover.xhtml": COVER,
    "one.xhtml": chapter("One rope", made.BODY.replace("{picture}", "im/rope.png")),
    "two.xhtml": chapter("Two goats", f"<p>{made.PARAGRAPHS[1]}</p>"),
}


def test_a_book_of_others_is_its_articles_with_their_rights(tmp_path: Path) -> None:
    path = tmp_path / "book.epub"
    path.write_bytes(epub(PAGES))
    holding = open_file(str(path), path.read_bytes())
    assert isinstance(holding, Holding)
    assert [one.passed_over for one in holding.entries] == ["cover", "", ""]
    found = read(f"{path}#OPS/one.xhtml").article
    assert found.title == "One rope"
    assert [asset.data for asset in found.assets] == [made.PNG]
    assert any(isinstance(block, Figure) for block in found.body)
    assert next(notice.text for notice in found.rights.notices) == "© 2026 Ferry News"
    assert found.authors == ("Mira Plank",)


def in_looks(title: str, text: str) -> str:
    """A chapter as calibre writes it: each class is a look, named after what had it first."""
    return chapter(title, text).replace("<body>", '<body class="calibre">')


PLAIN = "".join(f'<p class="author">{words}</p>' for words in made.PARAGRAPHS)
PIECES = {
    "page_split_000.html": in_looks("", ""),
    "page_split_001.html": in_looks("One rope", PLAIN),
    "page_split_002.html": in_looks("Why", PLAIN).replace("h1>", "h2>"),
}


def test_a_page_that_calibre_cut_and_dressed_is_one_article_with_its_words() -> None:
    book = epub(PIECES | {"page_split_000.html": in_looks("", "").replace("<h1></h1>", "")})
    article = read("book.epub", book).article
    words = plain_text(article.body)
    assert all(words.count(paragraph) == 2 for paragraph in made.PARAGRAPHS)


def test_a_page_that_calibre_cut_into_its_articles_stays_several() -> None:
    book = epub(PIECES | {"page_split_003.html": in_looks("Two goats", PLAIN)})
    holding = open_file("book.epub", book)
    assert isinstance(holding, Holding)
    assert len(holding.entries) == 4


@pytest.mark.parametrize(
    "data",
    [
        epub({"cover.xhtml": COVER}),
        epub(PAGES, **{"META-INF__container.xml": b"<a/>"}),
        epub(
            PAGES,
            **{"META-INF__encryption.xml": b'<e><CipherReference URI="OPS/one.xhtml"/></e>'},
        ),
    ],
)
def test_a_book_that_cannot_be_read_says_why(data: bytes) -> None:
    with pytest.raises(SourceError):
        open_file("book.epub", data)


def test_a_note_of_a_text_document_is_known_by_its_bookmark() -> None:
    page = (
        f"<h1>{made.TITLE}</h1><p>{made.PARAGRAPHS[0]}</p>"
        f"<p>{made.PARAGRAPHS[1]}<sup><a href='#fn1' id='r'>1</a></sup></p>"
        "<ol><li id='fn1'>Hemp of the guild. <a href='#r'>↩</a></li></ol>"
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "text.odt")
        pypandoc.convert_text(page, "odt", "html", outputfile=str(path))
        body = read("text.odt", path.read_bytes()).article.body
    assert [plain_text((one,)) for one in body if isinstance(one, Note)] == ["Hemp of the guild."]


def test_a_document_is_known_by_its_content() -> None:
    opened = open_file("whatever.zip", written("odt"))
    assert isinstance(opened, Capture)
    assert opened.stated.authors == ("Mira Plank", "Otto Weir")


OURS = """---
title: The rope holds
standfirst: It was tested by a goat.
contributors:
  - name: Mira Plank
  - name: Otto Weir
    role: translator
published: 2026-04-14
language: en
sources:
  - relation: captured-from
    name: Ferry News
    url: https://ferry.example/news/rope
rights:
  basis: licence
  licence: {id: CC-BY-4.0, url: "https://creativecommons.org/licenses/by/4.0/"}
  notices:
    - {kinds: [copyright-line], text: "© 2026 Ferry News"}
---

## Of the rope

It was hauled over on *Tuesday*, and **holds** nine people.

***

By Otto Weir it was said twice. Sign up for our letters!
"""


def test_an_article_of_a_book_of_ours_is_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "rope.md"
    path.write_text(OURS, "utf-8")
    known = read(path).article
    assert main(["build", str(path), "--format", "epub", "-o", str(tmp_path / "rope.epub")]) == 0
    found = read(tmp_path / "rope.epub").article
    assert found == known
