"""Pane *refer_resources*: a table of what the instance uses (Table 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sstui.insight.secrets import Veil, mask, mask_key, veil_of
from sstui.monitor.state import Snapshot
from sstui.servicestage.json_types import JSONValue
from sstui.view.fields import Item, field_of, fields, items_of
from sstui.view.json_text import fitted, show_value
from sstui.view.pane_rows import PaneOptions, PaneRow, gutter
from sstui.view.row_keys import numbered
from sstui.view.text import Line, Span, cells, fit, pad, text_of

if TYPE_CHECKING:
    from sstui.servicestage.models import ReferResource

_TYPE_ROOM = 14
_SHOWN_PARAMETERS = 20  # more than fit a line at any width that the design knows


def resource_keys(resources: list[ReferResource]) -> list[str]:
    """``resource:cce:5234…``; the second of the same type and id ends in ``#2``."""
    return numbered(mask(f"resource:{each.type or ''}:{each.id or ''}") for each in resources)


def resource_rows(
    resources: list[ReferResource], snapshot: Snapshot, options: PaneOptions
) -> list[PaneRow]:
    """A row for each resource, two where the pane is ``wide``."""
    types = [field_of(each, "type", Veil.OPEN, _TYPE_ROOM, options.signs) for each in resources]
    column = max((cells(each.text) for each in types), default=0)
    rows: list[PaneRow] = []
    items = items_of("refer_resources", resources, resource_keys(resources))
    for resource, item in zip(resources, items, strict=True):
        rows += _resource(resource, item, column, snapshot, options)
    return rows


def _resource(
    resource: ReferResource, item: Item, column: int, snapshot: Snapshot, options: PaneOptions
) -> list[PaneRow]:
    signs = options.signs
    kind = field_of(resource, "type", Veil.OPEN, _TYPE_ROOM, signs)
    name = field_of(resource, "id", Veil.OPEN, max(options.width - column - 4, 1), signs)
    left = (
        *gutter(snapshot, item.place, options),
        Span(pad(kind.text, column), kind.style if kind.value is None else "strong bold"),
        Span("  "),
        name.span,
    )
    below = f"{item.key}.parameters"
    revealed = options.reveals(item.key) or options.reveals(below)
    details, secret = _details(resource, options, revealed)
    row = PaneRow(
        key=item.key,
        line=fit(left, options.width, signs.cut),
        path=item.path,
        value=name.value,
        kind="refer_resource",
        secret=secret,
        place=item.place,
    )
    if not details:
        return [row]
    if not options.wide:
        return [row._replace(line=fit((*left, Span("  "), *details), options.width, signs.cut))]
    line = fit((Span(" " * (column + 4)), *details), options.width, signs.cut)
    under = PaneRow(
        below, line, f"{item.path}.parameters", text_of(details), "parameters", secret=secret
    )
    return [row._replace(secret=False), under]


def _details(resource: ReferResource, options: PaneOptions, revealed: bool) -> tuple[Line, bool]:
    """``distributed_session · db=3 · mode=cluster``: alias, parameters, whatever else was sent."""
    parts: list[str] = []
    secret = False
    if "refer_alias" in resource.model_fields_set:
        shown = field_of(resource, "refer_alias", Veil.OPEN, options.width, options.signs)
        parts.append(shown.text if resource.refer_alias else f"refer_alias={shown.text}")
    sent = fields(resource)
    if "parameters" in sent and not resource.parameters:
        parts.append("parameters={}" if resource.parameters == {} else "parameters=null")
    pairs: list[tuple[dict[str, JSONValue], str]] = [
        (resource.parameters or {}, key)
        for key in list(resource.parameters or {})[:_SHOWN_PARAMETERS]
    ]
    pairs += [(sent, key) for key in resource.model_extra or {}]
    for container, key in pairs:
        veil = veil_of(Veil.OPEN, container, key)
        width = options.width * 2
        value = show_value(container[key], veil, width, options.signs, revealed=revealed)
        secret |= value.secret
        parts.append(f"{fitted(mask_key(key), options.width, options.signs)}={value.text}")
    text = f" {options.signs.dot} ".join(parts)
    return ((Span(text, "muted"),) if text else ()), secret
