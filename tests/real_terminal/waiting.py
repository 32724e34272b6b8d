"""Waiting for what another process does."""

from __future__ import annotations

import select
import time
from collections.abc import Callable

LOOK = 0.01  # seconds between two looks


def wait_for(
    condition: Callable[[], bool], what: str, timeout: float = 60.0, look: float = LOOK
) -> None:
    """Return as soon as ``condition()`` is true, looked at every ``look`` seconds; after
    ``timeout`` seconds fail the test."""
    end = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"not within {timeout:g} s: {what}")
        select.select([], [], [], look)
