"""What counts as a secret, and what is shown in its place (SCREENS §4, *Masked*).

A secret is told by its name, by its value, or by where it stands (below a secret name, in a mount
of type Secret, in a protected profile any variable). Where the rule is in doubt it masks: to see a
harmless value costs one key, to show a secret cannot be undone. Access key ids keep their first
four characters. ``null``, empty values and booleans stay: they are told apart and hide nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Iterator
from enum import Enum
from functools import lru_cache, partial

from sstui.insight.secret_text import (
    MASK,
    hidden,
    hidden_id,
    hints_at_secret,
    mask_parts,
    names_key_id,
    secret_name,
)
from sstui.servicestage.json_types import JSONValue

__all__ = [
    "MASK",
    "Veil",
    "fingerprint",
    "is_secret_value",
    "mask",
    "mask_key",
    "masked",
    "secret_name",
    "shown",
    "veil_of",
]

_VARIABLES = frozenset({"env", "envs", "environment", "environments", "variables"})
# {"key": …} beside one of these is the name of something (an object of a bucket, a label, a
# toleration), not a key to something.
_NAMES_A_KEY = frozenset({"bucket", "operator", "value", "values", "effect"})
_FLAG = re.compile(r"--?([\w.\-]+)")


class Veil(Enum):
    """How much of a value its surroundings let through."""

    BODY = "the instance itself"
    ARTIFACTS = "the map of artifacts"
    ARTIFACT = "one artifact: `auth` is a documented word here, not a secret"
    OPEN = "masked by its value only"
    VARIABLES = "the variables of a protected profile"
    VARIABLE = "one variable of a protected profile: only its name shows"
    KEY_ID = "an access key id: four characters show"
    HIDDEN = "nothing shows"


def is_secret_value(text: str) -> bool:
    """Whether `mask` would hide a part of ``text``."""
    return mask(text) != text


def veil_of(above: Veil, container: JSONValue, key: str | int, *, protected: bool = False) -> Veil:
    """The veil over ``container[key]``, where ``above`` is the one over ``container``."""
    if above is Veil.HIDDEN or above is Veil.KEY_ID:
        return above
    if isinstance(container, list) and isinstance(key, int):
        return _in_list(above, container, key)
    if isinstance(container, dict) and isinstance(key, str):
        return _in_object(above, container, key, protected)
    return Veil.OPEN


def _in_list(above: Veil, container: list[JSONValue], index: int) -> Veil:
    if above is Veil.VARIABLES:
        return Veil.VARIABLE
    if above is Veil.VARIABLE:
        return Veil.HIDDEN
    return Veil.HIDDEN if index and _is_secret_flag(container[index - 1]) else Veil.OPEN


def _in_object(above: Veil, container: dict[str, JSONValue], key: str, protected: bool) -> Veil:
    if above is Veil.VARIABLES:
        return Veil.HIDDEN
    if above is Veil.VARIABLE:
        return Veil.OPEN if key in ("name", "internal") else Veil.HIDDEN
    if above is Veil.ARTIFACTS:
        return Veil.ARTIFACT
    if above is Veil.BODY and key == "artifacts":
        return Veil.ARTIFACTS
    return _by_name(above, container, key, protected)


def _by_name(above: Veil, container: dict[str, JSONValue], key: str, protected: bool) -> Veil:
    if above is Veil.ARTIFACT and key == "auth":
        return Veil.OPEN
    kind = container.get("type")
    if isinstance(kind, str) and kind.casefold() == "secret" and key != "type":
        return Veil.HIDDEN
    if protected and key in _VARIABLES:
        return Veil.VARIABLES
    name = key
    if key in ("value", "values", "defaultValue", "default"):
        named = container.get("name", container.get("key"))
        name = named if isinstance(named, str) else key
    elif key == "key" and not _NAMES_A_KEY.isdisjoint(container):
        return Veil.OPEN
    if not secret_name(name):
        return Veil.OPEN
    return Veil.KEY_ID if names_key_id(name) else Veil.HIDDEN


@lru_cache(maxsize=1024)
def _flag(text: str) -> bool:
    match = _FLAG.fullmatch(text)
    return match is not None and secret_name(match[1])


def _is_secret_flag(item: JSONValue) -> bool:
    """Whether a list's item is ``--password``, so that the next one is the secret."""
    return isinstance(item, str) and item.startswith("-") and len(item) < 64 and _flag(item)


def shown(value: str | int | float | bool | None, veil: Veil) -> str | int | float | bool | None:
    """A leaf as it may be shown under ``veil``."""
    if value is None or value == "" or isinstance(value, bool):
        return value
    if veil is Veil.HIDDEN:
        return hidden(str(value)) if isinstance(value, str) else MASK
    if veil is Veil.KEY_ID:
        return hidden_id(value) if isinstance(value, str) else MASK
    if veil is Veil.VARIABLE and isinstance(value, str):  # "NAME=value" in a list of strings
        name, sign, _ = value.partition("=")
        return f"{name}={MASK}" if sign else hidden(value)
    if veil in (Veil.VARIABLES, Veil.VARIABLE):
        return MASK
    return mask(value) if isinstance(value, str) else value


def mask_key(key: str) -> str:
    """A key as it may be shown: secrets are planted in names too."""
    return key if key.isidentifier() and len(key) < 64 else mask(key)


def masked(document: JSONValue, *, protected: bool = False, veil: Veil = Veil.BODY) -> JSONValue:
    """A copy of a whole body, or of the part of one that stands under ``veil``, in which no secret
    is left.

    Walks without recursion: a body may be deeper than the interpreter's stack.
    """
    root: list[JSONValue] = [None]
    pending: list[tuple[JSONValue, Veil, Callable[[JSONValue], None]]]
    pending = [(document, veil, root.append)]
    while pending:
        value, over, put = pending.pop()
        if isinstance(value, dict):
            names = tuple(_keys(value))
            copied: dict[str, JSONValue] = {name: None for _, name in names}
            put(copied)
            for key, name in names:
                below = veil_of(over, value, key, protected=protected)
                pending.append((value[key], below, partial(copied.__setitem__, name)))
        elif isinstance(value, list):
            items: list[JSONValue] = [None] * len(value)
            put(items)
            for index, item in enumerate(value):
                below = veil_of(over, value, index, protected=protected)
                pending.append((item, below, partial(items.__setitem__, index)))
        else:
            put(shown(value, over))
    return root[-1]


def _keys(value: dict[str, JSONValue]) -> Iterator[tuple[str, str]]:
    """Each key with what is shown for it; masked names stay apart by a number."""
    taken = set(value)
    for key in value:
        name = mask_key(key)
        if name != key:
            number = 1
            while name in taken:
                number += 1
                name = f"{mask_key(key)}~{number}"
            taken.add(name)
        yield key, name


class _Twice(ValueError):
    """A key that comes twice: reading the JSON would drop one value, and with it our look at it."""


def _once(pairs: list[tuple[str, JSONValue]]) -> dict[str, JSONValue]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise _Twice
    return result


def mask(text: str) -> str:
    """``text`` with its secret parts hidden: the password of a URL, ``access_token=`` and the
    like, ``--password x``, ``-D….password=``, such keys inside a JSON string, PEM, JWT."""
    if text.isalnum() or len(text) < 4:
        return text
    if len(text) <= _SHORT:
        return _remembered(text)
    return _remembered_long(text) if hints_at_secret(text) else text


def _mask(text: str) -> str:
    start = text.lstrip()[:1]
    if start and start in "{[":
        inside = _mask_json(text)
        if inside is not None:
            return inside
    return mask_parts(text)


_SHORT = 512
# A screen of values is masked again with each refresh; a long text costs up to 200 ms a megabyte.
_remembered = lru_cache(maxsize=8192)(_mask)
_remembered_long = lru_cache(maxsize=16)(_mask)


def _mask_json(text: str) -> str | None:
    """``text`` masked as the JSON that it is; None when it is none."""
    try:
        document: JSONValue = json.loads(text, object_pairs_hook=_once)
    except _Twice:
        return MASK
    except (ValueError, RecursionError):
        return None
    result = masked(document)
    tight = '":"' in text or '","' in text
    try:
        if result == document:
            return text
        return json.dumps(result, ensure_ascii=False, separators=(",", ":") if tight else None)
    except RecursionError:
        return MASK


def fingerprint(key: bytes, value: str) -> str:
    """What stands for a secret where it must be told whether it changed: an HMAC-SHA256 under
    the machine's own key, so that a guess cannot be tried without that key."""
    return hmac.new(key, value.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
