"""What can happen to a file: killed writers, damage, a full disk, a home that cannot be written."""

from __future__ import annotations

import asyncio
import errno
import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from sstui.insight.records import EventKind, Freshness
from sstui.monitor.history import History, forget
from sstui.monitor.history_reading import read_events, read_last_known
from sstui.monitor.trouble import trouble
from tests.monitor.remembering import PATIENCE, happened, history_in, state, words, written
from tests.monitor.scripted import Reply, body, make_world, ref_of, watching
from tests.support import until

# A change for each line that is read, one event and one state, and a line when it was told.
CHANGES = """
import sys
from pathlib import Path
from tests.monitor.refs import ref_of
from tests.monitor.remembering import happened, history_in, state
history = history_in(Path(sys.argv[1]), batch_every=0.0)
history.open()
for number, _ in enumerate(sys.stdin):
    with history.at_once():
        history.add(happened(number))
        history.put(ref_of(1), state(version=str(number)))
    print(number, flush=True)
"""
MOST = 600  # changes in the life of one process


async def test_a_killed_process_leaves_a_sound_file_in_which_nothing_is_missing_but_the_end(
    tmp_path: Path,
) -> None:
    """How much the end is, two seconds at most, is for `python -m tests.bench --soak` to say."""
    rng = random.Random(9)
    killed = [_killed(tmp_path / str(each), rng.randrange(MOST)) for each in range(2)]
    for folder, told in await asyncio.gather(*killed):
        history = history_in(folder)
        with closing(sqlite3.connect(history.path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        kept = words(history)
        assert kept == [f"W{number}" for number in range(len(kept))]
        assert read_last_known(history.path)[ref_of(1)].known.version == str(len(kept) - 1)
        assert 0 < len(kept) <= told + 1


async def _killed(folder: Path, after: int) -> tuple[Path, int]:
    """Where a process wrote until it was killed, after so many changes, and how many it had told
    by then."""
    pipe = asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", CHANGES, str(folder), stdin=pipe, stdout=pipe
    )
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(b"\n")
    history = history_in(folder)
    await until(lambda: history.path.exists() and bool(words(history)))
    child.stdin.write(b"\n" * MOST)
    for _ in range(after):
        await child.stdout.readline()
    child.send_signal(signal.SIGKILL)
    told = after + (await child.stdout.read()).count(b"\n")
    await child.wait()
    return folder, told


def test_what_is_told_at_once_is_written_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    history = written(tmp_path, happened(0))
    with closing(sqlite3.connect(history.path)) as connection:
        connection.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON event WHEN NEW.after = 'W2'"
            " BEGIN SELECT RAISE(ABORT, 'refused'); END"
        )
    history = history_in(tmp_path)
    history.open()
    with history.at_once():
        history.add(happened(1))
        for _ in range(50):  # a writer that did not wait would come between
            assert words(history) == ["W0"]
        history.add(happened(2))
    assert history.close(PATIENCE)
    assert words(history) == ["W0"]


def test_two_processes_write_one_file(tmp_path: Path) -> None:
    one, other = history_in(tmp_path), history_in(tmp_path)
    one.open()
    other.open()
    for number in range(200):
        one.add(happened(number, name="one"))
        other.add(happened(number, name="other"))
    assert one.close(PATIENCE)
    assert other.close(PATIENCE)
    for name in ("one", "other"):
        found = [each.after for each in read_events(one.path, name=name)]
        assert found == [f"W{number}" for number in range(200)]
    assert one.notes == other.notes == ()


async def test_what_another_process_forgets_is_begun_anew_by_the_one_that_writes(
    tmp_path: Path,
) -> None:
    history = history_in(tmp_path)
    history.open()
    history.add(happened(1))
    history.put(ref_of(1), state(version="1"))
    await until(lambda: ref_of(1) in read_last_known(history.path), PATIENCE)
    forget(history.path, ref_of(1))
    history.add(happened(2))
    history.put(ref_of(1), state(version="2"))
    assert history.close(PATIENCE)
    assert words(history) == ["W2"]
    assert read_last_known(history.path)[ref_of(1)].known.version == "2"
    assert history.notes == ()


def _is_no_database(path: Path) -> None:
    path.write_bytes(b"this is no database at all" * 100)


def _lost_a_page(path: Path) -> None:
    _overwrite(path, "event")


def _lost_a_page_that_only_a_write_needs(path: Path) -> None:
    _overwrite(path, "event_by_time")


def _overwrite(path: Path, name: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        find = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        page = connection.execute(find, (name,)).fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xa5" * size)


@pytest.mark.parametrize(
    "damage", [_is_no_database, _lost_a_page, _lost_a_page_that_only_a_write_needs]
)
async def test_a_damaged_file_is_put_aside_and_a_new_one_begun(
    tmp_path: Path, damage: object
) -> None:
    assert callable(damage)
    damaged = written(tmp_path, happened(1)).path
    damage(damaged)
    history = history_in(tmp_path)
    history.open()
    history.add(happened(2))
    await until(lambda: (tmp_path / "history.damaged.db").exists(), PATIENCE)
    assert history.close(PATIENCE)
    assert words(history) == ["W2"]
    (note,) = history.notes
    assert "history.damaged.db" in note
    assert "a new one is begun" in note


def _has_begun_anew(history: History, times: int) -> bool:
    return history.generation == times


async def test_a_new_file_gets_everything_that_is_known_and_not_only_what_changes(
    tmp_path: Path,
) -> None:
    for damaged in range(2):
        history = history_in(tmp_path)
        world = make_world(tmp_path, 3, history=history)
        async with watching(world):
            await world.clock.advance(30)
            await until(partial(_has_begun_anew, history, damaged), PATIENCE)
        _overwrite(tmp_path / "history.db", "event_by_time")
    known = read_last_known(tmp_path / "history.db")
    history = history_in(tmp_path)
    world = make_world(tmp_path, 3, history=history)
    world.source.reply = lambda ref: Reply(body(version="2" if ref == ref_of(0) else "1"))
    async with watching(world):
        await world.clock.advance(20)
        await until(lambda: history.generation == 1, PATIENCE)
        await world.clock.advance(20)
    assert set(known) == {ref_of(number) for number in range(3)}
    assert set(read_last_known(history.path)) == set(known)
    assert all(each.body for each in read_last_known(history.path).values())


FULL = """
import asyncio, resource, sys
from pathlib import Path
from tests.monitor import remembering
from tests.support import until
history = remembering.history_in(Path(sys.argv[1]))
history.open()
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, hard))
for number in range(1000):
    history.add(remembering.happened(number))
asyncio.run(until(lambda: history.notes != ()))
print(history.notes[0], flush=True)
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
print(history.close(20.0), history.notes)
"""


def test_a_full_disk_is_told_and_what_waited_is_written_when_there_is_room(
    tmp_path: Path,
) -> None:
    run = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, text=True, timeout=60
    )
    note, closed = run.stdout.splitlines()
    assert note == (
        "nothing is remembered: disk I/O error; see that the disk has room and is sound: "
        f"{tmp_path / 'history.db'}"
    )
    assert closed == "True ()"
    assert words(history_in(tmp_path)) == [f"W{number}" for number in range(1000)]


def test_what_to_do_is_told_where_that_is_known() -> None:
    full = sqlite3.connect(":memory:")
    full.executescript("CREATE TABLE t (x); PRAGMA max_page_count = 2")
    with pytest.raises(sqlite3.Error) as raised:
        full.execute("INSERT INTO t VALUES (zeroblob(100000))")
    full.close()
    assert str(trouble(raised.value)) == "database or disk is full; make room on the disk"
    room = OSError(errno.ENOSPC, "No space left on device")
    assert str(trouble(room)) == "no space left on device; make room on the disk"
    assert str(trouble(PermissionError(errno.EACCES, "Permission denied"))).endswith("writable")
    assert str(trouble(sqlite3.OperationalError("database is locked"))) == "database is locked"


@pytest.mark.parametrize("obstacle", ["a file where the folder should be", "a folder in its place"])
async def test_where_nothing_can_be_written_all_works_without_memory_and_says_so(
    tmp_path: Path, obstacle: str
) -> None:
    """Root may write into read-only folders; these two stop root as well."""
    folder = tmp_path / "state"
    if "file" in obstacle:
        folder.write_text("")
    else:
        (folder / "history.db").mkdir(parents=True)
    world = make_world(tmp_path, 2, history=history_in(folder))
    async with watching(world):
        await world.clock.advance(30)
        await until(lambda: world.watcher.notes != (), PATIENCE)
        (note,) = world.watcher.notes
        assert note.startswith("nothing is remembered: ")
        assert note.endswith(f"; make the folder writable: {folder / 'history.db'}")
        assert world.snapshot().freshness is Freshness.FRESH
        assert len(world.events(EventKind.STATUS)) == 2


def test_what_waits_for_the_disk_is_bounded(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("")
    history = history_in(tmp_path / "state")
    history.open()
    event = happened()
    for _ in range(60_000):
        history.add(event)
    assert len(history._waiting.steps) <= 50_000
    history.put(ref_of(1), state())
    assert history.close(PATIENCE)
