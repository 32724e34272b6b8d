"""What can be set: a table of keys for each table of ``config.toml``. Durations are seconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sstui.config.alert_settings import AlertSettings, HookSettings, MaintenanceSettings
from sstui.config.own_commands import CommandSettings
from sstui.config.profile_model import DEFAULT_PROFILE, Profile, profiles_schema
from sstui.config.settings_kinds import (
    COLUMN,
    COUNT,
    DURATION,
    FLAG,
    PACE,
    TEXT,
    ZONE,
    choice,
    path,
    texts,
)
from sstui.config.settings_table import named, setting, table, tables, words
from sstui.config.theme_style import DEFAULT_THEME


@dataclass(frozen=True, slots=True, kw_only=True)
class PollSettings:
    """``[poll]``: how often the API is asked. 0 = off."""

    interval: float = setting(PACE, 15.0, "between two looks at a steady instance; 0 is off")
    fast: float = setting(PACE, 10.0, "between two looks at the instance under the cursor")
    budget: int = setting(COUNT, 120, "requests per five minutes and account, of all processes")
    off_interval: float = setting(PACE, 120.0, "for an instance that is off and expected to be")
    stale_after: float | None = setting(
        DURATION, None, "age at which a look is stale; else two missed looks", "1m"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class HistorySettings:
    """``[history]``: the bounds of ``history.db``, and whether it keeps last known bodies."""

    days: int = setting(COUNT, 30, "how long changes are kept")
    megabytes: int = setting(COUNT, 50, "how large the file may grow")
    bodies: bool = setting(FLAG, True, "keep the last known body of each instance, secrets masked")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All that is in force. ``origins`` says of each key where it is from: an option such as
    ``--theme``, a variable, the path of ``config.toml``, or ``default``."""

    theme: str = setting(TEXT, DEFAULT_THEME, "colours: a shipped theme, or your own in themes/")
    profile: str = setting(TEXT, DEFAULT_PROFILE, "the account of commands that name none", "prod")
    watchlist: Path = setting(
        path(), Path("watchlist.toml"), "the watch list, such as a team's", "team.toml"
    )
    signs: str = setting(
        choice("unicode", "narrow", "ascii"), "unicode", "which signs your terminal draws well"
    )
    mouse: bool = setting(FLAG, True, "whether the mouse is used")
    language: str = setting(TEXT, "", "of explanations and console links; else the locale", "en-us")
    timezone: str | None = setting(ZONE, None, "times are shown in; else TZ", "Asia/Singapore")
    secrets: str = setting(
        choice("ask", "never"), "ask", "whether a masked value may be revealed after a question"
    )
    columns: tuple[str, ...] = setting(
        texts(COLUMN),
        (),
        "of the wide list: names, or title=JMESPATH into the body",
        ["24h", "up", "version", "node=configuration.node"],
    )
    poll: PollSettings = setting(table(PollSettings), PollSettings(), "how often the API is asked")
    history: HistorySettings = setting(
        table(HistorySettings), HistorySettings(), "what is recorded, and how much of it"
    )
    alerts: AlertSettings = setting(table(AlertSettings), AlertSettings(), "what calls a person")
    hooks: HookSettings = setting(table(HookSettings), HookSettings(), "programs told of events")
    maintenance: tuple[MaintenanceSettings, ...] = setting(
        tables(MaintenanceSettings), (), "when which instances are quiet"
    )
    commands: tuple[CommandSettings, ...] = setting(
        tables(CommandSettings), (), "your own programs on keys"
    )
    keys: dict[str, str] = setting(
        words(TEXT), dict, "other keys for commands of the dashboard", {"refresh": "r"}
    )
    profiles: dict[str, Profile] = setting(
        named(Profile, profiles_schema), dict, "accounts: region, project, source of credentials"
    )
    config_file: Path
    color: bool = True  # false: NO_COLOR or --no-color
    chosen_profile: str | None = None  # what --profile or SSTUI_PROFILE named
    origins: Mapping[str, str] = field(default_factory=dict)

    def origin(self, key: str) -> str:
        return self.origins.get(key, "default")
