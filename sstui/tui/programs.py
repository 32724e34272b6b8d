"""Programs of the user's own: on this screen, which is lent to them, or in a new tmux window.

No shell is between: the arguments arrive as they are. Variables of credentials are taken out.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from sstui.config.child_environ import child_environ
from sstui.view.text import plain

if TYPE_CHECKING:
    from sstui.tui.app import SstuiApp

TMUX_TIMEOUT = 2.0
END_WITHIN = 1.0  # seconds that a program has to end when sstui does
_THEIRS = (signal.SIGINT, signal.SIGQUIT)


class NotStarted(Exception):
    """Why a program does not run, in one line."""


@dataclass(frozen=True, slots=True)
class Program:
    """``arguments`` begin with its name; ``told`` is its standard input, without it the terminal's.
    ``pauses``: what it wrote stays until enter, also where it ended well."""

    title: str
    arguments: tuple[str, ...]
    environ: Mapping[str, str]
    told: bytes | None = None
    pauses: bool = False


def program_of(
    app: SstuiApp,
    title: str,
    arguments: Sequence[str],
    *,
    told: bytes | None = None,
    pauses: bool = False,
    more: Mapping[str, str] | None = None,
) -> Program:
    """Raises `NotStarted` where there is no such program."""
    environ = child_environ(app.environ, app.dashboard.settings.profiles.values())
    name = arguments[0]
    if shutil.which(name, path=environ.get("PATH")) is None:
        where = "" if "/" in name else " in PATH"
        raise NotStarted(f"{title}: there is no program {plain(name)!r}{where}")
    return Program(title, tuple(arguments), {**environ, **(more or {})}, told, pauses)


async def run_here(app: SstuiApp, program: Program) -> int:
    """Lend it the screen until it ends; its exit code, a signal's as 128 + n. Meanwhile looks go
    on. Raises `NotStarted`."""
    try:
        with app.suspend(), _interrupts_are_theirs():
            code = await _run(program)
            if code or program.pauses:
                await _wait_for_enter(program, code)
    except SuspendNotSupported as error:
        raise NotStarted(f"{program.title}: this screen cannot be lent to a program") from error
    except OSError as error:
        raise NotStarted(f"{program.title}: {(error.strerror or str(error)).lower()}") from error
    return code


async def _run(program: Program) -> int:
    told = None if program.told is None else asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *program.arguments, stdin=told, env=dict(program.environ)
    )
    try:
        await process.communicate(program.told)
    finally:
        await _end(process)
    code = process.returncode or 0
    return code if code >= 0 else 128 - code


async def _end(process: asyncio.subprocess.Process) -> None:
    """It does not outlive the screen that it was lent."""
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), END_WITHIN)
    except TimeoutError:
        process.kill()
        await process.wait()


@contextmanager
def _interrupts_are_theirs() -> Iterator[None]:
    """ctrl+c is sent to all that the terminal's foreground is: it is meant for the program. Not
    ignored, which the program would inherit."""

    def leave(_number: int, _frame: FrameType | None) -> None:
        """It is the program's."""

    before = {number: signal.signal(number, leave) for number in _THEIRS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


async def _wait_for_enter(program: Program, code: int) -> None:
    """Or for the end of the terminal."""
    loop = asyncio.get_running_loop()
    entered = asyncio.Event()
    words = f"\r\n{program.title}: {outcome(code)}; enter goes back to sstui "
    os.write(1, words.encode("utf-8", "replace"))
    loop.add_reader(0, entered.set)
    try:
        await entered.wait()
        os.read(0, 4096)
    finally:
        loop.remove_reader(0)


def outcome(code: int) -> str:
    if code > 128:
        try:
            return f"ended by {signal.Signals(code - 128).name}"
        except ValueError:
            pass
    return f"exit code {code}"


async def run_in_window(app: SstuiApp, program: Program) -> None:
    """In a new window of this tmux. Raises `NotStarted`."""
    unset = set(app.environ) - set(program.environ)
    for scope in (("-g",), ()):
        known = _variables(await _tmux(program, "show-environment", *scope))
        theirs = child_environ(known, app.dashboard.settings.profiles.values())
        unset |= set(known) - set(theirs)
    # Through `env`, whose options they are: what a new window inherits is the tmux server's. And
    # never a single argument, which tmux would give to a shell.
    options = [word for name in sorted(unset) for word in ("-u", name)]
    name = program.title.replace("#", "##")  # else a format of tmux's
    command = ("env", *options, *map(_uncut, program.arguments))
    await _tmux(program, "new-window", "-n", _uncut(name), *command)


def _variables(listing: str) -> dict[str, str]:
    """Of ``show-environment``: ``NAME=value``, and ``-NAME`` for what is taken out."""
    pairs = (line.partition("=") for line in listing.splitlines())
    return {name: value for name, equals, value in pairs if equals}


def _uncut(argument: str) -> str:
    """An argument that ends in ``;`` would end tmux's command, and begin another."""
    return f"{argument[:-1]}\\;" if argument.endswith(";") else argument


async def _tmux(program: Program, *arguments: str) -> str:
    try:
        process = await asyncio.create_subprocess_exec(
            "tmux",
            *arguments,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=dict(program.environ),
        )
    except OSError as error:
        raise NotStarted(f"{program.title}: tmux cannot be asked: {error.strerror}") from error
    try:
        said, wrong = await asyncio.wait_for(process.communicate(), TMUX_TIMEOUT)
    except TimeoutError as error:
        raise NotStarted(f"{program.title}: tmux does not answer") from error
    finally:
        await _end(process)
    if process.returncode:
        reason = wrong.decode("utf-8", "replace").strip() or f"exit code {process.returncode}"
        raise NotStarted(f"{program.title}: tmux: {plain(reason)}")
    return said.decode("utf-8", "replace")
