"""What the instances in trouble have in common and most healthy ones do not. Pure.

A coincidence is no cause: the answer is one phrase, put as a question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
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
    """``trait`` is what ``refs`` share; ``bad``: these are all that are bad, else all that are
    bad, degraded or unknown. ``healthy`` of ``of`` healthy ones share it too."""

    trait: Trait
    refs: frozenset[InstanceRef]
    bad: bool
    healthy: int
    of: int


def shared_cause(subjects: Iterable[Subject]) -> Cause | None:
    """The most telling of what all that are not ok share, else of what all bad ones share."""
    everyone = tuple(subjects)
    bad = [each for each in everyone if each.health is Health.BAD]
    troubled = [
        each for each in everyone if each.health in {Health.BAD, Health.DEGRADED, Health.UNKNOWN}
    ]
    healthy = [each for each in everyone if each.health is Health.OK]
    if not healthy:
        return None  # nothing to compare with
    cause = _most_telling(troubled, healthy, all_bad=len(bad) == len(troubled))
    if cause is None and len(bad) < len(troubled):
        cause = _most_telling(bad, healthy, all_bad=True)
    return cause


def _most_telling(
    group: Sequence[Subject], healthy: Sequence[Subject], *, all_bad: bool
) -> Cause | None:
    if len(group) < _LEAST:
        return None
    common = set(traits(group[0]))
    for each in group[1:]:
        common.intersection_update(traits(each))
    if not common:
        return None
    counts = dict.fromkeys(common, 0)
    for each in healthy:
        for trait in common.intersection(traits(each)):
            counts[trait] += 1
    order = list(Shared)
    found = min(common, key=lambda trait: (counts[trait], order.index(trait.shared), trait))
    if counts[found] >= _MOST_HEALTHY * len(healthy):
        return None
    refs = frozenset(each.ref for each in group)
    return Cause(found, refs, all_bad, counts[found], len(healthy))


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
