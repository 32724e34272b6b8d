"""A table in one test tries every case and tells each that fails."""

from __future__ import annotations

import asyncio
import inspect
from pathlib import Path

import pytest

from tests.cases import every


@every("number, text", [(1, "1"), (2, "2")])
def test_pytest_gives_the_fixtures_and_the_table_the_rest(
    number: int, text: str, tmp_path: Path
) -> None:
    (tmp_path / text).touch()
    assert len(list(tmp_path.iterdir())) == number


async def test_a_coroutine_is_awaited_case_by_case() -> None:
    seen = []

    @every("number", [1, 2])
    async def look(number: int) -> None:
        await asyncio.sleep(0)
        seen.append(number)

    await look()
    assert seen == [1, 2]


def test_all_that_fail_are_told_with_their_values_and_what_differed() -> None:
    @every("number", [1, 2, 3, 4])
    def is_even(number: int) -> None:
        if number == 3:
            with pytest.raises(ZeroDivisionError):
                number.bit_length()
        assert number % 2 == 0

    assert not inspect.signature(is_even).parameters
    with pytest.raises(BaseExceptionGroup, match="2 of 4 cases") as told:
        is_even()
    assert [error.__notes__ for error in told.value.exceptions] == [
        ["case: number=1"],
        ["case: number=3"],
    ]
    assert [type(error) for error in told.value.exceptions] == [
        AssertionError,
        pytest.fail.Exception,
    ]


def test_one_that_fails_is_told_as_itself() -> None:
    @every("number", [1, 2])
    def is_even(number: int) -> None:
        assert number % 2 == 0

    with pytest.raises(AssertionError, match=r"assert \(?1 % 2") as told:
        is_even()
    assert told.value.__notes__ == ["case: number=1"]


def test_a_row_that_is_too_long_or_a_table_without_rows_is_none() -> None:
    with pytest.raises(ValueError, match="no case of number"):
        every("number", [])
    with pytest.raises(ValueError, match="longer"):
        every("number, text", [(1, "one", "more")])
