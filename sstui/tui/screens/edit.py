"""Changing the watch list from the screen: add, edit, stop watching. Strips at the bottom, no
dialogs over data; what is wrong is said in the strip and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label, Static

from sstui.config.durations import parse_duration
from sstui.config.problems import ConfigurationError
from sstui.config.watchlist import Bookmark, WatchList
from sstui.config.watchlist_changes import Changes
from sstui.view.text import plain
from sstui.watcher import Watcher

FIELDS = ("name", "group", "tags", "note", "interval", "expect")
HINTS = {
    "path": "a watchlist.toml, for instance in a git checkout",
    "ref": "application/component/instance ids, or any address that holds them",
    "name": "without one: the first eight characters of the instance id",
    "group": "a heading in the list",
    "tags": "words parted by blanks",
    "note": "shown in the head, for instance a runbook",
    "profile": "of config.toml: the account that is read",
    "interval": "such as 30s or 2m; empty: the general one; 0: never",
    "expect": "running, off or any; empty: what the first good look saw",
}

MakeBookmark = Callable[[str, Changes], Bookmark]


class Form(ModalScreen[str | None]):
    """Labelled inputs; enter goes on and then saves, esc closes. Its result says what was done."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", show=False),
        Binding("enter", "next", show=False, priority=True),
        Binding("ctrl+s", "save", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]
    HEADING = ""
    NAMES: ClassVar[tuple[str, ...]] = FIELDS

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        super().__init__(classes="strip form")
        self._values = values or {}

    def compose(self) -> ComposeResult:
        with Vertical(classes="strip-body"):
            yield Static(self.HEADING, classes="strip-title", markup=False)
            for name in self.NAMES:
                with Horizontal(classes="strip-row"):
                    yield Label(name if name != "ref" else "instance", classes="strip-label")
                    yield Input(
                        self._values.get(name, ""),
                        placeholder=HINTS[name],
                        id=f"field-{name}",
                        compact=True,
                        select_on_focus=False,
                    )
            yield Static(
                "enter next, then save   ctrl+s save   esc close", id="strip-words", markup=False
            )

    def on_mount(self) -> None:
        self.query_one(f"#field-{self.NAMES[0]}", Input).focus()

    def field(self, name: str) -> str:
        return self.query_one(f"#field-{name}", Input).value.strip()

    def action_next(self) -> None:
        """At once, not by a message: what is typed right after goes into the next field."""
        inputs = list(self.query(Input))
        here = next((place for place, each in enumerate(inputs) if each.has_focus), 0)
        if here == len(inputs) - 1:
            self.action_save()
        else:
            self.set_focus(inputs[here + 1])

    def action_close(self) -> None:
        self.dismiss(None)

    def action_save(self) -> None:
        try:
            words = self.save()
        except (ConfigurationError, ValueError) as error:
            self.query_one("#strip-words", Static).update(plain(str(error)))
            self.query_one("#strip-words").add_class("-wrong")
        else:
            self.dismiss(words)

    def save(self) -> str:
        """Do it; returns what was done, raises what is wrong with it."""
        return ""

    def changes(self) -> Changes:
        """The optional fields as the watch list takes them."""
        interval = self.field("interval")
        return {
            "group": self.field("group"),
            "tags": tuple(self.field("tags").replace(",", " ").split()),
            "note": self.field("note"),
            "interval": parse_duration(interval) if interval else None,
            "expect": self.field("expect") or None,
        }


class PathForm(Form):
    """The watch list of a team: a path. It is read before it is taken."""

    HEADING = 'a team\'s list, for this time; watchlist = "PATH" in config.toml for always'
    NAMES = ("path",)

    def save(self) -> str:
        path = Path(self.field("path")).expanduser()
        if not path.is_file():
            raise ValueError(f"no file {path}")
        if not WatchList(path).load():
            raise ValueError(f"{path}: no [[instance]] in it")
        return str(path.resolve())


class AddForm(Form):
    """Paste ids or an address."""

    HEADING = "watch an instance: nothing is called, the watch list gains an entry"
    NAMES = ("ref", *FIELDS)

    def __init__(
        self, watcher: Watcher, make: MakeBookmark, values: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(values)
        self._watcher = watcher
        self._make = make

    def save(self) -> str:
        if not self.field("ref"):
            raise ValueError("paste application/component/instance ids, or an address")
        wanted: Changes = {"name": self.field("name"), **self.changes()}
        bookmark = self._watcher.watch(self._make(self.field("ref"), wanted))
        return f"watching {plain(bookmark.name)}"


class EditForm(Form):
    """Change what is said of a bookmark."""

    def __init__(self, watcher: Watcher, bookmark: Bookmark) -> None:
        interval = bookmark.interval
        super().__init__(
            {
                "name": bookmark.name,
                "group": bookmark.group,
                "tags": " ".join(bookmark.tags),
                "note": bookmark.note,
                "interval": "" if interval is None else f"{interval:g}s",
                "expect": bookmark.expect or "",
            }
        )
        self.HEADING = f"edit {plain(bookmark.name)}"
        self._watcher = watcher
        self._bookmark = bookmark

    def save(self) -> str:
        wanted: Changes = {"name": self.field("name"), **self.changes()}
        before = self._bookmark
        changed = {key: new for key, new in wanted.items() if new != getattr(before, key)}
        if not changed:
            return "nothing changed"
        bookmark = self._watcher.edit(before.name, **cast("Changes", changed))
        return f"changed {plain(bookmark.name)}: {', '.join(changed)}"
