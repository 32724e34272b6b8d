"""View 4: two bodies by meaning, a row for each difference: mark, path, before, after."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sstui.insight.drift import Drift, Kind, Row, Tally
from sstui.insight.drift_parts import Part
from sstui.view.drift_values import cells_of, copied_text, whole_text, word_of
from sstui.view.pane_rows import BuiltRows, PaneContent, PaneOptions, PaneRow
from sstui.view.signs import Signs
from sstui.view.text import Line, Span, cut_end, cut_middle, fit, join, pad, plain, rule_line
from sstui.view.wall import wall_text

if TYPE_CHECKING:
    from sstui.insight.job import JobLook

AGAINST = "A"  # the key of the line that says with what is compared
DIFFERENCE = "at "  # what the keys of differences begin with
OTHER = "same at "  # and those of what is equal or set aside
_WIDE = 76  # cells from which blank lines part the parts
_GUTTER = 2
_GAP = 2
_SECRETS = (
    "secrets are compared by a keyed fingerprint of this machine; no value is shown or copied"
)
_NOTES = {
    Part.ARTIFACTS: "by container",
    Part.VARIABLES: "by name, order ignored",
    Part.RESOURCES: "by type and id",
}


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: ``word`` for its line (``baseline, pinned 20 Nov 09:12``), ``short`` for
    title and column, what it is, and the version that it has."""

    word: str
    short: str
    version: str = ""


@dataclass(frozen=True, eq=False)
class Comparison:
    """What view 4 shows. ``why``: nothing is compared, in words. ``lost``: changes that could not
    be taken back to make the older of the two. ``first_seen``: path → when our looks found it."""

    before: Side | None
    after: Side
    drift: Drift | None = None
    why: str = ""
    everything: bool = False
    pinned: bool = False  # ``before`` is the baseline
    past: bool = False  # ``after`` is an earlier look: the pane's title says which
    lost: int = 0
    first_seen: dict[str, float] | None = None
    last_job: JobLook | None = None  # of ``after``, where somebody has looked at it


def drift_pane(comparison: Comparison, options: PaneOptions) -> PaneContent:
    """View 4 as a pane, with the counts in its title."""
    title = _title(comparison, options)
    rows = drift_rows(comparison, options)
    note = () if comparison.drift is None else _note(comparison.drift.tally, options.signs)
    return PaneContent("drift", title, note, BuiltRows(rows))


def _title(comparison: Comparison, options: PaneOptions) -> str:
    """Which two, where there is room for it; the first two rows say it in any case."""
    if comparison.before is None:
        return "drift"
    signs = options.signs
    after = "" if comparison.past else comparison.after.short
    both = f"{comparison.before.short} {signs.became} {after}".rstrip()
    long = f"drift  {plain(both)}"
    return long if len(long) + 36 <= options.width else "drift"


def _note(tally: Tally, signs: Signs) -> Line:
    counts = (
        (tally.changed, "changed"),
        (tally.added, "added"),
        (tally.removed, "removed"),
        (tally.not_known, "not known"),
    )
    words = [f"{count} {word}" for count, word in counts if count]
    return (Span(f" {signs.dot} ".join(words) or "none", "muted"),)


def drift_rows(comparison: Comparison, options: PaneOptions) -> list[PaneRow]:
    """Both sides, then a row for each difference, part by part; or why there is none."""
    rows = _sides(comparison, options)
    drift = comparison.drift
    if drift is None:
        return [*rows, _told("why", comparison.why, options)]
    if comparison.lost:
        count = f"{comparison.lost} change{'s' if comparison.lost > 1 else ''}"
        words = f"{count} between the two were not recorded in full and are not in A"
        rows.append(_told("lost", words, options))
    if not drift.rows:
        return [*rows, _told("none", _none(comparison, drift), options)]
    columns = _Columns.of(options.width)
    rows += _blank("above heads", options)
    rows.append(_heads(comparison, columns, options))
    seen: Counter[str] = Counter()
    for part in Part:
        mine = [row for row in drift.rows if row.part is part]
        if mine:
            rows += _blank(f"above {part.value}", options)
            rows.append(_part(part, drift.by_part[part], options))
            rows += [_place(row, seen, comparison, columns, options) for row in mine]
    if drift.more:
        rows.append(_told("more", f"and {drift.more} more", options))
    if any(row.secret for row in drift.rows):
        rows += _blank("above secrets", options)
        rows.append(_told("secrets", _SECRETS, options))
    return rows


def _none(comparison: Comparison, drift: Drift) -> str:
    name = comparison.before.short if comparison.before is not None else ""
    counts = f"{drift.tally.compared} values compared, {drift.tally.aside} set aside"
    return f"none: the same as {plain(name)}, {counts}"


def _sides(comparison: Comparison, options: PaneOptions) -> list[PaneRow]:
    rows = []
    for letter, side in (("A", comparison.before), ("B", comparison.after)):
        if side is None:
            continue
        left = (Span(f"  {letter}  ", "accent"), Span(plain(side.word), "text"))
        right = (Span(cut_end(plain(side.version), 24, options.signs.cut), "muted"),)
        line = join(left, right if side.version else (), options.width, options.signs.cut)
        text = f"{letter}: {side.word}"
        rows.append(PaneRow(key=letter, line=line, value=text))
    return rows


def _told(key: str, text: str, options: PaneOptions) -> PaneRow:
    line = fit((Span("  "), Span(text, "muted")), options.width, options.signs.cut)
    return PaneRow(key=key, line=line, value=text, whole=(text,))


@dataclass(frozen=True, slots=True)
class _Columns:
    """Cells of the three columns."""

    path: int
    before: int
    after: int

    @classmethod
    def of(cls, width: int) -> _Columns:
        path = max(min(width * 31 // 100, 44), 10)
        rest = max(width - _GUTTER - path - 2 * _GAP, 4)
        return cls(path, rest // 2, rest - rest // 2)


def _heads(comparison: Comparison, columns: _Columns, options: PaneOptions) -> PaneRow:
    cut = options.signs.cut
    names = [
        f"{letter}  {plain(side.short)}" if side is not None else letter
        for letter, side in (("A", comparison.before), ("B", comparison.after))
    ]
    before = pad(cut_end(names[0], columns.before, cut), columns.before)
    text = f"{' ' * _GUTTER}{pad('path', columns.path)}{' ' * _GAP}{before}{' ' * _GAP}{names[1]}"
    return PaneRow(key="heads", line=fit((Span(text, "muted"),), options.width, cut))


def _blank(key: str, options: PaneOptions) -> list[PaneRow]:
    """A line between two parts, where the pane is wide: then it is high too."""
    return [PaneRow(key, (Span(" " * options.width),))] if options.width >= _WIDE else []


def _part(part: Part, tally: Tally, options: PaneOptions) -> PaneRow:
    signs = options.signs
    aside = "internal hidden" if part is Part.VARIABLES else "set aside"
    words = [_NOTES.get(part, "")] if options.width >= _WIDE else []
    words += [f"{tally.equal} equal"] if tally.equal else []
    words += [f"{tally.aside} {aside}"] if tally.aside else []
    right = (Span(f" {signs.dot} ".join(filter(None, words)), "muted"),)
    title = (Span(part.value.replace("·", signs.dot), "strong bold"),)
    line = rule_line(title, right if right[0].text else (), options.width, signs.rule, signs.cut)
    return PaneRow(key=f"part {part.value}", line=line)


def _place(
    row: Row, seen: Counter[str], comparison: Comparison, columns: _Columns, options: PaneOptions
) -> PaneRow:
    signs, place = options.signs, row.place
    path = plain(place.path)
    seen[place.path] += 1
    again = f" {seen[place.path]}" if seen[place.path] > 1 else ""
    before, after = cells_of(row, columns.before, columns.after, signs)
    quiet = row.kind is Kind.EQUAL or bool(place.aside)
    name = cut_middle(plain(place.name) or path, columns.path, signs.cut)
    line: Line = (
        _sign(row, signs),
        Span(" "),
        Span(pad(name, columns.path), "muted" if quiet else "text"),
        Span(" " * _GAP),
        *before,
        Span(" " * _GAP),
        *after,
    )
    if place.aside:
        line = join(line[:-1], (Span(f" {place.aside}", "muted"),), options.width, signs.cut)
    return PaneRow(
        key=f"{DIFFERENCE if row.counts else OTHER}{place.path}{again}",
        line=fit(line, options.width, signs.cut),
        path=path,
        value=copied_text(row),
        secret=row.secret,
        place=place.path,
        whole=_whole(row, comparison, options),
    )


def _sign(row: Row, signs: Signs) -> Span:
    sign = {
        Kind.CHANGED: signs.changed,
        Kind.ADDED: signs.added,
        Kind.REMOVED: signs.removed,
        Kind.NOT_KNOWN: signs.unknown,
        Kind.EQUAL: signs.equal,
    }[row.kind]
    return Span(sign, "accent bold" if row.counts else "muted")


def _whole(row: Row, comparison: Comparison, options: PaneOptions) -> tuple[str, ...]:
    """Both values in full, for the bottom rows."""
    place = row.place
    word = word_of(row)
    lines = [
        plain(place.path),
        f"A  {whole_text(row, place.before)}",
        f"B  {whole_text(row, place.after)}{f'   {word}' if word else ''}",
    ]
    time = (comparison.first_seen or {}).get(place.path)
    if time is not None and row.counts:
        lines.append(f"when  first seen {wall_text(time, options.tz, '%d %b %H:%M:%S')}")
    if comparison.last_job is not None and row.counts:
        from sstui.view.job_words import last_job_words  # only who has followed a job needs it

        lines.append(f"job   {last_job_words(comparison.last_job, options.signs)}, the last one")
    if place.aside:
        lines.append(f"set aside: {place.aside}")
    return tuple(lines)
