"""Which instances a filter lets through; what did not change is not judged again."""

from __future__ import annotations

from collections.abc import Iterable
from operator import eq, ge, gt, le, lt
from typing import NamedTuple

from sstui.monitor.state import Fleet, Snapshot
from sstui.servicestage.refs import InstanceRef
from sstui.view.filter import EVERYTHING, Choice, Filter, Term
from sstui.view.filter_fields import FIELDS, IS, PLAIN, Kind
from sstui.view.standing import Standing, seen_standing, standing

_COMPARE = {"<": lt, ">": gt, "<=": le, ">=": ge, "==": eq}
_PARTING = "\0"  # between the texts of an instance: what is typed has none


class Sifted(NamedTuple):
    """What passes, in the fleet's order, and of the rest how many are bad."""

    passed: tuple[Snapshot, ...]
    total: int
    bad_hidden: int

    @property
    def hidden(self) -> int:
        return self.total - len(self.passed)


class Sieve:
    """Applies one filter at a time to the newest fleet.

    An instance is judged when its snapshot, or the filter, is another one; of a filter that asks
    for ages, at each look. What plain text is looked for in is put together once a snapshot.
    """

    def __init__(self) -> None:
        self.filter: Filter = EVERYTHING
        self._judged: dict[InstanceRef, tuple[Snapshot, bool]] = {}
        self._texts: dict[InstanceRef, tuple[Snapshot, str]] = {}

    def use(self, chosen: Filter) -> None:
        """Let through what this filter does."""
        if chosen.valid != self.filter.valid:
            self._judged.clear()
        self.filter = chosen

    def sift(self, fleet: Fleet, held: InstanceRef | None = None) -> Sifted:
        """``held`` passes whatever it is now: the row under the cursor."""
        total = len(fleet.snapshots)
        if not self.filter.valid:
            return Sifted(fleet.snapshots, total, 0)
        passed: list[Snapshot] = []
        bad = 0
        for snapshot in fleet.snapshots:
            if self._passes(fleet, snapshot) or snapshot.ref == held:
                passed.append(snapshot)
            elif standing(snapshot) is Standing.BAD:
                bad += 1
        self._forget(total)
        return Sifted(tuple(passed), total, bad)

    def _passes(self, fleet: Fleet, snapshot: Snapshot) -> bool:
        judged = self._judged.get(snapshot.ref)
        if judged is not None and judged[0] is snapshot and not self.filter.live:
            return judged[1]
        result = all(self._holds(term, fleet, snapshot) for term in self.filter.valid)
        self._judged[snapshot.ref] = (snapshot, result)
        return result

    def _holds(self, term: Term, fleet: Fleet, snapshot: Snapshot) -> bool:
        accepted = any(self._accepts(choice, fleet, snapshot) for choice in term.choices)
        return accepted is not term.negated

    def _accepts(self, choice: Choice, fleet: Fleet, snapshot: Snapshot) -> bool:
        return self._answer(choice, fleet, snapshot) is not choice.negated

    def _answer(self, choice: Choice, fleet: Fleet, snapshot: Snapshot) -> bool:
        field = choice.field
        if field is None:
            if choice.sign == "~":
                return has_letters(snapshot.name.casefold(), choice.value)
            return choice.value in self._text(fleet, snapshot)
        if field.kind is Kind.HEALTH:
            return not choice.healths.isdisjoint({standing(snapshot), seen_standing(snapshot)})
        if field.kind is Kind.IS:
            return any(IS[word](fleet, snapshot) for word in choice.words)
        if choice.sign in _COMPARE and field.number is not None:
            number = field.number(fleet, snapshot)
            return number is not None and _COMPARE[choice.sign](number, choice.number)
        texts = field.texts(fleet, snapshot) if field.texts is not None else ()
        return _in_texts(choice, texts)

    def _text(self, fleet: Fleet, snapshot: Snapshot) -> str:
        known = self._texts.get(snapshot.ref)
        if known is None or known[0] is not snapshot:
            known = (snapshot, plain_text(fleet, snapshot))
            self._texts[snapshot.ref] = known
        return known[1]

    def _forget(self, total: int) -> None:
        """Of instances that are watched no more, before they are as many as those that are."""
        for kept in (self._judged, self._texts):
            if len(kept) > 2 * total:
                kept.clear()


def plain_text(fleet: Fleet, snapshot: Snapshot) -> str:
    """All that text without a column is looked for in, with its case folded."""
    texts: list[str] = [standing(snapshot).name]
    for name in PLAIN:
        read = FIELDS[name].texts
        texts += filter(None, read(fleet, snapshot) if read is not None else ())
    return _PARTING.join(texts).casefold()


def _in_texts(choice: Choice, texts: Iterable[str | None]) -> bool:
    folded = (text.casefold() for text in texts if text)
    if choice.sign == "=":
        return any(text == choice.value for text in folded)
    if choice.sign == "~":
        return any(has_letters(text, choice.value) for text in folded)
    return any(choice.value in text for text in folded)


def has_letters(text: str, wanted: str) -> bool:
    """Whether ``text`` has the letters of ``wanted`` in that order, blanks aside."""
    letters = iter(text)
    return all(letter in letters for letter in wanted if letter != " ")
