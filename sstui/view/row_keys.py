"""Keys of rows: readable paths that can be taken apart again, whatever the names contain.

``env{DB_URL}`` is the variable of that name (``#2`` behind it the second of the same name),
``env{}{PAAS_APP_ID}`` one of the folded platform-made ones, ``storage[0].type`` the rest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from sstui.insight.secrets import MASK

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


def numbered(keys: Iterable[str]) -> list[str]:
    """Keys that are unique: of equal ones the second ends in ``#2``, and so on."""
    met: Counter[str] = Counter()
    unique = []
    for key in keys:
        met[key] += 1
        unique.append(key if met[key] == 1 else f"{key}#{met[key]}")
    return unique


def prefixes(key: str) -> tuple[str, ...]:
    """The keys of everything that holds what ``key`` names, outermost first."""
    ends = [match.end() for match in _PART.finditer(key) if match.end() > 0]
    return tuple(key[:end] for end in ends if end < len(key))


def last_step(key: str) -> str | int | None:
    """The name or index that the last segment of a key stands for; None where that is no plain
    step: variables, closing lines, masked names."""
    above = prefixes(key)
    own = key[len(above[-1]) :] if above else key
    if own.startswith("[") and own[1:-1].isdecimal():
        return int(own[1:-1])
    if own.startswith(("{", "~")) or own.endswith(END) or MASK in own:
        return None
    name = own.removeprefix(".") if above else own
    return "" if name == "\\e" else re.sub(r"\\(.)", r"\1", name, flags=re.DOTALL)
