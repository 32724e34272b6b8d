"""CONTRACT §2: every command and its exit codes, with what it prints, word for word.

A case that is run is printed as in a terminal, and compared with ``golden/exit-codes/``; what
differs from run to run (ports, folders, ages) has a word in its place.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

import pytest

from sstui.simulator.server import Simulator
from tests.cases import every
from tests.cli.conftest import Call, Ended, bookmark_orders, in_thread, let_in
from tests.cli.exit_codes import CASES, CODES, COMMANDS, ELSEWHERE, IDS, NEVER
from tests.cli.golden import FOLDER, golden
from tests.cli.situations import Cloud, Situation, sending
from tests.cli.test_main import LEAVES

TESTS = Path(__file__).parents[1]


@contextmanager
def clear_sky(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    """An account and a home of which nothing is left afterwards."""
    try:
        with monkeypatch.context() as patch, in_thread(Simulator("fleet", speed=0)) as simulator:
            patch.setenv("TZ", "UTC")
            let_in(simulator, patch)
            bookmark_orders(simulator, home)
            with sending(simulator) as sends:
                yield Cloud(simulator, home, patch, sends)
    finally:
        for each in home.iterdir():
            shutil.rmtree(each)


@every(("arguments", "situation", "code"), CASES)
def test_exit_code_and_words(
    home: Path,
    sstui: Call,
    monkeypatch: pytest.MonkeyPatch,
    arguments: str,
    situation: Situation,
    code: int,
) -> None:
    with clear_sky(home, monkeypatch) as cloud:
        situation(cloud)
        said = sstui(*arguments.split())
        assert said.code == code, said.err
        golden(_file(arguments, situation), _printed(arguments, said, cloud))


def _file(arguments: str, situation: Situation) -> str:
    name = re.sub(r"[^\w-]+", "_", f"{arguments.replace(IDS, 'ids')} {situation.__name__}")
    return f"exit-codes/{name}.txt"


_FIGURES = (
    (r"127\.0\.0\.1:\d+", "HOST"),
    (r"(age|latency)'=[\d.]+s", r"\1'=TIMEs"),
    (r"[0-9a-f]{32,}", "HEX"),
    (r"[A-Z0-9]{20}\b", "KEY"),
    (r"\d{8}T\d{6}Z", "DATE"),
    (r"\d{4}-\d{2}-\d{2}", "DATE"),
    (r"\d{2}:\d{2}(:\d{2})?", "TIME"),
)


def _printed(arguments: str, said: Ended, cloud: Cloud) -> str:
    text = f"$ sstui {arguments}\n{said.out}-- stderr\n{said.err}-- {said.code}\n"
    text = text.replace(str(cloud.home), "HOME").replace(str(cloud.home.parent), "TMP")
    for pattern, word in _FIGURES:
        text = re.sub(pattern, word, text)
    return text


def test_each_command_has_each_code_or_a_reason_why_not() -> None:
    """In exactly one place: a case here, a test elsewhere, or a reason."""
    places: dict[tuple[str, int], set[str]] = {cell: set() for cell in product(COMMANDS, CODES)}
    for arguments, _, code in CASES:
        places[_command(arguments), code].add("a case")
    for cell, file in ELSEWHERE.items():
        places[cell].add(file)
    for why, commands, codes in NEVER:
        for cell in product(commands, codes):
            places[cell].add(why)
    assert {cell: found for cell, found in places.items() if len(found) != 1} == {}


def _command(arguments: str) -> str:
    first, _, rest = arguments.partition(" ")
    return f"config {rest.split()[0]}" if first == "config" else first


def test_what_is_shown_elsewhere_is_shown_there() -> None:
    for (_, code), file in ELSEWHERE.items():
        assert re.search(rf"\b{code}\b", (TESTS / file).read_text()), file


def test_no_printed_case_is_left_behind() -> None:
    files = {FOLDER / _file(arguments, situation) for arguments, situation, _ in CASES}
    assert set((FOLDER / "exit-codes").iterdir()) == files


@every("command", LEAVES)
def test_an_unknown_option_is_a_usage_error(sstui: Call, command: str) -> None:
    said = sstui(*command.split(), "--nosuch")
    assert said.code == (3 if command == "check" else 2)
    assert "--nosuch" in (said.out if command == "check" else said.err)
