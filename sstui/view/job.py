"""A job as it is followed: how it stands, its steps in order, what they say, when it stalls."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo

from sstui.insight.job import JobLook, Step, begun_at, current_step, ended_at, steps_of
from sstui.insight.secrets import mask
from sstui.servicestage.errors import Forbidden, NotFound, ServiceStageError
from sstui.servicestage.jobs import Job
from sstui.view.age import ago, duration, wait
from sstui.view.job_messages import message_lines
from sstui.view.job_words import job_title, status_line
from sstui.view.paragraph import by_words
from sstui.view.signs import Signs
from sstui.view.text import (
    Line,
    Span,
    cut_end,
    fit,
    join,
    line_cells,
    pad,
    pad_left,
    plain,
    rule_line,
)
from sstui.view.wall import wall_text

_STATUS_CELLS = 16  # PARTIALLY_FAILED
_TIME_CELLS = 7


def job_lines(look: JobLook, now: float, width: int, signs: Signs, tz: tzinfo) -> list[Line]:
    """What is known of it at the monotonic instant ``now``, each line at most ``width`` cells."""
    lines = list(_state(look, now, width, signs, tz))
    if look.error is not None:
        lines += _trouble(look, look.error, now, width, signs)
    if look.job is not None:
        lines += [(), *_steps(look, look.job, now, width, signs)]
    return lines


def _state(look: JobLook, now: float, width: int, signs: Signs, tz: tzinfo) -> Iterator[Line]:
    job = look.job
    right: Line = (Span(_pace(look, now, signs), "muted"),)
    if job is None:
        yield join((Span("not seen yet", "muted"),), right, width, signs.cut)
        yield (Span(cut_end(plain(look.job_id), width, signs.cut), "muted"),)
        return
    left = [*status_line(job.status, signs), Span(f"   {job_title(job, signs)}", "strong")]
    steps = steps_of(job)
    step = current_step(steps)
    if step is not None and not job.finished:
        left.append(Span(f"   step {step.number} of {len(steps)}"))
    lasted = look.lasted(now)
    if lasted is not None:
        left.append(Span(f"   {'took' if job.finished else 'for'} {duration(lasted)}"))
    if line_cells(tuple(left)) + line_cells(right) + 2 <= width:
        yield join(tuple(left), right, width, signs.cut)
    else:
        yield fit(tuple(left), width, signs.cut)
        yield fit(right, width, signs.cut)
    for line in by_words(_facts(look, job, signs, tz), width):
        yield (Span(line, "muted"),)
    yield from _hints(look, now, width, signs, tz)


def _pace(look: JobLook, now: float, signs: Signs) -> str:
    """When it was seen, and when it is looked at again."""
    seen = "" if look.seen is None else f"seen {ago(now - look.seen)}"
    if look.looking:
        again = "looking"
    elif look.due is not None:
        again = "the budget allows the next look in" if look.waiting else "next look in"
        again += f" {wait(look.due - now)}"
    else:
        again = "" if look.job is not None and look.job.finished else "not followed any more"
    return f" {signs.dot} ".join(filter(None, (seen, again)))


def _facts(look: JobLook, job: Job, signs: Signs, tz: tzinfo) -> str:
    times = []
    for word, at in (("begun", begun_at(job)), ("last heard of", ended_at(job))):
        if at is not None:
            times.append(f"{word} {wall_text(at, tz, '%d %b %H:%M:%S').lstrip('0')}")
    description = cut_end(plain(mask(job.description)), 48, signs.cut)
    parts = (*times, plain(mask(job.kind)), description, plain(look.job_id))
    return f" {signs.dot} ".join(filter(None, parts))


def _hints(look: JobLook, now: float, width: int, signs: Signs, tz: tzinfo) -> Iterator[Line]:
    """That it stalls, or that nobody knows how it stands."""
    text = ""
    stalled = look.stalled(now)
    if stalled is not None and look.moved is not None:
        since = wall_text(look.moved, tz, "%H:%M:%S")
        text = f"no step has moved since {since}, for {duration(stalled)}: it may hang"
    elif look.unclear_since is not None:
        given_up = look.due is None and not look.looking
        text = "how it stands is not known" + (": not followed any more" if given_up else "")
    for line in by_words(text, width) if text else ():
        yield (Span(line, "degraded"),)


def newer_lines(job_id: str, key: str, width: int) -> list[Line]:
    """That the instance has another job meanwhile, which ``key`` follows."""
    how = f"; {key} follows it" if key else ""
    text = f"the instance has a newer job meanwhile: {plain(job_id)}{how}"
    return [(Span(each, "accent"),) for each in by_words(text, width)]


def _trouble(
    look: JobLook, error: ServiceStageError, now: float, width: int, signs: Signs
) -> Iterator[Line]:
    """Why the last look told nothing, and what is to be done."""
    text = f"the last look failed: {plain(str(error))}"
    if isinstance(error, NotFound):
        text = "ServiceStage no longer knows this job"
    elif isinstance(error, Forbidden) and error.permission:
        text = f"this identity may not read jobs: it needs {plain(error.permission)}"
    style = "degraded" if look.due is not None else "unknown"
    for line in by_words(text, width):
        yield (Span(line, f"{style} bold"),)
    for line in by_words(plain(error.remedy), width):
        yield (Span(line, "muted"),)


def _steps(look: JobLook, job: Job, now: float, width: int, signs: Signs) -> Iterator[Line]:
    steps = steps_of(job)
    finished = sum(step.task.finished for step in steps)
    note = f"{finished} of {len(steps)} over" if steps else "none yet"
    if job.task_count > len(steps):
        note += f", {job.task_count - len(steps)} more were not sent"
    yield rule_line((Span("steps", "strong bold"),), (Span(note, "muted"),), width, signs.rule)
    current = None if job.finished else current_step(steps)
    clock = look.clock_at(now)
    for step in steps:
        yield _step(step, clock, width, signs, is_current=step is current)
        yield from message_lines(step.task.messages, width, signs)


def _step(step: Step, clock: float, width: int, signs: Signs, *, is_current: bool) -> Line:
    lasted = step.lasted(clock)
    time = "" if lasted is None else duration(lasted)
    name = plain(mask(step.task.name)) or signs.dash
    status = status_line(step.task.status, signs)
    number = Span(f"{pad_left(str(step.number), 3)}  ", "muted")
    word = Span(pad(cut_end(status[1].text, _STATUS_CELLS, signs.cut), _STATUS_CELLS + 2))
    left = (number, status[0], word._replace(style=status[1].style))
    shown = Span(name, "strong bold" if is_current else "text")
    return join((*left, shown), (Span(pad_left(time, _TIME_CELLS)),), width, signs.cut)
