"""What a monitoring core reads of a plugin: a first line, long output below it, figures.

All figures stand behind one ``|`` in the last line, where both Nagios and Icinga look for them, so
that the first line has all of its 80 characters for words. Source: Monitoring Plugins Development
Guidelines, *Plugin Output for Nagios* and *Performance data*.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from sstui.view.text import plain

FIRST_LINE = 80  # characters
MOST = 8000  # bytes: Nagios reads 8,192 and would cut a figure in two
_WORDS = MOST // 2  # of them for what is not well
_CUT = ".."


class State(IntEnum):
    """Its number is the exit code."""

    OK = 0
    WARNING = 1
    CRITICAL = 2
    UNKNOWN = 3


_SEVERITY = {State.CRITICAL: 3, State.UNKNOWN: 2, State.WARNING: 1, State.OK: 0}


def severity(state: State) -> int:
    """The larger, the worse: critical, unknown, warning, ok."""
    return _SEVERITY[state]


def worst(states: Iterable[State]) -> State:
    return max(states, key=severity, default=State.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Figure:
    """``'label'=value[unit];warning;critical;least;most``; a value of None is not known."""

    label: str
    value: float | None
    unit: str = ""
    warning: str = ""
    critical: str = ""
    least: float | None = None
    most: float | None = None

    def __str__(self) -> str:
        # A quote is doubled; for an equals sign the guidelines have no way.
        label = words(self.label).replace("=", "_").replace("'", "''")
        value = "U" if self.value is None else f"{_number(self.value)}{self.unit}"
        ends = (_number(each) for each in (self.least, self.most))
        tail = ";".join((value, self.warning, self.critical, *ends)).rstrip(";")
        return f"'{label}'={tail}"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}".rstrip("0").rstrip(".")


def words(text: str) -> str:
    """Foreign text without what a core, or a terminal, would take for a sign to itself."""
    return plain(text).replace("|", "/")


def first_line(state: State, text: str) -> str:
    """``SSTUI CRITICAL: …`` in at most 80 characters."""
    line = f"SSTUI {state.name}: {words(text)}"
    return line if len(line) <= FIRST_LINE else line[: FIRST_LINE - len(_CUT)].rstrip() + _CUT


@dataclass(frozen=True, slots=True)
class Report:
    """``trouble`` are lines on what is not well, the worst first, ``well`` the others; ``figures``
    of all come first, then those of each instance, which are left out together."""

    first: str
    trouble: Sequence[str]
    well: Sequence[str]
    last: str
    figures: Sequence[Figure]
    of_each: Sequence[Sequence[Figure]]

    def lines(self) -> list[str]:
        """All of it, within what a core reads: what is well gives way first, then figures."""
        whole = [str(each) for each in self.figures]
        left = MOST - _size([self.first, self.last, *whole]) - 80  # for the words about what is not
        trouble, spent = _fitting(map(words, self.trouble), min(left, _WORDS))
        figures, more = _fitting((" ".join(map(str, each)) for each in self.of_each), left - spent)
        well, _ = _fitting(map(words, self.well), left - spent - more)
        last = words(self.last)
        if absent := len(self.trouble) + len(self.well) - len(trouble) - len(well):
            last += f"; {absent} more not shown"
        if absent := len(self.of_each) - len(figures):
            last += f"; figures of {absent} left out"
        return [self.first, *trouble, *well, f"{last} | {' '.join([*whole, *figures])}"]


def _size(lines: Iterable[str]) -> int:
    return sum(len(line.encode("utf-8", "backslashreplace")) + 1 for line in lines)


def _fitting(lines: Iterable[str], room: int) -> tuple[list[str], int]:
    """The first of them that fit, and the bytes they take."""
    taken: list[str] = []
    used = 0
    for line in lines:
        used += _size([line])
        if used > room:
            return taken, used - _size([line])
        taken.append(line)
    return taken, used
