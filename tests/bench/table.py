"""The table in Markdown."""

from __future__ import annotations

from collections.abc import Iterable

from tests.bench.rows import Row

HEADS = ("promise", "what", "sstui", "floor", "ratio", "at most", "kept")
ANSWERS = {True: "yes", False: "**no**", None: ""}


def table(rows: Iterable[Row]) -> str:
    """A line for each row; absolute values, and the calls made, beside the ratio."""
    lines = [HEADS, ("---",) * len(HEADS), *map(_cells, rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _cells(row: Row) -> tuple[str, ...]:
    ours, theirs = (None, None) if row.calls is None else row.calls
    return (
        row.promise,
        row.what,
        _amount(row.ours, row.unit, ours),
        f"{row.floor}: {_amount(row.theirs, row.unit, theirs)}" if row.floor else "",
        "—" if row.ratio is None else f"{row.ratio:.2f}",
        _limit(row),
        ANSWERS[row.kept],
    )


def _amount(value: float, unit: str, calls: int | None) -> str:
    number = f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.2f}"
    return f"{number} {unit}" + ("" if calls is None else f", {calls} calls")


def _limit(row: Row) -> str:
    if row.most is not None:
        return f"{row.most:g} {row.unit}"
    if row.most_ratio is not None:
        return f"{row.most_ratio:g} × {row.floor}"
    return ""
