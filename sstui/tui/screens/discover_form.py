"""What the picker's new bookmarks are given: group, profile, interval, tags."""

from __future__ import annotations

from collections.abc import Callable, Collection

from sstui.config.durations import parse_duration, write_duration
from sstui.config.problems import did_you_mean
from sstui.tui.screens.edit import Form
from sstui.view.discover_side import Draft
from sstui.view.text import plain


class DraftForm(Form):
    """``profiles`` are those that there are; ``take`` is called with what was written."""

    HEADING = "what is added gets these; another profile is another account to read"
    NAMES = ("group", "profile", "interval", "tags")

    def __init__(
        self, draft: Draft, profiles: Collection[str], take: Callable[[Draft], None]
    ) -> None:
        interval = "" if draft.interval is None else write_duration(draft.interval)
        super().__init__(
            {
                "group": draft.group,
                "profile": draft.profile,
                "interval": interval,
                "tags": " ".join(draft.tags),
            }
        )
        self._profiles = profiles
        self._take = take

    def save(self) -> str:
        profile = self.field("profile") or "default"
        if profile not in self._profiles:
            raise ValueError(
                f"no profile {plain(profile)}; {did_you_mean(profile, self._profiles)}"
            )
        interval = self.field("interval")
        self._take(
            Draft(
                self.field("group"),
                profile,
                parse_duration(interval) if interval else None,
                tuple(self.field("tags").replace(",", " ").split()),
            )
        )
        return "kept for what is added"
