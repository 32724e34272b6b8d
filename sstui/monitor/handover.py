"""What the history lacks when this process begins to write it in the place of another.

A process that follows takes in looks without writing them: the one that leads does. When it comes
to lead itself, the file may be behind what it knows (the other was killed before it wrote, or
nobody led yet) or ahead of it (the other's last word was not heard). So its first own step of each
instance is counted from what the file says, over what it knew itself, to what it sees now: nothing
is lost, and nothing is recorded twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from sstui.insight.records import Event, Observation
from sstui.insight.timeline import KEPT, NOTHING_YET, Timeline
from sstui.monitor.history import History
from sstui.monitor.history_file import HistoryError
from sstui.monitor.history_reading import read_last_known
from sstui.monitor.history_rows import LastKnown
from sstui.monitor.remembered import Moment, snapshot_of
from sstui.monitor.state import Snapshot
from sstui.servicestage.refs import InstanceRef

_SAME = 0.1  # seconds; so much two conversions of one instant may differ


class Step(NamedTuple):
    """What is to be written: ``events``, and the timeline from where the file's ends."""

    events: tuple[Event, ...]
    timeline: Timeline


class Handover:
    """``protected(profile)``: whether every variable counts as a secret there."""

    def __init__(self, history: History, protected: Callable[[str], bool]) -> None:
        self._history = history
        self._protected = protected
        self._heard: set[InstanceRef] = set()  # looks were taken in and not written
        self._ours: set[InstanceRef] = set()  # the file says what was written here last
        self._opened: _Stamp = ()  # of the file as it was read
        self._behind: bool | None = None  # whether others may have written since
        self._file: dict[InstanceRef, LastKnown] | None = None

    def opened(self) -> None:
        """The file was read, and what it said is known."""
        self._opened = _stamp(self._history.path)

    def heard(self, ref: InstanceRef) -> None:
        """A look at it was taken in and not written: another leads, or nobody yet."""
        self._heard.add(ref)
        self._ours.clear()
        self._behind, self._file = True, None

    def step(self, known: Snapshot, look: Observation, now: Moment) -> Step | None:
        """From what the file says to this good ``look``, of an instance that was ``known`` so;
        None where that is one step, from ``known``."""
        ref = known.ref
        if ref in self._ours or look.answer is None:
            return None
        try:
            last = self._read(now).get(ref) if self._others_wrote() else None
        except HistoryError:
            return None
        self._ours.add(ref)
        heard = ref in self._heard
        self._heard.discard(ref)
        state = None if last is None else snapshot_of(known.bookmark, last, now)
        ahead = (known.seen or 0.0) - (_SAME if state is None else (state.seen or 0.0))
        if not heard and (state is None or abs(ahead) <= _SAME):
            return None
        earlier = _as_look(known, now) if heard and ahead > _SAME else None
        looks = [look] if earlier is None else [earlier, look]
        return self._count(known, state, last, looks)

    def _count(
        self,
        known: Snapshot,
        state: Snapshot | None,
        last: LastKnown | None,
        looks: Sequence[Observation],
    ) -> Step:
        # Imported here: before the first look nothing needs the models.
        from sstui.monitor.kept_bodies import comparable
        from sstui.monitor.reduce import Rules, reduce

        timeline, answer = NOTHING_YET, looks[0].answer
        if state is None or last is None or answer is None:
            state = Snapshot(known.bookmark, first_expectation=known.first_expectation)
        else:
            timeline = Timeline.from_rows(last.stretches)
            state = comparable(state, last, answer, self._history.key)
        rules = Rules(protected=self._protected(known.bookmark.profile))
        events: tuple[Event, ...] = ()
        for each in looks:
            state, more = reduce(state, each, rules)
            events += more
        return Step(events, timeline)

    def _others_wrote(self) -> bool:
        """Asked before anything is written here: then it was others who did."""
        if self._behind is None:
            self._behind = self._opened != _stamp(self._history.path)
        return self._behind

    def _read(self, now: Moment) -> dict[InstanceRef, LastKnown]:
        if self._file is None:
            self._file = read_last_known(self._history.path, since=now.wall - KEPT)
        return self._file


_Stamp = tuple[tuple[int, int], ...]


def _stamp(path: Path) -> _Stamp:
    """Moves when anybody has written."""
    found = []
    for name in (path, path.with_name(f"{path.name}-wal")):
        with suppress(OSError):
            seen = name.stat()
            found.append((seen.st_mtime_ns, seen.st_size))
    return tuple(found)


def _as_look(known: Snapshot, now: Moment) -> Observation | None:
    """The last good look, as it could be taken in again."""
    from sstui.servicestage.source import Answer

    if known.instance is None or known.seen is None:
        return None
    answer = Answer(
        known.instance, known.body, None, None, overview=known.amended or not known.body
    )
    time = now.time(known.seen)
    return Observation(known.ref, known.seen, known.seen, time, answer=answer)
