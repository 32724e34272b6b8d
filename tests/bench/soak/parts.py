"""The parts of the soak by name, in the order in which they run."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from tests.bench.soak.bodies import bodies
from tests.bench.soak.changes import changes
from tests.bench.soak.finding import Finding
from tests.bench.soak.killing import killing, together
from tests.bench.soak.manners import manners
from tests.bench.soak.outages import outages
from tests.bench.soak.returning import returning
from tests.bench.soak.week import day, week

# What a part is given is an empty folder.
Part: TypeAlias = "Callable[[Path], Awaitable[list[Finding]]]"

PARTS: Mapping[str, Part] = MappingProxyType(
    {
        "week": week,  # the longest first, beside which the others run
        "changes": changes,
        "day": day,
        "outages": outages,
        "killing": killing,
        "together": together,
        "returning": returning,
        "bodies": bodies,
        "manners": manners,
    }
)
