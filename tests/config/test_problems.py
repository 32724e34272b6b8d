"""One line for each mistake, with its place, and the nearest word."""

from __future__ import annotations

from pathlib import Path

from sstui.config.problems import ConfigurationError, did_you_mean
from sstui.config.toml_lines import line_of, written

TEXT = """\
theme = "x"

[poll]
interval = "5s"   # [not a table]
[profiles.prod]
region = "a"
[profiles."two words"]
region = "b"

[[instance]]
name = "one"
[[instance]]
# name = "no"
name = "two"
odd.part = 1
"""


def test_the_line_has_file_place_key_problem_and_remedy() -> None:
    error = ConfigurationError(
        "not a duration", where=Path("/c.toml"), line=3, key="poll.interval", remedy="write 5s"
    )
    assert str(error) == "/c.toml:3: poll.interval: not a duration; write 5s"
    assert str(ConfigurationError("no such file", where="--config")) == "--config: no such file"


def test_it_stays_one_line_whatever_was_read() -> None:
    assert str(ConfigurationError("bad 'a\n\x1b[31mb'")) == "bad 'a\\n\\x1b[31mb'"


def test_a_misspelt_word_is_answered_with_the_nearest_or_with_all() -> None:
    assert did_you_mean("intervall", ["interval", "fast"]) == "did you mean interval?"
    assert did_you_mean("zzz", ["interval", "fast"]) == "known are fast, interval"


def test_a_key_is_found_on_its_line() -> None:
    assert line_of(TEXT, ("theme",)) == 1
    assert line_of(TEXT, ("poll", "interval")) == 4
    assert line_of(TEXT, ("profiles", "two words", "region")) == 8
    assert line_of(TEXT, ("instance", 0, "name")) == 11
    assert line_of(TEXT, ("instance", 1, "name")) == 14
    assert line_of(TEXT, ("instance", 1, "odd")) == 15


def test_a_key_that_is_missing_is_said_to_be_where_its_table_is() -> None:
    assert line_of(TEXT, ("instance", 1, "component")) == 12
    assert line_of(TEXT, ("profiles", "prod", "source")) == 5
    assert line_of(TEXT, ("hooks",)) is None


def test_keys_are_written_as_a_person_counts() -> None:
    assert written(("instance", 0, "name")) == "instance[1].name"
    assert written(("profiles", "prod", "region")) == "profiles.prod.region"


def test_a_bar_of_eighty_cells_names_the_file_without_its_folder() -> None:
    error = ConfigurationError(
        "is no text", where=Path("/home/operator/.config/sstui/watchlist.toml"), line=7, key="name"
    )
    assert error.short == "watchlist.toml:7: name: is no text"
    assert ConfigurationError("is no color", where="--theme").short == "--theme: is no color"
