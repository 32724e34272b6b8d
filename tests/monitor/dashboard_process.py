"""A watcher as a process of its own, as the commands open it: says as JSON lines what it knows.

``python -m tests.monitor.dashboard_process`` with the environment of a user.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os

from sstui.cli.options import Options
from sstui.cli.session import Session
from sstui.insight.records import Freshness


async def main() -> None:
    watcher = Session(Options(), os.environ).watcher
    last, changed = "", asyncio.Event()
    watcher.subscribe(lambda refs: changed.set())
    async with watcher:
        while True:
            changed.clear()
            fleet = watcher.fleet()
            account = fleet.accounts[0]
            words = {each.name: each.status for each in fleet.snapshots}
            fresh = sum(each.freshness is Freshness.FRESH for each in fleet.snapshots)
            told = {"leads": account.leader, "leader": account.leader_pid, "words": words}
            line = json.dumps({**told, "fresh": fresh, "link": account.link.value})
            if line != last:
                print(line, flush=True)
            last = line
            await changed.wait()


if __name__ == "__main__":
    # Warnings are what is done to it on purpose: others that are killed, and that hang.
    logging.basicConfig(level=logging.ERROR)
    asyncio.run(main())
