"""A terminal that does not read, a stalled ssh: watching goes on, and nothing waits for it."""

from __future__ import annotations

import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from sstui.config.paths import Paths
from sstui.simulator.server import Simulator
from tests.real_terminal.cloud import WHOLE_FLEET, Cloud
from tests.real_terminal.dashboards import HANGS, Dashboard, Opening, is_whole, opened
from tests.real_terminal.unread import fill_up, press
from tests.real_terminal.waiting import wait_for

NAME = "search"
FRAMES = 40  # more than wait for a terminal anywhere: 30


def was_recorded(dashboard: Dashboard, status: str) -> bool:
    """Whether the history has it of the instance, as another process reads it."""
    database = Paths.from_environ(dashboard.opening.environ).history_db
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as opened:
        found = opened.execute("SELECT status FROM instance WHERE name = ?", [NAME])
        return bool(found.fetchone() == (status,))


def set_status(cloud: Cloud, status: str) -> None:
    def change(simulator: Simulator) -> None:
        simulator.set_status(simulator.instance_id(NAME), status=status)

    cloud.change(change)


@pytest.fixture
def changing(cloud: Cloud) -> Iterator[Cloud]:
    yield cloud
    cloud.change(lambda simulator: simulator.restore(simulator.instance_id(NAME)))


def test_looks_go_on_while_nobody_reads_it_paints_once_somebody_does_and_can_be_left(
    changing: Cloud, tmp_path: Path
) -> None:
    with opened(Opening(changing.home(tmp_path), colours="none")) as dashboard:
        assert dashboard.takes_the_terminal()
        the_title_is_short_and_says_what_is_wrong(dashboard, changing)
        looks_go_on_being_recorded_and_all_is_painted_once_it_reads_again(dashboard, changing)
        it_can_be_left(dashboard)


def the_title_is_short_and_says_what_is_wrong(dashboard: Dashboard, cloud: Cloud) -> None:
    dashboard.terminal.wait_for(lambda _: dashboard.state.title == WHOLE_FLEET)
    set_status(cloud, "UPGRADING")
    dashboard.terminal.wait_for(lambda _: "17●" in dashboard.state.title)
    title = dashboard.state.title
    assert title.startswith("2✗ 1◐ ")
    assert title.endswith("sstui")
    assert len(title) <= 21


def looks_go_on_being_recorded_and_all_is_painted_once_it_reads_again(
    dashboard: Dashboard, cloud: Cloud
) -> None:
    terminal = dashboard.terminal
    fill_up(dashboard)
    for _ in range(FRAMES):
        press(dashboard)
    for status in ("RUNNING", "STOPPED"):
        set_status(cloud, status)
        wait_for(partial(was_recorded, dashboard, status), f"{status} in the history")
    terminal.clear()
    terminal.read_again()
    terminal.wait_for(is_whole)


def it_can_be_left(dashboard: Dashboard) -> None:
    terminal = dashboard.terminal
    fill_up(dashboard)
    dashboard.send(signal.SIGTERM)
    assert terminal.process.wait(HANGS) == 143
    assert terminal.attributes == dashboard.before
    assert dashboard.colours == {"none"}
