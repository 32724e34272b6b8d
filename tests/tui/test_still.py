"""S1: through refreshes that insert, remove and reorder, with a filter on, what a person chose
stays what it was."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

from sstui.insight.records import Health
from sstui.monitor.state import Fleet, Snapshot
from sstui.view.filter import parse
from sstui.view.filter_match import Sieve
from sstui.view.list_rows import FoldOk, list_rows
from sstui.view.ranking import Order, Ranking, rank
from sstui.view.signs import UNICODE
from tests.cases import every
from tests.conftest import THOROUGH
from tests.support import until
from tests.tui.harness import Stage
from tests.tui.test_commands import looked_at
from tests.tui.test_filter import filtered
from tests.view.fleets import NOW, fleet_of, quiet_fleet

GROUPS = ("payments", "storefront", "edge")
WATCHED = tuple(
    replace(each, bookmark=replace(each.bookmark, group=GROUPS[index % 3]))
    for index, each in enumerate(quiet_fleet(500).snapshots)
)


def next_fleet(chance: random.Random, fleet: Fleet, pool: tuple[Snapshot, ...]) -> Fleet:
    """Two fifths of the rows changed, some went, some came, and the file is in another order."""
    kept = [each for each in fleet.snapshots if chance.random() > 0.02]
    there = {each.ref for each in kept}
    kept += [each for each in pool if each.ref not in there and chance.random() < 0.2]
    healths = (Health.OK, Health.BAD, Health.DEGRADED)
    changed = [
        replace(each, health=chance.choice(healths)) if chance.random() < 0.4 else each
        for each in kept
    ]
    if chance.random() < 0.3:
        chance.shuffle(changed)
    return fleet_of(tuple(changed))


@every("text", ["health:bad,degraded", "service-1 !group:edge", "age:>1h !bad"])
def test_of_a_thousand_refreshes_each_lists_what_passes_and_nothing_else(text: str) -> None:
    chance, pool = random.Random(text), WATCHED[: 30 if THOROUGH else 12]
    fleet, sieve = fleet_of(pool), Sieve()
    sieve.use(parse(text))
    ranking: Ranking | None = None
    for step in range(334):
        fleet = replace(next_fleet(chance, fleet, pool), now=NOW + step)
        anew = Sieve()
        anew.use(parse(text))
        passed = sieve.sift(fleet).passed
        assert passed == anew.sift(fleet).passed
        ranking = rank(ranking, fleet, order=Order.WORST, now=fleet.now, last_key=None)
        rows = list_rows(
            replace(fleet, snapshots=passed), ranking, width=55, height=20, signs=UNICODE,
            fold=FoldOk.NEVER,
        )  # fmt: skip
        listed = [(row.key, row.ref) for row in rows]
        assert sorted(ref for _, ref in listed if ref) == sorted(each.ref for each in passed)
        assert len({key for key, _ in listed}) == len(listed)


async def a_key_counts_from_when_it_was_pressed_however_old_the_picture_is(stage: Stage) -> None:
    stage.main.freeze()
    shown = stage.main.fleet.now
    await until(lambda: stage.watcher.fleet().now > shown)
    now = stage.watcher.fleet().now
    stage.main.touched()
    assert stage.main.last_key is not None
    assert stage.main.last_key >= now


async def cursor_scroll_and_folds_stay_with_what_they_were_on(stage: Stage) -> None:
    chance = random.Random(7)
    main, listed = stage.main, stage.main.list
    main.frozen = True
    main.fleet = fleet_of(WATCHED)
    main.show_fleet()
    await filtered(stage, "service-")
    await stage.pilot.press("enter", "g", "space")
    assert listed.folded == {"payments"}
    for _ in range(30 if THOROUGH else 15):  # 20 ms each
        main.fleet = next_fleet(chance, main.fleet, WATCHED)
        listed.move_first()
        listed.move(chance.randrange(40, 200))
        listed.scroll_rows(chance.randrange(-5, 5))
        key, top = listed.cursor_key, listed.rows[listed.top].key
        main.show_fleet()
        find = listed.rows.find
        assert listed.cursor_key is not None
        assert find(listed.cursor_key) == listed.cursor
        assert listed.ref is not None
        if key is not None and find(key) is not None:
            assert listed.cursor_key == key
            if find(top) is not None and listed.top < len(listed.rows) - listed.page:
                assert find(top) == listed.top
        assert listed.folded == {"payments"}
    await stage.pilot.press("escape")
    assert listed.folded == frozenset()


async def test_what_a_person_chose_stays(home: Path) -> None:
    """In one dashboard: its start takes longer than a story."""
    async with looked_at(home, 3) as stage:
        await a_key_counts_from_when_it_was_pressed_however_old_the_picture_is(stage)
        await cursor_scroll_and_folds_stay_with_what_they_were_on(stage)
