"""Fleets for the tests of this floor: recorded bodies, turned into snapshots."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

from sstui.config.bookmarks import Bookmark
from sstui.insight.records import Event, EventKind, Freshness, Health
from sstui.monitor.state import AccountState, Fleet, Link, Snapshot
from sstui.servicestage.json_types import JSONObject
from sstui.servicestage.models import parse_instance
from sstui.servicestage.refs import InstanceRef

NOW = 100_000.0
WALL = 1_763_000_040.0  # 2025-11-13 02:14:00 UTC
MINUTE = 60.0


class Seed(NamedTuple):
    """One row of the fleet in the pictures; ``since`` is seconds ago."""

    group: str
    name: str
    health: Health
    status: str
    have: int | None
    want: int | None
    since: float
    freshness: Freshness = Freshness.FRESH
    changed: bool = False
    expectation: str = "any"


OK, BAD, DEGRADED = Health.OK, Health.BAD, Health.DEGRADED
MOVING, OFF, UNKNOWN = Health.MOVING, Health.OFF, Health.UNKNOWN
WEEK = 7 * 86400.0
PAY, SHOP, DATA, EDGE = "payments", "storefront", "data 数据平台", "edge"
STALE, GONE, FRESH = Freshness.STALE, Freshness.GONE, Freshness.FRESH

SEEDS = (
    Seed(PAY, "orders-prod", BAD, "FAILED", 1, 3, 12 * MINUTE, changed=True),
    Seed(PAY, "ledger-prod", DEGRADED, "PARTIALLY_FAILED", 2, 4, 23 * MINUTE, changed=True),
    Seed(PAY, "refunds-prod", MOVING, "UPGRADING", 2, 3, 3 * MINUTE, changed=True),
    Seed(PAY, "checkout-api-prod", OK, "RUNNING", 6, 6, 5 * WEEK),
    Seed(PAY, "fraud-score", OK, "RUNNING", 2, 2, 3 * 86400),
    Seed(PAY, "payment-gateway-mastercard-eu", OK, "RUNNING", 4, 4, WEEK),
    Seed(PAY, "支付网关-prod", OK, "RUNNING", 3, 3, 6 * 86400),
    Seed(SHOP, "catalog", DEGRADED, "RUNNING", 2, 3, 18 * MINUTE),
    Seed(SHOP, "recommender", MOVING, "STARTING", 0, 2, 40),
    Seed(SHOP, "cms", OFF, "STOPPED", 0, 1, 5 * WEEK),
    Seed(SHOP, "cart", OK, "RUNNING", 3, 3, 31 * MINUTE),
    Seed(SHOP, "search", OK, "RUNNING", 4, 4, 6 * 86400),
    Seed(SHOP, "sessions", OK, "RUNNING", 2, 2, 6 * 86400),
    Seed(SHOP, "web-frontend", OK, "RUNNING", 8, 8, 11 * 3600),
    Seed(DATA, "warehouse-sync", UNKNOWN, "GRAYING", 1, 1, 9 * MINUTE),
    Seed(DATA, "feature-store", MOVING, "RESTARTING", 1, 2, 55),
    Seed(DATA, "etl-nightly", OFF, "RUNNING", 0, 0, 2 * WEEK),
    Seed(DATA, "kafka-bridge", OK, "RUNNING", 3, 3, 8 * 86400, STALE),
    Seed(DATA, "reports", OK, "RUNNING", 1, 1, 5 * WEEK),
    Seed(EDGE, "mailer", BAD, "DOWN", 0, 2, 2 * 86400),
    Seed(EDGE, "legacy-soap", OK, "RUNNING", 1, 1, 41 * MINUTE, GONE, True),
    Seed(EDGE, "edge-gw-bkk", OK, "RUNNING", 2, 2, 5 * WEEK, STALE),
    Seed(EDGE, "edge-gw-sgp", OK, "RUNNING", 2, 2, 9 * 3600),
    Seed(EDGE, "cron-runner", OK, "RUNNING", 1, 1, 6 * 86400),
)


def body_of(seed: Seed) -> JSONObject:
    """A body as the API sends it."""
    return {
        "id": f"id-{seed.name}",
        "name": f"{seed.name}-7iafjk",
        "environment_id": "61b81021-21d5-42f3-b80e-0b6bd10dbf7d",
        "platform_type": "cce",
        "version": "2.14.0",
        "update_time": int((WALL - 41) * 1000),
        "artifacts": {"orders": {"type": "image", "url": "swr.example.com/shop/orders:2.14.0"}},
        "status_detail": {
            "status": seed.status,
            "available_replica": seed.have,
            "replica": seed.want,
            "fail_detail": "cluster_inaccessible" if seed.health is BAD else None,
        },
    }


def ref_of(name: str) -> InstanceRef:
    return InstanceRef("4f6b1b6c-application", "6b1d7a5e-component", f"11eddb33-{name}")


@cache  # a thousand fleets are made of the same 24
def snapshot_of(seed: Seed, profile: str = "prod") -> Snapshot:
    return Snapshot(
        bookmark=Bookmark(seed.name, ref_of(seed.name), profile, seed.group),
        instance=parse_instance(body_of(seed)),
        health=seed.health,
        freshness=seed.freshness,
        seen=NOW - (4 * MINUTE if seed.freshness is STALE else 5),
        looked=NOW - 5,
        since=NOW - seed.since,
        health_since=NOW - seed.since,
        expectation=seed.expectation,
        changed=seed.changed,
        pace=5.0,
        due=NOW + 4.2,
    )


def account(profile: str = "prod", **changes: Any) -> AccountState:
    base = AccountState(
        profile, Link.OK, NOW - 7200, region="ap-southeast-3", used=41, expires=WALL + 21.5 * 3600
    )
    return replace(base, **changes)


def fleet_of(
    snapshots: tuple[Snapshot, ...],
    accounts: tuple[AccountState, ...] | None = None,
    events: tuple[Event, ...] = (),
) -> Fleet:
    return Fleet(
        snapshots,
        (account(),) if accounts is None else accounts,
        events,
        NOW,
        WALL,
        {snapshot.ref: snapshot for snapshot in snapshots},
    )


def the_fleet(**changes: Any) -> Fleet:
    """The 24 instances of the pictures."""
    return replace(fleet_of(tuple(map(snapshot_of, SEEDS))), **changes)


def quiet_fleet(count: int = 24, group: str = "all") -> Fleet:
    """``count`` instances, all of them well."""
    seeds = (
        Seed(group, f"service-{index}", OK, "RUNNING", 2, 2, 3 * 3600) for index in range(count)
    )
    return fleet_of(tuple(map(snapshot_of, seeds)))


def event(name: str, before: str | None, after: str, **changes: Any) -> Event:
    base = Event(
        EventKind.STATUS, name, ref_of(name), NOW - 180, WALL - 180, before, after, Health.BAD
    )
    return replace(base, **changes)
