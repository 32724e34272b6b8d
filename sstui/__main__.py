"""The console script, and ``python -m sstui``."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Words for a shell are answered before Click is loaded; all else is the command line's."""
    if sys.argv[1:3] == ["completion", "--answer"]:
        from sstui.cli.completer import answer

        answer(sys.argv[3:])
        return
    from sstui.cli.main import main as command_line

    try:
        command_line()
    finally:
        # Python walks through all objects once more when it ends: a seventh of `check`'s time.
        gc.freeze()


if __name__ == "__main__":
    main()
