"""Commands that are imported when they are called, so that none pays for another's imports."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple

import click

from sstui.cli import output
from sstui.cli.options import HIDDEN


class Entry(NamedTuple):
    """Where a command lives (``module:attribute``), and its line in ``--help``."""

    place: str
    summary: str


def _print_help(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        output.line(ctx.get_help())
        ctx.exit()


def _through_output(option: click.Option | None) -> click.Option | None:
    """Click's own help option, printing where everything is printed."""
    if option is not None:
        option.callback = _print_help
    return option


class Command(click.Command):
    """A command that takes the global options too, without listing them in its help."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        own = super().get_params(ctx)
        names = {param.name for param in own}
        return [*own, *(param for param in HIDDEN if param.name not in names)]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx  # an option without its value says not whose it is
            raise

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return _through_output(super().get_help_option(ctx))


class LazyGroup(click.Group):
    """A group whose ``--help`` reads its table of entries and imports nothing."""

    def __init__(self, *, entries: Mapping[str, Entry], **attributes: Any) -> None:
        super().__init__(**attributes)
        self.entries = entries

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return _through_output(super().get_help_option(ctx))

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = self.entries.get(cmd_name)
        if entry is None:
            return None
        module, _, attribute = entry.place.partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in self.entries.items()])
