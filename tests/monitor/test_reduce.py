"""One look and what was known before → what is known now (CONTRACT §5, DESIGN §6 rule 2)."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sstui.config.bookmarks import Bookmark
from sstui.insight.alarms import DOUBTED, FLAPPING
from sstui.insight.records import Event, EventKind, Freshness, Health, Observation
from sstui.insight.timeline import NO_ANSWER, NOT_LOOKED, REFUSED
from sstui.monitor.reduce import Rules, age, rebookmark, reduce
from sstui.monitor.state import Snapshot
from sstui.servicestage.errors import Missing, ServiceStageError
from tests.cases import every
from tests.monitor.scripted import (
    body,
    forbidden,
    not_found,
    observed,
    ref_of,
    throttled,
    unauthorized,
    unavailable,
    unreachable,
)
from tests.work import calls_of

RULES = Rules()


class Instance:
    """One watched instance that is looked at by hand."""

    def __init__(self, **bookmark: Any) -> None:
        self.snapshot = Snapshot(Bookmark("orders", ref_of(0), **bookmark), pace=15.0)
        self.events: list[Event] = []
        self.at = 100.0

    def look(
        self,
        document: Any = None,
        error: ServiceStageError | None = None,
        *,
        after: float = 15.0,
        rules: Rules = RULES,
    ) -> Snapshot:
        self.at += after
        look = observed(document, error, at=self.at)
        self.snapshot, events = reduce(self.snapshot, look, rules)
        self.events += events
        return self.snapshot

    def told(self, *kinds: EventKind) -> list[tuple[str | None, str | None]]:
        return [(e.before, e.after) for e in self.events if e.kind in kinds]


def test_the_first_look_tells_the_status_and_nothing_has_changed() -> None:
    it = Instance()
    seen = it.look(body())
    assert (seen.freshness, seen.health, seen.status) == (Freshness.FRESH, Health.OK, "RUNNING")
    assert (seen.since, seen.since_first, seen.changed) == (it.at, True, False)
    assert [(e.kind, e.before, e.after) for e in it.events] == [(EventKind.STATUS, None, "RUNNING")]


def test_a_status_that_changed_makes_two_events_one_of_them_derived() -> None:
    it = Instance()
    it.look(body())
    seen = it.look(body("FAILED"))
    status, health = it.events[1:]
    assert (status.kind, status.before, status.after) == (EventKind.STATUS, "RUNNING", "FAILED")
    assert (health.kind, health.before, health.after) == (EventKind.HEALTH, "ok", "bad")
    assert status.health is Health.BAD
    assert status.lasted == 15.0
    assert (seen.since, seen.since_first, seen.changed) == (it.at, False, True)
    assert seen.marks[0].change.path == "status_detail.status"


def test_the_same_bytes_keep_the_same_object_and_make_no_event() -> None:
    it = Instance()
    first = it.look(body()).instance
    assert it.look(body()).instance is first
    assert len(it.events) == 1


def test_how_long_it_has_been_so_is_counted_by_our_own_looks() -> None:
    it = Instance()
    it.look(body(update_time=1))
    it.look(body(update_time=99_000))
    assert it.snapshot.since == 115.0
    assert it.snapshot.since_first


ERRORS = [
    unreachable(),
    unavailable(),
    unauthorized(),
    forbidden(),
    throttled(),
    not_found(),
    not_found(Missing.ENDPOINT),
    not_found(Missing.OTHER),
]


@every("error", ERRORS)
def test_one_missed_look_leaves_everything_but_names_the_cause(error: ServiceStageError) -> None:
    it = Instance()
    good = it.look(body())
    missed = it.look(error=error)
    assert missed.error is error
    assert (missed.freshness, missed.failures) == (Freshness.FRESH, 1)
    assert missed.instance is good.instance
    assert (missed.health, missed.since, missed.seen) == (good.health, good.since, good.seen)
    assert len(it.events) == 1


def test_two_missed_looks_make_it_stale_and_a_good_one_fresh_again() -> None:
    it = Instance()
    it.look(body())
    it.look(error=unreachable())
    stale = it.look(error=unavailable())
    assert (stale.freshness, stale.status, stale.health) == (
        Freshness.STALE,
        "RUNNING",
        Health.OK,
    )
    fresh = it.look(body())
    assert (fresh.freshness, fresh.failures, fresh.error) == (Freshness.FRESH, 0, None)
    assert it.told(EventKind.FRESHNESS) == [("fresh", "stale"), ("stale", "fresh")]
    assert it.told(EventKind.STATUS) == [(None, "RUNNING")]
    assert not fresh.changed


def test_a_look_that_is_too_old_is_stale_by_itself_and_without_an_event() -> None:
    it = Instance()
    it.look(body())
    assert age(it.snapshot, it.at + 44.9, RULES) is it.snapshot
    longer = RULES._replace(stale_after=100.0)
    assert age(it.snapshot, it.at + 99.0, longer) is it.snapshot
    it.snapshot = age(it.snapshot, it.at + 45.0, RULES)
    assert it.snapshot.freshness is Freshness.STALE
    assert it.look(body()).freshness is Freshness.FRESH
    assert it.told(EventKind.FRESHNESS) == []


def test_during_an_outage_of_the_account_instances_do_not_say_it_each() -> None:
    it = Instance()
    it.look(body())
    quiet = RULES._replace(quiet=True)
    it.look(error=unreachable(), rules=quiet)
    assert it.look(error=unreachable(), rules=quiet).freshness is Freshness.STALE
    assert it.look(body()).freshness is Freshness.FRESH
    assert it.told(EventKind.FRESHNESS) == []


@every("what", [Missing.INSTANCE, Missing.COMPONENT, Missing.APPLICATION])
def test_gone_takes_two_404s_in_a_row(what: Missing) -> None:
    it = Instance()
    it.look(body())
    assert it.look(error=not_found(what)).freshness is Freshness.FRESH
    gone = it.look(error=not_found(what))
    assert gone.freshness is Freshness.GONE
    assert (gone.health, gone.since, gone.changed) == (Health.BAD, it.at, True)
    assert gone.status == "RUNNING"
    assert it.told(EventKind.FRESHNESS) == [("fresh", "gone")]
    assert it.told(EventKind.HEALTH) == [("ok", "bad")]


def test_a_404_in_between_other_failures_is_not_gone() -> None:
    it = Instance()
    it.look(body())
    for error in (not_found(), unreachable(), not_found()):
        it.look(error=error)
    assert it.snapshot.freshness is Freshness.STALE
    assert it.look(error=not_found()).freshness is Freshness.GONE


@every("what", [Missing.ENDPOINT, Missing.OTHER])
def test_a_404_of_the_gateway_is_never_gone(what: Missing) -> None:
    it = Instance()
    it.look(body())
    for _ in range(5):
        it.look(error=not_found(what))
    assert it.snapshot.freshness is Freshness.STALE


def test_gone_is_off_where_it_was_expected_to_be_off() -> None:
    it = Instance(expect="off")
    it.look(body("STOPPED"))
    it.look(error=not_found())
    assert it.look(error=not_found()).health is Health.OFF


def test_what_is_gone_stays_gone_until_it_is_seen_again() -> None:
    it = Instance()
    it.look(body())
    it.look(error=not_found())
    it.look(error=not_found())
    assert it.look(error=unreachable()).freshness is Freshness.GONE
    assert age(it.snapshot, it.at + 1000, RULES) is it.snapshot
    back = it.look(body())
    assert (back.freshness, back.health, back.since) == (Freshness.FRESH, Health.OK, it.at)
    assert it.told(EventKind.FRESHNESS) == [("fresh", "gone"), ("gone", "fresh")]


def test_what_is_gone_and_asked_as_what_fails_is_one_stretch_at_any_pace() -> None:
    it = Instance()
    it.snapshot = replace(it.snapshot, pace=3.0)
    it.look(body())
    for _ in range(100):
        it.look(error=not_found(), after=30.02)
    assert len(it.snapshot.timeline.as_rows()) <= 3


def test_a_404_of_something_never_seen_is_a_question() -> None:
    it = Instance()
    for _ in range(3):
        seen = it.look(error=not_found())
    assert (seen.freshness, seen.health) == (Freshness.UNSEEN, Health.UNKNOWN)
    assert seen.reason == "wrong ids or project?"
    assert it.events == []
    assert it.look(error=unreachable()).reason == ""


def test_what_the_first_look_saw_is_expected() -> None:
    it = Instance()
    it.look(body("RUNNING"))
    stopped = it.look(body("STOPPED"))
    assert (stopped.expectation, stopped.health) == ("running", Health.BAD)
    off = Instance()
    assert off.look(body("STOPPED")).health is Health.OFF
    assert off.look(body("RUNNING")).health is Health.BAD


def test_what_the_bookmark_expects_goes_before_and_can_be_edited() -> None:
    it = Instance(expect="off")
    assert it.look(body()).health is Health.BAD
    free = rebookmark(it.snapshot, Bookmark("other", ref_of(0), expect="any"), it.at)
    assert (free.health, free.name, free.reason) == (Health.OK, "other", "")
    first = rebookmark(free, Bookmark("other", ref_of(0)), it.at)
    assert (first.expectation, first.health) == ("running", Health.OK)


def test_motion_is_counted_over_all_its_words_and_gets_stuck() -> None:
    it = Instance()
    it.look(body("RUNNING"))
    started = it.at + 15
    for word in ("STOPPING", "STARTING", "UPGRADING"):
        seen = it.look(body(word))
    assert (seen.moving_since, seen.health) == (started, Health.MOVING)
    stuck = it.look(body("UPGRADING"), after=900)
    assert (stuck.health, stuck.stuck) == (Health.DEGRADED, True)
    assert it.look(body("RUNNING")).moving_since is None


def test_pending_turns_by_time_alone() -> None:
    it = Instance()
    assert it.look(body("PENDING", 0, 3)).health is Health.MOVING
    assert it.look(body("PENDING", 0, 3), after=181).health is Health.BAD
    assert it.told(EventKind.HEALTH) == [("moving", "bad")]


def test_four_changes_in_ten_minutes_are_flapping_until_it_calms_down() -> None:
    it = Instance()
    it.look(body())
    for have in (2, 3, 2):
        assert not it.look(body(have=have)).flapping
    assert it.look(body(have=3)).flapping
    assert it.look(body(have=3), after=500).flapping
    assert not it.look(body(have=3), after=600).flapping


def test_flapping_is_one_event_at_its_begin_and_one_at_its_end() -> None:
    it = Instance()
    it.look(body())
    for have in (2, 3, 2, 3, 2, 3):
        it.look(body(have=have))
    assert it.snapshot.flapping_since == 100 + 5 * 15
    for _ in range(42):
        it.look(body())
    assert not it.snapshot.flapping
    loud = [(e.before, e.after) for e in it.events if not e.damped]
    assert loud == [
        (None, "RUNNING"),
        ("3/3", "2/3"),
        ("ok", "degraded"),
        ("2/3", "3/3"),
        ("3/3", "2/3"),
        ("degraded", FLAPPING),
        (FLAPPING, "ok"),
    ]
    assert it.events[-1].lasted == pytest.approx(39 * 15, abs=45)
    replicas = [e for e in it.events if e.kind is EventKind.REPLICAS]
    assert [e.after for e in replicas] == ["2/3", "3/3"] * 3
    assert [e.damped for e in replicas] == [False] * 3 + [True] * 3


def test_what_is_gone_flaps_no_more() -> None:
    it = Instance()
    it.look(body())
    for have in (2, 3, 2, 3):
        it.look(body(have=have))
    it.look(error=not_found())
    gone = it.look(error=not_found())
    assert (gone.flapping, gone.flapping_since, gone.turns) == (False, None, ())
    assert it.told(EventKind.HEALTH)[-2:] == [(FLAPPING, "bad"), ("degraded", "bad")]


def test_a_flapping_row_that_was_visited_is_not_marked_again() -> None:
    it = Instance()
    it.look(body())
    for have in (2, 3, 2, 3):
        it.look(body(have=have))
    assert it.snapshot.changed
    it.snapshot = replace(it.snapshot, changed=False)
    assert not it.look(body(have=2)).changed
    assert it.look(body(have=2, version="9")).changed


def test_bad_counts_at_once_and_that_it_is_over_when_a_second_look_agrees() -> None:
    it = Instance()
    it.look(body())
    failed = it.look(body("FAILED"))
    assert (failed.health, failed.better) == (Health.BAD, None)
    once = it.look(body("RUNNING"))
    assert (once.status, once.health, once.better) == ("RUNNING", Health.BAD, Health.OK)
    assert once.reason == DOUBTED
    assert it.events[-1].kind is EventKind.STATUS
    assert (it.events[-1].health, it.events[-1].lasted) == (Health.OK, 15.0)
    twice = it.look(body("RUNNING"))
    assert (twice.health, twice.better, twice.reason) == (Health.OK, None, "")
    assert (it.events[-1].before, it.events[-1].after) == ("bad", "ok")
    assert it.events[-1].lasted == 30.0


def test_a_relapse_after_one_good_look_never_was_a_recovery() -> None:
    it = Instance()
    it.look(body())
    it.look(body(have=0))
    it.look(body())
    relapsed = it.look(body(have=0))
    assert (relapsed.health, relapsed.better) == (Health.BAD, None)
    assert it.told(EventKind.HEALTH) == [("ok", "bad")]


def test_a_missed_look_neither_confirms_nor_ends_a_recovery() -> None:
    it = Instance()
    it.look(body())
    it.look(body("DOWN"))
    it.look(body())
    assert it.look(error=unreachable()).health is Health.BAD
    assert it.look(body()).health is Health.OK


def test_a_deployment_and_its_end_are_told_at_once() -> None:
    it = Instance()
    it.look(body())
    assert it.look(body("UPGRADING")).health is Health.MOVING
    assert it.look(body()).health is Health.OK


def stretches(it: Instance) -> list[tuple[float, float | None, Health | None, str]]:
    """Of its timeline, in seconds of the monotonic clock."""
    ahead = observed(body(), at=0.0).time
    return [
        (s.start - ahead, None if s.end is None else s.end - ahead, s.health, s.why)
        for s in it.snapshot.timeline.stretches
    ]


def test_looks_become_a_timeline_with_what_was_seen() -> None:
    it = Instance()
    it.look(body())
    it.look(body())
    it.look(body(have=0, detail={"fail_detail": "resource_deleted"}))
    it.look(body())
    it.look(body())
    assert stretches(it) == [
        (115, 145, Health.OK, "3/3"),
        (145, 160, Health.BAD, "3/3 → 0/3 · resource_deleted · no replica available"),
        (160, None, Health.OK, "0/3 → 3/3"),
    ]


def test_what_is_stale_is_not_known_from_then_on() -> None:
    it = Instance()
    it.look(body())
    it.look(error=unreachable())
    assert len(stretches(it)) == 1
    it.look(error=unreachable())
    it.look(error=unauthorized())
    assert stretches(it)[1:] == [(145, None, None, NO_ANSWER)]
    it.look(body())
    assert stretches(it)[1:] == [(145, 175, None, NO_ANSWER), (175, None, Health.OK, "3/3")]


def test_what_was_not_looked_at_is_not_known_from_the_end_of_its_last_look() -> None:
    it = Instance()
    it.look(body())
    it.snapshot = age(it.snapshot, 115 + 8 * 3600, RULES)
    assert stretches(it)[1:] == [(160, None, None, NOT_LOOKED)]
    slept = Instance()
    slept.look(body())
    slept.look(body(), after=8 * 3600)
    assert stretches(slept)[1:] == [
        (160, 115 + 8 * 3600, None, NOT_LOOKED),
        (115 + 8 * 3600, None, Health.OK, "3/3"),
    ]


def test_a_blind_account_is_the_reason_from_its_own_instant() -> None:
    it = Instance()
    it.look(body())
    blind = RULES._replace(blind_since=120.0, blind_why=REFUSED)
    it.snapshot = age(it.snapshot, 125, blind)
    assert stretches(it)[1:] == [(120, None, None, REFUSED)]


def test_gone_is_a_state_of_its_own_as_long_as_the_api_says_so() -> None:
    it = Instance()
    it.look(body())
    for _ in range(4):
        it.look(error=not_found())
    assert stretches(it)[1:] == [(145, None, Health.BAD, "404")]
    it.look(error=unreachable(), after=600)
    it.look(error=not_found())
    assert [health for _, _, health, _ in stretches(it)] == [
        Health.OK,
        Health.BAD,
        None,
        Health.BAD,
    ]


def test_a_secret_in_a_failure_is_not_kept() -> None:
    it = Instance()
    it.look(body("FAILED", detail={"fail_detail": "cannot reach mysql://app:hunter2@db"}))
    assert "hunter2" not in str(it.snapshot.timeline)


def test_an_update_time_that_moves_by_itself_again_and_again_is_a_clock() -> None:
    it = Instance()
    for moment in range(10):
        it.look(body(update_time=moment))
    assert len(it.told(EventKind.BETWEEN)) == 3
    it.look(body(update_time=99, detail={"last_job_id": "JOB2"}))
    assert len(it.told(EventKind.BETWEEN)) == 3
    it.look(body(update_time=99, detail={"last_job_id": "JOB3"}))
    assert len(it.told(EventKind.BETWEEN)) == 4


def test_an_update_time_that_moves_with_changes_goes_on_to_count() -> None:
    it = Instance()
    for moment in range(12):
        version = str(moment // 2)
        it.look(body(update_time=moment, version=version))
    assert len(it.told(EventKind.BETWEEN)) == 6


def test_marks_are_one_for_each_place_newest_first_and_bounded() -> None:
    it = Instance()
    it.look(body(version="1"))
    it.look(body(version="2"))
    it.look(body(version="3", have=2))
    assert [mark.change.path for mark in it.snapshot.marks] == [
        "status_detail.available_replica",
        "version",
    ]
    assert it.snapshot.marks[1].change.before == "2"
    for step in range(3):
        it.look(body(configuration={f"k{step}-{n}": step for n in range(150)}))
    assert len(it.snapshot.marks) == 100


def test_a_job_that_failed_under_running_is_a_mark_not_a_health() -> None:
    it = Instance()
    seen = it.look(body(detail={"last_job_status": "FAILED"}))
    assert (seen.health, seen.job_failed) == (Health.OK, True)


looks = st.lists(
    st.tuples(
        st.one_of(
            st.sampled_from(ERRORS),
            st.builds(
                body,
                st.sampled_from(["RUNNING", "STOPPED", "UPGRADING", "FAILED", "NEW", "PENDING"]),
                st.sampled_from([None, -1, 0, 2, 3]),
                st.sampled_from([None, 0, 3]),
                version=st.sampled_from(["1", "2"]),
                update_time=st.integers(0, 3),
            ),
        ),
        st.floats(0.2, 2000),
    ),
    max_size=30,
)


@given(looks=looks, expect=st.sampled_from([None, "running", "off", "any"]))
def test_whatever_comes_the_last_good_body_is_kept_and_every_change_told_once(
    looks: list[tuple[Any, float]], expect: str | None
) -> None:
    it = Instance(expect=expect)
    good: Any = None
    statuses: list[str] = []
    healths: list[str] = []
    for result, wait in looks:
        before = it.snapshot
        known = len(it.events)
        if isinstance(result, ServiceStageError):
            after = it.look(error=result, after=wait)
            assert (after.instance, after.body) == (before.instance, before.body)
            assert (after.seen, after.failures) == (before.seen, before.failures + 1)
            new = it.events[known:]
            assert all(e.kind in {EventKind.FRESHNESS, EventKind.HEALTH} for e in new)
        else:
            after = it.look(result, after=wait)
            assert (after.freshness, after.failures) == (Freshness.FRESH, 0)
            if not statuses or statuses[-1] != after.status:
                statuses.append(after.status)
            if result == good:
                same = {EventKind.FRESHNESS, EventKind.HEALTH}
                assert {e.kind for e in it.events[known:]} <= same
            good = result
        assert_timeline(before, after, it.at)
        if after.seen is not None and (not healths or healths[-1] != after.health.value):
            healths.append(after.health.value)
    told = [event.after for event in it.events if event.kind is EventKind.STATUS]
    assert told == statuses
    turns = [each for each in it.told(EventKind.HEALTH) if FLAPPING not in each]
    assert turns == list(pairwise(healths))
    flaps = [each for each in it.told(EventKind.HEALTH) if FLAPPING in each]
    assert [was == FLAPPING for was, _ in flaps] == [bool(n % 2) for n in range(len(flaps))]
    assert it.snapshot.flapping is bool(len(flaps) % 2)


def assert_timeline(before: Snapshot, after: Snapshot, at: float) -> None:
    """It says what the screen says, and keeps what it said; the times of `observed` are ``at`` and
    a constant."""
    last = after.timeline.open
    if after.freshness is Freshness.UNSEEN:
        assert last is None
        return
    assert last is not None
    assert (last.health is None) == (after.freshness is Freshness.STALE)
    if after.freshness is Freshness.FRESH:
        assert (last.health, last.status) == (after.said, after.status)
    now = 1e9 + at

    def known(snapshot: Snapshot) -> list[tuple[float, float, Health | None]]:
        line = snapshot.timeline
        parts = line.parts(now - 86400, min(before.timeline.until, now))
        return [(p.start, p.end, p.stretch.health) for p in parts if p.end - p.start > 1e-3]

    assert known(after) == known(before)


def test_an_unchanged_body_is_neither_parsed_nor_compared_again() -> None:
    it = Instance()
    document = body(configuration={"env": [{"name": str(n), "value": "x"} for n in range(20_000)]})
    it.look(document)
    look: Observation = observed(document, at=it.at + 15)
    # 180 calls, 12 µs where it was measured; each of the 20,000 variables takes some of its own.
    assert calls_of(lambda: reduce(it.snapshot, look, RULES)) < 500
