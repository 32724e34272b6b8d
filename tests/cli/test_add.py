"""``add``: what is pasted becomes a bookmark, with the profile that is meant, and no call."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sstui.simulator.server import Simulator
from tests.cases import every
from tests.cli.conftest import Call

APPLICATION = "4f6b1b6c-2d8e-4a3f-9a54-0b7b6a6f2c11"
COMPONENT = "6b1d7a5e-9d0d-4f5c-8c2b-3f6c8a0b9e22"
INSTANCE = "11eddb33-140b-4e51-b1e2-6ec265373ca3"
REF = f"{APPLICATION}/{COMPONENT}/{INSTANCE}"
OURS = "e7d2e9c589e5445e808a8ff0d1235aca"
THEIRS = "0c3f5f5e9d7a4c4f8f0e6a1b2c3d4e5f"


def address(project: str) -> str:
    return (
        f"https://servicestage.example.com/v2/{project}/cas/applications/{APPLICATION}"
        f"/components/{COMPONENT}/instances/{INSTANCE}"
    )


def listed(sstui: Call) -> list[dict[str, object]]:
    return [json.loads(line) for line in sstui("list", "--json").lines]


def settings(home: Path, text: str) -> None:
    (home / "config").mkdir(exist_ok=True)
    (home / "config" / "config.toml").write_text(text)


def test_ids_without_a_name_are_called_by_the_instance_ids_first_eight(sstui: Call) -> None:
    said = sstui("add", REF)
    assert (said.code, said.out) == (0, "")
    (added,) = listed(sstui)
    assert (added["name"], added["instance"]) == ("11eddb33", INSTANCE)


def test_everything_that_is_given_is_written(sstui: Call, home: Path) -> None:
    words = ["--name", "orders", "--group", "payments", "--note", "ask first", "--interval", "2m"]
    words += ["--expect", "off"]
    assert sstui("add", REF, *words, "--tag", "a", "--tag", "b").code == 0
    (added,) = listed(sstui)
    assert added["group"] == "payments"
    assert added["tags"] == ["a", "b"]
    assert added["note"] == "ask first"
    assert added["interval"] == 120.0
    assert added["expect"] == "off"


def test_the_profile_in_force_is_always_written(sstui: Call, home: Path) -> None:
    settings(home, 'profile = "prod"\n[profiles.prod]\nsource = "env"\n')
    assert sstui("add", REF).code == 0
    text = (home / "config" / "watchlist.toml").read_text()
    assert 'profile = "prod"' in text


def test_the_default_profile_is_written_too(sstui: Call, home: Path) -> None:
    assert sstui("add", REF).code == 0
    assert 'profile = "default"' in (home / "config" / "watchlist.toml").read_text()


def test_an_address_of_the_profiles_own_project_is_taken(
    sstui: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSTUI_REGION", "ap-southeast-3")
    monkeypatch.setenv("SSTUI_PROJECT_ID", OURS)
    assert sstui("add", address(OURS)).code == 0
    assert listed(sstui)[0]["profile"] == "default"


def test_an_address_of_another_project_is_refused_with_both_named(
    sstui: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSTUI_REGION", "ap-southeast-3")
    monkeypatch.setenv("HUAWEICLOUD_SDK_AK", "AK")
    monkeypatch.setenv("HUAWEICLOUD_SDK_SK", "SK")
    monkeypatch.setenv("HUAWEICLOUD_SDK_PROJECT_ID", OURS)
    said = sstui("add", address(THEIRS))
    assert (said.code, said.out) == (2, "")
    assert THEIRS in said.err
    assert OURS in said.err
    assert listed(sstui) == []


TWO = f"""
[profiles.ours]
source = "env"
region = "ap-southeast-3"
project_id = "{OURS}"
[profiles.theirs]
source = "env"
region = "ap-southeast-3"
project_id = "{THEIRS}"
"""


def test_an_address_finds_the_profile_of_its_project(sstui: Call, home: Path) -> None:
    settings(home, f'profile = "ours"\n{TWO}')
    assert sstui("add", address(THEIRS)).code == 0
    assert listed(sstui)[0]["profile"] == "theirs"


def test_a_profile_that_was_chosen_is_not_exchanged(sstui: Call, home: Path) -> None:
    settings(home, TWO)
    said = sstui("add", address(THEIRS), "--profile", "ours")
    assert said.code == 2
    assert listed(sstui) == []


@every(
    "arguments",
    [
        ("add", "no-ids-here"),
        ("add", REF, "--interval", "soon"),
        ("add", REF, "--interval", "10ms"),
        ("add", REF, "--profile", "nosuch"),
        ("add", REF, "--name", "two\nlines"),
    ],
)
def test_what_cannot_be_meant_ends_with_2_and_writes_nothing(
    sstui: Call, home: Path, arguments: tuple[str, ...]
) -> None:
    said = sstui(*arguments)
    assert (said.code, said.out) == (2, "")
    assert said.err.count("\n") <= 2
    assert not (home / "config" / "watchlist.toml").exists()


def test_the_same_instance_twice_is_refused(sstui: Call) -> None:
    assert sstui("add", REF).code == 0
    said = sstui("add", REF, "--name", "again")
    assert said.code == 2
    assert "11eddb33" in said.err


def test_nobody_is_called(sstui: Call, fleet: Simulator) -> None:
    assert sstui("add", REF).code == 0
    assert fleet.requests == []


def test_verify_looks_once_and_takes_the_instances_own_name(sstui: Call, fleet: Simulator) -> None:
    said = sstui("add", REF, "--verify")
    assert said.code == 0
    assert "RUNNING" in said.err
    assert len(fleet.requests) == 1
    body = fleet.body(INSTANCE)
    assert body is not None
    assert listed(sstui)[0]["name"] == body["name"]


def test_verify_of_what_is_not_there_writes_nothing(sstui: Call, fleet: Simulator) -> None:
    other = f"{APPLICATION}/{COMPONENT}/{'0' * 8}-0000-0000-0000-{'0' * 12}"
    said = sstui("add", other, "--verify")
    assert (said.code, said.out) == (1, "")
    assert listed(sstui) == []
