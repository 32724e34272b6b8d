"""Terminals by the colours they have, and which kinds of colour were written to one."""

from __future__ import annotations

import re

# What a terminal says of itself, by the only kind of colour that it may be sent.
TERMINALS = {
    "rgb": {"TERM": "xterm-256color", "COLORTERM": "truecolor"},
    "256": {"TERM": "tmux-256color"},
    "16": {"TERM": "xterm"},
    "none": {"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"},
}
_SIXTEEN = {*range(30, 38), *range(40, 48), *range(90, 98), *range(100, 108)}
_SGR = re.compile(rb"\x1b\[([0-9;]*)m")


def colours(received: bytes) -> set[str]:
    """How colours were written: ``rgb``, ``256``, ``16``; ``none`` where none was."""
    found = set()
    for sequence in set(_SGR.findall(received)):
        words = sequence.split(b";")
        while words:
            word = words.pop(0)
            if word in (b"38", b"48") and words:
                found.add("rgb" if words[0] == b"2" else "256")
                del words[: 4 if words[0] == b"2" else 2]
            elif word and int(word) in _SIXTEEN:
                found.add("16")
    return found or {"none"}
