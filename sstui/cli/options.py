"""The options that every command takes, before its name or after it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource


@dataclass(slots=True)
class Options:
    """What was given on the command line; None where nothing was."""

    profile: str | None = None
    config: Path | None = None
    theme: str | None = None
    signs: str | None = None
    color: bool | None = None
    mouse: bool | None = None
    watch_list: Path | None = None
    verbose: int = 0

    def as_mapping(self) -> dict[str, object]:
        """By name, as the settings read them."""
        return asdict(self)


def options_of(ctx: click.Context) -> Options:
    """The one `Options` of this call."""
    return ctx.find_root().ensure_object(Options)


def _remember(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    """Keep a value that was given; the same option further left is overridden."""
    name = param.name or ""
    if value is None or ctx.get_parameter_source(name) is ParameterSource.DEFAULT:
        return
    if value in ("", Path()):
        raise click.BadParameter("it is empty; give it a value, or leave it out", ctx, param)
    setattr(options_of(ctx), name, value)


def _option(*declarations: str, hidden: bool, **attributes: Any) -> click.Option:
    return click.Option(
        declarations, expose_value=False, callback=_remember, hidden=hidden, **attributes
    )


def global_options(hidden: bool) -> list[click.Parameter]:
    """The global options of CONTRACT §1; hidden where a command's own help would drown in them."""
    file = click.Path(dir_okay=False, path_type=Path)
    return [
        _option("--profile", metavar="NAME", hidden=hidden, help="Account to use."),
        _option("--config", type=file, hidden=hidden, help="Settings in place of config.toml."),
        _option("--watch-list", type=file, hidden=hidden, help="In place of watchlist.toml."),
        _option("--theme", metavar="NAME", hidden=hidden, help="Colours, e.g. sstui-light."),
        _option(
            "--signs",
            type=click.Choice(["unicode", "narrow", "ascii"]),
            hidden=hidden,
            help="Which signs your terminal draws well.",
        ),
        _option(
            "--ascii", "signs", flag_value="ascii", hidden=hidden, help="Short for --signs ascii."
        ),
        _option(
            "--no-color", "color", flag_value=False, type=bool, hidden=hidden, help="No colour."
        ),
        _option(
            "--no-mouse", "mouse", flag_value=False, type=bool, hidden=hidden, help="No mouse."
        ),
        _option("-v", "--verbose", count=True, hidden=hidden, help="Log the details too."),
    ]


HIDDEN = global_options(hidden=True)
VISIBLE = global_options(hidden=False)
PROFILE = next(each for each in VISIBLE if each.name == "profile")
