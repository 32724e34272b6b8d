"""Settings: option > environment > file > default, and one line for each mistake."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from sstui.config.paths import Paths
from sstui.config.problems import ConfigurationError
from sstui.config.settings import PollSettings, Settings, judge, load_settings
from sstui.config.settings_file import SettingsFile
from tests.cases import every

CONTRACT = """\
theme = "sstui-dark"
profile = "prod"                 # the default one
watchlist = "team.toml"
secrets = "never"
columns = ["version"]
timezone = "Asia/Singapore"

[poll]
interval = "15s"
fast = "10s"
budget = 120
off_interval = 0
stale_after = "1m"

[history]
days = 7
megabytes = 10
bodies = false

[profiles.prod]
region = "ap-southeast-3"
project_id = "0123456789abcdef"
source = "sdk-file:keys#team"
account_id = "abc"
endpoint = "https://example.com/"
iam_endpoint = "https://iam.example.com/v3"
ca_bundle = "~/ca.pem"
proxy = "socks5://jump:1080"
color = "red"
protected = true
site = "intl"

[profiles.other]
credential_command = ["pass", "show", "huawei/prod"]

[profiles.token]
token_env = "MY_TOKEN"

[keys]
refresh = "r"

[hooks]
on_change = ["notify-team"]

[[commands]]
key = "F5"
title = "pods"
run = ["k9s", "-n", "{resource.cce.parameters.namespace}"]
dangerous = false
"""


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    paths = Paths.from_environ({"SSTUI_HOME": str(tmp_path)})
    paths.config_dir.mkdir()
    return paths


def load(paths: Paths, text: str = "", **options: object) -> Settings:
    paths.config_file.write_text(text, encoding="utf-8")
    return load_settings(paths, {"HOME": "/home/ana"}, options)


def problem(paths: Paths, text: str, **options: object) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load(paths, text, **options)
    said = str(caught.value)
    assert "\n" not in said
    return said.removeprefix(f"{paths.config_file}:")


def test_without_a_file_everything_is_default(paths: Paths) -> None:
    settings = load_settings(paths, {}, {})
    assert settings.theme == "sstui-dark"
    assert settings.profile == "default"
    assert settings.poll == PollSettings(
        interval=15.0, fast=10.0, budget=120, off_interval=120.0, stale_after=None
    )
    assert (settings.signs, settings.mouse, settings.color) == ("unicode", True, True)
    assert settings.watchlist == paths.watchlist_file
    assert (settings.history.days, settings.history.megabytes) == (30, 50)
    assert settings.secrets == "ask"
    assert settings.origin("theme") == "default"
    assert not paths.config_file.exists()


def test_every_key_of_the_contract(paths: Paths) -> None:
    settings = load(paths, CONTRACT)
    assert settings.poll.off_interval == 0
    assert settings.poll.stale_after == 60
    assert settings.watchlist == paths.config_dir / "team.toml"
    assert settings.keys == {"refresh": "r"}
    assert settings.hooks.on_change == ("notify-team",)
    assert settings.commands[0].run[0] == "k9s"
    prod = settings.profiles["prod"]
    assert prod.name == "prod"
    assert prod.endpoint == "https://example.com"
    assert prod.iam_endpoint == "https://iam.example.com"
    assert prod.ca_bundle == "/home/ana/ca.pem"
    assert prod.source == f"sdk-file:{paths.config_dir}/keys#team"
    assert prod.protected
    assert settings.profiles["other"].credential_command == ("pass", "show", "huawei/prod")
    assert settings.origin("theme") == str(paths.config_file)


def test_an_option_goes_before_the_environment_and_that_before_the_file(paths: Paths) -> None:
    paths.config_file.write_text(CONTRACT)
    environ = {"SSTUI_PROFILE": "other", "NO_COLOR": "1"}
    settings = load_settings(paths, environ, {})
    assert (settings.profile, settings.origin("profile")) == ("other", "SSTUI_PROFILE")
    assert settings.chosen_profile == "other"
    assert (settings.color, settings.origin("color")) == (False, "NO_COLOR")
    options = {
        "profile": "token", "theme": "terminal", "signs": "ascii", "mouse": False, "color": None,
    }  # fmt: skip
    settings = load_settings(paths, environ, options)
    assert (settings.profile, settings.origin("profile")) == ("token", "--profile")
    assert (settings.theme, settings.origin("theme")) == ("terminal", "--theme")
    assert (settings.signs, settings.mouse) == ("ascii", False)


def test_a_profile_named_by_the_file_alone_was_not_chosen(paths: Paths) -> None:
    settings = load(paths, CONTRACT)
    assert (settings.profile, settings.chosen_profile) == ("prod", None)


def test_an_empty_variable_counts_as_not_set(paths: Paths) -> None:
    settings = load_settings(paths, {"SSTUI_PROFILE": "", "NO_COLOR": ""}, {})
    assert (settings.profile, settings.color) == ("default", True)


def test_another_file_and_another_watch_list(
    paths: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.toml").write_text('theme = "terminal"\nwatchlist = "beside.toml"\n')
    settings = load_settings(paths, {}, {"config": Path("mine.toml")})
    assert (settings.theme, settings.watchlist) == ("terminal", tmp_path / "beside.toml")
    settings = load_settings(paths, {}, {"config": "mine.toml", "watch_list": Path("w.toml")})
    assert (settings.watchlist, settings.origin("watchlist")) == (
        tmp_path / "w.toml", "--watch-list",
    )  # fmt: skip
    with pytest.raises(ConfigurationError, match=r"--config: no such file: .*none\.toml"):
        load_settings(paths, {}, {"config": "none.toml"})


FORM = "write 500ms, 2s, 5m, 3h, 7d, or a number of seconds"


MISTAKES: list[tuple[str, str | None]] = [
    ('them = "x"', "1: them: unknown key; did you mean theme?"),
    ("[poll]\nintervall = 3", "2: poll.intervall: unknown key; did you mean interval?"),
    ("[poll]\ninterval = '5 apples'", f"2: poll.interval: not a duration: '5 apples'; {FORM}"),
    ("[poll]\nfast = '0.5s'", "2: poll.fast: too short: 0.5s; at least 1s, 0 is off"),
    ("[poll]\nbudget = 0", "2: poll.budget: too small; write 1 or more"),
    ("[poll]\nbudget = '5'", "2: poll.budget: not a whole number; write one such as 120"),
    ("poll = 3", "1: poll: not a table; write it as [TABLE]"),
    ("mouse = 'yes'", "1: mouse: not true or false; write true or false"),
    ("theme = 3", "1: theme: not a text; put it in quotes"),
    (
        "signs = 'x'",
        "1: signs: not one of the known words; write 'unicode', 'narrow' or 'ascii'",
    ),
    ("secrets = 'always'", "1: secrets: not one of the known words; write 'ask' or 'never'"),
    ("theme = 'sstui-drak'", "1: theme: no such theme: 'sstui-drak'; did you mean sstui-dark?"),
    (
        "profile = 'prd'\n[profiles.prod]\nsource = 'env'",
        "1: profile: no such profile: 'prd'; did you mean prod?",
    ),
    ("commnads = []", "1: commnads: unknown key; did you mean commands?"),
    (
        "timezone = 'Mars'",
        "1: timezone: no time zone: 'Mars'; write one such as Asia/Singapore",
    ),
    ("keys = ['r']", "1: keys: not a table; write it as [TABLE]"),
    ("[keys]\nrefresh = 3", "2: keys.refresh: not a text; put it in quotes"),
    ("[[commands]]\ntitle = 't'\nrun = ['x']", "1: commands[1].key: missing; add it"),
    (
        "[[commands]]\nkey = 'k'\ntitle = 't'\nrun = 'x y'",
        '4: commands[1].run: not a list; write ["one", "two"]',
    ),
    (
        "[hooks]\non_change = []",
        "2: hooks.on_change: an empty list; give at least one, or take the key out",
    ),
    ("[hooks]\non_chang = ['x']", "2: hooks.on_chang: unknown key; did you mean on_change?"),
    ("profiles.x = 3", "1: profiles.x: not a table; write it as [TABLE]"),
    (
        "[profiles.x]\nsource = 'env'\nregoin = 'a'",
        "3: profiles.x.regoin: unknown key; did you mean region?",
    ),
    ("[profiles.x]\nsource = 'env'\nname = 'y'", None),
    ("[profiles.x]\nsource = 'env'\nregion = 'a b'", None),
    ("[profiles.x]\nsource = 'env'\ncolor = 'pink'", None),
]


@every(("text", "said"), MISTAKES)
def test_each_mistake_names_line_and_key_and_what_to_do(
    paths: Paths, text: str, said: str | None
) -> None:
    found = problem(paths, text)
    assert found == said if said else found.startswith("3: profiles.x.")


def test_a_mistake_in_an_option_or_variable_names_that(paths: Paths) -> None:
    assert problem(paths, "", theme="x").startswith("--theme: no such theme: 'x'; known are ")
    assert problem(paths, "", signs="x") == (
        "--signs: not one of the known words; write 'unicode', 'narrow' or 'ascii'"
    )
    with pytest.raises(ConfigurationError, match="SSTUI_PROFILE: no such profile: 'x'"):
        load_settings(paths, {"SSTUI_PROFILE": "x"}, {})


SECRETS = [
    "secret_key = 'hunter2'",
    "[profiles.x]\nsource = 'env'\nsk = 'hunter2'",
    "[profiles.x]\nsource = 'env'\npassword = 'hunter2'",
    "[profiles.x]\nsource = 'env'\nsecurity-token = 'hunter2'",
    "[profiles.x]\nHUAWEICLOUD_SDK_SK = 'hunter2'",
    "[[commands]]\ntoken = 'hunter2'",
]


@every("text", SECRETS)
def test_a_secret_is_refused_and_not_repeated(paths: Paths, text: str) -> None:
    said = problem(paths, text)
    assert "config.toml holds no secret; take it out; secrets belong into the environment" in said
    assert "hunter2" not in said


def test_a_profile_or_a_remapped_command_may_be_called_like_a_secret(paths: Paths) -> None:
    settings = load(paths, "[profiles.token]\nsource = 'env'\n[keys]\nsecret = 'v'\n")
    assert "token" in settings.profiles


UNUSABLE_PROFILES = [
    ("region = 'a'", 'names no source of credentials; write "env", '),
    ("source = 'vault'", "no source of credentials: 'vault'; write \"env\", "),
    ("source = 'sdk-file:keys'", "no source of credentials: "),
    ("source = 'command'", 'source = "command", but no command; add credential_command'),
    ("source = 'env'\ncredential_command = ['x']", "two sources, 'env' and credential_command"),
    ("source = 'hcloud:x'\ntoken_env = 'T'", "two sources, 'hcloud:x' and variables by name"),
    ("ak_env = 'A'", "ak_env and sk_env go together; add the other one"),
    (
        "source = 'env'\nendpoint = 'http://10.0.0.1'",
        "is refused: plain http only goes to a loopback",
    ),
    ("source = 'env'\niam_endpoint = 'http://iam.example.com/v3'", "is refused: plain http"),
    (
        "source = 'env'\nproxy = 'http://u:hunter2@h:1'",
        "has a password; give the proxy in HTTPS_PROXY instead",
    ),
    ("source = 'env'\nproxy = 'ftp://h'", "is no proxy URL"),
]


@every(("profile", "said"), UNUSABLE_PROFILES)
def test_a_profile_that_could_not_be_used_is_refused_also_when_it_is_not(
    paths: Paths, profile: str, said: str
) -> None:
    found = problem(paths, f"[profiles.unused]\n{profile}\n")
    assert said in found
    assert ": profiles.unused" in found
    assert "hunter2" not in found


def test_plain_http_to_loopback_is_allowed(paths: Paths) -> None:
    settings = load(paths, "[profiles.x]\nsource = 'env'\nendpoint = 'http://127.0.0.1:8080'\n")
    assert settings.profiles["x"].endpoint == "http://127.0.0.1:8080"


def test_what_only_options_and_the_environment_set_is_no_key_of_the_file(paths: Paths) -> None:
    for key in ("color", "chosen_profile", "origins", "config_file"):
        assert f"1: {key}: unknown key; " in problem(paths, f"{key} = false")


def test_every_mistake_of_a_file_is_found_at_once(paths: Paths) -> None:
    text = "them = 'x'\nmouse = 'yes'\n[poll]\nfast = 'soon'\n[profiles.x]\nregion = 'a b'\n"
    file = SettingsFile(paths.config_file, text, tomllib.loads(text))
    settings, problems = judge(file, paths, {}, [])
    assert settings is None
    assert [(each.line, each.key) for each in problems] == [
        (1, "them"), (2, "mouse"), (4, "poll.fast"), (6, "profiles.x.region"),
    ]  # fmt: skip


def test_a_number_that_is_a_flag_is_none_and_a_duration_may_be_bare(paths: Paths) -> None:
    assert problem(paths, "[poll]\nbudget = true").startswith("2: poll.budget: not a whole number")
    assert load(paths, "[poll]\ninterval = 20").poll.interval == 20.0
