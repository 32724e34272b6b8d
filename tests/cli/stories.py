"""An eventful hour of five instances on scripted time, seen by the dashboard's own watcher."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sstui.cli.watch import Following
from sstui.cli.watch_lines import Lines
from sstui.config.bookmarks import Bookmark
from sstui.config.settings import PollSettings
from sstui.insight.records import Event
from sstui.watcher import Watcher
from tests.monitor.remembering import history_in
from tests.monitor.scripted import (
    Reply,
    World,
    body,
    bookmarks,
    make_world,
    not_found,
    unauthorized,
    unreachable,
)

PLANTED = "hunter2hunter2"
MINUTE = 60.0
NAMES = ("orders", "ledger", "refunds", "<b>|*search*", "catalog")


class Story:
    """A watcher, and the API's answers, which change as the story goes on."""

    def __init__(self, folder: Path, *, interval: float = 20.0) -> None:
        listed = [
            replace(each, name=name)
            for each, name in zip(bookmarks(len(NAMES)), NAMES, strict=True)
        ]
        poll = PollSettings(interval=interval, fast=interval, budget=100_000)
        self.world: World = make_world(folder, listed, poll, history_in(folder))
        self.answers: dict[str, dict[str, Any]] = {name: {} for name in NAMES}
        self.listed = listed
        self.source.reply = self._reply
        self.all_fail: Reply | None = None
        self.absent = Reply(error=not_found())  # of what is gone

    @property
    def source(self) -> Any:
        return self.world.source

    @property
    def now(self) -> float:
        return self.world.clock.now()

    def _reply(self, ref: Any) -> Reply:
        if self.all_fail is not None:
            return self.all_fail
        name = next(each.name for each in self.listed if each.ref == ref)
        answer = self.answers[name]
        return self.absent if answer.get("gone") else Reply(body(**answer))

    def change(self, name: str, **fields: Any) -> None:
        self.answers[name] = {**self.answers[name], **fields}

    async def passes(self, minutes: float) -> None:
        await self.world.clock.advance(minutes * MINUTE)

    async def happens(self) -> None:
        """Every kind of event at least once."""
        job = {"last_job_id": "j0", "last_job_status": "SUCCEEDED"}
        self.change("orders", detail={"fail_detail": None})
        self.change("ledger", configuration=_env("info", "old" + PLANTED))
        self.change("catalog", refer_resources=[{"id": "c1", "type": "cce"}])
        self.change("catalog", artifacts={"web": {"url": "swr/shop:1"}}, external_accesses=[])
        self.change("catalog", detail=job)
        await self.passes(5)
        detail = {"fail_detail": f"cannot pull: password={PLANTED}"}
        self.change("orders", status="FAILED", have=0, detail=detail)
        await self.passes(3)
        self.change("ledger", configuration=_env("debug", PLANTED), version="2")
        self.change(
            "catalog",
            artifacts={"web": {"url": "swr/shop:2"}},
            refer_resources=[{"id": "c2", "type": "cce"}],
            external_accesses=[{"id": "a1", "protocol": "HTTP", "address": "shop.example"}],
            detail={"last_job_id": "j1", "last_job_status": "FAILED"},
        )
        await self.passes(2)
        self.change("orders", status="RUNNING", have=3, detail={"fail_detail": None})
        await self.passes(2)
        self.all_fail = Reply(error=unreachable())
        await self.passes(4)
        self.all_fail = None
        await self.passes(3)
        self.change("<b>|*search*", have=1)
        self.change("refunds", gone=True)
        await self.passes(3)
        self.change("catalog", detail={"last_job_id": "j2", "last_job_status": "FAILED"})
        await self.passes(1)
        self.all_fail = Reply(error=unauthorized())
        await self.passes(2)
        self.all_fail = None
        await self.passes(25)


def _env(level: str, secret: str) -> dict[str, Any]:
    variables = [("LOG_LEVEL", level), ("DB_PASSWORD", secret)]
    return {"env": [{"name": name, "value": value} for name, value in variables]}


@asynccontextmanager
async def running(story: Story) -> AsyncIterator[Story]:
    """While sstui runs; at its end all is written."""
    async with story.world.watcher:
        yield story


class Kept:
    """Lines that are printed later: the events of each telling."""

    def __init__(self) -> None:
        self._told: list[tuple[Event, ...]] = []

    def tell(self, events: Iterable[Event]) -> None:
        self._told.append(tuple(events))

    @property
    def events(self) -> list[Event]:
        return [event for events in self._told for event in events]

    def print(self, lines: Lines) -> None:
        for events in self._told:
            lines.tell(events)


@asynccontextmanager
async def followed(
    watcher: Watcher, lines: Lines, chosen: list[Bookmark] | None = None
) -> AsyncIterator[None]:
    """While `sstui watch` tells ``lines`` what ``watcher`` sees."""
    following = Following(watcher, lines, chosen)
    task = asyncio.create_task(following.follow())
    yield
    following.end(0)
    await task


@dataclass(frozen=True)
class Told:
    """The whole story, with its history in ``folder``: what `watch` told of all of it, and what
    of ``CHOSEN`` alone."""

    story: Story
    folder: Path
    whole: Kept
    chosen: Kept


CHOSEN = ("orders", "refunds")


async def told(folder: Path) -> Told:
    found = Told(Story(folder), folder, Kept(), Kept())
    chosen = [each for each in found.story.listed if each.name in CHOSEN]
    async with (
        running(found.story) as story,
        followed(story.world.watcher, found.whole),
        followed(story.world.watcher, found.chosen, chosen),
    ):
        await story.happens()
    return found
