"""What those in trouble share: read once for each body, compared once for each picture."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sstui.insight import causes
from sstui.insight.records import Health
from sstui.monitor.state import Fleet
from sstui.servicestage.models import Instance
from sstui.servicestage.refs import InstanceRef
from sstui.view.shared_cause import cause_of
from tests.view.fleets import fleet_of, quiet_fleet


def test_of_a_changed_fleet_only_what_changed_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[InstanceRef] = []

    def counted(ref: InstanceRef, instance: Instance) -> frozenset[causes.Trait]:
        read.append(ref)
        return causes.traits_of(ref, instance)

    monkeypatch.setattr("sstui.view.shared_cause.traits_of", counted)
    fleet = quiet_fleet(20)

    def ailing(*numbers: int) -> Fleet:
        return fleet_of(
            tuple(
                replace(each, health=Health.BAD if at in numbers else Health.OK)
                for at, each in enumerate(fleet.snapshots)
            )
        )

    assert cause_of(ailing(), fleet.snapshots[0].ref) is None
    assert not read, "one that is well has no part in anything"
    night = ailing(0, 1)
    for _ in range(3):
        cause_of(night, fleet.snapshots[0].ref)
    assert len(read) == len(set(read)) == 20
    cause_of(ailing(0, 1, 2), fleet.snapshots[0].ref)
    assert len(read) == 20
    body = fleet.snapshots[5].instance
    assert body is not None
    fleet = fleet_of(
        tuple(
            replace(each, instance=body.model_copy()) if at == 5 else each
            for at, each in enumerate(fleet.snapshots)
        )
    )
    cause_of(ailing(0, 1), fleet.snapshots[0].ref)
    assert len(read) == 21
