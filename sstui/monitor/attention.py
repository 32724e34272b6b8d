"""Who is quiet: what persons said of instances, in all sstui processes of this machine, and what
is planned.

It is kept in ``shared.db``. Another process is heard when its word is looked for, with the looks
that arrive and every few seconds; where the file cannot be used a word holds for this run only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from sqlite3 import Connection

from sstui.insight.attention import (
    UNTIL_WELL,
    Attention,
    Quiet,
    Trouble,
    heeded,
    quiet,
    timely,
    trouble,
)
from sstui.insight.maintenance import Window
from sstui.insight.records import Freshness
from sstui.monitor.clock import Clock
from sstui.monitor.shared_file import Busy, SharedFile
from sstui.monitor.state import Snapshot
from sstui.servicestage.refs import InstanceRef

GLANCE = 1.0  # seconds between two looks at what others said
MOST_SAID = 1000  # instances; the oldest words go first
_SEEN = frozenset({Freshness.FRESH, Freshness.GONE})


class Attentions:
    """``changed()`` is called when rows may have become quiet, or loud, otherwise than by a look:
    each then passes through `heed` again."""

    def __init__(
        self,
        file: SharedFile,
        clock: Clock,
        windows: Sequence[Window],
        changed: Callable[[], None],
    ) -> None:
        self._file = file
        self._clock = clock
        self._windows = tuple(windows)
        self._open: tuple[Window, ...] = ()
        self._changed = changed
        self._said: dict[InstanceRef, Attention] = {}
        self._unwritten: set[InstanceRef] = set()
        self._version: tuple[int, int] | None = None
        self._glanced: float | None = None

    @property
    def kept(self) -> bool:
        """Whether what is said outlives this run, and other processes hear it."""
        return self._file.folder is not None

    def said(self, ref: InstanceRef) -> Attention | None:
        """What was said of this one."""
        return self._said.get(ref)

    def heed(self, snapshot: Snapshot) -> Snapshot:
        """The snapshot as quiet as it is now; what it shows may end what was said."""
        ref = snapshot.ref
        said = self._said.get(ref)
        if said is not None and snapshot.freshness in _SEEN:
            is_gone = snapshot.freshness is Freshness.GONE
            left = heeded(said, found(snapshot), snapshot.looked if is_gone else snapshot.seen)
            if left is not said:
                self._put(ref, left)
                self._write()
                said = left
        is_quiet = self._quiet(said, snapshot)
        return snapshot if is_quiet == snapshot.quiet else replace(snapshot, quiet=is_quiet)

    def acknowledge(self, snapshots: Iterable[Snapshot]) -> None:
        """Quiet from now on, until one is worse than it is now, or well."""
        now = self._clock.monotonic()
        for each in snapshots:
            known = self._said.get(each.ref) or Attention(now)
            said = replace(known, at=now, status=each.status, acknowledged=found(each))
            self._put(each.ref, said)
        self._say()

    def snooze(self, snapshots: Iterable[Snapshot], seconds: float = UNTIL_WELL) -> None:
        """Quiet for so long, or until it is well."""
        now = self._clock.monotonic()
        for each in snapshots:
            known = self._said.get(each.ref) or Attention(now)
            said = replace(known, at=now, status=each.status, snoozed=now + seconds)
            self._put(each.ref, said)
        self._say()

    def take_back(self, refs: Iterable[InstanceRef]) -> None:
        """What was said of these no longer holds."""
        for ref in refs:
            self._put(ref, None)
        self._say()

    def glance(self) -> None:
        """`follow`, at most once a second."""
        now = self._clock.monotonic()
        if self._glanced is None or now - self._glanced >= GLANCE:
            self.follow()

    def follow(self) -> None:
        """Take in what others said, and what time ended and began."""
        self._glanced = now = self._clock.monotonic()
        before = self._open, dict(self._said)
        wall = self._clock.now()
        self._open = tuple(window for window in self._windows if window.times.hold(wall))
        self._read()
        for ref, said in tuple(self._said.items()):
            left = timely(said, now)
            if left is not said:
                self._put(ref, left)
        self._write()
        if before != (self._open, self._said):
            self._changed()

    def in_maintenance(self, snapshot: Snapshot) -> bool:
        """Whether a window that is open now covers it."""
        mark = snapshot.bookmark
        return any(each.covers(mark.name, mark.group, mark.tags) for each in self._open)

    def _quiet(self, said: Attention | None, snapshot: Snapshot) -> Quiet | None:
        return quiet(said, in_maintenance=bool(self._open) and self.in_maintenance(snapshot))

    def _put(self, ref: InstanceRef, said: Attention | None) -> None:
        if said is None:
            self._said.pop(ref, None)
        else:
            self._said[ref] = said
        self._unwritten.add(ref)

    def _say(self) -> None:
        self._write()
        self._changed()

    def _read(self) -> None:
        """What the file says, where anybody else has written into it."""
        if not self._unwritten and not self._file.began:
            return
        try:
            version = self._file.version()[:2]
            if version == self._version:
                return
            if self._version is not None and version[0] != self._version[0]:
                self._unwritten |= self._said.keys()  # another file: it has none of this
            if not self._write():
                return
            self._version = version
            if self._file.alone:
                return
            rows = self._file.run(_read_rows)
        except Busy:
            return
        ahead = self._file.ahead
        self._said = {ref: _moved(said, -ahead) for ref, said in rows}

    def _write(self) -> bool:
        """Whether nothing is left to be written; what is, is tried again."""
        if not self._unwritten:
            return True
        said = {ref: self._said.get(ref) for ref in self._unwritten}

        def work(connection: Connection, _: float) -> None:
            for ref, each in said.items():
                _write_row(connection, ref, each and _moved(each, self._file.ahead))
            connection.execute(
                "DELETE FROM attention WHERE ref NOT IN"
                " (SELECT ref FROM attention ORDER BY at DESC LIMIT ?)",
                (MOST_SAID,),
            )

        try:
            self._file.run(work)
        except Busy:
            return False
        self._unwritten.clear()
        return True


def found(snapshot: Snapshot) -> Trouble:
    """How bad it is, as it was last seen."""
    expected = snapshot.expectation == "running"
    return trouble(snapshot.health, snapshot.freshness, expected=expected)


def _moved(said: Attention, by: float) -> Attention:
    """With its instants on another time line."""
    snoozed = None if said.snoozed is None else said.snoozed + by
    return replace(said, at=said.at + by, snoozed=snoozed)


def _read_rows(connection: Connection, _: float) -> list[tuple[InstanceRef, Attention]]:
    columns = "ref, at, status, acknowledged, snoozed"
    rows = connection.execute(f"SELECT {columns} FROM attention").fetchall()
    return [
        (
            InstanceRef(*ref.split("/", 2)),
            Attention(at, status, None if bad is None else Trouble(bad), snoozed),
        )
        for ref, at, status, bad, snoozed in rows
    ]


def _write_row(connection: Connection, ref: InstanceRef, said: Attention | None) -> None:
    if said is None:
        connection.execute("DELETE FROM attention WHERE ref = ?", (str(ref),))
        return
    row = (str(ref), said.at, said.status, said.acknowledged, said.snoozed)
    connection.execute("INSERT OR REPLACE INTO attention VALUES (?, ?, ?, ?, ?)", row)


def forget_attention(path: Path, clock: Clock, ref: InstanceRef) -> None:
    """What persons said of one instance is deleted, for one-shot commands; nothing to do where
    there is no file. Raises `Busy`."""
    if path.exists():
        file = SharedFile(path, clock)
        try:
            file.run(lambda connection, now: _write_row(connection, ref, None))
        finally:
            file.close()
