"""Pane *external_accesses*: how the instance is reached (Table 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sstui.insight.access_expiry import is_expired, soonest_end
from sstui.insight.secrets import Veil, mask, mask_key, veil_of
from sstui.monitor.state import Snapshot
from sstui.servicestage.json_types import JSONValue
from sstui.view.age import MINUTE, age
from sstui.view.fields import Item, field_of, fields, items_of
from sstui.view.json_text import Shown, fitted, show_value
from sstui.view.pane_rows import PaneOptions, PaneRow, gutter
from sstui.view.row_keys import numbered
from sstui.view.text import Line, Span, cells, fit, join, line_cells, pad

if TYPE_CHECKING:
    from sstui.servicestage.models import ExternalAccess

_PROTOCOL_ROOM = 8


def accesses_note(accesses: list[ExternalAccess], options: PaneOptions) -> Line:
    """``3 · 1 expired · one expires in 20h``."""
    ended, end = sum(map(is_expired, accesses)), soonest_end(accesses, options.wall)
    parts = [str(len(accesses)), f"{ended} expired" if ended else ""]
    dot = f" {options.signs.dot} "
    note: Line = (Span(dot.join(filter(None, parts)), "muted"),)
    if end is None:
        return note
    return (*note, Span(dot, "muted"), Span(f"one {expiry_words(end, options.wall)}", "degraded"))


def expiry_words(end: float, now: float) -> str:
    """``expires in 20h``, both epoch seconds; ``due to expire`` where only the API has not said
    yet that it has."""
    left = end - now
    return f"expires in {age(max(left, MINUTE))}" if left > 0 else "due to expire"


def _warning(access: ExternalAccess, options: PaneOptions) -> str:
    end = soonest_end([access], options.wall)
    return "" if end is None else expiry_words(end, options.wall)


def access_keys(accesses: list[ExternalAccess]) -> list[str]:
    """``access:7d2e…``; without an id, protocol and address stand for it."""
    names = (each.id or f"{each.protocol}:{each.address}" for each in accesses)
    return numbered(f"access:{mask(name)}" for name in names)


def access_rows(
    accesses: list[ExternalAccess], snapshot: Snapshot, options: PaneOptions
) -> list[PaneRow]:
    """A row for each access, two where the pane is ``wide``."""
    protocols = [_shown(each, "protocol", _PROTOCOL_ROOM, options) for each in accesses]
    column = max((cells(each.text) for each in protocols), default=0)
    rows: list[PaneRow] = []
    items = items_of("external_accesses", accesses, access_keys(accesses))
    for access, item in zip(accesses, items, strict=True):
        rows += _access(access, item, column, snapshot, options)
    return rows


def _shown(access: ExternalAccess, name: str, width: int, options: PaneOptions) -> Shown:
    return field_of(access, name, Veil.OPEN, width, options.signs)


def _access(
    access: ExternalAccess, item: Item, column: int, snapshot: Snapshot, options: PaneOptions
) -> list[PaneRow]:
    signs = options.signs
    status = _shown(access, "status", 16, options)
    style = "degraded bold" if is_expired(access) else "muted"
    warning = "" if options.wide else _warning(access, options)
    right: Line = (
        Span(f"{warning} {signs.dot} " if warning else "", "degraded"),
        Span(status.text, style),
    )
    protocol = _shown(access, "protocol", _PROTOCOL_ROOM, options)
    port = _shown(access, "forward_port", 12, options)
    arrow = (Span(f" {signs.became} ", "muted"), Span(port.text, "muted"))
    left: Line = (
        *gutter(snapshot, item.place, options),
        Span(pad(protocol.text, column), "strong bold" if access.protocol else protocol.style),
        Span(" "),
    )
    room = options.width - line_cells(left) - line_cells(arrow) - line_cells(right) - 2
    revealed = options.reveals(item.key)
    address = field_of(access, "address", Veil.OPEN, max(room, 1), signs, revealed=revealed)
    row = PaneRow(
        key=item.key,
        line=join((*left, address.span, *arrow), right, options.width, signs.cut),
        path=f"{item.path}.address",
        value=address.value,
        kind="external_access",
        secret=address.secret,
        place=item.place,
    )
    return [row, _below(access, item, column, options)] if options.wide else [row]


def _below(access: ExternalAccess, item: Item, column: int, options: PaneOptions) -> PaneRow:
    """``AUTO_GENERATED · 9d, changed 2d · 91bc…``; a day before its end that comes first."""
    created, changed = _age(access, "create_time", options), _age(access, "update_time", options)
    kind = _shown(access, "type", options.width, options)
    name = _shown(access, "id", options.width, options)
    dot = f" {options.signs.dot} "
    parts = [kind.text, f"{created}, changed {changed}", name.text]
    sent = fields(access)
    for extra in access.model_extra or {}:
        value: JSONValue = sent[extra]
        veil = veil_of(Veil.OPEN, sent, extra)
        text = show_value(value, veil, options.width, options.signs).text
        parts.append(f"{fitted(mask_key(extra), options.width, options.signs)}={text}")
    warning = _warning(access, options)
    line = (
        Span(" " * (column + 3)),
        Span(f"{warning}{dot}" if warning else "", "degraded"),
        Span(dot.join(parts), "muted"),
    )
    return PaneRow(
        key=f"{item.key}.id",
        line=fit(line, options.width, options.signs.cut),
        path=f"{item.path}.id",
        value=name.value,
        kind="external_access",
    )


def _age(access: ExternalAccess, name: str, options: PaneOptions) -> str:
    """Times of accesses as ages: their days matter, since generated names end after seven."""
    milliseconds = fields(access).get(name)
    if isinstance(milliseconds, int) and not isinstance(milliseconds, bool):
        return age(options.wall - milliseconds / 1000) if abs(milliseconds) < 1e17 else "?"
    return _shown(access, name, 12, options).text
