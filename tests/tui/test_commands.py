"""Each command of the table, given by its key, on the fleet."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
from textual.widgets import Input

from sstui.config.commands import BY_ID, COMMANDS
from sstui.servicestage.refs import InstanceRef
from sstui.simulator.server import Simulator
from sstui.tui.actions.table import ACTIONS
from sstui.tui.screens.columns import ColumnPicker
from sstui.tui.screens.discover import DiscoverScreen
from sstui.tui.screens.doctor import DoctorPage
from sstui.tui.screens.edit import AddForm, EditForm
from sstui.tui.screens.explain import ExplainPage
from sstui.tui.screens.fleet_timeline import FleetTimeline
from sstui.tui.screens.help import HelpPage
from sstui.tui.screens.job import JobPage
from sstui.tui.screens.layout import View
from sstui.tui.screens.log import LogPage
from sstui.tui.screens.palette import Palette
from sstui.tui.screens.profiles import ProfilesPage
from sstui.tui.screens.themes import ThemePicker
from sstui.tui.widgets.rows import RowsView
from sstui.view.ranking import Order
from sstui.view.text import text_of
from tests.support import QuickClock, until
from tests.tui.harness import Stage, dashboard

Story = Callable[[Stage], Awaitable[None]]
STORIES: dict[str, Story] = {}
CALM = "[poll]\ninterval = 60\nfast = 60\nbudget = 100000\n"


def story(*ids: str) -> Callable[[Story], Story]:
    """The commands that a story shows."""

    def register(function: Story) -> Story:
        for command_id in ids:
            STORIES[command_id] = function
        return function

    return register


@asynccontextmanager
async def looked_at(home: Path, count: int | None = None) -> AsyncIterator[Stage]:
    """The fleet, or the first of it, every instance seen."""
    async with (
        Simulator("fleet", speed=0) as simulator,
        dashboard(home, simulator, count=count, config=CALM) as stage,
    ):
        await stage.see_all()
        stage.main.show_fleet()
        await stage.pilot.press("g")
        yield stage


def at(stage: Stage) -> str | None:
    """The name under the list's cursor."""
    snapshot = stage.main.snapshot
    return snapshot.name if snapshot else None


def view(stage: Stage) -> str:
    return stage.main.view.name


def message(stage: Stage) -> str:
    return "".join(span.text for span in stage.main.bar.message or ())


@story("down", "up", "first", "last", "page-down", "page-up")
async def moving(stage: Stage) -> None:
    press, listed = stage.pilot.press, stage.main.list
    await press("g")
    assert listed.cursor == 0
    await press("j", "down")
    assert listed.cursor == 2
    await press("k")
    assert listed.cursor == 1
    await press("G")
    assert listed.cursor == len(listed.rows) - 1
    await press("ctrl+u")
    assert listed.cursor < len(listed.rows) - 1
    await press("home", "pagedown")
    assert listed.cursor > 1


@story("next-group", "previous-group", "fold-group", "open")
async def groups(stage: Stage) -> None:
    press, listed = stage.pilot.press, stage.main.list
    await press("g", "}")
    assert listed.row is not None
    assert listed.row.group == "storefront"
    shown = len(listed.rows)
    await press("space")
    assert len(listed.rows) < shown
    await press("enter")
    assert len(listed.rows) == shown
    await press("{")
    assert listed.row.group == "payments"


@story("next", "previous")
async def trouble(stage: Stage) -> None:
    await stage.pilot.press("n")
    first = at(stage)
    assert first in {"cart", "catalog", "mailer", "warehouse-sync"}
    await stage.pilot.press("n")
    assert at(stage) != first
    await stage.pilot.press("N")
    assert at(stage) == first


@story("next-pane", "previous-pane", "back")
async def panes(stage: Stage) -> None:
    names = []
    for _ in range(7):
        await stage.pilot.press("tab")
        pane = stage.main.focused_pane
        names.append(pane.pane_name if pane else "list")
    assert names == [
        "artifacts",
        "configuration",
        "refer_resources",
        "external_accesses",
        "status_detail",
        "instance",
        "list",
    ]
    await stage.pilot.press("shift+tab")
    assert stage.main.focused_pane is not None
    await stage.pilot.press("escape")
    assert stage.main.focused_pane is None


@story("overview", "configuration", "raw")
async def views(stage: Stage) -> None:
    stage.main.list.go_to(stage.watcher.fleet().snapshots[0].ref)
    await stage.pilot.press("6")
    assert view(stage) == "RAW"
    await until(lambda: '"environment_id"' in stage.text())
    await stage.pilot.press("2")
    assert view(stage) == "CONFIGURATION"
    assert [pane.pane_name for pane in stage.main.detail.visible_panes()] == ["configuration"]
    await stage.pilot.press("1")
    assert view(stage) == "OVERVIEW"


@story("timeline")
async def timeline(stage: Stage) -> None:
    stage.main.list.go_to(named(stage, "orders-prod"))
    await stage.pilot.press("3")
    assert view(stage) == "TIMELINE"
    await until(lambda: "what happened" in stage.text())
    assert "counted over known time only" in stage.text()
    await stage.pilot.press("tab", "G")
    pane = stage.main.focused_pane
    assert pane is not None
    row = pane.current_row()
    assert row is not None
    assert row.key.startswith("stretch")
    shown = len(pane.rows)
    await stage.pilot.press("enter")
    assert len(pane.rows) > shown
    await stage.pilot.press("/", *"running", "enter")
    assert pane.search is not None
    assert pane.search.hits
    await stage.pilot.press("escape", "1")


@story("fleet-timeline")
async def fleet_timeline(stage: Stage) -> None:
    await stage.pilot.press("t")
    page = stage.app.screen
    assert isinstance(page, FleetTimeline)
    await until(lambda: "nothing went bad" in stage.text())
    await stage.pilot.press("t")
    assert page.span == "7d"
    await stage.pilot.press("j", "enter")
    await until(lambda: stage.app.screen is stage.main)
    assert stage.main.focused_pane is not None


@story("events")
async def events(stage: Stage) -> None:
    stage.main.list.go_to(named(stage, "orders-prod"))
    await stage.pilot.press("5")
    assert view(stage) == "EVENTS"
    await until(lambda: "first look: RUNNING" in stage.text())
    await stage.pilot.press("1")


@story("zoom")
async def zoom(stage: Stage) -> None:
    await stage.pilot.press("tab", "z")
    assert [pane.pane_name for pane in stage.main.detail.visible_panes()] == ["artifacts"]
    await stage.pilot.press("z")
    assert len(stage.main.detail.visible_panes()) > 1


@story("fold", "unfold")
async def folding(stage: Stage) -> None:
    stage.main.list.go_to(named(stage, "orders-prod"))
    await stage.pilot.press("tab")
    pane = stage.main.focused_pane
    assert pane is not None
    shown = len(pane.rows)
    await stage.pilot.press("j", "h")
    assert pane.cursor == 0
    await stage.pilot.press("h")
    assert len(pane.rows) < shown
    await stage.pilot.press("l")
    assert len(pane.rows) == shown


@story("search")
async def search(stage: Stage) -> None:
    stage.main.list.go_to(named(stage, "orders-prod"))
    await stage.pilot.press("2", "tab", "/", *"TTL", "enter")
    pane = stage.main.focused_pane
    assert pane is not None
    assert pane.search is not None
    assert "CACHE_TTL" in str(pane.cursor_key)
    await until(lambda: "of 1" in stage.text())
    await stage.pilot.press("escape")
    assert pane.search is None


@story("reveal")
async def reveal(stage: Stage) -> None:
    stage.main.list.go_to(named(stage, "orders-prod"))
    await stage.pilot.press("2", "tab", "/", *"PASSW", "enter")
    await until(lambda: bool(re.search(r"DB_PASSWORD +••••••••", stage.text())))
    await stage.pilot.press("v")
    await until(lambda: not re.search(r"DB_PASSWORD +••••••••", stage.text()))
    pane = stage.main.focused_pane
    assert pane is not None
    pane.reveal(None)
    assert not pane.revealed


@story("refresh", "refresh-all")
async def refresh(stage: Stage) -> None:
    asked = len(stage.simulator.requests)
    await stage.pilot.press("n", "r")
    await until(lambda: len(stage.simulator.requests) > asked)
    asked = len(stage.simulator.requests)
    assert isinstance(stage.clock, QuickClock)
    with stage.clock.running(20):  # one in 0.1 s is asked for
        await stage.pilot.press("R")
        await until(lambda: len(stage.simulator.requests) >= asked + 24)


@story("copy", "copy-path")
async def copying(stage: Stage) -> None:
    ref = named(stage, "orders-prod")
    stage.main.list.go_to(ref)
    await stage.pilot.press("y")
    await until(lambda: "copied" in message(stage))
    assert stage.app.clipboard == ref.instance
    await stage.pilot.press("2", "tab", "/", *"TTL", "enter", "Y")
    await until(lambda: stage.app.clipboard.endswith(".value"))
    assert stage.app.clipboard.startswith("configuration.env[")


@story("copy-as", "console", "open-in", "export")
async def choosing(stage: Stage) -> None:
    """What each choice does is told in `test_doing`."""
    stage.main.list.go_to(named(stage, "orders-prod"))
    menus = (("c", "curl of the call"), ("O", "body in the pager"), ("C", "as CSV"))
    strips = (("x", "the look before"), ("T", "high-contrast"), (":", "look again: all"))
    for key, offered in (*menus, *strips):
        await stage.pilot.press(key)
        await until(partial(says, stage, offered))
        await until(lambda: hinted(stage) == "enter choose   esc close")
        assert "\\n" not in stage.text()
        assert stage.app.screen.query_one(RowsView).SURFACE == "ground-prompt"
        await stage.pilot.press("escape")
        await until(lambda: "open" in hinted(stage))
    await stage.pilot.press("o")
    await until(lambda: "console" in message(stage))


def hinted(stage: Stage) -> str:
    """The keys in the last row, also below a strip."""
    return text_of(stage.main.bar.line_at(2)[0]).strip()


def says(stage: Stage, text: str) -> bool:
    return text in stage.text()


@story("mouse")
async def mouse(stage: Stage) -> None:
    """Without a key: with the mouse off, the palette has it."""
    await stage.pilot.press(":", *"mouse", "enter")
    assert not stage.app.mouse_on
    await stage.pilot.press(":", *"mouse", "enter")
    assert stage.app.mouse_on


@story("help")
async def help_page(stage: Stage) -> None:
    await stage.pilot.press("?")
    assert isinstance(stage.app.screen, HelpPage)
    await until(lambda: "stop watching: asks" in stage.text())
    await stage.pilot.press("escape")
    await until(lambda: stage.app.screen_stack[-1] is stage.main)


@story("profiles")
async def profiles(stage: Stage) -> None:
    await stage.pilot.press("P")
    assert isinstance(stage.app.screen, ProfilesPage)
    await until(lambda: "answers" in stage.text())
    text = stage.text()
    assert stage.simulator.project_id in text
    assert stage.simulator.access_key not in text
    assert stage.simulator.secret_key not in text
    await stage.pilot.press("escape")


@story("log")
async def log(stage: Stage) -> None:
    file = stage.app.dashboard.log_file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"line {number}\n" for number in range(200)), encoding="utf-8")
    await stage.pilot.press("L")
    assert isinstance(stage.app.screen, LogPage)
    await until(lambda: "line 199" in stage.text())
    await stage.pilot.press("g")
    await until(lambda: "line 0\n" in stage.text())
    await stage.pilot.press("escape")


@story("doctor")
async def doctor(stage: Stage) -> None:
    await stage.pilot.press("D")
    page = stage.app.screen
    assert isinstance(page, DoctorPage)
    await until(lambda: not page.examining)
    await until(lambda: "examining" not in stage.text())
    assert "versions" in stage.text()
    found = {finding.subject: finding for finding in page.findings}
    assert found["default show"].level == "ok"
    said = "".join(finding.what for finding in page.findings)
    assert stage.simulator.access_key not in said
    assert stage.simulator.secret_key not in said
    await stage.pilot.press("escape")


@story("follow")
async def follow(stage: Stage) -> None:
    ref = named(stage, "orders-prod")
    stage.main.list.go_to(ref)
    await stage.pilot.press("F")
    assert isinstance(stage.app.screen, JobPage)
    await until(lambda: "SEPARATOR_DEPLOYING" in stage.text())
    await stage.pilot.press("escape")


@story("explain")
async def explain(stage: Stage) -> None:
    stage.main.list.go_to(named(stage, "cart"))
    await stage.pilot.press("e")
    assert isinstance(stage.app.screen, ExplainPage)
    await until(lambda: "health · sstui's reading" in stage.text())
    await stage.pilot.press("escape")


@story("fold-ok", "order")
async def list_modes(stage: Stage) -> None:
    listed = stage.main.list
    await stage.pilot.press("f")
    assert listed.fold_ok.value == "always"
    assert not stage.row_of("search")
    await stage.pilot.press("f", "f")
    assert listed.fold_ok.value == "auto"
    await stage.pilot.press("s")
    assert listed.sorting.order is Order.NAME


@story("wide", "sort-next", "sort-previous", "columns")
async def wide_list(stage: Stage) -> None:
    listed = stage.main.list
    await stage.pilot.press(">")
    assert "three orders" in message(stage)
    await stage.pilot.press("w")
    assert listed.sorting.wide is not None
    sorts, before = listed.sorting.wide.sorts, listed.sorting.name
    await stage.pilot.press(">")
    assert sorts.index(listed.sorting.name) == sorts.index(before) + 1
    await stage.pilot.press("<")
    assert listed.sorting.name == before
    await stage.pilot.press("W")
    assert isinstance(stage.app.screen, ColumnPicker)
    await stage.pilot.press("escape", "w")
    assert listed.sorting.wide is None


@story("next-instance", "previous-instance")
async def stepping(stage: Stage) -> None:
    refs = stage.main.list.shown_refs
    stage.main.list.go_to(refs[0])
    await stage.pilot.press("tab", "J")
    assert stage.main.list.ref == refs[1]
    assert stage.main.focused_pane is not None
    await stage.pilot.press("K")
    assert stage.main.list.ref == refs[0]


@story("more-often", "less-often")
async def pace(stage: Stage) -> None:
    ref = named(stage, "search")
    stage.main.list.go_to(ref)
    before = stage.watcher.pace(ref)
    await stage.pilot.press("-")
    assert stage.watcher.pace(ref) > before
    slower = stage.watcher.pace(ref)
    await stage.pilot.press("+")
    assert stage.watcher.pace(ref) < slower
    assert "every" in message(stage)


@story("freeze")
async def freeze(stage: Stage) -> None:
    await stage.pilot.press("p")
    assert "stands still" in message(stage)
    stage.simulator.set_status(named(stage, "search").instance, status="FAILED")
    stage.watcher.refresh(named(stage, "search"))
    await until(lambda: stage.watcher.fleet().by_ref[named(stage, "search")].status == "FAILED")
    await stage.pilot.pause()
    assert "RUNNING" in stage.row_of("search")
    await stage.pilot.press("p")
    assert "of now" in message(stage)
    await until(lambda: "FAILED" in stage.row_of("search"))


@story("add", "remove", "undo")
async def watch_list(stage: Stage) -> None:
    ref = named(stage, "search")
    stage.main.list.go_to(ref)
    await stage.pilot.press("X", "n")
    assert len(stage.watchlist.load()) == 24
    await stage.pilot.press("X", "y")
    await until(lambda: len(stage.watchlist.load()) == 23)
    await stage.pilot.press("u")
    await until(lambda: len(stage.watchlist.load()) == 24)
    await stage.pilot.press("X", "y")
    await stage.pilot.press("A")
    await until(lambda: isinstance(stage.app.screen, DiscoverScreen))
    await stage.pilot.press("i")
    await until(lambda: isinstance(stage.app.focused, Input))
    await stage.pilot.press(*"nonsense", "ctrl+s")
    await until(lambda: "nonsense" in stage.text() and "instance" in stage.text())
    assert isinstance(stage.app.screen, AddForm)
    field = stage.app.screen.query_one("#field-ref", Input)
    field.value = str(ref)
    stage.app.screen.query_one("#field-name", Input).value = "search"
    await stage.pilot.press("ctrl+s")
    await until(lambda: len(stage.watchlist.load()) == 24)
    assert stage.watchlist.load()[-1].ref == ref


@story("edit")
async def edit(stage: Stage) -> None:
    stage.main.list.go_to(named(stage, "search"))
    await stage.pilot.press("E")
    assert isinstance(stage.app.screen, EditForm)
    await stage.pilot.press("end", *"-2", "ctrl+s")
    await until(lambda: any(each.name == "search-2" for each in stage.watchlist.load()))
    assert stage.row_of("search-2")
    await stage.pilot.press("u")
    await until(lambda: any(each.name == "search" for each in stage.watchlist.load()))


@story("replace")
async def nothing_to_replace(stage: Stage) -> None:
    await stage.pilot.press("I")
    assert "nothing is known" in message(stage)


@story("palette")
async def palette(stage: Stage) -> None:
    await stage.pilot.press(":")
    assert isinstance(stage.app.screen, Palette)
    await stage.pilot.press(*"raw", "enter")
    assert view(stage) == "RAW"


@story("theme")
async def theme(stage: Stage) -> None:
    await stage.pilot.press("T")
    assert isinstance(stage.app.screen, ThemePicker)
    await stage.pilot.press("j")
    assert stage.app.theme_name == "sstui-light"
    await stage.pilot.press("escape")
    assert stage.app.theme_name == "sstui-dark"
    await stage.pilot.press("T", "j", "enter")
    assert stage.app.theme_name == "sstui-light"
    assert stage.app.dashboard.ui.layout.theme == "sstui-light"


@story("signs")
async def signs(stage: Stage) -> None:
    assert "●" in stage.text()
    await stage.pilot.press("U", "U")
    assert stage.app.signs_name == "ascii"
    await until(lambda: "●" not in stage.text())
    await stage.pilot.press("U")


@story("acknowledge", "snooze")
async def quiet(stage: Stage) -> None:
    ref = named(stage, "mailer")
    stage.main.list.go_to(ref)
    await stage.pilot.press("a")
    assert message(stage).startswith("mailer acknowledged until worse or well; a takes it back")
    assert stage.row_of("mailer").rstrip().endswith("z")
    await stage.pilot.press("a")
    assert message(stage).startswith("no longer quiet: mailer; a again acknowledges")
    assert not stage.row_of("mailer").rstrip().endswith("z")
    await stage.pilot.press("S")
    await until(lambda: "snooze mailer   1 15m   2 1h   3 until ok" in stage.text())
    await stage.pilot.press("2")
    await until(lambda: "mailer snoozed, 1h; S ends it" in message(stage))
    assert stage.row_of("mailer").rstrip().endswith("z")
    await stage.pilot.press("S")
    assert message(stage).startswith("the snooze is over: mailer; S begins another")


@story("mute")
async def muting(stage: Stage) -> None:
    await stage.pilot.press("M")
    assert "the bell is muted; M unmutes it" in message(stage)
    assert "bell muted" in stage.text().splitlines()[-2]
    assert stage.app.dashboard.ui.layout.muted is True
    await stage.pilot.press("M")
    assert "bell muted" not in stage.text().splitlines()[-2]


@story("drift", "pin-baseline", "show-equal", "earlier", "later", "compare-with")
async def drift(stage: Stage) -> None:
    ref, press = named(stage, "search"), stage.pilot.press
    stage.main.list.go_to(ref)
    await press("b")
    await until(lambda: "baseline pinned: search" in message(stage))
    stage.simulator.patch(ref.instance, lambda body: body.update(flavor_id="another"))
    await press("r", "4")
    assert view(stage) == "DRIFT"
    await until(lambda: bool(re.search("Δ flavor_id .* another", stage.text())), 10)
    await press("i")
    rows = stage.main.detail.panes["drift"]
    await until(lambda: rows.rows.find("same at platform_type") is not None)
    await press("i", "[")
    await until(lambda: "none: the same as baseline" in stage.text())
    await press("]")
    await until(lambda: "Δ flavor_id" in stage.text())
    await press("x", *"orders", "enter")
    await until(lambda: "A  orders-prod, seen" in stage.text())
    stage.simulator.restore(ref.instance)
    await press("1")


@story("quit")
async def quitting(stage: Stage) -> None:
    await stage.pilot.press("tab", "q")
    assert stage.app.return_code is None
    assert "esc" in message(stage)
    await stage.pilot.press("escape", "q")
    await until(lambda: stage.app.return_code == 0)


@story("quit-now")
async def quitting_at_once(stage: Stage) -> None:
    await stage.pilot.press("tab", "ctrl+c")
    await until(lambda: stage.app.return_code == 0)


async def test_a_gone_instance_gives_its_place_to_its_successor(tmp_path: Path) -> None:
    config = '[poll]\ninterval = 1\nfast = 1\nbudget = 100000\n[keys]\nreplace = "O"\n'
    async with (
        Simulator("recreate", speed=0) as simulator,
        dashboard(tmp_path, simulator, config=config, count=2) as stage,
    ):
        await stage.see_all()
        stage.main.show_fleet()
        ref = named(stage, "orders-prod")
        stage.main.list.go_to(ref)
        simulator.advance(100)
        await stage.pilot.press("r")
        await until(lambda: stage.watcher.fleet().by_ref[ref].absences == 1)
        await stage.pilot.press("r")
        await until(lambda: stage.watcher.fleet().by_ref[ref].replacement is not None)
        stage.main.show_fleet()
        offer = "its component has a new instance orders-prod-prod-eu-k2v9qd: O puts it"
        await until(lambda: offer in stage.text())
        await stage.pilot.press("O")
        await until(lambda: "is now 5c0e8a4f" in message(stage))
        assert named(stage, "orders-prod").instance.startswith("5c0e8a4f")
        assert stage.watchlist.load()[0].note == "runbook: wiki/orders"
        assert stage.main.list.ref == named(stage, "orders-prod")
        await until(lambda: "RUNNING" in stage.row_of("orders-prod"))
        await stage.pilot.press("u")
        assert stage.watchlist.load()[0].ref == ref


def named(stage: Stage, name: str) -> InstanceRef:
    return next(each.ref for each in stage.watcher.fleet().snapshots if each.name == name)


def test_every_command_of_the_table_has_an_action_and_a_story() -> None:
    assert set(ACTIONS) == set(BY_ID)
    assert set(STORIES) == set(BY_ID)


def test_no_two_commands_share_a_key() -> None:
    keys = [key for command in COMMANDS for key in command.keys]
    assert len(keys) == len(set(keys))


STAYING = [
    told for told in dict.fromkeys(STORIES.values()) if told not in {quitting, quitting_at_once}
]
# Each ends as nothing can be told after it.
PARTS = ([*STAYING[:16], quitting], [*STAYING[16:], quitting_at_once])


async def to_the_list(stage: Stage) -> None:
    """Where each story begins: overview, nothing open or said, the cursor on the first row."""
    stage.main.view = View.OVERVIEW
    while not stage.main.is_home:
        await stage.pilot.press("escape")
    stage.main.bar._said()  # what the story before was told: the keys would wait 6 s for its end
    stage.main.list.move_first()


@pytest.mark.parametrize("told", PARTS, ids=("q", "ctrl+c"))
async def test_a_command_does_what_its_help_says(home: Path, told: list[Story]) -> None:
    """In one dashboard or two: its start takes longer than a story."""
    async with looked_at(home) as stage:
        for each in told:
            await to_the_list(stage)
            await each(stage)
