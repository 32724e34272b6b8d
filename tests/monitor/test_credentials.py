"""A refused key, a throttled account (DESIGN §6 rules 6 and 7; PROMISES P4, P5, R2)."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from itertools import pairwise
from pathlib import Path

from sstui.insight.records import EventKind, Freshness
from sstui.monitor.state import Link
from sstui.servicestage.errors import BadRequest
from sstui.servicestage.source import SourceFacts
from tests.monitor.scripted import (
    Reply,
    World,
    body,
    bookmarks,
    make_world,
    ref_of,
    throttled,
    unauthorized,
    unreachable,
    watching,
)
from tests.support import until

MINUTE = 60.0
HOUR = 3600.0
REFUSED = Reply(error=unauthorized())
GOOD = Reply(body())


async def until_called(world: World, calls: int) -> None:
    """Within six seconds."""
    for _ in range(60):
        if len(world.source.calls) >= calls:
            return
        await world.clock.advance(0.1)
    raise AssertionError(f"{len(world.source.calls)} calls, not {calls}")


async def test_a_wrong_key_costs_one_call_then_there_is_silence_and_words(tmp_path: Path) -> None:
    world = make_world(tmp_path, 40)
    world.source.reply = lambda ref: REFUSED
    async with watching(world):
        await world.clock.advance(59)
        assert len(world.source.calls) == 1
        account = world.account()
        assert account.link is Link.REFUSED
        assert account.error is REFUSED.error
        assert account.next_try is not None
        (event,) = world.events()
        assert (event.kind, event.name, event.after) == (
            EventKind.CREDENTIALS,
            "default",
            "refused",
        )


async def test_a_refused_key_is_tried_after_a_minute_then_every_twenty_and_thrice_an_hour(
    tmp_path: Path,
) -> None:
    world = make_world(tmp_path, 12)
    world.source.reply = lambda ref: REFUSED
    async with watching(world):
        await world.clock.advance(1.4 * HOUR)
        waits = [round(at - world.source.times()[0]) for at in world.source.times()]
        assert waits[:5] == [0, 60, 1260, 3601, 4801]
        for start in waits:
            assert sum(start <= at <= start + HOUR for at in waits) <= 3
        assert len(world.events(EventKind.CREDENTIALS)) == 1


async def test_a_key_refused_in_mid_flight_stops_everything(tmp_path: Path) -> None:
    async with watching(make_world(tmp_path, 24)) as world:
        await world.clock.advance(10)
        known = len(world.source.calls)
        world.source.reply = lambda ref: Reply(error=unauthorized(), latency=1.0)
        await world.clock.advance(50)
        assert 1 <= len(world.source.calls) - known <= 4
        assert world.account().link is Link.REFUSED
        stale = {each.freshness for each in world.watcher.fleet().snapshots}
        assert stale == {Freshness.STALE}
        assert world.events(EventKind.FRESHNESS) == []


async def test_a_person_s_key_does_not_send_a_refused_key_again(tmp_path: Path) -> None:
    world = make_world(tmp_path, 3)
    world.source.reply = lambda ref: REFUSED
    async with watching(world):
        await world.clock.advance(5)
        for _ in range(20):
            world.watcher.refresh()
            await world.clock.advance(1)
        assert len(world.source.calls) == 1
        assert len(world.source.asked_for_credentials) >= 20


async def test_new_credentials_are_found_within_five_seconds_and_tried_by_one_call(
    tmp_path: Path,
) -> None:
    world = make_world(tmp_path, 10)
    world.source.reply = lambda ref: REFUSED
    async with watching(world):
        await world.clock.advance(20 * MINUTE)
        asked = world.source.asked_for_credentials
        assert all(after - before >= 5 for before, after in pairwise(asked))
        known = len(world.source.calls)
        world.source.others_at_hand = True
        world.source.reply = lambda ref: Reply(body(), latency=3.0)
        await until_called(world, known + 1)
        assert world.clock.monotonic() - asked[-1] < 0.2
        await world.clock.advance(2.5)
        assert len(world.source.calls) == known + 1
        await world.clock.advance(15)
        assert {each.freshness for each in world.watcher.fleet().snapshots} == {Freshness.FRESH}
        _, back = world.events(EventKind.CREDENTIALS)
        assert (back.before, back.after) == ("refused", "ok")
        assert back.lasted is not None
        assert back.lasted > 1190


async def test_an_expired_temporary_key_is_not_tried_at_all(tmp_path: Path) -> None:
    world = make_world(tmp_path, 3)
    world.source.account = SourceFacts(expires=world.clock.now() - 1, identity="HPUA")
    async with watching(world):
        await world.clock.advance(HOUR)
        assert world.source.calls == []
        account = world.account()
        assert (account.link, account.next_try, account.used) == (Link.REFUSED, None, 0)
        assert "HPUA" in str(account.error)
        assert "no call was made" in str(account.error)
        assert len(world.source.asked_for_credentials) > 700


async def test_another_profile_goes_on(tmp_path: Path) -> None:
    world = make_world(tmp_path, [*bookmarks(2), *bookmarks(4, profile="other")[2:]])
    world.source.account = SourceFacts(host="api.example", key="one of its own")
    world.source.reply = lambda ref: REFUSED
    async with watching(world):
        await world.clock.advance(10 * MINUTE)
        assert world.account().link is Link.REFUSED
        assert world.account("other").link is Link.OK
        assert world.snapshot(3).freshness is Freshness.FRESH


async def test_a_refused_password_is_remembered_by_what_is_dear_to_guess(tmp_path: Path) -> None:
    world = make_world(tmp_path, shared=True)
    world.source.account = SourceFacts(host="api.example", key="of a password", guessable=True)
    world.source.reply = lambda ref: REFUSED
    async with watching(world):
        await world.clock.advance(1)
        await until(lambda: bool(world.source.calls))  # it is decided who leads
        await world.clock.advance(1)
    with closing(sqlite3.connect(tmp_path / "shared.db")) as connection:
        ((salt,),) = connection.execute("SELECT value FROM salt")
        ((key,),) = connection.execute("SELECT key FROM keys WHERE tries != ''")
    assert key == hashlib.scrypt(b"of a password", salt=salt, n=4096, r=8, p=1)


async def test_an_outage_while_refused_does_not_make_it_forgotten(tmp_path: Path) -> None:
    world = make_world(tmp_path, 3)
    world.source.reply = lambda ref: REFUSED
    async with watching(world):
        await world.clock.advance(5)
        world.source.reply = lambda ref: Reply(error=unreachable())
        await world.clock.advance(HOUR)
        assert world.account().link is Link.REFUSED
        assert world.account().error is REFUSED.error


async def test_an_id_that_cannot_be_called_does_not_vouch_for_the_key(tmp_path: Path) -> None:
    world = make_world(tmp_path, 10)
    unsent = BadRequest("an id is invalid", cause="an id is invalid", remedy="Correct it.")
    world.source.reply = lambda ref: Reply(error=unsent) if ref == ref_of(0) else REFUSED
    async with watching(world):
        await world.clock.advance(50)
        assert len(world.source.calls) == 2
        assert world.account().link is Link.REFUSED


async def test_ten_minutes_of_429_cost_at_most_twenty_calls(tmp_path: Path) -> None:
    async with watching(make_world(tmp_path, 50)) as world:
        await world.clock.advance(10)
        known = len(world.source.calls)
        world.source.reply = lambda ref: Reply(error=throttled())
        await world.clock.advance(10 * MINUTE)
        assert world.account().link is Link.THROTTLED
        assert len(world.source.calls) - known <= 20
        world.source.reply = lambda ref: GOOD
        await world.clock.advance(70)
        assert world.account().link is Link.OK
        assert {each.freshness for each in world.watcher.fleet().snapshots} == {Freshness.FRESH}


async def test_retry_after_is_obeyed_by_the_whole_account(tmp_path: Path) -> None:
    async with watching(make_world(tmp_path, 10)) as world:
        await world.clock.advance(10)
        world.source.reply = lambda ref: Reply(error=throttled(retry_after=100.0))
        await world.clock.advance(15)
        world.watcher.refresh()
        known = len(world.source.calls)
        first = world.source.times()[-1]
        await world.clock.advance(10 * MINUTE)
        later = world.source.times()[known:]
        assert later[0] - first >= 100.0
        assert all(after - before >= 100 for before, after in pairwise(later))
