"""What can be set about being told: ``[alerts]``, ``[hooks]`` and ``[[maintenance]]``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sstui.config.settings_kinds import (
    DURATION,
    SOME_TEXT,
    ZONE,
    Expand,
    Kind,
    choice,
    refused,
    text,
    texts,
)
from sstui.config.settings_table import setting

# The words of `sstui.insight.alerts.Alert` and of `sstui.insight.records.EventKind`: this floor
# does not know those, and a test compares.
ALERTS = (
    "bad", "gone", "degraded", "unknown", "recovered", "flapping", "changed", "credentials",
)  # fmt: skip
KINDS = (
    "status", "replicas", "version", "artifacts", "configuration", "resources", "accesses", "job",
    "health", "freshness", "between", "outage", "credentials",
)  # fmt: skip
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_MOMENT = r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?)?$"
_HOURS = r"^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$"
_MOMENT_FORM = 'write one such as "2026-11-28T22:00"'
_HOURS_FORM = 'write them such as "22:00-06:00"; "24:00" is the end of the day'


def _moment(value: object, _: Expand) -> datetime:
    """A time as TOML has it, or as text; without an offset it is one of the window's zone."""
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not re.match(_MOMENT, value, re.ASCII):
        raise refused(f"not a time: {value!r}", _MOMENT_FORM)
    try:
        return datetime.fromisoformat(value)
    except ValueError as error:
        raise refused(f"no such time: {value!r}", _MOMENT_FORM) from error


def _hours(written: str) -> str:
    if not re.match(_HOURS, written, re.ASCII):
        raise ValueError(f"not hours of the day: {written!r}; {_HOURS_FORM}")
    return written


MOMENT = Kind(_moment, {"type": "string", "pattern": _MOMENT})
HOURS = text(_hours, pattern=_HOURS)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertSettings:
    """``[alerts]``: what calls a person."""

    bell: tuple[str, ...] = setting(
        texts(choice(*ALERTS)),
        ("bad", "gone", "credentials"),
        "what rings the terminal's bell; an empty list: nothing",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class HookSettings:
    """``[hooks]``: programs that are told of events, without a shell."""

    on_change: tuple[str, ...] | None = setting(
        texts(SOME_TEXT, least=1),
        None,
        "an argument list; it gets one event as JSON on its standard input",
        ["notify-team", "--quiet"],
    )
    kinds: tuple[str, ...] = setting(
        texts(choice(*KINDS)), KINDS, "of events that it is told of, as `sstui watch --json` has"
    )
    timeout: float = setting(DURATION, 10.0, "after which it is killed, with all that it started")


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintenanceSettings:
    """``[[maintenance]]``: when which instances are quiet. Without names, groups and tags: all."""

    names: tuple[str, ...] = setting(
        texts(SOME_TEXT), (), "of instances; * and ? stand for anything", ["orders-*"]
    )
    groups: tuple[str, ...] = setting(texts(SOME_TEXT), (), "of instances", ["payments"])
    tags: tuple[str, ...] = setting(texts(SOME_TEXT), (), "of instances", ["team-a"])
    begin: datetime | None = setting(MOMENT, None, "not before then", "2026-11-28T22:00")
    end: datetime | None = setting(MOMENT, None, "not after then", "2026-11-29T06:00")
    days: tuple[str, ...] = setting(
        texts(choice(*DAYS)), (), "on which it begins; else every day", ["sat", "sun"]
    )
    hours: str | None = setting(
        HOURS, None, "of each day, over midnight too; else all of it", "22:00-06:00"
    )
    timezone: str | None = setting(ZONE, None, "of these times; else yours", "Asia/Singapore")

    def __post_init__(self) -> None:
        if not (self.begin or self.end or self.days or self.hours):
            raise ValueError("says no time; write begin and end, or days and hours")
        begin, end = self.begin, self.end
        alike = begin and end and (begin.tzinfo is None) == (end.tzinfo is None)
        if begin and end and alike and end <= begin:
            raise ValueError("ends before it begins; correct begin or end")
