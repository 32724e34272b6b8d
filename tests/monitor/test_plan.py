"""One call for each instance, or one overview for many; nobody starves (PROMISES P3)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from heapq import heappop, heappush
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sstui.config.bookmarks import Bookmark
from sstui.config.settings import PollSettings
from sstui.insight.records import Health
from sstui.monitor.budget import WINDOW, Budget, Purpose
from sstui.monitor.calls import Call, Sweep
from sstui.monitor.pacing import NEVER, OFF, Pace, Wish
from sstui.monitor.plan import Need, Plan, make_plan
from sstui.monitor.rest import FOREVER
from sstui.monitor.schedule import Schedule
from sstui.monitor.state import Snapshot
from sstui.servicestage.refs import InstanceRef
from tests.monitor.scripted import bookmarks, ref_of, scattered

BUDGET = 120


def needs(count: int, applications: int, steady: float = 30.0) -> list[Need]:
    return [Need(each.ref, Wish(steady)) for each in scattered(count, applications)]


def cost_of(plan: Plan, costs: dict[str, int] | None = None) -> float:
    """Requests in a window."""
    own = sum(WINDOW / pace.seconds for pace in plan.own if pace.seconds)
    sweeps = plan.overviews.items()
    return own + sum(WINDOW * (costs or {}).get(a, 1) / c.pace.seconds for a, c in sweeps)


def test_what_half_of_the_budget_can_pay_is_asked_one_by_one() -> None:
    plan = make_plan(needs(6, 1), {}, BUDGET)  # 60 requests
    assert plan.overviews == {}
    assert plan.own == (Pace(30, 30),) * 6


def test_beyond_that_an_overview_covers_each_application() -> None:
    plan = make_plan(needs(7, 1), {}, BUDGET)
    assert [len(coverage.covers) for coverage in plan.overviews.values()] == [7]
    assert plan.overviews[ref_of(0).application].pace == Pace(30, 30)
    assert plan.own == (OFF,) * 7


def test_two_hundred_in_ten_applications_at_thirty_seconds_are_a_hundred_calls() -> None:
    plan = make_plan(needs(200, 10), {}, BUDGET)
    assert len(plan.overviews) == 10
    assert cost_of(plan) == 100


def test_an_only_one_of_its_application_keeps_its_own_call() -> None:
    plan = make_plan([*needs(30, 1), *needs(31, 31)[30:]], {}, BUDGET)
    assert plan.own[-1] == Pace(30, 30)
    assert len(plan.overviews) == 1


def test_one_that_needs_its_own_call_keeps_it_beside_the_overview() -> None:
    wanted = needs(30, 1)
    wanted[4] = Need(wanted[4].ref, Wish(30, 10, focused=True), alone=True)
    plan = make_plan(wanted, {}, BUDGET)
    (coverage,) = plan.overviews.values()
    assert plan.own[4] == Pace(10, 30)
    assert wanted[4].ref not in coverage.covers
    assert len(coverage.covers) == 29


def test_what_moves_is_covered_and_looked_at_in_between() -> None:
    wanted = needs(30, 1)
    wanted[4] = Need(wanted[4].ref, Wish(30, 15))
    plan = make_plan(wanted, {}, BUDGET)
    assert plan.own[4] == Pace(15, NEVER)
    assert all(wanted[4].ref in coverage.covers for coverage in plan.overviews.values())


def test_an_overview_is_as_quick_as_the_quickest_that_it_covers() -> None:
    wanted = [*needs(20, 1), Need(ref_of(20), Wish(20.0)), Need(ref_of(21), Wish(0.0))]
    plan = make_plan(wanted, {}, BUDGET)
    assert plan.overviews[ref_of(0).application].pace.seconds == 20
    assert ref_of(21) not in plan.overviews[ref_of(0).application].covers
    assert plan.own[21] == OFF


def test_of_an_overview_of_many_pages_only_what_pays_for_it_is_covered() -> None:
    wanted = [*needs(20, 1, steady=120.0), Need(ref_of(20), Wish(5.0))]
    costs = {ref_of(0).application: 5}
    plan = make_plan(wanted, costs, 200)
    (coverage,) = plan.overviews.values()
    assert plan.own[20].seconds == 5
    assert coverage.pace.seconds == 120
    assert ref_of(20) not in coverage.covers
    assert cost_of(plan, costs) == 72.5
    few = make_plan(needs(4, 1, steady=10.0), costs, BUDGET)
    assert few.overviews == {}


def test_ids_in_another_case_are_the_same_application() -> None:
    refs = [InstanceRef("AB" if n % 2 else "ab", "c", str(n)) for n in range(20)]
    plan = make_plan([Need(ref, Wish(15.0)) for ref in refs], {}, BUDGET)
    assert [len(coverage.covers) for coverage in plan.overviews.values()] == [20]


wishes = st.builds(
    Wish,
    st.sampled_from([0.0, 5.0, 15.0, 30.0, 120.0]),
    st.sampled_from([None, None, None, 5.0, 10.0]),
)
wanted_by_some = st.lists(
    st.builds(
        Need,
        st.builds(ref_of, st.integers(0, 500), st.integers(1, 8)),
        wishes,
        st.booleans(),
    ),
    max_size=80,
    unique_by=lambda need: need.ref,
)


@given(wanted_by_some, st.dictionaries(st.builds(lambda n: f"{n:08x}", st.integers(1, 8)),
       st.integers(1, 6)), st.integers(5, 2000))  # fmt: skip
def test_a_plan_fits_the_budget_and_looks_at_everything_that_is_not_off(
    wanted: list[Need], costs: dict[str, int], limit: int
) -> None:
    wanted = [n if n.wish.steady else Need(n.ref, Wish(0.0), n.alone) for n in wanted]
    plan = make_plan(wanted, costs, limit)
    assert cost_of(plan, costs) <= limit * 0.9 + 1e-6
    for need, pace in zip(wanted, plan.own, strict=True):
        coverage = plan.overviews.get(need.application)
        covered = coverage is not None and need.ref in coverage.covers
        if not need.wish.steady:
            assert not covered
            assert pace == OFF
        elif need.alone:
            assert not covered
            assert pace.seconds > 0
        else:
            assert covered or pace.seconds > 0
    saved = make_plan([Need(n.ref, Wish(n.wish.steady), True) for n in wanted], costs, limit)
    assert cost_of(make_plan([Need(n.ref, Wish(n.wish.steady)) for n in wanted], costs, limit),
                   costs) <= cost_of(saved) + 1e-6  # fmt: skip


@given(wanted_by_some, st.integers(0, 79), st.integers(5, 2000))
def test_a_cursor_and_what_moves_never_make_the_fleet_slower(
    wanted: list[Need], cursor: int, limit: int
) -> None:
    still = [replace(n, wish=Wish(n.wish.steady)) for n in wanted]
    hasty = [
        replace(n, wish=replace(n.wish, focused=index == cursor)) for index, n in enumerate(wanted)
    ]
    before, after = make_plan(still, {}, limit), make_plan(hasty, {}, limit)
    assert after.overviews == before.overviews
    for need, was, now in zip(wanted, before.own, after.own, strict=True):
        if need.wish.steady and was.seconds:
            assert now.seconds <= was.seconds


def test_under_the_cursor_its_own_call_comes_beside_the_overview() -> None:
    wanted = [Need(need.ref, replace(need.wish, fast=None)) for need in needs(30, 1, steady=5.0)]
    wanted[4] = Need(wanted[4].ref, Wish(5.0, focused=True))
    plan = make_plan(wanted, {}, BUDGET)
    (coverage,) = plan.overviews.values()
    assert wanted[4].ref in coverage.covers
    assert plan.own[4].seconds < 15
    assert plan.own[4].steady == NEVER


class Run:
    """A schedule with a budget, its calls made at once or in so many seconds."""

    def __init__(self, listed: list[Bookmark], poll: PollSettings, latency: float) -> None:
        self.schedule = Schedule(poll)
        self.budget = Budget(poll.budget)
        self.now = 0.0
        self.looks: dict[InstanceRef, list[float]] = defaultdict(list)
        self.requests: list[tuple[float, Purpose]] = []
        self.snapshots = {each.ref: Snapshot(each, health=Health.OK) for each in listed}
        self._latency = latency
        self._flights: list[tuple[float, int, Call]] = []
        self.schedule.watch(listed, 0.0)
        self.plan()

    def plan(self) -> None:
        self.schedule.plan(self.snapshots, self.now, self.budget.limit)

    def until(self, end: float) -> None:
        while self.now < end:
            choice = self.schedule.next(self.now, self.budget)
            if choice.call is not None:
                self._start(choice.call, choice.purpose)
                continue
            landing = self._flights[0][0] if self._flights else FOREVER
            self.now = min(max(choice.wake, self.now), landing, end)
            while self._flights and self._flights[0][0] <= self.now:
                self._land(heappop(self._flights)[2])
            if self.now >= self.schedule.plan_again:
                self.plan()

    def _start(self, call: Call, purpose: Purpose) -> None:
        self.schedule.started(call, self.now)
        for page in range(call.cost if isinstance(call, Sweep) else 1):
            self.requests.append((self.now, Purpose.ATTACHED if page else purpose))
            self.budget.spend(*self.requests[-1])
        heappush(self._flights, (self.now + self._latency, len(self.requests), call))

    def _land(self, call: Call) -> None:
        call.flying = False
        covers = call.covers if isinstance(call, Sweep) else {call.ref}
        for ref in covers:
            entry = self.schedule[ref]
            if isinstance(call, Sweep):
                entry.swept = call.started
            self.looks[ref].append(call.started or 0.0)
            self.schedule.set_due(entry, self.now)
        self.schedule.set_due(call, self.now)


@given(data=st.data(), limit=st.integers(1, 600), latency=st.sampled_from([0.0, 0.2, 2.0]))
def test_nobody_waits_for_more_than_four_of_its_intervals_and_the_budget_holds(
    data: st.DataObject, limit: int, latency: float
) -> None:
    listed = scattered(data.draw(st.integers(1, 30)), data.draw(st.integers(1, 8)))
    own = st.sampled_from([None, None, 0.0, 5.0, 20.0, 60.0])
    listed = [Bookmark(each.name, each.ref, interval=data.draw(own)) for each in listed]
    run = Run(listed, PollSettings(interval=15, budget=limit), latency)
    for each in data.draw(st.lists(st.sampled_from(listed), max_size=5)):
        run.snapshots[each.ref] = Snapshot(each, health=Health.MOVING, moving_since=-1000.0)
    run.schedule.focus(data.draw(st.sampled_from([None, *(each.ref for each in listed)])))
    run.plan()
    paces = {entry.ref: run.schedule.outlook(entry).pace for entry in run.schedule}
    run.until(6 * max(paces.values(), default=0.0) + 60)
    for ref, pace in paces.items():
        looks = [0.0, *run.looks[ref], run.now]
        if pace:
            assert max(after - before for before, after in pairwise(looks)) <= 4 * pace
        else:
            assert looks == [0.0, run.now]
    for start, _ in run.requests:
        window = [purpose for at, purpose in run.requests if start <= at <= start + WINDOW]
        assert len(window) <= limit
        assert window.count(Purpose.FAST) <= max(1, limit // 3)


def test_a_person_who_asks_for_all_is_served_by_overviews() -> None:
    run = Run(bookmarks(50), PollSettings(interval=60, budget=BUDGET), 0.2)
    run.until(40.0)
    asked = len(run.requests)
    run.schedule.ask_all(run.now)
    assert run.schedule.asked
    run.until(45.0)
    assert [purpose for _, purpose in run.requests[asked:]] == [Purpose.PERSON]
    run.schedule.ask(run.schedule[ref_of(3)], run.now)
    run.until(50.0)
    assert run.looks[ref_of(3)][-1] > run.looks[ref_of(4)][-1]


def test_the_cursor_comes_after_overviews_and_before_what_moves() -> None:
    run = Run([*bookmarks(50), *scattered(3, 3)[1:]], PollSettings(interval=60, budget=BUDGET), 0.1)
    run.until(60.0)
    run.snapshots[ref_of(7)] = Snapshot(bookmarks(8)[7], moving_since=-1.0)
    run.schedule.focus(ref_of(5))
    run.plan()
    run.now += 30
    for entry in run.schedule:
        entry.due = run.now if entry.due is not None else None
    for sweep in run.schedule.sweeps:
        sweep.due = run.now
    order: list[object] = []
    for _ in range(3):
        choice = run.schedule.next(run.now, run.budget)
        assert choice.call is not None
        order.append("overview" if isinstance(choice.call, Sweep) else choice.call.ref)
        run.schedule.started(choice.call, run.now)
        run.now += 5
    assert order[0] == "overview"
    assert order.index(ref_of(5)) < order.index(ref_of(7))
