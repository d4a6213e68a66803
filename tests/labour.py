"""Work that hangs, grows or dies, for pools; it loads nothing, so that a short limit is enough."""

import os
import re
import signal

MOMENT = 3.0  # seconds: more than a process takes to begin, on a machine that does much else


def spin() -> None:
    """Work without an end, that no signal of Python's own would stop."""
    re.match(r"(a+)+$", "a" * 64 + "b")


def grow() -> int:
    """Work that wants a terabyte."""
    return len(bytearray(10**12))


def die() -> None:
    """Work whose process is killed, as the system does for want of memory."""
    os.kill(os.getpid(), signal.SIGKILL)
