"""C2 and C5: what watching costs, CPU beside a bare loop and memory beside a still screen."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from sstui.simulator.server import Simulator
from tests.bench import subjects
from tests.bench.fleet import default_plan, leading_to, make_home, same_calls
from tests.bench.measuring import Figures
from tests.bench.plans import STEADY, Plan, Wanted
from tests.bench.rows import SAME_CALLS, Row, calls_of
from tests.bench.subjects import Subject

FEW, MANY = 50, 500  # instances
SLOW = 60.0  # seconds: the interval of the many
ROUNDS = 60.0  # seconds that CPU is watched for: whole rounds of both intervals
BY_PLAN = 1.0  # C2: times floor N
MANY_BY_FEW = 2.0  # C2: times the figure of the few
MEMORY = {FEW: 25.0, MANY: 50.0}  # C5: MiB above floor L


def cpu_plan(simulator: Simulator, folder: Path, wanted: Wanted) -> Plan:
    """C2: 50 by the default plan and with the loop's calls, and 500."""
    leading = leading_to(simulator)

    def watching(name: str, count: int, settings: str) -> Subject:
        home = make_home(folder / name.replace(" ", "-"), simulator, settings, count)
        return subjects.large_dashboard(name, home, wanted.settle, ROUNDS, leading)

    planned = watching("sstui 50", FEW, default_plan(STEADY))
    same = watching("sstui 50 same calls", FEW, same_calls(STEADY))
    many = watching("sstui 500", MANY, default_plan(SLOW))
    home = Path(same.environ["SSTUI_HOME"])
    loop = subjects.bare_loop(home, STEADY, ROUNDS, leading)
    plan = Plan()
    plan.measure(planned, same, many, loop)
    plan.makers.append(partial(_cpu_rows, planned, same, many, loop))
    return plan


def _cpu_rows(
    planned: Subject, same: Subject, many: Subject, loop: Subject, found: Mapping[str, Figures]
) -> list[Row]:
    compared = (
        (f"CPU while watching {FEW} at {STEADY:g} s, default plan", planned, loop, BY_PLAN),
        (f"CPU while watching {FEW} at {STEADY:g} s, same calls", same, loop, SAME_CALLS),
        (f"CPU while watching {MANY} at {SLOW:g} s, default plan", many, planned, MANY_BY_FEW),
    )
    return [
        Row(
            promise="C2",
            what=what,
            ours=found[ours.name]["idle_cpu_pct"],
            theirs=found[floor.name]["idle_cpu_pct"],
            floor=floor.name,
            unit="% of a core",
            calls=calls_of("idle_calls", found, ours, floor),
            most_ratio=most,
        )
        for what, ours, floor, most in compared
    ]


def memory_plan(simulator: Simulator, folder: Path, wanted: Wanted) -> Plan:
    """C5: the unique set of 50 and of 500, all seen."""
    plan = Plan()
    for count, interval in ((FEW, STEADY), (MANY, SLOW)):
        home = make_home(folder / f"memory-{count}", simulator, default_plan(interval), count)
        leading = leading_to(simulator)
        name = f"sstui {count} memory"
        ours = subjects.large_dashboard(name, home, wanted.settle, subjects.A_MOMENT, leading)
        floor = subjects.still(subjects.A_MOMENT, subjects.A_MOMENT, count)
        plan.measure(ours, floor)
        plan.makers.append(partial(_memory_rows, ours, floor, count))
    return plan


def _memory_rows(
    ours: Subject, floor: Subject, count: int, found: Mapping[str, Figures]
) -> list[Row]:
    theirs = found[floor.name]["memory_end_mb"]
    row = Row(
        promise="C5",
        what=f"memory with {count} watched",
        ours=found[ours.name]["memory_end_mb"],
        theirs=theirs,
        floor=floor.name,
        unit="MiB",
        most=round(theirs + MEMORY[count], 1),
    )
    return [row]
