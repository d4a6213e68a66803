"""Long lines of code hang their turn-overs; no letter of the code changes."""

import pytest
from lxml import etree

from publisher.writers.pdf.code_lines import hang_long_lines

# of 30 letters a line of 40 has room in every place
LONG = "value = first.method(second, third) + fourth"


def listing(words: str) -> etree._Element:
    section = etree.Element("section")
    code = etree.SubElement(etree.SubElement(section, "pre"), "code")
    code.text = words
    hang_long_lines(section, 40)
    return section


@pytest.mark.parametrize(
    ("words", "spans"),
    [
        (f"one\n{LONG}\n\ntwo\n", [LONG]),
        (f"{LONG}\n{LONG}", [LONG, LONG]),
        (LONG, [LONG]),
        ("short\nlines\n", []),
        (f"{'x' * 30}\nlines", []),
        ("\n".join([LONG] * 61), []),  # so many spans would be slow
    ],
)
def test_each_long_line_is_marked_and_every_letter_stays(words: str, spans: list[str]) -> None:
    section = listing(words)
    assert [span.text for span in section.iter("span")] == spans
    assert "".join(map(str, section.itertext())) == words
    assert (section[0].get("class") == "turned") is bool(spans)


def test_code_that_holds_other_elements_stays_as_it_is() -> None:
    section = etree.fromstring(f"<section><pre><code>{LONG}<em>x</em></code></pre></section>")
    before = etree.tostring(section)
    hang_long_lines(section, 40)
    assert etree.tostring(section) == before
