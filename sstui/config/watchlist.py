"""The watch list: what is bookmarked."""

from __future__ import annotations

from dataclasses import dataclass

from sstui.servicestage.refs import InstanceRef


@dataclass(frozen=True, slots=True)
class Bookmark:
    """One ``[[instance]]`` of ``watchlist.toml``. Durations are seconds; None = not given."""

    name: str
    ref: InstanceRef
    profile: str = "default"
    group: str = ""
    tags: tuple[str, ...] = ()
    note: str = ""
    interval: float | None = None
    expect: str | None = None  # "running", "off", "any"
    stuck_after: float | None = None
