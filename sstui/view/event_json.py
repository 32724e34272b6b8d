"""Events and figures as JSON for other programs: the schemas of README *JSON* (CONTRACT §1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sstui.insight.availability import Availability, Outage, Shares
from sstui.insight.secrets import mask
from sstui.monitor.history_rows import EventRow
from sstui.servicestage.json_types import JSONObject, JSONValue
from sstui.servicestage.refs import InstanceRef

VERSION = 1


def utc_text(time: float) -> str:
    """Epoch seconds as ``2026-11-24T08:47:07.120Z``."""
    moment = datetime.fromtimestamp(time, UTC)
    return moment.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def event_object(event: EventRow) -> JSONObject:
    """One event. What only some have stands at the end, and is left out where there is none:
    ``changes``, ``lasted`` and ``away`` (seconds), ``last`` and ``count`` of several alike,
    ``damped``."""
    told: JSONObject = {
        "v": VERSION,
        "time": utc_text(event.time),
        "name": event.name,
        "instance": None if event.ref is None else event.ref.instance,
        "kind": event.kind,
        "from": _masked(event.before),
        "to": _masked(event.after),
    }
    if event.changes:
        changes: list[JSONValue] = [
            {"path": mask(each.path), "from": each.before, "to": each.after}
            for each in event.changes
        ]
        told["changes"] = changes
    if event.lasted is not None:
        told["lasted"] = round(event.lasted, 3)
    if event.away is not None:
        told["away"] = round(event.away, 3)
    if event.count > 1:
        told |= {"last": utc_text(event.last), "count": event.count}
    if event.damped:
        told["damped"] = True
    return told


def availability_object(name: str, ref: InstanceRef, now: float, found: Availability) -> JSONObject:
    """The figures of one instance over the window that ends ``now`` (epoch seconds)."""
    return {
        "v": VERSION,
        "time": utc_text(now),
        "name": name,
        "instance": ref.instance,
        "window": round(found.window, 3),
        "serving": _shares(found.serving),
        "full": _shares(found.full),
        "degraded": round(found.degraded, 3),
        "moving": round(found.moving, 3),
        "outages": _outages(found.outages),
    }


def _shares(shares: Shares) -> JSONObject:
    share = shares.share
    return {
        "share": None if share is None else round(share, 6),
        "yes": round(shares.yes, 3),
        "no": round(shares.no, 3),
        "off": round(shares.off, 3),
        "unknown": round(shares.unknown, 3),
    }


def _outages(outages: Sequence[Outage]) -> list[JSONValue]:
    return [
        {
            "start": utc_text(each.start),
            "end": None if each.end is None else utc_text(each.end),
            "down": round(each.down, 3),
        }
        for each in outages
    ]


def _masked(text: str | None) -> str | None:
    return None if text is None else mask(text)
