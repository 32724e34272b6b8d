"""The only writer to standard error, and the only map from what went wrong to an exit code."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import suppress
from enum import IntEnum
from types import TracebackType
from typing import NamedTuple

import click

from sstui.cli import output
from sstui.config.bookmarks import AmbiguousName, UnknownName
from sstui.config.paths import Paths
from sstui.config.problems import ConfigurationError
from sstui.servicestage.errors import (
    Forbidden,
    NoCredentials,
    NotFound,
    ServiceStageError,
    Unauthorized,
)
from sstui.servicestage.refs import InvalidReference
from sstui.servicestage.regions import InvalidEndpoint
from sstui.view.text import cut_end, plain


class ExitCode(IntEnum):
    """CONTRACT §2, for all commands but `check` and the dashboard."""

    DONE = 0
    NO = 1
    USAGE = 2
    CREDENTIALS = 3
    NO_ANSWER = 4
    DEFECT = 70  # EX_SOFTWARE of sysexits.h: ours to mend, and no answer to what was asked
    TIMED_OUT = 124
    INTERRUPTED = 130


class Refusal(Exception):
    """A command says no: what is wrong, and what to do."""

    def __init__(self, message: str, code: ExitCode, remedy: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.remedy = remedy


def narrate(text: str) -> None:
    """One line on standard error; what was read from elsewhere is made harmless."""
    if sys.stderr is None:  # it was closed before we began
        return
    encoding = sys.stderr.encoding or "utf-8"
    safe = plain(text).encode(encoding, "backslashreplace").decode(encoding)
    try:
        sys.stderr.write(f"{safe}\n")
        sys.stderr.flush()
    except OSError:
        return  # nobody listens any more; the exit code still tells


def progress(text: str) -> None:
    """How far it is, on a line that the next one takes the place of; empty: that line is cleared.
    On a terminal only."""
    if sys.stderr is None or not sys.stderr.isatty():
        return
    width = shutil.get_terminal_size().columns
    with suppress(OSError):
        sys.stderr.write(f"\r\x1b[K{cut_end(plain(text), max(width - 1, 1), '..')}")
        sys.stderr.flush()


class Diagnostics:
    """Ends the process with the exit code of whatever its block raises, in at most two lines.

    A context manager, because an unforeseen exception is to be caught here and nowhere else.
    """

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None or isinstance(error, SystemExit):
            return
        raise SystemExit(int(report(error))) from None


class Said(NamedTuple):
    """What went wrong, and what to do."""

    message: str
    code: ExitCode
    remedy: str = ""


def report(error: BaseException) -> int:
    """Say what went wrong; the exit code."""
    match error:
        case click.exceptions.Exit():
            return error.exit_code
        case BrokenPipeError():
            output.abandon()
            return ExitCode.DONE  # the reader has all it wanted
        case KeyboardInterrupt() | click.Abort():
            return ExitCode.INTERRUPTED
    said = explained(error)
    narrate(f"sstui: {said.message}")
    if said.remedy:
        narrate(f"       {said.remedy}")
    return said.code


def explained(error: BaseException) -> Said:
    """In words; a defect is written into the log too."""
    match error:
        case click.UsageError():
            command = error.ctx.command_path if error.ctx else "sstui"
            remedy = f"'{command} --help' says how it goes"
            message = " ".join(error.format_message().split())  # a choice's words stand in lines
            return Said(message, ExitCode.USAGE, remedy)
        case click.ClickException():
            return Said(error.format_message(), ExitCode.USAGE)
        case ConfigurationError():
            return Said(str(error), ExitCode.USAGE)
        case UnknownName():
            return Said(str(error), ExitCode.NO)
        case AmbiguousName() | InvalidReference() | InvalidEndpoint():
            return Said(str(error), ExitCode.USAGE)
        case Refusal():
            return Said(str(error), error.code, error.remedy)
        case output.OutputFailed():
            return Said(f"standard output: {error}", ExitCode.NO)
        case ServiceStageError(__cause__=ConfigurationError() as mistake):
            return explained(mistake)
        case ServiceStageError():
            return Said(str(error), _code_of(error), error.remedy)
        case _:
            return _defect(error)


def _code_of(error: ServiceStageError) -> ExitCode:
    match error:
        case NoCredentials() | Unauthorized() | Forbidden():
            return ExitCode.CREDENTIALS
        case NotFound():
            return ExitCode.NO
        case _:
            return ExitCode.NO_ANSWER


def _defect(error: BaseException) -> Said:
    """One line that names the log; the traceback is for the log only, and so are the error's own
    words: nobody foresaw them, and they may hold what was read."""
    from sstui.cli import logs

    paths = Paths.from_environ(os.environ)
    details = f"details in {paths.log_file}"
    try:
        logs.record(paths.log_file, error)
    except OSError as refused:
        details = f"{paths.log_file}: {refused.strerror}"
    return Said(f"{type(error).__name__} (a defect of sstui; {details})", ExitCode.DEFECT)
