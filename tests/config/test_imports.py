"""What a cold command pays for: the watch list and the paths load the standard library alone."""

from __future__ import annotations

import os
from pathlib import Path

from tests.loaded import loaded_by

HEAVY = ("pydantic", "httpx", "textual", "rich", "tomlkit", "platformdirs", "asyncio", "sqlite3")
LIGHT = ("problems", "files", "themes", "durations", "ui_state")
READING_THE_WATCH_LIST = """
import os
from sstui.config.paths import Paths
from sstui.config.watchlist import WatchList, find
WatchList(Paths.from_environ(os.environ).watchlist_file).load()
"""
SETTINGS_AND_A_PROFILE_IN_FORCE = """
import os
from sstui.config.paths import Paths
from sstui.config.profiles import resolve_profile
from sstui.config.settings import load_settings
environ = {**os.environ, "HOME": "/nobody", "SSTUI_REGION": "cn-north-4"}
settings = load_settings(Paths.from_environ(os.environ), environ, {})
resolve_profile(settings, "default", environ)
"""


def test_nothing_heavy_is_loaded(tmp_path: Path) -> None:
    programs = {
        "reading the watch list and finding a name": READING_THE_WATCH_LIST,
        "settings and a profile in force": SETTINGS_AND_A_PROFILE_IN_FORCE,
        **{name: f"import sstui.config.{name}" for name in LIGHT},
    }
    environ = {**os.environ, "SSTUI_HOME": str(tmp_path)}
    found = loaded_by(list(programs.values()), HEAVY, environ)
    assert [each for each in zip(programs, found, strict=True) if each[1]] == []
