"""T6: bodies that were changed at random render in every pane, and nothing of theirs acts.

The seed is fixed: the same ten thousand each time. A body is changed in its bytes, in its values
or in both; what is no instance any more has to be refused as such.
"""

from __future__ import annotations

import copy
import json
import random
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import Any

from sstui.monitor.state import Fleet, Snapshot
from sstui.servicestage.bodies import UnusableBody, decode
from sstui.servicestage.models import parse_instance
from sstui.view.head import head_lines
from sstui.view.list_rows import FoldOk, list_rows
from sstui.view.panes import PANES, PaneOptions
from sstui.view.peek import peek_lines
from sstui.view.ranking import Order, rank
from sstui.view.signs import UNICODE
from sstui.view.text import Line, line_cells, text_of
from tests.bench.soak.finding import Finding
from tests.difficult_bodies import difficult_bodies
from tests.view.instances import NOW, WALL, content, options, snapshot_of

BODIES = 10_000
SEED = 6
_LARGEST = 60_000  # bytes of a body that is changed
_ROWS = 300  # of a pane that are looked at
_HARMFUL = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})

HOSTILE: tuple[Any, ...] = (
    "\x1b[2J\x1b]0;owned\x07", "\x9b31m", "\u202egpj.exe", "\ufeff\u200b", "[bold red]x[/]",
    "\r\n\t\0", "e\u0301" * 40, "支付网关" * 30, "\U0001f469\u200d\U0001f467", "\ud800", "x" * 5000,
    None, True, False, 0, -1, 10**40, 1e308, -0.0, [], {}, [[[[[]]]]], {"": {"": ""}},
    {"status": "\x1b[1m"}, [None, 1, "a", {}], '{"a": "\x1b[5m"}', "- a: 1\n- b", "",
)  # fmt: skip


async def bodies(folder: Path, count: int = BODIES) -> list[Finding]:
    rng = random.Random(SEED)
    originals = [body for body in difficult_bodies().values() if len(body) <= _LARGEST]
    drawn, refused, faults = 0, 0, dict[str, int]()
    while drawn < count:
        fault = _fault(mutated(rng.choice(originals), rng), rng)
        if fault is None:
            refused += 1
            continue
        drawn += 1
        if fault:
            faults[fault] = faults.get(fault, 0) + 1
    words = "; ".join(f"{fault} ({times})" for fault, times in sorted(faults.items()))
    return [
        Finding(
            "T6",
            f"{count:,} mutated bodies in {len(PANES)} panes, head, peek and list; "
            f"{refused:,} more refused",
            words or "all drawn",
            "no crash, no escape sequence of theirs, every line of its width",
            not faults,
        )
    ]


def mutated(body: bytes, rng: random.Random) -> bytes:
    """Changed in one to six places."""
    if rng.random() < 0.25:
        return _other_bytes(body, rng)
    document = json.loads(body)
    for _ in range(rng.randint(1, 6)):
        _change(document, rng)
    text = json.dumps(document)
    return _other_bytes(text.encode(), rng) if rng.random() < 0.1 else text.encode()


def _other_bytes(body: bytes, rng: random.Random) -> bytes:
    changed = bytearray(body)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(changed))
        changed[at] = rng.choice((rng.randrange(256), ord('"'), ord("0"), ord("{"), 0x1B, 0x9B))
    return bytes(changed[: rng.randint(1, len(changed))] if rng.random() < 0.1 else changed)


def _change(document: Any, rng: random.Random) -> None:
    """Something at a random depth is replaced, doubled, renamed or taken away."""
    at = document
    while isinstance(at, dict | list) and at:
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        key = rng.choice(keys)
        inner = at[key]
        if isinstance(inner, dict | list) and inner and rng.random() < 0.75:
            at = inner
            continue
        _CHANGES[rng.randrange(len(_CHANGES))](at, key, rng)
        return


def _replace(at: Any, key: Any, rng: random.Random) -> None:
    at[key] = copy.deepcopy(rng.choice(HOSTILE))


def _wrap(at: Any, key: Any, rng: random.Random) -> None:
    inner = at[key]
    twice = [inner, copy.deepcopy(inner)]
    at[key] = rng.choice(([inner], {"value": inner}, twice, json.dumps(inner)))


def _remove(at: Any, key: Any, rng: random.Random) -> None:
    del at[key]


def _rename(at: Any, key: Any, rng: random.Random) -> None:
    if isinstance(at, dict):
        at[str(rng.choice(HOSTILE))] = at.pop(key)
    else:
        at.insert(key, copy.deepcopy(rng.choice(HOSTILE)))


_CHANGES: tuple[Callable[[Any, Any, random.Random], None], ...] = (
    _replace,
    _replace,
    _wrap,
    _remove,
    _rename,
)


_BESIDE = ("head", "peek", "list")
_PLAIN = snapshot_of(b'{"status_detail": {"status": "RUNNING"}}')


def _fault(body: bytes, rng: random.Random) -> str | None:
    """What is wrong with how it is shown, "" if nothing; None where it is no instance."""
    try:
        instance = parse_instance(decode(body))
    except UnusableBody:
        return None
    snapshot = replace(_PLAIN, instance=instance, body=body)
    width = rng.choice((20, 48, 78, 118))
    chosen = options(width, wide=rng.random() < 0.5)
    for name in (*PANES, *_BESIDE):
        try:
            lines = _lines(name, snapshot, chosen)
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
            return f"{name}: {type(error).__name__}"
        for line in lines:
            if line_cells(line) != width:
                return f"{name}: a line of another width"
            if any(unicodedata.category(each) in _HARMFUL for each in text_of(line)):
                return f"{name}: a character that acts"
    return ""


def _lines(name: str, snapshot: Snapshot, chosen: PaneOptions) -> list[Line]:
    width = chosen.width
    if name in PANES:
        pane = content(name, snapshot, chosen).rows
        return [pane[index].line for index in range(min(len(pane), _ROWS))]
    fleet = Fleet((snapshot,), now=NOW, wall=WALL, by_ref={snapshot.ref: snapshot})
    if name == "head":
        return list(head_lines(fleet, snapshot, width=width, rows=4, signs=UNICODE, tz=UTC))
    if name == "peek":
        return list(peek_lines(fleet, snapshot, width=width, signs=UNICODE, tz=UTC))
    ranking = rank(None, fleet, order=Order.WORST, now=NOW, last_key=None)
    fold = FoldOk.NEVER
    rows = list_rows(fleet, ranking, width=width, height=9, signs=UNICODE, fold=fold)
    return [row.line for row in rows]
