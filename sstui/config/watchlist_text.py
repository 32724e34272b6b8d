"""Changing the text of a watch list: what is not meant stays as it is, to the byte.

The text is cut into blocks, one for each table of one kind (``[[instance]]``, or ``[[query]]``)
with the comments that lean on it, and the loose text between them, in which those of the other
kind are. tomlkit changes a block; `tomllib` proves that the cut is right.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import NamedTuple

NEW_FILE = """\
# The instances that sstui watches. Yours to edit, order and share; sstui keeps comments.
version = 1
"""

INSTANCE, QUERY = "instance", "query"  # the kinds

_HEADER = re.compile(r"""\s*\[\[\s*(["']?)(instance|query)\1\s*\]\]\s*(?:#.*)?""")


class NotSimple(ValueError):
    """The text is valid, but not written as one table for each bookmark or query."""


class Blocks(NamedTuple):
    """``loose[0] blocks[0] loose[1] blocks[1] … loose[n]``, joined, is the text."""

    loose: tuple[str, ...]
    blocks: tuple[str, ...]
    kind: str = INSTANCE

    @property
    def text(self) -> str:
        parts = [self.loose[0]]
        for block, loose in zip(self.blocks, self.loose[1:], strict=True):
            parts += (block, loose)
        return "".join(parts)

    def changed(self, index: int, values: Mapping[str, object]) -> Blocks:
        """With these keys of one block set where they stand; None takes a key away."""
        block = _set_keys(_ended(self.blocks[index]), values, self.kind)
        blocks = (*self.blocks[:index], block, *self.blocks[index + 1 :])
        return Blocks(self.loose, blocks, self.kind)

    def without(self, index: int) -> Blocks:
        """Without one block; of the blank lines around it one remains."""
        before, after = self.loose[index], self.loose[index + 1]
        if before.endswith("\n") and after.startswith("\n"):
            after = after[1:]
        loose = (*self.loose[:index], before + after, *self.loose[index + 2 :])
        return Blocks(loose, self.blocks[:index] + self.blocks[index + 1 :], self.kind)

    def with_block(self, index: int, block: str) -> Blocks:
        """With a block before the one that is at ``index`` now, or after the last one."""
        before, after = self.loose[index], "\n"
        if index == len(self.blocks):
            above = self.text
            missing = 2 - (len(above[-2:]) - len(above[-2:].rstrip("\n")))
            before, after = before + ("\n" * missing if above else ""), ""
        loose = (*self.loose[:index], before, after, *self.loose[index + 1 :])
        blocks = (*self.blocks[:index], _ended(block), *self.blocks[index:])
        return Blocks(loose, blocks, self.kind)


def new_block(values: Mapping[str, object], kind: str = INSTANCE) -> str:
    """A block of these keys, in their order."""
    return _set_keys(f"[[{kind}]]\n", values, kind)


def cut(text: str, kind: str = INSTANCE) -> Blocks:
    """``text``, which must be valid TOML, in blocks of one kind. Raises `NotSimple`."""
    lines = text.splitlines(keepends=True) if text.isascii() else _lines(text)
    found = [_HEADER.fullmatch(line.rstrip("\n")) for line in lines]
    headers = [(i, match[2]) for i, match in enumerate(found) if match]
    starts = [_start(lines, header) for header, _ in headers]
    loose: list[str] = []
    blocks: list[str] = []
    done = 0
    for number, start in enumerate(starts):
        header, this = headers[number]
        if this != kind:
            continue
        following = starts[number + 1] if number + 1 < len(starts) else len(lines)
        end = _end(lines, header, following)
        loose.append("".join(lines[done:start]))
        blocks.append("".join(lines[start:end]))
        done = end
    loose.append("".join(lines[done:]))
    _prove(text, loose, blocks, kind)
    return Blocks(tuple(loose), tuple(blocks), kind)


def _lines(text: str) -> list[str]:
    """Lines as TOML counts them: only a newline ends one."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _start(lines: list[str], header: int) -> int:
    """The first of the comment lines right above a header; a comment on line 1 is the file's."""
    start = header
    while start > 1 and lines[start - 1].lstrip().startswith("#"):
        start -= 1
    return start if start != 1 or not lines[0].lstrip().startswith("#") else header


def _end(lines: list[str], header: int, following: int) -> int:
    """Behind the last key, and the comment lines that follow it without a blank line."""
    end = header + 1
    for index in range(header + 1, following):
        line = lines[index].strip()
        if line and not line.startswith("#"):
            end = index + 1
    while end < following and lines[end].lstrip().startswith("#"):
        end += 1
    return end


def _prove(text: str, loose: list[str], blocks: list[str], kind: str) -> None:
    """A header inside a text of several lines, or a list in brackets, would fool the cut."""
    try:
        rest = tomllib.loads("".join(loose))
        pieces = [tomllib.loads(block)[kind][0] for block in blocks]
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise NotSimple from error
    whole = tomllib.loads(text)
    if {**rest, kind: pieces} != {kind: [], **whole}:
        raise NotSimple


def _set_keys(block: str, values: Mapping[str, object], kind: str) -> str:
    import tomlkit
    from tomlkit.items import AoT

    document = tomlkit.parse(block)
    tables = document[kind]
    if not isinstance(tables, AoT):
        raise NotSimple
    for key, value in values.items():
        if value is not None:
            tables[0][key] = value
        elif key in tables[0]:
            del tables[0][key]
    return _ended(tomlkit.dumps(document))


def _ended(text: str) -> str:
    return text if text.endswith("\n") else text + "\n"
