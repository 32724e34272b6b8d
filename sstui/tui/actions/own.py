"""The commands of the user's own: which instance they are about, and whether they may run."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sstui.config.own_commands import CommandSettings
from sstui.view.head_parts import profile_text
from sstui.view.text import plain

if TYPE_CHECKING:
    from sstui.monitor.state import Snapshot
    from sstui.tui.programs import Program
    from sstui.tui.screens.main import MainScreen


def run_own(screen: MainScreen, command_id: str) -> None:
    """For the instance under the cursor, as it is known now."""
    commands = screen.sstui.dashboard.settings.commands
    own = next((each for each in commands if each.id == command_id), None)
    snapshot = screen.snapshot
    if own is None:
        screen.say("that command is not in config.toml any more", "degraded")
    elif snapshot is None:
        screen.say(f"{own.title}: no instance under the cursor")
    else:
        _run(screen, own, snapshot)


def _run(screen: MainScreen, own: CommandSettings, snapshot: Snapshot) -> None:
    from sstui.tui.programs import NotStarted, program_of
    from sstui.view.own_command import NotRun, arguments

    profile = screen.sstui.dashboard.settings.profiles.get(snapshot.bookmark.profile)
    if profile is not None and profile.protected and not own.protected:
        screen.say(
            f"{own.title}: the profile {profile.name} is protected; "
            "a command that may run there says protected = true",
            "degraded",
        )
        return
    try:
        filled = arguments(own.run, screen.fleet, snapshot)
        program = program_of(screen.sstui, own.title, filled, pauses=own.wait)
    except (NotRun, NotStarted) as problem:
        screen.say(str(problem), "degraded")
        return
    start = partial(_start, screen, program, in_window=own.window)
    if own.dangerous:
        _ask(screen, own, snapshot, program, start)
    else:
        start()


def _ask(
    screen: MainScreen,
    own: CommandSettings,
    snapshot: Snapshot,
    program: Program,
    start: partial[None],
) -> None:
    """Names what would run, and for what."""
    from sstui.tui.screens.chooser import Choice, Chooser

    whose = f"{profile_text(screen.fleet, snapshot)}{plain(snapshot.name)}"
    words = " ".join(map(plain, program.arguments))
    asked = Chooser(
        f"{plain(own.title)}, for {whose}?",
        (Choice("leave", "n", "leave it"), Choice("run", "y", "run it", words)),
    )
    screen.app.push_screen(asked, lambda chosen: start() if chosen == "run" else None)


def _start(screen: MainScreen, program: Program, *, in_window: bool) -> None:
    in_tmux = bool(screen.sstui.environ.get("TMUX"))
    run = _in_window if in_window and in_tmux else _here
    screen.run_worker(run(screen, program), group="program", exclusive=True)


async def _here(screen: MainScreen, program: Program) -> None:
    from sstui.tui.programs import NotStarted, outcome, run_here

    try:
        code = await run_here(screen.sstui, program)
    except NotStarted as problem:
        screen.say(str(problem), "bad")
    else:
        screen.say(f"{program.title}: {outcome(code)}", "degraded" if code else "accent")


async def _in_window(screen: MainScreen, program: Program) -> None:
    from sstui.tui.programs import NotStarted, run_in_window

    try:
        await run_in_window(screen.sstui, program)
    except NotStarted as problem:
        screen.say(str(problem), "bad")
    else:
        screen.say(f"{program.title}: in a new tmux window")
