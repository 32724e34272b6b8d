"""Availability in a row of words. Never called an SLA (CONTRACT §5)."""

from __future__ import annotations

from sstui.insight.availability import Availability, Shares
from sstui.view.age import MINUTE, lasted
from sstui.view.strip import percent

NO_FIGURE = "-"


def availability_row(name: str, found: Availability) -> tuple[str, ...]:
    """Name, serving, full, known, not known, outages, the longest of them."""
    longest = found.longest
    return (
        name,
        share_text(found.serving),
        share_text(found.full),
        lasted(found.serving.known),
        lasted(found.serving.unknown) if found.serving.unknown >= MINUTE else "0s",
        str(len(found.outages)),
        NO_FIGURE if longest is None else lasted(longest),
    )


def share_text(shares: Shares) -> str:
    """A percentage; where less than half is known ``not known``, where it was off all the time
    ``off``."""
    if shares.share is not None:
        return percent(shares.share)
    return "off" if shares.off > shares.unknown else "not known"
