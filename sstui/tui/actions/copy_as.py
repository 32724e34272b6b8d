"""Copying anything of an instance, chosen by name; and the console's address of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from sstui.insight.secrets import mask
from sstui.tui.actions.copying import copy_text, row_text
from sstui.tui.actions.registry import action
from sstui.view.console_address import console_address
from sstui.view.curl import curl_text, instance_address
from sstui.view.text import cut_end, plain

if TYPE_CHECKING:
    from sstui.monitor.state import Snapshot
    from sstui.tui.screens.main import MainScreen

SHOWN = 60  # cells of a text in the list of what can be copied


class Copied(NamedTuple):
    """``key`` and ``words`` of the choice, and its text."""

    key: str
    words: str
    text: str


@action("copy-as")
def copy_as(screen: MainScreen) -> None:
    from sstui.tui.screens.chooser import Choice, Chooser

    offered = {each.words: each for each in _offered(screen)}
    if not offered:
        screen.say("nothing to copy here")
        return
    cut = screen.sstui.look.signs.cut
    choices = [
        Choice(each.words, each.key, each.words, cut_end(_in_a_line(each.text), SHOWN, cut))
        for each in offered.values()
    ]

    def take(chosen: str | None) -> None:
        if chosen is not None:
            copy_text(screen, offered[chosen].text)

    screen.app.push_screen(Chooser("copy", choices), take)


def _in_a_line(text: str) -> str:
    return plain(", ".join(text.splitlines()))


def _offered(screen: MainScreen) -> Iterator[Copied]:
    """What there is: of the pane that has the focus, and of the instance."""
    pane = screen.focused_pane
    if pane is not None:
        value, row = pane.value(), pane.current_row()
        if value:
            yield Copied("v", "value", value)
        if row is not None and row.path:
            yield Copied("p", "path", row.path)
    line = row_text(screen)
    if line:
        yield Copied("r", "row", line)
    if screen.snapshot is not None:
        yield from _of_instance(screen, screen.snapshot)


def _of_instance(screen: MainScreen, snapshot: Snapshot) -> Iterator[Copied]:
    yield Copied("i", "id", snapshot.ref.instance)
    yield Copied("f", "ref", str(snapshot.ref))
    accesses = (snapshot.instance and snapshot.instance.external_accesses) or ()
    addresses = "\n".join(plain(mask(each.address)) for each in accesses if each.address)
    if addresses:
        yield Copied("a", "access addresses", addresses)
    account = screen.fleet.account(snapshot.bookmark.profile)
    made: tuple[tuple[str, str, Callable[..., str | None]], ...] = (
        ("u", "address of the API's call", instance_address),
        ("c", "curl of the call, without secrets", curl_text),
    )
    for key, words, make in made if account is not None else ():
        text = make(account, snapshot.ref)
        if text:
            yield Copied(key, words, text)
    console = _console(screen, snapshot)
    if console:
        yield Copied("o", "address of the console", console)


def _console(screen: MainScreen, snapshot: Snapshot) -> str | None:
    settings, name = screen.sstui.dashboard.settings, snapshot.bookmark.profile
    account, profile = screen.fleet.account(name), settings.profiles.get(name)
    region = account.region if account else ""
    return console_address(region, profile.site if profile else None, settings.language)


@action("console")
def console(screen: MainScreen) -> None:
    """ServiceStage there: of a single instance its address is not documented."""
    snapshot = screen.snapshot
    address = None if snapshot is None else _console(screen, snapshot)
    if address is None:
        screen.say("no region is known here, and so no console")
    else:
        copy_text(screen, address, shows=True)
