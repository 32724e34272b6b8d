"""Without bookmarks: how to start, and what was found (picture 12). Nobody is called."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from sstui.config.credential_places import Found
from sstui.config.credential_sets import State
from sstui.tui.relay import FleetChanged, Relay
from sstui.tui.screens.edit import AddForm, PathForm
from sstui.tui.widgets.lines import Lines
from sstui.tui.widgets.row_lists import Listed
from sstui.tui.widgets.rows import RowsView
from sstui.view.signs import Signs
from sstui.view.text import Line, Span, cut_end, fit, join, pad, plain

if TYPE_CHECKING:
    from sstui.tui.app import SstuiApp

WIDTH = 76
SHORT = 20  # rows below which each way to start is its title alone
NAME_CELLS = 28
STARTS = (
    ("demo", "See it work first", "the built-in demo: no account, no network, leaves no file"),
    (
        "discover",
        "Choose from the account",
        "all that these credentials may see; nothing is written yet",
    ),
    ("add", "Add one by hand", "paste an API address, or application/component/instance ids"),
    ("team", "Use a team's list", "a watchlist.toml from a path, for instance a git checkout"),
)


class StartRow:
    """One way to start; two lines are two rows, the second without a cursor."""

    def __init__(self, key: str, line: Line) -> None:
        self.key = key
        self.line = line


class Starts(RowsView):
    """The ways to start, each a line and its explanation."""

    ALWAYS_CURSOR = True

    def selectable(self, row: object) -> bool:
        return isinstance(row, StartRow) and ":" not in row.key


class FirstRun(Screen[None]):
    """Nothing is watched yet."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", show=False),
        Binding("k,up", "move(-1)", show=False),
        Binding("enter", "choose", show=False),
        *(Binding(str(n), f"start('{key}')", show=False) for n, (key, *_) in enumerate(STARTS, 1)),
        Binding("A", "start('discover')", show=False),
        Binding("T", "theme", show=False),
        Binding("question_mark", "help", show=False),
        Binding("q", "app.command('quit-now')", show=False),
    ]

    def __init__(self, app: SstuiApp) -> None:
        super().__init__()
        self.sstui = app
        self.top_lines = Lines(id="first-top")
        self.starts = Starts(id="first-starts")
        self.found_lines = Lines(id="first-found")
        self.bar = Lines(id="bar", surface="ground-bar")
        self._relay: Relay | None = None
        self._left = False

    def compose(self) -> ComposeResult:
        yield self.top_lines
        yield self.starts
        yield self.found_lines
        yield self.bar

    def on_mount(self) -> None:
        self.starts.focus()
        self._relay = Relay(self, self.sstui.dashboard.watcher)
        self.call_after_refresh(self.sstui.first_painted)

    def on_unmount(self) -> None:
        if self._relay is not None:
            self._relay.close()

    def on_fleet_changed(self, _message: FleetChanged) -> None:
        """The list was filled from outside: an editor, or `sstui add` in another pane."""
        if self.app.screen is self:  # `is_current` is one behind a form too
            self._leave()

    def on_screen_resume(self) -> None:
        self._leave()

    def _leave(self) -> None:
        if self.sstui.dashboard.watcher.fleet().snapshots and not self._left:
            self._left = True
            self.sstui.go_home()

    def on_resize(self) -> None:
        self.call_after_refresh(self._fill)

    def _fill(self) -> None:
        signs = self.sstui.look.signs
        width = min(self.size.width - 2, WIDTH)
        height = self.size.height
        roomy = height >= 30
        left = max((self.size.width - width) // 2, 0)
        for widget, above in ((self.top_lines, 4), (self.starts, 0), (self.found_lines, 1)):
            widget.styles.width = width
            widget.styles.margin = (above if roomy else 0, 0, 0, left)
        top = _top(signs, width, spaced=height >= SHORT)
        self.top_lines.styles.height = len(top)
        self.top_lines.show(top)
        rows = _start_rows(width, signs, words=height >= SHORT, spaced=roomy)
        self.starts.styles.height = len(rows)
        self.starts.show(Listed(rows))
        found = self._found(signs, width)
        self.found_lines.styles.height = len(found)
        self.found_lines.show(found)
        self.bar.show(self._bar(signs))

    def _found(self, signs: Signs, width: int) -> tuple[Line, ...]:
        lines = [_rule("credentials found", "the first complete one is used", signs, width)]
        for found in self.sstui.dashboard.found():
            lines.append(_found_line(found, signs, width))
        lines.append(())
        for fact in self.sstui.dashboard.facts():
            value = Span(plain(fact.value)) if fact.value else Span("not set", "degraded")
            origin = Span(f"  {plain(fact.origin)}", "muted")
            line = (Span(f"    {pad(fact.name, NAME_CELLS)}", "muted"), value, origin)
            lines.append(fit(line, width, signs.cut))
        return tuple(lines)

    def _bar(self, signs: Signs) -> tuple[Line, ...]:
        width = self.size.width
        hints: list[Span] = [Span(" ")]
        for key, words in (
            ("j k", "move"),
            ("enter", "choose"),
            ("T", "theme"),
            ("?", "help"),
            ("q", "quit"),
        ):
            hints += [Span(key, "accent bold"), Span(f" {words}   ", "muted")]
        left = (
            Span(f" {signs.ok} ", "ok"),
            Span(f"nothing watched {signs.dot} 0 requests made", "muted"),
        )
        return (), fit(left, width, signs.cut), fit(tuple(hints), width, signs.cut)

    def action_move(self, step: int) -> None:
        self.starts.move(step)

    def action_choose(self) -> None:
        if self.starts.cursor_key:
            self.action_start(self.starts.cursor_key)

    def on_rows_view_opened(self, _message: RowsView.Opened) -> None:
        self.action_choose()

    def action_start(self, key: str) -> None:
        if key == "demo":
            self.sstui.open_demo()
        elif key == "discover":
            from sstui.tui.screens.discover import DiscoverScreen

            self.app.push_screen(DiscoverScreen(self.sstui), self._added)
        elif key == "add":
            form = AddForm(self.sstui.dashboard.watcher, self.sstui.dashboard.bookmark)
            self.app.push_screen(form, self._added)
        else:
            self.app.push_screen(PathForm(), self._listed)

    def _listed(self, path: str | None) -> None:
        if path:
            self.sstui.open_watch_list(path)

    def _added(self, words: str | None) -> None:
        if words:
            self._leave()

    def action_theme(self) -> None:
        from sstui.tui.screens.themes import ThemePicker

        self.app.push_screen(ThemePicker(self.sstui))

    def action_help(self) -> None:
        from sstui.tui.screens.help import HelpPage

        self.app.push_screen(HelpPage(self.sstui))


def _top(signs: Signs, width: int, *, spaced: bool) -> tuple[Line, ...]:
    title = (Span("sstui", "strong bold"), Span("   ServiceStage instances, watched", "muted"))
    quiet = "Nothing is watched yet. Nothing has been written, nobody has been called."
    blank: tuple[Line, ...] = ((),) if spaced else ()
    words: list[Line] = [(Span(line),) for line in textwrap.wrap(quiet, width)]
    rule = _rule("start with", "", signs, width)
    return (fit(title, width, signs.cut), *blank, *words, *blank, rule)


def _rule(title: str, note: str, signs: Signs, width: int) -> Line:
    right: Line = (Span(f" {note}", "muted"),) if note else ()
    room = width - len(title) - 1 - (len(note) + 1 if note else 0)
    return (Span(title, "strong bold"), Span(" "), Span(signs.rule * max(room, 0), "rule"), *right)


def _start_rows(width: int, signs: Signs, *, words: bool, spaced: bool) -> list[StartRow]:
    rows: list[StartRow] = []
    for number, (key, title, about) in enumerate(STARTS, 1):
        first = (Span("  "), Span(str(number), "accent bold"), Span(f"  {title}", "strong bold"))
        rows.append(StartRow(key, fit(first, width, signs.cut)))
        if words:
            for line in textwrap.wrap(about, width - 5):
                rows.append(StartRow(f"{key}:{line}", (Span(f"     {line}", "muted"),)))
        if spaced and number < len(STARTS):
            rows.append(StartRow(f"{key}:blank", ()))
    return rows


def _found_line(found: Found, signs: Signs, width: int) -> Line:
    complete = {State.COMPLETE: (signs.valid, "ok"), State.UNSET: (signs.off, "off")}
    sign, style = complete.get(found.state, (signs.unknown, "unknown"))
    left = (
        Span(f"  {sign} ", style),
        Span(pad(cut_end(plain(found.place), NAME_CELLS, signs.cut), NAME_CELLS)),
        Span(plain(found.what), "muted"),
    )
    return join(left, (Span("used", "accent"),) if found.used else (), width, signs.cut)
