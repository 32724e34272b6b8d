"""What to measure for which rows of the table."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from sstui.simulator.server import Simulator
from tests.bench import subjects
from tests.bench.fleet import leading_to, make_home, same_calls
from tests.bench.measuring import Figures
from tests.bench.rows import Row, idle_rows, start_rows, still_rows
from tests.bench.subjects import Subject

STEADY = 15.0  # seconds: the default interval
DEMO = 3.0  # and the demo's


@dataclass
class Plan:
    """Subjects to measure, each once, and what makes rows of the figures."""

    subjects: dict[str, Subject] = field(default_factory=dict)
    makers: list[Callable[[Mapping[str, Figures]], list[Row]]] = field(default_factory=list)
    meanwhile: Callable[[], Coroutine[None, None, None]] | None = None  # until all is measured

    def measure(self, *wanted: Subject) -> None:
        self.subjects |= {subject.name: subject for subject in wanted}

    def rows(self, found: Mapping[str, Figures]) -> list[Row]:
        return [row for make in self.makers for row in make(found)]


def comparison(ours: Subject, floors: Sequence[Subject]) -> Plan:
    """The start of ``ours`` beside that of ``floors``."""
    plan = Plan()
    plan.measure(*floors, ours)
    plan.makers.append(partial(start_rows, ours, floors))
    return plan


@dataclass(frozen=True)
class Wanted:
    """What the command line asks for: rows, and the seconds of rest and of watching."""

    rows: Sequence[str]
    settle: float
    idle: float


def start_plan(simulator: Simulator, folder: Path, _wanted: Wanted) -> Plan:
    """C1: the last known picture, of a home on which all was seen before."""
    home = make_home(folder / "start", simulator, same_calls(STEADY))
    settle = subjects.SETTLED
    ours = subjects.dashboard(home, STEADY, settle, 0.0, leading_to(simulator))
    ours = replace(ours, warm=subjects.SETTLED)
    return comparison(ours, [subjects.still(settle, 0.0), subjects.empty(settle, 0.0)])


def watching_plan(simulator: Simulator, folder: Path, wanted: Wanted) -> Plan:
    """C3 and idle CPU, which share the dashboard's runs at the default interval."""
    plan = Plan()
    leading, settle, idle = leading_to(simulator), wanted.settle, wanted.idle
    for interval in (STEADY, DEMO) if "idle" in wanted.rows else (STEADY,):
        settings = same_calls(interval)
        home = make_home(folder / f"watching-{interval:g}", simulator, settings)
        ours = subjects.dashboard(home, interval, settle, idle, leading)
        plan.measure(ours)
        if interval == STEADY and "C3" in wanted.rows:
            moment = subjects.A_MOMENT
            floors = [subjects.still(moment, idle), subjects.empty(moment, idle)]
            plan.measure(*floors)
            plan.makers.append(partial(still_rows, ours, floors))
        if "idle" in wanted.rows:
            loop = subjects.bare_loop(home, interval, idle, leading)
            plan.measure(loop)
            plan.makers.append(partial(idle_rows, ours, loop))
    return plan
