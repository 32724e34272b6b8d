"""``sstui``: what is wrong is said before the screen opens, and the first run writes nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.conftest import SSTUI
from tests.terminal import TerminalProcess


def opened(*arguments: str) -> TerminalProcess:
    environ = {**os.environ, "TERM": "xterm-256color"}
    return TerminalProcess([*SSTUI, *arguments], environ, columns=120, rows=36)


def test_the_first_run_opens_without_credentials_and_writes_nothing(
    home: Path, tmp_path: Path
) -> None:
    with opened() as screen:
        screen.wait_for(lambda text: "Nothing is watched yet" in text)
        screen.type("q")
        assert screen.wait() == 0
    assert list(home.iterdir()) == []
    assert list((tmp_path / "user").iterdir()) == []


def test_the_first_run_names_sources_and_never_a_value(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUAWEICLOUD_SDK_AK", "AKPLANTED")
    monkeypatch.setenv("HUAWEICLOUD_SDK_SK", "SKPLANTED")
    monkeypatch.setenv("SSTUI_REGION", "ap-southeast-3")
    with opened() as screen:
        text = screen.wait_for(lambda text: "HUAWEICLOUD_SDK" in text and "region" in text)
        screen.type("q")
        assert screen.wait() == 0
    assert "ap-southeast-3" in text
    assert "from SSTUI_REGION" in text
    assert b"PLANTED" not in screen.received


def test_the_demo_is_one_key_away(home: Path) -> None:
    with opened() as screen:
        screen.wait_for(lambda text: "See it work first" in text)
        screen.type("1")
        screen.wait_for(lambda text: "FAILED" in text)
        screen.type("q")
        assert screen.wait() == 0


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("config.toml", "theme = 3\n", "config.toml:1: theme"),
        ("config.toml", 'theme = "nosuch"\n', "nosuch"),
        ("config.toml", 'sk = "x"\n', "secret"),
        ("watchlist.toml", "[[instance]]\n", "watchlist.toml:1"),
    ],
    ids=["type", "theme", "secret", "watchlist"],
)
def test_a_broken_file_is_said_on_the_plain_terminal(
    home: Path, file: str, text: str, said: str
) -> None:
    (home / "config").mkdir()
    (home / "config" / file).write_text(text)
    with opened() as screen:
        assert screen.wait() == 2
    assert said in screen.text.replace("\n", "")
    assert b"\x1b[?1049h" not in screen.received


def test_an_option_that_names_nothing_is_said_by_its_own_name(home: Path) -> None:
    with opened("--theme", "nosuch") as screen:
        assert screen.wait() == 2
    assert "--theme" in screen.text
