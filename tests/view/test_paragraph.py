"""Prose in lines: Latin between words, Chinese between characters, punctuation where it belongs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sstui.view.paragraph import by_words
from sstui.view.text import cells, plain
from tests.cases import every
from tests.strategies import any_text


def test_words_stay_whole_and_longer_ones_are_broken() -> None:
    assert by_words("one two three", 7) == ["one two", "three"]
    assert by_words("a 0123456789", 4) == ["a", "0123", "4567", "89"]
    assert by_words("", 5) == [""]


def test_chinese_is_broken_between_characters_and_never_before_its_punctuation() -> None:
    assert by_words("实例正在创建。", 8) == ["实例正在", "创建。"]
    assert by_words("实例正在创。建", 10) == ["实例正在", "创。建"]
    assert by_words("看（时间线）", 4) == ["看", "（时", "间", "线）"]


def test_latin_words_inside_chinese_stay_whole() -> None:
    assert by_words("检查 Pod 的事件", 9) == ["检查 Pod", "的事件"]


@given(any_text(max_size=200), st.integers(4, 40))
def test_nothing_is_lost_and_nothing_is_wider_than_the_room(text: str, width: int) -> None:
    harmless = plain(text)
    lines = by_words(harmless, width)
    assert all(cells(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(harmless.split())


@every("width", [4, 10, 58])
def test_a_long_run_without_blanks_is_read_once(width: int) -> None:
    assert len(by_words("x" * 20_000, width)) == -(-20_000 // width)
