"""``[alerts]``, ``[hooks]`` and ``[[maintenance]]``: what may be written, and what is said else."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sstui.config.alert_settings import ALERTS, KINDS, MaintenanceSettings
from sstui.config.paths import Paths
from sstui.config.problems import ConfigurationError
from sstui.config.settings import Settings, load_settings
from sstui.insight.alerts import Alert
from sstui.insight.records import EventKind
from tests.cases import every


def load(home: Path, text: str) -> Settings:
    paths = Paths.from_environ({"SSTUI_HOME": str(home)})
    paths.config_file.parent.mkdir(parents=True, exist_ok=True)
    paths.config_file.write_text(text)
    return load_settings(paths, {}, {})


def test_the_words_are_those_of_what_happens() -> None:
    assert tuple(Alert) == ALERTS
    assert tuple(EventKind) == KINDS


def test_without_a_word_the_bell_rings_for_bad_gone_and_credentials(tmp_path: Path) -> None:
    settings = load(tmp_path, "")
    assert settings.alerts.bell == ("bad", "gone", "credentials")
    assert settings.hooks.on_change is None
    assert settings.hooks.kinds == KINDS
    assert settings.hooks.timeout == 10.0
    assert settings.maintenance == ()


def test_a_window_has_times_as_text_or_as_toml_has_them(tmp_path: Path) -> None:
    text = """
[[maintenance]]
groups = ["payments"]
begin = 2026-11-28T22:00:00Z
end = "2026-11-29 06:00"
timezone = "Asia/Singapore"

[[maintenance]]
days = ["sat", "sun"]
hours = "22:00-06:00"
"""
    once, weekly = load(tmp_path, text).maintenance
    assert once.begin == datetime(2026, 11, 28, 22, tzinfo=UTC)
    assert once.end == datetime(2026, 11, 29, 6)
    assert (once.groups, once.timezone) == (("payments",), "Asia/Singapore")
    assert weekly == MaintenanceSettings(days=("sat", "sun"), hours="22:00-06:00")


@every(
    ("text", "said"),
    [
        ('[alerts]\nbell = ["bed"]', 'config.toml:2: alerts.bell[1]: not one of the known words'),
        ('[alerts]\nbel = []', "config.toml:2: alerts.bel: unknown key"),
        ('[hooks]\nkinds = ["helth"]', "hooks.kinds[1]: not one of the known words"),
        ('[hooks]\ntimeout = "soon"', "config.toml:2: hooks.timeout: not a duration"),
        ("[hooks]\non_change = []", "hooks.on_change: an empty list"),
        ('[[maintenance]]\ngroups = ["a"]', "maintenance[1]: says no time"),
        ('[[maintenance]]\nhours = "22-6"', "config.toml:2: maintenance[1].hours: not hours"),
        ('[[maintenance]]\nhours = "22:00-25:00"', "not hours of the day"),
        ('[[maintenance]]\ndays = ["Sat"]', "maintenance[1].days[1]: not one of the known words"),
        ('[[maintenance]]\nbegin = "tonight"', "maintenance[1].begin: not a time: 'tonight'"),
        ('[[maintenance]]\nbegin = "2026-02-30"', "no such time"),
        (
            '[[maintenance]]\nbegin = "2026-03-02"\nend = "2026-03-01"',
            "maintenance[1]: ends before it begins",
        ),
        ('[[maintenance]]\ndays = ["sat"]\ntimezone = "Mars"', "timezone: no time zone: 'Mars'"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_line_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        load(tmp_path, text)
    line = str(refused.value)
    assert said in line
    assert "\n" not in line
