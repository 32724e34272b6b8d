"""``sstui config validate``: is what the user wrote right?"""

from __future__ import annotations

import os

import click

from sstui.cli import output
from sstui.cli.diagnostics import ExitCode, narrate
from sstui.cli.lazy import Command
from sstui.cli.options import options_of
from sstui.config.paths import Paths
from sstui.config.settings_check import Checked, check_files
from sstui.servicestage.json_types import JSONObject, JSONValue


@click.command(cls=Command)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, one for each file.")
@click.pass_context
def validate(ctx: click.Context, as_json: bool) -> None:
    """Check config.toml, watchlist.toml and themes, also profiles that are not in use.

    Each file is printed with ok, or with one line for each mistake: file, line, key, what is
    wrong, what to do. Ends with 0, or with 2 where there is a mistake. Calls nobody.

    \b
    Example:
      sstui config validate --watch-list team.toml
    """
    options = options_of(ctx).as_mapping()
    checked = check_files(Paths.from_environ(os.environ), os.environ, options)
    for file in checked:
        if as_json:
            output.json_line(_as_object(file))
        else:
            for text in _lines(file):
                output.line(text)
    count = sum(len(file.problems) for file in checked)
    if count:
        narrate(f"sstui: {count} mistake{'' if count == 1 else 's'} to correct")
        ctx.exit(ExitCode.USAGE)


def _lines(file: Checked) -> list[str]:
    if file.problems:
        return [str(problem) for problem in file.problems]
    return [f"{file.path}: {'ok' if file.there else 'not there, which is no mistake'}"]


def _as_object(file: Checked) -> JSONObject:
    problems: list[JSONValue] = [
        {
            "where": str(problem.where),
            "line": problem.line,
            "key": problem.key or None,
            "problem": problem.problem,
            "remedy": problem.remedy,
        }
        for problem in file.problems
    ]
    return {
        "v": 1,
        "name": file.name,
        "path": str(file.path),
        "there": file.there,
        "problems": problems,
    }
