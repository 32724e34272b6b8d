"""Where credentials come from: the first complete set, never a value in words."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from sstui.config.credentials import Found, ProfileCredentials, State, found
from sstui.config.profile_model import Profile
from sstui.servicestage.credentials import AccessKey, Password, ReadyToken
from sstui.servicestage.errors import NoCredentials
from tests.cases import every

SDK = {"HUAWEICLOUD_SDK_AK": "sdk-ak", "HUAWEICLOUD_SDK_SK": "sdk-secret"}
HW = {"HW_ACCESS_KEY": "hw-ak", "HW_SECRET_KEY": "hw-secret"}
OS = {
    "OS_AUTH_URL": "https://iam.example.com/v3",
    "OS_USERNAME": "ana",
    "OS_PASSWORD": "os-secret",
    "OS_USER_DOMAIN_NAME": "company",
}
SECRETS = ("sdk-secret", "hw-secret", "os-secret", "file-secret", "cli-secret", "a-token")


def sdk_file(home: Path, text: str = "[basic]\nak = file-ak\nsk = file-secret\n") -> Path:
    path = home / ".huaweicloud" / "credentials"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return path


def hcloud(home: Path, *, encrypted: str = "false", **profile: object) -> Path:
    keys = {"accessKeyId": "cli-ak", "secretAccessKey": "cli-secret"}
    path = home / ".hcloud" / "config.json"
    path.parent.mkdir(exist_ok=True)
    profiles = [{"name": "work", **keys, **profile}, {"name": "empty"}]
    path.write_text(json.dumps({"current": "work", "authEncrypt": encrypted, "profiles": profiles}))
    return path


def source(home: Path, environ: dict[str, str] | None = None, **profile: Any) -> ProfileCredentials:
    name = "named" if profile else "default"
    made = Profile(name=name, **profile)
    return ProfileCredentials(made, environ or {}, home)


async def key(credentials: ProfileCredentials) -> str:
    current = await credentials.current()
    assert isinstance(current, AccessKey)
    return current.access_key


async def refusal(credentials: ProfileCredentials) -> str:
    with pytest.raises(NoCredentials) as caught:
        await credentials.current()
    assert caught.value.remedy
    assert len(caught.value.cause) <= 40
    return str(caught.value)


async def test_the_first_complete_set_wins_in_the_order_of_the_contract(tmp_path: Path) -> None:
    hcloud(tmp_path)
    assert await key(source(tmp_path)) == "cli-ak"
    sdk_file(tmp_path)
    assert await key(source(tmp_path)) == "file-ak"
    assert isinstance(await source(tmp_path, OS).current(), Password)
    assert await key(source(tmp_path, OS | HW)) == "hw-ak"
    assert await key(source(tmp_path, OS | HW | SDK)) == "sdk-ak"
    half = {"HUAWEICLOUD_SDK_AK": "sdk-ak"}
    assert await key(source(tmp_path, OS | HW | half)) == "hw-ak"


async def test_all_that_the_sdks_variables_say(tmp_path: Path) -> None:
    more = {
        "HUAWEICLOUD_SDK_SECURITY_TOKEN": "a-token",
        "HUAWEICLOUD_SDK_PROJECT_ID": "p",
        "HUAWEICLOUD_SDK_DOMAIN_ID": "d",
    }
    credentials = source(tmp_path, SDK | more)
    assert await credentials.current() == AccessKey(
        "sdk-ak", SecretStr("sdk-secret"), SecretStr("a-token"), None, "p", "d"
    )
    assert credentials.description == "environment · HUAWEICLOUD_SDK_* (AK, SK, token)"


async def test_terraforms_order_is_token_then_key_then_user(tmp_path: Path) -> None:
    user = {"HW_USER_NAME": "ana", "HW_USER_PASSWORD": "hw-secret", "HW_DOMAIN_NAME": "company"}
    where = {"HW_AUTH_URL": "https://iam.example.com/v3", "HW_PROJECT_NAME": "team"}
    assert await source(tmp_path, user | where).current() == Password(
        "ana", SecretStr("hw-secret"), "company", None, "team", "https://iam.example.com"
    )
    assert await key(source(tmp_path, user | HW)) == "hw-ak"
    token = {"HW_AUTH_TOKEN": "a-token", "HW_PROJECT_ID": "p"}
    assert await source(tmp_path, user | HW | token).current() == ReadyToken(
        SecretStr("a-token"), "p"
    )


async def test_an_openstack_token_goes_before_a_password(tmp_path: Path) -> None:
    assert await source(tmp_path, OS | {"OS_TOKEN": "a-token"}).current() == ReadyToken(
        SecretStr("a-token"), None
    )


async def test_blanks_around_a_value_are_not_part_of_it(tmp_path: Path) -> None:
    environ = {"HUAWEICLOUD_SDK_AK": " sdk-ak\n", "HUAWEICLOUD_SDK_SK": "sdk-secret\r\n"}
    assert await source(tmp_path, environ).current() == AccessKey("sdk-ak", SecretStr("sdk-secret"))


async def test_a_profile_names_one_source_and_never_falls_through(tmp_path: Path) -> None:
    sdk_file(tmp_path, "[basic]\nak = a\nsk = file-secret\n[team]\nak = team-ak\nsk = x%y\n")
    hcloud(tmp_path)
    elsewhere = tmp_path / "keys"
    elsewhere.write_text("[ops]\nak = ops-ak\nsk = file-secret\n")
    everything = SDK | HW | OS
    assert await key(source(tmp_path, everything, source="env")) == "sdk-ak"
    assert await key(source(tmp_path, everything, source="sdk:team")) == "team-ak"
    assert await key(source(tmp_path, everything, source=f"sdk-file:{elsewhere}#ops")) == "ops-ak"
    assert await key(source(tmp_path, everything, source="hcloud:work")) == "cli-ak"
    assert "HUAWEICLOUD_SDK_*" not in await refusal(source(tmp_path, {}, source="env"))
    said = await refusal(source(tmp_path, everything, source="sdk:none"))
    assert "profile named: ~/.huaweicloud/credentials · no section [none]" in said
    said = await refusal(source(tmp_path, everything, source="hcloud:empty"))
    assert "~/.hcloud/config.json · profile empty: no keys in it" in said
    said = await refusal(source(tmp_path, everything, source=f"sdk-file:{tmp_path}/gone#x"))
    assert "~/gone · not there" in said


async def test_variables_that_a_profile_names(tmp_path: Path) -> None:
    environ = {"MY_TOKEN": "a-token", "MY_AK": "my-ak", "MY_SK": "sdk-secret", **SDK}
    assert await source(tmp_path, environ, token_env="MY_TOKEN").current() == ReadyToken(
        SecretStr("a-token")
    )
    keys = source(tmp_path, environ, ak_env="MY_AK", sk_env="MY_SK", source="env")
    assert await key(keys) == "my-ak"
    assert keys.description == "environment · MY_AK, MY_SK"
    missing = source(tmp_path, SDK, ak_env="MY_AK", sk_env="MY_SK")
    assert "environment · MY_AK and MY_SK not set" in await refusal(missing)


async def test_what_is_incomplete_is_named(tmp_path: Path) -> None:
    environ = {"HUAWEICLOUD_SDK_AK": "x", "HW_SECRET_KEY": "y", "OS_USERNAME": "z"}
    said = await refusal(source(tmp_path, environ))
    assert "HUAWEICLOUD_SDK_*: HUAWEICLOUD_SDK_SK missing" in said
    assert "HW_*: HW_ACCESS_KEY missing" in said
    assert "OS_*: OS_PASSWORD and OS_USER_DOMAIN_NAME missing" in said
    assert "none found" in await refusal(source(tmp_path))


async def test_half_a_key_is_named_also_where_a_domain_stands_beside_it(tmp_path: Path) -> None:
    key = {"HW_ACCESS_KEY": "x", "HW_DOMAIN_NAME": "company"}
    assert "HW_*: HW_SECRET_KEY missing" in await refusal(source(tmp_path, key))
    user = {**key, "HW_USER_NAME": "ana"}
    assert "HW_*: HW_USER_PASSWORD missing" in await refusal(source(tmp_path, user))


async def test_the_sdks_file_may_be_moved_by_its_variable(tmp_path: Path) -> None:
    (tmp_path / "moved").write_text("[basic]\nak = moved-ak\nsk = file-secret\n")
    environ = {"HUAWEICLOUD_SDK_CREDENTIALS_FILE": str(tmp_path / "moved")}
    assert await key(source(tmp_path, environ)) == "moved-ak"


async def test_a_single_sign_on_of_the_vendors_cli(tmp_path: Path) -> None:
    token = {"accessKeyId": "sso-ak", "secretAccessKey": "cli-secret", "securityToken": "a-token"}
    hcloud(tmp_path, mode="SSO", accessKeyId="", ssoAuth={"stsToken": token}, projectId="p")
    assert await source(tmp_path).current() == AccessKey(
        "sso-ak", SecretStr("cli-secret"), SecretStr("a-token"), None, "p"
    )


async def test_a_file_is_read_again_when_it_changes(tmp_path: Path) -> None:
    path = sdk_file(tmp_path)
    credentials = source(tmp_path)
    assert await key(credentials) == "file-ak"
    path.write_text("[basic]\nak = newer-ak\nsk = file-secret\n")
    assert await key(credentials) == "newer-ak"
    path.unlink()
    assert "none found" in await refusal(credentials)


async def test_refused_keys_of_the_environment_yield_to_a_newer_file(tmp_path: Path) -> None:
    path = sdk_file(tmp_path)
    os.utime(path, (1000, 1000))
    credentials = source(tmp_path, SDK)
    credentials.refuse(await credentials.current())
    assert await key(credentials) == "sdk-ak"  # the file is older than we are
    path.write_text("[basic]\nak = newer-ak\nsk = file-secret\n")
    os.utime(path, (4e9, 4e9))
    assert await key(credentials) == "newer-ak"
    assert credentials.description == "~/.huaweicloud/credentials · section [basic]"
    credentials.refuse(await credentials.current())
    assert await key(credentials) == "sdk-ak"


async def test_a_profile_with_a_source_keeps_to_it_also_when_refused(tmp_path: Path) -> None:
    credentials = source(tmp_path, SDK, source="env")
    credentials.refuse(await credentials.current())
    os.utime(sdk_file(tmp_path), (4e9, 4e9))
    assert await key(credentials) == "sdk-ak"


def test_what_was_found_is_told_in_words(tmp_path: Path) -> None:
    sdk_file(tmp_path)
    hcloud(tmp_path, encrypted="true")
    token = {"HUAWEICLOUD_SDK_SECURITY_TOKEN": "a-token"}
    assert found(SDK | token, tmp_path) == [
        Found("environment", "HUAWEICLOUD_SDK_* (AK, SK, token)", State.COMPLETE, used=True),
        Found("~/.huaweicloud/credentials", "section [basic]", State.COMPLETE),
        Found("~/.hcloud/config.json", "encrypted: only hcloud can read it", State.ENCRYPTED),
        Found("HW_*, OS_*", "not set", State.UNSET),
    ]


def test_nothing_found_is_told_too(tmp_path: Path) -> None:
    assert found({"OS_USERNAME": "ana"}, tmp_path) == [
        Found("environment", "OS_*: OS_PASSWORD and OS_USER_DOMAIN_NAME missing", State.INCOMPLETE),
        Found("~/.huaweicloud/credentials", "not there", State.UNSET),
        Found("~/.hcloud/config.json", "not there", State.UNSET),
        Found("HUAWEICLOUD_SDK_*, HW_*", "not set", State.UNSET),
    ]


@every("text", ["", "{", "[]", "null", '{"profiles": 3}', '{"profiles": [1]}', "[" * 99999])
def test_a_broken_file_of_the_vendors_cli_is_told_and_harmless(tmp_path: Path, text: str) -> None:
    hcloud(tmp_path).write_text(text)
    (row,) = [row for row in found({}, tmp_path) if "hcloud" in row.place]
    assert row.state is State.INCOMPLETE


@every("data", [b"", b"ak = x", b"[basic\n", b"[basic]\nak\n", b"\xff\xfe", b"[basic]\nak="])
def test_a_broken_file_of_the_sdk_is_told_and_harmless(tmp_path: Path, data: bytes) -> None:
    sdk_file(tmp_path).write_bytes(data)
    (row,) = [row for row in found({}, tmp_path) if "huaweicloud" in row.place]
    assert row.state is State.INCOMPLETE


async def test_no_value_is_in_any_words(tmp_path: Path) -> None:
    sdk_file(tmp_path)
    hcloud(tmp_path)
    words = [repr(found(SDK | HW | OS, tmp_path))]
    for environ in (SDK, HW, OS, {"OS_TOKEN": "a-token"}, {}):
        credentials = source(tmp_path, environ)
        words += [credentials.description, repr(await credentials.current())]
    plain_http = OS | {"OS_AUTH_URL": "http://ana:os-secret@iam.example.com"}
    words += [
        repr(found(plain_http, tmp_path)),
        await refusal(source(tmp_path, plain_http, source="env")),
    ]
    for secret in SECRETS:
        assert not [text for text in words if secret in text]
