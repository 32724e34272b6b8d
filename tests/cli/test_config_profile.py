"""``sstui config profile``: the block of what is found, tried."""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path

import pytest

from sstui.simulator.server import Simulator
from tests.cli.conftest import Call

KEYS = ("HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK", "HUAWEICLOUD_SDK_PROJECT_ID")


def without_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in KEYS:
        monkeypatch.delenv(name)


def test_what_the_environment_says_becomes_a_block_that_is_valid(
    sstui: Call, fleet: Simulator, home: Path
) -> None:
    said = sstui("config", "profile", "prod")
    assert said.code == 0
    assert tomllib.loads(said.out)["profiles"]["prod"] == {
        "region": fleet.region,
        "project_id": fleet.project_id,
        "source": "env",
        "endpoint": fleet.endpoint,
        "iam_endpoint": fleet.iam_endpoint,
    }
    told = dict(line.split(maxsplit=1) for line in said.err.splitlines())
    assert told["user"] == fleet.access_key[:4]
    assert told["project"].startswith(fleet.project_id)
    assert told["account"] != "not told"
    assert fleet.secret_key not in said.out + said.err
    (home / "config").mkdir()
    (home / "config" / "config.toml").write_bytes(said.body)
    assert sstui("config", "validate").code == 0
    again = sstui("config", "profile", "prod")
    assert (again.code, again.out) == (0, said.out)


def test_a_user_and_its_password_are_told_by_name(
    sstui: Call, fleet: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_environment(monkeypatch)
    monkeypatch.delenv("SSTUI_PROJECT_ID", raising=False)
    monkeypatch.setenv("OS_USERNAME", fleet.user)
    monkeypatch.setenv("OS_PASSWORD", fleet.password)
    monkeypatch.setenv("OS_USER_DOMAIN_NAME", fleet.domain)
    said = sstui("config", "profile", "prod")
    assert said.code == 0
    assert f"user     {fleet.user}" in said.err
    assert tomllib.loads(said.out)["profiles"]["prod"]["project_id"] == fleet.project_id
    assert fleet.password not in said.out + said.err


def test_the_file_of_the_sdk_and_that_of_the_cli_are_named(
    sstui: Call, fleet: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_environment(monkeypatch)
    user = Path(os.environ["HOME"])
    cli = user / ".hcloud" / "config.json"
    cli.parent.mkdir()
    keys = {"accessKeyId": fleet.access_key, "secretAccessKey": fleet.secret_key}
    cli.write_text(json.dumps({"current": "work", "profiles": [{"name": "work", **keys}]}))
    said = sstui("config", "profile", "prod")
    assert tomllib.loads(said.out)["profiles"]["prod"]["source"] == "hcloud:work"
    sdk = user / ".huaweicloud" / "credentials"
    sdk.parent.mkdir()
    sdk.write_text(f"[basic]\nak = {fleet.access_key}\nsk = {fleet.secret_key}\n")
    said = sstui("config", "profile", "prod")
    assert said.code == 0
    assert tomllib.loads(said.out)["profiles"]["prod"]["source"] == "sdk:basic"


def test_keys_that_are_refused_end_with_3_and_the_block_is_printed(
    sstui: Call, fleet: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUAWEICLOUD_SDK_SK", "hunter2hunter2")
    said = sstui("config", "profile", "prod")
    assert said.code == 3
    assert said.out.startswith("[profiles.prod]\n")
    assert said.err.count("\n") == 2
    assert "hunter2" not in said.out + said.err


def test_nobody_who_answers_ends_with_4(
    sstui: Call, fleet: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SSTUI_ENDPOINT", "SSTUI_IAM_ENDPOINT"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    said = sstui("config", "profile", "prod")
    assert said.code == 4
    assert 'endpoint = "http://127.0.0.1:9"' in said.out


def test_without_credentials_it_ends_with_3_and_without_a_region_with_2(
    sstui: Call, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = sstui("config", "profile", "prod")
    assert (said.code, said.out) == (2, "")
    assert "no region; set SSTUI_REGION" in said.err
    monkeypatch.setenv("SSTUI_REGION", "cn-north-4")
    said = sstui("config", "profile", "prod")
    assert (said.code, said.out) == (3, "")
    assert "no credentials" in said.err


def test_a_profile_that_is_there_is_tried_as_it_is(
    sstui: Call, fleet: Simulator, home: Path
) -> None:
    (home / "config").mkdir()
    text = (
        f'[profiles."a b"]\nregion = "ap-southeast-3"\nsource = "env"\nprotected = true\n'
        f'endpoint = "{fleet.endpoint}"\niam_endpoint = "{fleet.iam_endpoint}"\n'
    )
    (home / "config" / "config.toml").write_text(text)
    said = sstui("config", "profile", "a b")
    assert said.code == 0
    assert tomllib.loads(said.out) == tomllib.loads(text)
