"""Watchers as processes of their own, as the commands open them: each says as JSON lines what it
knows.

``python -m tests.monitor.dashboard_process PORT`` with the environment of a user begins one for
each line that it reads. They are forked from here, where all that they need is imported already:
half of what each would cost by itself. What they say goes to the port of this machine, and before
it a line with the process id.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import json
import logging
import os
import signal
import socket
import sys
import traceback
from typing import TextIO

from sstui.cli.options import Options
from sstui.cli.session import Session
from sstui.insight.records import Freshness

WHEN_NEEDED = (  # modules that are imported no sooner
    "sstui.monitor.lease",
    "sstui.monitor.status_writer",
    "sstui.servicestage.client",
    "sstui.servicestage.overviews",
)


async def watch(out: TextIO) -> None:
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
                print(line, file=out, flush=True)
            last = line
            await changed.wait()


def one(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as told, told.makefile("w") as out:
        print(os.getpid(), file=out, flush=True)
        asyncio.run(watch(out))


def main(port: int) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nothing is left of those that are killed
    for each in WHEN_NEEDED:
        importlib.import_module(each)
    gc.freeze()  # what all share stays shared
    for _ in iter(sys.stdin.readline, ""):
        if os.fork() == 0:
            try:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                os.close(0)  # or two would read it
                one(port)
            except BaseException:
                traceback.print_exc()
            os._exit(1)


if __name__ == "__main__":
    # Warnings are what is done to them on purpose: others that are killed, and that hang.
    logging.basicConfig(level=logging.ERROR)
    main(int(sys.argv[1]))
