"""Where files are."""

from __future__ import annotations

from pathlib import Path

import pytest

from sstui.config.paths import Paths, expand


def test_sstui_home_moves_every_file(tmp_path: Path) -> None:
    paths = Paths.from_environ({"SSTUI_HOME": str(tmp_path)})
    assert paths.named() == {
        "config": tmp_path / "config/config.toml",
        "watchlist": tmp_path / "config/watchlist.toml",
        "themes": tmp_path / "config/themes",
        "history": tmp_path / "state/history.db",
        "shared": tmp_path / "state/shared.db",
        "ui": tmp_path / "state/ui.json",
        "fingerprint-key": tmp_path / "state/fingerprint.key",
        "status": tmp_path / "state/status.json",
        "queries": tmp_path / "state/queries.json",
        "cache": tmp_path / "cache",
        "log": tmp_path / "log/sstui.log",
    }
    assert list(tmp_path.iterdir()) == []


def test_a_home_may_begin_with_a_tilde_or_be_relative(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    tilde = Paths.from_environ({"SSTUI_HOME": "~/x", "HOME": "/users/ana"})
    assert tilde.config_file == Path("/users/ana/x/config/config.toml")
    relative = Paths.from_environ({"SSTUI_HOME": "x"})
    assert relative.config_file == tmp_path / "x/config/config.toml"


def test_without_it_the_platform_says_where(home: Path) -> None:
    paths = Paths.from_environ({})
    user = home.parent / "user"
    assert all(path.is_relative_to(user) for path in paths.named().values())
    assert all(
        "sstui" in path.parts or "sstui.log" in path.parts for path in paths.named().values()
    )


def test_a_tilde_in_the_middle_is_a_name() -> None:
    assert expand("a/~/b", {"HOME": "/h"}, Path("/base")) == Path("/base/a/~/b")
    assert expand("~", {"HOME": "/h"}, Path("/base")) == Path("/h")
    assert expand("/abs", {}, Path("/base")) == Path("/abs")
