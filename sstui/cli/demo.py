"""``sstui demo``: the dashboard on the simulator, with no account and no file of the user's."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import FrameType

import click

from sstui.cli.dashboard import open_on, require_terminal
from sstui.cli.lazy import Command
from sstui.cli.options import Options, options_of
from sstui.cli.simulator_process import SimulatorProcess
from sstui.config.watchlist import Bookmark
from sstui.config.watchlist_changes import values
from sstui.config.watchlist_text import NEW_FILE, new_block
from sstui.servicestage.refs import InstanceRef
from sstui.simulator.server import Simulator

SCENARIO = "fleet"
SETTINGS = """\
[poll]
interval = "3s"
fast = "3s"
budget = 5000
"""
# What could lead the demo to the user's own account, proxy or files.
_FOREIGN = ("HUAWEICLOUD_", "HW_", "OS_", "SSTUI_", "XDG_")


@click.command(cls=Command)
@click.pass_context
def demo(ctx: click.Context) -> None:
    """Open the dashboard on a simulated ServiceStage.

    Needs no account, reaches nothing but loopback, and touches no file of yours. Within two
    minutes a small story is told without a key being pressed.

    \b
    Example:
      sstui demo --theme sstui-light
    """
    ctx.exit(run_demo(options_of(ctx)))


def run_demo(options: Options) -> int:
    """The exit code of the dashboard. Nothing is left running and no file is left behind."""
    require_terminal(os.environ)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)  # the dashboard takes them over once it is open
    with (
        tempfile.TemporaryDirectory(prefix="sstui-demo-") as folder,
        SimulatorProcess(SCENARIO, os.environ) as simulator,
    ):
        home = Path(folder)
        environ = demo_environ(os.environ, home, simulator.exports)
        write_files(home / "sstui" / "config")
        shown = Options(theme=options.theme, signs=options.signs, verbose=options.verbose)
        shown.color, shown.mouse = options.color, options.mouse
        return open_on(shown, environ, is_demo=True).code


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


def demo_environ(
    environ: Mapping[str, str], home: Path, exports: Mapping[str, str]
) -> dict[str, str]:
    """``environ`` without what is the user's, with what leads to the simulator."""
    kept = {
        name: value
        for name, value in environ.items()
        if not name.startswith(_FOREIGN) and not name.upper().endswith("_PROXY")
    }
    return {**kept, **exports, "HOME": str(home), "SSTUI_HOME": str(home / "sstui")}


def write_files(folder: Path) -> None:
    """The demo's settings, and its watch list from the simulator's own."""
    folder.mkdir(parents=True)
    settings = folder / "config.toml"
    settings.touch(0o600)  # as `doctor`, which is one key away, wants it
    settings.write_text(SETTINGS, encoding="utf-8")
    blocks = [new_block(values(_bookmark(each))) for each in Simulator(SCENARIO).bookmarks]
    text = "\n".join([NEW_FILE, *blocks])
    (folder / "watchlist.toml").write_text(text, encoding="utf-8")


def _bookmark(given: Mapping[str, object]) -> Bookmark:
    """One of the simulator's bookmarks, which knows nothing of ours."""
    ref = InstanceRef(
        application=str(given["application"]),
        component=str(given["component"]),
        instance=str(given["instance"]),
    )
    tags = given["tags"]
    interval = given.get("interval")
    return Bookmark(
        name=str(given["name"]),
        ref=ref,
        group=str(given["group"]),
        tags=tuple(tags) if isinstance(tags, list) else (),
        note=str(given["note"]),
        interval=interval if isinstance(interval, float | int) else None,
        expect=str(given["expect"]) if given.get("expect") else None,
    )
