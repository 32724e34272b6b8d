"""A planted secret is in no frame, clipboard, export, log, hook's input, child's environment, title
or crash report: all of what leaves the program, with the real things."""

from __future__ import annotations

import base64
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from sstui.servicestage.json_types import JSONObject
from tests.real_terminal.cloud import CONFIG, Cloud
from tests.real_terminal.dashboards import has_painted
from tests.real_terminal.waiting import wait_for
from tests.terminal import TerminalProcess

PLANTED = ("Zq7pl4nt3dPassw0rd", "Zq7pl4nt3dInUrl", "Zq7pl4nt3dInArguments", "Zq7pl4nt3dLater")
KEEP = """\
#!/bin/sh
name="$HOME/kept-$(basename "$0")"
{ env; printf '%s\\n' "$@"; [ "$1" = nothing ] || cat; } > "$name.part"
mv "$name.part" "$name"
"""
SETTINGS = """
[hooks]
on_change = ["hook"]

[[commands]]
key = "F5"
title = "mine"
run = ["mine", "nothing", "{id}", "{configuration.strategy.upgrade}"]
"""
# As a defect would be: a secret among the locals, and nobody who expects it.
CRASH = """
import sys
from sstui.tui.actions.table import ACTIONS
def signs(screen):
    found = screen.snapshot.instance.configuration["env"][0]["value"]
    raise RuntimeError("a mistake of ours")
ACTIONS["signs"] = signs
sys.argv = ["sstui"]
from sstui.__main__ import main
main()
"""
F5 = "\x1b[15~"
OSC52 = re.compile(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07")


def plant(body: JSONObject) -> None:
    password, in_url, in_arguments, _ = PLANTED
    artifacts = body["artifacts"]
    assert isinstance(artifacts, dict)
    first = next(iter(artifacts.values()))
    assert isinstance(first, dict)
    first["url"] = f"https://user:{in_url}@images.example/orders:1"
    body["configuration"] = {
        "env": [
            {"name": "DB_PASSWORD", "value": password},
            {"name": "START", "value": f"run --password {in_arguments} --fast"},
        ],
        "strategy": {"upgrade": "Recreate"},
    }


def change(body: JSONObject) -> None:
    configuration = body["configuration"]
    assert isinstance(configuration, dict)
    configuration["env"] = [{"name": "DB_PASSWORD", "value": PLANTED[3]}]


@dataclass(frozen=True)
class Walked:
    """What a session left: all that the terminal was sent, and all files of the home."""

    received: bytes
    home: Path
    secrets: tuple[str, ...]
    code: int

    def nowhere(self) -> bool:
        texts = {"the terminal": self.received}
        for number, copied in enumerate(OSC52.findall(self.received)):
            texts[f"copy {number}"] = base64.b64decode(copied)
        for path in self.home.rglob("*"):
            if path.is_file() and not path.is_socket():
                texts[str(path)] = path.read_bytes()
        found = [
            (where, secret)
            for where, text in texts.items()
            for secret in self.secrets
            if secret.encode() in text
        ]
        assert found == []
        return True


@pytest.fixture
def home(cloud: Cloud, tmp_path: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    """One instance watched, with secrets in its body; programs that keep what they are given."""
    environ = cloud.home(tmp_path, 1)
    (tmp_path / "sstui" / "config" / "config.toml").write_text(CONFIG + SETTINGS)
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("hook", "mine", "pager"):
        (programs / name).write_text(KEEP)
        (programs / name).chmod(0o755)
    environ.update(PATH=f"{programs}:{environ['PATH']}", PAGER="pager", HW_SECRET_KEY=PLANTED[0])
    first = cloud.simulator.bookmarks[0]["instance"]
    cloud.change(lambda simulator: simulator.patch(first, plant))
    yield tmp_path, environ
    cloud.change(lambda simulator: simulator.restore(first))


def there(terminal: TerminalProcess, condition: Callable[[], bool]) -> None:
    """Wait for it, as a terminal does: reading."""

    def holds() -> bool:
        terminal.settle()
        return condition()

    try:
        wait_for(holds, "what was to be written")
    except AssertionError as error:
        raise AssertionError(f"{error}:\n{terminal.text}") from error


def exported(folder: Path, number: int) -> bool:
    lists, screens = folder.glob("sstui-list-*"), folder.glob("sstui-screen-*")
    return len([*lists, *screens]) == number


def test_a_secret_leaves_by_none_of_the_ways_out_nor_by_a_crash(
    cloud: Cloud, home: tuple[Path, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, environ = home
    monkeypatch.chdir(folder)
    first = cloud.simulator.bookmarks[0]["instance"]
    with TerminalProcess([sys.executable, "-c", CRASH], environ, columns=120, rows=36) as terminal:
        terminal.wait_for(has_painted)
        terminal.wait_for(lambda text: "Recreate" in text or "orders" in text)
        # Every view; of each pane the value, its path, the whole of it.
        terminal.type("\t")
        for view in "123456":
            terminal.type(f"{view}yYj\ryY")
        terminal.type("1")
        terminal.wait_for(lambda text: "refer_resources" in text)
        terminal.type("2/DB_PASSWORD\ryY")
        terminal.wait_for(lambda text: "DB_PASSWORD" in text and "••••••••" in text)
        for key in "vprifauco":
            terminal.type(f"c{key}")
        for number, key in enumerate("cjmst", 1):
            terminal.type("C")
            terminal.wait_for(lambda text: "write to a file" in text)
            terminal.type(key)
            there(terminal, partial(exported, folder, number))
        for key in "pcb":
            terminal.type(f"O{key}")
            there(terminal, (folder / "kept-pager").exists)
            (folder / "kept-pager").rename(folder / f"paged-{key}")
            terminal.wait_for(lambda text: "budget" in text)
        terminal.type(F5)
        there(terminal, (folder / "kept-mine").exists)
        terminal.wait_for(lambda text: "mine: exit code 0" in text)
        # What changes is told: the secret itself, and the status.
        cloud.change(lambda simulator: simulator.patch(first, change))
        cloud.change(lambda simulator: simulator.set_status(first, status="FAILED"))
        there(terminal, (folder / "kept-hook").exists)
        terminal.wait_for(lambda text: "✗ 1 BAD" in text)
        for view in "3456":
            terminal.type(f"{view}yj\rY")
        terminal.type("LqDqPq1")
        terminal.wait_for(lambda text: "refer_resources" in text and "budget" in text)
        terminal.type("U")
        code = terminal.wait()
    secrets = (*PLANTED, cloud.simulator.secret_key)
    walked = Walked(bytes(terminal.received), folder, secrets, code)
    it_crashed_in_one_line_and_the_log_has_the_traceback(walked)
    assert len(OSC52.findall(walked.received)) > 10
    assert b"DB_PASSWORD" in (folder / "paged-b").read_bytes()
    assert b"Recreate" in (folder / "kept-mine").read_bytes()
    assert walked.nowhere()


def it_crashed_in_one_line_and_the_log_has_the_traceback(walked: Walked) -> None:
    assert walked.code == 70
    said = walked.received.rpartition(b"\x1b[?1049l")[2].decode()
    assert "sstui: RuntimeError (a defect of sstui;" in said
    assert "Traceback" not in said
    log = (walked.home / "sstui" / "log" / "sstui.log").read_text(encoding="utf-8")
    assert "RuntimeError: a mistake of ours" in log
