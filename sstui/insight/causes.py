"""What the instances in trouble have in common and most healthy ones do not. Pure.

A coincidence is no cause: the answer is one phrase, put as a question.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from sstui.insight.records import Health
from sstui.servicestage.refs import InstanceRef

if TYPE_CHECKING:
    from sstui.servicestage.models import Instance

_DATABASES = frozenset({"rds", "dcs", "dds", "gaussdb"})
_LEAST = 2  # instances that share it
_MOST_HEALTHY = 0.5  # of the healthy may share it too
_TAG = re.compile(r":([^/:@]+)$")


class Shared(StrEnum):
    """What can be shared; of equally telling ones the first in this order is named."""

    DATABASE = "database"
    IMAGE = "image"
    NAMESPACE = "namespace"
    CLUSTER = "cluster"
    ENVIRONMENT = "environment"
    APPLICATION = "application"


class Subject(NamedTuple):
    """One instance that is seen now."""

    ref: InstanceRef
    health: Health
    instance: Instance


class Trait(NamedTuple):
    """``kind`` is the API's word for what it is, as in ``cce``, ``rds``, ``orders``."""

    shared: Shared
    kind: str
    value: str


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
    healthy = [each for each in everyone if each.health is Health.OK]
    if not healthy:
        return  # nothing to compare with
    all_bad = len(bad) == len(troubled)
    cause = (
        _of_all(troubled, healthy, all_bad=all_bad)
        or (None if all_bad else _of_all(bad, healthy, all_bad=True))
        or _of_some(troubled, len(troubled), healthy, all_bad=all_bad)
    )
    left = troubled
    while cause is not None:
        yield cause
        left = [each for each in left if each.ref not in cause.refs]
        cause = _of_some(left, len(troubled), healthy, all_bad=all_bad)


def _of_all(group: Sequence[Subject], healthy: Sequence[Subject], *, all_bad: bool) -> Cause | None:
    """What every one of them shares, and less than half of the healthy."""
    if len(group) < _LEAST:
        return None
    common = set(traits(group[0])).intersection(*(traits(each) for each in group[1:]))
    counts = _counts(healthy, common)
    telling = [each for each in common if counts[each] < _MOST_HEALTHY * len(healthy)]
    if not telling:
        return None
    found = min(telling, key=lambda trait: (counts[trait], *_place(trait)))
    refs = frozenset(each.ref for each in group)
    return Cause(found, refs, all_bad, len(group), counts[found], len(healthy))


def _of_some(
    group: Sequence[Subject], among: int, healthy: Sequence[Subject], *, all_bad: bool
) -> Cause | None:
    """What two or more of them share, and fewer of the healthy than of them: where some have
    nothing to do with it, that less than half of the healthy share it would not say enough."""
    sharing = _counts(group)
    counts = _counts(healthy, sharing)
    telling = [
        each
        for each, count in sharing.items()
        if count >= _LEAST and count > counts[each] < _MOST_HEALTHY * len(healthy)
    ]
    if not telling:
        return None
    found = min(
        telling, key=lambda each: (counts[each] - sharing[each], counts[each], *_place(each))
    )
    refs = frozenset(each.ref for each in group if found in traits(each))
    return Cause(found, refs, all_bad, among, counts[found], len(healthy))


def _counts(group: Iterable[Subject], wanted: Container[Trait] | None = None) -> Counter[Trait]:
    """How many of them have each trait, or each that is wanted."""
    return Counter(
        trait for each in group for trait in set(traits(each)) if wanted is None or trait in wanted
    )


def _place(trait: Trait) -> tuple[int, Trait]:
    return list(Shared).index(trait.shared), trait


def traits(subject: Subject) -> Iterator[Trait]:
    """Everything of one instance that another could share."""
    ref, _, instance = subject
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
            name, version = _named(artifact.url, artifact.version)
            yield Trait(Shared.IMAGE, name, version)


def _named(url: str, version: str | None) -> tuple[str, str]:
    """``swr.example.com/shop/orders:2.14.0`` → the address without its tag, and the version."""
    tag = _TAG.search(url)
    if tag is None:
        return url, version or ""
    return url[: tag.start()], tag[1]
