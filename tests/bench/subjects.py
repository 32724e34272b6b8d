"""What is measured: the floors and the dashboard, each as a command in a situation."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.floors.empty import TEXT
from tests.bench.floors.made_up import LAST_NAME

SETTLED = 5.0  # seconds after the first paint within which all 24 were seen once
AT_REST = 65.0  # seconds after which ages count in minutes, as they do while nothing changes
A_MOMENT = 2.0


@dataclass(frozen=True)
class Subject:
    """A program and how it is looked at.

    It is painted once ``until`` (a regular expression) is on its screen; ``settle`` seconds later
    it is watched for ``idle`` seconds; ``quit_key`` ends it (empty: ``signal`` does).
    """

    name: str
    command: tuple[str, ...]
    until: str
    settle: float
    idle: float
    quit_key: str = "q"
    environ: Mapping[str, str] = field(default_factory=dict)
    keys: tuple[str, ...] = ()  # timed after that, group by group, as the probe writes them
    signal: str = "TERM"  # where no key ends it
    warm: float = 0.0  # seconds that its first run, which is not measured, lasts


def module(name: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", name, *arguments)


def empty(settle: float, idle: float) -> Subject:
    """Floor E."""
    command = module("tests.bench.floors.empty")
    return Subject("E", command, re.escape(TEXT), settle, idle)


def still(settle: float, idle: float, count: int | None = None) -> Subject:
    """Floor L, with 24 instances or ``count``."""
    if count is None:
        return Subject("L", module("tests.bench.floors.still"), LAST_NAME, settle, idle)
    command = module("tests.bench.floors.still", "--count", str(count))
    return Subject(f"L {count}", command, "nothing changed since", settle, idle)


def bare_loop(home: Path, interval: float, idle: float, environ: Mapping[str, str]) -> Subject:
    """Floor N on the watch list of ``home``, from the moment it has seen every instance."""
    watch_list = home / "config" / "watchlist.toml"
    arguments = ("--watch-list", str(watch_list), "--interval", f"{interval:g}")
    command = module("tests.bench.floors.bare_loop", *arguments)
    until = "saw all"
    return Subject(f"N {interval:g} s", command, until, A_MOMENT, idle, "", environ)


def dashboard(
    home: Path, interval: float, settle: float, idle: float, environ: Mapping[str, str]
) -> Subject:
    """The dashboard on ``home``, with which ``environ`` leads to a simulator."""
    name = f"sstui {interval:g} s" if idle else "sstui"
    environ = {**environ, "SSTUI_HOME": str(home)}
    return Subject(name, module("sstui"), LAST_NAME, settle, idle, "q", environ)


def large_dashboard(
    name: str, home: Path, settle: float, idle: float, environ: Mapping[str, str]
) -> Subject:
    """The dashboard on a watch list that is longer than the screen."""
    environ = {**environ, "SSTUI_HOME": str(home)}
    return Subject(name, module("sstui"), "budget", settle, idle, "q", environ)
