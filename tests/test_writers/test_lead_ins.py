"""Short paragraphs that announce what follows are told by their form, and stay with it."""

import pytest
from lxml import etree

from publisher.writers.pdf.lead_ins import CLASS, keep_lead_ins

LONG = "<p>A paragraph that says in some words what the keeper of the lock wrote down.</p>"


def led(*blocks: str) -> list[bool]:
    text = etree.fromstring(f"<div>{''.join(blocks)}</div>")
    keep_lead_ins(text)
    return [CLASS in block.get("class", "").split() for block in text]


@pytest.mark.parametrize(
    "lead",
    [
        "<p>Read on here</p>",
        "<p><strong>What the ledger holds</strong></p>",
        "<p>続きを読む</p>",
        "<p>The keeper of the lock, when he was asked about all that, gave two reasons:</p>",
        "<p>(See “The lock”:)</p>",
    ],
)
@pytest.mark.parametrize("after", [LONG, "<ul><li>One</li></ul>", "<figure/>"])
def test_a_few_words_or_a_colon_lead_in_what_follows(lead: str, after: str) -> None:
    assert led(lead, after) == [True, False]


@pytest.mark.parametrize(
    "block",
    [
        "<p>He said so.</p>",
        "<p>“Who goes there?”</p>",
        "<p>終わりました。</p>",
        "<p>Words without an end that go on for longer than any heading would go on</p>",
        "<p><img/></p>",
    ],
)
def test_sentences_and_longer_paragraphs_lead_in_nothing(block: str) -> None:
    assert led(block, LONG + LONG) == [False, False, False]


def test_the_last_words_and_those_before_a_rule_lead_in_nothing() -> None:
    assert led(LONG, "<p>2 shares</p>") == [False, False]
    assert led("<p>The end</p>", "<hr/>", "<p class='rule'>* * *</p>") == [False, False, False]


def test_of_a_row_of_short_lines_no_more_than_two_stand_together() -> None:
    row = [f"<p>{'word ' * number}</p>" for number in range(1, 7)]
    assert led(*row) == [True, False, True, False, True, False]
