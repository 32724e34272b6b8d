"""Our own log: `sstui.log`, rotating, 0600, and only what our own modules say.

The loggers of httpx and httpcore are not asked: at their finest they print request headers, and
tokens with them.
"""

from __future__ import annotations

import io
import logging
import os
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

from sstui.insight.secrets import mask

SIZE = 1_000_000  # bytes; with what is kept, 4 MB at most
KEPT = 3


def _opener(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


class Masked(logging.Formatter):
    """What a value shows to be a secret is masked, in tracebacks too: the last fence."""

    def format(self, record: logging.LogRecord) -> str:
        return mask(super().format(record))


class PrivateLog(RotatingFileHandler):
    """A rotating log that its owner alone can read; there is no file before the first line.

    Where it cannot be written that is kept in ``failure``: it must not cost the screen.
    """

    def __init__(self, file: Path) -> None:
        self.failure: OSError | None = None
        super().__init__(file, maxBytes=SIZE, backupCount=KEPT, encoding="utf-8", delay=True)
        self.setFormatter(Masked("%(asctime)s %(levelname)s %(name)s %(message)s"))

    def _open(self) -> io.TextIOWrapper:
        os.makedirs(os.path.dirname(self.baseFilename), mode=0o700, exist_ok=True)
        return io.TextIOWrapper(open(self.baseFilename, "ab", opener=_opener), encoding="utf-8")

    def handleError(self, record: logging.LogRecord) -> None:
        error = sys.exception()
        self.failure = error if isinstance(error, OSError) else self.failure


def begin(file: Path, verbose: int = 0) -> None:
    """For a command with one answer: ``-v`` writes into ``file``; without it nothing is written,
    and nothing reaches standard error raw, which `logging` does where it finds no handler."""
    if verbose:
        start(file, verbose)
    else:
        logging.getLogger("sstui").addHandler(logging.NullHandler())


def start(file: Path, verbose: int = 0) -> None:
    """Write what sstui's modules log into ``file``; ``-v`` adds the details."""
    logger = logging.getLogger("sstui")
    if not any(isinstance(handler, PrivateLog) for handler in logger.handlers):
        logger.addHandler(PrivateLog(file))
    logger.setLevel(logging.DEBUG if verbose else logging.INFO)
    logger.propagate = False


def record(file: Path, error: BaseException) -> None:
    """The traceback of a defect. Raises `OSError` when the log cannot be written."""
    log = PrivateLog(file)
    entry = logging.makeLogRecord(
        {
            "name": "sstui",
            "levelno": logging.CRITICAL,
            "levelname": "CRITICAL",
            "msg": "unforeseen",
            "exc_info": (type(error), error, error.__traceback__),
        }
    )
    log.emit(entry)
    log.close()
    if log.failure is not None:
        raise log.failure
