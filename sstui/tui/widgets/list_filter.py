"""What a filter does to the list: which rows pass, which folds hold, where the cursor waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from sstui.monitor.state import Fleet
from sstui.servicestage.refs import InstanceRef

if TYPE_CHECKING:
    from sstui.view.filter import Filter
    from sstui.view.filter_fields import Field
    from sstui.view.filter_match import Sieve, Sifted


class ListFilter:
    """Without a ``sieve``, which the first filter brings, everything passes."""

    def __init__(self) -> None:
        self.sieve: Sieve | None = None
        self.sifted: Sifted | None = None
        self.fields: Mapping[str, Field] = {}  # what the prompt may name, set when it opens
        self.typing = False  # the prompt is open
        self._folds: frozenset[str] | None = None  # those of the time without a filter
        self._holds = False  # the row under the cursor stays, though it does not pass
        self._wanted: str | None = None  # where the cursor was put, before a filter hid it
        self._lent: str | None = None  # where it stands instead

    @property
    def on(self) -> bool:
        return self.sieve is not None and bool(self.sieve.filter.valid)

    @property
    def passed(self) -> int | None:
        """How many it lets through; None where nothing is filtered."""
        return len(self.sifted.passed) if self.on and self.sifted is not None else None

    def use(self, chosen: Filter, folded: frozenset[str]) -> frozenset[str]:
        """Take another filter; returns the groups that are folded under it. None are when one
        begins, and what was folded before is when it ends."""
        if self.sieve is None:
            return folded
        before = self.on
        self.sieve.use(chosen)
        self._holds = False
        if self.on and not before:
            self._folds = folded
            return frozenset()
        if before and not self.on:
            folded, self._folds = self.kept_folds(folded), None
        return folded

    def kept_folds(self, folded: frozenset[str]) -> frozenset[str]:
        """The groups that are folded when nothing is filtered."""
        return folded if self._folds is None else self._folds

    def sift(self, fleet: Fleet, kept: InstanceRef | None) -> Fleet:
        """The fleet of what passes. ``kept``, under the cursor, stays until the cursor leaves it or
        another filter is typed."""
        if self.sieve is None:
            return fleet
        self.sifted = self.sieve.sift(fleet, kept if self._holds else None)
        self._holds = True
        if self.sifted.passed is fleet.snapshots:
            return fleet
        return replace(fleet, snapshots=self.sifted.passed)

    def wanted(self, stood: str | None) -> str | None:
        """Where the cursor belongs under another filter: where a person put it last, though it had
        to stand elsewhere since."""
        if stood != self._lent:
            self._wanted = stood
        return self._wanted

    def lend(self, stands: str | None) -> None:
        """Where the cursor stands now, wanted or not."""
        self._lent = stands
