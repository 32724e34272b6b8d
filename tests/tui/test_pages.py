"""Pages and strips where there is little room: what is cut says so, and the way back stays."""

from __future__ import annotations

import errno
import re
from collections.abc import Coroutine
from functools import partial
from pathlib import Path

import pytest

from sstui.cli import doctor_examination
from sstui.simulator.server import Simulator
from sstui.tui.screens.doctor import DoctorPage
from sstui.tui.screens.log import LogPage
from sstui.view.doctor import Finding
from tests.support import until
from tests.tui.harness import SIZES, Stage, dashboard
from tests.tui.test_commands import to_the_list


def first_line(stage: Stage) -> str:
    return stage.text().splitlines()[0]


def has_the_way_back(stage: Stage) -> bool:
    return "esc back" in first_line(stage)


def is_over(stage: Stage, page: DoctorPage, words: str) -> bool:
    return not page.examining and words in stage.text()


def differs(stage: Stage, before: str) -> bool:
    return stage.text() != before


async def the_page_of_keys_cuts_nothing(stage: Stage) -> None:
    """What is below the edge is counted in the title, which stays."""
    for name, size in SIZES.items():
        await stage.pilot.resize_terminal(*size)
        await stage.pilot.press("question_mark")
        await until(lambda: "every day" in stage.text())
        seen = stage.text().splitlines()[1:]
        while "↓" in first_line(stage):
            before = stage.text()
            await stage.pilot.press("pagedown")
            await until(partial(differs, stage, before))
            seen += stage.text().splitlines()[1:]
            assert first_line(stage).strip().startswith("Keys"), name
        said = " ".join(" ".join(seen).split())
        assert "running, but its last job failed" in said, name
        assert "differs from its baseline" in said, name
        assert re.search(r"\w…( |$)", said.replace("(…)", "")) is None, name
        await stage.pilot.press("escape")


async def the_place_of_the_log_is_not_cut(stage: Stage) -> None:
    file = str(stage.app.dashboard.log_file)
    assert len(file) > stage.app.size.width
    await stage.pilot.press("L")
    await until(lambda: file in "".join(map(str.strip, stage.text().splitlines())))


async def a_line_of_the_log_is_not_cut(stage: Stage) -> None:
    """What is damaged and where it was put stand at its end."""
    line = "11:54:48 WARNING sstui.monitor.shared_file " + "state/shared.db was damaged; " * 4
    file = stage.app.dashboard.log_file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{line}put aside\n", encoding="utf-8")
    await stage.pilot.press("L")
    await until(lambda: "put aside" in "".join(map(str.strip, stage.text().splitlines())))
    page = stage.app.screen
    assert isinstance(page, LogPage)
    with file.open("a", encoding="utf-8") as log:
        log.writelines(f"line {number}\n" for number in range(40))
    page.fill()  # as it does each second
    await until(lambda: "line 39" in stage.text())
    await stage.pilot.press("g")
    with file.open("a", encoding="utf-8") as log:
        log.write("the last one\n")
    page.fill()
    assert page.body.top == 0  # whoever reads what is above is left there


async def a_line_that_is_cut_says_so(stage: Stage) -> None:
    await stage.pilot.press(":", *"again", "tab")
    await until(lambda: "look again: all" in stage.text())
    rows = [line for line in stage.text().splitlines() if "look again" in line]
    assert all(row.endswith(("…", "one")) for row in rows), rows


async def an_examination_that_fails_says_so_and_is_over(stage: Stage) -> None:
    def too_many(main: Coroutine[object, object, None]) -> None:
        main.close()
        raise OSError(errno.EMFILE, "Too many open files")

    def fail(*_: object) -> list[Finding]:
        raise ZeroDivisionError

    for name, instead, words in (
        ("run", too_many, "cannot begin: too many open files"),
        ("machine_findings", fail, "ended by a fault of sstui"),
    ):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(doctor_examination, name, instead)
            await stage.pilot.press("D")
            page = stage.app.screen
            assert isinstance(page, DoctorPage)
            await until(partial(is_over, stage, page, words))
        await stage.pilot.press("escape")


async def a_strip_leaves_room_for_its_keys(stage: Stage) -> None:
    await stage.pilot.resize_terminal(72, 14)
    await stage.pilot.press("w", "W")
    await until(lambda: "enter keeps" in stage.text())
    await stage.pilot.press("escape", ":")
    await until(lambda: "enter goes" in stage.text())


async def the_title_of_a_page_keeps_the_way_back(stage: Stage) -> None:
    await stage.pilot.resize_terminal(40, 16)
    for key in ("question_mark", "P", "L"):
        await stage.pilot.press(key)
        await until(partial(has_the_way_back, stage))
        await stage.pilot.press("escape")


STORIES = (
    the_page_of_keys_cuts_nothing,  # and leaves the screen at its smallest
    the_place_of_the_log_is_not_cut,
    a_line_of_the_log_is_not_cut,
    a_line_that_is_cut_says_so,
    an_examination_that_fails_says_so_and_is_over,
    a_strip_leaves_room_for_its_keys,
    the_title_of_a_page_keeps_the_way_back,
)


async def test_what_is_told_of_pages_is_so(tmp_path: Path) -> None:
    """In one dashboard: its start takes longer than a story."""
    home = tmp_path / ("deep" * 12)
    async with Simulator("fleet") as simulator, dashboard(home, simulator, count=1) as stage:
        for told in STORIES:
            await told(stage)
            while stage.app.screen is not stage.main:
                await stage.pilot.press("escape")
            await to_the_list(stage)
