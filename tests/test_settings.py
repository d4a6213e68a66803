"""The settings of the suite itself: a net that lets everything through would be worse than none."""

import socket
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

OUTSIDE = "192.0.2.1"  # RFC 5737: reserved for documentation, answered by nobody


def test_no_test_can_reach_the_network() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as outside,
        pytest.raises(pytest.fail.Exception, match=OUTSIDE),
    ):
        outside.connect((OUTSIDE, 9))
    with pytest.raises(pytest.fail.Exception, match=r"example\.org"):
        socket.getaddrinfo("example.org", 80)


def test_a_test_may_speak_to_its_own_machine() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as caller,
    ):
        assert caller.getpeername() == server.getsockname()


def test_a_warning_is_a_failure() -> None:
    with pytest.raises(UserWarning, match="no longer"):
        warnings.warn("no longer", stacklevel=1)


@pytest.mark.slow
@pytest.mark.parametrize(
    "tool", [("ruff", "check", "--quiet"), ("mypy", "--no-error-summary")], ids=lambda tool: tool[0]
)
def test_no_linter_or_type_checker_has_anything_to_say(
    tool: tuple[str, ...], checkout: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *tool], cwd=checkout, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
