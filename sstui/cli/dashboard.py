"""Opening the dashboard on this terminal."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sstui.cli import logs
from sstui.cli.diagnostics import ExitCode, Refusal
from sstui.cli.options import Options, options_of
from sstui.cli.session import Session
from sstui.config.live import LiveSettings
from sstui.config.ui_state import UiState

if TYPE_CHECKING:
    from sstui.config.credential_places import Found
    from sstui.tui.dashboard import Ending, Fact
    from sstui.view.doctor import Finding

WITHOUT_SCREEN = "`sstui list` and `sstui show NAME` work without one."
NO_CURSOR = ("dumb", "unknown")  # what editors and build servers set: sequences are shown as text
COPY_FILE = "copied.txt"  # in the cache: where a copy goes when no clipboard takes it


def open_dashboard(ctx: click.Context) -> int:
    """The dashboard on the user's watch list, and the demo where it was asked for; exit code."""
    require_terminal(os.environ)
    options = options_of(ctx)
    ending = open_on(options, os.environ)
    while ending.watch_list is not None:
        options.watch_list = Path(ending.watch_list)
        ending = open_on(options, os.environ)
    if ending.open_demo:
        from sstui.cli.demo import run_demo

        return run_demo(options)
    return ending.code


def require_terminal(environ: Mapping[str, str]) -> None:
    """Raises `Refusal` where no screen can be drawn."""
    for stream, name in ((sys.stdin, "input"), (sys.stdout, "output"), (sys.stderr, "error")):
        if stream is None or not stream.isatty():
            raise Refusal(
                f"the dashboard needs a terminal, and standard {name} is none",
                ExitCode.USAGE,
                WITHOUT_SCREEN,
            )
    if environ.get("TERM") in NO_CURSOR:
        raise Refusal(
            f"TERM={environ['TERM']}: the dashboard needs a terminal whose cursor can be moved",
            ExitCode.USAGE,
            f"export TERM=xterm-256color where it is one; {WITHOUT_SCREEN}",
        )


def open_on(options: Options, environ: Mapping[str, str], *, is_demo: bool = False) -> Ending:
    """The dashboard on what ``environ`` leads to. Raises `ConfigurationError` before it opens."""
    gc.disable()  # until the app is ready: what is loaded until then stays (30 ms of the start)
    session = Session(options, environ)
    settings, paths = session.settings, session.paths
    names = sorted({bookmark.profile for bookmark in session.watch_list.load()})
    live = LiveSettings(paths, environ, options.as_mapping(), settings.config_file)
    configured = live.complete(settings)
    logs.start(paths.log_file, options.verbose)
    session.accounts.ask_in_terminal(names)

    # Last: whatever can be said on a plain terminal is said before Textual is imported.
    from sstui.tui.app import run
    from sstui.tui.dashboard import Dashboard

    return run(
        Dashboard(
            watcher=session.watcher,
            settings=settings,
            themes=configured.themes,
            ui=UiState(paths.ui_file),
            copy_file=paths.cache_dir / COPY_FILE,
            log_file=paths.log_file,
            found=partial(_found, environ),
            facts=partial(_facts, session, environ),
            examine=partial(_examine, options, environ),
            live=live,
            bookmark=session.bookmark,
            problems=configured.problems,
            is_demo=is_demo,
        )
    )


def _found(environ: Mapping[str, str]) -> list[Found]:
    from sstui.config.credential_places import found
    from sstui.config.paths import home_of

    return found(environ, home_of(environ))


def _examine(
    options: Options,
    environ: Mapping[str, str],
    size: tuple[int, int],
    report: Callable[[Finding], None],
) -> None:
    from sstui.cli.doctor_examination import examine_for_screen

    examine_for_screen(options.as_mapping(), environ, size, report)


def _facts(session: Session, environ: Mapping[str, str]) -> list[Fact]:
    from sstui.cli.first_run import first_facts
    from sstui.tui.dashboard import Fact

    return [Fact(*words) for words in first_facts(session, environ)]
