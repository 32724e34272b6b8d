"""JSON as foldable lines, each built when it is asked for: what is seen is what is paid for."""

from __future__ import annotations

from collections import OrderedDict

from sstui.insight.secrets import MASK, Veil, mask_key, shown, veil_of
from sstui.monitor.state import Snapshot
from sstui.servicestage.json_types import JSONValue
from sstui.view.json_nodes import GROUPS, Node, Role, Shape, is_variables, visible_nodes
from sstui.view.json_paths import path_of, place_of
from sstui.view.json_summary import group_line, summary_line, variable_names
from sstui.view.json_text import compact_line, fitted, kind_of, leaf_text, quoted
from sstui.view.pane_rows import PaneOptions, PaneRow, marks_at
from sstui.view.row_keys import last_step
from sstui.view.text import Line, Span, cells, cut_middle, fit, line_cells, pad, plain, text_of

_KEPT = 512  # built lines: ten screens
_MUTED = "muted"


class JsonRows:
    """The rows of one document. Implements `Rows`."""

    def __init__(
        self, document: JSONValue, shape: Shape, snapshot: Snapshot, options: PaneOptions
    ) -> None:
        self._nodes = visible_nodes(document, shape, options.folds, options.width)
        self._shape = shape
        self._snapshot = snapshot
        self._options = options
        self._built: OrderedDict[int, PaneRow] = OrderedDict()
        self._columns: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._nodes)

    def __getitem__(self, index: int, /) -> PaneRow:
        if index < 0:
            index += len(self._nodes)
        row = self._built.get(index)
        if row is None:
            row = self._row(self._nodes[index])
            self._built[index] = row
            if len(self._built) > _KEPT:
                self._built.popitem(last=False)
        return row

    def find(self, key: str) -> int | None:
        """Linear; keys are built only of nodes whose last step is the one looked for."""
        step = last_step(key)
        for index, node in enumerate(self._nodes):
            may_be = step is None or node.part == step or node.role not in _STEPPED
            if may_be and node.key == key:
                return index
        return None

    def _row(self, node: Node) -> PaneRow:
        options = self._options
        veil = node.veil(options.protected)
        revealed = options.reveals(node.key)
        foldable = node.role in (Role.OPEN, Role.FOLDED, Role.GROUP, Role.GROUP_OPEN)
        folded = node.role in (Role.FOLDED, Role.GROUP)
        place = place_of(node) if self._snapshot.marks else ""
        before = (*self._left(node, place), *self._name(node))
        room = max(options.width - line_cells(before), 1)
        value, secret, copied = self._value(node, veil, revealed, room)
        line = (*before, *value)
        return PaneRow(
            key=node.key,
            line=fit(line, options.width, options.signs.cut),
            path=plain(path_of(node)),
            value=copied,
            kind="" if node.role is Role.CLOSE else self._kind(node, secret),
            foldable=foldable and node.parent is not None,
            folded=folded,
            secret=secret,
            place=place,
        )

    def _kind(self, node: Node, secret: bool) -> str:
        if node.role in GROUPS:
            return "variables that the platform made"
        if secret and not isinstance(node.value, (dict, list)):
            return "secret"
        if node.role is Role.VARIABLE and isinstance(node.value, dict):
            return "secret" if secret else kind_of(node.value.get("value"))
        return kind_of(node.value)

    def _left(self, node: Node, place: str) -> Line:
        """Mark and indentation, with the fold sign before the text. Deep levels share a column."""
        signs, options = self._options.signs, self._options
        at = min(2 * max(node.depth, 1), max(options.width // 2, 2))
        fold = " "
        if node.role in (Role.OPEN, Role.GROUP_OPEN) and node.parent is not None:
            fold = signs.unfolded
        elif node.role in (Role.FOLDED, Role.GROUP):
            fold = signs.folded
        indent = f"{' ' * (at - 2)}{fold} "
        if not self._is_marked(node, place):
            return (Span(indent, _MUTED),)
        if at == 2:
            return (Span(signs.changed, "accent"), Span(fold, _MUTED))
        return (Span(signs.changed, "accent"), Span(indent[1:], _MUTED))

    def _is_marked(self, node: Node, place: str) -> bool:
        """A changed value is marked where it is seen: below an open node, at its own line."""
        if node.role is Role.GROUP and node.parent is not None and self._snapshot.marks:
            owner = place_of(node.parent)
            changed = {mark.change.path for mark in marks_at(self._snapshot, owner)}
            return any(f"{owner}.{mask_key(name)}" in changed for name in variable_names(node))
        if not place:
            return False
        marks = marks_at(self._snapshot, place)
        if node.role is Role.OPEN:
            return any(mark.change.path == place for mark in marks)
        return bool(marks)

    def _name(self, node: Node) -> Line:
        options = self._options
        if node.role is Role.VARIABLE:
            column = self._column(node)
            name = fitted(mask_key(node.name), 4 * column + 8, options.signs)
            return (Span(pad(cut_middle(name, column, options.signs.cut), column + 3)),)
        if node.parent is None or not isinstance(node.part, str) or node.role in _NAMELESS:
            return ()
        name = quoted(mask_key(node.part), max(options.width // 2, 4), options.signs)
        return (Span('"', _MUTED), Span(name[1:-1]), Span('": ', _MUTED))

    def _column(self, node: Node) -> int:
        """Width of the names of one group of variables: at most two fifths of the pane."""
        parent = node.parent
        if parent is None:
            return 0
        known = self._columns.get(id(parent))
        if known is None:
            most = max(self._options.width * 2 // 5, 8)
            widest = 0
            for each in variable_names(parent):
                widest = max(widest, len(each) if each.isascii() else cells(plain(each[:most])))
            known = self._columns[id(parent)] = min(widest, most)
        return known

    def _value(
        self, node: Node, veil: Veil, revealed: bool, room: int
    ) -> tuple[Line, bool, str | None]:
        """The value as spans, whether a secret is in it, and what is copied."""
        value = node.value
        opening = "{" if isinstance(value, dict) else "["
        if node.role is Role.CLOSE:
            above = node.parent.value if node.parent else None
            comma = "" if node.last else ","
            return (Span(("}" if isinstance(above, dict) else "]") + comma, _MUTED),), False, None
        if node.role in GROUPS:
            return group_line(node, self._options), False, None
        if node.role is Role.OPEN:
            by_name = self._shape.variables and is_variables(node)
            count = f" {len(_sized(value))}, by name" if by_name else ""
            return (Span(f"{opening}{count}", _MUTED),), False, None
        if node.role is Role.FOLDED:
            return summary_line(node, self._shape, veil, self._options), False, None
        if node.role is Role.VARIABLE:
            return self._variable(node, veil, revealed, room)
        return self._leaf(value, veil, revealed, room, "" if node.last else ",")

    def _leaf(
        self, value: JSONValue, veil: Veil, revealed: bool, room: int, comma: str = ""
    ) -> tuple[Line, bool, str | None]:
        options = self._options
        line, secret = compact_line(
            value, veil, room - len(comma), options.signs,
            protected=options.protected, revealed=revealed,
        )  # fmt: skip
        if comma:
            line = (*line, Span(comma, _MUTED))
        if isinstance(value, (dict, list)):
            text = text_of(line[:-1] if comma else line)
            return line, secret, text if cells(text) <= options.width else None
        visible = value if revealed else shown(value, veil)
        if secret and visible == MASK:
            line = (*line, Span("  secret", _MUTED))
        return line, secret, leaf_text(visible)

    def _variable(
        self, node: Node, veil: Veil, revealed: bool, room: int
    ) -> tuple[Line, bool, str | None]:
        """``"debug"``; an entry that is more than name and value shows the rest as JSON."""
        entry = _sized(node.value)
        if not isinstance(entry, dict):
            return self._leaf(node.value, veil, revealed, room)
        rest: JSONValue = {k: v for k, v in entry.items() if k not in _OF_VARIABLES}
        if "value" not in entry:
            return self._leaf(rest, veil, revealed, room) if rest else self._missing()
        below = veil_of(veil, entry, "value", protected=self._options.protected)
        line, secret, copied = self._leaf(entry["value"], below, revealed, room)
        left = room - line_cells(line) - 2
        if rest and left > 0:
            more, masked_too, _ = self._leaf(rest, veil, revealed, left)
            line, secret = (*line, Span("  "), *more), secret or masked_too
        return line, secret, copied

    def _missing(self) -> tuple[Line, bool, None]:
        return (Span(self._options.signs.dash, _MUTED),), False, None


_STEPPED = (Role.OPEN, Role.FOLDED, Role.LEAF)
_OF_VARIABLES = ("name", "value", "internal")
_NAMELESS = (Role.CLOSE, *GROUPS)


def _sized(value: JSONValue) -> dict[str, JSONValue] | list[JSONValue]:
    return value if isinstance(value, (dict, list)) else []
