"""One picture: the program on its simulators, as it is set for it, and the file that is written."""

from __future__ import annotations

import tempfile
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from sstui.config.paths import Paths
from sstui.config.watchlist import WatchList
from sstui.monitor.history import History
from sstui.simulator.server import Simulator
from sstui.tui.screens.main import MainScreen
from sstui.view.title import pane_title
from tests.pictures import BEGIN
from tests.pictures.printing import drawn, printed
from tests.support import QuickClock, until
from tests.tui.harness import Stage, bookmark_of, dashboard

TITLE = "sstui"  # of the frame
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
    says: bool = False  # a message stands; the frame has the title that the pane has then
    prints: tuple[str, ...] = ()  # of this command after the dashboard, instead of its screen


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
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sstui-")))
        simulator = await stack.enter_async_context(
            Simulator(picture.scenario, clock=clock.now, speed=1)
        )
        if picture.arrange is not None:
            picture.arrange(simulator)
        paths = Paths.from_environ({"SSTUI_HOME": str(home)})
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
            watch(paths, profile, others[profile], watched.groups)
        async with dashboard(
            home,
            simulator,
            picture.size,
            config=picture.config,
            clock=clock,
            count=0 if others else picture.count,
            options=chosen,
            others=others,
            history=History(paths.history_db, paths.fingerprint_key) if picture.prints else None,
        ) as stage:
            await picture.prepare(stage)
            svg = await screen(stage, says=picture.says)
        if picture.prints:
            environ = {**stage.app.environ, "SSTUI_PROJECT_ID": simulator.project_id}
            lines = printed(picture.prints, environ, clock.now())
            svg = drawn(picture.prints, lines, picture.size[0], TITLE)
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{picture.name}.svg").write_text(svg, encoding="utf-8")
    print(picture.name, flush=True)


async def screen(stage: Stage, *, says: bool) -> str:
    """SVG of the screen, with its hints, or the message that it ``says`` in their place."""
    await until(lambda: says_something(stage) is says, 30)
    await stage.pilot.pause(0.2)
    title = pane_title(stage.main.fleet, stage.app.look.signs) if says else TITLE
    return stage.app.export_screenshot(title=title)


def watch(paths: Paths, profile: str, simulator: Simulator, groups: tuple[str, ...]) -> None:
    """Write these groups of a simulator's bookmarks into the watch list."""
    mine = (each for each in simulator.bookmarks if each["group"] in groups)
    WatchList(paths.watchlist_file).add_all(bookmark_of(each, profile) for each in mine)
