"""What the instances in trouble have in common and most healthy ones do not. Pure.

A coincidence is no cause: the answer is one phrase, put as a question.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from sstui.insight.records import Health
from sstui.insight.secrets import mask
from sstui.servicestage.refs import InstanceRef

if TYPE_CHECKING:
    from sstui.servicestage.models import Instance

_DATABASES = frozenset({"rds", "dcs", "dds", "gaussdb"})
_LEAST = 2  # instances that share it
_MOST_HEALTHY = 0.5  # of the healthy may share it too
_TAG = re.compile(r":([^/:@]+)$")


class Shared(StrEnum):
    """What can be shared; of equally telling ones the first in this order is named."""

    # An enumeration's own hash is Python code: of 500 instances it is asked for 6,000 times.
    __hash__ = str.__hash__

    DATABASE = "database"
    IMAGE = "image"
    NAMESPACE = "namespace"
    CLUSTER = "cluster"
    ENVIRONMENT = "environment"
    APPLICATION = "application"


class Trait(NamedTuple):
    """``kind`` is the API's word for what it is, as in ``cce``, ``rds``, ``orders``."""

    shared: Shared
    kind: str
    value: str


class Subject(NamedTuple):
    """One instance that is seen now; ``traits`` as `traits_of` finds them."""

    ref: InstanceRef
    health: Health
    traits: frozenset[Trait]


class Cause(NamedTuple):
    """``trait`` is what ``refs`` share, out of ``among`` that are bad (``bad``), or that are bad,
    degraded or unknown. ``healthy`` of ``of`` healthy ones share it too."""

    trait: Trait
    refs: frozenset[InstanceRef]
    bad: bool
    among: int
    healthy: int
    of: int


def shared_cause(subjects: Iterable[Subject]) -> Cause | None:
    """The most telling of `shared_causes`."""
    return next(shared_causes(subjects), None)


def shared_causes(subjects: Iterable[Subject]) -> Iterator[Cause]:
    """The most telling of what all that are not ok share, else of what all bad ones share, else
    of what some of them share and hardly anyone else; then the same of those that are left. No
    instance is in two of them."""
    everyone = tuple(subjects)
    bad = [each for each in everyone if each.health is Health.BAD]
    troubled = [
        each for each in everyone if each.health in {Health.BAD, Health.DEGRADED, Health.UNKNOWN}
    ]
    well = [each for each in everyone if each.health is Health.OK]
    if not well or not troubled:
        return  # nothing to compare, or nothing to compare with
    healthy = _Healthy(len(well), _counts(well))
    all_bad = len(bad) == len(troubled)
    sharing = _counts(troubled)
    cause = (
        _of_all(troubled, healthy, all_bad=all_bad)
        or (None if all_bad else _of_all(bad, healthy, all_bad=True))
        or _of_some(troubled, sharing, len(troubled), healthy, all_bad=all_bad)
    )
    left = troubled
    while cause is not None:
        yield cause
        sharing -= _counts([each for each in left if each.ref in cause.refs])
        left = [each for each in left if each.ref not in cause.refs]
        cause = _of_some(left, sharing, len(troubled), healthy, all_bad=all_bad)


class _Healthy(NamedTuple):
    """How many are, and how many of them have each trait."""

    of: int
    having: Counter[Trait]


def _of_all(group: Sequence[Subject], healthy: _Healthy, *, all_bad: bool) -> Cause | None:
    """What every one of them shares, and less than half of the healthy."""
    if len(group) < _LEAST:
        return None
    common = group[0].traits.intersection(*(each.traits for each in group[1:]))
    telling = [each for each in common if healthy.having[each] < _MOST_HEALTHY * healthy.of]
    if not telling:
        return None
    found = min(telling, key=lambda trait: (healthy.having[trait], *_place(trait)))
    refs = frozenset(each.ref for each in group)
    return Cause(found, refs, all_bad, len(group), healthy.having[found], healthy.of)


def _of_some(
    group: Sequence[Subject],
    sharing: Counter[Trait],
    among: int,
    healthy: _Healthy,
    *,
    all_bad: bool,
) -> Cause | None:
    """What two or more of them share, and fewer of the healthy than of them: where some have
    nothing to do with it, that less than half of the healthy share it would not say enough.
    ``sharing`` counts those of the group."""
    counts = healthy.having
    telling = [
        each
        for each, count in sharing.items()
        if count >= _LEAST and count > counts[each] < _MOST_HEALTHY * healthy.of
    ]
    if not telling:
        return None
    found = min(
        telling, key=lambda each: (counts[each] - sharing[each], counts[each], *_place(each))
    )
    refs = frozenset(each.ref for each in group if found in each.traits)
    return Cause(found, refs, all_bad, among, counts[found], healthy.of)


def _counts(group: Iterable[Subject]) -> Counter[Trait]:
    """How many of them have each trait."""
    return Counter(trait for each in group for trait in each.traits)


def _place(trait: Trait) -> tuple[int, Trait]:
    return list(Shared).index(trait.shared), trait


def traits_of(ref: InstanceRef, instance: Instance) -> frozenset[Trait]:
    """Everything of one instance that another could share."""
    return frozenset(_traits(ref, instance))


def _traits(ref: InstanceRef, instance: Instance) -> Iterator[Trait]:
    yield Trait(Shared.APPLICATION, "application", ref.application)
    if instance.environment_id:
        yield Trait(Shared.ENVIRONMENT, "environment", instance.environment_id)
    for resource in instance.refer_resources or ():
        kind, name = resource.type or "", resource.id or ""
        if not kind or not name:
            continue
        if kind == "cce":
            yield Trait(Shared.CLUSTER, kind, name)
            namespace = (resource.parameters or {}).get("namespace")
            if isinstance(namespace, str) and namespace:
                yield Trait(Shared.NAMESPACE, name, namespace)
        elif kind in _DATABASES:
            yield Trait(Shared.DATABASE, kind, name)
    for artifact in (instance.artifacts or {}).values():
        if artifact.url:
            name, version = _named(mask(artifact.url), artifact.version)
            yield Trait(Shared.IMAGE, name, version)


def _named(url: str, version: str | None) -> tuple[str, str]:
    """``swr.example.com/shop/orders:2.14.0`` → the address without its tag, and the version."""
    tag = _TAG.search(url)
    if tag is None:
        return url, version or ""
    return url[: tag.start()], tag[1]
