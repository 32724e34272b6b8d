"""What a person did to a pane, kept for each instance."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

from sstui.servicestage.refs import InstanceRef

REMEMBERED = 200  # instances whose folds and places are kept


@dataclass
class Memory:
    """Folds, cursor and scroll place in one pane of one instance, while others are looked at."""

    folds: dict[str, bool] = field(default_factory=dict)
    cursor_key: str | None = None
    top_key: str | None = None


class Memories:
    """The instances looked at last; the one not seen for longest is forgotten first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[InstanceRef, Memory] = OrderedDict()

    def of(self, ref: InstanceRef) -> Memory:
        memory = self._kept.setdefault(ref, Memory())
        self._kept.move_to_end(ref)
        while len(self._kept) > REMEMBERED:
            self._kept.popitem(last=False)
        return memory
