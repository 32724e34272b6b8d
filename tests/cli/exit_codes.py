"""CONTRACT §2 as data: each command with each exit code, by what it ends so, or why it never does.

A cell is (command, code). `CASES` are run in process and compared word for word; `ELSEWHERE` are
the cells that a test of their own shows, most of them because they take a terminal; `NEVER` are
those that cannot happen.
"""

from __future__ import annotations

from typing import NamedTuple

from tests.cli.situations import (
    Situation,
    absent,
    bad,
    broken_list,
    broken_settings,
    damaged_history,
    degraded,
    down,
    forbidden,
    hung_up,
    interrupted,
    login_page,
    no_keys,
    no_proxy_address,
    no_region,
    nothing_watched,
    refused,
    terminated,
    throttled,
    well,
)
from tests.cli.test_main import LEAVES

COMMANDS = ("", *LEAVES)  # "": the dashboard
CODES = (0, 1, 2, 3, 4, 124, 129, 130, 143)
IDS = (
    "4f6b1b6c-2d8e-4a3f-9a54-0b7b6a6f2c11/6b1d7a5e-9d0d-4f5c-8c2b-3f6c8a0b9e22/"
    "11eddb33-140b-4e51-b1e2-6ec265373ca4"
)
_OTHER = f"add {IDS} --name other"
_RUNNING = "wait orders-prod --for RUNNING"

# Arguments, situation, exit code. In the order of CONTRACT §1.
CASES: list[tuple[str, Situation, int]] = [
    ("", well, 2),  # no terminal
    ("demo", well, 2),
    (_OTHER, well, 0),
    (f"{_OTHER} --verify", well, 1),
    (f"add {IDS} --name orders-prod", well, 2),
    ("add nonsense", well, 2),
    (f"{_OTHER} --verify", no_region, 2),
    (f"{_OTHER} --verify", refused, 3),
    (f"{_OTHER} --verify", down, 4),
    (f"{_OTHER} --verify", interrupted, 130),
    ("remove orders-prod", well, 0),
    ("remove orders", well, 1),
    ("remove orders-prod", broken_list, 2),
    ("list", well, 0),
    ("list", broken_list, 2),
    ("discover --add edge/cron*", well, 0),
    ("discover --add nothing/*", well, 1),
    ("discover --json --tree", well, 2),
    ("discover", no_region, 2),
    ("discover", refused, 3),
    ("discover", down, 4),
    ("discover", interrupted, 130),
    ("check", well, 0),
    ("check", damaged_history, 0),
    ("check", degraded, 1),
    ("check", bad, 2),
    ("check", absent, 3),
    ("check", refused, 3),
    ("check", no_keys, 3),
    ("check", forbidden, 3),
    ("check", throttled, 3),
    ("check", down, 3),
    ("check", login_page, 3),
    ("check", interrupted, 3),
    ("check", broken_settings, 3),
    ("check", broken_list, 3),
    ("check nosuch", well, 3),
    ("check --nosuch", well, 3),
    ("check --cached", well, 3),
    ("show orders-prod --section refer_resources", well, 0),
    ("show nosuch", well, 1),
    ("show orders-prod", absent, 1),
    ("show orders-prod", broken_settings, 2),
    ("show orders-prod", no_region, 2),
    ("show orders-prod", no_proxy_address, 2),
    ("show orders-prod", refused, 3),
    ("show orders-prod", no_keys, 3),
    ("show orders-prod", forbidden, 3),
    ("show orders-prod", throttled, 4),
    ("show orders-prod", down, 4),
    ("show orders-prod", login_page, 4),
    ("show orders-prod", interrupted, 130),
    ("watch --for 1ms", well, 0),
    ("watch nosuch", well, 1),
    ("watch", nothing_watched, 2),
    ("watch", hung_up, 129),
    ("watch", interrupted, 130),
    ("watch", terminated, 143),
    (_RUNNING, well, 0),
    (f"{_RUNNING} --fail-on FAILED", bad, 1),
    ("wait nosuch --for RUNNING", well, 1),
    ("wait orders-prod", well, 2),
    (_RUNNING, no_region, 2),
    (_RUNNING, no_proxy_address, 2),
    (_RUNNING, refused, 3),
    (_RUNNING, no_keys, 3),
    (f"{_RUNNING} --timeout 1ms", down, 124),
    (_RUNNING, hung_up, 129),
    (_RUNNING, interrupted, 130),
    (_RUNNING, terminated, 143),
    ("history", well, 0),
    ("history nosuch", well, 1),
    ("history", damaged_history, 1),
    ("history --since never", well, 2),
    ("report", well, 0),
    ("report", damaged_history, 1),
    ("report --since 1h", broken_settings, 2),
    ("tmux", well, 0),
    ("tmux orders-prod", well, 2),
    ("hooks --dry-run", well, 0),
    ("hooks --dry-run", damaged_history, 1),
    ("hooks", broken_settings, 2),
    ("simulator --host 0.0.0.0", well, 2),
    ("config show", damaged_history, 0),
    ("config show", broken_settings, 2),
    ("config validate", well, 0),
    ("config validate", broken_settings, 2),
    ("config validate", broken_list, 2),
    ("config schema nosuch", well, 2),
    ("config init more", well, 2),
    ("config profile default", well, 0),
    ("config profile default", no_region, 2),
    ("config profile default", no_keys, 3),
    ("config profile default", refused, 3),
    ("config profile default", down, 4),
    ("config profile default", interrupted, 130),
    ("config paths", well, 0),
    ("config paths --config=", well, 2),
    ("completion tcsh", well, 2),
    ("doctor --nosuch", well, 2),
]

# The file whose test shows it, below tests/.
ELSEWHERE: dict[tuple[str, int], str] = {
    **{("", code): "real_terminal/test_leaving.py" for code in (129, 143)},
    ("", 0): "real_terminal/test_leaving_while.py",
    ("", 130): "real_terminal/test_status_line.py",
    ("demo", 0): "packaging/test_wheel.py",
    ("demo", 4): "cli/test_simulator_command.py",  # its simulator does not start
    ("demo", 129): "real_terminal/test_vanishing.py",
    # By then it is the dashboard.
    ("demo", 130): "real_terminal/test_status_line.py",
    ("demo", 143): "real_terminal/test_leaving.py",
    # What these print changes with every command, key and scenario; what it is good for is tried
    # there.
    ("simulator", 0): "cli/test_simulator_command.py",
    ("config schema", 0): "cli/test_config.py",
    ("config init", 0): "cli/test_config.py",
    ("completion", 0): "cli/test_completion.py",
    **{("doctor", code): "cli/test_doctor.py" for code in (0, 3, 4, 130)},
}


class Never(NamedTuple):
    """Why ``commands`` never end with one of ``codes``."""

    why: str
    commands: tuple[str, ...]
    codes: tuple[int, ...]


_CONFIG = tuple(f"config {name}" for name in ("show", "validate", "schema", "init", "paths"))
_FILES_ONLY = (
    *("remove", "list", "history", "report", "hooks", "tmux", "simulator", "completion"),
    *_CONFIG,
)
_FOLLOWING = ("", "demo", "watch", "wait")  # until a key, a signal, or what they wait for
_NO_QUESTION = ("", "demo", "list", "tmux", "simulator", "completion", "doctor")

NEVER = [
    Never("it has no time limit", tuple(each for each in COMMANDS if each != "wait"), (124,)),
    Never("it calls nobody", _FILES_ONLY, (3, 4)),
    Never("it is over before a key can be pressed", _FILES_ONLY[:6], (130,)),
    Never("it is over before a key can be pressed", ("completion", *_CONFIG), (130,)),
    Never("INT ends it with 0, as TERM does", ("simulator",), (130,)),
    Never("its contract has 0 to 3 alone", ("check",), (4, 129, 130, 143)),
    Never(
        "such a signal itself ends it, which a shell tells as this number",
        tuple(each for each in COMMANDS if each not in (*_FOLLOWING, "check")),
        (129, 143),
    ),
    Never("what a call met is shown on the screen, which goes on", ("",), (3, 4)),
    Never("its simulator lets it in", ("demo",), (3,)),
    Never("it outlives outages and refusals, and goes on", ("watch",), (3, 4)),
    Never("it outlives outages, and goes on", ("wait",), (4,)),
    Never(
        "it asks nothing that could be answered with no",
        (*_NO_QUESTION, *_CONFIG, "config profile"),
        (1,),
    ),
]
