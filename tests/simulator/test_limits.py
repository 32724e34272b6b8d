"""An account has so many calls in a while, and the server's clock may run ahead."""

from __future__ import annotations

from collections.abc import AsyncIterator
from email.utils import parsedate_to_datetime

import pytest

from sstui.simulator.faults import Fault
from sstui.simulator.server import Simulator
from tests.simulator.caller import Got, call, get, show_path, signed
from tests.simulator.test_gateway import Clock
from tests.simulator.test_iam import JSON, password_request, project_scope

TOLD = (
    "The throttling threshold has been reached: policy user over ratelimit,limit:{},time:5 minute"
)


def assert_throttled(answer: Got, limit: int) -> None:
    assert answer.status == 429
    assert answer.json == {
        "error_code": "APIGW.0308",
        "error_msg": TOLD.format(limit),
        "request_id": answer.headers["x-request-id"],
    }


async def test_throttle_lets_two_hundred_calls_in_five_minutes_through() -> None:
    clock = Clock()
    async with Simulator("throttle", speed=0.0, clock=clock) as simulator:
        path = show_path(simulator, "cart")
        for number in range(200):
            clock.now += number % 2
            assert (await get(simulator, path)).status == 200
        refused = await get(simulator, path)
        assert_throttled(refused, 200)
        assert refused.headers["retry-after"] == "200"
        clock.now += 199
        assert_throttled(await get(simulator, path), 200)
        clock.now += 1
        assert (await get(simulator, path)).status == 200
        assert_throttled(await get(simulator, path), 200)


@pytest.fixture
async def limited() -> AsyncIterator[tuple[Simulator, Clock]]:
    """Two calls in five minutes."""
    clock = Clock()
    async with Simulator("seed", clock=clock) as simulator:
        simulator.limit(2)
        yield simulator, clock


async def test_keys_tokens_and_the_token_call_count_together(
    limited: tuple[Simulator, Clock],
) -> None:
    simulator, clock = limited
    path = show_path(simulator, "test-micro")
    body = password_request(simulator, project_scope(simulator))
    token = await call(simulator, "/v3/auth/tokens", JSON, method="POST", body=body)
    assert token.status == 201
    assert (await call(simulator, path, signed(simulator, path, at=clock.now))).status == 200
    assert_throttled(await get(simulator, path), 2)
    assert_throttled(await call(simulator, "/v3/auth/tokens", JSON, method="POST", body=body), 2)
    projects = {"X-Auth-Token": simulator.issue_token()}
    assert_throttled(await call(simulator, "/v3/auth/projects", projects), 2)


async def test_who_is_not_let_in_is_not_counted_and_a_refusal_neither(
    limited: tuple[Simulator, Clock],
) -> None:
    simulator, clock = limited
    path = show_path(simulator, "test-micro")
    for _ in range(3):
        assert (await call(simulator, path)).status == 401
    assert [(await get(simulator, path)).status for _ in range(4)] == [200, 200, 429, 429]
    clock.now += 300
    assert (await get(simulator, path)).status == 200


async def test_a_limit_may_leave_retry_after_out_and_may_be_lifted(
    limited: tuple[Simulator, Clock],
) -> None:
    simulator, _ = limited
    path = show_path(simulator, "test-micro")
    simulator.limit(1, retry_after=False)
    assert (await get(simulator, path)).status == 200
    refused = await get(simulator, path)
    assert_throttled(refused, 1)
    assert "retry-after" not in refused.headers
    simulator.limit(None)
    assert (await get(simulator, path)).status == 200


async def test_throttles_phases_refuse_everything_with_retry_after_and_without() -> None:
    async with Simulator("throttle", speed=0.0) as simulator:
        path = show_path(simulator, "cart")
        found = []
        for moment in (0, 30, 60, 150, 180, 270):
            simulator.advance(moment - simulator.elapsed)
            answer = await get(simulator, path)
            found.append((answer.status, answer.headers.get("retry-after")))
            if answer.status == 429:
                assert_throttled(answer, 200)
    assert found == [(200, None), (429, "20"), (200, None), (429, None), (200, None), (429, "20")]


async def test_skew_runs_six_minutes_ahead_then_twenty_and_comes_back() -> None:
    clock = Clock()
    async with Simulator("skew", speed=0.0, clock=clock) as simulator:
        path = show_path(simulator, "cart")
        found = []
        for moment in (0, 30, 90, 150, 270):
            simulator.advance(moment - simulator.elapsed)
            answer = await call(simulator, path, signed(simulator, path, at=clock.now))
            ahead = parsedate_to_datetime(answer.headers["date"]).timestamp() - int(clock.now)
            found.append((answer.status, ahead))
            if answer.status == 401:
                assert answer.json["error_code"] == "APIGW.0301"
                assert "signature expired, signature time:" in answer.json["error_msg"]
                assert ",server time:" in answer.json["error_msg"]
    assert found == [(200, 0), (200, 360), (401, 1200), (200, 0), (200, 360)]


async def test_a_key_that_a_skew_has_locked_is_free_after_five_real_minutes() -> None:
    clock = Clock()
    async with Simulator("skew", speed=0.0, clock=clock) as simulator:
        path = show_path(simulator, "cart")
        simulator.advance(90)
        for _ in range(6):
            await call(simulator, path, signed(simulator, path, at=clock.now))
        right = signed(simulator, path, at=simulator.now())
        assert "forbidden" in (await call(simulator, path, right)).json["error_msg"]
        simulator.advance(60)
        locked = await call(simulator, path, signed(simulator, path, at=clock.now))
        assert "forbidden" in locked.json["error_msg"]
        clock.now += 301
        assert (await call(simulator, path, signed(simulator, path, at=clock.now))).status == 200


async def test_a_fault_of_the_clock_stands_over_the_storys() -> None:
    clock = Clock()
    async with Simulator("skew", speed=0.0, clock=clock) as simulator:
        simulator.advance(90)
        simulator.fault(Fault.SKEWED_DATE, seconds=0.0)
        assert simulator.now() == clock.now
        simulator.fault(None)
        assert simulator.now() == clock.now + 1200
