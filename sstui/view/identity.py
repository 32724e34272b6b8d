"""Pane *instance*: who it is, what else was sent, and what could not be read (Table 3)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sstui.insight.secrets import Veil, mask, mask_key
from sstui.monitor.state import Snapshot
from sstui.view.age import ago
from sstui.view.fields import LABEL, field_of, fields, was
from sstui.view.flavor import flavor_words
from sstui.view.json_text import Shown, fitted, kind_of
from sstui.view.pane_rows import PaneOptions, PaneRow, gutter, is_stale, marks_at, wall_clock
from sstui.view.text import Line, Span, cells, fit, line_cells, pad, plain

if TYPE_CHECKING:
    from sstui.servicestage.models import Instance

_LABEL_ROOM = 12
_LABELS = {
    "environment_id": "environment",
    "flavor_id": "flavor",
    "create_time": "created",
    "update_time": "updated",
}


def instance_rows(instance: Instance, snapshot: Snapshot, options: PaneOptions) -> list[PaneRow]:
    """A row for each documented field, then what else was sent, then what could not be read."""
    rows = [
        _plain(name, instance, snapshot, options)
        for name in ("id", "environment_id", "description")
    ]
    rows.append(_platform(instance, snapshot, options))
    rows += _flavor(instance, snapshot, options)
    rows.append(_created(instance, snapshot, options))
    rows.append(_updated(instance, snapshot, options))
    return rows + _also_sent(instance, snapshot, options) + _problems(instance, options)


def instance_note(instance: Instance, options: PaneOptions) -> Line:
    """The instance's own name, for the pane's title."""
    shown = field_of(instance, "name", Veil.OPEN, max(options.width - 14, 4), options.signs)
    return (Span(shown.text, "muted"),)


def _field(name: str, instance: Instance, options: PaneOptions, room: int = 0) -> Shown:
    room = room or max(options.width - _LABEL_ROOM - 2, 1)
    revealed = options.reveals(name)
    return field_of(instance, name, Veil.OPEN, room, options.signs, revealed=revealed)


def _row(
    name: str,
    value: Line,
    shown: Shown,
    snapshot: Snapshot,
    options: PaneOptions,
    kind: str = "",
) -> PaneRow:
    label = fitted(_LABELS.get(name, mask_key(name)), options.width // 2, options.signs)
    left = (*gutter(snapshot, name, options), Span(pad(label, _LABEL_ROOM - 1) + " ", LABEL))
    before = was(marks_at(snapshot, name), name, options)
    line = (*left, *value)
    if before and line_cells(line) + cells(before.text) <= options.width:
        line = (*line, before)
    return PaneRow(
        key=mask_key(name),
        line=fit(line, options.width, options.signs.cut),
        path=plain(mask_key(name)),
        value=shown.value,
        kind=kind,
        secret=shown.secret,
        place=name,
    )


def _plain(name: str, instance: Instance, snapshot: Snapshot, options: PaneOptions) -> PaneRow:
    shown = _field(name, instance, options)
    kind = kind_of(fields(instance).get(name))
    return _row(name, (shown.span,), shown, snapshot, options, kind)


def _platform(instance: Instance, snapshot: Snapshot, options: PaneOptions) -> PaneRow:
    """Platform and version share a line; the mark of either stands before it."""
    platform, version = (_field(each, instance, options) for each in ("platform_type", "version"))
    dot = Span(f"  {options.signs.dot}  ", "muted")
    line = (platform.span, dot, Span("version ", "muted"), version.span)
    row = _row("version", line, version, snapshot, options)
    own = "platform_type" if marks_at(snapshot, "platform_type") else "version"
    label = (*gutter(snapshot, own, options), Span(pad("platform", _LABEL_ROOM - 1) + " ", LABEL))
    # The label of the row that `_row` built says "version": the gutter and it are replaced.
    rest = row.line[len(label) :]
    return PaneRow(
        "version", fit((*label, *rest), options.width, options.signs.cut), "version", row.value,
        "string", secret=row.secret, place="version",
    )  # fmt: skip


def _flavor(instance: Instance, snapshot: Snapshot, options: PaneOptions) -> list[PaneRow]:
    row = _plain("flavor_id", instance, snapshot, options)
    words = flavor_words(instance.flavor_id or "", options.signs)
    if not words:
        return [row]
    if _LABEL_ROOM + 2 + cells(row.value or "") + 2 + cells(words) <= options.width:
        shown = _field("flavor_id", instance, options)
        beside = (shown.span, Span(f"  {words}", "muted"))
        return [_row("flavor_id", beside, shown, snapshot, options, row.kind)]
    line = (Span(" " * (_LABEL_ROOM + 2)), Span(words, "muted"))
    below = fit(line, options.width, options.signs.cut)
    return [row, PaneRow("flavor_id~2", below, "flavor_id", row.value, row.kind)]


def _time(name: str, instance: Instance, options: PaneOptions) -> tuple[Shown, str]:
    """A time as the clock shows it; copied as ISO 8601, its kind tells what was sent."""
    milliseconds = getattr(instance, name)
    if not isinstance(milliseconds, int):
        return _field(name, instance, options), "null"
    kind = f"{fitted(str(milliseconds), 24, options.signs)} ms since 1970"
    try:
        moment = datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return _field(name, instance, options), "a time outside the calendar"
    text = wall_clock(milliseconds / 1000, options)
    return Shown(text, "text", moment.isoformat(timespec="milliseconds")), kind


def _created(instance: Instance, snapshot: Snapshot, options: PaneOptions) -> PaneRow:
    shown, kind = _time("create_time", instance, options)
    creator = _field("creator", instance, options)
    line = (shown.span, Span(f"  by {creator.text}", "muted"))
    return _row("create_time", line, shown, snapshot, options, kind)


def _updated(instance: Instance, snapshot: Snapshot, options: PaneOptions) -> PaneRow:
    shown, kind = _time("update_time", instance, options)
    line: Line = (shown.span,)
    if instance.update_time is not None and kind.endswith("1970"):
        when = ago(options.wall - instance.update_time / 1000)
        line = (*line, Span("  when last seen" if is_stale(snapshot) else f"  {when}", "muted"))
    return _row("update_time", line, shown, snapshot, options, kind)


def _rule(text: str, options: PaneOptions) -> PaneRow:
    line = (Span("  "), Span(f"{text} ", "muted"), Span(options.signs.rule * options.width, "rule"))
    drawn = fit(line, options.width, "")
    return PaneRow(key=f"~{text}", line=drawn)


def _also_sent(instance: Instance, snapshot: Snapshot, options: PaneOptions) -> list[PaneRow]:
    """Fields that the document does not know, below a rule."""
    rows = [_plain(name, instance, snapshot, options) for name in instance.model_extra or {}]
    return [_rule("also sent", options), *rows] if rows else []


def _problems(instance: Instance, options: PaneOptions) -> list[PaneRow]:
    """Values of a wrong type: they cost that field only, and are named here."""
    rows = []
    for problem in instance.problems:
        path = fitted(mask(problem.path), options.width, options.signs)
        text = f"  {problem.got}, not {problem.expected}"
        line = (Span("  "), Span(path, "degraded"), Span(text, "muted"))
        rows.append(
            PaneRow(
                key=f"problem:{mask(problem.path)}",
                line=fit(line, options.width, options.signs.cut),
                path=plain(mask(problem.path)),
                value=f"{mask(problem.path)}: {problem.got}, not {problem.expected}",
                kind="not as documented",
            )
        )
    return [_rule("not as documented", options), *rows] if rows else []
