"""In terminals of 16 million colours, of 256, of 16, and with none: no more is ever written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.real_terminal.cloud import Cloud
from tests.real_terminal.dashboards import Opened, Opening

MORE = {
    "16 million": {"TERM": "xterm-256color", "COLORTERM": "truecolor"},
    "256": {"TERM": "tmux-256color"},
    "16": {"TERM": "xterm"},
    "none": {"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"},
}
SIXTEEN = {*range(30, 38), *range(40, 48), *range(90, 98), *range(100, 108)}
SGR = re.compile(rb"\x1b\[([0-9;]*)m")


def kinds(received: bytes) -> set[str]:
    """How colours were written: ``rgb``, ``256``, ``16``."""
    found = set()
    for sequence in SGR.findall(received):
        words = sequence.split(b";")
        while words:
            word = words.pop(0)
            if word in (b"38", b"48") and words:
                found.add("rgb" if words[0] == b"2" else "256")
                del words[: 4 if words[0] == b"2" else 2]
            elif word and int(word) in SIXTEEN:
                found.add("16")
    return found


@pytest.mark.parametrize(
    ("name", "written"),
    [("16 million", {"rgb"}), ("256", {"256"}), ("16", {"16"}), ("none", set())],
)
def test_no_terminal_is_sent_a_colour_that_it_has_not(
    cloud: Cloud, tmp_path: Path, name: str, written: set[str]
) -> None:
    with Opened({name: Opening({**cloud.home(tmp_path, 3), **MORE[name]})}) as opened:
        assert kinds(bytes(opened[name].terminal.received)) == written
