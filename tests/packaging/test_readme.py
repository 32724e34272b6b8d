"""The README cannot drift from the program."""

from __future__ import annotations

import re

from tests.packaging.readme import README, leaves, shell_commands, with_tables

DEMO = "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/sstui demo"
TESTS = "python3 -m venv .venv && .venv/bin/pip install '.[test]' && .venv/bin/python -m pytest"


def test_its_first_two_commands_are_the_promised_ones() -> None:
    assert shell_commands(README.read_text())[:2] == [DEMO, TESTS]


def test_ci_finds_the_same_two() -> None:
    lines = README.read_text().splitlines()
    assert [line for line in lines if line.startswith("python3 -m venv .venv && ")] == [DEMO, TESTS]


def test_its_tables_of_commands_and_keys_are_those_of_the_program() -> None:
    text = README.read_text()
    assert with_tables(text) == text


def test_every_command_it_shows_exists() -> None:
    known = {words.split()[0] for words, _, _ in leaves()}
    shown = re.findall(
        r"^(?:\.venv/bin/)?sstui ([a-z]+)", "\n".join(shell_commands(README.read_text())), re.M
    )
    assert shown
    assert set(shown) <= known


def test_every_file_it_links_to_is_there() -> None:
    linked = re.findall(r"\]\((?!https?:)([^)#]+)\)", README.read_text())
    assert linked
    assert [path for path in linked if not (README.parent / path).exists()] == []
