"""The two kinds of calls that are made again and again, as the schedule sees them, and what came
of one.

Instants are monotonic seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from sstui.config.bookmarks import Bookmark
from sstui.insight.records import Observation
from sstui.monitor.pacing import OFF, Pace, Wish
from sstui.monitor.rest import FOREVER
from sstui.servicestage.errors import ServiceStageError
from sstui.servicestage.refs import InstanceRef
from sstui.servicestage.source import Overview

NOTHING = Wish(0.0)


@dataclass(slots=True, kw_only=True)
class Rhythm:
    """When a call was made, and when it is made again."""

    due: float | None = None  # None = off
    pace: Pace = OFF
    started: float | None = None  # the last one
    backoff: float = 0.0  # after a failed one: not before
    silence: float = 0.0  # Retry-After's, or the ledger's: not before, whoever asks
    hurried: bool = False  # not seen for too long: now, in its turn
    asked: bool = False  # a person wants to see it
    alone: bool = False  # … and this one only: it need not keep the distance of starts
    flying: bool = False  # a call is under way
    hung: bool = False  # the last one gave no answer in time
    yields: bool = False  # the one under way is being given up


@dataclass(slots=True)
class Entry(Rhythm):
    """One watched instance, and its own, documented call."""

    bookmark: Bookmark
    application: str  # its id in lower case
    wish: Wish = NOTHING
    override: float | None = None  # set by key, for this run
    swept: float | None = None  # when the last overview began that told of it
    absent: float = -FOREVER  # when an overview last did not tell of it

    @property
    def ref(self) -> InstanceRef:
        return self.bookmark.ref

    @property
    def looked(self) -> float | None:
        """The start of the last look at it of either kind."""
        if self.started is None or self.swept is None:
            return self.swept if self.started is None else self.started
        return max(self.started, self.swept)


@dataclass(slots=True)
class Sweep(Rhythm):
    """The overview of one application. It stands for the steady looks at what it ``covers``."""

    application: str
    covers: frozenset[InstanceRef] = field(default=frozenset())
    cost: int = 1  # requests, one for each page
    failures: int = 0  # in a row
    shunned: float = -FOREVER  # until then own calls are made in its place
    lacking: str = ""  # the permission that it needs and that we do not have


@dataclass(frozen=True, slots=True)
class Swept:
    """One overview: ``look`` is of one of those that it covers, with its error if there is one,
    and stands for the call as a whole."""

    look: Observation
    overview: Overview | None = None

    @property
    def error(self) -> ServiceStageError | None:
        return self.look.error


Call = Entry | Sweep


class Outlook(NamedTuple):
    """What a front end is told of one instance: seconds between two looks of any kind (0 = off),
    the next one, and whether one is under way."""

    pace: float
    due: float | None
    looking: bool


def outlook(entry: Entry, sweep: Sweep | None) -> Outlook:
    """Of an instance that ``sweep`` covers, or none."""
    if sweep is None:
        return Outlook(entry.pace.seconds, entry.due, entry.flying)
    paces = [each for each in (entry.pace.seconds, sweep.pace.seconds) if each]
    dues = [each for each in (entry.due, sweep.due) if each is not None]
    return Outlook(min(paces, default=0.0), min(dues, default=None), entry.flying or sweep.flying)
