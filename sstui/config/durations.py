"""Durations as people write them: ``500ms``, ``2s``, ``5m``, ``3h``, ``7d``, or bare seconds."""

from __future__ import annotations

import re

FORM = "write 500ms, 2s, 5m, 3h, 7d, or a number of seconds"

_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "": 1.0}
_WRITTEN = re.compile(r"(\d{1,12}(?:\.\d{1,6})?)\s*(ms|s|m|h|d|)", re.ASCII)
_TEN_YEARS = 10 * 366 * 86400.0


def parse_duration(value: object) -> float:
    """``value`` in seconds, zero included. Raises ValueError, whose text says what is wrong."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(f"not a duration: {value!r}")
    if isinstance(value, str):
        written = _WRITTEN.fullmatch(value.strip().lower())
        if written is None:
            raise ValueError(f"not a duration: {value!r}")
        seconds = float(written[1]) * _SECONDS[written[2]]
    else:
        seconds = float(value)
    if not 0 <= seconds <= _TEN_YEARS:
        raise ValueError(f"out of range: {value!r}")
    return round(seconds, 3)


def write_duration(seconds: float) -> str:
    """``seconds`` in the largest unit that stays whole, as it is written into a file."""
    thousandths = round(seconds * 1000)
    for unit in ("d", "h", "m", "s"):
        size = round(_SECONDS[unit] * 1000)
        if thousandths and thousandths % size == 0:
            return f"{thousandths // size}{unit}"
    return f"{thousandths}ms" if thousandths else "0s"
