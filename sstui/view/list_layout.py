"""What the watch list shows, before it is drawn: which rows, in which order, and what folds.

In falling order of preference: everything, everything without blank lines, the ok rows of each
group folded into the group's line, and last the *tight* list without groups: all that is not
quietly ok, then one line that counts the ok ones. The row under the cursor never folds away.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from operator import attrgetter
from typing import NamedTuple

from sstui.monitor.state import Fleet, Snapshot
from sstui.servicestage.refs import InstanceRef
from sstui.view.ranking import Ranking
from sstui.view.standing import Standing, standings


class FoldOk(StrEnum):
    """What happens to rows that are quietly ok: key ``f``."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class RowKind(StrEnum):
    GROUP = "group"
    INSTANCE = "instance"
    OK_COUNT = "ok"
    BLANK = "blank"
    EVENT = "event"  # of *latest*


class Member(NamedTuple):
    """``place`` is that in the ranking; ``quiet``: ok, with nothing to say: these rows may fold."""

    snapshot: Snapshot
    standing: Standing
    place: int
    quiet: bool


class Group(NamedTuple):
    name: str
    members: tuple[Member, ...]  # in the order of the ranking


class Item(NamedTuple):
    """One line to be drawn. ``open`` is false for a group none of whose rows are listed."""

    kind: RowKind
    group: Group | None = None
    member: Member | None = None
    open: bool = True


def groups_of(fleet: Fleet, ranking: Ranking) -> tuple[Group, ...]:
    """Groups in the file's order; a row that the ranking does not know yet comes last."""
    place = ranking.index
    last = len(place)
    members: dict[str, list[Member]] = {}
    for snapshot, which in zip(fleet.snapshots, standings(fleet.snapshots), strict=True):
        quiet = which is Standing.OK and not snapshot.job_failed
        member = Member(snapshot, which, place.get(snapshot.bookmark.ref, last), quiet)
        members.setdefault(snapshot.bookmark.group, []).append(member)
    for each in members.values():
        each.sort(key=_place)
    return tuple(Group(name, tuple(each)) for name, each in members.items())


_place = attrgetter("place")


def layout(
    groups: Sequence[Group],
    *,
    height: int,
    fold: FoldOk,
    folded: frozenset[str],
    cursor: InstanceRef | None,
    blank_lines: bool | None,
) -> list[Item]:
    """The lines of the list; more than ``height`` only where nothing else can be done.

    ``blank_lines``: True = between groups also when the list scrolls, False = never, None = as
    long as everything fits.
    """
    if not any(group.name for group in groups):
        return _ungrouped(groups, height, fold, cursor)
    unfolded = sum(len(group.members) for group in groups if group.name not in folded)
    if fold is not FoldOk.AUTO or len(groups) + unfolded <= height:
        every = _grouped(groups, folded, cursor, fold_ok=fold is FoldOk.ALWAYS)
        spaced = _with_blanks(every) if blank_lines is not False else every
        if len(spaced) <= height or (blank_lines and fold is FoldOk.NEVER):
            return spaced
        if len(every) <= height or fold is not FoldOk.AUTO:
            return every
    without_ok = _grouped(groups, folded, cursor, fold_ok=True)
    return without_ok if len(without_ok) <= height else _tight(groups, cursor)


def _grouped(
    groups: Sequence[Group],
    folded: frozenset[str],
    cursor: InstanceRef | None,
    *,
    fold_ok: bool,
) -> list[Item]:
    items: list[Item] = []
    for group in groups:
        closed = group.name in folded
        shown = [
            Item(RowKind.INSTANCE, group, member)
            for member in group.members
            if not (closed or (fold_ok and member.quiet)) or member.snapshot.ref == cursor
        ]
        items.append(Item(RowKind.GROUP, group, open=bool(shown)))
        items.extend(shown)
    return items


def _with_blanks(items: list[Item]) -> list[Item]:
    result: list[Item] = []
    for item in items:
        if item.kind is RowKind.GROUP and result:
            result.append(Item(RowKind.BLANK, item.group))
        result.append(item)
    return result


def _ungrouped(
    groups: Sequence[Group],
    height: int,
    fold: FoldOk,
    cursor: InstanceRef | None,
) -> list[Item]:
    every = [Item(RowKind.INSTANCE, group, member) for group in groups for member in group.members]
    if fold is FoldOk.NEVER or (fold is FoldOk.AUTO and len(every) <= height):
        return every
    return _tight(groups, cursor)


def _tight(groups: Sequence[Group], cursor: InstanceRef | None) -> list[Item]:
    items = [
        Item(RowKind.INSTANCE, group, member)
        for group in groups
        for member in group.members
        if not member.quiet or member.snapshot.ref == cursor
    ]
    items.sort(key=lambda item: item.member.place if item.member else 0)
    if any(member.quiet for group in groups for member in group.members):
        items.append(Item(RowKind.OK_COUNT))
    return items
