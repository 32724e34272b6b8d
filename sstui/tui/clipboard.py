"""Copying from a terminal: tmux's buffer first, then the terminal itself, then a file.

tmux 3.2 and newer passes ``load-buffer -w`` on to the outer terminal's clipboard, which works in
stock tmux over ssh, where OSC 52 from a pane does not (``set-clipboard external``).
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

TMUX_TIMEOUT = 2.0
OSC52_LIMIT = 100_000  # bytes; xterm and several others drop longer ones


async def copy(text: str, environ: Mapping[str, str], fallback: Path) -> str:
    """Copy ``text`` and say in words where it went. `OSC52` asks the caller to write it."""
    if environ.get("TMUX") and await _tmux(text, environ):
        return "copied to the tmux buffer"
    if len(text.encode("utf-8", "replace")) <= OSC52_LIMIT and not environ.get("TMUX"):
        return OSC52
    try:
        fallback.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(fallback, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as file:
            file.write(text)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        who = "tmux does not take it" if environ.get("TMUX") else "it is too long for the terminal"
        return f"not copied: {who}, and {fallback} cannot be written: {why}"
    return f"copied to the file {fallback}"


OSC52 = "copied, if the terminal allows it (OSC 52)"


async def _tmux(text: str, environ: Mapping[str, str]) -> bool:
    program = shutil.which("tmux", path=environ.get("PATH"))
    if program is None:
        return False
    for options in (["-w"], []):
        process = await asyncio.create_subprocess_exec(
            program,
            "load-buffer",
            *options,
            "-",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            env=dict(environ),
        )
        try:
            body = text.encode("utf-8", "replace")
            await asyncio.wait_for(process.communicate(body), TMUX_TIMEOUT)
        except TimeoutError:
            process.kill()
            await process.wait()
            return False
        if process.returncode == 0:
            return True
    return False
