"""Which declaration wins: every way to write, place and apply a style sheet, and what a later one undoes."""

import base64
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.errors import EvidenceError
from publisher.rendering.theme import load_theme
from tests.test_verify.sheets import read

RULE = ".owed { display: none }"
OWN = load_theme("book").for_readers()

PLACES = {
    "bare": "{rule}",
    "media": "@media print {{ {rule} }}",
    "media in media": "@media screen {{ @media (min-width: 1px) {{ {rule} }} }}",
    "upper case": "@MEDIA ALL {{ {rule} }}",
    "supports": "@supports (display: grid) {{ {rule} }}",
    "container": "@container (min-width: 1px) {{ {rule} }}",
    "layer": "@layer a {{ {rule} }}",
    "layer without a name": "@layer {{ {rule} }}",
    "scope": "@scope (.outer) {{ {rule} }}",
    "nested": ".outer {{ {rule} }}",
    "nested with a mark": ".outer {{ & {rule} }}",
    "nested twice": "body {{ section {{ color: #333; {rule} }} }}",
    "nested in media": ".outer {{ @media all {{ {rule} }} }}",
    "behind a bad rule": "p {{ color: }} !x {{ }} @what ever; {rule}",
    "behind a comment": "/* .owed {{ }} */ {rule} /* } */",
    "in old marks": "<!-- {rule} -->",
    "unclosed": "@media all {{ {rule}",
}
SPELLINGS = (
    "display: none",
    "DISPLAY:NONE",
    "display : none ;;",
    "d\\69splay: none",
    "display: n\\6f ne",
    "display/**/:/* a */none/* b */",
    "display: none!important",
    "display: none ! important",
    "display: none ! IMPORTANT",
    "color: #333; display: none; margin: 0",
    "display: block; display: none",
    "display: var(--nowhere, none)",
    "--a: none; --b: var(--a); display: var(--b)",
    "\tdisplay\t:\tnone\t",
    "display:\r\nnone",
    "; display: none",
    "bad; display: none",
    "color: rgb(; display: block",
)
SELECTORS = (
    ".owed",
    ".zz, .owed",
    "div.notice.owed",
    "#n1",
    "[class~=owed]",
    "[class*='OWE' i]",
    ":is(.owed, .zz)",
    ":where(#n1)",
    ".outer:has(.owed) .owed",
    "div:not(.zz)",
    ".outer > :first-child",
    "section div:nth-child(odd)",
    "div:not(:hover)",
    ".owed:target",
    ".owed:dir(ltr)",
    ".o\\77 ed",
    "*|div",
    "body *",
    ":root .owed",
    ":lang(en) .owed",
)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("where", ["start", "middle", "end"])
def test_a_rule_hides_wherever_it_stands(place: str, where: str) -> None:
    css = PLACES[place].replace("{{", "{").replace("}}", "}").replace("{rule}", RULE)
    where = "end" if place == "unclosed" else where  # what follows would stand in it
    middle = OWN.index("\n.credit {")
    whole = {
        "start": f"{css}\n{OWN}",
        "middle": f"{OWN[:middle]}\n{css}\n{OWN[middle:]}",
        "end": f"{OWN}\n{css}",
    }[where]
    assert read(whole).is_hidden


@pytest.mark.parametrize("spelling", SPELLINGS[:-1])
def test_a_declaration_hides_however_it_is_spelt(spelling: str) -> None:
    assert read(f".owed {{ {spelling} }}").is_hidden
    quoted = spelling.replace('"', "'").replace("\r\n", " ")
    body = f'<div style="{quoted}"><p>Words that are owed.</p></div>'
    assert read(body=body).is_hidden


def test_what_is_swallowed_by_an_open_bracket_does_not_count() -> None:
    assert not read(".owed { color: rgb(; display: none ) }").is_hidden


@pytest.mark.parametrize("selector", SELECTORS)
def test_a_selector_is_matched_however_it_is_written(selector: str) -> None:
    assert read(f"{selector} {{ display: none }}").is_hidden


def whole_rules(css: str) -> list[str]:
    """The sheet in pieces, none of which ends within a rule: what stands there is no rule."""
    pieces, depth = [""], 0
    for line in css.split("\n"):
        pieces[-1] += f"{line}\n"
        depth += line.count("{") - line.count("}")
        if not depth and line.endswith("}"):
            pieces.append("")
    return pieces


@settings(max_examples=20, deadline=None)
@given(
    place=st.sampled_from(sorted(PLACES)),
    selector=st.sampled_from(SELECTORS),
    spelling=st.sampled_from(SPELLINGS[:-1]),
    position=st.floats(0, 1),
)
def test_place_selector_and_spelling_go_together(
    place: str, selector: str, spelling: str, position: float
) -> None:
    pattern = PLACES[place].replace("{{", "{").replace("}}", "}")
    rules = whole_rules(OWN)
    at = int(position * len(rules)) if place != "unclosed" else len(rules)
    css = pattern.replace("{rule}", f"{selector} {{ {spelling} }}")
    # within a rule a selector reaches what stands in its element
    reaches = place not in {"nested", "nested with a mark", "nested twice", "nested in media"}
    starts_outside = selector.startswith((".outer", "body", ":root", "section", ":lang", "*|"))
    made = read("\n".join((*rules[:at], css, *rules[at:])))
    assert made.is_hidden or (not reaches and starts_outside)


HIDDEN = RULE.encode()
SHEETS = {
    "link": ('<link rel="stylesheet" href="x.css"/>', {"book/x.css": HIDDEN}),
    "link in capitals": ('<link rel="StyleSheet" href="x.css"/>', {"book/x.css": HIDDEN}),
    "link among others": ('<link rel="x stylesheet" href="x.css"/>', {"book/x.css": HIDDEN}),
    "alternate": (
        '<link rel="alternate stylesheet" title="a" href="x.css"/>',
        {"book/x.css": HIDDEN},
    ),
    "print": ('<link rel="stylesheet" media="print" href="x.css"/>', {"book/x.css": HIDDEN}),
    "percent": ('<link rel="stylesheet" href="a%20%78.css"/>', {"book/a x.css": HIDDEN}),
    "other folder": ('<link rel="stylesheet" href="../c/x.css?v=1#a"/>', {"c/x.css": HIDDEN}),
    "from the root": ('<link rel="stylesheet" href="/c/x.css"/>', {"c/x.css": HIDDEN}),
    "base": ('<base href="c/"/><link rel="stylesheet" href="x.css"/>', {"book/c/x.css": HIDDEN}),
    "mark of order": (
        '<link rel="stylesheet" href="x.css"/>',
        {"book/x.css": RULE.encode("utf-8-sig")},
    ),
    "two bytes a letter": (
        '<link rel="stylesheet" href="x.css"/>',
        {"book/x.css": RULE.encode("utf-16")},
    ),
    "latin": (
        '<link rel="stylesheet" href="x.css"/>',
        {"book/x.css": b'@charset "iso-8859-1"; /* \xfc */ ' + HIDDEN},
    ),
    "style": (f"<style>{RULE}</style>", {}),
    "style as data": (f"<style><![CDATA[{RULE}]]></style>", {}),
    "style for print": (f'<style media="print">{RULE}</style>', {}),
    "data": (f'<link rel="stylesheet" href="data:text/css,{quote(RULE)}"/>', {}),
    "data in base64": (
        (
            '<link rel="stylesheet" href="DATA:text/css;charset=utf-8;base64,'
            f'{base64.b64encode(HIDDEN).decode()}"/>'
        ),
        {},
    ),
    "import": ('<style>@import "x.css";</style>', {"book/x.css": HIDDEN}),
    "import by url": ("<style>@IMPORT URL( 'x.css' ) print;</style>", {"book/x.css": HIDDEN}),
    "import in a layer": ("<style>@import 'x.css' layer(a);</style>", {"book/x.css": HIDDEN}),
    "import escaped": ('<style>@\\69mport "\\78.css";</style>', {"book/x.css": HIDDEN}),
    "import of an import": (
        '<style>@import "c/y.css";</style>',
        {"book/c/y.css": b'@import "../x.css" supports(display: grid);', "book/x.css": HIDDEN},
    ),
    "import of data": (f'<style>@import "data:text/css,{quote(RULE)}";</style>', {}),
}


@pytest.mark.parametrize("name", SHEETS)
def test_every_sheet_that_a_reader_applies_counts(name: str) -> None:
    head, more = SHEETS[name]
    assert read(OWN, head=head, more=more).is_hidden


@pytest.mark.parametrize(
    "instruction",
    [
        '<?xml-stylesheet href="x.css"?>',
        "<?xml-stylesheet type='text/css' href='x.css' alternate='yes' title='a'?>",
        f'<?xml-stylesheet href="data:text/css,{quote(RULE)}"?>',
    ],
)
def test_a_sheet_that_an_instruction_names_counts(instruction: str) -> None:
    assert read(before=instruction, more={"book/x.css": HIDDEN}).is_hidden


def test_a_style_in_a_drawing_counts_for_the_page() -> None:
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg"><style>{RULE}</style></svg>'
    body = f"{drawing}<div class='owed'><p>Words that are owed.</p></div>"
    assert read(body=body).is_hidden


def test_sheets_that_import_each_other_end() -> None:
    more = {
        "book/a.css": b'@import "b.css";',
        "book/b.css": b'@import "a.css"; .owed { opacity: 0 }',
    }
    assert read(head='<link rel="stylesheet" href="a.css"/>', more=more).is_hidden


UNDONE = {
    "later": ".owed { display: none } .owed { display: block }",
    "more specific": "div.owed { display: block } .owed { display: none }",
    "important": ".owed { display: block !important } #n1 { display: none }",
    "outside layers": "@layer a { #n1 { display: none } } .owed { display: block }",
    "a later layer": "@layer b, a; @layer a { .owed { display: block } } @layer b { #n1 { display: none } }",
    "an important layer": (
        "@layer a { .owed { display: block !important } } .owed { display: none !important }"
    ),
    "where": ":where(#n1) { display: none } .owed { display: block }",
    "never": "@media not all { .owed { display: none } }",
    "another element": ".zz { & .owed { display: none } }",
    "a comment": "/* .owed { display: none } */",
    "a string": '.zz::after { content: ".owed { display: none }" }',
    "a bad rule": ".owed !! { display: none }",
    "a bad declaration": ".owed { display none }",
    "visible again": ".outer { visibility: hidden } .outer * { visibility: visible }",
    "a hand over it": ".owed:hover { opacity: 0 }",
    "a property that is gone": ".owed { color: #fff; color: #222 }",
    "a known variable": ":root { --d: block } .owed { display: var(--d, none) }",
    "all": ".owed { text-indent: -999em } .owed { all: initial }",
    "inherited anew": ".outer { text-indent: -999em } .owed, .owed p { text-indent: 0 }",
}


@pytest.mark.parametrize("name", UNDONE)
def test_what_another_declaration_undoes_hides_nothing(name: str) -> None:
    made = read(UNDONE[name])
    assert not made.is_told, (made.owed.unseen, made.doubts)


@pytest.mark.parametrize(
    "css",
    [
        "p { color: " + "(" * 2000,
        "p { width: " + "calc(" * 2000 + "1px" + ")" * 2000 + " }",
        "p" + ":not(" * 2000 + "a" + ")" * 2000 + " { color: red }",
    ],
)
def test_brackets_too_deep_to_be_read_are_refused_by_name(css: str) -> None:
    with pytest.raises(EvidenceError, match="nested too deep"):
        read(css)


@pytest.mark.parametrize(
    "css",
    [
        "p { " * 300 + "color: red",
        "a, b, c { & &, & & & { " * 14 + "color: red",
        ":root { " + "".join(f"--a{n}: var(--a{n + 1}) var(--a{n + 1});" for n in range(40)) + "}",
        "p { --a: var(--a); color: var(--a) }",
        "/*" + "x" * 100_000,
        'p { content: "' + "x" * 100_000,
        "@import",
        "@layer",
        "@namespace x",
        "@media",
        "}}}}",
        ":has( { color: red }",
        "[*|a] { color: red }",
        "\0\1\2",
        "p { color: color() }",
    ],
)
def test_no_sheet_ends_in_a_traceback(css: str) -> None:
    assert not read(css).owed.unseen


@settings(max_examples=30, deadline=None)
@given(
    st.text(st.sampled_from("p.{}()[]:;,!@\\/*'\"#-& \n01aedx%"), max_size=60),
    st.binary(max_size=30),
)
def test_any_bytes_are_read(text: str, data: bytes) -> None:
    assert read(text).owed.text
    assert read(data).owed.text


def test_many_selectors_are_no_more_work_than_many_elements() -> None:
    """Work is counted, not time: each element tries only selectors that name it."""
    css = "".join(f".c{n} {{ display: none }} .x{n} .owed {{ opacity: 0 }}" for n in range(1500))
    body = "".join(f'<p class="c{n} owed">Word {n} owed.</p>' for n in range(150))
    made = read(css, body=body)
    assert all(segment.unseen for segment in made.segments if "owed" in segment.text)
