"""The shapes of a pane: rows with a stable identity, and what the widget tells the view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, NamedTuple, Protocol

from sstui.insight.records import Freshness
from sstui.monitor.state import Mark, Snapshot
from sstui.view.signs import UNICODE, Signs
from sstui.view.text import Line, Span, fit

if TYPE_CHECKING:
    from sstui.view.drift import Comparison


class PaneRow(NamedTuple):
    """One line of a pane. Foreign text in ``line`` is already harmless and fits the width."""

    key: str  # identity inside the pane, stable over refreshes: "orders.url", "env{DB_URL}"
    line: Line  # two gutter cells first (mark or fold sign, or blanks)
    path: str = ""  # the path shown and copied: "configuration.env[1].value"
    value: str | None = None  # what `y` copies, masked where secret; None: ask `full_value`
    kind: str = ""  # "string, 39 characters", "object, 3 keys": for the line under the JSON
    foldable: bool = False
    folded: bool = False
    secret: bool = False
    place: str = ""  # the path as changes name it: "configuration.env.DB_URL"
    whole: tuple[str, ...] = ()  # lines of the bottom rows, where they say more than the value


class Rows(Protocol):
    """A list of rows whose lines are built when they are asked for."""

    def __len__(self) -> int: ...
    def __getitem__(self, index: int, /) -> PaneRow: ...
    def find(self, key: str) -> int | None:
        """Where the row of this key is; None when it is folded away or gone."""


class BuiltRows:
    """Rows of the small panes, built at once."""

    def __init__(self, rows: Sequence[PaneRow]) -> None:
        self._rows = tuple(rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: int, /) -> PaneRow:
        return self._rows[index]

    def find(self, key: str) -> int | None:
        return next((at for at, row in enumerate(self._rows) if row.key == key), None)


class PaneContent(NamedTuple):
    """A pane: its title, the note at the right end of the title's rule, its rows."""

    name: str
    title: str
    note: Line
    rows: Rows


@dataclass(frozen=True)
class PaneOptions:
    """How a pane is to be shown. ``width`` is in cells; ``now`` and ``wall`` are the fleet's."""

    width: int
    wide: bool = False  # at least 140 columns of screen: two lines for a row
    signs: Signs = UNICODE
    tz: tzinfo = UTC
    now: float = 0.0
    wall: float = 0.0
    folds: Mapping[str, bool] = field(default_factory=dict)  # what the user chose: key → folded
    revealed: frozenset[str] = frozenset()  # keys whose secret shows for ten seconds
    protected: bool = False  # every variable masked, nothing revealed
    comparison: Comparison | None = None  # what view 4 shows

    def reveals(self, key: str) -> bool:
        return not self.protected and key in self.revealed


def is_stale(snapshot: Snapshot) -> bool:
    """Whether values are shown as last seen, in parentheses."""
    return snapshot.freshness in (Freshness.STALE, Freshness.GONE)


def marks_at(snapshot: Snapshot, place: str) -> tuple[Mark, ...]:
    """The marks at ``place`` or below it, newest first."""
    if not place:
        return ()
    return tuple(mark for mark in snapshot.marks if is_at_or_below(mark.change.path, place))


def is_at_or_below(path: str, place: str) -> bool:
    return path.startswith(place) and path[len(place) : len(place) + 1] in ("", ".", "[", "/")


def gutter(snapshot: Snapshot, place: str, options: PaneOptions, fold: str = "") -> Line:
    """The two cells before a row: the mark of a change, else the fold sign; both side by side."""
    if marks_at(snapshot, place):
        return (Span(options.signs.changed, "accent"), Span(fold or " ", "muted"))
    return (Span(f"{fold or ' '} ", "muted"),)


def none_rows(word: str, options: PaneOptions) -> BuiltRows:
    """The only row of a pane that has nothing to show."""
    line = fit((Span("  "), Span(word, "muted")), options.width, options.signs.cut)
    return BuiltRows((PaneRow(key="none", line=line),))


def wall_clock(epoch: float, options: PaneOptions) -> str:
    """``14:13:41`` today, ``2025-03-02 09:14`` on any other day; raises nothing."""
    moment = _moment(epoch, options)
    if moment is None:
        return options.signs.dash
    today = _moment(options.wall, options)
    if today is not None and moment.date() == today.date():
        return moment.strftime("%H:%M:%S")
    return moment.strftime("%Y-%m-%d %H:%M")


def _moment(epoch: float, options: PaneOptions) -> datetime | None:
    """None for a time outside the calendar: the API may send any integer."""
    try:
        return datetime.fromtimestamp(epoch, options.tz)
    except (ValueError, OverflowError, OSError):
        return None
