"""R5: how long the dashboard takes to end, for each way to end it, its terminal given back."""

from __future__ import annotations

import signal
import statistics
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.bench.measuring import Failed
from tests.bench.rows import Row
from tests.real_terminal.cloud import open_cloud
from tests.real_terminal.dashboards import Dashboard, Opening
from tests.real_terminal.unread import fill_up

AT_ONCE = 1.0  # seconds
GONE = "its terminal gone"
UNREAD = "TERM, its terminal not reading"
WAYS: dict[str, tuple[int, Callable[[Dashboard], None]]] = {
    "q": (0, lambda dashboard: dashboard.terminal.type("q")),
    "INT": (130, lambda dashboard: dashboard.send(signal.SIGINT)),
    "TERM": (143, lambda dashboard: dashboard.send(signal.SIGTERM)),
    "HUP": (129, lambda dashboard: dashboard.send(signal.SIGHUP)),
    GONE: (129, lambda dashboard: dashboard.terminal.hang_up()),
    UNREAD: (143, lambda dashboard: dashboard.send(signal.SIGTERM)),
}


def ending_rows(folder: Path, runs: int, say: Callable[[str], None]) -> list[Row]:
    """A row for each way; medians. Raises `Failed`."""
    took: dict[str, list[float]] = {way: [] for way in WAYS}
    with open_cloud() as cloud:
        for number in range(runs):
            for place, (way, times) in enumerate(took.items()):
                say(f"run {number + 1} of {runs}: ended by {way}")
                home = cloud.home(folder / f"ending-{number}-{place}")
                times.append(_seconds(home, way))
    return [
        Row(
            promise="R5",
            what=f"ended by {way}",
            ours=statistics.median(times),
            unit="s",
            most=AT_ONCE,
        )
        for way, times in took.items()
    ]


def _seconds(home: Mapping[str, str], way: str) -> float:
    code, leave = WAYS[way]
    dashboard = Dashboard(Opening(home))
    terminal = dashboard.terminal
    with terminal:
        dashboard.wait_until_ready()
        terminal.settle()
        if way == UNREAD:
            fill_up(dashboard)
        began = time.monotonic()
        leave(dashboard)
        ended = terminal.wait()
        took = time.monotonic() - began
        if ended != code:
            raise Failed(f"ended by {way}: exit code {ended}, not {code}")
        is_there = way not in (GONE, UNREAD)
        if is_there and dashboard.state.left_behind():
            raise Failed(f"ended by {way}: left behind {dashboard.state.left_behind()}")
    return took
