"""The segment of tmux's status line, from what a dashboard left."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sstui.monitor.status_file import AccountStatus, InstanceStatus, Status
from sstui.view.signs import ASCII, UNICODE
from sstui.view.tmux_segment import segment, tmux_text
from tests.cases import every

NOW = 1_700_000_000.0
GOOD = AccountStatus("default", "ok")


def seen(name: str, health: str = "ok", **fields: Any) -> InstanceStatus:
    given = {"freshness": "fresh", **fields}
    return InstanceStatus(name, "a", "c", name, "default", health=health, **given)


FLEET = (
    *(seen(f"ok{index}") for index in range(18)),
    seen("orders-prod", "bad"),
    seen("mailer", "bad"),
    seen("catalog", "degraded"),
    seen("etl", "off"),
)


def status(*instances: InstanceStatus, **fields: Any) -> Status:
    given: dict[str, Any] = {"accounts": (GOOD,), **fields}
    return replace(Status(NOW, 1, True, instances), **given)


def shown(told: Status | None, now: float = NOW) -> str:
    return tmux_text(segment(told, now, UNICODE), plainly=True)


def test_counts_worst_first_and_the_first_bad_one_by_name() -> None:
    assert shown(status(*FLEET)) == "2✗ orders-prod 1◐ 1○ 18●"
    assert shown(status(*FLEET[:18])) == "18●"
    assert shown(status()) == "0"


@every(
    ("instance", "text"),
    [
        (seen("a", freshness="stale"), "(1)"),
        (seen("a", freshness="unseen"), "1·"),
        (seen("a", "bad", freshness="gone"), "1✗ a"),
        (seen("a", "off", freshness="gone"), "1∅"),
        (seen("a", "bad", quiet=True), "1z"),
        (seen("a", "bad", freshness="gone", quiet=True), "1∅"),
        (seen("a", "a later version's"), "1?"),
        (seen("payment-gateway-mastercard-eu", "bad"), "1✗ payment-…card-eu"),
    ],
)
def test_each_standing_has_the_sign_of_the_screen(instance: InstanceStatus, text: str) -> None:
    assert shown(status(instance)) == text


def test_with_nothing_running_it_is_a_dash() -> None:
    assert shown(None) == "sstui -"
    assert shown(status(*FLEET, running=False)) == "sstui -"


def test_it_says_how_old_it_is() -> None:
    assert shown(status(*FLEET), NOW + 60) == "2✗ orders-prod 1◐ 1○ 18●"
    assert shown(status(*FLEET), NOW + 245) == "? 4m 22"
    assert shown(status(*FLEET), NOW - 245) == "? ! 22"


@every(
    ("link", "text"),
    [("no answer", "? 4m 22"), ("refused", "?keys 22"), ("no credentials", "?keys 22")],
)
def test_where_no_account_answers_the_cause_stands_there(link: str, text: str) -> None:
    blind = AccountStatus("default", link, since=NOW - 245)
    assert shown(status(*FLEET, accounts=(blind,))) == text
    assert shown(status(*FLEET, accounts=(blind, GOOD))).startswith("2✗ orders-prod")


def test_colours_are_tmux_codes() -> None:
    told = tmux_text(segment(status(*FLEET), NOW, ASCII))
    assert told == (
        "#[fg=red,bold]2X#[default]#[fg=red] orders-prod#[default] #[fg=yellow]1!#[default] "
        "#[fg=default,dim]1.#[default] #[fg=green]18o#[default]"
    )


def test_a_name_is_nothing_to_tmux() -> None:
    named = status(seen("#[bg=red]#(x)\x1b|", "bad"))
    told = tmux_text(segment(named, NOW, UNICODE))
    assert " ##[bg=red…\\u001b|#[default]" in told
    assert told.replace("##", "").count("#") == 4  # those of our own two colours
