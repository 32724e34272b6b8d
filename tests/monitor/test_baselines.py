"""Pinned baselines: kept for all processes without a secret, and compared only where it is due."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from sstui.insight.drift import has_drifted
from sstui.monitor import baselines as module
from sstui.monitor import drift_bodies
from sstui.monitor.baselines import Baseline, BaselineError, Baselines, _baseline, forget
from sstui.monitor.clock import SystemClock
from sstui.monitor.drift_bodies import with_baseline
from sstui.monitor.drifting import Drifting
from sstui.monitor.ledger import Ledger
from sstui.monitor.state import Snapshot
from sstui.monitor.store import Store
from sstui.servicestage.refs import InstanceRef
from tests.monitor.scripted import Reply, World, body, make_world, ref_of, watching
from tests.support import until
from tests.view.instances import with_fields

PLANTED = "hunter2hunter2"


def opened(folder: Path) -> Baselines:
    """The baselines as another process of the machine finds them."""
    found = Baselines(folder / "shared.db", folder / "fingerprint.key")
    found.load()
    return found


def pin(baselines: Baselines, document: Any, number: int = 0, *, protected: bool = False) -> str:
    return baselines.pin(ref_of(number), "prod", document, seen=1.0, now=2.0, protected=protected)


def env(**values: str) -> Any:
    variables = [{"name": name, "value": value} for name, value in values.items()]
    return {"configuration": {"env": variables}, "status_detail": {"status": "RUNNING"}}


# On the disk.


def test_another_process_and_the_next_run_have_the_same_baseline(tmp_path: Path) -> None:
    mine, other = opened(tmp_path), opened(tmp_path)
    assert pin(mine, env(LOG_LEVEL="info")) == ""
    other.load()
    assert other.of(ref_of(0)) == mine.of(ref_of(0))
    assert opened(tmp_path).of(ref_of(0)) == mine.of(ref_of(0))
    assert mine.unpin(ref_of(0)) == ""
    other.load()
    assert other.of(ref_of(0)) is None


def test_it_lives_in_the_ledger_s_file_and_neither_hinders_the_other(tmp_path: Path) -> None:
    mine = opened(tmp_path)
    pin(mine, env(LOG_LEVEL="info"))
    ledger = Ledger(tmp_path / "shared.db", SystemClock())
    ledger.payer(1, "account", "key", "host", "AKIA")
    assert ledger.problem is None
    ledger.close()
    assert opened(tmp_path).of(ref_of(0)) is not None


def test_no_secret_and_no_length_of_one_is_on_the_disk(tmp_path: Path) -> None:
    pin(opened(tmp_path), env(DB_PASSWORD=PLANTED, LOG_LEVEL="planted-level"), protected=True)
    pin(opened(tmp_path), env(DB_PASSWORD=PLANTED), 1)
    kept = [opened(tmp_path).of(ref_of(number)) for number in (0, 1)]
    for baseline in kept:
        assert baseline is not None
        text = repr(baseline.document(opened(tmp_path).key))
        assert PLANTED not in text
        assert "planted-level" not in text
    assert PLANTED.encode() not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


@pytest.mark.parametrize("pinned", [False, True])
@pytest.mark.parametrize("protected", [False, True])
def test_a_baseline_compares_also_when_its_profile_became_protected_since(
    tmp_path: Path, pinned: bool, protected: bool
) -> None:
    baselines = opened(tmp_path)
    pin(baselines, env(DB_PASSWORD=PLANTED, MODE="fast"), protected=pinned)
    baseline = baselines.of(ref_of(0))
    assert baseline is not None
    same, other = (
        with_baseline(
            baseline, with_fields(**env(DB_PASSWORD=PLANTED, MODE=mode)), baselines.key, protected
        )
        for mode in ("fast", "slow")
    )
    assert not has_drifted(*same)
    assert has_drifted(*other)
    assert ("slow" in repr(other)) is not (pinned or protected)


def test_under_another_key_secrets_are_not_known_and_all_else_is_compared(tmp_path: Path) -> None:
    pin(opened(tmp_path), env(DB_PASSWORD=PLANTED, MODE="fast"))
    (tmp_path / "fingerprint.key").write_bytes(b"x" * 32)
    later = opened(tmp_path)
    baseline = later.of(ref_of(0))
    assert baseline is not None
    now = with_fields(**env(DB_PASSWORD="another", MODE="fast"))
    assert not has_drifted(*with_baseline(baseline, now, later.key, False))
    assert has_drifted(*with_baseline(baseline, with_fields(**env(MODE="slow")), later.key, False))


def test_number_and_size_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 1)
    monkeypatch.setattr(module, "BIGGEST", 120)
    baselines = opened(tmp_path)
    with pytest.raises(BaselineError, match="has at most"):
        pin(baselines, {f"key-{n * n}": n for n in range(100)})
    pin(baselines, {})
    pin(baselines, {"again": 1})
    with pytest.raises(BaselineError, match="unpin one"):
        pin(baselines, {}, 1)


def test_what_cannot_be_written_is_held_for_this_run_and_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    folder.write_text("no folder")
    baselines = Baselines(folder / "shared.db", folder / "fingerprint.key")
    assert "for this run only" in pin(baselines, env(MODE="fast"))
    folder.unlink()
    pin(opened(folder), env(MODE="fast"), 1)  # another process can write again
    baselines.load()
    assert baselines.refs == {ref_of(0), ref_of(1)}


async def test_what_others_pinned_is_read_away_from_the_event_loop(tmp_path: Path) -> None:
    read_in: list[threading.Thread] = []

    class Watched(Baselines):
        def load(self) -> None:
            read_in.append(threading.current_thread())
            super().load()

    pin(opened(tmp_path), env(MODE="fast"))
    baselines = Watched(tmp_path / "shared.db", tmp_path / "fingerprint.key")
    drifting = Drifting(
        Store(), baselines, SystemClock(), protected=lambda profile: False, history=None
    )
    await drifting.follow()
    assert baselines.refs == {ref_of(0)}
    assert read_in
    assert threading.main_thread() not in read_in


def pin_slow(baselines: Baselines, ref: InstanceRef) -> str:
    return baselines.pin(ref, "prod", env(MODE="slow"), seen=3.0, now=4.0, protected=False)


@pytest.mark.parametrize("change", [Baselines.unpin, pin_slow])
def test_what_changes_while_the_file_is_read_is_not_taken_back_by_what_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Baselines, InstanceRef], str]
) -> None:
    pin(opened(tmp_path), env(MODE="fast"))
    baselines = Baselines(tmp_path / "shared.db", tmp_path / "fingerprint.key")
    read: list[threading.Thread] = []

    def reading(row: tuple[Any, ...]) -> Baseline:
        if not read:
            read.append(threading.Thread(target=changed))
            read[0].start()
            read[0].join(0.1)  # it has to wait until all is read
        return _baseline(row)

    def changed() -> None:
        change(baselines, ref_of(0))

    monkeypatch.setattr(module, "_baseline", reading)
    baselines.load()
    read[0].join()
    assert baselines.of(ref_of(0)) == opened(tmp_path).of(ref_of(0))


def test_without_a_file_nothing_is_written(tmp_path: Path) -> None:
    baselines = Baselines(None, why="held for this run: bodies = false in [history]")
    assert pin(baselines, env(MODE="fast")) == "held for this run: bodies = false in [history]"
    assert baselines.of(ref_of(0)) is not None
    assert list(tmp_path.iterdir()) == []


def test_forgetting_deletes_it_and_its_bytes(tmp_path: Path) -> None:
    forget(tmp_path / "shared.db", ref_of(0))  # no file: nothing to do
    pin(opened(tmp_path), env(MODE="fast"))
    forget(tmp_path / "shared.db", ref_of(0))
    assert opened(tmp_path).refs == frozenset()
    with closing(sqlite3.connect(tmp_path / "shared.db")) as connection:
        connection.execute("DROP TABLE baselines")
    forget(tmp_path / "shared.db", ref_of(0))


# The mark of the list.


async def seen(world: World, count: int) -> None:
    await world.clock.advance(30)
    assert all(world.snapshot(number).body_seen is not None for number in range(count))


async def test_the_mark_is_computed_when_a_body_changed_or_a_baseline_did_and_not_by_the_look(
    tmp_path: Path,
) -> None:
    documents = {ref_of(n): body(configuration={"env": []}) for n in range(3)}
    async with watching(make_world(tmp_path, 3)) as world:
        world.source.reply = lambda ref: Reply(documents[ref])
        drifting = world.watcher.drifting
        await seen(world, 3)
        assert drifting.compared == 0
        await drifting.pin(ref_of(0))
        await until(lambda: drifting.compared == 1)
        await world.clock.advance(120)  # looks that found nothing
        assert drifting.compared == 1
        assert not world.snapshot(0).drifted

        documents[ref_of(1)] = body(flavor_id="large")  # has no baseline
        documents[ref_of(0)] = body(configuration={"env": [{"name": "A", "value": "1"}]})
        await world.clock.advance(30)
        await until(lambda: world.snapshot(0).drifted)
        assert drifting.compared == 2
        assert not world.snapshot(1).drifted

        await drifting.pin(ref_of(0))
        await until(lambda: not world.snapshot(0).drifted)
        documents[ref_of(0)] = body(flavor_id="large")
        await world.clock.advance(30)
        await until(lambda: world.snapshot(0).drifted)
        await drifting.unpin(ref_of(0))
        assert not world.snapshot(0).drifted


async def test_a_comparison_that_fails_is_told_once_and_keeps_no_other_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def differs(baseline: Baseline, snapshot: Snapshot, key: bytes, protected: bool) -> bool:
        if snapshot.ref == ref_of(0):
            raise ValueError(PLANTED)
        return True

    monkeypatch.setattr(drift_bodies, "differs", differs)
    async with watching(make_world(tmp_path, 2)) as world:
        drifting = world.watcher.drifting
        await seen(world, 2)
        for number in range(2):
            await drifting.pin(ref_of(number))
        await until(lambda: world.snapshot(1).drifted)
        await world.clock.advance(120)
        assert (drifting.compared, world.snapshot(0).drifted) == (2, False)
    (line,) = caplog.messages
    assert line.startswith("comparing with baselines ended by a fault of sstui: ValueError at ")
    assert PLANTED not in caplog.text


async def test_what_was_not_seen_in_full_cannot_be_pinned(tmp_path: Path) -> None:
    async with watching(make_world(tmp_path)) as world:
        with pytest.raises(KeyError):
            await world.watcher.drifting.pin(ref_of(0))
