"""What a person who listens hears of a formula set in one line."""

import pytest
from lxml import etree

from publisher.rendering.formulas import in_one_line

MATHML = "http://www.w3.org/1998/Math/MathML"


def described(told: str, inside: str) -> str | None:
    root = etree.fromstring(f'<math xmlns="{MATHML}" alttext="{told}">{inside}</math>')
    return in_one_line(root).get("aria-label")


@pytest.mark.parametrize(
    ("told", "inside", "heard"),
    [
        (r"\frac12", "<mfrac><mn>1</mn><mn>2</mn></mfrac>", r"\frac12"),
        ("x if X is Even", "<mi>x</mi><mtext> if x is even</mtext>", "x if X is Even"),
        ("a rule", "<mi>x</mi><mo>,</mo><mtext>even</mtext>", "a rule; x, even"),
        (r"\alpha", "<mi>αβγδ</mi>", r"\alpha; αβγδ"),
    ],
)
def test_no_word_of_a_formula_is_missing_from_what_is_heard(
    told: str, inside: str, heard: str
) -> None:
    assert described(told, inside) == heard
