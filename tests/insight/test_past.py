"""Earlier bodies: recorded changes taken back, and an honest word on what is not known."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sstui.insight.changes import diff
from sstui.insight.drift import Kind, drift
from sstui.insight.past import moments, taken_back
from sstui.insight.records import Change, Event, EventKind
from sstui.insight.standins import concealed
from sstui.servicestage.models import parse_instance
from tests.conftest import THOROUGH
from tests.insight.test_drift import BODY, KEY, changed, with_env
from tests.strategies import any_text


def recorded(before: Any, after: Any) -> list[Change]:
    """The changes that our looks would have written down."""
    differences = diff(parse_instance(before), parse_instance(after))
    return [change for each in differences for change in each.changes]


def earlier() -> Any:
    """Another body of the same instance: parts added, taken away, moved."""
    body = with_env(LOG_LEVEL="info", LEGACY_TAX_URL="http://tax:8080", CACHE_TTL=None)
    del body["artifacts"]["envoy-sidecar"]
    body["artifacts"]["orders"]["version"] = "2.13.4"
    body["refer_resources"][4]["parameters"]["listener"] = 443
    body["refer_resources"].append({"type": "dcs", "id": "old.cache"})
    body["configuration"]["spring.profiles"] = {"active": "eu"}
    body["version"] = "2.13.4"
    return body


def test_what_changed_is_as_it_was() -> None:
    past = taken_back(concealed(BODY, KEY), recorded(earlier(), BODY))
    assert past.lost == 0
    assert drift(concealed(earlier(), KEY), past.document).rows == ()


@settings(max_examples=400 if THOROUGH else 10)
@given(st.dictionaries(st.sampled_from(["A", "B.c", "LOG_LEVEL", "x y"]), any_text(max_size=5)))
def test_variables_are_as_they_were(values: dict[str, str]) -> None:
    before = with_env(**values)
    past = taken_back(concealed(BODY, KEY), recorded(before, BODY))
    assert drift(concealed(before, KEY), past.document).rows == ()


def test_the_body_that_is_known_stays_as_it_is() -> None:
    now = concealed(BODY, KEY)
    kept = copy.deepcopy(now)
    taken_back(now, recorded(earlier(), BODY))
    assert now == kept


def test_a_secret_that_changed_is_known_to_differ_from_the_next_look_and_not_from_others() -> None:
    now = concealed(BODY, KEY)
    past = taken_back(now, recorded(with_env(DB_PASSWORD="before"), BODY))
    assert [row.kind for row in drift(past.document, now, recorded=past.recorded).rows] == [
        "changed"
    ]
    assert [row.kind for row in drift(past.document, now).rows] == [Kind.NOT_KNOWN]
    assert "before" not in repr(past)


def test_changes_that_were_not_recorded_in_full_are_counted() -> None:
    changes = [Change("configuration", None, "and 7 more places"), Change("version", "1", "2.14.0")]
    past = taken_back(concealed(BODY, KEY), changes)
    assert past.lost == 7
    assert isinstance(past.document, dict)
    assert past.document["version"] == "1"
    assert past.document["configuration"]


def test_looks_that_differed_are_stepped_through_newest_first() -> None:
    def event(time: float, kind: EventKind, *changes: Change, before: str | None = "x") -> Event:
        return Event(kind, "orders", None, time, time, before, "y", changes=changes)

    status, version = Change("status_detail.status", "a", "b"), Change("version", "1", "2")
    found = moments(
        [
            event(10, EventKind.STATUS, before=None),
            event(20, EventKind.VERSION, version),
            event(20, EventKind.HEALTH),
            event(30, EventKind.STATUS, status),
            event(40, EventKind.FRESHNESS),
        ]
    )
    assert [(each.since, each.until, each.set_up) for each in found] == [
        (20, 30, False),
        (10, 20, True),
    ]
    assert moments([event(30, EventKind.STATUS, status)])[0].since is None
    scaled = status._replace(path="status_detail.replica")
    assert moments([event(30, EventKind.REPLICAS, scaled)])[0].set_up


def test_a_body_without_changes_is_itself() -> None:
    assert taken_back(changed(), ()).document == BODY
