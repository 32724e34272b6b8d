"""Our own signs, in three sets: ``unicode``, ``narrow`` (only signs whose width is certain in
East Asian terminals too) and ``ascii``. Data is never translated (SCREENS §2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sstui.insight.records import Health


class Signs(NamedTuple):
    """One sign for each thing that is drawn by a sign."""

    bad: str = "✗"
    degraded: str = "◐"
    unknown: str = "?"
    moving: str = "↻"
    off: str = "○"
    ok: str = "●"
    gone: str = "∅"
    unseen: str = "·"
    changed: str = "Δ"
    drifted: str = "≠"
    acknowledged: str = "z"
    job_failed: str = "!"
    cursor: str = "▌"
    unfolded: str = "▾"
    folded: str = "▸"
    added: str = "+"
    removed: str = "−"
    equal: str = "="
    became: str = "→"
    cut: str = "…"
    dot: str = "·"
    valid: str = "✓"
    rule: str = "─"
    parting: str = "│"
    below: str = "↓"
    above: str = "↑"
    profile: str = "▐"
    gauge_full: str = "━"
    gauge_empty: str = "─"
    replica: str = "■"
    no_replica: str = "□"
    mask: str = "••••••••"
    dash: str = "—"
    strip: str = "▁▂▃▅█░"  # off ok moving degraded bad not-known

    def health(self, health: Health) -> str:
        """The glyph of a health."""
        return str(getattr(self, health.value))

    @property
    def not_known(self) -> str:
        """The cell of a history strip in which nobody looked."""
        return self.strip[5]


UNICODE = Signs()

# East Asian terminals may draw ● ○ ◐ Δ ≠ … · → — and the blocks two cells wide: every sign here is
# of the width classes N, Na or H, which no terminal doubles. Circles still read full, half, empty.
NARROW = UNICODE._replace(
    bad="✗", degraded="◒", moving="↻", off="◌", ok="◉", gone="∅", unseen="-",
    changed="*", drifted="#", cursor=">", cut="..", dot="-", became="->", dash="-",
    below="v", above="^", mask="********", rule="-", parting="|", gauge_full="=", gauge_empty="-",
    replica="#", no_replica=".", strip=".o~!X?",
)  # fmt: skip

ASCII = Signs(
    bad="X", degraded="!", unknown="?", moving="~", off=".", ok="o", gone="_", unseen="-",
    changed="*", drifted="#", acknowledged="z", job_failed="!", cursor=">", unfolded="v",
    folded=">", added="+", removed="-", equal="=", became="->", cut="..", dot="-", valid="ok",
    rule="-", parting="|", below="v", above="^", profile="|", gauge_full="=", gauge_empty="-",
    replica="#", no_replica=".", mask="********", dash="-", strip=".o~!X?",
)  # fmt: skip

SIGNS = {"unicode": UNICODE, "narrow": NARROW, "ascii": ASCII}
