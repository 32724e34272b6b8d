"""``sstui wait``: until instances are where they should be, on the watcher of the dashboard."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterable, Sequence

import click

from sstui.cli.diagnostics import ExitCode, explained, narrate
from sstui.cli.durations import duration
from sstui.cli.lazy import Command
from sstui.cli.options import options_of
from sstui.cli.session import Session
from sstui.cli.watch_lines import Narration
from sstui.config.bookmarks import Bookmark, find
from sstui.config.problems import nearest
from sstui.monitor.loop import run
from sstui.monitor.state import AccountState
from sstui.view.awaiting import STATUSES, Answer, Goal, judge, outcome, state_text, word_of
from sstui.watcher import Watcher

ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_CODES = {
    Answer.YES: ExitCode.DONE,
    Answer.NO: ExitCode.NO,
}


def _words(ctx: click.Context, param: click.Parameter, given: str | None) -> frozenset[str]:
    """Statuses and health words; a word that is new to us may be one of the API's."""
    words = frozenset(word_of(each) for each in (given or "").split(",") if each.strip())
    if given is not None and not words:
        what = "it names nothing; write statuses or health words, such as RUNNING,ok"
        raise click.BadParameter(what, ctx, param)
    for word in sorted(words):
        if word.isupper() and word not in STATUSES:
            near = nearest(word, [each.lower() for each in STATUSES], most=1)
            hint = f"; did you mean {near[0].upper()}?" if near else ""
            narrate(f"sstui: {word} is a status that is new to sstui{hint}")
    return words


@click.command(cls=Command)
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@click.option(
    "--for",
    "wanted",
    required=True,
    callback=_words,
    metavar="STATUS,..",
    help="Statuses such as RUNNING, health words such as ok, or gone.",
)
@click.option(
    "--fail-on", "unwanted", callback=_words, metavar="STATUS,..", help="End with 1 at these."
)
@click.option("--all/--any", "of_all", default=True, help="Of several: all at once (default), any.")
@click.option(
    "--version", "deployed", metavar="V", help="Only a look at this version of it counts."
)
@click.option("--job", metavar="ID", help="Only once this job, its last, is over; if it failed: 1.")
@click.option(
    "--timeout",
    "seconds",
    callback=duration,
    metavar="DURATION",
    help="End with 124 then. Default: never.",
)
@click.pass_context
def wait(
    ctx: click.Context,
    names: tuple[str, ...],
    wanted: frozenset[str],
    unwanted: frozenset[str],
    of_all: bool,
    deployed: str | None,
    job: str | None,
    seconds: float | None,
) -> None:
    """Wait until instances have one of these statuses, or are in one of these healths.

    It outlives outages and records nothing. 0: there; 1: it will not be; 3: credentials refused;
    124: timed out.

    \b
    Examples:
      sstui wait orders-prod --for RUNNING --fail-on FAILED,DOWN --timeout 10m
      sstui wait orders-prod ledger-prod --for ok --version 2.3.8
    """
    session = Session(options_of(ctx), os.environ)
    listed = session.watch_list.load()
    chosen = list(dict.fromkeys(find(listed, name) for name in names))
    profiles = sorted({each.profile for each in chosen})
    for profile in profiles:
        session.accounts.describe(profile)  # a mistake in it is no refusal, and no reason to wait
    session.accounts.ask_in_terminal(profiles)
    goal = Goal(wanted, unwanted, deployed, job)
    waiting = Waiting(session.observer(chosen), chosen, goal, any_of_them=not of_all)
    ctx.exit(run(waiting.run(seconds)))


class Waiting:
    """Follows ``watcher`` until ``goal`` is reached, or will not be."""

    def __init__(
        self, watcher: Watcher, chosen: Sequence[Bookmark], goal: Goal, *, any_of_them: bool = False
    ) -> None:
        self._watcher = watcher
        self._refs = [each.ref for each in chosen]
        self._names = [each.name for each in chosen]
        self._profiles = [each.profile for each in chosen]
        self._goal = goal
        self._any = any_of_them
        self._narration = Narration()
        self._told: dict[object, str] = {}
        self._woken = asyncio.Event()
        self._code: int | None = None

    async def run(self, seconds: float | None = None) -> int:
        """The exit code: of the answer, of a signal, or 124 after so many seconds."""
        loop = asyncio.get_running_loop()
        for number in ENDS:
            if signal.getsignal(number) is not signal.SIG_IGN:  # as `nohup` wants it
                loop.add_signal_handler(number, self.end, 128 + number)
        if seconds is not None:
            loop.call_later(seconds, self._time_out)
        async with self._watcher:
            return await self.follow()

    def end(self, code: int) -> None:
        if self._code is None:
            self._code = code
        self._woken.set()

    def _time_out(self) -> None:
        if self._code is None:
            narrate("sstui: not there within the time that --timeout gives")
        self.end(ExitCode.TIMED_OUT)

    async def follow(self) -> int:
        """A line on standard error for each change, until it is over."""
        unsubscribe = self._watcher.subscribe(lambda refs: self._woken.set())
        try:
            while self._code is None:
                self._woken.clear()
                self._look()
                if self._code is None:
                    await self._woken.wait()
        finally:
            unsubscribe()
        return self._code or ExitCode.DONE

    def _look(self) -> None:
        fleet = self._watcher.fleet()
        self._narration.follow(self._watcher)
        snapshots = [fleet.snapshot(ref) for ref in self._refs]
        for ref, snapshot in zip(self._refs, snapshots, strict=True):
            text = state_text(snapshot) if snapshot is not None and snapshot.status else ""
            if text and self._told.get(ref) != text:
                self._told[ref] = text
                narrate(text)
        accounts = [fleet.account(profile) for profile in self._profiles]
        pairs = zip(snapshots, accounts, strict=True)
        verdicts = [judge(snapshot, account, self._goal) for snapshot, account in pairs]
        answer = outcome(verdicts, any_of_them=self._any)
        if answer is Answer.NOT_YET:
            return
        whys = zip(self._names, verdicts, strict=True)
        for name, why in ((name, each.why) for name, each in whys if each.answer is answer):
            if why and answer is not Answer.YES:
                narrate(f"sstui: {name}: {why}")
        self.end(_refused(accounts) if answer is Answer.REFUSED else _CODES[answer])


def _refused(accounts: Iterable[AccountState | None]) -> ExitCode:
    """What keeps us from asking may be a mistake in the settings: of a proxy, say."""
    errors = (account.error for account in accounts if account and account.error)
    is_mistake = any(explained(error).code is ExitCode.USAGE for error in errors)
    return ExitCode.USAGE if is_mistake else ExitCode.CREDENTIALS
