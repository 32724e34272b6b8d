"""However it is left: at once, with its exit code, the terminal restored, nothing running."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.real_terminal.cloud import Cloud, empty_home
from tests.real_terminal.dashboards import Dashboard, Opened, Opening
from tests.real_terminal.left_behind import TerminalState
from tests.terminal import TerminalProcess

WAYS: dict[str, tuple[int, Callable[[Dashboard], None]]] = {
    "q": (0, lambda dashboard: dashboard.terminal.type("q")),
    "ctrl+c": (0, lambda dashboard: dashboard.terminal.type("\x03")),
    "INT": (130, lambda dashboard: dashboard.send(signal.SIGINT)),
    "TERM": (143, lambda dashboard: dashboard.send(signal.SIGTERM)),
    "HUP": (129, lambda dashboard: dashboard.send(signal.SIGHUP)),
}
# What kitty, ghostty and others say of themselves when they are asked: synchronised output and
# sizes in band are known here. Mouse positions then come in pixels.
MODERN = "\x1b[?2026;2$y\x1b[?2048;2$y"


@pytest.fixture(scope="module")
def opened(
    cloud: Cloud, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[str, Dashboard]]:
    def at_home() -> dict[str, str]:
        return cloud.home(tmp_path_factory.mktemp("home"))

    openings = {name: Opening(at_home()) for name in WAYS}
    openings["modern"] = Opening(at_home(), answers=MODERN)
    openings["help"] = Opening(at_home())
    openings["form"] = Opening(at_home())
    openings["first run"] = Opening(
        empty_home(tmp_path_factory.mktemp("home")),
        ready=lambda text: "Use a team's list" in text and "q quit" in text,
    )
    with Opened(openings) as dashboards:
        yield dashboards


@pytest.mark.parametrize("way", WAYS)
def test_each_way_out_ends_at_once_and_gives_the_terminal_back(
    opened: Mapping[str, Dashboard], way: str
) -> None:
    code, leave = WAYS[way]
    dashboard = opened[way]
    assert {1000, 1003, 1006, 1004, 1049, 2004} <= dashboard.state.was_on
    assert dashboard.terminal.attributes != dashboard.before
    assert dashboard.ends(lambda: leave(dashboard)) == code
    assert dashboard.was_restored()


def test_a_terminal_that_can_more_is_given_back_too(opened: Mapping[str, Dashboard]) -> None:
    dashboard = opened["modern"]
    dashboard.terminal.wait_for(lambda _: {1016, 2048} <= dashboard.state.was_on)
    assert dashboard.ends(lambda: dashboard.terminal.type("q")) == 0
    assert dashboard.was_restored()


def test_it_can_be_left_from_the_help_page(opened: Mapping[str, Dashboard]) -> None:
    dashboard = opened["help"]
    dashboard.terminal.type("?")
    dashboard.terminal.wait_for(lambda text: "move down" in text)
    assert dashboard.ends(lambda: dashboard.send(signal.SIGTERM)) == 143
    assert dashboard.was_restored()


def test_it_can_be_left_from_a_form_half_filled_in(opened: Mapping[str, Dashboard]) -> None:
    dashboard = opened["form"]
    dashboard.terminal.type("A")
    dashboard.terminal.wait_for(lambda text: "Add to the watch list" in text)
    dashboard.terminal.type("i")
    dashboard.terminal.wait_for(lambda text: "watch an instance" in text)
    dashboard.terminal.type("quite")
    dashboard.terminal.wait_for(lambda text: "quite" in text)
    assert dashboard.ends(lambda: dashboard.terminal.type("\x03")) == 0
    assert dashboard.was_restored()


def test_it_can_be_left_from_the_first_screen(opened: Mapping[str, Dashboard]) -> None:
    dashboard = opened["first run"]
    assert dashboard.ends(lambda: dashboard.send(signal.SIGHUP)) == 129
    assert dashboard.was_restored()


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
