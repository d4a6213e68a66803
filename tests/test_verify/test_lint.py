"""Each rule that any file is judged by finds its own fault in a file that has no other, and nothing in a sound one."""

import json
from collections.abc import Callable

import pikepdf
import pytest

from publisher.verify import examine
from publisher.verify.rules import all_rules
from tests.test_verify.foreign import BODY, CONTAINER, LINES, METADATA, PROPERTIES, RDF, epub, pdf

META, PAGE = "metadata", "body"
LINE = "<p>© 2024 A. Writer</p>"
LICENCE = (
    "<p>This text is licensed under CC BY 4.0, https://creativecommons.org/licenses/by/4.0/.</p>"
)
CREDIT = '<p>Originally published at <a href="https://example.org/a">https://example.org/a</a>.</p>'


def without(text: str, *parts: str) -> str:
    for part in parts:
        assert part in text
        text = text.replace(part, "")
    return text


def instead(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new)


EPUB: dict[str, list[Callable[[], bytes]]] = {
    "title-absent": [lambda: epub(metadata=without(METADATA, "<dc:title>A short book</dc:title>"))],
    "author-absent": [
        lambda: epub(metadata=without(METADATA, "<dc:creator>A. Writer</dc:creator>"))
    ],
    "identifier-absent": [
        lambda: epub(metadata=without(METADATA, '<dc:identifier id="id">urn:x:1</dc:identifier>'))
    ],
    "language-absent": [lambda: epub(metadata=without(METADATA, "<dc:language>en</dc:language>"))],
    "language-invalid": (
        [
            lambda tag=tag: epub(
                metadata=instead(METADATA, "<dc:language>en<", f"<dc:language>{tag}<")
            )
            for tag in ("C", "en_US.UTF-8", "english language", "us", "POSIX1")
        ]
        + [lambda: epub(language="en_GB")]
    ),
    "language-differs": [lambda: epub(language="fr")],
    "style-unclear": [
        lambda: epub(css="p { mask-image: linear-gradient(#000, transparent) }"),
        lambda: epub(body=BODY + '<p style="position: fixed; top: 0">Words over words.</p>'),
    ],
    "style-adds-words": [lambda: epub(css='p::after { content: " None of this holds." }')],
    "script-present": [
        lambda: epub(body=BODY + "<script>document.title = 1</script>"),
        lambda: epub(body=BODY + '<p onclick="go()">Words.</p>'),
        lambda: epub(body=BODY + '<p><a href=" JavaScript:go()">Words</a></p>'),
    ],
    "page-broken": [
        lambda: epub(body=BODY + "<p>One <b>two</p>"),
        lambda: epub(body=BODY + "<p>One&nbsp;two</p>"),
    ],
    "rendition-second": [
        lambda: epub(
            more={
                "META-INF/container.xml": instead(
                    CONTAINER,
                    "</rootfiles>",
                    '<rootfile full-path="other.opf"'
                    ' media-type="application/oebps-package+xml"/></rootfiles>',
                ).encode()
            }
        )
    ],
    "script-differs": [
        lambda: epub(
            body=BODY + "<p>" + "Слова на другом языке стоят на этой странице. " * 80 + "</p>"
        )
    ],
    "value-empty": [
        lambda: epub(metadata=METADATA + "<dc:rights></dc:rights>"),
        lambda: epub(metadata=METADATA + "<dc:source> </dc:source>"),
        lambda: epub(metadata=METADATA + '<meta property="dcterms:rightsHolder"/>'),
    ],
    "placeholder": [
        lambda name=name: epub(
            metadata=METADATA + f"<dc:creator>{name}</dc:creator>", body=BODY + f"<p>{name}</p>"
        )  # type: ignore[misc]
        for name in ("Unknown", "[author]", "{{author}}", "Your Name")
    ],
    "rights-absent": [
        lambda: epub(
            metadata=without(
                METADATA,
                "<dc:rights>© 2024 A. Writer</dc:rights>",
                METADATA[METADATA.index("<link") :],
            ),
            body=without(BODY, LINE, LICENCE),
        )
    ],
    "source-absent": [
        lambda: epub(
            metadata=without(METADATA, "<dc:source>https://example.org/a</dc:source>"),
            body=without(BODY, CREDIT),
        )
    ],
    "date-of-making": [lambda: epub(metadata=METADATA + "<dc:date>2024-05-01T00:00:00Z</dc:date>")],
    "locked": [
        lambda: epub(more={"META-INF/encryption.xml": b'<e><CipherReference URI="p.xhtml"/></e>'})
    ],
    "remote-picture": [
        lambda: epub(body=BODY + '<p><img src="https://counter.example.org/1.gif" alt=""/></p>'),
        lambda: epub(body=BODY + '<script src="https://example.org/s.js"></script>'),
    ],
    "alt-absent": [lambda: epub(body=BODY + '<p><img src="a.png"/></p>')],
    "alt-claimed": [
        lambda: epub(
            body=BODY + '<p><img src="a.png"/></p>',
            metadata=METADATA
            + '<meta property="schema:accessibilityFeature">alternativeText</meta>',
        )
    ],
    "letters-broken": [
        lambda: epub(body=BODY + "<p>The author\u00e2€™s words</p>"),
        lambda: epub(body=BODY + "<p>A na\ufffdve page</p>"),
    ],
    "title-unseen": [
        lambda: epub(metadata=instead(METADATA, "<dc:title>A short", "<dc:title>A long"))
    ],
    "author-unseen": [lambda: epub(metadata=METADATA + "<dc:creator>B. Reader</dc:creator>")],
    "holder-unseen": [
        lambda: epub(metadata=METADATA + '<meta property="dcterms:rightsHolder">Some House</meta>')
    ],
    "rights-unseen": [
        lambda: epub(metadata=METADATA + "<dc:rights>For one course only.</dc:rights>")
    ],
    "rights-unsaid": [
        lambda: epub(body=BODY + "<p>© 2019 Another House. Printed here.</p>"),
        lambda: epub(metadata=without(METADATA, "<dc:rights>© 2024 A. Writer</dc:rights>")),
    ],
    "rights-differ": [
        lambda: epub(metadata=instead(METADATA, "© 2024 A. Writer", "© 2024 Some House")),
        lambda: epub(metadata=instead(METADATA, "© 2024 A", "© 2021 A")),
    ],
    "licence-unsaid": [
        lambda: epub(metadata=without(METADATA, METADATA[METADATA.index("<link") :]))
    ],
    "licence-unseen": [lambda: epub(body=without(BODY, LICENCE))],
    "licence-differs": [
        lambda: epub(
            body=instead(
                BODY,
                LICENCE,
                LICENCE.replace("CC BY 4.0", "CC BY-NC 4.0").replace("/by/", "/by-nc/"),
            )
        ),
        lambda: epub(metadata=instead(METADATA, "licenses/by/4.0", "licenses/by-sa/4.0")),
        lambda: epub(metadata=instead(METADATA, "licenses/by/4.0", "licenses/by/3.0")),
    ],
    "licence-vague": [
        lambda: epub(
            metadata=without(METADATA, METADATA[METADATA.index("<link") :]),
            body=instead(BODY, LICENCE, "<p>It may be used under a Creative Commons license.</p>"),
        )
    ],
    "licence-and-reserved": [lambda: epub(body=BODY + "<p>All rights reserved.</p>")],
    "licence-by-link-alone": [
        lambda: epub(
            body=instead(
                BODY,
                LICENCE,
                '<p><a href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a></p>',
            )
        )
    ],
    "source-unsaid": [
        lambda: epub(metadata=without(METADATA, "<dc:source>https://example.org/a</dc:source>")),
        lambda: epub(
            body=BODY + '<p>This article was first published by <a href="https://example.com/b">a'
            " journal</a>.</p>"
        ),
    ],
    "source-unseen": [
        lambda: epub(metadata=METADATA + "<dc:source>https://example.org/elsewhere</dc:source>")
    ],
    "credit-hidden": [
        lambda: epub(
            body=instead(BODY, LINE, '<p hidden="hidden">© 2024 A. Writer, of this house</p>')
        ),
        lambda: epub(
            body=BODY + '<p class="x">© 2024 A. Writer of this very house</p>',
            css=".x { display: none }",
        ),
    ],
    "credit-in-note": [
        lambda: epub(
            body=instead(BODY, LINE, '<aside epub:type="footnote"><p>© 2024 A. Writer</p></aside>')
        ),
        lambda: epub(body=instead(BODY, LICENCE, f'<aside role="doc-footnote">{LICENCE}</aside>')),
    ],
    "credit-struck": [
        lambda: epub(body=instead(BODY, LINE, "<p><del>© 2024 A. Writer</del></p>")),
        lambda: epub(
            body=instead(
                BODY, LINE, '<p style="text-decoration: line-through">© 2024 A. Writer</p>'
            )
        ),
        lambda: epub(
            body=instead(BODY, LINE, '<p class="x">© 2024 A. Writer</p>'),
            css="p.x { text-decoration-line: line-through }",
        ),
    ],
}
PDF: dict[str, list[Callable[[], bytes]]] = {
    "title-absent": [
        lambda: pdf(
            properties=without(PROPERTIES, PROPERTIES[: PROPERTIES.index("<dc:creator")]),
            info={"Author": "A. Writer"},
        )
    ],
    "language-absent": [
        lambda: pdf(
            language="",
            properties=without(
                PROPERTIES, "<dc:language><rdf:Bag><rdf:li>en</rdf:li></rdf:Bag></dc:language>"
            ),
        )
    ],
    "language-differs": [lambda: pdf(language="fr")],
    "packet-absent": [lambda: pdf(properties=None)],
    "packet-divided": [lambda: pdf(rdf=f"<x>{RDF}{RDF.replace('{}', '')}</x>")],
    "info-differs": [
        lambda: pdf(info={"Title": "Another book", "Author": "A. Writer"}),
        lambda: pdf(info={"Title": "A short book", "Author": "B. Reader"}),
    ],
    "marked-contradicts": [
        lambda: pdf(
            properties=PROPERTIES.replace("(c)", "©") + "<xmpRights:Marked>False</xmpRights:Marked>"
        ),
        lambda: pdf(properties=PROPERTIES + "<xmpRights:Marked>yes</xmpRights:Marked>"),
    ],
    "locked": [lambda: pdf(allow=pikepdf.Permissions(extract=False))],
    "untagged": [lambda: pdf(tagged=False)],
    "page-wordless": [
        lambda: pdf(
            lines=(), drawing=b"q 200 0 0 300 20 20 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x00 EI Q"
        )
    ],
    "holder-unseen": [
        lambda: pdf(
            properties=PROPERTIES
            + "<xmpRights:Owner><rdf:Bag><rdf:li>Some House</rdf:li></rdf:Bag></xmpRights:Owner>"
        )
    ],
    "source-absent": [
        lambda: pdf(
            properties=without(PROPERTIES, "<dc:source>https://example.org/a</dc:source>"),
            lines=("A short book", "By A. Writer", "Some words in English.", "(c) 2024 A. Writer"),
        )
    ],
    "licence-differs": [
        lambda: pdf(
            properties=PROPERTIES
            + "<cc:license>https://creativecommons.org/licenses/by-nd/4.0/</cc:license>",
            lines=(
                "A short book",
                "By A. Writer",
                "(c) 2024 A. Writer",
                "This text is licensed under CC BY 4.0.",
                "Originally published at https://example.org/a.",
            ),
        )
    ],
    "rights-unsaid": [
        lambda: pdf(
            lines=(
                "A short book",
                "By A. Writer",
                "(c) 2024 A. Writer",
                "(c) 2019 Another House",
                "Originally published at https://example.org/a.",
            )
        )
    ],
}
ALL = [
    (rule, form, made)
    for form, table in (("epub", EPUB), ("pdf", PDF))
    for rule, makers in table.items()
    for made in makers
]


def codes(data: bytes, name: str) -> set[str]:
    return {finding.code for finding in examine(data, name).findings} - {"record-absent"}


@pytest.mark.parametrize("data", [epub(), pdf(), epub(language="en-GB")])
def test_a_sound_file_of_another_tool_has_no_finding(data: bytes) -> None:
    assert codes(data, "sound") == set()


@pytest.mark.parametrize(
    ("rule", "form", "made"),
    ALL,
    ids=[f"{rule}-{form}-{number}" for number, (rule, form, _) in enumerate(ALL)],
)
def test_each_fault_is_found_by_its_rule(rule: str, form: str, made: Callable[[], bytes]) -> None:
    assert rule in codes(made(), f"faulty.{form}")


def test_every_rule_for_any_file_has_a_case() -> None:
    asked = {rule.id for rule in all_rules().values() if rule.family in {"file", "page"}} - {
        "unreadable"
    }
    assert asked == EPUB.keys() | PDF.keys()


PROSE = (
    "A text may be licensed by its author; nobody licenses a photo under CC BY-SA 2.0 by accident.",
    "She was first published in 1998, and the virus first appeared in a market.",
    (
        "What “all licences” ask for is written in them; CC BY is the shortest of the six that"
        " lawyers read in a long week of reading."
    ),
    "The study was led by a university, and it was published under the eyes of the whole faculty.",
    "He wrote a book about copyright law and its history.",
    (
        "A text published under CC BY may be sold. A text published under CC BY-NC may be given"
        " away, and nobody may charge for it."
    ),
    "If this article were licensed under CC BY-ND 4.0, nobody could print half of it.",
    (
        "Imagine a newsletter whose every page is licensed under CC BY-SA 4.0 and whose pictures"
        " are not."
    ),
    (
        "Most journals of the field are released under CC BY 4.0; the older ones reserve"
        " everything, as was usual."
    ),
    "Works under CC BY-NC-ND 4.0 are shared more often than they are read.",
    (
        "At the foot one writes “This work is licensed under CC BY 4.0,"
        " https://creativecommons.org/licenses/by/4.0/.” and nothing else."
    ),
    (
        "The phrase “All rights reserved” says less than people think, for a right that is not"
        " reserved is not lost either."
    ),
    "Nobody has to write all rights reserved under a poem, and most poets do it.",
    "A line such as © 2019 Another House names the year of the first printing and then the holder.",
    "The year in “© 2021 Some House” is that of the first publication.",
    (
        "CC0 1.0 gives up what can be given up; CC BY 4.0 keeps the name; CC BY-SA 4.0 keeps the"
        " terms as well."
    ),
    "The difference between CC BY 3.0 and CC BY 4.0 is small for readers and large for databases.",
    (
        "When a page is distributed under a Creative Commons licence, its reader wants to know"
        " which of the six it is."
    ),
    (
        "The museum released its catalogue under CC0, and the catalogue of the library is available"
        " under CC BY-NC-SA 4.0."
    ),
    "They chose a Creative Commons license in 2009 and have been asked about it ever since.",
    "Wer einen Text unter CC BY-NC veröffentlicht, will nicht, dass ein anderer ihn verkauft.",
    "Un texte publié sous licence CC BY-ND peut être copié, pas traduit.",
    (
        "Our neighbours publish everything under CC BY-SA 4.0, which made us think about it for a"
        " while."
    ),
    (
        "Licences are contracts in some countries and permissions in others, and CC BY 4.0 was"
        " written for both."
    ),
    "What CC BY-ND leaves you",
    "She asked whether the material was available under CC BY 4.0, and nobody knew.",
)
GRANTED = (
    (
        "This work is licensed under a Creative Commons Attribution-NonCommercial 4.0 International"
        " License."
    ),
    "Licensed under CC BY-NC 4.0.",
    "License: CC BY-NC 4.0",
    "CC BY-NC 4.0",
    "© 2024 A. Writer. Licensed under CC BY-NC 4.0.",
    "Except where otherwise noted, content on this site is licensed under a CC BY-NC 4.0 license.",
    (
        "Unless stated otherwise, this book is available under CC BY-NC 4.0; you may copy it if you"
        " name us."
    ),
    "All text of this magazine is published under CC BY-NC 4.0.",
    "Dieser Text steht unter der Lizenz CC BY-NC 4.0.",
    "Cet article est publié sous licence CC BY-NC 4.0.",
    "Este artículo se publica bajo licencia CC BY-NC 4.0.",
    "This article is republished from a journal under CC BY-NC 4.0.",
    "The words end here. This article is available under CC BY-NC 4.0.",
)


@pytest.mark.parametrize("words", PROSE)
def test_a_page_that_discusses_licences_is_not_taken_for_one_that_is_licensed(words: str) -> None:
    assert codes(epub(body=f"{BODY}<p>{words}</p>"), "prose.epub") == set()
    plain = (
        words.replace("“", "'")
        .replace("”", "'")
        .replace("é", "e")
        .replace("©", "(c)")
        .replace("ê", "e")
    )
    wrapped = [" ".join(plain.split()[at : at + 11]) for at in range(0, len(plain.split()), 11)]
    assert codes(pdf(lines=(*LINES, *wrapped)), "prose.pdf") == set()


@pytest.mark.parametrize(
    "metadata",
    [
        (
            '<dc:contributor xmlns:opf="http://www.idpf.org/2007/opf" opf:role="bkp">A program'
            " (7.1)</dc:contributor>"
        ),
        (
            '<dc:contributor id="made">A program</dc:contributor><meta refines="#made"'
            ' property="role">bkp</meta>'
        ),
    ],
)
def test_the_program_that_made_a_file_is_nobody_a_page_has_to_name(metadata: str) -> None:
    assert codes(epub(metadata=METADATA + metadata), "made.epub") == set()


@pytest.mark.parametrize("words", GRANTED)
def test_a_page_that_says_its_own_licence_is_understood(words: str) -> None:
    other = METADATA.replace("licenses/by/4.0/", "licenses/by-sa/4.0/")
    assert "licence-differs" in codes(
        epub(metadata=other, body=instead(BODY, LICENCE, f"<p>{words}</p>")), "granted.epub"
    )


@pytest.mark.parametrize(
    "words",
    [
        "All rights reserved.",
        "© 2024 A. Writer. All rights reserved.",
        "© 2024 A. Writer – all rights reserved",
        "Alle Rechte vorbehalten",
        "Some words. All rights reserved. More words.",
    ],
)
def test_a_page_that_reserves_its_rights_is_understood(words: str) -> None:
    assert "licence-and-reserved" in codes(epub(body=f"{BODY}<p>{words}</p>"), "reserved.epub")


def test_a_file_that_reserves_nothing_and_grants_nothing_is_told_what_cannot_be_known() -> None:
    report = examine(epub(), "book.epub")
    assert report.mode == "none"
    assert any("no file shows that" in line for line in report.unjudged)
    assert any("lost before" in line for line in report.unjudged)
    assert json.dumps(report.plain())
