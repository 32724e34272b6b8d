"""Makes `screenshots/*.svg` from the simulator: ``python -m tests.pictures [NAME…]``.

Every cell comes from looks that this run made over the socket. The script sets scenario, speed and
clock; what nobody saw is not known, in the pictures too.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from sstui.servicestage.refs import InstanceRef
from sstui.simulator.server import Simulator
from sstui.tui.screens.main import MainScreen
from tests.support import QuickClock, until
from tests.tui.harness import Stage, dashboard

FOLDER = Path(__file__).resolve().parent.parent / "screenshots"
BEGIN = 1_795_500_000.0  # any moment: the pictures shall not differ by the day they were made
POLL = "[poll]\ninterval = 15\nfast = 10\nbudget = 100000\n"
POLL_SLOWLY = "[poll]\ninterval = 45\nfast = 45\nbudget = 100000\n"
POLL_AS_USUAL = "[poll]\ninterval = 15\nfast = 10\n"


@dataclass(frozen=True)
class Picture:
    """One picture: its size, how the program is set, and what happens before it is taken."""

    name: str
    size: tuple[int, int]
    prepare: Callable[[Stage], Awaitable[None]]
    config: str = POLL
    theme: str | None = None
    signs: str | None = None
    color: bool | None = None
    count: int | None = None
    speed: float = 20  # of its clock
    scenario: str = "fleet"


async def the_story(stage: Stage) -> None:
    """The demo's two minutes, and a quarter of an hour after them."""
    await until(stage.fresh, 30)
    await until(lambda: stage.simulator.elapsed > 118, 60)
    await on(stage, "orders-prod")


async def no_answer(stage: Stage) -> None:
    await the_story(stage)
    await stage.simulator.stop()
    await until(lambda: "NO ANSWER" in stage.text(), 30)
    began = stage.main.fleet.now
    await until(lambda: stage.main.fleet.now > began + 240, 30)


async def in_drift(stage: Stage) -> None:
    """Pinned before the story begins, compared after it."""
    await on(stage, "orders-prod")
    ref = stage.main.list.ref
    assert ref is not None
    await until(lambda: stage.watcher.fleet().by_ref[ref].body_seen is not None, 30)
    await stage.watcher.drifting.pin(ref)
    await the_story(stage)
    await stage.pilot.press("4", "tab", "n", "enter")


async def in_job(stage: Stage) -> None:
    """An upgrade that failed in its third step."""
    await the_story(stage)
    await stage.pilot.press("F")
    await until(lambda: "SKIPPED" in stage.text(), 30)


async def explained(stage: Stage) -> None:
    await the_story(stage)
    await stage.pilot.press("e")


async def nothing(stage: Stage) -> None:
    await stage.pilot.pause()


async def in_configuration(stage: Stage) -> None:
    await the_story(stage)
    await stage.pilot.press("2", "tab", "/", *"DB", "enter")


async def in_picker(stage: Stage) -> None:
    """All of storefront but two, some of them ticked."""
    await until(stage.fresh, 30)
    await stage.pilot.press("A")
    await until(lambda: "7 requests" in stage.text(), 30)
    await stage.pilot.press("/", *"env:web", "enter")
    await stage.pilot.pause()
    for _ in range(2):
        await stage.pilot.press("j", "j", "space")
    await stage.pilot.press("j", "j")


async def in_filter(stage: Stage) -> None:
    """Half a term is typed: it is struck, the others apply."""
    await the_story(stage)
    await stage.pilot.press("/", *"health:bad,degraded,moving !tag:batch age:>")


async def in_wide_list(stage: Stage) -> None:
    await the_story(stage)
    await stage.pilot.press("w")


async def in_a_bad_night(stage: Stage) -> None:
    """A quarter of an hour after a cluster was lost, on one of those that it took along."""
    await until(stage.fresh, 30)
    await pass_by(stage, 900)
    await on(stage, "cohort-api")


async def on_a_quiet_day(stage: Stage) -> None:
    """One failed for twenty seconds a while ago, and was seen failing."""
    await until(stage.fresh, 30)
    await pass_by(stage, 3600)
    await on(stage, "orders-prod")


async def in_timeline(stage: Stage) -> None:
    """The story, then eight minutes without an answer, then an hour of calm; the cursor is on the
    change that broke it."""
    await the_story(stage)
    await pass_by(stage, 1200)
    await stage.simulator.stop()
    await pass_by(stage, 480)
    await stage.simulator.start()
    await pass_by(stage, 3600)
    await stage.pilot.press("3", "escape", "tab")
    for _ in range(40):
        await stage.pilot.press("j")
    await stage.pilot.press("k", "enter")


async def keys_refused(stage: Stage) -> None:
    await the_story(stage)
    stage.simulator.rotate_keys()
    await until(lambda: "KEYS" in stage.text(), 30)
    await pass_by(stage, 240)


async def acknowledged(stage: Stage) -> None:
    """One is acknowledged, one snoozed: they keep their colour, lose their weight, and the lamp
    counts what is left."""
    await the_story(stage)
    await on(stage, "mailer")
    await stage.pilot.press("a")
    await on(stage, "cart")
    await stage.pilot.press("S")
    await on(stage, "orders-prod")


async def helped(stage: Stage) -> None:
    await the_story(stage)
    await stage.pilot.press("?")


async def in_fleet_timeline(stage: Stage) -> None:
    """Three that run on one cluster fail at the same time and come back; before and after that the
    story goes on. The cursor is on the slice in which they fail."""
    await until(stage.fresh, 30)
    await pass_by(stage, 1200)
    names = {"feature-store", "kafka-bridge", "reports"}
    found = [each for each in stage.watcher.fleet().snapshots if each.name in names]
    for have, status in ((0, "FAILED"), (1, "RUNNING")):
        for each in found:
            stage.simulator.set_status(
                each.ref.instance, status=status, available_replica=have, replica=1
            )
            stage.watcher.refresh(each.ref)
        await pass_by(stage, 420)
    await stage.pilot.press("t", "t", "t")
    while "shared cause" not in stage.text() and "nothing is known" not in stage.text():
        await stage.pilot.press("[")
        await stage.pilot.pause()


async def pass_by(stage: Stage, seconds: float) -> None:
    began = stage.watcher.fleet().now
    await until(lambda: stage.watcher.fleet().now > began + seconds, 120)


async def after_an_absence(stage: Stage) -> None:
    """Nobody touches a key from before the story until a quarter of an hour after it began."""
    await on(stage, "search")
    await stage.pilot.press("k")
    await the_story(stage)
    began = stage.main.fleet.now
    await until(lambda: stage.main.fleet.now > began + 660, 60)
    await stage.pilot.press("g", "n")
    await until(lambda: "Since you last looked" in stage.text(), 30)
    await stage.pilot.press("n")


async def on(stage: Stage, name: str) -> None:
    """Put the cursor there and let the screen follow."""
    ref: InstanceRef = next(s.ref for s in stage.watcher.fleet().snapshots if s.name == name)
    stage.main.list.go_to(ref)
    await stage.pilot.pause()


PICTURES = (
    Picture("main-160x48", (160, 48), the_story),
    Picture("main-120x36", (120, 36), the_story),
    Picture("main-80x24", (80, 24), the_story),
    Picture("side-pane-60x16", (60, 16), the_story),
    Picture("light-160x48", (160, 48), the_story, theme="sstui-light"),
    Picture("colour-blind-safe-160x48", (160, 48), the_story, theme="colour-blind-safe"),
    Picture("ascii-no-color-120x36", (120, 36), the_story, signs="ascii", color=False),
    Picture("outage-160x48", (160, 48), no_answer),
    Picture("configuration-80x24", (80, 24), in_configuration),
    Picture("drift-160x48", (160, 48), in_drift),
    Picture("add-picker-120x36", (120, 36), in_picker, POLL_AS_USUAL, count=9),
    Picture("job-120x36", (120, 36), in_job),
    Picture("explain-120x36", (120, 36), explained),
    Picture("filter-120x36", (120, 36), in_filter),
    Picture("wide-list-160x48", (160, 48), in_wide_list),
    Picture("fleet-timeline-160x48", (160, 48), in_fleet_timeline, POLL_SLOWLY, speed=60),
    Picture("since-you-last-looked-160x48", (160, 48), after_an_absence),
    Picture("night-160x48", (160, 48), in_a_bad_night, scenario="night"),
    Picture("quiet-120x36", (120, 36), on_a_quiet_day, speed=60, scenario="quiet"),
    Picture("timeline-160x48", (160, 48), in_timeline, POLL_SLOWLY, speed=60),
    Picture("keys-refused-160x48", (160, 48), keys_refused),
    Picture("acknowledged-120x36", (120, 36), acknowledged),
    Picture("help-160x48", (160, 48), helped),
    Picture("first-run-120x36", (120, 36), nothing, count=0),
)


def says_something(stage: Stage) -> bool:
    """Whether a message stands in the place of the keys."""
    screens = (each for each in stage.app.screen_stack if isinstance(each, MainScreen))
    return any(each.bar.message is not None for each in screens)


async def take(picture: Picture) -> None:
    """Run the program for one picture and write it."""
    clock = QuickClock(picture.speed, BEGIN)
    options = {"theme": picture.theme, "signs": picture.signs, "color": picture.color}
    chosen = {key: value for key, value in options.items() if value is not None}
    with tempfile.TemporaryDirectory() as folder:
        async with (
            Simulator(picture.scenario, clock=clock.now, speed=1) as simulator,
            dashboard(
                Path(folder),
                simulator,
                picture.size,
                config=picture.config,
                clock=clock,
                count=picture.count,
                options=chosen,
            ) as stage,
        ):
            await picture.prepare(stage)
            await until(lambda: not says_something(stage), 30)  # the hints are back
            await stage.pilot.pause(0.2)
            svg = stage.app.export_screenshot(title="sstui")
            FOLDER.mkdir(exist_ok=True)
            (FOLDER / f"{picture.name}.svg").write_text(svg, encoding="utf-8")
            print(picture.name, flush=True)


def main() -> None:
    wanted = set(sys.argv[1:])
    for picture in PICTURES:
        if not wanted or picture.name in wanted:
            asyncio.run(take(picture))


if __name__ == "__main__":
    main()
