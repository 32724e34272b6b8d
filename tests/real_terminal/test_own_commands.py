"""In a real tmux: programs of the user's own, on the screen that is lent them and in a window."""

from __future__ import annotations

import json
import shlex
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.real_terminal.cloud import CONFIG, SSTUI, Cloud
from tests.real_terminal.dashboards import HANGS
from tests.real_terminal.left_behind import running
from tests.real_terminal.tmux import Pane, Tmux
from tests.real_terminal.waiting import wait_for

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux")

WATCHED = 3
# Writes what it was given: its arguments, its environment, and whether it has the terminal. Not by
# `env`, which may lead to a shell script that looks for Python.
SPY = (
    f"#!{sys.executable} -IS\n"
    + """\
import json, os, sys
path = os.environ["HOME"] + "/" + os.path.basename(sys.argv[0])
told = {"arguments": sys.argv[1:], "environ": dict(os.environ), "tty": os.isatty(0)}
with open(path + ".tmp", "w") as file:
    json.dump(told, file)
os.rename(path + ".tmp", path + ".json")
print("this is", os.path.basename(sys.argv[0]), flush=True)
if "waits" in sys.argv[0]:
    input()
if "fails" in sys.argv[0]:
    sys.exit(3)
"""
)
# What a person would do in one: rename an instance, and leave.
EDITOR = """\
#!/bin/sh
[ "$1" = --flag ] && sed -i.bak 's/"refunds-prod"/"refunds-renamed"/' "$2"
"""
COMMANDS = """
[[commands]]
key = "F5"
title = "waits"
run = ["waits", "-n", "{namespace}", "{bookmark};", "--", "{version}"]

[[commands]]
key = "F6"
title = "fails"
run = ["fails", "{id}"]

[[commands]]
key = "F7"
title = "window#S"
run = ["window", "{bookmark};", "a b", "$HOME `id` #{{pane_id}}"]
window = true

[[commands]]
key = "F8"
title = "dangerous"
run = ["asked", "{id}"]
dangerous = true

[[commands]]
key = "F9"
title = "nowhere"
run = ["there-is-no-such-program"]
"""


@dataclass(frozen=True)
class Window:
    tmux: Tmux
    pane: Pane
    home: Path

    def told(self, name: str) -> dict[str, object]:
        """What a program was given, once it has said so."""
        path = self.home / f"{name}.json"
        wait_for(path.exists, name)
        told: dict[str, object] = json.loads(path.read_text())
        path.unlink()
        return told


@pytest.fixture
def window(cloud: Cloud, tmp_path: Path) -> Iterator[Window]:
    home = tmp_path
    environ = cloud.home(home, WATCHED)
    (home / "sstui" / "config" / "config.toml").write_text(CONFIG + COMMANDS)
    programs = home / "bin"
    programs.mkdir()
    for name in ("waits", "fails", "window", "asked"):
        (programs / name).write_text(SPY)
        (programs / name).chmod(0o755)
    (programs / "editor").write_text(EDITOR)
    (programs / "editor").chmod(0o755)
    environ.update(EDITOR="editor --flag", PAGER="less -X")
    environ["PATH"] = f"{programs}:{environ['PATH']}"
    with Tmux({**environ, "OS_PASSWORD": "of the server"}) as tmux:
        pane = tmux.open()
        pane.type(f"env -u OS_PASSWORD HW_SECRET_KEY=of-the-shell {shlex.join(SSTUI)}")
        pane.keys("Enter")
        pane.wait_for(lambda text: "RUNNING" in text and "budget" in text)
        yield Window(tmux, pane, home)


def has_credentials(told: dict[str, object]) -> bool:
    """Whether any of its environment is one."""
    environ = told["environ"]
    assert isinstance(environ, dict)
    assert environ["HOME"]
    families = ("HUAWEICLOUD_SDK_", "HW_", "OS_")
    return any(name.startswith(families) for name in environ)


def test_programs_of_the_user_s_own(window: Window, cloud: Cloud) -> None:
    """In one dashboard; each step is named by its function."""
    a_program_has_the_screen_until_it_ends_and_ctrl_c_is_its_own(window, cloud)
    one_that_fails_leaves_what_it_wrote_until_enter_and_its_exit_code(window)
    in_a_window_of_its_own_no_shell_sees_its_arguments_and_the_server_gives_no_secret(window)
    a_dangerous_one_asks_and_names_what_it_would_run(window, cloud)
    a_program_that_is_not_there_is_one_line(window)
    what_the_editor_wrote_into_the_watch_list_is_shown_when_it_ends(window)
    the_body_is_read_in_the_pager_masked_and_with_its_shell_closed(window)
    without_the_mouse_the_terminal_has_its_own(window)
    the_dashboard_ends_with_its_server(window)


def a_program_has_the_screen_until_it_ends_and_ctrl_c_is_its_own(
    window: Window, cloud: Cloud
) -> None:
    pane = window.pane
    title = pane.says("pane_title")
    pane.keys("F5")
    told = window.told("waits")
    assert told["arguments"] == ["-n", "payments", "orders-prod;", "--", "2.13.4"]
    assert told["tty"]
    assert not has_credentials(told)
    pane.wait_for(lambda text: "this is waits" in text and "budget" not in text)
    assert pane.says("alternate_on") == "0"
    asked = len(cloud.simulator.requests)
    wait_for(lambda: len(cloud.simulator.requests) > asked + 1, "looks go on meanwhile")
    assert "budget" not in pane.text
    pane.keys("C-c")
    pane.wait_for(lambda text: "waits: ended by SIGINT; enter goes back to sstui" in text)
    pane.keys("Enter")
    pane.wait_for(lambda text: "waits: ended by SIGINT" in text and "budget" in text)
    assert pane.says("alternate_on") == "1"
    assert pane.says("pane_title") == title


def one_that_fails_leaves_what_it_wrote_until_enter_and_its_exit_code(window: Window) -> None:
    window.pane.keys("F6")
    window.pane.wait_for(lambda text: "this is fails" in text and "fails: exit code 3;" in text)
    window.pane.keys("Enter")
    window.pane.wait_for(lambda text: "fails: exit code 3" in text and "budget" in text)


def in_a_window_of_its_own_no_shell_sees_its_arguments_and_the_server_gives_no_secret(
    window: Window,
) -> None:
    window.pane.keys("F7")
    told = window.told("window")
    assert told["arguments"] == ["orders-prod;", "a b", "$HOME `id` #{pane_id}"]
    assert not has_credentials(told)
    window.pane.wait_for(lambda text: "window#S: in a new tmux window" in text)


def a_dangerous_one_asks_and_names_what_it_would_run(window: Window, cloud: Cloud) -> None:
    instance = cloud.simulator.bookmarks[0]["instance"]
    window.pane.keys("F8")
    window.pane.wait_for(lambda text: f"asked {instance}" in text)
    window.pane.wait_for(lambda text: "dangerous, for orders-prod?" in text)
    window.pane.keys("Enter")
    window.pane.wait_for(lambda text: "dangerous, for" not in text)
    assert not (window.home / "asked.json").exists()
    window.pane.keys("F8")
    window.pane.wait_for(lambda text: "dangerous, for" in text)
    window.pane.keys("y")
    assert window.told("asked")["arguments"] == [instance]


def a_program_that_is_not_there_is_one_line(window: Window) -> None:
    window.pane.keys("F9")
    said = "nowhere: there is no program 'there-is-no-such-program' in PATH"
    window.pane.wait_for(lambda text: said in text and "budget" in text)


def what_the_editor_wrote_into_the_watch_list_is_shown_when_it_ends(window: Window) -> None:
    window.pane.keys("O")
    window.pane.wait_for(lambda text: "watch list in the editor" in text)
    window.pane.keys("w")
    window.pane.wait_for(lambda text: "refunds-renamed" in text and "budget" in text)


def the_body_is_read_in_the_pager_masked_and_with_its_shell_closed(window: Window) -> None:
    pane = window.pane
    pane.keys("O")
    pane.wait_for(lambda text: "body in the pager" in text)
    pane.keys("b")
    pane.wait_for(lambda text: '"name": "DB_PASSWORD"' in text or '"artifacts": {' in text)
    assert pane.says("pane_current_command") in {"less", "python3", "python"}
    pane.type("!")
    pane.wait_for(lambda text: "not available" in text)
    pane.keys("Enter")
    pane.type("q")
    pane.wait_for(lambda text: "budget" in text)


def without_the_mouse_the_terminal_has_its_own(window: Window) -> None:
    def toggle() -> None:
        window.pane.type(":")
        window.pane.wait_for(lambda text: ": a command" in text)
        window.pane.type("mouse")
        window.pane.wait_for(lambda text: "mouse: on, off" in text)
        window.pane.keys("Enter")

    assert window.pane.says("mouse_any_flag") == "1"
    toggle()
    window.pane.wait_to_say("mouse_any_flag", "0")
    toggle()
    window.pane.wait_to_say("mouse_any_flag", "1")


def the_dashboard_ends_with_its_server(window: Window) -> None:
    assert running(window.home) != []
    window.tmux.kill()
    wait_for(lambda: running(window.home) == [], "ended with its server", HANGS)
