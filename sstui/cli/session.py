"""What a command that looks at instances works with: settings, watch list, accounts, watcher."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from sstui.cli import logs
from sstui.cli.accounts import Accounts
from sstui.cli.diagnostics import narrate
from sstui.cli.options import Options
from sstui.cli.telling import hooks_of, windows_of
from sstui.config.paths import Paths
from sstui.config.problems import ConfigurationError
from sstui.config.queries import Members
from sstui.config.settings import Settings, load_settings
from sstui.config.watchlist import Bookmark, WatchList
from sstui.config.watchlist_changes import Bookmarks, Changes
from sstui.monitor.baselines import Baselines
from sstui.monitor.clock import SystemClock
from sstui.monitor.history import History
from sstui.monitor.history_thinning import Bounds
from sstui.monitor.ledger import Ledger
from sstui.monitor.state import Fleet, Snapshot
from sstui.servicestage.refs import Reference, parse_reference
from sstui.watcher import Watcher

if TYPE_CHECKING:
    from sstui.insight.records import Observation

PATIENCE = 20.0  # seconds; the client's own limit for a call is 15, and its words are better


class Chosen(WatchList):
    """These alone of a watch list, for as long as they are on it; also those that are not looked
    at by themselves."""

    def __init__(self, whole: WatchList, chosen: Sequence[Bookmark]) -> None:
        super().__init__(whole.path, whole.members)
        self._refs = {each.ref for each in chosen}

    def load(self) -> Bookmarks:
        listed = super().load()
        self.queries = ()  # they would be kept true, at a request a minute
        chosen = (each for each in listed if each.ref in self._refs)
        return tuple(replace(each, interval=each.interval or None) for each in chosen)


class Session:
    """One call of the program. Raises `ConfigurationError` for settings that cannot be used."""

    def __init__(self, options: Options, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.paths = Paths.from_environ(environ)
        logs.begin(self.paths.log_file, options.verbose)
        self.settings: Settings = load_settings(self.paths, environ, options.as_mapping())
        self.accounts = Accounts(self.settings, environ)
        self.watch_list = WatchList(self.settings.watchlist, Members(self.paths.queries_file))

    @cached_property
    def watcher(self) -> Watcher:
        """Not started yet."""
        return Watcher(
            self.watch_list,
            self.settings.poll,
            self.accounts.connect,
            describe=self.accounts.describe,
            ledger=Ledger(self.paths.shared_db, SystemClock()),
            history=self._history(),
            baselines=self._baselines(),
            status_file=self.paths.status_file,
            windows=windows_of(self.settings, self.environ),
            hooks=hooks_of(self.settings, self.environ),
        )

    def observer(self, chosen: Sequence[Bookmark]) -> Watcher:
        """Watches these alone, and records nothing: hears from whoever leads, or looks itself."""
        return Watcher(
            Chosen(self.watch_list, chosen),
            self.settings.poll,
            self.accounts.connect,
            describe=self.accounts.describe,
            ledger=Ledger(self.paths.shared_db, SystemClock(), guest=True),
        )

    def _baselines(self) -> Baselines:
        """Not read yet. They are bodies too: where none may be kept, they are held for this run."""
        if not self.settings.history.bodies:
            return Baselines(None, why="held for this run: bodies = false in [history]")
        return Baselines(self.paths.shared_db, self.paths.fingerprint_key)

    def _history(self) -> History:
        """Not opened yet."""
        kept = self.settings.history
        return History(
            self.paths.history_db,
            self.paths.fingerprint_key,
            bounds=Bounds(kept.days, kept.megabytes),
            bodies=kept.bodies,
        )

    def bookmark(self, text: str, given: Changes) -> Bookmark:
        """A bookmark of the pasted ``text`` with what was ``given`` beside it; calls nobody.

        Raises `InvalidReference`, and `ConfigurationError` for an address of another project.
        """
        reference = parse_reference(text)
        return Bookmark(
            name=given.get("name", ""),
            ref=reference.ref,
            profile=self._profile_of(reference),
            group=given.get("group", ""),
            tags=given.get("tags", ()),
            note=given.get("note", ""),
            interval=given.get("interval"),
            expect=given.get("expect"),
            stuck_after=given.get("stuck_after"),
        )

    def _profile_of(self, reference: Reference) -> str:
        """The profile to write: the one in force, or the one whose project an address names."""
        settings = self.settings
        if reference.project is None:
            return settings.profile
        others = [] if settings.chosen_profile else list(settings.profiles)
        for name in dict.fromkeys([settings.profile, *others]):
            if self._project_of(name) == reference.project:
                return name
        known = self._project_of(settings.profile)
        has = f"is of project {known}" if known else "has no project id that is known here"
        raise ConfigurationError(
            f"the address is of project {reference.project}, but profile {settings.profile} {has}",
            remedy="choose a profile of that project with --profile, or give it that project_id",
        )

    def _project_of(self, name: str) -> str | None:
        try:
            return self.accounts.project_of(name)
        except ConfigurationError:
            return None  # a profile that cannot be used is not the one that is meant

    def look(self, bookmark: Bookmark) -> Fleet:
        """What one look tells: a fleet of one. Raises what went wrong with it."""
        from sstui.monitor.loop import run
        from sstui.monitor.reduce import Rules, reduce

        account = self.accounts.describe(bookmark.profile)
        look = run(self._look(bookmark))
        for note in self.watcher.notes:
            narrate(f"sstui: {note}")
        if look.error is not None:
            raise look.error
        snapshot, _ = reduce(Snapshot(bookmark), look, Rules(protected=account.protected))
        return Fleet((snapshot,), (account,), now=look.at, wall=look.time)

    async def _look(self, bookmark: Bookmark) -> Observation:
        try:
            return await self.watcher.look_once(bookmark, PATIENCE)
        finally:
            await self.watcher.close()
