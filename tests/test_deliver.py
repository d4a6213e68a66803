"""Files arrive together or not at all."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from publisher.build import Built, BuiltFile, Refused
from publisher.deliver import deliver, earlier_files, manifest_name, mend, place
from publisher.errors import DeliveryError, NoticeLost
from publisher.resources import FontUsed
from publisher.verify.report import Report
from tests.patience import PATIENCE


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_files_appear_only_when_all_are_written(tmp_path: Path) -> None:
    with place(tmp_path / "out") as put:
        put("a", b"1")
        assert not (tmp_path / "out" / "a").exists()
        put("b", b"2")
    assert names(tmp_path / "out") == ["a", "b"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError, SystemExit])
def test_whatever_happens_between_two_files_leaves_the_folder_as_it_was(
    error: type[BaseException], tmp_path: Path
) -> None:
    (tmp_path / "a").write_bytes(b"before")

    def write_one_and_fail() -> None:
        with place(tmp_path) as put:
            put("a", b"after")
            raise error

    with pytest.raises(error):
        write_one_and_fail()
    assert names(tmp_path) == ["a"]
    assert (tmp_path / "a").read_bytes() == b"before"


def test_a_folder_made_for_nothing_is_taken_away_again(tmp_path: Path) -> None:
    def fail() -> None:
        with place(tmp_path / "new" / "below") as put:
            put("x" * 300, b"")

    with pytest.raises(DeliveryError, match="name is too long"):
        fail()
    assert names(tmp_path) == []


def test_a_folder_in_the_place_of_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()

    def fail() -> None:
        with place(tmp_path) as put:
            put("a", b"1")

    with pytest.raises(DeliveryError, match="a folder stands where the file should be"):
        fail()
    assert names(tmp_path) == ["a"]


def test_a_delivered_file_may_be_read_by_whoever_the_mask_allows(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        with place(tmp_path) as put:
            put("a", b"1")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o644


def test_the_manifest_says_in_which_fonts_a_file_is_set_and_which_bytes_a_borrowed_one_has(
    tmp_path: Path,
) -> None:
    fonts = (
        FontUsed(name="Own", version="4.1"),
        FontUsed(name="Lent", version="2.001", sha256="ab" * 32),
    )
    file = BuiltFile(
        name="one.pdf",
        data=b"%PDF",
        sha256="0" * 64,
        report=Report(path="one.pdf", mode="edition", findings=(), checked=()),
        fonts=fonts,
    )
    deliver(Built(name="one", files=(file,), assessments=(), record=b"{}"), tmp_path)
    assert json.loads((tmp_path / manifest_name("one")).read_text("utf-8"))["fonts"] == {
        "Own": {"version": "4.1"},
        "Lent": {"version": "2.001", "sha256": "ab" * 32, "from": "this system"},
    }


def built(name: str, age: str, *endings: str, refused: tuple[str, ...] = ()) -> Built:
    """An edition whose files all say how old they are."""
    files = tuple(
        BuiltFile(
            name=f"{name}.{ending}",
            data=f"{age} {ending}".encode(),
            sha256=age,
            report=Report(path="", mode="edition", findings=(), checked=()),
        )
        for ending in endings
    )
    lost = tuple(
        Refused(name=f"{name}.{ending}", error=NoticeLost(name, (f"{name}.{ending}: lost",)))
        for ending in refused
    )
    return Built(name=name, files=files, assessments=(), record=b"", refused=lost)


# Ends or fails at the n-th call that touches a folder or the disk, for every n, in a fork of its
# own; then the next run is made and the folder is looked at.
STOPPING = """
import errno, json, os, signal, shutil, sys
from pathlib import Path
from publisher.deliver import deliver, manifest_name, mend, place
from publisher.errors import DeliveryError
from tests.test_deliver import built

way, next_run, before = sys.argv[1:4]
CALLS = ("open", "replace", "rename", "link", "fsync", "unlink", "rmdir", "mkdir")
base = Path.cwd()
os.fsync = lambda descriptor: None  # a moment like any other; the disk itself is not tried here


def stop(moment, fail=None):
    count, replaced = 0, 0
    for name in CALLS:
        def called(*given, _call=getattr(os, name), _name=name, **named):
            nonlocal count, replaced
            count += 1
            if count == moment:
                if way == "interrupt":
                    raise KeyboardInterrupt
                os.kill(os.getpid(), signal.SIGKILL)
            if _name == "replace" and "new-" in str(given[0]):
                replaced += 1
                if replaced == fail:
                    raise OSError(errno.EIO, "broken", str(given[0]), None, str(given[1]))
            return _call(*given, **named)
        setattr(os, name, called)


def ages(folder):
    return sorted({path.read_text().split()[0] for path in folder.glob("a.*[fb]")})


def trial(moment, fail):
    folder = base / f"{moment}-{fail}"
    if before == "before":
        deliver(built("a", "old", "epub", "pdf"), folder)
    child = os.fork()
    if child == 0:
        code = 0
        stop(moment, fail)
        try:
            deliver(built("a", "new", "epub", "pdf"), folder)
        except KeyboardInterrupt:
            code = 3
        except DeliveryError:
            code = 4
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if way == "kill":
        if next_run == "mend":
            mend(folder)
        else:
            deliver(built("b", "next", "epub"), folder)
            for path in folder.rglob("b.*"):
                path.unlink()
    left = sorted(path.name for path in folder.rglob("*")) if folder.exists() else []
    left = [name for name in left if name != ".publisher"]
    told = ages(folder)
    manifest = folder / manifest_name("a")
    if manifest.exists():
        digests = set(json.loads(manifest.read_text())["files"].values())
        assert digests == set(told), (moment, fail, digests, told)
    assert len(told) <= 1, (moment, fail, told)
    assert left in ([], ["a.epub", "a.manifest.json", "a.pdf"]), (moment, fail, left)
    assert told or before == "nothing"
    shutil.rmtree(folder, ignore_errors=True)
    return os.waitstatus_to_exitcode(status), told


made = []
for fail in (None, 1, 2, 3):
    moment, ended = 0, []
    while not ended or ended[-1] not in (0, 4):
        moment += 1
        code, told = trial(moment, fail)
        ended.append(code)
        made.append(told)
    assert ended[-1] == (4 if fail else 0), ended
print(json.dumps([len(made), sorted({told[0] for told in made if told})]))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks of POSIX")
@pytest.mark.parametrize("before", ["before", "nothing"])
@pytest.mark.parametrize(
    ("way", "next_run"), [("kill", "mend"), ("kill", "another edition"), ("interrupt", "none")]
)
def test_a_run_that_ends_at_any_moment_leaves_no_half_and_no_mixture(
    way: str, next_run: str, before: str, tmp_path: Path
) -> None:
    checkout = Path(__file__).resolve().parent.parent
    done = subprocess.run(
        [sys.executable, "-c", STOPPING, way, next_run, before],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
        env={**os.environ, "PYTHONPATH": str(checkout)},
    )
    assert done.returncode == 0, done.stderr
    moments, ages = json.loads(done.stdout)
    assert moments >= 60
    assert ages == (["new", "old"] if before == "before" else ["new"])


def test_two_editions_of_one_folder_do_not_touch_each_other(tmp_path: Path) -> None:
    deliver(built("a", "first", "epub"), tmp_path)
    deliver(built("b", "second", "epub"), tmp_path)
    assert (tmp_path / "a.epub").read_text() == "first epub"


def test_what_is_left_by_a_killed_run_is_taken_away_and_what_it_had_begun_is_finished(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.epub").write_text("old")
    begun, not_begun = tmp_path / ".publisher-begun", tmp_path / ".publisher-other"
    begun.mkdir()
    not_begun.mkdir()
    (begun / "new-1").write_text("new pdf")
    (begun / "plan.json").write_text('{"names": ["a.epub", "a.pdf"], "had": [true, false]}')
    (not_begun / "new-0").write_text("half")
    assert mend(tmp_path) == (tmp_path / "a.pdf",)
    assert names(tmp_path) == ["a.epub", "a.pdf"]
    assert mend(tmp_path) == ()


@pytest.mark.parametrize(
    "plan",
    [
        '{"names": ["../b.epub"], "had": [false]}',
        '{"names": [1], "had": [false]}',
        '{"names": ["a"], "had": []}',
        "[" * 5000,
        "",
    ],
)
def test_a_plan_that_nobody_of_us_wrote_is_not_carried_out(plan: str, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    left = folder / ".publisher-x"
    left.mkdir(parents=True)
    (left / "new-0").write_text("a stranger's")
    (left / "plan.json").write_text(plan)
    assert mend(folder) == ()
    assert names(folder) == []
    assert names(tmp_path) == ["out"]


def test_a_file_of_an_earlier_build_stays_and_the_manifest_says_that_it_is_older(
    tmp_path: Path,
) -> None:
    deliver(built("a", "old", "epub", "pdf"), tmp_path)
    now = built("a", "new", "epub", refused=("pdf",))
    assert earlier_files(now, tmp_path) == {"a.pdf": "old"}
    deliver(now, tmp_path)
    described = json.loads((tmp_path / manifest_name("a")).read_text("utf-8"))
    assert described["files"] == {"a.epub": "new"}
    assert described["earlier"] == {"a.pdf": "old"}
    assert described["refused"] == {"a.pdf": "a: a.pdf: lost"}
    assert (tmp_path / "a.pdf").read_text() == "old pdf"
    deliver(built("a", "newest", "epub", "pdf"), tmp_path)
    assert "earlier" not in json.loads((tmp_path / manifest_name("a")).read_text("utf-8"))


def test_a_link_in_the_place_of_a_file_is_replaced_and_what_it_leads_to_is_not(
    tmp_path: Path,
) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    (tmp_path / "a.epub").symlink_to("mine.txt")
    deliver(built("a", "new", "epub"), tmp_path)
    assert not (tmp_path / "a.epub").is_symlink()
    assert (tmp_path / "mine.txt").read_text() == "mine"
