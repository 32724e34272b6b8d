"""One page of keys, by task, with the key to the glyphs; it follows the user's key map."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from sstui.config.commands import COMMANDS, Section
from sstui.config.keymap import SHOWN, KeyMap
from sstui.tui.widgets.rows import Listed, RowsView
from sstui.view.signs import Signs
from sstui.view.text import Line, Span, fit

COLUMN = 40
KEY_CELLS = 12
COLUMNS = (
    (Section.EVERY_DAY, Section.LIST),
    (Section.INSTANCE, Section.WATCHING),
    (Section.WATCH_LIST, Section.PROGRAM),
)


class HelpRow:
    def __init__(self, key: str, line: Line) -> None:
        self.key = key
        self.line = line


class HelpPage(RowsView):
    """The page as lines; it scrolls where it does not fit."""

    def decorated(self, row: object, *, cursor: bool) -> Line:
        return row.line if isinstance(row, HelpRow) else ()


def help_lines(keymap: KeyMap, signs: Signs, width: int) -> list[Line]:
    """Sections side by side, as many columns as ``width`` has room for."""
    blocks = [
        [line for section in sections for line in _section(section, keymap, signs)]
        for sections in COLUMNS
    ]
    blocks[2] += _glyphs(signs)
    count = max(1, min(3, width // COLUMN))
    column = width // count
    columns: list[list[Line]] = [[] for _ in range(count)]
    for index, block in enumerate(blocks):
        columns[min(index, count - 1)] += block
    height = max(map(len, columns))
    lines = []
    for y in range(height):
        parts = [fit(each[y] if y < len(each) else (), column - 1, signs.cut) for each in columns]
        lines.append(tuple(span for part in parts for span in (Span(" "), *part)))
    return lines


def _section(section: Section, keymap: KeyMap, signs: Signs) -> list[Line]:
    lines: list[Line] = [_title(section.value, signs)]
    for command in COMMANDS:
        if command.section is section:
            keys = " ".join(SHOWN.get(key, key) for key in keymap.of(command.id)) or signs.dash
            line = (Span(f" {keys:<{KEY_CELLS}}", "accent bold"), Span(f" {command.help}"))
            lines.append(line)
    return [*lines, ()]


def _title(text: str, signs: Signs) -> Line:
    return (Span(text, "strong bold"), Span(" "), Span(signs.rule * (36 - len(text)), "rule"))


def _glyphs(signs: Signs) -> list[Line]:
    rows = (
        (signs.bad, "bad", "bad"),
        (signs.degraded, "degraded", "degraded: some replicas, or stuck"),
        (signs.unknown, "unknown", "unknown, or a new word"),
        (signs.moving, "moving", "in motion"),
        (signs.off, "off", "stopped, or scaled to 0"),
        (signs.ok, "ok", "ok"),
        (signs.gone, "off", "gone: the API said 404"),
        (signs.unseen, "off", "not seen yet"),
        (f"({signs.cut})", "muted", "as last seen: stale"),
        (signs.changed, "accent", "changed since you looked"),
        (signs.job_failed, "degraded", "running, but its last job failed"),
    )
    lines: list[Line] = [_title("glyphs", signs)]
    for glyph, style, words in rows:
        lines.append((Span(f"  {glyph:<6}", style), Span(words, "muted")))
    return lines


class HelpScreen(Screen[None]):
    """Closed with esc; no key here changes anything in the cloud."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark", "dismiss", show=False),
        Binding("j,down", "move(1)", show=False),
        Binding("k,up", "move(-1)", show=False),
        Binding("pagedown,space,ctrl+d", "page(1)", show=False),
        Binding("pageup,ctrl+u", "page(-1)", show=False),
    ]

    def __init__(self, keymap: KeyMap) -> None:
        super().__init__()
        self.keymap_shown = keymap
        self.page = HelpPage(id="help")

    def compose(self) -> ComposeResult:
        yield self.page

    def on_mount(self) -> None:
        self.page.focus()

    def on_resize(self) -> None:
        self.call_after_refresh(self._fill)

    def _fill(self) -> None:
        signs = self.page.look.signs
        title: Line = (
            Span(" Keys", "strong bold"),
            Span(f"   main view {signs.dot} this list follows your own key map", "muted"),
            Span(f"   esc back {signs.dot} no key here changes anything in the cloud", "muted"),
        )
        lines = [title, (), *help_lines(self.keymap_shown, signs, self.size.width)]
        self.page.show(Listed([HelpRow(str(y), line) for y, line in enumerate(lines)]))

    def action_move(self, step: int) -> None:
        self._scroll(step)

    def action_page(self, direction: int) -> None:
        self._scroll(direction * (self.page.page - 1))

    def _scroll(self, step: int) -> None:
        self.page.scroll_rows(step)
