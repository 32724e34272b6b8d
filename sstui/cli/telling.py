"""What settings say about being told, as the watcher takes it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, time, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sstui.config.alert_settings import DAYS, MaintenanceSettings
from sstui.config.child_environ import child_environ
from sstui.config.paths import home_of
from sstui.config.settings import Settings
from sstui.config.zone import local_zone
from sstui.insight.maintenance import EVERY_DAY, Times, Window
from sstui.insight.records import Event

if TYPE_CHECKING:
    from sstui.monitor.hooks import Hooks

_MIDNIGHT = "24:00"


def windows_of(settings: Settings, environ: Mapping[str, str]) -> tuple[Window, ...]:
    """Those of maintenance; a time without a zone is one of the user's."""
    if not settings.maintenance:
        return ()
    here = local_zone(environ, settings.timezone)
    return tuple(_window(each, here) for each in settings.maintenance)


def _window(given: MaintenanceSettings, here: tzinfo) -> Window:
    zone = ZoneInfo(given.timezone) if given.timezone else here
    start, _, stop = (given.hours or f"00:00-{_MIDNIGHT}").partition("-")
    times = Times(
        zone,
        _instant(given.begin, zone),
        _instant(given.end, zone),
        frozenset(map(DAYS.index, given.days)) or EVERY_DAY,
        time.fromisoformat(start),
        None if stop == _MIDNIGHT else time.fromisoformat(stop),
    )
    return Window(times, given.names, given.groups, given.tags)


def _instant(moment: datetime | None, zone: tzinfo) -> float | None:
    if moment is None:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).timestamp()


def hooks_of(settings: Settings, environ: Mapping[str, str]) -> Hooks | None:
    """The one that is set, ready to be served; None: none is."""
    hook = settings.hooks
    if hook.on_change is None:
        return None
    from sstui.monitor.hook_program import Program
    from sstui.monitor.hooks import Hooks

    theirs = child_environ(environ, settings.profiles.values())
    program = Program(hook.on_change, theirs, home_of(environ), hook.timeout)
    return Hooks(program, event_text, hook.kinds)


def event_text(event: Event) -> str:
    """An event as one JSON object, as `sstui watch --json` prints it."""
    from sstui.monitor.remembered import event_row
    from sstui.view.event_json import event_object

    return json.dumps(event_object(event_row(event, event.name)), ensure_ascii=False)
