"""Whatever goes wrong ends in one line, two at most, and the exit code of CONTRACT §2."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from sstui.cli.diagnostics import Diagnostics, ExitCode, Refusal
from sstui.cli.output import OutputFailed
from sstui.config.bookmarks import AmbiguousName, UnknownName
from sstui.config.problems import ConfigurationError
from sstui.servicestage import errors
from sstui.servicestage.refs import InvalidReference
from tests.cases import every
from tests.cli.conftest import Call


def failure(kind: type[errors.ServiceStageError]) -> errors.ServiceStageError:
    return kind("it did not go", cause="why", remedy="Do this.")


@every(
    ("error", "code"),
    [
        (failure(errors.NoCredentials), 3),
        (failure(errors.Unauthorized), 3),
        (failure(errors.Forbidden), 3),
        (failure(errors.NotFound), 1),
        (failure(errors.Unreachable), 4),
        (failure(errors.Throttled), 4),
        (failure(errors.Unavailable), 4),
        (failure(errors.Malformed), 4),
        (failure(errors.BadRequest), 4),
        (Refusal("no", ExitCode.NO), 1),
        (Refusal("no", ExitCode.USAGE, "Do this."), 2),
        (ConfigurationError("wrong", where="SSTUI_ENDPOINT"), 2),
        (UnknownName("orders", []), 1),
        (AmbiguousName("orders", ["orders-a", "orders-b"]), 2),
        (InvalidReference("no id"), 2),
        (click.UsageError("no such thing"), 2),
        (OutputFailed("No space left on device"), 1),
        (KeyboardInterrupt(), 130),
        (click.Abort(), 130),
        (BrokenPipeError(), 0),
        (KeyError("surprise"), 70),
    ],
)
def test_each_error_has_its_exit_code_and_at_most_two_lines(
    error: BaseException, code: int, home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended, Diagnostics():
        raise error
    out, err = capfd.readouterr()
    assert ended.value.code == code
    assert out == ""
    assert err.count("\n") <= 2
    assert "Traceback" not in err


def test_a_remedy_stands_below_what_happened(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit), Diagnostics():
        raise failure(errors.Unreachable)
    assert capfd.readouterr().err == "sstui: it did not go\n       Do this.\n"


def test_what_the_api_said_reaches_no_terminal_as_an_escape_sequence(
    home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit), Diagnostics():
        raise errors.BadRequest("\x1b[31mred\nsecond line", cause="", remedy="")
    assert capfd.readouterr().err == "sstui: \\u001b[31mred\\nsecond line\n"


def test_a_mistake_of_the_user_that_a_look_met_is_one_of_the_configuration(
    home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    mistake = ConfigurationError("no region", where="config.toml", remedy="add one")
    with pytest.raises(SystemExit) as ended, Diagnostics():
        raise failure(errors.NoCredentials) from mistake
    assert ended.value.code == ExitCode.USAGE
    assert capfd.readouterr().err == "sstui: config.toml: no region; add one\n"


def test_a_defect_names_the_log_and_leaves_its_traceback_there(
    home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    log = home / "log" / "sstui.log"
    with pytest.raises(SystemExit), Diagnostics():
        raise LookupError("surprise")
    said = capfd.readouterr().err
    assert said == f"sstui: LookupError (a defect of sstui; details in {log})\n"
    assert "Traceback" in log.read_text()
    assert "LookupError: surprise" in log.read_text()
    assert log.stat().st_mode & 0o777 == 0o600


def test_a_defect_that_cannot_be_logged_still_ends_in_one_line(
    home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (home / "log").write_text("a file where a folder should be")
    with pytest.raises(SystemExit) as ended, Diagnostics():
        raise KeyError("surprise")
    said = capfd.readouterr().err
    assert ended.value.code == ExitCode.DEFECT
    assert said.count("\n") == 1
    assert "KeyError" in said


@every(
    ("words", "told"),
    [
        (("completion",), "Missing argument '{bash|zsh|fish}'. Choose from: bash, zsh, fish"),
        (("discover", "--add"), "Option '--add' requires an argument."),
    ],
)
def test_what_is_missing_is_told_in_one_line_and_where_its_help_is(
    sstui: Call, words: tuple[str, ...], told: str
) -> None:
    said = sstui(*words)
    assert said.code == 2
    assert said.err == f"sstui: {told}\n       'sstui {words[0]} --help' says how it goes\n"
