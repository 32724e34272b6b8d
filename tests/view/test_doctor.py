"""Findings in words and in lines."""

from __future__ import annotations

from sstui.view.doctor import Blame, failure, finding_lines, finding_text, good, warning
from sstui.view.signs import SIGNS
from sstui.view.text import line_cells, text_of
from tests.cases import every

FINDINGS = [
    good("versions", "sstui 1"),
    warning("config mode", "it is 0644 and others can read it", "chmod 600 it"),
    failure("prod show", "no \x1b[31mpermission", "ask for it", Blame.CREDENTIALS),
]


def test_a_finding_is_one_line_with_what_to_do() -> None:
    assert [finding_text(each, 11) for each in FINDINGS] == [
        "ok    versions     sstui 1",
        "warn  config mode  it is 0644 and others can read it  → chmod 600 it",
        "fail  prod show    no \\u001b[31mpermission  → ask for it",
    ]


def test_on_the_screen_the_remedy_stands_below_and_all_is_wrapped() -> None:
    lines = [text_of(line).rstrip() for line in finding_lines(FINDINGS, 40, SIGNS["ascii"])]
    assert lines == [
        "ok    versions     sstui 1",
        "warn  config mode  it is 0644 and others",
        "                   can read it",
        "                   -> chmod 600 it",
        "fail  prod show    no",
        "                   \\u001b[31mpermission",
        "                   -> ask for it",
    ]


@every("width", [40, 60, 160])
def test_no_line_is_wider_than_the_screen(width: int) -> None:
    for text in ("a" * 200, "支付网关" * 20, "one two " * 30, ""):
        lines = finding_lines([good("subject", text), *FINDINGS], width, SIGNS["unicode"])
        assert all(line_cells(line) <= width for line in lines)
