"""The simulator as a process of its own."""

from __future__ import annotations

import io
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from sstui.simulator.command import run, scenarios
from tests.support import until

ROOT = Path(__file__).parents[2]
SERVE = """
import sys
from sstui.simulator.command import run
parent = int(sys.argv[1]) if len(sys.argv) > 1 else None
sys.exit(run("seed", "127.0.0.1", 0, 1.0, sys.stdout, sys.stderr, parent=parent))
"""
# A parent that starts the simulator as its child, tells its process id, and waits to be killed.
PARENT = """
import os, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", sys.argv[1], str(os.getpid())],
                         stdout=subprocess.PIPE, text=True)
print(child.pid, child.stdout.readline(), flush=True)
sys.stdin.read()
"""


@contextmanager
def process(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", *arguments],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as started:
        try:
            yield started
        finally:
            started.kill()


def read_exports(started: subprocess.Popen[str]) -> dict[str, str]:
    assert started.stdout is not None
    lines = [started.stdout.readline().removeprefix("export ").strip() for _ in range(6)]
    return dict(line.split("=", 1) for line in lines)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_exports_and_add_lines_at_once_and_ends_well(number: signal.Signals) -> None:
    with process(SERVE) as started:
        exports = read_exports(started)
        host, _, port = exports["SSTUI_ENDPOINT"].removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port)), timeout=30):
            pass
        started.send_signal(number)
        out, err = started.communicate(timeout=30)
    assert started.returncode == 0
    assert out == ""
    assert err.startswith("sstui add 4f6b1b6c-")
    assert len(err.splitlines()) == 1


async def test_it_ends_with_its_parent() -> None:
    with process(PARENT, SERVE) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline().split()[0])
        assert alive(child)
        parent.kill()
        parent.wait(timeout=30)
        await until(lambda: not alive(child))


def test_it_ends_with_a_process_that_is_not_its_own_parent() -> None:
    with process("import sys; sys.stdin.read()") as other:
        with process(SERVE, str(other.pid)) as started:
            read_exports(started)
            other.kill()
            other.wait(timeout=30)
            started.communicate(timeout=30)
        assert started.returncode == 0


def alive(process_id: int) -> bool:
    # Where nobody reaps the child of a dead parent it stays a zombie: that is an end too.
    try:
        return psutil.Process(process_id).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_scenario_host_or_port_that_cannot_be_used_is_one_line_and_exit_2() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for (scenario, host, number), words in (
            (("nonsense", "127.0.0.1", 0), "no such scenario; there are fleet, quiet"),
            (("seed", "192.0.2.1", 0), "--host: 192.0.2.1 is no loopback address; use 127.0.0.1"),
            (("seed", "127.0.0.1", port), f"--port {port}: cannot listen"),
        ):
            out, err = io.StringIO(), io.StringIO()
            assert run(scenario, host, number, 1.0, out, err) == 2
            assert out.getvalue() == ""
            assert words in err.getvalue()
            assert err.getvalue().startswith("sstui: --")
            assert err.getvalue().count("\n") == 1


def test_all_scenarios_are_listed_with_one_line_each() -> None:
    listed = dict(scenarios())
    assert list(listed) == [
        *("fleet", "quiet", "night", "deploy", "outage", "throttle", "flap"),
        *("recreate", "skew", "expired", "seed", "large"),
    ]
    assert all(title and "\n" not in title for title in listed.values())


def test_it_loads_nothing_but_the_standard_library_and_itself() -> None:
    script = (
        "import sys; before = set(sys.modules); import sstui.simulator.command; "
        "print(*sorted({n.partition('.')[0] for n in set(sys.modules) - before} "
        "- sys.stdlib_module_names), *(n for n in sys.modules if n.startswith('sstui.') "
        "and not n.startswith('sstui.simulator')))"
    )
    with process(script) as started:
        out, _ = started.communicate(timeout=30)
    assert out.split() == ["sstui"]
