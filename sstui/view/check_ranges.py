"""Ranges of the monitoring-plugins guidelines: what a figure may be before somebody is told.

``10`` is 0 to 10, ``10:`` at least 10, ``~:10`` at most 10, ``10:20`` between them; what lies
outside alerts. With ``@`` in front what lies inside does, the ends included. Source: Monitoring
Plugins Development Guidelines, *Threshold and Ranges*.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

FORM = "write 10, 10:, ~:10, 10:20 or @10:20"
_ANY = "~"


@dataclass(frozen=True, slots=True)
class Range:
    """``start`` and ``end`` belong to it; ``inside``: a value in it alerts, else one outside."""

    start: float
    end: float
    inside: bool = False

    def alerts(self, value: float) -> bool:
        return (self.start <= value <= self.end) is self.inside

    def __str__(self) -> str:
        """As it is written in perfdata: numbers alone."""
        text = f"{_bound(self.start, _ANY)}:{_bound(self.end, '')}"
        return ("@" if self.inside else "") + text


def parse_range(text: str, number: Callable[[str], float] = float) -> Range:
    """``number`` reads a bound. Raises ValueError, whose text says what is wrong."""
    written = text.strip()
    inside = written.startswith("@")
    start, colon, end = written.removeprefix("@").rpartition(":")
    if not (start or end) or (colon and not start):
        raise ValueError(f"not a range: {text!r}; {FORM}")
    try:
        low = 0.0 if not colon else float("-inf") if start == _ANY else number(start)
        high = float("inf") if not end else number(end)
    except ValueError as error:
        raise ValueError(f"not a range: {text!r}; {FORM}") from error
    if not low <= high:  # also for what is no number
        raise ValueError(f"a range that ends before it begins: {text!r}")
    return Range(low, high, inside)


def _bound(value: float, endless: str) -> str:
    return endless if value in (float("-inf"), float("inf")) else f"{value:.12g}"
