"""Filtering the list: its prompt, and the end of a filter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sstui.tui.actions.registry import action

if TYPE_CHECKING:
    from sstui.servicestage.refs import InstanceRef
    from sstui.tui.screens.main import MainScreen
    from sstui.tui.widgets.filter_prompt import FilterPrompt


@action("search")
def search(screen: MainScreen) -> None:
    """In a pane its search, in the list its filter."""
    if screen.focused_pane is not None:
        screen.detail.open_prompt()
    else:
        open_filter(screen)


def open_filter(screen: MainScreen) -> None:
    """The prompt above the list; it is made when it is first asked for."""
    from sstui.view.columns import filter_fields

    columns = (*screen.sstui.dashboard.settings.columns, *screen.sstui.dashboard.ui.layout.columns)
    screen.list.filter.fields = filter_fields(columns)
    if screen.filter is not None:
        screen.filter.open()
        return
    from sstui.tui.widgets.filter_prompt import FilterPrompt
    from sstui.view.filter_match import Sieve

    screen.list.filter.sieve = Sieve()
    screen.filter = FilterPrompt(
        screen.list, screen.sstui.dashboard.ui, screen.touched, screen.show_bar
    )
    screen.left.mount(screen.filter, before=screen.list)


def step_back(screen: MainScreen) -> bool:
    """What `back` ends first: the prompt, and from the list the filter."""
    prompt: FilterPrompt | None = screen.filter
    if prompt is None:
        return False
    if prompt.editing:
        prompt.close()
        return True
    if screen.is_home and prompt.filter.terms:
        prompt.clear()
        return True
    return False


def reveal(screen: MainScreen, ref: InstanceRef) -> None:
    """To that instance; a filter that hides it ends, and says so."""
    prompt = screen.filter
    sifted = screen.list.filter.sifted
    hidden = sifted is not None and all(each.ref != ref for each in sifted.passed)
    if prompt is not None and hidden and screen.list.filtered:
        if prompt.editing:
            prompt.close()
        prompt.clear()
        screen.say("the filter hid it, and is cleared; its prompt has it with ↑")
    screen.list.go_to(ref)
