"""The prompt of the filter, above the list; while it is closed one line says what is filtered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input

from sstui.config.ui_state import UiState
from sstui.tui.widgets.filter_input import GROUND, FilterInput, Terms
from sstui.tui.widgets.lines import Lines
from sstui.view.filter import EVERYTHING, Filter, parse
from sstui.view.filter_complete import complete, completed_by
from sstui.view.filter_lines import candidate_at, count_line, explanation, filter_line
from sstui.view.text import Line, Span, line_cells

if TYPE_CHECKING:
    from sstui.tui.app import SstuiApp
    from sstui.tui.widgets.watch_list import WatchList

MOST_EARLIER = 20
SPACED_FROM = 24  # rows of screen


class Words(Lines):
    """The line below the prompt."""

    class Clicked(Message):
        """In that cell of it."""

        def __init__(self, x: int) -> None:
            super().__init__()
            self.x = x

    def on_click(self, event: events.Click) -> None:
        self.post_message(self.Clicked(event.x))


class FilterPrompt(Vertical):
    """Takes the focus when it opens, and gives it back to the list. What is typed goes to the list
    at once, after ``typed()``, and before ``applied()``."""

    DEFAULT_CSS = """
    FilterPrompt { height: 1; width: 100%; background: $ground-list; display: none; }
    FilterPrompt > #filter-row { height: 1; width: 100%; display: none; }
    FilterPrompt.-open { height: 2; }
    FilterPrompt.-spaced { margin-bottom: 1; }
    FilterPrompt.-open > #filter-row { display: block; }
    FilterPrompt.-open > #filter-closed { display: none; }
    FilterPrompt > #filter-words { display: none; height: 1; width: 100%; }
    FilterPrompt.-open > #filter-words { display: block; }
    #filter-closed { height: 1; width: 100%; }
    #filter-slash { width: 3; height: 1; }
    #filter-count { width: 8; height: 1; }
    #filter-text { width: 1fr; height: 1; border: none; padding: 0; background: $ground-list; }
    #filter-text:focus { background-tint: $foreground 0%; }
    """

    def __init__(
        self,
        listed: WatchList,
        ui: UiState,
        typed: Callable[[], None],
        applied: Callable[[], None],
    ) -> None:
        super().__init__(id="filter")
        self.listed = listed
        self._ui = ui
        self._typed = typed
        self._applied = applied
        self._earlier = ui.layout.filters
        self.line = Lines(id="filter-closed", surface=GROUND)
        self.words = Words(id="filter-words", surface=GROUND)
        self.count = Lines(id="filter-count", surface=GROUND)
        self.slash = Lines(id="filter-slash", surface=GROUND)
        self.input = FilterInput(
            id="filter-text",
            compact=True,
            select_on_focus=False,
            highlighter=Terms(lambda: self.line.look, lambda: listed.filter.fields),
        )
        self.input.cursor_blink = False
        self._at_earlier = -1
        self._candidates: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        yield self.line
        with Horizontal(id="filter-row"):
            yield self.slash
            yield self.input
            yield self.count
        yield self.words

    def on_mount(self) -> None:
        self.listed.on_sifted = self.show
        self.listed.on_column = self.insert
        self.slash.show(((Span(" / ", "accent bold"),),))
        self.open()  # here, not after a refresh: until it is mounted, the next key waits for it

    # Showing.

    @property
    def editing(self) -> bool:
        return self.has_class("-open")

    @property
    def typing(self) -> bool:
        """Whether letters go here: not once somebody has clicked elsewhere."""
        return self.editing and (self.input.has_focus or not self.app.app_focus)

    @property
    def filter(self) -> Filter:
        sieve = self.listed.filter.sieve
        return EVERYTHING if sieve is None else sieve.filter

    def show(self) -> None:
        """After each sifting: the counts, and the line or the words."""
        if not self.is_attached:  # the screen is being left
            return
        self.display = self.editing or bool(self.filter.terms)
        self.set_class(self.screen.size.height >= SPACED_FROM, "-spaced")
        width, signs = self.size.width, self.line.look.signs
        sifted = self.listed.filter.sifted
        if not self.display or sifted is None or width < 4:
            return
        if not self.editing:
            self.line.show((filter_line(self.filter, sifted, width, signs),))
            return
        # As wide as the count of all, so that no letter moves anything.
        ahead = len(str(sifted.total)) - len(str(len(sifted.passed)))
        counts: Line = (Span(" " * (1 + ahead)), *count_line(sifted, width), Span(" "))
        cells = line_cells(counts)
        if self.count.styles.width is None or self.count.styles.width.value != cells:
            self.count.styles.width = cells
        self.count.show((counts,))
        self.words.show((explanation(self.filter, self._candidates, sifted, width, signs),))

    def on_resize(self) -> None:
        self.show()

    # What a person does.

    def do(self, what: str) -> None:
        """What a click on one of `hints.IN_PROMPT` is for."""
        match what:
            case "prompt-keep":
                self.close()
            case "prompt-complete":
                self.completed()
            case "prompt-earlier":
                self.bring_earlier(1)
            case "prompt-help":
                self.asked()

    def open(self) -> None:
        """Begin to type, where the last filter ended."""
        self.add_class("-open")
        self._at_earlier = -1
        self._candidates = ()
        self.listed.filter.typing = True
        self.display = True
        self.input.focus()
        self.input.cursor_position = len(self.input.value)
        self._use(self.input.value)

    def close(self) -> None:
        """The filter stays; the prompt is a line that says it."""
        self.remove_class("-open")
        self.listed.filter.typing = False
        text = self.input.value.strip()
        if text:
            others = tuple(each for each in self._earlier if each != text)
            self._earlier = (text, *others)[:MOST_EARLIER]
            self._ui.remember(filters=self._earlier)
        self.listed.rebuild()
        self.listed.focus()
        self._applied()  # the list may have had the focus, by a click

    def clear(self) -> None:
        """Let everything through again."""
        self.input.value = ""
        self._use("")

    def insert(self, text: str) -> None:
        """Put a column's name behind what is typed."""
        value = self.input.value
        joint = "" if not value or value.endswith((" ", ",", "!")) else " "
        self._set(f"{value}{joint}{text}")
        self.call_after_refresh(self.completed)  # what it can be, for the next click

    def _set(self, value: str) -> None:
        self.input.value = value
        self.input.cursor_position = len(value)
        self.input.focus()  # a click that set it may have taken it

    def _use(self, text: str) -> None:
        self._typed()
        self.listed.use_filter(parse(text, self.listed.filter.fields))
        self._applied()

    @on(Input.Changed)
    def changed(self, message: Input.Changed) -> None:
        message.stop()
        if self.editing and message.value != self.filter.text:
            self._candidates = ()
            self._use(message.value)

    @on(Input.Submitted)
    def submitted(self, message: Input.Submitted) -> None:
        message.stop()
        self.close()

    @on(FilterInput.Complete)
    def completed(self) -> None:
        fleet = self.listed.fleet
        if fleet is None:
            return
        found = complete(self.input.value, fleet, self.listed.filter.fields)
        if found.text != self.input.value:
            self._set(found.text)
        self.call_after_refresh(self._show_candidates, found.candidates)

    def _show_candidates(self, candidates: tuple[str, ...]) -> None:
        self._candidates = candidates
        self.show()

    @on(FilterInput.Earlier)
    def another(self, message: FilterInput.Earlier) -> None:
        self.bring_earlier(message.step)

    def bring_earlier(self, step: int) -> None:
        """Another filter of before, so many steps away."""
        at = max(-1, min(self._at_earlier + step, len(self._earlier) - 1))
        if at != self._at_earlier:
            self._at_earlier = at
            self._set(self._earlier[at] if at >= 0 else "")

    @on(FilterInput.Asked)
    def asked(self) -> None:
        from sstui.tui.screens.filter_help import FilterHelp

        fields = self.listed.filter.fields
        self.app.push_screen(FilterHelp(cast("SstuiApp", self.app), fields))

    @on(Words.Clicked)
    def word_clicked(self, message: Words.Clicked) -> None:
        chosen = candidate_at(self._candidates, message.x)
        if chosen is not None:
            self._set(completed_by(self.input.value, chosen))

    def on_click(self) -> None:
        if not self.editing:
            self.open()
