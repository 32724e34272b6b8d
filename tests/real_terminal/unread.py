"""A terminal that takes no more."""

from __future__ import annotations

import os
import select
from collections.abc import Iterator
from contextlib import contextmanager

from tests.real_terminal.dashboards import Dashboard
from tests.real_terminal.waiting import wait_for


@contextmanager
def their_end(dashboard: Dashboard) -> Iterator[int]:
    descriptor = os.open(dashboard.terminal.name, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def fill_up(dashboard: Dashboard) -> None:
    """Press keys, each of which paints, until the terminal takes no more."""

    def is_full() -> bool:
        press(dashboard)
        with their_end(dashboard) as theirs:
            return not select.select([], [theirs], [], 0)[1]

    dashboard.terminal.read_no_more()
    wait_for(is_full, "a terminal that takes no more")


def press(dashboard: Dashboard) -> None:
    """Two keys that the dashboard has read."""

    def is_read() -> bool:
        with their_end(dashboard) as theirs:
            return not select.select([theirs], [], [], 0)[0]

    dashboard.terminal.type("jk")
    wait_for(is_read, "keys that were read")
