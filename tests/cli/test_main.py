"""The front door: version, help, options before or after a command, and what loads what."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from sstui import __version__
from sstui.cli.configuration import config
from sstui.cli.main import COMMANDS
from tests.cli.conftest import Call

ROOT = Path(__file__).parents[2]
DEAR = ("textual", "rich", "httpx", "pydantic")
LEAVES = [
    *(name for name in COMMANDS if name != "config"),
    *(f"config {name}" for name in config.entries),
]


def test_the_version_is_that_of_the_package(sstui: Call) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert __version__ == project["version"]
    assert sstui("--version").out == f"sstui {__version__}\n"


def test_help_lists_each_command_once_and_no_other(sstui: Call) -> None:
    said = sstui("--help")
    assert said.code == 0
    commands = said.out.partition("Commands:\n")[2].splitlines()
    assert [line.split()[0] for line in commands] == list(COMMANDS)


@pytest.mark.parametrize("command", ["", *LEAVES, "config"])
def test_each_help_has_an_example_of_itself(sstui: Call, command: str) -> None:
    said = sstui(*command.split(), "--help")
    assert said.code == (3 if command == "check" else 0)  # as the plugin guidelines have it
    example = said.out.partition("Example")[2]
    assert f"sstui {command}".strip() in example
    assert said.err == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ("nosuch",),
        ("config",),
        ("config", "paths", "--nosuch"),
        ("--theme",),
        ("--signs", "loud"),
        ("remove",),
        ("list", "--profile", ""),
        ("list", "--watch-list", ""),
        ("list", "--config="),
        ("wait", "x", "--for", ","),
    ],
    ids=" ".join,
)
def test_a_wrong_call_ends_with_2_and_two_lines(sstui: Call, arguments: tuple[str, ...]) -> None:
    said = sstui(*arguments)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("sstui: ")
    assert said.err.count("\n") == 2
    assert "--help" in said.err


def test_a_global_option_counts_before_and_after_the_command(sstui: Call, home: Path) -> None:
    file = home / "other.toml"
    before = sstui("--config", str(file), "config", "paths")
    after = sstui("config", "paths", "--config", str(file))
    assert before.lines[0] == f"config\t{file}"
    assert before.out == after.out


def test_the_option_nearer_to_the_command_wins(sstui: Call, home: Path) -> None:
    said = sstui("--config", "/one", "config", "paths", "--config", "/two")
    assert said.lines[0] == "config\t/two"


COLD = (
    *("--version", "--help", "list", "tmux", "check --cached", "completion bash"),
    *(f"config {name}" for name in ("show", "validate", "schema", "init", "paths")),
)
# Each command in a child of its own, which begins with what the command line itself loads.
LOADED = f"""
import os, sys
from sstui.cli.main import main
for command in {COLD!r}:
    if os.fork() == 0:
        try:
            main(command.split())
        except SystemExit as ended:
            dear = [name for name in {DEAR!r} if name in sys.modules]
            sys.stderr.write(f"{{command}}: {{ended.code}} {{dear}}\\n")
        os._exit(0)
    os.wait()
"""


def test_a_cold_command_loads_nothing_dear(home: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, timeout=60, check=True
    )
    said = [line for line in ended.stderr.splitlines() if line.endswith("]")]
    assert said == [f"{each}: {3 if 'check' in each else 0} []" for each in COLD]


@pytest.mark.parametrize(
    ("option", "key", "value"),
    [
        ("--no-color", "color", "false"),
        ("--no-mouse", "mouse", "false"),
        ("--ascii", "signs", '"ascii"'),
    ],
)
def test_a_flag_counts_before_and_after_the_command(
    sstui: Call, option: str, key: str, value: str
) -> None:
    for arguments in ((option, "config", "show"), ("config", "show", option)):
        row = next(line for line in sstui(*arguments).lines if line.startswith(f"{key}\t"))
        assert row.split("\t")[1] == value
