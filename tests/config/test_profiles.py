"""What the environment adds to a profile, and to which."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sstui.config.paths import Paths
from sstui.config.problems import ConfigurationError
from sstui.config.profiles import Profile, resolve_profile
from sstui.config.settings import load_settings
from tests.cases import every

FILE = """\
profile = "prod"
[profiles.prod]
region = "ap-southeast-3"
project_id = "prod-project"
source = "env"
[profiles.test]
region = "cn-north-4"
source = "env"
"""
OWN = {
    "SSTUI_REGION": "la-north-2",
    "SSTUI_PROJECT_ID": "mine",
    "SSTUI_ENDPOINT": "http://127.0.0.1:9999/",
    "SSTUI_IAM_ENDPOINT": "http://localhost:9998/v3",
}
OPENSTACK = {
    "OS_AUTH_URL": "https://iam.cn-north-4.myhuaweicloud.com/v3",
    "OS_USERNAME": "ana",
    "OS_PASSWORD": "hunter2",
    "OS_USER_DOMAIN_NAME": "company",
    "OS_PROJECT_NAME": "cn-north-4_team",
}


def resolve(
    folder: Path,
    environ: dict[str, str],
    name: str = "default",
    *,
    file: str = FILE,
    **options: str,
) -> Profile:
    paths = Paths.from_environ({"SSTUI_HOME": str(folder / "sstui")})
    paths.config_dir.mkdir(parents=True, exist_ok=True)
    paths.config_file.write_text(file)
    environ = {"HOME": str(folder), **environ}
    return resolve_profile(load_settings(paths, environ, options), name, environ)


def test_the_simulators_variables_are_all_that_the_default_profile_needs(tmp_path: Path) -> None:
    profile = resolve(tmp_path, OWN, file="")
    assert profile.name == "default"
    assert (profile.region, profile.project_id) == ("la-north-2", "mine")
    assert profile.endpoint == "http://127.0.0.1:9999"
    assert profile.iam_endpoint == "http://localhost:9998"
    assert profile.origins == {
        "region": "SSTUI_REGION",
        "project_id": "SSTUI_PROJECT_ID",
        "endpoint": "SSTUI_ENDPOINT",
        "iam_endpoint": "SSTUI_IAM_ENDPOINT",
    }


def test_they_go_before_the_file_in_the_profile_chosen_by_option_or_variable(
    tmp_path: Path,
) -> None:
    assert resolve(tmp_path, OWN, "prod", profile="prod").region == "la-north-2"
    assert resolve(tmp_path, OWN | {"SSTUI_PROFILE": "prod"}, "prod").project_id == "mine"


@pytest.mark.parametrize("options", [{}, {"profile": "test"}])
def test_they_never_reach_another_profile(tmp_path: Path, options: dict[str, str]) -> None:
    profile = resolve(tmp_path, OWN | OPENSTACK, "prod", **options)
    assert (profile.region, profile.project_id) == ("ap-southeast-3", "prod-project")
    assert (profile.endpoint, profile.iam_endpoint) == (None, None)
    assert profile.origins == {}


@pytest.mark.parametrize("variable", ["HW_REGION_NAME", "OS_REGION_NAME"])
def test_terraforms_and_openstacks_region_will_do(tmp_path: Path, variable: str) -> None:
    profile = resolve(tmp_path, {variable: "tr-west-1"}, file="")
    assert (profile.region, profile.origins["region"]) == ("tr-west-1", variable)


def test_openstacks_variables_alone_suffice(tmp_path: Path) -> None:
    profile = resolve(tmp_path, OPENSTACK, file="")
    assert profile.region == "cn-north-4"
    assert profile.iam_endpoint == "https://iam.cn-north-4.myhuaweicloud.com"
    assert profile.project == "cn-north-4_team"
    assert profile.origins["region"] == "OS_AUTH_URL"


def test_a_projects_name_begins_with_its_region(tmp_path: Path) -> None:
    environ = {"HW_ACCESS_KEY": "a", "HW_SECRET_KEY": "b", "HW_PROJECT_NAME": "ap-southeast-3_x"}
    profile = resolve(tmp_path, environ, file="")
    assert (profile.region, profile.project) == ("ap-southeast-3", "ap-southeast-3_x")


def test_another_clouds_openrc_is_left_alone_while_the_sdks_keys_are_used(tmp_path: Path) -> None:
    sdk = {"HUAWEICLOUD_SDK_AK": "a", "HUAWEICLOUD_SDK_SK": "b", "SSTUI_REGION": "cn-north-4"}
    keystone = OPENSTACK | {"OS_AUTH_URL": "http://keystone.internal:5000/v3"}
    assert resolve(tmp_path, sdk | keystone, file="").iam_endpoint is None


def test_the_vendors_cli_gives_its_region(tmp_path: Path) -> None:
    (tmp_path / ".hcloud").mkdir()
    profiles = [{"name": "work", "region": "sa-brazil-1"}, {"name": "home", "region": "cn-east-3"}]
    (tmp_path / ".hcloud/config.json").write_text(
        json.dumps({"current": "work", "authEncrypt": "true", "profiles": profiles})
    )
    assert resolve(tmp_path, {}, file="").region == "sa-brazil-1"
    file = '[profiles.mine]\nsource = "hcloud:home"\n'
    assert resolve(tmp_path, {}, "mine", file=file).region == "cn-east-3"


@every("variable", ["SSTUI_ENDPOINT", "SSTUI_IAM_ENDPOINT"])
@every("url", ["http://example.com", "http://127.0.0.1.evil.com", "ftp://x"])
def test_an_endpoint_that_is_refused_names_its_variable(
    tmp_path: Path, variable: str, url: str
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        resolve(tmp_path, {"SSTUI_REGION": "cn-north-4", variable: url}, file="")
    assert str(caught.value).startswith(f"{variable}: '{url}' ")


def test_a_plain_auth_url_of_the_credentials_in_use_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"OS_AUTH_URL: .* is refused: plain http"):
        resolve(tmp_path, OPENSTACK | {"OS_AUTH_URL": "http://iam.example.com/v3"}, file="")


def test_an_unknown_profile_is_answered_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"no such profile: 'prd'; did you mean prod\?"):
        resolve(tmp_path, {}, "prd")


def test_without_a_region_or_endpoint_it_says_where_to_put_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        resolve(tmp_path, {}, file="")
    assert "profiles.default: no region; set SSTUI_REGION (or HW_REGION_NAME" in str(caught.value)
    profile = resolve(tmp_path, {"SSTUI_ENDPOINT": "https://gateway.example.com"}, file="")
    assert profile.region is None


def test_a_region_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"SSTUI_REGION: 'evil\.com/' is no region"):
        resolve(tmp_path, {"SSTUI_REGION": "evil.com/"}, file="")


@every("project", ["a/../b", "..", "a?b", "a b", "a%2fb", "a#b"])
def test_a_project_id_that_would_lead_to_another_path_is_refused(
    tmp_path: Path, project: str
) -> None:
    environ = {"SSTUI_REGION": "cn-north-4", "SSTUI_PROJECT_ID": project}
    with pytest.raises(ConfigurationError, match=r"SSTUI_PROJECT_ID: .* is no project id; copy it"):
        resolve(tmp_path, environ, file="")
    file = f'[profiles.default]\nregion = "cn-north-4"\nproject_id = "{project}"\n'
    with pytest.raises(
        ConfigurationError, match=r"profiles\.default\.project_id: .* is no project"
    ):
        resolve(tmp_path, {}, file=file)
