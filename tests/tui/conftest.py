"""What the stories of the screen share."""

from __future__ import annotations

import pytest
from textual._compositor import Compositor

from tests.conftest import THOROUGH


@pytest.fixture(autouse=True)
def frames_are_drawn_when_somebody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Textual draws every frame also where there is no terminal, and throws it away: a quarter of
    what these stories cost. `Stage.text` draws the one that a story looks at; on real terminals
    `tests/real_terminal` draws all, and here ``SSTUI_THOROUGH=1``."""
    if not THOROUGH:
        monkeypatch.setattr(Compositor, "render_update", _forget)


def _forget(compositor: Compositor, **_: object) -> None:
    compositor._dirty_regions.clear()
