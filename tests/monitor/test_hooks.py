"""Hooks: real programs, told of real events, that neither hold anything up nor learn a secret."""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import psutil
import pytest

from sstui.cli.options import Options
from sstui.cli.session import Session
from sstui.cli.telling import event_text
from sstui.config.alert_settings import KINDS
from sstui.config.bookmarks import Bookmark
from sstui.config.paths import Paths
from sstui.config.watchlist import WatchList
from sstui.insight.attention import Quiet, Why
from sstui.insight.records import Event, EventKind, Health
from sstui.monitor.hook_program import Program, run_program
from sstui.monitor.hooks import AT_ONCE, MOST_WAITING, Hooks
from sstui.monitor.ledger import Ledger
from sstui.monitor.state import Snapshot
from sstui.servicestage.refs import InstanceRef
from sstui.simulator.server import Simulator
from tests.cases import every
from tests.monitor.scripted import ManualClock, ref_of
from tests.support import until

ENVIRON = {"PATH": os.environ["PATH"], "TOLD": "by us"}


def program(home: Path, script: str, patience: float = 10.0) -> Program:
    return Program(("sh", "-c", script), ENVIRON, home, patience)


def happened(number: int = 0, *, at: float = 0.0, name: str | None = None) -> Event:
    ref = ref_of(number)
    time = 1_700_001_000.0 + at
    return Event(
        EventKind.HEALTH, name or f"i{number}", ref, at, time, "ok", "bad", health=Health.BAD
    )


class Machine:
    """One process with a hook: whom it leads, and what it knows."""

    def __init__(self, told_by: Program, file: Path | None = None) -> None:
        self.clock = ManualClock()
        self.is_leader = True
        self.known: dict[InstanceRef, Snapshot] = {}
        self.hooks = Hooks(told_by, event_text, KINDS)
        self.ledger = Ledger(file, self.clock, boot="this one")
        self.hooks.serve(
            self.ledger.file,
            self.clock,
            leads=lambda profile: self.is_leader,
            snapshot=self.known.get,
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Machine]:
        task = asyncio.create_task(self.hooks.run())
        try:
            yield self
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def names(path: Path) -> list[str]:
    return [json.loads(line)["name"] for line in lines(path)]


async def test_a_program_gets_what_is_told_in_its_home_with_its_environment_alone(
    tmp_path: Path,
) -> None:
    told = program(tmp_path, "cat > told; env > env; pwd > where; ps -o sid= -p $$ > session")
    assert await run_program(told, b'{"v": 1}\n') is None
    assert (tmp_path / "told").read_bytes() == b'{"v": 1}\n'
    environ = dict(line.split("=", 1) for line in lines(tmp_path / "env"))
    assert {k: v for k, v in environ.items() if k not in {"PWD", "SHLVL", "_", "OLDPWD"}} == ENVIRON
    assert lines(tmp_path / "where") == [str(tmp_path)]
    assert int(lines(tmp_path / "session")[0]) != os.getsid(0)


async def test_one_that_takes_too_long_is_killed_with_all_that_it_started(tmp_path: Path) -> None:
    slow = program(tmp_path, "sleep 600 & echo $! $$ > pids; wait", patience=0.5)
    said = await run_program(slow, b"{}")
    assert said == "sh was killed: it took more than 0.5 s"
    for pid in map(int, lines(tmp_path / "pids")[0].split()):
        await until(partial(ended, pid))


def ended(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@every(
    ("script", "said"),
    [
        ("exit 0", None),  # it need not read what it is told
        ("echo; echo 'no such host' >&2; echo more >&2; exit 7", "exit code 7: no such host"),
        ("exit 3", "sh ended with exit code 3"),
        ("echo 'curl -H token=hunter2hunter2' >&2; exit 1", "••••"),
        ("head -c 300000 /dev/zero >&2; exit 1", "exit code 1"),
        ("sleep 2 >/dev/null 2>/dev/null & exit 0", None),  # what it leaves running is its own
    ],
)
async def test_how_it_failed_is_one_line_without_a_secret(
    tmp_path: Path, script: str, said: str | None
) -> None:
    problem = await run_program(program(tmp_path, script), b"x" * 100_000)
    if said is None:
        assert problem is None
    else:
        assert problem is not None
        assert said in problem
        assert "hunter2" not in problem
        assert "\n" not in problem


async def test_a_program_that_is_not_there_is_a_line_in_the_log_and_nothing_else(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    absent = Program(("no-such-program",), ENVIRON, tmp_path, 1.0)
    with caplog.at_level(logging.WARNING):
        async with Machine(absent).running() as machine:
            machine.hooks.hear((happened(),))
            await until(lambda: "no-such-program cannot be started" in caplog.text)
    assert "hook for health of i0: " in caplog.text


async def test_two_run_at_once_and_the_others_wait_their_turn(tmp_path: Path) -> None:
    script = "touch started.$$; while [ ! -e go ]; do sleep 0.02; done; cat >> told"
    async with Machine(program(tmp_path, script)).running() as machine:
        machine.hooks.hear(tuple(happened(number) for number in range(5)))
        await until(lambda: len(started(tmp_path)) == AT_ONCE)
        machine.hooks.hear((happened(5),))
        assert len(started(tmp_path)) == AT_ONCE
        go(tmp_path)
        await until(lambda: len(lines(tmp_path / "told")) == 6)


def started(folder: Path) -> list[Path]:
    return list(folder.glob("started.*"))


def go(folder: Path) -> None:
    (folder / "go").touch()


async def test_what_runs_when_sstui_ends_is_killed(tmp_path: Path) -> None:
    async with Machine(program(tmp_path, "echo $$ > pid; sleep 600")).running() as machine:
        machine.hooks.hear((happened(),))
        await until(lambda: bool(lines(tmp_path / "pid")))
    await until(lambda: ended(int(lines(tmp_path / "pid")[0])))


async def test_when_too_much_happens_the_oldest_are_dropped_and_counted(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    machine = Machine(program(tmp_path, "cat >> told"))
    for number in range(MOST_WAITING + 6):
        machine.hooks.hear((happened(number),))
    assert machine.hooks.dropped == 6
    assert "sh is too slow" in caplog.text
    async with machine.running():
        await until(lambda: len(lines(tmp_path / "told")) == MOST_WAITING)
    assert {"i5", "i6"} & set(names(tmp_path / "told")) == {"i6"}


async def test_what_is_quiet_is_told_to_nobody(tmp_path: Path) -> None:
    async with Machine(program(tmp_path, "cat >> told")).running() as machine:
        for number, why in enumerate((*Why, None)):
            quiet = None if why is None else Quiet(why)
            mark = Bookmark(f"i{number}", ref_of(number))
            machine.known[ref_of(number)] = Snapshot(mark, quiet=quiet)
            machine.hooks.hear((happened(number),))
        machine.hooks.hear((replace(happened(4), damped=True), happened(5)))
        await until(lambda: len(lines(tmp_path / "told")) == 2)
    assert sorted(names(tmp_path / "told")) == ["i3", "i5"]


async def test_who_takes_over_tells_what_nobody_told_and_nothing_twice(tmp_path: Path) -> None:
    told, file = program(tmp_path, "cat >> told"), tmp_path / "shared.db"
    leader, follower = Machine(told, file), Machine(told, file)
    follower.is_leader = False
    async with follower.running():
        async with leader.running():
            for each in (leader, follower):
                each.hooks.hear((happened(1),))
            await until(lambda: names(tmp_path / "told") == ["i1"])
        for each in (leader, follower):
            each.hooks.hear((happened(2),))  # the leader ended before it told that
        follower.is_leader = True
        follower.hooks.follow()
        follower.hooks.hear((happened(3),))
        await until(lambda: len(lines(tmp_path / "told")) == 3)
    assert sorted(names(tmp_path / "told")) == ["i1", "i2", "i3"]


async def test_a_follower_forgets_what_the_leader_had_time_to_tell(tmp_path: Path) -> None:
    follower = Machine(program(tmp_path, "cat >> told"))
    follower.is_leader = False
    async with follower.running():
        old = happened(1, at=follower.clock.now() - 1_700_001_000.0 - 61)
        new = happened(2, at=follower.clock.now() - 1_700_001_000.0)
        follower.hooks.hear((old, new))
        follower.is_leader = True
        follower.hooks.follow()
        await until(lambda: names(tmp_path / "told") == ["i2"])


CONFIG = """\
[poll]
interval = 1
fast = 1
budget = 100000

[hooks]
on_change = ["sh", "-c", "cat >> told; env > env"]

[profiles.other]
region = "x"
ak_env = "MY_AK"
sk_env = "MY_SK"
"""


async def test_the_whole_way_the_hook_gets_the_json_of_watch_and_no_credential(
    tmp_path: Path,
) -> None:
    async with Simulator("fleet", speed=0) as simulator:
        environ = {
            **ENVIRON,
            "HOME": str(tmp_path),
            "SSTUI_HOME": str(tmp_path),
            "SSTUI_REGION": simulator.region,
            "SSTUI_ENDPOINT": simulator.endpoint,
            "SSTUI_IAM_ENDPOINT": simulator.iam_endpoint,
            "HUAWEICLOUD_SDK_AK": simulator.access_key,
            "HUAWEICLOUD_SDK_SK": simulator.secret_key,
            "HUAWEICLOUD_SDK_PROJECT_ID": simulator.project_id,
            "OS_PASSWORD": "hunter2hunter2",
            "MY_AK": "planted-ak",
            "MY_SK": "planted-sk",
        }
        paths = Paths.from_environ(environ)
        paths.config_file.parent.mkdir(parents=True)
        paths.config_file.write_text(CONFIG)
        mark = simulator.bookmarks[0]
        ref = InstanceRef(mark["application"], mark["component"], mark["instance"])
        WatchList(paths.watchlist_file).add(Bookmark("orders", ref))
        heard: list[Event] = []
        watcher = Session(Options(), environ).watcher
        watcher.listen(heard.extend)
        told = tmp_path / "told"
        async with watcher:
            await until(lambda: any(s.looked for s in watcher.fleet().snapshots), 20)
            simulator.set_status(ref.instance, status="FAILED", available_replica=0)
            await until(lambda: bool(of(heard, EventKind.HEALTH)) and len(lines(told)) >= 3, 20)
        expected = {event_text(each) for each in heard if each.before is not None}
        assert set(lines(told)) <= expected
        assert {json.loads(line)["kind"] for line in lines(told)} >= {"status", "health"}
        passed_on = (tmp_path / "env").read_text()
        for secret in (simulator.access_key, simulator.secret_key, "hunter2", "planted"):
            assert secret not in passed_on


def of(events: list[Event], kind: EventKind) -> list[Event]:
    return [each for each in events if each.kind is kind]
