"""``python -m tests.bench``: what the dashboard costs, beside floors measured in the same run.

Each subject runs in a pseudo-terminal of 160x48; subjects take turns (A B C A B C …), figures are
medians. E is an empty Textual app, L a still one with the dashboard's widgets in stock form and
made-up data, N one asyncio process that makes the same calls and shows nothing; see
tests/bench/floors. The fleet is the simulator's, its story held: nothing changes, but for C4.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import platform
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

from sstui.simulator.server import Simulator
from tests.bench import subjects
from tests.bench.answering import megabyte_plan, typing_plan
from tests.bench.cold import cold_rows
from tests.bench.cost import MANY, cpu_plan, memory_plan
from tests.bench.ending import ending_rows
from tests.bench.fleet import calls, held_fleet, large_fleet
from tests.bench.measuring import Failed, measure_in_turn
from tests.bench.plans import Plan, Wanted, start_plan, watching_plan
from tests.bench.rows import Row
from tests.bench.soak.parts import PARTS
from tests.bench.soak.run import soak, soak_parts
from tests.bench.table import table


@dataclass(frozen=True)
class Bench:
    """Rows that are measured together, on a fleet of their own."""

    rows: frozenset[str]
    fleet: Callable[[], Simulator]
    plan: Callable[[Simulator, Path, Wanted], Plan]


BENCHES = (
    Bench(frozenset({"C1"}), held_fleet, start_plan),
    Bench(frozenset({"C2"}), partial(large_fleet, MANY), cpu_plan),
    Bench(frozenset({"C3", "idle"}), held_fleet, watching_plan),
    Bench(frozenset({"C4"}), partial(large_fleet, MANY), typing_plan),
    Bench(frozenset({"C5"}), partial(large_fleet, MANY), memory_plan),
    Bench(frozenset({"C8"}), held_fleet, megabyte_plan),
)
COLD = "C6"
ENDING = "R5"
ROWS = (*sorted(row for bench in BENCHES for row in bench.rows), COLD, ENDING)


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
        epilog="Five runs of all rows take an hour, --rows C1 two minutes.",
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
        help="the dashboard's rest before C2, C3, C5 and idle are looked at (%(default)g)",
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


async def measured(given: Arguments) -> list[Row]:
    """The rows asked for. Raises `Failed`."""
    rows: list[Row] = []
    runs = 2 if given.quick else given.runs
    with tempfile.TemporaryDirectory(prefix="sstui-bench-") as name:
        folder = Path(name)
        wanted = Wanted(given.rows, given.settle, given.idle)
        for bench in BENCHES:
            if not bench.rows & set(given.rows):
                continue
            async with bench.fleet() as simulator:
                plan = bench.plan(simulator, folder, wanted)
                async with _meanwhile(plan):
                    each = list(plan.subjects.values())
                    figures = await measure_in_turn(each, runs, partial(calls, simulator), _say)
            rows += plan.rows(figures)
        if COLD in given.rows:
            async with held_fleet() as simulator:
                rows += await cold_rows(simulator, folder, 2 * runs + 1, _say)
        if ENDING in given.rows:
            rows += await asyncio.to_thread(ending_rows, folder, runs, _say)
    return rows


@contextlib.asynccontextmanager
async def _meanwhile(plan: Plan) -> AsyncIterator[None]:
    """What goes on in the fleet until all is measured."""
    task = None if plan.meanwhile is None else asyncio.create_task(plan.meanwhile())
    try:
        yield
    finally:
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def circumstances(runs: int) -> str:
    """One line to read the table by."""
    return (
        f"{runs} runs each, in turn, medians; 160x48; 24 instances where no number is said; "
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
        rows = asyncio.run(measured(given))
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
