"""What commands print, word for word, in ``tests/cli/golden/``."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def golden(name: str, printed: str) -> None:
    """``printed`` is the file's text. A file that was deleted is written anew, and fails once."""
    path = FOLDER / name
    if not path.exists():
        path.write_text(printed, encoding="utf-8")
        raise AssertionError(f"written: {path}")
    assert printed.splitlines() == path.read_text(encoding="utf-8").splitlines()
