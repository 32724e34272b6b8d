"""Running one program that is told of an event: no shell, a session of its own, an end in time."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from sstui.insight.secrets import mask

_MOST_SAID = 4096  # bytes of standard error that are kept
_CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Program:
    """``environ`` is all that it gets of ours; it begins in ``home`` and is killed, with all that
    it started, after ``patience`` seconds."""

    command: tuple[str, ...]
    environ: Mapping[str, str]
    home: Path
    patience: float

    @property
    def name(self) -> str:
        return os.path.basename(self.command[0])


async def run_program(program: Program, told: bytes) -> str | None:
    """Tell it on its standard input; why that failed, in one line without a secret, or None."""
    try:
        with closing(_Said()) as said:
            return await _run(program, told, said)
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        return f"{program.name} cannot be started: {reason.lower()}"


async def _run(program: Program, told: bytes, said: _Said) -> str | None:
    # Not cancelled in the middle: asyncio would leave running what the program has started.
    starting = asyncio.create_task(_start(program, said))
    try:
        process = await asyncio.shield(starting)
    except asyncio.CancelledError:
        await _end(await starting)
        raise
    try:
        async with asyncio.timeout(program.patience):
            await _tell(process, told)
            code = await process.wait()
    except TimeoutError:
        return f"{program.name} was killed: it took more than {program.patience:g} s"
    finally:
        await _end(process)
    if code == 0:
        return None
    why = said.first_line()
    return f"{program.name} ended with exit code {code}{f': {why}' if why else ''}"


async def _start(program: Program, said: _Said) -> asyncio.subprocess.Process:
    process = await asyncio.create_subprocess_exec(
        *program.command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=said.theirs,
        env=dict(program.environ),
        cwd=program.home,
        start_new_session=True,
    )
    said.listen()
    return process


async def _end(process: asyncio.subprocess.Process) -> None:
    """Kill it, with all that it started; one that ended by itself may leave something running."""
    if process.returncode is None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


async def _tell(process: asyncio.subprocess.Process, told: bytes) -> None:
    """A program need not read what it is told."""
    if process.stdin is None:
        return
    with suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(told)
        await process.stdin.drain()
    process.stdin.close()


class _Said:
    """Standard error: its begin is kept, the rest thrown away. A pipe of our own: asyncio's waits
    for its end, which something that the program left running may hold open."""

    def __init__(self) -> None:
        self._ours, self.theirs = os.pipe()
        os.set_blocking(self._ours, False)
        self._kept = bytearray()

    def listen(self) -> None:
        """From now on the program alone holds the other end."""
        os.close(self.theirs)
        self.theirs = -1
        asyncio.get_running_loop().add_reader(self._ours, self._take)

    def close(self) -> None:
        asyncio.get_running_loop().remove_reader(self._ours)
        os.close(self._ours)
        if self.theirs >= 0:
            os.close(self.theirs)

    def first_line(self) -> str:
        """The first line with anything on it, masked."""
        self._take()
        lines = self._kept.decode("utf-8", "replace").splitlines()
        return next((mask(line.strip()) for line in lines if line.strip()), "")

    def _take(self) -> None:
        try:
            chunk = os.read(self._ours, _CHUNK)
        except BlockingIOError:
            return
        self._kept += chunk[: _MOST_SAID - len(self._kept)]
        if not chunk:
            asyncio.get_running_loop().remove_reader(self._ours)
