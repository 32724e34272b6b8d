"""The start: the last known picture is painted before anybody is asked, and without pydantic or
httpx."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from textual.css.stylesheet import Stylesheet

from sstui.cli.options import Options
from sstui.cli.session import Session
from sstui.config.paths import Paths
from sstui.simulator.server import Simulator
from tests.bench.fleet import leading_to
from tests.support import until
from tests.terminal import TerminalProcess
from tests.tui.harness import dashboard, write_watchlist

# What the last known picture has no use for: the wire, and what carries out keys, draws bodies, and
# compares them.
NOT_YET = (
    "pydantic",
    "httpx",
    "tomlkit",
    "sstui.tui.actions.table",
    "sstui.view.pane_content",
    "sstui.view.recorded",
    "sstui.monitor.good_look",
)
# The program itself; at its first paint it tells what is loaded and what it shows.
FIRST_PAINT = (
    f"NOT_YET = {NOT_YET!r}"
    + """
import gc, json, pathlib, sys
from sstui.cli.main import main
from sstui.tui.app import SstuiApp
async def painted(app):
    loaded = [name for name in NOT_YET if name in sys.modules]
    strips = app.screen._compositor.render_strips()
    app.call_later(tell, app, loaded, "\\n".join(strip.text for strip in strips))
def tell(app, loaded, shown):
    told = {"loaded": loaded, "shown": shown, "collecting": gc.isenabled()}
    pathlib.Path(sys.argv.pop()).write_text(json.dumps(told))
    app.leave()
SstuiApp.first_painted = painted
main([])
"""
)


async def look_once_at_all(environ: Mapping[str, str]) -> None:
    """What an earlier run leaves behind: a history of every instance."""
    session = Session(Options(), environ)
    async with session.watcher as watcher:
        await until(lambda: all(each.seen is not None for each in watcher.fleet().snapshots))


async def test_the_first_paint_shows_what_was_last_known_without_pydantic_or_httpx(
    home: Path, tmp_path: Path
) -> None:
    told = tmp_path / "told.json"
    async with Simulator("fleet", speed=0) as simulator:
        paths = Paths.from_environ({"SSTUI_HOME": str(home)})
        watchlist = write_watchlist(paths.watchlist_file, simulator, 7)
        paths.config_file.write_text("[poll]\ninterval = 1\nbudget = 100000\n")
        environ = {**leading_to(simulator), "SSTUI_HOME": str(home), "TERM": "xterm-256color"}
        await look_once_at_all(environ)
    with TerminalProcess(
        [sys.executable, "-c", FIRST_PAINT, str(told)], {**os.environ, **environ}
    ) as terminal:
        assert terminal.wait() == 0
    painted = json.loads(told.read_text())
    assert painted["loaded"] == []
    assert painted["collecting"]
    rows = painted["shown"].splitlines()
    for bookmark in watchlist.load():
        beginning = f" {bookmark.name[:5]}"  # a long name is cut in its middle
        assert any(beginning in row and "(" in row for row in rows), bookmark.name
    assert "being read" in painted["shown"]


async def test_asking_begins_when_list_and_instance_are_on_the_screen(home: Path) -> None:
    async with (
        Simulator("fleet", speed=0) as simulator,
        dashboard(home, simulator, count=3) as stage,
    ):
        seen: list[str] = []

        async def painted() -> None:
            seen.append(stage.text())

        await until(stage.fresh)
        stage.app._painted = painted
        left = stage.main
        stage.app.go_home()
        await until(lambda: bool(seen))
        left.show_fleet()  # news that was on its way to the screen that was left
        assert "orders-prod" in seen[0]
        assert "refer_resources" in seen[0]


@pytest.mark.parametrize("theme", ["sstui-light", "terminal"])
async def test_the_style_sheets_are_read_once_in_whatever_theme(
    home: Path, monkeypatch: pytest.MonkeyPatch, theme: str
) -> None:
    read: list[str] = []
    monkeypatch.setattr(Stylesheet, "reparse", lambda self: read.append(theme))
    async with (
        Simulator("fleet", speed=0) as simulator,
        dashboard(home, simulator, count=1, options={"theme": theme}) as stage,
    ):
        await until(lambda: "orders-prod" in stage.text())
        assert read == []
        app = stage.app
        ground = app.look.palette.style("").bgcolor
        assert ground is not None
        assert app.screen.styles.background.rich_color.name == ground.name
        assert app.current_theme.dark is (theme != "sstui-light")
        assert app.has_class("-light-mode") is (theme == "sstui-light")


DESCRIBED = """
import json, sys
from sstui.cli.options import Options
from sstui.cli.session import Session
for environ in json.loads(sys.argv[1]):
    account = Session(Options(), environ).accounts.describe("default")
    print(account.region, "pydantic" in sys.modules)
"""


def test_whose_variables_are_in_use_is_told_without_pydantic(home: Path) -> None:
    place = {"SSTUI_HOME": str(home), "HW_REGION_NAME": "cn-north-4"}
    given = [
        {**place, "HW_ACCESS_KEY": "AK", "HW_SECRET_KEY": "SK"},
        {**place, "HW_USER_NAME": "me", "HW_USER_PASSWORD": "word", "HW_DOMAIN_NAME": "us"},
        {
            **place,
            "OS_TOKEN": "a token",
            "OS_AUTH_URL": "https://iam.cn-north-4.myhuaweicloud.com/v3",
        },
    ]
    told = subprocess.run(
        [sys.executable, "-c", DESCRIBED, json.dumps(given)],
        env=place, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert told.stdout.split() == ["cn-north-4", "False"] * len(given)
