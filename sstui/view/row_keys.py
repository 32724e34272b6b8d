"""Keys of rows: readable paths that can be taken apart again, whatever the names contain.

``env{DB_URL}`` is the variable of that name (``#2`` behind it the second of the same name),
``env{}{PAAS_APP_ID}`` one of the folded platform-made ones, ``storage[0].type`` the rest.
"""

from __future__ import annotations

import re
from functools import lru_cache

_SPECIAL = re.compile(r"[.\[\]{}#~\\]")
_PART = re.compile(
    r"(?:^|\.)(?:[^.\[\]{}#~\\]|\\.)*|\[[^\]]*\]|\{(?:[^{}\\]|\\.)*\}(?:#\d+)?", re.DOTALL
)
ROOT = "~"  # the document itself
END = "~end"  # the line that closes a container
INTERNAL = "{}"  # the group of platform-made variables


@lru_cache(maxsize=4096)
def _escaped(name: str) -> str:
    return _SPECIAL.sub(lambda match: "\\" + match[0], name) if name else "\\e"


def segment(part: str | int, *, first: bool = False) -> str:
    """What a name or an index adds to the key of what it is in."""
    if isinstance(part, int):
        return f"[{part}]"
    return _escaped(part) if first else f".{_escaped(part)}"


def variable(name: str, number: int = 1) -> str:
    """What a variable adds to the key of its list; ``number`` counts those of the same name."""
    return f"{{{_escaped(name)}}}" + (f"#{number}" if number > 1 else "")


def prefixes(key: str) -> tuple[str, ...]:
    """The keys of everything that holds what ``key`` names, outermost first."""
    ends = [match.end() for match in _PART.finditer(key) if match.end() > 0]
    return tuple(key[:end] for end in ends if end < len(key))
