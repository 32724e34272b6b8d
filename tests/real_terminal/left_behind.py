"""What a program leaves behind: in its terminal, and running."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import psutil

# DEC private modes by number: what they are, and whether they are on in a terminal at rest.
MODES = {
    7: ("line wrap", True),
    25: ("cursor", True),
    1000: ("mouse clicks", False),
    1002: ("mouse drags", False),
    1003: ("mouse moves", False),
    1004: ("focus reports", False),
    1006: ("mouse in SGR", False),
    1015: ("mouse in urxvt's words", False),
    1016: ("mouse in pixels", False),
    1049: ("alternate screen", False),
    2004: ("bracketed paste", False),
    2026: ("synchronised output", False),
    2048: ("size in band", False),
}
_CONTROL = re.compile(
    rb"\x1b\[\?(?P<modes>[\d;]+)(?P<set>[hl])"
    rb"|\x1b\[(?P<kitty>[<>])\d*u"
    rb"|\x1b\[(?P<stack>2[23]);[02](?:;\d+)?t"
    rb"|\x1b\][02];(?P<title>[^\x07\x1b]*)"
)


class TerminalState:
    """What a terminal that received ``output`` is left with."""

    def __init__(self, output: bytes) -> None:
        self.switched: dict[int, bool] = {}
        self.was_on: set[int] = set()
        self.keyboards = 0  # what kitty's stack holds of the alternate screen
        self.titles = 0  # saved and not yet restored
        self.title = ""  # the last that was written
        self.problems: list[str] = []
        for found in _CONTROL.finditer(output):
            self._take(found)

    def left_behind(self) -> list[str]:
        """What is not as it was, in words; modes that nobody knows count as off at rest."""
        wrong = [
            f"{MODES.get(mode, (f'mode {mode}', False))[0]} {'on' if on else 'off'}"
            for mode, on in sorted(self.switched.items())
            if on is not MODES.get(mode, ("", False))[1]
        ]
        if self.keyboards:
            wrong.append("kitty's keyboard")
        if self.titles:
            wrong.append("title")
        return wrong + self.problems

    def _take(self, found: re.Match[bytes]) -> None:
        if found["modes"] is not None:
            for mode in map(int, found["modes"].split(b";")):
                self._switch(mode, found["set"] == b"h")
        elif found["kitty"] is not None:
            self.keyboards += 1 if found["kitty"] == b">" else -1
        elif found["stack"] is not None:
            self.titles += 1 if found["stack"] == b"22" else -1
        else:
            self.title = found["title"].decode()
            if not self.titles:
                self.problems.append("title changed without having been saved")

    def _switch(self, mode: int, on: bool) -> None:
        if mode == 1049 and not on and self.switched.get(mode) and self.keyboards:
            self.problems.append("kitty's keyboard left on the alternate screen")
        self.switched[mode] = on
        if on:
            self.was_on.add(mode)


def running(folder: Path) -> list[str]:
    """The command lines of all our processes whose ``SSTUI_HOME`` lies in ``folder``."""
    return [line for line in _command_lines(str(folder)) if "-m sstui" in line]


def _command_lines(folder: str) -> Iterator[str]:
    for process in psutil.process_iter():
        try:
            if process.environ().get("SSTUI_HOME", "").startswith(folder):
                yield " ".join(process.cmdline())
        except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
            continue
