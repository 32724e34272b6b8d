"""What `doctor` says of this program, this terminal and this tmux."""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from sstui import __version__
from sstui.view.doctor import Finding, good, warning
from sstui.view.signs import SIGNS, Signs

TMUX_PATIENCE = 2.0  # seconds
LEAST_SIZE = (60, 16)
_ESCAPE_TIME = 50  # milliseconds; more is felt after every esc
_LIBRARIES = ("textual", "httpx", "pydantic")


@dataclass(frozen=True, slots=True)
class Terminal:
    """``size`` in columns and rows, None where there is no terminal; ``encoding`` of what is
    written."""

    size: tuple[int, int] | None
    encoding: str


def machine_findings(
    environ: Mapping[str, str], terminal: Terminal, signs: str, copy_file: Path
) -> Iterator[Finding]:
    """``signs`` is the set in force, ``copy_file`` where a copy goes that nothing else takes."""
    yield good("versions", _versions())
    yield _terminal(environ, terminal)
    yield _colours(environ)
    yield from _signs(environ, terminal.encoding, signs)
    if environ.get("TMUX"):
        yield from _tmux(environ)
    else:
        yield good("tmux", "not inside tmux")
        yield good("clipboard", f"OSC 52, where the terminal allows it; else {copy_file}")


def _versions() -> str:
    import sqlite3

    parts = [f"sstui {__version__}", f"Python {platform.python_version()}"]
    parts += [f"{name} {version(name)}" for name in _LIBRARIES]
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    return ", ".join([*parts, f"SQLite {sqlite3.sqlite_version}", system])


def _terminal(environ: Mapping[str, str], terminal: Terminal) -> Finding:
    term = environ.get("TERM", "")
    if term in ("", "dumb", "unknown"):
        what = f"TERM is {term or 'not set'}: nothing is known of this terminal"
        return warning("terminal", what, "export TERM=xterm-256color")
    if terminal.size is None:
        return good("terminal", f"TERM={term}; standard output is none")
    columns, rows = terminal.size
    what = f"TERM={term}, {columns}x{rows}"
    if columns < LEAST_SIZE[0] or rows < LEAST_SIZE[1]:
        return warning("terminal", what, f"make it {LEAST_SIZE[0]}x{LEAST_SIZE[1]} or larger")
    return good("terminal", what)


def _colours(environ: Mapping[str, str]) -> Finding:
    term = environ.get("TERM", "")
    if environ.get("NO_COLOR"):
        return good("colours", "none: NO_COLOR is set")
    if environ.get("COLORTERM", "").lower() in ("truecolor", "24bit") or "direct" in term:
        return good("colours", "16 million")
    many = "256" if "256color" in term else "16"
    return warning(
        "colours",
        f"{many}: COLORTERM names no more",
        'export COLORTERM=truecolor where the terminal has them, or theme = "terminal"',
    )


def _signs(environ: Mapping[str, str], encoding: str, name: str) -> Iterator[Finding]:
    """A ruler to judge by eye: what the terminal draws wider or narrower moves the bar."""
    locale = next(
        (f"{key}={environ[key]}" for key in ("LC_ALL", "LC_CTYPE", "LANG") if environ.get(key)),
        "no LANG",
    )
    if encoding.lower().replace("-", "") != "utf8":
        what = f"{locale}: text is written as {encoding}"
        yield warning("locale", what, "export LANG=C.UTF-8, or use --ascii")
        return
    yield good("locale", f"{locale}: text is written as UTF-8")
    ruler = _ruler(SIGNS[name])
    yield good("signs", f"{ruler}|  {name}")
    what = f'{"." * len(ruler)}|  both bars stand below each other, else signs = "narrow"'
    yield good("signs", what)


def _ruler(signs: Signs) -> str:
    """Every sign once, but for the bar's own."""
    drawn = [str(each) for each in signs]
    return "".join(dict.fromkeys("".join(drawn).replace("|", "")))


def _tmux(environ: Mapping[str, str]) -> Iterator[Finding]:
    program = shutil.which("tmux", path=environ.get("PATH"))
    told = _ask(program, environ, "display-message", "-p", "#{version} #{client_termname}")
    if program is None or told is None:
        yield warning("tmux", "TMUX is set, but tmux does not answer", "check PATH and TMUX")
        return
    number, _, outer = told.partition(" ")
    yield good("tmux", f"{number}; status line: set -g status-right '#(sstui tmux)'")
    features = _ask(program, environ, "display-message", "-p", "#{client_termfeatures}") or ""
    yield _tmux_colours(features, outer or "xterm-256color")
    delay = _ask(program, environ, "show-options", "-sv", "escape-time") or ""
    if delay.isdecimal() and int(delay) > _ESCAPE_TIME:
        what = f"escape-time {delay} ms: esc is late"
        yield warning("tmux esc", what, "set -sg escape-time 10")
    else:
        yield good("tmux esc", f"escape-time {delay or 'not told'} ms")
    focus = _ask(program, environ, "show-options", "-gv", "focus-events") or ""
    if focus == "off":
        what = "focus-events off: sstui cannot tell when it is looked at"
        yield warning("tmux focus", what, "set -g focus-events on")
    else:
        yield good("tmux focus", f"focus-events {focus or 'not told'}")
    yield _tmux_clipboard(number, _ask(program, environ, "show-options", "-sv", "set-clipboard"))


def _tmux_colours(features: str, outer: str) -> Finding:
    if "RGB" in features.split(","):
        return good("tmux colours", "16 million reach the terminal outside")
    line = f'set -as terminal-features ",{outer}:RGB"'
    return warning("tmux colours", "tmux brings colours down to 256 or fewer", line)


def _tmux_clipboard(number: str, clipboard: str | None) -> Finding:
    """``load-buffer -w`` came with 3.2."""
    parts = re.findall(r"\d+", number)
    if [int(part) for part in parts[:2]] < [3, 2]:
        what = f"tmux {number} keeps copies in its own buffer"
        return warning("clipboard", what, "tmux 3.2 hands them to the terminal outside too")
    if clipboard == "off":
        return warning("clipboard", "set-clipboard off", "set -s set-clipboard external")
    return good("clipboard", "tmux load-buffer -w, and with it the terminal outside")


def _ask(program: str | None, environ: Mapping[str, str], *arguments: str) -> str | None:
    """What tmux answers; None where it does not."""
    if program is None:
        return None
    try:
        done = subprocess.run(
            [program, *arguments],
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=TMUX_PATIENCE,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()
