"""``sstui simulator``: what it prints lets any client in, ours for one."""

from __future__ import annotations

import asyncio
import os
import shlex
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
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


@asynccontextmanager
async def running(*arguments: str) -> AsyncIterator[tuple[asyncio.subprocess.Process, list[str]]]:
    """A simulator as a process, and its export lines."""
    process = await asyncio.create_subprocess_exec(
        *SSTUI, "simulator", *arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(30):
            lines = [(await process.stdout.readline()).decode() for _ in EXPORTS]
        yield process, lines
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def test_a_shell_that_reads_its_lines_can_add_list_and_show(home: Path) -> None:
    async with running("--scenario", "seed") as (process, exports):
        assert [line.split()[1].partition("=")[0] for line in exports] == EXPORTS
        assert process.stderr is not None
        add = (await process.stderr.readline()).decode()
        assert add.startswith("sstui add ")
        script = f"""
            sstui() {{ {shlex.join(SSTUI)} "$@"; }}
            {"".join(exports)}
            {add}
            sstui show "$(sstui list | cut -f1)" --query status_detail.status
        """
        shell = await asyncio.create_subprocess_exec("sh", "-c", script, stdout=subprocess.PIPE)
        out, _ = await asyncio.wait_for(shell.communicate(), 30)
        assert (shell.returncode, out) == (0, b"RUNNING\n")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_it_ends_with_0_on_int_and_term(home: Path, number: signal.Signals) -> None:
    async with running() as (process, _):
        process.send_signal(number)
        assert await asyncio.wait_for(process.wait(), 30) == 0


async def test_large_has_as_many_instances_as_count_says(home: Path) -> None:
    async with running("--scenario", "large", "--count", "23") as (process, _):
        process.send_signal(signal.SIGTERM)
        assert process.stderr is not None
        said = await asyncio.wait_for(process.stderr.read(), 30)
    assert said.decode().count("sstui add ") == 23


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
