"""The picker's tree as lines: applications, components, instances, with boxes. Pure.

Rows are built when they are asked for: an account of thousands costs no more than what is seen.
"""

from __future__ import annotations

from dataclasses import dataclass

from sstui.config.queries import Query
from sstui.view.discover_entries import Box, Entry, Picked, box_of, query_of
from sstui.view.discover_words import count, found_health, replica_word, status_word
from sstui.view.signs import Signs
from sstui.view.standing import TOKENS, Standing
from sstui.view.text import (
    Line,
    Span,
    cells,
    cut_end,
    cut_middle,
    fit,
    join,
    line_cells,
    pad,
    pad_left,
    plain,
)

REPLICA_CELLS = 7
_ROOMY = 60  # columns from which the environment and the indents have their room
_NARROW = 44  # … and below which there are no replicas


@dataclass(frozen=True, slots=True)
class PickRow:
    key: str
    line: Line


class PickRows:
    """The entries as rows of ``width`` cells."""

    def __init__(
        self,
        found: tuple[Entry, ...],
        picked: Picked,
        queries: tuple[Query, ...],
        *,
        width: int,
        signs: Signs,
    ) -> None:
        self.entries = found
        self._picked = picked
        self._queries = queries
        self._width = width
        self._signs = signs
        self._index = {entry.key: index for index, entry in enumerate(found)}
        words = {status_word(each) for entry in found if (each := entry.instance)}
        self._status = min(max(map(cells, words), default=0), 18)

    def __len__(self) -> int:
        return len(self.entries)

    def __getitem__(self, index: int) -> PickRow:
        entry = self.entries[index]
        line = self._above(entry) if entry.instance is None else self._instance(entry)
        return PickRow(entry.key, fit(line, self._width, self._signs.cut))

    def find(self, key: str) -> int | None:
        return self._index.get(key)

    def box_at(self, index: int) -> tuple[int, int]:
        """The cells of a row's box: first, and the one after the last."""
        start = self._indent(self.entries[index])
        return start, start + 3

    def _indent(self, entry: Entry) -> int:
        step = 3 if self._width >= _ROOMY else 2
        depth = 2 if entry.instance else 1 if entry.component else 0
        return 3 + depth * step

    def _box(self, entry: Entry) -> Span:
        box = box_of(entry, self._picked)
        if box is Box.WATCHED:
            return Span(pad(f" {self._signs.valid}", 3), "muted")
        if box is Box.NOTHING:
            return Span(f" {self._signs.dot} ", "muted")
        return Span(box.value, "muted" if box is Box.EMPTY else "accent bold")

    def _above(self, entry: Entry) -> Line:
        """An application or a component, with what it has at the right."""
        named = entry.component or entry.application
        signs = self._signs
        fold = signs.folded if entry.key in self._picked.folded else signs.unfolded
        if not entry.shown:
            fold = " "
        indent = self._indent(entry)
        left = (
            Span(" " * (indent - 2)),
            Span(f"{fold} ", "muted"),
            self._box(entry),
            Span(f" {plain(named.name)}", "strong bold"),
        )
        right: Line = (Span(f"{self._says(entry)} ", "muted"),)
        query = query_of(entry, self._queries)
        if query is not None:
            right = (Span(f"all, by the query {plain(query.name)} ", "accent"),)
        elif entry.application.problem and entry.component is None:
            right = (Span(f"{plain(entry.application.problem)} ", "degraded"),)
        if line_cells(left) + line_cells(right) + 2 > self._width and self._width < _ROOMY:
            right = ()
        return join(left, right, self._width, signs.cut)

    def _says(self, entry: Entry) -> str:
        instances = count(len(entry.shown), "instance")
        dot = f" {self._signs.dot} "
        if entry.component is not None:
            return dot.join(filter(None, (plain(entry.component.runtime), instances)))
        return dot.join((count(len(entry.application.components), "component"), instances))

    def _instance(self, entry: Entry) -> Line:
        found, signs = entry.instance, self._signs
        if found is None:
            return ()
        token = TOKENS[Standing[found_health(found).name]]
        quiet = token in ("ok", "off")
        indent, roomy = self._indent(entry), self._width >= _ROOMY
        replicas = REPLICA_CELLS if self._width >= _NARROW else 0
        environment = min(14, self._width // 6) if roomy else 0
        room = self._width - indent - 4 - 2 - self._status - replicas - environment - 2
        name = cut_middle(plain(found.name), room, signs.cut)
        word = cut_end(plain(status_word(found)), self._status, signs.cut)
        spans = [
            Span(" " * indent),
            self._box(entry),
            Span(f" {pad(name, room)} ", "muted" if self._picked.is_watched(found) else ""),
            Span(f"{signs.health(found_health(found))} ", token),
            Span(pad(word, self._status), "muted" if quiet else token),
        ]
        if replicas:
            spans.append(Span(pad_left(replica_word(found), replicas), "muted" if quiet else token))
        if environment:
            told = plain(found.environment_name or found.environment)
            text = cut_end(told, environment - 2, signs.cut)
            spans.append(Span(f"{pad_left(text, environment)} ", "muted"))
        return tuple(spans)
