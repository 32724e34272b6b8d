"""What an instance was earlier: its body with recorded changes taken back. Pure.

History keeps the last body and every change with both values, secrets masked. So an earlier body
is as complete as the recording: a secret that changed since is a mask in it, and a change that
was not kept in full is counted as *lost*.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sstui.insight.list_items import labels_of
from sstui.insight.records import Change, Event, EventKind
from sstui.insight.standins import without_stand_in
from sstui.servicestage.json_types import JSONObject, JSONValue

_MORE = re.compile(r"and (\d+) more places\Z")
_SET_UP = frozenset(
    {EventKind.VERSION, EventKind.ARTIFACTS, EventKind.CONFIGURATION, EventKind.RESOURCES,
     EventKind.ACCESSES}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moment:
    """How it was from ``since`` (epoch seconds; None: from before the recording began) until a
    look at ``until`` found ``changes``. ``set_up``: one of these may be drift."""

    since: float | None
    until: float
    changes: tuple[Change, ...]
    set_up: bool


def moments(events: Sequence[Event]) -> tuple[Moment, ...]:
    """The earlier states of one instance, newest first; ``events`` are its own, oldest first."""
    found: list[Moment] = []
    since: float | None = None
    looks: dict[float, list[Event]] = {}
    for event in events:
        looks.setdefault(event.time, []).append(event)
    for time, together in looks.items():
        changes = tuple(change for event in together for change in event.changes)
        if any(event.kind is EventKind.STATUS and event.before is None for event in together):
            since = time  # the first look: nothing is known of what was before
        elif changes:
            set_up = any(event.kind in _SET_UP or _scales(event) for event in together)
            found.append(Moment(since, time, changes, set_up))
            since = time
    return tuple(reversed(found))


def _scales(event: Event) -> bool:
    return any(change.path == "status_detail.replica" for change in event.changes)


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier body. ``recorded``: the paths at which it was made different; ``lost``: how many
    changes could not be taken back, since they were not recorded in full."""

    document: JSONValue
    recorded: frozenset[str]
    lost: int = 0


def taken_back(document: JSONValue, changes: Iterable[Change]) -> Past:
    """``document`` before ``changes``, newest first."""
    document = copy.deepcopy(document)
    recorded: set[str] = set()
    lost = 0
    for change in changes:
        more = _MORE.match(change.after) if isinstance(change.after, str) else None
        if more is not None and change.before is None:
            lost += int(more[1])
        elif _put(document, change.path, change.before):
            recorded.add(change.path)
        else:
            lost += 1
    return Past(document, frozenset(recorded), lost)


_Step = tuple[JSONValue, str | int]  # a container, and the key or index in it


def _put(document: JSONValue, path: str, value: JSONValue) -> bool:
    """Make the value at ``path`` be ``value`` again, None: as if it had never been there."""
    found = next(_steps(document, f".{path}"), None)
    if found is not None:
        _replace(*found, value)
        return True
    return value is None or _add(document, path, value)


def _steps(node: JSONValue, rest: str) -> Iterator[_Step]:
    """Where ``rest`` leads: names may hold dots, so that there may be several ways to read it."""
    for key, label, child in _labelled(node):
        if rest == label:
            yield node, key
        elif rest.startswith(label) and rest[len(label)] in ".[":
            yield from _steps(child, rest[len(label) :])


def _labelled(node: JSONValue) -> Iterator[tuple[str | int, str, JSONValue]]:
    """Each part of a container with its label in paths, as changes name it."""
    if isinstance(node, dict):
        for name, child in node.items():
            yield name, f".{without_stand_in(name)}", child
    elif isinstance(node, list):
        for index, (label, child) in enumerate(zip(labels_of(node), node, strict=True)):
            yield index, without_stand_in(label), child


def _replace(container: JSONValue, key: str | int, value: JSONValue) -> None:
    if isinstance(container, dict) and isinstance(key, str):
        if value is None:
            del container[key]
        else:
            container[key] = value
    elif isinstance(container, list) and isinstance(key, int):
        item = container[key]
        if value is None:
            del container[key]
        elif isinstance(item, dict) and "value" in item and not _is_item(value):
            container[key] = {**item, "value": value}  # of a variable the value is recorded
        else:
            container[key] = value


def _is_item(value: JSONValue) -> bool:
    return isinstance(value, dict) and "name" in value


def _add(document: JSONValue, path: str, value: JSONValue) -> bool:
    """Put back what was taken away: into the deepest container that ``path`` names."""
    best: tuple[JSONValue, str] | None = None
    pending: list[tuple[JSONValue, str]] = [(document, f".{path}")]
    while pending:
        node, rest = pending.pop()
        if isinstance(node, (dict, list)) and (best is None or len(rest) < len(best[1])):
            best = node, rest
        for _, label, child in _labelled(node):
            if rest.startswith(label) and rest[len(label) : len(label) + 1] in (".", "["):
                pending.append((child, rest[len(label) :]))
    if best is None:
        return False
    container, rest = best
    if isinstance(container, list):
        container.append(_item(rest[1:], value))
    elif isinstance(container, dict):
        container[rest[1:]] = value
    return True


def _item(name: str, value: JSONValue) -> JSONValue:
    """A list's item as it was recorded: whole, or of a variable its value alone."""
    if isinstance(value, dict):
        return value
    variable: JSONObject = {"name": name, "value": value}
    return variable
