"""What a command may meet: a simulated account, and files that are right or not."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from sstui.simulator.faults import Fault
from sstui.simulator.server import Simulator
from tests.cli.conftest import ORDERS

PATIENCE = 60.0  # seconds, against a hang only


@dataclass(frozen=True)
class Cloud:
    """What a situation is made of; ``orders-prod`` is watched. ``sent`` is the signal that comes
    as soon as the command has asked for anything, and gets no answer."""

    simulator: Simulator
    home: Path
    patch: pytest.MonkeyPatch
    sends: Callable[[signal.Signals], None]

    def write(self, name: str, text: str) -> None:
        path = self.home / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)


Situation = Callable[[Cloud], None]


@contextmanager
def sending(simulator: Simulator) -> Iterator[Callable[[signal.Signals], None]]:
    """What is given to the function is sent to the main thread, once, when the simulator is asked
    for something, which it never answers."""
    over = threading.Event()
    threads: list[threading.Thread] = []

    def send(number: signal.Signals) -> None:
        simulator.fault(Fault.HANG)
        threads.append(threading.Thread(target=wait, args=(number,)))
        threads[-1].start()

    def wait(number: signal.Signals) -> None:
        while not simulator.requests:
            if over.wait(0.005):
                return
        signal.pthread_kill(threading.main_thread().ident or 0, number)

    try:
        yield send
    finally:
        over.set()
        for thread in threads:
            thread.join(PATIENCE)


def well(cloud: Cloud) -> None:
    """All is as it should be."""


def bad(cloud: Cloud) -> None:
    cloud.simulator.set_status(ORDERS, status="FAILED", available_replica=0)


def degraded(cloud: Cloud) -> None:
    cloud.simulator.set_status(ORDERS, available_replica=2)


def absent(cloud: Cloud) -> None:
    cloud.simulator.forget(ORDERS)


def refused(cloud: Cloud) -> None:
    cloud.patch.setenv("HUAWEICLOUD_SDK_SK", "wrong" * 8)


def no_keys(cloud: Cloud) -> None:
    cloud.patch.delenv("HUAWEICLOUD_SDK_AK")
    cloud.patch.delenv("HUAWEICLOUD_SDK_SK")


def no_region(cloud: Cloud) -> None:
    cloud.patch.delenv("SSTUI_REGION")
    cloud.patch.delenv("SSTUI_ENDPOINT")


def no_proxy_address(cloud: Cloud) -> None:
    cloud.patch.setenv("HTTPS_PROXY", "nonsense://x")


def forbidden(cloud: Cloud) -> None:
    cloud.simulator.fault(Fault.STATUS, status=403)


def throttled(cloud: Cloud) -> None:
    cloud.simulator.fault(Fault.STATUS, status=429, headers={"Retry-After": "600"})


def down(cloud: Cloud) -> None:
    cloud.simulator.fault(Fault.REFUSE)


def login_page(cloud: Cloud) -> None:
    cloud.simulator.fault(Fault.HTML)


def interrupted(cloud: Cloud) -> None:
    cloud.sends(signal.SIGINT)


def terminated(cloud: Cloud) -> None:
    cloud.sends(signal.SIGTERM)


def hung_up(cloud: Cloud) -> None:
    cloud.sends(signal.SIGHUP)


def broken_list(cloud: Cloud) -> None:
    cloud.write("config/watchlist.toml", "[[instance]\n")


def broken_settings(cloud: Cloud) -> None:
    cloud.write("config/config.toml", "[poll]\nintervall = 3\n")


def nothing_watched(cloud: Cloud) -> None:
    cloud.write("config/watchlist.toml", "version = 1\n")


def damaged_history(cloud: Cloud) -> None:
    cloud.write("config/config.toml", '[hooks]\non_change = ["notify-team"]\n')
    cloud.write("state/history.db", "no database" * 1000)
