"""A job in words: for the head, the bar, and beside a difference."""

from __future__ import annotations

from sstui.insight.job import JobLook, current_step, steps_of
from sstui.insight.secrets import mask
from sstui.monitor.state import Fleet, Snapshot
from sstui.servicestage.jobs import FINISHED, Job
from sstui.view.age import ago, duration
from sstui.view.signs import Signs
from sstui.view.text import Line, Span, cut_end, plain

_WHO_CELLS = 40
_VERB_CELLS = 24
_ID_CELLS = 11
_STYLES = {
    "SUCCEEDED": ("ok", "ok"), "FAILED": ("bad", "bad"), "PARTIALLY_FAILED": ("degraded",) * 2,
    "RUNNING": ("moving", "moving"), "ROLLBACKING": ("moving", "degraded"),
    "ROLLBACKED": ("degraded", "degraded"), "CANCELLED": ("off", "off"), "SKIPPED": ("off", "off"),
    "SUBMITTED": ("unseen", "muted"), "SCHEDULED": ("unseen", "muted"),
}  # fmt: skip


def motion_words(fleet: Fleet, snapshot: Snapshot, signs: Signs) -> str:
    """``upgrade by alice, step 3 of 5, 1m20s``, where somebody has followed the instance's last job
    and it is in motion as far as both tell. An older look says its age."""
    look, detail, now = fleet.jobs.get(snapshot.ref), snapshot.detail, fleet.now
    if look is None or look.job is None or not look.moving or detail is None:
        return ""
    if detail.last_job_id != look.job_id or detail.last_job_status in FINISHED:
        return ""
    job = look.job
    parts = [job_title(job, signs)]
    steps = steps_of(job)
    step = current_step(steps)
    if step is not None:
        parts.append(f"step {step.number} of {len(steps)}")
    lasted = look.lasted(now)
    if lasted is not None:
        parts.append(duration(lasted))
    stalled = look.stalled(now)
    if stalled is not None:
        parts.append(f"no step has moved for {duration(stalled)}")
    if look.due is None and not look.looking and look.seen is not None:
        parts.append(f"seen {ago(now - look.seen)}")
    return ", ".join(parts)


def last_job_words(look: JobLook, signs: Signs) -> str:
    """``JOB16c33466 by alice``: the last job and who started it."""
    by = "" if look.job is None else _by(look.job, signs)
    return f"{cut_end(plain(look.job_id), _ID_CELLS, '')}{by}"


def ending_words(name: str, look: JobLook, now: float, signs: Signs) -> tuple[str, str]:
    """What the bar says when a job that was followed has ended, and the colour."""
    if look.job is None:
        return "", ""
    lasted = look.lasted(now)
    after = "" if lasted is None else f" after {duration(lasted)}"
    text = f"{plain(name)}: {job_title(look.job, signs)} {plain(mask(look.job.status))}{after}"
    return text, status_style(look.job.status)[1]


def job_title(job: Job, signs: Signs) -> str:
    return f"{cut_end(plain(mask(job.verb)), _VERB_CELLS, signs.cut)}{_by(job, signs)}"


def _by(job: Job, signs: Signs) -> str:
    who = cut_end(plain(mask(job.created_by)), _WHO_CELLS, signs.cut)
    return f" by {who}" if who else ""


def status_style(status: str) -> tuple[str, str]:
    """Name of the glyph and colour."""
    return _STYLES.get(status, ("unknown", "unknown"))


def status_line(status: str, signs: Signs) -> Line:
    name, style = status_style(status)
    glyph = str(getattr(signs, name))
    return (Span(f"{glyph} ", style), Span(plain(mask(status)) or '""', f"{style} bold"))
