"""What happens before a picture is taken: the simulator's stories, and keys."""

from __future__ import annotations

from sstui.servicestage.refs import InstanceRef
from tests.support import QuickClock, until
from tests.tui.harness import Stage


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
    await on(stage, "orders-prod")  # where the cursor is all the time, nothing is new
    ref = named(stage, "orders-prod")
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
    assert isinstance(stage.clock, QuickClock)
    with stage.clock.running(60):
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
    stage.keys.description = "environment · HUAWEICLOUD_SDK_* (AK, SK)"  # as the program would
    await the_story(stage)
    stage.simulator.rotate_keys()
    await until(lambda: "KEYS" in stage.text(), 30)
    await pass_by(stage, 240)


async def acknowledged(stage: Stage) -> None:
    """Both that share a cause: they keep their colour, lose their weight, and the lamp counts what
    is left."""
    await the_story(stage)
    await on(stage, "mailer")
    await stage.pilot.press("a")
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
    """Put the cursor there and let the screen follow, in what is known now."""
    stage.main.show_fleet()
    stage.main.list.go_to(named(stage, name))
    await stage.pilot.pause()


def named(stage: Stage, name: str) -> InstanceRef:
    return next(each.ref for each in stage.watcher.fleet().snapshots if each.name == name)
