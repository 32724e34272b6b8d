"""One page of keys, by task, with the key to the glyphs; it follows the user's key map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from sstui.config.commands import Section
from sstui.config.keymap import KeyMap, shown_key
from sstui.tui.screens.page import Page
from sstui.view.paragraph import by_words
from sstui.view.signs import Signs
from sstui.view.text import Line, Span, fit, plain

COLUMN = 40
KEY_CELLS = 12
WORDS_AT = KEY_CELLS + 2
COLUMNS = (
    (Section.EVERY_DAY, Section.LIST),
    (Section.INSTANCE, Section.WATCHING),
    (Section.WATCH_LIST, Section.PROGRAM, Section.OWN),
)


# Of `sstui.tui.screens.discover`; they are no commands, and ``[keys]`` does not change them.
PICKER = (
    ("space *", "tick; tick all that match"),
    ("e", "group, profile, interval, tags"),
    ("W", "watch all of it, what comes too"),
    ("i", "one by its ids, or an address"),
    ("R", "read the account again"),
    ("enter", "add what is ticked"),
)
MOUSE = (
    ("click", "row, cell, tab, title, hint below"),
    ("right", "the palette; elsewhere back"),
)


def help_lines(keymap: KeyMap, signs: Signs, width: int) -> list[Line]:
    """Sections side by side, as many columns as ``width`` has room for."""
    count = max(1, min(3, width // COLUMN))
    column = width // count
    room = column - 1 - WORDS_AT
    blocks = [
        [line for section in sections for line in _section(section, keymap, signs, room)]
        for sections in COLUMNS
    ]
    blocks[2] += _fixed("picker (A); fixed keys", PICKER, signs)
    blocks[2] += _fixed("mouse", MOUSE, signs)
    blocks[2] += _glyphs(signs)
    columns: list[list[Line]] = [[] for _ in range(count)]
    for index, block in enumerate(blocks):
        columns[min(index, count - 1)] += block
    height = max(map(len, columns))
    lines = []
    for y in range(height):
        parts = [fit(each[y] if y < len(each) else (), column - 1, signs.cut) for each in columns]
        lines.append(tuple(span for part in parts for span in (*part, Span(" "))))
    return lines


def _section(section: Section, keymap: KeyMap, signs: Signs, room: int) -> list[Line]:
    """Its commands, what each does in lines of ``room`` cells."""
    commands = [command for command in keymap.commands if command.section is section]
    if not commands:
        return []
    lines: list[Line] = [_title(section.value, signs)]
    for command in commands:
        keys = " ".join(map(shown_key, keymap.of(command.id))) or signs.dash
        words = command.hint if section is Section.OWN else command.help
        for part in by_words(plain(words), room):
            lines.append((Span(f" {keys:<{KEY_CELLS}}", "accent bold"), Span(f" {part}")))
            keys = ""
    return [*lines, ()]


def _fixed(title: str, rows: Sequence[tuple[str, str]], signs: Signs) -> list[Line]:
    """Keys that are always these."""
    lines: list[Line] = [_title(title, signs)]
    for keys, words in rows:
        lines.append((Span(f" {keys:<{KEY_CELLS}}", "accent bold"), Span(f" {words}")))
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
        (signs.drifted, "muted", "differs from its baseline"),
        (signs.acknowledged, "muted", "acknowledged or snoozed"),
        (signs.job_failed, "degraded", "running, but its last job failed"),
    )
    lines: list[Line] = [_title("glyphs", signs)]
    for glyph, style, words in rows:
        lines.append((Span(f"  {glyph:<6}", style), Span(words, "muted")))
    return lines


class HelpPage(Page):
    """The keys of the main view; none of them changes anything in the cloud."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("question_mark", "dismiss", show=False)]
    HEADING = "Keys"
    WORDS = "this list follows your key map; no key here changes anything in the cloud"

    def lines(self, width: int, signs: Signs) -> list[Line]:
        return help_lines(self.sstui.keymap, signs, width)
