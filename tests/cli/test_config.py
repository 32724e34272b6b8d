"""``sstui config``: what is in force and from where, and whether it is right."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from sstui.config.schemas import SCHEMAS
from tests.cases import every
from tests.cli.conftest import Call
from tests.cli.golden import golden

FILE = """\
theme = "terminal"
profile = "prod"
timezone = "Asia/Singapore"

[poll]
interval = "20s"

[keys]
refresh = "F9"

[[commands]]
key = "F5"
title = "pods"
run = ["kubectl", "--token", "hunter2hunter2hunter2"]

[profiles.prod]
region = "ap-southeast-3"
source = "env"
ca_bundle = "company.pem"

[profiles.test]
region = "cn-north-4"
source = "sdk:basic"
"""
FAULTY = """\
them = "terminal"
signs = "loud"

[poll]
fast = "0.2s"

[profiles.unused]
regoin = "a"
"""
ID = "11eddb33-140b-4e51-b1e2-6ec265373ca3"
BOOKMARK = f'[[instance]]\napplication = "a"\ncomponent = "b"\ninstance = "{ID}"\n'


@pytest.fixture
def config(home: Path) -> Path:
    """The folder of the user's files."""
    folder = home / "config"
    (folder / "themes").mkdir(parents=True)
    return folder


def write(config: Path, text: str, name: str = "config.toml") -> Path:
    path = config / name
    path.write_text(text, encoding="utf-8")
    return path


def test_show_says_of_each_key_where_it_is_from_and_what_it_overrides(
    sstui: Call, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(config, FILE)
    monkeypatch.setenv("SSTUI_PROFILE", "prod")
    monkeypatch.setenv("SSTUI_REGION", "la-north-2")
    monkeypatch.setenv("NO_COLOR", "1")
    said = sstui("config", "show", "--theme", "sstui-light", "--no-mouse")
    assert (said.code, said.err) == (0, "")
    assert "hunter2" not in said.out
    given = [line for line in said.lines if not line.endswith("\tdefault\t")]
    golden("config-show.txt", "\n".join(given).replace(str(config), "CONFIG"))


def test_show_without_a_file_is_all_default(sstui: Call, home: Path) -> None:
    rows = [line.split("\t") for line in sstui("config", "show").lines]
    assert {row[2] for row in rows} == {"default"}
    assert ["poll.budget", "120", "default", ""] in rows
    assert ["timezone", "-", "default", ""] in rows
    assert not (home / "config").exists()


def test_show_as_json_has_the_same_rows(sstui: Call, config: Path) -> None:
    path = write(config, FILE)
    rows = [json.loads(line) for line in sstui("config", "show", "--json").lines]
    by_key = {row["key"]: row for row in rows}
    assert by_key["poll.interval"] == {
        "v": 1,
        "key": "poll.interval",
        "value": "20s",
        "from": f"{path}:6",
        "overrides": [{"value": "15s", "from": "default"}],
    }
    assert by_key["poll.stale_after"]["value"] is None
    assert by_key["commands[1].run"]["value"][0] == "kubectl"
    assert "hunter2" not in str(rows)
    assert len(rows) == len(sstui("config", "show").lines)


def test_a_variable_that_is_refused_is_not_passed_over(
    sstui: Call, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(config, FILE)
    monkeypatch.setenv("SSTUI_PROFILE", "prod")
    monkeypatch.setenv("SSTUI_ENDPOINT", "http://example.com")
    said = sstui("config", "show")
    assert said.code == 2
    assert said.err.startswith("sstui: SSTUI_ENDPOINT: ")


def test_validate_names_every_file_that_it_read(sstui: Call, config: Path) -> None:
    files = [
        write(config, FILE),
        write(config, BOOKMARK, "watchlist.toml"),
        write(config, 'base = "sstui-dark"\n', "themes/mine.toml"),
    ]
    said = sstui("config", "validate")
    assert (said.code, said.err) == (0, "")
    assert said.lines == [f"{path}: ok" for path in files]


def test_files_that_are_not_there_are_no_mistake(sstui: Call, home: Path) -> None:
    said = sstui("config", "validate")
    assert said.code == 0
    assert said.lines == [
        f"{home}/config/{name}.toml: not there, which is no mistake"
        for name in ("config", "watchlist")
    ]


def test_validate_says_each_mistake_of_each_file_in_a_line(sstui: Call, config: Path) -> None:
    write(config, FAULTY)
    broken = f'{BOOKMARK}tags = "x"\n{BOOKMARK.replace("11eddb33", "22eddb33")}grup = "x"\n'
    write(config, broken, "watchlist.toml")
    write(config, 'base = "sstui-drak"\n[style]\nok = "pink"\n', "themes/mine.toml")
    said = sstui("config", "validate")
    assert (said.code, said.err) == (2, "sstui: 8 mistakes to correct\n")
    golden("config-validate.txt", said.out.replace(str(config), "CONFIG"))


@every(
    ("text", "said"),
    [
        ('[keys]\nrefesh = "F9"', "config.toml:2: keys.refesh: there is no command 'refesh'"),
        ('[keys]\nrefresh = "ctrl+b"', "config.toml:2: keys.refresh: the key 'ctrl+b' belongs to"),
        ('[profiles.x]\nsource = "env"', "config.toml:1: profiles.x: no region; set SSTUI_REGION"),
        ('theme = "x"\nthem = 3', "config.toml:2: them: unknown key; did you mean theme?"),
        ("secret_key = 3", "config.toml:1: secret_key: config.toml holds no secret"),
        ("[poll", "config.toml:1: not TOML: "),
    ],
)
def test_validate_finds_what_only_it_can(sstui: Call, config: Path, text: str, said: str) -> None:
    write(config, text)
    ended = sstui("config", "validate")
    assert ended.code == 2
    assert ended.lines[0].startswith(f"{config}/{said}")


def test_validate_knows_the_profiles_that_a_watch_list_may_name(sstui: Call, config: Path) -> None:
    write(config, FILE)
    write(config, f'{BOOKMARK}profile = "prd"\n', "watchlist.toml")
    said = sstui("config", "validate")
    assert said.code == 2
    assert said.lines[-1] == (
        f"{config}/watchlist.toml:5: instance[1].profile: no such profile: 'prd'; "
        "did you mean prod?"
    )


def test_an_option_hides_no_mistake_of_the_file_and_has_its_own(sstui: Call, config: Path) -> None:
    write(config, 'theme = "sstui-drak"\n')
    said = sstui("config", "validate", "--theme", "terminl")
    assert [line.rpartition("/")[2] for line in said.lines[:2]] == [
        "config.toml:1: theme: no such theme: 'sstui-drak'; did you mean sstui-dark?",
        "--theme: no such theme: 'terminl'; did you mean terminal?",
    ]


def test_validate_as_json_is_one_object_for_each_file(sstui: Call, config: Path) -> None:
    path = write(config, "[poll]\nfast = 'soon'\n")
    said = sstui("config", "validate", "--json")
    assert said.code == 2
    first, second = (json.loads(line) for line in said.lines)
    assert first["path"] == str(path)
    assert first["problems"] == [
        {
            "where": str(path),
            "line": 2,
            "key": "poll.fast",
            "problem": "not a duration: 'soon'",
            "remedy": "write 500ms, 2s, 5m, 3h, 7d, or a number of seconds",
        }
    ]
    assert (second["name"], second["there"], second["problems"]) == ("watchlist", False, [])


def test_a_config_that_an_option_names_must_be_there(sstui: Call, home: Path) -> None:
    said = sstui("config", "validate", "--config", str(home / "none.toml"))
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("sstui: --config: no such file: ")


def test_init_prints_a_file_that_validate_takes(sstui: Call, config: Path) -> None:
    path = write(config, sstui("config", "init").out)
    assert sstui("config", "validate").lines[0] == f"{path}: ok"
    assert tomllib.loads(path.read_text(encoding="utf-8")) == {}


@every("name", SCHEMAS)
def test_schema_prints_each_schema(sstui: Call, name: str) -> None:
    assert json.loads(sstui("config", "schema", name).out) == SCHEMAS[name]()


def test_schema_without_a_name_is_that_of_the_settings(sstui: Call) -> None:
    assert sstui("config", "schema").out == sstui("config", "schema", "config").out
    assert sstui("config", "schema", "other").code == 2
