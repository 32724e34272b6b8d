"""Where the columns of the wide list stand: fixed ones at both ends, those that were picked between
them. What does not fit is dropped from the right; status, replicas and age are never cut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sstui.view.columns import STRIP, Column
from sstui.view.list_line import AGE_CELLS, NAME_AT, Columns, columns

GAP = 2
LEAST_NAME, MOST_NAME = 8, 24
LEAST_STRIP, GOOD_STRIP = 12, 24
MOST_WORD = 18  # every word of the document's fits; a longer one is none that we know
_END_CELLS = AGE_CELLS + 3  # age, blank, mark, blank


class Place(NamedTuple):
    """One picked column: where it begins, and how many cells it has."""

    column: Column
    at: int
    cells: int


class WidePlaces(NamedTuple):
    """``tight``: not even the fixed columns fit, and the row is the narrow list's."""

    width: int
    name: int
    status: int
    replicas: int
    picked: tuple[Place, ...]
    age_at: int
    tight: Columns | None = None

    @property
    def status_at(self) -> int:
        return NAME_AT + self.name + GAP

    @property
    def replicas_end(self) -> int:
        return self.status_at + self.status + GAP + self.replicas

    @property
    def strip(self) -> int:
        """Cells of the history strip; 0 where there is none."""
        return next((each.cells for each in self.picked if each.column.name == STRIP), 0)


def wide_places(
    width: int,
    *,
    name: int,
    status: int,
    replicas: int,
    picked: Sequence[Column],
    wanted: Sequence[int],
) -> WidePlaces:
    """``name``, ``status``, ``replicas`` and ``wanted`` (of each picked column) are the cells of
    the widest text there is."""
    name = max(LEAST_NAME, min(name, MOST_NAME))
    status, replicas = max(6, min(status, MOST_WORD)), max(4, replicas)
    age_at = width - _END_CELLS
    fixed = NAME_AT + GAP + status + GAP + replicas + GAP
    if fixed + LEAST_NAME > age_at:
        return WidePlaces(width, 0, 0, 0, (), 0, columns(width, 0, status))
    name = min(name, age_at - fixed)
    room = age_at - fixed - name
    least = [_least(column, cells) for column, cells in zip(picked, wanted, strict=True)]
    count = _that_fit(least, room)
    sizes = _grown(picked[:count], least[:count], wanted[:count], room)
    at = fixed + name
    places: list[Place] = []
    for column, cells in zip(picked[:count], sizes, strict=True):
        places.append(Place(column, at, cells))
        at += cells + GAP
    return WidePlaces(width, name, status, replicas, tuple(places), age_at)


def _least(column: Column, wanted: int) -> int:
    title = len(column.name)
    if column.name == STRIP:
        return LEAST_STRIP
    return max(title, min(wanted, column.most if column.right else min(column.most, 12)))


def _that_fit(least: Sequence[int], room: int) -> int:
    used = 0
    for count, cells in enumerate(least):
        used += cells + GAP
        if used > room:
            return count
    return len(least)


def _grown(
    picked: Sequence[Column], least: Sequence[int], wanted: Sequence[int], room: int
) -> list[int]:
    """What is left goes to a good strip, then to the texts that are cut, then to the strip."""
    sizes = list(least)
    rest = room - sum(sizes) - GAP * len(sizes)
    places = range(len(sizes))
    strips = [index for index in places if picked[index].name == STRIP]
    targets = [(index, GOOD_STRIP) for index in strips]
    targets += [(index, min(wanted[index], picked[index].most)) for index in places]
    targets += [(index, picked[index].most) for index in strips]
    for index, target in targets:
        more = max(min(target - sizes[index], rest), 0)
        sizes[index] += more
        rest -= more
    return sizes
