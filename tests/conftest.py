"""What every test may rely on.

The checkout, ../shared where there is one, and that nothing reaches the network.
"""

import ipaddress
import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.matrix import MATRIX, merged, packed, table

CHECKOUT = Path(__file__).resolve().parent.parent

settings.register_profile(
    "house",
    # workers share two cores: time tells nothing about the code
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],  # same
    # a submission is judged by the same cases twice
    derandomize="CI" in os.environ,
)
settings.load_profile("house")


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The root of the repository."""
    return CHECKOUT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real captures beside the repository.

    Its texts are not ours to ship, so it may be absent.
    """
    folder = CHECKOUT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("../shared is not here: real captures are not judged")
    return folder


def pytest_addoption(parser: pytest.Parser) -> None:
    """The switch that writes the golden files anew."""
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write tests/golden anew; read the difference before you keep it",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Refuse every connection but to this machine, also those made by libraries written in C."""
    sys.addaudithook(_refuse_network)
    # no test may find what another has left, nor touch what this user keeps
    os.environ["PUBLISHER_CACHE"] = ""
    config.stash[MATRIX] = {}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first: at the end no worker is left alone with a minute of work.

    Within a file, and among files without, the order stays what it was.
    """
    slow = Counter(item.path for item in items if item.get_closest_marker("slow"))
    items.sort(key=lambda item: -slow[item.path])


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker hands its part of the matrix of mutants to the process that prints."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["mutants"] = packed(session.config.stash[MATRIX])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """The part of the matrix that a worker made (a hook of pytest-xdist)."""
    merged(node.config.stash[MATRIX], getattr(node, "workeroutput", {}).get("mutants", {}))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """The matrix of mutants, where the suite ran."""
    if matrix := config.stash[MATRIX]:
        terminalreporter.section("mutants: found/made, fact by place")
        for line in table(matrix):
            terminalreporter.write_line(line)


def _refuse_network(event: str, arguments: tuple[object, ...]) -> None:
    if event not in {"socket.connect", "socket.getaddrinfo"}:
        return
    address = arguments[1] if event == "socket.connect" else arguments
    # a path is a socket of this machine
    host = address[0] if isinstance(address, tuple) and address else None
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if isinstance(host, str) and not _is_here(host):
        pytest.fail(f"a test reached for {host}: no test needs the network")


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in {"", "localhost"}
