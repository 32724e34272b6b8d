"""In a real tmux, as it comes: start, look, add, edit, remove, resize, copy, leave."""

from __future__ import annotations

import shlex
import shutil
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from sstui.simulator.server import Simulator
from tests.real_terminal.cloud import SSTUI, Cloud
from tests.real_terminal.tmux import Pane, Tmux

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux")

SIZES = ((120, 36), (80, 24), (60, 16), (30, 8), (160, 48))  # each, and from least to most
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


def is_open(text: str) -> bool:
    """The first answers are on the screen."""
    return "RUNNING" in text and "budget" in text


def test_a_day_in_its_pane(cloud: Cloud, tmp_path: Path) -> None:
    """Each step is named by its function, and leaves the watch list as it was."""
    with Tmux(cloud.home(tmp_path, WATCHED)) as tmux:
        window = Window(tmux, tmux.open(), tmp_path)
        file = tmp_path / "sstui" / "config" / "watchlist.toml"
        file.write_text(COMMENT + file.read_text())
        window.pane.type(COMMAND)
        window.pane.wait_for(lambda text: "ended with" in text)
        before = window.pane.state()
        window.pane.keys("Enter")
        window.pane.wait_for(is_open)
        assert window.pane.state() != before
        an_address_that_is_pasted_is_watched_at_once(window, cloud)
        what_was_removed_is_brought_back_where_it_was(window)
        a_name_is_edited_in_the_file_and_in_the_list(window)
        what_is_copied_is_in_the_buffer_of_tmux(window, cloud)
        the_cursor_stays_on_its_instance_at_every_size(window)
        after_colon_q_the_shell_is_as_it_was(window, before)


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


def an_address_that_is_pasted_is_watched_at_once(window: Window, cloud: Cloud) -> None:
    before = window.names
    reference = address(cloud.simulator, "cart")
    instance = reference.rpartition("/")[2]
    name = instance[:8]  # until it is given another
    window.pane.keys("A")
    window.pane.wait_for(lambda text: "Add to the watch list" in text)
    window.pane.paste(reference)
    window.pane.wait_for(lambda text: "watch an instance" in text)
    window.pane.wait_for(lambda text: reference[:80] in text)
    window.pane.keys("C-s")
    window.pane.wait_for(lambda text: f"watching {name}" in text)
    assert window.names == [*before, name]
    assert window.watch_list.startswith(COMMENT)
    window.pane.wait_for(lambda text: f"✗ {name}" in cursor(text) and "FAILED" in cursor(text))
    remove(window, name)
    assert window.names == before


def what_was_removed_is_brought_back_where_it_was(window: Window) -> None:
    before = window.watch_list
    go_to(window.pane, "ledger-prod")
    remove(window, "ledger-prod")
    assert "ledger-prod" not in window.names
    window.pane.keys("u")
    window.pane.wait_for(lambda text: f"{WATCHED}●" in text)
    assert window.watch_list == before


def a_name_is_edited_in_the_file_and_in_the_list(window: Window) -> None:
    before = window.watch_list
    go_to(window.pane, "ledger-prod")
    window.pane.keys("E")
    window.pane.wait_for(lambda text: "edit ledger-prod" in text)
    window.pane.type("-2")
    window.pane.wait_for(lambda text: "name        ledger-prod-2" in text)
    window.pane.keys("C-s")
    window.pane.wait_for(lambda text: "ledger-prod-2" in cursor(text))
    assert window.watch_list == before.replace('"ledger-prod"', '"ledger-prod-2"')
    window.pane.keys("u")
    window.pane.wait_for(lambda text: "ledger-prod-2" not in cursor(text))
    assert window.watch_list == before


def the_cursor_stays_on_its_instance_at_every_size(window: Window) -> None:
    pane = window.pane
    go_to(pane, "refunds-prod")
    for columns, rows in SIZES:
        pane.resize(columns, rows)
        text = pane.wait_for(lambda text: "refunds-p" in cursor(text) and has_a_bar(text))
        assert pane.says("pane_width") == str(columns)
        assert len(text.splitlines()) == rows


def has_a_bar(text: str) -> bool:
    """In the last rows, where a screen that is still that of another size has none."""
    return any("●" in line for line in text.splitlines()[-3:])


def what_is_copied_is_in_the_buffer_of_tmux(window: Window, cloud: Cloud) -> None:
    go_to(window.pane, "checkout-api-prod")
    window.pane.keys("y")
    window.pane.wait_for(lambda text: "copied to the tmux buffer" in text)
    assert window.tmux.buffer() == cloud.simulator.instance_id("checkout-api-prod")


def after_colon_q_the_shell_is_as_it_was(window: Window, before: Mapping[str, object]) -> None:
    pane = window.pane
    pane.keys(":")
    pane.wait_for(lambda text: ": a command" in text)
    pane.type("q")
    pane.wait_for(lambda text: "quit from anywhere" in text)
    pane.keys("Enter")
    pane.wait_for(lambda text: "ended with 0" in text)
    after = pane.state()
    typed = str(before["text"]).strip()
    assert str(after["text"]).strip().startswith(f"{typed}\nended with 0\n")
    assert {**after, "text": ""} == {**before, "text": ""}
