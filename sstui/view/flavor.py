"""``flavor_id`` in words, where its form is understood; the raw text is always shown too.

``SMALL-10G:1.0C:2G`` and ``CUSTOM-10G:500m-250m:1Gi-0.5Gi`` (name, disk, then processor and memory
as *limit-request*) are the documented forms; ``null`` stands for no limit.
"""

from __future__ import annotations

import re

from sstui.view.signs import Signs

_AMOUNT = r"(?:\d{1,9}(?:\.\d{1,9})?(?:C|m|G|Gi|M|Mi)|null)"
_FLAVOR = re.compile(
    rf"[A-Z]+-(?P<disk>\d{{1,9}}G):(?P<cpu>{_AMOUNT}(?:-{_AMOUNT})?)"
    rf":(?P<memory>{_AMOUNT}(?:-{_AMOUNT})?)"
)


def flavor_words(flavor: str, signs: Signs) -> str:
    """``cpu 250m-500m · memory 0.5Gi-1Gi · disk 10G``; empty where not understood."""
    match = _FLAVOR.fullmatch(flavor)
    if match is None:
        return ""
    parts = (f"cpu {_span(match['cpu'])}", f"memory {_span(match['memory'])}")
    return f" {signs.dot} ".join((*parts, f"disk {match['disk']}"))


def _span(text: str) -> str:
    limit, _, request = text.partition("-")
    if not request or request == limit:
        return "without limit" if limit == "null" else limit
    return f"{'0' if request == 'null' else request}-{'any' if limit == 'null' else limit}"
