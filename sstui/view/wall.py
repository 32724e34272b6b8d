"""Wall times as text, in the time zone that the user chose."""

from __future__ import annotations

from datetime import datetime, tzinfo

from sstui.monitor.state import Fleet
from sstui.view.text import cut_end, plain


def clock_text(fleet: Fleet, instant: float, tz: tzinfo) -> str:
    """``14:14`` of a monotonic instant."""
    return wall_text(fleet.wall_time(instant), tz)


def wall_text(wall: float, tz: tzinfo, form: str = "%H:%M") -> str:
    """A wall time (epoch seconds) in ``tz``; a dash where it is beyond the calendar."""
    try:
        return datetime.fromtimestamp(wall, tz).strftime(form)
    except (OverflowError, ValueError, OSError):
        return "-"


def zone_text(wall: float, tz: tzinfo) -> str:
    """The short name of the time zone then, ``UTC``, ``CST``, ``+08``."""
    return cut_end(plain(datetime.fromtimestamp(wall, tz).tzname() or ""), 6, "")


def day_text(now: float, wall: float, tz: tzinfo) -> str:
    """``14:02`` today, else ``12Nov``: both epoch seconds, at most five cells."""
    if wall_text(now, tz, "%Y-%m-%d") == wall_text(wall, tz, "%Y-%m-%d"):
        return wall_text(wall, tz)
    return wall_text(wall, tz, "%d%b").lstrip("0")


def moment_text(now: float, wall: float, tz: tzinfo) -> str:
    """``14:02`` today, else ``18 Nov 14:02``."""
    if wall_text(now, tz, "%Y-%m-%d") == wall_text(wall, tz, "%Y-%m-%d"):
        return wall_text(wall, tz)
    return wall_text(wall, tz, "%d %b %H:%M").lstrip("0")
