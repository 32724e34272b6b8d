"""What the user's files say is in force while the dashboard is open."""

from __future__ import annotations

from pathlib import Path

from sstui.simulator.server import Simulator
from sstui.watcher import FILE_LOOK
from tests.monitor.scripted import ManualClock
from tests.support import until
from tests.tui.harness import Stage, dashboard
from tests.tui.test_commands import CALM, looked_at, message, named, to_the_list

COMMAND = '\n[[commands]]\nkey = "%s"\ntitle = "pods"\nrun = ["k9s-of-nowhere"]\n'


async def written(stage: Stage, home: Path, text: str, said: str) -> None:
    """The file says this now, was looked at, and the bar says so."""
    write(home, text)
    stage.app.follow_files()
    await until(lambda: said in message(stage))


def write(home: Path, text: str) -> Path:
    file = home / "config" / "config.toml"
    file.write_text(text)
    return file


async def what_waits_for_the_next_start_is_named(stage: Stage, home: Path) -> None:
    text = CALM.replace("60", "30") + '[profiles.other]\nsource = "env"\n'
    await written(stage, home, text, "at the next start: poll, profiles")
    assert stage.app.dashboard.settings.poll.interval == 60
    await written(stage, home, text + "protected = true\n", "at the next start: poll, profiles")


async def a_broken_file_is_one_line_and_what_was_in_force_stays(stage: Stage, home: Path) -> None:
    await written(stage, home, CALM + '[keys]\nwide = "F2"\n', "was read again")
    await written(stage, home, CALM + "[keys\n", "config.toml:5: not TOML: ")
    assert message(stage).endswith("; what was in force stays")
    await stage.pilot.press("f2")
    assert stage.main.spread
    await stage.pilot.press("f2")


async def a_theme_that_is_edited_is_drawn_at_once_and_a_broken_one_is_said(
    stage: Stage, home: Path
) -> None:
    folder = home / "config" / "themes"
    folder.mkdir()
    theme = folder / "mine.toml"
    theme.write_text('dark = true\nbase = "sstui-dark"\n[style]\nok = "#123456"\n')
    await written(stage, home, 'theme = "mine"\n' + CALM, "was read again")
    assert stage.app.look.palette.theme.style("ok").color == "#123456"
    theme.write_text('dark = true\nbase = "sstui-dark"\n[style]\nok = "#654321"\n')
    stage.app.follow_files()
    await until(lambda: stage.app.look.palette.theme.style("ok").color == "#654321")
    theme.write_text("dark = 3\n")
    stage.app.follow_files()
    await until(lambda: str(theme) in message(stage))
    theme.unlink()


async def keys_commands_theme_columns_and_bell_follow_the_file(stage: Stage, home: Path) -> None:
    press, app, again = stage.pilot.press, stage.app, "config.toml was read again"
    await written(stage, home, CALM + '[keys]\nwide = "F2"\n' + COMMAND % "F5", again)
    await until(lambda: "F5 pods" in stage.text().splitlines()[-1] or bool(message(stage)))
    stage.main.list.go_to(named(stage, "orders-prod"))
    await press("f5")
    await until(lambda: "there is no program 'k9s-of-nowhere'" in message(stage))
    await press("w")
    assert not stage.main.spread
    await press("f2")
    assert stage.main.spread

    text = 'theme = "sstui-light"\nmouse = false\nsigns = "ascii"\ncolumns = ["note"]\n'
    text += CALM + '[alerts]\nbell = ["changed"]\n' + COMMAND % "w"
    await written(stage, home, text, "commands[1].key: the key 'w' is that of 'wide'")
    assert app.theme_name == "sstui-light"
    assert app.signs_name == "ascii"
    assert not app.mouse_on
    assert app.calls.kinds == {"changed"}
    await until(lambda: stage.text().splitlines()[0].split()[-2:-1] == ["note"])
    await press("f5", "f2")
    assert stage.main.spread
    await press("w")
    assert not stage.main.spread


async def a_list_that_somebody_emptied_says_how_to_add_to_it(stage: Stage, home: Path) -> None:
    before = stage.watchlist.path.read_text()
    assert "orders-prod" in stage.text()
    stage.watchlist.path.write_text("version = 1\n")
    stage.watcher.reload()
    await until(lambda: "nothing is watched; add with A or sstui add" in stage.text())
    shown = stage.text()
    assert "artifacts ──" in shown
    assert "orders-prod" not in shown  # nor does a pane's title tell of what was on it
    assert "enterprise project" not in shown
    stage.watchlist.path.write_text(before)
    stage.watcher.reload()
    await until(lambda: len(stage.watcher.fleet().snapshots) == 3)
    stage.main.show_fleet()


STORIES = (
    a_list_that_somebody_emptied_says_how_to_add_to_it,
    what_waits_for_the_next_start_is_named,
    a_broken_file_is_one_line_and_what_was_in_force_stays,
    a_theme_that_is_edited_is_drawn_at_once_and_a_broken_one_is_said,
    keys_commands_theme_columns_and_bell_follow_the_file,
)


async def test_what_is_told_of_the_files_is_so(home: Path) -> None:
    """In one dashboard: its start takes longer than a story."""
    async with looked_at(home, 3) as stage:
        for told in STORIES:
            await told(stage, home)
            await to_the_list(stage)


async def test_the_watcher_looks_every_five_seconds_at_links_too(tmp_path: Path) -> None:
    home, clock = tmp_path / "sstui", ManualClock()
    async with (
        Simulator("fleet", speed=0, clock=clock.now) as simulator,
        dashboard(home, simulator, count=1, config=CALM, clock=clock) as stage,
    ):
        await clock.advance(FILE_LOOK)
        assert not message(stage)
        elsewhere = tmp_path / "checkout.toml"
        elsewhere.write_text(CALM + '[keys]\nwide = "F2"\n')
        file = home / "config" / "config.toml"
        file.unlink()
        file.symlink_to(elsewhere)
        await clock.advance(FILE_LOOK)
        await until(lambda: "was read again" in message(stage))
        elsewhere.write_text(CALM + '[keys]\nwide = "F3"\n')
        await clock.advance(FILE_LOOK)
        await until(lambda: stage.app.keymap.of("wide") == ("f3",))
