"""Pane *artifacts*: a tree, one node for each container (Table 4).

Folded, a node shows type, storage, auth and version; unfolded, url, version and properties below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sstui.insight.secrets import Veil, mask_key, veil_of
from sstui.monitor.state import Snapshot
from sstui.servicestage.json_types import JSONValue
from sstui.view.fields import LABEL, field_of, fields, was
from sstui.view.json_text import Shown, fitted, kind_of, show_value
from sstui.view.pane_rows import PaneOptions, PaneRow, gutter, marks_at
from sstui.view.row_keys import segment
from sstui.view.text import Line, Span, cells, cut_middle, fit, head, pad, plain

if TYPE_CHECKING:
    from sstui.servicestage.models import Artifact

_NARROW = 60  # a narrow screen: all nodes are folded until unfolded, and stand in columns
_VALUE_AT = 12  # cells before a value
_HEAD_FIELDS = ("type", "storage", "auth")  # seen in the node's own line, folded or not


def artifact_key(name: str) -> str:
    """The key of an artifact's node; those of its fields begin with it."""
    return segment(mask_key(name), first=True)


def _place(name: str, field: str = "") -> str:
    """As changes name it: ``artifacts.orders.version``."""
    return f"artifacts.{mask_key(name)}{f'.{mask_key(field)}' if field else ''}"


def artifact_rows(
    artifacts: dict[str, Artifact], snapshot: Snapshot, options: PaneOptions
) -> list[PaneRow]:
    """A node for each container; of several only the first is unfolded at first."""
    rows: list[PaneRow] = []
    shown_names = [fitted(mask_key(name), options.width, options.signs) for name in artifacts]
    column = min(max((cells(name) for name in shown_names), default=0), options.width // 3)
    for index, (name, artifact) in enumerate(artifacts.items()):
        key = artifact_key(name)
        folded = options.folds.get(key, index > 0 or _is_narrow(options))
        rows.append(_node(name, artifact, snapshot, options, folded, column))
        if not folded:
            rows += _url(name, artifact, snapshot, options, wrap=options.wide and index == 0)
            rows.append(_field(name, artifact, "version", snapshot, options))
            rows += _properties(name, artifact, snapshot, options)
            rows += [
                _field(name, artifact, extra, snapshot, options)
                for extra in artifact.model_extra or {}
            ]
    return rows


def _is_narrow(options: PaneOptions) -> bool:
    return options.width < _NARROW and not options.wide


def _node(
    name: str,
    artifact: Artifact,
    snapshot: Snapshot,
    options: PaneOptions,
    folded: bool,
    column: int,
) -> PaneRow:
    place = _place(name)
    signs = options.signs
    fold = signs.folded if folded else signs.unfolded
    own = [place, *(f"{place}.{each}" for each in _HEAD_FIELDS)]
    changed = any(mark.change.path in own for mark in snapshot.marks)
    left = gutter(snapshot, place if folded or changed else "", options, fold)
    words = [_shown(artifact, field, options.width, options) for field in _HEAD_FIELDS]
    title = Span(fitted(mask_key(name), options.width // 2, signs), "strong bold")
    dot = f" {signs.dot} "
    line: Line
    if folded and _is_narrow(options):
        title = Span(pad(cut_middle(title.text, column, signs.cut), column), "strong bold")
        where = Span(pad(f"{words[0].text} {words[1].text}", 11), "muted")
        line = (*left, title, Span("  "), where, Span("  "), _last_part(artifact, options))
    else:
        texts = [word.text for word in words]
        if folded:
            texts.append(_shown(artifact, "version", options.width, options).text)
        elif "properties" in artifact.model_fields_set and not artifact.properties:
            texts.append(f"props {_shown(artifact, 'properties', options.width, options).text}")
        line = (*left, title, Span("  "), Span(dot.join(texts), "muted"))
    return PaneRow(
        key=artifact_key(name),
        line=fit(line, options.width, signs.cut),
        path=plain(place),
        kind=f"artifact, {len(fields(artifact))} fields",
        foldable=True,
        folded=folded,
        place=place,
    )


def _shown(artifact: Artifact, name: str, width: int, options: PaneOptions) -> Shown:
    return field_of(artifact, name, Veil.ARTIFACT, width, options.signs)


def _last_part(artifact: Artifact, options: PaneOptions) -> Span:
    """``orders:2.14.0`` of the url, which tells most in the least room; else the version."""
    if not artifact.url:
        return _shown(artifact, "version", options.width, options).span
    url = _shown(artifact, "url", 4096, options)
    return Span(fitted(url.text.rstrip("/").rpartition("/")[2], options.width, options.signs))


def _row(
    name: str, field: str, label: str, value: Line, shown: Shown, kind: str,
    snapshot: Snapshot, options: PaneOptions,
) -> PaneRow:  # fmt: skip
    place = _place(name, field)
    text = fitted(label, options.width // 2, options.signs)
    line = (*gutter(snapshot, place, options), Span("  "), Span(pad(text, 7) + " ", LABEL), *value)
    return PaneRow(
        key=artifact_key(name) + segment(mask_key(field)),
        line=fit(line, options.width, options.signs.cut),
        path=plain(place),
        value=shown.value,
        kind=kind,
        secret=shown.secret,
        place=place,
    )


def _field(
    name: str, artifact: Artifact, field: str, snapshot: Snapshot, options: PaneOptions
) -> PaneRow:
    key = artifact_key(name) + segment(mask_key(field))
    label = fitted(mask_key(field), options.width // 2, options.signs)
    room = max(options.width - max(_VALUE_AT, cells(label) + 5), 1)
    revealed = options.reveals(key)
    shown = field_of(artifact, field, Veil.ARTIFACT, room, options.signs, revealed=revealed)
    place = _place(name, field)
    before = was(marks_at(snapshot, place), place, options)
    line: Line = (shown.span,)
    if before and cells(shown.text) + cells(before.text) <= room:
        line = (shown.span, before)
    kind = kind_of(fields(artifact).get(field))
    return _row(name, field, label, line, shown, kind, snapshot, options)


def _url(
    name: str, artifact: Artifact, snapshot: Snapshot, options: PaneOptions, *, wrap: bool
) -> list[PaneRow]:
    key = artifact_key(name) + ".url"
    room = max(options.width - _VALUE_AT, 1)
    revealed = options.reveals(key)
    shown = field_of(artifact, "url", Veil.ARTIFACT, room * 2, options.signs, revealed=revealed)
    first, rest = shown.text, ""
    if cells(first) > room:
        first, rest = _parted(first, room) if wrap else (_cut_url(artifact, shown, options), "")
    kind = kind_of(artifact.url)
    line = (Span(first, shown.style),)
    rows = [_row(name, "url", "url", line, shown, kind, snapshot, options)]
    if rest:
        line = (Span(fitted(rest, room, options.signs), shown.style),)
        more = _row(name, "url", "", line, shown, kind, snapshot, options)
        blank = (Span("  "), *more.line[1:])
        rows.append(PaneRow(f"{key}~2", blank, more.path, more.value, more.kind, place=""))
    return rows


def _parted(text: str, room: int) -> tuple[str, str]:
    """Two lines, the first ending in a slash where there is one in its second half."""
    first = head(text, room)
    slash = first.rfind("/")
    if slash > len(first) // 2:
        first = first[: slash + 1]
    return first, text[len(first) :]


def _cut_url(artifact: Artifact, shown: Shown, options: PaneOptions) -> str:
    """An image keeps its name and tag; any other address its beginning."""
    room = max(options.width - _VALUE_AT, 1)
    whole = plain((shown.value or "")[:4096])
    if artifact.type == "image" and options.wide:
        return cut_middle(whole, room, options.signs.cut)
    return fitted(whole, room, options.signs)


def _properties(
    name: str, artifact: Artifact, snapshot: Snapshot, options: PaneOptions
) -> list[PaneRow]:
    """One line for each property; that there are none, the node says."""
    properties: dict[str, JSONValue] = {**(artifact.properties or {})}
    rows = []
    for index, (each, value) in enumerate(properties.items()):
        base = artifact_key(name) + ".properties" + segment(mask_key(each))
        label = fitted(mask_key(each), options.width // 3, options.signs)
        room = max(options.width - _VALUE_AT - cells(label) - 3, 1)
        veil = veil_of(Veil.OPEN, properties, each)
        shown = show_value(value, veil, room, options.signs, revealed=options.reveals(base))
        line = (Span(label), Span(" = ", "muted"), shown.span)
        field, said = f"properties.{mask_key(each)}", "" if index else "props"
        row = _row(name, field, said, line, shown, kind_of(value), snapshot, options)
        rows.append(
            PaneRow(
                base, row.line, row.path, row.value, row.kind, secret=row.secret, place=row.place
            )
        )
    return rows
