"""Finding things in a pane: search, and the whole value under the cursor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from sstui.insight.secrets import Veil, masked
from sstui.monitor.state import Snapshot
from sstui.servicestage.json_types import JSONValue
from sstui.view import configuration, raw
from sstui.view.accesses import access_keys, access_rows
from sstui.view.artifacts import artifact_key, artifact_rows
from sstui.view.fields import fields
from sstui.view.identity import instance_rows
from sstui.view.json_nodes import Node, Role, Shape
from sstui.view.json_paths import node_at
from sstui.view.json_search import prepare_document, search_document
from sstui.view.json_text import harmless, laid_out, leaf_text
from sstui.view.pane_rows import PaneOptions, PaneRow
from sstui.view.raw import raw_document
from sstui.view.resources import resource_keys, resource_rows
from sstui.view.row_keys import prefixes
from sstui.view.status_detail import status_rows
from sstui.view.text import text_of

if TYPE_CHECKING:
    from sstui.servicestage.models import Instance, Wire

_UNCUT = 4000  # cells: no field that is not a document of its own is longer


def flat_rows(
    name: str, instance: Instance, snapshot: Snapshot, options: PaneOptions
) -> list[PaneRow]:
    """The rows of a pane that is no JSON viewer; raises KeyError for any other name."""
    if name == "artifacts":
        return artifact_rows(instance.artifacts or {}, snapshot, options)
    if name == "refer_resources":
        return resource_rows(instance.refer_resources or [], snapshot, options)
    if name == "external_accesses":
        return access_rows(instance.external_accesses or [], snapshot, options)
    if name == "status_detail":
        return status_rows(instance.status_detail, snapshot, options)
    if name == "instance":
        return instance_rows(instance, snapshot, options)
    raise KeyError(f"no pane is called {name!r}")


def json_document(name: str, snapshot: Snapshot) -> tuple[JSONValue, Shape] | None:
    """What a JSON pane shows; None for the other panes."""
    if name == "configuration" and snapshot.instance is not None:
        return snapshot.instance.configuration, configuration.SHAPE
    if name == "raw":
        return raw_document(snapshot), raw.SHAPE
    return None


def search(name: str, snapshot: Snapshot, query: str, options: PaneOptions) -> tuple[str, ...]:
    """Keys of all hits in document order, folded nodes included; never inside a masked value.
    Open `panes.ancestors` of a key to see its row."""
    if snapshot.instance is None or not query:
        return ()
    document = json_document(name, snapshot)
    if document is not None:
        value, shape = document
        return search_document(value, shape, query, options.width, protected=options.protected)
    wanted = query.casefold()
    rows = flat_rows(name, snapshot.instance, snapshot, _unfolded(snapshot.instance, options))
    return tuple(row.key for row in rows if wanted in text_of(row.line).casefold())


def prepare_search(name: str, snapshot: Snapshot, options: PaneOptions) -> None:
    """Lay out a JSON pane's document for `search`, so that no letter has to wait for it: call it
    when the prompt opens. A megabyte takes 40 to 80 ms."""
    document = json_document(name, snapshot)
    if document is not None:
        prepare_document(*document, protected=options.protected)


def _unfolded(instance: Instance, options: PaneOptions) -> PaneOptions:
    folds: Mapping[str, bool] = {artifact_key(name): False for name in instance.artifacts or {}}
    return replace(options, width=_UNCUT, folds=folds, revealed=frozenset())


def full_value(name: str, snapshot: Snapshot, key: str, options: PaneOptions) -> str | None:
    """The whole value of a row, masked unless revealed: a text as it is, anything else as laid
    out JSON; harmless but for its line breaks. None when there is no such row or no value."""
    if snapshot.instance is None:
        return None
    revealed = options.reveals(key)
    document = json_document(name, snapshot)
    if document is not None:
        value, shape = document
        node = node_at(value, shape, (*prefixes(key), key))
        return None if node is None else _node_text(node, revealed, options)
    model = _model(name, snapshot.instance, key)
    if model is not None:
        veil = Veil.ARTIFACT if name == "artifacts" else Veil.OPEN
        return _laid_out(fields(model), veil, revealed, options)
    unfolded = replace(_unfolded(snapshot.instance, options), revealed=options.revealed)
    rows = flat_rows(name, snapshot.instance, snapshot, unfolded)
    found = next((row.value for row in rows if row.key == key), None)
    return None if found is None else harmless(found)


def _model(name: str, instance: Instance, key: str) -> Wire | None:
    """The artifact, resource or access that a row stands for as a whole."""
    if name == "artifacts":
        artifacts = instance.artifacts or {}
        return next((a for n, a in artifacts.items() if artifact_key(n) == key), None)
    if name == "refer_resources":
        resources = instance.refer_resources or []
        keys = resource_keys(resources)
        whole = key if key in keys else key.removesuffix(".parameters")
        return resources[keys.index(whole)] if whole in keys else None
    if name == "external_accesses":
        accesses = instance.external_accesses or []
        keys = access_keys(accesses)
        whole = key if key in keys else key.removesuffix(".id")
        return accesses[keys.index(whole)] if whole in keys else None
    return None


def _node_text(node: Node, revealed: bool, options: PaneOptions) -> str | None:
    if node.role in (Role.GROUP, Role.GROUP_OPEN):
        return None
    veil = node.veil(options.protected)
    value = node.value
    whole = isinstance(value, dict) and set(value) <= {"name", "value", "internal"}
    if node.role is Role.VARIABLE and isinstance(value, dict) and whole:
        visible = value if revealed else masked(value, protected=options.protected, veil=veil)
        value = visible.get("value") if isinstance(visible, dict) else None
        return _laid_out(value, Veil.OPEN, True, options)
    return _laid_out(value, veil, revealed, options)


def _laid_out(value: JSONValue, veil: Veil, revealed: bool, options: PaneOptions) -> str:
    visible = value if revealed else masked(value, protected=options.protected, veil=veil)
    if isinstance(visible, str):
        return harmless(visible)
    return laid_out(visible) if isinstance(visible, (dict, list)) else leaf_text(visible)
