"""The fleets of the bench: the simulator's 24 instances, their story held before its first step,
and its large one, in which nothing happens by itself."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Mapping
from pathlib import Path

from sstui.simulator.server import Simulator

FOREIGN = ("HUAWEICLOUD_", "HW_", "OS_", "SSTUI_", "XDG_")
REF = ("name", "application", "component", "instance")
OPTIONAL = ("group", "note", "expect")


def held_fleet() -> Simulator:
    """Nothing in it changes, and nothing in it moves, which would be looked at more often."""
    return Simulator("fleet", speed=0)


def large_fleet(count: int) -> Simulator:
    """``count`` instances, twenty to an application."""
    return Simulator("large", count=count)


def leading_to(simulator: Simulator) -> dict[str, str]:
    """The variables that let a client in."""
    pairs = (line.removeprefix("export ").partition("=") for line in simulator.exports())
    return {name: "".join(shlex.split(value)) for name, _, value in pairs}


def clean(environ: Mapping[str, str]) -> dict[str, str]:
    """``environ`` without what could lead a program to somebody's account, proxy or files.

    And without ``PYTHONDONTWRITEBYTECODE``, under which a checkout is compiled at each start
    (0.3 s), as nothing that was installed is.
    """
    return {
        name: value
        for name, value in environ.items()
        if not name.startswith(FOREIGN)
        and not name.upper().endswith("_PROXY")
        and name != "PYTHONDONTWRITEBYTECODE"
    }


def same_calls(interval: float) -> str:
    """Settings under which as many calls are made as the bare loop makes: the same pace for all,
    also under the cursor and for what is off, and a budget out of reach."""
    paces = "".join(f'{key} = "{interval:g}s"\n' for key in ("interval", "fast", "off_interval"))
    return f"[poll]\n{paces}budget = 100000\n"


def default_plan(interval: float) -> str:
    """Settings that leave everything but the interval to the default plan and budget."""
    return f'[poll]\ninterval = "{interval:g}s"\n'


def make_home(folder: Path, simulator: Simulator, settings: str, count: int | None = None) -> Path:
    """An ``SSTUI_HOME`` with this ``config.toml`` that watches the first ``count`` instances, or
    all."""
    config = folder / "config"
    config.mkdir(parents=True)
    (config / "config.toml").write_text(settings, encoding="utf-8")
    blocks = ["version = 1\n"]
    for bookmark in simulator.bookmarks[:count]:
        keys = [*REF, *(key for key in OPTIONAL if bookmark[key])]
        fields = (f"{key} = {json.dumps(bookmark[key], ensure_ascii=False)}\n" for key in keys)
        blocks.append("\n[[instance]]\n" + "".join(fields))
    (config / "watchlist.toml").write_text("".join(blocks), encoding="utf-8")
    return folder


def calls(simulator: Simulator, begin: float, end: float) -> int:
    """Requests that arrived between two times, in epoch seconds."""
    return sum(begin <= request.at < end for request in simulator.requests)


def environment() -> dict[str, str]:
    return clean(os.environ)
