"""Names for bookmarks that nobody has named yet, from the names that instances have."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from typing import TYPE_CHECKING

from sstui.config.bookmarks import Bookmark

if TYPE_CHECKING:
    from sstui.servicestage.discovery import FoundInstance

# ServiceStage ends a name with its environment's and six random characters:
# ``orders-prod-eu-7iafjk``. With a digit and a letter among them these are no word that somebody
# chose; without, they are known by what stands before them.
_TAIL = re.compile(r"-(?=[a-z]*[0-9])(?=[0-9]*[a-z])[a-z0-9]{6}\Z")
_LETTERS = re.compile(r"-[a-z]{6}\Z")


def given_name(name: str, environment: str = "") -> str:
    """An instance's own name without its random tail, on one line."""
    text = "".join(c if c.isprintable() else "_" for c in name).strip()
    before = _LETTERS.sub("", text)
    if environment and before.endswith(environment):
        return before
    return _TAIL.sub("", text)


def unique_name(name: str, taken: Container[str], environment: str = "") -> str:
    """`given_name`, or where that is taken the whole name, or the same with a number."""
    short = given_name(name, environment)
    whole = "".join(c if c.isprintable() else "_" for c in name).strip()
    for candidate in (short, whole):
        if candidate and candidate not in taken:
            return candidate
    number = 2
    while f"{short}-{number}" in taken:
        number += 1
    return f"{short}-{number}"


def named(
    found: Iterable[FoundInstance],
    listed: Sequence[Bookmark],
    *,
    profile: str,
    group: str = "",
    tags: tuple[str, ...] = (),
    interval: float | None = None,
) -> tuple[Bookmark, ...]:
    """New bookmarks beside those that are ``listed``, under names that none of them has."""
    taken = {each.name for each in listed}
    made = []
    for each in found:
        name = unique_name(each.name, taken, each.environment_name)
        taken.add(name)
        made.append(Bookmark(name, each.ref, profile, group, tags, interval=interval))
    return tuple(made)
