"""The wide list: on and off, what it is sorted by, and which columns it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sstui.tui.actions.registry import action

if TYPE_CHECKING:
    from sstui.tui.screens.main import MainScreen


@action("wide")
def wide(screen: MainScreen) -> None:
    """The list over the whole width, and back beside the instance."""
    screen.spread = not screen.spread
    screen.opened = False
    if screen.spread:
        use_columns(screen, chosen_columns(screen))
    else:
        screen.list.use_wide(None)
    screen.lay_out()
    screen.list.focus()


def chosen_columns(screen: MainScreen) -> tuple[str, ...]:
    """Those picked on the screen, else the key ``columns``, else what is shown without either."""
    from sstui.view.columns import default_columns

    dashboard = screen.sstui.dashboard
    return (
        dashboard.ui.layout.columns or dashboard.settings.columns or default_columns(screen.fleet)
    )


def use_columns(screen: MainScreen, texts: tuple[str, ...]) -> None:
    """Show these; what names no column is said and left out."""
    from sstui.view.columns import columns_of
    from sstui.view.wide import WideList

    columns, problems = columns_of(texts)
    screen.list.use_wide(WideList(columns))
    for problem in problems[:1]:
        screen.say(problem, "degraded")


@action("sort-next")
def sort_next(screen: MainScreen) -> None:
    _sort(screen, 1)


@action("sort-previous")
def sort_previous(screen: MainScreen) -> None:
    _sort(screen, -1)


def _sort(screen: MainScreen, step: int) -> None:
    """By the next column that way; the narrow list has its orders alone."""
    listed = screen.list
    if listed.sorting.wide is None:
        screen.say("the wide list sorts by its columns; in this one there are three orders")
        return
    sorts = listed.sorting.wide.sorts
    here = sorts.index(listed.sorting.name) if listed.sorting.name in sorts else 0
    listed.sort_by(sorts[(here + step) % len(sorts)])
    screen.say(f"sorted by {listed.sorting.name}")


@action("columns")
def columns(screen: MainScreen) -> None:
    from sstui.tui.screens.columns import ColumnPicker

    if not screen.spread:
        wide(screen)
    screen.app.push_screen(ColumnPicker(screen))
