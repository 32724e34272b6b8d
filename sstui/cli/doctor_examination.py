"""The whole examination: machine, files, accounts, in the order in which a person would mend."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence

from sstui.cli.accounts import Accounts
from sstui.cli.dashboard import COPY_FILE
from sstui.cli.doctor_files import file_findings, secret_findings
from sstui.cli.doctor_machine import Terminal, machine_findings
from sstui.cli.doctor_profiles import ProfileExamination
from sstui.config.bookmarks import Bookmark
from sstui.config.paths import Paths
from sstui.config.problems import ConfigurationError
from sstui.config.queries import Members
from sstui.config.settings import Settings, load_settings
from sstui.config.watchlist import WatchList
from sstui.monitor.clock import SystemClock
from sstui.monitor.ledger import Ledger
from sstui.monitor.loop import run
from sstui.view.doctor import Finding, warning

log = logging.getLogger(__name__)


def examine_for_screen(
    options: Mapping[str, object],
    environ: Mapping[str, str],
    size: tuple[int, int],
    report: Callable[[Finding], None],
) -> None:
    """`examine` on a loop of its own, for a thread: ``report`` is called in that, also of what
    keeps the examination from its end; it does not raise."""

    async def all_of_it() -> None:
        async for finding in examine(options, environ, Terminal(size, "utf-8")):
            report(finding)

    async def watched() -> None:
        task = asyncio.create_task(all_of_it())
        await asyncio.wait({task})
        if (error := task.exception()) is not None:
            log.error("the examination ended by a fault of sstui", exc_info=error)
            report(warning("doctor", "ended by a fault of sstui", "our own log tells where"))

    try:
        run(watched())
    except OSError as error:  # a loop needs three files: too many are open
        reason = (error.strerror or type(error).__name__).lower()
        report(warning("doctor", f"cannot begin: {reason}", "close what is not needed, try again"))


async def examine(
    options: Mapping[str, object], environ: Mapping[str, str], terminal: Terminal
) -> AsyncIterator[Finding]:
    """Each finding as soon as it is known. Blocks on files and on tmux, for a moment."""
    paths = Paths.from_environ(environ)
    try:
        settings = load_settings(paths, environ, options)
    except ConfigurationError:
        settings = None  # `file_findings` says why
    signs = settings.signs if settings else "unicode"
    for finding in machine_findings(environ, terminal, signs, paths.cache_dir / COPY_FILE):
        yield finding
    for finding in file_findings(paths, environ, options):
        yield finding
    for finding in secret_findings(paths, settings, environ):
        yield finding
    if settings is None:
        yield warning("profiles", "not examined", "correct the configuration first")
        return
    async for finding in _profiles(settings, paths, environ):
        yield finding


async def _profiles(
    settings: Settings, paths: Paths, environ: Mapping[str, str]
) -> AsyncIterator[Finding]:
    bookmarks = _bookmarks(settings, paths)
    accounts = Accounts(settings, environ)
    ledger = Ledger(paths.shared_db, SystemClock())
    try:
        for name in profiles_in_use(settings, bookmarks):
            own = [bookmark for bookmark in bookmarks if bookmark.profile == name]
            examination = ProfileExamination(name, accounts, ledger, settings.poll.budget, own)
            async for finding in examination.findings():
                yield finding
    finally:
        ledger.close()


def profiles_in_use(settings: Settings, bookmarks: Sequence[Bookmark]) -> list[str]:
    """The one that was chosen, else all that are written down, else the one without profiles."""
    if settings.chosen_profile is not None:
        return [settings.chosen_profile]
    named = [*settings.profiles, *(bookmark.profile for bookmark in bookmarks)]
    return list(dict.fromkeys(named)) or [settings.profile]


def _bookmarks(settings: Settings, paths: Paths) -> Sequence[Bookmark]:
    try:
        return WatchList(settings.watchlist, Members(paths.queries_file)).load()
    except ConfigurationError:
        return ()  # `file_findings` says why
