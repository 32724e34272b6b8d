"""The gateway lets in who may come in, and says in the documented words why others may not."""

from __future__ import annotations

import time

import pytest

from sstui.simulator.server import Simulator
from tests.simulator.caller import Got, call, get, show_path, signed, stage


class Clock:
    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self) -> float:
        return self.now


def assert_refused(answer: Got, words: str, code: str = "APIGW.0301") -> None:
    assert answer.status == 401
    assert answer.json.keys() == {"error_code", "error_msg", "request_id"}
    assert answer.json["error_code"] == code
    assert answer.json["request_id"] == answer.headers["x-request-id"]
    assert words in answer.json["error_msg"]


async def test_a_signed_call_is_let_in(seed: Simulator) -> None:
    path = show_path(seed, "test-micro")
    headers = signed(seed, path, at=seed.now(), x_project_id=seed.project_id)
    assert (await call(seed, path, headers)).status == 200


async def test_a_call_without_credentials_is_refused(seed: Simulator) -> None:
    assert_refused(await call(seed, show_path(seed, "test-micro")), "x-auth-token not found")


async def test_an_unknown_access_key_is_refused(seed: Simulator) -> None:
    path = show_path(seed, "test-micro")
    headers = signed(seed, path, at=seed.now(), access_key="AKNOBODY")
    assert_refused(await call(seed, path, headers), "Get secretKey failed")


async def test_a_wrong_secret_key_is_refused_with_the_canonical_request(seed: Simulator) -> None:
    path = show_path(seed, "test-micro")
    headers = signed(seed, path, at=seed.now(), secret_key="wrong")
    answer = await call(seed, path, headers)
    assert_refused(answer, "verify aksk signature fail, canonicalRequest:GET|/v2/")


async def test_a_signature_of_another_path_is_refused(seed: Simulator) -> None:
    headers = signed(seed, f"{stage(seed)}/applications", at=seed.now())
    assert_refused(await call(seed, f"{stage(seed)}/environments", headers), "verify aksk")


@pytest.mark.parametrize("minutes", [-16, 16])
async def test_a_date_more_than_fifteen_minutes_off_is_refused(
    seed: Simulator, minutes: int
) -> None:
    path = show_path(seed, "test-micro")
    headers = signed(seed, path, at=seed.now() + minutes * 60)
    assert_refused(await call(seed, path, headers), "signature expired")


@pytest.mark.parametrize("minutes", [-14, 14])
async def test_a_date_less_than_fifteen_minutes_off_is_let_in(
    seed: Simulator, minutes: int
) -> None:
    path = show_path(seed, "test-micro")
    assert (await call(seed, path, signed(seed, path, at=seed.now() + minutes * 60))).status == 200


async def test_a_signature_that_leaves_the_host_out_is_refused(seed: Simulator) -> None:
    path = show_path(seed, "test-micro")
    headers = signed(seed, path, at=seed.now(), leave_unsigned=("host",))
    assert_refused(await call(seed, path, headers), "SignedHeaders")


async def test_a_project_header_must_fit_the_path(seed: Simulator) -> None:
    path = show_path(seed, "test-micro")
    headers = signed(seed, path, at=seed.now(), x_project_id="0" * 32)
    assert_refused(await call(seed, path, headers), "x-project-id")


async def test_a_key_is_locked_for_five_minutes_after_more_than_five_refusals() -> None:
    clock = Clock()
    async with Simulator("seed", clock=clock) as simulator:
        path = show_path(simulator, "test-micro")
        for _ in range(6):
            await call(simulator, path, signed(simulator, path, at=clock.now, secret_key="wrong"))
        right = signed(simulator, path, at=clock.now)
        assert_refused(await call(simulator, path, right), "forbidden")
        clock.now += 301
        assert (await call(simulator, path, signed(simulator, path, at=clock.now))).status == 200


async def test_temporary_keys_need_their_security_token() -> None:
    async with Simulator("expired", speed=0.0) as simulator:
        path = show_path(simulator, "cart")
        now = simulator.now()
        token = simulator.security_token
        assert token
        assert f"export HUAWEICLOUD_SDK_SECURITY_TOKEN={token}" in simulator.exports()
        assert_refused(
            await call(simulator, path, signed(simulator, path, at=now)), "X-Security-Token"
        )
        headers = signed(simulator, path, at=now, x_security_token=token)
        assert (await call(simulator, path, headers)).status == 200
        simulator.advance(45)
        assert_refused(await call(simulator, path, headers), "expired")
        simulator.rotate_keys()
        headers = signed(simulator, path, at=now, x_security_token=simulator.security_token)
        assert (await call(simulator, path, headers)).status == 200


async def test_rotated_keys_take_the_place_of_the_old_ones(seed: Simulator) -> None:
    path = show_path(seed, "test-micro")
    old = signed(seed, path, at=seed.now())
    access, secret = seed.rotate_keys()
    assert_refused(await call(seed, path, old), "Get secretKey failed")
    new = signed(seed, path, at=seed.now(), access_key=access, secret_key=secret)
    assert (await call(seed, path, new)).status == 200


async def test_an_unknown_or_revoked_token_is_refused(seed: Simulator) -> None:
    path = show_path(seed, "test-micro")
    assert_refused(await call(seed, path, {"X-Auth-Token": "nonsense"}), "decrypt token fail")
    token = seed.issue_token()
    seed.revoke_tokens()
    assert_refused(await call(seed, path, {"X-Auth-Token": token}), "decrypt token fail")


async def test_an_expired_token_is_refused() -> None:
    clock = Clock()
    async with Simulator("seed", clock=clock) as simulator:
        path = show_path(simulator, "test-micro")
        token = simulator.issue_token(lifetime=60.0)
        assert (await call(simulator, path, {"X-Auth-Token": token})).status == 200
        clock.now += 61
        assert_refused(await call(simulator, path, {"X-Auth-Token": token}), "token expired")


async def test_expired_credentials_are_refused_until_there_are_new_ones(seed: Simulator) -> None:
    path = show_path(seed, "test-micro")
    token, headers = seed.issue_token(), signed(seed, path, at=seed.now())
    seed.expire_credentials()
    assert_refused(await call(seed, path, {"X-Auth-Token": token}), "expired")
    assert_refused(await call(seed, path, headers), "expired")
    assert (await get(seed, path)).status == 200


async def test_a_token_of_another_region_is_told_apart(seed: Simulator) -> None:
    token = seed.issue_token(region="eu-west-101")
    answer = await call(seed, show_path(seed, "test-micro"), {"X-Auth-Token": token})
    assert_refused(answer, "must be updated", "APIGW.0307")


async def test_a_token_of_another_project_is_forbidden(seed: Simulator) -> None:
    path = show_path(seed, "test-micro").replace(seed.project_id, "0" * 32)
    answer = await get(seed, path)
    assert (answer.status, answer.json["error_code"]) == (403, "APIGW.0310")
