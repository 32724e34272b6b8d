"""Instances of the tests, also for programs of a few milliseconds: nothing heavy is imported."""

from __future__ import annotations

from sstui.servicestage.refs import InstanceRef


def ref_of(number: int, application: int = 1) -> InstanceRef:
    return InstanceRef(f"{application:08x}", f"{2:08x}", f"{number:08x}")
