"""What may be pasted as an instance, and what is made of it."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from hypothesis import given

from sstui.servicestage.refs import (
    InstanceRef,
    InvalidReference,
    Reference,
    check_id,
    check_ref,
    parse_reference,
)
from tests.cases import every
from tests.strategies import any_text

A = "4f6b1b6c-2d8e-4a3f-9a54-0b7b6a6f2c11"
C = "6b1d7a5e-9d0d-4f5c-8c2b-3f6c8a0b9e22"
INST = "11eddb33-140b-4e51-b1e2-6ec265373ca3"
P = "e7d2e9c589e5445e808a8ff0d1235aca"
REF = InstanceRef(A, C, INST)
API = f"/v2/{P}/cas/applications/{A}/components/{C}/instances/{INST}"
ENCODED = quote(f"/applications/{A}/components/{C}/instances/{INST}", safe="")
CONSOLE = "console.huaweicloud.com"


@every(
    ("text", "project", "host"),
    [
        (f"{A}/{C}/{INST}", None, None),
        (f"  {A}/{C}/{INST}\n", None, None),
        (API, P, None),
        (f"GET {API}", P, None),
        (f"https://servicestage.ap-southeast-3.myhuaweicloud.com{API}", P, "SS"),
        (f"https://servicestage.ap-southeast-3.myhuaweicloud.com{API}/action?x=1", P, "SS"),
        (f"http://127.0.0.1:8080{API}/", P, "127.0.0.1"),
        (
            f"https://{CONSOLE}/servicestage/?region=ap-southeast-3#/app/detail"
            f"?applicationId={A}&componentId={C}&instanceId={INST}",
            None,
            CONSOLE,
        ),
        (f"https://{CONSOLE}/x?instanceId={INST}&componentId={C}&appId={A}", None, CONSOLE),
        (
            f"https://{CONSOLE}/x?project_id={P}&application_id={A}&component_id={C}"
            f"&instance_id={INST}",
            P,
            CONSOLE,
        ),
        (
            f"https://{CONSOLE}/#/cas/applications/{A}/components/{C}/instances/{INST}",
            None,
            CONSOLE,
        ),
        (
            f"https://{CONSOLE}/#/application/{A}/component/{C}/instance/{INST}/overview",
            None,
            CONSOLE,
        ),
        (
            f"https://{CONSOLE}/go?to={ENCODED}",
            None,
            CONSOLE,
        ),
        (json.dumps({"application_id": A, "component_id": C, "instance_id": INST}), None, None),
        (json.dumps({"id": INST, "application_id": A, "component_id": C}, indent=2), None, None),
        (
            json.dumps({"applicationId": A, "componentId": C, "instanceId": INST, "projectId": P}),
            P,
            None,
        ),
        (f'application = "{A}"\ncomponent = "{C}"\ninstance = "{INST}"\n', None, None),
        (f"application: {A}, component: {C}, instance: {INST}", None, None),
        (
            f"--application-id {A} application-id={A} component-id={C} instance-id={INST}",
            None,
            None,
        ),
    ],
)
def test_every_text_that_tells_the_three_ids_apart_is_understood(
    text: str, project: str | None, host: str | None
) -> None:
    if host == "SS":
        host = "servicestage.ap-southeast-3.myhuaweicloud.com"
    assert parse_reference(text) == Reference(REF, project, host)


def test_ids_need_not_be_uuids_when_they_are_written_as_a_triple() -> None:
    assert parse_reference("app-1/comp_2/inst.3").ref == InstanceRef("app-1", "comp_2", "inst.3")


@every(
    ("text", "words"),
    [
        ("", "no instance given"),
        ("   ", "no instance given"),
        (INST, "no application and no component and no instance id"),
        (f"{A}/{C}", "no application and no component"),
        (f"https://host/v2/{P}/cas/applications/{A}/components/{C}", "no instance id"),
        (f"https://host/v3/{P}/cas/applications/{A}/components/{C}", "no instance id"),
        (f"../{C}/{INST}", "is no application id"),
        (f"{A}/../{INST}", "is no component id"),
        (f"{A}/{C}/...", "is no instance id"),
        (f"{A}/{C}/%2e%2e", "is no instance id"),
        (f"{A}/{C}/x;y", "is no instance id"),
        (f"{A}/{C}/升级", "is no instance id"),
        (f"{A}/{C}/\x1b[31m", "is no instance id"),
        (f"{A}/{C}/{'x' * 129}", "is no instance id"),
        (
            f"applicationId={A}&componentId={C}&instanceId={INST}&instanceId={A}",
            "2 different instance ids",
        ),
    ],
)
def test_every_other_text_is_refused_in_one_line_that_says_what_to_write(
    text: str, words: str
) -> None:
    with pytest.raises(InvalidReference) as caught:
        parse_reference(text)
    message = str(caught.value)
    assert words in message
    assert message.isprintable()
    assert len(message) < 250


def test_of_several_values_the_one_that_looks_like_an_id_counts() -> None:
    text = f"https://{CONSOLE}/#/instances/list?applicationId={A}&componentId={C}&instanceId={INST}"
    assert parse_reference(text).ref == REF


def test_the_same_id_written_twice_is_one_id() -> None:
    assert parse_reference(f"{API} {API}").ref == REF


def test_an_id_is_told_by_name_when_it_is_wrong() -> None:
    with pytest.raises(InvalidReference, match="'a/b' is no component id"):
        check_ref(InstanceRef("a", "a/b", "c"))
    assert check_id("instance", "~a.b_c-d") == "~a.b_c-d"


@given(any_text(max_size=200))
def test_any_text_is_either_understood_or_refused(text: str) -> None:
    said, ref = "", REF
    try:
        ref = parse_reference(text).ref
    except InvalidReference as error:
        said = str(error)
    assert said.isprintable()
    assert check_ref(ref) == ref


def test_a_megabyte_of_text_is_refused_at_once() -> None:
    with pytest.raises(InvalidReference):
        parse_reference("applicationId=" * 70_000)
