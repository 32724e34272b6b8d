"""What ``history.db`` holds of what is asked for: read beside a running dashboard, no network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sstui.cli.diagnostics import ExitCode, Refusal, narrate
from sstui.config.bookmarks import Bookmark, find
from sstui.insight.records import Event
from sstui.insight.timeline import Timeline
from sstui.monitor.history_file import Damaged, HistoryError, Newer
from sstui.monitor.history_reading import read_events, read_last_known
from sstui.monitor.history_rows import EventRow, LastKnown
from sstui.monitor.remembered import Moment, event_of, snapshot_of
from sstui.monitor.state import Snapshot
from sstui.servicestage.refs import InstanceRef

NOTHING = "nothing is recorded yet: the dashboard and `sstui watch` do that while they run"


@dataclass(frozen=True)
class Recorded:
    """One reading at ``now`` (epoch seconds), of the last ``since`` seconds."""

    path: Path
    bookmarks: tuple[Bookmark, ...]  # in the watch list's order; those no longer on it follow
    known: dict[InstanceRef, LastKnown]
    rows: tuple[EventRow, ...]  # oldest first
    now: float
    since: float

    @property
    def begin(self) -> float:
        return self.now - self.since

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """The rows as events, oldest first; without those in words of a later version of sstui.

        What repeats is one row, kept where the first one was: its event is the last one.
        """
        moment = Moment(self.now, self.now)
        events = (event_of(row, moment) for row in self.rows)
        told = (event for event in events if event is not None)
        return tuple(sorted(told, key=lambda event: event.time))

    def timeline(self, bookmark: Bookmark) -> Timeline:
        last = self.known.get(bookmark.ref)
        return Timeline() if last is None else Timeline.from_rows(last.stretches)

    def picture(self, bookmark: Bookmark) -> Snapshot | None:
        """What was last known of it, secrets masked; its instants are epoch seconds."""
        last, moment = self.known.get(bookmark.ref), Moment(self.now, self.now)
        snapshot = None if last is None else snapshot_of(bookmark, last, moment)
        from sstui.monitor.kept_bodies import completed  # it needs pydantic, the rest does not

        return snapshot and last and completed(snapshot, last)


def read(
    path: Path, listed: Sequence[Bookmark], *, now: float, since: float, name: str | None = None
) -> Recorded:
    """What is recorded of all, or of the one that ``name`` means: a bookmark, or one that was.

    Raises `Refusal` for a file that cannot be read, `UnknownName` and `AmbiguousName`.
    """
    try:
        known = read_last_known(path)
        bookmarks = (*listed, *_former(listed, known))
        chosen = None if name is None else find(bookmarks, name)
        ref = None if chosen is None else chosen.ref
        rows = tuple(read_events(path, since=now - since, ref=ref))
    except HistoryError as error:
        raise unreadable(path, error) from error
    return Recorded(path, bookmarks if chosen is None else (chosen,), known, rows, now, since)


def unreadable(path: Path, error: HistoryError) -> Refusal:
    """What to do about a history that cannot be read: only a damaged one is put aside by itself,
    one of a later sstui stays as it is."""
    match error:
        case Newer():
            remedy = "update this sstui; or move the file away, to begin a new one"
        case Damaged():
            remedy = "the dashboard puts it aside when it starts, and begins a new one"
        case _:
            remedy = "make the file and its folder readable and writable, or try again"
    return Refusal(f"{path}: {error}", ExitCode.NO, remedy)


def _former(listed: Sequence[Bookmark], known: dict[InstanceRef, LastKnown]) -> list[Bookmark]:
    """What is remembered of instances that are no longer on the watch list, by name."""
    refs = {bookmark.ref for bookmark in listed}
    former = [
        Bookmark(last.known.name, ref, last.known.profile)
        for ref, last in known.items()
        if ref not in refs
    ]
    return sorted(former, key=lambda each: (each.name, each.ref.instance))


def say_if_nothing(recorded: Recorded) -> bool:
    """Whether there is nothing at all yet, which is then said."""
    if recorded.known or recorded.rows:
        return False
    narrate(f"{NOTHING} ({recorded.path})")
    return True
