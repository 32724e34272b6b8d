"""One bookmark, and finding it by what a person types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sstui.config.problems import nearest, one_line
from sstui.servicestage.refs import InstanceRef


@dataclass(frozen=True, slots=True)
class Bookmark:
    """One ``[[instance]]`` of ``watchlist.toml``, or what a ``[[query]]`` made: ``query`` is its
    name then. Durations are seconds; None = not given."""

    name: str
    ref: InstanceRef
    profile: str = "default"
    group: str = ""
    tags: tuple[str, ...] = ()
    note: str = ""
    interval: float | None = None
    expect: str | None = None  # "running", "off", "any"
    stuck_after: float | None = None
    query: str = ""


class UnknownName(LookupError):
    """Nothing on the watch list has this name, or an id that begins so."""

    def __init__(self, text: str, near: Sequence[str]) -> None:
        hint = f"did you mean {' or '.join(near)}?" if near else "`sstui list` shows the names"
        super().__init__(one_line(f"not on the watch list: {text or 'an empty name'}; {hint}"))
        self.text = text
        self.near = tuple(near)


class AmbiguousName(LookupError):
    """Several bookmarks begin so."""

    def __init__(self, text: str, candidates: Sequence[str]) -> None:
        super().__init__(one_line(f"{text} could be {', '.join(candidates)}; type more of it"))
        self.text = text
        self.candidates = tuple(candidates)


def default_name(ref: InstanceRef) -> str:
    """What a bookmark is called until somebody names it."""
    return ref.instance[:8]


def find(bookmarks: Sequence[Bookmark], text: str) -> Bookmark:
    """The bookmark of this name, else of this instance id, else of this unique prefix of either.

    Raises `AmbiguousName` or `UnknownName`.
    """
    for bookmark in bookmarks:
        if bookmark.name == text:
            return bookmark
    identity = text.lower()
    matches = [b for b in bookmarks if b.ref.instance.lower() == identity]
    if not matches and text:
        matches = [
            b
            for b in bookmarks
            if b.name.startswith(text) or b.ref.instance.lower().startswith(identity)
        ]
    if not matches:
        raise UnknownName(text, nearest(text, [b.name for b in bookmarks]))
    if len(matches) > 1:
        raise AmbiguousName(text, [b.name for b in matches])
    return matches[0]
