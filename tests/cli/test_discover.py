"""``discover``: all that the account has, and bookmarks of what matches."""

from __future__ import annotations

import json
from pathlib import Path

from sstui.simulator.faults import Fault
from sstui.simulator.server import Simulator
from tests.cases import every
from tests.cli.conftest import Call, forget
from tests.cli.golden import golden


def rows(sstui: Call, *arguments: str) -> list[list[str]]:
    said = sstui("discover", *arguments)
    assert said.code == 0, said.err
    return [line.split("\t") for line in said.lines]


def test_in_a_pipe_it_is_rows_with_tabs_and_nothing_else(fleet: Simulator, sstui: Call) -> None:
    golden("discover.txt", sstui("discover").out)


def test_as_json_it_is_an_object_a_line(bookmarked: Simulator, sstui: Call) -> None:
    golden("discover.jsonl", sstui("discover", "--json").out)


def test_as_a_tree_each_application_and_component_stands_once(
    fleet: Simulator, sstui: Call
) -> None:
    golden("discover-tree.txt", sstui("discover", "--tree").out)


def test_stderr_tells_how_much_there_is_and_what_cannot_be_watched_yet(
    fleet: Simulator, sstui: Call
) -> None:
    assert sstui("discover").err.splitlines() == [
        "default: 4 applications, 24 components, 24 instances",
        "3 components were made with V3 and cannot be watched yet",
    ]
    assert len(fleet.requests) == 7


def test_on_a_terminal_it_is_a_table_and_says_how_far_it_is(
    fleet: Simulator, on_terminal: Call
) -> None:
    said = on_terminal("discover")
    assert said.code == 0
    assert "\r\x1b[K[--------------------] asking for the applications" in said.out
    assert "\r\x1b[K[##########----------] 2 of 4 applications" in said.out
    told, head, table = said.out.rpartition("\x1b[K")[2].partition("APPLICATION ")
    assert told.startswith("default: 4 applications")
    assert len(table.splitlines()) == 25
    assert head


def test_what_is_watched_already_has_its_name(bookmarked: Simulator, sstui: Call) -> None:
    watched = [row for row in rows(sstui) if row[-1]]
    assert [(row[2], row[-1]) for row in watched] == [("orders-prod-prod-eu-7iafjk", "orders-prod")]


def test_what_matches_a_pattern_is_bookmarked_once(bookmarked: Simulator, sstui: Call) -> None:
    said = sstui(
        "discover", "--add", "shop-core/*", "--add", "edge/cron*", "--group", "g", "--tag", "t"
    )
    assert said.code == 0
    assert len(said.lines) == 8
    told = said.err.splitlines()
    assert "added: cron-runner-edge-vm" in told
    assert "watched already: orders-prod" in told
    assert sum(line.startswith("added: ") for line in told) == 7
    listed = [json.loads(line) for line in sstui("list", "--json").lines]
    assert len(listed) == 8
    added = next(each for each in listed if each["name"] == "ledger-prod-prod-eu")
    assert (added["group"], added["tags"], added["profile"]) == ("g", ["t"], "default")
    again = sstui("discover", "--add", "shop-core/*")
    assert again.code == 0
    assert "added" not in again.err
    assert again.err.count("watched already") == 7


def test_nothing_that_matches_is_the_answer_no(fleet: Simulator, sstui: Call, home: Path) -> None:
    said = sstui("discover", "--add", "nothing/*")
    assert (said.code, said.out) == (1, "")
    assert "nothing matches nothing/* among 24 instances" in said.err
    assert not (home / "config" / "watchlist.toml").exists()


def test_a_missing_permission_costs_its_part(fleet: Simulator, sstui: Call) -> None:
    fleet.fault(Fault.STATUS, status=403, path="/environments")
    said = sstui("discover")
    assert said.code == 0
    assert "not told environment names" in said.err
    assert "servicestage:app:list" in said.err
    assert len(said.lines) == 24


@every(("status", "code"), [(401, 3), (403, 3), (503, 4)])
def test_no_list_of_applications_is_an_error(
    fleet: Simulator, home: Path, sstui: Call, status: int, code: int
) -> None:
    forget(home)
    fleet.fault(Fault.STATUS, status=status, path="/applications?")
    said = sstui("discover", "--json")
    assert (said.code, said.out) == (code, "")
    assert 1 <= len(said.err.splitlines()) <= 2


@every(
    "arguments",
    [("--json", "--tree"), ("--group", "g"), ("--profile", "nosuch"), ("--add",)],
)
def test_what_cannot_be_meant_is_refused_before_anybody_is_asked(
    fleet: Simulator, sstui: Call, arguments: tuple[str, ...]
) -> None:
    said = sstui("discover", *arguments)
    assert (said.code, said.out) == (2, "")
    assert fleet.requests == []


def test_a_broken_watch_list_is_told_before_anybody_is_asked(
    fleet: Simulator, sstui: Call, home: Path
) -> None:
    (home / "config").mkdir()
    (home / "config" / "watchlist.toml").write_text("[[instance]\n")
    assert sstui("discover").code == 2
    assert fleet.requests == []


def test_names_cannot_act_on_a_terminal(fleet: Simulator, sstui: Call) -> None:
    cart = fleet.instance_id("cart")
    fleet.patch(cart, lambda body: body.update(name="ca\x1b]0;x\x07rt\trow"))
    for form in ((), ("--tree",)):
        assert "\x1b" not in sstui("discover", *form).out
    assert sstui("discover", "--add", "*/cart/*").code == 0
    assert "\x1b" not in sstui("list").out


def test_the_list_has_what_a_query_matched_last_and_says_what_it_asks(
    fleet: Simulator, sstui: Call, home: Path
) -> None:
    (home / "config").mkdir()
    (home / "config" / "watchlist.toml").write_text(
        '[[query]]\nname = "web"\napplication = "app"\nenvironment = "env"\n'
    )
    (home / "state").mkdir()
    (home / "state" / "queries.json").write_text(
        json.dumps({"version": 1, "queries": {"web": [["app", "c", "i", "cart-7iafjk", "env"]]}})
    )
    said = sstui("list", "--json")
    (only,) = (json.loads(line) for line in said.lines)
    assert (only["name"], only["group"], only["query"]) == ("cart", "web", "web")
    assert (
        said.err == "query web: all of application app, environment env; 1 when it was last told\n"
    )
    removed = sstui("remove", "cart")
    assert removed.code == 2
    assert "cart comes from the query web" in removed.err
