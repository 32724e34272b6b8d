"""Opening what is shown in the user's pager, and the user's files in the editor."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sstui.tui.actions.registry import action
from sstui.view.text import plain, text_of

if TYPE_CHECKING:
    from sstui.tui.screens.main import MainScreen

PAGERS, EDITORS = (("PAGER",), ("less", "more")), (("VISUAL", "EDITOR"), ("nano", "vi"))
# What the API sent is no reason for a shell: less neither starts one nor opens other files then.
PAGED = {"LESSSECURE": "1"}


@action("open-in")
def open_in(screen: MainScreen) -> None:
    from sstui.tui.screens.chooser import Choice, Chooser

    pane, settings = screen.focused_pane, screen.sstui.dashboard.settings
    choices = []
    if pane is not None:
        choices.append(Choice("pane", "p", "this pane in the pager", pane.pane_name))
    if screen.snapshot is not None:
        name = plain(screen.snapshot.name)
        choices += [
            Choice("configuration", "c", "configuration in the pager", name),
            Choice("body", "b", "body in the pager", f"{name}, secrets masked"),
        ]
    choices += [
        Choice("watchlist", "w", "watch list in the editor", plain(str(settings.watchlist))),
        Choice("config", "s", "settings in the editor", plain(str(settings.config_file))),
    ]
    screen.app.push_screen(
        Chooser("open", choices), lambda chosen: _open(screen, chosen) if chosen else None
    )


def _open(screen: MainScreen, what: str) -> None:
    settings = screen.sstui.dashboard.settings
    if what == "watchlist":
        edit_file(screen, settings.watchlist)
    elif what == "config":
        edit_file(screen, settings.config_file)
    else:
        _page(screen, _text(screen, what))


def _text(screen: MainScreen, what: str) -> str:
    from sstui.view import paged

    if what == "pane":
        pane = screen.focused_pane
        if pane is None:
            return ""
        pane.reveal(None)
        rows = (pane.rows[index] for index in range(len(pane.rows)))
        return "".join(f"{text_of(row.line).rstrip()}\n" for row in rows)
    if screen.snapshot is None:
        return ""
    make = paged.body_text if what == "body" else paged.configuration_text
    return make(screen.fleet, screen.snapshot)


def _page(screen: MainScreen, text: str) -> None:
    command = _command(screen, *PAGERS)
    if command is not None:
        screen.run_worker(_run(screen, command, text), group="program", exclusive=True)


def edit_file(screen: MainScreen, path: Path) -> None:
    """What was written is followed at once, and what is wrong with it is said."""
    command = _command(screen, *EDITORS)
    if command is not None:
        screen.run_worker(_run(screen, (*command, str(path))), group="program", exclusive=True)


def _command(
    screen: MainScreen, variables: Sequence[str], usual: Sequence[str]
) -> tuple[str, ...] | None:
    """From the first variable that is set, else the first usual program that there is; None was
    said."""
    environ = screen.sstui.environ
    for variable in variables:
        if environ.get(variable, "").strip():
            try:
                return tuple(shlex.split(environ[variable]))
            except ValueError as error:
                screen.say(f"{variable} cannot be read: {str(error).lower()}", "degraded")
                return None
    found = next((each for each in usual if shutil.which(each, path=environ.get("PATH"))), None)
    if found is None:
        screen.say(f"neither {' nor '.join(usual)} is there: set {variables[-1]}", "degraded")
    return None if found is None else (found,)


async def _run(screen: MainScreen, command: Sequence[str], text: str | None = None) -> None:
    from sstui.tui.programs import NotStarted, outcome, program_of, run_here

    app, name = screen.sstui, Path(command[0]).name
    told = None if text is None else text.encode("utf-8", "replace")
    try:
        program = program_of(app, name, command, told=told, more=PAGED if told else None)
        code = await run_here(app, program)
    except NotStarted as problem:
        screen.say(str(problem), "bad")
        return
    if code:
        screen.say(f"{name}: {outcome(code)}", "degraded")
    if text is None:
        app.follow_files()
