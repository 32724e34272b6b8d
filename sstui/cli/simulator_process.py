"""The simulator as a child process that ends with us, also when we are killed."""

from __future__ import annotations

import os
import select
import shlex
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

import sstui
from sstui.cli.diagnostics import ExitCode, Refusal

PATIENCE = 15.0  # seconds until its exports must be there; 0.3 is usual
LAST = "SSTUI_REGION"  # of the exports


class SimulatorProcess:
    """``sstui simulator`` on a free port of loopback; a context manager.

    ``exports`` are the variables that let a client in. Raises `Refusal` when it does not start.
    """

    def __init__(self, scenario: str, environ: Mapping[str, str]) -> None:
        command = [sys.executable, "-P", "-m", "sstui", "simulator", "--scenario", scenario]
        self.exports: dict[str, str] = {}
        self._out, theirs = os.pipe()
        self._process = subprocess.Popen(
            [*command, "--parent", str(os.getpid())],
            env={**environ, "PYTHONPATH": _with_this_package(environ.get("PYTHONPATH", ""))},
            stdin=subprocess.DEVNULL,
            stdout=theirs,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # the terminal's signals are ours to answer
        )
        os.close(theirs)

    def __enter__(self) -> Self:
        with ExitStack() as unless_ready:
            unless_ready.callback(self._end)
            self._read_exports()
            unless_ready.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def _read_exports(self) -> None:
        end = time.monotonic() + PATIENCE
        said = b""
        while f"export {LAST}=".encode() not in said or not said.endswith(b"\n"):
            ready, _, _ = select.select([self._out], [], [], max(end - time.monotonic(), 0))
            data = os.read(self._out, 4096) if ready else b""
            if not data:
                raise Refusal(
                    "the simulator did not start",
                    ExitCode.NO_ANSWER,
                    "`sstui simulator` says why",
                )
            said += data
        for line in said.decode().splitlines():
            name, _, value = line.removeprefix("export ").partition("=")
            self.exports[name] = "".join(shlex.split(value))

    def _end(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(timeout=2.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._out)


def _with_this_package(path: str) -> str:
    """``PYTHONPATH`` on which the child finds the very package that we are."""
    here = str(Path(sstui.__file__).parents[1])
    return os.pathsep.join(part for part in (here, path) if part)
