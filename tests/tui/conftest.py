"""What the stories of the screen share."""

from __future__ import annotations

from typing import Any

import pytest
from rich.console import RenderableType
from textual._compositor import Compositor
from textual.cache import LRUCache
from textual.css.stylesheet import Stylesheet

from tests.conftest import THOROUGH
from tests.tui.harness import looked_at

# What was read in which variables: the same for each of a hundred dashboards, 17 ms each. Several
# themes and every style sheet of Textual's that is in use have room in it.
_read: LRUCache[tuple[object, ...], Any] = LRUCache(1024)
_read_anew = Stylesheet._parse_rules
_drawn = Compositor.render_update


@pytest.fixture(autouse=True)
def frames_are_drawn_when_somebody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Textual draws every frame also where there is no terminal, and throws it away: a quarter of
    what these stories cost. `Stage.text` draws the one that a story looks at; on real terminals
    `tests/real_terminal` draws all, and here ``SSTUI_THOROUGH=1``."""
    monkeypatch.setattr(Compositor, "render_update", _draw if THOROUGH else _forget)


@pytest.fixture(autouse=True)
def style_sheets_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the process; Textual keeps what it has read for one app, and changes no rule after it."""
    if not THOROUGH:
        monkeypatch.setattr(Stylesheet, "_parse_rules", _read_rules)


def _draw(compositor: Compositor, **named: Any) -> RenderableType | None:
    looked_at.pop(compositor, None)
    return _drawn(compositor, **named)


def _forget(compositor: Compositor, **_: object) -> None:
    looked_at.pop(compositor, None)
    compositor._dirty_regions.clear()


def _read_rules(sheet: Stylesheet, css: str, read_from: Any, *more: Any, **named: Any) -> Any:
    key = (css, read_from, more, *named.items(), *sheet._variables.items())
    if key not in _read:
        _read[key] = _read_anew(sheet, css, read_from, *more, **named)
    return _read[key]
