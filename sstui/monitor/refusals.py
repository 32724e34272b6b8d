"""How long an account is left alone after a 401 or a 429 (DESIGN §6, rules 6 and 7). Pure; all
instants on one time line."""

from __future__ import annotations

from collections.abc import Sequence

from sstui.monitor import pacing

HOUR = 3600.0
TRIES_AN_HOUR = 3
_LEEWAY = 1.0  # a request leaves a little after it was allowed


def next_try(tries: Sequence[float]) -> float:
    """The instant from which refused credentials may be tried again: a minute after the first
    try, then every twenty, never a fourth within an hour. ``tries``: at least one, oldest first.
    """
    at = tries[-1] + pacing.refused_wait(len(tries))
    if len(tries) < TRIES_AN_HOUR:
        return at
    return max(at, tries[-TRIES_AN_HOUR] + HOUR + _LEEWAY)


def silence(times: int, retry_after: float | None) -> float:
    """Seconds that all processes are silent after the ``times``-th 429 in a row."""
    if retry_after is not None:
        return min(max(retry_after, 1.0), pacing.RETRY_AFTER_AT_MOST)
    return pacing.THROTTLED_FIRST if times <= 1 else pacing.THROTTLED_THEN
