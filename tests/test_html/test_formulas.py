"""Formulas of a page are printed once, as MathML where they are understood."""

import pytest

from publisher.model.body import CodeText, Formula, inlines, plain_text
from publisher.readers.html import read
from publisher.readers.source import SourceText
from publisher.readers.tex import formula_of, split_formulas

PROSE = (
    "<p>The bridge was closed on Monday, and nobody in the valley could say when it would open"
    " again.</p>"
)
MATH = "<math><msub><mi>k</mi><mn>1</mn></msub></math>"
WITH_TEX = (
    "<math><semantics><mrow><msub><mi>k</mi><mn>1</mn></msub></mrow>"
    '<annotation encoding="application/x-tex">{\\displaystyle k_{1}}</annotation></semantics></math>'
)
DRAWN = '<span class="mi">k</span><sub>1</sub>'
LOADS = '<script src="https://cdn.example.org/mathjax/tex-mml.js"></script>'


def body_of(markup: str, head: str = ""):
    page = f"<html><head><title>T</title>{head}</head><body><article>{PROSE}{markup}"
    return read(SourceText.of("page.html", f"{page}</article></body></html>".encode())).article.body


def formulas_in(markup: str, head: str = ""):
    body = body_of(markup, head)
    said = plain_text(body[1:])
    return said, [one for one in inlines(body) if isinstance(one, Formula)]


@pytest.mark.parametrize(
    "markup",
    [
        MATH,
        WITH_TEX,
        (
            f'<span class="mwe-math-element"><span style="display: none;">{WITH_TEX}</span>'
            '<img src="https://wiki.example.org/9f" alt="{\\displaystyle k_{1}}"></span>'
        ),
        (
            '<span class="mwe-math-element"><img src="https://wiki.example.org/9f"'
            ' alt="{\\displaystyle k_{1}}"></span>'
        ),
        (
            f'<span class="katex"><span class="katex-mathml">{WITH_TEX}</span>'
            f'<span class="katex-html" aria-hidden="true">{DRAWN}</span></span>'
        ),
        (
            f'<mjx-container class="MathJax"><mjx-math aria-hidden="true">{DRAWN}</mjx-math>'
            f"<mjx-assistive-mml>{MATH}</mjx-assistive-mml></mjx-container>"
        ),
        (
            f'<span class="MathJax_Preview"></span><span class="MathJax">{DRAWN}</span>'
            '<script type="math/tex">k_1</script>'
        ),
        f'<span class="MathJax_SVG" data-mathml="{MATH.replace("<", "&lt;")}">{DRAWN}</span>',
        (
            f'<span class="MathJax_CHTML">{DRAWN}<span class="MJX_Assistive_MathML">{MATH}</span></span>'
            '<script type="math/tex">k_1</script>'
        ),
        f'<span class="MathJax">{DRAWN}</span><script type="math/mml">{MATH}</script>',
        '<img class="latex" src="https://tex.example.org/1" alt="k_1">',
        r"\(k_1\)",
    ],
)
def test_a_formula_is_printed_once(markup):
    said, found = formulas_in(f"<p>The slope {markup} is small.</p>")
    assert said == "The slope k1 is small."
    (formula,) = found
    assert "<msub>" in formula.mathml


@pytest.mark.parametrize(
    "markup",
    [
        r"<p>Hence \[k_1\]</p>",
        "<p>Hence $$k_1$$</p>",
        (
            f'<p>Hence</p><div class="MathJax_Display"><span class="MathJax">{DRAWN}</span></div>'
            '<script type="math/tex; mode=display">k_1</script>'
        ),
        f'<p>Hence <span class="katex-display"><span class="katex">{WITH_TEX}</span></span></p>',
        f'<div class="mwe-math-element mwe-math-element-block">{MATH}</div>',
    ],
)
def test_a_formula_set_apart_stays_so(markup):
    _, (formula,) = formulas_in(markup, LOADS)
    assert 'display="block"' in formula.mathml


def test_dollars_are_formulas_only_where_the_page_sets_tex():
    markup = "<p>It costs $5 or $k_1$ and $x + y$ later, then $6.</p>"
    assert formulas_in(markup)[0] == "It costs $5 or $k_1$ and $x + y$ later, then $6."
    said, found = formulas_in(markup, LOADS)
    assert said == "It costs $5 or k1 and x + y later, then $6."
    assert len(found) == 2


@pytest.mark.parametrize(
    "tex", [r"\unknown{x}", "{", r"\ce{H2O}", "a & b", "", "{" * 100 + "}" * 100]
)
def test_what_is_not_understood_stays_tex(tex):
    assert formula_of(tex) is None


def test_tex_that_is_not_understood_is_printed_once_as_it_stands():
    body = body_of(r'<p>Thus <script type="math/tex">\unknown{x}</script>.</p>')
    assert [one.text for one in inlines(body) if isinstance(one, CodeText)] == [r"\unknown{x}"]


@pytest.mark.parametrize(
    "text", [r"a \(b", "$5 and $6", "$ a $", r"\$a$ b$", "C:\\(old)\\[x]", "no signs"]
)
def test_words_with_signs_of_tex_stay_words(text):
    assert (
        "".join(one for one in split_formulas(text, dollars=True) if isinstance(one, str)) == text
    )


def test_rows_are_not_numbered_by_the_converter():
    formula = formula_of(r"\begin{align} a &= b \label{e} \\ c &= d \end{align}", display=True)
    assert formula is not None
    assert "(1)" not in formula.words


def test_a_table_with_tex_in_a_cell_stays_a_table():
    body = body_of(r"<table><tr><th>n<th>f<tr><td>1<td>\(k_1\)</table>")
    assert [block.kind for block in body] == ["paragraph", "table"]
