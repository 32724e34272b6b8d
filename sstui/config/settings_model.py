"""What can be set, with its default and its meaning. Durations are seconds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool
from pydantic import StrictInt as Integer

from sstui.config.durations import FORM, parse_duration
from sstui.config.profile_model import DEFAULT_PROFILE, Profile
from sstui.config.theme_style import DEFAULT_THEME

SHORTEST = 1.0  # seconds between two looks


def _duration(value: object) -> float:
    try:
        return parse_duration(value)
    except ValueError as error:
        raise ValueError(f"{error}; {FORM}") from error


def _pace(seconds: float) -> float:
    if 0 < seconds < SHORTEST:
        raise ValueError(f"too short: {seconds:g}s; at least {SHORTEST:g}s, 0 is off")
    return seconds


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"no time zone: {name!r}; write one such as Asia/Singapore") from error
    return name


Duration = Annotated[float, BeforeValidator(_duration)]
Pace = Annotated[Duration, AfterValidator(_pace)]
Text = Annotated[str, Field(min_length=1)]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PollSettings(_Table):
    """``[poll]``. 0 = off. ``stale_after`` None: after two missed looks."""

    interval: Pace = 15.0  # a steady instance
    fast: Pace = 10.0  # the one under the cursor
    budget: Annotated[Integer, Field(ge=1)] = 120  # requests per five minutes and account
    off_interval: Pace = 120.0  # one that is off and expected to be
    stale_after: Duration | None = None


class HistorySettings(_Table):
    """``[history]``: the bounds of ``history.db``, and whether it keeps last known bodies."""

    days: Annotated[Integer, Field(ge=1)] = 30
    megabytes: Annotated[Integer, Field(ge=1)] = 50
    bodies: StrictBool = True


class HookSettings(_Table):
    """``[hooks]``: argument lists, run without a shell, one event as JSON on standard input."""

    on_change: Annotated[tuple[Text, ...], Field(min_length=1)] | None = None


class CommandSettings(_Table):
    """One ``[[commands]]``: the operator's own program on a key."""

    key: Text
    title: Text
    run: Annotated[tuple[Text, ...], Field(min_length=1)]
    dangerous: StrictBool = False


class Settings(_Table):
    """All that is in force. ``origins`` says of each key where it is from: an option such as
    ``--theme``, a variable, ``config.toml``, or ``default``."""

    theme: str = DEFAULT_THEME
    profile: str = DEFAULT_PROFILE
    watchlist: Path
    signs: Literal["unicode", "narrow", "ascii"] = "unicode"
    mouse: StrictBool = True
    color: StrictBool = True  # false: NO_COLOR or --no-color
    language: str = ""
    timezone: Annotated[str, AfterValidator(_zone)] | None = None
    secrets: Literal["ask", "never"] = "ask"
    columns: tuple[str, ...] = ()
    poll: PollSettings = PollSettings()
    history: HistorySettings = HistorySettings()
    hooks: HookSettings = HookSettings()
    commands: tuple[CommandSettings, ...] = ()
    keys: dict[str, str] = Field(default_factory=dict)
    profiles: dict[str, Profile] = Field(default_factory=dict)
    config_file: Path
    chosen_profile: str | None = None  # what --profile or SSTUI_PROFILE named
    origins: dict[str, str] = Field(default_factory=dict)

    def origin(self, key: str) -> str:
        return self.origins.get(key, "default")


# Keys of `Settings` that are not keys of ``config.toml``.
NOT_IN_FILE = frozenset({"color", "config_file", "chosen_profile", "origins"})
FILE_KEYS = frozenset(Settings.model_fields) - NOT_IN_FILE
PROFILE_KEYS = frozenset(Profile.model_fields) - {"name", "origins"}


def known_keys(place: tuple[str | int, ...]) -> frozenset[str]:
    """The keys that ``config.toml`` may have in the table at ``place``."""
    match place:
        case ():
            return FILE_KEYS
        case ("profiles", _):
            return PROFILE_KEYS
        case ("poll",):
            return frozenset(PollSettings.model_fields)
        case ("history",):
            return frozenset(HistorySettings.model_fields)
        case ("hooks",):
            return frozenset(HookSettings.model_fields)
        case _:
            return frozenset(CommandSettings.model_fields)
