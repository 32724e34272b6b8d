"""A command that keeps the monitoring-plugins contract: whatever happens, its first line on
standard output says so, and its exit code is 0, 1, 2 or 3."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any

import click

from sstui.cli import output
from sstui.cli.diagnostics import explained, narrate
from sstui.cli.lazy import Command
from sstui.config.problems import ConfigurationError
from sstui.view.plugin import State, first_line, words


class Plugin(Command):
    """``--help``, ``--version`` and wrong arguments end with 3, as that contract has it."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        with _Answering(finished=State.UNKNOWN):
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        with _Answering():
            return super().invoke(ctx)


class _Answering:
    """Turns what its block raises into an answer. ``finished``: the code of one that ends by
    itself; without it that is its own."""

    def __init__(self, finished: State | None = None) -> None:
        self._finished = finished

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None or (isinstance(error, click.exceptions.Exit) and self._finished is None):
            return
        if not isinstance(error, click.exceptions.Exit | BrokenPipeError):
            say_unknown(error)
        raise click.exceptions.Exit(State.UNKNOWN) from error


def say_unknown(error: BaseException) -> None:
    """What went wrong, and below it, in full, what to do."""
    if isinstance(error, KeyboardInterrupt | click.Abort):
        answer([first_line(State.UNKNOWN, "interrupted")])
        return
    said = explained(error)
    short = error.short if isinstance(error, ConfigurationError) else said.message
    first = first_line(State.UNKNOWN, short)
    whole = words(said.message)
    below = [] if first.endswith(whole) else [whole]
    answer([first, *below, *([words(said.remedy)] if said.remedy else [])])


def answer(lines: Iterable[str]) -> None:
    """All at once."""
    with unread():
        output.line("\n".join(lines))


@contextmanager
def unread() -> Iterator[None]:
    """That nobody reads what the block prints, or can, does not change the exit code."""
    try:
        yield
    except BrokenPipeError:
        return  # the reader has all it wanted
    except output.OutputFailed as error:
        narrate(f"sstui: standard output: {error}")
