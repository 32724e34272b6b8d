"""Ages and durations as text.

An age in a column is at most three cells, so that a column of them never moves: ``now`` under five
seconds, then ``5s`` … ``55s`` in steps of five (always rounded down), ``1m`` … ``59m``, ``1h`` …
``23h``, ``1d`` … ``6d``, ``1w`` … ``99w``, and whole years above that.
"""

from __future__ import annotations

MINUTE = 60
HOUR = 3600
DAY = 86400
WEEK = 7 * DAY
YEAR = 365 * DAY
_WEEKS_SHOWN = 100 * WEEK
_YEARS_SHOWN = 99

_UNITS = ((YEAR, "y"), (WEEK, "w"), (DAY, "d"), (HOUR, "h"), (MINUTE, "m"), (1, "s"))


def age(seconds: float) -> str:
    """At most three cells; a negative age (a clock that stepped) reads ``now``."""
    if seconds < MINUTE:
        step = int(seconds) // 5 * 5
        return f"{step}s" if step >= 5 else "now"
    return _coarse(seconds)


def _coarse(seconds: float) -> str:
    if seconds < HOUR:
        return f"{int(seconds // MINUTE)}m"
    if seconds < DAY:
        return f"{int(seconds // HOUR)}h"
    if seconds < WEEK:
        return f"{int(seconds // DAY)}d"
    if seconds < _WEEKS_SHOWN:
        return f"{int(seconds // WEEK)}w"
    return f"{min(int(seconds // YEAR), _YEARS_SHOWN)}y"


def for_age(seconds: float, *, at_least: bool = False) -> str:
    """``for 12m``, ``for at least 12m``, ``just now``."""
    text = age(seconds)
    if text == "now":
        return "just now"
    return f"for at least {text}" if at_least else f"for {text}"


def ago(seconds: float) -> str:
    """``14m ago``, ``just now``."""
    text = age(seconds)
    return "just now" if text == "now" else f"{text} ago"


def duration(seconds: float) -> str:
    """The length of a stretch of time in at most two units: ``41s``, ``2h10m``, ``3d``."""
    left = max(int(seconds), 0)
    for index, (size, unit) in enumerate(_UNITS[:-1]):
        if left >= size:
            smaller, small_unit = _UNITS[index + 1]
            rest = left % size // smaller
            return f"{left // size}{unit}" + (f"{rest}{small_unit}" if rest else "")
    return f"{left}s"


def lasted(seconds: float) -> str:
    """The length of what is over: one unit under an hour (``3m``), two above (``2h10m``)."""
    return duration(seconds if seconds < MINUTE or seconds >= HOUR else seconds // MINUTE * MINUTE)


def wait(seconds: float) -> str:
    """Time until something, in steps of five rounded up, so that it changes as rarely as an age."""
    if seconds <= 0:
        return "now"
    step = -(-int(-(-seconds // 1)) // 5) * 5
    return f"{step}s" if step < MINUTE else duration(step)
