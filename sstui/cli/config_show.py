"""``sstui config show``: what is in force, where that is from, and what it overrides."""

from __future__ import annotations

import os

import click

from sstui.cli import output
from sstui.cli.lazy import Command
from sstui.cli.options import options_of
from sstui.config.paths import Paths
from sstui.config.settings_origin import InForce, in_force
from sstui.config.settings_text import toml_value
from sstui.insight.secrets import mask, masked
from sstui.servicestage.json_types import JSONObject, JSONValue

HEAD = ("KEY", "VALUE", "FROM", "OVERRIDES")
UNSET = "-"


@click.command(cls=Command)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_context
def show(ctx: click.Context, as_json: bool) -> None:
    """Print every setting: key, value, where it is from, what it overrides.

    It is from an option, a variable, a line of config.toml, or the default. Of profiles the keys
    that are set are listed. What looks like a secret is masked.

    \b
    Example:
      sstui config show --profile prod | grep ^profiles
    """
    options = options_of(ctx).as_mapping()
    rows = in_force(Paths.from_environ(os.environ), os.environ, options)
    if as_json:
        for row in rows:
            output.json_line(_as_object(row))
    else:
        output.table(HEAD, [_as_row(row) for row in rows])


def _as_row(row: InForce) -> tuple[str, str, str, str]:
    below = ", ".join(f"{_written(each.value)} ({each.origin})" for each in row.overrides)
    return row.key, _written(row.value), row.origin, below


def _written(value: object) -> str:
    return UNSET if value is None else toml_value(_json(value))


def _as_object(row: InForce) -> JSONObject:
    below: list[JSONValue] = [
        {"value": _json(each.value), "from": each.origin} for each in row.overrides
    ]
    return {
        "v": 1,
        "key": row.key,
        "value": _json(row.value),
        "from": row.origin,
        "overrides": below,
    }


def _json(value: object) -> JSONValue:
    """A value with what looks like a secret masked: the argument after ``--token``, say."""
    match value:
        case None | bool() | int() | float():
            return value
        case list() | tuple():
            return masked([each if isinstance(each, str) else str(each) for each in value])
        case _:
            return mask(str(value))
