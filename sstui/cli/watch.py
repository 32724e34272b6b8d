"""``sstui watch``: a line for each change as it happens, on the watcher that the dashboard has."""

from __future__ import annotations

import asyncio
import os
import signal
import stat
import sys
from collections.abc import Iterable, Sequence

import click

from sstui.cli.diagnostics import ExitCode, Refusal, narrate
from sstui.cli.durations import duration
from sstui.cli.lazy import Command
from sstui.cli.options import options_of
from sstui.cli.session import Session
from sstui.cli.watch_lines import JsonLines, Lines, Narration, TextLines
from sstui.config.bookmarks import Bookmark, find
from sstui.config.zone import local_zone
from sstui.insight.records import Event
from sstui.monitor.loop import run
from sstui.view.signs import SIGNS
from sstui.watcher import Watcher

ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@click.command(cls=Command)
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option(
    "--for", "seconds", callback=duration, metavar="DURATION", help="End then. Default: never."
)
@click.pass_context
def watch(ctx: click.Context, names: tuple[str, ...], as_json: bool, seconds: float | None) -> None:
    """Print a line for each change as it happens, of all that is watched or of those named.

    What it sees is recorded, as the dashboard does. It outlives outages, and ends with ctrl+c.

    \b
    Examples:
      sstui watch orders-prod --for 10m
      sstui watch --json | jq -r 'select(.kind == "health" and .to == "bad") | .name'
    """
    session = Session(options_of(ctx), os.environ)
    listed = session.watch_list.load()
    chosen = [find(listed, name) for name in names] or list(listed)
    if not chosen:
        raise Refusal("nothing is watched", ExitCode.USAGE, "`sstui add REF` bookmarks an instance")
    session.accounts.ask_in_terminal(sorted({each.profile for each in listed}))
    lines: Lines = JsonLines()
    if not as_json:
        zone = local_zone(os.environ, session.settings.timezone)
        lines = TextLines(SIGNS[session.settings.signs], zone, [each.name for each in listed])
    following = Following(session.watcher, lines, chosen if names else None)
    narrate(f"watching {len(chosen)} instance{'' if len(chosen) == 1 else 's'}")
    ctx.exit(run(following.run(seconds)))


class Following:
    """Prints by ``lines`` what ``watcher`` sees from its start on; of ``chosen`` alone where some
    were."""

    def __init__(
        self, watcher: Watcher, lines: Lines, chosen: Sequence[Bookmark] | None = None
    ) -> None:
        self._watcher = watcher
        self._lines = lines
        self._chosen = None if chosen is None else frozenset(each.ref for each in chosen)
        self._profiles = frozenset(each.profile for each in chosen or ())
        self._narration = Narration()
        self._heard: list[Event] = []
        self._woken = asyncio.Event()
        self._code: int | None = None
        watcher.listen(self._heard.extend)

    async def run(self, seconds: float | None = None) -> int:
        """Until a signal, the end of whoever reads, or so many seconds have passed; exit code."""
        loop = asyncio.get_running_loop()
        for number in ENDS:
            if signal.getsignal(number) is not signal.SIG_IGN:  # as `nohup` wants it
                loop.add_signal_handler(number, self.end, 128 + number)
        if _is_pipe():  # whose reader may go long before the next line is written
            loop.add_reader(sys.stdout, self.end, ExitCode.DONE)
        if seconds is not None:
            loop.call_later(seconds, self.end, ExitCode.DONE)
        async with self._watcher:
            await self.follow()
        return ExitCode.DONE if self._code is None else self._code

    def end(self, code: int) -> None:
        """What happened until now is still printed."""
        if self._code is None:
            self._code = code
        self._woken.set()

    async def follow(self) -> None:
        """Print until `end`. What an earlier run knew is no news."""
        if self._chosen is not None and len(self._chosen) == 1:
            self._watcher.focus(next(iter(self._chosen)))
        unsubscribe = self._watcher.subscribe(lambda refs: self._woken.set())
        try:
            while self._code is None:
                await self._woken.wait()
                self._woken.clear()
                self._narration.follow(self._watcher)
                heard = tuple(self._heard)
                self._heard.clear()
                self._lines.tell(self._mine(heard))
        finally:
            unsubscribe()

    def _mine(self, events: Iterable[Event]) -> list[Event]:
        if self._chosen is None:
            return list(events)
        return [
            event
            for event in events
            if (event.name in self._profiles if event.ref is None else event.ref in self._chosen)
        ]


def _is_pipe() -> bool:
    return sys.stdout is not None and stat.S_ISFIFO(os.fstat(sys.stdout.fileno()).st_mode)
