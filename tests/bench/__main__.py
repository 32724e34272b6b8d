"""``python -m tests.bench``: what the dashboard costs, beside floors measured in the same run.

Each subject runs in a pseudo-terminal of 160x48; subjects take turns (A B C A B C …), figures are
medians. E is an empty Textual app, L a still one with the dashboard's widgets in stock form and
made-up data, N one asyncio process that makes the same calls and shows nothing; see
tests/bench/floors. The fleet is the simulator's, its story held: nothing changes.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import sys
import tempfile
from functools import partial
from importlib.metadata import version
from pathlib import Path

from tests.bench import subjects
from tests.bench.ending import ending_rows
from tests.bench.fleet import calls, held_fleet
from tests.bench.measuring import Failed, measure_in_turn
from tests.bench.plans import Plan, start_plan, watching_plan
from tests.bench.rows import Row
from tests.bench.soak.parts import PARTS
from tests.bench.soak.run import soak, soak_parts
from tests.bench.table import table

ROWS = ("C1", "C3", "idle", "R5")
WATCHING = frozenset({"C3", "idle"})


class Arguments(argparse.Namespace):
    """See `parser`."""

    runs: int
    quick: bool
    rows: list[str]
    markdown: Path | None
    settle: float
    idle: float
    soak: list[str] | None


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="Five runs of all rows take half an hour, --rows C1 two minutes.",
    )
    add = parser.add_argument
    add("--runs", type=int, default=5, metavar="N", help="of each subject (%(default)s)")
    add("--quick", action="store_true", help="two runs")
    add("--rows", type=_rows, default=list(ROWS), metavar="ROW,..", help=f"of {', '.join(ROWS)}")
    add("--markdown", type=Path, metavar="FILE", help="write the table there too")
    add(
        "--settle",
        type=float,
        default=subjects.AT_REST,
        metavar="S",
        help="the dashboard's rest before C3 and idle are looked at (%(default)g)",
    )
    add("--idle", type=float, default=30.0, metavar="S", help="and for how long (%(default)g)")
    more = (
        f"instead, what takes too long for the suite (half an hour): all, or of {', '.join(PARTS)}"
    )
    add("--soak", nargs="?", type=soak_parts, const=[], metavar="PART,..", help=more)
    return parser


def _rows(text: str) -> list[str]:
    rows = text.split(",")
    if unknown := [row for row in rows if row not in ROWS]:
        raise argparse.ArgumentTypeError(f"no row {unknown[0]!r}; there are {', '.join(ROWS)}")
    return rows


async def bench(given: Arguments) -> list[Row]:
    """The rows asked for. Raises `Failed`."""
    rows: list[Row] = []
    runs = 2 if given.quick else given.runs
    with tempfile.TemporaryDirectory(prefix="sstui-bench-") as name:
        folder = Path(name)
        async with held_fleet() as simulator:
            plans: list[Plan] = []
            if "C1" in given.rows:
                plans.append(start_plan(simulator, folder))
            if WATCHING & set(given.rows):
                parts = (given.rows, given.settle, given.idle)
                plans.append(watching_plan(simulator, folder, *parts))
            for plan in plans:
                wanted = list(plan.subjects.values())
                figures = await measure_in_turn(wanted, runs, partial(calls, simulator), _say)
                rows += plan.rows(figures)
        if "R5" in given.rows:
            rows += await asyncio.to_thread(ending_rows, folder, runs, _say)
    return rows


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def circumstances(runs: int) -> str:
    """One line to read the table by."""
    return (
        f"{runs} runs each, in turn, medians; 160x48; 24 instances, nothing changing; "
        f"{platform.python_implementation()} {platform.python_version()}, "
        f"Textual {version('textual')}, httpx {version('httpx')}, "
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    )


def main() -> int:
    given = parser().parse_args(namespace=Arguments())
    if sys.platform != "linux":
        _say("tests.bench: its probe reads /proc, so it runs on Linux only")
        return 2
    if given.soak is not None:
        return soak(given.soak)
    try:
        rows = asyncio.run(bench(given))
    except Failed as error:
        _say(f"tests.bench: {error}")
        return 1
    text = f"{table(rows)}\n{circumstances(2 if given.quick else given.runs)}\n"
    print(text, end="")
    if given.markdown:
        given.markdown.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
