"""Keeps ``status.json`` up to date without ever waiting for the disk."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from sstui.monitor.clock import Clock
from sstui.monitor.rest import Rest
from sstui.monitor.state import Snapshot
from sstui.monitor.status_file import EVERY, Status, text_of, write_status
from sstui.monitor.trouble import trouble
from sstui.servicestage.refs import InstanceRef

log = logging.getLogger(__name__)

AT_MOST_EVERY = 1.0  # seconds


class StatusWriter:
    """Writes what ``status(running)`` says: within a second where it changed, else every 15
    seconds. It is None while another process writes."""

    def __init__(self, path: Path, clock: Clock, status: Callable[[bool], Status | None]) -> None:
        self.problem: str | None = None  # why it cannot be written, one line
        self._path = path
        self._clock = clock
        self._status = status
        self._rest = Rest(clock)
        self._ready = threading.Condition()
        self._newest: Status | None = None
        self._closing = False
        self._said: dict[InstanceRef, tuple[object, ...]] = {}
        self._thread: threading.Thread | None = None

    def told(self, refs: Iterable[InstanceRef], known: Mapping[InstanceRef, Snapshot]) -> None:
        """These were looked at; none: accounts or the list changed. That the same was seen again
        is nothing new."""
        said = {ref: _said(known[ref]) for ref in refs if ref in known}
        if said and said.items() <= self._said.items():
            return
        self._said = {ref: each for ref, each in self._said.items() if ref in known} | said
        self._rest.wake()

    async def run(self) -> None:
        """Until cancelled. Not at once: all is from the history then and stale, and who leads is
        not known, so that a second dashboard would write it over what the first one saw."""
        while True:
            await self._clock.sleep(AT_MOST_EVERY)
            await self._rest.until(self._clock.monotonic() + EVERY - AT_MOST_EVERY)
            self._put(self._status(True))

    def close(self, within: float) -> None:
        """Write that it is over."""
        if self._thread is None:
            return
        self._put(self._status(False))
        with self._ready:
            self._closing = True
            self._ready.notify()
        self._thread.join(within)

    def _put(self, status: Status | None) -> None:
        if status is None:
            return
        with self._ready:
            self._newest = status
            self._ready.notify()
        if self._thread is None:
            self._thread = threading.Thread(target=self._write_all, name="status", daemon=True)
            self._thread.start()

    def _write_all(self) -> None:
        while True:
            with self._ready:
                self._ready.wait_for(lambda: self._closing or self._newest is not None)
                status = self._newest
            if status is None:
                return
            try:
                write_status(self._path, text_of(status))
                self.problem = None
            except OSError as error:
                problem = f"{self._path.name} cannot be written: {trouble(error)}: {self._path}"
                if problem != self.problem:
                    log.warning("%s", problem)
                self.problem = problem
            with self._ready:
                if self._newest is status:
                    self._newest = None  # written: nothing is left to do


def _said(snapshot: Snapshot) -> tuple[object, ...]:
    """What a reader would call a change."""
    detail = snapshot.detail
    return (
        snapshot.bookmark,
        snapshot.status,
        detail and (detail.available_replica, detail.replica),
        snapshot.health,
        snapshot.reason,
        snapshot.freshness,
        snapshot.since,
        snapshot.error and snapshot.error.cause,
        snapshot.quiet is not None,
    )
