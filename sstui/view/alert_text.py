"""What rang the bell, in one line."""

from __future__ import annotations

from collections.abc import Mapping

from sstui.insight.alerts import Alert
from sstui.view.text import plain

_NAMED = 3
_LOUD = frozenset({Alert.BAD, Alert.GONE, Alert.CREDENTIALS})
_WORDS = {Alert.CREDENTIALS: "credentials refused"}


def alert_line(burst: Mapping[str, Alert]) -> tuple[str, str]:
    """``orders: bad``, ``3 bad: orders, cart, mailer; 1 gone: legacy``, and its style; ``burst``
    is by name."""
    named: dict[Alert, list[str]] = {}
    for name, alert in burst.items():
        named.setdefault(alert, []).append(plain(name))
    style = "bad" if _LOUD & named.keys() else "accent"
    if len(burst) == 1:
        ((alert, (name,)),) = named.items()
        return f"{name}: {_word(alert)}", style
    parts = (f"{len(names)} {_word(alert)}: {_some(names)}" for alert, names in _sorted(named))
    return "; ".join(parts), style


def _word(alert: Alert) -> str:
    return _WORDS.get(alert, alert.value)


def _sorted(named: Mapping[Alert, list[str]]) -> list[tuple[Alert, list[str]]]:
    order = list(Alert)
    return sorted(named.items(), key=lambda item: order.index(item[0]))


def _some(names: list[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")
