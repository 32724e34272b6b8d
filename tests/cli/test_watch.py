"""``watch``: a line for each change as it happens, until it is told to end."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest

from sstui.cli.options import Options
from sstui.cli.session import Session
from sstui.cli.watch_lines import JsonLines, TextLines
from sstui.config.settings import PollSettings
from sstui.insight.records import EventKind
from sstui.monitor.store import MOST_EVENTS
from sstui.simulator.server import Simulator
from sstui.view.signs import UNICODE
from tests.cli.conftest import ORDERS, SSTUI, Call
from tests.cli.golden import golden
from tests.cli.stories import CHOSEN, NAMES, PLANTED, Kept, Story, Told, followed, running
from tests.monitor.scripted import Reply, body, make_world, scattered
from tests.support import until

PATIENCE = 40.0  # seconds; the machine may be busy
Printed = pytest.CaptureFixture[bytes]


def test_text_word_for_word(eventful_hour: Told, capfdbinary: Printed) -> None:
    eventful_hour.whole.print(TextLines(UNICODE, UTC, NAMES))
    out = capfdbinary.readouterr().out.decode()
    golden("watch.txt", out)
    assert PLANTED not in out


def test_json_is_what_history_tells_later(eventful_hour: Told, capfdbinary: Printed) -> None:
    eventful_hour.whole.print(JsonLines())
    golden("events.jsonl", capfdbinary.readouterr().out.decode())


def test_of_those_named_alone_and_of_their_profile(
    eventful_hour: Told, capfdbinary: Printed
) -> None:
    eventful_hour.chosen.print(JsonLines())
    assert {each["name"] for each in objects(capfdbinary)} == {*CHOSEN, "default"}


def objects(printed: Printed) -> list[dict[str, Any]]:
    """What was printed since the last call."""
    return [json.loads(line) for line in printed.readouterr().out.splitlines()]


async def test_what_an_earlier_run_saw_is_no_news(
    eventful_hour: Told, tmp_path: Path, capfdbinary: Printed
) -> None:
    shutil.copytree(eventful_hour.folder, tmp_path, dirs_exist_ok=True)
    story = Story(tmp_path)
    story.world.clock.set_wall(7200)
    async with running(story), followed(story.world.watcher, JsonLines()):
        story.change("catalog", version="2")
        await story.passes(2)
    told = objects(capfdbinary)
    version = next(each for each in told if each["kind"] == "version" and each["to"] == "2")
    assert (version["name"], version["from"]) == ("catalog", "1")
    assert version["away"] > 3600
    assert [each for each in told if each["from"] is None and each["kind"] == "status"] == []


async def test_hundreds_of_changes_in_one_sweep_are_all_told(
    tmp_path: Path, capfdbinary: Printed
) -> None:
    listed = scattered(MOST_EVENTS // 2, 1)
    world = make_world(tmp_path, listed, PollSettings())
    async with world.watcher, followed(world.watcher, JsonLines()):
        await world.clock.advance(60)
        capfdbinary.readouterr()
        world.source.reply = lambda ref: Reply(body("FAILED", 0))
        await world.clock.advance(60)
    told = objects(capfdbinary)
    for kind in ("status", "replicas", "health"):
        assert len({each["instance"] for each in told if each["kind"] == kind}) == len(listed)
    assert len(told) == 3 * len(listed) > MOST_EVENTS


class Watching:
    """`sstui watch` as a process, its lines as they come."""

    def __init__(
        self,
        process: asyncio.subprocess.Process,
        lines: asyncio.StreamReader,
        reader: asyncio.ReadTransport,
    ) -> None:
        self.process = process
        self.reader = reader
        self.err = b""
        self._lines = lines

    async def event(self, kind: str) -> dict[str, Any]:
        """The next event of that kind."""
        async with asyncio.timeout(PATIENCE):
            while True:
                event: dict[str, Any] = json.loads(await self._lines.readline())
                assert list(event)[:7] == ["v", "time", "name", "instance", "kind", "from", "to"]
                if event["kind"] == kind:
                    return event

    async def ended(self) -> int:
        async with asyncio.timeout(PATIENCE):
            _, self.err = await self.process.communicate()
        assert self.process.returncode is not None
        return self.process.returncode


@asynccontextmanager
async def watching(*arguments: str) -> AsyncIterator[Watching]:
    ours, theirs = os.pipe()
    lines = asyncio.StreamReader()
    reader, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(lines), os.fdopen(ours, "rb")
    )
    process = await asyncio.create_subprocess_exec(
        *(*SSTUI, "watch", *arguments),
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=subprocess.PIPE,
    )
    os.close(theirs)
    try:
        yield Watching(process, lines, reader)
    finally:
        reader.close()
        if process.returncode is None:
            process.kill()
            await process.communicate()


@pytest.fixture
def hasty(bookmarked: Simulator, home: Path) -> Simulator:
    """A simulated fleet, one of it watched, and looks once a second."""
    settings = '[poll]\ninterval = "1s"\nfast = "1s"\nbudget = 100000\n'
    (home / "config" / "config.toml").write_text(settings)
    return bookmarked


async def test_of_two_at_once_each_tells_each_change_and_it_is_recorded_once(
    hasty: Simulator, sstui: Call
) -> None:
    """In the end one has nobody who reads it, and the other is told to."""
    async with watching("--json") as first, watching("--json") as second:
        seen = [await each.event("status") for each in (first, second)]
        for sighting in seen:
            told = (sighting["name"], sighting["instance"], sighting["from"], sighting["to"])
            assert told == ("orders-prod", ORDERS, None, "RUNNING")
        # While they watch it is in the history already.
        await until(lambda: [each["to"] for each in history_of(sstui)] == ["RUNNING"])
        hasty.set_status(ORDERS, status="RESTARTING")
        for watch in (first, second):
            change = await watch.event("status")
            assert (change["from"], change["to"]) == ("RUNNING", "RESTARTING")
        first.reader.close()
        assert await first.ended() == 0, "it ends with its reader though nothing happens"
        second.process.send_signal(signal.SIGTERM)
        assert await second.ended() == 128 + signal.SIGTERM
        assert first.err == second.err == b"watching 1 instance\n"
    assert [each["to"] for each in history_of(sstui)] == ["RUNNING", "RESTARTING"]


def history_of(sstui: Call) -> list[dict[str, Any]]:
    """The changes of a status that are recorded."""
    events = [json.loads(line) for line in sstui("history", "--json").lines]
    return [each for each in events if each["kind"] == "status"]


def test_a_name_that_nobody_has_ends_with_1(sstui: Call, bookmarked: Simulator) -> None:
    said = sstui("watch", "orders-prod", "nosuch", "--for", "5")
    assert (said.code, said.out, said.err.count("\n")) == (1, "", 1)
    assert bookmarked.requests == []


def test_with_nothing_to_watch_it_ends_with_2_and_says_what_to_do(sstui: Call, home: Path) -> None:
    said = sstui("watch")
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 2)
    assert "sstui add" in said.err


@pytest.mark.parametrize("given", ["soon", "-1s"])
def test_a_for_that_is_no_time_ends_with_2(sstui: Call, bookmarked: Simulator, given: str) -> None:
    said = sstui("watch", "--for", given)
    assert (said.code, said.out) == (2, "")


async def test_without_a_key_it_waits_and_says_what_to_do(
    hasty: Simulator, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("HUAWEICLOUD_SDK_AK")
    watcher, told = Session(Options(), os.environ).watcher, Kept()
    async with watcher, followed(watcher, told):
        await until(lambda: bool(told.events))
    (event,) = told.events
    assert (event.kind, event.after) == (EventKind.CREDENTIALS, "no credentials")
    assert "HUAWEICLOUD_SDK_AK" in capfd.readouterr().err
