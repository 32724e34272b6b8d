"""The watch list as lines: cursor · glyph · name · status word · replicas · (strip) · age · mark.

Every line is exactly as wide as asked, and its first span is one blank cell: the place of the
cursor's sign. Keys are identities, so that cursor, scroll and selection can be bound to them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from sstui.monitor.state import Fleet, Snapshot
from sstui.servicestage.refs import InstanceRef
from sstui.view.list_layout import FoldOk, Group, Item, Member, RowKind, groups_of, layout
from sstui.view.list_line import AGE_CELLS, MARGIN, Columns, columns, instance_line
from sstui.view.listed import ListedRows, Row, key_of
from sstui.view.ranking import Ranking
from sstui.view.signs import Signs
from sstui.view.standing import (
    age_cell,
    glyph,
    mark,
    mark_style,
    replicas,
    seen_standing,
    tally_line,
    tally_of,
    word,
)
from sstui.view.strip import LIST_SPAN, strip_end, strip_line
from sstui.view.text import Line, Span, cells, cut_end, fit, join, pad_left, plain

__all__ = ["FoldOk", "Row", "RowKind", "list_rows"]

NO_GROUP = "no group"


def list_rows(
    fleet: Fleet,
    ranking: Ranking,
    *,
    width: int,
    height: int,
    signs: Signs,
    fold: FoldOk,
    folded: frozenset[str] = frozenset(),
    cursor: InstanceRef | None = None,
    strip: int = 0,
    blank_lines: bool | None = None,
) -> ListedRows:
    """All rows of the list, top to bottom; the caller scrolls when they exceed ``height``.

    ``strip`` is the width of the history strip in cells, ``folded`` names groups folded by hand;
    ``blank_lines`` as in `list_layout.layout`.
    """
    groups = groups_of(fleet, ranking)
    items = layout(
        groups,
        height=height,
        fold=fold,
        folded=folded,
        cursor=cursor,
        blank_lines=blank_lines,
    )
    widest = 18
    if width < 53 or strip:
        widest = max(
            (cells(word(item.member.snapshot)) for item in items if item.member), default=7
        )
    draw = _Draw(fleet, signs, columns(width, strip, widest))
    return ListedRows(items, partial(draw.row, groups))


class _Drawn(NamedTuple):
    """A row, and all that it was drawn from: a snapshot that is the same object looks the same."""

    snapshot: Snapshot
    age: tuple[str, str]
    strip_end: float
    at: Columns
    signs: Signs
    row: Row


# A row that is as it was costs a tenth of one that is drawn. One for each instance: a snapshot
# holds its body, and old ones are not to be kept alive.
_drawn: dict[InstanceRef, _Drawn] = {}


class _Draw:
    """Items to rows, for one fleet, one set of signs and one width."""

    def __init__(self, fleet: Fleet, signs: Signs, at: Columns) -> None:
        self.fleet = fleet
        self.signs = signs
        self.at = at
        self.strip_end = strip_end(fleet.wall, LIST_SPAN, at.strip) if at.strip else 0.0

    def row(self, groups: Sequence[Group], item: Item) -> Row:
        kind, group, member, is_open = item
        if member is not None:
            return self.instance(member, key_of(item))
        if group is None:
            return Row(key_of(item), kind, self.ok_line(groups))
        line: Line = (MARGIN, Span(" " * (self.at.width - 1)))
        if kind is RowKind.GROUP:
            line = self.group_line(group, is_open)
        return Row(key_of(item), kind, line, group=group.name)

    def instance(self, member: Member, key: str) -> Row:
        snapshot = member.snapshot
        age = age_cell(self.fleet, snapshot, self.signs)
        old = _drawn.get(snapshot.ref)
        now = (age, self.strip_end, self.at, self.signs)
        if old is not None and old.snapshot is snapshot and old[1:5] == now:
            return old.row
        if len(_drawn) > 2 * len(self.fleet.by_ref or self.fleet.snapshots):
            _drawn.clear()  # of instances that are watched no more, before they are the most
        row = self.drawn(member, key, pad_left(age[0], AGE_CELLS), age[1])
        _drawn[snapshot.ref] = _Drawn(snapshot, age, self.strip_end, self.at, self.signs, row)
        return row

    def drawn(self, member: Member, key: str, age_text: str, age_style: str) -> Row:
        snapshot = member.snapshot
        line = instance_line(
            self.at,
            seen_standing(snapshot),
            snapshot.quiet is not None,
            glyph(snapshot, self.signs),
            snapshot.bookmark.name,
            word(snapshot),
            replicas(snapshot, self.signs),
            age_text,
            age_style,
            mark(snapshot, self.signs),
            mark_style(snapshot),
            strip_line(snapshot.timeline, self.fleet.wall, LIST_SPAN, self.at.strip, self.signs),
            self.signs.cut,
        )
        return Row(key, RowKind.INSTANCE, line, snapshot.ref, snapshot.bookmark.group)

    def group_line(self, group: Group, is_open: bool) -> Line:
        signs, width = self.signs, self.at.width
        name = cut_end(plain(group.name) or NO_GROUP, max(width - 6, 0), signs.cut)
        left: Line = (
            MARGIN,
            Span(signs.unfolded if is_open else signs.folded, "muted"),
            Span(" "),
            Span(name, "strong bold" if group.name else "muted"),
        )
        counts = tally_line(tally_of(member.standing for member in group.members), signs)
        end = (Span(" " * max(width - self.at.age_at - AGE_CELLS, 0)),)
        return join(left, (*counts, *end), width, signs.cut)

    def ok_line(self, groups: Sequence[Group]) -> Line:
        signs = self.signs
        spans = ok_spans(groups, signs)
        if not self.at.strip:
            return fit(spans, self.at.width, signs.cut)
        end = self.at.width - 9
        label: Line = (Span("last 2h", "muted"), Span(" " * (self.at.width - end)))
        return join(spans, label, self.at.width, signs.cut)


def nothing_row(width: int, add_key: str, signs: Signs) -> Row:
    """In place of all rows where nothing is watched: how to add something."""
    key = (Span(plain(add_key), "accent bold"), Span(" or ", "muted")) if add_key else ()
    line = (MARGIN, Span("nothing is watched; add with ", "muted"), *key, Span("sstui add"))
    return Row("nothing", RowKind.BLANK, fit(line, width, signs.cut))


def ok_spans(groups: Sequence[Group], signs: Signs) -> Line:
    """``● 11 ok   payments 4  storefront 4``: the ok rows that are not listed, by group."""
    quiet = {group.name: sum(each.quiet for each in group.members) for group in groups}
    spans = [MARGIN, Span(signs.ok, "ok"), Span(f" {sum(quiet.values())} ok", "muted")]
    if any(quiet):
        names = _short_group_names([name for name, count in quiet.items() if count])
        listed = "  ".join(f"{names[name]} {count}" for name, count in quiet.items() if count)
        spans.append(Span(f"   {listed}", "muted"))
    return tuple(spans)


def _short_group_names(names: list[str]) -> dict[str, str]:
    """The first word of each, where that tells them apart."""
    first = {name: (plain(name) or NO_GROUP).split(" ")[0] for name in names}
    seen = Counter(first.values())
    return {
        name: short if short and seen[short] == 1 else plain(name) or NO_GROUP
        for name, short in first.items()
    }
