"""Fields of the wire's models as text: ``null``, empty and missing are told apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from sstui.insight.list_items import labels_of
from sstui.insight.secrets import Veil, veil_of
from sstui.monitor.state import Mark
from sstui.servicestage.json_types import JSONValue
from sstui.view.age import ago
from sstui.view.json_text import Shown, show_value
from sstui.view.pane_rows import PaneOptions
from sstui.view.signs import Signs
from sstui.view.text import Span

if TYPE_CHECKING:
    from sstui.servicestage.models import Wire

LABEL = "muted"


def fields(model: Wire) -> dict[str, JSONValue]:
    """What the document carried of a flat model, known fields first."""
    known = {
        name: getattr(model, name)
        for name in type(model).model_fields
        if name in model.model_fields_set
    }
    return {**known, **(model.model_extra or {})}


def field_of(
    model: Wire, name: str, above: Veil, width: int, signs: Signs, *, revealed: bool = False
) -> Shown:
    """One field as it may be shown; ``—`` where the document did not carry it."""
    sent = fields(model)
    if name not in sent:
        return Shown(signs.dash, "muted", None)
    veil = veil_of(above, sent, name)
    return show_value(sent[name], veil, width, signs, revealed=revealed)


def was(marks: Sequence[Mark], place: str, options: PaneOptions) -> Span | None:
    """``  was 2.13.4 · 14m ago`` for the newest change of exactly this place."""
    mark = next((each for each in marks if each.change.path == place), None)
    if mark is None or mark.change.secret:
        return None
    before = mark.change.before
    if before is None:
        text = "new"
    else:
        shown = show_value(before, Veil.OPEN, 40, options.signs)
        text = f"was {shown.text}"
    return Span(f"  {text} {options.signs.dot} {ago(options.now - mark.at)}", "muted")


class Item(NamedTuple):
    """An item of a list in a body: the key of its row, its path by its index, and the one by which
    changes name it (``refer_resources.cce:5234…``)."""

    key: str
    path: str
    place: str


def items_of(name: str, models: Sequence[Wire], keys: Iterable[str]) -> list[Item]:
    """The items of the list ``name``, whose rows have these ``keys``."""
    labels = labels_of([fields(model) for model in models])
    return [
        Item(key, f"{name}[{at}]", f"{name}{label}")
        for at, (key, label) in enumerate(zip(keys, labels, strict=True))
    ]
