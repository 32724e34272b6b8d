"""The looks that `check` makes: one at each, with what the dashboard would look with."""

from __future__ import annotations

import os
from collections.abc import Sequence

from sstui.cli.check_cached import Seen, Wanted
from sstui.cli.options import Options
from sstui.cli.session import Session
from sstui.config.bookmarks import Bookmark
from sstui.monitor.loop import run
from sstui.monitor.state import Fleet
from sstui.monitor.status_file import status_of
from sstui.watcher import Watcher


def look_at(options: Options, wanted: Wanted, within: float) -> Seen:
    """All within so many seconds. Raises what `Session` and ``wanted`` do."""
    session = Session(options, os.environ)
    chosen = wanted.of(session.watch_list.load())
    fleet = run(_look(session.watcher, chosen, within))
    advice = [note for note in session.watcher.notes if note]
    errors = (each.error for each in fleet.snapshots if each.error is not None)
    advice += dict.fromkeys(f"{error}: {error.remedy}" for error in errors)
    return Seen(status_of(fleet, running=True).instances, f"{len(chosen)} looked at", advice)


async def _look(watcher: Watcher, chosen: Sequence[Bookmark], within: float) -> Fleet:
    try:
        return await watcher.look_at_each(chosen, within)
    finally:
        await watcher.close()
