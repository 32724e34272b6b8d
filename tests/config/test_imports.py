"""What a cold command pays for: the watch list and the paths load the standard library alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("pydantic", "httpx", "textual", "rich", "tomlkit", "platformdirs", "asyncio", "sqlite3")


def loaded_by(program: str, folder: Path) -> set[str]:
    """The heavy modules that are loaded after ``program`` ran in a process of its own."""
    report = f"{program}\nimport sys; print([m for m in {HEAVY!r} if m in sys.modules])"
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "SSTUI_HOME": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", report], capture_output=True, text=True, check=True, env=environ
    )
    return set(done.stdout.strip("[]\n").replace("'", "").split(", ")) - {""}


def test_reading_the_watch_list_and_finding_a_name(tmp_path: Path) -> None:
    program = (
        "import os; from sstui.config.paths import Paths\n"
        "from sstui.config.watchlist import WatchList, find\n"
        "WatchList(Paths.from_environ(os.environ).watchlist_file).load()"
    )
    assert loaded_by(program, tmp_path) == set()


@pytest.mark.parametrize("module", ["problems", "files", "themes", "durations", "ui_state"])
def test_modules_that_stay_light(tmp_path: Path, module: str) -> None:
    assert loaded_by(f"import sstui.config.{module}", tmp_path) == set()


def test_settings_and_a_profile_in_force_cost_no_pydantic(tmp_path: Path) -> None:
    program = (
        "import os; from sstui.config.paths import Paths\n"
        "from sstui.config.profiles import resolve_profile\n"
        "from sstui.config.settings import load_settings\n"
        "environ = {**os.environ, 'HOME': '/nobody', 'SSTUI_REGION': 'cn-north-4'}\n"
        "settings = load_settings(Paths.from_environ(os.environ), environ, {})\n"
        "resolve_profile(settings, 'default', environ)"
    )
    assert loaded_by(program, tmp_path) == set()
