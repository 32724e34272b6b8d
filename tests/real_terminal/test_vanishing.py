"""A terminal that vanishes, is suspended or does not read: never a process that stays behind."""

from __future__ import annotations

import signal
from pathlib import Path

import psutil

from tests.real_terminal.cloud import WHOLE_FLEET, Cloud, empty_home
from tests.real_terminal.dashboards import Dashboard, Opening, files_of_demos, is_whole, opened
from tests.real_terminal.left_behind import TerminalState
from tests.real_terminal.waiting import wait_for


def is_stopped(dashboard: Dashboard) -> bool:
    process = psutil.Process(dashboard.terminal.process.pid)
    return bool(process.status() == psutil.STATUS_STOPPED)


def suspend(dashboard: Dashboard) -> None:
    dashboard.send(signal.SIGTSTP)
    dashboard.terminal.wait_for(lambda _: dashboard.state.left_behind() == [])
    wait_for(lambda: is_stopped(dashboard), "suspended")


def test_a_terminal_that_vanishes_from_a_suspended_demo_is_a_hang_up_and_it_takes_all_of_it_along(
    tmp_path: Path,
) -> None:
    with opened(Opening(empty_home(tmp_path), arguments=["demo"])) as dashboard:
        assert len(files_of_demos(dashboard)) == 1
        suspend(dashboard)
        assert dashboard.ends(dashboard.terminal.hang_up) == 129
        assert files_of_demos(dashboard) == []


def test_a_terminal_that_vanishes_without_a_signal_is_a_hang_up_too(
    cloud: Cloud, tmp_path: Path
) -> None:
    with opened(Opening(cloud.home(tmp_path, 3), controlling=False)) as dashboard:
        assert dashboard.ends(dashboard.terminal.hang_up) == 129


def test_stopped_or_suspended_it_paints_anew_when_told_to_go_on_and_ctrl_c_in_a_form_ends_it(
    cloud: Cloud, tmp_path: Path
) -> None:
    with opened(Opening(cloud.home(tmp_path))) as dashboard:
        dashboard.terminal.wait_for(lambda _: dashboard.state.title == WHOLE_FLEET)
        stopped_without_a_word_it_paints_anew(dashboard)
        suspended_it_gives_the_terminal_back_and_resumed_it_paints_anew(dashboard)
        fill_in_half_a_form(dashboard)
        # In raw mode it is a key: it would be INT in a terminal that is not taken again.
        assert dashboard.ends("\x03") == 0
        assert dashboard.was_restored()


def stopped_without_a_word_it_paints_anew(dashboard: Dashboard) -> None:
    dashboard.send(signal.SIGSTOP)
    wait_for(lambda: is_stopped(dashboard), "stopped")
    dashboard.terminal.clear()
    dashboard.send(signal.SIGCONT)
    dashboard.terminal.wait_for(is_whole)


def suspended_it_gives_the_terminal_back_and_resumed_it_paints_anew(dashboard: Dashboard) -> None:
    suspend(dashboard)
    assert dashboard.was_restored()
    dashboard.terminal.clear()
    before = len(dashboard.terminal.received)
    dashboard.send(signal.SIGCONT)
    dashboard.terminal.wait_for(is_whole)
    assert TerminalState(bytes(dashboard.terminal.received[before:])).title == WHOLE_FLEET
    assert "alternate screen on" in dashboard.state.left_behind()
    assert dashboard.terminal.attributes != dashboard.before


def fill_in_half_a_form(dashboard: Dashboard) -> None:
    dashboard.terminal.type("A")
    dashboard.terminal.wait_for(lambda text: "Add to the watch list" in text)
    dashboard.terminal.type("i")
    dashboard.terminal.wait_for(lambda text: "watch an instance" in text)
    dashboard.terminal.type("quite")
    dashboard.terminal.wait_for(lambda text: "quite" in text)
