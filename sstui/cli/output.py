"""The only writer to standard output: data, line by line, as soon as there is a line.

On a terminal a table is aligned and cut to the width; in a pipe its rows are tab-separated, with
no head line, no colour and no cut.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Sequence

from sstui.servicestage.json_types import JSONValue
from sstui.view.text import cells, cut_end, pad, plain


class OutputFailed(Exception):
    """Standard output takes no more, and not because its reader has gone."""


def is_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()


def raw(body: bytes) -> None:
    """Bytes as they are, at once. Raises `BrokenPipeError` when nobody reads any more."""
    if sys.stdout is None:
        raise OutputFailed("it was closed before we began")
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        abandon()
        raise
    except OSError as error:
        abandon()
        raise OutputFailed(error.strerror or str(error)) from error


def abandon() -> None:
    """Let the interpreter's own flush at exit succeed, or it would complain on stderr."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def line(text: str) -> None:
    """One line; characters that the locale's encoding lacks are written as escapes."""
    encoding = sys.stdout.encoding if sys.stdout else "utf-8"
    raw(text.encode(encoding, "backslashreplace") + b"\n")


def json_line(value: JSONValue) -> None:
    """One JSON document on one line."""
    text = json_shown(json.dumps(value, ensure_ascii=False))
    raw(text.encode("utf-8", "backslashreplace") + b"\n")


def body(received: bytes) -> None:
    """A body to the byte, with a newline after it; on a terminal nothing of it can act."""
    if is_terminal():
        line(_harmless(received.decode("utf-8", "backslashreplace")))
    else:
        raw(received if received.endswith(b"\n") else received + b"\n")


def value(selected: JSONValue, *, bare: bool) -> None:
    """A part of a body as JSON; with ``bare`` a string without its quotes."""
    if bare and isinstance(selected, str):
        line(plain(selected))
        return
    line(json_shown(json.dumps(selected, ensure_ascii=False, indent=2)))


def json_shown(text: str) -> str:
    """JSON as it is, but on a terminal, where nothing of it can act: JSON itself escapes neither
    U+009B, which begins a control sequence as ESC [ does, nor what turns the reading direction."""
    return _harmless(text) if is_terminal() else text


def _harmless(text: str) -> str:
    """JSON whose characters that could act on a terminal are ``\\u`` escapes."""
    return "\n".join(
        part if part == plain(part) else "".join(map(_escaped, part)) for part in text.split("\n")
    )


def _escaped(character: str) -> str:
    if character == "\t" or character == plain(character):
        return character
    encoded = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{encoded[at : at + 4]}" for at in range(0, len(encoded), 4))


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Rows of foreign text, made harmless."""
    safe = [[plain(cell) for cell in row] for row in rows]
    if not is_terminal():
        for row in safe:
            line("\t".join(row))
        return
    width = shutil.get_terminal_size().columns
    lines = [list(head), *safe]
    widths = [max(cells(row[column]) for row in lines) for column in range(len(head))]
    for row in lines:
        text = "  ".join(pad(cell, size) for cell, size in zip(row, widths, strict=True))
        line(cut_end(text.rstrip(), width))
