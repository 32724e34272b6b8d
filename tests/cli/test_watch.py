"""``watch``: a line for each change as it happens, until it is told to end."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest

from sstui.cli.watch import Following
from sstui.cli.watch_lines import JsonLines, Lines, TextLines
from sstui.config.bookmarks import Bookmark
from sstui.config.settings import PollSettings
from sstui.monitor.store import MOST_EVENTS
from sstui.simulator.faults import Fault
from sstui.simulator.server import Simulator
from sstui.view.signs import UNICODE
from tests.cli.conftest import SSTUI, Call
from tests.cli.golden import golden
from tests.cli.stories import NAMES, PLANTED, Story
from tests.monitor.scripted import Reply, body, make_world, scattered

ORDERS = "11eddb33-140b-4e51-b1e2-6ec265373ca3"
PATIENCE = 40.0  # seconds; the machine may be busy
Printed = pytest.CaptureFixture[bytes]


async def printed(
    folder: Path, capture: Printed, lines: Lines, chosen: list[Bookmark] | None = None
) -> str:
    """What is printed while the story happens."""
    story = Story(folder)
    async with story.world.watcher:
        following = Following(story.world.watcher, lines, chosen)
        task = asyncio.create_task(following.follow())
        await story.happens()
        following.end(0)
        await task
    return capture.readouterr().out.decode()


async def test_text_word_for_word(tmp_path: Path, capfdbinary: Printed) -> None:
    out = await printed(tmp_path, capfdbinary, TextLines(UNICODE, UTC, NAMES))
    golden("watch.txt", out)
    assert PLANTED not in out


async def test_json_is_what_history_tells_later(tmp_path: Path, capfdbinary: Printed) -> None:
    golden("events.jsonl", await printed(tmp_path, capfdbinary, JsonLines()))


async def test_of_those_named_alone_and_of_their_profile(
    tmp_path: Path, capfdbinary: Printed
) -> None:
    chosen = [each for each in Story(tmp_path).listed if each.name in ("orders", "refunds")]
    out = await printed(tmp_path, capfdbinary, JsonLines(), chosen)
    names = {json.loads(line)["name"] for line in out.splitlines()}
    assert names == {"orders", "refunds", "default"}


async def test_what_an_earlier_run_saw_is_no_news(tmp_path: Path, capfdbinary: Printed) -> None:
    await printed(tmp_path, capfdbinary, JsonLines())
    story = Story(tmp_path)
    story.world.clock.set_wall(7200)
    async with story.world.watcher:
        following = Following(story.world.watcher, JsonLines())
        task = asyncio.create_task(following.follow())
        story.change("catalog", version="2")
        await story.passes(2)
        following.end(0)
        await task
    told = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    version = next(each for each in told if each["kind"] == "version" and each["to"] == "2")
    assert (version["name"], version["from"]) == ("catalog", "1")
    assert version["away"] > 3600
    assert [each for each in told if each["from"] is None and each["kind"] == "status"] == []


async def test_hundreds_of_changes_in_one_sweep_are_all_told(
    tmp_path: Path, capfdbinary: Printed
) -> None:
    listed = scattered(MOST_EVENTS // 2, 1)
    world = make_world(tmp_path, listed, PollSettings())
    async with world.watcher:
        following = Following(world.watcher, JsonLines())
        task = asyncio.create_task(following.follow())
        await world.clock.advance(60)
        capfdbinary.readouterr()
        world.source.reply = lambda ref: Reply(body("FAILED", 0))
        await world.clock.advance(60)
        following.end(0)
        await task
    told = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    for kind in ("status", "replicas", "health"):
        assert len({each["instance"] for each in told if each["kind"] == kind}) == len(listed)
    assert len(told) == 3 * len(listed) > MOST_EVENTS


class Watching:
    """`sstui watch` as a process, its lines as they come."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.err = b""

    async def line(self) -> str:
        assert self.process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            return (await self.process.stdout.readline()).decode()

    async def event(self, kind: str) -> dict[str, Any]:
        """The next event of that kind."""
        while True:
            event: dict[str, Any] = json.loads(await self.line())
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
    process = await asyncio.create_subprocess_exec(
        *SSTUI,
        "watch",
        *arguments,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        yield Watching(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


@pytest.fixture
def hasty(bookmarked: Simulator, home: Path) -> Simulator:
    """A simulated fleet, one of it watched, and looks once a second."""
    settings = '[poll]\ninterval = "1s"\nfast = "1s"\nbudget = 100000\n'
    (home / "config" / "config.toml").write_text(settings)
    return bookmarked


def another(simulator: Simulator) -> str:
    """The REF of a second instance."""
    mark = next(each for each in simulator.bookmarks if each["name"] == "ledger-prod")
    return f"{mark['application']}/{mark['component']}/{mark['instance']}"


async def test_each_change_is_a_line_as_it_happens(hasty: Simulator) -> None:
    async with watching("--json") as watch:
        first = await watch.event("status")
        assert (first["v"], first["name"], first["instance"]) == (1, "orders-prod", ORDERS)
        assert first["from"] is None
        hasty.set_status(ORDERS, status="RESTARTING")
        event = await watch.event("status")
        assert (event["from"], event["to"]) == (first["to"], "RESTARTING")
        watch.process.send_signal(signal.SIGINT)
        assert await watch.ended() == 130
        assert watch.err == b"watching 1 instance\n"


async def test_no_answer_is_an_outage_that_it_outlives_and_never_a_status(
    hasty: Simulator, sstui: Call
) -> None:
    assert sstui("add", another(hasty), "--name", "ledger-prod").code == 0
    async with watching("--json") as watch:
        assert {(await watch.event("status"))["name"] for _ in "12"} == {
            "orders-prod",
            "ledger-prod",
        }
        hasty.fault(Fault.RESET)
        begin = json.loads(await watch.line())
        assert (begin["kind"], begin["to"]) == ("outage", "no answer")
        assert (begin["name"], begin["instance"]) == ("default", None)
        hasty.fault(None)
        end = json.loads(await watch.line())
        assert (end["kind"], end["from"], end["to"]) == ("outage", "no answer", "ok")
        watch.process.send_signal(signal.SIGTERM)
        assert await watch.ended() == 143
        said = watch.err.decode().splitlines()
        assert said[0] == "watching 2 instances"
        assert said[1].startswith("sstui: profile default: no answer: ")
        assert said[2] == "sstui: profile default: the API answers again"


async def test_it_ends_quietly_with_its_reader_though_nothing_happens(hasty: Simulator) -> None:
    head = await asyncio.create_subprocess_exec(
        "sh",
        "-c",
        '{ "$@" watch; echo "ended $?" >&2; } | head -n 1',
        "sh",
        *SSTUI,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    async with asyncio.timeout(PATIENCE):
        out, err = await head.communicate()
    assert out.decode().endswith("\torders-prod\tfirst seen RUNNING\n")
    assert err == b"watching 1 instance\nended 0\n"


async def test_what_it_saw_is_in_the_history_while_it_still_watches(
    hasty: Simulator, process: Call
) -> None:
    async with watching("--json") as watch:
        printed = await watch.line()
        loop = asyncio.get_running_loop()
        read: list[str] = []

        async def recorded() -> None:
            while not read:
                said = await loop.run_in_executor(None, process, "history", "--json")
                assert said.code == 0
                read.extend(said.out.splitlines(keepends=True))

        async with asyncio.timeout(PATIENCE):
            await recorded()
    assert read == [printed]


async def test_of_two_at_once_each_tells_and_it_is_recorded_once(
    hasty: Simulator, process: Call
) -> None:
    async with watching("--json") as first:
        await first.event("status")
        async with watching("--json") as second:
            assert second.process.stderr is not None
            assert await second.process.stderr.readline() == b"watching 1 instance\n"
            hasty.set_status(ORDERS, status="RESTARTING")
            told = [await first.event("status"), await second.event("status")]
            # The second may know the first sighting already, from the history.
            if told[1]["to"] != "RESTARTING":
                told[1] = await second.event("status")
            assert [each["to"] for each in told] == ["RESTARTING", "RESTARTING"]
    loop = asyncio.get_running_loop()
    said = await loop.run_in_executor(None, process, "history", "--json")
    recorded = [json.loads(line) for line in said.lines]
    assert [each["to"] for each in recorded if each["kind"] == "status"][1:] == ["RESTARTING"]


def test_for_so_long_ends_with_0(sstui: Call, hasty: Simulator) -> None:
    said = sstui("watch", "--for", "300ms", "orders")
    assert (said.code, said.err) == (0, "watching 1 instance\n")


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
    hasty: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HUAWEICLOUD_SDK_AK")
    async with watching("--json") as watch:
        event = await watch.event("credentials")
        assert event["to"] == "no credentials"
        assert watch.process.returncode is None
        watch.process.send_signal(signal.SIGTERM)
        assert await watch.ended() == 143
        assert b"HUAWEICLOUD_SDK_AK" in watch.err
