"""However it is left, from wherever, on any terminal: at once, with its exit code, the terminal
restored, nothing running; and no terminal was sent a colour that it has not. A start costs 0.8 s
of CPU, so that what else is told of a dashboard, here and beside, ends in a way of its own."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from tests.real_terminal.cloud import Cloud, empty_home
from tests.real_terminal.dashboards import (
    Dashboard,
    Opening,
    files_of_demos,
    has_painted,
    opened,
)
from tests.real_terminal.left_behind import TerminalState
from tests.terminal import TerminalProcess

# What kitty, ghostty and others say of themselves when they are asked: synchronised output and
# sizes in band are known here. Mouse positions then come in pixels.
MODERN = "\x1b[?2026;2$y\x1b[?2048;2$y"
PIXELS, SIZES = 1016, 2048


def offers_first_steps(text: str) -> bool:
    words = ("See it work first", "Use a team's list", "q quit")
    return all(each in text for each in words)


def test_term_at_the_help_page_of_a_terminal_that_can_more(cloud: Cloud, tmp_path: Path) -> None:
    opening = Opening(cloud.home(tmp_path, 3), colours="rgb", answers=MODERN)
    with opened(opening) as dashboard:
        assert dashboard.takes_the_terminal(PIXELS, SIZES)
        dashboard.terminal.type("?")
        dashboard.terminal.wait_for(lambda text: "move down" in text)
        assert dashboard.ends(signal.SIGTERM) == 143
        assert dashboard.was_restored()
        assert dashboard.colours == {"rgb"}


PLANTED = {
    "HUAWEICLOUD_SDK_AK": "AKPLANTED",
    "HUAWEICLOUD_SDK_SK": "SKPLANTED",
    "SSTUI_REGION": "ap-southeast-3",
}


def test_hup_in_the_demo_opened_from_the_first_screen_takes_its_simulator_and_its_files_along(
    tmp_path: Path,
) -> None:
    environ = {**empty_home(tmp_path), **PLANTED}
    with opened(Opening(environ, ready=offers_first_steps)) as dashboard:
        assert dashboard.takes_the_terminal()
        the_first_screen_names_sources_and_never_a_value_and_writes_nothing(dashboard, tmp_path)
        dashboard.terminal.type("1")
        dashboard.terminal.wait_for(has_painted)
        assert len(files_of_demos(dashboard)) == 1
        assert dashboard.ends(signal.SIGHUP) == 129
        assert dashboard.was_restored()
        assert dashboard.colours == {"256"}
        assert files_of_demos(dashboard) == []
        assert b"PLANTED" not in dashboard.terminal.received
    assert list(tmp_path.iterdir()) == []


def the_first_screen_names_sources_and_never_a_value_and_writes_nothing(
    dashboard: Dashboard, home: Path
) -> None:
    dashboard.terminal.wait_for(lambda text: "Nothing is watched yet" in text)
    text = dashboard.terminal.wait_for(lambda text: "HUAWEICLOUD_SDK" in text and "region" in text)
    assert "ap-southeast-3" in text
    assert "from SSTUI_REGION" in text
    assert b"PLANTED" not in dashboard.terminal.received
    assert list(home.iterdir()) == []


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
