"""A terminal that does not read, a stalled ssh: watching goes on, and nothing waits for it."""

from __future__ import annotations

import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import partial

import pytest

from sstui.config.paths import Paths
from sstui.simulator.server import Simulator
from tests.real_terminal.cloud import WHOLE_FLEET, Cloud
from tests.real_terminal.dashboards import HANGS, Dashboard, Opened, Opening, is_whole
from tests.real_terminal.unread import fill_up, press
from tests.real_terminal.waiting import wait_for

NAME = "search"
FRAMES = 100  # more than wait for a terminal anywhere


@pytest.fixture(scope="module")
def dashboard(cloud: Cloud, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    home = cloud.home(tmp_path_factory.mktemp("home"))
    with Opened({"unread": Opening(home)}) as dashboards:
        yield dashboards["unread"]


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


def test_looks_go_on_being_recorded_and_all_is_painted_once_it_reads_again(
    dashboard: Dashboard, changing: Cloud
) -> None:
    terminal = dashboard.terminal
    terminal.wait_for(lambda _: dashboard.state.title == WHOLE_FLEET)
    fill_up(dashboard)
    for _ in range(FRAMES):
        press(dashboard)
    for status in ("UPGRADING", "STOPPED"):
        set_status(changing, status)
        wait_for(partial(was_recorded, dashboard, status), f"{status} in the history")
    terminal.clear()
    terminal.read_again()
    terminal.wait_for(is_whole)


def test_it_can_be_left(dashboard: Dashboard) -> None:
    terminal = dashboard.terminal
    fill_up(dashboard)
    dashboard.send(signal.SIGTERM)
    assert terminal.process.wait(HANGS) == 143
    assert terminal.attributes == dashboard.before
