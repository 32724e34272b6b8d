"""The command line as a user meets it: arguments in, bytes and an exit code out."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from sstui.cli.main import main
from sstui.simulator.server import Simulator
from tests.cli.stories import Told, told

SSTUI = (sys.executable, "-m", "sstui")
ORDERS = "11eddb33-140b-4e51-b1e2-6ec265373ca3"  # the instance of orders-prod


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
def on_terminal(home: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """The same, where standard output and error are a terminal of 200 columns: both are ``out``."""
    monkeypatch.setenv("COLUMNS", "200")

    def call(*arguments: str) -> Ended:
        ours, theirs = os.openpty()
        received: list[bytes] = []

        def read() -> None:
            with suppress(OSError):  # which is how a terminal says that nobody writes any more
                while chunk := os.read(ours, 65536):
                    received.append(chunk)

        reader = threading.Thread(target=read)
        reader.start()
        with monkeypatch.context() as patch, open(theirs, "w", encoding="utf-8") as terminal:
            patch.setattr(sys, "stdout", terminal)
            patch.setattr(sys, "stderr", terminal)
            with pytest.raises(SystemExit) as ended:
                main(list(arguments))
        reader.join()
        os.close(ours)
        code = ended.value.code
        assert isinstance(code, int)
        return Ended(code, b"".join(received), "")

    return call


@pytest.fixture
def process(home: Path) -> Call:
    """Calls the command line as a process of its own, without standard input."""

    def call(*arguments: str) -> Ended:
        ended = subprocess.run(
            [*SSTUI, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=30,
            check=False,
        )
        return Ended(ended.returncode, ended.stdout, ended.stderr.decode())

    return call


@contextmanager
def in_thread(simulator: Simulator) -> Iterator[Simulator]:
    """The simulator on a loop of its own: a command brings its own too."""
    ready = threading.Event()
    loop = asyncio.new_event_loop()
    ended = asyncio.Event()

    async def serve() -> None:
        async with simulator:
            ready.set()
            await ended.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    try:
        assert ready.wait(5)
        yield simulator
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join()
        loop.close()


def let_in(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the variables that it exports."""
    for line in simulator.exports():
        name, _, value = line.removeprefix("export ").partition("=")
        monkeypatch.setenv(name, value)


@pytest.fixture
def fleet(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Simulator]:
    """A simulated account whose story stands still, and an environment that leads to it."""
    with in_thread(Simulator("fleet", speed=0)) as simulator:
        let_in(simulator, monkeypatch)
        yield simulator


def bookmark_orders(simulator: Simulator, home: Path) -> None:
    """Write the watch list of an empty ``home``: ``orders-prod`` alone."""
    mark = next(each for each in simulator.bookmarks if each["name"] == "orders-prod")
    keys = ("name", "application", "component", "instance")
    lines = [f'{key} = "{mark[key]}"\n' for key in keys]
    (home / "config").mkdir()
    (home / "config" / "watchlist.toml").write_text("[[instance]]\n" + "".join(lines))


@pytest.fixture
def bookmarked(fleet: Simulator, home: Path) -> Simulator:
    """The same, with one instance on the watch list: ``orders-prod``."""
    bookmark_orders(fleet, home)
    return fleet


def forget(home: Path) -> None:
    """What earlier calls wrote down is gone: for a table of which each case is a first call."""
    shutil.rmtree(home / "state", ignore_errors=True)


@pytest.fixture(scope="session")
def eventful_hour(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The story of `tests.cli.stories`, told once (it costs 0.4 s): read it, write nothing."""
    return asyncio.run(told(tmp_path_factory.mktemp("story")))
