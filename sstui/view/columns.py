"""The columns of the wide list: what each shows of an instance, and how it sorts by it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sstui.config.columns import DEFAULT_COLUMNS, chosen
from sstui.monitor.state import Fleet, Snapshot
from sstui.view.age import age
from sstui.view.body_column import BodyColumn
from sstui.view.filter_fields import FIELDS, Field, Kind, Texts, up_share, version_of
from sstui.view.head_parts import ID_CELLS
from sstui.view.standing import replica_numbers
from sstui.view.strip import percent
from sstui.view.text import plain

STRIP = "24h"
_NOT_OF_A_NAME = re.compile(r"[^\w-]+")
_MOST = 200  # characters of a foreign text that are looked at


class SortKey(NamedTuple):
    """What is missing comes last, then numbers, then texts."""

    missing: bool
    number: float = 0.0
    text: str = ""


class Cell(NamedTuple):
    """``text`` is harmless and uncut."""

    text: str
    key: SortKey
    style: str = "muted"


NOTHING = Cell("", SortKey(True))


@dataclass(frozen=True, slots=True)
class Column:
    """``most`` cells it takes at most, also where there is more room; ``live``: what it shows
    changes without a look."""

    name: str
    most: int
    read: Callable[[Fleet, Snapshot], Cell]
    right: bool = False
    live: bool = False


def texts_cell(texts: Iterable[str | None], style: str = "muted") -> Cell:
    text = plain(", ".join(each for each in texts if each)[:_MOST])
    return Cell(text, SortKey(False, text=text.casefold()), style) if text else NOTHING


def number_cell(number: float | None, text: str, style: str = "muted") -> Cell:
    return NOTHING if number is None else Cell(text, SortKey(False, number), style)


def _field(name: str) -> Callable[[Fleet, Snapshot], Cell]:
    read = FIELDS[name].texts

    def cell(fleet: Fleet, snapshot: Snapshot) -> Cell:
        return NOTHING if read is None else texts_cell(read(fleet, snapshot))

    return cell


def _up(fleet: Fleet, snapshot: Snapshot) -> Cell:
    share = up_share(fleet, snapshot)
    whole = share is None or share >= 1
    return number_cell(share, "" if share is None else percent(share), "muted" if whole else "")


def _profile(fleet: Fleet, snapshot: Snapshot) -> Cell:
    name = snapshot.bookmark.profile
    account = fleet.account(name)
    protected = account is not None and account.protected
    return texts_cell((f"{name} protected" if protected else name,))


def _identity(read: Callable[[Snapshot], str | None]) -> Callable[[Fleet, Snapshot], Cell]:
    return lambda _fleet, snapshot: texts_cell(((read(snapshot) or "")[:ID_CELLS],))


def _wire(name: str) -> Callable[[Snapshot], str | None]:
    """A text of the instance, by its name on the wire."""

    def read(snapshot: Snapshot) -> str | None:
        value = getattr(snapshot.instance, name, None)
        return value if isinstance(value, str) else None

    return read


def _seen(fleet: Fleet, snapshot: Snapshot) -> Cell:
    passed = None if snapshot.seen is None else fleet.now - snapshot.seen
    return number_cell(passed, "" if passed is None else age(passed))


def _moment(name: str) -> Callable[[Fleet, Snapshot], Cell]:
    """The age of a time of the platform's, in epoch milliseconds."""

    def cell(fleet: Fleet, snapshot: Snapshot) -> Cell:
        moment = getattr(snapshot.instance, name, None)
        if not isinstance(moment, int) or not 0 < moment / 1000 <= fleet.wall + 60:
            return NOTHING
        return number_cell(fleet.wall - moment / 1000, age(fleet.wall - moment / 1000))

    return cell


def _strip(fleet: Fleet, snapshot: Snapshot) -> Cell:
    """Drawn elsewhere; it sorts by what it shows: the least available first."""
    return number_cell(up_share(fleet, snapshot), "")


_BUILT_IN: Mapping[str, Column] = {
    column.name: column
    for column in (
        Column(STRIP, 40, _strip),
        Column("up", 6, _up, right=True),
        Column("version", 18, lambda _, s: texts_cell((version_of(s),))),
        Column("env", ID_CELLS, _identity(_wire("environment_id"))),
        Column("tags", 20, _field("tag")),
        Column("note", 40, _field("note")),
        Column("profile", 24, _profile, live=True),
        Column("region", 16, _field("region"), live=True),
        Column("why", 40, _field("why")),
        Column("image", 40, _field("image")),
        Column("job", 30, _field("job")),
        Column("seen", 4, _seen, right=True, live=True),
        Column("updated", 7, _moment("update_time"), right=True, live=True),
        Column("created", 7, _moment("create_time"), right=True, live=True),
        Column("app", ID_CELLS, _identity(lambda s: s.ref.application)),
        Column("comp", ID_CELLS, _identity(lambda s: s.ref.component)),
        Column("id", ID_CELLS, _identity(lambda s: s.ref.instance)),
        Column("platform", 12, lambda _, s: texts_cell((_wire("platform_type")(s),))),
        Column("flavor", 30, lambda _, s: texts_cell((_wire("flavor_id")(s),))),
    )
}


def _replicas(_fleet: Fleet, snapshot: Snapshot) -> Cell:
    """The share that is available: the fewest first."""
    have, want = replica_numbers(snapshot)
    if have is None or want is None:
        return NOTHING
    return Cell("", SortKey(False, have / want if want > 0 else 1.0))


REPLICAS = Column("replicas", 0, _replicas)


def columns_of(texts: Sequence[str]) -> tuple[tuple[Column, ...], tuple[str, ...]]:
    """The columns that these entries of the key ``columns`` name, and a line for each that names
    none."""
    columns: list[Column] = []
    problems: list[str] = []
    for text in texts:
        try:
            columns.append(_column(text))
        except ValueError as error:
            problems.append(plain(str(error)))
    return tuple(columns), tuple(problems)


def _column(text: str) -> Column:
    name, expression = chosen(text)
    if expression is None:
        return _BUILT_IN[name]
    body = BodyColumn(name, expression)
    return Column(name, 30, lambda fleet, each: texts_cell((body.text(fleet, each),), ""))


def filter_fields(texts: Sequence[str]) -> dict[str, Field]:
    """What a filter can ask: the columns of `sstui.view.filter`, and those of one's own among
    ``texts``, by their titles, with ``-`` for what a column's name cannot have."""
    fields = dict(FIELDS)
    for text in texts:
        try:
            name, expression = chosen(text)
            body = BodyColumn(name, expression) if expression is not None else None
        except ValueError:
            continue  # said where the columns are shown
        key = _NOT_OF_A_NAME.sub("-", name.casefold()).strip("-")
        if body is not None and key not in fields:
            fields[key] = Field(key, Kind.TEXT, f"of your own: {expression}", _text_of(body))
    return fields


def _text_of(body: BodyColumn) -> Texts:
    return lambda fleet, snapshot: (body.text(fleet, snapshot),)


def default_columns(fleet: Fleet) -> tuple[str, ...]:
    """With the profile where there are several, or one is protected."""
    if len(fleet.accounts) > 1 or any(account.protected for account in fleet.accounts):
        return ("profile", *DEFAULT_COLUMNS)
    return DEFAULT_COLUMNS
