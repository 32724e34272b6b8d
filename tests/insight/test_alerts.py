"""Which events call somebody, and of which a program is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sstui.insight.alerts import Alert, alert_of, is_told
from sstui.insight.records import Change, Event, EventKind, Health
from sstui.servicestage.refs import InstanceRef
from tests.cases import every

KIND = EventKind


def event(
    kind: EventKind,
    before: str | None,
    after: str | None,
    health: Health = Health.UNKNOWN,
    **more: Any,
) -> Event:
    return Event(
        kind, "orders", InstanceRef("a", "b", "c"), 1.0, 1.0, before, after, health, **more
    )


@every(
    ("happened", "alert"),
    [
        (event(KIND.HEALTH, "ok", "bad", Health.BAD), Alert.BAD),
        (event(KIND.HEALTH, "bad", "degraded", Health.DEGRADED), Alert.DEGRADED),
        (event(KIND.HEALTH, "ok", "unknown", Health.UNKNOWN), Alert.UNKNOWN),
        (event(KIND.HEALTH, "bad", "ok", Health.OK), Alert.RECOVERED),
        (event(KIND.HEALTH, "degraded", "off", Health.OFF), Alert.RECOVERED),
        (event(KIND.HEALTH, "moving", "ok", Health.OK), None),
        (event(KIND.HEALTH, "bad", "moving", Health.MOVING), None),
        (event(KIND.HEALTH, "bad", "flapping"), Alert.FLAPPING),
        (event(KIND.HEALTH, "flapping", "bad", Health.BAD), None),
        (event(KIND.FRESHNESS, "fresh", "gone", Health.BAD), Alert.GONE),
        (event(KIND.FRESHNESS, "fresh", "gone", Health.OFF), None),
        (event(KIND.FRESHNESS, "fresh", "stale", Health.BAD), None),
        (event(KIND.CREDENTIALS, "ok", "refused"), Alert.CREDENTIALS),
        (event(KIND.CREDENTIALS, "refused", "ok"), None),
        (event(KIND.OUTAGE, "ok", "no answer"), None),  # of our own: the bar says it
        (event(KIND.VERSION, "1", "2"), Alert.CHANGED),
        (event(KIND.STATUS, "RUNNING", "FAILED", Health.BAD), None),  # its health says it
    ],
)
def test_what_calls_somebody(happened: Event, alert: Alert | None) -> None:
    assert alert_of(happened) is alert
    assert alert_of(replace(happened, damped=True)) is None
    assert alert_of(replace(happened, away=3600.0)) is None


def test_a_program_is_told_of_all_but_noise() -> None:
    told = [
        event(KIND.STATUS, "RUNNING", "FAILED", Health.BAD),
        event(KIND.HEALTH, "ok", "bad", Health.BAD, away=3600.0),
        event(KIND.OUTAGE, "ok", "no answer"),
        event(KIND.JOB, None, None),
        event(KIND.CONFIGURATION, None, None, changes=(Change("configuration.a", 1, 2),)),
        event(KIND.FRESHNESS, "fresh", "gone"),
        event(KIND.FRESHNESS, "gone", "fresh"),
    ]
    noise = [
        event(KIND.STATUS, None, "RUNNING", Health.OK),  # seen for the first time
        event(KIND.FRESHNESS, "fresh", "stale"),
        event(KIND.FRESHNESS, "stale", "fresh"),
        event(KIND.HEALTH, "ok", "bad", Health.BAD, damped=True),
    ]
    assert all(map(is_told, told))
    assert not any(map(is_told, noise))
