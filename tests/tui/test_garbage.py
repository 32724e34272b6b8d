"""All that lives is looked through for garbage while nobody types."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from sstui.tui.garbage import QUIET, collect, tame


@pytest.fixture
def all_looks() -> Iterator[list[str]]:
    """Each look through all that lives, with Python's own settings in force again afterwards."""
    thresholds, looks = gc.get_threshold(), list[str]()

    def looked(phase: str, info: dict[str, int]) -> None:
        if phase == "start" and info["generation"] == 2:
            looks.append(phase)

    tame()
    gc.collect()
    gc.callbacks.append(looked)
    yield looks
    gc.callbacks.remove(looked)
    gc.set_threshold(*thresholds)


def test_what_is_due_waits_until_nobody_types(all_looks: list[str]) -> None:
    assert not collect(idle=QUIET), "nothing is due"
    for _ in range(10):
        gc.collect(1)
    assert not collect(idle=QUIET / 2)
    assert not all_looks
    assert collect(idle=QUIET)
    assert len(all_looks) == 1
    assert not collect(idle=QUIET), "it was done"


def test_it_does_not_wait_for_ever(all_looks: list[str]) -> None:
    for _ in range(200):
        gc.collect(1)
    assert not all_looks, "Python by itself looks no more"
    assert collect(idle=0.0)
    assert len(all_looks) == 1
