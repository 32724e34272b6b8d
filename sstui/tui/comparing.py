"""What a person compares, kept for each instance: with what, at which look, and how much of it.

A comparison is made again when a body, a baseline or the question changed, and never for the clock
alone; that of a large body in a thread.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, TypeVar

from sstui.monitor.state import Snapshot
from sstui.monitor.supervise import tell_defect
from sstui.servicestage.refs import InstanceRef

if TYPE_CHECKING:
    from sstui.insight.past import Moment
    from sstui.insight.records import Event
    from sstui.tui.widgets.shown_pane import PaneView
    from sstui.view.comparing import Against, Question
    from sstui.view.drift import Comparison
    from sstui.watcher import Watcher

V = TypeVar("V")

PAST_PANES = frozenset({"configuration", "drift", "raw"})
LARGE = 200_000  # bytes: 0.1 s of work
_SAME_LOOK = 0.002  # seconds: keys of rows hold milliseconds
_REMEMBERED = 100  # instances whose history was read, or of which something was chosen


class Comparing:
    """``changed()`` is called when there is more to show than was asked for before."""

    def __init__(self, watcher: Watcher, changed: Callable[[], None]) -> None:
        self.everything = False
        self._watcher = watcher
        self._changed = changed
        self._chosen: OrderedDict[InstanceRef, Against | InstanceRef] = OrderedDict()
        self._recorded: OrderedDict[InstanceRef, tuple[Event, ...]] = OrderedDict()
        self._moment: tuple[InstanceRef, float] | None = None  # the look that is looked at
        self._moments: tuple[tuple[object, ...], tuple[Moment, ...]] = ((), ())
        self._past: tuple[tuple[object, ...], tuple[Snapshot, int]] | None = None
        self._asked: tuple[tuple[object, ...], Question | None] = ((), None)
        self._answer: Comparison | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    # What is shown.

    def seen(self, name: str, view: PaneView, *, alone: bool) -> PaneView:
        """What the pane ``name`` is to show of ``view``; ``alone``: it is a view of its own."""
        if not alone or name not in PAST_PANES:
            return view
        back = self.back(view)
        if name == "drift":
            return view._replace(comparison=self._comparison(view, back), past=self._words(view))
        if not back:
            return view
        then, lost = self._then(view, back)
        missing = f", {lost} change{'s' if lost > 1 else ''} not recorded in full" if lost else ""
        return view._replace(snapshot=then, past=f"{self._words(view)}{missing}")

    def moments(self, view: PaneView) -> tuple[Moment, ...]:
        """The earlier looks of the instance that differed, newest first."""
        from sstui.view.moments import earlier

        ref = view.snapshot.ref
        if ref not in self._recorded:
            self._keep(self._recorded, ref, ())
            self._start(self._read(ref))
        key = (ref, view.fleet.events, self._recorded[ref])
        if self._moments[0] != key:
            self._moments = key, earlier(view.fleet, view.snapshot, self._recorded[ref])
        return self._moments[1]

    def back(self, view: PaneView) -> int:
        """How many looks before now the instance is looked at; 0 = now."""
        if self._moment is None or self._moment[0] != view.snapshot.ref:
            self._moment = None
            return 0
        for index, moment in enumerate(self.moments(view)):
            if moment.until == self._moment[1]:
                return index + 1
        return 0

    def question(self, view: PaneView, back: int) -> Question:
        from sstui.view.comparing import Against, Question

        ref = view.snapshot.ref
        baselines = self._watcher.drifting.baselines
        baseline = baselines.of(ref)
        chosen = self._chosen.get(ref)
        if chosen is None or (chosen is Against.BASELINE and baseline is None):
            chosen = Against.PREVIOUS if baseline is None else Against.BASELINE
        other = view.fleet.snapshot(chosen) if isinstance(chosen, InstanceRef) else None
        against = chosen if isinstance(chosen, Against) else Against.PREVIOUS
        protected = view.protected or (other is not None and self._is_protected(view, other))
        return Question(
            view.fleet, view.snapshot, self.moments(view), back, against, other, baseline,
            baselines.key, protected, self.everything, view.tz,
        )  # fmt: skip

    def _is_protected(self, view: PaneView, other: Snapshot) -> bool:
        account = view.fleet.account(other.bookmark.profile)
        return account is not None and account.protected

    def _words(self, view: PaneView) -> str:
        from sstui.view.moments import past_words

        back = self.back(view)
        return past_words(self.moments(view), back, view.fleet.wall, view.tz) if back else ""

    def _then(self, view: PaneView, back: int) -> tuple[Snapshot, int]:
        """The instance as it was at that look, and how many changes could not be taken back."""
        from sstui.view.moments import past_snapshot

        found = self.moments(view)
        key = (view.snapshot.ref, view.snapshot.instance, found, back, view.protected)
        if self._past is None or self._past[0] != key:
            then = past_snapshot(view.snapshot, found, back, protected=view.protected)
            self._past = key, then
        return self._past[1]

    def _comparison(self, view: PaneView, back: int) -> Comparison | None:
        from sstui.view.comparing import compare, words_of

        asked = self.question(view, back)
        key = asked.matter
        if key != self._asked[0]:
            self._asked = key, asked
            if len(asked.snapshot.body) > LARGE:
                self._answer = None
                self._start(self._compare(asked))
            else:
                self._answer = compare(asked)
        elif self._answer is not None:
            self._answer = words_of(asked, self._answer)
        return self._answer

    async def _compare(self, asked: Question) -> None:
        from sstui.view.comparing import compare

        answer = await asyncio.to_thread(compare, asked)
        if self._asked[1] is asked:
            self._answer = answer
            self._changed()

    async def _read(self, ref: InstanceRef) -> None:
        self._keep(self._recorded, ref, await self._watcher.drifting.recorded(ref))
        if self._recorded[ref]:
            self._changed()

    def _start(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work, name="comparing")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(tell_defect)

    # What is chosen.

    def choose(self, ref: InstanceRef, against: Against | InstanceRef) -> None:
        """Compare it with that from now on."""
        self._keep(self._chosen, ref, against)

    def step(self, view: PaneView, direction: int) -> bool:
        """To the look before (1) or after (-1); False where there is none."""
        found = self.moments(view)
        back = self.back(view) + direction
        if not 0 <= back <= len(found):
            return False
        self._moment = (view.snapshot.ref, found[back - 1].until) if back else None
        return True

    async def around(self, view: PaneView, time: float) -> bool:
        """Compare what the look at ``time`` (epoch seconds) found with what was before it; False
        where nothing of that is recorded."""
        from sstui.view.comparing import Against

        ref = view.snapshot.ref
        if ref not in self._recorded:
            await self._read(ref)
        found = self.moments(view)
        for index, moment in enumerate(found):
            if moment.set_up and abs(moment.until - time) < _SAME_LOOK:
                self._moment = (ref, found[index - 1].until) if index else None
                self.choose(ref, Against.PREVIOUS)
                return True
        return False

    def to_now(self) -> bool:
        """Whether an earlier look was looked at."""
        was, self._moment = self._moment, None
        return was is not None

    def _keep(self, kept: OrderedDict[InstanceRef, V], ref: InstanceRef, value: V) -> None:
        kept[ref] = value
        kept.move_to_end(ref)
        while len(kept) > _REMEMBERED:
            kept.popitem(last=False)
