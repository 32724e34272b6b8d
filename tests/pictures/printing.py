"""What a command of sstui prints, drawn as a terminal would show it."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from unittest.mock import patch

import pytest
from rich.console import Console
from rich.text import Text

from sstui.cli.main import main
from sstui.monitor.clock import SystemClock
from sstui.view.text import cells

PROMPT = "$ "


def printed(arguments: Sequence[str], environ: Mapping[str, str], now: float) -> list[str]:
    """The lines of its standard output at ``now``, epoch seconds; it has to end well."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with (
        patch.dict(os.environ, environ, clear=True),
        patch.object(SystemClock, "now", lambda _: now),
        redirect_stdout(out),
        pytest.raises(SystemExit) as ended,
    ):
        main(list(arguments))
    assert ended.value.code == 0, f"sstui {' '.join(arguments)} ended with {ended.value.code}"
    out.seek(0)
    return out.read().splitlines()


def drawn(arguments: Sequence[str], lines: Sequence[str], width: int, title: str) -> str:
    """SVG of the command at a prompt and what it printed, in as many rows as that takes."""
    console = Console(
        width=width,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
        record=True,
        legacy_windows=False,
    )
    command = Text(PROMPT, "dim").append(" ".join(("sstui", *arguments)), "bold not dim")
    console.print(command)
    for line in lines:
        for row in _rows(line.expandtabs(), width):
            console.print(Text(row), soft_wrap=True)
    return console.export_svg(title=title)


def _rows(line: str, width: int) -> Iterator[str]:
    """As terminals break a line: where it is full."""
    row = ""
    for sign in line:
        if cells(row + sign) > width:
            yield row
            row = ""
        row += sign
    yield row
