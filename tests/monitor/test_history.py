"""The memory: a real file, read back by others, within its bounds."""

from __future__ import annotations

import json
import random
import sqlite3
import stat
import subprocess
import sys
import zlib
from contextlib import closing
from pathlib import Path

import pytest

from sstui.monitor.history_file import MIGRATIONS, connect
from sstui.monitor.history_reading import read_events, read_last_known
from sstui.monitor.history_rows import ChangeRow, MarkRow
from sstui.monitor.history_thinning import Bounds, thin
from sstui.monitor.history_writing import Tail
from tests.monitor.remembering import (
    DAY,
    NOW,
    PATIENCE,
    PLANTED,
    SECRET_BODY,
    happened,
    history_in,
    state,
    words,
    written,
)
from tests.monitor.scripted import ref_of
from tests.support import until

READER = """
import sys
from pathlib import Path
from sstui.monitor.history_reading import read_events, read_last_known
events = list(read_events(Path(sys.argv[1])))
assert len(read_last_known(Path(sys.argv[1]))) == 1
assert not {"pydantic", "httpx", "textual"} & set(sys.modules)
print(len(events), ",".join(str(each.after) for each in events))
"""


def test_another_process_reads_each_event_once_and_in_order_while_it_is_written(
    tmp_path: Path,
) -> None:
    history = history_in(tmp_path)
    history.open()
    history.put(ref_of(1), state())
    for number in range(500):
        history.add(happened(number))
    assert history.close(PATIENCE)
    another = history_in(tmp_path)
    another.open()
    read = subprocess.run(
        [sys.executable, "-c", READER, str(history.path)], capture_output=True, text=True
    )
    another.close()
    assert read.stderr == ""
    assert read.stdout == f"500 {','.join(f'W{number}' for number in range(500))}\n"


async def test_what_is_told_is_on_the_disk_without_anybody_asking(tmp_path: Path) -> None:
    history = history_in(tmp_path, batch_every=0.01)
    history.open()
    history.add(happened(1))
    await until(lambda: words(history) == ["W1"])
    history.add(happened(2))
    await until(lambda: words(history) == ["W1", "W2"])
    history.close()


def test_events_are_found_by_time_name_instance_and_what_was_read_before(tmp_path: Path) -> None:
    history = written(
        tmp_path,
        happened(1),
        happened(2, ref=ref_of(2), name="cart"),
        happened(3, ref=None, name="prod", kind="outage"),
        happened(4, changes=(ChangeRow("version", "1", "2", False),), lasted=60.5, away=3.0),
    )
    path = history.path
    assert [each.after for each in read_events(path, since=NOW + 2.5)] == ["W3", "W4"]
    assert [each.after for each in read_events(path, name="cart")] == ["W2"]
    assert [each.after for each in read_events(path, ref=ref_of(1))] == ["W1", "W4"]
    *_, third, last = read_events(path)
    assert [each.id for each in read_events(path, after=third.id)] == [last.id]
    assert (third.ref, third.kind) == (None, "outage")
    assert last == happened(
        4, changes=(ChangeRow("version", "1", "2", False),), lasted=60.5, away=3.0,
        last=NOW + 4, id=last.id,
    )  # fmt: skip


async def test_a_leader_that_was_stopped_and_overtaken_tells_nothing_twice_and_turns_no_time_back(
    tmp_path: Path,
) -> None:
    stopped, successor = history_in(tmp_path), history_in(tmp_path)
    stopped.open()
    stopped.put(ref_of(1), state(status="RUNNING"))
    stopped.add(happened(0))
    await until(lambda: words(stopped) == ["W0"])
    successor.open()
    successor.put(ref_of(1), state(status="W1", seen=NOW + 9))
    successor.add(happened(9, after="W1"))
    await until(lambda: words(stopped) == ["W0", "W1"])
    stopped.put(ref_of(1), state(status="W1", seen=NOW + 5))
    stopped.add(happened(5, after="W1"))
    stopped.put(ref_of(2), state(seen=NOW + 5))
    stopped.add(happened(5, after="of another", ref=ref_of(2)))
    assert stopped.close(PATIENCE)
    assert successor.close(PATIENCE)
    assert words(stopped) == ["W0", "W1", "of another"]
    assert read_last_known(stopped.path)[ref_of(1)].known.seen == NOW + 9


def test_a_change_between_looks_that_repeats_is_one_row(tmp_path: Path) -> None:
    history = written(
        tmp_path,
        *(happened(number, kind="between") for number in range(3)),
        happened(5),
        happened(6, kind="between"),
    )
    rows = [(each.kind, each.count, each.time, each.last) for each in read_events(history.path)]
    assert rows == [
        ("between", 3, NOW, NOW + 2),
        ("status", 1, NOW + 5, NOW + 5),
        ("between", 1, NOW + 6, NOW + 6),
    ]


def test_the_last_known_state_comes_back_as_it_was(tmp_path: Path) -> None:
    history = history_in(tmp_path)
    history.open()
    mark = MarkRow(ChangeRow("version", "1.3", "1.4", False), NOW - 5)
    row = state(SECRET_BODY, since=NOW - 60, stuck=True)._replace(marks=(mark,))
    history.put(ref_of(1), row)
    stretch = (NOW - 60, NOW - 60, "ok", True, True, "RUNNING", "")
    history.stretch(Tail(ref_of(1), NOW - 60, (stretch,)))
    history.seen("prod", NOW + 300)
    history.seen("other", NOW + 900)
    assert history.close(PATIENCE)
    ((ref, last),) = read_last_known(history.path).items()
    assert ref == ref_of(1)
    assert last.known == row.known.__class__(
        "orders", "prod", "RUNNING", 2, 3, "1.4", seen=NOW + 300, freshness="fresh",
        since=NOW - 60, stuck=True,
    )  # fmt: skip
    assert last.marks == (mark,)
    assert [each[:2] for each in last.stretches] == [(NOW - 60, NOW + 300)]


def test_one_that_does_not_read_fresh_was_not_seen_since(tmp_path: Path) -> None:
    history = history_in(tmp_path)
    history.open()
    history.put(ref_of(1), state(freshness="stale"))
    history.seen("prod", NOW + 300)
    assert history.close(PATIENCE)
    assert read_last_known(history.path)[ref_of(1)].known.seen == NOW


def test_a_newer_stretch_takes_the_place_of_those_that_it_overlaps(tmp_path: Path) -> None:
    history = history_in(tmp_path)
    history.open()
    history.put(ref_of(1), state(freshness="stale"))
    ok, down = ("ok", True, True, "RUNNING", ""), ("bad", False, False, "FAILED", "")
    first, second = (NOW, NOW + 9, *ok), (NOW + 9, None, *down)
    history.stretch(Tail(ref_of(1), NOW, (first, second)))
    back = (NOW + 4, NOW + 4, *down)
    history.stretch(Tail(ref_of(1), NOW, ((NOW, NOW + 4, *ok), back)))
    assert history.close(PATIENCE)
    kept = read_last_known(history.path)[ref_of(1)].stretches
    assert [each[:3] for each in kept] == [(NOW, NOW + 4, "ok"), (NOW + 4, NOW + 4, "bad")]


def test_no_byte_of_the_files_tells_a_secret(tmp_path: Path) -> None:
    history = history_in(tmp_path)
    history.open()
    history.put(ref_of(1), state(SECRET_BODY, version=f"--password={PLANTED}"))
    history.add(happened(1, before=f"https://u:{PLANTED}@host/", after=f"token={PLANTED}"))
    assert history.close(PATIENCE)
    files = list(tmp_path.iterdir())
    assert len(files) >= 2
    for file in files:
        assert PLANTED.encode() not in file.read_bytes()
    body = read_last_known(history.path)[ref_of(1)].body
    assert body is not None
    text = zlib.decompress(body).decode()
    assert "DB_PASSWORD" in text
    assert PLANTED not in text
    assert next(read_events(history.path)).before == "https://u:••••••••@host/"


def test_files_are_for_their_owner_only(tmp_path: Path) -> None:
    history = history_in(tmp_path / "state")
    history.open()
    history.add(happened())
    assert history.close(PATIENCE)
    for file in (history.path, tmp_path / "state" / "fingerprint.key"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_where_bodies_are_not_wanted_none_is_kept_and_older_ones_go(tmp_path: Path) -> None:
    history = history_in(tmp_path)
    history.open()
    history.put(ref_of(1), state(SECRET_BODY))
    assert history.close(PATIENCE)
    assert read_last_known(history.path)[ref_of(1)].body is not None
    without = history_in(tmp_path, bodies=False)
    known, _ = without.open()
    without.put(ref_of(2), state(SECRET_BODY))
    assert without.close(PATIENCE)
    assert known[ref_of(1)].body is None
    assert [each.body for each in read_last_known(history.path).values()] == [None, None]


def test_bodies_of_another_key_are_dropped(tmp_path: Path) -> None:
    history = history_in(tmp_path)
    history.open()
    history.put(ref_of(1), state(SECRET_BODY))
    assert history.close(PATIENCE)
    (tmp_path / "fingerprint.key").write_bytes(b"short")
    known, _ = history_in(tmp_path).open()
    assert known[ref_of(1)].body is None
    assert known[ref_of(1)].known.status == "RUNNING"


def test_what_is_too_old_goes(tmp_path: Path) -> None:
    history = written(tmp_path, happened(int(-40 * DAY)))
    again = written(tmp_path, happened(1))
    assert len(words(again)) == 2
    with closing(connect(history.path, patience=1)) as connection:
        thin(connection, Bounds(days=30), NOW)
    assert words(history) == ["W1"]


def test_a_wall_clock_that_is_wrong_for_a_while_costs_no_history(tmp_path: Path) -> None:
    history = written(tmp_path, happened(1))
    again = history_in(tmp_path, bounds=Bounds(days=1))
    again.open()
    again.add(happened(2))
    again.add(happened(int(400 * DAY)))
    assert again.close(PATIENCE)
    assert len(words(history)) == 3


def test_rows_are_bounded_and_the_newest_stay(tmp_path: Path) -> None:
    history = written(tmp_path, *map(happened, range(100)))
    with closing(connect(history.path, patience=1)) as connection:
        thin(connection, Bounds(events=10), NOW)
    assert words(history) == [f"W{number}" for number in range(90, 100)]


@pytest.mark.parametrize("what", ["events", "bodies"])
def test_the_file_stays_within_its_size(tmp_path: Path, what: str) -> None:
    history = history_in(tmp_path, bounds=Bounds(megabytes=1))
    history.open()
    long = ChangeRow("x", "a" * 1500, "b" * 1500, False)
    if what == "events":
        for number in range(1000):
            history.add(happened(number, changes=(long,)))
    else:
        for number in range(20):
            noise = random.Random(number).randbytes(50_000).hex()
            body = json.dumps({"configuration": {"noise": noise}})
            history.put(ref_of(number), state(body))
    assert history.close(PATIENCE)
    with closing(connect(history.path, patience=1)) as connection:
        thin(connection, Bounds(megabytes=1), NOW)
    assert 300_000 < history.path.stat().st_size < 1.3 * 1024 * 1024
    if what == "events":
        assert words(history)[-1] == "W999"


def test_a_file_of_an_earlier_version_is_brought_to_ours(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 0")
        connection.execute("VACUUM")
    history = written(tmp_path, happened(1))
    assert history.notes == ()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert words(history) == ["W1"]


def test_a_file_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    history = history_in(tmp_path)
    assert history.open() == ({}, [])
    history.add(happened(1))
    history.close()
    assert path.read_bytes() == before
    assert "written by a newer sstui" in history.notes[0]


def test_nothing_is_read_from_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert list(read_events(tmp_path / "history.db")) == []
    assert read_last_known(tmp_path / "history.db") == {}
    assert list(tmp_path.iterdir()) == []
