"""One look at an instance as plain text: the dashboard's own panes, unfolded and uncut."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import tzinfo

from sstui.monitor.state import Fleet, Snapshot
from sstui.view.panes import PANES, PaneOptions, pane
from sstui.view.signs import SIGNS
from sstui.view.text import text_of

SECTIONS = PANES
DEFAULT_SECTIONS = tuple(name for name in PANES if name != "raw")  # it has all of them again
WIDTH = 10_000  # cells: a longer line is for --json


class _Unfolded(Mapping[str, bool]):
    """Says of every node that it is open."""

    def __getitem__(self, key: str) -> bool:
        return False

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 1


def instance_lines(
    fleet: Fleet, snapshot: Snapshot, *, sections: Sequence[str], signs: str, zone: tzinfo
) -> Iterator[str]:
    """Title and rows of each section, secrets masked; foreign text is harmless already."""
    account = fleet.account(snapshot.bookmark.profile)
    options = PaneOptions(
        width=WIDTH,
        wide=True,
        signs=SIGNS[signs],
        tz=zone,
        now=fleet.now,
        wall=fleet.wall,
        folds=_Unfolded(),
        protected=account is not None and account.protected,
    )
    for number, name in enumerate(sections):
        content = pane(name, fleet, snapshot, options)
        if number:
            yield ""
        yield f"{content.title}  {text_of(content.note)}".rstrip()
        for index in range(len(content.rows)):
            yield text_of(content.rows[index].line).rstrip()
