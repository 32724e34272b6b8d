"""The picker (key A): all that an account has, to choose from (picture 13). Nothing is asked
before it opens; what goes wrong is said in it, and nothing ticked is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widgets import Input

from sstui.config.problems import ConfigurationError
from sstui.config.profiles import DEFAULT_PROFILE
from sstui.monitor.discovering import Reading
from sstui.servicestage.errors import ServiceStageError
from sstui.tui.screens.discover_choice import Choice
from sstui.tui.screens.discover_form import DraftForm
from sstui.tui.screens.discover_keys import KEYS
from sstui.tui.screens.edit import AddForm
from sstui.tui.widgets.picker import PickFoot, PickTree
from sstui.tui.widgets.picker_panel import PickerPanel
from sstui.tui.widgets.rows import RowsView
from sstui.view.discover_entries import query_of
from sstui.view.discover_side import Draft
from sstui.view.discover_words import count

if TYPE_CHECKING:
    from sstui.tui.app import SstuiApp

_GRID = 5.0  # seconds between two looks at the age of what was read


class DiscoverScreen(Screen[str | None]):
    """Its result says what was added."""

    BINDINGS: ClassVar[list[BindingType]] = list(KEYS)

    def __init__(self, app: SstuiApp) -> None:
        super().__init__()
        self.sstui = app
        self.watcher = app.dashboard.watcher
        settings = app.dashboard.settings
        self.choice = Choice(self.watcher, settings.poll, Draft(profile=settings.profile))
        self.error: ServiceStageError | None = None
        self.reading: Reading | None = None
        self.message = ""
        self.panel = PickerPanel(app)

    def compose(self) -> ComposeResult:
        yield self.panel

    @property
    def found(self) -> PickTree:
        return self.panel.found

    @property
    def prompt(self) -> Input:
        return self.panel.prompt

    @property
    def foot(self) -> PickFoot:
        return self.panel.foot

    def on_mount(self) -> None:
        self.found.focus()
        self.set_interval(_GRID, lambda: self.panel.show_head(self.choice))
        self.action_read()

    def on_resize(self) -> None:
        self.panel.lay_out(self.size)
        self.call_after_refresh(self.fill)

    # Reading.

    def action_read(self) -> None:
        """Ask the account (again)."""
        self.reading, self.error, self.message = Reading(), None, ""
        self.run_worker(self._read(self.choice.draft.profile), exclusive=True)
        self.fill()

    async def _read(self, profile: str) -> None:
        try:
            discovery = await self.watcher.discover(profile, self._progress)
        except ServiceStageError as error:
            self.error = error
        else:
            self.choice.read(discovery)
        self.reading = None
        self.fill()

    def _progress(self, reading: Reading) -> None:
        self.reading = reading
        self.fill()

    # Showing.

    def fill(self) -> None:
        """Show all anew; what is the same is not repainted."""
        self.panel.show(self.choice, self.reading, self.error, self.message)

    def _say(self, text: str) -> None:
        self.message = text
        self.fill()

    # Moving, folding, ticking.

    @on(RowsView.Moved)
    def moved(self) -> None:
        self.message = ""
        self.panel.show_beside(self.choice, self.message)

    @on(RowsView.Opened)
    def opened(self) -> None:
        """A second click: a branch folds, an instance is ticked."""
        entry = self.found.entry
        if entry is not None and entry.instance is None:
            self.action_fold(entry.key not in self.choice.picked.folded)
        else:
            self.action_tick()

    def action_move(self, step: int) -> None:
        self.found.move(step)

    def action_page(self, direction: int) -> None:
        self.found.move_page(direction)

    def action_fold(self, folded: bool) -> None:
        """Fold or unfold; folding what is folded already, or a leaf, goes to what is above."""
        entry = self.found.entry
        if entry is None:
            return
        leaf = entry.instance is not None or entry.key in self.choice.picked.folded
        if folded and leaf and "/" in entry.key:
            self.found.move_to(entry.key.rpartition("/")[0])
            return
        self.choice.fold(entry.key, folded=folded)
        self.fill()

    @on(PickTree.Ticked)
    def action_tick(self) -> None:
        entry = self.found.entry
        self.message = ""
        if entry is not None and not self.choice.tick(entry):
            self.message = "watched already" if entry.shown else "there is nothing to choose"
        self.fill()

    def action_tick_all(self) -> None:
        self._say("" if self.choice.tick_all() else "nothing that matches can be chosen")

    # The filter.

    def action_filter(self) -> None:
        self.prompt.focus()

    @on(Input.Changed)
    def filtered(self, message: Input.Changed) -> None:
        self.choice.search(message.value)
        self.fill()

    @on(Input.Submitted)
    def keep_filter(self) -> None:
        self.found.focus()

    # Adding, and leaving.

    def action_add(self) -> None:
        made = self.choice.made
        entry = self.found.entry
        if not made and entry is not None and entry.instance is None:
            self.opened()
        elif not made:
            self._say("nothing is chosen: space ticks")
        elif self._done(lambda: self.watcher.watch_all(made)):
            self.dismiss(f"watching {count(len(made), 'instance')} more; u undoes")

    def action_watch_all(self) -> None:
        """All of what is under the cursor, also what comes later: a query."""
        entry = self.found.entry
        if entry is None:
            return
        known = query_of(entry, self.watcher.queries)
        if known is not None:
            self._say(f"the query {known.name} watches it already")
            return
        query = self.choice.query(entry)
        if self._done(lambda: self.watcher.watch_query(query)):
            self._say(f"{query.name}: all of it, also what comes, is watched; u undoes")

    def action_undo(self) -> None:
        if self._done(lambda: self._say(self.watcher.undo() or "nothing to undo")):
            self.fill()

    def _done(self, change: Callable[[], object]) -> bool:
        """Whether a change of the watch list was made; what is wrong with it is said."""
        try:
            change()
        except ConfigurationError as error:
            self._say(str(error))
            return False
        self.choice.follow()
        return True

    def action_draft(self) -> None:
        profiles = {*self.sstui.dashboard.settings.profiles, DEFAULT_PROFILE}
        self.app.push_screen(DraftForm(self.choice.draft, profiles, self._take_draft))

    def _take_draft(self, draft: Draft) -> None:
        other = draft.profile != self.choice.draft.profile
        self.choice.draft = draft
        self.choice.follow()
        if other:
            self.action_read()
        else:
            self.fill()

    def action_by_id(self, text: str = "") -> None:
        """The form for one whose ids, or address, are at hand."""
        form = AddForm(self.watcher, self.sstui.dashboard.bookmark, {"ref": text})
        self.app.push_screen(form, self._added)

    def on_paste(self, event: events.Paste) -> None:
        """An address that is pasted here goes into the form."""
        event.stop()
        self.action_by_id(event.text.strip())

    def _added(self, said: str | None) -> None:
        if said:
            self.dismiss(said)

    @on(PickFoot.Pressed)
    async def pressed(self, message: PickFoot.Pressed) -> None:
        await self.run_action(message.action)

    def action_back(self) -> None:
        """One step: the prompt, the filter, the picker."""
        if self.prompt.has_focus:
            self.found.focus()
        elif self.prompt.value:
            self.prompt.value = ""
        else:
            self.dismiss(None)

    def action_help(self) -> None:
        from sstui.tui.screens.help import HelpPage

        self.app.push_screen(HelpPage(self.sstui))
