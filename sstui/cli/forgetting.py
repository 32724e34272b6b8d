"""What ``sstui remove --forget`` deletes: all that is kept of one instance, beside the watch
list."""

from __future__ import annotations

from sstui.cli import logs
from sstui.cli.diagnostics import ExitCode, Refusal
from sstui.config.bookmarks import Bookmark
from sstui.config.paths import Paths
from sstui.config.queries import forget_member
from sstui.monitor import baselines
from sstui.monitor.attention import forget_attention
from sstui.monitor.baselines import BaselineError
from sstui.monitor.clock import SystemClock
from sstui.monitor.expectations import forget_expectation
from sstui.monitor.history import forget
from sstui.monitor.history_file import HistoryError
from sstui.monitor.shared_file import Busy

_WRITABLE = "make the file and its folder writable, or delete the file."


def forget_all(paths: Paths, bookmark: Bookmark) -> None:
    """Its history, its baseline, what is expected of it, who is quiet about it, and that a query
    matched it. Raises `Refusal`, which names the file."""
    logs.begin(paths.log_file)
    name, ref = bookmark.name, bookmark.ref
    try:
        baselines.forget(paths.shared_db, ref)
        forget(paths.history_db, ref)
        forget_expectation(paths.shared_db, SystemClock(), ref)
        forget_attention(paths.shared_db, SystemClock(), ref)
    except BaselineError as error:
        what = f"{paths.shared_db}: the baseline of {name} is not deleted: {error}"
        raise Refusal(what, ExitCode.NO, _WRITABLE) from error
    except HistoryError as error:
        what = f"{paths.history_db}: the history of {name} is not deleted: {error}"
        raise Refusal(what, ExitCode.NO, _WRITABLE) from error
    except Busy as error:
        what = f"{paths.shared_db}: what is known of {name} is not deleted: it is in use"
        raise Refusal(what, ExitCode.NO, "add it and remove it again.") from error
    forget_member(paths.queries_file, ref)
