"""What happened is recorded once, whoever leads when (DESIGN §7: read back from the file)."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from sstui.insight.records import Event, EventKind, Observation
from sstui.monitor import relaying
from sstui.monitor.frames import Told
from sstui.monitor.history import History
from sstui.monitor.history_reading import read_events, read_last_known
from sstui.monitor.ledger import Ledger
from sstui.monitor.recorder import HistoryRecorder
from sstui.monitor.reduce import Rules
from sstui.monitor.store import Store
from tests.conftest import THOROUGH
from tests.monitor.remembering import PATIENCE, history_in
from tests.monitor.scripted import ManualClock, answer, body, bookmarks, ref_of

MARK = bookmarks(1)[0]


class Process:
    """One sstui on the shared folder: it takes in looks, its own or those that it hears of."""

    def __init__(self, folder: Path, clock: ManualClock, *, leads: bool) -> None:
        self.leads = leads
        self.clock = clock
        self.told: list[Event] = []
        self._folder = folder
        self._history: History = history_in(folder)
        self._recorder = HistoryRecorder(
            self._history, clock, leads=lambda profile: self.leads, protected=lambda profile: False
        )
        self.store = Store(self._recorder)
        self.store.keep([MARK], clock.monotonic())
        self.store.listen(self.told.extend)
        self._recorder.recall(self.store)

    def sees(self, look: Observation) -> None:
        self.store.observe(look, Rules())

    def ends(self) -> None:
        """As it should: all is written before another leads."""
        self._recorder.close(PATIENCE)
        self.leads = False

    def is_killed(self) -> None:
        """What waited for the disk is lost."""
        self.leads = False
        with self._history.at_once():
            self._history._waiting.steps.clear()
            self._history._waiting.rows.clear()
        self._history.close(PATIENCE)


class Machine:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = ManualClock()

    def process(self, *, leads: bool) -> Process:
        return Process(self.folder, self.clock, leads=leads)

    def look(self, status: str, *, relayed: bool = False) -> Observation:
        self.clock.suspend(15.0)
        at = self.clock.monotonic()
        told = answer(body(status, detail={"last_job_id": "1"}))
        return Observation(ref_of(0), at - 0.1, at, self.clock.now(), told, None, relayed=relayed)

    def recorded(self, kind: str = "status") -> list[str | None]:
        events = read_events(self.folder / "history.db")
        return [event.after for event in events if event.kind == kind]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def words(process: Process) -> list[str | None]:
    return [event.after for event in process.told if event.kind is EventKind.STATUS]


def test_what_was_seen_before_anybody_led_is_recorded_by_the_one_that_comes_to_lead(
    machine: Machine,
) -> None:
    """The first look went out before it was decided who leads: it was told, and never recorded."""
    process = machine.process(leads=False)
    process.sees(machine.look("RUNNING"))
    process.leads = True
    process.sees(machine.look("RUNNING"))
    process.sees(machine.look("RESTARTING"))
    process.ends()
    assert machine.recorded() == words(process) == ["RUNNING", "RESTARTING"]


def test_what_the_other_recorded_and_told_is_not_recorded_again(machine: Machine) -> None:
    first, second = machine.process(leads=True), machine.process(leads=False)
    for status in ("RUNNING", "RESTARTING"):
        look = machine.look(status)
        first.sees(look)
        second.sees(look)
    first.ends()
    second.leads = True
    second.sees(machine.look("RESTARTING"))
    second.ends()
    assert machine.recorded() == words(second) == ["RUNNING", "RESTARTING"]


@pytest.mark.parametrize("still_there", [True, False])
def test_what_the_other_recorded_and_did_not_tell_is_told_if_still_there_and_not_recorded_again(
    machine: Machine, still_there: bool
) -> None:
    """What came and went between two leaders is recorded from where the file ends."""
    first, second = machine.process(leads=True), machine.process(leads=False)
    look = machine.look("RUNNING")
    first.sees(look)
    second.sees(look)
    first.sees(machine.look("RESTARTING"))
    first.ends()
    second.leads = True
    if still_there:
        second.sees(machine.look("RESTARTING"))
    second.sees(machine.look("RUNNING"))
    second.ends()
    assert words(second) == ["RUNNING", *(("RESTARTING", "RUNNING") if still_there else ())]
    assert machine.recorded() == ["RUNNING", "RESTARTING", "RUNNING"]


def test_what_the_other_told_and_was_killed_before_it_wrote_is_recorded_by_its_successor(
    machine: Machine,
) -> None:
    first, second = machine.process(leads=True), machine.process(leads=False)
    looks = [machine.look("RUNNING"), machine.look("RESTARTING")]
    first.sees(looks[0])
    first.ends()
    first = machine.process(leads=True)
    for look in looks:
        second.sees(look)
    first.sees(looks[1])
    first.is_killed()
    second.leads = True
    second.sees(machine.look("RUNNING"))
    second.ends()
    assert machine.recorded() == words(second) == ["RUNNING", "RESTARTING", "RUNNING"]


@pytest.mark.parametrize("seed", range(3))
def test_over_any_number_of_changes_of_leader_the_file_is_what_the_api_did(
    machine: Machine, seed: int
) -> None:
    """Each look is made by the one that leads; the other hears of it, or not the last of them."""
    rng = random.Random(seed)
    leader, other = machine.process(leads=True), machine.process(leads=False)
    did: list[str] = []
    for _ in range(400 if THOROUGH else 24):
        status = rng.choice(["RUNNING", "RESTARTING", "UPGRADING", "FAILED"])
        look = machine.look(status)
        leader.sees(look)
        if did[-1:] != [status]:
            did.append(status)
        move = rng.random()
        if move < 0.8 or move > 0.9:
            other.sees(look)
        if move > 0.7:
            leader.ends()
            other.leads = True
            leader, other = other, machine.process(leads=False)
    leader.ends()
    assert machine.recorded() == did


def test_the_timeline_goes_on_without_a_gap(machine: Machine) -> None:
    first, second = machine.process(leads=True), machine.process(leads=False)
    for status in ("RUNNING", "FAILED"):
        look = machine.look(status)
        first.sees(look)
        second.sees(look)
    first.ends()
    second.leads = True
    second.sees(machine.look("RUNNING"))
    second.ends()
    stretches = read_last_known(machine.folder / "history.db")[ref_of(0)].stretches
    assert [row[5] for row in stretches] == ["RUNNING", "FAILED", "RUNNING"]
    assert [after[0] for after in stretches[1:]] == [before[1] for before in stretches[:-1]]


class Led:
    """A lease that came to this process; ``word`` is the last that it heard before."""

    def __init__(self, word: Told) -> None:
        self.leads, self.follows = True, False
        self.told: list[Told] = []
        self._word = word

    async def decided(self) -> None: ...

    def newer(self, key: str, than: float) -> Told | None:
        return self._word if self._word.started > than else None

    def tell(self, told: Told) -> None:
        self.told.append(told)


async def test_the_last_word_of_the_one_that_led_is_taken_in_before_a_look_of_our_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = ManualClock()
    word, own = (Told("look", at, at, 0.0, answer=answer(body())) for at in (990.0, 1000.0))
    lease, given_back = Led(word), []

    async def whose() -> str:
        return "somebody"

    async def call() -> Told:
        return own

    monkeypatch.setattr(relaying, "Lease", lambda *arguments: lease)
    shared = relaying.Relaying(clock, Ledger(tmp_path / "shared.db", clock, "boot"), whose)
    shared.share("project", 15.0, lambda: None)
    asked = [
        await shared.ask("look", clock.monotonic(), call, lambda: given_back.append(1), own=False)
        for _ in range(2)
    ]
    assert asked == [(word, True), (own, False)]
    assert given_back == [1]
    assert lease.told == [own]
