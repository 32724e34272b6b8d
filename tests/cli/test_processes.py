"""Each command as a process, where everything around it is as bad as it gets: the locale C, nothing
to read, no terminal, and a home whose name is no text. One run each, the cheapest there is; what
the commands do is said in process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sstui.simulator.server import Simulator
from tests.cli.conftest import SSTUI
from tests.cli.exit_codes import COMMANDS

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0  # seconds, against a hang only

PROCESSES = {
    "": ("", 2),
    "demo": ("", 2),
    "add": ("nonsense", 2),
    "remove": ("nosuch", 1),
    "list": ("", 0),
    "discover": ("--json --tree", 2),
    "check": ("", 0),
    "show": ("nosuch", 1),
    "watch": ("nosuch", 1),
    "wait": ("nosuch --for ok", 1),
    "history": ("", 0),
    "report": ("--since never", 2),
    "hooks": ("--dry-run", 0),
    "tmux": ("", 0),
    "simulator": ("--scenario nosuch", 2),
    "config show": ("", 0),
    "config validate": ("", 0),
    "config schema": ("", 0),
    "config init": ("", 0),
    "config profile": ("", 2),
    "config paths": ("", 0),
    "completion": ("tcsh", 2),
    "doctor": ("--nosuch", 2),
}
BARE = {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def test_no_command_is_left_out() -> None:
    assert set(PROCESSES) == set(COMMANDS)


# Python begins once, in the locale and without the input, and loads what is dear; each command is
# a child of that. 23 times anew it would be 3 s, and one more if each unloaded all of it.
ONCE = """
import os, sys
import sstui.cli.session, sstui.servicestage.client, sstui.watcher
from sstui.__main__ import main

for number, line in enumerate(sys.argv[1:]):
    child = os.fork()
    if child == 0:
        for descriptor, name in ((1, "out"), (2, "err")):
            file = os.open(f"{number}.{name}", os.O_WRONLY | os.O_CREAT)
            os.dup2(file, descriptor)
            os.close(file)  # its number may be that of the input, which is none
        sys.argv = ["sstui", *line.split()]
        try:
            main()
        except SystemExit as ended:
            sys.stdout.flush()
            os._exit(ended.code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    with open(f"{number}.code", "w") as file:
        file.write(str(code))
"""


@pytest.fixture
def strange(bookmarked: Simulator, home: Path, tmp_path: Path) -> dict[bytes, bytes]:
    """The environment of a home whose name is no text."""
    place = os.fsencode(tmp_path) + b"/\xff\xfe home"
    os.rename(home, place)
    return {
        **os.environb,
        **{name.encode(): value.encode() for name, value in BARE.items()},
        b"SSTUI_HOME": place,
        b"PYTHONPATH": os.fsencode(ROOT),
    }


def test_in_the_locale_c_without_input_in_a_folder_whose_name_is_no_text(
    strange: dict[bytes, bytes], tmp_path: Path
) -> None:
    place = tmp_path / "said"
    place.mkdir()
    lines = [f"{command} {rest}" for command, (rest, _) in PROCESSES.items()]
    subprocess.run(
        ["sh", "-c", 'exec "$@" <&-', "sh", sys.executable, "-c", ONCE, *lines],
        cwd=place,
        env=strange,
        timeout=PATIENCE,
        check=True,
    )
    for number, (command, (_, code)) in enumerate(PROCESSES.items()):
        out, err = (place / f"{number}.{name}" for name in ("out", "err"))
        said = f"sstui {command}: {err.read_bytes()!r}"
        assert int((place / f"{number}.code").read_text()) == code, said
        assert b"Traceback" not in err.read_bytes(), said
        is_quiet = code == 0 and command not in {"history", "hooks"}
        assert (err.read_bytes() == b"") == is_quiet, said
        assert out.read_bytes().isascii() or command == "config paths", said


def test_a_reader_that_takes_one_line_is_no_error(home: Path) -> None:
    command = ["bash", "-c", '"$@" | head -n 1; exit "${PIPESTATUS[0]}"', "bash"]
    ended = subprocess.run(
        [*command, *SSTUI, "config", "paths"], capture_output=True, timeout=PATIENCE, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert ended.stdout.count(b"\n") == 1
