"""The bell: for what one chose, once for a burst, by the process that leads."""

from __future__ import annotations

from collections.abc import Mapping

from sstui.config.alert_settings import AlertSettings
from sstui.config.bookmarks import Bookmark
from sstui.insight.alerts import Alert
from sstui.insight.attention import Quiet, Why
from sstui.insight.records import Event, EventKind, Freshness, Health
from sstui.monitor.bell import Bell
from sstui.monitor.state import Snapshot
from sstui.servicestage.refs import InstanceRef
from sstui.view.alert_text import alert_line
from tests.monitor.scripted import ManualClock, ref_of


def became(word: str, number: int = 0, health: Health = Health.BAD) -> Event:
    return Event(
        EventKind.HEALTH, f"i{number}", ref_of(number), 0.0, 0.0, "ok", word, health=health
    )


def gone(number: int = 0) -> Event:
    return Event(
        EventKind.FRESHNESS, f"i{number}", ref_of(number), 0.0, 0.0, "fresh", Freshness.GONE,
        health=Health.BAD,
    )  # fmt: skip


class Hall:
    """Where it rings."""

    def __init__(self, kinds: tuple[str, ...] = AlertSettings().bell) -> None:
        self.clock = ManualClock()
        self.leads = True
        self.known: dict[InstanceRef, Snapshot] = {}
        self.rings = 0
        self.said: list[str] = []
        self.bell = Bell(
            kinds,
            self.clock,
            self._ring,
            leads=lambda profile: self.leads,
            snapshot=self.known.get,
        )

    def _ring(self, burst: Mapping[str, Alert], is_new: bool) -> None:
        self.rings += is_new
        self.said.append(alert_line(burst)[0])

    async def hear(self, *events: Event, after: float = 0.0) -> None:
        await self.clock.advance(after)
        self.bell.hear(events)
        await self.clock.settle()


async def test_a_burst_is_one_ring_and_one_line() -> None:
    hall = Hall()
    await hall.hear(became("bad", 0))
    assert (hall.rings, hall.said[-1]) == (1, "i0: bad")
    for number in (1, 2, 3):
        await hall.hear(became("bad", number), after=4)
    assert (hall.rings, hall.said[-1]) == (1, "4 bad: i0, i1, i2 and 1 more")
    await hall.hear(became("bad", 4), after=6)
    assert (hall.rings, hall.said[-1]) == (2, "i4: bad")


async def test_what_goes_on_for_a_minute_rings_again() -> None:
    hall = Hall()
    for number in range(31):
        await hall.hear(became("bad", number), after=4)
    assert hall.rings == 3


async def test_gone_is_told_once_and_as_gone() -> None:
    hall = Hall()
    await hall.hear(gone(), became("bad"))
    assert hall.said == ["i0: gone"]


async def test_only_what_was_chosen_rings() -> None:
    hall = Hall(("recovered",))
    await hall.hear(became("bad"))
    assert hall.rings == 0
    recovered = Event(EventKind.HEALTH, "i0", ref_of(0), 0.0, 0.0, "bad", "ok", health=Health.OK)
    await hall.hear(recovered, became("bad", 1))
    assert hall.said == ["i0: recovered"]


async def test_nothing_rings_for_what_is_quiet_or_flaps_nor_where_another_process_leads() -> None:
    hall = Hall()
    mark = Bookmark("i0", ref_of(0))
    for snapshot in (
        Snapshot(mark, quiet=Quiet(Why.ACKNOWLEDGED)),
        Snapshot(mark, quiet=Quiet(Why.MAINTENANCE)),
        Snapshot(mark, flapping=True),
    ):
        hall.known[mark.ref] = snapshot
        await hall.hear(became("bad"))
    hall.known.clear()
    hall.leads = False
    await hall.hear(became("bad"))
    assert hall.rings == 0


async def test_refused_keys_ring_and_our_own_outage_does_not() -> None:
    hall = Hall()
    outage = Event(EventKind.OUTAGE, "prod", None, 0.0, 0.0, "ok", "no answer")
    refused = Event(EventKind.CREDENTIALS, "prod", None, 0.0, 0.0, "ok", "refused")
    await hall.hear(outage)
    assert hall.rings == 0
    await hall.hear(refused)
    assert hall.said == ["prod: credentials refused"]


def test_the_line_counts_by_what_happened_the_worst_first() -> None:
    burst = {"a": Alert.RECOVERED, "b": Alert.BAD, "c": Alert.BAD, "d\x1b[2J": Alert.GONE}
    words, style = alert_line(burst)
    assert words.startswith("2 bad: b, c; 1 gone: d")
    assert words.endswith("1 recovered: a")
    assert "\x1b" not in words
    assert style == "bad"
    assert alert_line({"a": Alert.RECOVERED}) == ("a: recovered", "accent")
