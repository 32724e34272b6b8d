"""Garbage is looked for while nobody types.

Python looks through all that lives once a quarter more of it has come. With 500 instances that
takes 60 to 90 ms, in the middle of whatever goes on, and of 20 keys one waited for it. What no
cycle holds is freed without it, and the young are looked through as ever (1 ms).
"""

from __future__ import annotations

import gc

QUIET = 2.0  # seconds without a key after which nobody is kept waiting
_DUE = 10  # looks through the young after which Python would look through all
_OVERDUE = 20 * _DUE  # and after which a key waits after all
_NEVER = 1_000_000_000


def tame() -> None:
    """From now on all is looked through by `collect` alone."""
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, _NEVER)


def collect(idle: float) -> bool:
    """Look through all that lives where that is due, ``idle`` seconds after the last key; whether
    it was done."""
    looks = gc.get_count()[2]
    if looks < (_DUE if idle >= QUIET else _OVERDUE):
        return False
    gc.collect()
    return True
