"""What was examined on this machine and of each account: one line each, for screen and report."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sstui.view.paragraph import by_words
from sstui.view.signs import Signs
from sstui.view.text import Line, Span, cells, pad, plain


class Level(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


class Blame(StrEnum):
    """What a failure is a matter of."""

    CONFIGURATION = "configuration"
    CREDENTIALS = "credentials"
    NETWORK = "network"


@dataclass(frozen=True, slots=True)
class Finding:
    """``what`` and what to do about it, in words; never a secret. `blame` of a failure only."""

    level: Level
    subject: str
    what: str
    remedy: str = ""
    blame: Blame | None = None


_STYLES = {Level.OK: "ok", Level.WARN: "degraded bold", Level.FAIL: "bad bold"}
_INDENT = 6  # cells: the level and two blanks


def good(subject: str, what: str) -> Finding:
    return Finding(Level.OK, subject, what)


def warning(subject: str, what: str, remedy: str) -> Finding:
    return Finding(Level.WARN, subject, what, remedy)


def failure(subject: str, what: str, remedy: str, blame: Blame) -> Finding:
    return Finding(Level.FAIL, subject, what, remedy, blame)


def finding_text(finding: Finding, subject_cells: int = 0) -> str:
    """``warn  subject  what  → what to do``, harmless."""
    remedy = f"  → {finding.remedy}" if finding.remedy else ""
    subject = pad(plain(finding.subject), subject_cells)
    return f"{finding.level:4}  {subject}  {plain(finding.what + remedy)}"


def finding_lines(findings: list[Finding], width: int, signs: Signs) -> list[Line]:
    """Each finding with its remedy below it, wrapped."""
    size = max((cells(plain(finding.subject)) for finding in findings), default=0)
    size = min(size, max(width // 3, 8))
    left = max(width - _INDENT - size - 2, 20)
    lines: list[Line] = []
    for finding in findings:
        first: Line = (
            Span(pad(finding.level, _INDENT), _STYLES[finding.level]),
            Span(pad(plain(finding.subject), size), "muted"),
            Span("  "),
        )
        blank: Line = (Span(" " * (_INDENT + size + 2)),)
        for number, text in enumerate(by_words(plain(finding.what), left)):
            lines.append((*(blank if number else first), Span(text, "text")))
        remedy = f"{signs.became} {plain(finding.remedy)}" if finding.remedy else ""
        lines += [(*blank, Span(text, "strong")) for text in by_words(remedy, left) if text]
    return lines
