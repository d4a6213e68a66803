"""What leaves words readable, what does not, and what nobody can tell: declaration by declaration."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.verify.judge import examine
from tests.test_verify import foreign
from tests.test_verify.sheets import read

HARMLESS = (
    "color: #333",
    "color: #767676",
    "color: navy",
    "color: rgb(60 60 60 / 90%)",
    "color: hsl(210, 20%, 30%)",
    "color: oklch(40% 0.1 250)",
    "color: currentColor",
    "color: inherit",
    "color: var(--ink, #222)",
    "background: #f5f5f5",
    "background: none",
    "background: transparent",
    "background-color: #1b1b1b; color: #ddd",
    "font-size: 80%",
    "font-size: x-small",
    "font-size: 9pt",
    "font-size: clamp(0.7rem, 2vw, 1rem)",
    "font: italic 0.9em/1.4 Georgia, serif",
    "font-family: 'Times New Roman', serif",
    "font-variant: small-caps",
    "font-variant-caps: all-small-caps",
    "font-feature-settings: 'smcp'",
    "font-weight: 300; font-style: italic",
    "text-transform: uppercase; letter-spacing: 0.08em",
    "line-height: 1.2",
    "line-height: 16px",
    "text-indent: -1.5em; padding-left: 1.5em",
    "text-align: justify; text-align-last: left",
    "text-decoration: underline dotted 1px",
    "border-left: 2px solid #999; padding-left: 1em",
    "border-radius: 6px; box-shadow: 0 1px 3px rgba(0, 0, 0, 0.2)",
    "margin: 1em 2em",
    "margin: 2em auto",
    "margin-top: -0.5em",
    "margin-inline: 1.5em 0",
    "width: 80%; max-width: 40em",
    "height: auto; min-height: 2em",
    "display: block",
    "display: flow-root",
    "display: flex; flex-wrap: wrap; gap: 1em",
    "display: grid; grid-template-columns: 1fr 2fr",
    "display: contents",
    "display: table-cell",
    "float: left",
    "float: footnote",
    "clear: both",
    "overflow: hidden",
    "overflow-wrap: anywhere",
    "hyphens: auto; -webkit-hyphens: auto; -epub-hyphens: auto; adobe-hyphenate: auto",
    "orphans: 2; widows: 2",
    "page-break-inside: avoid; break-inside: avoid",
    "page-break-before: always",
    "columns: 2; column-gap: 1em; column-rule: 1px solid",
    "column-count: 3",
    "white-space: pre-wrap; tab-size: 4",
    "direction: rtl",
    "writing-mode: vertical-rl",
    "opacity: 0.9",
    "visibility: visible",
    "position: relative; top: 0.2em",
    "z-index: 1",
    "transform: none",
    "transform: rotate(2deg)",
    "filter: grayscale(1)",
    "transition: color 0.2s",
    "speak: none",
    "user-select: none",
    "list-style: none",
    "counter-reset: a; counter-increment: b 2",
    "quotes: '«' '»'",
    "vertical-align: super",
    "all: unset",
    "clip-path: none; mask: none; clip: auto",
    "animation: none",
    "-webkit-text-size-adjust: 100%",
    "text-rendering: optimizeLegibility",
    "oeb-column-number: 1",
    "page: chapter; string-set: none",
    "initial-letter: 2",
)
HIDING = (
    "display: none",
    "visibility: collapse",
    "opacity: 0.04",
    "opacity: 0%",
    "font-size: 0",
    "font-size: calc(1em * 0.01)",
    "font-size: 0.1vw",
    "font: 1px/1 serif",
    "color: #fefefe",
    "color: transparent",
    "color: hsl(0 0% 98%)",
    "color: lab(99% 0 0)",
    "color: oklch(99% 0 0)",
    "color: color(srgb 1 1 1)",
    "color: rgb(0 0 0 / 3%)",
    "color: Canvas",
    "background: #111; color: #222",
    "background: black",
    "-webkit-text-fill-color: white",
    "height: 0; overflow: hidden",
    "block-size: 0; overflow: clip",
    "width: 0; overflow: hidden",
    "position: absolute; left: -9999px",
    "position: relative; left: 200%",
    "position: fixed; inset-inline-start: 5000px",
    "margin-left: -100em",
    "margin-inline-start: 100%",
    "text-indent: -999em",
    "padding-left: 100vw",
    "clip-path: inset(50%)",
    "clip-path: polygon(0 0, 0 0, 0 0)",
    "position: absolute; clip: rect(0, 0, 0, 0)",
    "transform: scaleX(0)",
    "transform: translate(0, -200vh)",
    "transform: rotateY(90deg)",
    "scale: 0",
    "translate: -9999px",
    "zoom: 0.01",
    "filter: blur(20px)",
    "content-visibility: hidden",
    "line-height: 0",
    "letter-spacing: -1em",
    "-webkit-text-security: disc",
    "display: table-column",
    "text-decoration: underline line-through",
)
DOUBTFUL = (
    "color: color-mix(in srgb, white, black)",
    "color: rgb(from white r g b)",
    "background: url(grey.png)",
    "mask: linear-gradient(transparent, transparent)",
    "mix-blend-mode: screen",
    "animation: hide 1s forwards",
    "position: fixed; top: 0",
    "position: relative; z-index: -1",
    "font-family: Wingdings",
    "unicode-bidi: bidi-override; direction: rtl",
    "line-clamp: 1",
    "clip-path: url(#a)",
    "offset-path: path('M 9 9')",
    "text-combine-upright: all",
    "color: #c4c4c4",
    "font-size: 5px",
    "no-such-property: 1",
    "display: no-such-value",
    "font-size: 12",
    "white-space: nowrap",
    "max-height: 3em; overflow: hidden",
    "margin-bottom: -40em",
    "content: 'Something else'",
    "color: var(--nowhere)",
)
AROUND = (
    "{}",
    "@media all {{ {} }}",
    "@layer a {{ {} }}",
    "body {{ & {} }}",
    "@supports (color: red) {{ {} }}",
)
spelt = st.sampled_from((str, str.upper, lambda one: one.replace(":", " /* a */ :")))


@pytest.mark.parametrize("declarations", HARMLESS)
def test_what_leaves_words_readable_is_clean(declarations: str) -> None:
    made = read(f".owed {{ {declarations} }}")
    assert not made.is_told, (made.owed.unseen, made.doubts)
    quoted = declarations.replace('"', "'")
    made = read(body=f'<div style="{quoted}"><p>Words that are owed.</p></div>')
    assert not made.is_told, (made.owed.unseen, made.doubts)


@pytest.mark.parametrize("declarations", HIDING)
def test_what_hides_words_is_told_with_its_line(declarations: str) -> None:
    made = read(f"p {{ margin: 0 }}\n\n.owed {{ {declarations} }}")
    assert made.is_hidden
    assert made.owed.struck or "book/css/own.css:3 says " in made.owed.unseen
    assert read(body=f'<div style="{declarations}"><p>Words that are owed.</p></div>').is_hidden


@pytest.mark.parametrize("declarations", DOUBTFUL)
def test_what_nobody_can_tell_is_doubtful_with_its_line(declarations: str) -> None:
    made = read(f"p {{ margin: 0 }}\n.owed {{ {declarations} }}")
    assert not made.is_hidden
    assert [one.kind for one in made.doubts][:1] == ["doubtful"]
    assert made.doubts[0].message.startswith("book/css/own.css:2 says ")


@settings(max_examples=40, deadline=None)
@given(
    hides=st.booleans(),
    which=st.integers(0, 10_000),
    around=st.sampled_from(AROUND),
    above=st.sampled_from((".owed", ".outer", "html", ".owed p")),
    spelling=spelt,
)
def test_it_matters_neither_where_a_rule_stands_nor_on_which_element_around(
    hides: bool,
    which: int,
    around: str,
    above: str,
    spelling,
) -> None:
    choice = HIDING if hides else HARMLESS
    declarations = choice[which % len(choice)]
    if above == "html" and around.startswith("body"):
        above = ".outer"
    if "background" in declarations and above != ".owed":
        return  # what stands in it may have a ground of its own
    names = "--" not in declarations
    text = spelling(declarations) if names and "'" not in declarations else declarations
    made = read(around.format(f"{above} {{ {text} }}"))
    assert made.is_told is hides, (text, made.owed.unseen, made.doubts)


@pytest.mark.parametrize(
    "css",
    [
        ".outer { font-size: 20% } .owed { font-size: 0.9em }",
        "* { font-size: 0.5em }",
        ".outer { opacity: 0.3 } .owed { opacity: 0.3 }",
        ".outer { color: #fff }",
        ".outer { background: #000 }",
        "html { --c: #fff } .owed { color: var(--c) }",
        ".outer { visibility: hidden }",
        ".owed p::first-line { font-size: 0 }",
        ".owed p::first-letter { color: transparent }",
        "@property --z { syntax: '*'; inherits: true; initial-value: none } .owed { display: var(--z) }",
    ],
)
def test_what_is_inherited_or_computed_counts(css: str) -> None:
    assert read(css).is_hidden


@pytest.mark.parametrize(
    "css",
    [
        ".owed::after { content: 'The notice above is void.' }",
        ".owed p::before { content: 'It is untrue that ' }",
        ".owed::before { content: attr(id) }",
        ".owed::after { content: url(words.png) }",
        ":root { --t: 'Void' } .owed::after { content: var(--t) }",
        ".owed p::before { content: open-quote } .owed { quotes: 'Untrue: ' '' }",
        ".owed { display: list-item; list-style-type: 'Void: ' }",
        "@counter-style v { system: cyclic; symbols: 'Not valid' } .owed { list-style: v }",
        "@page { @bottom-center { content: 'All rights waived' } }",
        ".other::after { content: 'Void' }",
    ],
)
def test_words_that_a_sheet_adds_are_told(css: str) -> None:
    assert [one.kind for one in read(css).doubts] == ["adds"]


@pytest.mark.parametrize(
    "css",
    [
        ".owed::after { content: ' · ' }",
        ".owed::before { content: open-quote } .owed::after { content: close-quote }",
        ".owed { counter-increment: n } .owed::before { content: counter(n) '. ' }",
        ".owed::after { content: ''; display: table; clear: both }",
        ".owed::after { content: none }",
        ".owed::after { content: 'Void'; display: none }",
        "ul { list-style-type: '•\\2002' }",
        "@page { @bottom-center { content: counter(page) } }",
        ".owed p::first-letter { font-size: 3em; float: left; line-height: 0.8 }",
    ],
)
def test_marks_and_numbers_are_no_words(css: str) -> None:
    assert not read(css).is_told


@pytest.mark.parametrize(
    "body",
    [
        "<dialog>{}</dialog>",
        "<details>{}</details>",
        "<noscript>{}</noscript>",
        "<datalist>{}</datalist>",
        "<select><option>{}</option></select>",
        "<audio>{}</audio>",
        "<video>{}</video>",
        "<canvas>{}</canvas>",
        "<object>{}</object>",
        "<textarea>{}</textarea>",
        "<ruby>a<rp>{}</rp></ruby>",
        "<del>{}</del>",
        "<div hidden='until-found'>{}</div>",
        "<div popover=''>{}</div>",
        "<font color='#FFFFFF'>{}</font>",
        "<table><tr><td bgcolor='000000'>{}</td></tr></table>",
        "<svg xmlns='http://www.w3.org/2000/svg'><defs><text>{}</text></defs></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><title>{}</title></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><text fill='#fff'>{}</text></svg>",
        (
            "<svg xmlns='http://www.w3.org/2000/svg' width='0' height='0'"
            " style='overflow: hidden'><text>{}</text></svg>"
        ),
    ],
)
def test_an_element_that_shows_nothing_hides_what_stands_in_it(body: str) -> None:
    assert read(body=body.format("Words that are owed.")).is_hidden


@pytest.mark.parametrize(
    "body",
    [
        "<details open=''><summary>More</summary><p>{}</p></details>",
        "<details><summary>{}</summary><p>More.</p></details>",
        "<dialog open=''>{}</dialog>",
        "<div inert=''>{}</div>",
        "<div aria-hidden='true'>{}</div>",
        "<font color='navy' size='2' face='Georgia'>{}</font>",
        "<table width='100%'><tr><td width='5%' bgcolor='#eeeeee'>{}</td></tr></table>",
        "<ruby>{}<rt>a</rt></ruby>",
        "<svg xmlns='http://www.w3.org/2000/svg'><text fill='#333'>{}</text></svg>",
    ],
)
def test_an_element_that_shows_its_words_hides_nothing(body: str) -> None:
    made = read(body=body.format("Words that are owed."))
    assert not made.is_told, (made.owed.unseen, made.doubts)


@pytest.mark.parametrize(
    "body",
    [
        "<div style='position: fixed; top: 0; background: #fff'></div>",
        "<img src='a.png' alt='' style='position: absolute; width: 100%'/>",
        "<img src='a.png' alt='' style='margin-top: -30em'/>",
        "<iframe src='a.xhtml' style='position: absolute'></iframe>",
        "<table><col style='visibility: collapse'/><tr><td>Words.</td></tr></table>",
        "<p><bdo dir='rtl'>Words.</bdo></p>",
        "<p><input value='Void'/></p>",
    ],
)
def test_what_may_lie_over_words_is_told_though_it_has_none(body: str) -> None:
    assert read(body=f"<p>Words that are owed.</p>{body}").doubts


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<script>go()</script>", "script"),
        ("<p onclick='go()'>a</p>", "script"),
        ("<a href=' java\nscript:go()'>a</a>", "script"),
        ("<iframe src='a.xhtml'></iframe>", "script"),
        (
            (
                "<svg xmlns='http://www.w3.org/2000/svg'><defs><text id='u'>a</text></defs>"
                "<use href='#u'/></svg>"
            ),
            "script",
        ),
        ("<p>a <b>b</p>", "broken"),
        ("<p>a&nbsp;b</p>", "broken"),
        ("<p>a & b</p>", "broken"),
    ],
)
def test_a_page_that_does_something_or_breaks_off_is_told(body: str, kind: str) -> None:
    made = read(body=f"<p>Words that are owed.</p>{body}<p>Behind it.</p>")
    assert kind in {one.kind for one in made.doubts}
    behind = [one for one in made.segments if "Behind" in one.text]
    assert bool(behind) is (kind == "script")


@pytest.mark.parametrize(
    ("doctype", "words"),
    [
        (
            (
                '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN"'
                ' "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">'
            ),
            "Words&#160;that are owed &copy; &lsquo;a&rsquo;.",
        ),
        ('<!DOCTYPE html [<!ENTITY copy "©"><!ENTITY lsquo "‘"><!ENTITY rsquo "’">]>', None),
        ("", "Words&#160;that are <![CDATA[owed]]><?a b?> ©<!-- a --> ‘a’."),
    ],
)
def test_entities_sections_and_instructions_are_read_as_words(
    doctype: str, words: str | None
) -> None:
    words = words or "Words&#160;that are owed &copy; &lsquo;a&rsquo;."
    made = read(body=f"<p>{words}</p>", before=doctype)
    assert made.owed.text == "Words\u00a0that are owed © ‘a’."
    assert not made.is_told


SHEETS_OF_OTHERS = {
    "pandoc": (
        "body { margin: 5%; text-align: justify; font-size: medium }"
        " code { font-family: monospace; hyphens: manual } h1, h2 { text-align: left }"
        " nav#toc ol, nav#landmarks ol { padding: 0; margin-left: 1em }"
        " nav#toc ol li { list-style-type: none; margin: 0; padding: 0 }"
        " a.footnote-ref { vertical-align: super } em, em em em { font-style: italic }"
        " q { quotes: '“' '”' '‘' '’' } @media screen { .sourceCode { overflow: visible } }"
        " .hanging-indent div.csl-entry { margin-left: 2em; text-indent: -2em }"
    ),
    "calibre": (
        "@page { margin-bottom: 5pt; margin-top: 5pt }"
        " .calibre { display: block; font-size: 1em; padding-left: 0; margin: 0 5pt }"
        " .calibre1 { display: block; line-height: 1.2; margin: 1em 0; text-indent: 1.5em }"
        " .calibre2 { font-size: 0.75em; line-height: normal; vertical-align: super }"
    ),
    "print house": (
        "p.tx { text-indent: 1.2em; margin: 0; widows: 1; orphans: 1; -epub-hyphens: auto }"
        " span.sc { font-variant: small-caps; -webkit-font-feature-settings: 'smcp' }"
        " sup { font-size: 0.7em; line-height: 0; position: relative; top: -0.4em }"
        " h1 { page-break-before: always; -webkit-column-break-after: avoid; oeb-column-number: 1 }"
        " p.first::first-letter { float: left; font-size: 3.4em; line-height: 0.85 }"
        " .nodisplay { display: none } blockquote { margin: 1em 10% }"
        " @media amzn-kf8 { p { color: #222 } } @font-face { font-family: A; src: url(a.otf) }"
        " body { font-family: A, serif }"
    ),
}


@pytest.mark.parametrize("name", SHEETS_OF_OTHERS)
def test_sheets_of_other_makers_are_no_fault(name: str) -> None:
    report = examine(foreign.epub(css=SHEETS_OF_OTHERS[name]), "other.epub")
    assert not report.count("error"), report.findings
    assert not report.count("warning"), report.findings


def test_one_declaration_is_told_once_however_many_words_it_falls_on() -> None:
    body = foreign.BODY + "<p class='a'>One.</p><p class='a'>Two.</p>" * 50
    report = examine(foreign.epub(body=body, css=".a { mix-blend-mode: screen }"), "other.epub")
    assert [one.code for one in report.findings].count("style-unclear") == 1


def test_an_epub_by_pandoc_is_clean(tmp_path: Path) -> None:
    pypandoc = pytest.importorskip("pypandoc")
    text = (
        "---\ntitle: A book\nauthor: A. Writer\nrights: © 2026 A. Writer\nlang: en\n---\n\n# One\n\n"
        "Words *here*.[^1] `code`, H~2~O.\n\n> quoted\n\n- a\n- b\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
        "\n```python\nx = 1\n```\n\n[^1]: A note.\n"
    )
    out = tmp_path / "book.epub"
    pypandoc.convert_text(text, "epub3", format="markdown", outputfile=str(out))
    report = examine(out.read_bytes(), "book.epub")
    assert not report.count("error"), report.findings
    assert not report.count("warning"), report.findings
