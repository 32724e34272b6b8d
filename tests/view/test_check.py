"""Exit codes and words of `check` (CONTRACT §5), of a look that was made or one that was left."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sstui.monitor.status_file import InstanceStatus
from sstui.view.check import Rules, as_json, judge, report
from sstui.view.check_ranges import parse_range
from sstui.view.plugin import State
from tests.cases import every

NOW = 1_700_000_000.0
SEEN = InstanceStatus(
    "orders",
    "a1",
    "c1",
    "i1",
    "prod",
    "payments",
    "RUNNING",
    3,
    3,
    "ok",
    freshness="fresh",
    seen=NOW - 12,
    since=NOW - 7200,
    latency=0.25,
)


def seen(**fields: Any) -> InstanceStatus:
    return replace(SEEN, **fields)


@every(
    ("fields", "state", "words"),
    [
        ({}, State.OK, "RUNNING 3/3 for 2h"),
        ({"since_first": True}, State.OK, "RUNNING 3/3 for at least 2h"),
        ({"since": NOW}, State.OK, "RUNNING 3/3"),
        ({"health": "off", "status": "STOPPED", "have": 0}, State.OK, "STOPPED 0/3 for 2h"),
        ({"health": "moving", "status": "UPGRADING"}, State.WARNING, "UPGRADING 3/3 for 2h"),
        (
            {"health": "degraded", "have": 1, "reason": "replicas missing"},
            State.WARNING,
            "RUNNING 1/3 for 2h, replicas missing",
        ),
        ({"health": "bad", "status": "DOWN", "have": 0}, State.CRITICAL, "DOWN 0/3 for 2h"),
        ({"health": "unknown", "status": "GRAYING"}, State.UNKNOWN, "GRAYING 3/3 for 2h"),
        ({"health": "a later version's word"}, State.UNKNOWN, "RUNNING 3/3 for 2h"),
        ({"have": None, "want": None}, State.OK, "RUNNING for 2h"),
        ({"have": None}, State.OK, "RUNNING ?/3 for 2h"),
        ({"freshness": "gone", "since": NOW - 60}, State.CRITICAL, "gone 404 for 1m"),
        ({"freshness": "gone", "health": "off"}, State.CRITICAL, "gone 404 for 2h"),
        (
            {"freshness": "stale", "health": "bad", "seen": NOW - 300, "error": "refused"},
            State.UNKNOWN,
            "(RUNNING) seen 5m ago, refused",
        ),
        (
            {"freshness": "unseen", "seen": None, "status": "", "error": "not found"},
            State.UNKNOWN,
            "not seen, not found",
        ),
    ],
)
def test_state_and_words(fields: dict[str, Any], state: State, words: str) -> None:
    verdict = judge(seen(**fields), Rules(), NOW)
    assert (verdict.state, verdict.words) == (state, words)


@every("state", [State.OK, State.WARNING, State.CRITICAL])
def test_what_off_counts_as_is_chosen(state: State) -> None:
    off = seen(status="STOPPED", health="off", have=0)
    assert judge(off, Rules(off=state), NOW).state is state
    assert judge(seen(), Rules(off=state), NOW).state is State.OK


def test_thresholds_make_it_worse_and_never_better() -> None:
    rules = Rules(
        warning={"replicas": parse_range("3:"), "age": parse_range("10")},
        critical={"replicas": parse_range("2:")},
    )
    late = judge(seen(), rules, NOW)
    assert (late.state, late.words) == (State.WARNING, "RUNNING 3/3 for 2h, age not within 0:10")
    assert judge(seen(seen=NOW), rules, NOW).state is State.OK
    assert judge(seen(seen=NOW, have=2), rules, NOW).state is State.WARNING
    assert judge(seen(seen=NOW, have=1), rules, NOW).state is State.CRITICAL
    assert judge(seen(seen=NOW, have=None), rules, NOW).state is State.OK
    bad = seen(seen=NOW, status="DOWN", health="bad", have=2)
    assert judge(bad, rules, NOW).state is State.CRITICAL
    unknown = seen(seen=NOW, status="GRAYING", health="unknown", have=2)
    assert judge(unknown, rules, NOW).state is State.UNKNOWN


def test_a_look_that_is_too_old_says_nothing() -> None:
    assert judge(seen(), Rules(max_age=12.0), NOW).state is State.OK
    old = judge(seen(), Rules(max_age=11.0), NOW)
    assert (old.state, old.counted) == (State.UNKNOWN, "unknown")
    assert old.words == "(RUNNING) seen 10s ago"


def test_a_report_word_for_word() -> None:
    rules = Rules(warning={"replicas": parse_range("3:")})
    instances = [
        seen(),
        seen(name="it's", health="moving", status="UPGRADING", have=2, since=NOW - 60),
        seen(name="a=b|c", health="bad", status="FAILED", have=0, since=NOW - 60),
        seen(name="legacy", freshness="stale", seen=NOW - 300, error="does not answer"),
    ]
    verdicts = [judge(each, rules, NOW) for each in instances]
    state, told = report(verdicts, rules, NOW, "4 looked at", ["what to do"])
    assert state is State.CRITICAL
    assert told.lines() == [
        "SSTUI CRITICAL: 1 critical, 1 unknown, 1 warning of 4: a=b/c FAILED 0/3 for 1m..",
        "[CRITICAL] a=b/c: FAILED 0/3 for 1m, replicas not within 3:",
        "[UNKNOWN] legacy: (RUNNING) seen 5m ago, does not answer",
        "[WARNING] it's: UPGRADING 2/3 for 1m, replicas not within 3:",
        "what to do",
        "[OK] orders: RUNNING 3/3 for 2h",
        "4 looked at | 'ok'=1;;;0;4 'moving'=1;;;0;4 'degraded'=0;;;0;4 'bad'=1;;;0;4"
        " 'off'=0;;;0;4 'gone'=0;;;0;4 'unknown'=1;;;0;4"
        " 'orders replicas'=3;3:;;0;3 'orders age'=12s;;;0 'orders latency'=0.25s;;;0"
        " 'it''s replicas'=2;3:;;0;3 'it''s age'=12s;;;0 'it''s latency'=0.25s;;;0"
        " 'a_b/c replicas'=0;3:;;0;3 'a_b/c age'=12s;;;0 'a_b/c latency'=0.25s;;;0"
        " 'legacy replicas'=U;3:;;0;3 'legacy age'=300s;;;0 'legacy latency'=U;;;0",
    ]


def test_all_well_is_counts_and_one_alone_is_its_words() -> None:
    both = [judge(seen(), Rules(), NOW), judge(seen(name="b", health="off"), Rules(), NOW)]
    assert report(both, Rules(), NOW, "")[1].first == "SSTUI OK: 1 ok, 1 off"
    alone = report(both[:1], Rules(), NOW, "")[1]
    assert alone.first == "SSTUI OK: orders RUNNING 3/3 for 2h"


def test_json_has_every_figure_and_null_for_what_is_not_known() -> None:
    unseen = InstanceStatus("x", "a", "c", "i", "default", error="does not answer")
    verdicts = [judge(each, Rules(), NOW) for each in (seen(), unseen)]
    told = as_json(verdicts, State.UNKNOWN, NOW)
    assert told["v"] == 1
    assert (told["time"], told["state"], told["code"]) == (
        "2023-11-14T22:13:20.000Z",
        "UNKNOWN",
        3,
    )
    assert told["counts"] == {
        **dict.fromkeys(("moving", "degraded", "bad", "off", "gone"), 0),
        "ok": 1,
        "unknown": 1,
    }
    assert told["instances"] == [
        {
            "name": "orders",
            "group": "payments",
            "profile": "prod",
            "application": "a1",
            "component": "c1",
            "instance": "i1",
            "state": "OK",
            "code": 0,
            "words": "RUNNING 3/3 for 2h",
            "status": "RUNNING",
            "have": 3,
            "want": 3,
            "health": "ok",
            "reason": None,
            "freshness": "fresh",
            "since": "2023-11-14T20:13:20.000Z",
            "age": 12.0,
            "latency": 0.25,
            "error": None,
        },
        {
            "name": "x",
            "group": "",
            "profile": "default",
            "application": "a",
            "component": "c",
            "instance": "i",
            "state": "UNKNOWN",
            "code": 3,
            "words": "not seen, does not answer",
            "status": None,
            "have": None,
            "want": None,
            "health": "unknown",
            "reason": None,
            "freshness": "unseen",
            "since": None,
            "age": None,
            "latency": None,
            "error": "does not answer",
        },
    ]
