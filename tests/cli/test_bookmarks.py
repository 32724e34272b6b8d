"""``list`` and ``remove``: the watch list as rows, as JSON lines, and what is wrong with it."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from sstui.config.bookmarks import Bookmark
from sstui.config.queries import Member, Members
from sstui.config.watchlist_changes import values
from sstui.config.watchlist_text import new_block
from sstui.monitor.attention import Attentions
from sstui.monitor.clock import SystemClock
from sstui.monitor.expectations import Expectations
from sstui.monitor.shared_file import SharedFile
from sstui.monitor.state import Snapshot
from sstui.servicestage.refs import InstanceRef
from tests.cases import every
from tests.cli.conftest import SSTUI, Call
from tests.monitor.remembering import PATIENCE, happened, history_in, state, words
from tests.monitor.scripted import ref_of
from tests.terminal import TerminalProcess

WATCHLIST = """\
# ours
version = 1

[[instance]]
name = "orders-prod"
application = "4f6b1b6c-2d8e-4a3f-9a54-0b7b6a6f2c11"
component = "6b1d7a5e-9d0d-4f5c-8c2b-3f6c8a0b9e22"
instance = "11eddb33-140b-4e51-b1e2-6ec265373ca3"
profile = "prod"
group = "payments"
tags = ["team-a", "tier-1"]
note = "runbook: wiki/orders"
interval = "30s"
expect = "running"
stuck_after = "30m"

# the gateway
[[instance]]
name = "支付网关"
application = "4f6b1b6c-2d8e-4a3f-9a54-0b7b6a6f2c11"
component = "98ffbad9-eb0d-458c-8b09-b38667779990"
instance = "e0983a20-dbcc-43c9-8401-efcd5d0b9685"
"""


@pytest.fixture
def file(home: Path) -> Path:
    path = home / "config" / "watchlist.toml"
    path.parent.mkdir()
    path.write_text(WATCHLIST, encoding="utf-8")
    return path


def test_list_in_a_pipe_is_tab_separated_without_a_head(sstui: Call, file: Path) -> None:
    said = sstui("list")
    assert said.lines == [
        "orders-prod\tpayments\tprod\t11eddb33-140b-4e51-b1e2-6ec265373ca3\t30s\trunning"
        "\tteam-a,tier-1\trunbook: wiki/orders",
        "支付网关\t\tdefault\te0983a20-dbcc-43c9-8401-efcd5d0b9685\t\t\t\t",
    ]
    assert (said.code, said.err) == (0, "")


def test_list_as_json_is_one_versioned_object_a_line(sstui: Call, file: Path) -> None:
    first, second = map(json.loads, sstui("list", "--json").lines)
    assert first == {
        "v": 1,
        "name": "orders-prod",
        "application": "4f6b1b6c-2d8e-4a3f-9a54-0b7b6a6f2c11",
        "component": "6b1d7a5e-9d0d-4f5c-8c2b-3f6c8a0b9e22",
        "instance": "11eddb33-140b-4e51-b1e2-6ec265373ca3",
        "profile": "prod",
        "group": "payments",
        "tags": ["team-a", "tier-1"],
        "note": "runbook: wiki/orders",
        "interval": 30.0,
        "expect": "running",
        "stuck_after": 1800.0,
        "query": None,
    }
    assert second["name"] == "支付网关"
    assert second["interval"] is None


def test_list_on_a_terminal_is_an_aligned_table_cut_to_its_width(file: Path) -> None:
    environ = {**os.environ, "TERM": "xterm-256color"}
    with TerminalProcess([*SSTUI, "list"], environ, columns=72, rows=10) as terminal:
        assert terminal.wait() == 0
        head, first, second = terminal.text.rstrip().splitlines()
    assert head.split()[:3] == ["NAME", "GROUP", "PROFILE"]
    assert head.index("GROUP") == first.index("payments")
    assert head.index("INSTANCE") == first.index("11eddb33")
    assert first.endswith("…")
    assert second.startswith("支付网关")
    assert b"\x1b" not in terminal.received


def test_an_empty_watch_list_is_no_line_and_no_error(sstui: Call) -> None:
    said = sstui("list")
    assert (said.code, said.out, said.err) == (0, "", "")


def test_a_list_elsewhere_is_read_by_option_and_by_setting(
    sstui: Call, file: Path, home: Path, tmp_path: Path
) -> None:
    team = tmp_path / "team.toml"
    file.rename(team)
    assert sstui("list").out == ""
    assert len(sstui("list", "--watch-list", str(team)).lines) == 2
    (home / "config" / "config.toml").write_text('watchlist = "../../team.toml"\n')
    assert len(sstui("list").lines) == 2


def test_a_broken_watch_list_ends_with_2_and_names_file_and_line(sstui: Call, file: Path) -> None:
    file.write_text(WATCHLIST.replace('interval = "30s"', 'interval = "soon"'))
    said = sstui("list")
    assert (said.code, said.out) == (2, "")
    assert f"{file}:13" in said.err
    assert said.err.count("\n") == 1


def test_remove_takes_the_exact_name_and_leaves_the_rest_to_the_byte(
    sstui: Call, file: Path
) -> None:
    said = sstui("remove", "支付网关")
    assert (said.code, said.out) == (0, "")
    assert file.read_text().rstrip("\n") == WATCHLIST.partition("\n\n# the gateway")[0]


@every("name", ["orders", "11eddb33-140b-4e51-b1e2-6ec265373ca3", "nosuch"])
def test_remove_wants_nothing_but_the_exact_name(sstui: Call, file: Path, name: str) -> None:
    said = sstui("remove", name)
    assert (said.code, said.out) == (1, "")
    assert name in said.err
    assert file.read_text() == WATCHLIST


def test_a_watch_list_that_cannot_be_written_is_named(
    sstui: Call, file: Path, tmp_path: Path
) -> None:
    blocked = tmp_path / "a-file" / "watchlist.toml"
    blocked.parent.write_text("")
    said = sstui("--watch-list", str(blocked), "add", "a" * 8 + "/" + "b" * 8 + "/" + "c" * 8)
    assert said.code == 2
    assert str(blocked) in said.err


def test_remove_forgets_its_history_only_where_that_is_asked_for(
    sstui: Call, file: Path, home: Path
) -> None:
    gateway = InstanceRef(
        "4f6b1b6c-2d8e-4a3f-9a54-0b7b6a6f2c11",
        "98ffbad9-eb0d-458c-8b09-b38667779990",
        "e0983a20-dbcc-43c9-8401-efcd5d0b9685",
    )
    orders = replace(gateway, component="6b1d7a5e-9d0d-4f5c-8c2b-3f6c8a0b9e22")
    orders = replace(orders, instance="11eddb33-140b-4e51-b1e2-6ec265373ca3")
    history = history_in(home / "state")
    history.open()
    for number, ref in enumerate((gateway, orders)):
        history.put(ref, state('{"name": "gateway-body"}'))
        history.add(happened(number, ref=ref, after="GATEWAY-WORD" if ref == gateway else "W"))
    assert history.close(PATIENCE)
    assert sstui("remove", "orders-prod").code == 0
    assert len(words(history)) == 2
    said = sstui("remove", "支付网关", "--forget")
    assert said.err == "no longer watched: 支付网关\nits history is deleted: 支付网关\n"
    assert words(history) == ["W"]
    assert b"GATEWAY-WORD" not in history.path.read_bytes()


def test_forgetting_forgets_what_was_said_and_expected_of_it_and_that_a_query_matched_it(
    sstui: Call, file: Path, home: Path
) -> None:
    orders, other = ref_of(1), ref_of(2)
    file.write_text(file.read_text() + new_block(values(Bookmark("mine", orders))))
    shared = SharedFile(home / "state" / "shared.db", SystemClock())
    said = Attentions(shared, SystemClock(), (), lambda: None)
    said.acknowledge(Snapshot(Bookmark("", ref)) for ref in (orders, other))
    Expectations(shared).learn_all({orders: "off", other: "off"})
    members = Members(home / "state" / "queries.json")
    members.keep("web", [Member(orders, "mine"), Member(other, "other")])
    assert sstui("remove", "mine", "--forget").code == 0
    said.follow()
    assert [said.said(ref) is None for ref in (orders, other)] == [True, False]
    assert Expectations(shared).known([orders, other]) == {other: "off"}
    assert members.known == {"web": (Member(other, "other"),)}
    shared.close()


def test_forgetting_where_there_is_no_history_is_done_already(
    sstui: Call, file: Path, home: Path
) -> None:
    assert sstui("remove", "orders-prod", "--forget").code == 0
    assert not (home / "state").exists()


def test_a_history_that_cannot_be_opened_is_named(sstui: Call, file: Path, home: Path) -> None:
    (home / "state" / "history.db").mkdir(parents=True)
    said = sstui("remove", "orders-prod", "--forget")
    assert said.code == 1
    assert f"{home / 'state' / 'history.db'}: the history of orders-prod is not deleted" in said.err
