"""The command line as a user meets it: arguments in, bytes and an exit code out."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from sstui.cli.main import main


@dataclass(frozen=True)
class Ended:
    """How a call ended."""

    code: int
    body: bytes
    err: str

    @property
    def out(self) -> str:
        return self.body.decode()

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


Call = Callable[..., Ended]


@pytest.fixture
def sstui(home: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Call:
    """Calls the command line in this process, with real descriptors that are no terminal."""

    def call(*arguments: str) -> Ended:
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        out, err = capfdbinary.readouterr()
        code = ended.value.code
        assert isinstance(code, int)
        return Ended(code, out, err.decode())

    return call


@pytest.fixture
def process(home: Path) -> Call:
    """Calls the command line as a process of its own, without standard input."""

    def call(*arguments: str) -> Ended:
        ended = subprocess.run(
            [sys.executable, "-m", "sstui", *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=30,
            check=False,
        )
        return Ended(ended.returncode, ended.stdout, ended.stderr.decode())

    return call
