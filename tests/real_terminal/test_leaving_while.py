"""Leaving waits for nothing: no call, no look-up of a name, no first picture."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from sstui.simulator.faults import Fault
from tests.real_terminal.cloud import CONFIG, ROOT, Cloud, open_cloud
from tests.real_terminal.dashboards import Dashboard, Opening, opened
from tests.real_terminal.waiting import wait_for

# A name server that does not answer, as the program meets it: a call that cannot be interrupted.
NO_ANSWER = """\
import pathlib, socket, threading

def getaddrinfo(*_arguments, **_options):
    pathlib.Path(__file__).with_name("asked").touch()
    threading.Event().wait(60)

socket.getaddrinfo = getaddrinfo
"""
FAR = """
[profiles.far]
region = "ap-southeast-3"
project_id = "0123456789abcdef0123456789abcdef"
endpoint = "https://servicestage.example"
source = "sdk-file:~/keys#far"
"""
# Of its own: a key is tried by one call, and all others with it wait for what that is told.
KEYS = "[far]\nak = FARAWAY\nsk = nobody's\n"


@pytest.fixture(scope="module")
def silent() -> Iterator[Cloud]:
    with open_cloud() as cloud:
        cloud.change(lambda simulator: simulator.fault(Fault.HANG))
        yield cloud
        cloud.change(lambda simulator: simulator.fault(None))


def is_looking(text: str) -> bool:
    return "LOOKING" in text and "budget" in text


def test_neither_calls_nor_a_name_server_without_an_answer_keep_anybody(
    silent: Cloud, tmp_path: Path
) -> None:
    home = silent.home(tmp_path, 2)
    (tmp_path / "sitecustomize.py").write_text(NO_ANSWER)
    (tmp_path / "keys").write_text(KEYS)
    config = tmp_path / "sstui" / "config"
    (config / "config.toml").write_text(CONFIG + FAR)
    first, _, last = (config / "watchlist.toml").read_text().rpartition('"default"')
    (config / "watchlist.toml").write_text(f'{first}"far"{last}')
    environ = {**home, "PYTHONPATH": f"{tmp_path}:{ROOT}"}
    with opened(Opening(environ, ready=is_looking, colours="16")) as dashboard:
        assert dashboard.takes_the_terminal()
        wait_for(lambda: bool(silent.simulator.requests), "a call in flight")
        wait_for((tmp_path / "asked").exists, "a name being looked up")
        assert dashboard.ends("q") == 0
        assert dashboard.was_restored()
        assert dashboard.colours == {"16"}


def test_a_signal_before_the_first_picture_gives_the_terminal_back(
    cloud: Cloud, tmp_path: Path
) -> None:
    dashboard = Dashboard(Opening(cloud.home(tmp_path, 3)))
    with dashboard.terminal:
        dashboard.terminal.wait_for(lambda _: 1049 in dashboard.state.was_on)
        assert dashboard.ends(signal.SIGTERM) == 143
        assert dashboard.was_restored()
