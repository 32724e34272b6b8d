"""An eventful hour of five instances on scripted time, seen by the dashboard's own watcher."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from sstui.config.settings import PollSettings
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


async def told(folder: Path) -> Story:
    """The whole story, in the history of ``folder``."""
    async with running(Story(folder)) as story:
        await story.happens()
    return story
