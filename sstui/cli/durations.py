"""Durations as options."""

from __future__ import annotations

import click

from sstui.config.durations import FORM, parse_duration


def duration(ctx: click.Context, param: click.Parameter, value: str | None) -> float | None:
    """The callback of an option: seconds; None where it was not given."""
    try:
        return None if value is None else parse_duration(value)
    except ValueError as error:
        raise click.BadParameter(f"{error}; {FORM}", ctx, param) from error


def stretch(ctx: click.Context, param: click.Parameter, value: str) -> float:
    """The same of an option that has a default and must not be zero."""
    seconds = duration(ctx, param, value)
    if not seconds:
        raise click.BadParameter(f"must be longer than 0; {FORM}", ctx, param)
    return seconds
