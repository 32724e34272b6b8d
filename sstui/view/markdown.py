"""Foreign text in Markdown: shown as it is, never as markup."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sstui.view.text import plain

# An underscore inside a word is none of emphasis: PARTIALLY_FAILED stays readable as it is.
_ACTIVE = re.compile(r"[\\`*\[\]<>|~&#!$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_LINK = re.compile(r"(?i)\b(https?|ftp|mailto)(:)|\b(www)(\.)|(@)")


def escaped(text: str) -> str:
    """``text`` on one line; nothing in it is a link, a mention or a table's border."""
    quiet = _ACTIVE.sub(lambda found: f"\\{found[0]}", plain(text).strip())
    return _LINK.sub(_unlinked, quiet)


def _unlinked(found: re.Match[str]) -> str:
    """A zero-width entity parts what a reader would make a link of."""
    scheme, colon, host, dot, at = found.groups()
    return (
        f"{scheme or host or ''}{'&#58;' if colon else '&#46;' if dot else '&#64;' if at else ''}"
    )


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A table of foreign cells."""
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return lines + [f"| {' | '.join(map(escaped, row))} |" for row in rows]
