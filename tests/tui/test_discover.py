"""The picker: choosing from all that an account has, by keys and by mouse."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

from syrupy.assertion import SnapshotAssertion
from textual import events
from textual.binding import Binding
from textual.widgets import Input

from sstui.config.keymap import build_keymap
from sstui.simulator.faults import Fault
from sstui.simulator.server import Simulator
from sstui.tui.screens.discover import DiscoverScreen
from sstui.tui.screens.discover_form import DraftForm
from sstui.tui.screens.edit import AddForm
from sstui.tui.screens.help import PICKER, help_lines
from sstui.tui.screens.main import MainScreen
from sstui.view.discover_tree import PickRows
from sstui.view.signs import UNICODE
from sstui.view.text import text_of
from tests.pictures import BEGIN
from tests.support import QuickClock, until
from tests.tui.harness import SIZES, Stage, dashboard

CALM = """\
[poll]
interval = 60
fast = 60
budget = 120
[profiles.default]
source = "env"
"""


@asynccontextmanager
async def picker(home: Path) -> AsyncIterator[Stage]:
    """The picker, opened by its key on the fleet of which the first three are watched."""
    clock = QuickClock(1, BEGIN)
    async with (
        Simulator("fleet", speed=0, clock=clock.now) as simulator,
        dashboard(home, simulator, count=3, config=CALM, clock=clock) as stage,
    ):
        await until(stage.fresh)
        await stage.pilot.press("A")
        await read(stage)
        yield stage


async def read(stage: Stage) -> None:
    await until(lambda: isinstance(stage.app.screen, DiscoverScreen))
    await until(lambda: screen(stage).reading is None)
    await stage.pilot.pause()


async def home_again(stage: Stage) -> None:
    await until(lambda: isinstance(stage.app.screen, MainScreen))


async def reopen(stage: Stage) -> None:
    await home_again(stage)
    await stage.pilot.press("A")
    await read(stage)


def screen(stage: Stage) -> DiscoverScreen:
    return next(each for each in stage.app.screen_stack if isinstance(each, DiscoverScreen))


def tree(stage: Stage) -> PickRows:
    found = screen(stage).found.rows
    assert isinstance(found, PickRows)
    return found


def rows(stage: Stage) -> list[str]:
    found = tree(stage)
    return [text_of(found[index].line).strip() for index in range(len(found))]


def row_of(stage: Stage, name: str) -> int:
    """Where the first row stands whose name begins so."""
    named = [each.instance or each.component or each.application for each in tree(stage).entries]
    return next(y for y, each in enumerate(named) if each.name.startswith(name))


def go_to(stage: Stage, name: str) -> None:
    screen(stage).found.move_to(tree(stage)[row_of(stage, name)].key)


def on(stage: Stage) -> str:
    entry = screen(stage).found.entry
    assert entry is not None
    return (entry.instance or entry.component or entry.application).name


def listed(stage: Stage) -> list[str]:
    return [each.name for each in stage.watchlist.load()]


async def what_is_watched_already_is_not_chosen(stage: Stage) -> None:
    go_to(stage, "ledger-prod")
    await stage.pilot.press("space")
    assert rows(stage)[row_of(stage, "ledger-prod")].startswith("✓  ledger-prod")
    assert "0 chosen   watched already" in stage.text()


async def a_filter_folds_and_the_way_back(stage: Stage) -> None:
    await stage.pilot.press("/", *"env:web !cart", "enter")
    await until(lambda: "6 of 24" in stage.text())
    assert "storefront" in rows(stage)[0]
    assert not any("cart" in row for row in rows(stage))
    await stage.pilot.press("*")
    assert "6 chosen" in stage.text()
    await stage.pilot.press("escape")
    await until(lambda: "24 of 24" in stage.text())
    await stage.pilot.press("*")
    assert "21 chosen" in stage.text()
    await stage.pilot.press("*")
    assert "0 chosen" in stage.text()

    go_to(stage, "mailer-prod")
    await stage.pilot.press("h")
    assert on(stage) == "mailer"
    await stage.pilot.press("h", "h", "h")
    assert on(stage) == "edge"
    assert not any("mailer" in row for row in rows(stage))
    await stage.pilot.press("R")
    await read(stage)
    assert on(stage) == "edge"
    assert not any("mailer" in row for row in rows(stage))
    await stage.pilot.press("enter")
    assert any("mailer" in row for row in rows(stage))
    await stage.pilot.press("escape")
    await home_again(stage)
    assert len(listed(stage)) == 3


async def choosing_adding_and_taking_back(stage: Stage) -> None:
    before = listed(stage)
    go_to(stage, "edge")
    await stage.pilot.press("space")
    assert "5 chosen" in stage.text()
    await stage.pilot.press("e")
    await until(lambda: isinstance(stage.app.screen, DraftForm))
    form = stage.app.screen
    form.query_one("#field-profile", Input).value = "prdo"
    await stage.pilot.press("ctrl+s")
    await until(lambda: "no profile prdo; known are default" in stage.text())
    assert "default, default" not in stage.text()
    given = {"group": "night", "profile": "", "interval": "2m", "tags": "a, b"}
    for name, value in given.items():
        form.query_one(f"#field-{name}", Input).value = value
    await stage.pilot.press("ctrl+s")
    await until(lambda: isinstance(stage.app.screen, DiscoverScreen))
    await stage.pilot.press("enter")
    await home_again(stage)
    made = [each for each in stage.watchlist.load() if each.name not in before]
    assert [each.name for each in made] == [
        "cron-runner-edge-vm",
        "edge-gw-bkk-edge-vm",
        "edge-gw-sgp-edge-vm",
        "legacy-soap-edge-vm",
        "mailer-prod-eu",
    ]
    assert {(each.group, each.interval, each.tags) for each in made} == {
        ("night", 120.0, ("a", "b"))
    }
    await stage.pilot.press("u")
    await until(lambda: listed(stage) == before)


async def all_of_an_environment_is_watched_by_a_query(stage: Stage) -> None:
    go_to(stage, "cart-prod")
    await stage.pilot.press("W")
    await until(lambda: len(stage.watcher.queries) == 1)
    await until(lambda: "also what comes, is watched" in stage.text())
    await stage.pilot.press("W")
    await until(lambda: "watches it already" in stage.text())
    await stage.pilot.press("escape")
    await home_again(stage)
    await until(lambda: len(stage.main.fleet.snapshots) == 10)
    made = next(each for each in stage.main.fleet.snapshots if each.bookmark.query)
    assert made.bookmark.group == "storefront prod-web"
    stage.main.list.go_to(made.ref)
    await stage.pilot.press("E")
    await until(lambda: "comes from the query storefront prod-web" in stage.text())
    await stage.pilot.press("X", "y")
    await until(lambda: len(stage.main.fleet.snapshots) == 3)
    await stage.pilot.press("u")
    await until(lambda: len(stage.main.fleet.snapshots) == 10)


async def one_is_chosen_and_added_by_mouse_alone(stage: Stage) -> None:
    row = row_of(stage, "mailer-prod")
    first, _ = tree(stage).box_at(row)
    await stage.pilot.click("#pick-tree", offset=(first + 1, row))
    await until(lambda: "1 chosen" in stage.text())
    await stage.pilot.click("#pick-tree", offset=(20, row - 1))
    await stage.pilot.pause()
    assert on(stage) == "mailer"
    assert rows(stage)[row].startswith("[x] mailer-prod")
    await stage.pilot.click("#pick-tree", offset=(20, row - 1))
    await until(lambda: not any(each.startswith("[x] mailer-prod") for each in rows(stage)))
    hints = {hint.action: hint for hint in screen(stage).foot._hints}
    assert {"add", "back", "filter", "read"} <= hints.keys()
    await stage.pilot.click("#pick-foot", offset=(hints["add"].start, 1))
    await home_again(stage)
    assert listed(stage)[-1] == "mailer-prod-eu"
    await stage.pilot.press("u")
    await until(lambda: len(listed(stage)) == 3)


async def a_pasted_address_goes_into_the_form(stage: Stage) -> None:
    mark = next(each for each in stage.simulator.bookmarks if each["name"] == "cart")
    ref = f"{mark['application']}/{mark['component']}/{mark['instance']}"
    stage.app.screen.post_message(events.Paste(f"{ref}\n"))
    await until(lambda: isinstance(stage.app.screen, AddForm))
    await stage.pilot.press("ctrl+s")
    await home_again(stage)
    assert stage.watchlist.load()[-1].ref.instance == mark["instance"]
    await stage.pilot.press("u")
    await until(lambda: len(listed(stage)) == 3)


STORIES = (
    a_filter_folds_and_the_way_back,
    choosing_adding_and_taking_back,
    one_is_chosen_and_added_by_mouse_alone,
    a_pasted_address_goes_into_the_form,
    all_of_an_environment_is_watched_by_a_query,
)


async def test_what_is_told_of_the_picker_is_so(home: Path) -> None:
    """In one dashboard: its start takes longer than a story."""
    async with picker(home) as stage:
        asked = [each.target for each in stage.simulator.requests]
        assert sum("/instances/" not in each for each in asked) == 1 + 1 + 1 + 4
        text = stage.text()
        assert "4 applications, 24 components, 24 instances" in text
        assert "3 components were made with V3" in text
        assert stage.simulator.project_id[:12] in text
        await what_is_watched_already_is_not_chosen(stage)
        for told in STORIES:
            await told(stage)
            if told is not STORIES[-1]:
                await reopen(stage)


async def test_what_it_looks_like_at_each_size_and_when_something_goes_wrong(
    home: Path, snapshot: SnapshotAssertion
) -> None:
    async with picker(home) as stage:
        go_to(stage, "shop-core")
        await stage.pilot.press("space", "j")
        for name, size in SIZES.items():
            await stage.pilot.resize_terminal(*size)
            await stage.pilot.pause()
            assert stage.text() == snapshot(name=name)
        await stage.pilot.resize_terminal(*SIZES["wide"])
        await stage.pilot.press("*", "*")
        await what_goes_wrong_is_said_in_it_and_nothing_ticked_is_lost(stage)


async def what_goes_wrong_is_said_in_it_and_nothing_ticked_is_lost(stage: Stage) -> None:
    assert "0 chosen" in stage.text()
    go_to(stage, "edge")
    await stage.pilot.press("space")
    stage.simulator.fault(Fault.STATUS, status=503, path="/applications?")
    await stage.pilot.press("R")
    await until(lambda: "not read" in stage.text())
    stage.simulator.fault(Fault.STATUS, status=403, path="/environments")
    cart = stage.simulator.instance_id("cart")
    stage.simulator.patch(cart, lambda body: body.update(name="\x1b[31m[b]x\x07"))
    await stage.pilot.press("R")
    await until(lambda: "5 chosen" in stage.text() and "not told environment" in stage.text())
    go_to(stage, "\x1b")
    await until(lambda: "[b]x" in stage.text())
    assert not {"\x1b", "\x07"} & set(stage.text())

    stage.simulator.fault(Fault.HANG, path="/overviews")
    await stage.pilot.press("R")
    await until(lambda: "0 of 4 applications" in stage.text())
    await stage.pilot.press("escape")
    await home_again(stage)


def test_the_help_page_has_the_pickers_fixed_keys() -> None:
    bound = {
        key for binding in DiscoverScreen.BINDINGS for key in cast(Binding, binding).key.split(",")
    }
    named = {key for keys, _ in PICKER for key in keys.split()}
    assert {"asterisk" if key == "*" else key for key in named} <= bound
    lines = help_lines(build_keymap({}), UNICODE, 120)
    assert any("fixed keys" in text_of(line) for line in lines)
