"""The dashboard on a simulator: real sockets, a real file, a screen without a terminal."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from pydantic import SecretStr
from textual._compositor import Compositor

from sstui.cli.accounts import Accounts
from sstui.cli.doctor_examination import examine_for_screen
from sstui.cli.first_run import first_facts
from sstui.cli.options import Options
from sstui.cli.session import Session
from sstui.cli.telling import windows_of
from sstui.config.bookmarks import Bookmark
from sstui.config.credential_places import found
from sstui.config.credentials import ProfileCredentials
from sstui.config.live import LiveSettings
from sstui.config.paths import Paths
from sstui.config.profiles import resolve_profile
from sstui.config.settings import Settings, load_settings
from sstui.config.themes import load_themes
from sstui.config.ui_state import UiState
from sstui.config.watchlist import WatchList
from sstui.config.watchlist_changes import Changes
from sstui.monitor.baselines import Baselines
from sstui.monitor.clock import Clock
from sstui.monitor.history import History
from sstui.servicestage.client import ServiceStage
from sstui.servicestage.credentials import AccessKey, Credentials
from sstui.servicestage.refs import InstanceRef, parse_reference
from sstui.simulator.server import Simulator
from sstui.tui.app import SstuiApp
from sstui.tui.dashboard import Dashboard, Fact
from sstui.tui.screens.main import MainScreen
from sstui.view.text import text_of
from sstui.watcher import Watcher
from tests.monitor.scripted import ManualClock
from tests.support import QuickClock, until
from tests.tui.fingers import Fingers

SIZES = {"wide": (160, 48), "half": (120, 36), "narrow": (80, 24), "side": (60, 16)}


# What a story saw of a screen that has had no other frame since: half of all looks, as it waits.
looked_at: WeakKeyDictionary[Compositor, str] = WeakKeyDictionary()


class Keys:
    """Credentials that a test can change under the program."""

    def __init__(self, access_key: str, secret_key: str, description: str = "the test") -> None:
        self.access_key, self.secret_key = access_key, secret_key
        self.description = description

    async def current(self) -> Credentials:
        return AccessKey(self.access_key, SecretStr(self.secret_key))

    def refuse(self, credentials: Credentials) -> None:
        """Nothing else is at hand."""


@dataclass
class Stage:
    """What a test drives and looks at."""

    app: SstuiApp
    pilot: Fingers
    watcher: Watcher
    simulator: Simulator
    watchlist: WatchList
    keys: Keys
    clock: Clock

    @property
    def main(self) -> MainScreen:
        return next(each for each in self.app.screen_stack if isinstance(each, MainScreen))

    def text(self) -> str:
        """The screen as text, a line a row."""
        screen = self.app.screen
        drawn = screen._compositor
        if drawn not in looked_at or screen._dirty_widgets:
            looked_at[drawn] = "\n".join(each.text.rstrip() for each in drawn.render_strips())
        return looked_at[drawn]

    def row_of(self, name: str) -> str:
        """The list's row of an instance."""
        rows = self.main.list.rows
        lines = [text_of(rows[index].line) for index in range(len(rows))]
        return next((line for line in lines if f" {name} " in line), "")

    async def second(self, clock: ManualClock) -> None:
        """A second passes; what is asked in it is answered in it, however long that takes."""
        await clock.advance(1)
        while self.looking():
            await until(lambda: not self.looking())
            await clock.settle()
        await self.pilot.pause()

    async def see_all(self) -> None:
        """Every instance is looked at. The watcher begins with one in 0.1 s, so that the fleet
        takes 2.4 s: these alone pass twenty times as fast, however long the answers take."""
        clock = self.clock
        if isinstance(clock, QuickClock):
            end = clock.monotonic() + 3
            with clock.running(20):
                await until(lambda: self.fresh() or clock.monotonic() > end)
        await until(self.fresh)

    def looking(self) -> bool:
        """Whether an instance is being looked at."""
        return any(each.looking for each in self.watcher.fleet().snapshots)

    def fresh(self) -> bool:
        """Whether every instance was looked at."""
        return all(each.looked is not None for each in self.watcher.fleet().snapshots)


def settings_in(home: Path, text: str, options: Mapping[str, object]) -> Settings:
    """Settings of a home with this ``config.toml``."""
    paths = Paths.from_environ({"SSTUI_HOME": str(home)})
    paths.config_file.parent.mkdir(parents=True, exist_ok=True)
    paths.config_file.write_text(text or "[poll]\ninterval = 1\nfast = 1\nbudget = 100000\n")
    return load_settings(paths, {}, options)


def make_bookmark(text: str, fields: Changes) -> Bookmark:
    """What `sstui add` makes, for the one profile of a test."""
    ref = parse_reference(text).ref
    return Bookmark(
        name=fields.get("name") or ref.instance[:8],
        ref=ref,
        group=fields.get("group", ""),
        tags=fields.get("tags", ()),
        note=fields.get("note", ""),
        interval=fields.get("interval"),
        expect=fields.get("expect"),
    )


# What was written for the same bookmarks before: 25 ms for each of a hundred dashboards.
_written: dict[str, bytes] = {}


def write_watchlist(path: Path, simulator: Simulator, count: int | None = None) -> WatchList:
    """The scenario's own bookmarks, in the file."""
    watchlist = WatchList(path)
    bookmarks = simulator.bookmarks[:count]
    key = json.dumps(bookmarks)
    if key in _written:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_written[key])
    elif bookmarks:
        watchlist.add_all(map(bookmark_of, bookmarks))
        _written[key] = path.read_bytes()
    return watchlist


def bookmark_of(written: Mapping[str, Any], profile: str = "default") -> Bookmark:
    """One of a simulator's, as `sstui add` would write it."""
    ref = InstanceRef(written["application"], written["component"], written["instance"])
    return Bookmark(
        written["name"],
        ref,
        profile,
        group=written.get("group", ""),
        tags=tuple(written.get("tags", ())),
        note=written.get("note", ""),
        expect=written.get("expect"),
    )


def _endpoints(simulator: Simulator) -> dict[str, str]:
    """What the harness's own clients are given otherwise."""
    return {
        "SSTUI_ENDPOINT": simulator.endpoint,
        "SSTUI_IAM_ENDPOINT": simulator.iam_endpoint,
        "SSTUI_PROJECT_ID": simulator.project_id,
    }


@asynccontextmanager
async def dashboard(
    home: Path,
    simulator: Simulator,
    size: tuple[int, int] = SIZES["wide"],
    *,
    config: str = "",
    count: int | None = None,
    clock: Clock | None = None,
    secret_key: str | None = None,
    options: Mapping[str, object] | None = None,
    baselines: Baselines | None = None,
    history: History | None = None,
    ui: UiState | None = None,
    others: Mapping[str, Simulator] | None = None,
) -> AsyncIterator[Stage]:
    """The whole way: simulator over a socket → client → poller → store → screen.

    ``others`` are profiles of ``config`` with simulators of their own, whose keys are in the
    environment as ``PROFILE_AK`` and ``PROFILE_SK``; what is watched there has to be in the file
    already."""
    settings = settings_in(home, config, options or {})
    paths = Paths.from_environ({"SSTUI_HOME": str(home)})
    watchlist = write_watchlist(paths.watchlist_file, simulator, count)
    others = others or {}
    keys = Keys(simulator.access_key, secret_key or simulator.secret_key)
    time = clock or QuickClock(1)

    def connect(profile: str, on_request: Callable[[], None]) -> ServiceStage:
        its = others.get(profile, simulator)
        return ServiceStage(
            region=its.region,
            credentials=credentials_of(profile) if profile in others else keys,
            project_id=its.project_id,
            endpoint=its.endpoint,
            iam_endpoint=its.iam_endpoint,
            on_request=on_request,
            now=time.now,
        )

    environ = {
        "TZ": "UTC",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "SSTUI_HOME": str(home),
        "SSTUI_REGION": simulator.region,
        "HUAWEICLOUD_SDK_AK": simulator.access_key,
        "HUAWEICLOUD_SDK_SK": simulator.secret_key,
        **{f"{name.upper()}_AK": other.access_key for name, other in others.items()},
        **{f"{name.upper()}_SK": other.secret_key for name, other in others.items()},
    }

    def credentials_of(profile: str) -> ProfileCredentials:
        return ProfileCredentials(resolve_profile(settings, profile, environ), environ, home)

    session = Session(Options(), environ)
    watcher = Watcher(
        watchlist,
        settings.poll,
        connect,
        clock=time,
        describe=Accounts(settings, environ).describe if others else None,
        baselines=baselines,
        history=history,
        windows=windows_of(settings, environ),
    )
    app = SstuiApp(
        Dashboard(
            watcher=watcher,
            settings=settings,
            themes=load_themes(paths)[0],
            ui=ui or UiState(None),
            copy_file=paths.state_dir / "copied.txt",
            log_file=paths.log_file,
            found=lambda: found(environ, home),
            facts=lambda: [Fact(*words) for words in first_facts(session, environ)],
            examine=partial(examine_for_screen, {}, {**environ, **_endpoints(simulator)}),
            live=LiveSettings(paths, {}, options or {}, settings.config_file),
            bookmark=make_bookmark,
        ),
        environ=environ,
    )
    async with watcher, app.run_test(size=size):
        yield Stage(app, Fingers(app), watcher, simulator, watchlist, keys, time)
