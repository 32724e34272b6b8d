"""``check``: the monitoring-plugins contract, with a simulated account behind it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sstui import __version__
from sstui.monitor.status_file import InstanceStatus, Status, text_of, write_status
from sstui.simulator.faults import Fault
from sstui.simulator.server import Simulator
from tests.cases import every
from tests.cli.conftest import ORDERS, SSTUI, Call, Ended, forget
from tests.tui.harness import write_watchlist

FIGURE = re.compile(
    r"'(?:[^'=]|'')+'=(?:U|-?[\d.]+s?)(?:;[^;\s]*){0,4}"
)  # as the guidelines have it


@pytest.fixture
def watched(home: Path, fleet: Simulator) -> Simulator:
    """All 24 of the fleet are on the watch list."""
    write_watchlist(home / "config" / "watchlist.toml", fleet)
    return fleet


def first(said: Ended) -> str:
    assert said.err == ""
    line = said.lines[0]
    assert len(line) <= 80
    return line


@every(
    ("status", "have", "code", "line"),
    [
        ("RUNNING", 3, 0, "SSTUI OK: orders-prod RUNNING 3/3"),
        ("UPGRADING", 3, 1, "SSTUI WARNING: orders-prod UPGRADING 3/3"),
        ("RUNNING", 2, 1, "SSTUI WARNING: orders-prod RUNNING 2/3, replicas missing"),
        ("FAILED", 0, 2, "SSTUI CRITICAL: orders-prod FAILED 0/3"),
        ("GRAYING", 3, 3, "SSTUI UNKNOWN: orders-prod GRAYING 3/3, a status that is new to sstui"),
        ("STOPPED", 0, 0, "SSTUI OK: orders-prod STOPPED 0/3"),
    ],
)
def test_one_instance(
    bookmarked: Simulator,
    home: Path,
    sstui: Call,
    status: str,
    have: int,
    code: int,
    line: str,
) -> None:
    forget(home)
    bookmarked.set_status(ORDERS, status=status, available_replica=have)
    said = sstui("check")
    assert (said.code, first(said)) == (code, line)


def test_the_whole_fleet_the_worst_first(watched: Simulator, sstui: Call) -> None:
    said = sstui("check")
    assert said.code == 2
    assert first(said).startswith(
        "SSTUI CRITICAL: 2 critical, 1 unknown, 1 warning of 24: cart FAILED 0/3; "
    )
    states = [line[1 : line.index("]")] for line in said.lines[1:-1]]
    assert states == ["CRITICAL"] * 2 + ["UNKNOWN"] + ["WARNING"] + ["OK"] * 20
    assert len(watched.requests) == 24


def test_figures_are_what_a_core_can_read(watched: Simulator, sstui: Call) -> None:
    *above, last = sstui("check").lines
    assert "|" not in "".join(above)
    figures = last.partition(" | ")[2]
    assert " ".join(FIGURE.findall(figures)) == figures
    assert figures.startswith("'ok'=18;;;0;24 'moving'=0;;;0;24 'degraded'=1;;;0;24 'bad'=2;;;0;24")
    assert re.search(r"'catalog replicas'=2;;;0;3 'catalog age'=[\d.]+s;;;0 ", figures)
    assert figures.count(" latency'=") == 24


def test_names_and_groups_choose(watched: Simulator, sstui: Call) -> None:
    assert first(sstui("check", "orders-prod", "orders-prod")).startswith("SSTUI OK: orders-prod ")
    assert first(sstui("check", ORDERS[:8])).startswith("SSTUI OK: orders-prod ")
    assert first(sstui("check", "--group", "payments")) == "SSTUI OK: 7 ok"
    said = sstui("check", "--group", "payment")
    assert said.code == 3
    assert said.lines[0] == (
        "SSTUI UNKNOWN: none of them is in the group payment; did you mean payments?"
    )


def test_thresholds(bookmarked: Simulator, sstui: Call) -> None:
    said = sstui("check", "--warning", "replicas=5:", "--critical", "replicas=@3")
    assert said.code == 2
    assert first(said) == ("SSTUI CRITICAL: orders-prod RUNNING 3/3, replicas not within @0:3")
    assert "'orders-prod replicas'=3;5:;@0:3;0;3 " in said.lines[-1]
    assert sstui("check", "-w", "replicas=5:", "-w", "age=1m").code == 1
    assert sstui("check", "-w", "replicas=3:", "-c", "age=1m").code == 0


@every(("off", "code"), [("ok", 0), ("warning", 1), ("critical", 2)])
def test_off(bookmarked: Simulator, home: Path, sstui: Call, off: str, code: int) -> None:
    forget(home)
    bookmarked.set_status(ORDERS, status="STOPPED", available_replica=0)
    assert sstui("check", "--off", off).code == code


def test_what_the_first_look_saw_is_expected_of_the_next(
    bookmarked: Simulator, sstui: Call
) -> None:
    assert sstui("check").code == 0
    bookmarked.set_status(ORDERS, status="STOPPED", available_replica=0)
    said = sstui("check")
    assert (said.code, first(said)) == (
        2,
        "SSTUI CRITICAL: orders-prod STOPPED 0/3, expected running",
    )


def test_gone_is_critical_and_never_found_is_unknown(bookmarked: Simulator, sstui: Call) -> None:
    bookmarked.forget(ORDERS)
    never = sstui("check")
    assert (never.code, first(never)) == (
        3,
        "SSTUI UNKNOWN: orders-prod not seen, instance not found, wrong ids or project?",
    )
    bookmarked.restore(ORDERS)
    assert sstui("check").code == 0
    bookmarked.forget(ORDERS)
    gone = sstui("check")
    assert (gone.code, first(gone)) == (2, "SSTUI CRITICAL: orders-prod gone 404")


def test_a_refused_key_is_not_tried_again_by_the_next_job(
    bookmarked: Simulator, sstui: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUAWEICLOUD_SDK_SK", "wrong" * 8)
    before = len(bookmarked.requests)
    for _ in range(3):
        said = sstui("check")
        assert said.code == 3
        assert first(said) == "SSTUI UNKNOWN: orders-prod not seen, credentials refused"
    assert len(bookmarked.requests) == before + 1


def test_the_last_tenth_of_the_budget_is_not_for_it(
    watched: Simulator, home: Path, sstui: Call
) -> None:
    (home / "config" / "config.toml").write_text("[poll]\nbudget = 30\n")
    sstui("check")
    said = sstui("check", "--timeout", "1s")
    assert len(watched.requests) == 27
    assert "not seen, budget spent" in said.out


@every(
    ("fault", "options", "words"),
    [
        (Fault.STATUS, {"status": 403}, "no permission"),
        (Fault.STATUS, {"status": 429}, "throttled"),
        (Fault.STATUS, {"status": 503}, "ServiceStage is down behind its gateway"),
        (Fault.HANG, {}, "does not answer"),
    ],
)
def test_what_cannot_be_seen_is_unknown(
    bookmarked: Simulator,
    home: Path,
    sstui: Call,
    fault: Fault,
    options: dict[str, Any],
    words: str,
) -> None:
    forget(home)
    bookmarked.fault(fault, **options)
    said = sstui("check", "--timeout", "500ms")
    assert said.code == 3
    assert first(said) == f"SSTUI UNKNOWN: orders-prod not seen, {words}"
    # In full, and what to do, below.
    assert len(said.lines) == 5


def test_help_version_and_wrong_calls_end_with_3(sstui: Call) -> None:
    for arguments in (("--help",), ("-h",)):
        said = sstui("check", *arguments)
        assert said.code == 3
        assert said.lines[0].startswith("Usage: sstui check")
    for arguments in (("--version",), ("-V",)):
        said = sstui("check", *arguments)
        assert (said.code, said.out) == (3, f"sstui {__version__}\n")
    for wrong in (
        ("--nosuch",),
        ("--timeout", "soon"),
        ("--off", "maybe"),
        ("--warning", "replicas"),
        ("--warning", "latency=1"),
        ("--critical", "replicas=20:10"),
        ("--max-age", "1m"),
        ("nosuch",),
        ("--config", "/nosuch.toml"),
    ):
        said = sstui("check", *wrong)
        assert said.code == 3
        assert first(said).startswith("SSTUI UNKNOWN: ")


def test_a_broken_file_is_unknown_with_its_place(sstui: Call, home: Path, fleet: Simulator) -> None:
    config = home / "config"
    config.mkdir()
    (config / "watchlist.toml").write_text('[[instance]]\nname = "x"\n')
    for arguments in (("check",), ("check", "--cached")):
        said = sstui(*arguments)
        assert said.code == 3
        assert said.lines[0].startswith("SSTUI UNKNOWN: watchlist.toml:1: ")
        assert str(config / "watchlist.toml") in said.lines[1]
    (config / "watchlist.toml").unlink()
    (config / "config.toml").write_text("[poll]\nintervall = 3\n")
    said = sstui("check")
    assert said.code == 3
    assert "intervall" in said.out


def test_with_nothing_to_watch_there_is_nothing_to_say(home: Path, sstui: Call) -> None:
    said = sstui("check")
    assert (said.code, said.lines[0]) == (3, "SSTUI UNKNOWN: nothing is watched")


def test_json_is_one_object(watched: Simulator, sstui: Call) -> None:
    said = sstui("check", "--group", "payments", "--json")
    assert said.code == 0
    told = json.loads(said.out)
    assert (told["v"], told["state"], told["code"]) == (1, "OK", 0)
    assert told["counts"]["ok"] == len(told["instances"]) == 7
    assert told["instances"][0]["name"] == "orders-prod"


def test_what_the_api_sends_does_not_act(bookmarked: Simulator, sstui: Call) -> None:
    bookmarked.set_status(ORDERS, status="RUN|NING\x1b[31m\n'=x", available_replica=3)
    said = sstui("check")
    assert said.code == 3
    assert "RUN/NING\\u001b[31m\\n" in first(said)
    assert all(line.isprintable() for line in said.lines)
    assert said.out.count("|") == 1


Left = Callable[..., None]


@pytest.fixture
def left(home: Path, bookmarked: Simulator) -> Left:
    """What a dashboard left of ``orders-prod``, so many seconds ago."""

    def leave(seconds: float = 0.0, *, running: bool = True, **fields: Any) -> None:
        now = time.time() - seconds
        mark = next(each for each in bookmarked.bookmarks if each["name"] == "orders-prod")
        ids = (mark["application"], mark["component"], mark["instance"])
        known = InstanceStatus("another name", *ids, "default", status="RUNNING", have=3, want=3)
        known = replace(known, health="ok", freshness="fresh", seen=now, latency=0.1)
        told = Status(now, 4711, running, (replace(known, **fields),))
        write_status(home / "state" / "status.json", text_of(told))

    return leave


def test_cached_is_what_the_dashboard_left_and_asks_nobody(
    bookmarked: Simulator, left: Left, sstui: Call
) -> None:
    before = len(bookmarked.requests)
    left(health="bad", status="FAILED", have=0)
    said = sstui("check", "--cached")
    assert (said.code, first(said)) == (2, "SSTUI CRITICAL: orders-prod FAILED 0/3")
    assert said.lines[-1].startswith("1 as process 4711 saw them, written just now | ")
    assert len(bookmarked.requests) == before


def test_cached_and_old_is_unknown_and_says_how_old(left: Left, sstui: Call) -> None:
    left(245)
    said = sstui("check", "--cached")
    assert (said.code, first(said)) == (3, "SSTUI UNKNOWN: too old: no dashboard wrote 4m ago")
    assert sstui("check", "--cached", "--max-age", "5m").code == 0
    left(245, running=False)
    assert "too old: the last dashboard ended, and wrote, 4m ago" in sstui("check", "--cached").out
    left(-245)
    assert "in the future" in sstui("check", "--cached").out
    left(2, seen=time.time() - 60)
    assert sstui("check", "--cached").code == 0
    said = sstui("check", "--cached", "--max-age", "30s")
    assert (said.code, first(said)) == (3, "SSTUI UNKNOWN: orders-prod (RUNNING) seen 1m ago")


def test_cached_without_anything_left_is_unknown(home: Path, left: Left, sstui: Call) -> None:
    said = sstui("check", "--cached")
    assert said.code == 3
    assert said.lines[0] == "SSTUI UNKNOWN: no dashboard left anything here"
    assert str(home / "state" / "status.json") in said.lines[1]
    left(instance="another")
    said = sstui("check", "--cached")
    assert said.code == 3
    assert said.lines[0] == "SSTUI UNKNOWN: orders-prod not seen, process 4711 does not watch it"


def test_its_output_does_not_depend_on_the_locale(home: Path, left: Left) -> None:
    left()
    path = home / "config" / "watchlist.toml"
    path.write_text(path.read_text().replace("orders-prod", "支付网关-prod"))
    environ = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    ended = subprocess.run(
        [*SSTUI, "check", "--cached"], env=environ, capture_output=True, timeout=60, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert ended.stdout.startswith(b"SSTUI OK: \\u652f\\u4ed8\\u7f51\\u5173-prod RUNNING 3/3\n")


def test_that_nobody_reads_it_does_not_change_the_code(left: Left) -> None:
    left(health="bad", status="FAILED", have=0)
    reading, writing = os.pipe()
    os.close(reading)
    command = [*SSTUI, "check", "--cached"]
    ended = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, timeout=60, check=False)
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (2, b"")
