"""The shell completes names of designs, devices, formats and rules."""

import pytest
from click.shell_completion import ShellComplete

from publisher.cli import group


@pytest.mark.parametrize(
    ("typed", "begun", "offered"),
    [
        (["build", "--theme"], "ma", ["magazine"]),
        (["build", "--for"], "kobo,ki", ["kobo,kindle"]),
        (["build", "--format"], "p", ["pdf"]),
        (["preview", "--theme"], "boo", ["book"]),
        (["verify", "--for"], "a", ["a4", "a5", "apple"]),
        (["rules"], "notice-ch", ["notice-changed"]),
        (["themes"], "e", ["e-ink"]),
    ],
)
def test_names_are_offered_where_they_may_stand(
    typed: list[str], begun: str, offered: list[str]
) -> None:
    shell = ShellComplete(group, {}, "publisher", "_PUBLISHER_COMPLETE")
    assert [item.value for item in shell.get_completions(typed, begun)] == offered
