"""In a real tmux, as it comes: start, look, add, edit, remove, resize, copy, leave."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import tomllib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import psutil
import pytest

from sstui.simulator.server import Simulator
from tests.real_terminal.cloud import SSTUI, WHOLE_FLEET, Cloud
from tests.real_terminal.dashboards import HANGS
from tests.real_terminal.left_behind import running
from tests.real_terminal.tmux import Pane, Tmux
from tests.real_terminal.waiting import wait_for

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux")

SIZES = ((120, 36), (80, 24), (60, 16), (30, 8), (60, 16), (80, 24), (120, 36), (160, 48))
COMMENT = "# ours: mind the order\n"
WATCHED = 5  # the first of the fleet, all of them as they should be
LIST_CELLS = 40
COMMAND = f'{shlex.join(SSTUI)}; echo "ended with $?"'


@dataclass(frozen=True)
class Window:
    """A tmux of its own, and the dashboard in its pane."""

    tmux: Tmux
    pane: Pane
    home: Path

    @property
    def watch_list(self) -> str:
        return (self.home / "sstui" / "config" / "watchlist.toml").read_text(encoding="utf-8")

    @property
    def names(self) -> list[str]:
        return [each["name"] for each in tomllib.loads(self.watch_list)["instance"]]

    @property
    def ours(self) -> int:
        """The process id of the dashboard: the only child of the pane's shell."""
        (process,) = psutil.Process(int(self.pane.says("pane_pid"))).children()
        return process.pid

    def nothing_runs(self) -> bool:
        return running(self.home) == []


@pytest.fixture(scope="module")
def window(
    cloud: Cloud, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Window]]:
    """One by its name, opened when it is first asked for."""
    with ExitStack() as stack:

        @cache
        def open_window(name: str) -> Window:
            home = tmp_path_factory.mktemp("home")
            watched = None if name == "whole fleet" else WATCHED
            tmux = stack.enter_context(Tmux(cloud.home(home, watched)))
            opened = Window(tmux, tmux.open(), home)
            file = home / "sstui" / "config" / "watchlist.toml"
            file.write_text(COMMENT + file.read_text())
            opened.pane.type(COMMAND)
            opened.pane.keys("Enter")
            opened.pane.wait_for(is_open)
            return opened

        yield open_window


def is_open(text: str) -> bool:
    """The first answers are on the screen."""
    return "RUNNING" in text and "budget" in text


@pytest.fixture
def main(window: Callable[[str], Window]) -> Iterator[Window]:
    """At its main screen, also after a test that failed in a form."""
    opened = window("main")
    yield opened
    if "esc close" in opened.pane.text:
        opened.pane.keys("Escape")
        opened.pane.wait_for(lambda text: "esc close" not in text)


@pytest.fixture
def pane(main: Window) -> Pane:
    return main.pane


def address(simulator: Simulator, name: str) -> str:
    """Of an instance of the fleet, as it is copied from a request."""
    mark = next(each for each in simulator.bookmarks if each["name"] == name)
    return (
        f"https://servicestage.example/v2/{simulator.project_id}/cas"
        f"/applications/{mark['application']}/components/{mark['component']}"
        f"/instances/{mark['instance']}"
    )


def list_rows(text: str) -> list[str]:
    """What the list shows of each row, up to the status; to its right is the instance."""
    return [line[:LIST_CELLS] for line in text.splitlines()]


def cursor(text: str) -> str:
    """The list's row under the cursor."""
    return next((row for row in list_rows(text) if row.startswith("▌")), "")


def go_to(pane: Pane, name: str) -> None:
    """Move the cursor to an instance, a row a key."""
    while name not in cursor(text := pane.text):
        rows = list_rows(text)
        there = next(number for number, row in enumerate(rows) if name in row)
        pane.keys("j" if there > rows.index(cursor(text)) else "k")
        pane.wait_for(partial(is_elsewhere, cursor(text)))


def is_elsewhere(before: str, text: str) -> bool:
    """Whether the cursor went to another name: a row's status may change by itself."""
    return cursor(text).split()[1:2] != before.split()[1:2]


def remove(window: Window, name: str) -> None:
    window.pane.keys("X")
    window.pane.wait_for(lambda text: f"stop watching {name}?" in text)
    window.pane.keys("y")
    window.pane.wait_for(lambda text: f"no longer watching {name}" in text)


def test_an_address_that_is_pasted_is_watched_at_once(main: Window, cloud: Cloud) -> None:
    before = main.names
    reference = address(cloud.simulator, "cart")
    instance = reference.rpartition("/")[2]
    name = instance[:8]  # until it is given another
    main.pane.keys("A")
    main.pane.wait_for(lambda text: "Add to the watch list" in text)
    main.pane.paste(reference)
    main.pane.wait_for(lambda text: "watch an instance" in text)
    main.pane.wait_for(lambda text: reference[:80] in text)
    main.pane.keys("C-s")
    main.pane.wait_for(lambda text: f"watching {name}" in text)
    assert main.names == [*before, name]
    assert main.watch_list.startswith(COMMENT)
    main.pane.wait_for(lambda text: f"✗ {name}" in cursor(text) and "FAILED" in cursor(text))
    remove(main, name)
    assert main.names == before


def test_what_was_removed_is_brought_back_where_it_was(main: Window) -> None:
    before = main.watch_list
    go_to(main.pane, "ledger-prod")
    remove(main, "ledger-prod")
    assert "ledger-prod" not in main.names
    main.pane.keys("u")
    main.pane.wait_for(lambda text: f"{WATCHED}●" in text)
    assert main.watch_list == before


def test_a_name_is_edited_in_the_file_and_in_the_list(main: Window) -> None:
    before = main.watch_list
    go_to(main.pane, "ledger-prod")
    main.pane.keys("E")
    main.pane.wait_for(lambda text: "edit ledger-prod" in text)
    main.pane.type("-2")
    main.pane.wait_for(lambda text: "name        ledger-prod-2" in text)
    main.pane.keys("C-s")
    main.pane.wait_for(lambda text: "ledger-prod-2" in cursor(text))
    assert main.watch_list == before.replace('"ledger-prod"', '"ledger-prod-2"')
    main.pane.keys("u")
    main.pane.wait_for(lambda text: "ledger-prod-2" not in cursor(text))
    assert main.watch_list == before


def test_the_cursor_stays_on_its_instance_at_every_size(pane: Pane) -> None:
    go_to(pane, "refunds-prod")
    for columns, rows in SIZES:
        pane.resize(columns, rows)
        text = pane.wait_for(lambda text: "refunds-p" in cursor(text) and has_a_bar(text))
        assert pane.says("pane_width") == str(columns)
        assert len(text.splitlines()) == rows


def has_a_bar(text: str) -> bool:
    """In the last rows, where a screen that is still that of another size has none."""
    return any("●" in line for line in text.splitlines()[-3:])


def test_the_title_is_short_and_says_what_is_wrong(
    window: Callable[[str], Window], cloud: Cloud
) -> None:
    pane = window("whole fleet").pane
    wait_for(lambda: pane.says("pane_title") == WHOLE_FLEET, "the fleet's title")
    cloud.change(lambda fleet: fleet.set_status(fleet.instance_id("search"), status="UPGRADING"))
    wait_for(lambda: "17●" in pane.says("pane_title"), "a title with one that moves")
    title = pane.says("pane_title")
    assert title.startswith("2✗ 1◐ ")
    assert title.endswith("sstui")
    assert len(title) <= 21
    cloud.change(lambda fleet: fleet.restore(fleet.instance_id("search")))
    wait_for(lambda: pane.says("pane_title") == WHOLE_FLEET, "the title of before")


def test_what_is_copied_is_in_the_buffer_of_tmux(main: Window, cloud: Cloud) -> None:
    go_to(main.pane, "checkout-api-prod")
    main.pane.keys("y")
    main.pane.wait_for(lambda text: "copied to the tmux buffer" in text)
    assert main.tmux.buffer() == cloud.simulator.instance_id("checkout-api-prod")


def test_after_colon_q_the_shell_is_as_it_was(cloud: Cloud, tmp_path: Path) -> None:
    with Tmux(cloud.home(tmp_path, WATCHED)) as tmux:
        pane = tmux.open()
        pane.type(COMMAND)
        pane.wait_for(lambda text: "ended with" in text)
        before = pane.state()
        pane.keys("Enter")
        pane.wait_for(is_open)
        assert pane.state() != before
        pane.keys(":")
        pane.wait_for(lambda text: ": a command" in text)
        pane.type("q")
        pane.wait_for(lambda text: "quit from anywhere" in text)
        pane.keys("Enter")
        pane.wait_for(lambda text: "ended with 0" in text)
        after = pane.state()
        typed = str(before.pop("text")).strip()
        assert str(after.pop("text")).strip().startswith(f"{typed}\nended with 0\n")
        assert after == before


def test_a_signal_ends_it_and_the_shell_goes_on(window: Callable[[str], Window]) -> None:
    opened = window("TERM")
    os.kill(opened.ours, signal.SIGTERM)
    wait_for(opened.nothing_runs, "ended", HANGS)
    opened.pane.wait_for(lambda text: "ended with 143" in text)
    assert opened.pane.says("alternate_on") == "0"


def test_a_pane_that_is_killed_leaves_nothing_running(window: Callable[[str], Window]) -> None:
    opened = window("kill-pane")
    opened.pane.kill()
    wait_for(opened.nothing_runs, "ended", HANGS)


def test_a_server_that_is_killed_leaves_nothing_running(window: Callable[[str], Window]) -> None:
    opened = window("kill-server")
    opened.tmux.kill()
    wait_for(opened.nothing_runs, "ended", HANGS)
