"""The order of the list, stable enough to be read while it lives.

A row rises at once when it gets worse, but not under the fingers: it waits until no key was pressed
for five seconds. It sinks after ten calm minutes. Equal rows keep the file's order, so each has one
place to which it returns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from sstui.insight.records import Freshness
from sstui.monitor.state import Fleet, Snapshot
from sstui.servicestage.refs import InstanceRef
from sstui.view.standing import Standing, blind_profiles, standings, state_since
from sstui.view.text import plain

if TYPE_CHECKING:
    from sstui.config.bookmarks import Bookmark

Key = tuple[bool, float, str]  # missing ones last, then by number, then by text
KEY_QUIET = 5.0
CALM = 600.0


class Order(StrEnum):
    WORST = "worst"
    NAME = "name"
    CHANGE = "change"
    COLUMN = "column"  # one of the wide list's


ORDERS = (Order.WORST, Order.NAME, Order.CHANGE)  # by their key, in any list


class By(NamedTuple):
    """A column to sort by: its name, and what it gives for an instance; the smallest first."""

    name: str
    key: Callable[[Snapshot], Key]


class Place(NamedTuple):
    """``held`` is the severity by which the row is placed, ``actual`` the one at the last ranking;
    ``calm_since`` is when it became better than its place."""

    held: Standing
    actual: Standing
    calm_since: float | None = None


class Basis(NamedTuple):
    """All that the order of the worst follows from, but for the time."""

    bookmarks: tuple[Bookmark, ...]
    standings: tuple[Standing, ...]
    blind: frozenset[str]


@dataclass(frozen=True, slots=True)
class Ranking:
    """All watched refs in the order in which they are listed (inside their groups)."""

    order: Order
    by: str = ""  # the column
    refs: tuple[InstanceRef, ...] = ()
    places: Mapping[InstanceRef, Place] = field(default_factory=dict)
    index: Mapping[InstanceRef, int] = field(default_factory=dict)  # of ``refs``
    basis: Basis | None = None
    waiting: tuple[bool, ...] = ()  # to rise or to sink, in the file's order


def rank(
    previous: Ranking | None,
    fleet: Fleet,
    *,
    order: Order,
    now: float,
    last_key: float | None,
    by: By | None = None,
) -> Ranking:
    """``now`` and ``last_key`` are monotonic seconds; ``last_key`` None = no key yet. ``by`` is
    the column of `Order.COLUMN`."""
    quiet = last_key is None or now - last_key >= KEY_QUIET
    bookmarks = tuple([snapshot.bookmark for snapshot in fleet.snapshots])
    basis = Basis(bookmarks, standings(fleet.snapshots), blind_profiles(fleet))
    name = by.name if by is not None else ""
    same = previous if previous and (previous.order, previous.by) == (order, name) else None
    if same and order is Order.WORST and not any(same.waiting) and same.basis == basis:
        return same
    places, moved = _places(previous, fleet, basis, now, quiet)
    waiting = tuple([place.held is not place.actual for place in places.values()])
    if same is not None and order is Order.WORST and not moved:
        refs = same.refs
    elif same is not None and order in (Order.CHANGE, Order.COLUMN) and not quiet:
        refs = _held(same.refs, fleet)
    else:
        refs = _sorted(fleet, order, places, by)
    if same is not None and same.refs == refs:
        return replace(same, places=places, basis=basis, waiting=waiting)
    index = {ref: at for at, ref in enumerate(refs)}
    return Ranking(order, name, refs, places, index, basis, waiting)


def _places(
    previous: Ranking | None, fleet: Fleet, basis: Basis, now: float, quiet: bool
) -> tuple[dict[InstanceRef, Place], bool]:
    """The place of each, and whether anybody's changed: only of those is it worked out again that
    stand otherwise than before, or that wait."""
    before = previous.places if previous else {}
    then = previous.basis if previous else None
    count = len(basis.bookmarks)
    standing_then: Sequence[Standing | None] = [None] * count
    waited: Sequence[bool] = [True] * count
    places: dict[InstanceRef, Place] = {}
    if previous and then and (then.bookmarks, then.blind) == (basis.bookmarks, basis.blind):
        standing_then, waited, places = then.standings, previous.waiting, dict(before)
    moved = not places
    each = zip(fleet.snapshots, basis.standings, standing_then, waited, strict=True)
    for snapshot, actual, was, waits in each:
        if actual is was and not waits:
            continue
        ref = snapshot.ref
        place = old = before.get(ref)
        stale = snapshot.freshness is Freshness.STALE
        if place is None or not (stale and snapshot.bookmark.profile in basis.blind):
            place = _place(place, actual, now, quiet)
        places[ref] = place
        moved = moved or old is None or old.held is not place.held
    return places, moved


def _place(place: Place | None, actual: Standing, now: float, quiet: bool) -> Place:
    if place is None:
        return Place(actual, actual)
    if actual == place.held:
        return place if place.actual == actual else Place(actual, actual)
    first_sight = place.held is Standing.UNSEEN  # nothing to be calm about
    was_said = actual is Standing.QUIET  # by a person: there is nothing to wait for
    if actual < place.held or first_sight or was_said:
        return Place(actual if quiet else place.held, actual)
    calm_since = place.calm_since
    if calm_since is None or actual < place.actual:
        calm_since = now
    if quiet and now - calm_since >= CALM:
        return Place(actual, actual)
    if calm_since == place.calm_since and actual == place.actual:
        return place
    return Place(place.held, actual, calm_since)


def _sorted(
    fleet: Fleet, order: Order, places: Mapping[InstanceRef, Place], by: By | None
) -> tuple[InstanceRef, ...]:
    if by is not None:
        ordered = sorted(fleet.snapshots, key=by.key)
    elif order is Order.WORST:
        ordered = sorted(fleet.snapshots, key=lambda each: places[each.ref].held)
    elif order is Order.NAME:
        ordered = sorted(fleet.snapshots, key=lambda each: plain(each.name).casefold())
    else:
        ordered = sorted(fleet.snapshots, key=_newest_change_first)
    return tuple(snapshot.ref for snapshot in ordered)


def _newest_change_first(snapshot: Snapshot) -> float:
    since = state_since(snapshot)
    return float("inf") if since is None else -since


def _held(refs: tuple[InstanceRef, ...], fleet: Fleet) -> tuple[InstanceRef, ...]:
    """The order as it was, without those that went, and with newcomers at the end."""
    watched = {snapshot.ref for snapshot in fleet.snapshots}
    kept = [ref for ref in refs if ref in watched]
    known = set(kept)
    return (*kept, *(each.ref for each in fleet.snapshots if each.ref not in known))
