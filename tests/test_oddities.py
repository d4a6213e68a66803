"""Pages and Markdown as odd as the web.

Read without a traceback, no word lost, and what is made of them is valid.
"""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from publisher import build_all
from publisher.batch import Failed, Job
from publisher.build import Order
from publisher.cli.sources import load_all, moment_of, today
from publisher.deliver import deliver
from publisher.errors import PublisherError
from publisher.readers import read
from publisher.rendering.theme import load_theme
from tests.judge import outside
from tests.oddities import Maker
from tests.test_nothing_lost import kept_of_a_page, kept_with_addresses, seen

WORD = re.compile(r"w\d+")
NUMBERS = st.integers(0, 10**9)
BUILT = range(10)


def there(form: str, text: str) -> set[str]:
    """The words that a reading keeps or lists."""
    article = read(f"odd.{form}", text.encode("utf-8", "surrogatepass")).article
    return set(WORD.findall(" ".join((*kept_of_a_page(article), *kept_with_addresses(article)))))


@example(18074388)  # an address that is none, which the page gives as its own
@given(NUMBERS)
def test_every_word_that_an_odd_page_shows_is_kept_or_listed(number):
    text = Maker(number).page()
    assert not set(WORD.findall(seen(text.encode(), "utf-8"))) - there("html", text)


@given(NUMBERS)
def test_every_word_of_odd_markdown_is_kept_or_listed(number):
    made = Maker(number)
    text = made.markdown()
    assert not set(made.words) - there("md", text)


def test_an_edition_of_an_odd_text_is_valid(tmp_path):
    """One question to EPUBCheck about all of them.

    The file's own verifier has judged each before it is delivered.
    """
    for number in BUILT:
        (tmp_path / f"page-{number}.html").write_text(Maker(number).page(), "utf-8")
        (tmp_path / f"text-{number}.md").write_text(Maker(number).markdown(), "utf-8")
    theme, out = load_theme("plain"), tmp_path / "out"
    jobs = [
        Job(
            edition=item.edition,
            order=Order(
                theme=theme, moment=moment_of(item.edition), on=today().date(), formats=("epub",)
            ),
        )
        for item in load_all(sorted(map(str, tmp_path.iterdir())), theme="plain")
        if not isinstance(item, PublisherError)
    ]
    assert len(jobs) == 2 * len(BUILT)
    for job, outcome in zip(jobs, build_all(jobs), strict=True):
        assert not isinstance(outcome, Failed), f"{job.edition.name}: {outcome.error}"
        deliver(outcome, out)
    [batch] = [batch for batch in outside.BATCHES if "EPUBCheck" in batch.names]
    verdicts = list(batch.judge(sorted(out.glob("*.epub"))))
    if all(said.complaints is None for said in verdicts):
        pytest.skip(f"not judged by EPUBCheck: {verdicts[0].why}")
    assert [
        (said.path.name, said.complaints or said.why) for said in verdicts if said.complaints != ()
    ] == []
