"""What a person does there, one thing a picture: events, menus, commands, profiles, themes."""

from __future__ import annotations

from pathlib import Path

from sstui.simulator.server import Simulator
from sstui.simulator.story import JsonObject
from tests.pictures import BEGIN
from tests.pictures.scenes import named, on, pass_by, the_story
from tests.support import until
from tests.tui.harness import Stage

DAY = 86_400.0
GENERATED = {
    "id": "7c40b9d2-5c1e-4f53-9f27-0d6f8f0f6a31",
    "protocol": "HTTP",
    "address": "s7m2q.cse.ap-southeast-3.myhuaweicloud.com",
    "forward_port": 8080,
    "type": "AUTO_GENERATED",
    "status": "NORMAL",
}


async def in_events(stage: Stage) -> None:
    """The upgrade that broke it, unfolded."""
    await the_story(stage)
    await stage.pilot.press("5", "tab", "G", "k", "l")


def with_an_address(simulator: Simulator) -> None:
    """The platform generated an address six days ago but for five minutes: after these its last
    day begins."""
    made = round((BEGIN + 300 - 6 * DAY) * 1000)

    def reach(body: JsonObject) -> None:
        body["external_accesses"] = [{**GENERATED, "create_time": made, "update_time": made}]

    simulator.patch(simulator.instance_id("search"), reach)


async def before_an_address_ends(stage: Stage) -> None:
    """Nothing is amiss with the instance."""
    await until(stage.fresh, 30)
    await pass_by(stage, 600)
    await on(stage, "search")


async def in_filter_help(stage: Stage) -> None:
    await the_story(stage)
    await stage.pilot.press("/", *"health:bad", "?")


async def in_columns(stage: Stage) -> None:
    await the_story(stage)
    await stage.pilot.press("w", "W")


async def choosing_another(stage: Stage) -> None:
    await the_story(stage)
    await stage.pilot.press("x")


async def in_palette(stage: Stage) -> None:
    """A few letters: commands of sstui and of one's own, and instances."""
    await the_story(stage)
    await stage.pilot.press(":", *"re")


async def asked(stage: Stage) -> None:
    """A dangerous one: what would run, and for what."""
    await the_story(stage)
    program = Path(stage.app.environ["SSTUI_HOME"]) / "bin" / "kubectl"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o700)
    stage.app.environ["PATH"] = str(program.parent)
    await stage.pilot.press("f6")
    await until(lambda: "run it" in stage.text())


async def copying(stage: Stage) -> None:
    """Of a variable in the configuration, and of its instance."""
    await the_story(stage)
    await stage.pilot.press("2", "tab", "/", *"CACHE_TTL", "enter", "c")


async def exporting(stage: Stage) -> None:
    await the_story(stage)
    await stage.pilot.press("C")


async def choosing_a_theme(stage: Stage) -> None:
    """The cursor is on another one, and all behind it is drawn in it. First, since each theme takes
    a moment, in which the accelerated story would go on."""
    await stage.pilot.press("T")
    while stage.app.theme_name != "high-contrast":
        await stage.pilot.press("j")
    await the_story(stage)


async def snoozing(stage: Stage) -> None:
    await the_story(stage)
    await on(stage, "mailer")
    await stage.pilot.press("S")


async def in_two_profiles(stage: Stage) -> None:
    await the_story(stage)


async def on_the_profiles_page(stage: Stage) -> None:
    await the_story(stage)
    await stage.pilot.press("P")
    await until(lambda: "europe" in stage.text())


async def rung(stage: Stage) -> None:
    """Three fail within five seconds. A fourth does too, in whose group there is maintenance."""
    await the_story(stage)
    for name in ("cart", "search", "web-frontend", "edge-gw-sgp"):
        ref = named(stage, name)
        stage.simulator.set_status(ref.instance, status="FAILED", available_replica=0)
        stage.watcher.refresh(ref)
    await until(lambda: "3 bad: " in stage.text(), 30)
    await until(lambda: "4 BAD" in stage.text(), 30)


async def in_maintenance(stage: Stage) -> None:
    await the_story(stage)
    await on(stage, "mailer")


async def filtered(stage: Stage) -> None:
    """The filter is kept, and lets nothing through of what is bad."""
    await the_story(stage)
    await stage.pilot.press("/", *"tag:pci,edge", "enter")


async def keys_in_conflict(stage: Stage) -> None:
    """`config.toml` is written while the program runs."""
    await the_story(stage)
    with stage.app.dashboard.settings.config_file.open("a", encoding="utf-8") as file:
        file.write('\n[keys]\nrefresh = "x"\nmute = "x"\n')
    await until(lambda: "is also given to" in stage.text(), 30)
