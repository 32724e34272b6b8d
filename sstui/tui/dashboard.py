"""What the command line hands to the dashboard, and what it gets back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sstui.config.credential_places import Found
    from sstui.config.live import LiveSettings
    from sstui.config.settings import Settings
    from sstui.config.theme_style import Theme
    from sstui.config.ui_state import UiState
    from sstui.tui.screens.edit import MakeBookmark
    from sstui.view.doctor import Finding
    from sstui.watcher import Watcher


class Fact(NamedTuple):
    """A line of the first-run screen; an empty ``value`` reads *not set*."""

    name: str
    value: str
    origin: str


@dataclass(frozen=True)
class Dashboard:
    """Everything that the command line hands to the screen."""

    watcher: Watcher
    settings: Settings
    themes: Mapping[str, Theme]
    ui: UiState
    copy_file: Path  # where a copy goes when nothing else takes it
    log_file: Path
    found: Callable[[], list[Found]]  # what credentials there are, for the first run
    facts: Callable[[], list[Fact]]  # region, project, terminal, for the first run
    # Blocks until all was examined; told of the terminal's size, and tells of each finding.
    examine: Callable[[tuple[int, int], Callable[[Finding], None]], None]
    live: LiveSettings  # the user's files, read again when they change
    bookmark: MakeBookmark  # an address and fields → a bookmark, as `sstui add` makes it
    problems: tuple[str, ...] = ()  # a line each: broken themes, keys
    is_demo: bool = False


class Ending(NamedTuple):
    """How the dashboard ended: its exit code, and whether the demo was asked for."""

    code: int = 0
    open_demo: bool = False
    watch_list: str | None = None  # a path: open again on this list
