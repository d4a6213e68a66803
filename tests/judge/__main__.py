"""Every judge on every edition: the samples, the real article, and every capture, as EPUB and PDF, in each theme; the sample editions and
the real article for each device as well; then what survives.

    make judge        or      python -m tests.judge [NAME ...] [--theme NAME] [--judge NAME] [-o
    FOLDER] [--as-built] [--no-devices]
                                                      [--survival-only | --no-survival]

NAME: only sources whose path holds one of these words.  It takes long (an hour on two cores for
everything).  One table is printed: judge × theme, how many files passed; below it each complaint,
what was not judged and why, and what was not built and why; table.json in the folder holds the same
for programs. Ends with 1 when a judge found a fault or a fact did not survive.
"""

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from publisher.batch import Failed, Job, build_all
from publisher.build import Order
from publisher.cli.sources import load_all, moment_of, today
from publisher.deliver import deliver
from publisher.errors import PublisherError
from publisher.readers import suffixes
from publisher.rendering.theme import describe_themes, load_theme
from publisher.targets.devices import device_names, load_device
from tests.judge import outside, survival

CHECKOUT = Path(__file__).resolve().parents[2]
CORPUS = CHECKOUT.parent / "shared" / "corpus"
# files in one question to a judge: enough to share its start, few enough to see it move
AT_ONCE = 16
SHOWN = 3  # complaints of one judge about one file that are printed


def sources(names: Sequence[str]) -> list[str]:
    """The files that are judged: our samples, and the real article and captures where they are beside the checkout."""
    found = [
        *sorted(CHECKOUT.glob("content/editions/*.yaml")),
        *sorted(CHECKOUT.glob("content/articles/*/article.*")),
    ]
    if CORPUS.is_dir():
        found += [
            CORPUS / "seed" / "article.txt",
            *sorted(
                path
                for path in (CORPUS / "captures").iterdir()
                if path.suffix in suffixes() - {".json"}
            ),
        ]
    else:
        print("../shared/corpus is not here: the real article and the captures are not judged")
    return [str(path) for path in found if not names or any(name in str(path) for name in names)]


def build(
    paths: Sequence[str], theme: str, folder: Path, devices: Sequence[str] = ()
) -> Iterator[str]:
    """Make and deliver every source in this theme, for these devices if any are named.

    Gives what could not be made and why.
    """
    look, jobs, made_for = load_theme(theme), [], tuple(load_device(name) for name in devices)
    for item in load_all(paths, theme=theme):
        if isinstance(item, PublisherError):
            yield f"not read: {item}"
        else:
            order = Order(theme=look, moment=moment_of(item.edition), on=today().date(), formats=())
            jobs += [
                Job(edition=item.edition, order=replace(order, devices=(device,)))
                for device in made_for
            ]
            jobs += [
                Job(edition=item.edition, order=replace(order, formats=(form,)))
                for form in ("epub", "pdf")
                if not made_for
            ]
    for job, outcome in zip(jobs, build_all(jobs), strict=True):
        if isinstance(outcome, Failed):
            what = (*job.order.formats, *(device.name for device in job.order.devices))[0]
            yield (
                f"not built: {job.edition.name}.{what} ({theme}):"
                f" {str(outcome.error).splitlines()[0][:300]}"
            )
        else:
            deliver(outcome, folder)
            yield from (
                f"remarked: {file.name} ({theme}): {remark}"
                for file in outcome.files
                for remark in file.remarks
            )


def judged(paths: Sequence[Path], judges: Sequence[str]) -> Iterator[outside.Said]:
    """Every verdict on every file, judge by judge."""
    for batch in outside.BATCHES:
        mine = [path for path in paths if path.suffix == f".{batch.form}"]
        if not mine or (judges and not set(judges) & {*batch.names}):
            continue
        started = time.monotonic()
        for begin in range(0, len(mine), AT_ONCE):
            yield from batch.judge(mine[begin : begin + AT_ONCE])
            if sys.stderr.isatty():
                print(
                    f"  {', '.join(batch.names)}: {begin} of {len(mine)}",
                    end="\r",
                    file=sys.stderr,
                    flush=True,
                )
        print(
            f"  {', '.join(batch.names)} ({batch.form}): {len(mine)} files,"
            f" {time.monotonic() - started:.0f} s",
            file=sys.stderr,
            flush=True,
        )


def table(verdicts: Sequence[outside.Said], themes: Sequence[str]) -> Iterator[str]:
    """Judge × form and theme: files passed of files judged.

    Below it the complaints, and what was not judged.
    """
    cells: dict[tuple[str, str], dict[str, list[outside.Said]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for said in verdicts:
        cells[said.judge, said.path.suffix[1:]][said.path.parent.name].append(said)
    yield f"{'judge':<24}{'form':<6}" + "".join(f"{theme:<24}" for theme in themes).rstrip()
    for (judge, form), by_theme in cells.items():
        yield (
            f"{judge:<24}{form:<6}"
            + "".join(f"{_cell(by_theme[theme]):<24}" for theme in themes).rstrip()
        )
    for said in verdicts:
        if said.complaints:
            more = (
                f" (and {len(said.complaints) - SHOWN} more)"
                if len(said.complaints) > SHOWN
                else ""
            )
            yield (
                f"{said.path.parent.name}/{said.path.name}: {said.judge}: "
                + " | ".join(said.complaints[:SHOWN])
                + more
            )
    unjudged: dict[tuple[str, str], list[str]] = defaultdict(list)
    for said in verdicts:
        if said.complaints is None:
            unjudged[said.judge, said.why].append(f"{said.path.parent.name}/{said.path.name}")
    for (judge, why), names in unjudged.items():
        more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
        yield f"not judged by {judge}, {len(names)} files: {why} ({', '.join(names[:SHOWN])}{more})"


def plain(
    verdicts: Sequence[outside.Said], told: Sequence[str], outcomes: Sequence[survival.Outcome]
) -> dict[str, object]:
    """Everything that was found, for programs."""
    return {
        "verdicts": [
            {
                "theme": said.path.parent.name,
                "file": said.path.name,
                "judge": said.judge,
                "state": (
                    "not judged"
                    if said.complaints is None
                    else "failed"
                    if said.complaints
                    else "passed"
                ),
                "says": [said.why] if said.complaints is None else list(said.complaints),
            }
            for said in verdicts
        ],
        "told": list(told),
        "survival": [
            {
                "route": outcome.route.name,
                "not judged": outcome.absent,
                "facts": (
                    {
                        fact: next(
                            (hole.reason or "LOST" for hole in outcome.holes if hole.fact == fact),
                            "kept",
                        )
                        for fact in survival.FACTS
                    }
                    if not outcome.absent
                    else {}
                ),
            }
            for outcome in outcomes
        ],
    }


def _cell(said: Sequence[outside.Said]) -> str:
    asked = [one for one in said if one.complaints is not None]
    passed = sum(not one.complaints for one in asked)
    return (
        "not judged"
        if not asked
        else f"{passed} of {len(asked)}"
        + (f", {len(said) - len(asked)} not judged" if len(said) > len(asked) else "")
    )


def main() -> int:
    """Build, judge, print."""
    themes = [str(row["name"]) for row in describe_themes()]
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="only sources whose path holds one of these words"
    )
    parser.add_argument(
        "--theme", action="append", choices=themes, help="only this theme (may be repeated)"
    )
    parser.add_argument(
        "--judge",
        action="append",
        default=[],
        choices=sorted({name for batch in outside.BATCHES for name in batch.names}),
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        default=CHECKOUT / "dist" / "judge",
        help="where the files are built (and stay)",
    )
    parser.add_argument(
        "--as-built",
        action="store_true",
        help="ask about the files that an earlier run left, and make none",
    )
    parser.add_argument("--no-devices", action="store_true", help="leave out the files for devices")
    parser.add_argument(
        "--no-survival", action="store_true", help="leave out what survives conversions"
    )
    parser.add_argument(
        "--survival-only", action="store_true", help="only what survives conversions"
    )
    asked = parser.parse_args()
    themes, faults = asked.theme or themes, 0
    told: list[str] = []
    verdicts: list[outside.Said] = []
    outcomes: list[survival.Outcome] = []
    if not asked.survival_only:
        paths = sources(asked.names)
        files: list[Path] = []
        fewer = [path for path in paths if {"editions", "seed"} & {*Path(path).parts}]
        columns = [(theme, theme, paths, list[str]()) for theme in themes]
        columns += [
            (theme, f"{theme}-devices", fewer, device_names())
            for theme in themes
            if not asked.no_devices
        ]
        for theme, column, given, devices in columns:
            started, folder = time.monotonic(), (asked.output / column).resolve()
            told += [] if asked.as_built else build(given, theme, folder, devices)
            here = (
                sorted(path for path in folder.iterdir() if path.suffix in {".epub", ".pdf"})
                if folder.is_dir()
                else []
            )
            files += here
            print(
                f"  {column}: {len(here)} files of {len(given)} sources,"
                f" {time.monotonic() - started:.0f} s",
                file=sys.stderr,
                flush=True,
            )
        verdicts += judged(files, asked.judge)
        print("\n".join(table(verdicts, [column for _, column, *_ in columns])))
        faults += sum(bool(said.complaints) for said in verdicts) + sum(
            line.startswith("not ") for line in told
        )
    if told:
        print("\n".join(("", *told)))
    if not asked.no_survival:
        (asked.output / "survival").mkdir(parents=True, exist_ok=True)
        outcomes += survival.travel(survival.make(asked.output / "survival"))
        print("", *survival.table(outcomes), sep="\n")
        faults += sum(len(outcome.faults) for outcome in outcomes) + len(
            list(survival.uncarried(outcomes))
        )
    asked.output.mkdir(parents=True, exist_ok=True)
    (asked.output / "table.json").write_text(
        json.dumps(plain(verdicts, told, outcomes), ensure_ascii=False, indent=1) + "\n", "utf-8"
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
