"""``shared.db``: the requests of one account, over all processes of a machine (PROMISES P1)."""

from __future__ import annotations

import errno
import hashlib
import hmac
import os
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sstui.monitor.budget import WINDOW, Purpose
from sstui.monitor.clock import SystemClock
from sstui.monitor.ledger import Ledger, Others, new_owner
from sstui.monitor.ledger_rows import Payer
from sstui.servicestage.errors import Throttled, Unauthorized, Withheld
from tests.monitor.scripted import ManualClock, throttled, unauthorized
from tests.work import calls_of

ACCOUNT = "api.example HPUAEXAMPLEKEYOFNOBODY00"
KEY = "fingerprint of a key"
HOUR = 3600.0


class Process:
    """One of several processes: it has its own ledger, on the same file."""

    def __init__(
        self,
        path: Path | None,
        clock: ManualClock | SystemClock,
        boot: str = "boot",
        account: str = ACCOUNT,
        key: str = KEY,
    ) -> None:
        self.ledger = Ledger(path, clock, boot)
        self.payer: Payer = self.ledger.payer(new_owner(), account, key, "api.example", "HPUA")

    def spend(
        self, purpose: Purpose = Purpose.ROUTINE, limit: int = 120, first: bool = True
    ) -> bool:
        """Make a request that is answered; whether it could leave."""
        try:
            receipt = self.ledger.charge(self.payer, purpose, limit, first=first)
        except Withheld:
            return False
        self.ledger.accepted(self.payer, receipt)
        return True

    def fail(self, error: Throttled | Unauthorized, limit: int = 120) -> bool:
        """Make a request that is answered by ``error``; whether it could leave."""
        try:
            receipt = self.ledger.charge(self.payer, Purpose.ROUTINE, limit, first=True)
        except (Withheld, Throttled, Unauthorized):
            return False
        if isinstance(error, Throttled):
            self.ledger.throttled(self.payer, receipt, limit, error)
        else:
            self.ledger.refused(self.payer, receipt, error)
        return True

    def others(self) -> Others:
        others = self.ledger.others(self.payer)
        assert others is not None
        return others


@contextmanager
def processes(
    path: Path | None, count: int = 2, clock: ManualClock | None = None, **fields: str
) -> Iterator[list[Process]]:
    made = [Process(path, clock or ManualClock(), **fields) for _ in range(count)]
    try:
        yield made
    finally:
        for each in made:
            each.ledger.close()


def test_what_one_process_spends_the_other_does_not_have(tmp_path: Path) -> None:
    clock = ManualClock()
    with processes(tmp_path / "shared.db", 2, clock) as (first, second):
        assert all(first.spend() for _ in range(100))
        assert sum(second.spend() for _ in range(100)) == 8
        assert second.spend(Purpose.PERSON)
        assert len(first.others().spent) == 9
        assert len(second.others().spent) == 100
        clock.suspend(WINDOW + 2)
        assert second.spend()
        assert len(first.others().spent) == 1


def test_who_is_kept_waiting_is_told_for_how_long_and_by_whom(tmp_path: Path) -> None:
    clock = ManualClock()
    with processes(tmp_path / "shared.db", 2, clock) as (first, second):
        while first.spend(Purpose.ATTACHED):
            clock.suspend(1.0)
        with pytest.raises(Withheld) as refusal:
            second.ledger.charge(second.payer, Purpose.PERSON, 120, first=True)
        assert "120 of 120" in str(refusal.value)
        assert "HPUA" in str(refusal.value)
        clock.suspend(refusal.value.wait + 0.01)
        assert second.spend(Purpose.PERSON)


def test_another_account_has_a_budget_of_its_own(tmp_path: Path) -> None:
    path, clock = tmp_path / "shared.db", ManualClock()
    with processes(path, 1, clock) as (first,), processes(path, 1, clock, account="o") as (other,):
        while first.spend():
            pass
        assert other.spend()


def test_several_profiles_of_one_process_share_the_budget_of_their_account() -> None:
    ledger = Ledger(None, ManualClock(), "boot")
    payers = [ledger.payer(new_owner(), ACCOUNT, KEY, "h", "HPUA") for _ in range(2)]
    before = ledger.version()
    ledger.charge(payers[0], Purpose.ROUTINE, 120, first=False)
    others = ledger.others(payers[1])
    assert others is not None
    assert len(others.spent) == 1
    assert ledger.version() != before
    ledger.close()


@settings(
    max_examples=settings().max_examples // 2,  # of the profile: each opens three files
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    limit=st.integers(1, 12),
    steps=st.lists(
        st.tuples(st.integers(0, 2), st.floats(0, 60), st.sampled_from(list(Purpose))),
        max_size=60,
    ),
)
def test_no_five_minutes_hold_more_than_the_limit_whoever_asks(
    tmp_path_factory: pytest.TempPathFactory, limit: int, steps: list[tuple[int, float, Purpose]]
) -> None:
    clock = ManualClock()
    left: list[tuple[float, Purpose]] = []
    with processes(tmp_path_factory.mktemp("state") / "shared.db", 3, clock) as made:
        for process, wait, purpose in steps:
            clock.suspend(wait)
            if made[process].spend(purpose, limit):
                left.append((clock.monotonic(), purpose))
    for start, _ in left:
        window = [purpose for at, purpose in left if start <= at <= start + WINDOW]
        assert len(window) <= limit
        assert window.count(Purpose.FAST) <= max(1, limit // 3)


SPENDERS = """
import os, sys, traceback
from pathlib import Path
from sstui.monitor.budget import Purpose
from sstui.monitor.clock import SystemClock
from sstui.monitor.ledger import Ledger, new_owner
from sstui.servicestage.errors import Withheld
def spend(go):
    ledger = Ledger(Path(sys.argv[1]), SystemClock())
    payer = ledger.payer(new_owner(), "account", "key", "api.example", "HPUA")
    os.write(ready, b"r")
    os.read(go, 1)
    spent = 0
    for _ in range(60):
        try:
            ledger.charge(payer, Purpose.ATTACHED, 120, first=False)
            spent += 1
        except Withheld:
            pass
    assert ledger.problem is None, ledger.problem
    os.write(1, b"%d\\n" % spent)
go, start = os.pipe()
are_ready, ready = os.pipe()
for _ in range(3):
    if os.fork() == 0:
        try:
            spend(go)
        except BaseException:
            traceback.print_exc()
        os._exit(0)
for _ in range(3):
    os.read(are_ready, 1)
os.write(start, b"ggg")
for _ in range(3):
    os.wait()
"""


def test_three_real_processes_together_spend_what_one_may(tmp_path: Path) -> None:
    path = tmp_path / "shared.db"
    # Of one Python, which has imported what the three need.
    run = subprocess.run(
        [sys.executable, "-c", SPENDERS, str(path)], capture_output=True, text=True, timeout=60
    )
    assert run.stderr == ""
    spent = [int(each) for each in run.stdout.splitlines()]
    assert len(spent) == 3
    assert sum(spent) == 120
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT count(*) FROM spent").fetchone() == (120,)


def test_a_charge_takes_no_more_steps_after_hundreds_of_others(tmp_path: Path) -> None:
    with processes(tmp_path / "shared.db", 1) as (process,):
        process.spend(limit=10_000)
        costs = [calls_of(lambda: process.spend(limit=10_000)) for _ in range(200)]
    assert max(costs) < 100  # some of them statements of SQL: 0.1 ms where it was measured


def test_nothing_in_the_file_can_be_read_back(tmp_path: Path) -> None:
    path = tmp_path / "state" / "shared.db"
    with processes(path, 1) as (process,):
        process.fail(unauthorized())
        kept = b"".join(each.read_bytes() for each in path.parent.iterdir())
    assert b"refused" in kept
    for secret in ("HPUA", "EXAMPLEKEY", "api.example", KEY):
        assert secret.encode() not in kept
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_only_what_a_person_may_have_chosen_is_stretched(tmp_path: Path) -> None:
    path = tmp_path / "shared.db"
    with closing(Ledger(path, ManualClock())) as ledger:
        random = ledger.payer(1, ACCOUNT, KEY, "api.example", "HPUA")
        chosen = ledger.payer(1, ACCOUNT, KEY, "api.example", "me", guessable=True)
        with closing(sqlite3.connect(path)) as connection:
            (salt,) = connection.execute("SELECT value FROM salt").fetchone()
    assert random.key == hmac.digest(salt, KEY.encode(), "sha256")
    assert chosen.key == hashlib.scrypt(KEY.encode(), salt=salt, n=4096, r=8, p=1)


def test_a_reboot_forgets_nothing_that_happened_less_than_five_minutes_ago(tmp_path: Path) -> None:
    path = tmp_path / "shared.db"
    before = ManualClock()
    with processes(path, 1, before, boot="before") as (process,):
        while process.spend():
            pass
    after = ManualClock()
    after.suspend(-990.0)  # a boot clock begins anew
    after.set_wall(990.0 + 60.0)  # a minute later
    with processes(path, 1, after, boot="after") as (process,):
        assert not process.spend()
        after.suspend(WINDOW - 60.0 + 2.0)
        assert process.spend()


def test_a_wall_clock_that_is_set_back_before_a_reboot_frees_nothing(tmp_path: Path) -> None:
    path = tmp_path / "shared.db"
    with processes(path, 1, boot="before") as (process,):
        while process.spend():
            pass
    after = ManualClock()
    after.set_wall(-100_000.0)
    with processes(path, 1, after, boot="after") as (process,):
        assert not process.spend()
        after.suspend(WINDOW + 2.0)
        assert process.spend()


def test_a_wall_clock_that_is_set_while_we_run_changes_nothing(tmp_path: Path) -> None:
    clock = ManualClock()
    with processes(tmp_path / "shared.db", 2, clock) as (first, second):
        while first.spend():
            pass
        clock.set_wall(10 * HOUR)
        assert not second.spend()
        clock.set_wall(-20 * HOUR)
        assert not second.spend()


def test_without_a_folder_to_write_in_each_takes_a_quarter_and_says_so(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the place of the folder")
    clock = ManualClock()
    with processes(blocked / "shared.db", 2, clock) as made:
        for process in made:
            assert sum(process.spend(Purpose.ATTACHED) for _ in range(200)) == 30
            assert process.ledger.limit(120) == 30
            assert "a quarter" in (process.ledger.problem or "")
            assert str(blocked) in (process.ledger.problem or "")


def test_a_folder_that_becomes_writable_is_used_again_and_told_what_was_spent(
    tmp_path: Path,
) -> None:
    folder, clock = tmp_path / "state", ManualClock()
    folder.write_text("in the place of the folder")
    with processes(folder / "shared.db", 2, clock) as (first, second):
        assert sum(first.spend(Purpose.ATTACHED) for _ in range(200)) == 30
        folder.unlink()
        clock.suspend(31.0)
        assert first.spend(Purpose.ATTACHED)
        assert first.ledger.limit(120) == 120
        assert first.ledger.problem is None
        assert second.spend(Purpose.ATTACHED)
        assert len(second.others().spent) == 31


@pytest.mark.parametrize("content", [b"no database at all", b"SQLite format 3\0" + b"\xff" * 8000])
def test_a_damaged_file_is_put_aside_and_a_new_one_begun(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "shared.db"
    path.write_bytes(content)
    with processes(path, 2) as (first, second):
        assert first.spend()
        assert second.spend()
        assert len(second.others().spent) == 1
        assert "put aside" in (first.ledger.problem or "")
        (aside,) = tmp_path.glob("shared.db.damaged-*")
        assert aside.read_bytes() == content
        assert first.ledger.limit(120) == 120


def test_a_file_that_is_damaged_while_it_is_used_is_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "shared.db"
    with processes(path, 2) as (first, second):
        first.spend()
        first.ledger.close()
        second.ledger.close()
        path.write_bytes(b"\xff" * path.stat().st_size)
        assert first.spend()
        assert second.spend()
        assert len(first.others().spent) == 1


def test_a_file_that_is_removed_under_us_is_made_again(tmp_path: Path) -> None:
    path = tmp_path / "shared.db"
    with processes(path, 2) as (first, second):
        first.spend()
        for each in tmp_path.iterdir():
            each.unlink()
        assert first.spend()
        assert second.spend()
        assert len(second.others().spent) == 1


def test_a_file_of_a_newer_sstui_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "shared.db"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with processes(path, 1) as (process,):
        assert process.spend()
        problem = process.ledger.problem or ""
        assert "newer sstui" in problem
        assert problem.endswith("; update this sstui, or move the file away")
    assert list(tmp_path.glob("*damaged*")) == []


def test_without_room_on_the_disk_it_says_so_and_not_that_the_folder_is_to_blame(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "open", full)
    with processes(tmp_path / "shared.db", 1) as (process,):
        assert process.spend()
        assert (process.ledger.problem or "").endswith("; make room on the disk")


def test_a_process_that_holds_the_file_keeps_the_loop_waiting_for_a_moment_only(
    tmp_path: Path,
) -> None:
    path, clock = tmp_path / "shared.db", ManualClock()
    with processes(path, 1, clock) as (process,):
        process.spend()
        holder = sqlite3.connect(path, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        began = time.perf_counter()
        assert not process.spend()
        # After 0.1 s where the machine is not busy; SQLite of itself would wait for five.
        assert time.perf_counter() - began < 4
        clock.suspend(6.0)
        assert process.spend()  # it is never let go: then without it
        assert process.ledger.limit(120) == 30
        holder.execute("ROLLBACK")
        holder.close()
        clock.suspend(31.0)
        assert process.spend()
        assert process.ledger.limit(120) == 120


def test_who_has_begun_to_look_is_the_only_one_until_it_has_written(tmp_path: Path) -> None:
    """Else two find room for one request, and one of them is busy after it has read."""
    with processes(tmp_path / "shared.db") as (one, other):

        def work(connection: sqlite3.Connection, now: float) -> None:
            connection.execute("SELECT count(*) FROM spent").fetchone()
            assert not other.spend()
            connection.execute("INSERT INTO spent VALUES ('another', ?, 'fast', 1)", (now,))

        one.ledger.file.run(work)
        assert other.spend()


def test_retry_after_silences_every_process(tmp_path: Path) -> None:
    clock = ManualClock()
    with processes(tmp_path / "shared.db", 2, clock) as (first, second):
        first.spend()
        assert first.fail(throttled(retry_after=90.0))
        clock.suspend(89.0)
        with pytest.raises(Throttled) as silence:
            second.ledger.charge(second.payer, Purpose.PERSON, 120, first=True)
        assert silence.value.retry_after == pytest.approx(1.0)
        clock.suspend(1.5)
        assert second.spend()
        assert first.spend()


def test_ten_minutes_of_429_cost_ten_processes_at_most_twenty_calls(tmp_path: Path) -> None:
    clock = ManualClock()
    with processes(tmp_path / "shared.db", 10, clock) as made:
        calls = 0
        for _ in range(100):
            calls += sum(process.fail(throttled()) for process in made)
            clock.suspend(6.0)
        assert 5 <= calls <= 20
        clock.suspend(61.0)
        assert all(process.spend() for process in made)


def test_a_429_lowers_the_limit_of_all_at_once_and_it_recovers_slowly(tmp_path: Path) -> None:
    clock = ManualClock()
    with processes(tmp_path / "shared.db", 2, clock) as (first, second):
        for _ in range(80):
            first.spend()
        first.fail(throttled(retry_after=10.0))
        clock.suspend(11.0)
        cut = second.others().cut
        assert cut is not None
        assert cut.limit == pytest.approx(81 * 0.75)
        assert not second.spend()  # 81 are in the window, and 60 would be all
        clock.suspend(WINDOW + 2)
        assert 55 <= sum(second.spend(Purpose.ATTACHED) for _ in range(200)) < 70
        clock.suspend(15 * WINDOW)
        assert sum(first.spend(Purpose.ATTACHED) for _ in range(200)) == 120


def test_a_refused_key_is_tried_thrice_an_hour_by_ten_processes_together(tmp_path: Path) -> None:
    clock = ManualClock()
    with processes(tmp_path / "shared.db", 10, clock) as made:
        tries = []
        for _ in range(3 * 90):
            tries += [clock.monotonic() for process in made if process.fail(unauthorized())]
            clock.suspend(40.0)
        assert 7 <= len(tries) <= 9
        assert all(later - before >= 60 for before, later in pairwise(tries))
        for start in tries:
            assert sum(start <= at <= start + HOUR for at in tries) <= 3


def test_a_process_that_starts_with_a_refused_key_is_told_why_it_may_not_call(
    tmp_path: Path,
) -> None:
    path, clock = tmp_path / "shared.db", ManualClock()
    with processes(path, 1, clock) as (first,):
        first.spend()
        first.fail(unauthorized())
    clock.suspend(20.0)
    with processes(path, 1, clock) as (second,):
        with pytest.raises(Unauthorized) as refusal:
            second.ledger.charge(second.payer, Purpose.PERSON, 120, first=True)
        assert refusal.value.wait == pytest.approx(40.0)
        assert "20 s ago" in str(refusal.value)
        assert second.others().spent[-1][0] == pytest.approx(clock.monotonic() - 20.0)


def test_an_expired_key_is_never_tried_again_and_another_at_once(tmp_path: Path) -> None:
    path, clock = tmp_path / "shared.db", ManualClock()
    with processes(path, 1, clock) as (first,):
        first.fail(unauthorized(expired=True))
        clock.suspend(3 * 86_400.0)
        assert not first.fail(unauthorized())
    with processes(path, 1, clock, key="another") as (renewed,):
        assert renewed.spend()


def test_a_refused_key_that_is_accepted_again_is_good_for_all(tmp_path: Path) -> None:
    clock = ManualClock()
    with processes(tmp_path / "shared.db", 2, clock) as (first, second):
        first.fail(unauthorized())
        clock.suspend(61.0)
        assert second.spend()
        assert first.spend()


def test_an_answer_from_before_the_refusal_does_not_clear_the_key(tmp_path: Path) -> None:
    clock = ManualClock()
    with processes(tmp_path / "shared.db", 2, clock) as (first, second):
        first.spend()
        under_way = first.ledger.charge(first.payer, Purpose.ROUTINE, 120, first=True)
        clock.suspend(1.0)
        second.spend()
        second.fail(unauthorized())
        first.ledger.accepted(first.payer, under_way)
        assert not first.fail(unauthorized())


def test_calls_under_way_when_the_key_is_refused_are_one_try_with_it(tmp_path: Path) -> None:
    clock = ManualClock()
    with processes(tmp_path / "shared.db", 1, clock) as (process,):
        process.spend()
        receipts = [
            process.ledger.charge(process.payer, Purpose.ROUTINE, 120, first=True) for _ in range(4)
        ]
        clock.suspend(1.0)
        for receipt in receipts:
            error = unauthorized()
            process.ledger.refused(process.payer, receipt, error)
            assert error.wait == pytest.approx(59.0)


def test_a_key_that_nobody_knows_is_tried_by_one_call_while_the_others_wait(
    tmp_path: Path,
) -> None:
    clock = ManualClock()
    with processes(tmp_path / "shared.db", 2, clock) as (first, second):
        trial = first.ledger.charge(first.payer, Purpose.ROUTINE, 120, first=True)
        with pytest.raises(Withheld) as wait:
            second.ledger.charge(second.payer, Purpose.ROUTINE, 120, first=True)
        assert wait.value.wait <= 0.5
        first.ledger.undecided(first.payer, trial)  # it had no answer
        assert second.spend()
        clock.suspend(1.0)
        assert first.spend()


def test_a_trial_whose_process_was_killed_holds_nobody_for_long(tmp_path: Path) -> None:
    clock = ManualClock()
    with processes(tmp_path / "shared.db", 2, clock) as (first, second):
        first.ledger.charge(first.payer, Purpose.ROUTINE, 120, first=True)
        clock.suspend(20.5)
        assert second.spend()


def test_who_comes_to_a_machine_that_is_up_for_weeks_drops_nothing_young(tmp_path: Path) -> None:
    path, clock = tmp_path / "shared.db", ManualClock()
    clock.suspend(30 * 86_400.0)
    with processes(path, 1, clock) as (first,), ExitStack() as others:
        first.fail(throttled(retry_after=10.0))
        clock.suspend(11.0)
        assert first.spend(Purpose.PERSON)
        (second,) = others.enter_context(processes(path, 1, clock, key="untried"))
        assert second.others().cut is not None  # the silence is over, and what it taught is known
        second.ledger.charge(second.payer, Purpose.PERSON, 120, first=True)
        (third,) = others.enter_context(processes(path, 1, clock, key="untried"))
        with pytest.raises(Withheld, match="another call is trying"):
            third.ledger.charge(third.payer, Purpose.PERSON, 120, first=True)


def test_old_rows_are_dropped_when_the_file_is_opened(tmp_path: Path) -> None:
    path, clock = tmp_path / "shared.db", ManualClock()
    with processes(path, 1, clock) as (process,):
        process.fail(unauthorized())
    clock.suspend(8 * 86_400.0)
    with processes(path, 1, clock, account="another", key="another") as (process,):
        process.spend()
    with sqlite3.connect(path) as connection:
        for table in ("spent", "keys"):
            count = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
            assert count == (1,)
    connection.close()
