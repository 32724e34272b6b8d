"""The README cannot drift from the program."""

from __future__ import annotations

import re

from sstui.simulator.server import Simulator
from tests.packaging.readme import README, leaves, shell_commands, with_tables

DEMO = "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/sstui demo"
SCREENSHOTS = README.parent / "screenshots"
PICTURES = README.parent / "tests" / "pictures" / "__main__.py"
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


def test_each_picture_of_the_script_is_shown_once_and_there_is_no_other() -> None:
    made = re.findall(r'Picture\(\s*"([^"]+)"', PICTURES.read_text())
    shown = re.findall(r"!\[[^]]+\]\(screenshots/(.+)\.svg\)", README.read_text())
    assert made
    assert sorted(shown) == sorted(made)
    assert sorted(path.stem for path in SCREENSHOTS.iterdir()) == sorted(made)


def test_no_picture_has_a_secret_of_the_simulator() -> None:
    fleet = Simulator("fleet", speed=0)
    body = fleet.body(fleet.instance_id("orders-prod"))
    assert body is not None
    variables = {each["name"]: each["value"] for each in body["configuration"]["env"]}
    keys = [Simulator("seed", seed=seed) for seed in (1, 2, 3)]
    secrets = {variables["DB_PASSWORD"], variables["PAYMENT_API_KEY"]}
    secrets |= {text for each in keys for text in (each.access_key, each.secret_key)}
    for path in SCREENSHOTS.iterdir():
        text = path.read_text(encoding="utf-8")
        assert not {secret for secret in secrets if secret in text}, path.name
