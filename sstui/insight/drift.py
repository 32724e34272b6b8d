"""How far two bodies are apart, by meaning: containers and variables by name, references by type
and id, order ignored, what the platform adds or moves by itself set aside. Pure.

Both bodies are *concealed* (`sstui.insight.standins`): a stand-in with a keyed fingerprint is at
the place of every secret, so that no secret, nor its length, can reach what this module returns.
Two secrets are the same when their fingerprints are. A mask without a fingerprint (of what was
only recorded as changed, or is known from an earlier run) is *not known*.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from sstui.insight.drift_parts import Part, places
from sstui.insight.drift_walk import Place
from sstui.insight.likeness import alike, is_nothing
from sstui.insight.secrets import MASK
from sstui.insight.standins import has_stand_in
from sstui.servicestage.json_types import JSONValue

MOST = 2000  # rows; what is beyond them is counted
FOLLOWS = "follows the artifact"


class Kind(StrEnum):
    """What became of a place from the one body to the other."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    NOT_KNOWN = "not known"
    EQUAL = "equal"


@dataclass(frozen=True, slots=True)
class Row:
    """One place of both bodies, and what became of it there. Where ``secret``, its values are
    masks or stand-ins, or have such inside."""

    part: Part
    place: Place
    kind: Kind
    secret: bool

    @property
    def counts(self) -> bool:
        """Whether it is a difference that a person may care about."""
        return not self.place.aside and self.kind is not Kind.EQUAL


class Tally(NamedTuple):
    """How many places of each `Kind` there are, and how many are set aside."""

    changed: int = 0
    added: int = 0
    removed: int = 0
    not_known: int = 0
    equal: int = 0
    aside: int = 0

    @property
    def compared(self) -> int:
        return self.changed + self.added + self.removed + self.not_known + self.equal

    @property
    def differences(self) -> int:
        return self.changed + self.added + self.removed


@dataclass(frozen=True, slots=True)
class Drift:
    """``rows`` in the order of `Part`: the differences, and where asked for all the rest, at most
    `MOST`; ``more`` is how many are left out. ``by_part`` counts for each part."""

    rows: tuple[Row, ...]
    tally: Tally
    by_part: dict[Part, Tally]
    more: int = 0


def drift(
    before: JSONValue,
    after: JSONValue,
    *,
    two_instances: bool = False,
    recorded: frozenset[str] | None = None,
    everything: bool = False,
) -> Drift:
    """Compare two concealed bodies.

    ``two_instances``: ids, names and addresses, which must differ, are set aside. ``recorded``:
    ``before`` was made from ``after`` by taking back the changes at these paths, so that what is
    not in them is the same even where its value is not known. ``everything``: rows for what is
    equal or set aside too.
    """
    counts = {part: Counter[str]() for part in Part}
    rows: list[Row] = []
    more = 0
    found = places(before, after, two_instances=two_instances, everything=everything)
    for row in _following(_row(part, place, recorded) for part, place in found):
        counted = "aside" if row.place.aside else row.kind.name.casefold()
        counts[row.part][counted] += max(row.place.size, 1)
        if not everything and not row.counts:
            continue
        if len(rows) < MOST:
            rows.append(row)
        else:
            more += 1
    by_part = {part: Tally(**found) for part, found in counts.items()}
    total = Tally(*map(sum, zip(*by_part.values(), strict=True)))
    return Drift(tuple(rows), total, by_part, more)


def has_drifted(before: JSONValue, after: JSONValue) -> bool:
    """Whether there is any difference: stops at the first. A secret that is not known is none."""
    found = places(before, after, two_instances=False, everything=False)
    rows = _following(_row(part, place, None) for part, place in found)
    return any(row.counts and row.kind is not Kind.NOT_KNOWN for row in rows)


def _row(part: Part, place: Place, recorded: frozenset[str] | None) -> Row:
    masks = _is_masked(place.before) or _is_masked(place.after)
    secret = masks or has_stand_in(place.before) or has_stand_in(place.after)
    return Row(part, place, _kind(place, masks, recorded), secret)


def _kind(place: Place, masks: bool, recorded: frozenset[str] | None) -> Kind:
    if place.alone:
        return Kind.ADDED if place.alone > 0 else Kind.REMOVED
    if place.size:
        return Kind.EQUAL
    if masks and recorded is None:
        return Kind.NOT_KNOWN
    if masks and recorded is not None and place.path in recorded:
        return Kind.CHANGED
    if alike(place.before, place.after, place.key):
        return Kind.EQUAL
    if is_nothing(place.before):
        return Kind.ADDED
    return Kind.REMOVED if is_nothing(place.after) else Kind.CHANGED


def _is_masked(value: JSONValue) -> bool:
    """Whether it is a secret of which not even a fingerprint is at hand."""
    return isinstance(value, str) and MASK in value and not has_stand_in(value)


def _following(rows: Iterable[Row]) -> Iterator[Row]:
    """The version of an instance is no drift of its own where an artifact made the same step."""
    steps: list[tuple[JSONValue, JSONValue]] = []
    for row in rows:
        place = row.place
        step = (place.before, place.after)
        if row.part is Part.ARTIFACTS and place.key == "version" and row.counts:
            steps.append(step)
        elif place.path == "version" and step in steps:
            row = replace(row, place=replace(place, aside=FOLLOWS))
        yield row
