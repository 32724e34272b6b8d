"""Leaving waits for nothing: no call, no look-up of a name, no first picture, no simulator."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from sstui.simulator.faults import Fault
from tests.real_terminal.cloud import ROOT, Cloud, empty_home, open_cloud
from tests.real_terminal.dashboards import Dashboard, Opened, Opening, has_painted
from tests.real_terminal.waiting import wait_for

# A name server that does not answer, as the program meets it: a call that cannot be interrupted.
NO_ANSWER = """\
import pathlib, socket, threading

def getaddrinfo(*_arguments, **_options):
    pathlib.Path(__file__).with_name("asked").touch()
    threading.Event().wait(60)

socket.getaddrinfo = getaddrinfo
"""


@pytest.fixture(scope="module")
def silent() -> Iterator[Cloud]:
    with open_cloud() as cloud:
        cloud.change(lambda simulator: simulator.fault(Fault.HANG))
        yield cloud
        cloud.change(lambda simulator: simulator.fault(None))


@pytest.fixture(scope="module")
def opened(
    silent: Cloud, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[str, Dashboard]]:
    def folder() -> Path:
        return tmp_path_factory.mktemp("home")

    nowhere = silent.home(folder())
    Path(nowhere["HOME"], "sitecustomize.py").write_text(NO_ANSWER)
    nowhere["PYTHONPATH"] = f"{nowhere['HOME']}:{ROOT}"
    nowhere["SSTUI_ENDPOINT"] = "https://servicestage.example"
    openings = {
        "calls": Opening(silent.home(folder()), ready=is_looking),
        "names": Opening(nowhere, ready=is_looking),
        "demo": Opening(empty_home(folder()), arguments=["demo"]),
        "demo without a terminal": Opening(empty_home(folder()), arguments=["demo"]),
        "demo from the first screen": Opening(empty_home(folder()), ready=offers_the_demo),
    }
    with Opened(openings) as dashboards:
        yield dashboards


def is_looking(text: str) -> bool:
    return "LOOKING" in text and "budget" in text


def offers_the_demo(text: str) -> bool:
    return "See it work first" in text and "q quit" in text


def files_of_demos(dashboard: Dashboard) -> list[Path]:
    return list(Path(dashboard.opening.environ["TMPDIR"]).glob("sstui-demo-*"))


def test_calls_without_an_answer_keep_nobody(
    opened: Mapping[str, Dashboard], silent: Cloud
) -> None:
    dashboard = opened["calls"]
    wait_for(lambda: bool(silent.simulator.requests), "a call in flight")
    assert dashboard.ends(lambda: dashboard.terminal.type("q")) == 0
    assert dashboard.was_restored()


def test_a_name_server_without_an_answer_keeps_nobody(opened: Mapping[str, Dashboard]) -> None:
    dashboard = opened["names"]
    asked = Path(dashboard.opening.environ["HOME"], "asked")
    wait_for(asked.exists, "a name being looked up")
    assert dashboard.ends(lambda: dashboard.terminal.type("q")) == 0
    assert dashboard.was_restored()


def test_the_demo_takes_its_simulator_and_its_files_along(
    opened: Mapping[str, Dashboard],
) -> None:
    dashboard = opened["demo"]
    assert len(files_of_demos(dashboard)) == 1
    assert dashboard.ends(lambda: dashboard.send(signal.SIGTERM)) == 143
    assert dashboard.was_restored()
    assert files_of_demos(dashboard) == []


def test_so_it_does_when_its_terminal_vanishes(opened: Mapping[str, Dashboard]) -> None:
    dashboard = opened["demo without a terminal"]
    assert dashboard.ends(dashboard.terminal.hang_up) == 129
    assert files_of_demos(dashboard) == []


def test_the_demo_opened_from_the_first_screen_is_left_like_any_other(
    opened: Mapping[str, Dashboard],
) -> None:
    dashboard = opened["demo from the first screen"]
    dashboard.terminal.type("1")
    dashboard.terminal.wait_for(has_painted)
    assert dashboard.ends(lambda: dashboard.terminal.type("q")) == 0
    assert dashboard.was_restored()
    assert files_of_demos(dashboard) == []


@pytest.mark.parametrize(
    "shown", ["nothing yet", "the first answers"], ids=["before a picture", "while it comes"]
)
def test_a_signal_during_the_start_gives_the_terminal_back(
    cloud: Cloud, tmp_path: Path, shown: str
) -> None:
    dashboard = Dashboard(Opening(cloud.home(tmp_path)))
    with dashboard.terminal:
        if shown == "nothing yet":
            dashboard.terminal.wait_for(lambda _: 1049 in dashboard.state.was_on)
        else:
            dashboard.terminal.wait_for(has_painted)
        assert dashboard.ends(lambda: dashboard.send(signal.SIGTERM)) == 143
        assert dashboard.was_restored()
