"""Doing on the fleet: copies by name, exports, the console's address, the mouse, one's own."""

from __future__ import annotations

import asyncio
import csv
import json
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from sstui.simulator.server import Simulator
from sstui.tui.actions import seeing
from sstui.tui.screens.chooser import Chooser
from sstui.view.text import text_of
from tests.support import until
from tests.tui.harness import Stage, dashboard
from tests.tui.mouse import click_command, click_text
from tests.tui.test_commands import CALM, message, named, to_the_list

OWN = """
[profiles.default]
protected = %s
site = "eu"

[[commands]]
key = "F5"
title = "pods"
run = ["k9s-of-nowhere", "-n", "{namespace}"]

[[commands]]
key = "r"
title = "taken"
run = ["true"]

[[commands]]
key = "F6"
title = "secret"
run = ["true", "{configuration.env[?name=='DB_PASSWORD'].value | [0]}"]

[[commands]]
key = "F7"
title = "nothing"
run = ["true", "{configuration.nothing}"]

[[commands]]
key = "F8"
title = "allowed"
run = ["true", "{id}"]
protected = true
"""


@asynccontextmanager
async def opened(home: Path, protected: str) -> AsyncIterator[Stage]:
    async with (
        Simulator("fleet", speed=0) as simulator,
        dashboard(home, simulator, count=3, config=CALM + OWN % protected) as stage,
    ):
        await stage.see_all()
        await to_orders(stage)
        yield stage


async def to_orders(stage: Stage) -> None:
    """Where each story begins: nothing open, nothing said, nothing copied."""
    await to_the_list(stage)
    stage.main.list.go_to(named(stage, "orders-prod"))
    stage.main.show_fleet()
    stage.app.copy_to_clipboard("")


async def copied(stage: Stage, key: str) -> str:
    """What the clipboard has after `c` and this key."""
    before = stage.app.clipboard
    await stage.pilot.press("c")
    await until(lambda: isinstance(stage.app.screen, Chooser))
    await stage.pilot.press(key)
    await until(lambda: stage.app.clipboard != before)
    return stage.app.clipboard


async def anything_of_an_instance_is_copied_by_its_name(stage: Stage) -> None:
    ref, simulator = named(stage, "orders-prod"), stage.simulator
    assert await copied(stage, "i") == ref.instance
    assert await copied(stage, "f") == str(ref)
    assert (await copied(stage, "r")).startswith("● orders-prod RUNNING 3/3")
    address = (
        f"{simulator.endpoint}/v2/{simulator.project_id}/cas/applications/{ref.application}"
        f"/components/{ref.component}/instances/{ref.instance}"
    )
    assert await copied(stage, "u") == address
    curl = await copied(stage, "c")
    assert curl.startswith(f"curl -sS {address} ")
    assert "$TOKEN" in curl
    assert simulator.secret_key not in curl
    assert "orders.shop.example.com" in await copied(stage, "a")
    await stage.pilot.press("2", "tab", "/", *"TTL", "enter")
    assert (await copied(stage, "p")).startswith("configuration.env[")
    assert await copied(stage, "v") == "300"


async def the_console_of_the_profiles_site_is_copied_and_shown(stage: Stage) -> None:
    await stage.pilot.press("o")
    await until(lambda: "copied" in message(stage))
    region = stage.main.fleet.accounts[0].region
    address = f"https://console.eu.huaweicloud.com/servicestage/?region={region}"
    assert stage.app.clipboard == address
    assert message(stage).endswith(f": {address}")


async def exported(stage: Stage, key: str) -> str:
    """What is in the file that `C` and this key made, and only its owner may read."""
    stage.main.bar._said()
    before = files()
    await stage.pilot.press("C")
    await until(lambda: isinstance(stage.app.screen, Chooser))
    await stage.pilot.press(key)
    await until(lambda: len(files() - before) == 1 and "written" in message(stage))
    (file,) = files() - before
    assert message(stage) == f"written to {file}"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    return file.read_text(encoding="utf-8")


def files() -> set[Path]:
    """Where sstui was started."""
    return set(Path.cwd().iterdir())


async def list_and_screen_are_written_to_files_of_their_own(stage: Stage) -> None:
    rows = list(csv.DictReader((await exported(stage, "c")).splitlines()))
    assert [row["name"] for row in rows] == ["orders-prod", "ledger-prod", "refunds-prod"]
    assert rows[0]["status"] == "RUNNING"
    assert rows[0]["available"] == "3"
    told = json.loads(await exported(stage, "j"))
    assert told[0]["instance"] == named(stage, "orders-prod").instance
    assert "| orders-prod |" in await exported(stage, "m")
    assert "orders-prod        RUNNING" in await exported(stage, "t")
    picture = await exported(stage, "s")
    assert picture.startswith("<svg")
    assert "url(" not in picture.replace("url(#", "")
    await stage.pilot.press("/", *"ledger", "enter")
    assert [each["name"] for each in json.loads(await exported(stage, "j"))] == ["ledger-prod"]
    await stage.pilot.press("escape")


async def a_value_that_is_revealed_is_for_the_eyes_alone(stage: Stage) -> None:
    """It is in no copy, and in no export of the screen."""
    await stage.pilot.press("2", "tab", "/", *"PASSW", "enter", "v")
    await until(lambda: "shown for ten seconds" in message(stage))
    pane = stage.main.focused_pane
    assert pane is not None
    (secret,) = pane.whole()
    assert secret in stage.text()
    await stage.pilot.press("y")
    await until(lambda: stage.app.clipboard != "")
    assert secret not in stage.app.clipboard
    await stage.pilot.press("enter")  # and in full, below the panes
    assert secret in text_of(stage.main.detail.value.line_at(0)[0])
    assert secret not in await exported(stage, "t")


async def each_revealed_value_is_shown_for_its_own_ten_seconds(stage: Stage) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seeing, "REVEALED", 0.1)
        await stage.pilot.press("2", "tab", "/", *"PASSW", "enter", "v", "enter")
        pane, ended = stage.main.detail.panes["configuration"], asyncio.Event()
        patch.setattr(seeing, "REVEALED", 3600.0)
        await stage.pilot.press("v")
        again = pane.revealed
        stage.main.set_timer(0.1, ended.set)  # after that of the first time
        await until(ended.is_set)
        assert pane.revealed is again
        patch.setattr(seeing, "REVEALED", 0.01)
        await stage.pilot.press("v")
        await until(lambda: not pane.revealed)
        assert not stage.main.detail.value.display


async def the_mouse_is_toggled_and_that_is_remembered(stage: Stage) -> None:
    await click_command(stage, "mouse")
    await until(lambda: "the mouse is the terminal's own" in message(stage))
    assert stage.app.dashboard.ui.layout.mouse is False
    await stage.pilot.press(":", *"mouse", "enter")
    await until(lambda: "the mouse is on" in message(stage))
    assert stage.app.dashboard.ui.layout.mouse is True


async def commands_of_ones_own_are_in_palette_help_and_hints(stage: Stage) -> None:
    await until(lambda: "F5 pods" in stage.text().splitlines()[-1])
    await stage.pilot.press("?")
    await until(lambda: "your own" in stage.text())
    assert "F5" in stage.text()
    await stage.pilot.press("escape", ":", *"nothing")
    await until(lambda: "{configuration.nothing}" in stage.text())
    await stage.pilot.press("enter")
    await until(lambda: "{configuration.nothing} has no value here" in message(stage))


async def what_cannot_be_run_is_one_line(stage: Stage) -> None:
    await stage.pilot.press("f5")
    await until(lambda: "there is no program 'k9s-of-nowhere' in PATH" in message(stage))
    await stage.pilot.press("f6")
    await until(lambda: "is a secret, and no program is given one" in message(stage))
    await stage.pilot.press("f8")
    await until(lambda: "this screen cannot be lent to a program" in message(stage))
    await stage.pilot.press("r")
    assert message(stage) == "looking again"


async def pager_and_editor_are_offered_by_mouse_and_say_what_is_missing(stage: Stage) -> None:
    stage.app.environ.update(PATH="/nowhere", EDITOR="an 'open quote")
    await click_command(stage, "open in")
    await click_text(stage, "body in the pager")
    await until(lambda: "neither less nor more is there: set PAGER" in message(stage))
    await stage.pilot.press("O", "w")
    await until(lambda: "EDITOR cannot be read: no closing quotation" in message(stage))
    stage.app.environ.update(PAGER="pager-of-nowhere --flag")
    await stage.pilot.press("O", "c")
    await until(lambda: "there is no program 'pager-of-nowhere' in PATH" in message(stage))


STORIES = (
    commands_of_ones_own_are_in_palette_help_and_hints,
    anything_of_an_instance_is_copied_by_its_name,
    the_console_of_the_profiles_site_is_copied_and_shown,
    list_and_screen_are_written_to_files_of_their_own,
    a_value_that_is_revealed_is_for_the_eyes_alone,
    each_revealed_value_is_shown_for_its_own_ten_seconds,
    the_mouse_is_toggled_and_that_is_remembered,
    what_cannot_be_run_is_one_line,
    pager_and_editor_are_offered_by_mouse_and_say_what_is_missing,
)


async def test_what_is_told_of_doing_is_so(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one dashboard: its start takes longer than most stories."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    async with opened(home, protected="false") as stage:
        for told in STORIES:
            await told(stage)
            await to_orders(stage)


async def test_on_a_protected_profile_only_what_says_so_is_run(home: Path) -> None:
    async with opened(home, protected="true") as stage:
        await stage.pilot.press("f5")
        await until(lambda: "the profile default is protected" in message(stage))
        await stage.pilot.press("f8")
        await until(lambda: "this screen cannot be lent to a program" in message(stage))
