"""The settings of the suite itself: a net that lets everything through would be worse than none."""

import ast
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


def limits_by_the_clock(source: str) -> list[str]:
    """Lines of a test that end or judge something by seconds of its own."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.keyword) and node.arg == "timeout":
            if not (isinstance(node.value, ast.Name) and node.value.id == "PATIENCE"):
                found.append(f"{node.value.lineno}: timeout={ast.unparse(node.value)}")
        elif isinstance(node, ast.Attribute) and ast.unparse(node) in {
            "time.monotonic",
            "time.perf_counter",
            "time.time",
        }:
            found.append(f"{node.lineno}: {ast.unparse(node)}")
    return found


def test_no_test_depends_on_the_speed_of_the_machine(checkout: Path) -> None:
    files = [
        path
        for path in sorted(checkout.glob("tests/**/*.py"))
        if not {"benchmarks", "judge"} & set(path.parts)  # measurements, and their tables
    ]
    assert [
        f"{path.relative_to(checkout)}:{found}"
        for path in files
        for found in limits_by_the_clock(path.read_text("utf-8"))
    ] == []


@pytest.mark.parametrize(
    "source", ["run(x, timeout=300)", "assert time.monotonic() - began < 5", "time.time()"]
)
def test_a_limit_by_the_clock_is_found(source: str) -> None:
    assert limits_by_the_clock(source)
