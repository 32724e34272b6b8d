"""A terminal that vanishes, is suspended or does not read: never a process that stays behind."""

from __future__ import annotations

import os
import pty
import select
import signal
from collections.abc import Iterator, Mapping

import psutil
import pytest

from sstui.tui.terminal import Output
from tests.real_terminal.cloud import WHOLE_FLEET, Cloud
from tests.real_terminal.dashboards import Dashboard, Opening, has_painted, open_together
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
        "unread": opening(),
    }
    with open_together(openings) as dashboards:
        yield dashboards


def suspend(dashboard: Dashboard) -> None:
    process = psutil.Process(dashboard.terminal.process.pid)
    dashboard.send(signal.SIGTSTP)
    dashboard.terminal.wait_for(lambda _: dashboard.state.left_behind() == [])
    wait_for(lambda: process.status() == psutil.STATUS_STOPPED, "suspended")


def is_whole(text: str) -> bool:
    """Everything is painted, also what has not changed."""
    still = ("▾ payments", "▾ edge", "1 overview", "artifacts", "status_detail")
    return has_painted(text) and all(words in text for words in still)


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
    dashboard.terminal.screen.reset()
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
    dashboard.terminal.screen.reset()
    dashboard.send(signal.SIGCONT)
    dashboard.terminal.wait_for(is_whole)
    assert dashboard.ends(lambda: dashboard.terminal.type("q")) == 0
    assert dashboard.was_restored()


def test_a_terminal_that_does_not_read_keeps_nobody(opened: Mapping[str, Dashboard]) -> None:
    dashboard = opened["unread"]
    flags = os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK
    theirs = os.open(dashboard.terminal.name, flags)

    def is_full() -> bool:
        dashboard.terminal.type("jk")  # each key paints
        return not select.select([], [theirs], [], 0)[1]

    wait_for(is_full, "a terminal that takes no more")
    os.close(theirs)
    assert dashboard.ends(lambda: dashboard.send(signal.SIGTERM), reading=False) == 143
    assert dashboard.terminal.attributes == dashboard.before


def test_what_is_written_to_a_terminal_that_has_gone_is_lost_without_a_word() -> None:
    theirs, ours = pty.openpty()
    output = Output(ours)
    os.close(theirs)
    output.write("first")
    output.flush()
    output.write("second")
    output.flush()
    os.close(ours)
