"""Who leads, over real processes that are killed or stopped (R6, issue *monitor*: takeover)."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

from sstui.config.watchlist import WatchList
from sstui.simulator.server import Simulator
from tests.monitor.scripted import entry
from tests.monitor.test_over_a_socket import _bookmark
from tests.support import until

SETTINGS = '[poll]\ninterval = "1s"\nfast = "1s"\noff_interval = "1s"\nbudget = 100000\n'
_BEGUN_WITHIN = 120.0  # seconds; a guard only, the machine may be busy


class Process:
    """One that `dashboard_process` began, and the last that it said."""

    def __init__(self, pid: int, lines: asyncio.StreamReader) -> None:
        self.pid = pid
        self.said: dict[str, Any] = {}
        self._reading = asyncio.create_task(self._read(lines))

    async def _read(self, lines: asyncio.StreamReader) -> None:
        async for line in lines:
            self.said = json.loads(line)

    async def silent(self) -> None:
        """It has ended."""
        await asyncio.wait({self._reading})

    @property
    def leads(self) -> bool | None:
        leads: bool | None = self.said.get("leads")
        return leads

    def signal(self, number: int) -> None:
        os.kill(self.pid, number)

    async def end(self) -> None:
        if not self._reading.done():
            self.signal(signal.SIGKILL)
        await self._reading


class Machine:
    def __init__(self, home: Path, simulator: Simulator) -> None:
        self.home = home
        self.simulator = simulator
        self.processes: list[Process] = []
        self._begun: asyncio.Queue[Process] = asyncio.Queue()
        self._nursery: asyncio.subprocess.Process | None = None
        config = home / "config"
        config.mkdir(parents=True)
        (config / "config.toml").write_text(SETTINGS)
        listed = [_bookmark(each) for each in simulator.bookmarks][:8]
        watchlist = WatchList(config / "watchlist.toml")
        watchlist.path.write_text("version = 1\n" + "".join(map(entry, listed)))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Processes can be started."""
        async with await asyncio.start_server(self._heard, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            nursery = self._nursery = await self._begin(port)
            try:
                yield
            finally:
                for each in self.processes:
                    await each.end()
                assert nursery.stdin is not None
                nursery.stdin.close()
                await nursery.wait()

    async def _heard(self, lines: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        process = Process(int(await lines.readline()), lines)
        self._begun.put_nowait(process)
        await process.silent()  # until then the connection stands
        writer.close()

    async def start(self) -> Process:
        assert self._nursery is not None
        assert self._nursery.stdin is not None
        self._nursery.stdin.write(b"\n")
        async with asyncio.timeout(_BEGUN_WITHIN):
            self.processes.append(await self._begun.get())
        return self.processes[-1]

    async def _begin(self, port: int) -> asyncio.subprocess.Process:
        exported = dict(
            line.removeprefix("export ").split("=", 1) for line in self.simulator.exports()
        )
        environ = {name: value.strip("'\"") for name, value in exported.items()}
        environ |= {"SSTUI_HOME": str(self.home), "HOME": str(self.home), "PATH": ""}
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.monitor.dashboard_process",
            str(port),
            stdin=asyncio.subprocess.PIPE,
            cwd=Path(__file__).parents[2],
            env=environ,
        )


@asynccontextmanager
async def machine(home: Path, count: int) -> AsyncIterator[tuple[Machine, list[Process]]]:
    async with Simulator("fleet", speed=0) as simulator:
        made = Machine(home, simulator)
        async with made.running():
            for _ in range(count):
                await made.start()
            yield made, made.processes


def leaders(processes: list[Process]) -> list[Process]:
    return [each for each in processes if each.leads]


def in_order(processes: list[Process]) -> bool:
    """Whether one leads, all others know which, and everybody sees everything."""
    lead = leaders(processes)
    return (
        len(lead) == 1
        and {each.said["leader"] for each in processes} == {lead[0].pid}
        and all(each.said["fresh"] == 8 for each in processes)
    )


async def test_one_leads_and_another_takes_over_from_it_when_it_hangs_and_when_it_is_killed(
    tmp_path: Path,
) -> None:
    async with machine(tmp_path, 3) as (made, processes):
        await until(lambda: all(each.said for each in processes))
        await until(lambda: in_order(processes))
        (hung,) = leaders(processes)
        others = [each for each in processes if each is not hung]
        hung.signal(signal.SIGSTOP)
        await until(lambda: len(leaders(others)) == 1)
        hung.signal(signal.SIGCONT)
        await until(lambda: in_order(processes))
        (killed,) = leaders(processes)
        assert killed is not hung  # it woke, and follows
        left = [each for each in processes if each is not killed]
        killed.signal(signal.SIGKILL)
        await until(lambda: in_order(left))
        name = next(name for name, word in left[0].said["words"].items() if word == "RUNNING")
        made.simulator.set_status(made.simulator.instance_id(name), status="DOWN")
        await until(lambda: all(each.said["words"][name] == "DOWN" for each in left))
        with closing(sqlite3.connect(tmp_path / "state" / "shared.db")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
