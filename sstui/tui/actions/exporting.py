"""Writing the list, or the screen, to a file of its own."""

from __future__ import annotations

import os
import re
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from sstui.tui.actions.registry import action
from sstui.view.text import plain

if TYPE_CHECKING:
    from sstui.tui.screens.main import MainScreen

# Rich's pictures load their font from elsewhere; what shows one of ours is to ask nobody.
_FONTS = re.compile(r"@font-face\s*\{[^}]*\}\s*")


@action("export")
def export(screen: MainScreen) -> None:
    from sstui.tui.screens.chooser import Choice, Chooser

    choices = (
        Choice("csv", "c", "list as CSV", "for spreadsheets: no cell is a formula"),
        Choice("json", "j", "list as JSON", "one object an instance"),
        Choice("md", "m", "list as Markdown", "a table"),
        Choice("svg", "s", "screen as SVG", "a picture"),
        Choice("txt", "t", "screen as text", "its rows as they are"),
    )
    screen.app.push_screen(
        Chooser("write to a file", choices), lambda kind: _export(screen, kind) if kind else None
    )


def _export(screen: MainScreen, kind: str) -> None:
    for pane in screen.detail.panes.values():
        screen.detail.hide(pane)  # a secret is shown for the eyes alone
    # The screen again without the chooser, and masked.
    screen.call_after_refresh(lambda: _write(screen, kind))


def _write(screen: MainScreen, kind: str) -> None:
    what = "screen" if kind in ("svg", "txt") else "list"
    made = datetime.fromtimestamp(screen.fleet.wall, screen.sstui.tz)
    name = f"sstui-{what}-{made:%Y%m%d-%H%M%S}"
    text = _screen_text(screen, kind) if what == "screen" else _list_text(screen, kind)
    try:
        path = write_new(Path.cwd(), name, kind, text)
    except OSError:
        path = None
    try:
        path = path or write_new(screen.sstui.dashboard.copy_file.parent, name, kind, text)
    except OSError as error:
        screen.say(f"nothing was written: {(error.strerror or str(error)).lower()}", "bad")
    else:
        screen.say(f"written to {plain(str(path))}")


def _screen_text(screen: MainScreen, kind: str) -> str:
    if kind == "svg":
        return _FONTS.sub("", screen.app.export_screenshot(title="sstui"))
    strips = screen._compositor.render_strips()
    return "".join(f"{strip.text.rstrip()}\n" for strip in strips)


def _list_text(screen: MainScreen, kind: str) -> str:
    """What the filter lets through, in the watch list's order."""
    from sstui.view.export import FORMATS, record

    fleet, sifted = screen.fleet, screen.list.filter.sifted
    is_all = sifted is None or not screen.list.filtered
    passed = fleet.snapshots if sifted is None or is_all else sifted.passed
    return FORMATS[kind]([record(fleet, snapshot) for snapshot in passed])


def write_new(folder: Path, name: str, kind: str, text: str) -> Path:
    """A file that nobody else may read, in the place of none: its path. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for number in count(1):
        path = folder / f"{name}{f'-{number}' if number > 1 else ''}.{kind}"
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace", newline="") as file:
            file.write(text)
        break
    return path
