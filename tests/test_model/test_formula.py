"""Formulas: one written form, the same words in every format, nothing that acts or hides."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.build import Order, build_edition
from publisher.model.article import Article
from publisher.model.body import CodeText, Formula, Paragraph, Text
from publisher.model.edition import alone
from publisher.model.formula import canonical, words
from publisher.readers import read_article
from publisher.readers.markdown import read
from publisher.readers.source import SourceText
from publisher.rendering.theme import load_theme
from publisher.schema.markdown import write_article
from publisher.schema.normal import normal
from publisher.verify import verify_bytes

ROOTS = (
    "<math><mi>x</mi><mo>=</mo><mfrac><mrow><mo>−</mo><mi>b</mi><mo>±</mo><msqrt><msup><mi>b</mi><mn>2</mn></msup><mo>−</mo><mn>4</mn>"
    "<mi>a</mi><mi>c</mi></msqrt></mrow><mrow><mn>2</mn><mi>a</mi></mrow></mfrac></math>"
)
NOON = datetime.datetime(2026, 11, 25, 12, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("mathml", "line"),
    [
        (ROOTS, "x = (−b ± √(b2 − 4ac))/(2a)"),
        ("<math><mi>sin</mi><mo>&#x2061;</mo><mi>x</mi></math>", "sinx"),
        ("<math><mfenced><mi>a</mi><mi>b</mi></mfenced></math>", "(a, b)"),
        ("<math><mi>x</mi><mtext> if\u00a0</mtext><mi>y</mi><mtext> </mtext></math>", "x if y"),
        ("<math><mroot><mi>x</mi><mn>3</mn></mroot></math>", "3√x"),
        (
            "<math><mmultiscripts><mi>C</mi><mn>6</mn><none/><mprescripts/><none/><mn>14</mn></mmultiscripts></math>",
            "14C6",
        ),
        (
            (
                "<math><mo>(</mo><mfrac"
                " linethickness='0'><mi>n</mi><mi>k</mi></mfrac><mo>)</mo></math>"
            ),
            "(n ¦ k)",
        ),
        (
            "<math><mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>0</mn></mtd></mtr><mtr><mtd><mn>0</mn></mtd><mtd><mn>1</mn></mtd></mtr></mtable></math>",
            "1, 0; 0, 1",
        ),
        (
            (
                "<math><semantics><mi>x</mi><annotation"
                " encoding='application/x-tex'>x</annotation></semantics></math>"
            ),
            "x",
        ),
    ],
)
def test_a_formula_is_read_in_one_line(mathml, line):
    assert words(canonical(mathml)) == line


@pytest.mark.parametrize(
    "mathml",
    [
        "",
        "x",
        "<p/>",
        "<math><mi>x</math>",
        "<math><script>alert(1)</script></math>",
        "<math><mphantom><mi>x</mi></mphantom></math>",
        "<math><maction><mi>x</mi></maction></math>",
        "<math>words</math>",
        "<math><mfrac><mi>x</mi></mfrac></math>",
        "<math><mi><mi>x</mi></mi></math>",
        '<!DOCTYPE m [<!ENTITY e "x">]><math><mi>&e;</mi></math>',
        "<math><!-- x --><mi>x</mi></math>",
        "<math>" + "<mrow>" * 90 + "</mrow>" * 90 + "</math>",
    ],
)
def test_what_is_no_plain_formula_is_refused(mathml):
    with pytest.raises(ValueError, match=r"formula|MathML|holds"):
        Formula(mathml=mathml)


def test_links_colours_and_events_do_not_come_along():
    given_ = (
        '<math href="https://example.org/" onclick="x()" style="display:none" alttext="x^2"><mi'
        ' mathcolor="white" class="a">x</mi></math>'
    )
    assert canonical(given_) == '<math alttext="x^2"><mi>x</mi></math>'


@given(
    st.text(
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"),
        max_size=6,
    )
)
def test_any_words_in_a_formula_survive_markdown(inside):
    from xml.sax.saxutils import escape, quoteattr

    mathml = f"<math alttext={quoteattr(inside)}><mtext>{escape(inside)}</mtext></math>"
    body = (
        Paragraph(
            children=(
                Text(text="a "),
                Formula(mathml=mathml),
                CodeText(text="b"),
                Text(text="{=mathml} c"),
                Formula(mathml=ROOTS),
            )
        ),
    )
    article = Article(title="A", body=body)
    text = write_article(article)
    assert read(SourceText.of("article.md", text.encode())).article == normal(article), text


def test_a_formula_of_a_page_keeps_its_tex_as_its_plain_form(tmp_path):
    page = (
        "<html><head><title>Sums</title></head><body><article><h1>Sums</h1><p>Words before"
        " <math><semantics><msup><mi>x</mi><mn>2</mn></msup><annotation"
        " encoding='application/x-tex'>x^2</annotation></semantics></math> and after it, enough of"
        " them.</p></article></body></html>"
    )
    (tmp_path / "page.html").write_text(page)
    article = read_article(tmp_path / "page.html")
    assert '<math alttext="x^2"><msup><mi>x</mi><mn>2</mn></msup></math>' in write_article(article)


@pytest.mark.slow
def test_both_formats_show_the_formula_word_for_word():
    body = tuple(
        Paragraph(
            children=(Text(text="Words "), Formula(mathml=mathml), Text(text=" and more words."))
        )
        for mathml in (ROOTS, ROOTS.replace("<math>", '<math display="block">'))
    )
    built = build_edition(
        alone(Article(title="Roots", language="en", body=body), name="roots"),
        Order(theme=load_theme(), moment=NOON, on=NOON.date()),
    )
    assert [file.report.findings for file in built.files] == [(), ()]
    assert any("set in one line" in remark for remark in built.files[1].remarks)


def test_a_formula_that_was_changed_is_found():
    edition = alone(
        Article(
            title="Roots",
            language="en",
            body=(Paragraph(children=(Text(text="Words "), Formula(mathml=ROOTS))),),
        ),
        name="roots",
    )
    data = (
        build_edition(
            edition, Order(theme=load_theme(), moment=NOON, on=NOON.date(), formats=("epub",))
        )
        .files[0]
        .data
    )
    assert verify_bytes(data, "roots.epub").ok
    from publisher.rights.notices import ledger

    changed = Formula(mathml=ROOTS.replace("4", "5"))
    other = alone(
        Article(
            title="Roots", language="en", body=(Paragraph(children=(Text(text="Words "), changed)),)
        ),
        name="roots",
    )
    assert {
        finding.code for finding in verify_bytes(data, "roots.epub", ledger(other)).findings
    } & {"text-changed", "text-missing"}
