"""A job followed on the screen, by keys and by mouse, from its first step to the bell."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from sstui.simulator.faults import Fault
from sstui.simulator.server import Simulator
from sstui.tui.screens import job as job_screen
from sstui.tui.screens.explain import ExplainPage
from sstui.tui.screens.job import JobPage
from tests.monitor.scripted import ManualClock
from tests.support import until
from tests.tui.harness import SIZES, Stage, dashboard
from tests.tui.test_commands import message, named, to_the_list

CALM = "[poll]\ninterval = 3600\nfast = 3600\nbudget = 100000\n"


class Deployment:
    """Two upgrades, seen by a dashboard whose clock is the simulator's."""

    def __init__(self, stage: Stage, clock: ManualClock) -> None:
        self.stage = stage
        self.clock = clock

    async def passes(self, seconds: int) -> None:
        """A second at a time; every call that it sets off is answered before the next one, however
        long that takes."""
        for _ in range(seconds):
            await self.clock.advance(1)
            await until(lambda: not self.calling)
            await self.stage.pilot.pause()

    @property
    def calling(self) -> bool:
        watcher = self.stage.watcher
        if any(look.looking for look in watcher.following.looks.values()):
            return True
        return any(each.looking for each in watcher.fleet().snapshots)

    async def on(self, name: str) -> None:
        """The cursor, with what is under it looked at just now."""
        ref = named(self.stage, name)
        self.stage.watcher.refresh(ref)
        await self.passes(3)
        self.stage.main.show_fleet()
        self.stage.main.list.go_to(ref)
        await self.stage.pilot.pause()

    @property
    def page(self) -> JobPage:
        screen = self.stage.app.screen
        assert isinstance(screen, JobPage)
        return screen

    @property
    def asked(self) -> int:
        """How often the API was asked for a job."""
        return sum("/jobs/" in each.target for each in self.stage.simulator.requests)

    async def seen(self, text: str) -> None:
        await until(lambda: text in self.stage.text())


@asynccontextmanager
async def deployment(
    home: Path, at: float, size: tuple[int, int] = SIZES["half"]
) -> AsyncIterator[Deployment]:
    """So many seconds into the story, everything seen."""
    clock = ManualClock()
    async with Simulator("deploy", clock=clock.now) as simulator:
        simulator.advance(at)
        async with dashboard(home, simulator, size, config=CALM, clock=clock) as stage:
            story = Deployment(stage, clock)
            while not stage.fresh():
                await story.passes(1)
            yield story


@pytest.fixture
def rings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    heard: list[str] = []
    monkeypatch.setattr(job_screen, "ring_terminal", lambda app: heard.append("BEL"))
    return heard


async def a_difference_names_the_last_job_and_its_author_once_it_is_known(
    story: Deployment,
) -> None:
    press = story.stage.pilot.press
    await story.on("orders-prod")
    await press("F")
    await story.seen("upgrade by paas_admin")
    await press("escape", "4", "tab", "n", "enter")
    await story.seen("job   JOB16c33466 by paas_admin, the last one")


async def it_is_watched_step_by_step_to_the_bell_at_its_end(
    story: Deployment, rings: list[str]
) -> None:
    before = story.asked
    await story.stage.pilot.press("F")
    await story.seen("upgrade by paas_admin")
    walked = []
    for _ in range(40):
        found = re.search(r"step \d of 4|SUCCEEDED +upgrade by", story.stage.text())
        assert found is not None
        if found[0] not in walked:
            walked.append(found[0])
        if rings:
            break
        await story.passes(1)
    assert walked == [*(f"step {number} of 4" for number in (1, 2, 3, 4)), walked[-1]]
    assert walked[-1].startswith("SUCCEEDED")
    assert rings == ["BEL"]
    await story.seen("4 of 4 over")
    await story.seen("took ")
    asked = story.asked
    assert 4 <= asked - before <= 10
    await story.passes(30)
    assert (story.asked, len(rings)) == (asked, 1)
    await story.stage.pilot.press("escape")
    assert "orders-prod: upgrade by paas_admin SUCCEEDED after" in message(story.stage)


async def the_head_names_the_job_in_motion_once_somebody_has_looked(story: Deployment) -> None:
    await to_the_list(story.stage)
    await story.on("ledger-prod")
    assert "upgrade by" not in story.stage.text()
    await story.stage.pilot.press("F")
    await story.seen("step 2 of 4")
    await story.stage.pilot.press("escape")
    await story.seen("upgrade by paas_admin, step 2 of 4, ")
    asked = story.asked
    await story.passes(15)
    assert story.asked == asked
    story.stage.main.show_fleet()
    await story.seen("s, seen 15s ago")


async def test_a_deployment_is_watched_while_it_is_on(home: Path, rings: list[str]) -> None:
    """In one dashboard: its start takes longer than a story."""
    async with deployment(home, at=1) as story:
        await story.passes(11)
        await a_difference_names_the_last_job_and_its_author_once_it_is_known(story)
        await it_is_watched_step_by_step_to_the_bell_at_its_end(story, rings)
        await the_head_names_the_job_in_motion_once_somebody_has_looked(story)


async def enter_on_the_last_job_follows_it_and_tells_what_failed(story: Deployment) -> None:
    await story.on("ledger-prod")
    press = story.stage.pilot.press
    for _ in range(5):
        await press("tab")
    pane = story.stage.main.focused_pane
    assert pane is not None
    assert pane.pane_name == "status_detail"
    assert pane.move_to("last_job_id")
    await press("enter")
    await story.seen("message: namespace_inaccessible")
    assert "✗ FAILED" in story.stage.text()
    await press("e")
    await until(lambda: isinstance(story.stage.app.screen, ExplainPage))
    await story.seen("namespace_inaccessible")
    await press("escape")
    assert story.page.job_id.startswith("JOB5f0c")
    await press("escape")


async def it_is_followed_and_explained_by_mouse_alone(story: Deployment) -> None:
    await story.on("ledger-prod")
    stage, click = story.stage, story.stage.pilot.click
    pane = stage.main.detail.panes["status_detail"]
    row = pane.rows.find("last_job_status")
    assert row is not None
    await click(pane, offset=(5, row + 1))
    await click(pane, offset=(5, row + 1))
    await story.seen("4 of 4 over")
    await click(stage.app.screen, offset=(5, 8))
    await until(lambda: isinstance(stage.app.screen, ExplainPage))
    await click(stage.app.screen, offset=(5, 0))
    await until(lambda: isinstance(stage.app.screen, JobPage))
    await click(stage.app.screen, offset=(5, 0))
    await until(lambda: stage.app.screen is stage.main)


async def a_forbidden_job_names_the_permission_and_is_asked_for_again_by_key(
    story: Deployment,
) -> None:
    await story.on("orders-prod")
    before = story.asked
    story.stage.simulator.fault(Fault.STATUS, path="/jobs/", status=403)
    await story.stage.pilot.press("F")
    await story.seen("it needs servicestage:app:list")
    await story.passes(30)
    assert story.asked == before + 1
    story.stage.simulator.fault(None)
    await story.stage.pilot.press("r")
    await story.seen("4 of 4 over")
    await story.stage.pilot.press("escape")


async def a_newer_job_of_the_instance_is_offered(story: Deployment) -> None:
    newer = "JOB00000000-0000-4000-8000-00000000000a"

    def begun(body: dict[str, Any]) -> None:
        body["status_detail"] |= {"last_job_id": newer, "last_job_status": "RUNNING"}

    await story.on("orders-prod")
    await story.stage.pilot.press("F")
    await story.seen("4 of 4 over")
    ref = named(story.stage, "orders-prod")
    story.stage.simulator.patch(ref.instance, begun)
    story.stage.watcher.refresh(ref)
    await story.passes(3)
    story.page.fill()
    await story.seen(f"newer job meanwhile: {newer}; F follows it")
    await story.stage.pilot.press("F")
    await until(lambda: story.page.look.job is not None and story.page.look.moving)
    assert story.page.job_id == newer
    assert "newer job" not in story.stage.text()
    await story.stage.pilot.press("escape")


async def an_instance_without_a_job_says_so(story: Deployment) -> None:
    def without(body: dict[str, Any]) -> None:
        body["status_detail"] |= {"last_job_id": None, "last_job_status": None}

    ref = named(story.stage, "refunds-prod")
    story.stage.simulator.patch(ref.instance, without)
    await story.on("refunds-prod")
    await story.stage.pilot.press("F")
    await until(lambda: "no job of this instance is known" in message(story.stage))


STORIES = (
    enter_on_the_last_job_follows_it_and_tells_what_failed,
    it_is_followed_and_explained_by_mouse_alone,
    a_forbidden_job_names_the_permission_and_is_asked_for_again_by_key,
    a_newer_job_of_the_instance_is_offered,
    an_instance_without_a_job_says_so,
)


async def test_a_deployment_is_looked_at_when_it_is_over(home: Path, rings: list[str]) -> None:
    """In one dashboard: its start takes longer than a story."""
    async with deployment(home, at=96, size=SIZES["wide"]) as story:
        for told in STORIES:
            await told(story)
            await to_the_list(story.stage)
        assert rings == []  # all had ended before anybody looked


async def test_a_job_at_each_size_and_muted_it_does_not_ring(
    home: Path, snapshot: SnapshotAssertion, rings: list[str]
) -> None:
    async with deployment(home, at=24) as story:
        await story.on("orders-prod")
        await story.stage.pilot.press("F")
        await story.seen("2 of 4")
        await until(lambda: story.page.look.due is not None)
        for name, size in SIZES.items():
            await story.stage.pilot.resize_terminal(*size)
            story.page.fill()
            await story.stage.pilot.pause()
            assert story.stage.text().rstrip() == snapshot(name=name)
        await a_muted_page_does_not_ring(story, rings)


async def a_muted_page_does_not_ring(story: Deployment, rings: list[str]) -> None:
    story.stage.watcher.muted = True
    await story.passes(21)
    await story.seen("4 of 4 over")
    await story.stage.pilot.press("escape")
    assert "SUCCEEDED after" in message(story.stage)
    assert rings == []
