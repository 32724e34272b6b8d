"""Pinned baselines and the command line: where they are kept, and how they go."""

from __future__ import annotations

from pathlib import Path

import pytest

from sstui.cli.options import Options
from sstui.cli.session import Session
from sstui.config.bookmarks import Bookmark
from sstui.config.watchlist import WatchList
from sstui.monitor.baselines import Baselines
from sstui.servicestage.refs import InstanceRef
from tests.cli.conftest import Call

REFS = {name: InstanceRef("a" * 8, "b" * 8, name) for name in ("orders", "ledger")}


@pytest.fixture
def kept(home: Path) -> Baselines:
    """Both instances are watched and have a baseline."""
    (home / "config").mkdir()
    watchlist = WatchList(home / "config" / "watchlist.toml")
    baselines = Baselines(home / "state" / "shared.db", home / "state" / "fingerprint.key")
    for name, ref in REFS.items():
        watchlist.add(Bookmark(name, ref))
        baselines.pin(ref, "default", {"version": name}, seen=1.0, now=2.0, protected=False)
    return Baselines(home / "state" / "shared.db", home / "state" / "fingerprint.key")


def test_remove_forgets_the_baseline_only_where_that_is_asked_for(
    sstui: Call, kept: Baselines
) -> None:
    assert sstui("remove", "orders").code == 0
    assert sstui("remove", "ledger", "--forget").code == 0
    kept.load()
    assert kept.refs == {REFS["orders"]}


def test_a_file_that_cannot_be_used_is_named_with_what_to_do(
    sstui: Call, kept: Baselines, home: Path
) -> None:
    (home / "state" / "shared.db").write_bytes(
        b"no database, but long enough to be read as one" * 30
    )
    said = sstui("remove", "orders", "--forget")
    assert said.code == 1
    assert f"{home / 'state' / 'shared.db'}: the baseline of orders is not deleted" in said.err
    assert len(said.err.splitlines()) <= 3


def test_where_no_bodies_are_kept_a_baseline_is_held_for_this_run(home: Path) -> None:
    (home / "config").mkdir()
    (home / "config" / "config.toml").write_text("[history]\nbodies = false\n")
    environ = {"SSTUI_HOME": str(home), "SSTUI_REGION": "ap-southeast-3"}
    baselines = Session(Options(), environ).watcher.drifting.baselines
    words = baselines.pin(REFS["orders"], "default", {}, seen=1.0, now=2.0, protected=False)
    assert words == "held for this run: bodies = false in [history]"
    assert not list(home.rglob("*.db"))
