"""The watch list as lines: cursor · glyph · name · status word · replicas · (strip) · age · mark.

Every line is exactly as wide as asked, and its first span is one blank cell: the place of the
cursor's sign. Keys are identities, so that cursor, scroll and selection can be bound to them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from sstui.monitor.state import Fleet, Snapshot
from sstui.servicestage.refs import InstanceRef
from sstui.view.list_layout import FoldOk, Group, Item, Member, RowKind, groups_of, layout
from sstui.view.ranking import Ranking
from sstui.view.signs import Signs
from sstui.view.standing import (
    TOKENS,
    Standing,
    age_cell,
    glyph,
    mark,
    replicas,
    tally_line,
    tally_of,
    word,
)
from sstui.view.text import (
    Line,
    Span,
    cells,
    cut_end,
    cut_middle,
    fit,
    join,
    pad,
    pad_left,
    plain,
)

__all__ = ["FoldOk", "Row", "RowKind", "age_column", "list_rows"]

AGE_CELLS = 3
NO_GROUP = "no group"
_NARROW = 40  # below: glyph, name, age
_NAME_AT = 3
_LEAST_NAME = 8
_MARGIN = Span(" ")


class Row(NamedTuple):
    """``age`` is where the age stands in ``line``, with its text and style: it may be redrawn
    alone. ``group`` is the name as in the watch list."""

    key: str
    kind: RowKind
    line: Line
    ref: InstanceRef | None = None
    group: str | None = None
    age: tuple[int, str, str] | None = None


class Columns(NamedTuple):
    """Cells: the width of the name, of status and replicas together (0 = not shown), of the strip,
    and where the age begins. Without ``replicas`` the status has its cells for itself."""

    width: int
    name: int
    status: int
    strip: int
    age_at: int
    replicas: bool = True


@lru_cache(maxsize=64)
def columns(width: int, strip: int, widest_word: int) -> Columns:
    """The places of SCREENS' pictures at 53, 55, 60 and 80 cells; between them the name gives."""
    if width < _NARROW:
        age_at = max(width - 1 - AGE_CELLS, 0)
        return Columns(width, max(age_at - 1 - _NAME_AT, 0), 0, 0, age_at)
    age_at = width - 3 - AGE_CELLS
    replicas_end = width - 9 - (strip + 2 if strip else 0)
    status = 24 if 46 <= replicas_end <= 50 else 23
    if replicas_end - status < _NAME_AT + 1 + 16:
        status = min(widest_word, 18) + 6
    if replicas_end - status < _NAME_AT + 1 + _LEAST_NAME:
        return columns(width, 0, widest_word) if strip else _cramped(width, age_at, widest_word)
    return Columns(width, replicas_end - status - 1 - _NAME_AT, status, strip, age_at)


def _cramped(width: int, age_at: int, widest_word: int) -> Columns:
    status = min(widest_word, 18)
    return Columns(width, age_at - status - 2 - _NAME_AT, status, 0, age_at, False)


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
) -> tuple[Row, ...]:
    """All rows of the list, top to bottom; the caller scrolls when they exceed ``height``.

    ``strip`` is the width of the history strip in cells, ``folded`` names groups folded by hand;
    ``blank_lines`` as in `list_layout.layout`.
    """
    groups = groups_of(fleet, ranking)
    items = layout(
        groups,
        ranking,
        height=height,
        fold=fold,
        folded=folded,
        cursor=cursor,
        blank_lines=blank_lines,
    )
    words = {item.member.snapshot.ref: word(item.member.snapshot) for item in items if item.member}
    widest = max(map(cells, words.values()), default=7) if width < 53 or strip else 18
    draw = _Draw(fleet, signs, columns(width, strip, widest))
    return tuple(draw.row(item, words, groups) for item in items)


def age_column(fleet: Fleet, row: Row, signs: Signs) -> tuple[int, str, str] | None:
    """``Row.age`` as it is at ``fleet.now``: column, text of three cells, style."""
    snapshot = fleet.snapshot(row.ref)
    if row.age is None or snapshot is None:
        return None
    text, style = age_cell(fleet, snapshot, signs)
    return row.age[0], pad_left(text, AGE_CELLS), style


class _Draw:
    """Items to rows, for one fleet, one set of signs and one width."""

    def __init__(self, fleet: Fleet, signs: Signs, at: Columns) -> None:
        self.fleet = fleet
        self.signs = signs
        self.at = at

    def row(self, item: Item, words: dict[InstanceRef, str], groups: Sequence[Group]) -> Row:
        if item.member is not None and item.group is not None:
            ref = item.member.snapshot.ref
            return self.instance(item.member, item.group, words[ref])
        if item.group is None:
            return Row("ok", RowKind.OK_COUNT, self.ok_line(groups))
        if item.kind is RowKind.BLANK:
            blank: Line = (_MARGIN, Span(" " * (self.at.width - 1)))
            return Row(f"blank:{item.group.name}", RowKind.BLANK, blank, group=item.group.name)
        line = self.group_line(item.group, item.open)
        return Row(f"group:{item.group.name}", RowKind.GROUP, line, group=item.group.name)

    def instance(self, member: Member, group: Group, status: str) -> Row:
        snapshot, which = member.snapshot, member.standing
        text, age_style = age_cell(self.fleet, snapshot, self.signs)
        age_text = pad_left(text, AGE_CELLS)
        line = _instance_line(
            self.at,
            which,
            glyph(snapshot, self.signs),
            snapshot.bookmark.name,
            status,
            replicas(snapshot, self.signs),
            age_text,
            age_style,
            mark(snapshot, self.signs),
            _mark_style(snapshot),
            self.signs.not_known,
            self.signs.cut,
        )
        age = (self.at.age_at, age_text, age_style)
        key = f"instance:{snapshot.ref}"
        return Row(key, RowKind.INSTANCE, line, snapshot.ref, group.name, age)

    def group_line(self, group: Group, is_open: bool) -> Line:
        signs, width = self.signs, self.at.width
        name = cut_end(plain(group.name) or NO_GROUP, max(width - 6, 0), signs.cut)
        left: Line = (
            _MARGIN,
            Span(signs.unfolded if is_open else signs.folded, "muted"),
            Span(" "),
            Span(name, "strong bold" if group.name else "muted"),
        )
        counts = tally_line(tally_of(member.standing for member in group.members), signs)
        end = (Span(" " * max(width - self.at.age_at - AGE_CELLS, 0)),)
        return join(left, (*counts, *end), width, signs.cut)

    def ok_line(self, groups: Sequence[Group]) -> Line:
        signs = self.signs
        quiet = {group.name: sum(each.quiet for each in group.members) for group in groups}
        total = sum(quiet.values())
        spans = [_MARGIN, Span(signs.ok, "ok"), Span(f" {total} ok", "muted")]
        if any(quiet):
            names = _short_group_names([name for name, count in quiet.items() if count])
            listed = "  ".join(f"{names[name]} {count}" for name, count in quiet.items() if count)
            spans.append(Span(f"   {listed}", "muted"))
        if not self.at.strip:
            return fit(tuple(spans), self.at.width, signs.cut)
        end = self.at.width - 9
        label: Line = (Span("last 2h", "muted"), Span(" " * (self.at.width - end)))
        return join(tuple(spans), label, self.at.width, signs.cut)


def _short_group_names(names: list[str]) -> dict[str, str]:
    """The first word of each, where that tells them apart."""
    first = {name: (plain(name) or NO_GROUP).split(" ")[0] for name in names}
    seen = Counter(first.values())
    return {
        name: short if short and seen[short] == 1 else plain(name) or NO_GROUP
        for name, short in first.items()
    }


def _mark_style(snapshot: Snapshot) -> str:
    return "accent" if snapshot.changed else "degraded"


@lru_cache(maxsize=4096)
def _instance_line(
    at: Columns,
    which: Standing,
    glyph_text: str,
    name: str,
    status: str,
    replica_text: str,
    age_text: str,
    age_style: str,
    mark_text: str,
    mark_style: str,
    not_known: str,
    cut: str,
) -> Line:
    token = TOKENS[which]
    bold = " bold" if which is Standing.BAD else ""
    quiet_row = which > Standing.MOVING and which is not Standing.OK
    name_style = token + bold if bold else ("muted" if quiet_row else "")
    word_style = "muted" if which > Standing.MOVING else token + bold
    spans = [
        _MARGIN,
        Span(glyph_text, token + bold),
        Span(f" {pad(cut_middle(plain(name), at.name, cut), at.name)} ", name_style),
    ]
    if at.status:
        spans.append(Span(_status_block(status, replica_text, at, cut), word_style))
        between = at.age_at - _NAME_AT - at.name - 1 - at.status
        if at.strip:
            spans += [Span("  "), Span(not_known * at.strip, "muted")]
            between -= at.strip + 2
        spans.append(Span(" " * between))
    spans.append(Span(age_text, age_style))
    if at.status:
        spans += [Span(" "), Span(mark_text or " ", mark_style if mark_text else "")]
    return fit(tuple(spans), at.width, cut)


def _status_block(status: str, replica_text: str, at: Columns, cut: str) -> str:
    """The word at the left, replicas at the right: only a word unknown to us can be too long."""
    if not at.replicas:
        return pad(cut_end(status, at.status, cut), at.status)
    room = at.status - cells(replica_text) - 1
    if room < 1:
        return pad(cut_end(replica_text, at.status, cut), at.status)
    return pad(cut_end(status, room, cut), room + 1) + replica_text
