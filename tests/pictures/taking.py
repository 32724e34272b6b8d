"""One picture: the program on its simulators, as it is set for it, and the file that is written."""

from __future__ import annotations

import tempfile
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from sstui.config.paths import Paths
from sstui.config.watchlist import WatchList
from sstui.simulator.server import Simulator
from sstui.tui.screens.main import MainScreen
from tests.pictures import BEGIN
from tests.support import QuickClock, until
from tests.tui.harness import Stage, bookmark_of, dashboard

FOLDER = Path(__file__).resolve().parents[2] / "screenshots"
POLL = "[poll]\ninterval = 15\nfast = 10\nbudget = 5000\n"  # the demo's


@dataclass(frozen=True)
class Watched:
    """A profile of the picture's configuration: the project of its simulator, and the groups of the
    scenario's bookmarks that are watched."""

    scenario: str
    project: str
    groups: tuple[str, ...]


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
    profiles: Mapping[str, Watched] = field(default_factory=dict)
    arrange: Callable[[Simulator], None] | None = None  # before anybody looks


def says_something(stage: Stage) -> bool:
    """Whether a message stands in the place of the keys."""
    screens = (each for each in stage.app.screen_stack if isinstance(each, MainScreen))
    return any(each.bar.message is not None for each in screens)


async def take(picture: Picture) -> None:
    """Run the program for one picture and write it."""
    clock = QuickClock(picture.speed, BEGIN)
    options = {"theme": picture.theme, "signs": picture.signs, "color": picture.color}
    chosen = {key: value for key, value in options.items() if value is not None}
    async with AsyncExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        simulator = await stack.enter_async_context(
            Simulator(picture.scenario, clock=clock.now, speed=1)
        )
        if picture.arrange is not None:
            picture.arrange(simulator)
        others = {}
        for seed, (profile, watched) in enumerate(picture.profiles.items(), start=2):
            others[profile] = await stack.enter_async_context(
                Simulator(
                    watched.scenario,
                    clock=clock.now,
                    speed=1,
                    seed=seed,
                    project=watched.project,
                )
            )
            watch(home, profile, others[profile], watched.groups)
        stage = await stack.enter_async_context(
            dashboard(
                home,
                simulator,
                picture.size,
                config=picture.config,
                clock=clock,
                count=0 if others else picture.count,
                options=chosen,
                others=others,
            )
        )
        await picture.prepare(stage)
        await until(lambda: not says_something(stage), 30)  # the hints are back
        await stage.pilot.pause(0.2)
        svg = stage.app.export_screenshot(title="sstui")
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / f"{picture.name}.svg").write_text(svg, encoding="utf-8")
        print(picture.name, flush=True)


def watch(home: Path, profile: str, simulator: Simulator, groups: tuple[str, ...]) -> None:
    """Write these groups of a simulator's bookmarks into the watch list."""
    path = Paths.from_environ({"SSTUI_HOME": str(home)}).watchlist_file
    mine = (each for each in simulator.bookmarks if each["group"] in groups)
    WatchList(path).add_all(bookmark_of(each, profile) for each in mine)
