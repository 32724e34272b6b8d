"""``watchlist.toml`` is read whole, and each mistake is one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from sstui.config.problems import ConfigurationError
from sstui.config.watchlist import Bookmark, WatchList
from sstui.servicestage.refs import InstanceRef
from tests.cases import every

CONTRACT = """\
version = 1

[[instance]]
name = "orders-prod"
application = "4f6b1b6c-2d8e-4a3f-9a54-0b7b6a6f2c11"
component = "6b1d7a5e-9d0d-4f5c-8c2b-3f6c8a0b9e22"
instance = "11eddb33-140b-4e51-b1e2-6ec265373ca3"
profile = "prod"                 # all that follow are optional
group = "payments"
tags = ["team-a"]
note = "runbook: wiki/orders"
interval = "30s"
expect = "running"
stuck_after = "30m"
"""
REF = InstanceRef(
    "4f6b1b6c-2d8e-4a3f-9a54-0b7b6a6f2c11",
    "6b1d7a5e-9d0d-4f5c-8c2b-3f6c8a0b9e22",
    "11eddb33-140b-4e51-b1e2-6ec265373ca3",
)
IDS = "\n".join(CONTRACT.splitlines()[4:7])


def read(folder: Path, text: str) -> tuple[Bookmark, ...]:
    path = folder / "watchlist.toml"
    path.write_text(text, encoding="utf-8")
    return WatchList(path).load()


def problem(folder: Path, text: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        read(folder, text)
    said = str(caught.value)
    assert said.startswith(f"{folder}/watchlist.toml:")
    assert "\n" not in said
    return said.removeprefix(f"{folder}/watchlist.toml:")


def test_the_example_of_the_contract(tmp_path: Path) -> None:
    assert read(tmp_path, CONTRACT) == (
        Bookmark(
            name="orders-prod",
            ref=REF,
            profile="prod",
            group="payments",
            tags=("team-a",),
            note="runbook: wiki/orders",
            interval=30.0,
            expect="running",
            stuck_after=1800.0,
        ),
    )


def test_a_missing_and_an_empty_file_are_empty_lists(tmp_path: Path) -> None:
    assert WatchList(tmp_path / "none.toml").load() == ()
    assert not (tmp_path / "none.toml").exists()
    assert read(tmp_path, "") == ()


def test_a_bookmark_without_a_name_is_called_by_the_beginning_of_its_id(tmp_path: Path) -> None:
    assert read(tmp_path, f"[[instance]]\n{IDS}\n") == (Bookmark("11eddb33", REF),)


def test_names_of_any_script_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    (tmp_path / "w.toml").write_bytes(f'[[instance]]\r\nname = "支付网关"\r\n{IDS}'.encode())
    assert WatchList(tmp_path / "w.toml").load()[0].name == "支付网关"


MISTAKES = [
    ("version = 2\n", "1: version: unknown version 2; this sstui reads version 1"),
    ("instances = 3\n", "1: instances: unknown key; did you mean instance?"),
    ("instance = 3\n", "1: instance: not a list; write [[instance]] above each"),
    (
        f"[[instance]]\n{IDS}\ngruop = 'x'\n",
        "5: instance[1].gruop: unknown key; did you mean group?",
    ),
    (f"[[instance]]\nname = 3\n{IDS}\n", "2: instance[1].name: not a text; put it in quotes"),
    ("[[instance]]\nname = 'x'\n", '1: instance[1]: no application id; add application = "…"'),
    (
        f"[[instance]]\n{IDS}\ntags = 'x'\n",
        '5: instance[1].tags: not a list of texts; write ["one", "two"]',
    ),
    (
        f"[[instance]]\n{IDS}\ninterval = '5 apples'\n",
        "5: instance[1].interval: not a duration: '5 apples'; "
        "write 500ms, 2s, 5m, 3h, 7d, or a number of seconds",
    ),
    (
        f"[[instance]]\n{IDS}\ninterval = '200ms'\n",
        "5: instance[1].interval: too short: '200ms'; at least 1s; 0 is off",
    ),
    (
        f"[[instance]]\n{IDS}\nexpect = 'on'\n",
        "5: instance[1].expect: not 'on'; write one of running, off, any",
    ),
    (
        f'[[instance]]\n{IDS}\nname = "a\\u001bb"\n',
        "5: instance[1].name: has control characters; write it on one line",
    ),
]


@every(("text", "said"), MISTAKES)
def test_each_mistake_names_line_and_key_and_what_to_do(
    tmp_path: Path, text: str, said: str
) -> None:
    assert problem(tmp_path, text) == said


def test_an_id_that_could_leave_its_path_is_refused(tmp_path: Path) -> None:
    said = problem(tmp_path, f"[[instance]]\n{IDS}\n".replace("4f6b1b6c", "../4f6b1b6c"))
    assert said.startswith("2: instance[1].application: ")
    assert "is no application id" in said


def test_two_bookmarks_cannot_share_a_name_or_an_instance(tmp_path: Path) -> None:
    one = f"[[instance]]\nname = 'one'\n{IDS}\n"
    other = one.replace("11eddb33", "22eddb33")
    assert problem(tmp_path, one + other).startswith("7: instance[2].name: a second 'one'")
    again = one + one.replace("'one'", "'two'")
    assert "10: instance[2].instance: the instance of 'one' again" in problem(tmp_path, again)


@every("key", ["secret_key", "sk", "password", "token", "security_token", "HW_SECRET_KEY"])
def test_a_secret_is_refused_and_not_repeated(tmp_path: Path, key: str) -> None:
    said = problem(tmp_path, f"[[instance]]\n{IDS}\n{key} = 'hunter2'\n")
    assert f"5: instance[1].{key}: a watch list holds no secret; take it out" in said
    assert "hunter2" not in said


@every("key", ["endpoint", "iam_endpoint", "credential_command", "on_change_hook"])
def test_a_command_or_an_address_is_refused_because_the_list_is_shared(
    tmp_path: Path, key: str
) -> None:
    said = problem(tmp_path, f"[[instance]]\n{IDS}\n{key} = 'x'\n")
    assert "a watch list holds no command and no address" in said
    assert "config.toml" in said
