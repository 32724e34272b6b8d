"""The rows of the table: what is compared with which floor, and what is promised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.bench.measuring import Figures
from tests.bench.subjects import Subject

AS_L = 1.15  # C1: times floor L
BYTES = 1024.0  # C3: a second
SAME_CALLS = 1.8  # C2: times floor N


@dataclass(frozen=True)
class Row:
    """One figure of the dashboard, where there is a ``floor`` beside that of the floor."""

    promise: str
    what: str
    ours: float
    unit: str
    theirs: float = 0.0
    floor: str = ""
    calls: tuple[int, int] | None = None
    most_ratio: float | None = None  # times the floor
    most: float | None = None  # in the unit

    @property
    def ratio(self) -> float | None:
        """None where the floor is nothing at all."""
        return self.ours / self.theirs if self.theirs else None

    @property
    def kept(self) -> bool | None:
        """None where nothing is promised."""
        if self.most is not None:
            return self.ours <= self.most
        if self.most_ratio is not None:
            return self.ratio is None or self.ratio <= self.most_ratio
        return None


def start_rows(ours: Subject, floors: Sequence[Subject], found: Mapping[str, Figures]) -> list[Row]:
    """C1. The limit is on L; E is shown beside it."""
    figures = (
        ("start to first useful paint", "first_paint_s", AS_L),
        ("start-up CPU", "startup_cpu_s", AS_L),
        (f"CPU until {ours.settle:g} s after it", "settled_cpu_s", None),
    )
    return [
        Row(
            promise="C1",
            what=what,
            ours=found[ours.name][key],
            theirs=found[floor.name][key],
            floor=floor.name,
            unit="s",
            calls=calls_of("calls", found, ours, floor) if key == "settled_cpu_s" else None,
            most_ratio=most if floor.name == "L" else None,
        )
        for what, key, most in figures
        for floor in floors
    ]


def still_rows(ours: Subject, floors: Sequence[Subject], found: Mapping[str, Figures]) -> list[Row]:
    """C3: what goes to the terminal while nothing changes. The floors write nothing at all."""
    figures = (
        ("to the terminal, nothing changing", "out_bytes_s", "B/s", BYTES),
        ("full repaints", "full_repaints", f"in {ours.idle:g} s", 0.0),
        ("frames", "frames_s", "/s", None),
    )
    return [
        Row(
            promise="C3",
            what=what,
            ours=found[ours.name][key],
            theirs=found[floor.name][key],
            floor=floor.name,
            unit=unit,
            most=most if floor is floors[0] else None,
        )
        for what, key, unit, most in figures
        for floor in (floors if key == "out_bytes_s" else floors[:1])
    ]


def idle_rows(ours: Subject, floor: Subject, found: Mapping[str, Figures]) -> list[Row]:
    """CPU beside a loop that makes the same calls: the second half of C2, for 24."""
    row = Row(
        promise="idle",
        what=f"CPU while watching 24, {ours.name}",
        ours=found[ours.name]["idle_cpu_pct"],
        theirs=found[floor.name]["idle_cpu_pct"],
        floor=floor.name,
        unit="% of a core",
        calls=calls_of("idle_calls", found, ours, floor),
        most_ratio=SAME_CALLS,
    )
    return [row]


def calls_of(
    key: str, found: Mapping[str, Figures], ours: Subject, floor: Subject
) -> tuple[int, int]:
    """Requests made by both."""
    return round(found[ours.name][key]), round(found[floor.name][key])
