"""Lines of exact width out of any text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from sstui.view.text import (
    Span,
    cells,
    cut_end,
    cut_middle,
    fit,
    join,
    line_cells,
    pad_left,
    plain,
    rule_line,
    text_of,
)
from tests.cases import every
from tests.support import is_harmless

ANY_TEXT = st.text(st.characters(codec=None), max_size=40)


@given(ANY_TEXT)
def test_no_control_format_or_bidi_character_survives(text: str) -> None:
    assert is_harmless(plain(text))


def test_what_a_terminal_only_shows_is_told_from_what_acts_on_it() -> None:
    assert all(map(is_harmless, ("", " ", "orders", "支付", "e\u0301", "\u00a0", "\u3000")))
    for each in "\n\0\x1b\x9b\u00ad\u200b\u202e\u2028\u2029\ud800\ue000\uffff":
        assert not is_harmless(f"a{each}b")


def test_an_escape_sequence_is_shown_as_what_it_is() -> None:
    assert plain("\x1b[31mred\u202egnp\n") == "\\u001b[31mred\\u202egnp\\n"


@every(
    "text",
    ["支付网关", "हिन्दी", "각", "e\u0301", "👍🏽", "☰䷀", "ﾊﾝｶｸ", "[bold]x[/]", "◐●○✗"],
)
def test_widths_are_those_that_the_screen_library_counts(text: str) -> None:
    assert cells(plain(text)) == cell_len(plain(text))


@given(ANY_TEXT, st.integers(0, 60))
def test_a_cut_text_is_never_wider_than_asked(text: str, width: int) -> None:
    assert cells(cut_end(plain(text), width)) <= width
    assert cells(cut_middle(plain(text), width)) <= width


def test_names_are_cut_in_the_middle_and_ids_at_the_end() -> None:
    assert cut_middle("payment-gateway-mastercard-eu", 18) == "payment-g…rcard-eu"
    assert cut_end("523498f1-36c4-11eb", 9) == "523498f1…"


@given(st.lists(ANY_TEXT, max_size=4), st.lists(ANY_TEXT, max_size=2), st.integers(0, 80))
def test_a_line_is_exactly_as_wide_as_asked(left: list[str], right: list[str], width: int) -> None:
    left_line = tuple(Span(plain(text)) for text in left)
    right_line = tuple(Span(plain(text)) for text in right)
    assert line_cells(fit(left_line, width)) == width
    assert line_cells(join(left_line, right_line, width)) == width
    assert line_cells(fit(rule_line(left_line, right_line, width, "─"), width)) == width


def test_a_rule_fills_what_title_and_note_leave() -> None:
    line = rule_line((Span("latest"),), (Span("3"),), 16, "─")
    assert text_of(line) == "latest ─────── 3"


def test_numbers_stand_at_the_right() -> None:
    assert pad_left("5s", 3) == " 5s"
