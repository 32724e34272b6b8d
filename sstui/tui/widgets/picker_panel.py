"""All of the picker that is seen: head, prompt, tree, what stands beside it, foot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.geometry import Size
from textual.widgets import Input

from sstui.monitor.discovering import Reading
from sstui.servicestage.errors import ServiceStageError
from sstui.tui.widgets.lines import Lines
from sstui.tui.widgets.picker import PickFoot, PickTree
from sstui.view import discover_lines as words
from sstui.view.discover_side import side_lines
from sstui.view.discover_tree import PickRows
from sstui.view.signs import Signs
from sstui.view.text import Line, Span

if TYPE_CHECKING:
    from sstui.tui.app import SstuiApp
    from sstui.tui.screens.discover_choice import Choice

SIDE = 36  # columns of what stands beside the tree, on a screen of
BESIDE = 100
ROOMY = 30  # rows from which blank lines part head, prompt and tree


class PickerPanel(Vertical):
    """Shows a `Choice`; what is the same is not repainted."""

    def __init__(self, app: SstuiApp) -> None:
        super().__init__(id="pick")
        self.sstui = app
        self.top_line = Lines(id="pick-head")
        self.prompt = Input(id="pick-filter", compact=True, placeholder="filters as you type")
        self.prompt_sign = Lines(id="pick-sign", surface="ground-prompt")
        self.prompt_words = Lines(id="pick-words", surface="ground-prompt")
        self.found = PickTree(id="pick-tree")
        self.said = Lines(id="pick-said")
        self.side = Lines(id="pick-side")
        self.foot = PickFoot()

    def compose(self) -> ComposeResult:
        yield self.top_line
        with Horizontal(id="pick-prompt"):
            yield self.prompt_sign
            yield self.prompt
            yield self.prompt_words
        with Horizontal(id="pick-body"):
            yield self.found
            yield self.said
            yield self.side
        yield self.foot

    def lay_out(self, size: Size) -> None:
        self.side.display = size.width >= BESIDE
        self.side.styles.width = SIDE
        self.set_class(size.height < ROOMY, "-short")

    @property
    def _signs(self) -> Signs:
        return self.sstui.look.signs

    def show(
        self,
        choice: Choice,
        reading: Reading | None,
        error: ServiceStageError | None,
        message: str,
    ) -> None:
        """The tree, or in its place how far a reading is, or why there is none."""
        width = self.size.width - (SIDE if self.side.display else 0)
        lines: tuple[Line, ...] = ()
        if reading is not None:
            lines = words.progress_lines(reading, width=width, signs=self._signs)
        elif error is not None:
            lines = words.error_lines(error, width=width, signs=self._signs)
        self.said.display, self.found.display = bool(lines), not lines
        self.said.show(lines)
        if not lines:
            queries = self.sstui.dashboard.watcher.queries
            self.found.show(
                PickRows(choice.rows(), choice.picked, queries, width=width, signs=self._signs)
            )
        self.show_head(choice)
        self.show_beside(choice, message)

    def show_head(self, choice: Choice) -> None:
        line = words.head_line(
            choice.draft.profile,
            choice.discovery,
            self.sstui.dashboard.watcher.fleet().now,
            width=self.size.width,
            signs=self._signs,
        )
        self.top_line.show((line,))

    def show_beside(self, choice: Choice, message: str) -> None:
        """Prompt, side and foot: what follows of the cursor and the ticks."""
        signs, width = self._signs, self.size.width
        room = self.prompt_words.size.width
        line = words.filter_line(choice.wanted, choice.shown, choice.total, width=room, signs=signs)
        self.prompt_words.show((line,))
        self.prompt_sign.show(((Span(" /", "accent bold"),),))
        ticked = len(choice.made)
        keys, hints = words.hint_line(ticked, width=width, signs=signs)
        said = message or words.prospect(choice.made, choice.draft, choice.bill)
        self.foot.show(words.foot_line(ticked, said, width=width, signs=signs), keys, hints)
        if choice.discovery is not None and self.side.display:
            lines = side_lines(
                choice.discovery,
                self.found.entry,
                choice.made,
                choice.draft,
                choice.bill,
                width=self.side.size.width,
                height=self.side.size.height,
                signs=signs,
                wall=self.sstui.dashboard.watcher.fleet().wall,
                tz=self.sstui.tz,
            )
            self.side.show(lines)
