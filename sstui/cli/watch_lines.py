"""How `watch` says what it sees: text or JSON on standard output, its own troubles beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import tzinfo
from typing import Protocol

from sstui.cli import output
from sstui.cli.diagnostics import narrate
from sstui.insight.records import Event
from sstui.monitor.remembered import event_row
from sstui.monitor.state import AccountState, Link
from sstui.view.event_json import event_object
from sstui.view.event_lines import look_row, looks
from sstui.view.signs import Signs
from sstui.view.text import cells, pad, plain
from sstui.watcher import Watcher

_WIDEST_NAME = 40  # cells
_TROUBLES = frozenset({Link.NO_ANSWER, Link.REFUSED, Link.NO_CREDENTIALS, Link.THROTTLED})


class Lines(Protocol):
    def tell(self, events: Iterable[Event]) -> None:
        """Print ``events``, oldest first, at once."""


class JsonLines:
    """One object for each event."""

    def tell(self, events: Iterable[Event]) -> None:
        for event in events:
            output.json_line(event_object(event_row(event, event.name)))


class TextLines:
    """Time, name, what; one line for each look. In columns on a terminal, else parted by tabs.

    ``names`` are those that the second column has room for.
    """

    def __init__(self, signs: Signs, tz: tzinfo, names: Sequence[str]) -> None:
        self._signs = signs
        self._tz = tz
        widest = max((cells(plain(name)) for name in names), default=0)
        self._width = min(widest, _WIDEST_NAME)

    def tell(self, events: Iterable[Event]) -> None:
        for look in looks(events):
            when, name, what = look_row(look, self._signs, self._tz)
            if output.is_terminal():
                output.line(f"{when}  {pad(name, self._width)}  {what}")
            else:
                output.line(f"{when}\t{name}\t{what}")


class Narration:
    """Tells on standard error what keeps us from seeing, once each time it changes."""

    def __init__(self) -> None:
        self._troubles: dict[str, Link] = {}
        self._notes: tuple[str, ...] = ()

    def follow(self, watcher: Watcher) -> None:
        for account in watcher.fleet().accounts:
            before = self._troubles.pop(account.profile, None)
            if account.link in _TROUBLES:
                self._troubles[account.profile] = account.link
                if account.link is not before:
                    _say(account)
            elif before is not None and account.link is Link.OK:
                narrate(f"sstui: profile {account.profile}: the API answers again")
        notes = watcher.notes
        if watcher.problem is not None:
            notes = (*notes, str(watcher.problem))
        for note in notes:
            if note not in self._notes:
                narrate(f"sstui: {note}")
        self._notes = notes


def _say(account: AccountState) -> None:
    profile, link, error = account.profile, account.link, account.error
    what = "" if error is None else str(error)
    if not what.startswith(f"{link} for profile {profile}"):
        what = f"profile {profile}: {link}" + (f": {what}" if what else "")
    remedy = f"; {error.remedy}" if error is not None and error.remedy else ""
    narrate(f"sstui: {what}{remedy}")
