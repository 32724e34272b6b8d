"""Pieces of the status bar, side by side in a few rows, and where each of them stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sstui.servicestage.refs import InstanceRef
from sstui.view.text import Line, Span


class Hit(NamedTuple):
    """Cells ``start`` (included) to ``end`` (not included) of row ``row`` select ``ref``."""

    row: int
    start: int
    end: int
    ref: InstanceRef


class Piece(NamedTuple):
    """What is drawn of a cell, ``size`` cells wide; ``ref`` None: a click does nothing."""

    spans: Line
    size: int
    ref: InstanceRef | None
    close: bool  # may stand beside another such without a blank


class CellRows(NamedTuple):
    """The rows of the bar, from top to bottom."""

    lines: tuple[Line, ...]  # not yet filled to the width
    hits: tuple[Hit, ...]


def _gap(left: Piece, right: Piece, dense: bool) -> int:
    return 0 if dense and left.close and right.close else 1


def wrap(
    pieces: Sequence[Piece], width: int, rows: int, *, dense: bool
) -> list[list[Piece]] | None:
    """The pieces in at most ``rows`` rows, None where they do not fit."""
    result: list[list[Piece]] = [[]]
    used = 0
    for piece in pieces:
        row = result[-1]
        gap = _gap(row[-1], piece, dense) if row else 0
        if row and used + gap + piece.size > width:
            if len(result) == rows:
                return None
            result.append([piece])
            used = piece.size
        else:
            row.append(piece)
            used += gap + piece.size
        if used > width:
            return None
    return result


def placed(rows: Sequence[Sequence[Piece]], *, dense: bool) -> CellRows:
    """The rows as lines, and where each piece stands in them."""
    lines: list[Line] = []
    hits: list[Hit] = []
    for number, row in enumerate(rows):
        spans: list[Span] = []
        at = 0
        for index, piece in enumerate(row):
            if index and _gap(row[index - 1], piece, dense):
                spans.append(Span(" "))
                at += 1
            spans.extend(piece.spans)
            if piece.ref is not None:
                hits.append(Hit(number, at, at + piece.size, piece.ref))
            at += piece.size
        lines.append(tuple(spans))
    return CellRows(tuple(lines), tuple(hits))
