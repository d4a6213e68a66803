"""A closed room: commands run in a process of their own with a gigabyte at most, beside a file and a server that nobody may touch."""

import ctypes
import ctypes.util
import http.server
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

CHECKOUT = Path(__file__).resolve().parents[2]
GIGABYTE = 2**30
# what stands in the file outside, and on the server: it must be in nothing that is made
SECRET = "the-heron-in-the-cellar"
_IN_ACCESS, _IN_OPEN, _IN_NONBLOCK = 0x1, 0x20, 0o4000  # inotify(7)
# VmHWM is counted from the start of the program; ru_maxrss begins with what the test's own process
# held when it was forked.
_PROGRAM = """
import json, pathlib, resource, sys
resource.setrlimit(resource.RLIMIT_DATA, ({most}, {most}))
resource.setrlimit(resource.RLIMIT_CPU, ({longest}, {longest}))
from publisher.cli import main
done = []
for command in json.loads(sys.argv[2]):
    code = main(command)
    held = int(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])
    done.append([code, max(held, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) * 1024])
    pathlib.Path(sys.argv[1]).write_text(json.dumps(done))
    for stream in (sys.stdout, sys.stderr):
        print({mark!r}, file=stream, flush=True)
"""
LONGEST = 1800  # seconds of processor for all commands of one call
_MARK = "--- the command ended ---"


class Said(NamedTuple):
    """What one command did: exit code, output, and the most memory it held, in bytes."""

    code: int
    out: str
    err: str
    held: int

    def lines(self, name: str) -> list[str]:
        """The lines of stderr about this file."""
        return [line.strip() for line in self.err.splitlines() if name in line]


def run(folder: Path, *arguments: str) -> Said:
    """One call of publisher, in the folder."""
    return run_all(folder, [list(arguments)])[0]


def run_all(folder: Path, commands: Sequence[list[str]]) -> list[Said]:
    """Calls of publisher, one after the other in one process.

    One that ends the process has no code of ours, and those behind it none.  One that never ends
    is ended by the seconds of processor it takes: how long others take it away says nothing.
    """
    report = folder.parent / f"{folder.name}.held"
    report.unlink(missing_ok=True)
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            _PROGRAM.format(most=GIGABYTE, longest=LONGEST, mark=_MARK),
            str(report),
            json.dumps(commands),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT), "SOURCE_DATE_EPOCH": "1764000000"},
    )
    ended = json.loads(report.read_text()) if report.is_file() else []
    ended += [[done.returncode or -1, 0]] * (len(commands) - len(ended))
    out, err = (
        (stream.split(f"{_MARK}\n") + [""] * len(commands)) for stream in (done.stdout, done.stderr)
    )
    return [
        Said(code, *texts, held)
        for (code, held), texts in zip(ended, zip(out, err, strict=False), strict=False)
    ]


def fault(said: Said) -> str:
    """What no command may do, whatever it was given; "" where all is well."""
    if "Traceback" in said.err or said.code not in {0, 1}:
        return f"ended with {said.code}: {said.err[-800:]}"
    if not 0 < said.held < GIGABYTE:
        return f"held {said.held / 2**20:.0f} MB"
    if SECRET in said.out + said.err or "root:" in said.out + said.err:
        return "what stands outside was read and told"
    return next(
        (f"a line of {len(line)} characters" for line in said.err.splitlines() if len(line) > 700),
        "",
    )


class Outside(NamedTuple):
    """What lies outside: the folder's address, the server's, and what has been touched so far."""

    file: Path
    server: str
    asked: list[str]
    watch: int

    def touched(self) -> list[str]:
        """Every request that came to the server.

        "the file" for each time somebody opened or read it.
        """
        try:
            read = len(os.read(self.watch, 2**16)) // 16 if self.watch >= 0 else 0
        except BlockingIOError:
            read = 0
        return [*self.asked, *["the file"] * read]


@contextmanager
def outside(folder: Path) -> Iterator[Outside]:
    """A file with a secret, watched by the system (Linux), and a server on this machine that counts who comes."""
    file = folder / "outside" / "secret.txt"
    file.parent.mkdir()
    file.write_text(f"{SECRET}\n")
    asked: list[str] = []

    class Counts(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(SECRET.encode())

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Counts) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        watch = _watched(file)
        try:
            yield Outside(file, f"http://127.0.0.1:{server.server_address[1]}", asked, watch)
        finally:
            server.shutdown()
            if watch >= 0:
                os.close(watch)


def _watched(file: Path) -> int:
    """A descriptor that tells of each opening of the file.

    -1 where the system has no such thing.
    """
    system = ctypes.CDLL(ctypes.util.find_library("c"), use_errno=True)
    if not hasattr(system, "inotify_init1"):
        return -1
    watch: int = system.inotify_init1(_IN_NONBLOCK)
    system.inotify_add_watch(watch, os.fsencode(file), _IN_OPEN | _IN_ACCESS)
    return watch


def reached(there: Outside) -> bool:
    """Whether file and server would notice: the test of the room itself."""
    there.file.read_text()
    with socket.create_connection(
        ("127.0.0.1", int(there.server.rpartition(":")[2]))
    ) as connection:
        connection.sendall(b"GET /here HTTP/1.0\r\n\r\n")
        connection.recv(100)
    return "the file" in there.touched() and "/here" in there.asked


def written(folder: Path) -> Sequence[Path]:
    """The files below a folder."""
    return sorted(path for path in folder.rglob("*") if path.is_file())
