"""Client and simulator, written apart from the same documents, understand each other."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from sstui.servicestage.client import ServiceStage
from sstui.servicestage.credentials import AccessKey, Credentials, Password, ReadyToken
from sstui.servicestage.errors import BadRequest, Missing, NotFound, Unauthorized
from sstui.servicestage.refs import InstanceRef, parse_reference
from sstui.simulator.server import Simulator
from tests.servicestage.servers import EXAMPLE, Source


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with Simulator("fleet", speed=0) as running:
        yield running


def key_of(simulator: Simulator, secret: str | None = None, project: bool = True) -> AccessKey:
    return AccessKey(
        simulator.access_key,
        SecretStr(secret or simulator.secret_key),
        SecretStr(simulator.security_token) if simulator.security_token else None,
        project_id=simulator.project_id if project else None,
    )


def client_of(
    simulator: Simulator, credentials: Credentials, project_id: str | None = None
) -> ServiceStage:
    return ServiceStage(
        region=simulator.region,
        credentials=Source(credentials),
        endpoint=simulator.endpoint,
        iam_endpoint=simulator.iam_endpoint,
        project_id=project_id,
    )


def ref_of(bookmark: dict[str, object]) -> InstanceRef:
    application, component, instance = (
        str(bookmark[name]) for name in ("application", "component", "instance")
    )
    return InstanceRef(application, component, instance)


async def test_the_documents_example_comes_through_to_the_letter() -> None:
    async with Simulator("seed", speed=0) as seed, client_of(seed, key_of(seed)) as client:
        result = await client.show_instance(ref_of(seed.bookmarks[0]))
    assert json.loads(result.body) == json.loads(EXAMPLE)
    assert result.instance.problems == ()


async def test_every_instance_of_the_fleet_is_read_without_a_problem(simulator: Simulator) -> None:
    async with client_of(simulator, key_of(simulator)) as client:
        for bookmark in simulator.bookmarks:
            result = await client.show_instance(ref_of(bookmark))
            assert result.instance.problems == ()
            assert result.instance.id == bookmark["instance"]
            assert result.date is not None
            assert result.request_id


async def test_the_fleet_is_found_by_walking_the_lists(simulator: Simulator) -> None:
    found = set()
    async with client_of(simulator, key_of(simulator)) as client:
        for application in await client.list_applications():
            a = str(application["id"])
            overviews = await client.list_overviews(a)
            for component in overviews:
                c = str(component["id"])
                rows = await client.list_instances(a, c)
                found |= {(a, c, row["id"]) for row in rows}
            seen = {
                (a, item["id"], row["instance_id"])
                for item in overviews
                if isinstance(item["instances"], list)
                for row in item["instances"]
                if isinstance(row, dict)
            }
            assert seen == {ids for ids in found if ids[0] == a}
    refs = [ref_of(bookmark) for bookmark in simulator.bookmarks]
    assert {(ref.application, ref.component, ref.instance) for ref in refs} <= found


@pytest.mark.parametrize("named", [False, True])
async def test_a_password_gets_in_with_and_without_a_project_id(
    simulator: Simulator, named: bool
) -> None:
    user = Password(simulator.user, SecretStr(simulator.password), simulator.domain)
    async with client_of(simulator, user, simulator.project_id if named else None) as client:
        await client.show_instance(ref_of(simulator.bookmarks[0]))
        assert client.facts().project_id == simulator.project_id
        simulator.revoke_tokens()
        await client.show_instance(ref_of(simulator.bookmarks[0]))


async def test_a_key_without_a_project_id_and_a_ready_token_get_in(simulator: Simulator) -> None:
    ref = ref_of(simulator.bookmarks[0])
    async with client_of(simulator, key_of(simulator, project=False)) as client:
        await client.show_instance(ref)
    token = ReadyToken(SecretStr(simulator.issue_token()), simulator.project_id)
    async with client_of(simulator, token) as client:
        await client.show_instance(ref)


async def test_a_wrong_key_a_wrong_password_and_a_token_of_elsewhere_are_refused(
    simulator: Simulator,
) -> None:
    ref = ref_of(simulator.bookmarks[0])
    elsewhere = SecretStr(simulator.issue_token(region="eu-west-101"))
    for credentials, code in (
        (key_of(simulator, secret="wrong"), "APIGW.0301"),
        (Password(simulator.user, SecretStr("wrong"), simulator.domain), None),
        (ReadyToken(elsewhere, simulator.project_id), "APIGW.0307"),
    ):
        async with client_of(simulator, credentials) as client:
            with pytest.raises(Unauthorized) as caught:
                await client.show_instance(ref)
        assert caught.value.code == code
        assert not caught.value.expired


async def test_expired_credentials_are_told_from_wrong_ones(simulator: Simulator) -> None:
    simulator.expire_credentials()
    async with client_of(simulator, key_of(simulator)) as client:
        with pytest.raises(Unauthorized) as caught:
            await client.show_instance(ref_of(simulator.bookmarks[0]))
    assert caught.value.expired


async def test_a_clock_twenty_minutes_ahead_is_named(simulator: Simulator) -> None:
    client = ServiceStage(
        region=simulator.region,
        credentials=Source(key_of(simulator)),
        endpoint=simulator.endpoint,
        now=lambda: time.time() + 1200,
    )
    async with client:
        with pytest.raises(Unauthorized) as caught:
            await client.show_instance(ref_of(simulator.bookmarks[0]))
    assert caught.value.cause == "this clock is 20 min ahead"


async def test_what_is_not_there_is_told_apart(simulator: Simulator) -> None:
    ref = ref_of(simulator.bookmarks[0])
    nowhere = "00000000-0000-4000-8000-000000000000"
    async with client_of(simulator, key_of(simulator)) as client:
        for other, what in (
            (InstanceRef(ref.application, ref.component, nowhere), Missing.INSTANCE),
            (InstanceRef(ref.application, nowhere, ref.instance), Missing.COMPONENT),
            (InstanceRef(nowhere, ref.component, ref.instance), Missing.APPLICATION),
        ):
            with pytest.raises(NotFound) as caught:
                await client.show_instance(other)
            assert caught.value.what is what
            assert caught.value.request_id
        with pytest.raises(BadRequest) as bad:
            await client.show_instance(InstanceRef(ref.application, ref.component, "not-an-id"))
        assert bad.value.code == "SVCSTG.00100400"


async def test_an_address_of_the_simulator_is_a_reference(simulator: Simulator) -> None:
    ref = ref_of(simulator.bookmarks[0])
    url = (
        f"{simulator.endpoint}/v2/{simulator.project_id}/cas/applications/{ref.application}"
        f"/components/{ref.component}/instances/{ref.instance}"
    )
    found = parse_reference(url)
    assert (found.ref, found.project) == (ref, simulator.project_id)
