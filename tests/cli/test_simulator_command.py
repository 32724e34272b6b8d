"""``sstui simulator``: what it prints lets any client in, ours for one."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sstui.cli.diagnostics import Refusal
from sstui.cli.simulator_process import SimulatorProcess
from tests.cli.conftest import SSTUI, Call

EXPORTS = [
    "HUAWEICLOUD_SDK_AK",
    "HUAWEICLOUD_SDK_SK",
    "HUAWEICLOUD_SDK_PROJECT_ID",
    "SSTUI_ENDPOINT",
    "SSTUI_IAM_ENDPOINT",
    "SSTUI_REGION",
]


@contextmanager
def running(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """A simulator as a process, and its export lines."""
    with subprocess.Popen(
        [*SSTUI, "simulator", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            yield process, [process.stdout.readline() for _ in EXPORTS]
        finally:
            process.kill()


def test_a_shell_that_reads_its_lines_can_add_and_show_and_int_ends_it_with_0(
    home: Path, sstui: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running("--scenario", "seed") as (process, exports):
        assert [line.split()[1].partition("=")[0] for line in exports] == EXPORTS
        assert process.stderr is not None
        add = process.stderr.readline()
        assert add.startswith("sstui add ")
        # What a shell makes of them: what the program would be called with, and the variables.
        script = f"sstui() {{ printf '%s\\0' \"$@\"; }}; {''.join(exports)}{add}env -0"
        read = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True)
        words = read.stdout.split("\0")
        for variable, _, value in (word.partition("=") for word in words):
            if variable in EXPORTS:
                monkeypatch.setenv(variable, value)
        name = words[words.index("--name") + 1]
        assert sstui(*words[: words.index("--name") + 2]).code == 0
        assert sstui("show", name, "--query", "status_detail.status").out == "RUNNING\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0


def test_large_has_as_many_instances_as_count_says_and_term_ends_it_with_0(home: Path) -> None:
    with running("--scenario", "large", "--count", "23") as (process, _):
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=60)
        assert process.returncode == 0
    assert said.count("sstui add ") == 23


def test_list_names_every_scenario(sstui: Call) -> None:
    said = sstui("simulator", "--list")
    names = [line.split("\t")[0] for line in said.lines]
    assert {"seed", "fleet", "deploy", "outage", "expired"} <= set(names)
    assert all(line.count("\t") == 1 for line in said.lines)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--host", "0.0.0.0"),
        ("--scenario", "nosuch"),
        ("--speed", "-1"),
        ("--speed", "nan"),
        ("--speed", "inf"),
        ("--port", "99999"),
        ("--count", "5"),
        ("--count", "0", "--scenario", "large"),
    ],
    ids=" ".join,
)
def test_what_it_cannot_serve_ends_with_2(sstui: Call, arguments: tuple[str, ...]) -> None:
    said = sstui("simulator", *arguments)
    assert (said.code, said.out) == (2, "")
    assert arguments[0] in said.err
    assert said.err.count("\n") <= 2


def test_a_demo_whose_simulator_does_not_start_says_so_and_ends_with_4(home: Path) -> None:
    simulator = SimulatorProcess("nosuch", os.environ)
    with pytest.raises(Refusal, match="did not start") as said, simulator:
        raise AssertionError("it did")
    assert said.value.code == 4
