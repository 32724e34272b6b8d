"""The API of ServiceStage as a library: what is asked, how it is sent, and what came back."""

from __future__ import annotations

import sys
from types import ModuleType

# Nobody wants httpx's own command line, for which it would load rich and pygments: 90 of 540 ms of
# what a command that looks needs to start. Empty as it is, httpx does without.
sys.modules.setdefault("httpx._main", ModuleType("httpx._main"))
