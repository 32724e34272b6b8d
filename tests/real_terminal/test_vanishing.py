"""A terminal that vanishes, is suspended or does not read: never a process that stays behind."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Mapping

import psutil
import pytest

from tests.real_terminal.cloud import WHOLE_FLEET, Cloud
from tests.real_terminal.dashboards import Dashboard, Opened, Opening, is_whole
from tests.real_terminal.left_behind import TerminalState
from tests.real_terminal.waiting import wait_for


@pytest.fixture(scope="module")
def opened(
    cloud: Cloud, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[str, Dashboard]]:
    def opening(controlling: bool = True) -> Opening:
        environ = cloud.home(tmp_path_factory.mktemp("home"))
        return Opening(environ, controlling=controlling)

    openings = {
        "with a signal": opening(),
        "without a signal": opening(controlling=False),
        "while suspended": opening(),
        "suspended and resumed": opening(),
        "stopped": opening(),
    }
    with Opened(openings) as dashboards:
        yield dashboards


def suspend(dashboard: Dashboard) -> None:
    process = psutil.Process(dashboard.terminal.process.pid)
    dashboard.send(signal.SIGTSTP)
    dashboard.terminal.wait_for(lambda _: dashboard.state.left_behind() == [])
    wait_for(lambda: process.status() == psutil.STATUS_STOPPED, "suspended")


def test_a_terminal_that_vanishes_is_a_hang_up(opened: Mapping[str, Dashboard]) -> None:
    dashboard = opened["with a signal"]
    assert dashboard.ends(dashboard.terminal.hang_up) == 129


def test_a_terminal_that_vanishes_without_a_signal_is_a_hang_up_too(
    opened: Mapping[str, Dashboard],
) -> None:
    dashboard = opened["without a signal"]
    assert dashboard.ends(dashboard.terminal.hang_up) == 129


def test_a_terminal_that_vanishes_from_a_suspended_dashboard_ends_it(
    opened: Mapping[str, Dashboard],
) -> None:
    dashboard = opened["while suspended"]
    suspend(dashboard)
    assert dashboard.ends(dashboard.terminal.hang_up) == 129


def test_suspended_it_gives_the_terminal_back_and_resumed_it_paints_anew(
    opened: Mapping[str, Dashboard],
) -> None:
    dashboard = opened["suspended and resumed"]
    dashboard.terminal.wait_for(lambda _: dashboard.state.title == WHOLE_FLEET)
    suspend(dashboard)
    assert dashboard.was_restored()
    dashboard.terminal.clear()
    before = len(dashboard.terminal.received)
    dashboard.send(signal.SIGCONT)
    dashboard.terminal.wait_for(is_whole)
    assert TerminalState(bytes(dashboard.terminal.received[before:])).title == WHOLE_FLEET
    assert "alternate screen on" in dashboard.state.left_behind()
    assert dashboard.terminal.attributes != dashboard.before
    assert dashboard.ends(lambda: dashboard.terminal.type("q")) == 0
    assert dashboard.was_restored()


def test_stopped_without_a_word_and_told_to_go_on_it_paints_anew(
    opened: Mapping[str, Dashboard],
) -> None:
    dashboard = opened["stopped"]
    process = psutil.Process(dashboard.terminal.process.pid)
    dashboard.send(signal.SIGSTOP)
    wait_for(lambda: process.status() == psutil.STATUS_STOPPED, "stopped")
    dashboard.terminal.clear()
    dashboard.send(signal.SIGCONT)
    dashboard.terminal.wait_for(is_whole)
    assert dashboard.ends(lambda: dashboard.terminal.type("q")) == 0
    assert dashboard.was_restored()
