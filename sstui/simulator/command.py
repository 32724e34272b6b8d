"""The simulator in the foreground: what ``sstui simulator`` and the demo's child process run."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import sys
from typing import TextIO

from sstui.simulator.catalogue import load_scenario, scenario_names
from sstui.simulator.server import Simulator

_PR_SET_PDEATHSIG = 1
_PARENT_LOOK_SECONDS = 0.5


def scenarios() -> list[tuple[str, str]]:
    """Name and one line of description of every scenario."""
    return [(name, load_scenario(name).title) for name in scenario_names()]


def run(
    scenario: str,
    host: str,
    port: int,
    speed: float,
    out: TextIO,
    err: TextIO,
    parent: int | None = None,
    count: int | None = None,
) -> int:
    """Serves until INT or TERM; returns the exit code.

    Prints the ``export …`` lines to ``out`` and the ``sstui add …`` lines to ``err``. With
    ``parent``, a process id, it also ends as soon as that process has; ``count`` is how many
    instances the scenario *large* has. 2 when scenario, count, host or port cannot be used, with
    one line on ``err``.
    """
    try:
        load_scenario(scenario, count)
    except KeyError:
        known = ", ".join(scenario_names())
        return _refused(err, f"--scenario {scenario}: no such scenario; there are {known}")
    except ValueError as error:
        return _refused(err, f"--count {count}: {error}")
    try:
        simulator = Simulator(scenario, count=count, host=host, port=port, speed=speed)
    except ValueError as error:
        return _refused(err, f"--host: {error}; use 127.0.0.1, ::1 or localhost")
    return asyncio.run(_serve(simulator, out, err, parent))


def _refused(err: TextIO, what: str) -> int:
    print(f"sstui: {what}", file=err)  # as every command of it says what it cannot do
    return 2


async def _serve(simulator: Simulator, out: TextIO, err: TextIO, parent: int | None) -> int:
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ended.set)
    born_of = os.getppid()
    if parent is not None:
        _die_with_parent()
    try:
        await simulator.start()
    except OSError as error:
        place = f"--host {simulator.host} --port {simulator.port}"
        return _refused(err, f"{place}: cannot listen ({error.strerror}); choose another port")
    try:
        print(*simulator.exports(), sep="\n", file=out, flush=True)
        print(*simulator.add_lines(), sep="\n", file=err, flush=True)
        while not ended.is_set():
            if parent is not None and (os.getppid() != born_of or not _lives(parent)):
                break
            await _wait(ended, None if parent is None else _PARENT_LOOK_SECONDS)
    finally:
        await simulator.stop()
    return 0


async def _wait(ended: asyncio.Event, seconds: float | None) -> None:
    try:
        await asyncio.wait_for(ended.wait(), seconds)
    except TimeoutError:
        return


def _die_with_parent() -> None:
    # The kernel then sends TERM at once; the look at the parent is for other systems, and for a
    # parent that was gone before this line.
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
