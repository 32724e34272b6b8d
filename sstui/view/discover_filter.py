"""The picker's filter: the list's language, asked of what an account has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from sstui.servicestage.discovery import FoundApplication, FoundComponent, FoundInstance
from sstui.view.discover_words import found_health, status_word
from sstui.view.filter import Choice, Filter, parse
from sstui.view.filter_fields import Field, Kind
from sstui.view.filter_match import has_letters

Texts = Callable[[FoundApplication, FoundComponent, FoundInstance], Iterable[str]]

_TEXTS: Mapping[str, Texts] = {
    "app": lambda a, c, i: (a.name, a.id),
    "comp": lambda a, c, i: (c.name, c.id, c.runtime),
    "env": lambda a, c, i: (i.environment_name, i.environment),
    "version": lambda a, c, i: ((i.instance and i.instance.version) or "",),
    "status": lambda a, c, i: (status_word(i),),
    "health": lambda a, c, i: (found_health(i).value,),
    "name": lambda a, c, i: (i.name, i.ref.instance),
}
_PLAIN = ("app", "comp", "name")
COLUMNS = tuple(_TEXTS)
_FIELDS = {name: Field(name, Kind.TEXT, "a part of it") for name in COLUMNS}


def pick_filter(text: str) -> Filter:
    """Never raises: a term that is not valid (yet) is left out and says why."""
    return parse(text, _FIELDS)


def passes(
    wanted: Filter, application: FoundApplication, component: FoundComponent, found: FoundInstance
) -> bool:
    """Whether every term that applies holds of this instance or of what is above it."""

    def holds(choice: Choice) -> bool:
        names = _PLAIN if choice.field is None else (choice.field.name,)
        texts = (
            text.casefold()
            for name in names
            for text in _TEXTS[name](application, component, found)
        )
        return any(_accepts(choice, text) for text in texts) is not choice.negated

    return all(any(map(holds, term.choices)) is not term.negated for term in wanted.valid)


def _accepts(choice: Choice, text: str) -> bool:
    if choice.sign == "=":
        return text == choice.value
    return has_letters(text, choice.value) if choice.sign == "~" else choice.value in text
