"""However it is left, from wherever, on any terminal: at once, with its exit code, the terminal
restored, nothing running; and no terminal was sent a colour that it has not."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.real_terminal.cloud import Cloud, empty_home
from tests.real_terminal.colours import TERMINALS, colours
from tests.real_terminal.dashboards import Dashboard, Opening, has_painted, opened
from tests.real_terminal.left_behind import TerminalState
from tests.terminal import TerminalProcess

# What kitty, ghostty and others say of themselves when they are asked: synchronised output and
# sizes in band are known here. Mouse positions then come in pixels.
MODERN = "\x1b[?2026;2$y\x1b[?2048;2$y"


def stay(dashboard: Dashboard) -> None:
    """At the main screen."""


def open_help(dashboard: Dashboard) -> None:
    dashboard.terminal.type("?")
    dashboard.terminal.wait_for(lambda text: "move down" in text)


def fill_in_half_a_form(dashboard: Dashboard) -> None:
    dashboard.terminal.type("A")
    dashboard.terminal.wait_for(lambda text: "Add to the watch list" in text)
    dashboard.terminal.type("i")
    dashboard.terminal.wait_for(lambda text: "watch an instance" in text)
    dashboard.terminal.type("quite")
    dashboard.terminal.wait_for(lambda text: "quite" in text)


def offers_a_first_step(text: str) -> bool:
    return "Use a team's list" in text and "q quit" in text


@dataclass(frozen=True)
class Leaving:
    """What kind of terminal it is, where on it the program is left, by what, with which code."""

    colours: str
    by: str | signal.Signals  # keys, or a signal
    code: int
    go: Callable[[Dashboard], None] = stay
    first_run: bool = False
    answers: str = ""
    modes: frozenset[int] = frozenset()  # that only this terminal has


LEAVINGS = {
    "q": Leaving("16", "q", 0),
    "ctrl+c in a form half filled in": Leaving("256", "\x03", 0, fill_in_half_a_form),
    "INT": Leaving("none", signal.SIGINT, 130),
    "TERM at the help page of a terminal that can more": Leaving(
        "rgb", signal.SIGTERM, 143, open_help, answers=MODERN, modes=frozenset({1016, 2048})
    ),
    "HUP at the first screen": Leaving("256", signal.SIGHUP, 129, first_run=True),
}


def opening(leaving: Leaving, cloud: Cloud, folder: Path) -> Opening:
    home = empty_home(folder) if leaving.first_run else cloud.home(folder, 3)
    return Opening(
        {**home, **TERMINALS[leaving.colours]},
        ready=offers_a_first_step if leaving.first_run else has_painted,
        answers=leaving.answers,
    )


@pytest.mark.parametrize("name", LEAVINGS)
def test_each_way_out_ends_at_once_and_gives_the_terminal_back(
    cloud: Cloud, tmp_path: Path, name: str
) -> None:
    leaving = LEAVINGS[name]
    with opened(opening(leaving, cloud, tmp_path)) as dashboard:
        modes = {1000, 1003, 1006, 1004, 1049, 2004, *leaving.modes}
        dashboard.terminal.wait_for(lambda _: modes <= dashboard.state.was_on)
        assert dashboard.terminal.attributes != dashboard.before
        leaving.go(dashboard)
        assert dashboard.ends(leaving.by) == leaving.code
        assert dashboard.was_restored()
        assert colours(bytes(dashboard.terminal.received)) == {leaving.colours}


# An answer that comes while the screens are closed changes the title once more.
LATE = """\
from textual.app import App
from sstui.tui.terminal import Terminal

class Late(App):
    def on_mount(self):
        self._driver.set_title("in time")
        self.exit()

    def on_unmount(self):
        self._driver.set_title("late")

Late(driver_class=Terminal).run()
"""


def test_no_title_is_written_to_a_terminal_that_was_given_back(tmp_path: Path) -> None:
    command = [sys.executable, "-c", LATE]
    with TerminalProcess(command, empty_home(tmp_path)) as terminal:
        assert terminal.wait() == 0
        state = TerminalState(bytes(terminal.received))
        assert state.title == "in time"
        assert state.left_behind() == []
