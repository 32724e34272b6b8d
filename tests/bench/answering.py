"""C4 and C8: from a key to the paint that answers it, in a fleet that changes and in a megabyte."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from sstui.simulator.server import Simulator
from tests.bench import subjects
from tests.bench.cost import MANY
from tests.bench.fleet import leading_to, make_home
from tests.bench.measuring import Figures
from tests.bench.plans import Plan, Wanted
from tests.bench.rows import Row
from tests.bench.subjects import Subject

CHANGING = 200  # of the many, all at once
EVERY = 5.0  # seconds between two such changes, and between two looks
LOOKS = f'[poll]\ninterval = "{EVERY:g}s"\nbudget = 3000\n'  # overviews: 25 calls a round
KEY, KEY_AT_LEAST, AS_L = 50.0, 20.0, 1.5  # C4: milliseconds, and times floor L
REPAINTS = 1.0  # C4: a second
MEGABYTE = 1_000_000
OPENS, STEP = 150.0, 50.0  # C8: milliseconds
MOVES = "j:20,k:20"
FILTER = ",".join(["a:1,p:1,i:1,-:1,0:1,backspace:5"] * 4)


def typing_plan(simulator: Simulator, folder: Path, wanted: Wanted) -> Plan:
    """C4: keys and a filter's letters in 500 rows of which 200 change at once, again and again."""
    home = make_home(folder / "typing", simulator, LOOKS, MANY)
    leading = leading_to(simulator)
    ours = subjects.large_dashboard("sstui 500 changing", home, 30.0, wanted.idle, leading)
    floor = subjects.still(subjects.A_MOMENT, subjects.A_MOMENT, MANY)
    ours = replace(ours, keys=(MOVES, "/:1", FILTER, "esc:2"))
    floor = replace(floor, keys=(MOVES,))
    plan = Plan(meanwhile=partial(_change, simulator))
    plan.measure(ours, floor)
    plan.makers.append(partial(_typing_rows, ours, floor))
    return plan


async def _change(simulator: Simulator) -> None:
    """Every `EVERY` seconds the same instances lose a replica, or have it again."""
    ids = [bookmark["instance"] for bookmark in simulator.bookmarks[:CHANGING]]
    for available in itertools.cycle((0, 1)):
        for instance in ids:
            simulator.set_status(instance, available_replica=available, replica=2)
        await asyncio.sleep(EVERY)


def _typing_rows(ours: Subject, floor: Subject, found: Mapping[str, Figures]) -> list[Row]:
    theirs = found[floor.name]["key_p95_ms"]
    most = round(min(KEY, max(AS_L * theirs, KEY_AT_LEAST)), 1)
    frames = found[ours.name]["frames_s"]
    timed = (("key to paint", "key_p95_ms"), ("letter of the filter to paint", "key3_p95_ms"))
    return [
        *(
            Row(
                "C4",
                f"{what}, 95th percentile, {CHANGING} of {MANY} changing",
                found[ours.name][key],
                "ms",
                theirs,
                floor.name,
                most=most,
            )
            for what, key in timed
        ),
        Row("C4", "repaints while they change", frames, "/s", most=REPAINTS),
    ]


def megabyte_plan(simulator: Simulator, folder: Path, _wanted: Wanted) -> Plan:
    """C8: a configuration of a megabyte is opened, scrolled and searched."""
    only = simulator.bookmarks[0]
    simulator.serve_body(only["instance"], _megabyte())
    home = make_home(folder / "megabyte", simulator, '[poll]\ninterval = "60s"\n', 1)
    leading = leading_to(simulator)
    ours = subjects.large_dashboard("sstui 1 MB", home, subjects.SETTLED, 0.0, leading)
    ours = replace(ours, keys=("2:1", "tab:1", "j:10,pgdn:10", "/:1", "v:1,a:1,l:1,u:1"))
    plan = Plan()
    plan.measure(ours)
    plan.makers.append(partial(_megabyte_rows, ours))
    return plan


def _megabyte() -> bytes:
    one = {"name": "VARIABLE", "value": "a value of some length, as they are in the wild"}
    count = MEGABYTE // len(json.dumps(one))
    env = [{**one, "name": f"VARIABLE_{number:05}"} for number in range(count)]
    body = {
        "id": "11eddb33-140b-4e51-b1e2-6ec265373ca3",
        "name": "megabyte",
        "configuration": {"env": env},
        "status_detail": {"status": "RUNNING", "available_replica": 1, "replica": 1},
    }
    return json.dumps(body).encode()


def _megabyte_rows(ours: Subject, found: Mapping[str, Figures]) -> list[Row]:
    figures = (
        ("configuration of 1 MB opens", "key_max_ms", OPENS),
        ("a step of scrolling in it", "key3_max_ms", STEP),
        ("its search opens", "key4_max_ms", OPENS),
        ("a letter of searching in it", "key5_max_ms", STEP),
    )
    return [Row("C8", what, found[ours.name][key], "ms", most=most) for what, key, most in figures]
