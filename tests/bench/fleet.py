"""The fleet of the bench: the simulator's 24 instances, their story held before its first step."""

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


def make_home(folder: Path, simulator: Simulator, interval: float) -> Path:
    """An ``SSTUI_HOME`` that watches every instance once each ``interval`` seconds.

    The same pace for all, also under the cursor and for what is off, and a budget out of reach:
    as many calls as the bare loop makes.
    """
    config = folder / "config"
    config.mkdir(parents=True)
    paces = "".join(f'{key} = "{interval:g}s"\n' for key in ("interval", "fast", "off_interval"))
    settings = f"[poll]\n{paces}budget = 100000\n"
    (config / "config.toml").write_text(settings, encoding="utf-8")
    blocks = ["version = 1\n"]
    for bookmark in simulator.bookmarks:
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
