"""What a monitoring core reads: the first line, what is below it, and figures."""

from __future__ import annotations

import itertools

from sstui.view.plugin import (
    FIRST_LINE,
    MOST,
    Figure,
    Report,
    State,
    first_line,
    words,
    worst,
)


def test_the_worst_wins_in_the_order_of_the_contract() -> None:
    order = [State.OK, State.WARNING, State.UNKNOWN, State.CRITICAL]
    for less, more in itertools.combinations(order, 2):
        assert worst([less, more]) is worst([more, less]) is more
    assert worst([]) is State.UNKNOWN


def test_the_first_line_has_80_characters_and_no_more() -> None:
    fits = first_line(State.OK, "x" * (FIRST_LINE - len("SSTUI OK: ")))
    assert len(fits) == FIRST_LINE
    assert fits.endswith("x")
    longer = first_line(State.OK, "x" * FIRST_LINE)
    assert len(longer) == FIRST_LINE
    assert longer.endswith("..")


def test_nothing_foreign_acts_on_core_or_terminal() -> None:
    assert words("a|b\x1b[31m\nc\u202e") == "a/b\\u001b[31m\\nc\\u202e"
    assert first_line(State.WARNING, "a|b\nc") == "SSTUI WARNING: a/b\\nc"


def test_figures_are_written_as_the_guidelines_have_them() -> None:
    assert str(Figure("ok", 3, least=0, most=24)) == "'ok'=3;;;0;24"
    assert str(Figure("age", 1.23456, "s", "0:60", "0:120", 0)) == "'age'=1.235s;0:60;0:120;0"
    assert str(Figure("none", None, "s")) == "'none'=U"
    assert str(Figure("whole", 10)) == "'whole'=10"
    assert str(Figure("it's a=b|c\n", 1)) == "'it''s a_b/c\\n'=1"


def lines_of(trouble: int, well: int) -> list[str]:
    names = [f"instance-{index:04}" for index in range(trouble + well)]
    lines = [f"[OK] {name}: RUNNING 3/3 for 12m" for name in names]
    each = [[Figure(f"{name} replicas", 3, least=0, most=3)] for name in names]
    report = Report("first", lines[:trouble], lines[trouble:], "last", [Figure("ok", 1)], each)
    return report.lines()


def test_all_figures_stand_behind_the_only_bar() -> None:
    first, *below, last = lines_of(1, 2)
    assert (first, len(below)) == ("first", 3)
    assert last.count("|") == 1
    assert "|" not in "".join([first, *below])
    said, _, figures = last.partition(" | ")
    assert said == "last"
    assert figures.split(" '")[0] == "'ok'=1"
    assert figures.count("replicas") == 3


def test_it_is_never_more_than_a_core_reads() -> None:
    for trouble, well in ((0, 1000), (1000, 0), (60, 60), (500, 500)):
        lines = lines_of(trouble, well)
        assert len("\n".join(lines).encode()) <= MOST
        figures = lines[-1].partition(" | ")[2]
        assert figures.startswith("'ok'=1")
        assert figures.endswith(";;;0;3")  # none is cut in two
        not_shown = trouble + well - (len(lines) - 2)
        assert f"{not_shown} more not shown" in lines[-1]
        # What is not well comes first, and has half of it at most where figures need the rest.
        assert len(lines) - 2 >= min(trouble, 80)
