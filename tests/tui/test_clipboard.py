"""Where a copy goes, and what is said where it goes nowhere."""

from __future__ import annotations

from pathlib import Path

from sstui.tui.clipboard import OSC52, OSC52_LIMIT, copy


async def test_outside_tmux_the_terminal_is_asked(tmp_path: Path) -> None:
    assert await copy("id", {}, tmp_path / "copied.txt") == OSC52


async def test_where_neither_tmux_nor_a_file_takes_it_both_are_named(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("no folder")
    file = tmp_path / "cache" / "copied.txt"
    said = await copy("id", {"TMUX": "/nowhere,1,0", "PATH": str(tmp_path)}, file)
    assert said.startswith("not copied: tmux does not take it, and ")
    assert f"{file} cannot be written: " in said


async def test_what_is_too_long_for_a_terminal_is_not_said_to_be_for_tmux(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("no folder")
    said = await copy("x" * (OSC52_LIMIT + 1), {}, tmp_path / "cache" / "copied.txt")
    assert said.startswith("not copied: it is too long for the terminal, and ")
