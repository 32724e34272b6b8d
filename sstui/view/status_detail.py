"""Pane *status_detail*: the status, replicas and last job as the API tells them (Table 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sstui.insight.secrets import Veil, mask_key
from sstui.monitor.state import Snapshot
from sstui.view.fields import LABEL, field_of
from sstui.view.json_text import Shown, fitted
from sstui.view.pane_rows import PaneOptions, PaneRow, gutter, is_stale, wall_clock
from sstui.view.text import Line, Span, cells, fit, pad, plain

if TYPE_CHECKING:
    from sstui.servicestage.models import StatusDetail

_LABEL_ROOM = 12
_BOXES = 12
# As the job's own page has them (`job_words`, which the first paint does without).
_JOB_STYLES = {
    "FAILED": "bad", "PARTIALLY_FAILED": "degraded", "ROLLBACKING": "degraded",
    "ROLLBACKED": "degraded", "CANCELLED": "off", "RUNNING": "moving",
}  # fmt: skip


def status_note(detail: StatusDetail, snapshot: Snapshot, options: PaneOptions) -> Line:
    """The project, or, of a stale picture, when it was taken."""
    if is_stale(snapshot) and snapshot.seen is not None:
        seen = wall_clock(options.wall - (options.now - snapshot.seen), options)
        seen = seen.rpartition(":")[0] if seen.count(":") == 2 else seen
        return (Span(f"as of {seen}", "muted"),)
    project = _shown(detail, "enterprise_project_id", 40, options)
    return (Span(f"enterprise project {project.text}", "muted"),)


def status_rows(detail: StatusDetail, snapshot: Snapshot, options: PaneOptions) -> list[PaneRow]:
    """A row for each field; of a stale picture in parentheses."""
    stale = is_stale(snapshot)
    room = max(options.width - _LABEL_ROOM - 4, 1)
    health = "muted" if stale else snapshot.health.value
    status = _shown(detail, "status", room, options)
    line: Line = (Span(_seen(status, stale), f"{health} bold" if not stale else health),)
    rows = [
        _row("status", (*line, *_since(snapshot, options)), status, snapshot, options),
        _row("replicas", _replicas(detail, health, stale, options), _count(detail, options),
             snapshot, options),
    ]  # fmt: skip
    failure = _shown(detail, "fail_detail", room, options)
    style = health if detail.fail_detail and not stale else "muted"
    rows.append(
        _row("fail_detail", (Span(_seen(failure, stale), style),), failure, snapshot, options)
    )
    rows += _job(detail, room, stale, snapshot, options)
    if stale or cells(_shown(detail, "enterprise_project_id", 99, options).text) > 40:
        project = _shown(detail, "enterprise_project_id", room, options)
        rows.append(_row("enterprise_project_id", (project.span,), project, snapshot, options))
    for extra in detail.model_extra or {}:
        shown = _shown(detail, extra, room, options)
        rows.append(_row(extra, (shown.span,), shown, snapshot, options))
    return rows


def _job(
    detail: StatusDetail, room: int, stale: bool, snapshot: Snapshot, options: PaneOptions
) -> list[PaneRow]:
    """Status and id of the last job: on two lines where there is room, else side by side."""
    job = _shown(detail, "last_job_status", room, options)
    known = _JOB_STYLES.get((detail.last_job_status or "").upper(), "text")
    style = "muted" if stale or detail.last_job_status is None else known
    name = _shown(detail, "last_job_id", max(options.width - 8, 1), options)
    line: Line = (Span(_seen(job, stale), style),)
    if not options.wide:
        line = (*line, Span("  "), Span(name.text, "muted"))
        return [_row("last_job_status", line, name, snapshot, options)]
    row = _row("last_job_status", line, job, snapshot, options)
    below = (Span(" " * 8), Span(name.text, "muted"))
    return [
        row,
        PaneRow(
            key="last_job_id",
            line=fit(below, options.width, options.signs.cut),
            path="status_detail.last_job_id",
            value=name.value,
            secret=name.secret,
        ),
    ]


_LABELS = {"last_job_status": "last_job", "enterprise_project_id": "project"}


def _row(name: str, value: Line, shown: Shown, snapshot: Snapshot, options: PaneOptions) -> PaneRow:
    field = "available_replica" if name == "replicas" else mask_key(name)
    place = f"status_detail.{field}"
    label = fitted(_LABELS.get(name, mask_key(name)), options.width // 2, options.signs)
    left = (*gutter(snapshot, place, options), Span(pad(label, _LABEL_ROOM - 1) + " ", LABEL))
    return PaneRow(
        key=mask_key(name),
        line=fit((*left, *value), options.width, options.signs.cut),
        path=plain(place),
        value=shown.value,
        secret=shown.secret,
        place=place,
    )


def _shown(detail: StatusDetail, name: str, width: int, options: PaneOptions) -> Shown:
    revealed = options.reveals(name)
    return field_of(detail, name, Veil.OPEN, width, options.signs, revealed=revealed)


def _seen(shown: Shown, stale: bool) -> str:
    """In parentheses as last seen; what was not sent has nothing to be put in any."""
    return f"({shown.text})" if stale and shown.value is not None else shown.text


def _since(snapshot: Snapshot, options: PaneOptions) -> Line:
    if snapshot.since is None:
        return ()
    moment = wall_clock(options.wall - (options.now - snapshot.since), options)
    word = "since before" if snapshot.since_first else "since"
    return (Span(f"  {word} {moment}", "muted"),)


def _replicas(detail: StatusDetail, style: str, stale: bool, options: PaneOptions) -> Line:
    """``■□□  1 available of 3``; twelve boxes at most, then each stands for a share."""
    have, want = detail.available_replica, detail.replica
    words = (
        f"{_shown(detail, 'available_replica', 12, options).text} available of "
        f"{_shown(detail, 'replica', 12, options).text}"
    )
    if have is None or want is None or want <= 0 or have < 0:
        return (Span(words, "muted" if stale else "text"),)
    boxes = min(want, _BOXES)
    full = min(have * boxes // want, boxes)
    full = max(full, 1) if have else 0
    signs = options.signs
    drawn: Line = (
        Span(signs.replica * full, style),
        Span(signs.no_replica * (boxes - full), style),
    )
    if stale:
        drawn = (Span("(", "muted"), *drawn, Span(")", "muted"))
    return (*drawn, Span("  "), Span(words, "muted" if stale else "text"))


def _count(detail: StatusDetail, options: PaneOptions) -> Shown:
    have = _shown(detail, "available_replica", 40, options)
    return Shown("", "", f"{have.text}/{_shown(detail, 'replica', 40, options).text}")
