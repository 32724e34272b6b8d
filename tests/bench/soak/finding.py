"""What one part of the soak found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One figure of one promise; ``most`` says what was promised, in words."""

    promise: str  # as PROMISES and the README number them
    what: str
    figure: str
    most: str
    kept: bool

    @property
    def line(self) -> str:
        verdict = "kept" if self.kept else "BROKEN"
        return f"{self.promise:<4}{verdict:<7}{self.what}: {self.figure} (promised: {self.most})"


def percentile(values: Sequence[float], part: float) -> float:
    """The value that ``part`` of them (0 to 1) do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]
