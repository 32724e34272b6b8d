"""The filter as it is shown: its terms, what it hides, its columns, and its language explained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from sstui.view.filter import Filter
from sstui.view.filter_fields import Field
from sstui.view.filter_match import Sifted
from sstui.view.signs import Signs
from sstui.view.standing import TOKENS
from sstui.view.text import Line, Span, cells, fit, join, line_cells, pad, plain, rule_line

STRUCK = "muted strike"
CANDIDATE_GAP = "  "
_NAME_CELLS = 20
_SHORT_BELOW = 40  # cells: counts without words

EXPLAINED = (
    ("orders", "part of name, group, tag, status, version, note, …"),
    ("~ordp", "its letters in that order"),
    ("health:bad", "a column's value, or the beginning of a word"),
    ("tag=team-a", "the whole value"),
    ("age:>5m  replicas:<3", "more, less; also >= and <="),
    ("health:bad,moving", "either"),
    ("group:shop health:bad", "both"),
    ("!tag:batch", "not"),
    ('"a b"  "x:y"', "quotes: blanks and signs as they are"),
)
WORDS = (
    "A term that is not valid yet is struck and left out; the others apply.",
    "A filter hides rows of the list alone: the bar shows all, and what is bad among the hidden "
    "is counted.",
)


class ColumnRow(NamedTuple):
    """A line of the column list; ``key`` is the column that a click puts into the prompt."""

    key: str
    line: Line


def term_styles(found: Filter) -> tuple[tuple[int, int, str], ...]:
    """Start, end and style of each part of the text that is not plain: what is struck, and the
    words of health in their colours."""
    styles: list[tuple[int, int, str]] = []
    for term in found.terms:
        if term.problem:
            styles.append((term.start, term.end, STRUCK))
            continue
        for choice in term.choices:
            if len(choice.healths) == 1:
                (which,) = choice.healths
                styles.append((choice.start, choice.end, TOKENS[which]))
    return tuple(styles)


def term_spans(found: Filter) -> Line:
    """The whole text, styled as `term_styles` says."""
    spans: list[Span] = []
    at = 0
    for start, end, style in term_styles(found):
        spans += [Span(plain(found.text[at:start])), Span(plain(found.text[start:end]), style)]
        at = end
    return tuple(each for each in (*spans, Span(plain(found.text[at:]))) if each.text)


def count_line(sifted: Sifted, width: int) -> Line:
    """``5 of 24``."""
    between = "/" if width < _SHORT_BELOW else " of "
    passed = Span(str(len(sifted.passed)), "strong bold")
    return passed, Span(f"{between}{sifted.total}", "muted")


def bad_hidden(sifted: Sifted, width: int, signs: Signs) -> Line:
    """``2 bad hidden``, where it hides anything bad."""
    if not sifted.bad_hidden:
        return ()
    words = signs.bad if width < _SHORT_BELOW else " bad hidden"
    return (Span(f"{sifted.bad_hidden}{words}", "bad bold"),)


def filter_line(found: Filter, sifted: Sifted, width: int, signs: Signs) -> Line:
    """`` / health:bad   5 of 24 · 2 bad hidden`` in exactly ``width`` cells."""
    bad = bad_hidden(sifted, width, signs)
    gap = " " if width < _SHORT_BELOW else f" {signs.dot} "
    counts = (*count_line(sifted, width), *((Span(gap, "muted"), *bad) if bad else ()), Span(" "))
    left: Line = (Span(" / ", "accent bold"), *term_spans(found))
    if line_cells(counts) + 8 > width:
        return fit((Span("/", "accent bold"), *counts), width, signs.cut)
    return join(left, counts, width, signs.cut)


def explanation(
    found: Filter, candidates: Sequence[str], sifted: Sifted, width: int, signs: Signs
) -> Line:
    """The line below the prompt: what a completion could be, why a term is struck, or a hint; at
    the right what it hides that is bad."""
    left: Line = (Span(" part of a name   column:value   !not   a,b either", "muted"),)
    if candidates:
        left = (Span(" " + CANDIDATE_GAP.join(plain(each) for each in candidates), "muted"),)
    elif found.problem:
        left = (
            Span(f" {plain(found.problem)}", "degraded"),
            Span(f" {signs.dot} not applied", "muted"),
        )
    bad = bad_hidden(sifted, width, signs)
    return join(left, (*bad, Span(" ")) if bad else (), width, signs.cut)


def candidate_at(candidates: Sequence[str], x: int) -> str | None:
    """The candidate that `explanation` shows in that cell."""
    at = 1
    for each in candidates:
        end = at + cells(plain(each))
        if at <= x < end:
            return each
        at = end + len(CANDIDATE_GAP)
    return None


def column_rows(
    fields: Mapping[str, Field], width: int, height: int, signs: Signs
) -> tuple[ColumnRow, ...]:
    """The columns that ``fields`` are and their words, at most ``height`` rows; columns that read
    alike share one."""
    if height < 4:
        return ()
    title = rule_line(
        (Span(" "), Span("columns", "strong bold")),
        (Span("tab completes ", "muted"),),
        width,
        signs.rule,
        signs.cut,
    )
    rows = [ColumnRow("", fit(title, width, signs.cut))]
    for words, alike in groupby(fields.values(), lambda field: field.words):
        rows.append(_column_row(tuple(alike), words, width, signs))
    return tuple(rows[:height])


def _column_row(alike: tuple[Field, ...], words: str, width: int, signs: Signs) -> ColumnRow:
    names = " ".join(f"{field.name}:" for field in alike)
    line: Line = (Span(f"  {pad(names, _NAME_CELLS)}"), Span(_signed(words, signs), "muted"))
    return ColumnRow(f"{alike[0].name}:", fit(line, width, signs.cut))


def language_lines(fields: Mapping[str, Field], signs: Signs) -> list[Line]:
    """The help of the prompt."""
    widest = max(cells(example) for example, _ in EXPLAINED) + 3
    lines: list[Line] = [
        (Span(f" {pad(example, widest)}", "accent bold"), Span(_signed(words, signs)))
        for example, words in EXPLAINED
    ]
    lines += [(), *((Span(f" {words}", "muted"),) for words in WORDS), ()]
    for field in fields.values():
        name = pad(f"{field.name}:", widest)
        lines.append((Span(f" {name}", "accent bold"), Span(_signed(field.words, signs))))
    return lines


def _signed(words: str, signs: Signs) -> str:
    """Harmless ``words``, with our sign for *and so on*."""
    return plain(words).replace("…", signs.cut)
