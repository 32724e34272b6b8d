"""CONTRACT §2: every command and its exit codes, with what it prints, word for word.

A case that is run is printed as in a terminal, and compared with ``golden/exit-codes/``; what
differs from run to run (ports, folders, ages) has a word in its place.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from sstui.cli.main import COMMANDS
from sstui.simulator.faults import Fault
from sstui.simulator.server import Simulator
from tests.cli.conftest import SSTUI, Call, Ended
from tests.cli.golden import golden
from tests.cli.test_main import LEAVES

ORDERS = "11eddb33-140b-4e51-b1e2-6ec265373ca3"
IDS = (
    "4f6b1b6c-2d8e-4a3f-9a54-0b7b6a6f2c11/6b1d7a5e-9d0d-4f5c-8c2b-3f6c8a0b9e22/"
    "11eddb33-140b-4e51-b1e2-6ec265373ca4"
)


@dataclass(frozen=True)
class Cloud:
    """What a situation is made of; ``orders-prod`` is watched."""

    simulator: Simulator
    home: Path
    patch: pytest.MonkeyPatch

    def write(self, name: str, text: str) -> None:
        (self.home / "config" / name).write_text(text)


Situation = Callable[[Cloud], None]


def well(cloud: Cloud) -> None:
    """All is as it should be."""


def bad(cloud: Cloud) -> None:
    cloud.simulator.set_status(ORDERS, status="FAILED", available_replica=0)


def degraded(cloud: Cloud) -> None:
    cloud.simulator.set_status(ORDERS, available_replica=2)


def absent(cloud: Cloud) -> None:
    cloud.simulator.forget(ORDERS)


def refused(cloud: Cloud) -> None:
    cloud.patch.setenv("HUAWEICLOUD_SDK_SK", "wrong" * 8)


def no_keys(cloud: Cloud) -> None:
    cloud.patch.delenv("HUAWEICLOUD_SDK_AK")
    cloud.patch.delenv("HUAWEICLOUD_SDK_SK")


def forbidden(cloud: Cloud) -> None:
    cloud.simulator.fault(Fault.STATUS, status=403)


def throttled(cloud: Cloud) -> None:
    cloud.simulator.fault(Fault.STATUS, status=429, headers={"Retry-After": "600"})


def down(cloud: Cloud) -> None:
    cloud.simulator.fault(Fault.REFUSE)


def login_page(cloud: Cloud) -> None:
    cloud.simulator.fault(Fault.HTML)


def broken_list(cloud: Cloud) -> None:
    cloud.write("watchlist.toml", "[[instance]\n")


def broken_settings(cloud: Cloud) -> None:
    cloud.write("config.toml", "[poll]\nintervall = 3\n")


def nothing_watched(cloud: Cloud) -> None:
    cloud.write("watchlist.toml", "version = 1\n")


# Arguments, situation, exit code. In the order of CONTRACT §1.
CASES: list[tuple[str, Situation, int]] = [
    ("", well, 2),  # no terminal
    ("demo", well, 2),
    (f"add {IDS} --name other", well, 0),
    (f"add {IDS} --name other --verify", well, 1),
    (f"add {IDS} --name orders-prod", well, 2),
    ("add nonsense", well, 2),
    (f"add {IDS} --name other --verify", refused, 3),
    (f"add {IDS} --name other --verify", down, 4),
    ("remove orders-prod", well, 0),
    ("remove orders", well, 1),
    ("remove orders-prod", broken_list, 2),
    ("list", well, 0),
    ("list", broken_list, 2),
    ("discover --add nothing/*", well, 1),
    ("discover --json --tree", well, 2),
    ("discover", refused, 3),
    ("discover", down, 4),
    ("check", well, 0),
    ("check", degraded, 1),
    ("check", bad, 2),
    ("check", absent, 3),
    ("check", refused, 3),
    ("check", no_keys, 3),
    ("check", forbidden, 3),
    ("check", throttled, 3),
    ("check", down, 3),
    ("check", login_page, 3),
    ("check", broken_settings, 3),
    ("check", broken_list, 3),
    ("check nosuch", well, 3),
    ("check --nosuch", well, 3),
    ("check --cached", well, 3),
    ("show orders-prod --section refer_resources", well, 0),
    ("show nosuch", well, 1),
    ("show orders-prod", absent, 1),
    ("show orders-prod", broken_settings, 2),
    ("show orders-prod", refused, 3),
    ("show orders-prod", no_keys, 3),
    ("show orders-prod", forbidden, 3),
    ("show orders-prod", throttled, 4),
    ("show orders-prod", down, 4),
    ("show orders-prod", login_page, 4),
    ("watch --for 1ms", well, 0),
    ("watch nosuch", well, 1),
    ("watch", nothing_watched, 2),
    ("wait orders-prod --for RUNNING", well, 0),
    ("wait orders-prod --for RUNNING --fail-on FAILED", bad, 1),
    ("wait nosuch --for RUNNING", well, 1),
    ("wait orders-prod", well, 2),
    ("wait orders-prod --for RUNNING", refused, 3),
    ("wait orders-prod --for RUNNING", no_keys, 3),
    ("wait orders-prod --for RUNNING --timeout 1ms", down, 124),
    ("history", well, 0),
    ("history nosuch", well, 1),
    ("history --since never", well, 2),
    ("report --since 1h", broken_settings, 2),
    ("tmux", well, 0),
    ("hooks --dry-run", well, 0),
    ("hooks", broken_settings, 2),
    ("simulator --list", well, 0),
    ("simulator --scenario nosuch", well, 2),
    ("config show", broken_settings, 2),
    ("config validate", well, 0),
    ("config validate", broken_settings, 2),
    ("config validate", broken_list, 2),
    ("config schema nosuch", well, 2),
    ("config profile default", no_keys, 3),
    ("completion tcsh", well, 2),
    ("doctor --nosuch", well, 2),
]
NAMES = [
    " ".join(filter(None, (arguments.replace(IDS, "IDS"), situation.__name__)))
    for arguments, situation, _ in CASES
]


@pytest.fixture
def cloud(bookmarked: Simulator, home: Path, monkeypatch: pytest.MonkeyPatch) -> Cloud:
    return Cloud(bookmarked, home, monkeypatch)


@pytest.mark.parametrize(("arguments", "situation", "code"), CASES, ids=NAMES)
def test_exit_code_and_words(
    cloud: Cloud, sstui: Call, arguments: str, situation: Situation, code: int
) -> None:
    situation(cloud)
    said = sstui(*arguments.split())
    assert said.code == code, said.err
    name = re.sub(r"[^\w-]+", "_", f"{arguments.replace(IDS, 'ids')} {situation.__name__}")
    golden(f"exit-codes/{name}.txt", _printed(arguments, said, cloud))


_FIGURES = (
    (r"127\.0\.0\.1:\d+", "HOST"),
    (r"(age|latency)'=[\d.]+s", r"\1'=TIMEs"),
    (r"[0-9a-f]{32,}", "HEX"),
    (r"[A-Z0-9]{20}\b", "KEY"),
    (r"\d{2}:\d{2}:\d{2}", "TIME"),
)


def _printed(arguments: str, said: Ended, cloud: Cloud) -> str:
    text = f"$ sstui {arguments}\n{said.out}-- stderr\n{said.err}-- {said.code}\n"
    text = text.replace(str(cloud.home), "HOME").replace(str(cloud.home.parent), "TMP")
    for pattern, word in _FIGURES:
        text = re.sub(pattern, word, text)
    return text


def test_no_command_is_left_out() -> None:
    tried = {arguments.split()[0] for arguments, _, _ in CASES if arguments}
    assert tried == set(COMMANDS)


@pytest.mark.parametrize("command", LEAVES)
def test_an_unknown_option_is_a_usage_error(sstui: Call, command: str) -> None:
    said = sstui(*command.split(), "--nosuch")
    assert said.code == (3 if command == "check" else 2)
    assert "--nosuch" in (said.out if command == "check" else said.err)


# One process each: without a terminal, with nothing to read, in the locale C.
PROCESSES = [
    ("list", 0),
    ("check", 0),
    ("check --cached", 3),
    ("show orders-prod", 0),
    ("watch --for 1ms", 0),
    ("wait orders-prod --for ok", 0),
    ("history", 0),
    ("report", 0),
    ("tmux", 0),
    ("hooks --dry-run", 0),
    ("discover", 0),
    ("simulator --list", 0),
    ("config paths", 0),
    ("config show", 0),
    ("completion fish", 0),
    ("remove nosuch", 1),
    ("add nonsense", 2),
    ("demo", 2),
    ("", 2),
    ("doctor", 0),
]


@pytest.mark.parametrize(("arguments", "code"), PROCESSES, ids=[words for words, _ in PROCESSES])
def test_as_a_process_in_the_locale_c(bookmarked: Simulator, arguments: str, code: int) -> None:
    environ = {**os.environ, "LC_ALL": "C", "LANG": "C"}
    command = ["sh", "-c", 'exec "$@" <&-', "sh", *SSTUI, *arguments.split()]
    ended = subprocess.run(command, env=environ, capture_output=True, timeout=60, check=False)
    assert ended.returncode == code, ended.stderr
    assert b"Traceback" not in ended.stderr


@pytest.mark.parametrize("arguments", ["config paths", "check"])
def test_a_reader_that_takes_one_line_is_no_error(bookmarked: Simulator, arguments: str) -> None:
    command = ["bash", "-c", '"$@" | head -n 1; exit "${PIPESTATUS[0]}"', "bash"]
    ended = subprocess.run(
        [*command, *SSTUI, *arguments.split()], capture_output=True, timeout=60, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert ended.stdout.count(b"\n") == 1


@pytest.mark.parametrize("command", ["check", "list", "tmux"])
def test_a_folder_whose_name_is_no_text(
    bookmarked: Simulator, home: Path, tmp_path: Path, command: str
) -> None:
    strange = os.fsencode(tmp_path) + b"/\xff\xfe home"
    os.rename(home, strange)
    environ = {**os.environb, b"SSTUI_HOME": strange}
    ended = subprocess.run(
        [*SSTUI, *command.split()], env=environ, capture_output=True, timeout=60, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, b"")
